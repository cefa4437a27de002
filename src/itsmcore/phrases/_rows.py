"""What is said of rows."""

PHRASES = {
    "rows.expected.collected": "a collected frame; collect it first",
}
