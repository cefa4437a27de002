"""Links: how one record stands to another."""

from __future__ import annotations

import attrs

from itsmcore.codes import Code
from itsmcore.kinds import check_kinds


class LinkKind(Code):
    """Say what another record is to this one; each kind is seen from the other side as its inverse.

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
    RELATED = "related"
    """It has something to do with it, and nothing follows from that."""

    @property
    def inverse(self) -> LinkKind:
        """What this record is to the other one."""
        return _INVERSES[self]

    @property
    def is_single(self) -> bool:
        """Whether a record has one of this kind at most."""
        return self in (LinkKind.PARENT, LinkKind.TASK_OF)


_PAIRS = (
    (LinkKind.PARENT, LinkKind.CHILD),
    (LinkKind.PROBLEM, LinkKind.INCIDENT),
    (LinkKind.CAUSED_BY, LinkKind.CAUSES),
    (LinkKind.FIXED_BY, LinkKind.FIXES),
    (LinkKind.DUPLICATE_OF, LinkKind.DUPLICATED_BY),
    (LinkKind.FOLLOW_UP_OF, LinkKind.FOLLOWED_UP_BY),
    (LinkKind.TASK_OF, LinkKind.TASK),
    (LinkKind.RELATED, LinkKind.RELATED),
)
_INVERSES = {one: other for a, b in _PAIRS for one, other in ((a, b), (b, a))}


@attrs.frozen
class Link:
    """Tie a record to another, by its id."""

    kind: str
    target: str

    def __attrs_post_init__(self) -> None:
        check_kinds(self)
