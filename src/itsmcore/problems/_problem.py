"""The problem: the cause, known or not, of one or more incidents."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, Self, Unpack

import attrs

from itsmcore.assessment import Engine
from itsmcore.categories._legal import (
    Categories,
    as_categories,
    dated_categories,
    known_categories,
    legal_categories,
)
from itsmcore.codes import Code
from itsmcore.conditions import field
from itsmcore.dated import Dated
from itsmcore.errors import Fault, GuardRefused, Reason
from itsmcore.level import Level
from itsmcore.lifecycle import Event, LinkKind, Model, Phase, Record, Sharing, opening, verb
from itsmcore.lifecycle._judge import allowed_verbs
from itsmcore.lifecycle._more_tables import MoreTables
from itsmcore.lifecycle._parts import Part, Unwanted
from itsmcore.lifecycle.events import Assigned, Commented, Held, Linked, Resumed, Unlinked
from itsmcore.phrase import Phrase
from itsmcore.priority import Prioritisation, Prioritiser, PriorityPinned, PriorityUnpinned
from itsmcore.priority._of_records import (
    computed_of,
    legal_levels,
    prioritisation_of,
    prioritiser_faults,
    priority_of,
)
from itsmcore.priority._prioritiser import PrioritiserLike, as_prioritiser
from itsmcore.problems import _events as events
from itsmcore.problems._known_error import KnownError, Workaround, WorkaroundState
from itsmcore.techniques import FiveWhys, Ishikawa


class Control(Code):
    """The phases of ITIL's problem management."""

    IDENTIFICATION = "problem identification"
    PROBLEM_CONTROL = "problem control"
    ERROR_CONTROL = "error control"


@attrs.frozen(init=False, kw_only=True, eq=False, repr=False, slots=False)
class Problem(Record["ProblemModel"]):
    """One problem: what is known of its cause, and what is done about it.

    >>> from datetime import UTC
    >>> nine = datetime(2026, 1, 5, 9, tzinfo=UTC)
    >>> problem = Problem.open("PRB-1", at=nine, by="ada", summary="Mail stops on Mondays",
    ...                        assignee="grace")
    >>> problem = problem.assess(at=nine, by="grace").confirm(at=nine, by="grace")
    >>> problem = problem.record_cause(at=nine, by="grace", text="The queue is never emptied")
    >>> problem, problem.is_known_error, problem.control
    (<Problem PRB-1 root_cause_analysis v4>, True, Control.ERROR_CONTROL)
    """

    derived: ClassVar[tuple[str, ...]] = (
        "priority",
        "computed_priority",
        "is_known_error",
        "control",
        "resolved_at",
        "duplicate_of",
        "workaround_text",
        "workaround_state",
    )

    shared: ClassVar[Sharing] = Sharing(
        facts=("summary", "symptom", "service", "affected_services", "workaround"),
        when=field("workaround_state").is_(WorkaroundState.PUBLISHED),
    )
    """A problem is the desk's own, unless it is published how to live with it."""

    summary: str = ""
    description: str | None = None
    symptom: str | None = None
    origin: str = events.Origin.REACTIVE
    service: str | None = None
    affected_services: tuple[str, ...] = ()
    configuration_items: tuple[str, ...] = ()
    category: str | None = None
    impact: Level | None = None
    urgency: Level | None = None
    pinned_priority: Level | None = None
    pin_reason: str | None = None
    pinned_until: datetime | None = None
    is_major: bool = False
    group: str | None = None
    assignee: str | None = None
    tags: tuple[str, ...] = ()
    cause: str | None = None
    analysis: FiveWhys | Ishikawa | None = None
    workaround: Workaround | None = None
    fix_notes: str | None = None
    hold_reason: str | None = None
    hold_until: datetime | None = None
    resolution_code: str | None = None
    close_notes: str | None = None
    reviewed_at: datetime | None = None
    lessons: tuple[str, ...] = ()

    _is_confirmed: ClassVar[bool] = False
    _resolved_at: ClassVar[datetime | None] = None

    open = opening(events.Opened)
    update = verb(events.Updated)
    assign = verb(Assigned)
    pin_priority = verb(PriorityPinned)
    unpin_priority = verb(PriorityUnpinned)
    assess = verb(events.Assessed)
    confirm = verb(events.Confirmed)
    record_cause = verb(events.CauseRecorded)
    propose_workaround = verb(events.WorkaroundProposed)
    test_workaround = verb(events.WorkaroundTested)
    publish_workaround = verb(events.WorkaroundPublished)
    withdraw_workaround = verb(events.WorkaroundWithdrawn)
    fix = verb(events.FixBegun)
    hold = verb(Held)
    resume = verb(Resumed)
    resolve = verb(events.Resolved)
    accept_risk = verb(events.RiskAccepted)
    mark_duplicate = verb(events.DuplicateMarked)
    reopen = verb(events.Reopened)
    review = verb(events.Reviewed)
    close = verb(events.Closed)
    cancel = verb(events.Cancelled)
    reanalyse = verb(events.Reanalysed)
    comment = verb(Commented)
    link = verb(Linked)
    unlink = verb(Unlinked)

    @property
    def priority(self) -> Level | None:
        """The priority that counts: the pinned one, or else what the model's rules say."""
        return priority_of(self)

    @property
    def computed_priority(self) -> Level | None:
        """The priority by the model's rules; None if they do not say, as without an impact."""
        return computed_of(self)

    @property
    def prioritisation(self) -> Prioritisation:
        """The priority, the rule that gave it, what the others said, and what is pinned."""
        return prioritisation_of(self)

    @property
    def is_known_error(self) -> bool:
        """Whether it is analysed and not resolved: open, or closed with its risk accepted."""
        is_accepted = self.resolution_code == events.ResolutionCode.RISK_ACCEPTED
        return self.cause is not None and (self.phase.is_open or is_accepted)

    @property
    def is_on_hold(self) -> bool:
        """Whether it is on hold."""
        return "on_hold" in self.regions

    @property
    def control(self) -> Control:
        """The phase of ITIL's problem management in which it is, or ended."""
        if self.cause is not None:
            return Control.ERROR_CONTROL
        return Control.PROBLEM_CONTROL if self._is_confirmed else Control.IDENTIFICATION

    @property
    def resolved_at(self) -> datetime | None:
        """When its cause was removed; None if it is not, or is being looked for again."""
        is_done = self.phase in (Phase.RESOLVED, Phase.CLOSED)
        is_fixed = self.resolution_code == events.ResolutionCode.FIX_APPLIED
        return self._resolved_at if is_done and is_fixed else None

    @property
    def workaround_text(self) -> str | None:
        """What the workaround is, if one is proposed, tested or published."""
        is_good = self.workaround_state not in (None, WorkaroundState.WITHDRAWN)
        return self.workaround.text if self.workaround is not None and is_good else None

    @property
    def workaround_state(self) -> str | None:
        """How far the workaround is; None if there never was one."""
        return None if self.workaround is None else self.workaround.state

    @property
    def duplicate_of(self) -> str | None:
        """The number of the problem that it is a duplicate of."""
        return next(iter(self.links.of(LinkKind.DUPLICATE_OF)), None)

    def _keep_confirmation(self, _: Event, facts: dict[str, object]) -> None:
        facts["_is_confirmed"] = True

    def _keep_resolution(self, event: Event, facts: dict[str, object]) -> None:
        facts["_resolved_at"] = event.at

    _keeps = ((events.Confirmed, _keep_confirmation), (events.Resolved, _keep_resolution))

    def known_error(self) -> KnownError:
        """Return what the desk needs to know of it.

        Raises:
            GuardRefused: it is not a known error: its cause is not recorded, or it is resolved.
        """
        if self.cause is None or not self.is_known_error:
            missing = Phrase("problems.problem.cause_recorded_record")
            words = (
                Phrase("problems.problem.resolved_given_up")
                if self.phase.is_final or self.cause
                else missing
            )
            rules = self.model.plan.rules[self.state]
            moves = (rule.event.verb for rule in rules if rule.target not in (None, self.state))
            raise GuardRefused(
                record=self.id,
                state=self.state,
                verb="publish it as a known error",
                reasons=(Reason("no_known_error", words),),
                allowed=allowed_verbs(self),
                moves=tuple(dict.fromkeys(moves)),
            )
        services = (self.service, *self.affected_services)
        is_published = self.workaround_state == WorkaroundState.PUBLISHED
        return KnownError(
            problem=self.id,
            summary=self.summary,
            symptom=self.symptom,
            cause=self.cause,
            workaround=self.workaround if is_published else None,
            items=self.configuration_items,
            services=tuple(dict.fromkeys(name for name in services if name)),
            category=self.category,
        )


class ProblemTables(MoreTables, total=False):
    """What a model may be extended with by name."""

    prioritiser: PrioritiserLike | Iterable[Engine]
    categories: Categories | None


@attrs.frozen(kw_only=True)
class ProblemModel(Model):
    """The tables that a problem lives by: those of every model, and the rules for its priority.

    Attributes:
        prioritiser: the rules for its priority; a matrix alone, or another way of assessing, stands
            for a prioritiser without limits.
        categories: what it may be sorted by, if only some categories are legal.
    """

    record: ClassVar[type[Problem]] = Problem
    opening_event: ClassVar[type[events.Opened]] = events.Opened
    open = opening(events.Opened, Problem)

    prioritiser: Prioritiser = attrs.field(factory=Prioritiser.default, converter=as_prioritiser)
    categories: Categories | None = attrs.field(default=None, converter=as_categories)

    if TYPE_CHECKING:

        def extended(
            self,
            *parts: Part,
            without: str | type[Event] | Iterable[Unwanted] = (),
            name: str | None = None,
            version: str | None = None,
            **tables: Unpack[ProblemTables],
        ) -> Self: ...

    @property
    def legal(self) -> Mapping[str, Collection[Any]]:
        """The values that record fields may take: the codes, the levels, and the categories."""
        levels = legal_levels(self.prioritiser)
        return {**self.codes, **levels, **legal_categories(self.categories)}

    @property
    def dated(self) -> Mapping[str, Dated[Collection[Any]]]:
        return dated_categories(self.categories)

    @property
    def paths(self) -> Mapping[str, Collection[str]]:
        return known_categories(self.categories)

    def _faults(self) -> Iterator[Fault]:
        """Yield the faults for which it is refused: those of its tables, and of its priorities."""
        yield from super()._faults()
        yield from prioritiser_faults(self)

    def faults(self) -> tuple[Fault, ...]:
        """List the faults for which a model is not refused, those of its matrix too.

        These are rules that leave a final state, and cells that fall where `may_fall` permits it.
        """
        matrix = self.prioritiser.matrix
        return (*super().faults(), *(() if matrix is None else matrix.faults()))
