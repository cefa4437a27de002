"""Changes as they are meant to be written."""
# pyright: strict, reportAny=true

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from fractions import Fraction

from itsmcore import Actor, Impact, Schedule
from itsmcore.approval import (
    MORE_THAN_HALF,
    Answer,
    ApprovalPolicy,
    Authority,
    Percent,
    Quorum,
    Vote,
)
from itsmcore.assessment import Assessment, Question, Questionnaire, assess
from itsmcore.change_calendar import ChangeSchedule, Conflict, Freeze, Items
from itsmcore.changes import (
    CONTROLS,
    EMERGENCY_CHANGE,
    NORMAL_CHANGE,
    STANDARD,
    Change,
    ChangeKind,
    ChangeModel,
    ChangeTemplate,
    CloseCode,
    Closed,
    Control,
    ProcedureStep,
    Unsafe,
    change_model,
    unsafe,
)
from itsmcore.conditions import field
from itsmcore.decisions import Decision
from itsmcore.risk import Risk, risk_matrix
from itsmcore.span import Window
from itsmcore.tasks import CloseCode as TaskCode
from itsmcore.tasks import Task

now = datetime(2026, 1, 5, tzinfo=UTC)
hour = timedelta(hours=1)
manager = Authority("manager", "ada")
cab = Authority("CAB", ["ada", "grace", "linus"], needs=Percent(60), on_no="rejects")
board = Authority("board", {"ada", "grace"}, needs=Quorum(2), on_second_vote="refused")
thirds = Authority("thirds", ["ada"], needs=Percent(Fraction(2, 3)), deputies={"ada": "olga"})
most = Authority("most", ["ada", "grace"], needs=MORE_THAN_HALF, deputies={"ada": ["olga", "pim"]})
rounded = Authority("rounded", "ada", needs=Quorum(1, 51, rounding="half_up"))
free = ApprovalPolicy([(field("risk").is_("high"), cab)], unasked="approved")
either = ApprovalPolicy([(field("risk").is_("high"), cab), (field("risk").is_("low"), manager)])
policy = ApprovalPolicy(Decision((), default=board), sequential=True, expires_after=3 * hour)
ours: ChangeModel = NORMAL_CHANGE.extended(policy=either, name="ours").with_roles(STANDARD)
quick = change_model(
    "quick",
    kind=ChangeKind.EMERGENCY,
    stages=["new", "authorise", "scheduled", "implement", "review", "closed"],
    policy=policy,
    controls={*CONTROLS - {"window"}, "review", Control("budget", Closed, needs="custom")},
    maintenance=Schedule.always(),
)

mild: ChangeModel = ChangeModel(
    name="mild",
    lifecycle=ours.lifecycle,
    regions=ours.regions,
    policy=either,
    risks=[Risk.LOW, Risk.MODERATE],
    impacts=list(Impact.scale),
)

change: Change = ours.open("CHG-1", at=now, by="ada", summary="Patch it", risk=Risk.LOW)
change = Change.open("CHG-2", at=now, by=Actor("ada"), summary="s", steps=["Stop it", "Start it"])
change = change.amend(at=now, by="ada", steps=[ProcedureStep("Stop it", duration=hour)])
change = change.reschedule(at=now, by="ada", planned_start=now, planned_end=now + hour)
change = change.assess(at=now, by="ada").request_approval(at=now, by="ada", given={"night": 1})
change = change.request_approval(at=now, by="ada", absent=["ines"])
change = change.vote(at=now, by="grace", vote="yes").vote(at=now, by="linus", vote=Vote.NO)
change = change.delegate(at=now, by="ada", to="linus").close_voting(at=now, by="grace")
change = change.grant_exception(at=now, by="grace", of="audit", reason="a hole")
change = change.record_test(at=now, by="grace", result="passed").communicate(at=now, by="grace")
change = change.implement(at=now, by="linus", given={"freeze": (), "conflicts": ()})
change = change.verify(at=now, by="linus", result="passed")
change = change.complete(at=now, by="linus", outcome=CloseCode.SUCCESSFUL)
change = change.review(at=now, by="grace", findings="none", incidents=["INC-1"])
change = change.close(at=now, by="grace", code="successful", notes="done", given={"tasks": ()})

window: Window | None = change.window
answer: Answer = change.approvals.answer
overrun: timedelta = change.overrun
found: Unsafe | None = unsafe(EMERGENCY_CHANGE)

disk = ChangeTemplate(name="disk", fixed={"summary": "Add a disk"}, approved_by="cab", free="risk")
added: Change = disk.open("CHG-3", at=now, by="ada", risk=Risk.LOW)
calendar = ChangeSchedule(
    [change, added],
    items=Items(parents=[("host", "vm")]),
    freezes=[Freeze("audit", Schedule.never(), applies=field("kind").is_("normal"))],
)
conflicts: tuple[Conflict, ...] = calendar.conflicts(added, given={"load": 3})
slots: tuple[Window, ...] = calendar.free_slots(added, since=now, until=now + hour, duration=hour)
picture: str = f"{calendar.month(2026, 1, tz='Europe/Amsterdam'):svg}"

form = Questionnaire([Question("tested", {"no": 3, "yes": 0})], levels={0: Risk.LOW, 3: Risk.HIGH})
assessed: Assessment = assess([form, risk_matrix()], {"tested": "no"})
task: Task = Task.open(
    "TASK-1", at=now, by="ada", summary="Test it", parent="CHG-1", kind="testing"
)
task = task.release(at=now, by="ada").close(at=now, by="ada", code=TaskCode.SKIPPED)
