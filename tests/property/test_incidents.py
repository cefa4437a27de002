"""Incidents of every shipped model and of one's own, driven by the kit that users have."""

from datetime import timedelta
from itertools import pairwise
from typing import Any, ClassVar

import attrs
import pytest
from hypothesis import settings
from hypothesis.stateful import invariant

from itsmcore.conditions import field, given
from itsmcore.errors import Refused
from itsmcore.incidents import (
    INCIDENT,
    REVIEW_FIRST,
    STANDARD,
    Assigned,
    Closed,
    Commented,
    Escalated,
    Held,
    Incident,
    IncidentModel,
    Resumed,
)
from itsmcore.lifecycle import Event, Guard, Lifecycle, Phase, Reaction, Rule, State, Timer
from itsmcore.presets import servicenow
from itsmcore.testing import RecordMachine


@attrs.frozen(kw_only=True)
class Approved(Event):
    """Approve it."""

    verb: ClassVar[str] = "approve"


@attrs.frozen(kw_only=True)
class ApprovalAsked(Event):
    """Ask for an approval."""

    verb: ClassVar[str] = "ask_approval"
    approver: str


MINE = INCIDENT.extended(
    State("waiting", phase=Phase.PENDING),
    Rule(ApprovalAsked, source="in_progress", target="waiting"),
    Rule(
        Resumed,
        source="waiting",
        target="in_progress",
        guards=Guard("no freeze", ~given("freeze").is_(True)),
    ),
    Lifecycle(
        "approval",
        states=(
            State("none", phase=Phase.NEW),
            State("asked", phase=Phase.PENDING),
            State("given", phase=Phase.CLOSED),
        ),
        rules=(
            Rule(ApprovalAsked, source=("none", "given"), target="asked"),
            Rule(Approved, source="asked", target="given"),
        ),
    ),
    Timer("chase", Commented, states="waiting", after=timedelta(days=1), data={"text": "well?"}),
    Timer("give_up", Approved, states="waiting", after=timedelta(days=1)),
    Timer(
        "follow_up",
        Held,
        states="on_hold",
        at="hold_until",
        data={"reason": field("hold_reason"), "until": field("hold_until")},
    ),
    Reaction(Escalated, Assigned, data={"assignee": "duty"}),
    Reaction(Assigned, Commented, data={"text": "assigned"}),
    name="mine",
)
MODELS = {
    "default": INCIDENT,
    "roles": INCIDENT.with_roles(STANDARD),
    "reviewed": INCIDENT.with_guards({Closed: REVIEW_FIRST}),
    "servicenow": servicenow.INCIDENT,
    "lenient": servicenow.INCIDENT_LENIENT,
    "mine": MINE,
}


class AnyIncident(RecordMachine):
    """Let anything be tried on an incident, and hold it to the laws."""

    def opened(self, record: Incident) -> None:
        self.kept = [record]

    def applied(self, event: Event, before: Incident, after: Incident) -> None:
        data = {f.name: getattr(event, f.name) for f in attrs.fields(type(event))}
        asked = {k: v for k, v in data.items() if k not in ("at", "by", "given", "cause")}
        common: dict[str, Any] = {"at": event.at, "by": event.by, "given": event.given}
        assert () == before.why_not(event.verb, **common, **asked)
        of = {choice.verb: choice for choice in before.choices(**common)}
        assert of[event.verb].is_allowed
        assert event is after.history[before.version]
        self.kept.append(after)

    def refused(self, event: Event, refusal: Refused) -> None:
        assert refusal.reasons
        assert refusal.verb not in refusal.allowed
        assert set(refusal.moves) <= set(refusal.allowed)
        assert self.record == self.kept[-1]
        assert str(refusal).startswith(f"cannot {event.verb} while ")

    def ticked(self, before: Incident, after: Incident) -> None:
        due = before.next_instant
        assert (due is not None and due <= self.now) == (after != before)
        assert after.next_instant is None or after.next_instant > self.now
        self.kept.append(after)

    @invariant()
    def every_move_is_an_edge(self) -> None:
        states = [step.facts["state"] for step in self.record.timeline()]
        assert all(a == b or (a, b) in self.model.edges for a, b in pairwise(states))

    @invariant()
    def every_version_is_still_true_of_its_time(self) -> None:
        for kept in self.kept:
            assert kept.history == self.record.history[: kept.version]
            if all(e.at > kept.history[-1].at for e in self.record.since(kept.version)):
                assert kept == self.record.as_of(kept.history[-1].at)

    @invariant()
    def what_follows_names_its_cause(self) -> None:
        timers = [timer.name for timer in self.model.timers]
        for index, event in enumerate(self.record.history):
            if event.cause is not None and event.cause.version is None:
                assert ("system", True) == (event.by.name, event.cause.name in timers)
            elif event.cause is not None:
                cause = self.record.history[event.cause.version - 1]
                assert event.cause.version <= index
                assert (cause.verb, cause.by, cause.at) == (event.cause.name, event.by, event.at)

    @invariant()
    def an_audit_by_its_own_model_finds_nothing(self) -> None:
        model: Any = self.model
        history = self.record.history
        assert () == Incident.audit(history, model=model, written_with=model)

    @invariant()
    def its_timeline_ends_where_it_is(self) -> None:
        timeline = self.record.timeline()
        assert [event.at for event in self.record.history] == [step.at for step in timeline]
        for name, value in timeline[-1].lasting.facts.items():
            assert value == self.record.facts[name], name

    @invariant()
    def waiting_and_hold_reason_go_together(self) -> None:
        assert (self.record.state == "on_hold") == (self.record.hold_reason is not None)

    @invariant()
    def what_has_ended_stays_so(self) -> None:
        phases = [kept.phase for kept in self.kept]
        ends = [place for place, phase in enumerate(phases) if phase.is_final]
        assert all(phase.is_final for phase in phases[ends[0] :]) if ends else True


@pytest.mark.parametrize("name", MODELS)
def test_any_incident_keeps_the_laws(name: str) -> None:
    """Whatever is tried, by whomever, whenever; and many a rule is come to."""
    model: IncidentModel = MODELS[name]
    machine: Any = type("Machine", (AnyIncident,), {"model": model})
    firing = machine.check(
        settings=settings(max_examples=25, stateful_step_count=25, deadline=None, database=None)
    )
    assert len(firing.never) < len(firing.times) * 3 / 4, firing
