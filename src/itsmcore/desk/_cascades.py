"""Cascades: what an event of one record does to those that are tied to it, as a decision."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import chain
from typing import Any, TypeAlias

import attrs

from itsmcore import changes, incidents, problems, tasks
from itsmcore.approval import Approved
from itsmcore.changes import CloseCode as ChangeCode
from itsmcore.conditions import Condition, Field, field, given
from itsmcore.decisions import Decision, Match, Row
from itsmcore.desk._outcome import TARGET, fact_of, practice_name
from itsmcore.errors import BadValue, Unlisted
from itsmcore.frozen import EMPTY, FrozenDict, frozen
from itsmcore.incidents import HoldReason, ResolutionCode
from itsmcore.lifecycle import Cause, Event, LinkKind, Record
from itsmcore.lifecycle._event import data_fields, required
from itsmcore.lifecycle._facts import RecordFacts
from itsmcore.lifecycle.events import Commented, Linked
from itsmcore.phase import Phase
from itsmcore.problems import ResolutionCode as ProblemCode
from itsmcore.problems._events import MOVED


def target(name: str) -> Field:
    """Name a fact of the record that a cascade would reach, or its `"practice"`.

    Of a record that is not loaded it is not known, save the practice where links tell it.
    """
    return given(f"target.{name}")


@attrs.frozen
class Cascade:
    """Say which event follows for the record that is tied.

    Attributes:
        event: the event class.
        data: its arguments: values, or fields to read of the source, its event or the target.
        is_offer: whether it is only offered, to be applied by whoever agrees.

    Raises:
        BadValue: it is no event class, or an argument is missing that the event needs.
        Unlisted: the event has no such argument.
    """

    event: type[Event]
    data: FrozenDict[str, Any] = attrs.field(default=EMPTY, converter=frozen)
    is_offer: bool = attrs.field(default=False, kw_only=True)

    def __attrs_post_init__(self) -> None:
        event: object = self.event
        if not isinstance(event, type) or not issubclass(event, Event):
            raise BadValue(field="event", value=event, expected="an Event class")
        known = tuple(field.name for field in data_fields(self.event))
        for name in self.data:
            if name not in known:
                raise Unlisted(kind=f"argument of {self.event.verb}", name=name, known=known)
        for name in required(self.event):
            if name not in self.data:
                raise BadValue(field="data", value=dict(self.data), expected=f"{name!r} too")

    def made(self, facts: Tied, *, at: datetime) -> Event:
        """Make the event, at an instant, in the name of whoever caused it.

        Raises:
            BadValue: an argument that it needs is not there to be read.
        """
        data: dict[str, Any] = {
            name: value.read(facts) if isinstance(value, Field) else value
            for name, value in self.data.items()
        }
        cause = Cause(facts.event.verb, version=facts.source.version, record=facts.source.id)
        return self.event(at=at, by=facts.event.by, cause=cause, **data)

    def __str__(self) -> str:
        return f"{'offer ' if self.is_offer else ''}{self.event.verb}"


class Tied:
    """Read the facts of a source, its last event, the link, and the target where it is loaded.

    The event's class and the practice are there as `"verb"` and `"practice"`, and what the target
    is to the source as `"link"`; `"link.inverse"` is what the source is to the target. The practice
    of the target is known, too, where its links or its number tell it.
    """

    def __init__(
        self,
        source: Record[Any],
        link: LinkKind,
        tied: Record[Any] | None,
        practice: str | None = None,
    ) -> None:
        self.source, self.link, self.tied, self.practice = source, link, tied, practice
        self.event = source.history[-1]
        self._facts = RecordFacts(source, self.event)

    def get(self, name: str, default: Any = None, /) -> Any:
        """Read one fact."""
        if name.startswith(TARGET):
            if self.tied is not None:
                return fact_of(self.tied, name.removeprefix(TARGET))
            return self.practice or default if name == f"{TARGET}practice" else default
        if name == "link":
            return self.link
        if name == "link.inverse":
            return self.link.inverse
        if name == "practice":
            return practice_name(self.source)
        return self._facts.get(name, default)


Pair: TypeAlias = tuple[Condition, Cascade]


def _of(practice: str, links: LinkKind | tuple[LinkKind, ...], *events: type[Event]) -> Condition:
    """Ask for an event of a practice, and for what the target is to the source."""
    verbs = [event.verb for event in events]
    kinds = [links] if isinstance(links, LinkKind) else links
    happens = field("verb").is_(verbs[0]) if len(verbs) == 1 else field("verb").is_in(verbs)
    return field("link").is_in(kinds) & happens & field("practice").is_(practice)


_PHASE, _REASON = target("phase"), target("hold_reason")
_IS_OPEN = _PHASE.is_in((Phase.NEW, Phase.ACTIVE, Phase.PENDING))


def _waits_for(reason: HoldReason) -> Condition:
    return _PHASE.is_(Phase.PENDING) & _REASON.is_(reason)


def cascades(
    *more: Row[Cascade] | tuple[object, Cascade],
    reopen_children: bool = False,
    resolve_by_change: bool = False,
) -> Decision[Cascade]:
    """Make the decision of what cascades: ServiceNow's rules, with two that are options.

    Sources: parent-child-state-sync.md, sync-btwn-inci-prob.md and c_ChangeStateModel.md of its
    documentation. A change that is never implemented, as one found out after the fact, fixes
    nothing by itself: nothing is offered when it is approved, and something when its review says
    that it was successful.

    Args:
        more: rows of your own, each a condition and a Cascade.
        reopen_children: a parent that an agent reopens reopens its resolved children; ServiceNow
            does so always.
        resolve_by_change: a successful change resolves the incidents that wait for it, and its
            problem; else it offers to.
    """
    rows = [*_parents(), *_tasks(), *_problems(), *_changes(is_offer=not resolve_by_change)]
    if reopen_children:
        reopened = _of("Incident", LinkKind.CHILD, incidents.Reopened)
        by_agent = ~field("event.by").is_(field("caller"))
        again = Cascade(incidents.Reopened, {"reason": field("event.reason")})
        rows.append((reopened & by_agent & _PHASE.is_(Phase.RESOLVED), again))
    return Decision(chain(rows, more), match=Match.ALL, name="the cascades")


def _parents() -> Iterator[Pair]:
    going = _of("Incident", LinkKind.CHILD, incidents.Started, incidents.Resumed)
    yield going & _PHASE.is_(Phase.NEW), Cascade(incidents.Started)
    yield going & _PHASE.is_(Phase.PENDING), Cascade(incidents.Resumed)
    held = _of("Incident", LinkKind.CHILD, incidents.Held)
    reason = field("event.reason")
    is_news = ~reason.is_(HoldReason.CALLER) & ~_REASON.is_(reason)
    wait = {"reason": reason, "until": field("event.until")}
    yield held & _IS_OPEN & is_news, Cascade(incidents.Held, wait)
    resolved = _of("Incident", LinkKind.CHILD, incidents.Resolved)
    data = {"code": field("event.code"), "notes": field("event.notes")}
    yield resolved & _IS_OPEN, Cascade(incidents.Resolved, data)


def _tasks() -> Iterator[Pair]:
    for event, code in (
        (incidents.Closed, tasks.CloseCode.INCOMPLETE),
        (incidents.Cancelled, tasks.CloseCode.SKIPPED),
    ):
        ended = _of("Incident", LinkKind.TASK, event)
        yield ended & _IS_OPEN, Cascade(tasks.Closed, {"code": code})
    moved = _of("Change", LinkKind.TASK, changes.Completed, Approved)
    review = moved & field("state").is_("review")
    of_the_model = target("origin").is_(tasks.Origin.MODEL)
    reason = {"reason": "the change is under review"}
    yield review & _IS_OPEN & of_the_model, Cascade(tasks.Cancelled, reason)


def _problems() -> Iterator[Pair]:
    waiting = _waits_for(HoldReason.PROBLEM)
    over = _of("Problem", LinkKind.INCIDENT, problems.Resolved, problems.Closed)
    fixed = over & field("resolution_code").is_(ProblemCode.FIX_APPLIED)
    solved = {"code": ResolutionCode.RESOLVED_BY_PROBLEM, "notes": "The problem is solved"}
    yield fixed & waiting, Cascade(incidents.Resolved, solved)
    accepted = _of("Problem", LinkKind.INCIDENT, problems.RiskAccepted)
    note = {"text": "The risk of the problem was accepted; it will not be solved"}
    yield accepted & waiting, Cascade(Commented, note)
    moved = {"kind": field("link.inverse"), "target": field("event.of"), "instead_of": field("id")}
    kinds = (*MOVED, LinkKind.TASK)
    yield _of("Problem", kinds, problems.DuplicateMarked), Cascade(Linked, moved)
    published = _of("Problem", LinkKind.INCIDENT, problems.WorkaroundPublished)
    workaround = {"text": field("event.text"), "public": True}
    yield published & _IS_OPEN, Cascade(Commented, workaround, is_offer=True)


def _changes(*, is_offer: bool) -> Iterator[Pair]:
    is_a = target("practice").is_
    waiting = is_a("Incident") & _waits_for(HoldReason.CHANGE)
    fixing = is_a("Problem") & target("state").is_("fix_in_progress")
    outcome = field("event.outcome")
    done = _of("Change", LinkKind.FIXES, changes.Completed, changes.Reviewed)
    went_well = outcome.is_in((ChangeCode.SUCCESSFUL, ChangeCode.SUCCESSFUL_WITH_ISSUES))
    notes = "The change that fixes it is made"
    by_change = {"code": ResolutionCode.RESOLVED_BY_CHANGE, "notes": notes}
    yield done & went_well & waiting, Cascade(incidents.Resolved, by_change, is_offer=is_offer)
    solved = Cascade(problems.Resolved, {"notes": notes}, is_offer=is_offer)
    yield done & went_well & fixing, solved
    failed = outcome.is_in((ChangeCode.BACKED_OUT, ChangeCode.UNSUCCESSFUL))
    note = {"text": "The change that was to fix it did not succeed"}
    tried = _of("Change", LinkKind.FIXES, changes.Completed)
    yield tried & failed & (waiting | fixing), Cascade(Commented, note)
