"""What is said of conformance."""

PHRASES = {
    "conformance.alignments": "cases {cases}, fitting {fitting}, cost {cost}, fitness {fitness}",
    "conformance.by_or_period": "by or period",
    "conformance.check.counts": (
        "cases {cases}, steps {steps}, moves {moves}, illegal {illegal}, odd starts {odd}, "
    ),
    "conformance.check.fitness": "fitness {fitness:.4f}",
    "conformance.check.fitness_unknown": "fitness unknown",
    "conformance.deciding": "{source} > {target} where {condition} (tells {told} of {times:,})",
    "conformance.deciding.only_where": "from {source} to {target} only where {condition}",
    "conformance.discovery.counts": (
        "cases {cases}, states {states}, kinds of moves {kinds}, made {times} times, left out "
        "{left_out}, guards {guards}"
    ),
    "conformance.discovery.left_out": ", left out: {why}",
    "conformance.expected.final_state": "one that reaches a final state, or leave out complete=",
    "conformance.expected.model": "a model, such as INCIDENT, or a Lifecycle that has states",
    "conformance.expected.one_of_two": "a fact as by=, or a period=, and not both",
    "conformance.expected.share": "a number above 0.5 and up to 1",
    "conformance.expected.single_values": "a fact of single values, such as texts",
    "conformance.expected.states": "steps that tell a state",
    "conformance.expected.timedelta": "a timedelta of zero or more",
    "conformance.facts.counts": "cases {cases}, judged {judged}, violations {violations}",
    "conformance.facts.timer": "timer {name}",
    "conformance.facts.untold": ", untold {names}",
    "conformance.fits": "fits",
    "conformance.from_to": "from {source} to {target}",
    "conformance.in_state": "in {state}",
    "conformance.nothing": "nothing",
    "conformance.priority.counts": "steps {steps}, other than by the matrix {count}",
    "conformance.repair.add": "add {state} {place}",
    "conformance.repair.after": "after {state}",
    "conformance.repair.at_the_beginning": "at the beginning",
    "conformance.repair.leave_out": "leave out {state} {place}",
    "conformance.unknown_states": ", unknown states {names}",
    "conformance.why.early": "it fired {time} before it was due",
    "conformance.why.late": "it fired {time} after it was due",
    "conformance.why.no_move": "no rule leads from {source} to {target}; it leads to {ahead}",
    "conformance.why.no_rule": "no rule has it {where}",
    "conformance.why.no_state": "the model has no state {name}",
    "conformance.why.not_fired": "it was due and had not fired",
    "conformance.why.not_set": "{name} is not set",
    "conformance.why.role": "it takes the role {roles}",
}
