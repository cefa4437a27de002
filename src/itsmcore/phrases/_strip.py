"""What is said of strip."""

PHRASES = {
    "strip.clock": "by the clock of {zone}",
}
