"""XES: logs of others in one pass, with all their dirt, and nothing declared in them."""

import gzip
import io
import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itsmcore import Phase, Timeline
from itsmcore.errors import BadValue
from itsmcore.presets import xes
from tests.instants import NINE
from tests.logs import INCIDENTS_OF_VOLVO, VOLVO, with_volvo

NINE_IN_XES = "2026-01-05T10:00:00+01:00"


def attribute(key: str, value: str, kind: str = "string") -> str:
    return f'<{kind} key="{key}" value="{value}"/>'


def event(name: str | None, at: str | None, *more: str) -> str:
    named = "" if name is None else attribute("concept:name", name)
    timed = "" if at is None else attribute("time:timestamp", at, "date")
    return f"<event>{named}{timed}{''.join(more)}</event>"


def trace(*inside: str, name: str | None = "1-7") -> str:
    named = "" if name is None else attribute("concept:name", name)
    return f"<trace>{named}{''.join(inside)}</trace>"


def log(*traces: str) -> str:
    return f'<?xml version="1.0"?>\n<log xes.version="1.0">{"".join(traces)}</log>'


def read(*inside: str, **options: Any) -> Timeline:
    (timeline,) = xes.timelines(log(trace(*inside)), **options).values()
    return timeline


def flaws(timeline: Timeline) -> list[tuple[int, str]]:
    return [(flaw.index, flaw.code) for flaw in timeline.flaws]


def seconds(timelines: Iterable[Timeline]) -> float:
    return sum((of[-1].at - of[0].at for of in timelines), timedelta()).total_seconds()


@pytest.mark.untraced
@with_volvo
@pytest.mark.parametrize("path", [VOLVO, INCIDENTS_OF_VOLVO], ids=["problems", "incidents"])
def test_figures_are_those_of_the_files_own_headers(path: Path) -> None:
    """Traces, events and the durations of all traces together, to the second."""
    with gzip.open(path) as file:
        timelines = xes.timelines(file, state=("concept:name", "lifecycle:transition"))
    with gzip.open(path, "rt", encoding="utf-8") as text:
        head = text.read(3_000_000).partition("<trace>")[0]

    def said(key: str) -> float:
        found = re.search(rf'key="{key}" value="([^"]*)"', head)
        assert found is not None
        return float(found[1])

    assert said("meta_general:traces_total") == len(timelines)
    assert said("meta_general:events_total") == sum(map(len, timelines.values()))
    assert said("meta_time:duration_total") == seconds(timelines.values())
    assert set() == {flaw for timeline in timelines.values() for flaw in timeline.flaws}


def test_an_event_becomes_a_step() -> None:
    """By the keys of the standard; those of others keep their names."""
    text = log(
        attribute("concept:name", "the whole log"),
        '<global scope="event">' + attribute("org:group", "UNKNOWN") + "</global>",
        trace(
            attribute("customer", "ACME"),
            event(
                "Accepted",
                NINE_IN_XES,
                attribute("org:group", "Mail"),
                attribute("lifecycle:transition", "In Progress"),
                attribute("tries", "3", "int"),
                attribute("cost", "2.5", "float"),
                attribute("late", "TRUE", "boolean"),
                '<list key="parts"><values><string key="part" value="x"/></values></list>',
                "<string key='nested' value='outer'><string key='inner' value='x'/></string>",
            ),
        ),
    )
    timeline = xes.timelines(text, state=["concept:name", "lifecycle:transition"])["1-7"]
    assert {
        "case.concept:name": "1-7",
        "case.customer": "ACME",
        "concept:name": "Accepted",
        "group": "Mail",
        "lifecycle:transition": "In Progress",
        "tries": 3,
        "cost": 2.5,
        "late": True,
        "nested": "outer",
        "state": "Accepted/In Progress",
    } == dict(timeline[0].facts)
    assert NINE == timeline[0].at


@pytest.mark.parametrize("kind", ["text", "bytes", "file", "file of texts"])
def test_a_source_is_a_text_or_a_file(kind: str) -> None:
    """Read piece by piece, and the same from each; blanks before it do no harm."""
    text = log(*(trace(event("A", NINE_IN_XES), name=f"1-{n}") for n in range(900)))
    sources: dict[str, Any] = {
        "text": f"\n\n{text}",
        "bytes": text.encode(),
        "file": io.BytesIO(text.encode()),
        "file of texts": io.StringIO(text),
    }
    assert 900 == len(xes.timelines(sources[kind]))


def test_dirty_events_are_read_and_listed() -> None:
    """Each with its place in the file."""
    timeline = read(
        event("A", "yesterday"),
        event("A", None),
        event("A", "2026-01-05T11:00:00+01:00"),
        event("A", NINE_IN_XES),
        event(None, "0001-01-01T00:00:00+14:00", attribute("n", "many", "int")),
        event("A", None, "<string value='no key'/>", "<string key='no value'/>"),
    )
    ten = datetime(2026, 1, 5, 10, tzinfo=UTC)
    assert [ten] * 4 == [step.at for step in timeline]
    assert "many" == timeline[2].facts["n"]
    assert [
        (0, "unreadable_time"),
        (1, "no_time"),
        (3, "backward"),
        (4, "unreadable_time"),
        (4, "no_state"),
        (5, "no_time"),
    ] == flaws(timeline)


def test_times_without_a_zone_need_one() -> None:
    """There is none to be guessed."""
    naive = event("A", "2026-01-05T10:00:00")
    assert [(0, "unreadable_time")] == flaws(read(naive))
    assert NINE == read(naive, tz="Europe/Amsterdam")[0].at


def test_states_have_the_phases_that_they_are_said_to_have() -> None:
    """A stranger is listed once in each trace."""
    phases = {"A": Phase.NEW}
    timeline = read(
        event("A", NINE_IN_XES),
        event("B", NINE_IN_XES),
        event("B", NINE_IN_XES),
        event(None, NINE_IN_XES),
        phases=phases,
    )
    assert [Phase.NEW, None, None, None] == [step.facts["phase"] for step in timeline]
    assert [(1, "unknown_state"), (3, "no_state")] == flaws(timeline)


def test_traces_of_one_name_stay_apart() -> None:
    """And one without a name is kept."""
    timelines = xes.timelines(
        log(
            *(trace(event("A", NINE_IN_XES)) for _ in range(3)),
            trace(event("A", NINE_IN_XES), name=None),
            "<event/>",
            "<xes:trace xmlns:xes='x'/>",
        )
    )
    assert ["1-7", "1-7 (2)", "1-7 (3)", "", " (2)"] == list(timelines)
    assert [(2, "same_number")] == flaws(timelines["1-7 (3)"])
    assert [(3, "no_number"), (3, "same_number")] == flaws(timelines[" (2)"])


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("<log><trace></log>", "well-formed XML"),
        ("", "well-formed XML"),
        (b"<?xml version='1.0' encoding='nope'?><log/>", "well-formed XML"),
        ('<!DOCTYPE log [<!ENTITY a "b">]><log>&a;</log>', "declares no type and no entity"),
        ('<!DOCTYPE log [<!ENTITY % a "b">%a;]><log/>', "declares no type and no entity"),
        ("<!DOCTYPE log [<!ELEMENT log ANY>]><log/>", "declares no type and no entity"),
        (7, "a file opened for reading"),
        (type("File", (), {"read": lambda self, size: 7})(), "a file opened for reading"),
    ],
)
def test_what_is_no_log_is_refused(source: Any, words: str) -> None:
    """Nothing is fetched, and nothing grows."""
    with pytest.raises(BadValue, match=words):
        xes.timelines(source)


def test_a_document_may_name_its_type() -> None:
    """As exports do; it is not fetched."""
    assert {} == xes.timelines('<!DOCTYPE log PUBLIC "-//X//Y" "http://x.invalid/y.dtd"><log/>')


def test_a_state_has_a_key() -> None:
    """At least one."""
    with pytest.raises(BadValue, match="state cannot be"):
        xes.timelines(log(), state=())
    assert "Mail" == read(event("A", NINE_IN_XES, attribute("org:group", "Mail")),
                          facts={"org:group": "team"})[0].facts["team"]  # fmt: skip


KINDS = st.sampled_from(["string", "date", "int", "float", "boolean", "list", "id", "odd"])
KEYS = st.sampled_from(["concept:name", "time:timestamp", "org:group", "n"])
VALUES = st.sampled_from(["A", "", NINE_IN_XES, "2026-01-05T10:00:00", "7", "inf", "9" * 5000])
ATTRIBUTES = st.lists(st.builds(attribute, KEYS, VALUES, KINDS), max_size=4).map("".join)


@given(st.lists(st.tuples(ATTRIBUTES, st.lists(ATTRIBUTES, max_size=3)), max_size=3))
@settings(max_examples=60, deadline=None)
def test_no_event_is_too_dirty(traces: list[tuple[str, list[str]]]) -> None:
    """Each trace has a timeline, in order of time; an event that has no step is a flaw."""
    text = log(
        *(
            f"<trace>{head}{''.join(f'<event>{one}</event>' for one in events)}</trace>"
            for head, events in traces
        )
    )
    timelines = xes.timelines(text, phases={"A": Phase.NEW})
    assert len(traces) == len(timelines)
    for (_, events), timeline in zip(traces, timelines.values(), strict=True):
        ats = [step.at for step in timeline]
        assert ats == sorted(ats)
        assert len(events) == len(ats) or timeline.flaws


def test_times_that_a_zone_has_twice_or_never_are_listed() -> None:
    """As every reader lists them."""
    events = "".join(
        f'<event><string key="concept:name" value="A"/><date key="time:timestamp" value="{at}"/>'
        "</event>"
        for at in ("2026-03-29T02:30:00", "2026-03-29T12:30:00", "2026-10-25T02:30:00")
    )
    log = f'<log><trace><string key="concept:name" value="1"/>{events}</trace></log>'
    flaws = xes.timelines(log, tz="Europe/Berlin")["1"].flaws
    assert [(0, "skipped_time"), (2, "ambiguous_time")] == [
        (flaw.index, flaw.code) for flaw in flaws
    ]
    assert "2026-03-29T02:30:00 was read as 2026-03-29 01:30:00+00:00" == flaws[0].words
