"""What is said of figures."""

PHRASES = {
    "figures.expected.lines_cells_many_head": "lines of {count} cells, as many as the head has",
    "figures.expected.lines_many_cells_head": "lines of as many cells as the head has",
    "figures.expected.share": "a share from 0 to 1",
    "figures.figure": "figure",
    "figures.more": "… and {count:,} more",
    "figures.names_columns": "the names of columns",
    "figures.titles_columns": "the titles of the columns",
}
