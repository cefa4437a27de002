"""Absence: whatever a reader finds in the place of no value is none, and all else is a value."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from importlib.util import find_spec
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itsmcore.absent import is_absent
from itsmcore.columnar import Steps
from itsmcore.conformance import check
from itsmcore.errors import BadInstant, BadValue
from itsmcore.incidents import INCIDENT
from itsmcore.instant import maybe_utc, utc
from itsmcore.level import Priority
from itsmcore.metrics import rates
from itsmcore.phase import Phase
from itsmcore.presets import servicenow
from itsmcore.timeline import Step, Timeline
from tests.instants import NINE as T0

NAN = float("nan")


def after(hours: float) -> datetime:
    return T0 + timedelta(hours=hours)


def absences() -> tuple[Any, ...]:
    """Give what stands for no value, that of pandas too where it is installed."""
    found = (None, "", NAN, Decimal("NaN"), Decimal("sNaN"), np.float32("nan"))
    times = (np.datetime64("NaT"), np.timedelta64("NaT", "s"))
    if find_spec("pandas") is None:
        return (*found, *times)
    pandas: Any = pytest.importorskip("pandas")
    return (*found, *times, pandas.NA, pandas.NaT)


ABSENT = absences()
each = pytest.mark.parametrize("nothing", ABSENT, ids=repr)


class Hostile:
    """Cannot be compared."""

    def __ne__(self, other: object) -> bool:
        raise RuntimeError


@each
def test_nothing_is_absent(nothing: Any) -> None:
    """Whichever library wrote it."""
    assert is_absent(nothing)


@pytest.mark.parametrize(
    "value",
    [
        *(0, 0.0, False, float("inf"), Decimal(0), Fraction(1, 3), 1j, "nan", " ", "?", b""),
        *((), [], {}, [NAN], (None,), frozenset()),
        *(T0, date(2026, 1, 5), timedelta(), Phase.NEW, Priority.HIGH, object()),
        *(
            np.array([NAN, 1]),
            np.array([NAN, NAN]),
            np.array([]),
            np.int64(0),
            np.datetime64(0, "s"),
        ),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_value_is_there(value: Any) -> None:
    """Zero, no, an empty collection, and many values at once among them."""
    assert not is_absent(value)


def test_what_does_not_say_what_it_is_is_absent() -> None:
    """As NA does not."""
    assert is_absent(Hostile())


# --- readers ------------------------------------------------------------------------------------


@each
def test_rows_have_no_values_in_its_place(nothing: Any) -> None:
    """Neither in a fact nor in the place of the verb."""
    rows: list[Any] = [(T0, nothing, {"group": nothing, "state": "new"}), (T0, {"group": nothing})]
    read = Timeline.from_rows(rows)
    assert (
        Timeline([Step(T0, None, {"group": None, "state": "new"}), Step(T0, None, {"group": None})])
        == read
    )
    assert {type(None)} == {type(step.facts["group"]) for step in read}


@each
def test_audit_rows_chain_over_it(nothing: Any) -> None:
    """What was nothing and is nothing broke no chain."""
    rows: list[Any] = [
        (T0, "group", nothing, "mail"),
        (after(1), "group", "mail", nothing),
        (after(2), "group", nothing, "core"),
    ]
    read = Timeline.from_changes(rows, opened_at=T0, facts={"site": nothing})
    assert [None, "mail", None, "core"] == [step.facts["group"] for step in read]
    assert ((), {None}) == (read.flaws, {step.facts["site"] for step in read})


@each
def test_a_stage_that_was_not_reached_has_no_step(nothing: Any) -> None:
    """And what the snapshot does not tell is no fact of it."""
    read = Timeline.from_snapshot({"opened_at": T0, "resolved_at": nothing, "group": nothing})
    assert [("new", None)] == [(step.facts["state"], step.facts["group"]) for step in read]


@each
def test_columns_have_no_values_in_its_place(nothing: Any) -> None:
    """And no case is called so."""
    cell = np.array([nothing, "mail"], object)
    steps = Steps(case=np.array(["A", "A"]), at=np.array([0, 1], "M8[s]"), facts={"group": cell})
    assert (None, "mail") == steps.facts["group"].values
    with pytest.raises(BadValue, match="a case for every row"):
        Steps(case=cell, at=np.array([0, 1], "M8[s]"), facts={})


def export(nothing: Any) -> list[dict[str, Any]]:
    """Give the rows of an export with nothing in many a place."""
    known = {"number": "INC1", "sys_updated_on": "2026-01-05 09:00:00", "incident_state": "New"}
    rows = [dict.fromkeys(servicenow.COLUMNS.values(), nothing) | known]
    rows += [row | {"incident_state": nothing, "sys_updated_on": nothing} for row in rows]
    rows += [rows[0] | {"assignment_group": "Network", "incident_state": "Closed"}]
    return [*rows, rows[0] | {"number": nothing}]


@pytest.mark.parametrize("nothing", [*ABSENT, *servicenow.ABSENT], ids=repr)
def test_an_export_reads_the_same_whatever_it_writes_for_nothing(nothing: Any) -> None:
    """A text that the reader lists among them."""
    read = servicenow.timelines(export(nothing))
    assert servicenow.timelines(export("")) == read
    assert ["no_time", "no_state"] == sorted(f.code for f in read["INC1"].flaws)[::-1]
    assert ["no_number"] == [flaw.code for flaw in read[""].flaws]
    assert [None, None, "Network"] == [step.facts.get("group") for step in read["INC1"]]


def test_what_an_export_writes_for_nothing_can_be_said() -> None:
    """Then a group may be called so."""
    rows = [{**export("?")[0], "assignment_group": "nan", "cmdb_ci": "-"}]
    (read,) = servicenow.timelines(rows, absent=["?", "-"]).values()
    assert ("nan", False) == (read[0].facts["group"], "configuration_item" in read[0].facts)


def test_a_column_with_gaps_has_no_fractions() -> None:
    """Codes and counts that a frame made floats of are what they were."""
    codes = {"incident_state": 2.0, "impact": 1.0, "hold_reason": 1.0, "reopen_count": 3.0}
    (read,) = servicenow.timelines([{**export("")[0], **codes, "number": 7.0}]).items()
    assert ("7", ()) == (read[0], read[1].flaws)
    facts = read[1][0].facts
    assert ("in_progress", servicenow.IMPACTS[0], "caller", 3) == (
        facts["state"],
        facts["impact"],
        facts["hold_reason"],
        facts["reopen_count"],
    )


# --- instants -----------------------------------------------------------------------------------


def test_nat_is_no_instant() -> None:
    """Though it calls itself a datetime."""
    pandas: Any = pytest.importorskip("pandas")
    assert isinstance(pandas.NaT, datetime)
    for convert in (utc, maybe_utc):
        with pytest.raises(BadInstant, match="NaT is no instant; give an aware datetime"):
            convert(pandas.NaT)


def test_an_instant_is_a_plain_datetime() -> None:
    """A pandas Timestamp, which is finer, becomes one."""
    pandas: Any = pytest.importorskip("pandas")
    stamp = pandas.Timestamp("2026-07-01 09:00:00.000001", tz="Europe/Amsterdam")
    moment = utc(stamp)
    assert (datetime, datetime(2026, 7, 1, 7, 0, 0, 1, tzinfo=UTC), UTC) == (
        type(moment),
        moment,
        moment.tzinfo,
    )


# --- what is computed of them -------------------------------------------------------------------


def test_nobody_hands_on_to_nobody() -> None:
    """Group None, NaN, NA, "", Network, NaN, Network: reassigned never, and by two values held."""
    na = ABSENT[-2]
    groups: list[Any] = [None, NAN, na, "", "Network", NAN, "Network"]
    rows = [(after(hour), {"phase": Phase.NEW, "group": of}) for hour, of in enumerate(groups)]
    stated = Timeline(Step(at, None, facts) for at, facts in rows)
    for timeline in (Timeline.from_rows(rows), stated):
        assert 0 == rates({"A": timeline}, at=after(9)).reassigned.count
    held = Timeline.from_rows(rows).time_by("group", until=after(9))
    assert {None: timedelta(hours=5), "Network": timedelta(hours=4)} == held


VALUES = st.sampled_from(["a", "b", *ABSENT])


@given(st.lists(VALUES, max_size=6), st.data())
def test_one_absence_is_as_good_as_another(values: list[Any], data: st.DataObject) -> None:
    """Moves, rates and time are the same whatever stands for it."""

    def read(values: Iterable[Any]) -> Timeline:
        return Timeline.from_rows(
            (after(hour), {"state": of, "group": of, "assignee": of, "hold_reason": of})
            for hour, of in enumerate(values)
        )

    others = [data.draw(st.sampled_from(ABSENT)) if is_absent(of) else of for of in values]
    assert read(values) == read(others)
    left, right = ({"A": read(of)} for of in (values, others))
    assert rates(left, at=after(9)) == rates(right, at=after(9))
    assert check(INCIDENT, left) == check(INCIDENT, right)


@given(st.lists(VALUES, max_size=6))
def test_conformance_does_not_stumble_over_steps_as_they_are(values: list[Any]) -> None:
    """Of a timeline that no reader has made."""
    steps = [Step(after(n), None, {"state": of, "hold_reason": of}) for n, of in enumerate(values)]
    plain = [None if is_absent(of) else of for of in values]
    clean = [Step(after(n), None, {"state": of, "hold_reason": of}) for n, of in enumerate(plain)]
    expected = check(INCIDENT, {"A": Timeline(clean)})
    assert expected == check(INCIDENT, {"A": Timeline(steps)})
