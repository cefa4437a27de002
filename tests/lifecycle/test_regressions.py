"""Faults that were found by use and by review: each stays mended."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from itsmcore import Impact, Incident, Phase, Urgency
from itsmcore.conditions import field, given
from itsmcore.errors import BadValue, GuardRefused, NotAllowed, RoleMissing
from itsmcore.incidents import (
    INCIDENT,
    STANDARD,
    Assigned,
    Commented,
    Held,
    Reopened,
    Resumed,
    Role,
    Started,
)
from itsmcore.lifecycle import (
    Actor,
    Cause,
    Guard,
    Permit,
    Reaction,
    Rule,
    State,
    Timer,
)
from itsmcore.presets import servicenow
from tests.instants import NINE as T0
from tests.support import LOAN, Loan, Lost, after, lent

AGENT = Actor("grace", roles=Role.AGENT)
ADA = Actor("ada", roles=Role.REQUESTER)
DUTIES = INCIDENT.with_roles(STANDARD)


def opened(model: Any = INCIDENT, **facts: Any) -> Incident:
    incident: Incident = model.open("INC-1", **{"at": T0, "by": ADA, "summary": "s", **facts})
    return incident


def test_a_follow_up_timer_fires_once_for_a_date() -> None:
    """Though its event enters the state again, with the same date; a later date fires anew."""
    data = {"reason": "vendor", "until": field("hold_until")}
    model = INCIDENT.extended(Timer("nag", Held, states="on_hold", at="hold_until", data=data))
    inc = opened(model).hold(at=T0, by="x", reason="caller", until=after(days=1))
    nagged = inc.tick(at=after(days=30))
    assert (3, None) == (nagged.version, nagged.next_instant)
    again = nagged.hold(at=after(days=30), by="x", reason="change", until=after(days=40))
    assert after(days=40) == again.next_instant


def test_a_timer_named_like_a_verb_is_not_stopped_by_it() -> None:
    """A reaction's cause is an event and no timer."""
    model = INCIDENT.extended(
        Timer("comment", Resumed, states="on_hold", after=timedelta(days=1)),
        Reaction(Commented, Assigned, data={"group": "desk"}),
    )
    inc = opened(model).hold(at=T0, by="x", reason="vendor")
    assert after(days=1) == inc.comment(at=T0, by="x", text="t").next_instant


def test_timers_that_are_late_fire_in_the_order_they_were_due() -> None:
    """And not in the order of the table."""
    model = LOAN.extended(
        Timer("late", Commented, states="lent", after=timedelta(days=5), data={"text": "l"}),
        Timer("early", Commented, states="lent", after=timedelta(days=1), data={"text": "e"}),
    )
    loan = Loan.replay(lent().history, model=model).link(
        at=after(days=10), by="x", kind="parent", target="L-0"
    )
    ticked = loan.tick(at=after(days=10))
    assert ["early", "late"] == [str(event.cause) for event in ticked.history[3:]]


def test_a_schedule_may_answer_in_any_zone() -> None:
    """Its answer is an instant in UTC, also in the hour that comes twice."""
    amsterdam = ZoneInfo("Europe/Amsterdam")

    class Local:
        def deadline(self, start: datetime, duration: timedelta) -> datetime:
            return (start + duration).astimezone(amsterdam)

    timer = Timer("t", Lost, states="lent", after=timedelta(hours=1), schedule=Local())
    due = Loan.replay(lent().history, model=LOAN.extended(timer)).next_instant
    assert due is not None
    assert ("UTC", after(hours=2)) == (str(due.tzinfo), due)


def test_an_event_that_the_main_table_lost_is_not_left_to_a_region() -> None:
    """Reopening without its rule would withdraw the resolution and stay resolved."""
    model = INCIDENT.extended(without=("auto_close", (Reopened, "resolved")))
    inc = opened(model).promote_major(at=T0, by="x")
    inc = inc.resolve(at=T0, by="x", code="user_error", notes="n")
    inc = inc.review_major(at=T0, by="x", findings="f")
    with pytest.raises(NotAllowed):
        inc.reopen(at=T0, by="x", reason="r")


def test_a_state_is_left_out_of_the_main_table_only() -> None:
    """A region may have one of that name; what the cut leaves unreachable there goes too."""
    model = INCIDENT.extended(without="cancelled")
    assert "cancelled" not in [state.name for state in model.states]
    assert ["rejected", "demoted"] == [s.name for s in model.regions[0].states if s.phase.is_final]
    assert model == INCIDENT.extended(without=["cancelled"])


def test_an_audit_judges_the_opening_too() -> None:
    """A level that the other model does not have is a finding, at the first event."""
    inc = opened(impact=Impact.HIGH, urgency=Urgency.LOW)
    (finding,) = Incident.audit(inc.history, model=servicenow.INCIDENT)
    assert (0, "unknown_code") == (finding.index, finding.reasons[0].code)


def test_an_audit_survives_states_that_the_model_does_not_have() -> None:
    """Its guards ask for phases, and get none."""
    mine = INCIDENT.extended(
        State("parked", phase=Phase.ACTIVE),
        Rule(Commented, source="in_progress", target="parked"),
        Rule(Resumed, source="parked", target="in_progress"),
        without=["comment"],
    )
    inc = opened(mine).start(at=T0, by="x").comment(at=T0, by="x", text="t")
    inc = inc.promote_major(at=T0, by="x").resume(at=T0, by="x")
    findings = Incident.audit(inc.history, model=INCIDENT, written_with=mine)
    assert [3, 4] == [finding.index for finding in findings]


def test_a_cause_of_one_s_own_making_exempts_from_nothing() -> None:
    """Only a timer's or a reaction's does."""
    inc = opened().start(at=T0, by="bob", cause=Cause("whatever"))
    inc = inc.resolve(at=T0, by="bob", code="user_error", notes="n", cause=Cause("start", 2))
    findings = Incident.audit(inc.history, model=DUTIES)
    assert [1, 2] == [finding.index for finding in findings]
    timed = opened(DUTIES).start(at=T0, by=AGENT)
    timed = timed.resolve(at=T0, by=AGENT, code="user_error", notes="n").tick(at=after(days=9))
    reacted = timed.comment(at=after(days=9), by=AGENT, text="t")
    assert () == Incident.audit(reacted.history, model=DUTIES, written_with=DUTIES)


def test_a_withdrawn_resolution_is_not_reported() -> None:
    """Nor a closure of what is open again."""
    inc = opened().resolve(at=T0, by="x", code="user_error", notes="n")
    assert T0 == inc.resolved_at
    again = inc.reopen(at=T0, by="x", reason="r")
    assert None is again.cancel(at=T0, by="x", reason="r").resolved_at
    revivable = INCIDENT.extended(Rule(Started, source="closed", target="in_progress"))
    closed = opened(revivable).resolve(at=T0, by="x", code="user_error", notes="n")
    closed = closed.close(at=T0, by="x")
    assert (T0, None) == (closed.closed_at, closed.start(at=T0, by="x").closed_at)


def test_choices_leave_open_what_hangs_on_the_event_s_data() -> None:
    """A permit for public comments only, say."""
    public = Permit(Role.REQUESTER, field("event.public").is_(True))
    inc = opened(INCIDENT.with_roles({Commented: public}))
    of = {choice.verb: choice for choice in inc.choices(at=T0, by=ADA)}
    assert of["comment"].is_allowed
    assert () == inc.why_not("comment", at=T0, by=ADA, text="t", public=True)
    assert () == inc.why_not("comment", at=T0, by=ADA, text="t")
    internal = inc.why_not("comment", at=T0, by=ADA, text="t", public=False)
    assert "role_missing" == internal[0].code


def test_a_permit_that_hangs_on_an_outside_fact_says_so() -> None:
    """A missing one refuses, by its name."""
    on_shift = Permit(Role.AGENT, given("on_shift").is_(True))
    inc = opened(INCIDENT.with_roles({Started: on_shift}))
    with pytest.raises(RoleMissing, match="not given: on_shift"):
        inc.start(at=T0, by=AGENT)
    assert "in_progress" == inc.start(at=T0, by=AGENT, given={"on_shift": True}).state


def test_a_choice_names_the_fields_its_rule_needs() -> None:
    """As long as the record does not have them."""
    model = INCIDENT.with_needs({Assigned: "assignee"})
    of = {choice.verb: choice for choice in opened(model).choices(at=T0, by="x")}
    assert (("assignee",), ("assignee",)) == (of["assign"].needs, of["assign"].unset)
    held = {c.verb: c for c in opened(model, assignee="grace").choices(at=T0, by="x")}
    assert () == held["assign"].needs


def test_allowed_verbs_are_those_of_the_actor() -> None:
    """A refusal sends nobody to another refusal."""
    with pytest.raises(RoleMissing) as refusal:
        opened(DUTIES).start(at=T0, by=ADA)
    assert {"comment", "cancel"} == set(refusal.value.allowed)
    assert ("cancel",) == refusal.value.moves


def test_a_region_names_no_verb_that_the_main_table_refuses() -> None:
    """An incident that is resolved is not cancelled, whatever the region knows."""
    inc = opened().promote_major(at=T0, by="x")
    inc = inc.resolve(at=T0, by="x", code="user_error", notes="n")
    with pytest.raises(NotAllowed) as refusal:
        inc.promote_major(at=T0, by="x")
    assert ("demote_major", "review_major", "mark_duplicate") == refusal.value.moves
    assert "cancel" not in refusal.value.allowed


def test_one_reason_is_given_once() -> None:
    """Though two tables have the event under the same rule."""
    inc = opened(DUTIES).promote_major(at=T0, by=Actor("m", roles=Role.MAJOR_INCIDENT_MANAGER))
    with pytest.raises(RoleMissing) as refusal:
        inc.cancel(at=T0, by="bob", reason="r")
    assert 1 == len(refusal.value.reasons)


def test_held_again_it_waits_for_something_else() -> None:
    """Another reason, or another date."""
    inc = opened().hold(at=T0, by="x", reason="vendor")
    with pytest.raises(GuardRefused, match="another reason or another date"):
        inc.hold(at=T0, by="x", reason="vendor")
    assert after(days=1) == inc.hold(at=T0, by="x", reason="vendor", until=after(days=1)).hold_until


def test_a_reviewed_major_incident_put_on_hold_is_reviewed_anew() -> None:
    """In a model that takes it up again without reopening."""
    model = servicenow.INCIDENT_LENIENT
    inc = model.open("INC-1", at=T0, by="x", summary="s").promote_major(at=T0, by="x")
    inc = inc.resolve(at=T0, by="x", code="user_error", notes="n")
    inc = inc.review_major(at=T0, by="x", findings="f").hold(at=T0, by="x", reason="vendor")
    assert "accepted" == inc.major_incident
    assert "cancelled" == inc.cancel(at=T0, by="x", reason="r").major_incident


def test_a_follow_up_needs_no_role_to_be_linked() -> None:
    """The caller opens it, and the library ties it to the old one."""
    ended = opened(DUTIES).cancel(at=T0, by=ADA, reason="r")
    assert "INC-1" == ended.follow_up(id="INC-2", at=T0, by=ADA).links[0].target


def test_a_reaction_that_cannot_be_made_is_skipped() -> None:
    """The event it answers stands."""
    model = INCIDENT.extended(
        Reaction(
            Commented, Held, when=field("event.public").is_(True), data={"reason": field("group")}
        )
    )
    assert 2 == opened(model, caller="z").comment(at=T0, by="z", text="t", public=True).version


def test_a_value_that_cannot_be_compared_refuses() -> None:
    """It escapes neither from a verb nor from a question about it."""
    guard = Guard("within budget", given("cost") < 100)
    inc = opened(INCIDENT.with_guards({Started: guard}))
    with pytest.raises(GuardRefused, match="cannot be ordered"):
        inc.start(at=T0, by="x", given={"cost": "lots"})
    assert "incomparable" == inc.why_not("start", at=T0, by="x", given={"cost": "lots"})[0].code


def test_a_permit_that_cannot_be_decided_refuses() -> None:
    """As a guard does; another permit that holds still lets the actor."""
    cheap = Permit(Role.AGENT, given("cost") < 100)
    on_shift = Permit(Role.AGENT, given("on_shift").is_(True))
    inc = opened(INCIDENT.with_roles({Started: [cheap, on_shift]}))
    costly = {"cost": "lots"}
    assert ["incomparable", "not_given"] == [
        reason.code for reason in inc.why_not("start", at=T0, by=AGENT, given=costly)
    ]
    with pytest.raises(RoleMissing, match="cannot be ordered"):
        inc.start(at=T0, by=AGENT, given=costly | {"on_shift": False})
    assert "in_progress" == inc.start(at=T0, by=AGENT, given=costly | {"on_shift": True}).state


@pytest.mark.parametrize(
    ("verb", "data"),
    [
        ("hold", {"reason": None}),
        ("cancel", {"reason": None}),
        ("comment", {"text": None, "public": True}),
    ],
)
def test_none_is_no_value_for_what_a_verb_needs(verb: str, data: dict[str, Any]) -> None:
    """It is refused before the record sees it."""
    with pytest.raises(BadValue, match="cannot be None; give a value; the verb needs it"):
        getattr(opened(), verb)(at=T0, by="x", **data)
    assert () == opened(tags=None).tags


def test_evidence_is_kept_as_it_was_given() -> None:
    """What the caller changes afterwards changes nothing here."""
    said = {"list": [1], "set": {2}, "mapping": {"k": [3]}}
    inc = opened().start(at=T0, by="x", given=said)
    said["list"].append(9)  # type: ignore[attr-defined]
    said["mapping"]["k"].append(9)  # type: ignore[index]
    kept = inc.history[-1].given
    assert ((1,), frozenset({2}), (3,)) == (kept["list"], kept["set"], kept["mapping"]["k"])
    assert hash(inc.history[-1])


@pytest.mark.parametrize("version", ["2", True, None])
def test_a_version_is_a_whole_number(version: object) -> None:
    """What a form sends as text is told so."""
    with pytest.raises(BadValue, match="give a whole number"):
        lent().expect(version=version)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "make",
    [
        lambda: Actor(""),
        lambda: Actor(5),  # type: ignore[arg-type]
        lambda: State("", phase=Phase.NEW),
        lambda: State("x", phase="pending"),  # type: ignore[arg-type]
        lambda: Guard("", field("x").is_set),
        lambda: Guard(field("x").is_set, "words"),  # type: ignore[arg-type]
        lambda: Rule("start", source="new"),  # type: ignore[arg-type]
        lambda: Rule(Started, source=None),  # type: ignore[arg-type]
        lambda: Rule(Started, source=[7]),  # type: ignore[list-item]
        lambda: Rule(Started, source="new", guards=field("x").is_set),  # type: ignore[arg-type]
        lambda: Timer("t", "cancel", states="new", at="x"),  # type: ignore[arg-type]
        lambda: Timer("t", Lost, states="new", after=30),  # type: ignore[arg-type]
        lambda: Reaction("a", Lost),  # type: ignore[arg-type]
        lambda: INCIDENT.extended(codes={"hold_reason": "abc"}),
    ],
)
def test_a_definition_of_the_wrong_kind_is_named(make: Any) -> None:
    """With what would be right."""
    with pytest.raises(BadValue, match=r"cannot be .*; give "):
        make()


def test_codes_do_not_change_once_a_model_has_them() -> None:
    """They are kept as tuples, and the model hashes."""
    names = ["Emma"]
    model = LOAN.extended(codes={"title": names})
    names.append("Persuasion")
    assert ("Emma",) == model.codes["title"]
    assert hash(model)


def test_an_opening_is_made_once_for_a_class() -> None:
    """As every other verb."""
    assert Incident.open is Incident.open
