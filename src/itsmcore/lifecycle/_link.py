"""Links: how one record stands to another."""

from __future__ import annotations

from enum import StrEnum

import attrs


class LinkKind(StrEnum):
    """Say what another record is to this one; each kind is seen from the other side as its inverse.

    >>> LinkKind.PROBLEM.inverse, LinkKind.FIXED_BY.inverse
    (<LinkKind.INCIDENT: 'incident'>, <LinkKind.FIXES: 'fixes'>)
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

    @property
    def inverse(self) -> LinkKind:
        """What this record is to the other one."""
        kinds = list(LinkKind)
        return kinds[kinds.index(self) ^ 1]


@attrs.frozen
class Link:
    """Tie a record to another, by its id."""

    kind: str
    target: str
