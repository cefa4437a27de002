"""The register: every improvement, ranked, with those that nobody has moved for long."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

import attrs

from itsmcore.errors import BadValue
from itsmcore.fields import as_a, as_several
from itsmcore.figures import Figure, Figures, Rows, Table, as_table_formats, as_table_text, percent
from itsmcore.improvements._codes import Outcome
from itsmcore.improvements._improvement import Improvement
from itsmcore.instant import utc
from itsmcore.lifecycle._timers import entered
from itsmcore.output import as_format, as_html, as_pretty
from itsmcore.phrase import Phrase, label, told_in_english, yes_or_no
from itsmcore.proportions import Proportion


def _improvements(improvements: Iterable[Improvement]) -> tuple[Improvement, ...]:
    several = as_several(Improvement, improvements, "improvements")
    seen = set[str]()
    for one in several:
        if one.id in seen:
            raise BadValue(
                field="improvements",
                value=one.id,
                expected=Phrase("improvements.expected.once"),
            )
        seen.add(one.id)
    return several


def _stale_after(after: timedelta) -> timedelta:
    if as_a(timedelta, after, "stale_after") > timedelta():
        return after
    raise BadValue(
        field="stale_after",
        value=after,
        expected=Phrase("improvements.expected.positive_timedelta"),
    )


@attrs.frozen
class Register:
    """Improvements, as of an instant.

    Attributes:
        improvements: the improvements, as records stand.
        at: the instant.
        stale_after: for how long nothing may be heard of one that has not ended.

    Raises:
        BadValue: an improvement is there twice, or a value is of the wrong kind.
        NaiveTime: the instant has no time zone.

    >>> from datetime import UTC
    >>> from itsmcore.improvements import Benefit, Effort
    >>> nine = datetime(2026, 3, 2, 9, tzinfo=UTC)
    >>> large, small = (Improvement.open(id, at=nine, by="ines", summary=id, benefit=Benefit.HIGH,
    ...                                  effort=effort)
    ...                 for id, effort in (("IMP-1", Effort.LARGE), ("IMP-2", Effort.SMALL)))
    >>> print(Register([large, small], at=nine + timedelta(days=100)))
    improvement  summary  state  pdca  benefit  effort  progress  met  for    on hold  stale
    IMP-2        IMP-2    new    plan  High     S                      100 d           yes
    IMP-1        IMP-1    new    plan  High     L                      100 d           yes
    """

    improvements: tuple[Improvement, ...] = attrs.field(converter=_improvements)
    at: datetime = attrs.field(converter=utc, kw_only=True)
    stale_after: timedelta = attrs.field(
        default=timedelta(days=90), converter=_stale_after, kw_only=True
    )

    @property
    def ranked(self) -> tuple[Improvement, ...]:
        """Those that have not ended: by benefit over effort, then the older one first.

        The ranks of the levels are divided. What has not both comes last.
        """
        return tuple(sorted((o for o in self.improvements if not o.phase.is_final), key=_rank))

    @property
    def stale(self) -> tuple[Improvement, ...]:
        """Those ranked that have neither left their state nor had a value for so long."""
        return tuple(one for one in self.ranked if self.is_stale(one))

    def is_stale(self, improvement: Improvement) -> bool:
        """Return whether nothing has been heard of an improvement for so long."""
        is_over = as_a(Improvement, improvement, "improvement").phase.is_final
        return not is_over and self.at - _moved_at(improvement) >= self.stale_after

    @property
    def figures(self) -> Figures:
        """How many were raised, and of those closed how many reached their target, or stayed."""
        closed = [one for one in self.improvements if one.outcome is not None]
        met = sum(one.is_target_met is True for one in closed)
        kept = sum(one.outcome == Outcome.STANDARDISED for one in closed)
        whole, stale = len(self.improvements), len(self.stale)
        counted = (("raised", whole), ("open", len(self.ranked)), ("stale", stale))
        ended = Proportion(met, len(closed)), Proportion(kept, len(closed))
        return Figures(
            (
                *(Figure(name, n, whole, "improvements") for name, n in counted),
                ended[0].figure("target met", better="higher"),
                ended[1].figure("standardised"),
            )
        )

    @property
    def rows(self) -> Rows:
        """A row for each that has not ended, as ranked, as a DataFrame takes them."""
        return told_in_english(self._rows)

    def _rows(self) -> Rows:
        return tuple(
            {
                "improvement": one.id,
                "summary": one.summary,
                "state": one.state,
                "pdca": None if one.pdca is None else one.pdca.value,
                "benefit": one.benefit and str(one.benefit),
                "effort": one.effort and str(one.effort),
                "progress": one.progress,
                "is_target_met": one.is_target_met,
                "hold_reason": one.hold_reason,
                "since": _moved_at(one),
                "is_stale": self.is_stale(one),
            }
            for one in self.ranked
        )

    def _table(self) -> Table:
        lines = (
            (
                row["improvement"],
                row["summary"],
                row["state"],
                row["pdca"] and label("values", row["pdca"]),
                row["benefit"],
                row["effort"],
                percent(row["progress"]),
                _yes(is_met=row["is_target_met"]),
                f"{(self.at - row['since']).days} d",
                row["hold_reason"],
                yes_or_no(True) if row["is_stale"] else None,
            )
            for row in self._rows()
        )
        head = ("improvement", "summary", "state", "pdca", "benefit", "effort", "progress", "met")
        return Table((*head, "for", "on hold", "stale"), lines)

    __str__ = as_table_text
    _formats = as_table_formats
    __format__ = as_format
    _repr_html_ = as_html
    _repr_pretty_ = as_pretty


def _yes(*, is_met: bool | None) -> str | None:
    return None if is_met is None else yes_or_no(is_met)


def _rank(improvement: Improvement) -> tuple[bool, float, datetime, str]:
    worth = _worth(improvement)
    return worth is None, -(worth or 0), improvement.opened_at, improvement.id


def _worth(improvement: Improvement) -> float | None:
    """Return its benefit over its effort; None if either is not known."""
    benefit, effort = improvement.benefit, improvement.effort
    if benefit is None or effort is None or effort.rank <= 0:
        return None
    return benefit.rank / effort.rank


def _moved_at(improvement: Improvement) -> datetime:
    """Return when it came into its state, or when its last value was measured."""
    came = improvement.history[entered(improvement)].at
    measured = improvement.measured_at
    return came if measured is None else max(came, measured)
