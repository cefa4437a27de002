"""Changes and problems: what the desk plans at night, and what it looks into."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from itsmcore.approval import ApprovalPolicy, Authority
from itsmcore.changes import NORMAL_CHANGE, Change
from itsmcore.demo_data._chance import Chance
from itsmcore.demo_data._promises import after
from itsmcore.demo_data._words import AGENTS, BOARD, Kind
from itsmcore.problems import PROBLEM, Problem
from itsmcore.risk import Risk

_BOARD = Authority("CAB", BOARD)
_MODEL = NORMAL_CHANGE.extended(policy=ApprovalPolicy(_BOARD), name="a change of the demo")
_HOUR = timedelta(hours=1)


def changed(
    number: str, kind: Kind, chance: Chance, *, night: datetime, item: str, is_backed_out: bool
) -> Change:
    """Live a change, which is implemented in a night, from its plan a week before to its end."""
    at, agent = night - timedelta(days=7), chance.one(AGENTS[kind.group])
    change = _MODEL.open(
        number,
        at=at,
        by=agent,
        summary=f"Renew {item}",
        category=kind.category,
        assignee=agent,
        configuration_items=[item],
        risk=chance.weighted((Risk.LOW, Risk.MODERATE), (3, 1)),
        steps=["Stop it", "Install the new version", "Start it"],
        test_plan="Try it on the test system",
        communication_plan="A mail to those who use it",
        back_out_plan="Install the former version",
        planned_start=night,
        planned_end=night + 4 * _HOUR,
    )
    change = change.assess(at=after(at, 60), by=BOARD[0])
    change = change.request_approval(at=after(at, 90), by=agent)
    for member in BOARD:
        change = change.vote(at=after(at, 300), by=member, vote="yes")
    ready = after(at, 1200)
    change = change.record_test(at=ready, by=agent, result="passed")
    change = change.communicate(at=ready, by=agent, to=["all"])
    change = change.implement(at=night, by=agent, given={"freeze": (), "conflicts": ()})
    done = night + _HOUR
    if is_backed_out:
        change = change.back_out(at=done, by=agent, reason="It does not start")
    else:
        change = change.verify(at=done, by=agent, result="passed")
    outcome = "backed_out" if is_backed_out else "successful"
    change = change.complete(at=done + _HOUR, by=agent, outcome=outcome)
    morning = after(done + _HOUR, 60)
    if is_backed_out:
        change = change.review(at=morning, by=agent, findings="The version was not compatible")
    closing: dict[str, Any] = {"code": outcome, "notes": "Done", "given": {"tasks": ()}}
    return change.close(at=morning, by=agent, **closing)


def looked_into(number: str, kind: Kind, chance: Chance, *, at: datetime, title: str) -> Problem:
    """Live a problem until its cause is known."""
    agent = chance.one(AGENTS[kind.group])
    problem = PROBLEM.open(
        number, at=at, by=agent, summary=title, category=kind.category, assignee=agent
    )
    problem = problem.assess(at=after(at, 120), by=agent)
    return problem.confirm(at=after(at, 240), by=agent)


def nights(chance: Chance, days: Sequence[datetime], size: int) -> list[datetime]:
    """Draw the nights of changes, in order, of which one is among the first ten."""
    several = (chance.one(days if number else days[:10]) for number in range(size))
    return sorted(day + 20 * _HOUR for day in several)
