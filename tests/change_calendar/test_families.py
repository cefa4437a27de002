"""Changes under one parent, which do not conflict with each other."""

from __future__ import annotations

import pytest

from itsmcore.change_calendar import ChangeSchedule, Freeze
from itsmcore.change_calendar._families import families
from itsmcore.changes import Change
from itsmcore.errors import BadValue
from itsmcore.schedule import Schedule
from tests.change_calendar.cases import planned
from tests.changes.walks import at
from tests.instants import MARCH as T0


def linked(id: str, kind: str | None = None, *targets: str) -> Change:
    """Plan a change of one machine at one hour, linked to others."""
    change = planned(id, ["vm"], 1, 2, assignee="grace")
    for target in targets:
        change = change.link(at=T0, by="ada", kind=kind or "parent", target=target)
    return change


def witnesses(calendar: ChangeSchedule, change: Change) -> set[str]:
    """Collect what is in the way of a change."""
    return {conflict.witness for conflict in calendar.conflicts(change)}


PARENT, ONE, TWO = linked("P"), linked("A", "parent", "P"), linked("B", "parent", "P")
STRANGER = linked("X")


def test_changes_under_one_parent_do_not_conflict() -> None:
    """Nor with the parent, by their items or by who makes them; others do."""
    calendar = ChangeSchedule([PARENT, ONE, TWO, STRANGER])
    for change in (PARENT, ONE, TWO):
        assert {"X"} == witnesses(calendar, change)
    assert {"P", "A", "B"} == witnesses(calendar, STRANGER)
    assert {"X"} == {conflict.witness for conflict in calendar.all_conflicts()}


def test_a_parent_need_not_be_on_the_schedule() -> None:
    """It is enough that both name it."""
    assert () == ChangeSchedule([ONE, TWO]).all_conflicts()


def test_a_parent_may_be_who_says_it() -> None:
    """By a link to its children."""
    calendar = ChangeSchedule([linked("P", "child", "A", "B"), linked("A"), linked("B")])
    assert () == calendar.all_conflicts()


def test_a_family_goes_down_to_the_grandchildren() -> None:
    """An aunt does not conflict with her niece."""
    calendar = ChangeSchedule([linked("P"), ONE, TWO, linked("N", "parent", "A")])
    assert () == calendar.all_conflicts()


def test_another_link_makes_no_family() -> None:
    """What is related, or follows up, conflicts."""
    for kind in ("related", "follow_up_of", "duplicate_of"):
        other = linked("A", kind, "P")
        assert {"P"} == witnesses(ChangeSchedule([PARENT]), other)


def test_families_may_be_given_beside() -> None:
    """As pairs of a parent and a child, for links that no record has."""
    calendar = ChangeSchedule([linked("A"), linked("B")], parents=[("P", "A"), ("P", "B")])
    assert () == calendar.all_conflicts()
    assert () == calendar.conflicts(calendar.changes[0])
    with pytest.raises(BadValue, match="parents cannot be 'PA'"):
        ChangeSchedule(parents=["PA"])  # type: ignore[list-item]


def test_a_change_that_is_only_considered_counts_by_its_own_links() -> None:
    """Whatever its version on the schedule says."""
    calendar = ChangeSchedule([linked("A"), TWO])
    assert {"B"} == witnesses(calendar, calendar.changes[0])
    assert set() == witnesses(calendar, ONE)
    assert {"B"} == witnesses(ChangeSchedule([ONE, TWO]), linked("A"))
    assert set() == witnesses(ChangeSchedule([TWO]), linked("N", "parent", "B"))
    assert {"B"} == witnesses(ChangeSchedule([TWO]), linked("N", "parent", "Q"))


def test_a_family_is_frozen_like_everybody() -> None:
    """What is no change is in its way."""
    freeze = Freeze("sale", Schedule.between(at(0), at(9)))
    calendar = ChangeSchedule([ONE, TWO], freezes=[freeze])
    assert {"sale"} == witnesses(calendar, ONE)


def test_slots_are_shared_within_a_family() -> None:
    """The hour of a sister is free, that of a stranger is not."""
    sister = ChangeSchedule([TWO]).free_slots(ONE, since=at(1), until=at(3))
    stranger = ChangeSchedule([STRANGER]).free_slots(ONE, since=at(1), until=at(3))
    assert (at(1), at(2)) == (sister[0].start, stranger[0].start)


def test_a_circle_of_parents_is_one_family() -> None:
    """A history may hold what a desk refuses."""
    found = families([linked("A", "parent", "B"), linked("B", "parent", "A")], [("C", "D")])
    assert (True, True, True) == (
        found["A"] == found["B"],
        found["C"] == found["D"],
        found["A"] != found["C"],
    )
