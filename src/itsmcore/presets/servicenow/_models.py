"""ServiceNow's models.

As shipped, ServiceNow enforces no transitions of incidents; the strict edges here are the
convention that its documentation draws, and `tests/presets/test_real_log.py` checks them against a
real log. The moves of changes and problems are those of its documentation (change-management/
normal-standard-emergency-states.md, problem-management/assess-a-problem.md,
investigate-root-cause.md, resolve-and-complete-problem.md).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

import attrs

from itsmcore.changes import EMERGENCY_CHANGE as DEFAULT_EMERGENCY
from itsmcore.changes import NORMAL_CHANGE as DEFAULT_NORMAL
from itsmcore.changes import STANDARD_CHANGE as DEFAULT_STANDARD
from itsmcore.conditions import field
from itsmcore.incidents import INCIDENT as DEFAULT
from itsmcore.incidents import MAJOR_INCIDENT, Closed, Held, HoldReason
from itsmcore.lifecycle import Guard, Lifecycle, Model, Rule, State, Timer
from itsmcore.phrase import Phrase
from itsmcore.presets.servicenow._clocks import HOURS
from itsmcore.presets.servicenow._tables import (
    CHANGE_STATES,
    CLOSE_CODES,
    MATRIX,
    PROBLEM_STATES,
    STATES,
    TASK_STATES,
)
from itsmcore.problems import PROBLEM as DEFAULT_PROBLEM
from itsmcore.schedule import WorkingDays
from itsmcore.tasks import TASK as DEFAULT_TASK

M = TypeVar("M", bound=Model)

_COMMENT_FIRST = Guard(
    Phrase("guards.no_comment"),
    ~field("event.reason").is_(HoldReason.CALLER) | field("event.note").is_set,
    code="no_comment",
)

AUTO_CLOSE = Timer(
    "auto_close",
    Closed,
    states="resolved",
    after=WorkingDays(7),
    schedule=HOURS,
    when=~field("is_major").is_(True),
)
"""Close what was resolved 7 business days ago, whatever was written since, and no major incident.

A site with another number, or in another zone, puts its own timer in place of this one:
`INCIDENT.extended(attrs.evolve(AUTO_CLOSE, schedule=…), without="auto_close")`.
"""

INCIDENT = (
    attrs.evolve(
        DEFAULT,
        name="servicenow.incident",
        timers=tuple(
            AUTO_CLOSE if timer.name == AUTO_CLOSE.name else timer for timer in DEFAULT.timers
        ),
        lifecycle=Lifecycle("incident", states=STATES, rules=DEFAULT.lifecycle.rules),
        prioritiser=MATRIX,
        codes={**DEFAULT.codes, "resolution_code": tuple(CLOSE_CODES.values())},
    )
    .with_guards({Held: _COMMENT_FIRST})
    .with_needs({Closed: ("resolution_code", "resolution_notes")})
)
"""The strict model: on hold only from an open state, closed only from resolved, and final."""

INCIDENT_LENIENT = INCIDENT.extended(
    Rule(Held, source="resolved", target="on_hold", guards=(_COMMENT_FIRST,)),
    attrs.evolve(
        MAJOR_INCIDENT,
        rules=(*MAJOR_INCIDENT.rules, Rule(Held, source="reviewed", target="accepted")),
    ),
    without="major_incident",
    name="servicenow.incident_lenient",
)
"""The strict model, in which a resolved incident may be put on hold again.

A major incident that was already reviewed must then be reviewed again, as after reopening.
"""


def with_states(model: M, states: Iterable[State], name: str) -> M:
    """Give a model the codes and labels that a product has for its states."""
    coded = {state.name: state for state in states}
    own = [coded[state.name] for state in model.states]
    return attrs.evolve(model, name=name, lifecycle=attrs.evolve(model.lifecycle, states=own))


PROBLEM = attrs.evolve(
    with_states(DEFAULT_PROBLEM, PROBLEM_STATES, "servicenow.problem"), prioritiser=MATRIX
)
"""Problems; see `PRESET.deviations` for where they differ from the product's."""
NORMAL_CHANGE = with_states(DEFAULT_NORMAL, CHANGE_STATES, "servicenow.normal_change")
"""Normal changes: assessed, authorised, scheduled, implemented, reviewed."""
STANDARD_CHANGE = with_states(DEFAULT_STANDARD, CHANGE_STATES, "servicenow.standard_change")
"""Standard changes: authorised with their template."""
EMERGENCY_CHANGE = with_states(DEFAULT_EMERGENCY, CHANGE_STATES, "servicenow.emergency_change")
"""Emergency changes: authorised without an assessment."""
CHANGE_TASK = with_states(DEFAULT_TASK, TASK_STATES, "servicenow.change_task")
"""The tasks of a change."""
