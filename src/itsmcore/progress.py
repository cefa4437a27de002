"""Progress: long work that tells how far it is."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Protocol, TypeVar

from itsmcore.errors import BadValue
from itsmcore.fields import can_be_iterated
from itsmcore.phrase import Phrase

__all__ = ["Progress"]

T = TypeVar("T")


class Progress(Protocol):
    """Anything that yields what it is given and shows how much that was.

    `tqdm.tqdm` and `rich.progress.track` are such; what they are given knows how many it holds.
    """

    def __call__(self, several: Iterable[T], /) -> Iterable[T]:
        """Return the same, one after the other."""
        ...  # pragma: no cover


def followed(several: Collection[T], progress: Progress | None) -> Iterable[T]:
    """Return what is worked through, by way of what shows how far it is, if anything does.

    Raises:
        BadValue: it cannot be called, or does not return what can be iterated over.
    """
    if progress is None:
        return several
    given: object = progress
    found = progress(several) if callable(given) else None
    if found is None or not can_be_iterated(found):
        expected = Phrase("progress.expected.function_yields_given_such")
        raise BadValue(field="progress", value=progress, expected=expected)
    return found
