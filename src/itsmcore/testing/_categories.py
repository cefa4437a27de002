"""Strategies for category trees, and for rules that suggest categories."""

from __future__ import annotations

from collections.abc import Collection

from hypothesis import strategies as st

from itsmcore.categories import Categoriser, Category, CategoryRule, CategoryTree
from itsmcore.checked import checked
from itsmcore.conditions import Condition, words
from itsmcore.decisions import Match
from itsmcore.errors import FaultyDefinition
from itsmcore.fields import as_whole
from itsmcore.testing._conditions import FIELDS, conditions

_PARTS = ("hardware", "software", "network", "mail", "other")
_WORDS = ("outlook", "printer", "vpn", "slow", "down")
_MATCHES = (Match.FIRST, Match.GREATEST, Match.ALL)
_OWN = {name: values for name, values in FIELDS.items() if not name.startswith("given.")}


@checked
@st.composite
def category_trees(draw: st.DrawFn, *, max_size: int = 8, max_depth: int = 3) -> CategoryTree:
    """Draw category trees, some of whose categories are retired, have a code or a synonym.

    Args:
        max_size: the largest number of categories that are listed; those above them are implied.
        max_depth: the largest number of parts of a path.
    """
    for name, size in (("max_size", max_size), ("max_depth", max_depth)):
        as_whole(size, name, least=1, most=100)
    path = st.lists(st.sampled_from(_PARTS), min_size=1, max_size=max_depth).map("/".join)
    paths = draw(st.lists(path, min_size=1, max_size=max_size, unique=True))
    some = draw(st.lists(st.sampled_from(paths), max_size=2, unique=True))
    retired = [
        one for n, one in enumerate(some) if not any(_are_related(one, of) for of in some[:n])
    ]
    used = [one for one in paths if not any(_are_related(one, other) for other in retired)]
    return CategoryTree(
        [draw(_categories(one, number, retired, used)) for number, one in enumerate(paths)]
    )


def _are_related(path: str, other: str) -> bool:
    return f"{path}/".startswith(f"{other}/") or f"{other}/".startswith(f"{path}/")


@st.composite
def _categories(
    draw: st.DrawFn, path: str, number: int, retired: Collection[str], used: list[str]
) -> Category:
    is_retired = path in retired
    successors = st.none() | st.sampled_from(used) if is_retired and used else st.none()
    return Category(
        path,
        code=draw(st.sampled_from([None, f"C{number}"])),
        synonyms=draw(st.sampled_from([(), (f"synonym {number}",)])),
        successor=draw(successors),
        is_retired=is_retired,
        may_open=draw(st.booleans()),
        may_close=draw(st.booleans()),
    )


def _asked() -> st.SearchStrategy[Condition]:
    has_word = st.sampled_from(_WORDS).map(lambda word: words("summary").some(word))
    return has_word | conditions(fields=_OWN, max_leaves=2)


@checked
@st.composite
def categorisers(draw: st.DrawFn, *, match: Match | None = None, max_rules: int = 4) -> Categoriser:
    """Draw categorisers whose rules ask for words of the summary and for other facts.

    Args:
        match: what is suggested if several rules hold; any by default.
        max_rules: the largest number of rules.
    """
    as_whole(max_rules, "max_rules", least=1, most=100)
    chosen = draw(st.sampled_from(_MATCHES)) if match is None else match
    rules = [CategoryRule("0", words("summary").some("mail"), draw(st.sampled_from(_PARTS)))]
    made = Categoriser(rules, match=chosen)
    for number, when in enumerate(draw(st.lists(_asked(), max_size=max_rules - 1)), 1):
        confidence = draw(st.sampled_from([0.25, 0.5, 1.0]))
        rules = [CategoryRule(str(number), when, draw(st.sampled_from(_PARTS)), confidence)]
        try:
            made = Categoriser([*made.rules, *rules], match=chosen)
        except FaultyDefinition:
            continue
    return made
