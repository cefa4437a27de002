"""What is said of lexicon."""

PHRASES = {
    "lexicon.becomes_text_ending": "becomes {given}; give a text, for an ending that is not empty",
    "lexicon.groups_words_such": "groups of words, such as [('vpn', 'tunnel')]",
    "lexicon.lexicon": "the lexicon",
    "lexicon.mappings_endings_such": "mappings from endings, such as [{{'ing': ''}}]",
    "lexicon.telling_word_says": "has no telling word; give one that says what it is about",
    "lexicon.words_mean_same": "words that mean the same",
}
