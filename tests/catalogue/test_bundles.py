"""Bundles: what is ordered together, and what waits for what."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itsmcore.catalogue import Bundle, BundledItem
from itsmcore.conditions import NEVER, field
from itsmcore.documents import Documents
from itsmcore.errors import BadValue, FaultyDefinition

REMOTE = field("profile.is_remote").is_(True)
ONBOARDING = Bundle(
    "onboarding",
    "account",
    BundledItem("vpn", after="account", when=REMOTE),
    BundledItem("laptop", after="vpn"),
    BundledItem("monitor", name="second monitor", after=("laptop", "account")),
    summary="A new colleague",
)


def _waits(**profile: Any) -> dict[str, tuple[str, ...]]:
    return {one.name: one.after for one in ONBOARDING.ordered(profile)}


def test_each_comes_after_those_it_waits_for() -> None:
    """And does not wait for what is not ordered, but for what that would wait for."""
    assert {
        "account": (),
        "vpn": ("account",),
        "laptop": ("vpn",),
        "second monitor": ("laptop", "account"),
    } == _waits(is_remote=True)
    assert {
        "account": (),
        "laptop": ("account",),
        "second monitor": ("laptop", "account"),
    } == _waits()
    with pytest.raises(BadValue, match="profile"):
        ONBOARDING.ordered(5)  # type: ignore[arg-type]


def test_a_bundle_is_a_value() -> None:
    """That prints as the call that makes it, and is a table."""
    assert "onboarding: account, vpn, laptop, second monitor" == str(ONBOARDING)
    names = {"Bundle": Bundle, "BundledItem": BundledItem, "field": field}
    assert ONBOARDING == eval(repr(ONBOARDING), names)
    assert "Bundle('a', BundledItem('b'))" == repr(Bundle("a", "b"))
    assert (4, "A new colleague") == (len(ONBOARDING), ONBOARDING.summary)
    assert ONBOARDING.items == tuple(ONBOARDING)
    assert "| laptop | laptop | vpn |  |" in f"{ONBOARDING:md}".splitlines()
    assert ["| name | item |"] == f"{Bundle('a', 'b'):md}".splitlines()[:1]


@pytest.mark.parametrize(
    ("items", "code", "words"),
    [
        ((), "no_items", "has no item"),
        (("a", "a"), "duplicate_item", "give each a name="),
        ((BundledItem("a", after="b"),), "unknown_item", "waits for 'b', which is not in"),
        (
            (BundledItem("a", after="b"), BundledItem("b", after="a")),
            "item_circle",
            "'a' after 'b' after 'a'; cut it",
        ),
        ((BundledItem("a", after="a"),), "item_circle", "'a' after 'a'"),
        ((BundledItem("a", when=NEVER),), "never_ordered", "can never hold; drop it"),
        ((BundledItem("a", when=field("site").is_set),), "unknown_fact", "profile.site"),
    ],
)
def test_a_faulty_bundle_is_refused(items: Any, code: str, words: str) -> None:
    """When it is made."""
    with pytest.raises(FaultyDefinition) as raised:
        Bundle("x", *items)
    assert words in {fault.code: fault.words for fault in raised.value.faults}[code]


def test_many_slips_are_told_without_a_hint_for_each() -> None:
    """Finding what was meant takes time."""
    slips = [BundledItem(f"a{n}", after=f"b{n}") for n in range(60)]
    with pytest.raises(FaultyDefinition) as raised:
        Bundle("x", *slips)
    assert raised.value.faults[-1].words.endswith("; add it")


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: Bundle(""),
        lambda: Bundle(5),  # type: ignore[arg-type]
        lambda: Bundle("a", 5),  # type: ignore[arg-type]
        lambda: Bundle("a", "b", summary=""),
        lambda: BundledItem(""),
        lambda: BundledItem("a", name=""),
        lambda: BundledItem("a", after=5),  # type: ignore[arg-type]
        lambda: BundledItem("a", when="x"),  # type: ignore[arg-type]
    ],
)
def test_a_value_of_the_wrong_kind_is_refused(wrong: Any) -> None:
    """Wherever it stands."""
    with pytest.raises(BadValue):
        wrong()


@given(st.lists(st.sets(st.integers(0, 7)), max_size=8), st.sets(st.integers(0, 7)))
def test_whatever_is_left_out_the_others_keep_their_order(
    waits: list[set[int]], left_out: set[int]
) -> None:
    """One waits for another if and only if a chain led there before; nothing waits for itself."""
    after = {n: {of for of in before if of < n} for n, before in enumerate(waits)}
    items = [
        BundledItem(
            str(n),
            after=map(str, after[n]),
            when=field(f"profile.p{n}").is_(None),
        )
        for n in after
    ]
    if not items:
        return
    ordered = Bundle("x", *items[::-1]).ordered({f"p{n}": 1 for n in left_out})
    assert {str(n) for n in after if n not in left_out} == {one.name for one in ordered}
    before: dict[int, set[int]] = {}
    for n in after:
        before[n] = set().union(*({of} | before[of] for of in after[n]))
    seen: dict[str, set[str]] = {}
    for one in ordered:
        assert set(one.after) <= seen.keys()
        seen[one.name] = set(one.after).union(*(seen[of] for of in one.after))
        assert {str(of) for of in before[int(one.name)] if of not in left_out} == seen[one.name]


def test_a_bundle_is_read_back_the_same() -> None:
    """With what waits for what."""
    documents = Documents()
    bundle = Bundle("onboarding", "account", BundledItem("laptop", after="account"))
    assert bundle == documents.structure(documents.unstructure(bundle), Bundle)


def test_a_fact_that_cannot_be_compared_is_told_with_its_item() -> None:
    """Nobody is given what they may not have by a slip of a type."""
    bundle = Bundle("joining", BundledItem("phone", when=field("profile.level") > 3))
    with pytest.raises(BadValue) as caught:
        bundle.ordered({"level": "high"})
    assert "profile.level cannot be 'high'; give one to compare with 3, for item 'phone'" == str(
        caught.value
    )
