"""What is said of codes."""

PHRASES = {
    "codes.expected.one_of": "one of {kind}",
}
