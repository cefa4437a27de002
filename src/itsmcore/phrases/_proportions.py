"""What is said of proportions."""

PHRASES = {
    "proportions.expected.number_above_below_such": "a number above 0 and below 1, such as 0.95",
    "proportions.expected.share_many_were_counted": (
        "a share of so many that were counted, such as 49 / 410 of 410"
    ),
    "proportions.interval": "{count} of {of}, 95 % interval {low} to {high}",
}
