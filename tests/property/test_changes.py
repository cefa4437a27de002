"""Changes at random: votes, holds, freezes and amendments; calendars against brute force."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

import attrs
import pytest
from hypothesis import assume, example, settings
from hypothesis import given as each
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from itsmcore import Schedule
from itsmcore.approval import (
    Answer,
    ApprovalExpired,
    ApprovalPolicy,
    ApprovalRequested,
    Approvals,
    ApprovalsVoided,
    Authority,
    Ballot,
    Delegated,
    Percent,
    Quorum,
    Standing,
    Vote,
    Voted,
    VotingClosed,
)
from itsmcore.change_calendar import ChangeSchedule, Conflict, ConflictKind, Freeze, Items
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
    ChangeKind,
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
from itsmcore.conditions import ALWAYS, Condition, field
from itsmcore.conditions import given as outside
from itsmcore.errors import Refused
from itsmcore.lifecycle import Actor, Event
from itsmcore.risk import Risk
from itsmcore.span import Window
from itsmcore.testing import RecordMachine
from tests.instants import HOUR
from tests.instants import MARCH as NINE

# --- approval: the laws of votes --------------------------------------------------------------

MEMBERS = tuple("abcde")
SHARES = st.integers(1, 100) | st.decimals("0.1", 100, places=1).map(float)


@st.composite
def authorities(
    draw: st.DrawFn, *, name: str = "CAB", with_first: bool = True, default: bool = False
) -> Authority:
    """Draw an authority of some members, its needs and, unless they are default, its options."""
    members = draw(st.lists(st.sampled_from(MEMBERS), min_size=1, unique=True))
    quorums = st.builds(Quorum, st.integers(1, len(members)), SHARES)
    words = ("any", "all", "first") if with_first else ("any", "all")
    needs: Any = draw(st.sampled_from(words) | st.builds(Percent, SHARES) | quorums)
    if default:
        return Authority(name, members, needs=needs)
    return Authority(
        name,
        members,
        needs=needs,
        on_no=draw(st.sampled_from(["counts", "rejects"])),
        on_abstention=draw(st.sampled_from(["reduces", "as_no"])),
    )


def cast(authority: Authority, votes: Iterable[tuple[str, Vote]]) -> tuple[Ballot, ...]:
    members = authority.members
    return tuple(Ballot(authority.name, m, vote, m, NINE) for m, vote in votes if m in members)


VOTES = st.lists(st.tuples(st.sampled_from(MEMBERS), st.sampled_from(Vote)), max_size=7)


RANKS = {Answer.REJECTED: 0, Answer.OPEN: 1, Answer.APPROVED: 2}


@settings(max_examples=200)
@each(authorities(), VOTES, st.booleans(), st.data())
def test_one_more_yes_never_makes_the_answer_worse(
    authority: Authority, votes: list[tuple[str, Vote]], closed: bool, data: st.DataObject
) -> None:
    """Whoever says it, for the first time or instead of something else, whatever the options."""
    before = Standing(authority, cast(authority, votes), is_closed=closed)
    more = (data.draw(st.sampled_from(authority.members)), Vote.YES)
    after = Standing(authority, cast(authority, [*votes, more]), is_closed=closed)
    assert RANKS[before.answer] <= RANKS[after.answer]


CROWDS = st.tuples(
    authorities(name="one"), authorities(name="two"), authorities(name="three")
).flatmap(lambda three: st.sampled_from([three[:2], three]))
ALL = ("one", "two", "three")
PROXIES = st.dictionaries(st.sampled_from(MEMBERS), st.sampled_from(MEMBERS), max_size=3)


@settings(max_examples=150)
@each(CROWDS, VOTES, PROXIES, st.booleans(), st.sampled_from(MEMBERS))
def test_one_more_yes_never_turns_an_approval_into_a_refusal(
    board: tuple[Authority, ...],
    votes: list[tuple[str, Vote]],
    deputies: dict[str, str],
    sequential: bool,
    more: str,
) -> None:
    """Among several authorities too, in turn or at once, by a member or by a deputy."""
    asked = Approvals(
        authorities=board,
        sequential=sequential,
        deputies=tuple(deputies.items()),
        ballots=tuple(ballot for one in board for ballot in cast(one, votes)),
    )
    yes = tuple(Ballot(name, seat, Vote.YES, more, NINE) for name, seat in asked.seats(more))
    after = attrs.evolve(asked, ballots=(*asked.ballots, *yes))
    assert RANKS[asked.answer] <= RANKS[after.answer]
    for closed in (asked, after):
        assert attrs.evolve(closed, closed=ALL).answer is not Answer.OPEN
    whole = [attrs.evolve(one, closed=ALL).answer for one in (asked, after)]
    assert RANKS[whole[0]] <= RANKS[whole[1]]


@each(authorities(), VOTES, st.booleans())
def test_what_is_decided_is_not_undone_by_closing_the_voting(
    authority: Authority, votes: list[tuple[str, Vote]], asked: bool
) -> None:
    """And closing leaves nothing open."""
    before = Standing(authority, cast(authority, votes))
    after = Standing(authority, cast(authority, votes), is_closed=True)
    assert Answer.OPEN is not after.answer
    if before.answer is not Answer.OPEN and authority.needs != "first":
        assert before.answer == after.answer


@st.composite
def boards(draw: st.DrawFn) -> tuple[Authority, ...]:
    """Draw one to three authorities with default options that share members."""
    names = ["one", "two", "three"][: draw(st.integers(1, 3))]
    return tuple(draw(authorities(name=name, with_first=False, default=True)) for name in names)


def outcome(
    board: tuple[Authority, ...], votes: Iterable[tuple[str, Vote]], *, closes: bool
) -> Answer:
    """Let members vote one after the other until it is decided, as a change does."""
    asked = Approvals(authorities=board)
    for member, vote in votes:
        if asked.answer is not Answer.OPEN:
            break
        more = (Ballot(name, seat, vote, member, NINE) for name, seat in asked.seats(member))
        asked = attrs.evolve(asked, ballots=(*asked.ballots, *more))
    return attrs.evolve(asked, closed=ALL if closes else ()).answer


@settings(max_examples=200)
@each(boards(), st.lists(st.sampled_from(Vote), min_size=5, max_size=5), st.booleans(), st.data())
def test_the_order_of_votes_does_not_matter(
    board: tuple[Authority, ...], said: list[Vote], closes: bool, data: st.DataObject
) -> None:
    """In parallel, with default options and one vote a member, abstentions included."""
    came = data.draw(st.permutations(MEMBERS))[: data.draw(st.integers(0, 5))]
    votes = dict(zip(MEMBERS, said, strict=True))
    one = [(member, votes[member]) for member in came]
    other = data.draw(st.permutations(one))
    assert outcome(board, one, closes=closes) == outcome(board, other, closes=closes)


@each(boards(), st.lists(st.sampled_from(Vote), min_size=5, max_size=5))
def test_the_answer_is_that_of_counting(board: tuple[Authority, ...], said: list[Vote]) -> None:
    """Once everybody has voted: enough yes in each authority, by decimal arithmetic."""
    votes = dict(zip(MEMBERS, said, strict=True))

    def approves(one: Authority) -> bool:
        yes = sum(votes[member] is Vote.YES for member in one.members)
        voters = sum(votes[member] is not Vote.ABSTAIN for member in one.members)
        if one.needs == "any":
            return yes > 0
        if one.needs == "all":
            return yes == voters > 0
        assert not isinstance(one.needs, str)
        return yes >= at_least(one.needs.share, voters)

    expected = Answer.APPROVED if all(map(approves, board)) else Answer.REJECTED
    assert expected == outcome(board, votes.items(), closes=False)


def at_least(share: Any, voters: int, rounding: str = ROUND_CEILING) -> int:
    exact = Decimal(str(share)) * voters / 100
    return max(1, int(exact.quantize(Decimal(1), rounding=rounding)))


@example(share=4.6, members=750)
@example(share=8.2, members=750)
@example(share=50, members=3)
@each(share=SHARES, members=st.integers(0, 2000))
def test_a_share_is_at_least_that_by_decimal_arithmetic(share: float, members: int) -> None:
    """However large the board is; rounded half up it is what ServiceNow says."""
    for rounding, by in (("up", ROUND_CEILING), ("half_up", ROUND_HALF_UP)):
        option: Any = {"rounding": rounding}
        expected = at_least(share, members, by)
        assert expected == Percent(share, **option).of(members)
        quorum = Authority("x", "a", needs=Quorum(1, share, **option))
        assert expected == quorum.needed(members)


@each(share=SHARES.filter(lambda share: share < 100), members=st.integers(1, 2000))
def test_no_fewer_would_do(share: float, members: int) -> None:
    """What is needed is a least number: at least the share, and more than it."""
    exact = Fraction(str(share)) / 100 * members
    least, above = Percent(share).of(members), Percent(share, rounding="above").of(members)
    assert least >= exact > least - 1
    assert above > exact >= above - 1
    assert least == Percent(Fraction(str(share)) / 100).of(members)


@each(boards(), VOTES)
def test_in_a_sequence_nobody_is_asked_before_their_turn(
    board: tuple[Authority, ...], votes: list[tuple[str, Vote]]
) -> None:
    """Only the first authority that has not decided is asked, and those before it approved."""
    asked = Approvals(authorities=board, sequential=True)
    for member, vote in votes:
        seats = asked.seats(member)
        answers = [standing.answer for standing in asked.standings]
        for name, _ in seats:
            place = [one.name for one in board].index(name)
            assert {Answer.APPROVED} >= set(answers[:place])
        more = (Ballot(name, seat, vote, member, NINE) for name, seat in seats)
        asked = attrs.evolve(asked, ballots=(*asked.ballots, *more))
        if asked.answer is Answer.REJECTED:
            break
        assert len(asked.asked) <= 1


WAITS = st.timedeltas(timedelta(), timedelta(days=2))


@settings(max_examples=40)
@each(
    st.timedeltas(timedelta(hours=1), timedelta(days=4)),
    st.lists(st.tuples(WAITS, WAITS), max_size=4),
)
def test_a_hold_stops_the_time_to_decide(
    lasts: timedelta, holds: list[tuple[timedelta, timedelta]]
) -> None:
    """Those who are asked have their whole time, counted only while they may vote."""
    policy = ApprovalPolicy(Authority("owner", "olga"), expires_after=lasts)
    quick = CONTROLS - {"risk", "plans", "window"}
    stages = ("new", "authorise", "review", "closed")
    model = change_model("timed", stages=stages, policy=policy, controls=quick)
    change = model.open("CHG-1", at=NINE, by="ada", summary="s").request_approval(at=NINE, by="ada")
    now, left = NINE, lasts
    for wait, length in holds:
        if wait >= left:
            break
        now, left = now + wait, left - wait
        change = change.hold(at=now, by="ines", reason="r")
        assert change == change.tick(at=now + length)
        now += length
        change = change.resume(at=now, by="ines")
    assert now + left == change.next_instant
    assert "authorise" == change.tick(at=now + left - timedelta(microseconds=1)).state
    late = change.tick(at=now + left)
    assert ("new", "rejected", "expire_approval") == (
        late.state,
        late.facts["approval"],
        late.history[-1].verb,
    )


# --- changes: no guard is bypassed ------------------------------------------------------------

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
            if step >= steps and self.model.plan.moved(kind, record.state, record.regions):
                break
            self._step()
        if kind is ApprovalExpired:
            self.now += timedelta(days=4)
            self._tick()
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
        if change.facts["hold"] == "on_hold":
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
        if before.facts["hold"] == "on_hold":
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
            for before, event in zip(self._lives(change), change.history[1:], strict=True)
            if isinstance(event, Amended | Rescheduled)
            or (isinstance(event, Updated) and before.approved_words_in(event.changes(before)))
        ]
        asked = change.last(ApprovalRequested)
        asker = None if asked is None else asked.by.name
        last = amended[-1] if amended else None
        return {change.requester, change.assignee, change.opened_by.name, asker, last}

    def _lives(self, change: Change) -> Iterator[Change]:
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
        assert "none" == before.facts["hold"]
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
        assert before.facts["hold"] == "none" or before == after

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
        is_held = facts["hold"] == "on_hold"
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


# --- calendars against brute force ------------------------------------------------------------

THINGS = ("host", "vm", "db", "mail")
PAIRS = st.tuples(st.sampled_from(THINGS), st.sampled_from(THINGS))
GRAPHS = st.builds(
    lambda parents, depends: Items(parents=parents, depends=depends),
    st.lists(PAIRS, max_size=3),
    st.lists(PAIRS, max_size=3),
)
DAY = 24


def at(hours: float) -> datetime:
    return NINE + timedelta(hours=hours)


def stretches(*, most: int = 3, unit: timedelta = HOUR, end: int = DAY) -> st.SearchStrategy[Any]:
    """Draw a schedule of a few windows on a grid."""
    ends = st.tuples(st.integers(0, end - 1), st.integers(1, end // 2))
    return st.lists(ends, max_size=most).map(
        lambda spans: Schedule.of(
            [Window(NINE + a * unit, NINE + (a + b) * unit) for a, b in spans]
        )
    )


APPLIES: tuple[Condition, ...] = (
    ALWAYS,
    field("kind").is_(ChangeKind.NORMAL),
    ~field("configuration_items").contains("vm"),
    outside("load") > 5,
)


@st.composite
def freezes(draw: st.DrawFn, *, end: int = DAY, unit: timedelta = HOUR) -> tuple[Freeze, ...]:
    """Draw up to two freezes, for some changes or for all."""
    return tuple(
        Freeze(
            name,
            draw(stretches(most=2, end=end, unit=unit)),
            applies=draw(st.sampled_from(APPLIES)),
        )
        for name in ("audit", "sale")[: draw(st.integers(0, 2))]
    )


@st.composite
def planned(draw: st.DrawFn, number: int, *, end: int = DAY, unit: timedelta = HOUR) -> Change:
    """Draw a change of some items, on a grid; some have ended, and some have no window."""
    model = draw(st.sampled_from([NORMAL_CHANGE, STANDARD_CHANGE]))
    start, length = draw(st.integers(0, end - 1)), draw(st.integers(0, end // 3))
    window: dict[str, Any] = {
        "planned_start": NINE + start * unit,
        "planned_end": NINE + (start + length) * unit,
    }
    names = st.lists(st.sampled_from(THINGS), max_size=2)
    change = model.open(
        f"C{number}",
        at=NINE - 99 * HOUR,
        by="ada",
        summary="s",
        assignee=draw(st.sampled_from([None, None, "grace", "linus"])),
        configuration_items=draw(names),
        affected_services=draw(names),
        **(window if draw(st.integers(0, 9)) else {}),
    )
    gone = draw(st.integers(0, 7)) == 7
    return change.cancel(at=NINE - 99 * HOUR, by="x", reason="r") if gone else change


@st.composite
def calendars(draw: st.DrawFn, /, *, most: int = 6, **grid: Any) -> ChangeSchedule:
    """Draw a small calendar."""
    count = draw(st.integers(0, most))
    always = st.just(Schedule.always())
    return ChangeSchedule(
        [draw(planned(number, **grid)) for number in range(count)],
        items=draw(GRAPHS),
        maintenance=draw(always | stretches(most=4, **grid)),
        freezes=draw(freezes(**grid)),
    )


def runs(hours: Iterable[int]) -> list[tuple[int, int]]:
    """Join hours that follow each other."""
    found: list[tuple[int, int]] = []
    for hour in sorted(hours):
        if found and found[-1][1] == hour:
            found[-1] = (found[-1][0], hour + 1)
        else:
            found.append((hour, hour + 1))
    return found


def hours_of(change: Change) -> set[int]:
    """List the hours after NINE that a change is planned in."""
    if change.window is None:
        return set()
    start, end = ((moment - NINE) // HOUR for moment in (change.window.start, change.window.end))
    return set(range(start, end))


def touching(items: Items, one: Change, other: Change) -> set[tuple[ConflictKind, tuple[str, ...]]]:
    """Find how two changes touch, by looking at every pair of names."""
    found: set[tuple[ConflictKind, tuple[str, ...]]] = set()
    for a in (*one.configuration_items, *one.affected_services):
        for b in (*other.configuration_items, *other.affected_services):
            if a == b:
                found.add((ConflictKind.SAME_ITEM, (a,)))
            if {(a, b), (b, a)} & items.parents:
                found.add((ConflictKind.PARENT, (a, b)))
            if {(a, b), (b, a)} & items.depends:
                found.add((ConflictKind.DEPENDENT, (a, b)))
    if one.assignee and one.assignee == other.assignee:
        found.add((ConflictKind.ASSIGNEE, ()))
    return found


def brute(calendar: ChangeSchedule, change: Change, load: int) -> set[Conflict]:
    """Find every conflict of a change hour by hour."""
    found = set()

    def add(kind: ConflictKind, witness: str, hours: set[int], items: tuple[str, ...] = ()) -> None:
        for start, end in runs(hours):
            found.add(Conflict(change.id, kind, witness, Window(at(start), at(end)), items))

    mine = hours_of(change)
    for other in calendar.changes:
        if other.id != change.id and other.phase.is_open:
            for kind, items in touching(calendar.items, change, other):
                add(kind, other.id, mine & hours_of(other), items)
    shut = {hour for hour in mine if not calendar.maintenance.is_open(at(hour))}
    add(ConflictKind.OUTSIDE_MAINTENANCE, "maintenance", shut)
    for freeze in calendar.freezes:
        if freeze.applies.holds({**change.facts, "given.load": load}):
            add(
                ConflictKind.FREEZE,
                freeze.name,
                {hour for hour in mine if freeze.schedule.is_open(at(hour))},
            )
    return found


@settings(max_examples=100)
@each(calendars(), planned(99), st.integers(0, 9))
def test_conflicts_are_those_of_brute_force(
    calendar: ChangeSchedule, considered: Change, load: int
) -> None:
    """Every one once, with its kind, its witness, its items and its time, in order."""
    for change in (*calendar.changes, considered):
        found = calendar.conflicts(change, given={"load": load})
        assert brute(calendar, change, load) == set(found)
        assert len(found) == len(set(found))
        assert sorted(c.overlap.start for c in found) == [c.overlap.start for c in found]


@settings(max_examples=100)
@each(calendars(), st.integers(0, 9))
def test_all_conflicts_are_what_conflicts_says_of_each(calendar: ChangeSchedule, load: int) -> None:
    """That of two changes once, as the first one's; what has ended has none."""
    places = {change.id: place for place, change in enumerate(calendar.changes)}
    expected = {
        conflict
        for change in calendar.changes
        if change.phase.is_open
        for conflict in calendar.conflicts(change, given={"load": load})
        if places[change.id] < places.get(conflict.witness, len(places))
    }
    found = calendar.all_conflicts(given={"load": load})
    assert expected == set(found)
    assert len(found) == len(expected)


@settings(max_examples=60)
@each(calendars(), st.lists(st.sampled_from(["C0", "C1", "audit", "sale", "maintenance"])))
def test_exceptions_take_away_what_they_name_and_no_more(
    calendar: ChangeSchedule, names: list[str]
) -> None:
    """From what is unresolved, and from what implementing is given."""
    for plain in calendar.changes:
        change = plain
        for name in names if plain.phase.is_open else ():
            change = change.grant_exception(at=NINE - HOUR, by="x", of=name, reason="r")
        load = {"load": 9}
        every = calendar.conflicts(plain, given=load)
        left = calendar.unresolved(change, given=load)
        assert tuple(c for c in every if c.witness not in change.exceptions) == left
        moment = NINE if plain.window is None else plain.window.start
        before = calendar.given(plain, at=moment, given=load)
        after = calendar.given(change, at=moment, given=load)
        for name in ("freeze", "conflicts"):
            assert tuple(w for w in before[name] if w not in change.exceptions) == after[name]
        assert {c.witness for c in left} - {*after["freeze"]} == {*after["conflicts"]}
        in_force = [f.name for f in calendar.freezes if f.schedule.is_open(moment)]
        assert set(before["freeze"]) <= set(in_force)
        if plain.window is not None:
            assert not set(before["freeze"]) & set(before["conflicts"])


MINUTES: dict[str, Any] = {"unit": timedelta(minutes=1), "end": 60}


@settings(max_examples=50)
@each(calendars(most=4, **MINUTES), planned(0, **MINUTES), st.integers(1, 25), st.integers(0, 9))
def test_every_slot_is_free_and_none_lies_before_the_first(
    calendar: ChangeSchedule, change: Change, minutes: int, load: int
) -> None:
    """Walked minute by minute: the first window of every free stretch, in order, and no other."""
    assume(change.phase.is_open)
    takes, minute, known = timedelta(minutes=minutes), timedelta(minutes=1), {"load": load}
    after, until = NINE - 5 * minute, NINE + 90 * minute

    def is_free(start: datetime) -> bool:
        if start + takes > until:
            return False
        there = change.reschedule(
            at=NINE - HOUR, by="x", planned_start=start, planned_end=start + takes
        )
        return not calendar.conflicts(there, given=known)

    free = [after + n * minute for n in range(95) if is_free(after + n * minute)]
    firsts = [start for start in free if start - minute not in free]
    found = calendar.free_slots(change, after=after, until=until, duration=takes, given=known)
    assert [Window(start, start + takes) for start in firsts] == list(found)


# --- the month against brute force ------------------------------------------------------------

ZONES = ("UTC", "Europe/Amsterdam", "Africa/Cairo", "America/Havana", "Australia/Lord_Howe")
QUARTER = timedelta(minutes=15)
MOVES = [datetime(2026, *day, tzinfo=UTC) for day in ((3, 7), (3, 28), (4, 23), (10, 24), (11, 1))]
QUARTERS = st.builds(
    lambda day, start, length: Window(day + start * QUARTER, day + (start + length) * QUARTER),
    st.sampled_from(MOVES),
    st.integers(0, 200),
    st.integers(1, 250),
)


def _touched(window: Window, zone: ZoneInfo) -> dict[date, str]:
    """Walk a window quarter by quarter: the days it touches, and the clock when it first does."""
    count = (window.end - window.start) // QUARTER
    clocks = [(window.start + n * QUARTER).astimezone(zone) for n in range(count)]
    first: dict[date, str] = {}
    for local in clocks:
        first.setdefault(local.date(), f"{local:%H:%M}")
    return first


@settings(max_examples=60)
@each(
    st.sampled_from(ZONES),
    st.lists(QUARTERS, max_size=3),
    st.lists(QUARTERS, max_size=2),
    st.sampled_from([3, 4, 10, 11]),
)
@example("Africa/Cairo", [Window(MOVES[3] + 100 * QUARTER, MOVES[3] + 900 * QUARTER)], [], 10)
def test_a_month_shows_each_day_what_falls_on_it(
    tz: str, planned_in: list[Window], frozen_in: list[Window], month: int
) -> None:
    """By the clock of the zone, where the clock is moved and where midnight is left out too."""
    zone = ZoneInfo(tz)
    changes = [
        NORMAL_CHANGE.open(
            f"C{number}",
            at=NINE,
            by="ada",
            summary="s",
            planned_start=window.start,
            planned_end=window.end,
        )
        for number, window in enumerate(planned_in)
    ]
    frozen = list(zip(("audit", "sale"), frozen_in, strict=False))
    freezes = [Freeze(name, Schedule.of([window])) for name, window in frozen]
    calendar = ChangeSchedule(changes, freezes=freezes)
    order = sorted(
        ((window, change.id) for window, change in zip(planned_in, changes, strict=True)),
        key=lambda pair: (pair[0].start, pair[1]),
    )
    days = {day for w in (*planned_in, *frozen_in) for day in _touched(w, zone)}
    expected = {
        day: (
            [f"{on[day]} {id}" for w, id in order if day in (on := _touched(w, zone))],
            [name for name, w in frozen if day in _touched(w, zone)],
        )
        for day in days
        if (day.year, day.month) == (2026, month)
    }
    shown = calendar.month(2026, month, tz=tz).days
    assert [date(2026, month, 1) + timedelta(days=n) for n in range(len(shown))] == [
        day for day, _, _ in shown
    ]
    assert date(2026, month + 1, 1) - timedelta(days=1) == shown[-1][0]
    assert expected == {
        day: (list(planned), list(frozen)) for day, planned, frozen in shown if planned or frozen
    }
