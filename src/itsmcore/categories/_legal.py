"""Categories of a model: which paths a record may be opened and closed with, and when."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Any, TypeAlias

from itsmcore.categories._category import SEPARATOR, Category
from itsmcore.categories._tree import CategoryTree
from itsmcore.dated import Dated
from itsmcore.errors import BadValue
from itsmcore.frozen import EMPTY
from itsmcore.nearest import hint
from itsmcore.phrase import Words, say
from itsmcore.shown import shown

Categories: TypeAlias = CategoryTree | Dated[CategoryTree]
"""The categories of a model: a tree, or one that changes over time."""


class Paths(Collection[str]):
    """Some paths of a tree, which know what somebody meant by another one."""

    __slots__ = ("_paths", "_tree")

    def __init__(self, tree: CategoryTree, paths: Mapping[str, Category]) -> None:
        """Note the paths, in order."""
        self._tree, self._paths = tree, paths

    def __contains__(self, path: object) -> bool:
        return isinstance(path, str) and path in self._paths

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)

    def hint(self, value: object) -> Words:
        """Say what was probably meant by a value that is none of them, or why it is not."""
        tree = self._tree
        if isinstance(value, str) and value and (value in tree or tree.successor(value) != value):
            return self._why_not(value)
        named = tree.named(value)
        if len(named) == 1 and named[0] in self:
            return say("categories.legal.path", named=shown(named[0]))
        meant = tree.nearest(value)
        return (
            say("nearest.meant", meant=shown(meant)) if meant in self else hint(value, self._paths)
        )

    def _why_not(self, path: str) -> str:
        end = self._tree.successor(path)
        if end != path or self._tree.is_retired(path):
            return say("categories.legal.retired") + (
                say("categories.legal.give", end=shown(end)) if end in self else ""
            )
        below = next((one for one in self if one.startswith(path + SEPARATOR)), None)
        return say("categories.categoriser.it_is_not") + (
            "" if below is None else say("categories.legal.below", below=shown(below))
        )


def as_categories(categories: Categories | None) -> Categories | None:
    """Check that a value is a category tree, a dated one, or None."""
    if categories is not None:
        check_trees(categories, "categories", say("categories.legal.categorytree_dated_such"))
    return categories


def check_trees(trees: object, field: str, expected: str) -> None:
    """Refuse what is neither a tree nor a dated one."""
    if not all(isinstance(tree, CategoryTree) for tree in _trees(trees)):
        raise BadValue(field=field, value=trees, expected=expected)


def _trees(categories: object) -> list[Any]:
    if isinstance(categories, Dated):
        return [edition.value for edition in categories]
    return [categories]


def latest(categories: Categories) -> CategoryTree:
    """Return the tree, or the last of several."""
    return categories.latest if isinstance(categories, Dated) else categories


def tree_at(categories: Categories, at: datetime) -> CategoryTree | None:
    """Return the tree in force at an instant; None before the first."""
    if isinstance(categories, CategoryTree):
        return categories
    return None if at < categories.since else categories.as_of(at)


def _legal(tree: CategoryTree, *, closes: bool) -> dict[str, Paths]:
    found = {"category": Paths(tree, tree.openable)}
    return found | ({"closing_category": Paths(tree, tree.closable)} if closes else {})


def legal_categories(
    categories: Categories | None, *, closes: bool = False
) -> Mapping[str, Collection[Any]]:
    """Return what the fields that hold a category may be, by the latest tree.

    Args:
        categories: the categories of a model, if it has any.
        closes: whether its records are closed with a category as well.
    """
    return EMPTY if categories is None else _legal(latest(categories), closes=closes)


def dated_categories(
    categories: Categories | None, *, closes: bool = False
) -> Mapping[str, Dated[Collection[Any]]]:
    """Return the same for trees that change over time, as of each instant."""
    if not isinstance(categories, Dated):
        return EMPTY
    by_date = [(edition.at, _legal(edition.value, closes=closes)) for edition in categories]
    return {name: Dated([(at, legal[name]) for at, legal in by_date]) for name in by_date[0][1]}


def known_categories(
    categories: Categories | None, *, closes: bool = False
) -> Mapping[str, Collection[str]]:
    """Return every path that those fields may hold or have held."""
    if categories is None:
        return EMPTY
    tree, *others = reversed(_trees(categories))
    paths: Mapping[str, Category] = tree.by_path
    if others:
        paths = {path: of for one in (tree, *others) for path, of in one.by_path.items()}
    known = Paths(tree, paths)
    return dict.fromkeys(_legal(tree, closes=closes), known)


def carried(categories: Categories | None, path: str | None, at: datetime) -> str | None:
    """Return the category that a new record takes over from another one.

    It is read by the tree at that time; one that nothing is opened with stays behind.
    """
    if categories is None or path is None:
        return path
    tree = tree_at(categories, at)
    end = None if tree is None else tree.successor(path)
    return end if tree is not None and end in tree.openable else None
