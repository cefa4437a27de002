"""Whatever is shown: a short text on a screen, images with words for them, tables with titles."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import attrs
import pytest
from hypothesis.vendor.pretty import pretty

from itsmcore import Incident, Schedule
from itsmcore.conditions import Some, field
from itsmcore.conformance import check
from itsmcore.dated import Dated
from itsmcore.errors import Reason, Unlisted
from itsmcore.incidents import INCIDENT, Commented
from itsmcore.lifecycle import Link, Links
from itsmcore.output import MOST_PLAIN
from itsmcore.timeline import Timeline
from tests.instants import DAY, NINE
from tests.pictures.drawn import drawn, picture_of
from tests.sweep.good import SELVES

SHOWN = sorted(
    (one for one in SELVES.values() if hasattr(type(one), "_repr_html_")),
    key=lambda one: type(one).__name__,
)


VALUES = [one for one in SELVES.values() if attrs.has(type(one)) and type(one) is not Reason]
"""What a room offers; a reason is what a model says in its own words."""
LARGE: list[Any] = [
    Commented(at=NINE, by="ada", text="é\n\"'<b>" * 100_000),
    Some(field(f"fact_{n}").is_(n) for n in range(2_000)),
    Links(Link("child", f"INC-{n}") for n in range(2_000)),
    Timeline.from_rows([(NINE + n * DAY, {"state": str(n)}) for n in range(2_000)]),
    Dated([(NINE + n * DAY, "edition" * 100) for n in range(500)]),
    Schedule.weekly(
        {}, tz="UTC", exceptions={(NINE + n * DAY).date(): "09:00-17:00" for n in range(900)}
    ),
]
"""What somebody may have written, or read from a log, without an end."""


class Screen:
    """What IPython writes on."""

    said = ""

    def text(self, text: str) -> None:
        """Take a text."""
        self.said += text


@pytest.mark.parametrize("noun", SHOWN, ids=lambda one: type(one).__name__)
def test_a_noun_is_shown_in_every_format_that_it_has(noun: Any) -> None:
    """Its text is short, its images say what they show, its tables have captions and titles."""
    screen, shown = Screen(), noun._repr_html_()
    noun._repr_pretty_(screen, False)
    assert 0 < len(screen.said.encode()) <= MOST_PLAIN
    assert shown == f"{noun:html}"
    assert shown.count("<table") == shown.count("<caption") == shown.count('cellpadding="6"')
    assert "<svg" not in shown
    assert "<th>" not in shown
    assert all(re.findall(r'<img alt="([^"]*)"', shown))
    assert len(shown) < 300_000
    try:
        picture = f"{noun:svg}"
    except Unlisted:
        assert "<img" not in shown
    else:
        assert picture == picture_of(shown)
        assert drawn(picture).alt


@pytest.mark.parametrize("value", [*VALUES, *LARGE], ids=lambda one: type(one).__name__)
def test_a_notebook_never_shows_a_long_text(value: Any) -> None:
    """Of any value, however much is in it."""
    text = value._repr_mimebundle_(include={"text/plain"})["text/plain"]
    assert 0 < len(text.encode()) <= MOST_PLAIN


def test_a_report_of_a_log_that_follows_nothing_is_shown_in_a_line() -> None:
    """And so is a record with a long history."""
    odd = {f"INC-{n}": LARGE[3][n : n + 40] for n in range(0, 2_000, 40)}
    report: Any = check(INCIDENT, odd)
    assert 1_900 < len(report.deviations)
    assert MOST_PLAIN >= len(report._repr_mimebundle_()["text/plain"])
    inc: Any = Incident.open("INC-1", at=NINE, by="ada", summary="s" * 9_000)
    for n in range(30):
        inc = inc.comment(at=NINE + timedelta(hours=n), by="ada", text="long " * 900)
    assert "<Incident INC-1 new v31>" == inc._repr_mimebundle_()["text/plain"]


@pytest.mark.parametrize("value", LARGE, ids=lambda one: type(one).__name__)
def test_what_hypothesis_prints_is_whole(value: Any) -> None:
    """So that it can be pasted, however long it is."""
    assert MOST_PLAIN < len(pretty(value))
    assert "…" not in pretty(value)


def test_there_are_nouns_that_are_shown() -> None:
    """Of all kinds."""
    assert 30 < len(SHOWN)
