"""Tasks: their life, for whatever record they belong to."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from itsmcore import Phase
from itsmcore.errors import BadValue, GuardRefused, NaiveTime, NotAllowed, UnknownCode
from itsmcore.tasks import TASK, CloseCode, Origin, Task, TaskKind
from itsmcore.testing import machine_for

T0 = datetime(2026, 3, 2, 9, tzinfo=UTC)


def pending(**facts: Any) -> Task:
    return Task.open(
        "TASK-1", **{"at": T0, "by": "ada", "summary": "Test it", "of": "CHG-1", **facts}
    )


def started() -> Task:
    return pending().release(at=T0, by="ada").start(at=T0, by="grace")


def test_the_table_is_that_of_the_design() -> None:
    """It waits, is open, is worked on, and ends; nothing leaves the ends."""
    phases = [("pending", Phase.PENDING), ("open", Phase.NEW), ("in_progress", Phase.ACTIVE)]
    ends = [("closed", Phase.CLOSED), ("cancelled", Phase.CANCELLED)]
    assert [*phases, *ends] == [(state.name, state.phase) for state in TASK.states]
    assert {
        ("pending", "open"),
        ("open", "in_progress"),
        *((state, end) for state, _ in phases for end, _ in ends),
    } == TASK.edges


def test_a_task_from_its_opening_to_its_closure() -> None:
    """It belongs to a record, is of a kind, and says who made it."""
    task = started()
    assert ("CHG-1", TaskKind.IMPLEMENTATION, Origin.MANUAL, "in_progress") == (
        task.of,
        task.kind,
        task.origin,
        task.state,
    )
    done = task.close(at=T0, by="grace", code="complete", notes="green")
    assert ("closed", "complete", "green") == (done.state, done.close_code, done.close_notes)
    assert done == Task.replay(done.history)
    assert ["open", "release", "start", "close"] == [event.verb for event in done.history]


@pytest.mark.parametrize("code", CloseCode)
def test_a_task_ends_complete_incomplete_or_skipped(code: CloseCode) -> None:
    """From each stage before."""
    for task in (pending(), pending().release(at=T0, by="x"), started()):
        assert code == task.close(at=T0, by="x", code=code).close_code
        assert "cancelled" == task.cancel(at=T0, by="x", reason="not needed").state


def test_any_kind_and_origin_will_do() -> None:
    """They are words, and each user has more of them."""
    task = pending(kind="rehearsal", origin=Origin.MODEL, custom={"room": 3})
    assert ("rehearsal", "model", {"room": 3}) == (task.kind, task.origin, task.custom)


def test_updating_corrects_its_facts() -> None:
    """Until it has ended."""
    moved = pending().update(
        at=T0,
        by="x",
        summary="Test it twice",
        kind=TaskKind.TESTING,
        planned_start=T0,
        planned_end=T0 + timedelta(hours=1),
    )
    assert ("Test it twice", "testing", T0) == (moved.summary, moved.kind, moved.planned_start)
    ended = pending().cancel(at=T0, by="x", reason="r")
    with pytest.raises(NotAllowed, match="cannot update while cancelled; allowed moves: none"):
        ended.update(at=T0, by="x", summary="s")
    assert 1 == len(ended.link(at=T0, by="x", kind="parent", target="CHG-1").links)
    assert "cancelled" == ended.comment(at=T0, by="x", text="t").state


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: pending().start(at=T0, by="x"), NotAllowed, "allowed moves: release, close"),
        (lambda: started().release(at=T0, by="x"), NotAllowed, "cannot release"),
        (
            lambda: started().close(at=T0, by="x", code="done"),
            UnknownCode,
            "close_code cannot be 'done'",
        ),
        (lambda: started().assign(at=T0, by="x"), GuardRefused, "a group or an assignee must be"),
        (lambda: pending(of=None), BadValue, "of cannot be None"),
        (lambda: pending(at=datetime(2026, 3, 2)), NaiveTime, "aware datetime"),
        (lambda: pending(planned_start=datetime(2026, 3, 2)), NaiveTime, "aware datetime"),
    ],
)
def test_a_refusal_says_why(call: Any, error: Any, words: str) -> None:
    """And what may be done instead."""
    with pytest.raises(error) as refusal:
        call()
    assert words in str(refusal.value)


def test_assigning_gives_it_to_a_group_or_a_person() -> None:
    """A new group clears the person."""
    task = pending().assign(at=T0, by="x", group="network", assignee="grace")
    assert ("mail", None) == (
        (moved := task.assign(at=T0, by="x", group="mail")).group,
        moved.assignee,
    )


def test_any_task_keeps_the_laws() -> None:
    """Whatever is tried; and every rule is come to."""
    from hypothesis import settings

    machine = machine_for(TASK)
    firing = machine.check(
        settings=settings(max_examples=40, stateful_step_count=20, deadline=None, database=None)
    )
    assert len(firing.never) < len(firing.times) / 2, firing
