"""How lives are led: events are made so that guards hold, and go where they are meant to."""

from __future__ import annotations

from datetime import datetime
from types import SimpleNamespace
from typing import Any, ClassVar

import attrs
import pytest
from hypothesis import HealthCheck, find, given, settings
from hypothesis import strategies as st
from hypothesis.errors import FailedHealthCheck, Unsatisfiable

from itsmcore import incidents, tasks
from itsmcore.approval import Voted, VotingClosed
from itsmcore.changes import (
    NORMAL_CHANGE,
    STANDARD_CHANGE,
    Closed,
    Implemented,
    Opened,
)
from itsmcore.conditions import as_condition, field
from itsmcore.conditions import given as outside
from itsmcore.errors import BadValue
from itsmcore.incidents import INCIDENT, STANDARD, Responded, Started
from itsmcore.lifecycle import Actor, Event, Guard
from itsmcore.tasks import TASK
from itsmcore.testing import events, machine_for, records
from itsmcore.testing._fitting import Attempted, fitted
from itsmcore.testing._walking import Aim, Map, Step, Supply, walked
from tests.changes.walks import asked, at, prepared, reviewing, scheduled
from tests.instants import MARCH as T0
from tests.support import LOAN, Lent, LoanModel, Renewed, lent

quick = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
brief = settings(quick, stateful_step_count=8, database=None)


def quiet() -> Any:
    """Give a model of tasks to which nothing happens once they have ended."""
    rules = [
        attrs.evolve(rule, guards=())
        for rule in TASK.lifecycle.rules
        if rule.event.verb not in ("comment", "link", "unlink")
    ]
    lifecycle = attrs.evolve(TASK.lifecycle, rules=rules)
    return attrs.evolve(TASK, name="quiet", lifecycle=lifecycle, regions=())


def attempted(event: Any, when: datetime = T0, by: str = "nobody", **data: Any) -> Attempted:
    """Give an event that is not yet made, with no outside facts."""
    return Attempted(event=event, at=when, by=Actor(by), given={}, data=data)


# --- fitting ----------------------------------------------------------------------------------


def test_those_vote_who_may() -> None:
    """Whoever it was before; somebody who may is left alone."""
    change = asked()
    assert "ines" == fitted(change, attempted(Voted, vote="yes")).by.name
    assert "keiko" == fitted(change, attempted(Voted, by="keiko", vote="yes")).by.name


def test_it_is_implemented_in_its_window() -> None:
    """At its start, by somebody who did not approve, and with no freeze."""
    change = prepared(scheduled())
    made = fitted(change, attempted(Implemented, at(1), by="ines"))
    assert at(10) == made.at
    assert made.by.name not in change.approvers
    assert "implement" == change.apply(made.made()).state


def test_data_confirms_what_the_record_says() -> None:
    """Where a guard compares the two."""
    change = reviewing(outcome="successful_with_issues")
    review = change.review(at=at(11), by="x", findings="f")
    made = fitted(review, attempted(Closed, at(12), code="successful", notes="n"))
    assert "successful_with_issues" == made.data["code"]


def test_nothing_is_put_before_the_last_event() -> None:
    """A window that has passed cannot be met, and the event stays as it is."""
    change = prepared(scheduled()).comment(at=at(20), by="x", text="t")
    assert at(21) == fitted(change, attempted(Implemented, at(21))).at


def test_those_of_the_side_that_is_asked_for_act() -> None:
    """The caller where it is the customer's side, and somebody else where it is the desk."""
    model = INCIDENT.with_guards(
        {Started: Guard("the customer begins", field("event.from_customer").is_(True))}
    )
    inc = model.open("INC-1", at=T0, by="kim", summary="s")
    assert "kim" == fitted(inc, attempted(Started)).by.name
    assert "ada" == fitted(inc, attempted(Responded, by="kim")).by.name


def test_what_no_event_can_mend_is_left() -> None:
    """A guard that asks of the record alone, a function, and a comparison with an odd value."""
    model = LOAN.with_guards(
        {
            Renewed: (
                Guard("never", field("shelf").is_("nowhere")),
                Guard("by a function", as_condition(_refuses)),
                Guard("incomparable", field("event.at") < 5),
                Guard("nobody", field("event.by").is_("")),
                Guard("no instant", field("shelf").is_(field("event.at"))),
            )
        }
    )
    record = model.record.replay(lent().history, model=model)
    before = attempted(Renewed)
    assert before == fitted(record, before)


def test_an_outside_fact_that_has_to_be_known_is_given() -> None:
    """Any value will do."""
    model = LOAN.with_guards({Renewed: Guard("it is known", outside("x").is_set)})
    record = model.record.replay(lent().history, model=model)
    assert {"x": True} == fitted(record, attempted(Renewed)).given


def _refuses(facts: Any) -> bool:
    return bool(facts.get("nothing", None))


# --- maps -------------------------------------------------------------------------------------


def test_a_vote_leads_where_its_reactions_lead() -> None:
    """Nobody approves by hand; what brings an approval about is tried as well."""
    ways, change = Map(NORMAL_CHANGE), asked(NORMAL_CHANGE)
    (first, *_) = ways.steps(change, Aim(0, "scheduled"), at=at(1), by=Actor("x"), given={})
    assert {Voted, VotingClosed} <= set(first.events)


def test_what_prepares_comes_second() -> None:
    """The fields that the next stage needs, and the events that set them."""
    ways, change = Map(NORMAL_CHANGE), NORMAL_CHANGE.open("C", at=T0, by="ada", summary="s")
    change = change.assess(at=T0, by="ines")
    aim = Aim(0, "closed")
    nearer, useful, *_ = ways.steps(change, aim, at=T0, by=Actor("ada"), given={})
    assert ["request_approval"] == [event.verb for event in nearer.events]
    assert {"risk", "steps", "planned_start"} <= nearer.chosen(_first)
    assert {"amend", "reschedule"} <= {event.verb for event in useful.events}
    held = change.hold(at=T0, by="ada", reason="r")
    _, useful, *_ = ways.steps(held, aim, at=T0, by=Actor("ada"), given={})
    assert "resume" in {event.verb for event in useful.events}


def _first(strategy: Any, label: str) -> Any:
    return find(strategy, lambda _: True)


def test_what_makes_up_for_another_need_not_be_set() -> None:
    """Who is assigned, or the group: one of them, or both."""
    inc = INCIDENT.open("I", at=T0, by="ada", summary="s")
    assigned = Aim(0, "new", INCIDENT.event("assign"))
    (step, *_) = Map(INCIDENT).steps(inc, assigned, at=T0, by=Actor("ada"), given={})
    assert {frozenset({"group"}), frozenset({"assignee"})} == {*step.choices[0]}
    assert 1 == len(step.chosen(_first))


def test_where_nothing_more_can_happen_there_is_nothing_to_try() -> None:
    """An end without rules."""
    model = quiet()
    task = model.open("T", at=T0, by="x", summary="s", parent="C").cancel(at=T0, by="x", reason="r")
    assert () == Map(model).steps(task, None)
    assert () == Map(model).ahead(task)
    machine_for(model).check(settings=brief)


class Misled(Map):
    """A map that takes the cancelling of a task for the way on."""

    def steps(self, *_: Any, **__: Any) -> tuple[Step, ...]:
        """Give that one step, which may not stray."""
        return (Step(events=(tasks.Cancelled,)),)


def test_what_leads_elsewhere_is_not_gone() -> None:
    """An event that is legal, and leaves the aim out of reach, is not applied."""
    ways, record = Misled(TASK), TASK.open("T", at=T0, by="x", summary="s", parent="C")
    supply: Any = SimpleNamespace(data=lambda *_: {"reason": "r"})
    known: Any = {"at": T0, "by": Actor("x"), "given": {}}

    def walk(aim: Aim) -> Any:
        return walked(lambda _, label="": [tasks.Cancelled], ways, supply, record, aim, **known)

    assert record is walk(Aim(0, "closed"))
    assert "cancelled" == walk(Aim(0, "cancelled")).state


@quick
@given(st.data())
def test_data_has_something_in_each_wanted_field(data: st.DataObject) -> None:
    """And its instants are in order."""
    wanted = {"risk", "steps", "planned_start", "planned_end", "phase"}
    drawn = Supply(NORMAL_CHANGE).data(data.draw, Opened, wanted, T0)
    assert all(drawn[name] for name in wanted - {"phase"})
    assert drawn["planned_start"] <= drawn["planned_end"]


def test_strategies_of_one_s_own_are_drawn_as_they_are() -> None:
    """Nothing is added to them."""
    supply = Supply(LOAN, {Lent: st.just({"reader": "emma"})})
    assert {"reader": "emma"} == supply.data(
        lambda _, label="": {"reader": "emma"}, Lent, {"note"}, T0
    )


@attrs.frozen(kw_only=True)
class Weighed(Event):
    """Ask for a thing by a weight that most things have."""

    verb: ClassVar[str] = "ask"
    id: str = attrs.field(kw_only=False)
    title: str = "t"
    grams: int = attrs.field()

    @grams.validator
    def _check(self, _: object, grams: int) -> None:
        if grams % 4 == 1:
            raise BadValue(field="grams", value=grams, expected="another weight")


@attrs.frozen(kw_only=True)
class WeighedModel(LoanModel):
    """Open loans by weight."""

    opening_event: ClassVar[Any] = Weighed


def test_openings_and_events_that_cannot_be_made_are_not_drawn() -> None:
    """Others are drawn in their place, for lives, single events and machines alike."""
    model: Any = WeighedModel(name="w", lifecycle=LOAN.lifecycle, regions=LOAN.regions)

    @quick
    @given(records(model, max_events=1), events(Weighed, model=model))
    def check(record: Any, event: Any) -> None:
        assert 1 != record.history[0].grams % 4
        assert 1 != event.grams % 4

    check()
    machine_for(model).check(settings=brief)


@attrs.frozen(kw_only=True)
class Refused(Weighed):
    """Ask for a thing that nobody ever has."""

    def __attrs_post_init__(self) -> None:
        raise BadValue(field="title", value=self.title, expected="another thing")


@attrs.frozen(kw_only=True)
class RefusedModel(LoanModel):
    """Open no loan at all."""

    opening_event: ClassVar[Any] = Refused


def test_what_can_never_be_made_is_never_drawn() -> None:
    """Neither as an event, nor to open a life, nor by a machine."""
    model: Any = RefusedModel(name="r", lifecycle=LOAN.lifecycle, regions=LOAN.regions)
    for strategy in (events(Refused, model=model), records(model, max_events=0)):
        with pytest.raises(Unsatisfiable):
            find(strategy, lambda _: True, settings=brief)
    with pytest.raises((FailedHealthCheck, Unsatisfiable)):
        machine_for(model).check(settings=brief)


# --- machines ---------------------------------------------------------------------------------


@pytest.mark.untraced
@pytest.mark.parametrize(
    ("model", "lives"),
    [(INCIDENT, 20), (TASK, 10), (NORMAL_CHANGE, 20), (STANDARD_CHANGE, 15)],
    ids=str,
)
def test_a_machine_comes_to_most_rules(model: Any, lives: int) -> None:
    """Within so many lives of up to thirty steps."""
    firing = machine_for(model).check(
        settings=settings(brief, max_examples=lives, stateful_step_count=30)
    )
    assert len(firing.never) < len(firing.times) / 2, firing


@quick
@given(records(INCIDENT.with_roles(STANDARD)))
def test_roles_are_kept_where_names_are_mended(record: Any) -> None:
    """An actor who takes another's place keeps the roles that the rule asks for."""
    found = type(record).audit(record.history, model=record.model, written_with=record.model)
    assert () == found


def test_a_record_that_has_ended_heads_nowhere() -> None:
    """Nothing is drawn for it."""
    model = quiet()
    machine: Any = machine_for(model)()
    machine.record = model.open("T", at=T0, by="x", summary="s", parent="C").cancel(
        at=T0, by="x", reason="r"
    )
    machine._head_somewhere(None)
    assert ["open", "cancel"] == [event.verb for event in machine.record.history]


def test_what_nobody_can_do_a_timer_may() -> None:
    """Time goes on to where it fires, and for nothing else."""
    machine: Any = machine_for(INCIDENT)()
    resolved = INCIDENT.open("INC-1", at=T0, by="ada", summary="s").resolve(
        at=T0, by="grace", code="user_error", notes="n"
    )
    machine.record, machine.now = resolved, T0
    machine._await(Aim(0, "resolved", Started))
    assert (resolved, T0) == (machine.record, machine.now)
    machine._await(Aim(0, "resolved", incidents.Closed))
    assert ("closed", resolved.next_instant) == (machine.record.state, machine.now)
    assert {("close", "resolved")} == {
        pair for pair, times in machine.fired().times.items() if times
    }
