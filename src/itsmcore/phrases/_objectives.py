"""What is said of objectives."""

PHRASES = {
    "objectives.bound": "a bound",
    "objectives.expected.less_least": "no less than at_least, {bounds}",
    "objectives.expected.number_time_most": "a number or a time, or give at_most",
    "objectives.figure": "no figure",
    "objectives.least": "at least",
    "objectives.most": "at most",
}
