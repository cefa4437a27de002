"""Lacking facts: what nobody has said of somebody, and would decide whether a condition holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from itsmcore.conditions import All, Condition, Facts, Not, Op, Some, Test, leaves

PROFILE = "profile."


def lacking(when: Condition, facts: Facts, profile: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the facts `profile.…` without which it is open whether a condition holds.

    Whoever asks whether a fact is set asks for its absence, too, and lacks nothing.

    Args:
        when: the condition.
        facts: what it reads.
        profile: facts of the one that something is for; one that is None is absent.

    Raises:
        Incomparable: it compares two values that have no order.
    """
    absent = tuple(dict.fromkeys(name for leaf in leaves(when) for name in _absent(leaf, profile)))
    return absent if absent and _judged(when, facts, profile) is None else ()


def _absent(leaf: Condition, profile: Mapping[str, Any]) -> Iterator[str]:
    is_asked_for = isinstance(leaf, Test) and leaf.op is Op.IS_SET
    for read in () if is_asked_for else leaf.fields:
        if read.name.startswith(PROFILE) and profile.get(read.name.removeprefix(PROFILE)) is None:
            yield read.name


def _judged(when: Condition, facts: Facts, profile: Mapping[str, Any]) -> bool | None:
    """Judge a condition in Kleene's logic, where a test of what is absent is open."""
    match when:
        case Not():
            answer = _judged(when.part, facts, profile)
            return None if answer is None else not answer
        case All() | Some():
            decides, is_open = isinstance(when, Some), False
            for answer in (_judged(part, facts, profile) for part in when.parts):
                if answer is decides:
                    return decides
                is_open |= answer is None
            return None if is_open else not decides
        case _:
            return None if any(_absent(when, profile)) else when.judge(facts)
