"""The queue: which open record is worked on first, and why it stands before the next."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import permutations
from typing import Any

import pytest

from itsmcore import INCIDENT, NORMAL_CHANGE, Impact, Incident, Phase, Priority, Task, Urgency
from itsmcore.conditions import field
from itsmcore.decisions import Decision
from itsmcore.documents import Documents, Unwritable
from itsmcore.errors import BadCondition, BadValue, Incomparable, NaiveTime, Unlisted
from itsmcore.queue import DEFAULT_ORDER, Criterion, Queue, Queued, queue, unprioritised
from itsmcore.service_levels import Agreement, Clock, Goal
from tests.instants import DAY, TUESDAY
from tests.timing import untraced, within_times

MONDAY = TUESDAY - DAY
NOON = TUESDAY.replace(hour=12)
HIGH, MEDIUM, LOW = Impact.HIGH, Impact.MEDIUM, Impact.LOW
URGENT, USUAL, SLOW = Urgency.HIGH, Urgency.MEDIUM, Urgency.LOW


def hm(hour: int, minute: int = 0, day: datetime = TUESDAY) -> datetime:
    """Give an instant of a day."""
    return day.replace(hour=hour, minute=minute)


def incident(id: str, impact: Any = HIGH, urgency: Any = URGENT, **more: Any) -> Incident:
    """Open an incident on Tuesday at nine, unless something else is said."""
    facts = {"at": hm(9), "by": "ada", "summary": "Mail is down", **more}
    return Incident.open(id, impact=impact, urgency=urgency, **facts)


def clock(record: Incident, target: timedelta, *, at: datetime = NOON, name: str = "work") -> Clock:
    """Measure an incident against one target, day and night."""
    goal = Goal(name, stop=Phase.RESOLVED, pause=Phase.PENDING, targets=target)
    return Agreement("gold", goals=[goal]).measure(record.timeline(), at=at)[name]


def due(record: Incident, at: datetime) -> Clock:
    """Give a clock that is due at an instant, if nothing stops it."""
    return clock(record, at - record.opened_at)


A = incident("a", None, None, at=hm(11, 50))
B = incident("b", MEDIUM, SLOW).promote_major(at=hm(10), by="edsger")
B3 = incident("b", MEDIUM, USUAL).promote_major(at=hm(10), by="edsger")
C, D = incident("c"), incident("d")
E, F = incident("e", HIGH, USUAL, at=MONDAY), incident("f", HIGH, USUAL)
G = incident("g").hold(at=hm(11), by="grace", reason="caller")
CLOCKS = {
    "b": due(B3, hm(16)),
    "c": due(C, hm(13)),
    "d": due(D, hm(11)),
    "e": due(E, hm(17, day=MONDAY)),
    "f": due(F, hm(12, 30)),
    "g": clock(G, timedelta(hours=2, minutes=30)),
}
SEVEN = [A, B3, C, D, E, F, G]


def test_the_worked_example() -> None:
    """T4: not prioritised, major, by priority, what is late, what is due first; paused last."""
    waiting = queue(SEVEN, CLOCKS, at=NOON)
    assert ("a", "b", "d", "c", "e", "f", "g") == waiting.numbers
    assert [
        "not prioritised, unlike b",
        "major, unlike d",
        "late, unlike c",
        "priority Critical before High",
        "late, unlike f",
        "not paused, unlike g",
        "",
    ] == [row["why"] for row in waiting.rows]
    assert hm(12, 30) == waiting[-1].due


def test_the_order_of_what_is_given_does_not_matter() -> None:
    """A queue is a function of the set of the records."""
    assert 1 == len({queue(given, CLOCKS, at=NOON).numbers for given in permutations(SEVEN[:5])})


def test_equal_in_all_else_the_number_decides_as_text() -> None:
    """INC-10 comes before INC-9, as it does wherever numbers are sorted."""
    nine, ten = incident("INC-9"), incident("INC-10")
    waiting = queue([nine, ten], {}, at=NOON)
    assert ("INC-10", "INC-9") == waiting.numbers
    assert "number INC-10 before INC-9" == waiting.why(0)


def test_the_older_of_two_comes_first() -> None:
    """Age decides only where nothing else does."""
    old, new = incident("b"), incident("a", at=hm(10))
    waiting = queue([new, old], {}, at=NOON)
    assert ("b", "a") == waiting.numbers
    assert waiting.why(0).startswith("opened 2026-03-03 09:00")


def test_what_has_a_due_instant_comes_before_what_has_none() -> None:
    """What is absent comes last."""
    waiting = queue([C, D], {"d": due(D, hm(13))}, at=NOON)
    assert ("d", "c") == waiting.numbers
    assert waiting.why(0).endswith("before none")


def test_no_work_is_owed_for_what_is_resolved_or_has_ended() -> None:
    """They are left out, and their number is told."""
    done = C.resolve(at=hm(10), by="grace", code="user_error", notes="none")
    gone = D.cancel(at=hm(10), by="grace", reason="none")
    waiting = queue([done, gone, E], CLOCKS, at=NOON)
    assert (("e",), 2) == (waiting.numbers, waiting.left_out)
    assert str(waiting).endswith("left out: 2 resolved or ended")
    assert "left out" not in str(queue([E], {}, at=NOON))


def test_without_a_clock_the_phase_says_what_is_paused() -> None:
    """With one the clock says it: what waits for a vendor may be late all the same."""
    held = incident("a").hold(at=hm(10), by="grace", reason="vendor")
    runs = Agreement("x", goals=[Goal("fix", stop=Phase.RESOLVED, targets=timedelta(hours=1))])
    assert ("c", "a") == queue([held, C], {}, at=NOON).numbers
    measured = {"a": runs.measure(held.timeline(), at=NOON)}
    assert ("a", "c") == queue([held, C], measured, at=NOON).numbers


def test_the_most_urgent_of_several_clocks_counts() -> None:
    """One that runs before one that is paused, one that is late, and then the first one due."""
    four, two, one = (clock(C, timedelta(hours=hours)) for hours in (4, 2, 1))
    assert one is queue([C], {"c": [four, two, one]}, at=NOON)[0].clock
    assert four is queue([C], {"c": [clock(C, timedelta(hours=5)), four]}, at=NOON)[0].clock
    paused = Goal("p", stop=Phase.RESOLVED, pause=Phase.NEW, targets=timedelta(hours=1))
    agreement = Agreement(
        "gold",
        goals=[
            paused,
            Goal("none", stop=Phase.RESOLVED, targets={Priority.LOW: timedelta(hours=1)}),
        ],
    )
    both = agreement.measure(C.timeline(), at=NOON)
    assert "none" == queue([C], {"c": both}, at=NOON)[0].clock.name  # type: ignore[union-attr]


def test_a_clock_that_has_ended_does_not_count() -> None:
    """Nothing is due by it any more."""
    goal = Goal("response", stop=Phase.ACTIVE, targets=timedelta(hours=1))
    started = C.start(at=hm(10), by="grace")
    clocks = Agreement("gold", goals=[goal]).measure(started.timeline(), at=NOON)
    (only,) = queue([started], {"c": clocks}, at=NOON)
    assert (None, None, False) == (only.clock, only.due, only.is_late)


def test_clocks_come_in_whatever_shape_they_are_measured() -> None:
    """A clock, several, the clocks of an agreement, or of all agreements as a desk gives them."""
    goal = Goal("work", stop=Phase.RESOLVED, targets=timedelta(hours=1))
    measured = Agreement("gold", goals=[goal]).measure(C.timeline(), at=NOON)
    for shape in (measured["work"], [measured["work"]], measured, (measured, measured), None):
        (only,) = queue([C], {"c": shape}, at=NOON)
        assert (shape is not None) is only.is_late


def test_a_change_cannot_be_prioritised_and_does_not_count_as_unprioritised() -> None:
    """Its class has no priority, so it stands after what has one."""
    change = NORMAL_CHANGE.open("CHG-1", at=hm(8), by="ada", summary="Patch it")
    task = Task.open("TASK-1", at=hm(8), by="ada", summary="Test it", parent="CHG-1")
    waiting = queue([change, task, incident("z", LOW, SLOW), A], {}, at=NOON)
    assert ("a", "z", "CHG-1", "TASK-1") == waiting.numbers
    assert "priority Planning before none" == waiting.why(1)
    assert (A,) == unprioritised([change, task, C, A])


def test_the_unprioritised_are_told_oldest_first() -> None:
    """Those that are resolved are none of them."""
    old = incident("z", None, None, at=hm(8))
    done = incident("y", HIGH, None).resolve(at=hm(10), by="g", code="user_error", notes="x")
    assert (old, A) == unprioritised([A, C, done, old])


def is_vip(facts: Any) -> bool:
    """Tell whether the caller is important."""
    return bool(facts.get("caller") == "boss")


def length(facts: Any) -> Any:
    """Give the length of the summary."""
    return len(facts.get("summary"))


def either(facts: Any) -> Any:
    """Give a number of one record, and a text of another."""
    return 1 if facts.get("id") == "a" else "x"


def test_the_order_is_data() -> None:
    """Criteria may be left out, moved and added, with conditions, facts and functions."""
    vip = incident("v", LOW, SLOW, caller="boss", summary="Mail")
    mine = (Criterion("VIP", is_vip), Criterion("length", length), *DEFAULT_ORDER[3:])
    waiting = queue([C, vip, incident("e", summary="Mail")], {}, at=NOON, order=mine)
    assert ("v", "e", "c") == waiting.numbers
    assert ("VIP, unlike e", "length 4 before 12") == (waiting.why(0), waiting.why(1))
    oldest = queue(SEVEN, CLOCKS, at=NOON, order=[Criterion("opened", "opened_at")])
    assert ("e", "b") == oldest.numbers[:2]
    test = Criterion("in the mail room", field("caller").is_("ada"), descending=True)
    waiting = queue([C, vip], {}, at=NOON, order=[test])
    assert "not in the mail room, unlike c" == waiting.why(0)


def test_what_is_absent_is_last_even_in_descending_order() -> None:
    """A fact that a record does not have says nothing about it."""
    order = [Criterion("group", "group", descending=True)]
    named = [incident("b", group="x"), incident("c", group="y"), incident("a")]
    assert ("c", "b", "a") == queue(named, {}, at=NOON, order=order).numbers
    unknown = [Criterion("odd", "none")]
    assert ("a", "b", "c") == queue(named, {}, at=NOON, order=unknown).numbers


def test_an_open_condition_does_not_hold() -> None:
    """What is given from outside is not known of a record in a queue."""
    frozen = Criterion("frozen", field("given.freeze").is_(True))
    assert False is frozen.read(Queued(C).facts)


def test_values_without_an_order_are_refused() -> None:
    """Rather than put in one that nobody can explain."""

    mixed = Criterion("odd", either)
    records = [incident("a"), incident("b")]
    with pytest.raises(Incomparable, match="odd"):
        queue(records, {}, at=NOON, order=[mixed])


def counted(facts: Any) -> Any:
    """Give what the reference of the vendor stands for."""
    return {"yes": True, "no": False, "3": 3}.get(facts.get("vendor_reference"))


ODD = Criterion("odd", counted)


def test_true_and_false_have_no_order_among_numbers() -> None:
    """Rather than false first, as numbers would have it."""
    records = [
        incident("a", vendor_reference="yes"),
        incident("b", vendor_reference="no"),
        incident("c", vendor_reference="3"),
    ]
    for some in permutations(records):
        with pytest.raises(Incomparable, match="odd is"):
            queue(some, {}, at=NOON, order=[ODD])
    assert ("a", "b") == queue(records[:2], {}, at=NOON, order=[ODD]).numbers


def test_what_is_absent_is_not_true() -> None:
    """It stands with what is false: last, or first in descending order."""
    records = [
        incident("a"),
        incident("b", vendor_reference="yes"),
        incident("c", vendor_reference="no"),
    ]
    assert ("b", "a", "c") == queue(records, {}, at=NOON, order=[ODD]).numbers
    turned = queue(records, {}, at=NOON, order=[Criterion("odd", counted, descending=True)])
    assert ("a", "c", "b") == turned.numbers
    assert ("number a before c", "not odd, unlike b") == (turned.why(0), turned.why(1))


def test_levels_of_equal_rank_are_not_why_one_comes_first() -> None:
    """They are sorted as equal, so that what comes later in the order decides, and says so."""
    theirs = INCIDENT.extended(
        name="theirs",
        prioritiser=Decision([], default=Priority("2", "High", Priority.HIGH.rank)),
    )
    one = theirs.open("a", at=hm(10), by="ada", summary="s")
    other = incident("b", HIGH, USUAL, at=hm(11))
    assert ("a", "b") == queue([one, other], {}, at=NOON).numbers
    words = "opened 2026-03-03 10:00+00:00 before 2026-03-03 11:00+00:00"
    assert words == queue([one, other], {}, at=NOON).why(0)


def test_what_a_queue_made_by_hand_cannot_explain_is_an_error() -> None:
    """It was sorted by nobody."""
    of = tuple(Queued(incident(id, vendor_reference=id)) for id in ("3", "yes"))
    assert "odd none before 3" == Queue(
        queued=(Queued(C), of[0]),
        order=[ODD],
        at=NOON,
    ).why(0)
    made = Queue(queued=of, order=[Criterion("x", either)], at=NOON)
    assert "number 3 before yes" == made.why(0)
    made = Queue(
        queued=(Queued(incident("a")), Queued(C)),
        order=[Criterion("x", either)],
        at=NOON,
    )
    with pytest.raises(Incomparable, match="x is 1, which cannot be ordered against 'x'"):
        made.why(0)


def test_clocks_in_themselves_are_refused() -> None:
    """And those in many mappings are each looked at once."""
    inside: dict[str, Any] = {}
    inside |= {"a": inside, "b": inside}
    with pytest.raises(BadValue, match="not in mappings more than 100 deep"):
        queue([C], {"c": inside}, at=NOON)
    shared: dict[str, Any] = {"work": CLOCKS["c"]}
    for _ in range(50):
        shared = {"a": shared, "b": shared}
    assert CLOCKS["c"] == queue([C], {"c": shared}, at=NOON)[0].clock


def test_it_is_written_as_a_table() -> None:
    """In text, in Markdown and in HTML; the rows are plain values."""
    waiting = queue([B3, C], CLOCKS, at=NOON)
    assert "| 1 | b | new | Moderate | yes |" in f"{waiting:md}"
    assert "<table " in waiting._repr_html_()
    assert (1, "b", True, None) == tuple(
        waiting.rows[0][name] for name in ("place", "record", "major", "late_since")
    )
    assert [B3, C] == [queued.record for queued in waiting]
    assert (2, NOON) == (len(waiting), waiting.at)
    assert "priority, descending" == str(DEFAULT_ORDER[3])
    assert "late" == str(DEFAULT_ORDER[4])


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"records": [C, C]}, "each record once"),
        ({"records": [1]}, "records"),
        ({"clocks": []}, "clocks"),
        ({"clocks": {"c": 5}}, "a clock, or several"),
        ({"clocks": {"c": [5]}}, "a clock, or several"),
        ({"clocks": {"c": clock(C, timedelta(hours=1), at=hm(11))}}, "measured for"),
        ({"order": ["priority"]}, "criteria"),
    ],
)
def test_what_cannot_be_is_refused(given: dict[str, Any], said: str) -> None:
    """Each refusal says what to give."""
    arguments: dict[str, Any] = {"records": [C], "clocks": {}, "at": NOON, **given}
    with pytest.raises(BadValue, match=said):
        queue(arguments.pop("records"), arguments.pop("clocks"), **arguments)


def test_a_naive_instant_is_refused() -> None:
    """As everywhere."""
    with pytest.raises(NaiveTime):
        queue([C], {}, at=NOON.replace(tzinfo=None))


def test_a_place_outside_is_refused() -> None:
    """There is nothing to say of it."""
    waiting = queue([C], {}, at=NOON)
    assert "" == waiting.why(0)
    for place in (1, -1, "c"):
        with pytest.raises(BadValue, match="place"):
            waiting.why(place)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("given", "error"),
    [
        (("", "group"), BadValue),
        (("x", 5), BadCondition),
        (("x", lambda facts: facts), BadCondition),
    ],
)
def test_a_criterion_names_what_it_orders_by(given: tuple[Any, Any], error: Any) -> None:
    """A lambda could neither be stored nor explained."""
    with pytest.raises(error):
        Criterion(*given)
    with pytest.raises(BadValue, match="True or False"):
        Criterion("x", "group", descending=1)  # type: ignore[arg-type]


def test_nothing_to_do_is_a_queue_too() -> None:
    """Of no records, or of none that are open."""
    assert Queue(queued=(), order=DEFAULT_ORDER, at=NOON) == queue([], {}, at=NOON)
    assert () == unprioritised([])


def _many(count: int) -> tuple[list[Incident], dict[str, Clock]]:
    records = [
        incident(f"INC-{n}", Impact.scale[n % 3], Urgency.scale[n % 2], at=hm(n % 9, n % 60))
        for n in range(count)
    ]
    return records, {one.id: clock(one, timedelta(hours=4)) for one in records}


@pytest.mark.untraced
def test_ten_times_as_many_take_ten_times_as_long() -> None:
    """The time grows with the number of records, and with nothing else."""
    records, clocks = _many(2_000)
    few = records[:200]
    with untraced():
        queue(records, clocks, at=NOON)
        within_times(
            20, lambda: queue(few, clocks, at=NOON), lambda: queue(records, clocks, at=NOON)
        )


def test_a_criterion_is_a_document_and_a_queue_is_none() -> None:
    """A function is stored by its name, if the documents are told of it."""
    documents = Documents(functions=[length])
    for criterion in (*DEFAULT_ORDER, Criterion("length", length)):
        document = documents.unstructure(criterion, Criterion)
        assert criterion == documents.structure(document, Criterion)
    with pytest.raises(Unwritable, match="store the order"):
        documents.unstructure(queue([C], {}, at=NOON))


@pytest.mark.parametrize(
    "by",
    ["queue.is_laet", "queue._own", "queue.record", field("queue.isdue").is_set, "queue."],
)
def test_a_fact_that_a_queue_has_not_orders_nothing(by: Any) -> None:
    """It is refused where it is said, with the nearest that there is."""
    with pytest.raises(Unlisted, match=r"no fact of a queue 'queue\."):
        Criterion("late", by)


def test_a_function_sees_the_facts_of_a_queue_and_nothing_else_of_it() -> None:
    """What is asked for by another name is as good as absent."""
    assert (False, None) == Criterion("own", own_facts).read(Queued(C).facts)


def own_facts(facts: Any) -> Any:
    """Read one fact that a queue has, and one that it has not."""
    return facts.get("queue.is_late"), facts.get("queue._own")
