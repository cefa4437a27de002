"""A problem and what is made of it: every type is known to the checker."""
# pyright: strict, reportAny=true

from datetime import UTC, datetime, timedelta
from typing import assert_type

from itsmcore import PROBLEM, Actor, Impact, Level, Problem, Urgency
from itsmcore.conditions import field
from itsmcore.lifecycle import Guard, Permit, Phase, Rule, State
from itsmcore.problems import (
    REVIEW_FIRST,
    STANDARD,
    TASKS_FIRST,
    Closed,
    Confirmed,
    Control,
    KnownError,
    Opened,
    Origin,
    Reanalysed,
    Role,
    Workaround,
)
from itsmcore.recurrence import Key, Occurrence, Recurrence, Recurrences, Signature, bursts
from itsmcore.techniques import FiveWhys, Ishikawa, PainAnalysis, PainValue

t0 = datetime(2026, 1, 5, 9, tzinfo=UTC)

problem = Problem.open(
    "PRB-1",
    at=t0,
    by="ada",
    summary="Mail stops on Mondays",
    origin=Origin.PROACTIVE,
    impact=Impact.HIGH,
    urgency=Urgency.LOW,
    configuration_items=("mx-1",),
    assignee="grace",
)
assert_type(problem, Problem)
assert_type(problem.priority, Level | None)
problem = problem.assess(at=t0, by="grace").confirm(at=t0, by=Actor("grace", roles={"x"}))
whys = FiveWhys("Mail stops", ["The queue is full"], action="Empty it")
fish = Ishikawa("Mail stops", {"process": ["No job"], "people": "On leave"})
problem = problem.record_cause(at=t0, by="grace", text=whys.cause, analysis=whys)
problem = problem.record_cause(at=t0, by="grace", text="No job", analysis=fish)
problem = problem.publish_workaround(at=t0, by="grace", text="Empty it by hand")
assert_type(problem.workaround, Workaround | None)
assert_type(problem.analysis, FiveWhys | Ishikawa | None)
assert_type(problem.is_known_error, bool)
assert_type(problem.control, Control)
assert_type(problem.known_error(), KnownError)
assert_type(problem.last(Confirmed), Confirmed | None)
problem = problem.fix(at=t0, by="grace", notes="A job").resolve(at=t0, by="grace")
problem = problem.review(at=t0, by="linus", findings="late", lessons=("watch it",))
assert_type(problem.close(at=t0, by="linus", given={"tasks": ()}), Problem)
assert_type(problem.resolved_at, datetime | None)

pain = PainValue(name="mail", count=6, duration=timedelta(hours=3), severity=2.5)
assert_type(PainAnalysis([pain]).worst, PainValue)
assert_type(PainAnalysis([pain])[0].value, float)

careful = PROBLEM.with_roles(STANDARD).with_guards({Closed: (REVIEW_FIRST, TASKS_FIRST)})
assert_type(careful.open("PRB-2", at=t0, by="ada", summary="s"), Problem)
MINE = PROBLEM.extended(
    State("with_vendor", phase=Phase.PENDING),
    Rule(
        Reanalysed,
        source="resolved",
        target="with_vendor",
        roles=(Permit(Role.PROBLEM_MANAGER, field("is_major").is_(True)),),
        guards=Guard("the cause is known", field("is_known_error").is_(True)),
    ),
    Rule(Confirmed, source="with_vendor", target="root_cause_analysis"),
    name="mine",
)

happened = [Occurrence("INC-1", t0, {"category": "email"})]
found = bursts(happened, [Key("category"), Signature("summary")], n=1, within=timedelta(days=1))
assert_type(found, Recurrences)
assert_type(found[0], Recurrence)
assert_type(found[0].problem("PRB-3", at=t0, by="ada", group="messaging"), Opened)
assert_type(Problem.begin(found[0].problem("PRB-3", at=t0, by="ada")), Problem)
