"""The controls that a change model may demand, each of which can be switched off."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from itsmcore.changes._events import CloseCode, Result
from itsmcore.conditions import Condition, Field, field, given
from itsmcore.kinds import check_kinds
from itsmcore.lifecycle import Guard


@attrs.frozen(kw_only=True)
class Controls:
    """Choose which controls a change model demands; all are on but the last three.

    Attributes:
        risk: the risk is assessed before authorisation.
        plans: steps, back-out, and the test and communication that it demands, are planned before
            authorisation.
        window: it is implemented inside its window.
        freeze: it is not implemented in a freeze, unless an exception was granted.
        test: the test before it has passed.
        communication: those whom it concerns were told.
        conflicts: no conflict is unresolved.
        verification: the implementation is verified before it is complete.
        review: it is reviewed before it is closed; where not, only if it was not successful.
        tasks: its tasks have ended before it is closed.
        template: it is made of a template, whose approval holds when it is scheduled, and when it
            is implemented.
        afterwards: risk, plans, communication and a test that is recorded, whatever it showed, are
            due before it is closed, and not before; what was backed out needs no test.

    Raises:
        BadValue: one is neither True nor False.
    """

    risk: bool = True
    plans: bool = True
    window: bool = True
    freeze: bool = True
    test: bool = True
    communication: bool = True
    conflicts: bool = True
    verification: bool = True
    review: bool = False
    tasks: bool = True
    template: bool = False
    afterwards: bool = False

    def __attrs_post_init__(self) -> None:
        check_kinds(self)

    @property
    def planned(self) -> tuple[str, ...]:
        """The fields that have to be set before authorisation, or before closing."""
        wanted = (
            ("risk", self.risk),
            ("steps", self.plans),
            ("test_plan", self.plans and self.test),
            ("communication_plan", self.plans and self.communication),
            ("back_out_plan", self.plans),
        )
        return tuple(name for name, is_wanted in wanted if is_wanted)

    def scheduling(self) -> Iterator[Guard]:
        """Give the guards of what has the approval of its template."""
        if self.template:
            yield Guard("it is of no template (ChangeTemplate.open)", field("template").is_set)
            until = field("approved_until")
            in_time = ~until.is_set | (field("event.at") < until)
            yield Guard("the approval of its template has ended", in_time)

    def prepared(self) -> Iterator[Guard]:
        """Give the guards that preparation has to satisfy."""
        if self.test:
            passed = field("test_result").is_(Result.PASSED)
            yield Guard("the test before it has not passed (record_test)", passed)
        if self.communication:
            yield _TOLD

    def implementing(self) -> Iterator[Guard]:
        """Give the guards of the implementation."""
        if self.window:
            at = field("event.at")
            inside = (at >= field("planned_start")) & (at < field("planned_end"))
            yield Guard("it is outside its window (reschedule)", inside)
        if self.freeze:
            yield Guard("a freeze is in force (grant_exception)", _none_of("freeze"))
        if self.conflicts:
            yield Guard("a conflict is unresolved (grant_exception)", _none_of("conflicts"))
        if not self.afterwards:
            yield from self.prepared()

    def closing(self) -> Iterator[Guard]:
        """Give the guards of the closure."""
        if self.review:
            yield Guard("it has to be reviewed first (review)", _REVIEWED)
        else:
            went_well = field("outcome").is_(CloseCode.SUCCESSFUL)
            words = "what was not successful has to be reviewed first (review)"
            yield Guard(words, _REVIEWED | went_well)
        if self.tasks:
            yield Guard("a task of it is open", _is_nothing(given("tasks")))
        if self.afterwards and self.test:
            tested = field("test_result").is_set | field("backed_out_at").is_set
            yield Guard("no test of it is recorded (record_test)", tested)
        if self.afterwards and self.communication:
            yield _TOLD


def _is_nothing(fact: Field) -> Condition:
    return ~fact.is_set | fact.is_in((False, 0))


def _none_of(name: str) -> Condition:
    """Hold where there is no such thing, or an exception was granted for each there is."""
    return _is_nothing(given(name)) | field("exceptions").contains(given(name))


_TOLD = Guard(
    "those whom it concerns have not been told (communicate)", field("communicated_at").is_set
)
_REVIEWED = field("reviewed_at").is_set
