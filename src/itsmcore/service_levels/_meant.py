"""What conditions mean by phases and levels, and the texts that only read like them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any, TypeAlias

import attrs

from itsmcore.conditions import Condition, Facts, Op, Test, leaves
from itsmcore.errors import BadValue
from itsmcore.level import Level
from itsmcore.phase import Phase
from itsmcore.phrase import Phrase
from itsmcore.shown import shown

Known: TypeAlias = Phase | Level
"""What no text is equal to."""


@attrs.frozen
class Meant:
    """The phases or levels that a fact is compared with.

    Attributes:
        fact: its name.
        known: the phases and levels.
        others: what else it is compared with.
    """

    fact: str
    known: tuple[Known, ...]
    others: tuple[object, ...] = ()

    @cached_property
    def _kinds(self) -> tuple[type[Known], ...]:
        return tuple({type(known) for known in self.known})

    @cached_property
    def _texts(self) -> frozenset[str]:
        """What reads like any phase, or like a level that is asked for."""
        phases = [phase.value for phase in Phase] if Phase in self._kinds else []
        levels = (known for known in self.known if isinstance(known, Level))
        texts = (text.casefold() for level in levels for text in (level.code, level.label))
        return frozenset((*phases, *texts))

    def is_strange(self, value: object) -> bool:
        """Return whether a value is of another kind than whatever it is compared with."""
        return not isinstance(value, self._kinds) and value not in self.others

    def is_spelled(self, value: object) -> bool:
        """Return whether a value is a text that reads like a phase or a level, but is none."""
        return (
            isinstance(value, str)
            and value.strip().casefold() in self._texts
            and self.is_strange(value)
        )


def meant_by(conditions: Iterable[Condition]) -> tuple[Meant, ...]:
    """List the facts that conditions compare with phases or levels."""
    asked = dict[str, list[object]]()
    for condition in conditions:
        for name, values in _compared(condition):
            asked.setdefault(name, []).extend(values)
    return tuple(
        Meant(name, known, tuple(value for value in values if not isinstance(value, Known)))
        for name, values in asked.items()
        if (known := tuple(value for value in values if isinstance(value, Known)))
    )


def _compared(condition: Condition) -> Iterator[tuple[str, tuple[object, ...]]]:
    for leaf in leaves(condition):
        if isinstance(leaf, Test) and leaf.op in (Op.IS, Op.IS_IN):
            several: Any = leaf.value if leaf.op is Op.IS_IN else (leaf.value,)
            yield leaf.subject.name, tuple(several)


def check_meant(several: Iterable[Meant], facts: Facts) -> None:
    """Refuse texts that read like the phases or levels that are asked for.

    No text equals one, so a clock would never stop or have a target, and nobody would notice.

    Raises:
        BadValue: a fact holds one.
    """
    for meant in several:
        value = facts.get(meant.fact, None)
        if meant.is_spelled(value):
            first = meant.known[0]
            is_phase = isinstance(first, Phase)
            code = (
                "service_levels.expected.phases" if is_phase else "service_levels.expected.levels"
            )
            raise BadValue(field=meant.fact, value=value, expected=Phrase(code, asked=shown(first)))
