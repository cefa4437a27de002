"""Deciding: which fact tells, in a state of a log, which move was made next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator, Mapping
from decimal import Decimal
from typing import Literal, TypeAlias

import attrs

from itsmcore.absent import present
from itsmcore.conditions import Condition, field, is_set, state
from itsmcore.figures import percent
from itsmcore.level import Level
from itsmcore.lifecycle import Guard
from itsmcore.phrase import say
from itsmcore.shown import written
from itsmcore.timeline import Step

Targets: TypeAlias = Mapping[str, int]
"""How often each state came next."""
Ahead: TypeAlias = dict[str, dict[Hashable, Counter[str]]]
"""For each fact, as it was before a move, and each of its values, which states came next."""
_SEEN = 5
"""A value that was there more seldom tells nothing."""
_FEWEST = 2
"""Fewer numbers than this have no bound between them."""
_NOT_COMPARED = object()
"""A value that is set and that no condition compares, such as an instant."""
_OF_STEPS = ("state", "phase")
Number: TypeAlias = int | float | Decimal


@attrs.frozen
class SuggestedGuard:
    """A condition on a move that a log seems to keep to.

    Attributes:
        source: the state before.
        verb: what the move is called.
        target: the state after.
        condition: what was so before it.
        right: how many of the moves from that state this fact tells.
        times: how many moves there are from that state.
    """

    source: str
    verb: str
    target: str
    condition: Condition
    right: int
    times: int

    @property
    def guard(self) -> Guard:
        """The guard, for a model to take: `model.with_guards({one.verb: one.guard})`.

        It holds in other states whatever the facts are.
        """
        words = say(
            "conformance.deciding.only_where",
            source=self.source,
            target=self.target,
            condition=self.condition,
        )
        return Guard(words, ~state(self.source) | self.condition)

    def __str__(self) -> str:
        told = percent(self.right / self.times)
        return say(
            "conformance.deciding",
            source=self.source,
            target=self.target,
            condition=self.condition,
            told=told,
            times=self.times,
        )


def note(ahead: Ahead, before: Step, target: str) -> None:
    """Count what was so before a move."""
    for name, value in before.facts.items():
        if name not in _OF_STEPS and not name.startswith("event."):
            by_value = ahead.setdefault(name, {})
            by_value.setdefault(_value(present(value)), Counter())[target] += 1


def _value(value: object) -> Hashable:
    if not is_set(value):
        return None
    return value if isinstance(value, str | Level) or _is_number(value) else _NOT_COMPARED


def _is_number(value: object) -> bool:
    return isinstance(value, int | float | Decimal)


def suggested(
    source: str, verbs: Mapping[str, str], times: Targets, ahead: Ahead, certainty: float
) -> Iterator[SuggestedGuard]:
    """Yield a guard for each move from a state, if one fact tells which is made.

    Args:
        source: the state.
        verbs: what the move to each state that comes next is called.
        times: how often each was made.
        ahead: what was so before, for each fact.
        certainty: the share of them that the fact has to tell.
    """
    total = sum(times.values())
    splits = (
        split for name in sorted(ahead) for split in _splits(name, ahead[name], times, certainty)
    )
    telling = [one for one in splits if one.tells(certainty) and one.right >= certainty * total]
    if telling:
        best = max(telling, key=lambda one: (one.right, -len(one.likely)))
        for target in dict.fromkeys(best.likely.values()):
            condition = best.condition(target)
            yield SuggestedGuard(source, verbs[target], target, condition, best.right, total)


@attrs.frozen
class _Split:
    """A fact by which moves from a state are told apart.

    Attributes:
        name: the fact.
        likely: the move that was made most, for each value; for whether it is set; or for whether
            it is at least the bound.
        right: how many moves that tells.
        least: of the moves that are likely somewhere, the share of the rightly told, at least.
        by: what it goes by.
        bound: the least number of the upper part.
    """

    name: str
    likely: Mapping[Hashable, str]
    right: int
    least: float
    by: Literal["presence", "values", "bound"]
    bound: Number = 0

    @classmethod
    def of(
        cls,
        name: str,
        groups: Mapping[Hashable, Counter[str]],
        by: Literal["presence", "values", "bound"],
        bound: Number = 0,
    ) -> _Split:
        """Find the likely move for each value that was there often enough."""
        seen = {value: of for value, of in groups.items() if of.total() >= _SEEN}
        likely = {value: max(of, key=of.__getitem__) for value, of in seen.items()}
        told, there = Counter[str](), Counter[str]()
        for value, target in likely.items():
            told[target] += seen[value][target]
            there[target] += seen[value].total()
        least = min((told[target] / there[target] for target in told), default=0.0)
        return cls(name, likely, told.total(), least, by, bound)

    def tells(self, certainty: float) -> bool:
        """Return whether different moves are likely, and each is so for sure.

        Where nearly all go one way, any fact would tell most of them.
        """
        return len({*self.likely.values()}) > 1 and self.least >= certainty

    def condition(self, target: str) -> Condition:
        """Return what is so where a move is likely."""
        fact, values = field(self.name), [v for v, one in self.likely.items() if one == target]
        if self.by == "presence":
            return fact.is_set if values == [True] else ~fact.is_set
        if self.by == "bound":
            return fact >= self.bound if values == [True] else fact < self.bound
        named = sorted((value for value in values if value is not None), key=written)
        if not named:
            return ~fact.is_set
        told = fact.is_(named[0]) if len(named) == 1 else fact.is_in(named)
        return ~fact.is_set | told if None in values else told


def _splits(
    name: str, by_value: Mapping[Hashable, Counter[str]], times: Targets, certainty: float
) -> Iterator[_Split]:
    """Divide the moves by whether a fact is set, and by its values if conditions can name them."""
    groups = {v: Counter({t: of[t] for t in times}) for v, of in by_value.items()}
    there = Counter(dict.fromkeys(times, 0))
    for value, of in groups.items():
        if value is not None:
            there.update(of)
    absent = Counter({target: times[target] - there[target] for target in times})
    yield _Split.of(name, {True: there, False: absent}, "presence")
    if _NOT_COMPARED not in groups and not any(isinstance(v, float | Decimal) for v in groups):
        yield _Split.of(name, {**groups, None: absent}, "values")
    yield from _bounded(name, {v: of for v, of in groups.items() if v is not None}, certainty)


def _bounded(
    name: str, groups: Mapping[Hashable, Counter[str]], certainty: float
) -> Iterator[_Split]:
    """Divide the moves by the bound that tells most of them, if the fact is a number."""
    numbers: dict[Number, Counter[str]] = {
        value: of
        for value, of in groups.items()
        if isinstance(value, int | float | Decimal) and not isinstance(value, bool)
    }
    if len(numbers) < _FEWEST or len(numbers) < len(groups):
        return
    low, high = Counter[str](), sum(numbers.values(), Counter[str]())
    best: _Split | None = None
    for bound, before in zip(sorted(numbers)[1:], sorted(numbers), strict=False):
        low.update(numbers[before])
        high.subtract(numbers[before])
        split = _Split.of(name, {False: low, True: high}, "bound", bound)
        if split.tells(certainty) and (best is None or split.right > best.right):
            best = split
    if best is not None:
        yield best
