"""Faults of a service map: what would make a name unclear, or a need impossible to meet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from itsmcore.errors import Fault
from itsmcore.nearest import hint
from itsmcore.phrase import Phrase, Words
from itsmcore.services._needs import Needs, Requirement
from itsmcore.services._parts import ItemState, Part
from itsmcore.shown import shown

V = TypeVar("V")

MOST_HINTED = 50
"""Of how many unknown names it is said what was probably meant; that takes time for each."""


def map_faults(
    parts: Sequence[Part],
    needs: Iterable[Needs],
    stated: Sequence[Requirement],
    by_name: Mapping[str, Part],
) -> Iterator[Fault]:
    """Yield every fault of a map.

    Args:
        parts: its services and items as they were listed.
        needs: what they need.
        stated: each requirement of these.
        by_name: the parts by their names.
    """
    for name in _repeated(part.name for part in parts):
        words = Phrase("services.duplicate_name")
        yield Fault("duplicate_name", shown(name), words)
    yield from _nothing_needed(needs)
    yield from _unknown(stated, by_name)
    for requirement in _repeated(stated):
        yield Fault("duplicate_need", _subject(requirement), Phrase("services.duplicate_need"))
    for requirement in stated:
        yield from _own_faults(requirement)
        yield from _unmet(requirement, by_name)


def _repeated(values: Iterable[V]) -> Iterator[V]:
    return (value for value, times in Counter(values).items() if times > 1)


def _subject(requirement: Requirement) -> Words:
    return Phrase("services.subject.need_that", requirement=requirement)


def _nothing_needed(needs: Iterable[Needs]) -> Iterator[Fault]:
    for need in needs:
        if not need.items and not need.any_of:
            words = Phrase("services.needs_nothing")
            yield Fault(
                "needs_nothing", Phrase("services.subject.need", name=shown(need.name)), words
            )


def _unknown(stated: Iterable[Requirement], known: Mapping[str, Part]) -> Iterator[Fault]:
    names = (name for requirement in stated for name in (requirement.name, *requirement.of))
    for place, name in enumerate(dict.fromkeys(name for name in names if name not in known)):
        meant = hint(name, known) if place < MOST_HINTED else Phrase("services.list_it")
        words = Phrase("services.unknown_name", meant=meant)
        yield Fault("unknown_name", shown(name), words)


def _own_faults(requirement: Requirement) -> Iterator[Fault]:
    for name in _repeated(requirement.of):
        words = Phrase("services.named_twice", name=shown(name))
        yield Fault("duplicate_alternative", _subject(requirement), words)
    if requirement.name in requirement.of:
        yield Fault("needs_itself", _subject(requirement), Phrase("services.needs_itself"))
    if requirement.number > len(requirement.of):
        words = Phrase("services.never_met", count=len(requirement.of))
        yield Fault("too_many_needed", _subject(requirement), words)


def _unmet(requirement: Requirement, known: Mapping[str, Part]) -> Iterator[Fault]:
    """Yield what is wrong with the states of what a part that is there depends on."""
    if any(name not in known for name in (requirement.name, *requirement.of)):
        return
    if not known[requirement.name].state.is_there:
        return
    for name in dict.fromkeys(requirement.of):
        if known[name].state is ItemState.RETIRED:
            words = Phrase("services.retired", name=shown(name))
            yield Fault("retired_and_needed", _subject(requirement), words)
    there = sum(known[name].state.is_there for name in requirement.of)
    planned = [name for name in requirement.of if known[name].state is ItemState.PLANNED]
    if planned and there < requirement.number <= len(requirement.of):
        words = Phrase("services.never_live", names=", ".join(map(shown, planned)))
        yield Fault("planned_and_needed", _subject(requirement), words)
