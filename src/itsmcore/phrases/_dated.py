"""What is said of dated."""

PHRASES = {
    "dated.dated_value": "the dated value",
    "dated.dated_value_2": "a dated value",
    "dated.duplicate_instant": "begins two editions; keep one",
    "dated.expected.diff": "one that has diff(…)",
    "dated.expected.pairs": "pairs of an instant and a value",
    "dated.no_editions": "are missing; give at least one",
    "dated.subject.editions": "editions",
}
