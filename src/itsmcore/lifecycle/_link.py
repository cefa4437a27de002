"""Links: how one record stands to another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import TypeAlias

import attrs

from itsmcore.codes import Code
from itsmcore.fields import as_a, as_several
from itsmcore.kinds import check_kinds
from itsmcore.output import as_bundle
from itsmcore.persistent import PersistentMap
from itsmcore.phrase import Phrase


class LinkKind(Code):
    """What another record is to this one; each kind appears from the other side as its inverse.

    >>> LinkKind.PROBLEM.inverse, LinkKind.FIXED_BY.inverse, LinkKind.RELATED.inverse
    (LinkKind.INCIDENT, LinkKind.FIXES, LinkKind.RELATED)
    """

    PARENT = "parent"
    CHILD = "child"
    PROBLEM = "problem"
    INCIDENT = "incident"
    CAUSED_BY = "caused_by"
    CAUSES = "causes"
    FIXED_BY = "fixed_by"
    FIXES = "fixes"
    DUPLICATE_OF = "duplicate_of"
    DUPLICATED_BY = "duplicated_by"
    FOLLOW_UP_OF = "follow_up_of"
    FOLLOWED_UP_BY = "followed_up_by"
    TASK_OF = "task_of"
    TASK = "task"
    CONVERTED_TO = "converted_to"
    CONVERTED_FROM = "converted_from"
    DOCUMENTS = "documents"
    """This one puts it down in writing."""
    DOCUMENTED_BY = "documented_by"
    USES = "uses"
    """This one is solved with what it says."""
    USED_BY = "used_by"
    ABOUT = "about"
    """This one complains of it."""
    COMPLAINT = "complaint"
    SOURCE = "source"
    """This one comes from it."""
    SOURCE_OF = "source_of"
    RELATED = "related"
    """They have something to do with each other, and nothing follows from that."""

    @property
    def inverse(self) -> LinkKind:
        """What this record is to the other one."""
        return _INVERSES[self]

    @property
    def is_single(self) -> bool:
        """Whether a record has at most one of this kind."""
        return self in (LinkKind.PARENT, LinkKind.TASK_OF)


_PAIRS = (
    (LinkKind.PARENT, LinkKind.CHILD),
    (LinkKind.PROBLEM, LinkKind.INCIDENT),
    (LinkKind.CAUSED_BY, LinkKind.CAUSES),
    (LinkKind.FIXED_BY, LinkKind.FIXES),
    (LinkKind.DUPLICATE_OF, LinkKind.DUPLICATED_BY),
    (LinkKind.FOLLOW_UP_OF, LinkKind.FOLLOWED_UP_BY),
    (LinkKind.TASK_OF, LinkKind.TASK),
    (LinkKind.CONVERTED_TO, LinkKind.CONVERTED_FROM),
    (LinkKind.DOCUMENTS, LinkKind.DOCUMENTED_BY),
    (LinkKind.USES, LinkKind.USED_BY),
    (LinkKind.ABOUT, LinkKind.COMPLAINT),
    (LinkKind.SOURCE, LinkKind.SOURCE_OF),
    (LinkKind.RELATED, LinkKind.RELATED),
)
_INVERSES = {one: other for a, b in _PAIRS for one, other in ((a, b), (b, a))}
_STOCK = {str(kind): kind for kind in LinkKind}
_KIND = Phrase("lifecycle.link.kind_link_such")
_SHARED = (
    *(LinkKind.PARENT, LinkKind.CHILD),
    *(LinkKind.DUPLICATE_OF, LinkKind.DUPLICATED_BY),
    *(LinkKind.FOLLOW_UP_OF, LinkKind.FOLLOWED_UP_BY),
    *(LinkKind.CONVERTED_TO, LinkKind.CONVERTED_FROM),
    *(LinkKind.TASK, LinkKind.SOURCE_OF, LinkKind.RELATED),
)


def link_kinds(*own: LinkKind) -> tuple[LinkKind, ...]:
    """Return the kinds of links of whatever is worked on, and its `own`, as `LinkKind` lists them.

    >>> [kind for kind in link_kinds(LinkKind.ABOUT) if kind not in link_kinds()]
    [LinkKind.ABOUT]
    """
    return tuple(kind for kind in LinkKind if kind in _SHARED or kind in own)


def stock_kind(kind: object) -> LinkKind | None:
    """Return the kind of link that a text names; None for one of somebody's own."""
    return _STOCK.get(kind) if isinstance(kind, str) else None


@attrs.frozen
class Link:
    """A tie of a record to another, by its id."""

    kind: str
    target: str

    def __attrs_post_init__(self) -> None:
        check_kinds(self)


class Links(tuple[Link, ...]):
    """The links of a record in the order in which they were made, each once.

    Raises:
        BadValue: one of them is something else.

    >>> Links([Link("child", "INC-2"), Link("problem", "PRB-1")]).of(LinkKind.CHILD)
    ('INC-2',)
    """

    _numbers: dict[str, tuple[str, ...]]

    def __new__(cls, links: Iterable[Link] = ()) -> Links:
        return tuple.__new__(cls, as_several(Link, links, "links"))

    def of(self, kind: str) -> tuple[str, ...]:
        """Return the numbers of those that are this to the record.

        Raises:
            BadValue: the kind is not a text.
        """
        named = as_a(str, kind, "kind", _KIND)
        return self._by_kind.get(named, ()) if self else ()

    @property
    def _by_kind(self) -> dict[str, tuple[str, ...]]:
        if not hasattr(self, "_numbers"):
            numbers = defaultdict[str, list[str]](list)
            for link in self:
                numbers[link.kind].append(link.target)
            self._numbers = {kind: tuple(targets) for kind, targets in numbers.items()}
        return self._numbers

    def __reduce__(self) -> tuple[type[Links], tuple[tuple[Link, ...]]]:
        return Links, (tuple(self),)

    _repr_mimebundle_ = as_bundle


NO_LINKS = Links()
NO_LINKS._numbers = {}


def joined(links: Links, kind: str, target: str) -> Links:
    """Return the links with one added, unless it is there already."""
    held = links._by_kind.get(kind, ())
    if target in held:
        return links
    more = tuple.__new__(Links, (*links, Link(kind, target)))
    more._numbers = {**links._by_kind, kind: (*held, target)}
    return more


def parted(links: Links, kind: str, target: str | None) -> Links:
    """Return the links without one, or without all of a kind if no target is named."""
    held = links._by_kind.get(kind, ())
    if not held or (target is not None and target not in held):
        return links
    rest = [one for one in links if one.kind != kind or target not in (None, one.target)]
    fewer = tuple.__new__(Links, rest)
    left = tuple([one for one in held if target not in (None, one)])
    fewer._numbers = {**links._by_kind, kind: left}
    return fewer


@attrs.frozen
class Word:
    """What a record last said of a link.

    Attributes:
        at: when it last named the link.
        is_tied: whether it made it then, and did not end it.
        is_held: whether it has it; not if it has ended all links of the kind since.
    """

    at: datetime
    is_tied: bool
    is_held: bool


Words: TypeAlias = PersistentMap[tuple[str, str], Word]
"""The last word of a record on each link that its history names, by its kind and number."""
