"""What is said of chart."""

PHRASES = {
    "chart.area": "from {first:g} at {low:%Y-%m-%d} to {end:g} at {last:%Y-%m-%d}, at most {top:g}",
    "chart.below": "below",
    "chart.closed": "closed",
    "chart.left_out": "… and {more}",
    "chart.line": "{name}: from {first:g} to {last:g}",
    "chart.more": "… and {count:,} more",
    "chart.more_days": "… and {count:,} more days",
    "chart.more_where": "{count:,} more {where}",
    "chart.no_lines": "{title}: nothing",
    "chart.nothing": "nothing to draw",
    "chart.to_the_left": "to the left",
}
