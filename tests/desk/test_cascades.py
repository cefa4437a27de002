"""Cascades: what an event of one record does to those that are tied to it, product by product."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

import attrs
import pytest

from itsmcore import Phase, changes, incidents, problems, tasks
from itsmcore.approval import ApprovalPolicy, Authority, Voted
from itsmcore.changes import UNAUTHORISED_CHANGE, CloseCode
from itsmcore.conditions import Later, field
from itsmcore.conditions import happened as happens
from itsmcore.decisions import Decision, Match
from itsmcore.desk import Desk, cascades, target
from itsmcore.errors import (
    BadInstant,
    BadValue,
    FaultyDefinition,
    FieldMissing,
    GuardRefused,
    Incomparable,
    UnknownCode,
    Unlisted,
)
from itsmcore.incidents import INCIDENT, HoldReason, Incident, ResolutionCode
from itsmcore.lifecycle import (
    SYSTEM,
    Actor,
    Cause,
    Event,
    Following,
    Guard,
    LinkKind,
    Record,
    Rule,
    State,
    Timer,
)
from itsmcore.lifecycle.events import Commented, Linked
from itsmcore.problems import PROBLEM
from itsmcore.risk import Risk
from itsmcore.tasks import Origin
from tests.desk.cases import at, change, follows, happened, incident, problem, states, task
from tests.instants import HOUR
from tests.instants import MARCH as T0

OPEN = ("new", "in_progress", "on_hold")
ENDED = ("resolved", "closed", "cancelled")
CHILD = ("INC-2", "parent", "INC-1")


def started(hours: float = 1) -> Event:
    return incidents.Started(at=at(hours), by="grace")


def resumed(hours: float = 1) -> Event:
    return incidents.Resumed(at=at(hours), by="grace")


def held(reason: str, hours: float = 1) -> Event:
    return incidents.Held(at=at(hours), by="grace", reason=reason)


def resolved(hours: float = 1) -> Event:
    code = ResolutionCode.SOLUTION_PROVIDED
    return incidents.Resolved(at=at(hours), by="grace", code=code, notes="restarted")


def reopened(by: str = "grace") -> Event:
    return incidents.Reopened(at=at(1), by=by, reason="it is back")


def closed() -> Event:
    return incidents.Closed(at=at(1), by="grace")


def cancelled() -> Event:
    return incidents.Cancelled(at=at(1), by="grace", reason="no fault")


def said(event: Event) -> dict[str, Any]:
    """Give the arguments of an event."""
    names = ("reason", "code", "notes")
    return {name: getattr(event, name) for name in names if hasattr(event, name)}


def family(parent: str, child: str, reason: str = HoldReason.VENDOR, **rules: Any) -> Desk:
    """Give a parent and a child, each in a state; one on hold waits for the reason."""
    records = (incident("INC-1", parent, reason), incident("INC-2", child, reason))
    return Desk.of(records, [("INC-2", "parent", "INC-1")], **rules)


# --- a parent incident and its children ---------------------------------------------------------


def test_a_parent_that_is_worked_on_takes_its_children_along() -> None:
    """ServiceNow: in progress, and so is each child that is new or on hold."""
    assert [("INC-2", "start")] == follows(family("new", "new"), "INC-1", started())
    assert [("INC-2", "resume")] == follows(family("new", "on_hold"), "INC-1", started())
    assert [("INC-2", "start")] == follows(family("on_hold", "new"), "INC-1", resumed())
    assert [("INC-2", "resume")] == follows(family("on_hold", "on_hold"), "INC-1", resumed())
    assert [] == follows(family("new", "in_progress"), "INC-1", started())


@pytest.mark.parametrize("reason", [HoldReason.VENDOR, HoldReason.PROBLEM, HoldReason.CHANGE])
@pytest.mark.parametrize("state", OPEN)
def test_a_hold_is_handed_down_with_its_reason(reason: str, state: str) -> None:
    """ServiceNow: on hold for a change, a problem or a vendor, and so is each open child."""
    desk = family("in_progress", state, HoldReason.CALLER)
    applied = desk.apply("INC-1", held(reason))
    assert [("INC-1", "hold"), ("INC-2", "hold")] == happened(applied)
    assert reason == applied.desk.one(Incident, "INC-2").hold_reason


def test_a_hold_is_handed_down_with_its_end() -> None:
    """A child is followed up when its parent is."""
    event = incidents.Held(at=at(1), by="grace", reason=HoldReason.VENDOR, until=at(9))
    applied = family("in_progress", "in_progress").apply("INC-1", event)
    assert at(9) == applied.desk.one(Incident, "INC-2").hold_until


def test_a_hold_for_the_caller_is_the_parent_s_own() -> None:
    """ServiceNow: the caller of the parent has to answer, and not those of the children."""
    for state in (*OPEN, *ENDED):
        assert [] == follows(family("in_progress", state), "INC-1", held(HoldReason.CALLER))


def test_a_child_that_waits_for_the_same_is_left_as_it_is() -> None:
    """Nothing is refused, because nothing is tried."""
    applied = family("in_progress", "on_hold").apply("INC-1", held(HoldReason.VENDOR))
    assert ([("INC-1", "hold")], ()) == (happened(applied), applied.refusals)


@pytest.mark.parametrize("state", OPEN)
def test_a_resolution_is_copied_to_each_open_child(state: str) -> None:
    """ServiceNow: with the parent's code and notes. In GLPI the link does nothing (#5206)."""
    applied = family("in_progress", state).apply("INC-1", resolved())
    child = applied.desk.one(Incident, "INC-2")
    assert ("resolved", "solution_provided", "restarted") == (
        child.state,
        child.resolution_code,
        child.resolution_notes,
    )
    assert Cause("resolve", version=3, record="INC-1") == child.history[-1].cause


@pytest.mark.parametrize("state", ENDED)
def test_a_child_that_has_ended_is_never_overwritten(state: str) -> None:
    """GLPI's escalade plugin (#304, #320) reopened and rewrote closed tickets."""
    for parent in OPEN:
        desk = family(parent, state)
        for event in (started(), resumed(), resolved(), held(HoldReason.CHANGE), cancelled()):
            if not desk["INC-1"].why_not(event.verb, at=at(1), by="grace", **said(event)):
                applied = desk.apply("INC-1", event)
                assert desk["INC-2"] is applied.desk["INC-2"]
                assert () == applied.refusals


def test_a_parent_s_closure_and_cancellation_are_its_own() -> None:
    """ServiceNow: closed, and the children are not; cancelled, and nothing follows."""
    assert [] == follows(family("resolved", "resolved"), "INC-1", closed())
    assert [] == follows(family("resolved", "in_progress"), "INC-1", closed())
    for state in (*OPEN, *ENDED):
        assert [] == follows(family("new", state), "INC-1", cancelled())


def test_children_are_reopened_only_where_that_is_asked_for() -> None:
    """Only what is resolved, and only by an agent; pluginsGLPI/escalade #347 never wants it."""
    assert [] == follows(family("resolved", "resolved"), "INC-1", reopened())
    rules = cascades(reopen_children=True)
    desk = family("resolved", "resolved", cascades=rules)
    assert [("INC-2", "reopen")] == follows(desk, "INC-1", reopened())
    assert [] == follows(desk, "INC-1", reopened(by="carla"))
    for state in ("closed", "cancelled"):
        assert [] == follows(family("resolved", state, cascades=rules), "INC-1", reopened())


def test_a_record_that_is_merely_related_is_left_alone() -> None:
    """pluginsGLPI/escalade #320: tickets that were only linked were solved with it."""
    records = (incident("INC-1", "in_progress"), incident("INC-2", "new"))
    for kind in ("related", "duplicate_of", "duplicated_by", "follow_up_of", "parent"):
        desk = Desk.of(records, [("INC-1", kind, "INC-2")])
        assert [] == follows(desk, "INC-1", resolved())


def test_grandchildren_follow_too() -> None:
    """What follows has something follow in turn, and each event names what it follows from."""
    records = [incident(f"INC-{n}", "in_progress") for n in range(1, 5)]
    desk = Desk.of(records, [(f"INC-{n + 1}", "parent", f"INC-{n}") for n in range(1, 4)])
    applied = desk.apply("INC-1", resolved())
    assert [(f"INC-{n}", "resolve") for n in range(1, 5)] == happened(applied)
    causes = [str(entry.event.cause) for entry in applied.events]
    assert ["None", *(f"resolve (v3 of INC-{n})" for n in range(1, 4))] == causes


def test_a_child_s_own_events_go_no_further_up() -> None:
    """glpi-project/glpi #24454: what was said to a child was posted in its parent."""
    records = [incident(f"INC-{n}", "in_progress") for n in (1, 2, 3)]
    desk = Desk.of(records, [("INC-2", "parent", "INC-1"), ("INC-3", "parent", "INC-1")])
    assert [] == follows(desk, "INC-2", resolved())
    assert [] == follows(desk, "INC-2", Commented(at=at(1), by="grace", text="found"))


def restored_then(hours: float, restored_at: datetime) -> Event:
    event: Any = resolved(hours)
    return attrs.evolve(event, restored_at=restored_at)  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("restored", "occurred", "expected"),
    [(1, None, 1), (1, 0.5, 1), (1, 1, 1), (1, 1.5, 1.5), (None, None, None), (None, 1.5, None)],
)
def test_a_child_is_restored_with_its_parent_and_never_before_it_occurred(
    restored: float | None, occurred: float | None, expected: float | None
) -> None:
    """Whether the parent says when in its resolution, or has said so before."""
    child = incident("INC-2")
    if occurred is not None:
        child = child.update(at=at(1.5), by="ada", occurred_at=at(occurred))
    for is_before in (False, True):
        parent, event = incident("INC-1"), resolved(2)
        if restored is not None and is_before:
            parent = parent.update(at=at(1.5), by="ada", restored_at=at(restored))
        elif restored is not None:
            event = restored_then(2, at(restored))
        desk = Desk.of([parent, child], [("INC-2", "parent", "INC-1")])
        applied = desk.apply("INC-1", event)
        assert ((), "resolved") == (applied.refusals, applied.desk["INC-2"].state)
        found = applied.desk.one(Incident, "INC-2").restored_at
        assert (None if expected is None else at(expected)) == found


def test_a_child_that_is_loaded_later_is_restored_as_if_it_had_been_there() -> None:
    """Of what was pending, what fits its occurrence happens, once."""
    child = incident("INC-2").update(at=at(1.5), by="ada", occurred_at=at(1.5))
    desk = Desk.of([incident("INC-1")], [("INC-2", "parent", "INC-1")])
    for restored, expected in ((1, 1.5), (1.75, 1.75)):
        applied = desk.apply("INC-1", restored_then(2, at(restored)))
        later = applied.desk.load([child])
        for pending in applied.pending:
            received = later.receive(pending)
            assert () == received.refusals
            later = received.desk
        assert at(expected) == later.one(Incident, "INC-2").restored_at
    assert 1 == len(desk.apply("INC-1", resolved(2)).pending)


def test_a_grandchild_takes_what_its_parent_took() -> None:
    """Or the later of that and its own occurrence."""
    family = [incident(f"INC-{n}") for n in range(1, 4)]
    family[1] = family[1].update(at=at(1), by="ada", occurred_at=at(1))
    family[2] = family[2].update(at=at(1), by="ada", occurred_at=at(0.5))
    desk = Desk.of(family, [("INC-2", "parent", "INC-1"), ("INC-3", "parent", "INC-2")])
    after = desk.apply("INC-1", restored_then(2, at(0.25))).desk
    assert [at(0.25), at(1), at(1)] == [inc.restored_at for inc in after.all(Incident)]


@pytest.mark.parametrize(
    ("taken", "kind"),
    [
        (target("summary"), BadInstant),
        (Later(target("opened_at"), field("summary")), Incomparable),
    ],
)
def test_what_an_event_cannot_take_of_a_record_is_refused_when_it_is_loaded(
    taken: Any, kind: type[Exception]
) -> None:
    """As it is of one that was there; an offer is refused to whoever accepts it."""
    done = {"code": "user_error", "notes": "n", "restored_at": taken}
    when, links = field("link").is_("child") & happens(incidents.Started), [CHILD]
    for is_offer in (False, True):
        rule = Following(incidents.Resolved, done, is_offer=is_offer)
        rows = Decision([(when, rule)], match=Match.ALL)
        here = Desk.of([incident("INC-1"), incident("INC-2")], links, cascades=rows)
        assert [kind] == [type(of.error) for of in here.apply("INC-1", started()).refusals]
        away = Desk.of([incident("INC-1")], links, cascades=rows)
        applied = away.apply("INC-1", started())
        (proposal,) = (*applied.pending, *applied.offers)
        later = applied.desk.load([incident("INC-2")])
        if is_offer:
            with pytest.raises(kind):
                later.accept(proposal, at=at(2), by="x")
        else:
            received = later.receive(proposal)
            assert [kind] == [type(refusal.error) for refusal in received.refusals]
            assert "new" == received.desk["INC-2"].state


# --- when, by whom, and what is refused ---------------------------------------------------------


def test_a_cascade_acts_at_the_later_of_the_two_last_instants() -> None:
    """A child may have a later event than the parent's; histories stay in order."""
    late = incident("INC-2", "in_progress").comment(at=at(5), by="grace", text="looking")
    desk = Desk.of([incident("INC-1", "in_progress"), late], [("INC-1", "child", "INC-2")])
    applied = desk.apply("INC-1", resolved(1))
    assert [at(1), at(5)] == [entry.event.at for entry in applied.events]
    applied = desk.apply("INC-1", resolved(7))
    assert [at(7), at(7)] == [entry.event.at for entry in applied.events]


def test_a_cascade_is_in_the_name_of_whoever_caused_it_and_needs_no_role() -> None:
    """As a reaction does: who may resolve the parent need not be asked for each child."""
    model = INCIDENT.with_roles({incidents.Resolved: ("manager",)})
    opened: dict[str, Any] = {"at": T0, "by": "ada", "summary": "Mail is down"}
    records = [model.open("INC-1", **opened), model.open("INC-2", **opened)]
    desk = Desk.of(records, [("INC-2", "parent", "INC-1")])
    event = attrs.evolve(resolved(), by=Actor("grace", roles={"manager"}))
    child = desk.apply("INC-1", event).desk["INC-2"]
    assert ("resolved", "grace") == (child.state, child.history[-1].by.name)
    assert () == Incident.audit(child.history, model=model, written_with=model)


def test_a_child_cannot_block_its_parent() -> None:
    """What a guard, a field or a code of the child refuses is reported; the rest follows."""
    lame = Guard("it has no category", field("category").is_set)
    models = {
        "INC-2": INCIDENT.with_guards({incidents.Resolved: lame}),
        "INC-3": INCIDENT.with_needs({incidents.Resolved: ("group",)}),
        "INC-4": attrs.evolve(INCIDENT, codes={"resolution_code": ("done",)}),
        "INC-5": INCIDENT,
    }
    opened: dict[str, Any] = {"at": T0, "by": "ada", "summary": "Mail is down"}
    records = [incident("INC-1"), *(model.open(id, **opened) for id, model in models.items())]
    desk = Desk.of(records, [(id, "parent", "INC-1") for id in models])
    applied = desk.apply("INC-1", resolved())
    assert [("INC-1", "resolve"), ("INC-5", "resolve")] == happened(applied)
    refused = {refusal.record: type(refusal.error) for refusal in applied.refusals}
    assert {"INC-2": GuardRefused, "INC-3": FieldMissing, "INC-4": UnknownCode} == refused
    assert "INC-2 resolve: cannot resolve while new: it has no category" in str(applied.refusals[0])


DAY = 24 * HOUR


def test_the_timers_of_a_child_fire_before_a_cascade_reaches_it() -> None:
    """A child that has closed itself by then is closed, and its tasks have ended."""
    done: dict[str, Any] = {"by": "grace", "code": "user_error", "notes": "done"}
    parent = incident("INC-1", "in_progress").resolve(at=T0 + 3 * DAY, **done)
    records: list[Record[Any]] = [parent, incident("INC-2", "resolved"), task("INC-2")]
    note = (happens(incidents.Reopened), Following(Commented, {"text": "again"}))
    for rules, expected in (
        (cascades(reopen_children=True), []),
        (cascades(note), [("INC-2", "close"), ("TASK-1", "close"), ("INC-2", "comment")]),
    ):
        desk = Desk.of(records, [("INC-2", "parent", "INC-1")], cascades=rules)
        event = attrs.evolve(reopened(), at=T0 + 6 * DAY)
        assert expected == follows(desk, "INC-1", event)


# --- tasks --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "event", "code"),
    [("resolved", closed(), "incomplete"), ("new", cancelled(), "skipped")],
)
def test_an_incident_that_ends_ends_its_tasks(state: str, event: Event, code: str) -> None:
    """ServiceNow: closed incomplete when it is closed, closed skipped when it is cancelled."""
    done = task("INC-1", "TASK-2").close(at=T0, by="grace", code="complete")
    desk = Desk.of([incident("INC-1", state), task("INC-1"), done])
    applied = desk.apply("INC-1", event)
    ended = applied.desk.one(tasks.Task, "TASK-1")
    assert ("closed", code) == (ended.state, ended.close_code)
    assert "complete" == applied.desk.one(tasks.Task, "TASK-2").close_code


def test_an_incident_that_closes_itself_ends_its_tasks() -> None:
    """The timer's event cascades as any other."""
    desk = Desk.of([incident("INC-1", "resolved"), task("INC-1")])
    applied = desk.tick(at=T0 + 6 * 24 * HOUR)
    assert [("INC-1", "close"), ("TASK-1", "close")] == happened(applied)
    assert {SYSTEM} == {entry.event.by for entry in applied.events}
    assert {T0 + 5 * 24 * HOUR} == {entry.event.at for entry in applied.events}


def completed(outcome: str = CloseCode.SUCCESSFUL) -> Event:
    return changes.Completed(at=at(1), by="grace", outcome=outcome)


def test_a_change_under_review_cancels_the_open_tasks_that_its_model_made() -> None:
    """ServiceNow: tasks of the workflow are cancelled, those made by hand stay, and block."""
    desk = Desk.of(
        [change(), task("CHG-1"), task("CHG-1", "TASK-2", origin=Origin.MODEL)],
    )
    applied = desk.apply("CHG-1", completed())
    assert {"CHG-1": "review", "TASK-1": "open", "TASK-2": "cancelled"} == states(applied.desk)


def test_a_change_that_comes_to_review_by_its_approval_does_so_too() -> None:
    """One found after the fact is never implemented: it is approved, and reviewed."""
    board = ApprovalPolicy(Authority("CAB", ["ines"]))
    model = UNAUTHORISED_CHANGE.extended(policy=board, name="found out")
    made = model.open("CHG-1", at=T0, by="ada", summary="Somebody did it", risk=Risk.LOW)
    desk = Desk.of([made, task("CHG-1", origin=Origin.MODEL)])
    asked = made.approval_request(at=T0, by="ada")
    desk = Desk.of([*desk, problem(state="fix_in_progress")], [("CHG-1", "fixes", "PRB-1")])
    desk = desk.apply("CHG-1", asked).desk
    applied = desk.apply("CHG-1", Voted(at=at(1), by="ines", vote="yes"))
    found = {"CHG-1": "review", "TASK-1": "cancelled", "PRB-1": "fix_in_progress"}
    assert (found, ()) == (states(applied.desk), applied.offers), "nobody has said that it fixed it"
    good = changes.Reviewed(at=at(2), by="ines", findings="it did", outcome=CloseCode.SUCCESSFUL)
    assert ["PRB-1"] == [offer.record for offer in applied.desk.apply("CHG-1", good).offers]


def test_a_change_that_its_policy_lets_pass_comes_to_review_as_any() -> None:
    """Nobody was asked to approve it, and its tasks are cancelled all the same."""
    risky = (field("risk").is_(Risk.HIGH), Authority("CAB", ["ines"]))
    policy = ApprovalPolicy([risky], unasked="approved")
    model = UNAUTHORISED_CHANGE.extended(policy=policy, name="found out")
    made = model.open("CHG-1", at=T0, by="ada", summary="Somebody did it", risk=Risk.LOW)
    desk = Desk.of([made, task("CHG-1", origin=Origin.MODEL)])
    applied = desk.apply("CHG-1", made.approval_request(at=T0, by="ada"))
    assert {"CHG-1": "review", "TASK-1": "cancelled"} == states(applied.desk)
    verbs = [entry.event.verb for entry in applied.events]
    assert ["request_approval", "approve_by_policy", "cancel"] == verbs


# --- problems -----------------------------------------------------------------------------------


def waiting(reason: str, problem_in: str = "fix_in_progress") -> Desk:
    """Give a problem with three incidents: one waits for the reason, two do not."""
    records = (
        problem(state=problem_in),
        incident("INC-1", "on_hold", reason),
        incident("INC-2", "in_progress"),
        incident("INC-3", "resolved"),
    )
    return Desk.of(records, [(f"INC-{n}", "problem", "PRB-1") for n in (1, 2, 3)])


def test_a_solved_problem_resolves_the_incidents_that_wait_for_it() -> None:
    """ServiceNow: those on hold for a problem, with the code for that; the others are not its."""
    desk, event = waiting(HoldReason.PROBLEM), problems.Resolved(at=at(1), by="grace")
    applied = desk.apply("PRB-1", event)
    assert [("PRB-1", "resolve"), ("INC-1", "resolve")] == happened(applied)
    inc = applied.desk.one(Incident, "INC-1")
    assert ResolutionCode.RESOLVED_BY_PROBLEM == inc.resolution_code
    assert [] == follows(waiting(HoldReason.VENDOR), "PRB-1", event)


def test_a_problem_that_is_closed_resolves_what_waits_since() -> None:
    """ServiceNow: resolved or closed with a fix applied; closed otherwise, it does not."""
    desk, end = waiting(HoldReason.PROBLEM, "resolved"), problems.Closed(at=at(1), by="ines")
    assert [("INC-1", "resolve")] == follows(desk, "PRB-1", end)
    assert [] == follows(waiting(HoldReason.VENDOR, "resolved"), "PRB-1", end)
    model = PROBLEM.extended(Rule(problems.Closed, source="fix_in_progress", target="closed"))
    bare = problem(state="fix_in_progress")
    bare = type(bare).replay(bare.history, model=model)
    others = [incident("INC-1", "on_hold", HoldReason.PROBLEM)]
    desk = Desk.of([bare, *others], [("INC-1", "problem", "PRB-1")])
    assert [] == follows(desk, "PRB-1", end)


def test_an_accepted_risk_is_noted_only() -> None:
    """ServiceNow: the incidents that wait are told, and stay as they are."""
    desk = waiting(HoldReason.PROBLEM)
    applied = desk.apply("PRB-1", problems.RiskAccepted(at=at(1), by="ines", notes="too dear"))
    assert [("PRB-1", "accept_risk"), ("INC-1", "comment")] == happened(applied)
    inc = applied.desk.one(Incident, "INC-1")
    assert ("on_hold", False) == (inc.state, inc.history[-1].public)  # type: ignore[attr-defined]


@pytest.mark.parametrize("held_by", ["incident", "problem", "desk"])
def test_a_duplicate_problem_moves_its_links(held_by: str) -> None:
    """Whoever held them: incidents and changes are the other one's from then on."""
    records: list[Any] = [
        problem("PRB-1"),
        problem("PRB-2"),
        incident("INC-1", "resolved"),
        change(),
    ]
    links = [("INC-1", "problem", "PRB-1"), ("PRB-1", "fixed_by", "CHG-1")]
    if held_by != "desk":
        sides = links if held_by == "incident" else [_turned(link) for link in links]
        for source, kind, other in sides:
            place = next(n for n, record in enumerate(records) if record.id == source)
            records[place] = records[place].link(at=T0, by="ada", kind=kind, target=other)
    desk = Desk.of(records, links if held_by == "desk" else ())
    assert sorted(links) == sorted(desk.links)
    desk = desk.apply("PRB-1", problems.DuplicateMarked(at=at(1), by="grace", of="PRB-2")).desk
    moved = {
        ("INC-1", "problem", "PRB-2"),
        ("PRB-2", "fixed_by", "CHG-1"),
        ("PRB-1", "duplicate_of", "PRB-2"),
    }
    assert moved == set(desk.links)
    if held_by != "desk":
        assert desk == Desk.of(desk), "and the records themselves know it"


def test_a_duplicate_problem_moves_its_tasks() -> None:
    """ServiceNow moves them with the incidents; the desk and a journal know whose they are."""
    desk = Desk.of([problem("PRB-1"), problem("PRB-2"), task("PRB-1")])
    applied = desk.apply("PRB-1", problems.DuplicateMarked(at=at(1), by="g", of="PRB-2"))
    found = applied.desk
    assert (("TASK-1",), ()) == (found.related("PRB-2", "task"), found.related("PRB-1", "task"))
    assert found == Desk.of(found) == desk.replay(applied.events)
    assert {"tasks": ("TASK-1",)} == found.given("PRB-2", at=at(1))


def _turned(link: tuple[str, str, str]) -> tuple[str, str, str]:
    source, kind, other = link
    return other, LinkKind(kind).inverse, source


def test_a_workaround_is_offered_to_open_incidents() -> None:
    """Nothing happens until somebody accepts; then it is a public comment in their name."""
    desk = waiting(HoldReason.PROBLEM)
    event = problems.WorkaroundPublished(at=at(1), by="grace", text="use the web mail")
    applied = desk.apply("PRB-1", event)
    assert [("PRB-1", "publish_workaround")] == happened(applied)
    assert ["INC-1", "INC-2"] == [offer.record for offer in applied.offers]
    accepted = applied.desk.accept(applied.offers[1], at=at(2), by="linus")
    assert [("INC-2", "comment"), ("INC-2", "respond")] == happened(accepted)
    comment: Any = accepted.events[0].event
    assert ("use the web mail", True, "linus") == (comment.text, comment.public, comment.by.name)
    assert "publish_workaround (v6 of PRB-1)" == str(comment.cause)


# --- changes ------------------------------------------------------------------------------------


def fixing(**rules: Any) -> Desk:
    """Give a change that is to fix an incident which waits for it, another, and a problem."""
    records = (
        change(),
        incident("INC-1", "on_hold", HoldReason.CHANGE),
        incident("INC-2", "in_progress"),
        problem(state="fix_in_progress"),
    )
    return Desk.of(records, [("CHG-1", "fixes", r.id) for r in records[1:]], **rules)


@pytest.mark.parametrize("outcome", [CloseCode.SUCCESSFUL, CloseCode.SUCCESSFUL_WITH_ISSUES])
def test_a_successful_change_offers_to_resolve(outcome: str) -> None:
    """The incidents that wait for it, and its problem; as an option it resolves them."""
    applied = fixing().apply("CHG-1", completed(outcome))
    assert [("CHG-1", "complete")] == happened(applied)
    assert ["INC-1 resolve", "PRB-1 resolve"] == [
        f"{offer.record} {offer.event.verb}" for offer in applied.offers
    ]
    applied = fixing(cascades=cascades(resolve_by_change=True)).apply("CHG-1", completed(outcome))
    assert () == applied.offers
    found = {"CHG-1": "review", "INC-1": "resolved", "INC-2": "in_progress", "PRB-1": "resolved"}
    assert found == states(applied.desk)
    inc = applied.desk.one(Incident, "INC-1")
    assert ResolutionCode.RESOLVED_BY_CHANGE == inc.resolution_code


@pytest.mark.parametrize("option", [False, True])
@pytest.mark.parametrize("outcome", [CloseCode.UNSUCCESSFUL, CloseCode.BACKED_OUT])
def test_a_change_that_failed_leaves_a_note(outcome: str, option: bool) -> None:
    """On what it was to fix, and on nothing else."""
    desk = fixing(cascades=cascades(resolve_by_change=option))
    if outcome == CloseCode.BACKED_OUT:
        desk = desk.apply("CHG-1", changes.BackedOut(at=at(1), by="grace", reason="it broke")).desk
    applied = desk.apply("CHG-1", completed(outcome))
    assert ("CHG-1", "complete") == happened(applied)[0]
    assert [("INC-1", "comment"), ("PRB-1", "comment")] == happened(applied)[1:]
    assert () == applied.offers


@pytest.mark.parametrize("outcome", [CloseCode.UNSUCCESSFUL, CloseCode.PARTIAL])
def test_a_review_that_finds_success_offers_as_the_completion_does(outcome: str) -> None:
    """And one that finds nothing else offers nothing."""
    desk = fixing().apply("CHG-1", completed(outcome)).desk
    plain = changes.Reviewed(at=at(2), by="ines", findings="as it was said")
    assert ((), 1) == (desk.apply("CHG-1", plain).offers, len(desk.apply("CHG-1", plain).events))
    applied = desk.apply("CHG-1", attrs.evolve(plain, outcome=CloseCode.SUCCESSFUL))
    assert ["INC-1", "PRB-1"] == [offer.record for offer in applied.offers]
    assert "resolved" == applied.desk.accept(applied.offers[0], at=at(3), by="g").record.state


def test_the_incidents_that_a_review_finds_are_caused_by_the_change() -> None:
    """They are tied to it, and one that nobody knows is refused."""
    desk = fixing().apply("CHG-1", completed()).desk
    found = changes.Reviewed(at=at(2), by="ines", findings="it broke", incidents=["INC-2"])
    desk = desk.apply("CHG-1", found).desk
    assert ("CHG-1",) == desk.related("INC-2", "caused_by")
    assert (("INC-2", "caused_by", "CHG-1"),) == Desk.of(desk).links
    with pytest.raises(Unlisted, match="no record 'INC-9'"):
        desk.apply("CHG-1", attrs.evolve(found, incidents=["INC-9"]))


def test_a_partial_change_says_nothing() -> None:
    """Whether what it did is enough is for a person to say."""
    applied = fixing().apply("CHG-1", completed(CloseCode.PARTIAL))
    assert ([("CHG-1", "complete")], ()) == (happened(applied), applied.offers)


def test_the_chain_runs_from_a_change_to_the_incidents_of_its_problem() -> None:
    """The change resolves the problem, and that the incidents that wait for the problem."""
    desk = Desk.of(
        [change(), problem(state="fix_in_progress"), incident("INC-1", "on_hold", "problem")],
        [("CHG-1", "fixes", "PRB-1"), ("PRB-1", "incident", "INC-1")],
        cascades=cascades(resolve_by_change=True),
    )
    assert [("PRB-1", "resolve"), ("INC-1", "resolve")] == follows(desk, "CHG-1", completed())


# --- rules of one's own -------------------------------------------------------------------------


def test_the_stock_rules_have_no_faults() -> None:
    """Each row of each variant can hold, and none is another's shadow."""
    for reopen in (False, True):
        for resolve in (False, True):
            found = cascades(reopen_children=reopen, resolve_by_change=resolve)
            assert () == found.faults()


def test_a_rule_of_one_s_own_reads_both_records() -> None:
    """The data too: of the source, of its event, and of the one it reaches."""
    here = field("link").is_("child") & happens(Commented) & field("event.public").is_(True)
    same = here & target("caller").is_(field("caller"))
    rule = (same, Following(Commented, {"text": target("summary")}))
    desk = family("new", "new", cascades=cascades(rule))
    event = Commented(at=at(1), by="grace", text="it is known", public=True)
    applied = desk.apply("INC-1", event)
    assert ("INC-2", "comment") in happened(applied)
    assert "Mail is down" == applied.desk["INC-2"].history[-1].text  # type: ignore[attr-defined]


def test_a_rule_that_leads_in_a_circle_ends() -> None:
    """Comments that comment on each other: a rule goes along a link once, and not back."""
    echo = (happens(Commented), Following(Commented, {"text": field("event.text")}))
    records = [incident(f"INC-{n}") for n in range(1, 5)]
    pairs = [(a.id, "related", b.id) for a in records for b in records if a.id < b.id]
    desk = Desk.of(records, pairs, cascades=cascades(echo))
    applied = desk.apply("INC-1", Commented(at=at(1), by="grace", text="hello"))
    assert 1 + 6 == len(applied.events), "along each of six links once"


def test_what_came_over_a_link_does_not_go_back_over_it() -> None:
    """One comment is told to a related record once, and not to its writer."""
    relay = (happens(Commented), Following(Commented, {"text": field("event.text")}))
    records = [incident(f"INC-{n}") for n in (1, 2, 3)]
    links = [("INC-1", "related", "INC-2"), ("INC-2", "related", "INC-3")]
    desk = Desk.of(records, links, cascades=cascades(relay))
    for first, rest in (("INC-1", ["INC-2", "INC-3"]), ("INC-2", ["INC-1", "INC-3"])):
        event = Commented(at=at(1), by="grace", text="hello")
        assert [(id, "comment") for id in rest] == follows(desk, first, event)


def test_timers_that_wait_for_nothing_end_with_rules_that_lead_in_a_circle() -> None:
    """Each wakes at once and puts the other one to sleep, without end but for the rule."""
    wake = Timer("wake", incidents.Resumed, states="on_hold", after=0 * HOUR)
    model = attrs.evolve(INCIDENT, timers=(wake,))
    opened: dict[str, Any] = {"at": T0, "by": "ada", "summary": "Mail"}
    records = [model.open(f"INC-{n}", **opened).start(at=T0, by="g") for n in (1, 2)]
    back = happens(incidents.Resumed) & field("link").is_("related")
    rule = (back, Following(incidents.Held, {"reason": HoldReason.VENDOR}))
    desk = Desk.of(records, [("INC-1", "related", "INC-2")], cascades=cascades(rule))
    desk = desk.apply("INC-1", held(HoldReason.VENDOR, 0)).desk
    applied = desk.tick(at=T0)
    assert [("INC-1", "resume"), ("INC-2", "hold"), ("INC-2", "resume")] == happened(applied)
    assert [] == happened(applied.desk.tick(at=T0))


WAKES = Timer("wake", incidents.Resumed, states="on_hold", after=HOUR)


@pytest.mark.parametrize("hours", [1, 2, 5])
def test_what_follows_from_a_timer_sees_the_record_as_the_timer_left_it(hours: int) -> None:
    """Two are due by then: the second has not happened when the first one has its consequences."""
    done = {"code": ResolutionCode.USER_ERROR, "notes": "itself"}
    ends = Timer("end", incidents.Resolved, states="in_progress", after=HOUR, data=done)
    model = attrs.evolve(INCIDENT, timers=(WAKES, ends))
    parent = model.open("INC-1", at=T0, by="ada", summary="Mail")
    working = happens(incidents.Resumed) & field("state").is_("in_progress")
    rule = (working & field("link").is_("child"), Following(Commented, {"text": "on it"}))
    desk = Desk.of(
        [parent.hold(at=T0, by="g", reason=HoldReason.VENDOR), incident("INC-2")],
        [("INC-2", "parent", "INC-1")],
        cascades=cascades(rule),
    )
    event = Commented(at=at(hours), by="grace", text="late")
    told = desk.tick(at=at(hours))
    late = desk.apply("INC-1", event)
    assert ("INC-2", "comment") in happened(told)
    assert late.events == told.events + told.desk.apply("INC-1", event).events
    assert late.desk == told.desk.apply("INC-1", event).desk


def test_each_event_of_one_record_has_its_own_consequences() -> None:
    """A rule that was used for one event of a tick is used for the next one as well."""
    asked = happens(incidents.Held) & field("link").is_("related")
    echo = (asked, Following(Commented, {"text": field("event.reason")}))
    desk = Desk.of(
        [incident("INC-1"), incident("INC-2")],
        [("INC-1", "related", "INC-2")],
        cascades=cascades(echo),
    )
    journal: list[tuple[str, str]] = []
    for hours, reason in ((1, "vendor"), (2, "change")):
        applied = desk.apply("INC-1", held(reason, hours))
        desk = applied.desk
        journal += happened(applied)
    assert [("INC-1", "hold"), ("INC-2", "comment")] * 2 == journal


def test_what_is_wrong_with_a_rule_is_reported_and_blocks_nothing() -> None:
    """Data that it needs and does not find, and values that have no order between them."""
    here = happens(Commented) & field("link").is_("child")
    empty = (here, Following(Commented, {"text": target("group")}))
    unordered = (here & (target("summary") > 3), Following(incidents.Started))
    desk = family("new", "new", cascades=cascades(empty, unordered))
    applied = desk.apply("INC-1", Commented(at=at(1), by="grace", text="hello"))
    assert [("INC-1", "comment")] == happened(applied)
    found = sorted((type(one.error).__name__, one.verb) for one in applied.refusals)
    assert [("BadValue", "comment"), ("Incomparable", "start")] == found


def test_a_rule_that_hangs_on_what_nobody_said_does_not_act() -> None:
    """An outside fact that was not given leaves it open, and what is open never acts."""
    rule = (happens(Commented) & field("given.loud").is_(True), Following(incidents.Started))
    desk = family("new", "new", cascades=cascades(rule))
    event = Commented(at=at(1), by="grace", text="hello")
    assert [] == follows(desk, "INC-1", event)
    assert [("INC-2", "start")] == follows(desk, "INC-1", attrs.evolve(event, given={"loud": True}))


def test_a_cascade_that_links_in_a_circle_is_refused_and_reported() -> None:
    """Linking is judged as it is for people."""
    back = Following(Linked, {"kind": "child", "target": field("id")})
    desk = family("new", "new", cascades=cascades((happens(Commented), back)))
    applied = desk.apply("INC-1", Commented(at=at(1), by="grace", text="hello"))
    assert ["INC-2"] == [refusal.record for refusal in applied.refusals]
    assert "circle" in str(applied.refusals[0])


def test_cascades_answer_with_all_rows() -> None:
    """A decision that stops at the first would drop the others unseen."""
    with pytest.raises(BadValue, match=r"Match\.ALL"):
        Desk.of(cascades=Decision(cascades().rows))


def test_a_cascade_is_checked_when_it_is_made() -> None:
    """An argument that the event does not have, one that it needs, and what is no event."""
    with pytest.raises(FaultyDefinition) as raised:
        Following(incidents.Resolved, {"coed": "x", "notes": "y"})
    subject = "what follows by resolve: gives"
    assert [
        f"{subject} no 'code' to resolve; add it to data",
        f"{subject} 'coed' to resolve; did you mean 'code'?",
    ] == [str(fault) for fault in raised.value.faults]
    for wrong in ("resolve", Incident, None):
        with pytest.raises(BadValue, match="give an Event class"):
            Following(wrong)  # type: ignore[arg-type]


def test_a_cascade_prints_what_it_does() -> None:
    """So that the decision's rows can be read."""
    assert "start" == str(Following(incidents.Started))
    assert "offer start" == str(Following(incidents.Started, is_offer=True))
    assert "practice is 'Incident'" in str(cascades().rows[0].when)


@attrs.frozen(kw_only=True)
class Parked(Event):
    """Put it aside."""

    verb: ClassVar[str] = "park"


def test_the_cascades_know_phases_and_not_names_of_states() -> None:
    """A model that calls its states otherwise is reached as well, if it has the verb."""
    model = INCIDENT.extended(
        State("parked", phase=Phase.PENDING),
        Rule(Parked, source="new", target="parked"),
        Rule(incidents.Resumed, source="parked", target="in_progress"),
        name="with a park",
    )
    opened = model.open("INC-2", at=T0, by="ada", summary="Mail").apply(Parked(at=T0, by="ada"))
    desk = Desk.of([incident("INC-1"), opened], [("INC-2", "parent", "INC-1")])
    assert [("INC-2", "resume")] == follows(desk, "INC-1", started())
