"""Cascades: what an event of one record does to those that are tied to it, as a decision."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import attrs

from itsmcore import changes, incidents, problems, tasks
from itsmcore.changes import CloseCode as ChangeCode
from itsmcore.conditions import Condition, Field, field, given
from itsmcore.decisions import Decision, Match
from itsmcore.frozen import EMPTY, FrozenDict, frozen
from itsmcore.incidents import HoldReason, ResolutionCode
from itsmcore.lifecycle import Cause, Event, LinkKind, Record
from itsmcore.lifecycle._facts import RecordFacts
from itsmcore.lifecycle.events import Commented, Linked
from itsmcore.phase import Phase


def target(name: str) -> Field:
    """Name a fact of the record that a cascade would reach; of one not loaded it is not known."""
    return given(f"target.{name}")


@attrs.frozen
class Cascade:
    """Say which event follows for the record that is tied.

    Attributes:
        event: the event class.
        data: its arguments: values, or fields to read of the source, its event or the target.
        is_offer: whether it is only offered, to be applied by whoever agrees.
    """

    event: type[Event]
    data: FrozenDict[str, Any] = attrs.field(default=EMPTY, converter=frozen)
    is_offer: bool = attrs.field(default=False, kw_only=True)

    def made(self, facts: Tied, *, at: Any) -> Event:
        """Make the event, at an instant, in the name of whoever caused it."""
        source, cause = facts.source, facts.event
        version = next(n for n, e in enumerate(source.history, 1) if e is cause)
        data: dict[str, Any] = {
            name: value.read(facts) if isinstance(value, Field) else value
            for name, value in self.data.items()
        }
        because = Cause(cause.verb, version=version, record=source.id)
        return self.event(at=at, by=cause.by, cause=because, **data)

    def __str__(self) -> str:
        return f"{'offer ' if self.is_offer else ''}{self.event.verb}"


class Tied:
    """Read the facts of a source, its event, the link, and the target where that is loaded."""

    def __init__(
        self, source: Record[Any], event: Event, link: LinkKind, tied: Record[Any] | None
    ) -> None:
        self.source, self.event, self.link, self.tied = source, event, link, tied
        self._facts = RecordFacts(source, event)

    def get(self, name: str, default: Any = None, /) -> Any:
        """Read one fact."""
        if name == "link":
            return self.link
        if name == "practice":
            return type(self.source.model).record.__name__
        if name.startswith("given.target."):
            if self.tied is None:
                return default
            return self.tied.facts.get(name.removeprefix("given.target."), None)
        return self._facts.get(name, default)


def _of(practice: str, link: LinkKind, *events: type[Event]) -> Condition:
    """Ask for an event of a practice, and how the target is tied."""
    verb = field("verb").is_in([event.verb for event in events])
    return field("practice").is_(practice) & verb & field("link").is_(link)


_STATE, _PHASE, _REASON = target("state"), target("phase"), target("hold_reason")
_IS_OPEN = _PHASE.is_in((Phase.NEW, Phase.ACTIVE, Phase.PENDING))
_FROM_PARENT = LinkKind.CHILD
_AGENT_REOPENS = ~field("event.by").is_(field("caller"))


def _resolved_by(code: ResolutionCode, words: str) -> Mapping[str, Any]:
    return {"code": code, "notes": words}


def cascades(
    *, reopen_children: bool = False, resolve_by_change: bool = False
) -> Decision[Cascade]:
    """Make the decision of what cascades: ServiceNow's rules, with two that are options.

    Sources: parent-child-state-sync.md, sync-btwn-inci-prob.md and c_ChangeStateModel.md of its
    documentation.

    Args:
        reopen_children: a parent that an agent reopens reopens its resolved children.
        resolve_by_change: a successful change resolves the incidents that wait for it, and its
            problem; else it offers to.
    """
    rows = [*_parents(), *_tasks(), *_problems(), *_changes(is_offer=not resolve_by_change)]
    if reopen_children:
        when = _of("Incident", _FROM_PARENT, incidents.Reopened) & _STATE.is_("resolved")
        reopened = Cascade(incidents.Reopened, {"reason": field("event.reason")})
        rows.append((when & _AGENT_REOPENS, reopened))
    return Decision(rows, match=Match.ALL, name="the cascades")


Rows = Iterator[tuple[Condition, Cascade]]


def _parents() -> Rows:
    going = _of("Incident", _FROM_PARENT, incidents.Started, incidents.Resumed)
    yield going & _STATE.is_("new"), Cascade(incidents.Started)
    yield going & _STATE.is_("on_hold"), Cascade(incidents.Resumed)
    waits = field("event.reason")
    held = _of("Incident", _FROM_PARENT, incidents.Held) & ~waits.is_(HoldReason.CALLER)
    yield held & _IS_OPEN & ~_REASON.is_(waits), Cascade(incidents.Held, {"reason": waits})
    resolved = _of("Incident", _FROM_PARENT, incidents.Resolved)
    data = {"code": field("event.code"), "notes": field("event.notes")}
    yield resolved & _IS_OPEN, Cascade(incidents.Resolved, data)


def _tasks() -> Rows:
    incomplete = {"code": tasks.CloseCode.INCOMPLETE}
    closed = _of("Incident", LinkKind.TASK, incidents.Closed)
    yield closed & _IS_OPEN, Cascade(tasks.Closed, incomplete)
    skipped = {"code": tasks.CloseCode.SKIPPED}
    cancelled = _of("Incident", LinkKind.TASK, incidents.Cancelled)
    yield cancelled & _IS_OPEN, Cascade(tasks.Closed, skipped)
    review = _of("Change", LinkKind.TASK, changes.Completed)
    of_the_model = target("origin").is_(tasks.Origin.MODEL)
    reason = {"reason": "the change is under review"}
    yield review & _IS_OPEN & of_the_model, Cascade(tasks.Cancelled, reason)


def _problems() -> Rows:
    waiting = _STATE.is_("on_hold") & _REASON.is_(HoldReason.PROBLEM)
    fixed = _of("Problem", LinkKind.INCIDENT, problems.Resolved)
    by_problem = _resolved_by(ResolutionCode.RESOLVED_BY_PROBLEM, "The problem behind it is solved")
    yield fixed & waiting, Cascade(incidents.Resolved, by_problem)
    accepted = _of("Problem", LinkKind.INCIDENT, problems.RiskAccepted)
    note = {"text": "The risk of the problem behind it was accepted; it will not be solved"}
    yield accepted & waiting, Cascade(Commented, note)
    duplicate = _of("Problem", LinkKind.INCIDENT, problems.DuplicateMarked)
    moved = {"kind": LinkKind.PROBLEM, "target": field("event.of")}
    yield duplicate, Cascade(Linked, moved)
    published = _of("Problem", LinkKind.INCIDENT, problems.WorkaroundPublished)
    offered = {"text": field("event.text"), "public": True}
    yield published & _IS_OPEN, Cascade(Commented, offered, is_offer=True)


def _changes(*, is_offer: bool) -> Rows:
    waiting = _STATE.is_("on_hold") & _REASON.is_(HoldReason.CHANGE)
    outcome = field("event.outcome")
    went_well = outcome.is_in((ChangeCode.SUCCESSFUL, ChangeCode.SUCCESSFUL_WITH_ISSUES))
    failed = outcome.is_in((ChangeCode.BACKED_OUT, ChangeCode.UNSUCCESSFUL))
    done = _of("Change", LinkKind.FIXES, changes.Completed)
    by_change = _resolved_by(ResolutionCode.RESOLVED_BY_CHANGE, "The change that fixes it is made")
    yield done & went_well & waiting, Cascade(incidents.Resolved, by_change, is_offer=is_offer)
    fixing = _STATE.is_("fix_in_progress")
    solved = {"notes": "The change that fixes it is made"}
    yield done & went_well & fixing, Cascade(problems.Resolved, solved, is_offer=is_offer)
    note = {"text": "The change that was to fix it did not succeed"}
    yield done & failed & (waiting | fixing), Cascade(Commented, note)
