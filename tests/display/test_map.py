"""Conformance maps: what a log did, on the workflow of a model."""

from __future__ import annotations

from datetime import timedelta

import pytest

from itsmcore.display import ConformanceMap
from itsmcore.errors import BadValue
from itsmcore.incidents import INCIDENT
from itsmcore.timeline import Timeline
from tests.instants import HOUR
from tests.instants import NINE as T0
from tests.pictures.drawn import drawn, picture_of


def logged(*paths: str) -> dict[str, Timeline]:
    """Make a log of states in a row, two hours each."""
    return {
        f"INC-{number}": Timeline.from_rows(
            [(T0 + 2 * n * HOUR, {"state": state}) for n, state in enumerate(path.split())]
        )
        for number, path in enumerate(paths)
    }


LOG = logged(*(["new in_progress resolved closed"] * 9), "new closed", "new -100 new <b>")


def test_a_map_counts_every_move_and_says_which_the_model_lacks() -> None:
    """Those that nobody made are dotted; a state that the model does not have is drawn, too."""
    found = drawn(f"{ConformanceMap(INCIDENT, LOG):svg}")
    assert 4 == found.texts.count("not in the model")
    assert {"9", "1", "never", "-100 (not in the", "<b> (not in the"} <= set(found.texts)
    assert "moves that the model does not have" in found.texts
    assert "incident 1: 4 of 31 moves are not in the model" == found.texts[-1]


def test_a_map_says_how_long_records_stayed() -> None:
    """On average, in the states that they left again."""
    texts = drawn(f"{ConformanceMap(INCIDENT, LOG):svg}").texts
    assert {"mean 2:00:00", "active · mean 2:00:00"} <= set(texts)
    assert "closed" in texts
    twice = Timeline.from_rows([(T0 + n * HOUR, {"state": s}) for n, s in enumerate("aab")])
    assert ("a", timedelta(hours=2)) == next(ConformanceMap(INCIDENT, {"1": twice})._means())


def test_a_map_is_a_table_too() -> None:
    """With why the model has no such move."""
    found = ConformanceMap(INCIDENT, LOG)
    assert {
        "from": "new",
        "to": "in_progress",
        "times": 9,
        "illegal": None,
        "why": None,
    } in found.rows
    assert "| new | closed | 1 | 1 | no rule leads from new to closed; " in f"{found:md}"
    assert f"{found:svg}" == picture_of(found._repr_html_())
    assert str(found.report) == str(found) == f"{found}"


def test_a_map_of_nothing_is_the_model() -> None:
    """Where nothing was ever done."""
    found = drawn(f"{ConformanceMap(INCIDENT, {}):svg}")
    assert "never" in found.texts
    assert "not in the model" not in found.texts


def test_what_is_no_model_or_no_log_is_refused() -> None:
    """By name."""
    with pytest.raises(BadValue, match="model"):
        ConformanceMap("incident", {})
    with pytest.raises(BadValue, match="timelines"):
        ConformanceMap(INCIDENT, [1])  # type: ignore[arg-type]
