"""Links: how one record stands to another."""

from __future__ import annotations

from enum import StrEnum

import attrs


class LinkKind(StrEnum):
    """Say how a record stands to another."""

    PARENT = "parent"
    CHILD = "child"
    PROBLEM = "problem"
    CAUSED_BY = "caused_by"
    FIXED_BY = "fixed_by"
    DUPLICATE_OF = "duplicate_of"
    FOLLOW_UP_OF = "follow_up_of"


@attrs.frozen
class Link:
    """Tie a record to another, by its id."""

    kind: str
    target: str
