"""The change schedule: conflicts, exceptions, slots, and the month as a picture."""

from __future__ import annotations

import random
import re
from datetime import datetime, timedelta
from typing import Any

import attrs
import pytest

from itsmcore import Schedule
from itsmcore.change_calendar import (
    ChangeSchedule,
    Conflict,
    ConflictKind,
    Freeze,
    Items,
    Month,
    Relation,
)
from itsmcore.change_calendar._conflicts import overlap_of, overlapping
from itsmcore.changes import EMERGENCY_CHANGE, Change, ChangeKind
from itsmcore.conditions import field, given
from itsmcore.errors import (
    BadSpan,
    BadValue,
    FaultyDefinition,
    GuardRefused,
    NaiveTime,
    NotGiven,
    Unlisted,
)
from itsmcore.span import Window
from tests.change_calendar.cases import planned
from tests.changes.walks import CLEAR, NORMAL, at, opened, prepared, reviewing, scheduled
from tests.instants import HOUR, MINUTE
from tests.instants import MARCH as T0
from tests.pictures.drawn import drawn, picture_of
from tests.timing import within

ITEMS = Items(parents=[("host", "vm")], depends=[("mail", "vm"), ("erp", "db")])


@pytest.mark.parametrize(
    ("one", "other", "kinds"),
    [
        ("vm", "vm", {ConflictKind.SAME_ITEM: ("vm",)}),
        ("host", "vm", {ConflictKind.DEPENDENT_ITEM: ("host", "vm")}),
        ("vm", "host", {ConflictKind.NEEDED_ITEM: ("vm", "host")}),
        ("mail", "vm", {ConflictKind.NEEDED_ITEM: ("mail", "vm")}),
        ("vm", "mail", {ConflictKind.DEPENDENT_ITEM: ("vm", "mail")}),
        ("host", "mail", {}),
        ("vm", "db", {}),
    ],
)
def test_items_conflict_with_themselves_and_their_neighbours(
    one: str, other: str, kinds: Any
) -> None:
    """Parent, child and what depends, one step away."""
    calendar = ChangeSchedule([planned("B", [other], 1, 3)], items=ITEMS)
    found = calendar.conflicts(planned("A", [one], 2, 4))
    assert kinds == {conflict.kind: conflict.items for conflict in found}
    assert {("A", "B", Window(at(2), at(3)))} >= {(c.change, c.witness, c.overlap) for c in found}


def test_a_service_that_a_change_affects_counts_like_an_item() -> None:
    """Once, where it is named as both."""
    mail = planned("A", ["mail"], 1, 2, affected_services=["mail"])
    calendar = ChangeSchedule([planned("B", (), 1, 2, affected_services=["mail"])])
    assert [("mail",)] == [conflict.items for conflict in calendar.conflicts(mail)]


def test_one_assignee_does_one_thing_at_a_time() -> None:
    """Where nobody is assigned, nobody is in the way."""
    calendar = ChangeSchedule([planned("B", ["b"], 1, 3, assignee="grace"), planned("C", (), 1, 3)])
    found = calendar.conflicts(planned("A", ["a"], 2, 4, assignee="grace"))
    assert [("same assignee", "B", ())] == [(c.kind, c.witness, c.items) for c in found]
    assert () == calendar.conflicts(planned("A", ["a"], 2, 4))


def test_changes_that_only_touch_do_not_conflict() -> None:
    """One begins as the other ends."""
    calendar = ChangeSchedule([planned("B", ["vm"], 2, 3), planned("C", ["vm"], 0, 1)])
    assert () == calendar.conflicts(planned("A", ["vm"], 1, 2))
    assert () == calendar.all_conflicts()


def test_a_change_that_began_long_before_conflicts_while_it_lasts() -> None:
    """Whatever began and ended between."""
    short = [planned(f"S{hour}", ["vm"], hour, hour + 1) for hour in range(1, 9)]
    calendar = ChangeSchedule([*short, planned("LONG", ["vm"], 0, 99)])
    assert ["LONG"] == [c.witness for c in calendar.conflicts(planned("A", ["vm"], 20, 21))]
    assert ["LONG", "S8"] == sorted(
        c.witness for c in calendar.conflicts(planned("A", ["vm"], 8.5, 21))
    )
    assert () == calendar.conflicts(planned("A", ["vm"], 99, 100))


def test_a_window_that_takes_no_time_is_in_nobody_s_way() -> None:
    """Though it lies inside another's."""
    calendar = ChangeSchedule([planned("A", ["vm"], 1, 3), planned("B", ["vm"], 2, 2)])
    assert () == calendar.all_conflicts()
    assert () == calendar.conflicts(calendar.changes[1])


def test_what_has_ended_or_has_no_window_is_in_nobody_s_way() -> None:
    """Nor has it conflicts of its own on the schedule."""
    gone = planned("B", ["vm"], 0, 9).cancel(at=T0, by="x", reason="r")
    done = reviewing(configuration_items=["vm"])
    loose = Change.open("C", at=T0, by="x", summary="s", configuration_items=["vm"])
    calendar = ChangeSchedule([gone, done, loose], maintenance=Schedule.never())
    assert () == calendar.all_conflicts()
    assert () == calendar.conflicts(loose)
    assert [ConflictKind.OUTSIDE_MAINTENANCE] == [
        c.kind for c in calendar.conflicts(planned("A", ["vm"], 1, 2))
    ]


def test_a_change_outside_maintenance_or_in_a_freeze_conflicts_for_that_time() -> None:
    """Each stretch by itself, in the order of time."""
    maintenance = Schedule.of([Window(at(1), at(2)), Window(at(3), at(4))])
    freeze = Freeze("audit", Schedule.between(at(3.5), at(9)))
    calendar = ChangeSchedule(maintenance=maintenance, freezes=[freeze])
    assert [
        "A: outside maintenance, 2026-03-02 11:00 to 2026-03-02 12:00 UTC",
        "A: freeze audit, 2026-03-02 12:30 to 2026-03-02 14:00 UTC",
        "A: outside maintenance, 2026-03-02 13:00 to 2026-03-02 14:00 UTC",
    ] == [str(conflict) for conflict in calendar.conflicts(planned("A", (), 1, 5))]


def test_a_conflict_names_what_it_found() -> None:
    """The other change, the items by which they touch, and when."""
    calendar = ChangeSchedule([planned("B", ["vm"], 1, 3)], items=ITEMS)
    found = calendar.conflicts(planned("A", ["mail"], 2, 4))
    overlap = Window(at(2), at(3))
    assert (Conflict("A", ConflictKind.NEEDED_ITEM, "B", overlap, ("mail", "vm")),) == found
    text = "A: needed item B (mail, depends on vm), 2026-03-02 11:00 to 2026-03-02 12:00 UTC"
    assert text == str(found[0])


@pytest.mark.parametrize(
    ("facts", "text"),
    [
        ({"configuration_items": ["vm"]}, "A: same item B (vm), "),
        ({"configuration_items": ["host"]}, "A: dependent item B (host, needed by vm), "),
        ({"affected_services": "mail"}, "A: needed item B (mail, depends on vm), "),
        ({"assignee": "grace"}, "A: same assignee B, "),
    ],
)
def test_a_conflict_of_two_changes_says_its_kind_and_its_witness(facts: Any, text: str) -> None:
    """And so does the refusal to implement what it is in the way of."""
    calendar = ChangeSchedule([planned("B", ["vm"], 1, 3, assignee="grace")], items=ITEMS)
    (found,) = calendar.conflicts(planned("A", (), 2, 4, **facts))
    assert f"{text}2026-03-02 11:00 to 2026-03-02 12:00 UTC" == str(found)


def test_a_conflict_that_is_unresolved_refuses_by_name() -> None:
    """Until an exception is granted for it, or the other change is out of the way."""
    change = prepared(scheduled(configuration_items=["vm"]))
    other = planned("CHG-2", ["vm"], 11, 13)
    calendar = ChangeSchedule([change, other])
    known = calendar.given(change, at=at(10))
    words = r"a conflict is unresolved \(grant_exception\): CHG-2;"
    with pytest.raises(GuardRefused, match=words):
        change.implement(at=at(10), by="grace", given=known)
    granted = change.grant_exception(at=T0, by="ines", of="CHG-2", reason="they take turns")
    known = calendar.given(granted, at=at(10))
    assert "implement" == granted.implement(at=at(10), by="grace", given=known).state
    gone = calendar.with_changes(other.cancel(at=T0, by="x", reason="r"))
    assert {**CLEAR, "warnings": ()} == gone.given(change, at=at(10))


def test_a_freeze_may_spare_some_changes() -> None:
    """By a condition over their facts, and over what is given."""
    audit = Freeze("audit", Schedule.always(), applies=~field("kind").is_(ChangeKind.EMERGENCY))
    calendar = ChangeSchedule(freezes=[audit])
    urgent = EMERGENCY_CHANGE.open(
        "E", at=T0, by="x", summary="s", planned_start=at(1), planned_end=at(2)
    )
    assert (0, 1) == (
        len(calendar.conflicts(urgent)),
        len(calendar.conflicts(planned("A", (), 1, 2))),
    )
    busy = ChangeSchedule(freezes=[Freeze("busy", Schedule.always(), applies=given("load") > 80)])
    change = planned("A", (), 1, 2)
    assert 1 == len(busy.conflicts(change, given={"load": 90}))
    assert () == busy.conflicts(change, given={"load": 10})
    for ask in (
        lambda: busy.conflicts(change),
        lambda: attrs.evolve(busy, changes=[change]).all_conflicts(),
        lambda: busy.given(change, at=at(1)),
        lambda: busy.free_slots(change, since=at(0), until=at(5)),
        lambda: busy.unresolved(change),
    ):
        with pytest.raises(NotGiven, match="not given: load"):
            ask()


def test_a_freeze_declared_after_the_approval_stops_the_change_at_once() -> None:
    """Until a named exception is granted, which is part of its history."""
    change = prepared(scheduled(configuration_items=["vm"]))
    calendar = ChangeSchedule([change])
    assert {**CLEAR, "warnings": ()} == calendar.given(change, at=at(10))
    frozen = attrs.evolve(calendar, freezes=[Freeze("sale", Schedule.between(at(0), at(99)))])
    assert ["sale"] == [conflict.witness for conflict in frozen.conflicts(change)]
    known = frozen.given(change, at=at(10))
    words = "CHG-1: freeze sale, 2026-03-02 19:00 to 2026-03-02 21:00 UTC"
    assert {"freeze": ("sale",), "conflicts": (), "warnings": (words,)} == known
    with pytest.raises(GuardRefused, match=r"a freeze is in force \(grant_exception\): sale;"):
        change.implement(at=at(10), by="grace", given=known)
    change = change.grant_exception(at=T0, by="ines", of="sale", reason="a hole")
    assert ((), 1) == (frozen.unresolved(change), len(frozen.conflicts(change)))
    known = frozen.given(change, at=at(10))
    assert "implement" == change.implement(at=at(10), by="grace", given=known).state


@pytest.mark.long
def test_what_is_given_is_of_the_instant_and_of_the_window() -> None:
    """A freeze counts when it is in force, and a conflict for the whole of the window."""
    freezes = [Freeze("early", Schedule.between(at(0), at(11)))]
    other = planned("B", ["vm"], 11, 12)
    change = planned("A", ["vm", "db"], 10, 12)
    calendar = ChangeSchedule([other, planned("C", ["vm", "db"], 9, 11)], freezes=freezes)
    known = calendar.given(change, at=at(10))
    assert (("early",), ("C", "B")) == (known["freeze"], known["conflicts"])
    assert 4 == len(known["warnings"])
    assert () == calendar.given(change, at=at(11))["freeze"]
    with pytest.raises(NaiveTime):
        calendar.given(change, at=datetime(2026, 3, 2))


def test_every_change_is_on_the_schedule_once() -> None:
    """Two of one number cannot be told apart, nor two freezes of one name."""
    twice = [planned("A", (), 1, 2), planned("A", (), 3, 4)]
    with pytest.raises(BadValue, match="changes cannot be 'A'; give each of them once"):
        ChangeSchedule(twice)
    with pytest.raises(BadValue, match="changes cannot be 'A'; give each of them once"):
        ChangeSchedule().with_changes(*twice)
    with pytest.raises(BadValue, match="freezes cannot be 'sale'; give each of them once"):
        ChangeSchedule(freezes=2 * [Freeze("sale", Schedule.always())])


def test_a_change_takes_the_place_of_what_it_was() -> None:
    """The others keep theirs, and a new one comes last."""
    calendar = ChangeSchedule([planned("A", (), 1, 2), planned("B", (), 3, 4)], items=ITEMS)
    moved, new = planned("A", (), 5, 6), planned("C", (), 7, 8)
    after = calendar.with_changes(moved, new)
    assert (moved, calendar.changes[1], new) == after.changes
    assert ITEMS == after.items


def test_items_name_how_their_neighbours_stand_to_them() -> None:
    """From both sides; nothing neighbours itself."""
    assert (("vm", Relation.CHILD),) == ITEMS.near("host")
    assert (("host", Relation.PARENT), ("mail", Relation.NEEDED_BY)) == ITEMS.near("vm")
    assert (("vm", Relation.DEPENDS_ON),) == ITEMS.near("mail")
    assert () == Items(parents=[("a", "a")]).near("a")


# --- slots ------------------------------------------------------------------------------------


def test_slots_are_the_first_window_of_each_free_stretch() -> None:
    """Inside maintenance, in no freeze, beside what it would conflict with; its own is no bar."""
    change = planned("A", ["vm"], 1, 2)
    calendar = ChangeSchedule(
        [change, planned("B", ["vm"], 3, 4), planned("C", ["db"], 5, 6)],
        maintenance=Schedule.between(at(0), at(9)),
        freezes=[Freeze("audit", Schedule.between(at(6), at(7)))],
    )
    assert (
        Window(at(0), at(1)),
        Window(at(4), at(5)),
        Window(at(7), at(8)),
    ) == calendar.free_slots(change, since=at(-5), until=at(50))
    long = calendar.free_slots(change, since=at(-5), until=at(50), duration=3 * HOUR)
    assert (Window(at(0), at(3)),) == long
    assert () == calendar.free_slots(change, since=at(0), until=at(0.5))


def test_a_freeze_for_other_changes_is_no_bar() -> None:
    """Only those that it applies to wait for its end."""
    audit = Schedule.between(at(0), at(5))
    freeze = Freeze("audit", audit, applies=field("affected_services").contains("mail"))
    calendar = ChangeSchedule(maintenance=Schedule.between(at(0), at(9)), freezes=[freeze])
    mail = planned("A", (), 1, 2, affected_services=["mail"])
    for change, start in ((planned("B", (), 1, 2), at(0)), (mail, at(5))):
        assert (Window(start, start + HOUR),) == calendar.free_slots(
            change, since=at(-5), until=at(50)
        )


@pytest.mark.parametrize(
    ("data", "error", "words"),
    [
        ({}, BadValue, "duration cannot be None; give a positive time"),
        ({"duration": timedelta()}, BadValue, "duration cannot be"),
        ({"duration": HOUR, "since": at(9), "until": at(1)}, BadSpan, "cannot end at"),
        ({"duration": HOUR, "since": datetime(2026, 3, 2)}, NaiveTime, "aware datetime"),
    ],
)
def test_a_slot_that_cannot_be_sought_is_a_typed_error(data: Any, error: Any, words: str) -> None:
    """It says what to give."""
    loose = Change.open("A", at=T0, by="x", summary="s")
    with pytest.raises(error, match=words):
        ChangeSchedule().free_slots(loose, **{"since": at(0), "until": at(9), **data})


# --- the month --------------------------------------------------------------------------------


def test_a_month_lists_its_days() -> None:
    """By the clock of a zone, what is planned in order, and the freezes in brackets."""
    calendar = ChangeSchedule(
        [planned("B", (), 1, 2), planned("A", (), 1, 16), planned("C", (), 900, 901)],
        freezes=[Freeze("audit", Schedule.between(at(24), at(25)))],
    )
    assert [
        "2026-03, by the clock of Europe/Amsterdam",
        "mon 2026-03-02  11:00 A, 11:00 B",
        "tue 2026-03-03  00:00 A, [audit]",
    ] == str(calendar.month(2026, 3, tz="Europe/Amsterdam")).splitlines()
    assert "2026-12, by the clock of UTC" == str(calendar.month(2026, 12))


def test_a_month_draws_itself() -> None:
    """A cell a day, freezes shaded, long names cut, and what does not fit is counted."""
    changes = [planned(f"CHG-{n} <b>&", (), 1, 2) for n in range(6)]
    changes += [planned("a-very-long-number-of-a-change", (), 30, 31)]
    freezes = [Freeze("the <audit>", Schedule.between(at(24), at(25)))]
    month = ChangeSchedule(changes, freezes=freezes).month(2026, 3)
    picture = drawn(f"{month:svg}")
    assert (31, 1) == (len(picture.boxes), sum(of["fill"] == "#dbeafe" for of in picture.boxes))
    assert "[the <audit>]" in picture.texts
    assert "and 3 more" in picture.texts
    assert any(re.fullmatch("15:00 a-very-lon.*…", text) for text in picture.texts)
    assert f"{month:svg}" == picture_of(month._repr_html_())
    assert "the &lt;audit&gt;" in month._repr_html_()
    assert "a-very-long-number-of-a-change" in f"{month:md}"


def test_a_calendar_draws_the_month_of_its_first_change() -> None:
    """An empty one draws nothing."""
    assert "" == ChangeSchedule()._repr_html_()
    one = ChangeSchedule([planned("A", (), 1, 2), Change.open("B", at=T0, by="x", summary="s")])
    assert one.month(2026, 3)._repr_html_() == one._repr_html_()


def test_a_month_marks_what_is_in_conflict() -> None:
    """With a sign and in red, and says in words why; what has an exception is not marked."""
    one, other, third = (
        planned(name, ["sw"] if name != "C" else [], start, start + 2)
        for name, start in (("A", 1), ("B", 2), ("C", 30))
    )
    calendar = ChangeSchedule([one, other, third])
    month = calendar.month(2026, 3)
    assert [
        "mon 2026-03-02  10:00 !A, 11:00 !B",
        "tue 2026-03-03  15:00 C",
        "! A: same item B (sw), 2026-03-02 11:00 to 2026-03-02 12:00 UTC",
    ] == str(month).splitlines()[1:]
    assert (
        "A: same item B (sw), 2026-03-02 11:00 to 2026-03-02 12:00 UTC"
        == (month.rows[0]["conflicts"])
    )
    picture = drawn(f"{month:svg}")
    assert "2026-03, by the clock of UTC; ! in conflict: 1" == picture.texts[0]
    assert {"10:00 !A", "11:00 !B", "15:00 C"} <= set(picture.texts)
    assert 2 == f"{month:svg}".count('fill="#b91c1c"')
    assert "no conflicts" in f"{calendar.month(2026, 4):svg}"
    granted = calendar.with_changes(one.grant_exception(at=at(0), by="ines", of="B", reason="r"))
    assert "no conflicts" in f"{granted.month(2026, 3):md}"


def test_a_month_says_if_it_cannot_tell_whether_there_are_conflicts() -> None:
    """Because a fact is not given; given, it tells."""
    audit = Schedule.between(at(0), at(9))
    freeze = Freeze("audit", audit, applies=given("audit").is_(True))
    calendar = ChangeSchedule([planned("A", (), 1, 2)], freezes=[freeze])
    assert "conflicts are not judged" in f"{calendar:svg}"
    assert "10:00 A" in drawn(f"{calendar:svg}").texts
    assert "10:00 !A" in drawn(f"{calendar.month(2026, 3, given={'audit': True}):svg}").texts
    assert "no conflicts" in f"{calendar.month(2026, 3, given={'audit': False}):svg}"


def test_a_month_is_as_long_as_it_is() -> None:
    """Through leap years and changes of the clock."""

    def days(year: int, month: int, tz: str = "UTC") -> int:
        return len(Month(year, month, (), (), tz).days)

    assert (28, 29, 31, 31) == (days(2026, 2), days(2028, 2), days(2026, 12), days(2026, 1))
    assert 31 == days(2026, 3, "Europe/Amsterdam")


@pytest.mark.parametrize(
    ("year", "month", "tz", "error"),
    [
        (2026, 13, "UTC", BadValue),
        (2026, 0, "UTC", BadValue),
        (1970, 1, "UTC", BadValue),
        (9999, 1, "UTC", BadValue),
        (2026, 1, "Mars/Base", FaultyDefinition),
    ],
)
def test_there_is_no_such_month(year: int, month: int, tz: str, error: Any) -> None:
    """Nor such a zone."""
    with pytest.raises(error):
        ChangeSchedule().month(year, month, tz=tz)


def test_a_month_knows_one_format_more() -> None:
    """Another is refused."""
    month = ChangeSchedule().month(2026, 3)
    assert str(month) == f"{month}"
    with pytest.raises(Unlisted, match="there is no format 'png'"):
        format(month, "png")


# --- many -------------------------------------------------------------------------------------


@pytest.mark.long
def test_all_conflicts_of_a_year_are_found_in_no_time() -> None:
    """Ten thousand changes of two thousand items, in well under two seconds."""
    names = [f"item-{number}" for number in range(2000)]
    items = Items(
        parents=[(names[n // 10], names[n]) for n in range(200, 2000)],
        depends=[(names[n], names[(n * 7 + 3) % 2000]) for n in range(0, 2000, 4)],
    )
    changes, lots = [], random.Random(6)
    for number in range(10_000):
        start = T0 + MINUTE * lots.randrange(365 * 24 * 60)
        changes.append(
            NORMAL.open(
                f"CHG-{number}",
                at=T0,
                by="ada",
                summary="s",
                assignee=f"engineer-{lots.randrange(300)}",
                configuration_items=lots.sample(names, 2),
                planned_start=start,
                planned_end=start + (1 + number % 4) * HOUR,
            )
        )
    nights = Schedule.weekly({"mon-sun": "00:00-06:00"}, tz="UTC")
    freezes = [Freeze("figures", Schedule.between(at(2400), at(2500)))]
    calendar = ChangeSchedule(changes, items=items, maintenance=nights, freezes=freezes)
    found = within(2, calendar.all_conflicts)
    assert found == tuple(dict.fromkeys(found))
    some = [c for c in found if c.witness.startswith("CHG")][::10]
    assert len(some) > 10
    by_id = {change.id: change for change in changes}
    for conflict in some:
        assert conflict in calendar.conflicts(by_id[conflict.change])


def test_the_open_plan_of_a_change_is_its_window() -> None:
    """The helper's own change lies in it."""
    assert Window(at(10), at(12)) == opened().window


@pytest.mark.parametrize("name", ["A", "maintenance"])
def test_a_freeze_has_a_name_of_its_own(name: str) -> None:
    """Else an exception for one thing would lift another."""
    with pytest.raises(BadValue, match="no change, freeze, window or the maintenance has"):
        ChangeSchedule([planned("A", (), 1, 2)], freezes=[Freeze(name, Schedule.always())])


def test_a_freeze_that_could_never_hold_is_refused() -> None:
    """Where it is written."""
    nothing: Any = None
    with pytest.raises(BadValue, match="schedule of sale cannot be None; give a Schedule"):
        Freeze("sale", nothing)
    asked: Any = None
    for asked, fault in (
        (field("knd").is_("emergency"), "reads 'knd'; did you mean 'kind'"),
        ("emergency", "asks whether state is 'emergency'"),
    ):
        with pytest.raises(FaultyDefinition) as refusal:
            Freeze("sale", Schedule.always(), applies=asked)
        assert fault in str(refusal.value)


def test_a_month_is_shown_by_the_clock_of_the_schedule() -> None:
    """Unless another is asked for; a zone that is none is refused at once."""
    late = ChangeSchedule([planned("A", (), 14.5, 15)], tz="Asia/Tokyo")
    assert "Asia/Tokyo" in f"{late:svg}"
    assert "UTC" in str(late.month(2026, 3, tz="UTC"))
    with pytest.raises(FaultyDefinition):
        ChangeSchedule(tz="Atlantis")


def test_two_changes_near_an_item_do_not_meet_for_that() -> None:
    """One that touches the item itself meets both, unless they are planned together."""
    start, end = T0, T0 + HOUR
    near = [(start, end, place, False) for place in (0, 1)]
    assert [] == list(overlapping(near, "abc"))
    assert [(0, 2), (1, 2)] == sorted(overlapping([*near, (start, end, 2, True)], "abc"))
    assert [(1, 2)] == sorted(overlapping([*near, (start, end, 2, True)], "aba"))


def test_windows_share_time_only_where_both_are_known() -> None:
    """Nothing is shared with a window that nobody has named."""
    window = Window(at(1), at(3))
    assert Window(at(2), at(3)) == overlap_of(window, Window(at(2), at(4)))
    assert None is overlap_of(window, Window(at(3), at(4)))
    assert None is overlap_of(window, None)
