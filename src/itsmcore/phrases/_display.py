"""What is said of display."""

PHRASES = {
    "display.card.how_time_adds": "how the time adds up",
    "display.map.mean": "mean {mean}",
    "display.map.moves_model": "{lacking:,} of {move_count:,} moves are not in the model",
}
