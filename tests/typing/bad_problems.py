"""Misuse of problems that a type checker must catch."""

from datetime import UTC, datetime, timedelta

from itsmcore import Problem
from itsmcore.problems import CauseRecorded
from itsmcore.recurrence import Occurrence, bursts, pareto
from itsmcore.techniques import FiveWhys, Ishikawa, PainAnalysis, PainValue

t0 = datetime(2026, 1, 5, 9, tzinfo=UTC)
problem = Problem.open("PRB-1", at=t0, by="ada", summary="Mail stops on Mondays")

Problem.open("PRB-1", at=t0, by="ada")  # error: no summary
Problem.open("PRB-1", at=t0, by="ada", summary="s", impact="high")  # error: no level
problem.fix(at=t0, by="grace")  # error: no notes
problem.record_cause(at=t0, by="grace")  # error: no text
problem.record_cause(at=t0, by="grace", text="c", analysis="five whys")  # error: no technique
problem.publish_workaround(at=t0, by="grace", workaround="Restart it")  # error: misspelt
problem.mark_duplicate(at=t0, by="grace")  # error: of which
problem.accept_risk(at=t0, by="linus")  # error: no notes
problem.resolve(at=t0, by="grace", code="fix_applied")  # error: the code follows
problem.solve(at=t0, by="grace")  # error: no such verb
problem.is_known_error = True  # error: derived
problem.known_error().colour  # error: no such field
CauseRecorded(at=t0, by="grace")  # error: no text

FiveWhys("Mail stops", ["The queue is full"])  # error: no action
FiveWhys("Mail stops", ["The queue is full"], "Empty it")  # error: by position
Ishikawa("Mail stops")  # error: no causes
Ishikawa("Mail stops", {"process": [7]})  # error: no text
PainValue(name="mail", count=6)  # error: no duration
PainValue(name="mail", count="6", duration=timedelta(hours=3))  # error: no number
PainAnalysis(["mail"])  # error: no pain values

happened = [Occurrence("INC-1", t0, {"category": "email"})]
bursts(happened, "category", n=5)  # error: no time
pareto(happened, ["category"])  # error: one key only
Occurrence("INC-1", "monday", {})  # error: no instant
