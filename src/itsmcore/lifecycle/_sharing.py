"""Sharing: what of a record is not internal."""

from __future__ import annotations

import attrs

from itsmcore.conditions import ALWAYS, Condition
from itsmcore.fields import as_names
from itsmcore.kinds import check_kinds


@attrs.frozen(kw_only=True)
class Sharing:
    """What records of a class share with the customer's side; anything else is internal.

    A class of your own shares more by `shared = attrs.evolve(Incident.shared, facts=…)`; a custom
    field is shared by `Argument(…, is_public=True)`.

    Attributes:
        facts: the facts that all of them read.
        own: those that only callers read, since they are their words, or are meant for them.
        callers: the facts that name the callers.
        readers: the facts that name who reads along: public comments of the desk, written since.
        of: the fact whose facts they are, such as the version of an article that is published; by
            default the record itself. While there is none, nothing is shared.
        when: what has to be true of the record; otherwise nothing is shared.
    """

    facts: tuple[str, ...] = attrs.field(default=(), converter=as_names)
    own: tuple[str, ...] = attrs.field(default=(), converter=as_names)
    callers: tuple[str, ...] = attrs.field(default=(), converter=as_names)
    readers: tuple[str, ...] = attrs.field(default=(), converter=as_names)
    of: str | None = None
    when: Condition = ALWAYS

    def __attrs_post_init__(self) -> None:
        check_kinds(self)
