"""What is said of outages."""

PHRASES = {
    "outages.degraded": "{name} degraded from {start} to {end}",
    "outages.down": "{name} down from {start} to {end}",
    "outages.now": "now",
    "outages.planned_degraded": "{name} planned to be degraded from {start} to {end}",
    "outages.planned_down": "{name} planned to be down from {start} to {end}",
}
