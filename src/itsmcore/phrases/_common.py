"""What several rooms say."""

PHRASES = {
    "common.after": "{first} after {then}",
    "common.all": "{first}, {then}",
    "common.and": "{first} and {last}",
    "common.clauses": "{first}; {then}",
    "common.days": "{days} {days:day|days}",
    "common.either": "{first} or {then}",
    "common.every": "all",
    "common.false": "False",
    "common.no": "no",
    "common.none": "none",
    "common.one_of": "one of {names}",
    "common.or": "{first}, or {then}",
    "common.true": "True",
    "common.yes": "yes",
}
