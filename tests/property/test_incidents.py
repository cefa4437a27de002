"""Incidents of every shipped model, driven by random verbs, actors and times."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from itsmcore.errors import Refused
from itsmcore.incidents import (
    INCIDENT,
    REVIEW_FIRST,
    STANDARD,
    Closed,
    Escalation,
    HoldReason,
    Incident,
    IncidentModel,
    ResolutionCode,
    Role,
)
from itsmcore.lifecycle import Actor, LinkKind
from itsmcore.presets import servicenow

START = datetime(2026, 3, 27, 9, tzinfo=UTC)
MODELS = (
    INCIDENT,
    INCIDENT.with_roles(STANDARD),
    INCIDENT.with_guards({Closed: REVIEW_FIRST}),
    servicenow.INCIDENT,
    servicenow.INCIDENT_LENIENT,
)
ACTORS = (
    Actor("ada", roles={Role.REQUESTER}),
    Actor("bob", roles={Role.REQUESTER}),
    Actor("grace", roles={Role.AGENT}),
    Actor("linus", roles={Role.AGENT, Role.MAJOR_INCIDENT_MANAGER}),
    Actor("nobody"),
)
texts = st.sampled_from(["", "mail", "network", "x"])
maybe_texts = st.none() | texts
instants = st.none() | st.timedeltas(timedelta(days=-9), timedelta(days=9)).map(START.__add__)

ARGUMENTS: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "assign": st.fixed_dictionaries({"group": maybe_texts, "assignee": maybe_texts}),
    "start": st.just({}),
    "respond": st.just({}),
    "hold": st.fixed_dictionaries(
        {"reason": st.sampled_from([*HoldReason, "cat"]), "until": instants, "note": maybe_texts}
    ),
    "resume": st.just({}),
    "resolve": st.fixed_dictionaries(
        {
            "code": st.sampled_from([*ResolutionCode, "magic"]),
            "notes": texts,
            "restored_at": instants,
        }
    ),
    "reopen": st.fixed_dictionaries({"reason": texts}),
    "close": st.fixed_dictionaries({"closing_category": maybe_texts}),
    "cancel": st.fixed_dictionaries({"reason": texts}),
    "reprioritise": st.fixed_dictionaries({"note": texts}),
    "recategorise": st.fixed_dictionaries({"category": texts}),
    "comment": st.fixed_dictionaries({"text": texts, "public": st.booleans()}),
    "escalate": st.fixed_dictionaries(
        {"kind": st.sampled_from(Escalation), "group": maybe_texts, "reason": texts}
    ),
    "link": st.fixed_dictionaries({"kind": st.sampled_from(LinkKind), "target": texts}),
    "update": st.fixed_dictionaries(
        {
            "summary": maybe_texts,
            "tags": st.none() | st.lists(texts, max_size=2),
            "custom": st.none() | st.dictionaries(texts.filter(bool), st.none() | st.integers()),
            "clear": st.lists(st.sampled_from(["location", "tags", "group"]), max_size=1),
        }
    ).filter(lambda data: data["clear"] != ["group"]),
    "propose_major": st.fixed_dictionaries({"reason": texts}),
    "promote_major": st.just({}),
    "reject_major": st.fixed_dictionaries({"reason": texts}),
    "demote_major": st.fixed_dictionaries({"reason": texts}),
    "review_major": st.fixed_dictionaries({"findings": texts}),
}
calls = st.sampled_from(sorted(ARGUMENTS)).flatmap(
    lambda verb: st.tuples(st.just(verb), ARGUMENTS[verb])
)


class AnyIncident(RuleBasedStateMachine):
    """Let anything be tried on an incident, and hold it to the laws."""

    model: IncidentModel
    incident: Incident

    @initialize(
        model=st.sampled_from(MODELS),
        impact=st.integers(0, 2),
        urgency=st.integers(0, 2),
        group=maybe_texts,
    )
    def open(self, model: IncidentModel, impact: int, urgency: int, group: str | None) -> None:
        self.incident = model.open(
            "INC-1",
            at=START,
            by=ACTORS[0],
            summary="s",
            impact=model.matrix.impacts[impact],
            urgency=model.matrix.urgencies[urgency],
            group=group,
        )
        self.kept = [self.incident]

    @rule(
        call=calls,
        by=st.sampled_from(ACTORS),
        wait=st.sampled_from(
            [timedelta(minutes=-5), timedelta(), timedelta(hours=7), timedelta(days=4)]
        ),
        reprioritised=st.none() | st.integers(0, 2),
    )
    def try_(
        self,
        call: tuple[str, dict[str, Any]],
        by: Actor,
        wait: timedelta,
        reprioritised: int | None,
    ) -> None:
        verb, data = call
        if verb == "reprioritise" and reprioritised is not None:
            data = {**data, "impact": self.incident.model.matrix.impacts[reprioritised]}
        before, at = self.incident, self.incident.history[-1].at + wait
        copy = Incident.replay(before.history, model=before.model)
        reasons = before.why_not(verb, at=at, by=by, **data)
        try:
            self.incident = getattr(before, verb)(at=at, by=by, **data)
        except Refused as refusal:
            assert set(refusal.reasons) == set(reasons) or not data
            assert refusal.verb not in refusal.allowed
            assert str(refusal).startswith(f"cannot {verb} while ")
        else:
            assert () == reasons
            assert before.version < self.incident.version
            self.kept.append(self.incident)
        assert copy == before

    @rule(wait=st.timedeltas(timedelta(), timedelta(days=20)))
    def tick(self, wait: timedelta) -> None:
        before, until = self.incident, self.incident.history[-1].at + wait
        due = before.next_instant
        self.incident = before.tick(at=until)
        assert (due is not None and due <= until) == (self.incident != before)
        if self.incident != before:
            self.kept.append(self.incident)
        assert self.incident.next_instant is None or self.incident.next_instant > until

    @invariant()
    def every_state_is_legal(self) -> None:
        states = [kept.state for kept in self.kept]
        edges = self.incident.model.edges
        assert all(a == b or (a, b) in edges for a, b in pairwise(states))

    @invariant()
    def it_is_the_fold_of_its_history(self) -> None:
        assert self.incident == Incident.replay(self.incident.history, model=self.incident.model)

    @invariant()
    def every_version_is_a_prefix(self) -> None:
        for kept in self.kept:
            assert kept.history == self.incident.history[: kept.version]

    @invariant()
    def as_of_agrees_with_the_prefix(self) -> None:
        for kept in self.kept:
            moment = kept.history[-1].at
            known = [event for event in self.incident.history if event.at <= moment]
            prefix = Incident.replay(known, model=self.incident.model)
            assert prefix == self.incident.as_of(moment)

    @invariant()
    def what_follows_names_its_cause(self) -> None:
        for index, event in enumerate(self.incident.history):
            if event.cause is None:
                continue
            if event.cause.version is None:
                assert "system" == event.by.name
                assert event.cause.name in [timer.name for timer in self.incident.model.timers]
            else:
                cause = self.incident.history[event.cause.version - 1]
                assert event.cause.version - 1 < index
                assert (cause.verb, cause.by) == (event.cause.name, event.by)

    @invariant()
    def an_audit_by_its_own_model_finds_nothing(self) -> None:
        model = self.incident.model
        assert () == Incident.audit(self.incident.history, model=model, written_with=model)

    @invariant()
    def its_timeline_tells_the_same(self) -> None:
        timeline = self.incident.timeline()
        assert len(timeline) == self.incident.version
        last = timeline[-1].facts
        assert (self.incident.state, self.incident.priority) == (last["state"], last["priority"])
        assert [event.at for event in self.incident.history] == [step.at for step in timeline]

    @invariant()
    def waiting_and_hold_reason_go_together(self) -> None:
        assert (self.incident.state == "on_hold") == (self.incident.hold_reason is not None)

    @invariant()
    def a_closed_incident_is_never_reopened(self) -> None:
        states = [kept.state for kept in self.kept]
        for final in ("closed", "cancelled"):
            if final in states:
                assert {final} == set(states[states.index(final) :])


def test_any_incident_keeps_the_laws() -> None:
    """Whatever is tried, by whomever, whenever."""
    run_state_machine_as_test(
        AnyIncident, settings=settings(max_examples=60, stateful_step_count=25)
    )
