"""What is said of testing."""

PHRASES = {
    "testing.arguments.only": "{role} only",
    "testing.differences.after": "after {history}",
    "testing.differences.by": ", by {of}",
    "testing.differences.by_not": "{life}, by {name}: {service}, not {model}",
    "testing.differences.cases_differ": "{count} of {asked} cases differ",
    "testing.differences.compared_since_something": (
        "not compared, since something differs before: {cases}"
    ),
    "testing.differences.known_longer": "known, and no longer so: {cases}",
    "testing.differences.service_s_answer": "the service's answer",
    "testing.differences.while": "{verb} while {state}{by}",
    "testing.expected.history_leads": "one that a history of {model}{after} leads to: {known}",
    "testing.expected.model_class_records": "a model, or a class of records with one",
    "testing.expected.pairs_such_new_close": (
        'pairs such as ("new", "close"), or with an actor\'s name'
    ),
    "testing.expected.some_history_comes_none": (
        "what some history of {model} comes to; none of {count} lives came to {end}, and the "
        "nearest one, with {lived}, ended in {came}"
    ),
    "testing.expected.state_some_history_ends": "a state that some history ends in; {told}",
    "testing.expected.state_such_resolved_facts": (
        'a state such as "resolved", facts by name, or None where it refuses'
    ),
    "testing.expected.verb_some_history": "a verb that some history has; {told}",
    "testing.expected.verbs_history": "verbs of one history; {never} is not in {which} of {model}",
    "testing.machine.all_fired": "every one of {rules} rules fired",
    "testing.machine.never_fired": "{never} of {rules} rules never fired: {names}",
    "testing.machine.rule": "{verb} from {state}",
    "testing.not_allowed": "{verb} was never possible while {source}",
    "testing.paths.from": "{verb} from {source}",
    "testing.paths.never_reached": "{source} was never reached",
    "testing.paths.record_opened": "no record was opened",
    "testing.refusals.while": "{verb} while {state}, by {name}: {why}",
    "testing.sought.one_with": "one with {beside}",
    "testing.sought.state": "state of {model}",
    "testing.sought.with": " with {verbs}",
    "testing.suite.history_leads": "no history leads to {missed}",
    "testing.suite.needs_more_sets": "{verb} needs more in `sets`",
    "testing.suite.refused": "it is not refused so: {one}",
}
