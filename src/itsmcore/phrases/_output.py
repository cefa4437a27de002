"""What is said of output."""

PHRASES = {
    "output.format": "format",
    "output.lines_more": "… and {count} lines more",
}
