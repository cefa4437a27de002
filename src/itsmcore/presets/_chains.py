"""Chains of changes: rows that are there twice, and rows that are not there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any, Protocol, TypeVar

from itsmcore.phrase import Phrase, Words
from itsmcore.shown import shown


class Change(Protocol):
    """A row that says how a fact changed."""

    @property
    def at(self) -> datetime:
        """When it changed."""

    @property
    def index(self) -> int:
        """The position of the row."""

    @property
    def fact(self) -> str:
        """What changed."""

    @property
    def old(self) -> Any:
        """What it was."""

    @property
    def new(self) -> Any:
        """What it became."""


C = TypeVar("C", bound=Change)


def once(changes: Iterable[C], flaw: Callable[[int, str, Words], None]) -> Iterator[C]:
    """Yield changes in their order without those that an earlier row has told.

    Rows are there twice where the pages of an export overlap. A change that is told again, and
    follows from the one before it, did happen again.
    """
    now: dict[str, Any] = {}
    seen: set[tuple[datetime, str, Any, Any]] = set()
    for change in changes:
        said = change.at, change.fact, change.old, change.new
        if said in seen and now[change.fact] != change.old:
            words = Phrase(
                "presets.chains.earlier_row_says", fact=change.fact, new=shown(change.new)
            )
            flaw(change.index, "repeated", words)
            continue
        seen.add(said)
        now[change.fact] = change.new
        yield change


def gap(now: Any, last: Any, index: int, flaw: Callable[[int, str, Words], None]) -> None:
    """Note that the present state, where it is told, is not the one that the last change left."""
    if now is not None and now != last:
        words = Phrase("presets.chains.now_last_change", now=shown(now), last=shown(last))
        flaw(index, "changes_missing", words)
