"""The catalogue: what somebody may order, and why not the rest."""

from __future__ import annotations

import functools
from datetime import datetime
from typing import Any

import pytest

from itsmcore.catalogue import Bundle, Catalogue, CatalogueItem, Offer, Offers
from itsmcore.categories import CategoryTree
from itsmcore.conditions import field
from itsmcore.errors import BadValue, FaultyDefinition, NaiveTime, Unlisted
from itsmcore.services import Item, Needs, Service, ServiceMap
from tests.catalogue.items import BADGE, JULY, LAPTOP, VPN
from tests.instants import NEW_YEAR
from tests.timing import calls

TREE = CategoryTree(["hardware/mobile", "hardware", "access"])
ONBOARDING = Bundle("onboarding", "badge", "vpn", "laptop")
CATALOGUE = Catalogue([LAPTOP, VPN, BADGE], bundles=[ONBOARDING], categories=TREE)


def test_somebody_may_order_what_is_for_them_now() -> None:
    """And is told why not the rest."""
    offers = CATALOGUE.for_({"department": "sales"}, at=NEW_YEAR)
    assert (LAPTOP, BADGE) == offers.items
    assert Offer(LAPTOP) == offers.offers[0]
    assert (3, [True, False, True]) == (len(offers), [offer.may_order for offer in offers])
    (_, vpn, _) = offers
    assert "is not for them: profile.is_remote is True: no, None" == vpn.words
    assert {
        "item": "vpn",
        "category": "access",
        "summary": "vpn",
        "may_order": False,
        "why_not": vpn.words,
    } == offers.rows[1]
    assert "| laptop | hardware/mobile | yes |  |" in f"{offers:md}".splitlines()
    assert str(offers).splitlines()[0].startswith("item")
    assert "<table" in offers._repr_html_()


def test_what_is_wrong_with_each_is_told_together() -> None:
    """Two reasons may stand against one."""
    laptop = CATALOGUE.for_({}, at=JULY).offers[0]
    assert (
        f"is not for them: profile.department is set: no; could be ordered until {JULY}"
        == laptop.words
    )


def test_items_and_bundles_are_found_by_name() -> None:
    """A slip is answered with what was meant."""
    assert (LAPTOP, ONBOARDING) == (CATALOGUE["laptop"], CATALOGUE.bundle("onboarding"))
    assert ("vpn" in CATALOGUE, "vpm" in CATALOGUE, [] in CATALOGUE) == (True, False, False)
    assert ([LAPTOP, VPN, BADGE], 3) == (list(CATALOGUE), len(CATALOGUE))
    with pytest.raises(Unlisted, match="did you mean 'laptop'"):
        CATALOGUE["latpop"]
    with pytest.raises(Unlisted, match="did you mean 'onboarding'"):
        CATALOGUE.bundle("onbording")


def test_a_catalogue_is_a_value() -> None:
    """And a table."""
    assert "a catalogue of 3 items and 1 bundle" == str(CATALOGUE)
    assert ("a catalogue of 1 item", "a catalogue of 0 items") == (
        str(Catalogue([VPN])),
        str(Catalogue()),
    )
    two = Catalogue([VPN], bundles=[Bundle("a", "vpn"), Bundle("b", "vpn")])
    assert str(two).endswith("2 bundles")
    assert "Catalogue()" == repr(Catalogue())
    assert CATALOGUE == Catalogue(iter([LAPTOP, VPN, BADGE]), bundles=[ONBOARDING], categories=TREE)
    assert "| vpn | 1 |  | access | vpn |" in f"{CATALOGUE:md}".splitlines()


def test_a_faulty_catalogue_is_refused() -> None:
    """With every fault of it."""
    with pytest.raises(FaultyDefinition) as raised:
        Catalogue(
            [VPN, VPN, CatalogueItem("pen", category="hardwear")],
            bundles=[Bundle("a", "vpm"), Bundle("a", "pen")],
            categories=TREE,
        )
    assert [
        "item 'vpn': is there 2 times; keep one",
        "bundle 'a': is there 2 times; keep one",
        "item 'pen': is of the category 'hardwear'; did you mean 'hardware'?",
        "bundle 'a': has the item 'vpm'; did you mean 'vpn'?",
    ] == [str(fault) for fault in raised.value.faults]
    assert Catalogue([CatalogueItem("pen", category="hardwear")])


def test_many_slips_are_told_without_a_hint_for_each() -> None:
    """Finding what was meant takes time."""
    items = [CatalogueItem(f"i{n}", category=f"c{n}") for n in range(60)]
    with pytest.raises(FaultyDefinition) as raised:
        Catalogue(items, bundles=[Bundle("a", *(f"j{n}" for n in range(60)))], categories=TREE)
    assert 120 == len(raised.value.faults)
    assert raised.value.faults[59].words.endswith("; name another")
    assert raised.value.faults[119].words.endswith("; add it")


ESTATE = ServiceMap(
    [Service("mail"), Service("fax", state="retired"), Service("wiki", state="planned")],
    items=[Item("mx")],
    needs=[Needs("mail", "mx")],
)


def test_the_services_of_items_are_on_the_map() -> None:
    """What is none of its services, or is no more, is a fault."""
    items = [CatalogueItem(f"i {name}", service=name) for name in ("mial", "mx", "fax", "wiki")]
    with pytest.raises(FaultyDefinition) as raised:
        Catalogue(items, estate=ESTATE)
    assert [
        "item 'i mial': is of 'mial', which is no service of the map; did you mean 'mail'?",
        "item 'i mx': is of 'mx', which is no service of the map; known: mail, fax, wiki",
        "item 'i fax': is of the service 'fax', which is retired; drop the item",
    ] == [str(fault) for fault in raised.value.faults]
    assert 4 == len(Catalogue(items))
    many = [CatalogueItem(f"i{n}", service=f"c{n}") for n in range(60)]
    with pytest.raises(FaultyDefinition) as raised:
        Catalogue(many, estate=ESTATE)
    assert raised.value.faults[59].words.endswith("; name another")


def test_what_is_affected_of_a_catalogue_is_what_its_services_are() -> None:
    """By the map that incidents and changes read."""
    several = [CatalogueItem("box", service="mail"), VPN, CatalogueItem("page", service="wiki")]
    catalogue = Catalogue(several, estate=ESTATE)
    found = catalogue.affected(ESTATE.impact(down="mx"))
    assert {"box": ("mail", "down", "mx")} == {
        name: (of.name, of.status, of.cause) for name, of in found.items()
    }
    assert {} == catalogue.affected(ESTATE.impact())


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: Catalogue(estate=["mail"]),  # type: ignore[arg-type]
        lambda: Catalogue().affected(5),  # type: ignore[arg-type]
        lambda: Catalogue(5),  # type: ignore[arg-type]
        lambda: Catalogue(["vpn"]),  # type: ignore[list-item]
        lambda: Catalogue(bundles=["vpn"]),  # type: ignore[list-item]
        lambda: Catalogue(categories=["vpn"]),  # type: ignore[arg-type]
        lambda: CATALOGUE.for_(5, at=JULY),  # type: ignore[arg-type]
    ],
)
def test_a_value_of_the_wrong_kind_is_refused(wrong: Any) -> None:
    """Wherever it stands; a naive time, too."""
    with pytest.raises(BadValue):
        wrong()
    with pytest.raises(NaiveTime):
        CATALOGUE.for_({}, at=datetime(2026, 1, 5))


def test_offers_are_of_whatever_items_there_are() -> None:
    """Of none, nothing."""
    assert ((), ()) == (Offers(()).items, Catalogue().for_({}, at=JULY).offers)


def _wide(count: int) -> Catalogue:
    return Catalogue(
        [CatalogueItem(f"i{n}", entitled=field(f"profile.p{n}").is_set) for n in range(count)],
        bundles=[Bundle("all", *(f"i{n}" for n in range(count)))],
    )


def test_twice_the_items_take_twice_the_work() -> None:
    """To ask whom they are for, and to make a catalogue of them."""
    sizes = (50, 100, 200)
    asked = [calls(functools.partial(_wide(n).for_, {"p1": 1}, at=JULY)) for n in sizes]
    made = [calls(functools.partial(_wide, n)) for n in sizes]
    for few, more, many in (asked, made):
        assert many - more == pytest.approx(2 * (more - few), rel=0.1)
