"""Impact: what failures and planned absences mean for a map."""

from typing import Any

import pytest

from itsmcore import Impact, Priority, PriorityMatrix, Urgency, incidents
from itsmcore.conditions import field
from itsmcore.decisions import Decision
from itsmcore.errors import BadValue, Unlisted
from itsmcore.priority import Prioritiser
from itsmcore.services import (
    ImpactOfServices,
    Item,
    Needs,
    OperationalStatus,
    Service,
    ServiceMap,
    impact_level,
)
from tests.instants import NINE
from tests.services.estates import ESTATE
from tests.timing import within_times

DB = {"in_maintenance": "db"}
WORN = {"down": "web-1", "in_maintenance": "web-2"}


@pytest.mark.parametrize(
    ("absent", "down", "in_maintenance", "degraded", "reduced"),
    [
        ({}, "", "", "", ""),
        ({"down": "web-1"}, "web-1", "", "erp portal", ""),
        (WORN, "erp portal web-1", "web-2", "", ""),
        ({"in_maintenance": "web-2"}, "", "web-2", "", "erp"),
        (DB, "", "db erp payroll portal", "", ""),
        ({**DB, "down": "web-1"}, "web-1", "db erp payroll portal", "", ""),
        ({**DB, "down": "db"}, "db erp payroll portal", "", "", ""),
        ({**DB, "down": "erp"}, "erp portal", "db payroll", "", ""),
        ({"down": "n1"}, "n1", "", "farm", ""),
        ({"down": ["n1", "n2"]}, "farm n1 n2", "", "", ""),
        ({"down": "n1", "in_maintenance": "n2"}, "farm n1", "n2", "", ""),
    ],
)
def test_the_worked_examples_hold(
    absent: Any, down: str, in_maintenance: str, degraded: str, reduced: str
) -> None:
    """Planned absences alone make maintenance; failures, alone or with them, make an outage."""
    hit = ESTATE.impact(**absent)
    expected = [tuple(names.split()) for names in (down, in_maintenance, degraded, reduced)]
    assert expected == [hit.down, hit.in_maintenance, hit.degraded, hit.reduced]


def test_a_circle_ends_and_has_no_cause_of_its_own() -> None:
    """Nothing is down without a reason."""
    circle = ServiceMap([Service("a"), Service("b")], needs=[Needs("a", "b"), Needs("b", "a")])
    assert () == circle.impact().down
    assert ("a", "b") == circle.impact(down="a").down
    assert ("a", "b") == circle.impact(down="a").path("b")


def test_what_the_map_says_to_be_in_maintenance_is_absent() -> None:
    """Without being named again."""
    estate = ServiceMap(
        [Service("erp")],
        items=[Item("web-1"), Item("web-2", state="maintenance")],
        needs=[Needs("erp", any_of=["web-1", "web-2"])],
    )
    assert ("erp",) == estate.impact().reduced
    assert ("erp", "web-1") == estate.impact(down="web-1").down


def test_the_way_to_what_is_affected_proves_it() -> None:
    """From the cause on, each needs the one before."""
    hit = ESTATE.impact(**WORN)
    assert ("web-1", "erp", "portal") == hit.path("portal")
    assert ("web-2",) == hit.path("web-2")
    portal = hit.affected["portal"]
    assert ("web-1", "erp", OperationalStatus.DOWN) == (portal.cause, portal.via, portal.status)
    assert ["erp", "portal"] == [of.name for of in hit.services]
    assert ["web-1", "web-2"] == [of.name for of in hit.items]
    with pytest.raises(Unlisted, match="there is no affected part 'farm'"):
        hit.path("farm")


def test_a_way_by_failures_alone_is_not_mixed_with_one_by_planned_absences() -> None:
    """A part that both ways reach is proved by one of them."""
    estate = ServiceMap(
        [Service(name) for name in "PXYZ"],
        items=[Item("f"), Item("m", state="maintenance")],
        needs=[
            Needs("X", any_of=["f", "m"]),
            Needs("P", ["X", "Y"]),
            Needs("Y", "Z"),
            Needs("Z", "f"),
        ],
    )
    hit = estate.impact(down="f")
    assert ("f", "Z", "Y", "P") == hit.path("P")
    assert ("f", "X") == hit.path("X")


def test_every_cause_has_a_way() -> None:
    """Also those that are not the first by name."""
    hit = ESTATE.impact(down=["db", "web-1", "web-2"])
    assert ("db", "web-1", "web-2") == hit.causes("portal")
    assert ("web-2", "erp", "portal") == hit.path("portal", cause="web-2")
    assert ("db",) == ESTATE.impact(down=["db", "web-1"]).causes("portal")
    assert ("web-2",) == ESTATE.impact(in_maintenance="web-2").causes("erp")
    with pytest.raises(Unlisted, match="there is no cause 'n1'"):
        hit.path("portal", cause="n1")


def test_a_way_does_not_go_round_in_a_circle() -> None:
    """It leaves it by the shortest way; what is degraded may be in one, too."""
    needs = [Needs("a", "b"), Needs("b", "a"), Needs("b", "d"), Needs("c", "a")]
    estate = ServiceMap(items=[Item(name) for name in "abcd"], needs=needs)
    assert ("d", "b", "a", "c") == estate.impact(down="d").path("c", cause="d")
    spare = ServiceMap(
        items=[Item(name) for name in "abcde"],
        needs=[*needs[:2], Needs("a", any_of=["d", "e"]), Needs("c", ["a", "b"])],
    )
    assert ("a", "b", "c") == spare.impact(down="d").degraded


def test_two_ways_from_one_cause_are_one_of_them() -> None:
    """The first by name; and of two that a service can spare, the first is told."""
    estate = ServiceMap(
        [Service("shop")],
        items=[Item(name) for name in ("db", "w1", "w2", "w3")],
        needs=[
            Needs("w1", "db"),
            Needs("w2", "db"),
            Needs("shop", any_of=["w1", "w2", "w3"]),
        ],
    )
    hit = estate.impact(down="db")
    assert ("db", "w1", "shop") == hit.path("shop") == hit.path("shop", cause="db")
    assert ("degraded", "db", "w1") == (
        hit.affected["shop"].status,
        hit.affected["shop"].cause,
        hit.affected["shop"].via,
    )
    assert repr(dict(hit.affected)) == repr(hit.affected)
    assert {**hit.affected} == hit.affected
    assert "w3" not in hit.affected


def test_what_is_retired_is_not_affected() -> None:
    """Nor is what is only planned."""
    old = ServiceMap([Service("erp", state="retired")], items=[Item("new", state="planned")])
    assert {} == old.impact(down="erp", in_maintenance="new").affected


def test_everything_on_a_map_has_a_status() -> None:
    """Up, unless something is the matter."""
    hit = ESTATE.impact(down="web-1")
    assert ["up", "degraded", "down"] == [hit.status(of) for of in ("farm", "erp", "web-1")]
    with pytest.raises(Unlisted, match="there is no service or item 'fram'; did you mean 'farm'"):
        hit.status("fram")


def test_an_unknown_name_is_refused() -> None:
    """With what was meant."""
    with pytest.raises(Unlisted, match="did you mean 'web-1'"):
        ESTATE.impact(down="web1")
    with pytest.raises(BadValue, match="in_maintenance cannot be"):
        ESTATE.impact(in_maintenance=5)  # type: ignore[arg-type]


def test_an_impact_is_a_table() -> None:
    """With the worst first."""
    hit = ESTATE.impact(down="web-1", in_maintenance="db")
    assert (
        "name     is              because of  by way of\n"
        "web-1    down\n"
        "db       in maintenance\n"
        "erp      in maintenance  db          db\n"
        "payroll  in maintenance  db          db\n"
        "portal   in maintenance  db          erp"
    ) == str(hit)
    assert {
        "name": "portal",
        "is_service": True,
        "status": "in maintenance",
        "cause": "db",
        "via": "erp",
    } == hit.rows[-1]
    assert "nothing is affected" in str(ESTATE.impact())


# --- the impact of an incident ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("absent", "level"),
    [
        ({"down": "db"}, Impact.HIGH),
        ({"down": "portal"}, Impact.MEDIUM),
        ({"down": "n1"}, Impact.LOW),
        (DB, None),
        ({}, None),
    ],
)
def test_the_worst_service_decides_the_impact(absent: Any, level: Impact | None) -> None:
    """By its criticality and its users; a planned absence has none."""
    assert level == impact_level(ESTATE.impact(**absent))


def test_rules_of_your_own_decide_it() -> None:
    """They read what is known of each service."""
    rules = Decision([(field("owner").is_("it") & (field("users") >= 50), Impact.HIGH)])
    assert Impact.HIGH == impact_level(ESTATE.impact(down="erp"), rules=rules)
    assert None is impact_level(ESTATE.impact(down="payroll"), rules=rules)


def test_an_incident_gets_its_impact_from_the_map() -> None:
    """Where nobody has stated one; so the same words give payroll and the farm other priorities."""
    rules = Prioritiser(PriorityMatrix.default(), impact=ImpactOfServices(ESTATE))
    model = incidents.INCIDENT.extended(prioritiser=rules)
    told: Any = {"at": NINE, "by": "ada", "summary": "Down", "urgency": Urgency.HIGH}
    vital = model.open("INC-1", configuration_items=["db"], **told)
    spare = model.open("INC-2", configuration_items=["n1", "lamp"], **told)
    other = model.open("INC-3", **told)
    assert "the service map: High (erp down, payroll down, portal down)" in str(
        vital.prioritisation
    )
    assert "(farm degraded; not on the map: lamp)" in str(spare.prioritisation)
    assert [Priority.CRITICAL, Priority.MODERATE, None] == [
        incident.priority for incident in (vital, spare, other)
    ]
    assert "no service affected" in str(ImpactOfServices(ESTATE).opinion({"service": "lamp"}))


def test_an_assessor_needs_a_map_and_a_name() -> None:
    """Or it is refused when it is made."""
    with pytest.raises(BadValue, match="estate cannot be 5"):
        ImpactOfServices(5)  # type: ignore[arg-type]
    with pytest.raises(BadValue, match="name cannot be ''"):
        ImpactOfServices(ESTATE, name="")


@pytest.mark.untraced
def test_an_impact_takes_as_long_as_what_it_reaches() -> None:
    """Twice as deep a map takes about twice the time, and a large one beside it none."""

    def chain(length: int, beside: int) -> ServiceMap:
        names = [f"n{number}" for number in range(length)]
        needs = [Needs(one, other) for one, other in zip(names[1:], names, strict=False)]
        others = [f"o{number}" for number in range(beside)]
        estate = ServiceMap(items=[Item(name) for name in [*names, *others]], needs=needs)
        assert length == len(estate.impact(down="n0").affected)
        return estate

    short, deep, wide = chain(2_000, 0), chain(4_000, 0), chain(2_000, 20_000)
    within_times(4, lambda: short.impact(down="n0").down, lambda: deep.impact(down="n0").down)
    within_times(2, lambda: short.impact(down="n0").down, lambda: wide.impact(down="n0").down)
