"""What is said of decisions."""

PHRASES = {
    "decisions.answer": "answer: {outcome}",
    "decisions.counts.all": "all that hold count",
    "decisions.counts.first": "the first that holds counts",
    "decisions.counts.greatest": "of those that hold, the greatest counts",
    "decisions.counts.least": "of those that hold, the smallest counts",
    "decisions.decision_s_name": "a decision's name",
    "decisions.default": " (the default)",
    "decisions.expected.pairs_condition_answer": "pairs of a condition and an answer",
    "decisions.facts_all": "no facts at all",
    "decisions.never_hold_fix": "can never hold: {when}; fix or drop it",
    "decisions.open_given": "open; not given: {missing}",
    "decisions.otherwise": "otherwise",
    "decisions.row": "row {index} of {name}",
    "decisions.shadowed_beats_holds": (
        "is shadowed: one that beats it holds where {when}; move or drop it"
    ),
}
