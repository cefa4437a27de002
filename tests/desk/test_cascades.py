"""What follows at the records that are tied to one: parents, children and tasks."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import attrs
import pytest

from itsmcore import changes, incidents, tasks
from itsmcore.approval import ApprovalPolicy, Authority, Voted
from itsmcore.changes import UNAUTHORISED_CHANGE, CloseCode
from itsmcore.conditions import Later, field
from itsmcore.conditions import happened as happens
from itsmcore.decisions import Decision, Match
from itsmcore.desk import Desk, cascades, target
from itsmcore.errors import BadInstant, FieldMissing, GuardRefused, Incomparable, UnknownCode
from itsmcore.incidents import INCIDENT, HoldReason, Incident, ResolutionCode
from itsmcore.lifecycle import SYSTEM, Actor, Cause, Event, Following, Guard, Record
from itsmcore.lifecycle.events import Commented
from itsmcore.risk import Risk
from itsmcore.tasks import Origin
from tests.desk.cases import at, change, follows, happened, incident, problem, states, task
from tests.desk.families import completed, family, held, started
from tests.instants import HOUR
from tests.instants import MARCH as T0

OPEN = ("new", "in_progress", "on_hold")
ENDED = ("resolved", "closed", "cancelled")
CHILD = ("INC-2", "parent", "INC-1")


def resumed(hours: float = 1) -> Event:
    return incidents.Resumed(at=at(hours), by="grace")


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


# --- a parent incident and its children ---------------------------------------------------------


def test_a_parent_that_is_worked_on_takes_its_children_along() -> None:
    """ServiceNow: in progress, and so is each child that is new or waits with it."""
    assert [("INC-2", "start")] == follows(family("new", "new"), "INC-1", started())
    assert [("INC-2", "start")] == follows(family("on_hold", "new"), "INC-1", resumed())
    assert [] == follows(family("new", "in_progress"), "INC-1", started())
    waiting = family("in_progress", "in_progress").apply("INC-1", held(HoldReason.CHANGE)).desk
    assert [("INC-2", "resume")] == follows(waiting, "INC-1", resumed())


@pytest.mark.parametrize("reason", [HoldReason.VENDOR, HoldReason.PROBLEM, HoldReason.CHANGE])
@pytest.mark.parametrize("state", ["new", "in_progress"])
def test_a_hold_is_handed_down_with_its_reason(reason: str, state: str) -> None:
    """ServiceNow: on hold for a change, a problem or a vendor, and so is each open child."""
    applied = family("in_progress", state).apply("INC-1", held(reason))
    assert [("INC-1", "hold"), ("INC-2", "hold")] == happened(applied)
    child = applied.desk.one(Incident, "INC-2")
    assert (reason, "INC-1") == (child.hold_reason, child.held_with)


def test_a_child_that_waits_with_its_parent_waits_for_what_that_waits_for() -> None:
    """Held again for another reason, both are; resumed by itself, it is on its own again."""
    desk = family("in_progress", "in_progress").apply("INC-1", held(HoldReason.CHANGE)).desk
    again = desk.apply("INC-1", held(HoldReason.VENDOR)).desk
    assert HoldReason.VENDOR == again.one(Incident, "INC-2").hold_reason
    alone = desk.apply("INC-2", resumed()).desk
    assert alone.one(Incident, "INC-2").held_with is None
    own = alone.apply("INC-2", held(HoldReason.CALLER)).desk
    assert own.one(Incident, "INC-2").held_with is None
    assert [] == follows(own, "INC-1", held(HoldReason.VENDOR))
    assert [] == follows(own, "INC-1", resumed())


@pytest.mark.parametrize(
    ("parent", "event", "verb"),
    [
        ("new", started(), "resume"),
        ("on_hold", resumed(), "resume"),
        ("in_progress", held(HoldReason.CHANGE), "hold"),
    ],
)
def test_a_child_s_own_wait_is_left_alone_unless_that_is_asked_for(
    parent: str, event: Event, verb: str
) -> None:
    """ServiceNow overrules it, and the caller's answer is no longer waited for."""
    rules = cascades(overrule_waits=True)
    assert [] == follows(family(parent, "on_hold", HoldReason.CALLER), "INC-1", event)
    desk = family(parent, "on_hold", HoldReason.CALLER, cascades=rules)
    assert [("INC-2", verb)] == follows(desk, "INC-1", event)


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


def test_a_parent_s_closure_is_its_own() -> None:
    """ServiceNow: closed, and the children are not."""
    assert [] == follows(family("resolved", "resolved"), "INC-1", closed())
    assert [] == follows(family("resolved", "in_progress"), "INC-1", closed())


@pytest.mark.parametrize("state", OPEN)
def test_a_parent_s_cancellation_is_offered_to_its_children(state: str) -> None:
    """ServiceNow: nothing follows; at once it follows only where that is asked for."""
    applied = family("new", state).apply("INC-1", cancelled())
    assert [("INC-1", "cancel")] == happened(applied)
    (offer,) = applied.offers
    accepted = applied.desk.accept(offer, at=at(2), by="grace")
    last: Any = accepted.record.history[-1]
    assert ("cancelled", "no fault") == (accepted.record.state, last.reason)
    rules = cascades(cancel_children=True)
    desk = family("new", state, cascades=rules)
    assert [("INC-2", "cancel")] == follows(desk, "INC-1", cancelled())


def test_a_cancellation_is_not_offered_to_what_has_ended() -> None:
    """There is nothing left to cancel."""
    for state in ENDED:
        assert () == family("new", state).apply("INC-1", cancelled()).offers


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
    for kind in ("related", "duplicate_of", "follow_up_of", "parent"):
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
