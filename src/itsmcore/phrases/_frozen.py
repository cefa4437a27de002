"""What is said of frozen."""

PHRASES = {
    "frozen.expected.mapping_texts_values": "a mapping from texts to values",
    "frozen.expected.values_nested_most_deep": "values that are nested at most {deepest} deep",
    "frozen.expected.values_read": "values that can be read",
}
