"""Deciding: which fact tells, in a state of a log, which move was made next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator, Mapping
from typing import TypeAlias

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
_NOT_COMPARED = object()
"""A value that is set and that no condition names, such as an instant or a number with a point."""
_OF_STEPS = ("state", "phase")


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
    return value if isinstance(value, str | int | Level) else _NOT_COMPARED


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
    splits = (split for name in sorted(ahead) for split in _splits(name, ahead[name], times))
    telling = [one for one in splits if one.tells_apart and one.right >= certainty * total]
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
        likely: the move that was made most, for each value; or for whether it is set.
        right: how many moves that tells.
        is_of_values: whether it goes by values.
    """

    name: str
    likely: Mapping[Hashable, str]
    right: int
    is_of_values: bool

    @classmethod
    def of(
        cls, name: str, groups: Mapping[Hashable, Counter[str]], *, is_of_values: bool
    ) -> _Split:
        """Find the likely move for each value that was there often enough."""
        seen = {value: of for value, of in groups.items() if of.total() >= _SEEN}
        likely = {value: max(of, key=of.__getitem__) for value, of in seen.items()}
        right = sum(max(of.values()) for of in seen.values())
        return cls(name, likely, right, is_of_values)

    @property
    def tells_apart(self) -> bool:
        """Whether different moves are likely."""
        return len({*self.likely.values()}) > 1

    def condition(self, target: str) -> Condition:
        """Return what is so where a move is likely."""
        fact, values = field(self.name), [v for v, one in self.likely.items() if one == target]
        if not self.is_of_values:
            return fact.is_set if values == [True] else ~fact.is_set
        named = sorted((value for value in values if value is not None), key=written)
        if not named:
            return ~fact.is_set
        told = fact.is_(named[0]) if len(named) == 1 else fact.is_in(named)
        return ~fact.is_set | told if None in values else told


def _splits(
    name: str, by_value: Mapping[Hashable, Counter[str]], times: Targets
) -> Iterator[_Split]:
    """Divide the moves by whether a fact is set, and by its values if conditions can name them."""
    groups = {v: Counter({t: of[t] for t in times}) for v, of in by_value.items()}
    there = Counter(dict.fromkeys(times, 0))
    for value, of in groups.items():
        if value is not None:
            there.update(of)
    absent = Counter({target: times[target] - there[target] for target in times})
    yield _Split.of(name, {True: there, False: absent}, is_of_values=False)
    if _NOT_COMPARED not in groups:
        yield _Split.of(name, {**groups, None: absent}, is_of_values=True)
