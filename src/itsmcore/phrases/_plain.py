"""What is said of plain."""

PHRASES = {
    "plain.changing": "is a set, which can change; a frozenset will do",
    "plain.finite_number": "is no finite number",
    "plain.half_surrogate_pair": "has half of a surrogate pair",
    "plain.naive": "is an instant without a time zone",
    "plain.names_texts": "has names that are no texts",
    "plain.nul_character": "has a NUL character",
    "plain.stranger": "is of a class that no document holds",
    "plain.too_deep": "is nested more than {deepest} deep",
    "plain.too_many_digits": "has too many digits",
}
