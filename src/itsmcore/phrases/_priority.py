"""What is said of priority."""

PHRASES = {
    "priority.duplicate_limit": "is defined twice; rename one",
    "priority.expected.floors_ceilings": "floors and ceilings",
    "priority.expected.level": "a level of {name}",
    "priority.expected.pair_impact_urgency": "a pair of impact and urgency",
    "priority.expected.urgency_priority": "an urgency or a priority, one of them",
    "priority.limits.least": "{name} at least {level}",
    "priority.limits.most": "{name} at most {level}",
    "priority.limits.name_limit": "the name of a limit",
    "priority.matrix.cells_urgencies": "has {cells} cells for {urgencies} urgencies",
    "priority.matrix.fix": "fix it",
    "priority.matrix.fix_pass_may": "fix it or pass may_fall=True",
    "priority.matrix.gap": "has no priority; give one",
    "priority.matrix.head": "impact \\ urgency",
    "priority.matrix.impact_urgency_priority": "impact, urgency and priority",
    "priority.matrix.is_not_in": "{name} {level} is not in it",
    "priority.matrix.listed_twice_keep": "is listed twice; keep one",
    "priority.matrix.milder": "is {cell}, milder than {other} at {impact}, {urgency}; {advice}",
    "priority.matrix.no": "no {name}",
    "priority.matrix.permitted": "may_fall permits it",
    "priority.matrix.priority_matrix_impacts": (
        "a priority matrix of {impacts} impacts by {urgencies} urgencies"
    ),
    "priority.matrix.row": "a row",
    "priority.matrix.row_levels": "a row of levels",
    "priority.matrix.row_levels_each": "a row of levels for each impact",
    "priority.matrix.rows_impacts_each": "has {rows} rows for {impacts} impacts; give one for each",
    "priority.matrix.several_scales_use": "are of several scales: {scales}; use one",
    "priority.matrix_faults.levels_leave_out": (
        "has {count} for {levels} levels of {axis}; leave out what is too many"
    ),
    "priority.never_given": "is given by no cell; give it, or leave it out",
    "priority.never_matches": "can never hold: {when}; fix or drop it",
    "priority.no_engines": "are missing; give a matrix, for example",
    "priority.not_total": "has no priority",
    "priority.not_total.each": "{words}; give one for each",
    "priority.of_records.reads_nobody_gives": (
        "reads {name}, and nobody gives it; read the record's facts"
    ),
    "priority.pin.level_priority": "a level of priority",
    "priority.pin.until_utc": " until {until:%Y-%m-%d %H:%M} UTC",
    "priority.prioritisation.by": "{level}, by {by}",
    "priority.prioritisation.priority": "priority: {told}",
    "priority.prioritisation.priority_pinned": "priority: pinned to {pin}",
    "priority.prioritisation.rules": "the rules: {told}",
    "priority.prioritisation.unknown": "not known",
    "priority.prioritiser.answers_level": "answers {answer}, which is no level",
    "priority.prioritiser.change": "no change",
    "priority.prioritiser.limit": "limit {name}",
    "priority.prioritiser.may_come_impact": (
        "may come to the impact {level}, which the matrix lacks; {meant}"
    ),
    "priority.prioritiser.prioritiser": "the prioritiser",
    "priority.prioritiser.reads_pin_counts": (
        "reads {name}, and a pin counts instead of the rules; read other facts"
    ),
    "priority.prioritiser.reads_read_impact": (
        "reads {name}, which it is to give; read impact and urgency"
    ),
    "priority.prioritiser.row": "row {number} of {name}",
    "priority.prioritiser.several_scales_use": "are of several scales: {names}; use one",
    "priority.prioritiser.urgency_matrix_lacks": "has an urgency that the matrix lacks; {meant}",
    "priority.subject.engines": "engines",
    "priority.subject.impact_urgency": "{impact} impact, {urgency} urgency",
    "priority.subject.levels": "the {name} levels",
    "priority.subject.levels_2": "the {kind} levels",
    "priority.subject.matrix": "the matrix",
    "priority.subject.priority": "priority {label}",
    "priority.subject.row": "row {label}",
    "priority.why.impact_how_much_affected": (
        "{expected}: an impact is how much is affected, and no rule changes that"
    ),
}
