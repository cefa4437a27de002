"""What is held: the properties that icalendar has read, one or several, and the texts of rules."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import icalendar


def listed(held: Any) -> list[Any]:
    """List what is held: nothing, one thing, or a list of them."""
    return [] if held is None else held if isinstance(held, list) else [held]


class WrittenRule(icalendar.vRecur):
    """A rule with its text, since icalendar keeps one of two parts and accepts any digits."""

    text: str = ""

    @classmethod
    def of(cls, rule: object, text: str) -> object:
        """Give a rule its text; what icalendar could not read stays as it is."""
        if not isinstance(rule, icalendar.vRecur):
            return rule
        made = cls(rule)
        made.params, made.text = rule.params, text
        return made


def rule_text(rule: Any, until: Callable[[Any], Any]) -> str:
    """Write a rule as it was written; if that is unknown, as icalendar does, with each UNTIL."""
    if isinstance(rule, WrittenRule):
        said = (part for part in rule.text.split(";") if part)
        return ";".join(sorted(said, key=_order))
    parts: Any = icalendar.vRecur(rule)
    ends = listed(parts.pop("UNTIL", None))
    if ends:
        parts["UNTIL"] = [until(end) for end in ends]
    text: str = parts.to_ical().decode()
    return text


def _order(part: str) -> int:
    """Find where icalendar writes a part."""
    name, order = part.partition("=")[0].strip().upper(), icalendar.vRecur.canonical_order
    return order.index(name) if name in order else len(order)
