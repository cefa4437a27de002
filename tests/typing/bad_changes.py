"""Changes as they are not: each marked line is reported."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from itsmcore import Impact, Schedule
from itsmcore.approval import ApprovalPolicy, Authority, Percent, Quorum, Voted
from itsmcore.assessment import Question, Questionnaire, assess
from itsmcore.change_calendar import ChangeSchedule, Freeze
from itsmcore.changes import NORMAL_CHANGE, Change, ChangeTemplate, Closed, Control, change_model
from itsmcore.risk import Risk
from itsmcore.tasks import Task

now = datetime(2026, 1, 5, tzinfo=UTC)
hour = timedelta(hours=1)
stages = ("new", "authorise", "review", "closed")
cab = Authority("CAB", ["ada", "grace"])
change = Change.open("CHG-1", at=now, by="ada", summary="Patch it")
calendar = ChangeSchedule([change])

Change.open("CHG-1", at=now, by="ada")  # error: no summary
NORMAL_CHANGE.open("CHG-1", at=now, by="ada", summary="s", risk="low")  # error: no level
Change.open("CHG-1", at=now, by="ada", summary="s", steps=[7])  # error: no step
change.authorise(at=now, by="ada")  # error: no such verb
change.approve(at=now, by="ada")  # error: nobody says it, it follows from votes
change.request_approval(at=now, by="ada", authorities=[cab])  # error: the policy says who
change.vote(at=now, by="ada")  # error: no vote
change.vote(at=now, by="ada", vote=True)  # error: no vote either
change.vote(at=now, by="ada", choice="yes")  # error: misspelt
change.delegate(at=now, by="ada", to=cab)  # error: no name
change.reschedule(at=now, by="ada", planned_start=now)  # error: no end
change.reschedule(at=now, by="ada", planned_start=now, planned_end=hour)  # error: no instant
change.amend(at=now, by="ada", summary="s")  # error: that is no part of the plan
change.grant_exception(at=now, by="ada", of="audit")  # error: no reason
change.record_test(at=now, by="ada", result=False)  # error: no result
change.complete(at=now, by="ada")  # error: no outcome
change.complete(at=now, by="ada", code="successful")  # error: misspelt
change.close(at=now, by="ada", code="successful")  # error: no notes
change.approvals.answr  # error: no such attribute
change.state = "closed"  # error: frozen
Voted(at=now, by="ada")  # error: no vote

Authority("CAB")  # error: no members
Authority("CAB", 7)  # error: no members either
Authority("CAB", ["ada"], needs="most")  # error: no such need
Authority("CAB", ["ada"], needs=60)  # error: a share is a Percent
Authority("CAB", ["ada"], "all")  # error: by position
Authority("CAB", ["ada"], on_no="veto")  # error: no such choice
Authority("CAB", ["ada"], on_abstention="no")  # error: no such choice
Authority("CAB", ["ada"], on_second_vote="no")  # error: no such choice
Percent("60")  # error: no number
Percent(60, rounding="down")  # error: no such rounding
Authority("CAB", ["ada"], deputies=["olga"])  # error: nobody's deputies
ApprovalPolicy(Authority("CAB", ["ada"]), unasked="asked")  # error: no such option
Quorum(2.5)  # error: no whole number
ApprovalPolicy(cab, expires_after=3)  # error: no duration
ApprovalPolicy(cab, True)  # error: by position
Control("budget")  # error: of no event
Control("budget", "close")  # error: no event class
Control("budget", Closed, "risk")  # error: by position
change_model("m", policy=ApprovalPolicy(cab))  # error: no stages
change_model("m", stages=stages, controls=[True])  # error: no controls
change_model("m", stages=stages, kind="normal")  # error: no kind
change_model("m", stages=stages, maintenance="nights")  # error: no schedule
NORMAL_CHANGE.extended(prioritiser=None)  # error: a change has none
NORMAL_CHANGE.extended(maintenance="nights")  # error: no schedule
NORMAL_CHANGE.policy = ApprovalPolicy(cab)  # error: frozen

ChangeTemplate(name="disk", fixed={"summary": "s"})  # error: nobody approved it
Freeze("audit")  # error: no schedule
Freeze("audit", Schedule.never(), "normal")  # error: by position
calendar.conflicts("CHG-1")  # error: no change
calendar.free_slots(change, since=now)  # error: no end
calendar.given(change)  # error: no instant
calendar.month("2026-01")  # error: no year and month
Questionnaire([Question("tested", {"no": 3})])  # error: no levels
Questionnaire(["tested"], levels={0: Risk.LOW})  # error: no question
assess(Impact.HIGH, {})  # error: no way to assess
Task.open("TASK-1", at=now, by="ada", summary="s")  # error: a task of nothing
Task.open("TASK-1", at=now, by="ada", summary="s", parent="CHG-1").finish()  # error: no such verb
