"""What happens to an improvement."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, ClassVar

import attrs

from itsmcore.codes import one_of
from itsmcore.conditions import Field, field
from itsmcore.errors import Reason
from itsmcore.fields import as_names, maybe_names
from itsmcore.figures import SHARE, Figure
from itsmcore.frozen import EMPTY, FrozenDict
from itsmcore.improvements._codes import ExactTest, Kind, Origin, Outcome
from itsmcore.improvements._verdict import has_counts, is_about, is_same
from itsmcore.instant import maybe_utc
from itsmcore.level import Level
from itsmcore.lifecycle import Event, LinkKind, Plain, custom_fields
from itsmcore.lifecycle._correction import check_clear, cleared, clears
from itsmcore.lifecycle._event_fields import data_fields
from itsmcore.lifecycle.events import NO_HOLD
from itsmcore.objectives import Objective
from itsmcore.phrase import Phrase


def _kind(kind: str) -> Kind:
    return one_of(Kind, kind, field="kind")


def _origin(origin: str) -> Origin:
    return one_of(Origin, origin, field="origin")


def _maybe_origin(origin: str | None) -> Origin | None:
    return None if origin is None else _origin(origin)


def _test(test: str) -> ExactTest:
    return one_of(ExactTest, test, field="test")


def _maybe_test(test: str | None) -> ExactTest | None:
    return None if test is None else _test(test)


def _outcome(outcome: str) -> Outcome:
    return one_of(Outcome, outcome, field="outcome")


def _proposers(event: Event, record: Any) -> tuple[str, ...]:
    """Return who has proposed what is to be approved."""
    before = event.proposers if isinstance(event, Opened) else record.proposers
    return tuple(dict.fromkeys((*before, event.by.name)))


def _not_over(event: Event, figure: Figure | None) -> Iterator[Reason]:
    """Yield the reasons if a figure counts what lies ahead when it is said."""
    bounds = () if figure is None else (("from", figure.since), ("until", figure.until))
    for word, bound in bounds:
        if bound is not None and bound > event.at:
            words = Phrase("improvements.events.counts_later", word=word, bound=bound, at=event.at)
            yield Reason("impossible_instant", words)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Opened(Event):
    """Propose an improvement.

    Attributes:
        kind: whether it improves, or corrects a nonconformity.
        origin: what it comes from.
        reference: what that is called where it is no record, such as an audit's own number.
        sources: the numbers of the records that it comes from.
        baseline: what was measured before.
        target: what the same figure is to come to; its one bound says which is better.
        test: the exact test that says at the review whether a rate has moved.
        due: when the target is to be reached.
        nonconformity: what was not as required.
        correction: what was done about that at once.
        root_cause: why it was so.
        action: what is to be done.
        follow_up_of: the number of the improvement that it goes on from.
        proposers: who proposed what it goes on with, beside whoever opens it.
    """

    verb: ClassVar[str] = "open"
    sets: ClassVar[Mapping[str, Any]] = {"proposers": _proposers}
    ties: ClassVar[Mapping[str | Field, str]] = {
        LinkKind.SOURCE: "sources",
        LinkKind.FOLLOW_UP_OF: "follow_up_of",
    }
    id: str = attrs.field(kw_only=False)
    summary: str
    description: str | None = None
    kind: Kind = attrs.field(default=Kind.IMPROVEMENT, converter=_kind)
    origin: Origin = attrs.field(default=Origin.IDEA, converter=_origin)
    reference: str | None = None
    sources: tuple[str, ...] = attrs.field(default=(), converter=as_names)
    service: str | None = None
    benefit: Level | None = None
    effort: Level | None = None
    group: str | None = None
    assignee: str | None = None
    tags: tuple[str, ...] = attrs.field(default=(), converter=as_names)
    baseline: Figure | None = None
    target: Objective | None = None
    test: ExactTest = attrs.field(default=ExactTest.FISHER, converter=_test)
    due: datetime | None = attrs.field(default=None, converter=maybe_utc)
    nonconformity: str | None = None
    correction: str | None = None
    root_cause: str | None = None
    action: str | None = None
    follow_up_of: str | None = None
    proposers: tuple[str, ...] = attrs.field(default=(), converter=as_names)
    custom: FrozenDict[str, Plain] = attrs.field(default=EMPTY, converter=custom_fields)

    def against(self, record: Any) -> Iterable[Reason]:
        return _not_over(self, self.baseline)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Updated(Event):
    """Change what is proposed, before it is approved; name facts to empty in `clear`.

    Whoever does so proposes it too. Custom fields are added to those it has; one set to None is
    removed.
    """

    verb: ClassVar[str] = "update"
    sets: ClassVar[Mapping[str, Any]] = {"proposers": _proposers}
    summary: str | None = None
    description: str | None = None
    origin: Origin | None = attrs.field(default=None, converter=_maybe_origin)
    reference: str | None = None
    service: str | None = None
    benefit: Level | None = None
    effort: Level | None = None
    tags: tuple[str, ...] | None = attrs.field(default=None, converter=maybe_names)
    baseline: Figure | None = None
    target: Objective | None = None
    test: ExactTest | None = attrs.field(default=None, converter=_maybe_test)
    due: datetime | None = attrs.field(default=None, converter=maybe_utc)
    nonconformity: str | None = None
    correction: str | None = None
    root_cause: str | None = None
    action: str | None = None
    custom: FrozenDict[str, Plain] | None = attrs.field(
        default=None, converter=attrs.converters.optional(custom_fields)
    )
    clear: tuple[str, ...] = attrs.field(
        default=(), converter=as_names, metadata=clears(lambda: CLEARABLE)
    )

    @clear.validator
    def _clearable(self, _: object, cleared: tuple[str, ...]) -> None:
        check_clear(cleared, CLEARABLE)

    def changes(self, record: Any) -> Mapping[str, Any]:
        return {**super().changes(record), **cleared(record, self.clear)}

    def against(self, record: Any) -> Iterable[Reason]:
        return _not_over(self, self.baseline)


_KEPT = ("summary", "origin", "test", "custom", "clear")
CLEARABLE: tuple[str, ...] = tuple(of.name for of in data_fields(Updated) if of.name not in _KEPT)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Accepted(Event):
    """Take the idea into the register's work."""

    verb: ClassVar[str] = "accept"


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Assessed(Event):
    """Begin to assess what it would bring and what it would take."""

    verb: ClassVar[str] = "assess"


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Approved(Event):
    """Approve it, with its baseline, its target and its test; these stay as they are."""

    verb: ClassVar[str] = "approve"
    sets: ClassVar[Mapping[str, Any]] = {"approved_by": field("event.by")}
    note: str | None = None


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Rejected(Event):
    """Decide against it."""

    verb: ClassVar[str] = "reject"
    sets: ClassVar[Mapping[str, Any]] = {
        **NO_HOLD,
        "close_notes": field("event.reason"),
    }
    reason: str


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Started(Event):
    """Start to do it; what is measured from now on is measured after the start."""

    verb: ClassVar[str] = "start"
    sets: ClassVar[Mapping[str, Any]] = {"started_at": field("event.at")}


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Measured(Event):
    """Record a value of the figure, of some time after the start.

    Attributes:
        figure: the value, with from when on it counts, and of how many.
    """

    verb: ClassVar[str] = "measure"
    sets: ClassVar[Mapping[str, Any]] = {
        "last_value": field("event.figure"),
        "measured_at": field("event.at"),
    }
    figure: Figure

    def against(self, record: Any) -> Iterable[Reason]:
        yield from _not_over(self, self.figure)
        figure, baseline, start = self.figure, record.baseline, record.started_at
        if figure.since is None or (start is not None and figure.since < start):
            words = Phrase(
                "improvements.events.counts_earlier",
                since=figure.since or Phrase("improvements.events.any_time"),
                start=start,
            )
            yield Reason("impossible_instant", words)
        if baseline is None or record.target is None:
            return
        if not is_about(record.target, figure):
            words = Phrase("improvements.events.other_target", figure=figure, target=record.target)
            yield Reason("other_figure", words)
        elif not is_same(baseline, figure):
            words = Phrase("improvements.events.other_baseline", figure=figure, baseline=baseline)
            yield Reason("other_figure", words)
        elif figure.unit == SHARE and record.test != ExactTest.NONE and not has_counts(figure):
            words = Phrase("improvements.events.no_count", value=figure.value, n=figure.n)
            yield Reason("no_count", words)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Reviewed(Event):
    """Check the last value against the target, and by the test whether the rate has moved."""

    verb: ClassVar[str] = "review"
    sets: ClassVar[Mapping[str, Any]] = {"reviewed_at": field("event.at")}
    findings: str | None = None


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Closed(Event):
    """Close it: standardise the new way, iterate, or abandon it.

    Attributes:
        outcome: which of these.
        lessons: what was learned.
    """

    verb: ClassVar[str] = "close"
    sets: ClassVar[Mapping[str, Any]] = {"close_notes": field("event.notes")}
    outcome: Outcome = attrs.field(converter=_outcome)
    lessons: tuple[str, ...] = attrs.field(converter=as_names)
    notes: str | None = None


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Cancelled(Event):
    """Cancel it before it was checked."""

    verb: ClassVar[str] = "cancel"
    sets: ClassVar[Mapping[str, Any]] = {
        **NO_HOLD,
        "close_notes": field("event.reason"),
    }
    reason: str
