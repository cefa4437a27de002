"""What is said of progress."""

PHRASES = {
    "progress.expected.function_yields_given_such": (
        "a function that yields what it is given, such as rich.progress.track"
    ),
}
