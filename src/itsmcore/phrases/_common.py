"""What several rooms say."""

PHRASES = {
    "common.all": "{first}, {then}",
    "common.and": "{first} and {last}",
    "common.days": "{days} {days:day|days}",
    "common.either": "{first} or {then}",
    "common.no": "no",
    "common.none": "none",
    "common.one_of": "one of {names}",
    "common.yes": "yes",
}
