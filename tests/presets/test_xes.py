"""XES: logs of others in one pass, with all their dirt, and nothing declared in them."""

import gzip
import io
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itsmcore import Phase, Timeline
from itsmcore.columnar import Steps
from itsmcore.errors import BadValue, Unlisted
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


# --- in columns -----------------------------------------------------------------------------------


def rows(steps: Any) -> list[tuple[str, Any, dict[str, object]]]:
    """Give the case, the instant and the facts of each step, without those that are not set."""
    columns = {name: [of.values[code] for code in of.codes] for name, of in steps.facts.items()}
    whose = [
        case for case, n in zip(steps.cases, np.diff(steps.begins), strict=True) for _ in range(n)
    ]
    return [
        (case, at, {name: of[n] for name, of in columns.items() if of[n] is not None})
        for n, (case, at) in enumerate(zip(whose, steps.at.tolist(), strict=True))
    ]


def framed(traces: Mapping[str, list[tuple[str | None, str | None, str | None]]]) -> dict[str, Any]:
    """Make the frame of traces: of each event a name, a transition and a group, a minute apart."""
    events = [(case, *one) for case, several in traces.items() for one in several]
    told = {
        key: np.array([one[n] for one in events], object)
        for n, key in enumerate(
            ("case:concept:name", "concept:name", "lifecycle:transition", "org:group")
        )
    }
    minutes = np.arange(len(events)).astype("timedelta64[m]")
    return {**told, "time:timestamp": np.datetime64("2026-01-05T09:00", "us") + minutes}


def written(traces: Mapping[str, list[tuple[str | None, str | None, str | None]]]) -> str:
    """Write the same traces in XES."""
    minute = count()
    return log(
        *(
            trace(
                *(
                    event(
                        name,
                        (NINE + next(minute) * timedelta(minutes=1)).isoformat(),
                        *(
                            attribute(key, value)
                            for key, value in (("lifecycle:transition", step), ("org:group", group))
                            if value is not None
                        ),
                    )
                    for name, step, group in several
                ),
                name=case,
            )
            for case, several in traces.items()
        )
    )


def test_a_frame_has_flaws_as_its_timelines_have() -> None:
    """States of two parts are joined; one without a part, and one that is not meant, are listed."""
    traces: Any = {
        "1": [("A", "B", "mail"), ("A", None, None), ("B", "B", None), ("B", "B", None)],
        "2": [("B", "B", None), (None, "B", "mail")],
    }
    options: dict[str, Any] = {
        "state": ("concept:name", "lifecycle:transition"),
        "phases": {"A/B": Phase.ACTIVE},
    }
    timelines = xes.timelines(written(traces), **options)
    steps = xes.steps(framed(traces), **options)
    assert rows(Steps.of(timelines)) == rows(steps)
    assert {
        "1": [(1, "no_state"), (2, "unknown_state")],
        "2": [(4, "unknown_state"), (5, "no_state")],
    } == {case: [(of.index, of.code) for of in several] for case, several in steps.flaws.items()}
    assert {case: of.flaws for case, of in timelines.items()} == dict(steps.flaws)


PART = st.sampled_from(["A", "B", None])
TRACES = st.dictionaries(
    st.sampled_from(["1", "2", "3"]),
    st.lists(st.tuples(PART, PART, st.sampled_from(["mail", None])), min_size=1, max_size=4),
    min_size=1,
)


@settings(max_examples=60)
@given(TRACES, st.booleans(), st.booleans())
def test_a_frame_of_a_log_gives_the_steps_of_its_timelines(
    traces: Any, joined: bool, meant: bool
) -> None:
    """With the same facts, phases and flaws."""
    options: dict[str, Any] = {"facts": {"org:group": "team"}}
    if joined:
        options["state"] = ("concept:name", "lifecycle:transition")
    if meant:
        options["phases"] = {"A": Phase.NEW, "A/B": Phase.ACTIVE}
    timelines = xes.timelines(written(traces), **options)
    steps = xes.steps(framed(traces), **options)
    assert rows(Steps.of(timelines)) == rows(steps)
    assert {case: of.flaws for case, of in timelines.items() if of.flaws} == dict(steps.flaws)


@pytest.mark.untraced
@with_volvo
def test_a_rust_reader_brings_the_same_log() -> None:
    """The whole log of incidents, but that r4pm says what an event lacks: the log's UNKNOWN."""
    r4pm = pytest.importorskip("r4pm")
    frame, _ = r4pm.df.import_xes(str(INCIDENTS_OF_VOLVO))
    with gzip.open(INCIDENTS_OF_VOLVO) as file:
        timelines = xes.timelines(file)
    steps = xes.steps(frame)
    assert 65_533 == len(steps.at)
    told = [
        (case, at, {name: value for name, value in facts.items() if value != "UNKNOWN"})
        for case, at, facts in rows(steps)
    ]
    assert rows(Steps.of(timelines)) == told


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"concept:name": None}, Unlisted),
        ({"case:concept:name": None}, Unlisted),
        ({"time:timestamp": np.array(["2026-01-05", "2026-01-04"], "M8[us]")}, BadValue),
        ({"time:timestamp": np.array(["2026-01-05", "NaT"], "M8[us]")}, BadValue),
        ({"case:concept:name": np.array(["1", None], object)}, BadValue),
        ({"org:group": np.array(["mail"])}, BadValue),
    ],
)
def test_a_frame_that_is_no_log_in_order_is_refused(change: Any, error: type[Exception]) -> None:
    """What has flaws in its times is read from the file itself."""
    frame = framed({"1": [("A", "B", None), ("B", "A", "mail")]}) | change
    frame = {name: column for name, column in frame.items() if column is not None}
    with pytest.raises(error):
        xes.steps(frame)


def test_what_is_no_frame_is_refused() -> None:
    """By name."""
    with pytest.raises(BadValue, match="frame cannot be 5; give a frame, or a mapping of columns"):
        xes.steps(5)
