"""Thresholds: shares of a target, and what is to be done when they are reached."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import attrs

from itsmcore.errors import BadValue
from itsmcore.fields import as_items, as_texts
from itsmcore.phrase import Phrase

_MEANT = Phrase("service_levels.expected.thresholds")


def as_actions(actions: str | Iterable[str] | None) -> tuple[str, ...]:
    """Read one action, several or none.

    Raises:
        BadValue: one of them is something else.
    """
    return () if actions is None else as_texts(actions, "actions")


def _percent(percent: float | Decimal | Fraction) -> float:
    """Take an exact number as the nearest float; one that has none is refused as it is."""
    try:
        return float(percent) if isinstance(percent, Decimal | Fraction) else percent
    except (OverflowError, ValueError):
        return percent  # type: ignore[return-value]


@attrs.frozen
class Threshold:
    """A share of the target, in percent, and the actions that fall due when it is reached.

    Raises:
        BadValue: the share is not a number above 0.
    """

    percent: float = attrs.field(converter=_percent)
    actions: tuple[str, ...] = attrs.field(default=(), converter=as_actions)

    @percent.validator
    def _positive(self, _: object, percent: object) -> None:
        is_number = isinstance(percent, int | float) and not isinstance(percent, bool)
        if not is_number or not 0 < percent < float("inf"):  # type: ignore[operator]
            raise BadValue(
                field="percent",
                value=percent,
                expected=Phrase("service_levels.expected.number_above"),
            )


@attrs.frozen
class Passed:
    """When a threshold was reached, in UTC; never before the change that made it so."""

    at: datetime
    threshold: Threshold


@attrs.frozen
class Action:
    """What falls due because a threshold was reached.

    Attributes:
        at: when it fell due, in UTC.
        action: what is to be done.
        percent: the threshold; None if it is due because the clock is late.
        goal: the name of the goal.
        agreement: the name of the agreement.
        holder: whose clock it is, if each group or person has one.
    """

    at: datetime
    action: str
    percent: float | None
    goal: str
    agreement: str
    holder: object = None


def thresholds_of(given: Any) -> tuple[Threshold, ...]:
    """Read thresholds, and put them in order.

    Raises:
        BadValue: a share comes twice, or is not a number above 0.
    """
    pairs: Iterable[tuple[Any, Any]] = (
        given.items()
        if isinstance(given, Mapping)
        else ((one, ()) for one in as_items(given, "thresholds", _MEANT))
    )
    found = sorted(
        (one if isinstance(one, Threshold) else Threshold(one, actions) for one, actions in pairs),
        key=lambda threshold: threshold.percent,
    )
    percents = [threshold.percent for threshold in found]
    if len(set(percents)) < len(percents):
        raise BadValue(
            field="thresholds",
            value=percents,
            expected=Phrase("service_levels.expected.each_percentage_once"),
        )
    return tuple(found)
