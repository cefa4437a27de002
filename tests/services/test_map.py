"""Service maps: what may be on one, what is wrong with one, and how two differ."""

from typing import Any

import attrs
import pytest

from itsmcore import Schedule
from itsmcore.approval import Percent
from itsmcore.dated import Dated
from itsmcore.errors import BadValue, FaultyDefinition, Unlisted
from itsmcore.services import Criticality, Item, Needs, Service, ServiceMap
from tests.instants import DAY, NINE
from tests.services.estates import ESTATE


def faults(*parts: Any, needs: Any = ()) -> list[tuple[str, str]]:
    """Give the code and the subject of each fault of a map."""
    services = [part for part in parts if isinstance(part, Service)]
    items = [part for part in parts if isinstance(part, Item)]
    with pytest.raises(FaultyDefinition, match="the service map has") as refusal:
        ServiceMap(services, items=items, needs=needs)
    return [(fault.code, fault.subject) for fault in refusal.value.faults]


@pytest.mark.parametrize(
    ("states", "share", "number"),
    [
        (("live", "live", "live"), 50, 2),
        (("live", "live", "planned"), 50, 1),
        (("live", "maintenance", "planned"), 100, 2),
        (("live", "planned", "planned"), 100, 1),
    ],
)
def test_a_share_is_of_what_is_there(states: tuple[str, ...], share: int, number: int) -> None:
    """So one that is planned changes nothing before it is live; what rests on purpose is there."""
    names = ["n1", "n2", "n3"]
    items = [Item(name, state=state) for name, state in zip(names, states, strict=True)]
    need = Needs("farm", any_of=names, at_least=Percent(share))
    estate = ServiceMap([Service("farm")], items=items, needs=[need])
    there = [of for of in items if of.state.is_there]
    without = Needs("farm", any_of=[of.name for of in there], at_least=Percent(share))
    before = ServiceMap([Service("farm")], items=there, needs=[without])
    assert [number] == [of.number for of in estate.requirements]
    for item in there:
        assert before.impact(down=item.name).affected == estate.impact(down=item.name).affected
        own = {item.name: 0.9}
        assert before.bounds("farm", own) == estate.bounds("farm", own)


def test_a_share_of_nothing_that_is_there_cannot_be_met() -> None:
    """Before something of it is live."""
    need = Needs("farm", any_of=["n1", "n2"], at_least=Percent(50))
    later = [Item(name, state="planned") for name in ("n1", "n2")]
    assert ["planned_and_needed"] == [
        code for code, _ in faults(Service("farm"), *later, needs=[need])
    ]


# --- parts --------------------------------------------------------------------------------------


def test_a_map_finds_its_parts_by_name() -> None:
    """A slip is answered with what was meant."""
    assert 900 == ESTATE["payroll"].users  # type: ignore[union-attr]
    assert "server" == ESTATE["db"].kind  # type: ignore[union-attr]
    assert 10 == len(ESTATE) == len(list(ESTATE))
    assert ("db" in ESTATE, "dc" in ESTATE, 5 in ESTATE) == (True, False, False)
    with pytest.raises(Unlisted, match="there is no service or item 'payrol'; did you mean"):
        ESTATE["payrol"]


@pytest.mark.parametrize(
    ("make", "field"),
    [
        (lambda: Service(""), "name"),
        (lambda: Service("erp", users=-1), "users"),
        (lambda: Service("erp", criticality="high"), "criticality"),  # type: ignore[arg-type]
        (lambda: Service("erp", hours="always"), "hours"),  # type: ignore[arg-type]
        (lambda: Item(""), "name"),
        (lambda: Item("db", state="broken"), "state"),
        (lambda: Needs(""), "name"),
        (lambda: Needs("erp", 5), "items"),  # type: ignore[arg-type]
        (lambda: Needs("erp", any_of="a", at_least=0), "at_least"),
        (lambda: Needs("erp", any_of="a", at_least=0.5), "at_least"),  # type: ignore[arg-type]
        (lambda: ServiceMap([Item("db")]), "services"),  # type: ignore[list-item]
        (lambda: ESTATE.diff("erp"), "other"),  # type: ignore[arg-type]
        (lambda: ESTATE.dependents("db", within=-1), "within"),
    ],
)
def test_what_cannot_be_is_refused_by_name(make: Any, field: str) -> None:
    """Where it comes in."""
    with pytest.raises(BadValue, match=f"{field} cannot be"):
        make()


def test_needs_say_what_they_are() -> None:
    """As the call that makes them, and in words."""
    farm = ESTATE.needs[3]
    assert "farm needs at least 2 of n1, n2, n3" == str(farm) == str(farm.requirements[0])
    assert "erp needs db and at least 1 of web-1, web-2" == str(ESTATE.needs[1])
    assert "Needs('payroll', ('db',))" == repr(ESTATE.needs[0])
    assert farm == eval(repr(farm), {"Needs": Needs, "Percent": Percent})
    office = Schedule.weekly({"mon-fri": "08:00-18:00"}, tz="UTC")
    assert f"Service('erp', hours={office!r})" == repr(Service("erp", hours=office))


def test_a_part_that_needs_hundreds_of_others_can_be_said() -> None:
    """Each is named, in order."""
    items = [f"i{n}" for n in range(500)]
    assert f"{', '.join(items[:-1])} and {items[-1]}" in str(Needs("erp", items))


# --- faults -------------------------------------------------------------------------------------


def test_every_fault_of_a_map_is_told_at_once() -> None:
    """Names, states and numbers."""
    found = faults(
        Service("a"),
        Item("a"),
        Item("old", state="retired"),
        Item("new", state="planned"),
        needs=[
            Needs("a", "old"),
            Needs("a", "nwe"),
            Needs("a", any_of=("old", "old"), at_least=3),
            Needs("a"),
            Needs("a", "a"),
            Needs("a", "new"),
            Needs("a", "new"),
        ],
    )
    assert [
        ("duplicate_name", "'a'"),
        ("needs_nothing", "the need of 'a'"),
        ("unknown_name", "'nwe'"),
        ("duplicate_need", "the need that a needs new"),
        ("retired_and_needed", "the need that a needs old"),
        ("duplicate_alternative", "the need that a needs at least 3 of old, old"),
        ("too_many_needed", "the need that a needs at least 3 of old, old"),
        ("retired_and_needed", "the need that a needs at least 3 of old, old"),
        ("needs_itself", "the need that a needs a"),
        ("planned_and_needed", "the need that a needs new"),
        ("planned_and_needed", "the need that a needs new"),
    ] == found


def test_what_is_not_there_may_need_what_is_not_there() -> None:
    """A service that is planned names what is planned; spare alternatives may be to come."""
    new, old = Item("new", state="planned"), Item("old", state="retired")
    later = Service("later", state="planned")
    estate = ServiceMap(
        [later, Service("erp")],
        items=[new, old, Item("web")],
        needs=[Needs("later", ["new", "old", "web"]), Needs("erp", any_of=["web", "new"])],
    )
    hit = estate.impact(down="web")
    assert ("erp", "web") == hit.down
    assert hit.status("later") is hit.status("old") is None


def test_only_some_unknown_names_are_guessed_at() -> None:
    """That takes time for each."""
    needs = [Needs("a", [f"b{number}" for number in range(60)])]
    with pytest.raises(FaultyDefinition) as refusal:
        ServiceMap([Service("a")], needs=needs)
    guessed = [fault for fault in refusal.value.faults if "known: a" in fault.words]
    assert (60, 50) == (len(refusal.value.faults), len(guessed))


# --- neighbours and versions --------------------------------------------------------------------


def test_what_depends_on_something_is_listed_nearest_first() -> None:
    """As far as is asked; what was asked about is not in the list, even in a circle."""
    assert ("erp", "payroll", "portal") == ESTATE.dependents("db")
    assert ("erp", "payroll") == ESTATE.dependents("db", within=1)
    assert () == ESTATE.dependents("db", within=0)
    circle = ServiceMap([Service("a"), Service("b")], needs=[Needs("a", "b"), Needs("b", "a")])
    assert ("b",) == circle.dependents("a")
    with pytest.raises(Unlisted):
        ESTATE.dependents("dbb")


def test_two_maps_say_what_is_different() -> None:
    """What came and went, what was changed, and which needs."""
    old = ServiceMap(
        [Service("erp", users=40), Service("fax")],
        items=[Item("db", owner="dba"), Item("vpn")],
        needs=[Needs("erp", any_of=["db", "vpn"])],
    )
    new = ServiceMap(
        [Service("vpn"), Service("erp", users=55)],
        items=[Item("db")],
        needs=[Needs("erp", any_of=["vpn", "db"]), Needs("erp", "db")],
    )
    changes = old.diff(new)
    assert (
        "removed: fax\n"
        "changed: erp users: 40 -> 55; db owner: dba -> none; vpn is: Item -> Service\n"
        "needed: erp needs db"
    ) == str(changes)
    assert changes
    assert "added: fax" in str(new.diff(old))
    assert "not needed: erp needs db" in str(new.diff(old))
    assert not old.diff(old)
    assert "no changes" == str(old.diff(old))


def test_a_map_changes_over_time() -> None:
    """Each edition from its instant on."""
    less = attrs.evolve(ESTATE, needs=ESTATE.needs[:2])
    maps = Dated([(NINE, ESTATE), (NINE + DAY, less)])
    assert ESTATE is maps.as_of(NINE)
    assert "portal needs erp" in str(maps.diff(NINE, NINE + DAY))


def test_a_map_has_a_row_for_each_part() -> None:
    """With what it needs, in words."""
    payroll, *_, last = ESTATE.rows
    assert ("payroll", True, "Vital", 900, "db") == tuple(
        payroll[name] for name in ("name", "is_service", "criticality", "users", "needs")
    )
    assert (False, "server", None) == (last["is_service"], last["kind"], last["users"])
    assert "portal   service  live   it       Medium       80     erp" in str(ESTATE)


def test_a_map_is_compared_by_what_is_on_it() -> None:
    """And hashed so."""
    assert ESTATE == attrs.evolve(ESTATE)
    assert 1 == len({ESTATE, attrs.evolve(ESTATE)})
    assert Criticality.VITAL > Criticality.LOW
