"""What errors say."""

PHRASES = {
    "errors.backward_step": (
        "row {index} is at {at}, before row {before} at {previous}; put the rows in order, or pass "
        "sort=True"
    ),
    "errors.bad_condition": (
        "{value} {why}; give a condition such as field('assignee').is_set, a Phase, an event class "
        "or a state's name"
    ),
    "errors.bad_history": (
        "event {index} {why}; give a history that starts with its opening, in order of time"
    ),
    "errors.bad_instant": (
        "{value} {why}; give an aware datetime, for example datetime(2026, 1, 31, 9, 0, tzinfo=UTC)"
    ),
    "errors.bad_row": "row {index} {why}; {expected}",
    "errors.bad_span": "a span cannot end at {end} before it starts at {start}; swap them",
    "errors.bad_value": "{field} cannot be {value}; give {expected}",
    "errors.built_directly": (
        "{record} is the fold of its events; use {record}.open(…) or {record}.replay(…)"
    ),
    "errors.expected.mapping_names_values": "a mapping from names to values",
    "errors.faulty_definition": (
        "{name} has {faults} {faults:fault|faults}; fix each and build it again"
    ),
    "errors.incomparable": (
        "{field} is {left}, which cannot be ordered against {right}; compare values of one type"
    ),
    "errors.itself": "{error}",
    "errors.more_faults": "and {more} more, which its `faults` hold",
    "errors.no_counterpart": "step {index} {why}; {expected}",
    "errors.no_match": "no row of {decision} matches {facts}; add a row or a default",
    "errors.no_open_time": (
        "there is no {sought} within {reach} of {start}; look at the schedule's windows, or pass a "
        "longer horizon="
    ),
    "errors.not_columnar": "columns cannot take {subject}, which {why}; use Agreement.measure",
    "errors.not_given": "not given: {either}; put them among the facts as given.NAME",
    "errors.not_redactable": (
        "{name} cannot be redacted: {why}; give the names of fields with words of or about people, "
        "or texts="
    ),
    "errors.not_usable": "template {template} {why}; open a normal change, or approve it again",
    "errors.not_yet_in_force": (
        "nothing is in force at {asked}, before the first edition at {first}; ask for an instant "
        "at or after it, or add an edition"
    ),
    "errors.not_yet_open": (
        "{record} was opened at {opened_at}, after {asked}; ask for an instant at or after its "
        "opening"
    ),
    "errors.other_model": (
        "the model {model} of {place} has other tables than when this was pickled; load it under "
        "the version that wrote it, or replay its history by this model"
    ),
    "errors.refused.at": "event {index}: {said}",
    "errors.refused.fix_it": "fix it and try again",
    "errors.refused.folded_by": (
        "folded by {model}; give the model that it was written with, if that is another (model=, "
        "or written_with= of an audit)"
    ),
    "errors.refused.later": "give an instant at or after it",
    "errors.refused.moves": "allowed moves: {moves}",
    "errors.refused.opening": "cannot {verb}",
    "errors.refused.set_it": "set it and try again",
    "errors.refused.while": "cannot {verb} while {where}",
    "errors.stale": "{record} is at version {found}, not {expected}; load it again and try again",
    "errors.unlisted": "there is no {kind} {name}; {hint}",
}
