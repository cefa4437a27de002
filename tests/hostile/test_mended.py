"""What hostile inputs have found, each by its name."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import attrs
import numpy
import pytest

from itsmcore import (
    INCIDENT,
    Desk,
    Impact,
    Incident,
    ItsmError,
    Rule,
    Schedule,
    Timeline,
    changes,
    incidents,
    metrics,
    problems,
    recurrence,
)
from itsmcore.conditions import field, state
from itsmcore.errors import BadValue, Incomparable, NotAllowed
from itsmcore.interop.cattrs import BadDocument, make_converter
from itsmcore.presets import servicenow
from itsmcore.service_levels import Clocks
from tests.hostile.values import Broken, Loud, Nowhere, Sly, Unlisted
from tests.instants import HOUR
from tests.instants import NINE as T0
from tests.support import lent
from tests.sweep.good import CLOCK, COUNTER, GOAL, GOLD, INC, PROPOSAL
from tests.sweep.wrong import Unequal

CONVERTER = make_converter()
UNNAMED: Any = [(T0, {5: 1})]
NO_DIMENSION: Any = numpy.array(5)
NOWHERE = datetime(2026, 1, 5, tzinfo=Nowhere())
evolved: Any = attrs.evolve
REFUSED: dict[str, tuple[Callable[[], Any], type[ItsmError]]] = {
    "an event of another practice": (
        lambda: INC.apply(changes.Implemented(at=T0 + HOUR, by="x")),
        NotAllowed,
    ),
    "an event of another practice, on a desk": (
        lambda: COUNTER.apply("PRB-1", changes.Implemented(at=T0 + HOUR, by="x")),
        NotAllowed,
    ),
    "a proposal of no event": (lambda: evolved(PROPOSAL, event=Impact.LOW), BadValue),
    "a proposal of what reads nothing": (
        lambda: evolved(PROPOSAL, unread={"x": 5}),
        BadValue,
    ),
    "a desk told at no instant": (lambda: evolved(COUNTER, ticked_at=HOUR), ItsmError),
    "a desk of no records": (lambda: evolved(COUNTER, records=5), BadValue),
    "clocks of none": (lambda: Clocks(T0), BadValue),  # type: ignore[arg-type]
    "a zone that fails": (lambda: INC.comment(at=NOWHERE, by="x", text="y"), ItsmError),
    "a zone that fails, in open time": (
        lambda: Schedule.always().elapsed(NOWHERE, T0),
        ItsmError,
    ),
    "a naive instant among outside facts": (
        lambda: INC.comment(at=T0, by="x", text="y", given={"x": datetime(2026, 1, 5)}),
        ItsmError,
    ),
    "tags that cannot be gone through": (
        lambda: problems.Updated(at=T0, by="x", tags=Unlisted()),
        BadValue,
    ),
    "items that cannot be gone through": (lambda: Desk.of(Unlisted()), BadValue),
    "sources that cannot be gone through": (
        lambda: Rule(incidents.Held, source=Unlisted()),
        BadValue,
    ),
    "spans that cannot be gone through": (lambda: Schedule.of(Unlisted()), BadValue),
    "occurrences that cannot be gone through": (
        lambda: recurrence.pareto(Unlisted(), "group"),
        BadValue,
    ),
    "roles of no dimension": (lambda: INCIDENT.with_roles({"close": NO_DIMENSION}), BadValue),
    "breaks of no dimension": (
        lambda: Schedule.weekly({"mon": "08:00-18:00"}, tz="UTC", breaks={"mon": NO_DIMENSION}),
        ItsmError,
    ),
    "a fact that is not equal": (lambda: field("x").is_(1).judge({"x": Unequal()}), Incomparable),
    "time by what has no hash": (
        lambda: Timeline.from_rows([(T0, {"x": {}}), (T0, {"x": {}})]).time_by("x"),
        BadValue,
    ),
    "facts of a name that is no text": (
        lambda: metrics.backlog({"I": Timeline.from_rows(UNNAMED)}, at=T0),
        BadValue,
    ),
    "a level of NUL": (lambda: Impact("\0", "x", 1), BadValue),
    "a fact of half a character": (lambda: field("\ud800"), BadValue),
    "a goal of NUL": (lambda: evolved(GOAL, name="\0"), BadValue),
    "a goal's action of half a character": (
        lambda: evolved(GOAL, on_breach="\ud800"),
        BadValue,
    ),
    "an agreement of NUL": (lambda: evolved(GOLD, name="\0"), BadValue),
}


@pytest.mark.parametrize("name", REFUSED)
def test_it_is_refused(name: str) -> None:
    """In a printable sentence, or one a line."""
    call, kind = REFUSED[name]
    with pytest.raises(kind) as caught:
        call()

    assert all(map(str.isprintable, str(caught.value).splitlines()))


def test_a_desk_works_up_to_the_last_instant() -> None:
    """What falls due is looked for no further."""
    applied = Desk.of([INC], agreements=[GOLD]).tick(at=datetime.max.replace(tzinfo=UTC))

    assert applied.desk.next_instant is None


def test_outside_facts_are_kept_plainly() -> None:
    """Texts of a class of their own are plain, and an instant that comes twice is in UTC."""
    twice = datetime(2026, 10, 25, 2, 30, fold=1, tzinfo=ZoneInfo("Europe/Amsterdam"))
    inc = INC.comment(at=T0, by="x", text="y", given={Sly("x"): Loud.A, "y": twice})

    assert inc == CONVERTER.structure(CONVERTER.unstructure(inc), Incident)
    assert {"x": str, "y": datetime} == {n: type(of) for n, of in inc.history[-1].given.items()}


def test_rows_are_kept_plainly() -> None:
    """A timeline is read back equal."""
    line = Timeline.from_rows([(T0, {Sly("x"): Loud.A, "y": T0.astimezone()})])

    assert line == CONVERTER.structure(CONVERTER.unstructure(line), Timeline)


def test_what_a_condition_compares_with_is_kept_plainly() -> None:
    """So that it is read back equal."""
    for value in (Loud.A, {Sly("x"): 1}):
        held = state(value)  # type: ignore[arg-type]

        assert held == CONVERTER.structure(CONVERTER.unstructure(held), type(held))


def test_outside_facts_of_a_verb_without_arguments_are_judged() -> None:
    """What the verb refuses, `why_not` tells."""
    given = {"banned": False, "x": "\0"}
    reasons = lent().why_not("return_", at=T0 + 9 * HOUR, by="x", given=given)

    assert ["unwritable"] == [reason.code for reason in reasons]


def test_a_document_tells_a_few_problems() -> None:
    """A sentence is short, whatever is wrong, and what has no text for a key is told."""
    deep: Any = "x"
    for _ in range(90):
        deep = {"$": "schedule", "not": deep, None: 1}
    with pytest.raises(BadDocument) as caught:
        CONVERTER.structure(deep, Schedule)

    assert len(str(caught.value)) < 2_500


def test_time_is_kept_by_a_text_of_its_own_class() -> None:
    """Whatever the text says that it equals, it is the fact of that name."""
    with pytest.raises(ItsmError):
        CLOCK.time_by(Sly("x"))


def test_cells_of_an_export_are_read_whatever_they_are() -> None:
    """A cell that has no hash, or cannot be written, is told among the faults."""
    row = {"number": "INC-1", "incident_state": "New", "sys_updated_on": "2026-01-05 09:00:00"}
    deep: Any = []
    for _ in range(5_000):
        deep = [deep]
    for cell in (Broken(), deep):
        (line,) = servicenow.timelines([{**row, "reopen_count": cell}]).values()

        assert ["unknown_count"] == [flaw.code for flaw in line.flaws]


def test_what_is_not_equal_is_no_default() -> None:
    """It is written, or refused, and not compared."""
    with pytest.raises(ItsmError):
        CONVERTER.unstructure(field("x") >= Unequal())


def test_changes_of_what_does_not_say_whether_it_differs_are_read() -> None:
    """A broken chain is told, and nothing raised."""
    rows: Any = [(T0, "x", None, numpy.arange(2)), (T0 + HOUR, "x", numpy.arange(2), 1)]

    assert ["broken_chain"] == [flaw.code for flaw in Timeline.from_changes(rows).flaws]
