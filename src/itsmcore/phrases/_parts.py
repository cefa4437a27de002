"""What is said of parts."""

PHRASES = {
    "parts.code": "code",
    "parts.codes": "codes",
    "parts.field": "field",
    "parts.fields": "fields",
    "parts.guard": "guard",
    "parts.guards": "guards",
    "parts.need": "need",
    "parts.needs": "needs",
    "parts.reaction": "reaction",
    "parts.reactions": "reactions",
    "parts.region": "region",
    "parts.regions": "regions",
    "parts.role": "role",
    "parts.roles": "roles",
    "parts.rule": "rule",
    "parts.rules": "rules",
    "parts.state": "state",
    "parts.states": "states",
    "parts.timer": "timer",
    "parts.timers": "timers",
}
