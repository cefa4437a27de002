"""Counts and instants that a record keeps, against a look through its history for each of them."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any, ClassVar

import attrs
from hypothesis import given
from hypothesis import strategies as st

from itsmcore import incidents, problems
from itsmcore.errors import NotAllowed
from itsmcore.incidents import INCIDENT, Incident
from itsmcore.lifecycle import Event, Model, Phase, Rule
from itsmcore.lifecycle.events import Assigned, Commented
from itsmcore.problems import PROBLEM, Problem
from itsmcore.problems import ResolutionCode as ProblemCode
from tests.instants import NINE as T0


@attrs.frozen(kw_only=True)
class Dispatched(Event):
    """Name a group, which becomes the record's."""

    verb: ClassVar[str] = "dispatch"
    group: str | None = None


@attrs.frozen(kw_only=True)
class Consulted(Event):
    """Name a group, which does not become the record's."""

    verb: ClassVar[str] = "consult"
    group: str

    def changes(self, record: Any) -> Mapping[str, Any]:
        return {}


@attrs.frozen(kw_only=True)
class Revived(Event):
    """Leave a state that has ended."""

    verb: ClassVar[str] = "revive"


@attrs.frozen(kw_only=True)
class Archived(Event):
    """End it without closing it."""

    verb: ClassVar[str] = "archive"
    resolved_at: str = "no instant"


@attrs.frozen(kw_only=True)
class Mended(incidents.Resolved):
    """Resolve it in a way of one's own, and set nothing."""

    verb: ClassVar[str] = "mend"

    def changes(self, record: Any) -> Mapping[str, Any]:
        return {}


@attrs.frozen(kw_only=True)
class Found(problems.Confirmed):
    """Confirm it in a way of one's own."""

    verb: ClassVar[str] = "find"


OWN = (
    Rule(Dispatched, source="*"),
    Rule(Consulted, source="*"),
    Rule(Archived, source=(Phase.ACTIVE, Phase.PENDING, Phase.RESOLVED), target="closed"),
)
INCIDENTS = INCIDENT.extended(
    *OWN,
    Rule(Mended, source=(Phase.NEW, Phase.ACTIVE), target="resolved"),
    Rule(Revived, source=Phase.CLOSED, target="in_progress", reopens=True),
    name="own",
)
PROBLEMS = PROBLEM.extended(
    *OWN,
    Rule(Found, source="*"),
    Rule(Revived, source=Phase.CLOSED, target="new", reopens=True),
    name="own",
)
GROUPS = st.sampled_from(["mail", "network", " ", ""])


def last(kind: type[Event], history: Iterable[Event]) -> Any:
    return next((event for event in reversed(tuple(history)) if isinstance(event, kind)), None)


def counted(record: Incident) -> dict[str, Any]:
    """Look through the history of an incident for each count and instant."""
    history = record.history
    ends = [
        event for event in history if isinstance(event, incidents.Resolved | incidents.Reopened)
    ]
    is_resolved = bool(ends) and isinstance(ends[-1], incidents.Resolved)
    closed = last(incidents.Closed, history)
    groups = [group for event in history if (group := getattr(event, "group", None))]
    return {
        "resolved_at": ends[-1].at if is_resolved else None,
        "closed_at": closed.at if closed is not None and record.phase is Phase.CLOSED else None,
        "reassignment_count": sum(group != former for former, group in pairwise(groups)),
        "reopen_count": sum(isinstance(event, incidents.Reopened) for event in history),
        "opened_at": history[0].at,
        "opened_by": history[0].by.name,
    }


def controlled(record: Problem) -> dict[str, Any]:
    """Look through the history of a problem for its control and its resolution."""
    resolved = last(problems.Resolved, record.history)
    is_done = record.phase in (Phase.RESOLVED, Phase.CLOSED)
    is_fixed = is_done and record.resolution_code == ProblemCode.FIX_APPLIED
    is_confirmed = any(isinstance(event, problems.Confirmed) for event in record.history)
    control = problems.Control.IDENTIFICATION
    if is_confirmed:
        control = problems.Control.PROBLEM_CONTROL
    if record.cause is not None:
        control = problems.Control.ERROR_CONTROL
    return {
        "control": control,
        "resolved_at": resolved.at if resolved is not None and is_fixed else None,
    }


def incident_events(at: datetime) -> st.SearchStrategy[Event]:
    envelope: Any = {"at": at, "by": "grace"}
    plain = (incidents.Started, incidents.Closed, Revived, Archived)
    return st.one_of(
        *(st.just(kind(**envelope)) for kind in plain),
        st.just(incidents.Resolved(**envelope, code="user_error", notes="done")),
        st.just(Mended(**envelope, code="user_error", notes="done")),
        st.just(incidents.Reopened(**envelope, reason="again")),
        st.builds(Assigned, at=st.just(at), by=st.just("ada"), group=st.none() | GROUPS),
        st.builds(Dispatched, at=st.just(at), by=st.just("ada"), group=st.none() | GROUPS),
        st.builds(Consulted, at=st.just(at), by=st.just("ada"), group=GROUPS),
    )


def problem_events(at: datetime) -> st.SearchStrategy[Event]:
    envelope: Any = {"at": at, "by": "grace"}
    plain = (problems.Assessed, problems.Confirmed, problems.Resolved, problems.Closed)
    return st.one_of(
        *(st.just(kind(**envelope)) for kind in (*plain, Revived, Archived, Found)),
        st.just(problems.CauseRecorded(**envelope, text="a full disk")),
        st.just(problems.FixBegun(**envelope, notes="a larger disk")),
        st.just(problems.RiskAccepted(**envelope, notes="it is rare")),
        *(st.just(k(**envelope, reason="no")) for k in (problems.Reopened, problems.Reanalysed)),
    )


@st.composite
def histories(draw: st.DrawFn, model: Model, opening: Event, events: Any) -> tuple[Event, ...]:
    """Give a history of events that the model has rules for, where it stands."""
    history = [opening]
    for minute in range(draw(st.integers(0, 25))):
        event = draw(events(T0 + timedelta(minutes=minute)))
        try:
            model.record.replay([*history, event], model=model)
        except NotAllowed:
            continue
        history.append(event)
    return tuple(history)


OPENED = incidents.Opened("INC-1", at=T0, by="ada", summary="Mail is down", group="mail")
PROPOSED = problems.Opened("PRB-1", at=T0, by="ada", summary="Mail stops on Mondays")


def assert_kept(model: Model, history: tuple[Event, ...], scan: Any) -> None:
    steps = model.record.replay(history, model=model).timeline()
    for version, step in enumerate(steps, 1):
        record = model.record.replay(history[:version], model=model)
        scanned = scan(record)
        assert scanned == {name: record.facts[name] for name in scanned}
        assert scanned == {name: step.facts[name] for name in scanned}


@given(histories(INCIDENTS, OPENED, incident_events))
def test_an_incident_keeps_what_its_history_comes_to(history: tuple[Event, ...]) -> None:
    """Whatever events of somebody's own classes are, say and set, and whatever state they leave."""
    assert_kept(INCIDENTS, history, counted)


@given(histories(PROBLEMS, PROPOSED, problem_events))
def test_a_problem_keeps_what_its_history_comes_to(history: tuple[Event, ...]) -> None:
    """It is under problem control once confirmed, and resolved once its fix is."""
    assert_kept(PROBLEMS, history, controlled)


@given(histories(INCIDENTS, OPENED, incident_events))
def test_a_verb_keeps_what_a_replay_keeps(history: tuple[Event, ...]) -> None:
    """The record after an event is the record of the longer history."""
    record = Incident.replay(history, model=INCIDENTS)
    event = Commented(at=record.history[-1].at, by="ada", text="still down")
    after = record.apply(event)
    assert Incident.replay(after.history, model=INCIDENTS) == after
    assert counted(after) == {name: after.facts[name] for name in counted(after)}


def lived() -> Incident:
    opened = Incident.replay([OPENED]).update(at=T0, by="ada", custom={"site": "A", "floor": 2})
    return opened.comment(at=T0, by="ada", text="still down")


@given(
    st.sets(st.sampled_from(sorted({name for step in lived().timeline() for name in step.facts})))
)
def test_a_timeline_has_the_facts_that_are_asked_for(names: set[str]) -> None:
    """Besides the state and the phase, which every step has."""
    asked = {"state", "phase", *names}
    whole, part = lived().timeline(), lived().timeline(facts=tuple(names))
    kept = [{n: of for n, of in step.facts.items() if n in asked} for step in whole]
    assert kept == [dict(step.facts) for step in part]
    assert [(step.at, step.verb) for step in whole] == [(step.at, step.verb) for step in part]
