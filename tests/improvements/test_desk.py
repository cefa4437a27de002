"""Improvements on a desk: their tasks wait with them, and the next one follows."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from itsmcore import Incident
from itsmcore.desk import PRACTICES, Desk, Numbering
from itsmcore.improvements import (
    CONTINUAL_IMPROVEMENT,
    Cancelled,
    Closed,
    Held,
    Improvement,
    Rejected,
    Resumed,
)
from itsmcore.improvements import Linked as LinkedImprovement
from itsmcore.lifecycle import LinkKind
from itsmcore.tasks import Held as TaskHeld
from itsmcore.tasks import Resumed as TaskResumed
from itsmcore.tasks import Task
from tests.improvements.cases import APRIL, JUNE, MAY, proposed, reviewed, started, value


def task(number: int, parent: str = "IMP-1", **more: Any) -> Task:
    opened = Task.open(f"TASK-{number}", at=APRIL, by="ines", summary="Ask", parent=parent, **more)
    return opened.release(at=APRIL, by="ines")


def test_tasks_are_held_with_their_improvement() -> None:
    """And resumed with it; those that were held by hand stay so, and those that ended as well."""
    desk = Desk.of([started(), task(1), task(2), task(3).close(at=APRIL, by="a", code="complete")])
    desk = desk.apply("TASK-2", TaskHeld(at=APRIL, by="ada", reason="ill")).desk
    held = desk.apply("IMP-1", Held(at=MAY, by="ines", reason="funding", until=JUNE))
    assert ["IMP-1", "TASK-1"] == [entry.record for entry in held.events]
    first, second = (held.desk.one(Task, f"TASK-{n}") for n in (1, 2))
    assert ("funding", "IMP-1") == (first.hold_reason, first.held_with)
    assert ("ill", None) == (second.hold_reason, second.held_with)
    resumed = held.desk.apply("IMP-1", Resumed(at=MAY, by="ines")).desk
    ticked = held.desk.tick(at=JUNE).desk
    for after in (resumed, ticked):
        statuses = [after[f"TASK-{n}"].facts["hold_status"] for n in (1, 2, 3)]
        assert ["none", "on_hold", "none"] == statuses
        assert after.one(Task, "TASK-1").hold_reason is None


def test_a_task_on_hold_is_not_started() -> None:
    """It may be closed or cancelled, which ends the hold, and only an open one is held."""
    held = task(1).hold(at=APRIL, by="ada", reason="ill")
    assert "on_hold" in held.regions
    with pytest.raises(ValueError, match="it is on hold"):
        held.start(at=APRIL, by="ada")
    for verb, data in (("close", {"code": "incomplete"}), ("cancel", {"reason": "x"})):
        ended = held.do(verb, at=APRIL, by="ada", **data)
        assert (("none",), None) == (ended.regions, ended.hold_reason)
        with pytest.raises(ValueError, match="only an open task"):
            ended.hold(at=APRIL, by="ada", reason="ill")
    again = (
        Desk.of([held]).apply("TASK-1", TaskResumed(at=APRIL, by="ada")).desk.one(Task, "TASK-1")
    )
    assert "in_progress" == again.start(at=APRIL, by="ada").state


@pytest.mark.parametrize("event", [Cancelled, Rejected])
def test_tasks_of_what_is_given_up_are_cancelled(event: Any) -> None:
    """Whoever made them."""
    desk = Desk.of([proposed(), task(1), task(2).start(at=APRIL, by="ada")])
    ended = desk.apply("IMP-1", event(at=MAY, by="omar", reason="Too dear")).desk
    assert ["cancelled", "cancelled"] == [ended[f"TASK-{n}"].state for n in (1, 2)]


def test_the_next_one_goes_on_from_the_last_value() -> None:
    """X6: iterating opens it in the plan, linked, with 31 of 388 as its baseline."""
    desk = Desk.of([reviewed(), task(1), task(2, step="ask")], numbering=Numbering())
    closed = Closed(at=JUNE, by="omar", outcome="iterated", lessons="Ask earlier")
    done = desk.apply("IMP-1", closed)
    after = done.desk["IMP0000001"]
    assert isinstance(after, Improvement)
    assert ("new", value(), "IMP-1") == (after.state, after.baseline, after.follow_up_of)
    assert "close" == getattr(after.history[0].cause, "name", None)
    assert ("IMP0000001",) == done.desk.related("IMP-1", LinkKind.FOLLOWED_UP_BY)
    assert ["open", "cancelled"] == [done.desk[f"TASK-{n}"].state for n in (1, 2)]
    unnumbered = Desk.of([reviewed()]).apply("IMP-1", closed).desk
    assert "IMP-1-next" in unnumbered


@pytest.mark.parametrize("outcome", ["standardised", "abandoned"])
def test_nothing_follows_another_outcome(outcome: str) -> None:
    """Nor anything else that happens to it."""
    desk = Desk.of([reviewed()], numbering=Numbering())
    done = desk.apply("IMP-1", Closed(at=JUNE, by="omar", outcome=outcome, lessons="Ask"))
    assert 1 == len(done.events)


def test_a_next_one_that_cannot_be_opened_is_told() -> None:
    """Closing stands, and the refusal is reported."""
    bare = attrs.evolve(CONTINUAL_IMPROVEMENT, prefix=None)
    practices = [bare if of is CONTINUAL_IMPROVEMENT else of for of in PRACTICES]
    desk = Desk.of([reviewed()], practices=practices, numbering=Numbering(prefixes={}))
    closed = Closed(at=JUNE, by="omar", outcome="iterated", lessons="Ask earlier")
    done = desk.apply("IMP-1", closed)
    assert "closed" == done.desk["IMP-1"].state
    assert ["open"] == [refusal.verb for refusal in done.refusals]


def test_an_improvement_comes_from_records() -> None:
    """Of any practice, in one direction."""
    incident = Incident.open("INC-1", at=APRIL, by="ada", summary="Mail is down")
    desk = Desk.of([incident, started()])
    linked = LinkedImprovement(at=MAY, by="ines", kind=LinkKind.SOURCE, target="INC-1")
    desk = desk.apply("IMP-1", linked).desk
    assert (("INC-1",), ("IMP-1",)) == (
        desk.related("IMP-1", LinkKind.SOURCE),
        desk.related("INC-1", LinkKind.SOURCE_OF),
    )
    assert ("INC-1",) == desk.one(Improvement, "IMP-1").sources
    assert ("INC-1",) == proposed(sources="INC-1").sources
