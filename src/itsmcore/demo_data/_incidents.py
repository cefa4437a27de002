"""Incidents: each is decided upon, and then lived by its model as far as the month goes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

import attrs

from itsmcore.demo_data._chance import Chance
from itsmcore.demo_data._promises import Scales, after
from itsmcore.demo_data._troubles import Trouble
from itsmcore.demo_data._words import AGENTS, DESK, GROUPS, KINDS, Kind
from itsmcore.incidents import HoldReason, Incident, ResolutionCode
from itsmcore.lifecycle import LinkKind

Step = tuple[datetime, str, str, dict[str, Any]]
"""When, by whom, which verb, and its data."""

_DAY = 24 * 60
_SOLVED = (
    ResolutionCode.SOLUTION_PROVIDED,
    ResolutionCode.WORKAROUND_PROVIDED,
    ResolutionCode.USER_ERROR,
)
_PATIENT = frozenset({Trouble.LATE, Trouble.REOPENED, Trouble.FORGOTTEN})
"""The troubles of incidents that nobody waits with."""


@attrs.frozen(kw_only=True)
class Case:
    """What is decided of an incident.

    Attributes:
        number: its number.
        at: when it is opened.
        kind: what it is about.
        summary: what the caller says.
        item: the configuration item that fails.
        trouble: what goes wrong with it, if anything does.
        problem: the problem that it is tied to, with when that is done.
    """

    number: str
    at: datetime
    kind: Kind
    summary: str
    item: str
    trouble: Trouble | None = None
    problem: tuple[str, datetime] | None = None


def lived(case: Case, chance: Chance, scales: Scales, until: datetime) -> Incident:
    """Live an incident until the month ends."""
    first = case.kind
    if case.trouble is Trouble.MISCATEGORISED:
        first = chance.one([kind for kind in KINDS if kind is not case.kind])
    incident: Incident = scales.model.open(
        case.number,
        at=case.at,
        by=f"caller {chance.below(400):03}",
        summary=case.summary,
        category=first.category,
        configuration_items=[case.item],
        channel=chance.weighted(("portal", "phone", "mail"), (5, 3, 2)),
        **{name: _level(chance, levels) for name, levels in scales.levels.items()},
    )
    allowed = scales.targets[incident.priority] // timedelta(minutes=1)
    for at, by, verb, data in _in_order(_course(case, first, chance, scales, allowed), case):
        if at > until:
            break
        if verb == "link":
            incident = incident.tick(at=at)  # it may have closed by itself
        incident = incident.do(verb, at=at, by=by or incident.opened_by, **data)
    return incident.tick(at=until)


def _level(chance: Chance, levels: Sequence[Any]) -> Any:
    return chance.weighted(levels, [min(4**rank, 12) for rank in range(len(levels))])


def _in_order(steps: Iterator[Step], case: Case) -> list[Step]:
    """Put the tie to a problem where it belongs."""
    found = list(steps)
    if case.problem is not None:
        problem, at = case.problem
        tie = {"kind": LinkKind.PROBLEM, "target": problem}
        found.append((at, AGENTS[DESK][0], "link", tie))
    return sorted(found, key=lambda step: step[0])


def _course(
    case: Case, first: Kind, chance: Chance, scales: Scales, allowed: int
) -> Iterator[Step]:
    """Yield what is done about an incident; without a name, the caller does it."""
    trouble, dispatcher = case.trouble, chance.one(AGENTS[DESK])
    most = allowed * 4 // 5
    total = chance.minutes(allowed * 6 // 5, allowed * 8 // 5)
    if trouble is not Trouble.LATE:
        total = chance.minutes(12, most)
    at = after(case.at, total // 10)
    yield at, dispatcher, "assign", {"group": first.group}
    if trouble is Trouble.FORGOTTEN:
        return
    group = first.group
    for n in range(_moves(trouble, chance)):
        group = chance.one([other for other in GROUPS if other != group])
        at = after(case.at, total // 10 + (n + 1) * total // 40)
        yield at, dispatcher, "assign", {"group": group}
    agent = chance.one(AGENTS[group])
    at = after(case.at, total // 3)
    yield at, agent, "assign", {"group": group, "assignee": agent}
    yield at, agent, "start", {}
    at = after(at, total // 3)
    if trouble not in _PATIENT and chance.happens(0.3):
        reason = chance.weighted((HoldReason.CALLER, HoldReason.VENDOR), (3, 1))
        yield at, agent, "hold", {"reason": reason, "note": "Waiting for an answer"}
        at = after(at, chance.minutes(60, 1800))
        yield at, agent, "resume", {}
    if trouble is Trouble.MISCATEGORISED:
        yield at, agent, "recategorise", {"category": case.kind.category}
    at = after(at, total - 2 * (total // 3))
    yield at, agent, "resolve", _resolution(trouble, chance, scales)
    for _ in range(_returns(trouble, chance)):
        at += timedelta(minutes=chance.minutes(30, 2 * _DAY))
        yield at, "", "reopen", {"reason": "It is still broken"}
        at = after(at, max(allowed // 20, 1))
        yield at, agent, "resolve", _resolution(trouble, chance, scales)


def _moves(trouble: Trouble | None, chance: Chance) -> int:
    """Draw how often an incident goes on to another group."""
    if trouble is Trouble.BOUNCED:
        return 5 + chance.below(4)
    return int(chance.happens(0.25))


def _returns(trouble: Trouble | None, chance: Chance) -> int:
    """Draw how often a caller is not content."""
    if trouble is Trouble.REOPENED:
        return 2
    return int(trouble is None and chance.happens(0.04))


def _resolution(trouble: Trouble | None, chance: Chance, scales: Scales) -> dict[str, Any]:
    if trouble is Trouble.UNSOLVED:
        return {"code": scales.unsolved, "notes": "Nothing was found"}
    return {"code": chance.weighted(_SOLVED, (7, 2, 1)), "notes": "It works"}
