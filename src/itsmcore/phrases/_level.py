"""What is said of level."""

PHRASES = {
    "level.code_level": "the code of a level",
    "level.label_level": "the label of a level",
    "level.rank_level": "the rank of a level",
}
