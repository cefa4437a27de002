"""Problems: the default model, verb by verb."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from itsmcore import Impact, Phase, Priority, Urgency
from itsmcore.conditions import field
from itsmcore.errors import (
    BadData,
    BadValue,
    FieldMissing,
    GuardRefused,
    NotAllowed,
    RoleMissing,
    UnknownCode,
)
from itsmcore.lifecycle import Actor, Rule, State
from itsmcore.problems import (
    PROBLEM,
    REVIEW_FIRST,
    STANDARD,
    TASKS_FIRST,
    CauseRecorded,
    Closed,
    Control,
    KnownError,
    Opened,
    Origin,
    Problem,
    Reanalysed,
    ResolutionCode,
    RiskAccepted,
    Role,
    Workaround,
)
from itsmcore.techniques import FiveWhys, Ishikawa
from tests.instants import NINE as T0

WHYS = FiveWhys("Mail stops", ["The queue is full", "Nobody empties it"], action="Empty it nightly")


def at(hours: float) -> datetime:
    return T0 + timedelta(hours=hours)


def opened(**facts: Any) -> Problem:
    asked = {"at": T0, "by": "ada", "summary": "Mail stops on Mondays", "assignee": "grace"}
    return Problem.open("PRB-1", **{**asked, **facts})


def assessed(**facts: Any) -> Problem:
    return opened(**facts).assess(at=at(1), by="grace")


def confirmed(**facts: Any) -> Problem:
    return assessed(**facts).confirm(at=at(2), by="grace")


def analysed(**facts: Any) -> Problem:
    return confirmed(**facts).record_cause(at=at(3), by="grace", text="The queue is never emptied")


def fixing(**facts: Any) -> Problem:
    return analysed(**facts).fix(at=at(4), by="grace", notes="A job that empties it")


def resolved(**facts: Any) -> Problem:
    return fixing(**facts).resolve(at=at(5), by="grace", notes="It runs nightly")


def closed(**facts: Any) -> Problem:
    return resolved(**facts).close(at=at(6), by="linus")


def accepted(**facts: Any) -> Problem:
    return analysed(**facts).accept_risk(at=at(4), by="linus", notes="A new server comes in May")


def duplicate(**facts: Any) -> Problem:
    return confirmed(**facts).mark_duplicate(at=at(3), by="grace", of="PRB-0", notes="The same")


def cancelled(**facts: Any) -> Problem:
    return confirmed(**facts).cancel(at=at(3), by="grace", reason="A test that nobody announced")


STAGES = {
    "new": opened,
    "assess": assessed,
    "root_cause_analysis": confirmed,
    "fix_in_progress": fixing,
    "resolved": resolved,
    "closed": closed,
    "cancelled": cancelled,
}


# --- the table ----------------------------------------------------------------------------------


def test_the_states_are_those_of_the_design() -> None:
    """Three of them are active work."""
    assert [
        ("new", Phase.NEW),
        ("assess", Phase.ACTIVE),
        ("root_cause_analysis", Phase.ACTIVE),
        ("fix_in_progress", Phase.ACTIVE),
        ("resolved", Phase.RESOLVED),
        ("closed", Phase.CLOSED),
        ("cancelled", Phase.CANCELLED),
    ] == [(state.name, state.phase) for state in PROBLEM.states]


def test_the_edges_are_those_of_the_design() -> None:
    """Every one with its verb, and no other."""
    rca, fix = "root_cause_analysis", "fix_in_progress"
    assert {
        ("assess", "new", "assess"),
        ("confirm", "assess", rca),
        ("fix", rca, fix),
        ("resolve", fix, "resolved"),
        ("accept_risk", rca, "closed"),
        ("accept_risk", fix, "closed"),
        ("mark_duplicate", "assess", "closed"),
        ("mark_duplicate", rca, "closed"),
        ("cancel", "new", "cancelled"),
        ("cancel", "assess", "cancelled"),
        ("cancel", rca, "cancelled"),
        ("close", "resolved", "closed"),
        ("reopen", "resolved", fix),
        ("reanalyse", "closed", rca),
    } == {
        (rule.event.verb, state.name, rule.target)
        for state, rule in PROBLEM.lifecycle.expanded()
        if rule.target
    }


@pytest.mark.parametrize("name", STAGES)
def test_each_stage_is_reached_and_says_what_may_follow(name: str) -> None:
    """A verb that the table does not have there is refused, and names those that move it."""
    problem = STAGES[name]()
    assert name == problem.state
    legal = {rule.event.verb for state, rule in PROBLEM.lifecycle.expanded() if state.name == name}
    # Beside the stage, where a guard says whether it may be.
    legal |= {"hold", "pin_priority"}
    for event in PROBLEM.events[1:]:
        reasons = {reason.code for reason in problem.why_not(event.verb, at=at(9), by="ada")}
        assert (event.verb in legal) == ("not_allowed" not in reasons)


# --- the way ------------------------------------------------------------------------------------


def test_a_problem_from_its_opening_to_its_closure() -> None:
    """It is assessed, confirmed, analysed, fixed, resolved and closed."""
    problem = closed()
    assert ["open", "assess", "confirm", "record_cause", "fix", "resolve", "close"] == [
        event.verb for event in problem.history
    ]
    assert ("closed", "The queue is never emptied", "A job that empties it") == (
        problem.state,
        problem.cause,
        problem.fix_notes,
    )
    assert (ResolutionCode.FIX_APPLIED, "It runs nightly", at(5)) == (
        problem.resolution_code,
        problem.close_notes,
        problem.resolved_at,
    )
    assert (T0, Actor("ada")) == (problem.opened_at, problem.opened_by)
    assert problem == Problem.replay(problem.history)


@pytest.mark.parametrize("begun", [analysed, fixing])
def test_a_risk_that_is_accepted_closes_it_unsolved(begun: Any) -> None:
    """Nothing was resolved, and it stays a known error."""
    problem = begun().accept_risk(at=at(5), by="linus", notes="A new server comes in May")
    assert ("closed", ResolutionCode.RISK_ACCEPTED, "A new server comes in May", None) == (
        problem.state,
        problem.resolution_code,
        problem.close_notes,
        problem.resolved_at,
    )
    assert problem.is_known_error


@pytest.mark.parametrize("begun", [assessed, confirmed])
def test_a_duplicate_closes_it_and_names_the_other(begun: Any) -> None:
    """Notes are not needed."""
    problem = begun().mark_duplicate(at=at(5), by="grace", of="PRB-0")
    assert ("closed", ResolutionCode.DUPLICATE, "PRB-0", None) == (
        problem.state,
        problem.resolution_code,
        problem.duplicate_of,
        problem.close_notes,
    )
    assert "The same" == duplicate().close_notes


@pytest.mark.parametrize("begun", [opened, assessed, confirmed])
def test_what_is_no_problem_is_cancelled_for_good(begun: Any) -> None:
    """With a reason; only comments and links are taken then."""
    problem = begun().cancel(at=at(5), by="grace", reason="A test")
    assert ("cancelled", "A test", None) == (
        problem.state,
        problem.close_notes,
        problem.resolution_code,
    )
    allowed = {choice.verb for choice in problem.choices(at=at(6), by="grace") if choice.is_allowed}
    assert {"comment", "link", "unlink"} == allowed


@pytest.mark.parametrize("ended", [closed, accepted, duplicate])
def test_looking_anew_forgets_how_it_ended(ended: Any) -> None:
    """What was found, done and reviewed is in the history only; the workaround stays."""
    problem = ended().review(at=at(7), by="linus", findings="slow", lessons="ask sooner")
    problem = problem.publish_workaround(at=at(7), by="grace", text="Empty it by hand")
    anew = problem.reanalyse(at=at(8), by="linus", reason="It came back")
    assert "root_cause_analysis" == anew.state
    for name in ("resolution_code", "close_notes", "duplicate_of", "cause", "analysis"):
        assert getattr(anew, name) is None
    assert (None, None, (), None) == (
        anew.fix_notes,
        anew.reviewed_at,
        anew.lessons,
        anew.resolved_at,
    )
    assert "Empty it by hand" == str(anew.workaround)
    assert not anew.is_known_error
    last = anew.last(Reanalysed)
    assert last is not None
    assert "It came back" == last.reason


# --- what each step needs -----------------------------------------------------------------------


def test_it_is_assessed_by_somebody() -> None:
    """Named when it is opened, or assigned later."""
    problem = opened(assignee=None)
    with pytest.raises(FieldMissing, match="cannot assess while new: assignee must be set first"):
        problem.assess(at=at(1), by="grace")
    problem = problem.assign(at=at(1), by="desk", assignee="grace")
    assert "assess" == problem.assess(at=at(1), by="grace").state


UNNAMED = Problem.replay([Opened("PRB-1", at=T0, by="ada", summary="", assignee="grace")])
"""As it was stored before a blank summary was refused."""


@pytest.mark.parametrize(
    ("problem", "verb", "data", "missing"),
    [
        (UNNAMED, "assess", {}, "summary"),
        (confirmed(), "record_cause", {"text": ""}, "cause"),
        (confirmed(), "fix", {"notes": "A job"}, "cause"),
        (analysed(), "fix", {"notes": ""}, "fix_notes"),
        (confirmed(), "accept_risk", {"notes": "Too dear"}, "cause"),
        (analysed(), "accept_risk", {"notes": ""}, "close_notes"),
        (opened(), "cancel", {"reason": ""}, "close_notes"),
    ],
)
def test_each_step_names_what_it_needs(
    problem: Problem, verb: str, data: dict[str, Any], missing: str
) -> None:
    """A blank is not enough."""
    with pytest.raises(FieldMissing, match=f"{missing} must be set first"):
        getattr(problem, verb)(at=at(9), by="grace", **data)


def test_a_problem_is_no_duplicate_of_itself() -> None:
    """Of any other it may be, but of none it is not."""
    with pytest.raises(BadData, match="of is blank"):
        assessed().mark_duplicate(at=at(2), by="grace", of="")
    with pytest.raises(GuardRefused, match="it is no duplicate of itself"):
        assessed().mark_duplicate(at=at(2), by="grace", of="PRB-1")


def test_somebody_must_be_named_to_assign() -> None:
    """A group, a person or both; once it is resolved nobody is."""
    problem = opened().assign(at=at(1), by="desk", group="messaging")
    assert ("messaging", None) == (problem.group, problem.assignee)
    with pytest.raises(GuardRefused, match="a group or an assignee must be named"):
        problem.assign(at=at(1), by="desk")
    with pytest.raises(NotAllowed):
        resolved().assign(at=at(9), by="desk", group="messaging")


# --- known errors -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("problem", "is_one"),
    [
        (opened(), False),
        (assessed(), False),
        (confirmed(), False),
        (analysed(), True),
        (fixing(), True),
        (accepted(), True),
        (resolved(), False),
        (closed(), False),
        (duplicate(), False),
        (cancelled(), False),
        (analysed().mark_duplicate(at=at(4), by="grace", of="PRB-0"), False),
        (analysed().cancel(at=at(4), by="grace", reason="A test"), False),
    ],
)
def test_a_known_error_is_analysed_and_not_resolved(problem: Problem, is_one: bool) -> None:
    """Nobody sets it: it follows from the recorded cause."""
    assert is_one == problem.is_known_error == problem.facts["is_known_error"]
    if is_one:
        assert problem.id == problem.known_error().problem
    else:
        with pytest.raises(GuardRefused, match="cannot publish it as a known error while "):
            problem.known_error()


@pytest.mark.parametrize(
    ("problem", "sentence"),
    [
        (
            confirmed(),
            "cannot publish it as a known error while root_cause_analysis: its cause is recorded "
            "(record_cause) first; allowed moves: fix, accept_risk, mark_duplicate, cancel",
        ),
        (
            resolved(),
            "cannot publish it as a known error while resolved: it is resolved, or given up; "
            "allowed moves: reopen, close",
        ),
        (
            cancelled(),
            "cannot publish it as a known error while cancelled: it is resolved, or given up; "
            "allowed moves: none",
        ),
    ],
)
def test_what_is_no_known_error_says_why(problem: Problem, sentence: str) -> None:
    """And what would make it one, where anything would."""
    with pytest.raises(GuardRefused) as refusal:
        problem.known_error()
    assert sentence == str(refusal.value)


def test_a_known_error_says_what_the_desk_needs() -> None:
    """What is seen, why, and how to live with it, and where."""
    problem = analysed(
        symptom="No mail before noon",
        service="mail",
        affected_services=("mail", "calendar"),
        configuration_items=("mx-1", "mx-2"),
        category="email/delivery",
    ).publish_workaround(at=at(4), by="grace", text="Empty the queue by hand")
    assert (
        KnownError(
            problem="PRB-1",
            summary="Mail stops on Mondays",
            symptom="No mail before noon",
            cause="The queue is never emptied",
            workaround=Workaround("Empty the queue by hand", at(4)),
            items=("mx-1", "mx-2"),
            services=("mail", "calendar"),
            category="email/delivery",
        )
        == problem.known_error()
    )
    assert (
        "PRB-1: Mail stops on Mondays\n"
        "symptom: No mail before noon\n"
        "cause: The queue is never emptied\n"
        "workaround: Empty the queue by hand"
    ) == str(problem.known_error())
    assert "PRB-1: Mail stops on Mondays\ncause: The queue is never emptied" == (
        str(analysed().known_error())
    )


@pytest.mark.parametrize("name", [name for name in STAGES if name != "cancelled"])
def test_a_workaround_is_published_at_any_time(name: str) -> None:
    """A later one replaces it; only what was cancelled needs none."""
    problem = STAGES[name]().publish_workaround(at=at(7), by="grace", text="Restart it")
    assert (name, Workaround("Restart it", at(7))) == (problem.state, problem.workaround)
    problem = problem.publish_workaround(at=at(8), by="grace", text="Empty it")
    assert Workaround("Empty it", at(8)) == problem.workaround
    with pytest.raises(GuardRefused, match="a workaround says what to do"):
        problem.publish_workaround(at=at(9), by="grace", text="")
    with pytest.raises(NotAllowed):
        cancelled().publish_workaround(at=at(9), by="grace", text="Restart it")


@pytest.mark.parametrize("analysis", [WHYS, Ishikawa("Mail stops", {"process": "No job"}), None])
def test_a_cause_says_how_it_was_found(analysis: FiveWhys | Ishikawa | None) -> None:
    """A later one takes its place, and its analysis with it."""
    problem = analysed().record_cause(
        at=at(4), by="grace", text="Nobody empties it", analysis=analysis
    )
    assert ("Nobody empties it", analysis) == (problem.cause, problem.analysis)
    problem = problem.record_cause(at=at(5), by="grace", text="It is too small")
    assert ("It is too small", None) == (problem.cause, problem.analysis)


# --- control, origin, priority ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("problem", "control"),
    [
        (opened(), Control.IDENTIFICATION),
        (assessed(), Control.IDENTIFICATION),
        (opened().cancel(at=at(1), by="x", reason="A test"), Control.IDENTIFICATION),
        (assessed().mark_duplicate(at=at(2), by="x", of="PRB-0"), Control.IDENTIFICATION),
        (confirmed(), Control.PROBLEM_CONTROL),
        (cancelled(), Control.PROBLEM_CONTROL),
        (analysed(), Control.ERROR_CONTROL),
        (closed(), Control.ERROR_CONTROL),
        (accepted(), Control.ERROR_CONTROL),
        (closed().reanalyse(at=at(7), by="x", reason="again"), Control.PROBLEM_CONTROL),
    ],
)
def test_control_is_the_phase_of_itil(problem: Problem, control: Control) -> None:
    """Identified, then confirmed, then its cause known."""
    assert control == problem.control == problem.facts["control"]


def test_a_problem_comes_to_light_by_incidents_or_before_any() -> None:
    """Reactive unless it says otherwise; a third way there is not."""
    assert Origin.REACTIVE == opened().origin
    assert Origin.PROACTIVE == opened(origin="proactive").origin
    with pytest.raises(BadValue, match="origin cannot be 'active'; give one of reactive, proa"):
        Opened("PRB-1", at=T0, by="ada", summary="s", origin="active")


def test_priority_comes_from_the_matrix() -> None:
    """Once impact and urgency are both known, and again when one of them changes."""
    assert None is opened().priority
    assert None is opened(impact=Impact.HIGH).priority
    problem = opened(impact=Impact.HIGH, urgency=Urgency.HIGH)
    assert Priority.CRITICAL == problem.priority == problem.facts["priority"]
    lower = problem.update(at=at(1), by="grace", urgency=Urgency.LOW)
    assert Priority.MODERATE == lower.priority
    with pytest.raises(UnknownCode, match="impact cannot be Impact"):
        opened(impact=Impact("1", "High", 3))


# --- its facts ----------------------------------------------------------------------------------


def test_updating_sets_clears_and_merges() -> None:
    """What is not said stays; custom fields are added, and removed by None."""
    problem = opened(category="email", tags=("x",), custom={"site": "A", "floor": 3})
    problem = problem.update(
        at=at(1),
        by="grace",
        summary="Mail is slow",
        is_major=True,
        configuration_items="mx-1",
        custom={"floor": None, "room": "3.14"},
        clear=("category", "tags"),
    )
    assert ("Mail is slow", True, ("mx-1",), None, ()) == (
        problem.summary,
        problem.is_major,
        problem.configuration_items,
        problem.category,
        problem.tags,
    )
    assert {"site": "A", "room": "3.14"} == problem.custom
    assert {"site": "A", "room": "3.14"} == problem.update(at=at(2), by="x", symptom="s").custom


@pytest.mark.parametrize("name", ["summary", "is_major", "origin", "cause"])
def test_only_what_can_be_empty_is_cleared(name: str) -> None:
    """A problem has a summary, and its cause is recorded anew, not taken away."""
    with pytest.raises(BadValue, match=f"clear cannot be '{name}'; give some of description"):
        opened().update(at=at(1), by="desk", clear=name)


def test_links_and_comments_are_taken_in_every_state() -> None:
    """They move nothing."""
    for name, stage in STAGES.items():
        problem = stage().comment(at=at(9), by="ada", text="t")
        assert name == problem.link(at=at(9), by="ada", kind="incident", target="INC-1").state


# --- reviews and tasks --------------------------------------------------------------------------


def test_a_major_problem_is_reviewed_before_it_is_closed() -> None:
    """Where the model says so; others may be, and one that is analysed anew is reviewed anew."""
    model = PROBLEM.with_guards({Closed: REVIEW_FIRST})
    major = Problem.replay(resolved(is_major=True).history, model=model)
    with pytest.raises(GuardRefused, match=r"reviewed \(review\) before it is closed"):
        major.close(at=at(6), by="linus")
    reviewed = major.review(at=at(6), by="linus", findings="slow", lessons=["ask", "watch"])
    assert (at(6), ("ask", "watch")) == (reviewed.reviewed_at, reviewed.lessons)
    ended = reviewed.close(at=at(7), by="linus")
    anew = ended.reanalyse(at=at(8), by="linus", reason="again")
    anew = anew.record_cause(at=at(8), by="grace", text="It is too small")
    anew = anew.fix(at=at(8), by="grace", notes="A larger one").resolve(at=at(8), by="grace")
    with pytest.raises(GuardRefused, match="reviewed"):
        anew.close(at=at(9), by="linus")
    minor = Problem.replay(resolved().history, model=model)
    assert "closed" == minor.close(at=at(6), by="linus").state
    with pytest.raises(NotAllowed):
        fixing().review(at=at(6), by="linus", findings="early")


def test_open_tasks_keep_it_open_where_the_model_says_so() -> None:
    """Who closes it says which are open; who says nothing is refused."""
    model = PROBLEM.with_guards({Closed: TASKS_FIRST})
    problem = Problem.replay(resolved().history, model=model)
    with pytest.raises(GuardRefused, match="a task of it is open"):
        problem.close(at=at(6), by="linus", given={"tasks": ("TASK-1",)})
    with pytest.raises(GuardRefused, match="not given: tasks"):
        problem.close(at=at(6), by="linus")
    assert "closed" == problem.close(at=at(6), by="linus", given={"tasks": ()}).state
    assert "closed" == closed().state


# --- roles --------------------------------------------------------------------------------------

DUTIES = PROBLEM.with_roles(STANDARD)
COORDINATOR = Actor("grace", roles={Role.PROBLEM_COORDINATOR})
MANAGER = Actor("linus", roles={Role.PROBLEM_MANAGER})
AGENT = Actor("ada", roles={Role.AGENT})


def may(problem: Problem, actor: Actor) -> set[str]:
    return {choice.verb for choice in problem.choices(at=at(9), by=actor) if choice.is_allowed}


def test_every_verb_has_a_role_in_the_division_of_duties() -> None:
    """Nothing is left to everybody."""
    assert all(rule.roles for rule in DUTIES.rules)
    assert set(STANDARD) == set(PROBLEM.events[1:])


def test_the_division_of_duties() -> None:
    """The coordinator works it; the manager may too, and alone ends and reopens it."""
    ways = {
        name: Problem.replay(stage().history, model=DUTIES)
        for name, stage in {**STAGES, "analysed": analysed}.items()
    }
    for problem in ways.values():
        assert {"comment", "link", "unlink"} == may(problem, AGENT)
        assert may(problem, COORDINATOR) <= may(problem, MANAGER)
        assert set() == may(problem, Actor("nobody"))
    alone = {
        name: may(problem, MANAGER) - may(problem, COORDINATOR) for name, problem in ways.items()
    }
    assert {
        "new": set(),
        "assess": set(),
        "root_cause_analysis": set(),
        "analysed": {"accept_risk"},
        "fix_in_progress": {"accept_risk"},
        "resolved": {"close", "review"},
        "closed": {"review", "reanalyse"},
        "cancelled": set(),
    } == alone
    with pytest.raises(RoleMissing, match="it takes the role problem_manager"):
        ways["closed"].reanalyse(at=at(9), by=COORDINATOR, reason="It came back")
    back = ways["closed"].reanalyse(at=at(9), by=MANAGER, reason="It came back")
    assert "root_cause_analysis" == back.state


# --- a model of one's own -----------------------------------------------------------------------


def test_a_model_of_one_s_own() -> None:
    """With a state that waits, and a subclass that has it for its own."""
    mine = PROBLEM.extended(
        State("with_vendor", phase=Phase.PENDING),
        Rule(CauseRecorded, source="with_vendor", target="root_cause_analysis"),
        Rule(Reanalysed, source="resolved", target="with_vendor"),
        name="mine",
    )

    class Puzzle(Problem):
        model = mine

    puzzle = Puzzle.replay(resolved().history)
    waiting = puzzle.reanalyse(at=at(6), by="grace", reason="The vendor knows")
    assert ("with_vendor", Phase.PENDING) == (waiting.state, waiting.phase)
    waiting = waiting.assign(at=at(7), by="grace", group="vendors")
    waiting = waiting.publish_workaround(at=at(7), by="grace", text="Restart it")
    assert waiting == Puzzle.replay(waiting.history)
    assert waiting != Problem.replay(waiting.history, model=mine)
    assert PROBLEM is opened().model
    with pytest.raises(NotAllowed):
        resolved().reanalyse(at=at(6), by="grace", reason="The vendor knows")


def test_a_condition_reads_what_is_derived() -> None:
    """A guard on priority, control or being a known error is checked when the model is built."""
    for name in Problem.derived:
        assert field(name).is_set.judge(analysed().facts) in (True, False)


def test_a_risk_that_is_accepted_may_wait_to_be_closed() -> None:
    """ServiceNow's other setting: it stands in resolved, a known error still, with no solution."""
    later = PROBLEM.extended(
        Rule(
            RiskAccepted,
            source=("root_cause_analysis", "fix_in_progress"),
            target="resolved",
            needs=("cause", "close_notes"),
        ),
        without=RiskAccepted,
        name="accept first, close later",
    )
    problem = Problem.replay(analysed().history, model=later)
    problem = problem.accept_risk(at=at(4), by="linus", notes="A new server comes in May")
    assert ("resolved", True, None) == (problem.state, problem.is_known_error, problem.resolved_at)
    assert "closed" == problem.close(at=at(5), by="linus").state
