"""Problems of several models at random: what has ended, what is known, and what replays."""

import json
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from itsmcore.errors import GuardRefused, Refused
from itsmcore.interop.cattrs import make_converter
from itsmcore.lifecycle import Actor, Event, Phase
from itsmcore.problems import (
    PROBLEM,
    REVIEW_FIRST,
    STANDARD,
    TASKS_FIRST,
    Assessed,
    Assigned,
    CauseRecorded,
    Closed,
    Commented,
    Confirmed,
    Control,
    FixBegun,
    Problem,
    Reanalysed,
    Reopened,
    ResolutionCode,
    Resolved,
    RiskAccepted,
    Role,
)
from itsmcore.techniques import FiveWhys, Ishikawa
from itsmcore.testing import LifecycleTests, RecordMachine, records

MODELS = {
    "default": PROBLEM,
    "roles": PROBLEM.with_roles(STANDARD),
    "careful": PROBLEM.with_guards({Closed: (REVIEW_FIRST, TASKS_FIRST)}),
}
WAYS_IN = {
    "fix_in_progress": ("cause", "fix_notes"),
    "resolved": ("cause", "fix_notes", "resolution_code"),
}


@pytest.mark.long
class TestTheKitOfUsers(LifecycleTests):
    """The suite that users inherit: states reached, rules used, histories replayed, no lies."""

    model = PROBLEM


BOSS = Actor("linus", roles=tuple(Role))
ONWARD: dict[str, tuple[type[Event], dict[str, Any]]] = {
    "new": (Assessed, {}),
    "assess": (Confirmed, {}),
    "root_cause_analysis": (FixBegun, {"notes": "A job"}),
    "fix_in_progress": (Resolved, {}),
    "resolved": (Closed, {"given": {"tasks": ()}}),
    "closed": (Reanalysed, {"reason": "It came back"}),
    "cancelled": (Commented, {"text": "A test"}),
}


class AnyProblem(RecordMachine):
    """Let anything be tried on a problem, now and then the next step, and hold it to the laws."""

    actors = (BOSS, BOSS, Actor("grace", roles=Role.PROBLEM_COORDINATOR), Actor("nobody"))

    @rule()
    def go_on(self) -> None:
        kind, data = ONWARD[self.record.state]
        if kind is Assessed and not self.record.assignee:
            self._apply(Assigned(at=self.now, by=BOSS, assignee="grace"))
        if kind is FixBegun and not self.record.cause:
            self._apply(CauseRecorded(at=self.now, by=BOSS, text="The queue is full"))
        self._apply(kind(at=self.now, by=BOSS, **data))

    def opened(self, record: Problem) -> None:
        self.phases = [record.phase]

    def applied(self, event: Event, before: Problem, after: Problem) -> None:
        self.phases.append(after.phase)
        if isinstance(event, Reanalysed):
            assert not self.model.rules[0].roles or Role.PROBLEM_MANAGER in event.by.roles
        if isinstance(event, Closed) and self.model is MODELS["careful"]:
            assert before.reviewed_at is not None or not before.is_major
            assert not event.given["tasks"]

    def refused(self, event: Event, refusal: Refused) -> None:
        assert refusal.reasons
        where = self.record.state if refusal.region is None else refusal.region
        assert str(refusal).startswith(f"cannot {event.verb} while {where}")

    @invariant()
    def nothing_leaves_cancelled(self) -> None:
        given_up = [phase is Phase.CANCELLED for phase in self.phases]
        assert given_up == sorted(given_up)

    @invariant()
    def every_move_is_an_edge(self) -> None:
        states = [step.facts["state"] for step in self.record.timeline()]
        assert all(a == b or (a, b) in self.model.edges for a, b in pairwise(states))

    @invariant()
    def each_state_has_what_leads_to_it(self) -> None:
        for name in WAYS_IN.get(self.record.state, ()):
            assert getattr(self.record, name), name

    @invariant()
    def facts_are_those_of_the_timeline(self) -> None:
        for name, value in self.record.timeline()[-1].lasting.facts.items():
            assert value == self.record.facts[name], name

    @invariant()
    def what_is_known_follows_from_the_history(self) -> None:
        record, seen = self.record, [type(event) for event in self.record.history]
        anew = len(seen) - seen[::-1].index(Reanalysed) if Reanalysed in seen else 0
        since = seen[anew:]
        causes = [e for e in record.history[anew:] if e.verb == "record_cause"]
        assert record.cause == (causes[-1].text if causes else None)
        is_over = record.phase in (Phase.RESOLVED, Phase.CLOSED, Phase.CANCELLED)
        is_known = bool(causes) and (not is_over or RiskAccepted in since)
        assert is_known == record.is_known_error
        again = len(since) - since[::-1].index(Reopened) if Reopened in since else 0
        assert (Resolved in since[again:]) == (record.resolved_at is not None)
        if causes:
            assert record.control is Control.ERROR_CONTROL
        else:
            assert (Confirmed in seen) == (record.control is Control.PROBLEM_CONTROL)

    @invariant()
    def only_what_has_ended_has_a_code(self) -> None:
        ended = self.record.phase in (Phase.RESOLVED, Phase.CLOSED)
        assert ended == (self.record.resolution_code is not None)
        is_copy = self.record.resolution_code == ResolutionCode.DUPLICATE
        assert not is_copy or self.record.duplicate_of is not None

    @invariant()
    def only_what_is_open_is_on_hold(self) -> None:
        record = self.record
        assert record.is_on_hold == (record.hold_reason is not None)
        assert not record.is_on_hold or record.phase.is_open
        assert record.hold_until is None or record.is_on_hold


@pytest.mark.untraced
@pytest.mark.parametrize("name", MODELS)
def test_any_problem_keeps_the_laws(name: str) -> None:
    """Whatever is tried, by whomever, whenever; it comes to its end, and along many a rule."""
    machine: Any = type("Machine", (AnyProblem,), {"model": MODELS[name]})
    firing = machine.check(
        settings=settings(max_examples=25, stateful_step_count=25, deadline=None, database=None)
    )
    assert {("resolve", "fix_in_progress"), ("close", "resolved")}.isdisjoint(firing.never)
    assert len(firing.never) < len(firing.times) * 3 / 4, firing


@given(records(PROBLEM, max_events=14))
def test_a_known_error_can_be_published_and_nothing_else(problem: Problem) -> None:
    """It carries what the problem knows, and of workarounds what was published."""
    if not problem.is_known_error:
        with pytest.raises(GuardRefused):
            problem.known_error()
        return
    known = problem.known_error()
    published = problem.workaround if problem.workaround_state == "published" else None
    assert (problem.id, problem.cause, published) == (
        known.problem,
        known.cause,
        known.workaround,
    )
    assert all(known.services)
    assert len(known.services) == len(set(known.services))


@given(records(PROBLEM, max_events=10), st.sampled_from(PROBLEM.events[1:]))
def test_a_refusal_changes_nothing_and_choices_foresee_it(
    problem: Problem, event: type[Event]
) -> None:
    """A verb that no table has here has no argument that would make it legal."""
    at, by = problem.history[-1].at, Actor("ada")
    places = (problem.state, *problem.regions)
    tables = (PROBLEM.lifecycle, *PROBLEM.regions)
    legal = {
        rule.event
        for table, place in zip(tables, places, strict=True)
        for state, rule in table.expanded()
        if state.name == place
    }
    offered = {choice.verb: choice.is_allowed for choice in problem.choices(at=at, by=by)}
    if event not in legal:
        assert not offered.get(event.verb, False)
        assert problem.why_not(event.verb, at=at, by=by)


@given(records(PROBLEM, max_events=6), st.from_type(FiveWhys) | st.from_type(Ishikawa))
def test_a_problem_survives_its_document(problem: Problem, analysis: FiveWhys | Ishikawa) -> None:
    """With its analysis, whichever technique it is of."""
    converter = make_converter(models=(PROBLEM,))
    now = problem.history[-1].at
    ready = Problem.open("PRB-1", at=now, by="ada", summary="s", assignee="grace")
    ready = ready.assess(at=now, by="grace").confirm(at=now, by="grace")
    analysed = ready.record_cause(at=now, by="grace", text="The queue", analysis=analysis)
    for one in (problem, analysed):
        document = json.loads(json.dumps(converter.unstructure(one)))
        assert one == converter.structure(document, Problem)
