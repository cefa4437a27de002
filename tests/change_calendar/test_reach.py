"""How far a conflict looks, which items a freeze or a window is for, and which kinds count."""

from __future__ import annotations

from typing import Any

import pytest

from itsmcore import Schedule
from itsmcore.change_calendar import (
    ChangeSchedule,
    ConflictKind,
    Freeze,
    Items,
    MaintenanceWindow,
)
from itsmcore.change_calendar._items import Reach, Side
from itsmcore.changes import Change
from itsmcore.conditions import field, given
from itsmcore.errors import BadValue, FaultyDefinition, NotGiven
from itsmcore.span import Window
from tests.change_calendar.cases import planned
from tests.changes.walks import at
from tests.instants import HOUR
from tests.instants import MARCH as T0

STACK: dict[str, Any] = {"parents": [("host", "vm")], "depends": [("mail", "vm"), ("shop", "mail")]}
"""A host, a machine on it, what runs on that, and what needs it."""


def at_once(*items: str) -> ChangeSchedule:
    """Plan a change of the shop, at the hour in which others are asked about."""
    return ChangeSchedule([planned("B", items or ["shop"], 1, 2)])


@pytest.mark.parametrize(
    ("within", "touching"),
    [
        (0, {"shop"}),
        (1, {"shop", "mail"}),
        (2, {"shop", "mail", "vm"}),
        (3, {"shop", "mail", "vm", "host"}),
        (None, {"shop", "mail", "vm", "host"}),
    ],
)
def test_a_conflict_looks_so_many_steps(within: int | None, touching: set[str]) -> None:
    """One unless it is said; with None, to the end."""
    calendar = ChangeSchedule(at_once().changes, items=Items(**STACK, within=within))
    for item in ("shop", "mail", "vm", "host"):
        found = calendar.conflicts(planned("A", [item], 1, 2))
        assert bool(found) is (item in touching)
    assert 1 == Items().within


def test_a_conflict_names_the_way_that_proves_it() -> None:
    """From the change's own item to the other's, and in which direction it goes."""
    items = Items(**STACK, within=None)
    calendar = ChangeSchedule(at_once().changes, items=items)
    (found,) = calendar.conflicts(planned("A", ["host"], 1, 2))
    assert ConflictKind.DEPENDENT_ITEM is found.kind
    assert ("host", "vm", "mail", "shop") == found.items
    assert (
        "A: dependent item B (host, needed by vm, needed by mail, needed by shop), "
        "2026-03-02 10:00 to 2026-03-02 11:00 UTC"
    ) == str(found)
    calendar = ChangeSchedule([planned("A", ["host"], 1, 2)], items=items)
    (found,) = calendar.conflicts(at_once().changes[0])
    assert ConflictKind.NEEDED_ITEM is found.kind
    assert "(shop, depends on mail, depends on vm, depends on host)" in str(found)


def test_what_stands_on_the_same_thing_does_not_touch() -> None:
    """Two machines on one host do not need each other, however far one looks."""
    items = Items(parents=[("host", "vm"), ("host", "db")], within=None)
    calendar = ChangeSchedule(at_once("db").changes, items=items)
    assert () == calendar.conflicts(planned("A", ["vm"], 1, 2))


def test_what_needs_each_other_conflicts_both_ways() -> None:
    """A circle ends, and an item is not its own dependent."""
    items = Items(depends=[("a", "b"), ("b", "a")], within=None)
    assert (("b",), ("b",)) == (items.dependents("a"), items.dependencies("a"))
    found = ChangeSchedule(at_once("b").changes, items=items).conflicts(planned("A", ["a"], 1, 2))
    assert [ConflictKind.DEPENDENT_ITEM, ConflictKind.NEEDED_ITEM] == [c.kind for c in found]


def test_of_ways_that_are_equally_short_both_ends_see_the_same() -> None:
    """The first in the alphabet, read from what is needed."""
    pairs = [("z", "b"), ("z", "c"), ("b", "y"), ("c", "x"), ("x", "a"), ("y", "a")]
    items = Items(depends=pairs, within=None)
    paths = Reach(items)
    assert [(Side.DEPENDENT, ("a", "x", "c", "z"))] == list(paths.paths(["a"], {"z"}))
    assert [(Side.NEEDED, ("z", "c", "x", "a"))] == list(paths.paths(["z"], {"a"}))


def test_neighbours_are_listed_nearest_first() -> None:
    """Each once; what nothing is known of has none."""
    items = Items(**STACK, within=None)
    assert ("vm", "mail", "shop") == items.dependents("host")
    assert ("mail", "vm", "host") == items.dependencies("shop")
    assert ((), ()) == (items.dependents("shop"), items.dependencies("printer"))


def test_what_lies_within_reach_is_looked_up_once() -> None:
    """For all the changes that are asked about together."""
    depends = [(f"i{n + 1}", f"i{n}") for n in range(1000)]
    near = Items(depends=depends, within=3)
    assert 3 == len(near.dependents("i0"))
    paths = Reach(near)
    assert paths.of("i0", Side.DEPENDENT) is paths.of("i0", Side.DEPENDENT)
    assert 1000 == len(Items(depends=depends, within=None).dependents("i0"))


@pytest.mark.parametrize("within", [-1, 1.5, True, "1"])
def test_steps_are_counted(within: Any) -> None:
    """From none; or all of them, by None."""
    with pytest.raises(BadValue, match=r"within cannot be .*; give a whole number from 0"):
        Items(within=within)


# --- freezes and windows of items -------------------------------------------------------------

SALE = Schedule.between(at(0), at(9))


@pytest.mark.parametrize(
    ("item", "kind", "path"),
    [
        ("mail", ConflictKind.FREEZE, ("mail",)),
        ("vm", ConflictKind.DEPENDENT_FREEZE, ("vm", "mail")),
        ("shop", ConflictKind.NEEDED_FREEZE, ("shop", "mail")),
        ("host", None, ()),
        ("printer", None, ()),
    ],
)
def test_a_freeze_of_an_item_reaches_what_is_near(item: str, kind: Any, path: Any) -> None:
    """What depends on it and what it depends on, and nothing else."""
    calendar = ChangeSchedule(items=Items(**STACK), freezes=[Freeze("sale", SALE, items="mail")])
    found = calendar.conflicts(planned("A", [item], 1, 2))
    assert ([(kind, path)] if kind else []) == [(c.kind, c.items) for c in found]


def test_every_item_in_a_freeze_is_named() -> None:
    """Not only the first of them."""
    items = [f"server-{n}" for n in range(80)]
    calendar = ChangeSchedule(freezes=[Freeze("sale", SALE, items=items)])
    found = calendar.conflicts(planned("A", items, 1, 2))
    assert {(item,) for item in items} == {conflict.items for conflict in found}
    assert {"sale"} == {conflict.witness for conflict in found}


def test_a_freeze_of_no_items_is_in_nobody_s_way() -> None:
    """As a list that turns out to be empty; left out, it is for everything."""
    change = planned("A", ["vm"], 1, 2)
    assert () == ChangeSchedule(freezes=[Freeze("sale", SALE, items=[])]).conflicts(change)
    everything = ChangeSchedule(freezes=[Freeze("sale", SALE)])
    assert 1 == len(everything.conflicts(change))
    assert 1 == len(everything.conflicts(planned("A", (), 1, 2)))


def test_a_freeze_of_items_spares_by_its_condition_too() -> None:
    """Which is asked only about changes that the items concern."""
    sale = Freeze("sale", SALE, items="mail", applies=given("load") > 80)
    calendar = ChangeSchedule(items=Items(**STACK), freezes=[sale])
    assert () == calendar.conflicts(planned("A", ["host"], 1, 2))
    assert () == calendar.conflicts(planned("A", ["vm"], 1, 2), given={"load": 10})
    with pytest.raises(NotGiven, match="load"):
        calendar.conflicts(planned("A", ["vm"], 1, 2))


@pytest.mark.parametrize(
    ("item", "kind", "text"),
    [
        ("mail", ConflictKind.OUTSIDE_MAINTENANCE, "outside maintenance nights (mail)"),
        (
            "vm",
            ConflictKind.DEPENDENT_OUTSIDE_MAINTENANCE,
            "dependent item outside maintenance nights (vm, needed by mail)",
        ),
        (
            "shop",
            ConflictKind.NEEDED_OUTSIDE_MAINTENANCE,
            "needed item outside maintenance nights (shop, depends on mail)",
        ),
    ],
)
def test_a_maintenance_window_is_for_its_items(item: str, kind: Any, text: str) -> None:
    """A change outside it conflicts for as long as it lies outside."""
    nights = MaintenanceWindow("nights", Schedule.between(at(1), at(2)), items=["mail"])
    calendar = ChangeSchedule(items=Items(**STACK), windows=[nights])
    (found,) = calendar.conflicts(planned("A", [item], 1, 3))
    assert (kind, Window(at(2), at(3)), "nights") == (found.kind, found.overlap, found.witness)
    assert f"A: {text}, 2026-03-02 11:00 to 2026-03-02 12:00 UTC" == str(found)
    assert () == calendar.conflicts(planned("A", [item], 1, 2))
    assert () == calendar.conflicts(planned("A", ["printer"], 1, 3))


def test_a_change_belongs_in_every_window_that_concerns_it() -> None:
    """In that of each of its items, and in the maintenance of all."""
    windows = [
        MaintenanceWindow("early", Schedule.between(at(0), at(3)), items="a"),
        MaintenanceWindow("late", Schedule.between(at(2), at(5)), items="b"),
    ]
    calendar = ChangeSchedule(maintenance=Schedule.between(at(0), at(4)), windows=windows)
    change = planned("A", ["a", "b"], 2, 3)
    assert () == calendar.conflicts(change)
    moved = planned("A", ["a", "b"], 3, 5)
    assert ["early", "maintenance"] == [c.witness for c in calendar.conflicts(moved)]
    assert (Window(at(2), at(3)),) == calendar.free_slots(change, since=at(0), until=at(9))


def test_a_slot_lies_in_the_windows_and_outside_the_freezes_of_what_is_near() -> None:
    """Of the items that a change touches, and of what depends on them."""
    calendar = ChangeSchedule(
        items=Items(**STACK),
        windows=[MaintenanceWindow("nights", Schedule.between(at(0), at(6)), items="mail")],
        freezes=[Freeze("sale", Schedule.between(at(0), at(2)), items="vm")],
    )
    for item, start in (("vm", 2), ("mail", 2), ("shop", 0), ("host", 2)):
        slots = calendar.free_slots(planned("A", [item], 1, 2), since=at(0), until=at(9))
        assert Window(at(start), at(start) + HOUR) == slots[0]


def test_an_exception_lifts_a_window_by_its_name() -> None:
    """As it does a freeze."""
    nights = MaintenanceWindow("nights", Schedule.never(), items="vm")
    calendar = ChangeSchedule(windows=[nights], freezes=[Freeze("sale", SALE, items="vm")])
    change = planned("A", ["vm"], 1, 2)
    known = calendar.given(change, at=at(1))
    assert (("sale",), ("nights",)) == (known["freeze"], known["conflicts"])
    for name in ("sale", "nights"):
        change = change.grant_exception(at=T0, by="ines", of=name, reason="r")
    nothing: dict[str, Any] = {"freeze": (), "conflicts": (), "warnings": ()}
    assert nothing == calendar.given(change, at=at(1))


def test_a_freeze_of_other_items_is_not_in_force_for_a_change() -> None:
    """What is given to implement it names only what concerns it."""
    calendar = ChangeSchedule(freezes=[Freeze("sale", SALE, items="shop")])
    assert () == calendar.given(planned("A", ["vm"], 1, 2), at=at(1))["freeze"]


def test_names_are_of_one_thing_each() -> None:
    """Of a change, a freeze, a window or the maintenance."""
    window = MaintenanceWindow("sale", SALE)
    with pytest.raises(BadValue, match="windows cannot be 'sale'"):
        ChangeSchedule(windows=[window], freezes=[Freeze("sale", SALE)])
    with pytest.raises(BadValue, match="windows cannot be 'sale'; give each of them once"):
        ChangeSchedule(windows=2 * [window])
    with pytest.raises(BadValue, match="windows cannot be"):
        ChangeSchedule(windows=[Freeze("sale", SALE)])  # type: ignore[list-item]


def test_a_window_is_checked_where_it_is_made() -> None:
    """It says what it is."""
    nothing: Any = None
    with pytest.raises(BadValue, match="schedule of nights cannot be None; give a Schedule"):
        MaintenanceWindow("nights", nothing)
    with pytest.raises(BadValue, match="items cannot be 5"):
        MaintenanceWindow("nights", SALE, items=[5])  # type: ignore[list-item]
    with pytest.raises(FaultyDefinition, match="maintenance window 'nights'"):
        MaintenanceWindow("nights", SALE, applies=field("knd").is_("emergency"))


# --- kinds ------------------------------------------------------------------------------------


def test_only_the_kinds_that_are_asked_for_count() -> None:
    """In conflicts, in what is given, and in slots; all of them unless it is said."""
    other = planned("B", ["vm"], 1, 2, assignee="grace")
    change = planned("A", ["vm", "mail"], 1, 2, assignee="grace")
    freezes = [Freeze("sale", SALE, items="vm")]

    def asked(*kinds: str) -> ChangeSchedule:
        return ChangeSchedule([other], items=Items(**STACK), freezes=freezes, kinds=kinds)

    assert tuple(ConflictKind) == ChangeSchedule().kinds
    assert {ConflictKind.ASSIGNEE} == {c.kind for c in asked("same assignee").conflicts(change)}
    assert {"same item"} == {c.kind for c in asked(ConflictKind.SAME_ITEM).conflicts(change)}
    assert () == asked("same item").given(change, at=at(1))["freeze"]
    assert ("sale",) == asked("needed item in freeze").given(change, at=at(1))["freeze"]
    window: dict[str, Any] = {"since": at(0), "until": at(3)}
    assert at(0) == asked("same item").free_slots(change, **window)[0].start
    assert () == asked("freeze").free_slots(change, **window)
    assert () == asked().conflicts(change)


def test_there_is_no_such_kind() -> None:
    """The error lists the ten."""
    with pytest.raises(BadValue, match="kinds cannot be 'blackout'; give one of same item, "):
        ChangeSchedule(kinds="blackout")
    assert 10 == len(ConflictKind)


def test_one_kind_may_be_named_alone() -> None:
    """As one name may be wherever several may; several are kept in their order, each once."""
    assert (ConflictKind.FREEZE,) == ChangeSchedule(kinds="freeze").kinds
    twice = ["same assignee", "freeze", "freeze"]
    assert (ConflictKind.FREEZE, ConflictKind.ASSIGNEE) == ChangeSchedule(kinds=twice).kinds


def test_a_change_of_nothing_has_no_items_in_the_way() -> None:
    """It meets neither freezes nor windows of items."""
    window = MaintenanceWindow("nights", Schedule.never(), items="vm")
    calendar = ChangeSchedule(windows=[window], freezes=[Freeze("sale", SALE, items="vm")])
    nothing: Change = planned("A", (), 1, 2)
    assert () == calendar.conflicts(nothing)


def test_all_conflicts_see_what_each_of_two_changes_would() -> None:
    """The same item, what is needed from either side, and one assignee; each pair once."""
    changes = [
        planned("A", ["vm"], 1, 2, assignee="grace"),
        planned("B", ["mail"], 1, 2),
        planned("C", ["host"], 1, 2),
        planned("D", ["printer"], 1, 2, assignee="grace"),
    ]
    calendar = ChangeSchedule(changes, items=Items(**STACK))
    assert [
        ("A", "dependent item", "B"),
        ("A", "needed item", "C"),
        ("A", "same assignee", "D"),
    ] == [(c.change, c.kind, c.witness) for c in calendar.all_conflicts()]
