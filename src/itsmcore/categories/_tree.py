"""Category trees: what cases may be sorted by, checked as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

import attrs

from itsmcore.categories._category import (
    SEPARATOR,
    Category,
    as_category,
    as_path,
    lineage,
    parent_of,
)
from itsmcore.categories._changes import CategoryChanges, changes_between
from itsmcore.categories._faults import tree_faults
from itsmcore.categories._meant import Meant
from itsmcore.categories._successors import ends_of, followed
from itsmcore.errors import BadValue, Unlisted
from itsmcore.fields import as_a, as_items, as_text, as_whole, refuse_faults
from itsmcore.frozen import FrozenDict
from itsmcore.output import Formats, as_format, as_html, as_pretty
from itsmcore.phrase import Phrase, say

if TYPE_CHECKING:
    from itsmcore.figures import Rows
    from itsmcore.timeline import Timeline


def _categories(categories: Iterable[Category | str]) -> tuple[Category, ...]:
    several = as_items(
        categories, "categories", Phrase("categories.category.paths_categories_such")
    )
    return tuple(map(as_category, several))


def _by_path(categories: Iterable[Category]) -> dict[str, Category]:
    """Return categories by path, each after those above it that nobody listed."""
    listed = {category.path: category for category in reversed(tuple(categories))}
    found: dict[str, Category] = {}
    for path in reversed(listed):
        for above in lineage(path)[:-1]:
            if above and above not in listed and above not in found:
                found[above] = Category(above)
        found[path] = listed[path]
    return found


@attrs.frozen
class CategoryTree:
    """A tree of categories, by paths of any depth whose parts are parted by `/`.

    Args:
        categories: categories, or just their paths; those above one that are not listed are
            implied.

    Raises:
        FaultyDefinition: a path has an empty part, a path, code or synonym comes twice, or a
            successor is unknown or leads in a circle; lists every fault.

    >>> tree = CategoryTree([
    ...     "hardware/server/disk",
    ...     Category("software/email", code="EML", synonyms=("mail", "outlook")),
    ... ])
    >>> [category.path for category in tree]
    ['hardware', 'hardware/server', 'hardware/server/disk', 'software', 'software/email']
    >>> tree.find("Outlook").path, tree.under("hardware/server/disk", "hardware")
    ('software/email', True)
    >>> tree["software/emial"]
    Traceback (most recent call last):
        ...
    itsmcore.errors.Unlisted: there is no category 'software/emial'; did you mean 'software/email'?
    """

    categories: tuple[Category, ...] = attrs.field(converter=_categories)

    def __attrs_post_init__(self) -> None:
        by_path = _by_path(self.categories)
        refuse_faults(
            Phrase("categories.tree.category_tree"), tree_faults(self.categories, by_path)
        )
        object.__setattr__(self, "categories", tuple(by_path.values()))

    # --- look-ups -----------------------------------------------------------------------------

    @cached_property
    def by_path(self) -> Mapping[str, Category]:
        """The categories by their paths."""
        return FrozenDict({category.path: category for category in self.categories})

    def __getitem__(self, path: str) -> Category:
        """Return the category of a path.

        Raises:
            Unlisted: there is none.
        """
        found = self.by_path.get(as_path(path))
        if found is None:
            raise self._unlisted(path)
        return found

    def __contains__(self, path: object) -> bool:
        return isinstance(path, str) and path in self.by_path

    def __iter__(self) -> Iterator[Category]:
        return iter(self.categories)

    def __len__(self) -> int:
        return len(self.categories)

    def find(self, words: str) -> Category:
        """Return the category that goes by a name: its path, code, synonym or label, in any case.

        Raises:
            Unlisted: there is none.
            BadValue: it is the label of several, and of nothing else.

        >>> CategoryTree([Category("hardware/printer", synonyms="Drucker")]).find("drucker").path
        'hardware/printer'
        """
        paths = self._meant.named(as_text(words, "words"))
        if not paths:
            raise self._unlisted(words)
        if len(paths) > 1:
            expected = Phrase("categories.expected.path", paths=", ".join(paths))
            raise BadValue(field=Phrase("categories.tree.category"), value=words, expected=expected)
        return self.by_path[paths[0]]

    def named(self, words: object) -> tuple[str, ...]:
        """Return the paths of all that go by a name, as `find` does; several only by a label."""
        return self._meant.named(words) if isinstance(words, str) else ()

    def nearest(self, words: object) -> str | None:
        """Return the path that was probably meant by a slip; None if there is none like it.

        >>> CategoryTree(["hardware/server", "software"]).nearest("hardwre/servr")
        'hardware/server'
        """
        return self._meant.nearest(words)

    @cached_property
    def _meant(self) -> Meant:
        return Meant(self.categories, self._children)

    def _unlisted(self, name: str) -> Unlisted:
        meant = self.nearest(name)
        first = () if meant is None else (meant,)
        return Unlisted(
            kind=Phrase("categories.tree.category_2"), name=name, known=(*first, *self.by_path)
        )

    # --- places -------------------------------------------------------------------------------

    @cached_property
    def _children(self) -> Mapping[str | None, tuple[str, ...]]:
        found: dict[str | None, list[str]] = {}
        for path in self.by_path:
            found.setdefault(parent_of(path), []).append(path)
        return {above: tuple(below) for above, below in found.items()}

    @property
    def roots(self) -> tuple[str, ...]:
        """The paths at the top."""
        return self._children.get(None, ())

    def parent(self, path: str) -> str | None:
        """Return the path above one; None at the top.

        Raises:
            Unlisted: there is no such category; as for every question about a place.
        """
        return self[path].parent

    def children(self, path: str) -> tuple[str, ...]:
        """Return the paths directly below one."""
        return self._children.get(self[path].path, ())

    def siblings(self, path: str) -> tuple[str, ...]:
        """Return the other paths below the same one; of one at the top, the others there."""
        beside = self._children[self.parent(path)]
        return tuple(other for other in beside if other != path)

    def ancestors(self, path: str) -> tuple[str, ...]:
        """Return the paths above one, from the top down."""
        return lineage(self[path].path)[:-1]

    def depth(self, path: str) -> int:
        """Return how many parts a path has: 1 at the top."""
        return self[path].depth

    def at_depth(self, path: str, depth: int) -> str:
        """Return a path cut to a number of parts; a shorter one as it is.

        It need not be one of the tree's, for a history may hold others.

        >>> CategoryTree(["hardware/server/disk"]).at_depth("hardware/server/disk", 2)
        'hardware/server'
        """
        parts = as_whole(depth, "depth", least=1)
        return SEPARATOR.join(as_path(path).split(SEPARATOR)[:parts])

    def under(self, path: str, root: str) -> bool:
        """Return whether a path is another, or below it; as `field("category").under(root)` asks.

        Args:
            path: any path, of the tree or not.
            root: one of the tree's.

        Raises:
            Unlisted: there is no such root.

        >>> tree = CategoryTree(["hardware/server", "hardwareserver"])
        >>> tree.under("hardware/server", "hardware"), tree.under("hardwareserver", "hardware")
        (True, False)
        """
        branch = self[as_path(root, "root")].path
        return f"{as_path(path)}{SEPARATOR}".startswith(f"{branch}{SEPARATOR}")

    # --- what may be used ---------------------------------------------------------------------

    def is_retired(self, path: str) -> bool:
        """Return whether a category, or one above it, is retired."""
        return self[path].path in self._retired

    @cached_property
    def _retired(self) -> frozenset[str]:
        """The paths of what is retired, and of all that is below."""
        marked = {category.path for category in self.categories if category.is_retired}
        below = (path for path in self.by_path if not marked.isdisjoint(lineage(path)))
        return frozenset(below)

    @cached_property
    def openable(self) -> Mapping[str, Category]:
        """What a case may be opened with, by path: what says so, and is not retired."""
        return self._used(category for category in self if category.may_open)

    @cached_property
    def closable(self) -> Mapping[str, Category]:
        """What may be given as a closing category, by path: what says so, and is not retired."""
        return self._used(category for category in self if category.may_close)

    def _used(self, categories: Iterable[Category]) -> Mapping[str, Category]:
        return FrozenDict({c.path: c for c in categories if c.path not in self._retired})

    # --- successors ---------------------------------------------------------------------------

    @cached_property
    def _ends(self) -> Mapping[str, str]:
        return ends_of(self.by_path)[0]

    def successor(self, path: str) -> str:
        """Return what stands for a path today: the end of its chain of successors, or itself.

        What was below a retired category moves along, listed or not: with "mail" retired in favour
        of "collaboration/mail", "mail/outlook" is "collaboration/mail/outlook" if there is such a
        category, and otherwise "collaboration/mail". The nearest of a path and those above it that
        has a successor decides. A path of which the tree knows nothing stands for itself, so that
        reading a history loses nothing.

        >>> tree = CategoryTree([
        ...     Category("mail", is_retired=True, successor="collaboration/mail"),
        ...     "collaboration/mail/outlook",
        ... ])
        >>> tree.successor("mail/outlook"), tree.successor("mail/notes"), tree.successor("vpn")
        ('collaboration/mail/outlook', 'collaboration/mail', 'vpn')
        """
        known = self._ends.get(as_path(path))
        if known is not None:
            return known
        moved = followed(path, self.by_path)
        return path if moved is None else self._ends[moved]

    def applied_to(self, timeline: Timeline, *, depth: int | None = None) -> Timeline:
        """Return a timeline whose category and closing category are read by this tree.

        Each becomes its successor, so that history counts by today's categories; one that the tree
        does not know stays as it is. With `by="category"`, every measure then counts by the tree,
        and by any level of it.

        Args:
            timeline: the timeline of a case.
            depth: how many parts to keep of each path; by default all.

        >>> from datetime import UTC, datetime
        >>> from itsmcore import Timeline
        >>> day = datetime(2025, 12, 5, tzinfo=UTC)
        >>> tree = CategoryTree([Category("mail", is_retired=True, successor="collaboration/mail"),
        ...                      "collaboration/mail"])
        >>> log = Timeline.from_rows([(day, {"category": "mail/outlook"})])
        >>> tree.applied_to(log, depth=1)[0].facts["category"]
        'collaboration'
        """
        from itsmcore.categories._reading import applied  # noqa: PLC0415 (import on use)

        return applied(lambda _: self, timeline, depth)

    def diff(self, other: CategoryTree) -> CategoryChanges:
        """Return what is different in another tree, such as a later edition of this one.

        >>> old = CategoryTree(["mail", "vpn"])
        >>> new = CategoryTree([Category("mail", is_retired=True, successor="software/mail"),
        ...                     "software/mail"])
        >>> print(old.diff(new))
        added: software
        removed: vpn
        moved: mail -> software/mail
        """
        return changes_between(self, as_a(CategoryTree, other, "other"))

    # --- pictures -----------------------------------------------------------------------------

    @cached_property
    def ordered(self) -> tuple[Category, ...]:
        """The categories, each followed by those below it."""
        found: list[Category] = []
        ahead = list(reversed(self.roots))
        while ahead:
            path = ahead.pop()
            found.append(self.by_path[path])
            ahead.extend(reversed(self._children.get(path, ())))
        return tuple(found)

    @property
    def rows(self) -> Rows:
        """A row for each category, as a DataFrame takes them."""
        return tuple(
            {
                "path": category.path,
                "label": category.label,
                "depth": category.depth,
                "code": category.code,
                "synonyms": ", ".join(category.synonyms) or None,
                "is_retired": category.path in self._retired,
                "successor": category.successor,
                "may_open": category.may_open and category.path not in self._retired,
                "may_close": category.may_close and category.path not in self._retired,
            }
            for category in self.ordered
        )

    def __str__(self) -> str:
        count = len(self)
        return say("categories.tree.tree", count=count)

    def _formats(self) -> Formats:
        from itsmcore.categories._pictures import formats  # noqa: PLC0415 (import on use)

        return formats(self)

    __format__ = as_format
    _repr_html_ = as_html
    _repr_pretty_ = as_pretty
