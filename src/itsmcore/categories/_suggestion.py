"""Suggestions: categories that something, rules or a learned model, proposes for a case."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

import attrs

from itsmcore.conditions import Facts
from itsmcore.errors import BadValue
from itsmcore.fields import as_finite, as_text, as_writable
from itsmcore.phrase import Phrase


def _category(category: str) -> str:
    return as_text(category, Phrase("categories.suggestion.suggested_category"))


def _confidence(confidence: float) -> float:
    return as_confidence(confidence)


def _why(why: str) -> str:
    return as_writable(why, "why")


def _rule(rule: str | None) -> str | None:
    return None if rule is None else as_text(rule, "rule")


def as_confidence(value: object, field: str = "confidence") -> float:
    """Check that a value is a number from 0 to 1, and return it.

    >>> as_confidence(1.5)
    Traceback (most recent call last):
        ...
    itsmcore.errors.BadValue: confidence cannot be 1.5; give a number from 0 to 1
    """
    number = as_finite(value, field)
    if 0 <= number <= 1:
        return number
    raise BadValue(field=field, value=value, expected=Phrase("categories.expected.number"))


@attrs.frozen
class Suggestion:
    """A category proposed for a case.

    Args:
        category: its path.
        confidence: how sure the suggester is, from 0 to 1.
        why: what it is based on, in words for people.
        rule: the name of the rule that proposes it, if one does.

    Raises:
        BadValue: the category is not a text, or the confidence is not from 0 to 1.

    >>> print(Suggestion("software/email", 0.9, "summary names outlook"))
    software/email (90.0 %): summary names outlook
    """

    category: str = attrs.field(converter=_category)
    confidence: float = attrs.field(default=1.0, converter=_confidence)
    why: str = attrs.field(default="", converter=_why)
    rule: str | None = attrs.field(default=None, converter=_rule, kw_only=True)

    def __str__(self) -> str:
        from itsmcore.figures import percent  # noqa: PLC0415 (import on use)

        told = f"{self.category} ({percent(self.confidence)})"
        return f"{told}: {self.why}" if self.why else told


@runtime_checkable
class Suggester(Protocol):
    """What proposes categories: a `Categoriser` of rules, or a learned model behind one method."""

    def suggest(self, facts: Facts, /) -> tuple[Suggestion, ...]:
        """Return what it proposes for these facts, the most confident first; nothing if unsure."""
        ...
