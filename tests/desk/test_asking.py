"""What may be done on a desk: after the timers that are due, and with what the desk knows."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from itsmcore.change_calendar import ChangeSchedule, Freeze
from itsmcore.conditions import given
from itsmcore.desk import BadLink, Desk, NotLoaded
from itsmcore.errors import BadValue, NaiveTime, NotGiven, Unlisted
from itsmcore.incidents import INCIDENT, Cancelled, Closed
from itsmcore.lifecycle import Choice
from itsmcore.schedule import Schedule
from tests.desk.cases import (
    OPENED,
    TASKS_FIRST,
    at,
    happened,
    incident,
    planned,
    states,
    task,
)
from tests.instants import DAY
from tests.instants import MARCH as T0

RED: dict[str, Any] = {"color": "red"}


def choice(desk: Desk, id: str, verb: str, **how: Any) -> Choice:
    return next(
        of for of in desk.choices(id, **{"at": at(1), "by": "grace", **how}) if of.verb == verb
    )


def codes(desk: Desk, id: str, verb: str, **how: Any) -> list[str]:
    return [of.code for of in desk.why_not(id, verb, **{"at": at(1), "by": "grace", **how})]


def test_what_may_be_done_is_asked_after_the_timers_that_are_due() -> None:
    """A resolved incident has closed by then, and on the desk nothing has changed."""
    desk = Desk.of([incident("INC-1", "resolved")])
    assert choice(desk, "INC-1", "reopen").is_allowed
    assert not choice(desk, "INC-1", "reopen", at=T0 + 9 * DAY).is_allowed
    assert [] == codes(desk, "INC-1", "reopen", reason="again")
    assert ["not_allowed"] == codes(desk, "INC-1", "reopen", reason="again", at=T0 + 9 * DAY)
    assert ["not_allowed"] == codes(desk, "INC-1", "reopen", at=T0 + 9 * DAY)
    assert {"INC-1": "resolved"} == states(desk)


def test_what_the_desk_knows_is_supplied() -> None:
    """An open task stands in the way; what is given besides is added to it."""
    model = INCIDENT.with_guards({Cancelled: (TASKS_FIRST,)})
    desk = Desk.of([model.open("INC-1", **OPENED), task("INC-1")])
    alone = Desk.of([model.open("INC-1", **OPENED)])
    for one, expected in ((desk, False), (alone, True)):
        assert expected is choice(one, "INC-1", "cancel").is_allowed
        assert expected is not bool(codes(one, "INC-1", "cancel"))
        assert expected is not bool(codes(one, "INC-1", "cancel", reason="twice"))
    told = {"tasks": ("TASK-9",)}
    assert not choice(alone, "INC-1", "cancel", given=told).is_allowed
    assert ["a_task_is_open"] == codes(alone, "INC-1", "cancel", given=told, reason="twice")


def test_a_fact_that_nobody_gives_is_a_reason() -> None:
    """Where a freeze asks for it, the verb that asks for the freeze cannot be used."""
    frozen = Freeze("sale", Schedule.always(), applies=given("is_sale").is_(True))
    desk = Desk.of([planned("CHG-1", ("db",))], change_schedule=ChangeSchedule(freezes=[frozen]))
    with pytest.raises(NotGiven):
        desk.do("CHG-1", "implement", at=at(1), by="grace")
    assert ["not_given"] == codes(desk, "CHG-1", "implement")
    assert not choice(desk, "CHG-1", "implement").is_allowed
    assert choice(desk, "CHG-1", "implement", given={"is_sale": False}).is_allowed


@pytest.mark.parametrize(
    ("target", "code", "error"),
    [("INC-2", "bad_link", BadLink), ("INC-8", "unlisted", Unlisted)],
)
def test_a_link_that_the_desk_refuses_is_a_reason(target: str, code: str, error: type) -> None:
    """Beside what the record has against it."""
    desk = Desk.of([incident("INC-1"), incident("INC-2")], [("INC-2", "parent", "INC-1")])
    link: dict[str, Any] = {"kind": "parent", "target": target}
    assert [code] == codes(desk, "INC-1", "link", **link)
    assert [code, "out_of_order"] == codes(desk, "INC-1", "link", at=at(-1), **link)
    with pytest.raises(error):
        desk.do("INC-1", "link", at=at(1), by="grace", **link)
    assert [] == codes(desk, "INC-2", "link", kind="related", target="INC-1")


def test_a_link_of_another_s_history_may_be_taken_away() -> None:
    """As `apply` does, it asks the record that made it; an unknown kind is a reason."""
    desk = Desk.of([incident("INC-1"), incident("INC-2")])
    desk = desk.do("INC-2", "link", at=at(1), by="ada", kind="parent", target="INC-1").desk
    gone: dict[str, Any] = {"kind": "child", "target": "INC-2", "reason": "wrong"}
    assert [] == codes(desk, "INC-1", "unlink", **gone)
    done = desk.do("INC-1", "unlink", at=at(1), by="ada", **gone)
    assert ("INC-2", "unlink") == happened(done)[0]
    assert "unlisted" in codes(desk, "INC-1", "unlink", kind="uncle", target="INC-2", reason="?")


def test_no_value_is_an_error_but_a_verb_or_an_argument_that_is_not_there() -> None:
    """As for a record; buttons need an instant, and both a record that is loaded."""
    desk = Desk.of([incident("INC-1")], [("INC-1", "parent", "INC-7")])
    naive = datetime(2026, 3, 2)
    assert ["bad_value"] == codes(desk, "INC-1", "start", at=naive)
    assert ["bad_value"] == codes(desk, "INC-1", "hold", reason=5)
    assert ["bad_value"] == codes(desk, "INC-1", "hold", given=5)
    asked: list[tuple[Any, dict[str, Any]]]
    asked = [("explode", {}), ([], {}), ("hold", RED), ("start", RED)]
    for verb, more in asked:
        with pytest.raises(Unlisted):
            desk.why_not("INC-1", verb, at=at(1), by="ada", **more)
        with pytest.raises(Unlisted):
            desk.do("INC-1", verb, at=at(1), by="ada", **more)
    with pytest.raises(NaiveTime):
        desk.choices("INC-1", at=naive, by="ada")
    with pytest.raises(BadValue, match="reason"):
        desk.do("INC-1", "hold", at=at(1), by="ada")
    for id, error in (("INC-7", NotLoaded), ("INC-9", Unlisted)):
        with pytest.raises(error):
            desk.choices(id, at=at(1), by="ada")
        with pytest.raises(error):
            desk.why_not(id, "start", at=at(1), by="ada")
        with pytest.raises(error):
            desk.do(id, "start", at=at(1), by="ada")


def test_a_verb_by_name_is_the_event() -> None:
    """And what follows from it follows."""
    desk = Desk.of([incident("INC-1", "resolved"), incident("INC-2")])
    event = Closed(at=at(1), by="grace")
    assert desk.apply("INC-1", event) == desk.do("INC-1", "close", at=at(1), by="grace")


def test_a_verb_that_takes_something_may_be_asked_about_without_it() -> None:
    """As for a button, before the form is filled in."""
    desk = Desk.of([incident("INC-1")])
    assert () == desk.why_not("INC-1", "update", at=at(1), by="ada")
