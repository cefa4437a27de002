"""Changes: no guard is bypassed, whatever is tried."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any, ClassVar

import attrs
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from itsmcore import Schedule
from itsmcore.approval import (
    Answer,
    ApprovalExpired,
    ApprovalPolicy,
    ApprovalRequested,
    ApprovalsVoided,
    Authority,
    Delegated,
    Percent,
    Vote,
    Voted,
    VotingClosed,
)
from itsmcore.changes import (
    CONTROLS,
    EMERGENCY_CHANGE,
    NORMAL_CHANGE,
    PLAN_FIELDS,
    STANDARD,
    STANDARD_CHANGE,
    UNAUTHORISED_CHANGE,
    Amended,
    Assigned,
    BackedOut,
    Change,
    ChangeModel,
    CloseCode,
    Closed,
    Completed,
    ExceptionGranted,
    Held,
    Implemented,
    Opened,
    Rescheduled,
    Result,
    Reverted,
    Reviewed,
    Role,
    Scheduled,
    Updated,
    Verified,
    change_model,
)
from itsmcore.changes import Tested as BeforehandTested  # pytest collects names in Test…
from itsmcore.conditions import ALWAYS, field
from itsmcore.errors import Refused
from itsmcore.lifecycle import Actor, Event
from itsmcore.risk import Risk
from itsmcore.testing import RecordMachine
from tests.instants import HOUR

START = datetime(2026, 3, 27, 9, tzinfo=UTC)  # the machine's first instant
NAMES = ("ada", "grace", "ines", "jorge", "keiko", "olga")
CAB = Authority("CAB", ["ada", "ines", "jorge", "keiko"], needs=Percent(60))
OWNER = Authority("owner", ["olga", "keiko"], needs="any")
STAGES = ("new", "assess", "authorise", "scheduled", "implement", "review", "closed")
ALL_DUE = CONTROLS | {"review"}
NIGHTS = Schedule.recurring("FREQ=DAILY", start=START, duration=timedelta(hours=12))


def rostered(model: ChangeModel, policy: ApprovalPolicy, name: str) -> ChangeModel:
    return model.extended(policy=policy, name=name)


TURNS = ApprovalPolicy(
    [(ALWAYS, OWNER), (field("risk") >= Risk.HIGH, CAB)],
    sequential=True,
    expires_after=timedelta(days=3),
)
MODELS: dict[str, tuple[ChangeModel, frozenset[str]]] = {
    "normal": (rostered(NORMAL_CHANGE, ApprovalPolicy(CAB), "normal"), CONTROLS),
    "shipped": (NORMAL_CHANGE, CONTROLS),
    "standard": (STANDARD_CHANGE, CONTROLS - {"test", "communication"} | {"template"}),
    "emergency": (
        rostered(EMERGENCY_CHANGE, ApprovalPolicy(OWNER), "emergency"),
        CONTROLS - {"window", "freeze", "conflicts"} | {"review", "afterwards"},
    ),
    "unauthorised": (
        rostered(UNAUTHORISED_CHANGE, ApprovalPolicy(OWNER), "unauthorised"),
        CONTROLS - {"plans", "window", "test", "communication", "tasks"} | {"review"},
    ),
    "in turn, in time": (
        change_model("turns", stages=STAGES, policy=TURNS, controls=ALL_DUE),
        ALL_DUE,
    ),
    "lenient": (
        change_model(
            "lenient",
            stages=STAGES[:1] + STAGES[2:],
            policy=ApprovalPolicy(OWNER),
            controls=CONTROLS - {"risk", "plans", "verification", "test"},
            maintenance=NIGHTS,
        ),
        CONTROLS - {"risk", "plans", "verification", "test"},
    ),
    "with roles": (
        rostered(NORMAL_CHANGE, ApprovalPolicy(OWNER), "strict").with_roles(STANDARD),
        CONTROLS,
    ),
}
TEXTS = st.sampled_from(["one", "two"])
INSTANTS = st.integers(0, 40).map(lambda n: START + n * 6 * HOUR)
SPANS = st.tuples(INSTANTS, st.integers(1, 60)).map(
    lambda pair: {"planned_start": pair[0], "planned_end": pair[0] + pair[1] * 4 * HOUR}
)
PLANS = st.fixed_dictionaries(
    {},
    optional={
        "risk": st.sampled_from(Risk.scale),
        "steps": st.lists(TEXTS, max_size=2),
        "test_plan": TEXTS,
        "communication_plan": TEXTS,
        "back_out_plan": TEXTS,
        "configuration_items": st.lists(TEXTS, max_size=2),
    },
)
PEOPLE = st.sampled_from(NAMES)
RESULTS = st.sampled_from(Result)
CODES = st.sampled_from(CloseCode)
STRANGERS = (Authority("friends", NAMES, needs="any"),)
ARGUMENTS: dict[type[Event], Any] = {
    Opened: st.builds(
        lambda plan, span, whom: {"id": "CHG-1", "summary": "s", **plan, **span, **whom},
        PLANS,
        SPANS | st.just({}),
        st.fixed_dictionaries(
            {"template": st.sampled_from(["disk", "disk", "disk", None])},
            optional={"assignee": PEOPLE, "requester": PEOPLE},
        ),
    ),
    Amended: PLANS,
    Rescheduled: SPANS,
    ApprovalRequested: st.sampled_from(
        [{"authorities": ()}, {"authorities": ()}, {"authorities": STRANGERS}]
    ),
    Voted: st.fixed_dictionaries({"vote": st.sampled_from(Vote)}),
    Delegated: st.fixed_dictionaries({"to": PEOPLE}),
    Assigned: st.fixed_dictionaries({"assignee": PEOPLE}),
    BeforehandTested: st.fixed_dictionaries({"result": RESULTS}),
    Verified: st.fixed_dictionaries({"result": RESULTS}),
    Completed: st.fixed_dictionaries({"outcome": CODES}),
    Reviewed: st.fixed_dictionaries({"findings": TEXTS}, optional={"outcome": CODES}),
    Closed: st.fixed_dictionaries({"code": CODES, "notes": TEXTS}),
    ExceptionGranted: st.fixed_dictionaries(
        {"of": st.sampled_from(["audit", "CHG-9"]), "reason": TEXTS}
    ),
}
IN_THE_WAY = st.sampled_from([(), (), False, True, "audit", ("audit",), "CHG-9"])
GIVEN = st.fixed_dictionaries(
    {}, optional=dict.fromkeys(("freeze", "conflicts", "tasks"), IN_THE_WAY)
)


IN_BETWEEN: dict[type[Event], Any] = {
    Voted: st.fixed_dictionaries({"vote": st.sampled_from([Vote.NO, Vote.ABSTAIN])}),
    Verified: st.just({"result": Result.FAILED}),
    **dict.fromkeys((Amended, ApprovalExpired, ApprovalsVoided, BackedOut, Delegated, Held)),
    **dict.fromkeys((Rescheduled, Reverted, VotingClosed)),
}
"""What comes between; with arguments of its own, or with any."""
ONWARD = (Implemented, Closed, Voted, ApprovalRequested, Completed, Scheduled)
SLIPS = (*3 * ONWARD[:1], *2 * ONWARD[1:3], *ONWARD[3:])
"""Where one thing may be got wrong; the first ones are worth more tries."""


class AnyChange(RecordMachine):
    """Let anything be tried on a change, drive it on besides, and look over its shoulder."""

    model: ClassVar[ChangeModel]
    controls: ClassVar[frozenset[str]]
    strategies = ARGUMENTS
    given = GIVEN

    def opened(self, record: Change) -> None:
        self.kept = [record]
        self.asked: Any = None
        self.agreed: Any = None

    def _apply(self, event: Event) -> bool:
        if isinstance(event, ApprovalRequested) and not event.authorities:
            names = {"authorities": self.record.whom_to_ask(event)}
            event = attrs.evolve(
                event,
                **names,
                sequential=self.record.asks_in_turn,
                lasts=self.record.time_to_decide,
            )
        return super()._apply(event)

    @rule(steps=st.integers(1, 6))
    def go_on(self, steps: int) -> None:
        """Do what leads on from where the change is, as those would who mean well."""
        for _ in range(steps):
            self._step()

    def teardown(self) -> None:
        """See it through, as far as it leads."""
        if hasattr(self, "record"):
            self.go_on(25)

    @rule(steps=st.sampled_from([0, 4, 8]), data=st.data())
    def come_between(self, steps: int, data: st.DataObject) -> None:
        """Bring it to where somebody may stand in the way, and do so; or wait for too long."""
        kind = data.draw(st.sampled_from([e for e in self.model.events if e in IN_BETWEEN]))
        for step in range(25):
            record = self.record
            if step >= steps and self.model.plan.moves[kind, record.state, record.regions]:
                break
            self._step()
        if kind is ApprovalExpired:
            self._tick(at=self.now + timedelta(days=4))
            return
        who = {Voted: self.record.voters, Delegated: self.record.members}.get(kind) or ("ines",)
        by = Actor(data.draw(st.sampled_from(who)), roles=(*Role, "system"))
        own = IN_BETWEEN[kind]
        arguments = data.draw(self._supply().arguments(kind) if own is None else own)
        self._apply(kind(at=self.now, by=by, **arguments))

    @rule(data=st.data())
    def slip(self, data: st.DataObject) -> None:
        """Bring it to where a verb would do, and get one thing of it wrong."""
        kind = data.draw(st.sampled_from([e for e in SLIPS if e in self.model.events]))
        for _ in range(25):
            event = self._next()
            if event is None or isinstance(event, kind):
                break
            self._apply(event)
        if event is None:
            return
        match data.draw(st.sampled_from(["who", "when", "given", "what", "held"])):
            case "who":
                event = attrs.evolve(event, by=Actor(data.draw(PEOPLE), roles=Role))
            case "when":
                self.now += data.draw(st.sampled_from([12, 99])) * HOUR
                event = attrs.evolve(event, at=self.now)
            case "given":
                names = st.sampled_from(["freeze", "conflicts", "tasks"])
                wrong = {data.draw(names): data.draw(st.sampled_from([True, "audit", "CHG-9"]))}
                event = attrs.evolve(event, given={**event.given, **wrong})
            case "held":
                self._apply(Held(at=self.now, by=Actor("ines", roles=Role), reason="one"))
            case _:
                event = attrs.evolve(event, **data.draw(self._supply().arguments(type(event))))
        self._apply(event)

    def _step(self) -> None:
        event = self._next()
        if event is not None:
            self._apply(event)

    def _next(self) -> Event | None:
        """Find what leads on; None where nothing does."""
        given = {"freeze": (), "conflicts": (), "tasks": ()}
        at: dict[str, Any] = {"at": self.now, "by": Actor("grace", roles=Role), "given": given}
        change: Change = self.record
        known = {event.verb: event for event in self.model.events}
        if change.facts["hold_status"] == "on_hold":
            return known["resume"](**at)
        if change.facts.get("approval") == "requested" and change.voters:
            missing = [name for one in change.approvals.asked for name in one.missing]
            voter = dict(change.deputies).get(missing[0], missing[0])
            return Voted(**{**at, "by": voter}, vote=Vote.YES)
        for verb, facts in self._wished(change):
            if verb in known and not change.why_not(verb, **at, **facts):
                asking = {"authorities": ()} if verb == "request_approval" else {}
                return known[verb](**{**at, **facts, **asking})
        return None

    def _wished(self, change: Change) -> Iterator[tuple[str, dict[str, Any]]]:
        plan = dict.fromkeys(("test_plan", "communication_plan", "back_out_plan"), "one")
        lacks = [name for name in (*plan, "steps", "risk") if not getattr(change, name)]
        window = change.window
        if lacks:
            yield "amend", {**plan, "steps": ["one"], "risk": Risk.LOW}
        if change.phase.is_open and (window is None or self.now not in window):
            yield (
                "reschedule",
                {"planned_start": self.now, "planned_end": self.now + 8 * HOUR},
            )
        if change.test_result != Result.PASSED:
            yield "record_test", {"result": Result.PASSED}
        if change.communicated_at is None:
            yield "communicate", {}
        if change.state == "implement" and change.verification is None:
            yield "verify", {"result": Result.PASSED}
        yield from ((verb, {}) for verb in ("assess", "request_approval", "schedule", "implement"))
        yield "complete", {"outcome": CloseCode.SUCCESSFUL}
        yield "retry", {"reason": "one"}
        if change.state == "review" and change.reviewed_at is None:
            yield "review", {"findings": "none", "outcome": change.outcome or "successful"}
        yield "close", {"code": change.outcome or "successful", "notes": "one"}

    def applied(self, event: Event, before: Change, after: Change) -> None:
        self.kept.append(after)
        record = before
        for one in after.history[before.version :]:
            following = record._folded(one, record.version)
            self._followed(one, record, following)
            record = following
        self._held_still(event, before, after)

    def _held_still(self, event: Event, before: Change, after: Change) -> None:
        if before.facts["hold_status"] == "on_hold":
            assert (before.ballots, before.authorities) == (after.ballots, after.authorities)
            assert event.verb == "cancel" or before.state == after.state

    def _followed(self, event: Event, before: Change, after: Change) -> None:
        words = after.model.approved_words
        plan = tuple(getattr(after, name) for name in [*sorted(PLAN_FIELDS), *words])
        if isinstance(event, ApprovalRequested):
            self.asked, self.agreed = plan, None
            assert before.whom_to_ask(event) == event.authorities
        if event.verb == "approve":
            self.agreed = self.asked
            assert Answer.APPROVED == before.approval_answer
            assert not self._parties(before) & {*before.approvers}
        if isinstance(event, Rescheduled) and self._keeps(before, after):
            self.asked, self.agreed = plan, self.agreed and plan
        if isinstance(event, Voted):
            assert event.by.name not in self._parties(before)
            assert event.by.name in before.voters
        if isinstance(event, Implemented):
            self._implemented(event, before, plan)
        if isinstance(event, Closed):
            self._closed(event, before)

    def _parties(self, change: Change) -> set[str | None]:
        """Name who does not approve: who wished for it, opened, asked, changed and will make it."""
        amended = [
            event.by.name
            for before, event in zip(self._before_each(change), change.history[1:], strict=True)
            if isinstance(event, Amended | Rescheduled)
            or (isinstance(event, Updated) and before.approved_words_in(event.changes(before)))
        ]
        asked = change.last(ApprovalRequested)
        asker = None if asked is None else asked.by.name
        last = amended[-1] if amended else None
        return {change.requester, change.assignee, change.opened_by.name, asker, last}

    def _before_each(self, change: Change) -> Iterator[Change]:
        """Give a change before each of its events but the first."""
        before = change._prefix(1)
        for event in change.history[1:]:
            yield before
            before = before._folded(event, before.version)

    def _keeps(self, before: Change, after: Change) -> bool:
        """Tell whether both windows lie in the maintenance of the model."""
        if before.model.maintenance is None or before.window is None or after.window is None:
            return False
        windows = (before.window, after.window)
        return all(NIGHTS.elapsed(w.start, w.end) == w.length for w in windows)

    def _implemented(self, event: Event, before: Change, plan: object) -> None:
        controls = self.controls
        assert "none" == before.facts["hold_status"]
        assert before.template or "template" not in controls
        if before.model.policy is not None:
            assert ("approved", plan) == (before.facts["approval"], self.agreed)
            assert event.by.name not in before.approvers
        if "window" in controls:
            assert before.window is not None
            assert event.at in before.window
        for name in ("freeze", "conflicts"):
            said: Any = event.given.get(name)
            names = {said} if isinstance(said, str | bool) else set(said or ())
            assert name not in controls or names <= {*before.exceptions, False}
        if "afterwards" not in controls:
            self._prepared(before)
            self._planned(before)

    def _prepared(self, change: Change) -> None:
        assert "test" not in self.controls or change.test_result == Result.PASSED
        assert "communication" not in self.controls or change.communicated_at is not None

    def _planned(self, change: Change) -> None:
        assert "risk" not in self.controls or change.risk is not None
        if "plans" in self.controls:
            assert change.steps
            assert change.back_out_plan
            assert change.test_plan or "test" not in self.controls
            assert change.communication_plan or "communication" not in self.controls

    def _closed(self, event: Any, before: Change) -> None:
        assert event.code == before.outcome
        may_skip = "review" not in self.controls and before.outcome == "successful"
        assert before.reviewed_at or may_skip
        assert "tasks" not in self.controls or not event.given["tasks"]
        if "afterwards" in self.controls:
            assert before.test_result or before.backed_out_at or "test" not in self.controls
            assert before.communicated_at is not None or "communication" not in self.controls
            self._planned(before)

    def refused(self, event: Event, refusal: Refused) -> None:
        assert refusal.reasons
        assert self.record is self.kept[-1]

    def ticked(self, before: Change, after: Change) -> None:
        self.kept.append(after)
        assert before.facts["hold_status"] == "none" or before == after

    @invariant()
    def every_move_is_an_edge(self) -> None:
        states = [step.facts["state"] for step in self.record.timeline()]
        assert all(a == b or (a, b) in self.model.edges for a, b in pairwise(states))

    @invariant()
    def what_has_ended_stays_so(self) -> None:
        states = [kept.state for kept in self.kept]
        ends = [place for place, kept in enumerate(self.kept) if kept.phase.is_final]
        assert not ends or {states[ends[0]]} == set(states[ends[0] :])

    @invariant()
    def a_hold_is_a_hold(self) -> None:
        facts = self.record.facts
        is_held = facts["hold_status"] == "on_hold"
        assert is_held == (self.record.hold_reason is not None)
        assert is_held or facts.get("approval") != "withdrawn"
        assert not is_held or facts.get("approval") != "requested"
        assert not is_held or self.record.phase.is_open

    @invariant()
    def what_is_scheduled_is_approved(self) -> None:
        if self.model.policy is not None and self.record.state in ("scheduled", "implement"):
            assert "approved" == self.record.facts["approval"]
            assert self.agreed is not None
        if self.model.policy is not None:
            assert self.record.assignee not in self.record.approvers

    @invariant()
    def what_was_backed_out_is_no_success(self) -> None:
        if self.record.backed_out_at and self.record.outcome:
            assert self.record.outcome in ("backed_out", "unsuccessful")

    @invariant()
    def an_audit_by_its_own_model_finds_nothing(self) -> None:
        history, model = self.record.history, self.model
        assert () == Change.audit(history, model=model, written_with=model)


@pytest.mark.parametrize("name", MODELS)
def test_no_guard_of_any_change_is_ever_bypassed(name: str) -> None:
    """Whatever is tried, by whomever, whenever; and its whole life is come to."""
    model, controls = MODELS[name]
    cast_of = [Actor(one, roles=Role) for one in NAMES] if name == "with roles" else []
    actors = cast_of or [Actor(one) for one in NAMES]
    tables = {"model": model, "controls": controls, "actors": actors}
    machine: Any = type("Machine", (AnyChange,), tables)
    firing = machine.check(
        settings=settings(max_examples=25, stateful_step_count=20, deadline=None, database=None)
    )
    come_to = {verb for (verb, _), times in firing.times.items() if times}
    decided = {"request_approval", "vote", "approve"} if model.policy else {"schedule"}
    made = {"implement", "verify", "complete"} & {event.verb for event in model.events}
    assert decided | made | {"amend", "reschedule", "close"} <= come_to, firing
