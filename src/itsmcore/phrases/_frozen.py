"""What is said of frozen."""

PHRASES = {
    "frozen.expected.mapping_texts_values": "a mapping from texts to values",
    "frozen.expected.text": "a text",
    "frozen.expected.values_nested_most_deep": "values that are nested at most {DEEPEST} deep",
    "frozen.expected.values_read": "values that can be read",
    "frozen.name": "a name in {field}",
}
