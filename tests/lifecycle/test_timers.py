"""Timers and reactions: what happens by itself, when, and why."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest

from itsmcore.conditions import field, given, happened
from itsmcore.errors import BadValue, FaultyDefinition
from itsmcore.lifecycle import Cause, Guard, Phase, Reaction, Rule, State, Timer
from itsmcore.lifecycle.events import Commented
from itsmcore.schedule import EndOfWorkingDay, Schedule, WorkingDayBy, WorkingDays
from tests.instants import NINE as T0
from tests.support import LOAN, Fined, Lent, Loan, Lost, Paid, Renewed, Returned, after, lent


def under(model: Any, loan: Loan | None = None) -> Loan:
    """Read a loan by another model."""
    return Loan.replay((loan or lent()).history, model=model)


LATE = Timer("late", Lost, states="lent", after=timedelta(days=30))


def test_a_timer_fires_when_it_is_due() -> None:
    """At its instant, by the system, naming itself as the cause."""
    loan = under(LOAN.extended(LATE))
    due = after(hours=1, days=30)
    assert due == loan.next_instant
    assert loan is loan.tick(at=due - timedelta(microseconds=1))
    lost = loan.tick(at=after(days=99))
    assert ("lost", due, "system", Cause("late")) == (
        lost.state,
        lost.history[-1].at,
        lost.history[-1].by.name,
        lost.history[-1].cause,
    )
    assert None is lost.next_instant


def test_nothing_ticks_by_itself() -> None:
    """A verb long after the due instant finds the timer unfired."""
    loan = under(LOAN.extended(LATE)).return_(at=after(days=99), by="ada")
    assert "back" == loan.state


def test_entering_the_state_again_restarts_a_timer() -> None:
    """A rule with a target enters; one that stays does not."""
    loan = under(LOAN.extended(LATE)).comment(at=after(days=20), by="ada", text="still reading")
    assert after(hours=1, days=30) == loan.next_instant
    loan = loan.renew(at=after(days=20), by="ada", due=after(days=50))
    assert after(days=50) == loan.next_instant


def test_a_timer_fires_no_earlier_than_the_last_event() -> None:
    """What came due while a condition held it back fires at the event that let it go."""
    timer = Timer("late", Lost, states="lent", after=timedelta(days=30), when=~field("due").is_set)
    loan = under(LOAN.extended(timer), lent(due=after(days=60)))
    assert None is loan.next_instant
    free = under(LOAN.extended(timer)).comment(at=after(days=40), by="ada", text="sorry")
    assert after(days=40) == free.next_instant == free.tick(at=after(days=40)).history[-1].at


def test_a_timer_counts_anew_from_an_event() -> None:
    """While the state lasts, and by the record as that event left it."""
    sorry = happened(Commented) & field("event.text").contains("sorry") & ~field("due").is_set
    timer = Timer("late", Lost, states="lent", after=timedelta(days=30), restart=sorry)
    model = LOAN.extended(timer)
    loan = under(model).comment(at=after(days=10), by="ada", text="sorry")
    assert after(days=40) == loan.next_instant
    loan = loan.comment(at=after(days=20), by="ada", text="still reading")
    assert after(days=40) == loan.next_instant
    loan = loan.comment(at=after(days=39), by="ada", text="so sorry")
    assert after(days=69) == loan.next_instant
    assert after(days=69) == loan.tick(at=after(days=99)).history[-1].at
    again = loan.renew(at=after(days=50), by="ada", due=after(days=60))
    assert after(days=80) == again.comment(at=after(days=60), by="ada", text="sorry").next_instant


def test_a_timer_that_counts_anew_from_its_own_event_fires_again_and_again() -> None:
    """And a model is free to end that by a condition."""
    timer = Timer(
        "remind",
        Commented,
        states="lent",
        after=timedelta(days=2),
        data={"text": "bring it back"},
        restart=happened(Commented),
    )
    loan = under(LOAN.extended(timer)).tick(at=after(days=7, hours=1))
    assert [after(days=days, hours=1) for days in (2, 4, 6)] == [e.at for e in loan.history[2:]]
    assert after(days=8, hours=1) == loan.next_instant


@pytest.mark.parametrize("kept", [{"after": timedelta()}, {"at": "due"}])
def test_nothing_is_counted_anew_where_nothing_is_counted(kept: Any) -> None:
    """A field holds its instant, and no time at all would fire for ever."""
    with pytest.raises(BadValue, match="restart cannot be"):
        Timer("t", Lost, states="lent", restart=happened(Commented), **kept)


@pytest.mark.parametrize(
    ("restart", "code"),
    [
        (happened("resolve"), "unknown_verb dead_timer"),
        (field("event.txet").is_set, "unknown_fact"),
        (field("event.text").is_set & field("tilte").is_set, "unknown_fact"),
        (happened(Commented) & happened(Lent), "dead_timer"),
    ],
)
def test_a_restart_that_no_event_could_bring_is_a_fault(restart: Any, code: str) -> None:
    """It may ask for the data of any event of the model."""
    with pytest.raises(FaultyDefinition) as raised:
        LOAN.extended(Timer("t", Lost, states="lent", after=timedelta(days=1), restart=restart))
    assert code.split() == [fault.code for fault in raised.value.faults]


def test_a_timer_reads_its_instant_off_a_field() -> None:
    """And does not run while the field is empty."""
    model = LOAN.extended(Timer("late", Lost, states="lent", at="due"))
    assert None is under(model).next_instant
    assert after(days=7) == under(model, lent(due=after(days=7))).next_instant


def test_a_timer_counts_open_time_by_a_schedule() -> None:
    """Anything with a deadline will do."""

    class Doubled:
        def deadline(self, start: datetime, duration: timedelta) -> datetime:
            return start + 2 * duration

    timer = Timer("late", Lost, states="lent", after=timedelta(days=1), schedule=Doubled())
    assert after(hours=1, days=2) == under(LOAN.extended(timer)).next_instant


OFFICE = Schedule.weekly({"mon-fri": "08:00-18:00"}, tz="Europe/Amsterdam")


@pytest.mark.parametrize(
    ("target", "due"),
    [
        (WorkingDays(5), after(hours=1, days=7)),
        (WorkingDayBy(1, time(12)), after(hours=2, days=1)),
        (EndOfWorkingDay(), after(hours=8)),
    ],
    ids=["days", "by noon", "end of day"],
)
def test_a_timer_counts_working_days_by_a_schedule(target: Any, due: datetime) -> None:
    """Whatever the schedule finds a deadline for."""
    timer = Timer("late", Lost, states="lent", after=target, schedule=OFFICE)
    loan = under(LOAN.extended(timer))
    assert due == loan.next_instant == loan.tick(at=after(days=99)).history[-1].at


def test_a_timer_that_finds_no_open_time_is_never_due() -> None:
    """Neither in hours, nor in working days."""
    gone = Schedule.between(after(days=-9), after(days=-2))
    for time_of, hours in (
        (timedelta(hours=1), gone),
        (WorkingDays(1, tz=UTC), gone),
        (WorkingDays(1, tz=UTC), Schedule.never()),
    ):
        timer = Timer("late", Lost, states="lent", after=time_of, schedule=hours)
        assert None is under(LOAN.extended(timer)).next_instant


class Unlike:
    """Have the method of a target, and fail."""

    def after(self) -> None:
        """Take nothing of what a target takes."""


@pytest.mark.parametrize(
    ("target", "hours", "words"),
    [
        (WorkingDays(2), None, "schedule cannot be None; give a Schedule, to count after= by"),
        (WorkingDays(2), Schedule.always(), "give a target with tz="),
        (Unlike(), OFFICE, "a time that the schedule can count"),
        ("2 days", OFFICE, "a timedelta, or WorkingDays"),
        (WorkingDays, OFFICE, "a timedelta, or WorkingDays"),
    ],
    ids=["no schedule", "no zone", "no target", "a text", "a class"],
)
def test_what_no_schedule_can_count_is_refused_when_it_is_said(
    target: Any, hours: Any, words: str
) -> None:
    """And not when the timer should fire."""
    with pytest.raises(BadValue, match=words):
        Timer("late", Lost, states="lent", after=target, schedule=hours)


def test_a_timer_in_working_days_is_no_timer_of_no_length() -> None:
    """Two of them may lead round, and each counts anew from an event."""
    timer = Timer(
        "again",
        Renewed,
        states="lent",
        after=EndOfWorkingDay(),
        schedule=OFFICE,
        data={"due": field("due")},
        restart=happened(Commented),
    )
    loan = under(LOAN.extended(timer), lent(due=after(days=60)))
    loan = loan.comment(at=after(hours=9), by="ada", text="tomorrow")
    assert [after(days=1, hours=8), after(days=2, hours=8)] == [
        event.at for event in loan.tick(at=after(days=3)).history[3:]
    ]


def test_a_timer_beyond_the_calendar_never_fires() -> None:
    """The year 10,000 is no error."""
    timer = Timer("late", Lost, states="lent", after=timedelta.max)
    assert None is under(LOAN.extended(timer)).next_instant


def test_a_timer_that_stays_fires_once_a_visit() -> None:
    """A reminder is not repeated until the state is entered again."""
    text = {"text": "bring it back"}
    timer = Timer("remind", Commented, states=Phase.ACTIVE, after=timedelta(days=7), data=text)
    loan = under(LOAN.extended(timer)).tick(at=after(days=365))
    assert ["ask", "lend", "comment"] == [event.verb for event in loan.history]
    again = loan.renew(at=after(days=365), by="ada", due=after(days=400)).tick(at=after(days=999))
    assert 2 == sum(event.verb == "comment" for event in again.history)


def test_timers_fire_in_order() -> None:
    """The earlier first, and at one instant in the order of the model."""
    model = LOAN.extended(
        Timer("second", Commented, states="lent", after=timedelta(days=2), data={"text": "2"}),
        Timer("first", Commented, states="lent", after=timedelta(days=1), data={"text": "1"}),
        Timer("also_second", Commented, states="lent", after=timedelta(days=2), data={"text": "3"}),
    )
    loan = under(model).tick(at=after(days=9))
    assert ["first", "second", "also_second"] == [str(e.cause) for e in loan.history[2:]]


def test_an_event_is_left_out_with_its_timers() -> None:
    """By its class or its verb; one of which only rules are left out is a fault of the timer."""
    for unwanted in (Lost, "lose"):
        assert () == LOAN.extended(LATE).extended(without=[unwanted, "lost"]).timers
    with pytest.raises(FaultyDefinition):
        LOAN.extended(LATE).extended(without=[(Lost, "lent")])


def test_a_timer_whose_event_is_refused_does_not_run() -> None:
    """It may later, when the guard lets it."""
    model = LOAN.extended(LATE).with_guards(
        {Lost: Guard("paid first", field("fine_state").is_("paid"))}
    )
    assert None is under(model).next_instant


@pytest.mark.parametrize("read", ["shelf", "due"])
def test_a_timer_that_reads_what_its_event_does_not_take_does_not_run(read: str) -> None:
    """What is not set, or is of another kind; as where its event is refused, nothing is raised."""
    timer = Timer(
        "note", Commented, states="lent", after=timedelta(days=1), data={"text": field(read)}
    )
    model = LOAN.extended(timer)
    loan = under(model, lent(due=after(days=60)))
    assert None is loan.next_instant
    assert loan is loan.tick(at=after(days=9))
    noted = Commented(at=after(days=9), by="system", text="Emma", cause=Cause("note"))
    assert [] == list(Loan.audit([*loan.history, noted], model=model, written_with=model))


def test_ticking_one_by_one_or_at_once_is_the_same() -> None:
    """How often somebody looks changes nothing."""
    model = LOAN.extended(
        LATE, Timer("remind", Commented, states="lent", after=timedelta(days=7), data={"text": "x"})
    )
    often = under(model)
    for day in range(60):
        often = often.tick(at=after(days=day))
    assert often == under(model).tick(at=after(days=60))


def test_a_chain_of_timers_of_no_length_ends() -> None:
    """It fires at once, link after link."""
    model = LOAN.extended(
        State("checked", phase=Phase.ACTIVE),
        Rule(Paid, source="lent", target="checked"),
        Rule(Returned, source="checked", target="back"),
        Timer("check", Paid, states="lent", after=timedelta()),
        Timer("shelve", Returned, states="checked", after=timedelta()),
    )
    loan = under(model).tick(at=after(days=1))
    assert ("back", after(hours=1)) == (loan.state, loan.history[-1].at)


def test_a_reaction_follows_in_the_actor_s_name() -> None:
    """It names the verb and the version of its cause, and shares the outside facts."""
    model = LOAN.extended(Reaction(Returned, Fined, when=field("due") < field("event.at")))
    late = under(model, lent(due=after(days=1))).return_(at=after(days=2), by="ada", given={"x": 1})
    assert ["ask", "lend", "return_", "fine"] == [event.verb for event in late.history]
    follow = late.history[-1]
    assert (after(days=2), "ada", Cause("return_", 3), {"x": 1}) == (
        follow.at,
        follow.by.name,
        follow.cause,
        follow.given,
    )
    in_time = under(model, lent(due=after(days=9))).return_(at=after(days=2), by="ada")
    assert "none" == in_time.regions[0]


def test_a_reaction_that_is_not_allowed_is_skipped() -> None:
    """The event it answers stands."""
    model = LOAN.extended(Reaction(Commented, Lost))
    back = under(model, lent().return_(at=after(days=1), by="ada"))
    assert "back" == back.comment(at=after(days=2), by="ada", text="good book").state


def test_a_reaction_carries_data() -> None:
    """Values, and fields read when it follows."""
    model = LOAN.extended(
        Reaction(Lost, Commented, data={"text": field("title"), "public": True}),
    )
    comment = under(model).lose(at=after(days=1), by="ada").last(Commented)
    assert comment is not None
    assert ("Emma", True) == (comment.text, comment.public)


def test_reactions_may_follow_one_another() -> None:
    """Each names the one before as its cause."""
    model = LOAN.extended(
        Reaction(Returned, Fined), Reaction(Fined, Paid), without=[(Lost, "wanted")]
    )
    loan = under(model).return_(at=after(days=1), by="ada")
    assert [None, None, None, Cause("return_", 3), Cause("fine", 4)] == [
        e.cause for e in loan.history
    ]
    assert "paid" == loan.regions[0]


def test_a_reaction_to_the_opening() -> None:
    """A record may react as soon as it is there."""
    model = LOAN.extended(
        Reaction(type(lent().history[0]), Lent, data={"reader": field("event.by")})
    ).without_guards("the_reader_is_banned")
    assert "desk" == model.open("L-1", at=T0, by="desk", title="Emma").reader


def test_a_guard_that_hangs_on_outside_facts_keeps_a_timer_waiting() -> None:
    """Nobody gives them to a timer."""
    model = LOAN.extended(LATE).with_guards({Lost: Guard("no", ~given("amnesty").is_(True))})
    assert None is under(model).next_instant


def test_a_naive_tick_is_refused() -> None:
    """As every naive instant is."""
    with pytest.raises(ValueError, match="no time zone"):
        lent().tick(at=datetime(2026, 1, 5))


def test_renewing_twice_keeps_one_entry_a_visit() -> None:
    """The latest entry counts, whatever came before."""
    loan = under(LOAN.extended(LATE))
    for day in (3, 2):
        loan = loan.renew(at=after(days=9 - day), by="ada", due=after(days=9))
    assert after(days=37) == loan.next_instant
    assert isinstance(loan.last(Renewed), Renewed)
