"""Incidents: the default model, verb by verb."""

import inspect
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from itsmcore import Impact, Priority, Urgency
from itsmcore.conditions import field
from itsmcore.errors import (
    BadValue,
    GuardRefused,
    NaiveTime,
    NotAllowed,
    RoleMissing,
    UnknownCode,
    Unlisted,
)
from itsmcore.incidents import (
    INCIDENT,
    REVIEW_FIRST,
    STANDARD,
    Closed,
    Commented,
    Held,
    HoldReason,
    Incident,
    Link,
    LinkKind,
    MajorPromoted,
    Opened,
    Resolved,
    Responded,
    Resumed,
    Role,
)
from itsmcore.level import Level
from itsmcore.lifecycle import SYSTEM, Actor, Cause, Guard, Lifecycle, Phase, Rule, State
from tests.instants import NINE as T0


def at(hours: float) -> datetime:
    return T0 + timedelta(hours=hours)


def opened(**facts: Any) -> Incident:
    return Incident.open("INC-1", **{"at": T0, "by": "ada", "summary": "Mail is down", **facts})


def started(**facts: Any) -> Incident:
    return opened(**facts).start(at=at(1), by="grace")


def resolved(**facts: Any) -> Incident:
    return started(**facts).resolve(at=at(2), by="grace", code="user_error", notes="plugged in")


def test_the_edges_are_those_of_the_design() -> None:
    """Every one, and no other."""
    assert {
        ("new", "in_progress"),
        ("new", "on_hold"),
        ("new", "resolved"),
        ("new", "cancelled"),
        ("in_progress", "on_hold"),
        ("in_progress", "resolved"),
        ("in_progress", "cancelled"),
        ("on_hold", "in_progress"),
        ("on_hold", "on_hold"),
        ("on_hold", "resolved"),
        ("on_hold", "cancelled"),
        ("resolved", "in_progress"),
        ("resolved", "closed"),
    } == INCIDENT.edges


def test_the_walk_of_the_design() -> None:
    """Open, assign, start, hold, a refusal, and the record as it was."""
    inc = opened(impact=Impact.HIGH, urgency=Urgency.HIGH, category="email/delivery")
    assert Priority.CRITICAL == inc.priority
    inc = inc.assign(at=at(1), by="desk", group="messaging", assignee="grace")
    inc = inc.start(at=at(2), by="grace")
    inc = inc.hold(at=at(3), by="grace", reason=HoldReason.CALLER)
    with pytest.raises(NotAllowed) as refusal:
        inc.close(at=at(4), by="grace")
    assert (
        "cannot close while on_hold; allowed moves: resume, resolve, mark_duplicate, cancel"
        == str(refusal.value)
    )
    assert "in_progress" == inc.as_of(at(2)).state
    assert ["open", "assign", "start", "hold"] == [event.verb for event in inc.history]
    assert "in_progress" == inc.expect(version=4).resume(at=at(4), by="bob").state


def test_the_caller_is_who_opened_it_unless_named() -> None:
    """A desk opens on behalf of somebody."""
    assert "ada" == opened().caller
    assert "bob" == opened(caller="bob").caller
    assert Actor("ada") == opened(caller="bob").opened_by


def test_priority_needs_both_levels() -> None:
    """Until then it is not known."""
    assert None is opened().priority
    assert None is opened(impact=Impact.LOW).priority
    assert Priority.PLANNING == opened(impact=Impact.LOW, urgency=Urgency.LOW).priority


def test_a_strange_level_is_refused() -> None:
    """A model that knows no such impact cannot make a priority of it."""
    with pytest.raises(UnknownCode, match="impact cannot be Impact"):
        opened(impact=Impact("1", "High", 3))


def test_assigning_another_group_clears_the_assignee() -> None:
    """The same group keeps it, and an assignee may be named with the group."""
    inc = opened().assign(at=at(1), by="desk", group="messaging", assignee="grace")
    assert ("messaging", "grace") == (inc.group, inc.assignee)
    assert "grace" == inc.assign(at=at(2), by="desk", group="messaging").assignee
    moved = inc.assign(at=at(2), by="desk", group="network")
    assert ("network", None) == (moved.group, moved.assignee)
    assert "linus" == moved.assign(at=at(3), by="desk", assignee="linus").assignee
    assert (0, 1) == (inc.reassignment_count, moved.reassignment_count)
    with pytest.raises(GuardRefused, match="a group or an assignee must be named"):
        inc.assign(at=at(2), by="desk")


def test_reassignments_are_counted_from_group_to_group() -> None:
    """The first group is no reassignment, and a functional escalation is one."""
    inc = opened(group="desk").assign(at=at(1), by="x", assignee="grace")
    inc = inc.escalate(at=at(2), by="x", kind="functional", group="network", reason="routing")
    inc = inc.assign(at=at(3), by="x", group="desk")
    assert (2, None) == (inc.reassignment_count, inc.assignee)


def test_responding_is_the_first_human_answer() -> None:
    """It happens once."""
    inc = opened().respond(at=at(1), by="grace")
    assert at(1) == inc.responded_at
    with pytest.raises(GuardRefused, match="a first answer is given only once"):
        inc.respond(at=at(2), by="grace")


@pytest.mark.parametrize(
    ("by", "public", "responds"),
    [
        ("grace", True, True),
        ("grace", False, False),
        ("ada", True, False),
        (SYSTEM, True, False),
    ],
)
def test_the_first_public_comment_responds(by: Any, public: bool, responds: bool) -> None:
    """By anyone but the caller and the system, and never by an internal one."""
    inc = opened().comment(at=at(1), by=by, text="we are on it", public=public)
    assert responds == (inc.responded_at is not None)
    assert responds == (inc.last(Responded) is not None)


def test_a_second_comment_responds_no_more() -> None:
    """The reaction is skipped, and the comment stands."""
    inc = opened().comment(at=at(1), by="grace", text="a", public=True)
    inc = inc.comment(at=at(2), by="grace", text="b", public=True)
    assert (at(1), ["open", "comment", "respond", "comment"]) == (
        inc.responded_at,
        [event.verb for event in inc.history],
    )


@pytest.mark.parametrize(
    ("reason", "by", "public", "resumes"),
    [
        ("caller", "ada", True, True),
        ("caller", "ada", False, False),
        ("caller", "bob", True, False),
        ("vendor", "ada", True, False),
    ],
)
def test_the_caller_s_comment_resumes_what_waits_for_the_caller(
    reason: str, by: str, public: bool, resumes: bool
) -> None:
    """A second event that names its cause, in the caller's name."""
    inc = started().hold(at=at(2), by="grace", reason=reason)
    inc = inc.comment(at=at(3), by=by, text="here", public=public)
    assert ("in_progress" if resumes else "on_hold") == inc.state
    if resumes:
        assert (Resumed, Cause("comment", 4), Actor("ada")) == (
            type(inc.history[-1]),
            inc.history[-1].cause,
            inc.history[-1].by,
        )


def test_the_reaction_needs_no_role() -> None:
    """A requester may comment, and so resume what waits for the comment."""
    model = INCIDENT.with_roles(STANDARD)
    agent, ada = Actor("grace", roles=Role.AGENT), Actor("ada", roles=Role.REQUESTER)
    inc = model.open("INC-1", at=T0, by=ada, summary="s").start(at=at(1), by=agent)
    inc = inc.hold(at=at(2), by=agent, reason="caller")
    with pytest.raises(RoleMissing):
        inc.resume(at=at(3), by=ada)
    assert "in_progress" == inc.comment(at=at(3), by=ada, text="here", public=True).state


def test_holding_again_changes_the_reason() -> None:
    """And the follow-up date, which ends with the hold."""
    inc = started().hold(at=at(2), by="grace", reason="vendor", until=at(50))
    assert ("vendor", at(50)) == (inc.hold_reason, inc.hold_until)
    inc = inc.hold(at=at(3), by="grace", reason="change")
    assert ("change", None) == (inc.hold_reason, inc.hold_until)
    inc = inc.resume(at=at(4), by="grace")
    assert (None, None) == (inc.hold_reason, inc.hold_until)


@pytest.mark.parametrize("verb", ["resolve", "cancel"])
def test_leaving_a_hold_in_any_way_clears_it(verb: str) -> None:
    """Nothing waits in an incident that has ended."""
    inc = started().hold(at=at(2), by="grace", reason="vendor", until=at(9))
    data = {"resolve": {"code": "user_error", "notes": "n"}, "cancel": {"reason": "mistake"}}
    ended = getattr(inc, verb)(at=at(3), by="grace", **data[verb])
    assert (None, None) == (ended.hold_reason, ended.hold_until)


@pytest.mark.parametrize(
    ("call", "hint"),
    [
        (lambda inc: inc.hold(at=at(2), by="x", reason="calller"), "did you mean 'caller'?"),
        (
            lambda inc: inc.resolve(at=at(2), by="x", code="usr_error", notes="n"),
            "did you mean 'user_error'?",
        ),
    ],
)
def test_an_unknown_code_is_refused_with_the_nearest(call: Any, hint: str) -> None:
    """The sentence names both."""
    with pytest.raises(UnknownCode) as refusal:
        call(started())
    assert hint in str(refusal.value)


def test_resolving_says_how_and_when_it_was_restored() -> None:
    """The service may have come back before the desk heard of it."""
    inc = started().resolve(
        at=at(5), by="grace", code="workaround_provided", notes="rebooted", restored_at=at(4)
    )
    assert ("workaround_provided", "rebooted", at(4), at(5)) == (
        inc.resolution_code,
        inc.resolution_notes,
        inc.restored_at,
        inc.resolved_at,
    )


def test_reopening_forgets_the_resolution_and_is_counted() -> None:
    """The history keeps it."""
    inc = resolved().reopen(at=at(3), by="ada", reason="still broken")
    assert ("in_progress", None, None, None, 1) == (
        inc.state,
        inc.resolution_code,
        inc.resolution_notes,
        inc.resolved_at,
        inc.reopen_count,
    )
    last = inc.last(Resolved)
    assert last is not None
    assert "user_error" == last.code


def test_first_contact_resolution_is_open_then_resolve_at_one_instant() -> None:
    """No time passes in new."""
    inc = opened().resolve(at=T0, by="grace", code="user_error", notes="n")
    assert inc.opened_at == inc.resolved_at
    assert timedelta() == inc.time_in_states(until=at(1))["new"]


def test_an_incident_closes_five_days_after_it_was_resolved() -> None:
    """By itself, when somebody looks."""
    inc = resolved()
    assert at(2) + timedelta(days=5) == inc.next_instant
    assert "resolved" == inc.tick(at=at(2) + timedelta(days=4)).state
    closed = inc.tick(at=at(999))
    assert ("closed", at(2) + timedelta(days=5), Cause("auto_close")) == (
        closed.state,
        closed.closed_at,
        closed.history[-1].cause,
    )


def test_closing_may_correct_the_category() -> None:
    """What it looked like and what it was are two facts."""
    inc = resolved(category="email").close(at=at(3), by="ada", closing_category="network/dns")
    assert ("email", "network/dns") == (inc.category, inc.closing_category)


def test_an_ended_incident_is_followed_up_by_a_new_one() -> None:
    """The new one carries the facts and a link; the old one is unchanged."""
    old = resolved(service="mail", tags=("vip",), custom={"site": "A"}).close(at=at(3), by="ada")
    new = old.follow_up(id="INC-2", at=at(99), by="ada")
    assert ("new", "Mail is down", "mail", ("vip",), {"site": "A"}) == (
        new.state,
        new.summary,
        new.service,
        new.tags,
        new.custom,
    )
    assert (Link(LinkKind.FOLLOW_UP_OF, "INC-1"),) == new.links
    assert "Again" == old.follow_up(id="INC-3", at=at(99), by="x", summary="Again").summary
    assert 4 == old.version


def test_an_open_incident_is_not_followed_up() -> None:
    """It is simply worked on."""
    with pytest.raises(GuardRefused, match="only an ended incident is followed up"):
        resolved().follow_up(id="INC-2", at=at(3), by="ada")


def test_reprioritising_needs_a_level() -> None:
    """Either will do, and the other stays."""
    inc = opened(impact=Impact.LOW, urgency=Urgency.LOW)
    raised = inc.reprioritise(at=at(1), by="desk", impact=Impact.HIGH, note="the board is affected")
    assert (Impact.HIGH, Urgency.LOW, Priority.MODERATE) == (
        raised.impact,
        raised.urgency,
        raised.priority,
    )
    with pytest.raises(GuardRefused, match="an impact or an urgency must be named"):
        inc.reprioritise(at=at(1), by="desk", note="n")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"kind": "functional"}, "a functional escalation names another group"),
        ({"kind": "functional", "group": "desk"}, "a functional escalation names another group"),
        ({"kind": "hierarchic", "group": "network"}, "a hierarchic escalation keeps the group"),
    ],
)
def test_an_escalation_goes_one_way(data: dict[str, Any], words: str) -> None:
    """To another group, or up."""
    with pytest.raises(GuardRefused, match=words):
        opened(group="desk").escalate(at=at(1), by="desk", reason="stuck", **data)


def test_a_hierarchic_escalation_keeps_the_assignee() -> None:
    """Somebody who decides is called on, and the work stays where it is."""
    inc = opened(group="desk", assignee="grace")
    up = inc.escalate(at=at(1), by="grace", kind="hierarchic", to="the CIO", reason="budget")
    assert ("desk", "grace") == (up.group, up.assignee)


def test_an_escalation_is_of_a_known_kind() -> None:
    """A misspelt one is no event at all."""
    with pytest.raises(BadValue, match="kind cannot be 'diagonal'; give one of functional"):
        opened().escalate(at=at(1), by="x", kind="diagonal", reason="r")


def test_updating_sets_clears_and_merges() -> None:
    """What is not said stays; custom fields are added, and removed by None."""
    inc = opened(location="A", tags=("x",), custom={"site": "A", "floor": 3})
    inc = inc.update(
        at=at(1),
        by="desk",
        summary="Mail is slow",
        custom={"floor": None, "room": "3.14"},
        clear=("location", "tags"),
    )
    assert ("Mail is slow", None, (), {"site": "A", "room": "3.14"}) == (
        inc.summary,
        inc.location,
        inc.tags,
        inc.custom,
    )
    assert "Mail is slow" == inc.update(at=at(2), by="desk", tags="y").summary


def test_only_what_can_be_empty_is_cleared() -> None:
    """An incident has a summary and a caller."""
    with pytest.raises(BadValue, match="clear cannot be 'summary'"):
        opened().update(at=at(1), by="desk", clear="summary")


def test_custom_fields_are_plain_values() -> None:
    """Lists become tuples and instants UTC; anything else is refused by name."""
    amsterdam = ZoneInfo("Europe/Amsterdam")
    custom = {
        "text": "a",
        "amount": Decimal("1.5"),
        "day": date(2026, 1, 5),
        "when": datetime(2026, 1, 5, 10, tzinfo=amsterdam),
        "several": [1, 2.5, None, True],
    }
    inc = opened(custom=custom)
    assert (T0, (1, 2.5, None, True)) == (inc.custom["when"], inc.custom["several"])
    assert UTC is inc.custom["when"].tzinfo  # type: ignore[union-attr]
    assert ("a", None) == (inc.facts.get("custom.text"), inc.facts.get("custom.none"))
    for wrong in ({"x": object()}, {"x": {"y": 1}}, {"": 1}, {7: 1}, {"x": [object()]}):
        with pytest.raises(BadValue):
            opened(custom=wrong)
    with pytest.raises(NaiveTime):
        opened(custom={"when": datetime(2026, 1, 5)})


@pytest.mark.parametrize("verb", ["assign", "reprioritise", "recategorise", "escalate", "update"])
def test_facts_are_corrected_until_it_is_closed(verb: str) -> None:
    """The work is over with the resolution; then only comments and links are added."""
    inc = resolved()
    corrects = verb in ("recategorise", "update")
    refused = () if corrects else ("not_allowed",)
    assert refused == tuple(r.code for r in inc.why_not(verb, at=at(3), by="x"))
    closed = inc.close(at=at(3), by="ada")
    assert ("not_allowed",) == tuple(r.code for r in closed.why_not(verb, at=at(3), by="x"))
    for kept in ("comment", "link"):
        assert () == closed.why_not(kept, at=at(4), by="x")


def test_a_timeline_holds_the_custom_fields_that_are_asked_for() -> None:
    """By their whole names; a fact that nobody knows is refused."""
    inc = opened(custom={"site": "A", "floor": 3})
    assert {"state", "phase", "custom.site"} == inc.timeline(facts="custom.site")[0].facts.keys()
    assert "A" == inc.timeline(facts="custom.site")[0].get("custom.site")
    with pytest.raises(Unlisted, match="there is no fact of incident 1 'callr'; did you mean"):
        inc.timeline(facts="callr")


def test_steps_share_the_facts_that_no_event_changed() -> None:
    """What a comment leaves as it was is held once, and what it changes is not."""
    inc = opened().comment(at=at(1), by="grace", text="I look into it")
    opening, comment = inc.timeline(facts="priority")
    assert opening.facts is comment.facts
    assert ("open", "comment") == (opening.verb, comment.verb)
    opening, comment = inc.timeline(facts=("priority", "event.text"))
    assert (None, "I look into it") == (opening.get("event.text"), comment.get("event.text"))


def test_facts_are_a_mapping() -> None:
    """Fields, derived facts, regions and custom ones, by name."""
    facts = opened(custom={"site": "A"}).facts
    assert ("ada", "ada", Phase.NEW, "none", "A") == (
        facts["caller"],
        facts["opened_by"],
        facts["phase"],
        facts["major_incident"],
        facts["custom.site"],
    )
    assert len(list(facts)) == len(facts)
    assert "history" not in facts
    assert facts["is_major"] is False
    with pytest.raises(KeyError):
        facts["assignnee"]


# --- major incidents ----------------------------------------------------------------------------


def test_major_incident_status_is_beside_the_state() -> None:
    """Proposing, rejecting, promoting and demoting leave the state alone."""
    inc = started().propose_major(at=at(2), by="grace", reason="all mail is down")
    assert ("in_progress", "proposed", False) == (inc.state, inc.major_incident, inc.is_major)
    rejected = inc.reject_major(at=at(3), by="linus", reason="one floor only")
    assert ("in_progress", "rejected") == (rejected.state, rejected.major_incident)
    again = rejected.propose_major(at=at(4), by="grace", reason="two floors")
    accepted = again.promote_major(at=at(5), by="linus")
    assert ("accepted", True) == (accepted.major_incident, accepted.is_major)
    demoted = accepted.demote_major(at=at(6), by="linus", reason="over")
    assert ("demoted", False) == (demoted.major_incident, demoted.is_major)
    assert isinstance(accepted.last(MajorPromoted), MajorPromoted)


def test_a_major_incident_does_not_close_by_itself() -> None:
    """Once demoted it does, though not before it was demoted."""
    inc = started().promote_major(at=at(1), by="linus")
    inc = inc.resolve(at=at(2), by="grace", code="solution_provided", notes="n")
    assert None is inc.next_instant
    late = at(2) + timedelta(days=9)
    assert late == inc.demote_major(at=late, by="linus", reason="calm").next_instant


@pytest.mark.parametrize(
    "end",
    [
        lambda inc: inc.cancel(at=at(3), by="grace", reason="mistake"),
        lambda inc: inc.resolve(at=at(3), by="grace", code="user_error", notes="n").close(
            at=at(3), by="ada"
        ),
    ],
)
def test_nothing_is_proposed_once_it_has_ended(end: Any) -> None:
    """The guard says so; after it was resolved, it still is."""
    ended = end(started())
    with pytest.raises(GuardRefused, match="the incident must still be open"):
        ended.propose_major(at=at(4), by="grace", reason="late")
    with pytest.raises(GuardRefused, match="the incident must still be open"):
        ended.promote_major(at=at(4), by="linus")
    late = resolved().propose_major(at=at(4), by="grace", reason="late")
    assert ("resolved", "proposed") == (late.state, late.major_incident)


@pytest.mark.parametrize("verb", ["propose_major", "promote_major"])
def test_a_cancelled_incident_cancels_its_major_incident(verb: str) -> None:
    """One event moves both."""
    data = {"reason": "r"} if verb == "propose_major" else {}
    inc = getattr(started(), verb)(at=at(2), by="linus", **data)
    cancelled = inc.cancel(at=at(3), by="grace", reason="mistake")
    assert ("cancelled", "cancelled") == (cancelled.state, cancelled.major_incident)


def test_a_major_incident_is_reviewed_while_resolved() -> None:
    """Before it is closed, where the model says so; a reopened one is reviewed anew."""
    model = INCIDENT.with_guards({Closed: REVIEW_FIRST})
    inc = model.open("INC-1", at=T0, by="ada", summary="s").promote_major(at=at(1), by="linus")
    with pytest.raises(GuardRefused, match="reviewed while resolved"):
        inc.review_major(at=at(2), by="linus", findings="none")
    inc = inc.resolve(at=at(2), by="grace", code="solution_provided", notes="n")
    with pytest.raises(GuardRefused, match=r"reviewed \(review_major\) before it is closed"):
        inc.close(at=at(3), by="ada")
    inc = inc.review_major(at=at(3), by="linus", findings="one cable")
    assert ("closed", True) == (inc.close(at=at(4), by="ada").state, inc.is_major)
    assert "accepted" == inc.reopen(at=at(4), by="ada", reason="again").major_incident


def test_an_event_of_both_tables_moves_neither_when_one_refuses() -> None:
    """All is judged before anything changes."""
    model = INCIDENT.with_guards({Closed: REVIEW_FIRST})
    region = INCIDENT.regions[0]
    locked = Guard("no way back", field("custom.open").is_(True))
    rules = [
        Rule(r.event, source=r.source, target=r.target, guards=(*r.guards, locked))
        if r.event.verb == "reopen"
        else r
        for r in region.rules
    ]
    model = model.extended(
        Lifecycle("major_incident", states=region.states, rules=rules), without=["major_incident"]
    )
    inc = model.open("INC-1", at=T0, by="ada", summary="s").promote_major(at=at(1), by="x")
    inc = inc.resolve(at=at(2), by="x", code="user_error", notes="n").review_major(
        at=at(3), by="x", findings="f"
    )
    with pytest.raises(GuardRefused, match="no way back"):
        inc.reopen(at=at(4), by="ada", reason="again")
    assert ("resolved", "reviewed") == (inc.state, inc.major_incident)


def test_a_model_without_the_region_has_no_major_incidents() -> None:
    """And its verbs are not allowed."""
    plain = INCIDENT.extended(without=["major_incident", "auto_close"])
    inc = plain.open("INC-1", at=T0, by="ada", summary="s")
    assert (False, "none") == (inc.is_major, inc.major_incident)
    with pytest.raises(NotAllowed):
        inc.propose_major(at=at(1), by="x", reason="r")


# --- roles --------------------------------------------------------------------------------------

ADA = Actor("ada", roles={Role.REQUESTER})
BOB = Actor("bob", roles={Role.REQUESTER})
AGENT = Actor("grace", roles={Role.AGENT})
MANAGER = Actor("linus", roles={Role.MAJOR_INCIDENT_MANAGER})
DUTIES = INCIDENT.with_roles(STANDARD)


def may(inc: Incident, actor: Actor) -> set[str]:
    return {choice.verb for choice in inc.choices(at=at(9), by=actor) if choice.is_allowed}


def test_a_requester_s_part() -> None:
    """Comment, cancel while new, reopen and confirm closure, all on own tickets only."""
    new = DUTIES.open("INC-1", at=T0, by=ADA, summary="s")
    assert {"comment", "cancel"} == may(new, ADA)
    assert set() == may(new, BOB)
    working = new.start(at=at(1), by=AGENT)
    assert {"comment"} == may(working, ADA)
    done = working.resolve(at=at(2), by=AGENT, code="user_error", notes="n")
    assert {"comment", "reopen", "close"} == may(done, ADA)
    assert set() == may(done, BOB)


def test_a_requester_never_ends_a_major_incident() -> None:
    """Neither reopens nor closes it."""
    major = DUTIES.open("INC-1", at=T0, by=ADA, summary="s").promote_major(at=at(1), by=MANAGER)
    done = major.resolve(at=at(2), by=AGENT, code="user_error", notes="n")
    assert {"comment"} == may(done, ADA)


def test_an_agent_s_and_a_manager_s_part() -> None:
    """The agent works it and proposes; the manager decides."""
    new = DUTIES.open("INC-1", at=T0, by=ADA, summary="s")
    assert {"assign", "start", "hold", "resolve", "comment", "propose_major"} <= may(new, AGENT)
    assert "promote_major" not in may(new, AGENT)
    assert {"promote_major"} == may(new, MANAGER)
    proposed = new.propose_major(at=at(1), by=AGENT, reason="r")
    assert {"promote_major", "reject_major"} == may(proposed, MANAGER)


def test_without_roles_anybody_may() -> None:
    """The default model names none."""
    assert "resolve" in may(opened(), Actor("anybody"))


# --- a model of one's own -----------------------------------------------------------------------


def test_a_subclass_has_its_own_model() -> None:
    """And opening by either gives the same history."""
    mine = INCIDENT.extended(
        State("parked", phase=Phase.PENDING),
        Rule(Commented, source="parked", target="in_progress"),
        Rule(Held, source="resolved", target="parked"),
        name="mine",
        without=["comment"],
    )

    class Ticket(Incident):
        model = mine

    ticket = Ticket.open("INC-1", at=T0, by="ada", summary="s")
    plain = mine.open("INC-1", at=T0, by="ada", summary="s")
    assert (Ticket, Incident) == (type(ticket), type(plain))
    assert mine is ticket.model is plain.model
    assert INCIDENT is opened().model
    assert ticket.history == plain.history
    assert ticket != plain
    assert ticket == Ticket.replay(ticket.history)


def test_a_verb_knows_its_arguments() -> None:
    """For help(), for editors and for forms."""
    signature = inspect.signature(Incident.resolve)
    assert ["self", "at", "by", "cause", "given", "code", "notes", "restored_at"] == list(
        signature.parameters
    )
    assert "code" in inspect.signature(opened().resolve).parameters
    assert str(Incident.resolve.__doc__).startswith("Resolve it, and say how.")
    opening = inspect.signature(Incident.open)
    assert ["id", "at", "by"] == list(opening.parameters)[:3]
    assert str(Incident.open.__doc__).startswith("Open an incident")
    assert list(opening.parameters) == list(inspect.signature(INCIDENT.open).parameters)


def test_a_wrong_argument_is_a_type_error() -> None:
    """Python's own, naming it."""
    with pytest.raises(TypeError, match="notes"):
        started().resolve(at=at(2), by="x", code="user_error")  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="zonk"):
        started().resume(at=at(2), by="x", zonk=1)  # type: ignore[call-arg]


def test_another_product_s_scale_type_checks() -> None:
    """A level is a level, and the model lists its own."""
    level: Level = Impact("1", "High", 3)
    with pytest.raises(UnknownCode, match="cannot open: impact cannot be Impact"):
        opened(impact=level)


def test_an_opening_of_another_kind_is_refused() -> None:
    """A model says which event opens."""
    with pytest.raises(ValueError, match="no opening of incident 1"):
        Incident.begin(Commented(at=T0, by="x", text="t"))


def test_an_event_keeps_its_instants_in_utc() -> None:
    """Whatever zone they were said in."""
    amsterdam = datetime(2026, 1, 5, 10, tzinfo=ZoneInfo("Europe/Amsterdam"))
    event = Opened("INC-1", at=amsterdam, by="ada", summary="s", occurred_at=amsterdam)
    assert (T0, UTC, UTC) == (
        event.at,
        event.at.tzinfo,
        event.occurred_at and event.occurred_at.tzinfo,
    )


def test_it_counts_whom_it_concerns() -> None:
    """The caller and the affected users, each once; so that rules may ask how many."""
    inc = Incident.open("INC-1", at=T0, by="ada", summary="s", affected_users=["kim", "ada"])
    assert (("ada", "kim"), 2) == (inc.callers, inc.caller_count)
    more = inc.add_people(at=T0, by="grace", affected_users=["jo", "kim"])
    assert 3 == more.caller_count == more.facts["caller_count"]
