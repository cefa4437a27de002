"""Duplicates: an incident that another one stands for, and what is undone if it was not one."""

from __future__ import annotations

import pytest

from itsmcore import Phase
from itsmcore.errors import GuardRefused, NotAllowed
from itsmcore.incidents import (
    INCIDENT,
    REOPEN_AT_ONCE,
    DuplicateMarked,
    Incident,
    Link,
    LinkKind,
    ResolutionCode,
)
from itsmcore.lifecycle import events
from itsmcore.metrics import rates, times
from itsmcore.problems import DuplicateMarked as ProblemMarked
from itsmcore.service_levels import Agreement, Goal, Status
from tests.instants import HOUR, MINUTE
from tests.instants import NINE as T0


def opened(model: object = INCIDENT, id: str = "INC-2") -> Incident:
    """Open an incident of kim's."""
    inc: Incident = model.open(id, at=T0, by="kim", summary="Mail is down")  # type: ignore[attr-defined]
    return inc


def merged() -> Incident:
    """Mark it after two minutes."""
    return opened().mark_duplicate(at=T0 + 2 * MINUTE, by="grace", of="INC-1", notes="The same")


def test_it_is_resolved_by_code_and_names_the_other() -> None:
    """Its notes and its time of resolution are those of the mark."""
    inc = merged()
    assert ("resolved", ResolutionCode.DUPLICATE, "The same", "INC-1", T0 + 2 * MINUTE) == (
        inc.state, inc.resolution_code, inc.resolution_notes, inc.duplicate_of, inc.resolved_at,
    )  # fmt: skip
    assert ("INC-1", ("INC-1",)) == (
        inc.facts["duplicate_of"],
        inc.links.of(LinkKind.DUPLICATE_OF),
    )
    assert opened().duplicate_of is None
    assert "closed" == inc.tick(at=T0 + 240 * HOUR).state


def test_problems_and_incidents_share_the_event() -> None:
    """Each says in its own words how it ended."""
    assert issubclass(DuplicateMarked, events.DuplicateMarked)
    assert issubclass(ProblemMarked, events.DuplicateMarked)


def test_a_hold_ends_with_it() -> None:
    """And nothing is left to wait for."""
    held = opened().hold(at=T0, by="grace", reason="vendor", until=T0 + HOUR)
    inc = held.mark_duplicate(at=T0, by="grace", of="INC-1")
    assert (None, None) == (inc.hold_reason, inc.hold_until)


def test_what_is_resolved_may_turn_out_to_be_one() -> None:
    """It stays resolved, since when it was; what is closed or cancelled stays what it is."""
    done = opened().resolve(at=T0, by="grace", code="user_error", notes="Plugged in")
    inc = done.mark_duplicate(at=T0 + HOUR, by="grace", of="INC-1")
    assert ("resolved", T0, "duplicate") == (inc.state, inc.resolved_at, inc.resolution_code)
    for ended in (done.close(at=T0, by="kim"), opened().cancel(at=T0, by="kim", reason="No")):
        with pytest.raises(NotAllowed):
            ended.mark_duplicate(at=T0 + HOUR, by="grace", of="INC-1")


@pytest.mark.parametrize("is_resolved", [False, True])
def test_it_is_no_duplicate_of_itself(is_resolved: bool) -> None:
    """Whatever state it is in."""
    inc = opened()
    if is_resolved:
        inc = inc.resolve(at=T0, by="grace", code="user_error", notes="Plugged in")
    with pytest.raises(GuardRefused, match="it is no duplicate of itself"):
        inc.mark_duplicate(at=T0, by="grace", of="INC-2")


def test_its_own_links_go() -> None:
    """Those that move; its parent and what followed it up stay."""
    inc = opened()
    for kind, target in (("child", "INC-3"), ("problem", "PRB-1"), ("caused_by", "CHG-1"),
                         ("fixed_by", "CHG-2"), ("related", "INC-4"), ("parent", "INC-5"),
                         ("followed_up_by", "INC-6"), ("task", "TASK-1")):  # fmt: skip
        inc = inc.link(at=T0, by="grace", kind=kind, target=target)
    assert {
        Link("parent", "INC-5"),
        Link("followed_up_by", "INC-6"),
        Link("task", "TASK-1"),
        Link("duplicate_of", "INC-1"),
    } == set(inc.mark_duplicate(at=T0, by="grace", of="INC-1").links)


def test_reopening_parts_the_tie_and_lets_its_clocks_run_again() -> None:
    """F9: they are cancelled, not met, as long as it is one."""
    gold = Agreement("gold", goals=[Goal("resolution", stop=Phase.RESOLVED, targets=4 * HOUR)])
    at = T0 + HOUR
    clock = gold.measure(merged().timeline(), at=at)["resolution"]
    assert (Status.CANCELLED, None, 2 * MINUTE) == (clock.status, clock.outcome, clock.elapsed)
    again = merged().reopen(at=at, by="grace", reason="Not the same")
    assert ("in_progress", None, None, ()) == (
        again.state, again.duplicate_of, again.resolution_code, tuple(again.links),
    )  # fmt: skip
    clock = gold.measure(again.timeline(), at=at + HOUR)["resolution"]
    assert (Status.RUNNING, False) == (clock.status, clock.is_duplicate)
    assert again == Incident.replay(again.history)


def test_figures_leave_it_out_and_say_so() -> None:
    """F9, by the mark."""
    lines = {f"INC-{n}": merged().timeline() for n in range(2, 5)}
    done = opened(id="INC-1").resolve(at=T0 + HOUR, by="g", code="solution_provided", notes="Ok")
    lines |= {f"INC-{n}": done.timeline() for n in range(5, 12)}
    for found in (times(lines, at=T0 + 2 * HOUR), rates(lines, at=T0 + 2 * HOUR)):
        assert (3, "left out: 3 duplicates") == (found.duplicates, str(found).splitlines()[-1])
    assert 7 == times(lines, at=T0 + 2 * HOUR).cases


@pytest.mark.parametrize("model", [INCIDENT, INCIDENT.extended(REOPEN_AT_ONCE, name="jira")])
def test_the_caller_s_answer_to_a_duplicate_reopens_nothing(model: object) -> None:
    """It is for the other incident; on any other resolution it may reopen."""
    inc = opened(model).mark_duplicate(at=T0, by="grace", of="INC-1")
    assert "resolved" == inc.comment(at=T0, by="kim", text="Still down").state
    other = opened(model).resolve(at=T0, by="grace", code="duplicate", notes="See INC-1")
    reopened = other.comment(at=T0, by="kim", text="Still down").state
    assert reopened == ("resolved" if model is INCIDENT else "in_progress")


@pytest.mark.parametrize(
    ("verbs", "state"), [(("propose",), "rejected"), (("promote",), "demoted"), ((), "none")]
)
def test_a_duplicate_is_no_major_incident_besides(verbs: tuple[str, ...], state: str) -> None:
    """The other one is; reopened, it may be promoted again."""
    inc = opened()
    for verb in verbs:
        more = {"reason": "All of it"} if verb == "propose" else {}
        inc = inc.do(f"{verb}_major", at=T0, by="grace", **more)
    inc = inc.mark_duplicate(at=T0, by="grace", of="INC-1")
    assert (state, False) == (inc.major_incident, inc.is_major)
    again = inc.reopen(at=T0, by="grace", reason="Not the same").promote_major(at=T0, by="grace")
    assert again.is_major
