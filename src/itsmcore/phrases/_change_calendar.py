"""What is said of change calendar."""

PHRASES = {
    "change_calendar.calendar.kinds_conflicts": "kinds of conflicts",
    "change_calendar.concerned.because": "because of",
    "change_calendar.concerned.map": "not on the map: {strangers}",
    "change_calendar.concerned.service_concerned": "no service is concerned",
    "change_calendar.conflicts.depends": ", depends on ",
    "change_calendar.conflicts.needed": ", needed by ",
    "change_calendar.conflicts.utc": "{change}: {kind}{via}, {start} to {end} UTC",
    "change_calendar.expected.each_once": "each of them once",
    "change_calendar.expected.name_change_freeze_window": (
        "a name that no change, freeze, window or the maintenance has"
    ),
    "change_calendar.expected.positive_time": "a positive time",
    "change_calendar.expected.schedule": "a Schedule",
    "change_calendar.expected.year_month": "a year and a month from 1 to 12",
    "change_calendar.limits.of": "{name} of {of}",
    "change_calendar.month.changes_days_freezes": (
        "{said}: changes on {changes} days, freezes on {freezes}"
    ),
    "change_calendar.month.clock": "{year}-{month:02}, by the clock of {tz}",
    "change_calendar.month.conflict": "{sign} in conflict: {count:,}",
    "change_calendar.month.conflicts": "no conflicts",
    "change_calendar.month.conflicts_judged": "conflicts are not judged",
    "change_calendar.month.more": "and {count} more",
    "change_calendar.month.pairs_name_time": "pairs of a name and its time",
}
