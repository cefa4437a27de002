"""One category: a path, and what it is called besides."""

from __future__ import annotations

from collections.abc import Iterable
from unicodedata import normalize

import attrs

from itsmcore.called import call_of
from itsmcore.fields import as_a, as_flag, as_text, as_texts
from itsmcore.phrase import Phrase

SEPARATOR = "/"


def as_path(path: object, field: str = "path") -> str:
    """Check that a value can be a path: a text that is not empty."""
    return as_text(path, field)


def folded(words: str) -> str:
    """Return a text as names are compared: whatever its case, its blanks and its code points."""
    return " ".join(normalize("NFKC", normalize("NFKC", words).casefold()).split())


def parent_of(path: str) -> str | None:
    """Return the path above one; None at the top."""
    above, separator, _ = path.rpartition(SEPARATOR)
    return above if separator else None


def lineage(path: str) -> tuple[str, ...]:
    """Return a path and those above it, from the top down.

    >>> lineage("hardware/server/disk")
    ('hardware', 'hardware/server', 'hardware/server/disk')
    """
    ends = [place for place, char in enumerate(path) if char == SEPARATOR]
    return (*(path[:end] for end in ends), path)


def _synonyms(synonyms: str | Iterable[str]) -> tuple[str, ...]:
    return tuple(
        as_text(one, Phrase("categories.category.synonym"))
        for one in as_texts(synonyms, "synonyms")
    )


def _path(path: str) -> str:
    return as_path(path)


def _last(category: Category) -> str:
    return category.name or category.path


@attrs.frozen(repr=False)
class Category:
    """What cases are sorted by: a path, and what it is called besides.

    Args:
        path: its place in the tree, the parts parted by `/`, such as `"hardware/server/disk"`.
        label: what people see; by default the last part of the path.
        code: a short name that forms or other systems know it by.
        synonyms: other words for it, such as names it had before.
        successor: the path that stands for it since it was retired.
        is_retired: whether nothing is put into it, or below it, any more.
        may_open: whether a case may be opened with it.
        may_close: whether it may be given as the category that a case is closed with; a case that
            is closed without being given one keeps the category it has.

    Raises:
        BadValue: one of these is of a wrong kind, or empty. What is wrong with a path is a fault of
            the tree.

    >>> Category("software/email", code="SW-E", synonyms="mail").label
    'email'
    """

    path: str = attrs.field(converter=_path)
    label: str = attrs.field(default=attrs.Factory(_last, takes_self=True), kw_only=True)
    code: str | None = attrs.field(default=None, kw_only=True)
    synonyms: tuple[str, ...] = attrs.field(default=(), converter=_synonyms, kw_only=True)
    successor: str | None = attrs.field(default=None, kw_only=True)
    is_retired: bool = attrs.field(default=False, kw_only=True)
    may_open: bool = attrs.field(default=True, kw_only=True)
    may_close: bool = attrs.field(default=True, kw_only=True)

    __repr__ = call_of

    def __attrs_post_init__(self) -> None:
        as_text(self.label, "label")
        for name in ("code", "successor"):
            if getattr(self, name) is not None:
                as_text(getattr(self, name), name)
        for name in ("is_retired", "may_open", "may_close"):
            as_flag(getattr(self, name), name)

    @property
    def name(self) -> str:
        """The last part of its path."""
        return self.path.rpartition(SEPARATOR)[2]

    @property
    def parent(self) -> str | None:
        """The path above it; None at the top."""
        return parent_of(self.path)

    @property
    def depth(self) -> int:
        """How many parts its path has; 1 at the top."""
        return self.path.count(SEPARATOR) + 1

    def __str__(self) -> str:
        return self.path


def as_category(value: object) -> Category:
    """Take a category, or a plain path as one."""
    if isinstance(value, str):
        return Category(value)
    return as_a(Category, value, "categories", Phrase("categories.category.paths_categories_such"))
