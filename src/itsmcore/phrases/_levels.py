"""The labels of the levels that ship."""

PHRASES = {
    "levels.clear": "Clear",
    "levels.critical": "Critical",
    "levels.high": "High",
    "levels.l": "L",
    "levels.low": "Low",
    "levels.m": "M",
    "levels.major": "Major",
    "levels.medium": "Medium",
    "levels.minor": "Minor",
    "levels.moderate": "Moderate",
    "levels.planning": "Planning",
    "levels.s": "S",
    "levels.very_high": "Very High",
    "levels.vital": "Vital",
    "levels.warning": "Warning",
    "levels.xl": "XL",
}
