"""Tasks: their life, for whatever record they belong to."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import rule

from itsmcore import Phase
from itsmcore.errors import BadValue, GuardRefused, NaiveTime, NotAllowed, UnknownCode
from itsmcore.tasks import TASK, CloseCode, Closed, Origin, Released, Started, Task, TaskKind
from itsmcore.testing import RecordMachine
from tests.instants import MARCH as T0


def pending(**facts: Any) -> Task:
    return Task.open(
        "TASK-1", **{"at": T0, "by": "ada", "summary": "Test it", "parent": "CHG-1", **facts}
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
        task.parent,
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
    linked = ended.link(at=T0, by="x", kind="parent", target="CHG-1")
    assert ("CHG-1",) == linked.links.of("task_of") == linked.links.of("parent")
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
        (lambda: pending(parent=None), BadValue, "parent cannot be None"),
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


class AnyTask(RecordMachine):
    """Let anything be tried on a task, and drive it on besides."""

    model = TASK

    @rule(steps=st.integers(1, 3))
    def go_on(self, steps: int) -> None:
        """Release it, start it and close it, as far as the steps lead."""
        for _ in range(steps):
            match self.record.state:
                case "pending":
                    self._apply(Released(at=self.now, by="ada"))
                case "open":
                    self._apply(Started(at=self.now, by="grace"))
                case "in_progress":
                    self._apply(Closed(at=self.now, by="grace", code=CloseCode.COMPLETE))


@pytest.mark.long
def test_any_task_keeps_the_laws() -> None:
    """Whatever is tried; and its whole life is come to."""
    firing = AnyTask.check(
        settings=settings(max_examples=40, stateful_step_count=20, deadline=None, database=None)
    )
    life = {("release", "pending"), ("start", "open"), ("close", "in_progress")}
    assert not life & set(firing.never), firing
