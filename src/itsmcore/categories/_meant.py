"""Names: which category somebody meant, by whatever it goes by or nearly so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from itsmcore.categories._category import SEPARATOR, Category, folded
from itsmcore.nearest import nearest

_LEAST = 0.6


class Meant:
    """The names of the categories of a tree, folded."""

    def __init__(
        self, categories: Iterable[Category], children: Mapping[str | None, tuple[str, ...]]
    ) -> None:
        """Note what each goes by.

        Args:
            categories: the categories.
            children: the paths below each path; those at the top below None.
        """
        self._children = children
        self._owners: dict[str, str] = {}
        self._labels: dict[str, list[str]] = {}
        for category in categories:
            for name in _names(category):
                self._owners[folded(name)] = category.path
            self._labels.setdefault(folded(category.label), []).append(category.path)

    def named(self, words: str) -> tuple[str, ...]:
        """Return the paths of those that go by a name; several only by a label."""
        name = folded(words)
        owner = self._owners.get(name)
        return tuple(self._labels.get(name, ())) if owner is None else (owner,)

    def nearest(self, words: object) -> str | None:
        """Return the path of the one that was probably meant, if any.

        A path is followed from the top down, each part by the name most like it there.
        """
        if not isinstance(words, str):
            return None
        exact = self.named(words)
        if exact:
            return exact[0]
        return self._along(words) or self._by_name(words)

    def _along(self, words: str) -> str | None:
        at: str | None = None
        for part in map(folded, words.split(SEPARATOR)):
            below = {
                folded(path.rpartition(SEPARATOR)[2]): path for path in self._children.get(at, ())
            }
            meant = part if part in below else nearest(part, below, least=_LEAST)
            if meant is None:
                return None
            at = below[meant]
        return at

    def _by_name(self, words: str) -> str | None:
        meant = nearest(folded(words), chain(self._owners, self._labels), least=_LEAST)
        if meant is None:
            return None
        return self._owners.get(meant) or self._labels[meant][0]


def _names(category: Category) -> Iterator[str]:
    yield category.path
    if category.code is not None:
        yield category.code
    yield from category.synonyms
