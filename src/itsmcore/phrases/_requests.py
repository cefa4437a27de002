"""What is said of requests."""

PHRASES = {
    "requests.approvers_unknown": "who approves cannot be told: {why}",
    "requests.expected.decimal": "a Decimal from 0",
    "requests.expected.item": "an item of a catalogue",
    "requests.expected.items": "items of a catalogue",
    "requests.not_given": "{name} must be given: it decides who approves",
    "requests.profile_not_given": (
        "profile must be given with requested_for: it is read, and is of somebody else"
    ),
}
