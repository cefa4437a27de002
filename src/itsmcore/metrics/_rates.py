"""Rates: how often cases are resolved at first contact, reopened, reassigned and escalated."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from itertools import dropwhile, pairwise

import attrs

from itsmcore.conditions import is_set
from itsmcore.errors import BadValue, Unlisted
from itsmcore.fields import as_texts, is_in
from itsmcore.figures import (
    Rows,
    Table,
    as_table_format,
    as_table_html,
    as_table_text,
    cell,
    percent,
)
from itsmcore.instant import utc
from itsmcore.metrics._cases import (
    DONE,
    Steps,
    duplicates_note,
    hours_of,
    phase_of,
    told,
    without_duplicates,
)
from itsmcore.metrics._first_contact import MONITORING, UNKNOWN, Contact, tells_messages
from itsmcore.schedule import Schedule
from itsmcore.timeline import Timeline

_OF = ("eligible", "all")


@attrs.frozen
class Share:
    """Count some of a whole.

    >>> print(Share(12, 40))
    12 of 40 (30.0 %)
    """

    count: int
    of: int

    @property
    def rate(self) -> float | None:
        """The share, from 0 to 1; None of nothing."""
        return self.count / self.of if self.of else None

    def __str__(self) -> str:
        return f"{self.count} of {self.of}" + (f" ({percent(self.rate)})" if self.of else "")


@attrs.frozen(kw_only=True)
class Rates:
    """Say how often cases went one way; duplicates are in none of the shares.

    Attributes:
        at: the instant of which it is true, in UTC.
        first_contact: resolved at the contact they were raised in, of the contacts that were
            resolved; None where the log does not tell that.
        within: the open time in which a first contact is resolved.
        why_unknown: why the first share is None, in words; None where it is known.
        untold: how many contacts the first share leaves out, because the log does not tell their
            messages.
        first_level: resolved without going to another group or being reopened, of those ever
            resolved.
        first_assignee: resolved without going to another group or assignee or being reopened, of
            those ever resolved.
        reopened: open again after they were resolved, of those ever resolved.
        reassigned: handed from one group to another, of all that had begun.
        escalated: escalated, of all that had begun.
        left_out: how many the shares of what was resolved leave out, because their present phase is
            unknown.
        duplicates: how many cases are another one, and counted nowhere.
    """

    at: datetime
    first_contact: Share | None
    within: timedelta
    why_unknown: str | None
    untold: int
    first_level: Share
    first_assignee: Share
    reopened: Share
    reassigned: Share
    escalated: Share
    left_out: int
    duplicates: int

    @property
    def rows(self) -> Rows:
        """A row for each share, as a DataFrame takes them."""
        return tuple(
            {
                "measure": name,
                "count": share and share.count,
                "of": share and share.of,
                "rate": share and share.rate,
            }
            for name, share in self._shares
        )

    @property
    def _shares(self) -> tuple[tuple[str, Share | None], ...]:
        return (
            ("first-contact resolution", self.first_contact),
            ("first-level resolution", self.first_level),
            ("resolved by the first assignee", self.first_assignee),
            ("reopened", self.reopened),
            ("reassigned", self.reassigned),
            ("escalated", self.escalated),
        )

    def _table(self) -> Table:
        return Table.of(("measure", "count", "of", "rate"), self.rows, self._notes())

    def _notes(self) -> Iterator[str]:
        said = f"first-contact resolution within {cell(self.within)}"
        if self.why_unknown is not None:
            yield f"{said} is unknown: {self.why_unknown}"
        elif self.untold:
            yield f"{said} leaves out {self.untold}: {UNKNOWN}"
        yield from duplicates_note(self.duplicates)

    __str__ = as_table_text
    __format__ = as_table_format
    _repr_html_ = as_table_html


def rates(
    timelines: Mapping[str, Timeline],
    *,
    at: datetime,
    schedule: Schedule | None = None,
    within: timedelta = timedelta(hours=1),
    of: str = "eligible",
    monitoring: str | Iterable[str] = MONITORING,
) -> Rates:
    """Count how often cases were resolved at first contact, reopened, reassigned and escalated.

    - A case is resolved at first contact where it was resolved at the contact it was raised in:
      the desk did not wait for the caller (`hold_reason`), the customer did not write a second
      time before the resolution, it took no more open time than `within`, was resolved by the
      first assignee, and stayed so. What no person raised, was cancelled, or was resolved because
      nobody answered is no contact. What a message is says `event.from_customer`, a fact of each
      step of a record's timeline; a log without it does not tell, and the share is None.
    - It is resolved by the first level where it is resolved or closed, was never open again after
      that, and never went from one group to another; and by the first assignee, where it never
      went from one assignee to another either.
    - It is reopened where an open phase comes after a resolved or closed one, or its log says so
      by a `reopen_count` above 0. The share is of what was resolved, as in "% Reopened tickets" of
      ServiceNow's ITSM Success Dashboard.
    - It is reassigned where its group changes from one to another, whether it had none in
      between, or its log says so by a `reassignment_count` above 0.
    - It is escalated where a step has the verb `escalate`, or the fact `escalated` is true.

    Duplicates count nowhere: those of a resolution code `duplicate`, or of a link.

    Args:
        timelines: a timeline for each record's number.
        at: the instant to count at; later steps are not looked at.
        schedule: what counts as open time; always, unless told otherwise.
        within: the open time in which a first contact is resolved. Benchmarks differ; many count
            an e-mail that is answered within a business hour.
        of: what resolutions at first contact are a share of: `"eligible"`, the resolved contacts,
            or `"all"` that had begun, whatever they were.
        monitoring: the channels and names by which no person raises a case.

    Raises:
        BadValue: the timelines are no mapping, or `within` is no time.
        NaiveTime: the instant has no time zone.
        Unlisted: there is no such `of`.

    >>> from datetime import UTC
    >>> from itsmcore.incidents import Incident
    >>> nine, ten = (datetime(2026, 1, 5, hour, tzinfo=UTC) for hour in (9, 10))
    >>> mail, slow = (Incident.open(id, at=nine, by="grace", caller="ada", summary="Mail is slow")
    ...               for id in ("INC-1", "INC-2"))
    >>> mail = mail.resolve(at=nine, by="grace", code="user_error", notes="Plugged in")
    >>> print(rates({"INC-1": mail.timeline(), "INC-2": slow.timeline()}, at=ten))
    measure                         count  of  rate
    first-contact resolution        1      1   100.0 %
    first-level resolution          1      1   100.0 %
    resolved by the first assignee  1      1   100.0 %
    reopened                        0      1   0.0 %
    reassigned                      0      2   0.0 %
    escalated                       0      2   0.0 %
    """
    moment, names = utc(at), as_texts(monitoring, "monitoring")
    if not isinstance(within, timedelta):
        raise BadValue(field="within", value=within, expected="a timedelta of open time")
    if not is_in(of, _OF):
        raise Unlisted(kind="share of", name=of, known=_OF)
    rule = Contact(
        within=within,
        hours=hours_of(schedule),
        monitoring=frozenset(name.casefold() for name in names),
    )
    cases, duplicates = without_duplicates(timelines, moment)
    at_first = contacts = untold = 0
    resolved = first_level = first_assignee = reopened = reassigned = escalated = left_out = 0
    for steps in cases:
        escalated += any(s.verb == "escalate" or told(s, "escalated") is True for s in steps)
        is_reassigned = _changed(steps, "group") or _counted(steps, "reassignment_count")
        reassigned += is_reassigned
        phases = [phase for step in steps if (phase := phase_of(step)) is not None]
        since = list(dropwhile(lambda phase: phase not in DONE, phases))
        is_reopened = any(phase.is_open for phase in since) or _counted(steps, "reopen_count")
        if phase_of(steps[-1]) is None:
            left_out += 1
        elif since or is_reopened:
            resolved += 1
            reopened += is_reopened
            is_level = phases[-1] in DONE and not (is_reopened or is_reassigned)
            is_kept = is_level and not _changed(steps, "assignee")
            first_level += is_level
            first_assignee += is_kept
            if rule.is_one(steps):
                tells = tells_messages(steps)
                contacts += tells
                untold += not tells
                at_first += tells and is_kept and rule.resolves(steps)
    is_unknown = untold > 0 and contacts == 0
    whole = contacts if of == "eligible" else len(cases) + duplicates
    return Rates(
        at=moment,
        first_contact=None if is_unknown else Share(at_first, whole),
        within=within,
        why_unknown=UNKNOWN if is_unknown else None,
        untold=untold,
        first_level=Share(first_level, resolved),
        first_assignee=Share(first_assignee, resolved),
        reopened=Share(reopened, resolved),
        reassigned=Share(reassigned, len(cases)),
        escalated=Share(escalated, len(cases)),
        left_out=left_out,
        duplicates=duplicates,
    )


def _changed(steps: Steps, name: str) -> bool:
    values = (told(step, name) for step in steps)
    return any(before != after for before, after in pairwise(filter(is_set, values)))


def _counted(steps: Steps, name: str) -> bool:
    values = (told(step, name) for step in steps)
    return any(isinstance(value, int | float) and value > 0 for value in values)
