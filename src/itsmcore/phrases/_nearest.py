"""What was probably meant."""

PHRASES = {
    "nearest.known": "known: {names}",
    "nearest.many": "known: {names} and {more} more",
    "nearest.meant": "did you mean {meant}?",
    "nearest.none": "known: none",
}
