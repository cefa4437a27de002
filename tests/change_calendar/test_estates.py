"""Changes on a service map: conflicts, freezes and who must be told, all by one map."""

import pytest

from itsmcore import Schedule
from itsmcore.change_calendar import ChangeSchedule, ConflictKind, Freeze, Items, announcement
from itsmcore.errors import BadValue
from itsmcore.services import Item, Needs, Service, ServiceMap
from tests.change_calendar.cases import planned
from tests.changes.walks import at
from tests.services.estates import ESTATE


def test_a_schedule_reads_its_items_from_a_map() -> None:
    """One step unless it is said, whatever may stand in for what is needed."""
    calendar = ChangeSchedule([planned("B", ["erp"], 1, 2)], items=ESTATE)
    (found,) = calendar.conflicts(planned("A", ["web-2"], 1, 2))
    assert (ConflictKind.DEPENDENT_ITEM, ("web-2", "erp")) == (found.kind, found.items)
    far = planned("A", ["portal"], 1, 2)
    assert () == ChangeSchedule([planned("B", ["db"], 1, 2)], items=ESTATE).conflicts(far)
    whole = ChangeSchedule([planned("B", ["db"], 1, 2)], items=Items.of(ESTATE, within=None))
    assert [("portal", "erp", "db")] == [of.items for of in whole.conflicts(far)]


def test_a_view_of_a_map_sees_what_the_map_sees() -> None:
    """For every part."""
    items = Items.of(ESTATE, within=None)
    assert all(set(ESTATE.dependents(of.name)) == set(items.dependents(of.name)) for of in ESTATE)
    assert 1 == Items.of(ESTATE).within
    with pytest.raises(BadValue, match="estate cannot be 5; give a ServiceMap"):
        Items.of(5)  # type: ignore[arg-type]


def test_a_freeze_of_a_service_concerns_changes_of_what_it_needs() -> None:
    """By the same map."""
    freeze = Freeze("payroll run", Schedule.between(at(0), at(9)), items="payroll")
    calendar = ChangeSchedule(items=ESTATE, freezes=[freeze])
    assert calendar.conflicts(planned("A", ["db"], 1, 2))
    assert () == calendar.conflicts(planned("A", ["n1"], 1, 2))


def test_owners_of_what_a_change_takes_away_are_told() -> None:
    """And of what it weakens, with the way to each."""
    change = planned("A", ["db", "lamp"], 1, 2, affected_services=["farm"])
    told = announcement(change, ESTATE)
    assert ("hr", "finance", "it") == tuple(sorted(told.owners, key=["hr", "finance", "it"].index))
    assert ("lamp",) == told.strangers
    assert {"erp", "farm", "payroll", "portal"} == {of.service.name for of in told.concerned}
    assert [("db", "erp", "portal")] == [
        of.path for of in told.concerned if of.service.name == "portal"
    ]
    assert (at(1), at(2)) == (
        getattr(told.window, "start", None),
        getattr(told.window, "end", None),
    )
    spare = announcement(planned("A", ["web-1"], 1, 2), ESTATE)
    assert ["redundancy reduced"] == [of.status for of in spare.concerned]
    assert "not on the map: lamp" in str(told)
    assert "no service is concerned" in str(announcement(planned("A", [], 1, 2), ESTATE))


def test_what_the_map_says_to_be_in_maintenance_hides_no_change() -> None:
    """Whichever comes first by name."""
    for kept, touched in (("db", "web"), ("web", "db")):
        items = [Item(kept, state="maintenance"), Item(touched)]
        estate = ServiceMap(
            [Service("erp", owner="it")], items=items, needs=[Needs("erp", ["db", "web"])]
        )
        (of,) = announcement(planned("A", [touched], 1, 2), estate).concerned
        assert (touched, "erp") == of.path


def test_only_a_change_is_announced() -> None:
    """On a map."""
    with pytest.raises(BadValue, match="change cannot be 5"):
        announcement(5, ESTATE)  # type: ignore[arg-type]
    with pytest.raises(BadValue, match="estate cannot be 5"):
        announcement(planned("A", ["db"], 1, 2), 5)  # type: ignore[arg-type]
