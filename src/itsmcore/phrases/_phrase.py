"""What is said of phrases."""

PHRASES = {
    "phrase.expected.arguments": "what the phrase {template} names",
    "phrase.expected.code": "the code of a phrase, such as 'common.none', or a Phrase",
}
