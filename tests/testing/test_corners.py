"""The kit's corners: odd models, odd options, and a missing hypothesis."""

import importlib.util
import sys
from typing import Any, ClassVar

import attrs
import pytest
from hypothesis import find, settings
from hypothesis import strategies as st

import itsmcore.testing
from itsmcore.conditions import given
from itsmcore.decisions import Match
from itsmcore.errors import BadValue
from itsmcore.level import Impact, Level
from itsmcore.lifecycle import Event, Guard, Rule
from itsmcore.priority import Ceiling, Floor, Limit
from itsmcore.testing import (
    Firing,
    categorisers,
    category_trees,
    instants,
    machine_for,
    paths,
    prioritisers,
)
from itsmcore.testing._arguments import outside_values
from itsmcore.testing._samples import samples
from tests.support import LOAN, Renewed


@attrs.frozen(kw_only=True)
class Weighed(Event):
    """Weigh it, by a level that no table of the model lists."""

    verb: ClassVar[str] = "weigh"
    size: Impact
    grams: int = attrs.field()
    share: float | None = None

    @grams.validator
    def _is_odd(self, _: object, grams: int) -> None:
        if grams % 2 == 0:
            raise BadValue(field="grams", value=grams, expected="an odd number")


def test_the_import_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where hypothesis is missing."""
    monkeypatch.setitem(sys.modules, "hypothesis", None)
    spec = importlib.util.spec_from_file_location("no_kit", itsmcore.testing.__file__)
    assert spec is not None
    assert spec.loader is not None
    with pytest.raises(ImportError, match=r"pip install 'itsmcore\[testing\]'"):
        spec.loader.exec_module(importlib.util.module_from_spec(spec))


def test_instants_outside_the_years_of_zone_tables() -> None:
    """Are drawn all the same."""
    assert 1900 <= find(instants(min_year=1900, max_year=1901), lambda _: True).year <= 1902


def test_outside_values_are_those_that_a_guard_can_tell_apart() -> None:
    """However deep they stand, and whatever is asked of them."""
    x, y = given("x"), given("y")
    asked = (x.is_("a") | ~x.is_set) & ~(x.is_in(("b",)) & (y < 3))
    model = LOAN.with_guards({Renewed: Guard("no", asked)})
    expected = {"banned": [True, False], "x": [True, False, "a", "b"], "y": [True, False, 3, 4, 2]}
    assert expected == outside_values(model)


def test_samples_and_paths_survive_events_that_cannot_be_made() -> None:
    """What makes none is passed over; a level of no table is left to the user."""
    model = LOAN.extended(Rule(Weighed, source="lent"), codes={"reader": (Impact.LOW, "ada")})
    assert {"grams": 1, "size": Impact.LOW} in list(samples(Weighed, model))
    of = {(path.verb, path.source): path for path in paths(model)}
    assert of["weigh", "lent"].record is not None


def test_a_machine_survives_events_that_cannot_be_made() -> None:
    """They are noted, and the record stays as it is."""
    model = LOAN.extended(Rule(Weighed, source="wanted"))
    odd = st.fixed_dictionaries({"size": st.just(Impact.LOW), "grams": st.integers(0, 9)})
    firing = machine_for(model, strategies={Weighed: odd}).check(
        settings=settings(max_examples=200, stateful_step_count=8, deadline=None, database=None)
    )
    assert ("weigh", "wanted") not in firing.never


def test_a_report_shows_itself() -> None:
    """As the sentence it prints."""
    assert "<Firing: every one of 1 rules fired>" == repr(Firing({("a", "b"): 1}))


def test_levels_are_drawn_even_where_no_table_has_them() -> None:
    """A level of the asked kind is made up."""
    from itsmcore.testing import arguments

    drawn: Any = find(arguments(Weighed, model=LOAN), lambda data: True)
    assert isinstance(drawn["size"], Level)


def test_rules_of_priorities_have_limits_of_both_kinds() -> None:
    """Floors and ceilings, of urgencies and of priorities; `st.from_type` draws them alone."""
    for kind in (Floor, Ceiling):
        for name in ("urgency", "priority"):

            def is_sought(limit: Limit, kind: Any = kind, name: str = name) -> bool:
                return isinstance(limit, kind) and getattr(limit, name) is not None

            find(prioritisers(), lambda rules, sought=is_sought: any(map(sought, rules.limits)))  # type: ignore[misc]
        assert isinstance(find(st.from_type(kind), lambda _: True), kind)
    assert () == find(prioritisers(max_limits=0), lambda rules: len(rules.engines) > 1).limits


def test_trees_have_successors_and_rules_suggest_by_each_match() -> None:
    """A tree has a retired category with a successor, a code and a synonym; rules ask for words."""
    every = [
        lambda one: one.is_retired and one.successor is not None,
        lambda one: one.code is not None,
        lambda one: bool(one.synonyms),
    ]
    for is_sought in every:
        find(
            category_trees(),
            lambda tree, is_sought=is_sought: any(map(is_sought, tree.categories)),  # type: ignore[misc]
        )
    for match in (Match.FIRST, Match.GREATEST, Match.ALL):
        found = find(categorisers(match=match, max_rules=9), lambda one: len(one.rules) > 4)
        assert match is found.match
