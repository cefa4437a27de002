"""Misuse of tables that a type checker must catch."""

from itsmcore import PROBLEM, Impact, Incident, Lifecycle, Phase, PriorityMatrix, Urgency
from itsmcore.conditions import field
from itsmcore.incidents import Held, Resumed
from itsmcore.lifecycle import Guard, Rule, State, event_named

State("waiting")  # error: no phase
State("waiting", phase="pending")  # error: a text is no phase
Rule(Held)  # error: no source
Rule("hold", source="new")  # error: no event class
Rule(Resumed, source="on_hold", guards=(Phase.NEW,))  # error: a phase is no guard
Guard(field("assignee").is_set)  # error: no words
field("assignee").is_unset  # error: no such question
PriorityMatrix.default()[Impact.HIGH]  # error: one level
PriorityMatrix.default()["high", Urgency.LOW]  # error: no level
Phase.RESOLVED.lower()  # error: a phase is no text
Lifecycle.from_edges([("To Do", "Done")], phases={})  # error: no target
Lifecycle.from_edges([], phases={"To Do": "new"})  # error: a text is no phase
Lifecycle.from_edges([])  # error: no phases
event_named(Held)  # error: no text
Rule(Resumed, source="closed", target="new", reopens="yes")  # error: no flag
Incident.replay((), model="incident")  # error: no model
Incident.audit((), model=PROBLEM)  # error: the model of another practice
