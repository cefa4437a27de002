"""Invitations: who is asked about what, when and until when, and who is not, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

import attrs

from itsmcore.errors import BadSpan, Reason
from itsmcore.fields import as_several, as_text
from itsmcore.figures import Rows, Table, as_table_formats, as_table_text
from itsmcore.instant import utc
from itsmcore.kinds import check_kinds
from itsmcore.output import as_format, as_html, as_pretty
from itsmcore.phrase import say, told_in_english

NOT_YET = "not_yet"
"""The code of what falls due after the instant at which it was asked who is invited."""
_COLUMNS = ("record", "person", "asked_at", "expires_at", "why_not")


@attrs.frozen
class Invitation:
    """Somebody is asked about a record.

    Attributes:
        survey: the name of the survey.
        record: the number of the record.
        person: who is asked.
        asked_at: when, in UTC.
        expires_at: the instant from which an answer is late, in UTC.

    Raises:
        BadValue: a value is of the wrong kind.
        NaiveTime: an instant has no time zone.
        BadSpan: it expires before anybody is asked.
    """

    survey: str
    record: str
    person: str
    asked_at: datetime = attrs.field(converter=utc, kw_only=True)
    expires_at: datetime = attrs.field(converter=utc, kw_only=True)

    def __attrs_post_init__(self) -> None:
        check_kinds(self)
        for name in ("survey", "record", "person"):
            as_text(getattr(self, name), name)
        if self.expires_at < self.asked_at:
            raise BadSpan(start=self.asked_at, end=self.expires_at)

    def __str__(self) -> str:
        return say(
            "satisfaction.invitation",
            person=self.person,
            record=self.record,
            at=self.asked_at,
        )


@attrs.frozen
class Uninvited:
    """Nobody is asked about a record, and why.

    Attributes:
        record: the number of the record.
        at: when somebody would have been asked, in UTC.
        reason: why not.
        person: who it would have been; None if that was not looked at.
    """

    record: str
    at: datetime
    reason: Reason
    person: str | None = None


def _invited(invited: Iterable[Invitation]) -> tuple[Invitation, ...]:
    return as_several(Invitation, invited, "invited")


def _left_out(left_out: Iterable[Uninvited]) -> tuple[Uninvited, ...]:
    return as_several(Uninvited, left_out, "left_out")


@attrs.frozen
class Invitations:
    """Who is invited, and who is not, each in order of time.

    Attributes:
        invited: those who are asked.
        left_out: those who are not, and why.
    """

    invited: tuple[Invitation, ...] = attrs.field(converter=_invited)
    left_out: tuple[Uninvited, ...] = attrs.field(default=(), converter=_left_out)

    def __iter__(self) -> Iterator[Invitation]:
        return iter(self.invited)

    def __len__(self) -> int:
        return len(self.invited)

    @property
    def next_instant(self) -> datetime | None:
        """When the next one falls due, as far as is known now, in UTC; None if none does."""
        waiting = (of.at for of in self.left_out if of.reason.code == NOT_YET)
        return min(waiting, default=None)

    @property
    def rows(self) -> Rows:
        """A row for each, as a DataFrame takes them."""
        return told_in_english(self._rows)

    def _rows(self) -> Rows:
        asked = ((of.record, of.person, of.asked_at, of.expires_at, None) for of in self.invited)
        others = ((of.record, of.person, of.at, None, of.reason.words) for of in self.left_out)
        lines = sorted((*asked, *others), key=lambda line: (line[2], line[0]))
        return tuple(dict(zip(_COLUMNS, line, strict=True)) for line in lines)

    def _table(self) -> Table:
        return Table.of(_COLUMNS, self._rows())

    __str__ = as_table_text
    _formats = as_table_formats
    __format__ = as_format
    _repr_html_ = as_html
    _repr_pretty_ = as_pretty
