"""Discovery: the lifecycle that a log follows, and which facts seem to decide."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from itsmcore import Phase, Timeline
from itsmcore.conditions import field
from itsmcore.conformance import Discovery, FoundMove, check, discover
from itsmcore.errors import BadValue, FaultyDefinition, Refused
from itsmcore.incidents import INCIDENT, IncidentModel
from itsmcore.lifecycle import event_named
from tests.conformance.lines import line
from tests.instants import HOUR
from tests.instants import NINE as T0

PHASES = {"a": Phase.NEW, "b": Phase.ACTIVE, "c": Phase.CLOSED, "d": Phase.CLOSED}


def several(**ways: int) -> dict[str, Timeline]:
    """Make a log in which records went some ways, a letter a state, so many times each."""
    return {f"{way}{n}": line(*way) for way, times in ways.items() for n in range(times)}


def left_out(found: Discovery) -> dict[str, str | None]:
    """Tell why each move was left out."""
    return {move.source + move.target: move.left_out for move in found.moves}


def test_frequent_moves_make_the_lifecycle() -> None:
    """The rare are left out, with what only they lead to; the most frequent stands first."""
    found = discover(several(abc=5, abbc=1, ac=2, adb=1), phases=PHASES, least=2, name="board")
    assert {"ab": None, "bc": None, "ac": None, "ad": "rare", "db": "rare"} == left_out(found)
    assert FoundMove("a", "to b", "b", 6) == found.moves[0]
    assert {("a", "b"), ("b", "c"), ("a", "c")} == found.lifecycle.edges
    assert ("board", "a", 9) == (found.lifecycle.name, found.lifecycle.initial, found.cases)
    far = discover(several(abc=5, dcb=2), phases=PHASES, least=3)
    assert {"ab": None, "bc": None, "dc": "rare", "cb": "rare"} == left_out(far)
    cut = discover(several(abc=5, adcb=1, dc=2, cb=2), phases=PHASES, least=2)
    assert ("unreachable", None) == (left_out(cut)["dc"], left_out(cut)["cb"])


def test_what_has_no_state_or_no_name_for_one_is_left_out() -> None:
    """A record may begin with nothing, too."""
    found = discover(
        {"A": line("a", "b", None, "a"), "B": line(None, "a"), "C": line("a", " ", "*")},
        phases=PHASES,
    )
    assert {("a", "b")} == found.lifecycle.edges
    assert "no state" == left_out(found)["(none)a"]
    assert ["a"] == [
        state.name for state in discover({"A": line("a")}, phases=PHASES).lifecycle.states
    ]


def test_moves_are_called_as_the_log_calls_them_most() -> None:
    """What is called alike, and leads elsewhere, is told apart by where it leads."""

    def gone(*rows: tuple[str | None, str]) -> Timeline:
        return Timeline.from_rows([(T0, verb, {"state": state}) for verb, state in rows])

    log = {
        "A": gone((None, "a"), ("go", "b"), ("end", "c")),
        "B": gone((None, "a"), ("go", "b"), ("end", "c")),
        "C": gone((None, "a"), ("start", "b"), ("end", "d")),
        "D": gone((None, "a"), (" ", "c")),
    }
    verbs = {move.source + move.target: move.verb for move in discover(log, phases=PHASES).moves}
    assert {"ab": "go", "bc": "end to c", "bd": "end to d", "ac": "to c"} == verbs
    frequent = discover(log, phases=PHASES, least=2)
    assert "end" == next(move.verb for move in frequent.moves if move.target == "c")


def test_phases_come_from_the_steps_or_are_said() -> None:
    """Those that are said count; a state without one is named in the fault."""
    told = {"A": line("a", "b", phase=Phase.PENDING)}
    assert {"a": Phase.PENDING, "b": Phase.PENDING} == discover(told).lifecycle.phases
    said = discover(told, phases={"a": Phase.NEW}).lifecycle.phases
    assert {"a": Phase.NEW, "b": Phase.PENDING} == said
    with pytest.raises(FaultyDefinition) as caught:
        discover({"A": line("a", "b")}, phases={"a": Phase.NEW})
    assert ["state 'b': has no phase"] == [str(one)[:23] for one in caught.value.exceptions]


def decided(*rows: tuple[str, object, int]) -> Discovery:
    """Discover from a log of moves from a, each with a value of the fact `kind`, so many times."""
    log = {
        f"{target}{value}{n}": line("a", target, **{} if value == "?" else {"kind": value})
        for target, value, times in rows
        for n in range(times)
    }
    return discover(log, phases=PHASES, certainty=0.9)


def test_a_guard_is_suggested_where_a_values_move_is_nearly_always_the_same() -> None:
    """One value, or several; the share that is told is said."""
    found = decided(("b", "x", 9), ("b", "y", 5), ("c", "z", 9), ("c", "x", 1))
    to_b, to_c = found.guards
    assert (field("kind").is_in(["x", "y"]), 23, 24) == (to_b.condition, to_b.right, to_b.times)
    assert "a > c where kind is 'z' (tells 95.8 % of 24)" == str(to_c)
    assert str(to_c) in f"{found:md}"


def test_a_fact_may_decide_by_being_set() -> None:
    """Even if its values are many, or none that conditions name; or by values and by none."""
    by_presence = field("kind").is_set
    many = [("b", f"ada {n}", 1) for n in range(9)]
    for some in (many, [("b", 1.5, 9)]):
        to_b, to_c = decided(*some, ("c", None, 9)).guards
        assert (by_presence, ~by_presence) == (to_b.condition, to_c.condition)
    to_b, to_c = decided(("b", "x", 9), ("c", "y", 9), ("c", "?", 9)).guards
    assert (field("kind").is_("x"), ~by_presence | field("kind").is_("y")) == (
        to_b.condition,
        to_c.condition,
    )
    to_b, to_c, to_d = decided(("b", "x", 9), ("c", "y", 9), ("d", None, 9)).guards
    assert ~by_presence == to_d.condition


def test_a_number_decides_by_a_bound() -> None:
    """Where its values are many; the least of the upper part is the bound."""
    rows = [("b", n, 1) for n in range(9)] + [("c", n, 1) for n in range(10, 30)]
    to_b, to_c = decided(*rows).guards
    assert (field("kind") < 10, 29) == (to_b.condition, to_b.right)
    assert (field("kind") >= 10, 29) == (to_c.condition, to_c.right)
    assert "a > c where kind >= 10 (tells 100.0 % of 29)" == str(to_c)


@pytest.mark.parametrize("number", [float, Decimal, int])
def test_a_bound_may_be_crossed_now_and_then(number: Any) -> None:
    """The one that tells most is found, among numbers of any kind; the share is said."""
    rows = [("b", number(n), 1) for n in range(12)] + [("c", number(n), 1) for n in range(12, 40)]
    to_b, to_c = decided(*rows, ("c", number(3), 1), ("b", number(30), 1)).guards
    assert (field("kind") < number(12), field("kind") >= number(12)) == (
        to_b.condition,
        to_c.condition,
    )
    assert (40, 42) == (to_b.right, to_b.times)


def test_no_bound_is_found_where_none_decides() -> None:
    """One number, numbers among texts, a side that was seen seldom, or one move on both."""
    assert () == decided(("b", 1, 9), ("c", 1, 9)).guards
    mixed = [("b", n, 1) for n in range(9)] + [("c", f"n{n}", 1) for n in range(9)]
    assert () == decided(*mixed).guards
    seldom = [("b", n, 1) for n in range(4)] + [("c", n, 1) for n in range(4, 9)]
    assert () == decided(*seldom).guards
    assert () == decided(*(("b" if n % 2 else "c", n, 1) for n in range(40))).guards
    assert () == decided(*(("b", T0 + n * HOUR, 1) for n in range(9)),
                         *(("c", T0 + n * HOUR, 1) for n in range(9, 18))).guards  # fmt: skip


def test_a_bound_tells_the_moves_of_either_side() -> None:
    """Where nearly all go one way, one that only the most are on the right side of is none."""
    most = [("b", n, 40) for n in range(7)]
    assert () == decided(*most, ("b", 8, 2), ("c", 8, 3), ("c", 9, 1)).guards
    to_b, _ = decided(*most, ("c", 8, 5), ("c", 9, 1)).guards
    assert 286 == to_b.right


def test_values_decide_before_bounds_where_they_tell_as_much() -> None:
    """A count of two values is told by them, and a truth is no number."""
    to_b, to_c = decided(("b", 0, 9), ("c", 1, 9)).guards
    assert (field("kind").is_(0), field("kind").is_(1)) == (to_b.condition, to_c.condition)
    to_b, to_c = decided(("b", False, 9), ("c", True, 9)).guards
    assert (field("kind").is_(False), field("kind").is_(True)) == (to_b.condition, to_c.condition)


def test_nothing_is_suggested_where_nothing_decides() -> None:
    """Values that go either way, that were seen seldom, or a state with one move."""
    assert () == decided(("b", "x", 9), ("c", "x", 9)).guards
    assert () == decided(*(("b" if n % 2 else "c", f"ada {n}", 1) for n in range(20))).guards
    assert () == decided(("b", "x", 9)).guards
    assert () == discover(several(abc=9, ac=9), phases=PHASES).guards


def test_what_was_found_is_a_model_to_start_from() -> None:
    """With the guards that are wanted."""
    urgent = {f"U{n}": line("new", "urgent", channel="phone") for n in range(9)}
    others = {f"O{n}": line("new", "queued", channel="web") for n in range(9)}
    phases = {"new": Phase.NEW, "urgent": Phase.CLOSED, "queued": Phase.CANCELLED}
    found = discover(urgent | others, phases=phases)
    by_target = {one.target: one for one in found.guards}
    one = by_target["urgent"]
    model = IncidentModel(name="found", lifecycle=found.lifecycle)
    model = model.with_guards({one.verb: one.guard})
    go: Any = event_named("to urgent")
    phone = model.open("I-1", at=T0, by="ada", summary="s", channel="phone")
    assert "urgent" == phone.apply(go(at=T0, by="ada")).state
    web = model.open("I-2", at=T0, by="ada", summary="s", channel="web")
    with pytest.raises(Refused, match="from new to urgent only where channel is 'phone'"):
        web.apply(go(at=T0, by="ada"))
    assert 18 == check(found.lifecycle, urgent | others).fitting


def test_a_discovery_is_a_line_a_table_and_a_picture() -> None:
    """What was left out is in the table, and not in the picture."""
    found = discover(several(abc=5, ad=1), phases=PHASES, least=2)
    assert "cases 6, states 3, kinds of moves 2, made 10 times, left out 1, guards 0" == str(found)
    assert "| a | to d | d | 1 | rare |" in f"{found:md}"
    assert ["a > b (to b, 5)", "a > d (to d, 1, left out: rare)"] == [
        str(move) for move in found.moves if move.source == "a"
    ]
    drawn = f"{found:svg}"
    assert "to b" in drawn
    assert "to d" not in drawn


def test_only_logs_with_states_and_thresholds_that_can_be_are_taken() -> None:
    """Each is named."""
    for log in ({}, {"A": Timeline()}, {"A": line(None)}):
        with pytest.raises(BadValue, match="steps that tell a state"):
            discover(log)
    for wrong in (0.5, 1.1, "x"):
        with pytest.raises(BadValue, match="certainty"):
            discover({}, certainty=wrong)  # type: ignore[arg-type]
    with pytest.raises(BadValue, match="least"):
        discover({}, least=0)
    with pytest.raises(BadValue, match="phases"):
        discover({}, phases=3)  # type: ignore[arg-type]
    assert "new" == discover({"A": line("new")}, phases=INCIDENT).lifecycle.initial
