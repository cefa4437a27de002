"""Cards: a record with its clocks, over one axis of time."""

from __future__ import annotations

from datetime import timedelta

import pytest

from itsmcore import Incident, Phase
from itsmcore.display import Card
from itsmcore.errors import BadValue, FaultyDefinition, Unlisted
from itsmcore.incidents import HoldReason
from itsmcore.lifecycle import Side
from itsmcore.service_levels import Agreement, Goal
from tests.display.cases import clocks, lived
from tests.instants import HOUR
from tests.instants import NINE as T0
from tests.pictures.drawn import drawn, picture_of


def test_a_card_says_what_a_record_is_and_how_it_came_there() -> None:
    """Number, summary, state, priority and who holds it; lanes for all that changed."""
    found = drawn(f"{lived():svg}")
    assert "INC-1042 No mail" == found.texts[0]
    assert "in progress · priority High · held by network · opened by ada" == found.texts[1]
    assert {"events", "state", "held by", "major incident"} <= set(found.texts)
    assert {"open", "assign, start", "promote major", "on hold · caller"} <= set(found.texts)
    assert found.alt.startswith("INC-1042 No mail: in progress · priority High")


def test_a_card_has_a_lane_for_each_clock() -> None:
    """With when it is due and late, and how much of each kind of time there was."""
    record = lived()
    card = Card(record, clocks(record), "Europe/Amsterdam")
    found = drawn(f"{card:svg}")
    assert {"response", "resolution", "by the clock of Europe/Amsterdam"} <= set(found.texts)
    for kind in ("running", "paused", "out of hours", "after breach"):
        assert any(text.startswith(f"{kind} ") for text in found.texts), kind
    assert all(str(clock) in found.alt for clock in card.clocks.values())
    assert f"{card:svg}" == picture_of(card._repr_html_())
    assert "<summary>how the time adds up</summary>" in f"{card:html}"
    assert [str(record), *map(str, card.clocks.values())] == str(card).splitlines()


def test_a_card_of_a_view_says_when_clocks_are_due_and_not_how_they_add_up() -> None:
    """That tells what the desk did; the view itself is below it."""
    record = lived()
    card = Card(record.seen_by(Side.CUSTOMER), clocks(record), "Europe/Amsterdam")
    found = drawn(f"{card:svg}")
    assert found.texts[1].startswith("in progress · priority High")
    assert {"response", "resolution", "by the clock of Europe/Amsterdam"} <= set(found.texts)
    assert "network" not in str(found.texts)
    page = f"{card:html}"
    assert f"{card:svg}" == picture_of(page)
    assert "<summary>what it says</summary>" in page
    assert "how the time adds up" not in page
    assert "No mail" in f"{card:md}"
    with pytest.raises(Unlisted):
        format(card, "workflow")


def test_a_clock_that_has_not_started_is_a_line_of_the_card() -> None:
    """There is nothing to draw of it yet."""
    record = lived()
    later = Agreement(
        "later", goals=[Goal("review", start=Phase.RESOLVED, stop=Phase.CLOSED, targets=HOUR)]
    )
    card = Card(record, later.measure(record.timeline(), at=T0 + 60 * HOUR))
    assert "review by later: not started" in drawn(f"{card:svg}").texts
    assert 1 == len(drawn(f"{card.clocks:svg}").texts)


def test_a_record_that_was_opened_and_no_more_has_a_card() -> None:
    """Nobody holds it, and there is no clock."""
    record = Incident.open("INC-1", at=T0, by="ada", summary="Mail is down")
    found = drawn(f"{Card(record):svg}")
    assert any("held by nobody" in text for text in found.texts)
    assert "held by" not in found.texts
    assert "<summary>how the time adds up</summary>" not in f"{Card(record):html}"
    assert drawn(f"{record:svg}") == found


def test_the_way_of_a_record_is_shown_in_its_workflow() -> None:
    """Where it is now, and what runs beside it only if that moved; often is counted."""
    record = lived()
    found = drawn(f"{record:workflow}")
    assert {"active · now", "beside it: major incident", "the way it went"} <= set(found.texts)
    assert "beside it: pin" not in found.texts
    assert "INC-1042: new, then in progress, then on hold · caller, then in progress" == found.alt
    again = record.hold(at=T0 + 52 * HOUR, by="x", reason=HoldReason.VENDOR)
    again = again.resume(at=T0 + 53 * HOUR, by="x").cancel(at=T0 + 54 * HOUR, by="x", reason="gone")
    words = drawn(f"{again:workflow}").texts
    assert 2 == words.count("2 times")
    assert {"any open state", "now"} <= set(words)


def test_a_record_is_written_as_its_history() -> None:
    """In Markdown, and folded below its picture; other formats are refused."""
    record = lived()
    assert "| 2026-01-05 09:00+00:00 | open | ada |" in f"{record:md}"
    assert "<caption>history of INC-1042</caption>" in record._repr_html_()
    assert repr(record) == f"{record}" == str(record)
    with pytest.raises(Unlisted):
        f"{record:gif}"


@pytest.mark.parametrize("words", ["<script>&\"'", "a]]>b&amp;", "x" * 300, "日本" * 150, ""])
def test_whatever_it_is_called_a_card_stays_a_card(words: str) -> None:
    """Well-formed, with nothing outside of it."""
    record = Incident.open(f"INC {words}", at=T0, by=f"b{words}", summary=words or "s")
    record = record.assign(at=T0 + HOUR, by="x", group=words or "g", assignee=f"a{words}")
    card = Card(record, clocks(record))
    for picture in (f"{card:svg}", f"{card:workflow}"):
        found = drawn(picture)
        assert len(picture) < 200_000
        assert all(0 <= word.x <= word.x + word.width <= found.width for word in found.words)


def test_a_card_stays_small_whatever_the_record_lived_through() -> None:
    """A thousand comments make neither a large picture nor a long text."""
    record = Incident.open("INC-1", at=T0, by="ada", summary="Mail is down")
    for minute in range(300):
        record = record.comment(at=T0 + timedelta(minutes=minute), by="ada", text=str(minute))
    assert len(f"{Card(record, clocks(record)):svg}") < 200_000


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"record": "INC-1"}, BadValue),
        ({"clocks": {}}, BadValue),
        ({"tz": "Atlantis"}, FaultyDefinition),
    ],
)
def test_what_is_none_is_refused(given: dict[str, object], error: type[Exception]) -> None:
    """By its name."""
    values: dict[str, object] = {"record": lived(), **given}
    with pytest.raises(error):
        Card(**values)  # type: ignore[arg-type]
