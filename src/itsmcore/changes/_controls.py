"""The controls that a change model may demand: each requires something of an event."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set

import attrs

from itsmcore.approval import ApprovalRequested
from itsmcore.called import NAME, call_of
from itsmcore.changes._events import CloseCode, Closed, Completed, Implemented, Result, Scheduled
from itsmcore.conditions import Condition, Field, field, given
from itsmcore.errors import BadValue, Unlisted
from itsmcore.fields import as_items, as_text, as_texts
from itsmcore.kinds import check_kinds
from itsmcore.lifecycle import Event, Guard
from itsmcore.lifecycle._table import as_guards, check_event
from itsmcore.phrase import Phrase


def _needs(names: str | Iterable[str]) -> tuple[str, ...]:
    return as_texts(names, "needs")


@attrs.frozen(repr=False)
class Control:
    """A demand on an event, wherever a change model has that event.

    Args:
        name: its name.
        event: the event class.
        guards: what must hold.
        needs: fields that must be set, before the event or by it.

    Raises:
        BadValue: it demands nothing, or not of an event.

    >>> Control("budget", ApprovalRequested, needs="custom")
    Control('budget', ApprovalRequested, needs=('custom',))
    """

    name: str
    event: type[Event] = attrs.field(repr=NAME)
    guards: tuple[Guard, ...] = attrs.field(default=(), kw_only=True, converter=as_guards)
    needs: tuple[str, ...] = attrs.field(default=(), kw_only=True, converter=_needs)

    __repr__ = call_of

    def __attrs_post_init__(self) -> None:
        as_text(self.name, "name")
        check_event(self.event, Phrase("changes.controls.control"))
        check_kinds(self)
        if not (self.guards or self.needs):
            raise BadValue(
                field=Phrase("changes.controls.control"),
                value=self.name,
                expected=Phrase("changes.expected.guards_needs"),
            )


def _is_nothing(fact: Field) -> Condition:
    return ~fact.is_set | fact.is_in((False, 0))


def _none_of(name: str) -> Condition:
    """Return the condition that there is nothing of a kind, or an exception for each."""
    return _is_nothing(given(name)) | field("exceptions").contains(given(name))


_INSIDE = Guard(
    Phrase("guards.outside_window"),
    (field("event.at") >= field("planned_start")) & (field("event.at") < field("planned_end")),
    code="outside_window",
)
_TEMPLATED = (
    Guard(Phrase("guards.no_template"), field("template").is_set, code="no_template"),
    Guard(
        Phrase("guards.template_expired"),
        ~field("approved_until").is_set | (field("event.at") < field("approved_until")),
        code="template_expired",
    ),
)
_WARNINGS = given("warnings").is_set
"""Whichever it is, it is known."""
_FAILED = field("verification").is_(Result.FAILED)
_BACKED_OUT = field("backed_out_at").is_set
_VERIFIED = (
    Guard(
        Phrase("guards.unverified"),
        _BACKED_OUT | field("verification").is_set,
        code="unverified",
    ),
    Guard(
        Phrase("guards.verification_failed"),
        _BACKED_OUT | ~_FAILED | field("event.outcome").is_(CloseCode.SUCCESSFUL_WITH_ISSUES),
        code="verification_failed",
    ),
)
_REVIEWED = field("reviewed_at").is_set
_ROWS = (
    Control("risk", ApprovalRequested, needs="risk"),
    Control(
        "plans",
        ApprovalRequested,
        needs=("steps", "test_plan", "communication_plan", "back_out_plan"),
    ),
    Control(
        "warning",
        ApprovalRequested,
        guards=Guard(
            Phrase("guards.conflicts_unknown"), _WARNINGS | ~_WARNINGS, code="conflicts_unknown"
        ),
    ),
    Control("template", Scheduled, guards=_TEMPLATED),
    Control("template", Implemented, guards=_TEMPLATED),
    Control("window", ApprovalRequested, needs=("planned_start", "planned_end")),
    Control("window", Implemented, guards=_INSIDE),
    Control(
        "freeze",
        Implemented,
        guards=Guard(Phrase("guards.frozen"), _none_of("freeze"), code="frozen"),
    ),
    Control(
        "conflicts",
        Implemented,
        guards=Guard(
            Phrase("guards.conflict_unresolved"),
            _none_of("conflicts"),
            code="conflict_unresolved",
        ),
    ),
    Control("verification", Completed, guards=_VERIFIED),
    Control(
        "review",
        Closed,
        guards=Guard(Phrase("guards.unreviewed"), _REVIEWED, code="unreviewed"),
    ),
    Control(
        "tasks",
        Closed,
        guards=Guard(Phrase("guards.tasks_open"), _is_nothing(given("tasks")), code="tasks_open"),
    ),
    Control(
        "test",
        Implemented,
        guards=Guard(
            Phrase("guards.test_not_passed"),
            field("test_result").is_(Result.PASSED),
            code="test_not_passed",
        ),
    ),
    Control(
        "communication",
        Implemented,
        guards=Guard(
            Phrase("guards.not_communicated"),
            field("communicated_at").is_set,
            code="not_communicated",
        ),
    ),
)
"""Every control, in the order in which their reasons are given."""

_UNSUCCESSFUL_REVIEWED = Control(
    "review",
    Closed,
    guards=Guard(
        Phrase("guards.failure_unreviewed"),
        _REVIEWED | field("outcome").is_(CloseCode.SUCCESSFUL),
        code="failure_unreviewed",
    ),
)
"""What is demanded if the review is not."""
_TEST_RECORDED = Control(
    "test",
    Closed,
    guards=Guard(
        Phrase("guards.untested"),
        field("test_result").is_set | _BACKED_OUT,
        code="untested",
    ),
)
_PLAN_OF = {"test_plan": "test", "communication_plan": "communication"}
"""The plans that are required only if what they plan is demanded."""

AFTERWARDS = "afterwards"
_LATE = frozenset(("risk", "plans", "test", "communication"))
"""What may be due afterwards."""
_NAMES = (*dict.fromkeys(row.name for row in _ROWS), AFTERWARDS)
CONTROLS = frozenset(_NAMES) - {"review", "template", "warning", AFTERWARDS}
"""The controls that a change model demands by default.

Those there are:

- `risk`: the risk is assessed before authorisation.
- `plans`: steps, back-out, and the test and communication that it demands, are planned before
  authorisation.
- `window`: it is implemented inside its window.
- `freeze`: it is not implemented in a freeze, unless an exception was granted.
- `test`: the test before it has passed.
- `communication`: those whom it concerns were told.
- `conflicts`: no conflict is unresolved.
- `verification`: the implementation is verified before it is complete.
- `review`: it is reviewed before it is closed; without this control, only if it was not successful.
- `tasks`: its tasks have ended before it is closed.
- `template`: it is made from a template, whose approval holds when it is scheduled and when it is
  implemented.
- `warning`: what is in its way is looked up before authorisation, and stands in its history as
  `warnings`; whatever it is, nothing is refused.
- `afterwards`: risk, plans, communication and a test that is recorded, whatever it showed, are due
  before it is closed, and not before; what was backed out needs no test.
"""


def as_controls(controls: Iterable[str | Control]) -> tuple[frozenset[str], tuple[Control, ...]]:
    """Separate the names of controls from controls of your own, the latter ordered by name.

    Raises:
        BadValue: one of them is something else.
        Unlisted: there is no control of that name.
    """
    expected = Phrase("changes.expected.names_controls_such_control", names=", ".join(_NAMES[:2]))
    named, own = set[str](), list[Control]()
    for control in as_items(controls, "controls", expected):
        if isinstance(control, Control):
            own.append(control)
        elif not isinstance(control, str):
            raise BadValue(field="controls", value=control, expected=expected)
        elif control not in _NAMES:
            raise Unlisted(kind=Phrase("changes.controls.control_2"), name=control, known=_NAMES)
        else:
            named.add(str.__str__(control))
    return frozenset(named), tuple(sorted(own, key=lambda one: (one.name, one.event.verb)))


def rows_of(named: Set[str], *, asks: type[Event]) -> Iterator[Control]:
    """Yield what the named controls demand, and of which event.

    Args:
        named: their names.
        asks: the event that comes before authorisation.
    """
    for row in _ROWS:
        if row.name in named:
            needs = tuple(name for name in row.needs if _PLAN_OF.get(name, row.name) in named)
            event = asks if row.event is ApprovalRequested else row.event
            yield _due(attrs.evolve(row, event=event, needs=needs), AFTERWARDS in named)
        elif row.name == "review":
            yield _UNSUCCESSFUL_REVIEWED


def _due(row: Control, afterwards: bool) -> Control:
    if not afterwards or row.name not in _LATE:
        return row
    return _TEST_RECORDED if row.name == "test" else attrs.evolve(row, event=Closed)
