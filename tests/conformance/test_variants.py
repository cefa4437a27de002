"""Variants: which ways the records of a log went, and in which parts it is judged."""

import pytest

from itsmcore import Priority, Timeline
from itsmcore.conformance import Variant, check, split, variants
from itsmcore.errors import BadValue, Unlisted
from itsmcore.incidents import INCIDENT
from tests.conformance.lines import line
from tests.instants import NINE as T0


def test_records_that_went_the_same_way_are_counted_together() -> None:
    """The most frequent way first, whatever they did without leaving a state."""
    found = variants(
        {
            "A": line("new", "closed"),
            "B": line("new", "resolved"),
            "C": line("new", "new", "resolved", "resolved"),
        }
    )
    first, second = found
    assert Variant(("new", "resolved"), ("B", "C")) == first
    assert (2, 1, 2, 3) == (first.count, second.count, len(found), found.cases)
    assert "new > resolved (2)" == str(first)
    assert {"way": "new > closed", "cases": 1, "rate": 1 / 3, "so_far": 1.0} == found.rows[1]
    assert "| new > resolved | 2 | 66.7 % |" in f"{found:md}"


def test_an_empty_log_has_no_variants() -> None:
    """And one record without a step has the way of no state."""
    assert () == variants({}).variants
    assert [()] == [one.states for one in variants({"A": Timeline()})]


def test_a_log_is_divided_by_the_last_value_of_a_fact() -> None:
    """What has none comes last; each part is a log that can be judged."""
    moved = Timeline.from_rows(
        [(T0, {"state": "new", "group": "desk"}), (T0, {"state": "closed", "group": "mail"})]
    )
    parts = split({"A": line("new"), "B": moved, "C": line("new", group="mail")}, by="group")
    assert {"mail": ["B", "C"], None: ["A"]} == {value: list(of) for value, of in parts.items()}
    assert {"mail": 0.0, None: None} == {
        value: check(INCIDENT, part).fitness for value, part in parts.items()
    }
    levels = split({"A": line("new", priority=Priority.LOW)}, by="priority")
    assert [Priority.LOW] == list(levels)


def test_a_log_is_divided_by_the_period_of_the_first_step() -> None:
    """By the clock of a zone; a record without a step has none."""
    night = Timeline.from_rows([(T0.replace(month=1, day=31, hour=23), {"state": "new"})])
    log = {"A": night, "B": Timeline(), "C": night}
    assert ["2026-01", None] == list(split(log, period="month"))
    assert ["2026-02", None] == list(split(log, period="month", tz="Europe/Amsterdam"))
    assert ["A", "C"] == list(split(log, period="year")["2026"])


def test_what_a_log_is_divided_by_has_to_be_said_once() -> None:
    """And has to be known, and comparable."""
    for given in ({}, {"by": "group", "period": "month"}):
        with pytest.raises(BadValue, match="a fact as by=, or a period="):
            split({}, **given)
    with pytest.raises(Unlisted, match="no period 'moon'"):
        split({}, period="moon")
    with pytest.raises(BadValue, match="a fact of single values"):
        split({"A": line("new", items=["a"])}, by="items")
    with pytest.raises(BadValue, match="give a mapping from each record's number"):
        variants(line("new"))  # type: ignore[arg-type]
