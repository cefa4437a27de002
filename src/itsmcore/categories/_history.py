"""Histories: which categories a case had, first, last and in between."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import attrs

from itsmcore.absent import present
from itsmcore.checked import checked
from itsmcore.phase import Phase
from itsmcore.plain import is_said
from itsmcore.shown import written
from itsmcore.timeline import Step, Timeline

FACTS = ("category", "closing_category")
"""The facts that hold a category."""
HIDDEN = (*FACTS, *(f"event.{name}" for name in FACTS))
"""The facts that tell what a suggester is asked for."""


def category_of(step: Step, name: str = "category") -> str | None:
    """Return a category that a step tells; None if it is absent or blank."""
    value = present(step.facts.get(name))
    return value if isinstance(value, str) and is_said(value) else None


def until_closed(steps: Sequence[Step]) -> Sequence[Step]:
    """Return the steps up to the last closing; what comes after it is not looked at."""
    last = len(steps)
    while last > 1 and _is_closed(steps[last - 1]) and _is_closed(steps[last - 2]):
        last -= 1
    return steps[:last]


def _is_closed(step: Step) -> bool:
    return step.facts.get("phase") is Phase.CLOSED


def final_category(steps: Sequence[Step], *, is_closing: bool = False) -> str | None:
    """Return the category that a case had in the end; None if it is open or has none.

    Args:
        steps: the steps of its timeline.
        is_closing: whether the category that it was closed with counts, where there is one.
    """
    if not steps:
        return None
    phase = steps[-1].facts.get("phase")
    if isinstance(phase, Phase) and phase.is_open:
        return None
    until = until_closed(steps)
    closing = category_of(until[-1], "closing_category") if is_closing else None
    found = (category_of(step) for step in reversed(until))
    return closing or next((category for category in found if category is not None), None)


def first_facts(steps: Sequence[Step]) -> Mapping[str, Any]:
    """Return what was known of a case when it was opened, but for its category."""
    return {name: of for name, of in steps[0].facts.items() if name not in HIDDEN}


@attrs.frozen
class Categorisation:
    """When a case came to a category, and by whom.

    Attributes:
        at: the instant, in UTC.
        category: the path.
        by: the name of whoever chose it; None if the log does not tell.
    """

    at: datetime
    category: str
    by: str | None = None


@checked
def categorisations(timeline: Timeline) -> tuple[Categorisation, ...]:
    """Return which categories a case had, one after the other, each as it came to it.

    The category that it was closed with counts where it is another one. A category that is cleared
    and then the same again is no change.

    >>> from datetime import UTC
    >>> nine, ten = (datetime(2026, 1, 5, hour, tzinfo=UTC) for hour in (9, 10))
    >>> log = Timeline.from_rows([(nine, {"category": "mail"}), (ten, {"category": "vpn"})])
    >>> [one.category for one in categorisations(log)]
    ['mail', 'vpn']
    """
    return tuple(along(timeline.steps))


def along(steps: Iterable[Step]) -> Iterator[Categorisation]:
    """Yield the categories along some steps, each as it becomes another."""
    told: dict[str, str] = {}
    last: str | None = None
    for step in steps:
        for name in FACTS:
            found = category_of(step, name)
            if found is None or told.get(name) == found:
                continue
            told[name] = found
            if found != last:
                last = found
                by = present(step.facts.get("event.by"))
                yield Categorisation(step.at, found, None if by is None else written(by))
