"""Items: what they ask, for whom they are, and what they cost."""

from __future__ import annotations

import pickle
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import attrs
import pytest

from itsmcore.approval import ApprovalPolicy, Authority
from itsmcore.catalogue import Catalogue, CatalogueItem, Cost, Price, cost
from itsmcore.conditions import ALWAYS, Condition, field, given
from itsmcore.decisions import Decision, Match
from itsmcore.errors import BadAnswers, BadValue, FaultyDefinition, NaiveTime
from itsmcore.lifecycle import Argument, Form
from itsmcore.plans import Plan, PlannedTask
from itsmcore.schedule import Span, Window, WorkingDays
from tests.catalogue.items import FORM, IS_13, JULY, LAPTOP, MANAGER, VPN, laptop
from tests.instants import NEW_YEAR

SALES = {"department": "sales"}


def _faults(**changed: Any) -> list[tuple[str, str]]:
    with pytest.raises(FaultyDefinition) as raised:
        laptop(**changed)
    return [(fault.code, str(fault)) for fault in raised.value.faults]


def test_an_item_is_what_was_agreed() -> None:
    """A value that prints as the call that makes it."""
    assert ("laptop 3", "vpn", "1") == (str(LAPTOP), VPN.summary, VPN.version)
    assert LAPTOP == laptop() == attrs.evolve(LAPTOP) == pickle.loads(pickle.dumps(LAPTOP))
    assert (hash(LAPTOP), "CatalogueItem('badge')") == (
        hash(laptop()),
        repr(CatalogueItem("badge")),
    )
    assert Form(FORM) == LAPTOP.form
    assert laptop(form=Form(FORM)) == LAPTOP
    assert ApprovalPolicy(MANAGER) == laptop(approval=MANAGER).approval
    with pytest.raises(BadAnswers, match=r"answers\.dock is not asked"):
        LAPTOP.form.completed({"model": "13", "dock": True, "cost_centre": "4711"})


@pytest.mark.parametrize(
    ("at", "codes"),
    [
        (NEW_YEAR - timedelta(seconds=1), ["not_yet_available"]),
        (NEW_YEAR, []),
        (JULY - timedelta(seconds=1), []),
        (JULY, ["no_longer_available"]),
    ],
)
def test_it_may_be_ordered_while_it_is_available(at: datetime, codes: list[str]) -> None:
    """From its start up to its end."""
    assert codes == [reason.code for reason in LAPTOP.why_not(SALES, at=at)]
    assert not VPN.why_not({"is_remote": True}, at=at)
    since = laptop(available=Span(JULY))
    assert not since.why_not(SALES, at=JULY + timedelta(days=9999))


def test_it_may_be_ordered_for_whoever_is_entitled() -> None:
    """Whoever is not is told why; what is not known of somebody entitles nobody."""
    (reason,) = LAPTOP.why_not({}, at=NEW_YEAR)
    assert ("not_entitled", "is not for them: profile.department is set: no") == (
        reason.code,
        reason.words,
    )
    late = LAPTOP.why_not({"department": " "}, at=JULY)
    assert ["not_entitled", "no_longer_available"] == [reason.code for reason in late]
    with pytest.raises(BadValue, match="profile"):
        LAPTOP.why_not(5, at=JULY)  # type: ignore[arg-type]
    with pytest.raises(NaiveTime):
        LAPTOP.why_not(SALES, at=datetime(2026, 1, 5))


IS_EXTERNAL, IS_BOSS = field("profile.is_external").is_(True), field("profile.is_boss").is_(True)
GRADE = field("profile.grade")


@pytest.mark.parametrize(
    ("entitled", "profile", "lacking"),
    [
        (~IS_EXTERNAL, {}, "profile.is_external"),
        (~IS_EXTERNAL, {"is_external": None}, "profile.is_external"),
        (~IS_EXTERNAL, {"is_external": False}, None),
        (~(GRADE > 5), {}, "profile.grade"),
        (~(GRADE > 5), {"grade": 3}, None),
        (~IS_EXTERNAL & ~IS_BOSS, {"is_boss": False}, "profile.is_external"),
        (~IS_EXTERNAL & ~IS_BOSS, {}, "profile.is_external and profile.is_boss"),
        (~(IS_EXTERNAL & IS_BOSS), {"is_boss": False}, None),
        (~(IS_EXTERNAL | IS_BOSS), {"is_boss": False}, "profile.is_external"),
        (~IS_EXTERNAL | IS_BOSS, {"is_boss": True}, None),
        (~IS_EXTERNAL | ~IS_BOSS, {"is_boss": False}, None),
        (~field("profile.is_external").is_set, {}, None),
        (IS_BOSS | ~IS_EXTERNAL | (GRADE > 5), {"is_boss": True, "grade": "7"}, None),
    ],
)
def test_what_nobody_has_said_entitles_nobody(
    entitled: Condition, profile: dict[str, Any], lacking: str | None
) -> None:
    """Neither does the denial of it, unless that is asked for or other facts decide."""
    found = CatalogueItem("vpn", entitled=entitled).why_not(profile, at=NEW_YEAR)
    words = [] if lacking is None else [f"cannot be told to be for them: {lacking} must be given"]
    assert words == [reason.words for reason in found]


def test_every_price_that_holds_adds_up() -> None:
    """By what is answered rightly so far, and by the profile."""
    assert "1200 EUR, 40 EUR a month" == str(LAPTOP.cost({"model": "13"}))
    assert "40 EUR a month" == str(LAPTOP.cost({})) == str(LAPTOP.cost({"model": "14"}))
    intern = laptop(
        prices=[(field("profile.is_intern").is_(True), Price(1, "EUR")), (IS_13, Price(2, "EUR"))],
        approval=None,
    )
    assert "3 EUR" == str(intern.cost({"model": "13"}, profile={"is_intern": True}))
    assert Cost() == VPN.cost({})
    default = Decision([(IS_13, Price(2, "EUR"))], default=Price(9, "EUR"), match=Match.FIRST)
    other = laptop(prices=default, approval=None)
    assert ("2 EUR", "9 EUR") == (str(other.cost({"model": "13"})), str(other.cost({})))
    assert (Price(2, "EUR"), Price(9, "EUR")) == other.possible_prices


def test_a_threshold_reads_nought_where_nothing_is_paid() -> None:
    """In each currency in which it might be."""
    facts = LAPTOP.cost_facts(Cost())
    assert {Decimal(0)} == set(facts.values())
    assert {"EUR", "EUR.month", "EUR.year", "EUR.first_year"} == set(facts)
    assert {} == VPN.cost_facts(Cost())
    with pytest.raises(BadValue, match="cost cannot be"):
        VPN.cost_facts(5)  # type: ignore[arg-type]


OVER = cost("EUR") > 500


@pytest.mark.parametrize(
    ("prices", "asked", "words"),
    [
        (Price(450, "USD"), OVER, "one of 450 USD; read cost('USD'), or cost('USD', per='first_"),
        (Price(40, "EUR", per="month"), OVER, "40 EUR a month; read cost('EUR', per='month'), or"),
        (Price(40, "EUR"), cost("EUR", per="month") > 500, "one of 40 EUR; read cost('EUR'), or"),
    ],
)
def test_r1_a_price_that_no_threshold_judges_is_a_fault(
    prices: Price, asked: Any, words: str
) -> None:
    """Whether it is of another currency or of another period (EXAMPLES, R1)."""
    ((code, said),) = _faults(prices=prices, approval=ApprovalPolicy([(asked, MANAGER)]))
    assert "unjudged_price" == code
    assert words in said


@pytest.mark.parametrize(
    ("prices", "asked"),
    [
        (Price(450, "EUR"), OVER),
        (Price(40, "EUR", per="month"), OVER | (cost("EUR", per="month") > 30)),
        (Price(40, "EUR", per="year"), cost("EUR", per="first_year") > 500),
        (Price(0, "USD"), OVER),
        (Price(450, "USD"), ALWAYS),
        ((), cost("USD") > 5),
    ],
)
def test_a_price_is_judged_by_its_own_threshold(prices: Any, asked: Any) -> None:
    """Or by the first year; what is free, or approved whatever it costs, needs none."""
    item = laptop(prices=prices, approval=ApprovalPolicy([(asked, MANAGER)]))
    assert "laptop" == item.name


@pytest.mark.parametrize(
    ("changed", "code", "words"),
    [
        ({"form": (*FORM, FORM[0])}, "duplicate_field", "declared twice"),
        ({"form": Form((), space="custom")}, "other_space", "those of items are 'answers'"),
        ({"entitled": field("department").is_set}, "unknown_fact", "profile.department"),
        ({"entitled": given("vip").is_set}, "unknown_fact", "profile.vip"),
        (
            {"entitled": (field("profile.age") > 5) & (field("profile.age") < 5)},
            "never_entitled",
            "nobody may order it",
        ),
        (
            {"prices": [(field("answers.modle").is_set, Price(1, "EUR"))]},
            "unknown_fact",
            "did you mean 'answers.model'",
        ),
        ({"prices": [(field("model").is_set, Price(1, "EUR"))]}, "unknown_fact", "'model'"),
        (
            {"prices": [(field("answers.model").is_("14"), Price(1, "EUR"))]},
            "never_matches",
            "can never hold",
        ),
        ({"approval": [(field("price") > 500, MANAGER)]}, "no_currency", "read cost('EUR')"),
        ({"approval": [(field("cost.eur") > 5, MANAGER)]}, "unknown_fact", "'cost.eur'"),
        ({"approval": [(field("answers.modle").is_set, MANAGER)]}, "unknown_fact", "answers.model"),
        (
            {"plan": Plan(PlannedTask("ship", when=field("answers.remot").is_set))},
            "unknown_fact",
            "answers.remote",
        ),
        (
            {"plan": Plan(PlannedTask("ship", when=field("answers.model").is_("14")))},
            "never_needed",
            "drop it",
        ),
        ({"available": Window(JULY, JULY)}, "never_available", "give it time"),
        ({"lasts": field("answers.until")}, "no_end", "ask in the form for it as a datetime"),
        ({"lasts": field("answers.model")}, "no_end", "ask in the form for it as a datetime"),
    ],
)
def test_a_faulty_item_is_refused(changed: dict[str, Any], code: str, words: str) -> None:
    """When it is made, with what to do."""
    if "approval" in changed:
        changed = {"approval": ApprovalPolicy(changed["approval"])}
    found = dict(_faults(**changed))
    assert words in found[code]


def test_every_fault_is_listed() -> None:
    """Of the form, of the prices and of whom it is for."""
    codes = [code for code, _ in _faults(form=(FORM[1],), entitled=field("x").is_set)]
    assert "unknown_fact" in codes
    assert 4 < len(codes)


def test_an_approval_may_ask_what_only_a_request_knows() -> None:
    """And the profile, and the plan may as well."""
    asked = field("requested_for").is_("kim") & field("profile.site").is_set & IS_13
    plan = Plan(PlannedTask("a", when=field("priority").is_set & field("answers.remote").is_set))
    assert plan == laptop(approval=ApprovalPolicy([(asked, MANAGER)]), plan=plan).plan


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("version", ""),
        ("version", 3),
        ("summary", ""),
        ("service", 5),
        ("category", 5),
        ("form", "model"),
        ("form", [5]),
        ("entitled", "sales"),
        ("prices", 5),
        ("prices", [(ALWAYS, 5)]),
        ("prices", [5]),
        ("prices", Decision([(ALWAYS, "x")])),
        ("prices", Decision((), default=5)),
        ("approval", 5),
        ("approval", Cost()),
        ("target", 5),
        ("target", timedelta()),
        ("lasts", "a year"),
        ("lasts", timedelta(days=-1)),
        ("lasts", WorkingDays(5)),
        ("plan", 5),
        ("available", (NEW_YEAR, JULY)),
    ],
)
def test_a_value_of_the_wrong_kind_is_refused(name: str, wrong: Any) -> None:
    """By the name of its field."""
    with pytest.raises(BadValue):
        laptop(**{name: wrong})


def test_its_terms_are_read_line_by_line() -> None:
    """Whatever was agreed, and nothing else."""
    lines = f"{laptop():md}".splitlines()[2:]
    assert "| item | laptop 3 |  |" == lines[0]
    assert "| asks | model (needed) of 13, 15 |  |" in lines
    assert "| costs | 40 EUR a month |  |" in lines
    assert "| approves | line manager | cost.EUR.first_year > 500 |" in lines
    assert "| task | ship after image | answers.remote is True |" in lines
    assert "| lasts | 16800:00:00 from its fulfilment |  |" == lines[-1]
    bare = CatalogueItem("badge", prices=Decision((), default=Price(5, "EUR")))
    assert [("item", "badge 1", None), ("costs", "5 EUR", "nothing else does")] == [
        tuple(row.values()) for row in bare.rows
    ]
    chosen = CatalogueItem(
        "guest", form=[Argument("until", datetime)], lasts=field("answers.until")
    )
    assert ("lasts", "until answers.until", None) == tuple(chosen.rows[-1].values())
    always = laptop(available=Span(NEW_YEAR, None))
    assert "| available | from 2026-01-01 00:00+00:00 |  |" in f"{always:md}".splitlines()


def test_an_authority_may_stand_alone() -> None:
    """As everywhere."""
    cab = Authority("CAB", ["ada"])
    assert ApprovalPolicy(cab) == laptop(approval=cab).approval
    assert Argument("x") in CatalogueItem("x", form=[Argument("x")]).form


def test_what_cannot_be_compared_is_told_of_the_item_alone() -> None:
    """A page of the others is still shown."""
    odd = CatalogueItem("odd", entitled=field("profile.grade") > 5)
    (reason,) = odd.why_not({"grade": "x"}, at=NEW_YEAR)
    assert "not_entitled" == reason.code
    assert "profile.grade is 'x', which cannot be ordered against 5" in reason.words
    offers = Catalogue([odd, CatalogueItem("badge")]).for_({"grade": "x"}, at=NEW_YEAR)
    assert ["badge"] == [item.name for item in offers.items]


@pytest.mark.parametrize("amount", ["500", True, 0.5, Decimal("NaN"), Decimal("Infinity")])
def test_an_amount_is_compared_with_an_amount(amount: Any) -> None:
    """Exactly, or nothing would ever be approved."""
    found = _faults(approval=ApprovalPolicy([(cost("EUR") > amount, MANAGER)]))
    assert "bad_threshold" in [code for code, _ in found]


def test_it_is_judged_by_its_own_cost_or_by_that_of_its_order() -> None:
    """By nothing else."""
    assert ("item", "order") == (
        LAPTOP.approval_basis,
        laptop(approval_basis="order").approval_basis,
    )
    with pytest.raises(BadValue):
        laptop(approval_basis="cart")
