"""What is said of knowledge."""

PHRASES = {
    "knowledge.expected.known_error": "what known_error() gives",
    "knowledge.expected.once": "each article once",
    "knowledge.expected.positive_timedelta": "a duration of more than zero",
    "knowledge.expected.source": (
        "a known error as known_error() gives it, or an incident with resolution notes"
    ),
    "knowledge.expected.uses": "how often articles were used, by their numbers",
    "knowledge.never_valid": "valid_until {valid_until} does not lie after {publish_at}",
    "knowledge.review": "Review: {title}",
    "knowledge.search.used": "used {count} {count:time|times}",
    "knowledge.uses_of": "uses of {id}",
    "knowledge.version": "version {number}, {state}: {title}",
}
