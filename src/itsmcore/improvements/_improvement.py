"""The improvement: a figure, what it is to come to, and what became of it."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, Self, Unpack

import attrs

from itsmcore.errors import BadValue
from itsmcore.fields import as_several
from itsmcore.figures import SHARE, Figure
from itsmcore.improvements import _events as events
from itsmcore.improvements._codes import PDCA, Benefit, Effort, ExactTest, Kind, Origin
from itsmcore.improvements._trend import Trend
from itsmcore.improvements._verdict import Verdict, as_significance, has_counts, is_about
from itsmcore.level import Level
from itsmcore.lifecycle import Event, LinkKind, Model, Record, opening, verb
from itsmcore.lifecycle._more_tables import MoreTables
from itsmcore.lifecycle._parts import Part, Unwanted
from itsmcore.lifecycle.events import Assigned, Commented, Held, Linked, Resumed, Unlinked
from itsmcore.objectives import Objective
from itsmcore.phrase import Phrase

_PHASES = {
    **dict.fromkeys(("new", "accepted", "assess", "approved"), PDCA.PLAN),
    "in_progress": PDCA.DO,
    "review": PDCA.CHECK,
    "closed": PDCA.ACT,
}
"""The phase of the Deming cycle that each state is in; what is given up has left it."""


@attrs.frozen(init=False, kw_only=True, eq=False, repr=False, slots=False)
class Improvement(Record["ImprovementModel"]):
    """One improvement, from an idea to what was learned.

    >>> from datetime import UTC
    >>> from itsmcore.proportions import Proportion
    >>> march, april, may = (datetime(2026, month, 1, tzinfo=UTC) for month in (3, 4, 5))
    >>> imp = Improvement.open("IMP-1", at=april, by="ines", summary="Halve the reopened",
    ...                        baseline=Proportion(49, 410).figure("reopened", until=april),
    ...                        target=Objective("reopened", at_most=0.06))
    >>> imp = imp.accept(at=april, by="omar").assess(at=april, by="omar")
    >>> imp = imp.approve(at=april, by="omar").start(at=april, by="ines")
    >>> value = Proportion(31, 388).figure("reopened", since=april, until=may)
    >>> imp = imp.measure(at=may, by="ines", figure=value).review(at=may, by="ines")
    >>> imp, imp.pdca, round(imp.progress, 3), imp.verdict.movement
    (<Improvement IMP-1 review v7>, PDCA.CHECK, 0.666, Movement.TOO_EARLY)
    """

    derived: ClassVar[tuple[str, ...]] = (
        "pdca",
        "progress",
        "is_target_met",
        "is_about_baseline",
        "is_better_than_baseline",
        "is_testable",
        "movement",
    )

    summary: str = ""
    description: str | None = None
    kind: str = Kind.IMPROVEMENT
    origin: str = Origin.IDEA
    reference: str | None = None
    service: str | None = None
    benefit: Level | None = None
    effort: Level | None = None
    group: str | None = None
    assignee: str | None = None
    tags: tuple[str, ...] = ()
    baseline: Figure | None = None
    target: Objective | None = None
    test: str = ExactTest.FISHER
    due: datetime | None = None
    nonconformity: str | None = None
    correction: str | None = None
    root_cause: str | None = None
    action: str | None = None
    proposers: tuple[str, ...] = ()
    approved_by: str | None = None
    started_at: datetime | None = None
    last_value: Figure | None = None
    measured_at: datetime | None = None
    reviewed_at: datetime | None = None
    findings: str | None = None
    hold_reason: str | None = None
    hold_until: datetime | None = None
    outcome: str | None = None
    lessons: tuple[str, ...] = ()
    close_notes: str | None = None

    open = opening(events.Opened)
    update = verb(events.Updated)
    assign = verb(Assigned)
    accept = verb(events.Accepted)
    assess = verb(events.Assessed)
    approve = verb(events.Approved)
    reject = verb(events.Rejected)
    start = verb(events.Started)
    measure = verb(events.Measured)
    hold = verb(Held)
    resume = verb(Resumed)
    review = verb(events.Reviewed)
    close = verb(events.Closed)
    cancel = verb(events.Cancelled)
    comment = verb(Commented)
    link = verb(Linked)
    unlink = verb(Unlinked)

    @property
    def pdca(self) -> PDCA | None:
        """The phase of the Deming cycle; on hold it keeps its own, and given up it has none."""
        return _PHASES.get(self.state)

    @property
    def is_on_hold(self) -> bool:
        """Whether it is on hold."""
        return "on_hold" in self.regions

    @property
    def sources(self) -> tuple[str, ...]:
        """The numbers of the records that it comes from."""
        return self.links.of(LinkKind.SOURCE)

    @property
    def follow_up_of(self) -> str | None:
        """The number of the improvement that it goes on from."""
        return next(iter(self.links.of(LinkKind.FOLLOW_UP_OF)), None)

    @property
    def is_about_baseline(self) -> bool:
        """Whether its target has one bound, for the very figure that its baseline is."""
        baseline, target = self.baseline, self.target
        return baseline is not None and target is not None and is_about(target, baseline)

    @property
    def is_better_than_baseline(self) -> bool:
        """Whether its target is better than its baseline: it is not reached as it is."""
        baseline, target = self.baseline, self.target
        if baseline is None or target is None or not is_about(target, baseline):
            return False
        return target.is_met(baseline) is False

    @property
    def is_testable(self) -> bool:
        """Whether its test can be carried out: its baseline, if it is a share, has counts."""
        baseline = self.baseline
        if baseline is None:
            return False
        return baseline.unit != SHARE or self.test == ExactTest.NONE or has_counts(baseline)

    @property
    def verdict(self) -> Verdict | None:
        """What the check says, by its one test; None before the review."""
        return None if self.reviewed_at is None else self._weighed

    @property
    def movement(self) -> str | None:
        """Whether the rate has moved, by its one test; None before the review."""
        return None if self.verdict is None else self.verdict.movement

    @property
    def progress(self) -> float | None:
        """How much of the way to the target its last value has come; None before the first.

        It is not clipped: below 0 it has become worse, and above 1 better than the target.
        """
        return None if self._weighed is None else self._weighed.progress

    @property
    def is_target_met(self) -> bool | None:
        """Whether its last value meets its target; None before the first."""
        return None if self._weighed is None else self._weighed.is_met

    @property
    def _weighed(self) -> Verdict | None:
        baseline, target, value = self.baseline, self.target, self.last_value
        if baseline is None or target is None or value is None:
            return None
        return Verdict(
            baseline=baseline,
            target=target,
            value=value,
            test=ExactTest(self.test),
            significance=self.model.significance,
        )

    @property
    def trend(self) -> Trend | None:
        """Its baseline, its target and every value; None before it has a baseline and a target."""
        if self.baseline is None or self.target is None:
            return None
        measured = (event for event in self.history if isinstance(event, events.Measured))
        return Trend(self.baseline, self.target, [event.figure for event in measured])


def _benefits(levels: Iterable[Level]) -> tuple[Level, ...]:
    return _scale("benefits", levels)


def _efforts(levels: Iterable[Level]) -> tuple[Level, ...]:
    return _scale("efforts", levels)


def _scale(name: str, levels: Iterable[Level]) -> tuple[Level, ...]:
    scale = as_several(Level, levels, name, Phrase("improvements.expected.levels"))
    for level in scale:
        if not 0 < level.rank < math.inf:
            expected = Phrase("improvements.expected.positive_ranks")
            raise BadValue(field=name, value=level, expected=expected)
    return scale


class ImprovementTables(MoreTables, total=False):
    """What a model may be extended with by name."""

    significance: float
    benefits: Iterable[Level]
    efforts: Iterable[Level]


@attrs.frozen(kw_only=True)
class ImprovementModel(Model):
    """The tables that an improvement lives by: its scales, and how its test is read.

    Attributes:
        significance: below which p-value a rate is said to have moved.
        benefits: what an improvement may be worth; ranks are above 0.
        efforts: what it may take.
    """

    record: ClassVar[type[Improvement]] = Improvement
    opening_event: ClassVar[type[events.Opened]] = events.Opened
    open = opening(events.Opened, Improvement)

    significance: float = attrs.field(default=0.05, converter=as_significance)
    benefits: tuple[Level, ...] = attrs.field(default=Benefit.scale, converter=_benefits)
    efforts: tuple[Level, ...] = attrs.field(default=Effort.scale, converter=_efforts)

    if TYPE_CHECKING:

        def extended(
            self,
            *parts: Part,
            without: str | type[Event] | Iterable[Unwanted] = (),
            name: str | None = None,
            version: str | None = None,
            **tables: Unpack[ImprovementTables],
        ) -> Self: ...

    @property
    def legal(self) -> Mapping[str, Collection[Any]]:
        """The values that record fields may take: the codes, and the levels."""
        return {**self.codes, "benefit": self.benefits, "effort": self.efforts}
