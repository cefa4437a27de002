"""Signals: what a monitoring tool says of one thing at one instant."""

from __future__ import annotations

from datetime import datetime

import attrs

from itsmcore.called import call_of
from itsmcore.errors import BadValue
from itsmcore.frozen import FrozenDict
from itsmcore.instant import utc
from itsmcore.intake._severity import Severity
from itsmcore.intake._storable import check_storable
from itsmcore.kinds import check_kinds
from itsmcore.phrase import Phrase, say
from itsmcore.plain import is_blank


@attrs.frozen(kw_only=True, repr=False)
class Signal:
    """What a monitoring tool says: ITIL's event, before anybody knows whether it matters.

    Attributes:
        source: the tool.
        node: the configuration item that it is about.
        type: what is measured, such as `"disk"`.
        severity: how bad it is; CLEAR if all is well again.
        at: when it was so, in UTC.
        resource: the part of the node, such as `"/var"`.
        words: what the tool says in words.
        received_at: when the desk learned of it, in UTC; by default at once.

    Raises:
        BadValue: a name is blank, a text is none that a document can hold, or it was received
            before it was so.
        NaiveTime: an instant has no time zone.

    >>> from datetime import UTC, datetime
    >>> nine = datetime(2026, 1, 5, 9, tzinfo=UTC)
    >>> print(Signal(source="zabbix", node="db-1", type="disk", resource="/var", at=nine,
    ...              severity=Severity.MAJOR, words="95 % full"))
    Major disk /var on db-1: 95 % full
    """

    source: str
    node: str
    type: str
    severity: Severity
    at: datetime = attrs.field(converter=utc)
    resource: str | None = None
    words: str = ""
    received_at: datetime = attrs.field(
        default=attrs.Factory(lambda signal: signal.at, takes_self=True), converter=utc
    )

    __repr__ = call_of

    def __attrs_post_init__(self) -> None:
        check_kinds(self)
        for name in ("source", "node", "type"):
            if is_blank(getattr(self, name)):
                raise BadValue(field=name, value=getattr(self, name), expected=Phrase("kinds.text"))
        check_storable(self)
        if type(self.severity) is not Severity:
            raise BadValue(
                field="severity",
                value=self.severity,
                expected=Phrase("intake.expected.severity_itself"),
            )
        if self.received_at < self.at:
            expected = Phrase("intake.expected.instant_before_when", at=self.at.isoformat())
            raise BadValue(field="received_at", value=self.received_at, expected=expected)

    @property
    def facts(self) -> FrozenDict[str, object]:
        """What it says by name, as conditions read it."""
        return FrozenDict({name: getattr(self, name) for name in FACTS})

    @property
    def about(self) -> str:
        """What is wrong with what, or is no longer."""
        part = "" if self.resource is None else f" {self.resource}"
        return say("intake.signal.on", type=self.type, part=part, node=self.node)

    def __str__(self) -> str:
        return f"{self.severity} {self.about}{': ' if self.words else ''}{self.words}"


FACTS = tuple(field.name for field in attrs.fields(Signal))
