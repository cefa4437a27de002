"""Contacts: what a person tells the desk, before anybody has judged it."""

from __future__ import annotations

from datetime import datetime

import attrs

from itsmcore.called import call_of
from itsmcore.errors import BadValue
from itsmcore.fields import as_names
from itsmcore.frozen import EMPTY, FrozenDict
from itsmcore.instant import utc
from itsmcore.intake._storable import check_storable
from itsmcore.kinds import check_kinds
from itsmcore.lifecycle import Actor, Plain, as_actor, custom_fields
from itsmcore.phrase import Phrase
from itsmcore.plain import is_said


@attrs.frozen(kw_only=True, repr=False)
class Contact:
    """What a person tells the desk.

    Attributes:
        at: when the desk learned of it, in UTC.
        by: who tells it.
        summary: what is wrong, in a few words.
        description: what is wrong, at length.
        caller: whom it is for; by default whoever tells it.
        channel: how it came in, such as `"phone"`.
        customer: the customer.
        service: the service that it is about.
        configuration_items: the configuration items that it is about.
        location: where it is.
        custom: facts of your own, such as the answers of a form.

    Raises:
        BadValue: the summary is blank, or a value is of the wrong kind or none that a document can
            hold.
        NaiveTime: the instant has no time zone.

    >>> from datetime import UTC
    >>> nine = datetime(2026, 1, 5, 9, tzinfo=UTC)
    >>> told = Contact(at=nine, by="secretary", caller="boss", summary="Mail is down")
    >>> told.facts["caller"], "service" in told.facts
    ('boss', False)
    """

    at: datetime = attrs.field(converter=utc)
    by: Actor = attrs.field(converter=as_actor)
    summary: str
    description: str | None = None
    caller: str = attrs.field(
        default=attrs.Factory(lambda contact: contact.by.name, takes_self=True)
    )
    channel: str | None = None
    customer: str | None = None
    service: str | None = None
    configuration_items: tuple[str, ...] = attrs.field(default=(), converter=as_names)
    location: str | None = None
    custom: FrozenDict[str, Plain] = attrs.field(default=EMPTY, converter=custom_fields)

    __repr__ = call_of

    def __attrs_post_init__(self) -> None:
        check_kinds(self)
        for name in ("summary", "caller"):
            if not is_said(getattr(self, name)):
                raise BadValue(field=name, value=getattr(self, name), expected=Phrase("kinds.text"))
        check_storable(self)

    @property
    def arguments(self) -> FrozenDict[str, object]:
        """What it says, as an incident is opened with it."""
        said = {name: getattr(self, name) for name in SAID}
        return FrozenDict({name: value for name, value in said.items() if value})

    @property
    def facts(self) -> FrozenDict[str, object]:
        """What it says by name, as conditions read it; custom facts as `custom.NAME`."""
        own = {f"custom.{name}": value for name, value in self.custom.items()}
        return self.arguments | {"opened_at": self.at, "opened_by": self.by.name, **own}

    def __str__(self) -> str:
        return f"{self.caller}: {self.summary}"


SAID = tuple(of.name for of in attrs.fields(Contact) if of.name not in ("at", "by"))
"""What a contact says for an incident to be opened with."""
