"""What is said of days."""

PHRASES = {
    "days.date": "{day} {date}",
    "days.fri": "fri",
    "days.mon": "mon",
    "days.sat": "sat",
    "days.sun": "sun",
    "days.thu": "thu",
    "days.tue": "tue",
    "days.wed": "wed",
}
