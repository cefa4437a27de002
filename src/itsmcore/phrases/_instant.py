"""What is said of instant."""

PHRASES = {
    "instant.why.datetime": "is not a datetime",
    "instant.why.instant": "is no instant",
    "instant.why.lies_outside_years_utc": "lies outside the years 1 to 9999 in UTC",
    "instant.why.time_zone": "has no time zone",
}
