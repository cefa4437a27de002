"""Conversion: an incident that was something else, and the record that takes its place."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, ClassVar

import attrs
import pytest

from itsmcore import INCIDENT, NORMAL_CHANGE, PROBLEM, TASK, Impact, Incident, Urgency, tasks
from itsmcore.changes import Change
from itsmcore.desk import Desk, NotLoaded, Numbering
from itsmcore.errors import BadValue, NotAllowed, UnknownCode, Unlisted
from itsmcore.incidents import ResolutionCode
from itsmcore.lifecycle import (
    Argument,
    Event,
    Lifecycle,
    LinkKind,
    Model,
    Phase,
    Record,
    Rule,
    State,
)
from itsmcore.lifecycle.events import Linked
from itsmcore.presets import servicenow
from itsmcore.problems import Problem
from tests.desk.cases import at, change, happened, problem, task

BOTH: dict[str, Any] = {
    "description": "It is full every month",
    "category": "storage",
    "impact": Impact.HIGH,
    "urgency": Urgency.LOW,
    "affected_services": ("mail",),
    "configuration_items": ("vm-mail",),
    "group": "storage",
    "assignee": "grace",
    "tags": ("disk",),
    "custom": {"site": "A"},
}


def wish(model: Any = INCIDENT, **data: Any) -> Incident:
    """Open an incident of ada's that is a wish for a larger disk."""
    inc: Incident = model.open(
        "INC-1", at=at(0), by="desk", caller="ada", summary="A larger disk", **{**BOTH, **data}
    )
    return inc


def converted(desk: Desk, to: Any = NORMAL_CHANGE, **data: Any) -> Any:
    """Convert the incident after an hour."""
    return desk.convert("INC-1", to=to, at=at(1), by="grace", **data)


def test_it_is_opened_with_what_both_have_and_linked_both_ways() -> None:
    """And the incident is cancelled by code; everything is told, and replays."""
    desk = Desk.of([wish()], numbering=Numbering({"Change": 7}))
    applied = converted(desk, justification="Every month")
    assert [("CHG0000007", "open"), ("INC-1", "link"), ("INC-1", "cancel")] == happened(applied)
    made, inc = applied.record, applied.desk.one(Incident, "INC-1")
    assert isinstance(made, Change)
    assert ("A larger disk", "ada", "grace", "Every month") == (
        made.summary, made.requester, made.opened_by.name, made.justification,
    )  # fmt: skip
    assert BOTH == {name: getattr(made, name) for name in BOTH}
    assert ("cancelled", ResolutionCode.CONVERTED) == (inc.state, inc.resolution_code)
    assert ("CHG0000007",) == inc.links.of(LinkKind.CONVERTED_TO)
    assert ("INC-1",) == applied.desk.related("CHG0000007", "converted_from")
    assert applied.desk == desk.replay(applied.events)
    assert {"Change": 8} == applied.desk.numbering.following


def test_what_is_given_comes_before_what_is_taken_over() -> None:
    """Also the number, and no code."""
    applied = converted(
        Desk.of([wish()]), PROBLEM, number="PRB-1", code=None, summary="Disks", impact=None
    )
    made = applied.record
    assert isinstance(made, Problem)
    assert ("PRB-1", "Disks", None, Urgency.LOW) == (
        made.id, made.summary, made.impact, made.urgency,
    )  # fmt: skip
    assert None is applied.desk["INC-1"].resolution_code


def test_its_timers_fire_first() -> None:
    """What it takes over is how the incident stands by then."""
    inc = wish().hold(at=at(0), by="grace", reason="vendor", until=at(0) + timedelta(minutes=30))
    applied = converted(Desk.of([inc]), number="CHG-1")
    assert [("INC-1", "resume"), ("CHG-1", "open")] == happened(applied)[:2]


def test_its_open_tasks_are_skipped() -> None:
    """As with any that is cancelled."""
    applied = converted(Desk.of([wish(), task("INC-1")]), number="CHG-1")
    done = applied.desk["TASK-1"]
    assert ("closed", tasks.CloseCode.SKIPPED) == (done.state, done.facts["close_code"])


def test_custom_fields_that_are_not_declared_stay_behind() -> None:
    """Where the model declares some; where it declares none, all are taken."""
    model = attrs.evolve(NORMAL_CHANGE, name="ours", fields=[Argument("site")])
    made = converted(Desk.of([wish(custom={"site": "A", "floor": 3})]), model, number="CHG-1")
    assert {"site": "A"} == made.record.custom


def test_others_are_converted_too() -> None:
    """Whose cancelling takes no code; a requester becomes a caller."""
    desk = Desk.of([change("CHG-1", "new"), problem(state="new")])
    applied = desk.convert("CHG-1", to=INCIDENT, number="INC-9", at=at(1), by="grace")
    assert ("ada", "cancelled") == (applied.record.facts["caller"], applied.desk["CHG-1"].state)
    applied = desk.convert("PRB-1", to=INCIDENT, number="INC-9", at=at(1), by="grace")
    assert "grace" == applied.record.facts["caller"]
    assert "Mail stops" == applied.record.facts["summary"]


def test_nothing_changes_if_a_part_of_it_is_refused() -> None:
    """What has ended is not converted, and a task is of what there is."""
    done = wish().resolve(at=at(0), by="grace", code="user_error", notes="Plugged in")
    desk = Desk.of([done], numbering=Numbering())
    with pytest.raises(NotAllowed, match="cannot cancel while resolved"):
        converted(desk)
    assert (1, ()) == (len(desk), desk.links)
    desk = Desk.of([wish(servicenow.INCIDENT, impact=None, urgency=None)])
    with pytest.raises(UnknownCode, match="CONVERTED"):
        converted(desk, number="CHG-1")
    assert "cancelled" == converted(desk, number="CHG-1", code=None).desk["INC-1"].state
    with pytest.raises(Unlisted):
        converted(desk, TASK, number="TASK-1", parent="INC-9")


def test_what_is_asked_for_must_be_there() -> None:
    """A number, a model of another practice, an incident that is loaded."""
    desk = Desk.of([wish()], [("INC-2", "parent", "INC-1")])
    with pytest.raises(BadValue, match="number cannot be None; give a number, or the desk numb"):
        converted(desk)
    with pytest.raises(BadValue, match="give a model of another practice than Incident"):
        converted(desk, INCIDENT, number="INC-3")
    with pytest.raises(BadValue, match="a number that is not taken"):
        converted(desk, number="INC-1")
    with pytest.raises(BadValue, match="a model"):
        converted(desk, "change", number="CHG-1")
    with pytest.raises(NotLoaded):
        desk.convert("INC-2", to=PROBLEM, number="PRB-1", at=at(1), by="grace")
    with pytest.raises(Unlisted):
        desk.convert("INC-9", to=PROBLEM, number="PRB-1", at=at(1), by="grace")


# --- a practice of one's own ----------------------------------------------------------------------


@attrs.frozen(kw_only=True)
class Asked(Event):
    """Ask for a loan."""

    verb: ClassVar[str] = "open"
    id: str = attrs.field(kw_only=False)
    summary: str


@attrs.frozen(kw_only=True)
class Withdrawn(Event):
    """Withdraw it, and say who agreed."""

    verb: ClassVar[str] = "cancel"
    agreed_by: str


@attrs.frozen(init=False, kw_only=True, eq=False, repr=False, slots=False)
class Loan(Record["LoanModel"]):
    """A loan of a thing."""

    summary: str = ""


@attrs.frozen(kw_only=True)
class LoanModel(Model):
    """The tables of loans."""

    record: ClassVar[type[Loan]] = Loan
    opening_event: ClassVar[type[Asked]] = Asked


STATES = (State("new", phase=Phase.NEW), State("gone", phase=Phase.CANCELLED))
LOAN = LoanModel(
    name="loan",
    lifecycle=Lifecycle(
        "loan",
        states=STATES,
        rules=(Rule(Withdrawn, source="new", target="gone"), Rule(Linked, source="new")),
    ),
)


def test_a_practice_of_one_s_own_is_converted_to_and_says_how_it_ends() -> None:
    """It takes what it knows; from it, cancelling has to be possible."""
    applied = converted(Desk.of([wish()]), LOAN, number="LOAN-1")
    assert ("A larger disk", Loan) == (applied.record.summary, type(applied.record))
    with pytest.raises(BadValue, match="agreed_by"):
        applied.desk.convert("LOAN-1", to=PROBLEM, number="PRB-1", at=at(2), by="grace")
