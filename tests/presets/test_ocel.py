"""OCEL 2.0: the objects of a log, each with what happened to it, with all its dirt."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itsmcore import Phase, Timeline
from itsmcore.errors import BadValue
from itsmcore.presets import ocel
from tests.instants import HOUR, NINE

PHASES = {"new": Phase.NEW, "in_progress": Phase.ACTIVE, "resolved": Phase.RESOLVED}


def thing(id: Any, *attributes: Any, type: Any = "incident") -> dict[str, Any]:
    return {"id": id, "type": type, "attributes": list(attributes)}


def attribute(name: Any, value: Any, at: Any = "09:00") -> dict[str, Any]:
    return {"name": name, "value": value, "time": f"2026-01-05T{at}:00Z"}


def event(at: Any, type: Any, *objects: Any, **attributes: Any) -> dict[str, Any]:
    return {
        "id": f"{at} {type}",
        "type": type,
        "time": f"2026-01-05T{at}:00Z",
        "attributes": [{"name": name, "value": of} for name, of in attributes.items()],
        "relationships": [{"objectId": of, "qualifier": ""} for of in objects],
    }


def read(objects: Any, events: Any, **options: Any) -> dict[str, Timeline]:
    return ocel.timelines({"objects": objects, "events": events}, of="incident", **options)


def flaws(timeline: Timeline) -> list[tuple[int, str]]:
    return [(flaw.index, flaw.code) for flaw in timeline.flaws]


def test_an_event_is_a_step_of_each_object_that_it_names() -> None:
    """Of the type that is asked for; the last one's type stands for the state."""
    log = read(
        [thing("I-1"), thing("I-2"), thing("P-1", type="problem")],
        [event("11:00", "resolved", "I-1"), event("10:00", "in_progress", "I-2", "I-1", "P-1")],
        phases=PHASES,
    )
    assert [(NINE + HOUR, "in_progress"), (NINE + 2 * HOUR, "resolved")] == [
        (step.at, step.verb) for step in log["I-1"]
    ]
    assert [Phase.ACTIVE, Phase.RESOLVED] == [step.facts["phase"] for step in log["I-1"]]
    assert (["I-1", "I-2"], 1) == (list(log), len(log["I-2"]))
    assert {()} == {timeline.flaws for timeline in log.values()}


def test_attributes_of_an_object_hold_until_they_change() -> None:
    """Those of an event hold for its step alone; what became so at one instant is one step."""
    log = read(
        [
            thing(
                "I-1",
                attribute("status", "new"),
                attribute("team", "desk"),
                attribute("status", "resolved", "11:00"),
            )
        ],
        [event("10:00", "assign", "I-1", by="ada")],
        state="status",
        facts={"team": "group"},
        phases=PHASES,
    )
    assert [
        (None, "new", "desk", None),
        ("assign", "new", "desk", "ada"),
        (None, "resolved", "desk", None),
    ] == [
        (step.verb, step.facts["state"], step.facts["group"], step.facts.get("event.by"))
        for step in log["I-1"]
    ]
    assert [Phase.NEW, Phase.NEW, Phase.RESOLVED] == [step.facts["phase"] for step in log["I-1"]]


def test_without_phases_steps_have_none() -> None:
    """And no state is unknown."""
    log = read([thing("I-1")], [event("10:00", "odd", "I-1"), event("10:00", None, "I-1")])
    assert ["odd", None] == [step.facts["state"] for step in log["I-1"]]
    assert "phase" not in log["I-1"][0].facts
    assert () == log["I-1"].flaws


def test_dirty_objects_and_events_are_read_and_listed() -> None:
    """Each with its place."""
    log = read(
        [
            thing("I-1", attribute("team", "desk", "soon"), 7),
            thing("I-1"),
            thing(None),
            thing("I-2"),
        ],
        [
            event("10:00", "odd", "I-1", "I-9"),
            {"type": "odd", "relationships": [{"objectId": "I-1"}]},
            event("11:00", "odd", "I-1"),
            {"type": "odd", "time": "2026-01-05T10:00:00", "relationships": [{"objectId": "I-2"}]},
        ],
        phases=PHASES,
    )
    assert {
        "I-1": [
            (0, "unreadable_time"),
            (1, "no_time"),
            (0, "unknown_state"),
        ],
        "I-1 (object 1)": [(1, "same_number"), (1, "no_time")],
        "": [(2, "no_number"), (2, "no_time")],
        "I-2": [(3, "unreadable_time"), (3, "no_time")],
    } == {number: flaws(timeline) for number, timeline in log.items()}


@pytest.mark.parametrize("log", [7, "log", {}, {"events": [], "objects": 7}])
def test_what_is_no_log_is_refused(log: Any) -> None:
    """And says what is."""
    with pytest.raises(BadValue, match=r"log cannot be .*OCEL 2\.0"):
        ocel.timelines(log, of="incident")


def test_arguments_are_checked() -> None:
    """By their names."""
    for wrong in ({"of": 7}, {"state": 7}, {"facts": 7}, {"phases": 7}):
        (name,) = wrong
        with pytest.raises(BadValue, match=name):
            ocel.timelines({"events": [], "objects": []}, **{"of": "x", **wrong})  # type: ignore[arg-type]


SAID = st.none() | st.booleans() | st.floats() | st.text(max_size=5) | st.just("new")
AT = st.just("09:00") | st.just("10:00") | SAID
VALUE = SAID | st.lists(SAID, max_size=2)


@given(
    st.lists(
        st.builds(thing, SAID, st.builds(attribute, SAID | st.just("state"), VALUE, AT) | SAID)
    ),
    st.lists(st.builds(event, AT, SAID, SAID, SAID, by=VALUE) | SAID),
)
@settings(max_examples=60, deadline=None)
def test_no_log_is_too_dirty(objects: list[Any], events: list[Any]) -> None:
    """Each object has a timeline, in order of time; one without a step says why."""
    log = read(objects, events, phases=PHASES, state="state")
    assert len(objects) == len(log)
    for timeline in log.values():
        ats = [step.at for step in timeline]
        assert ats == sorted(ats)
        assert ats or timeline.flaws


def test_what_an_object_begins_with_is_not_from_1970() -> None:
    """Logs date it so; it holds from the first step, and an object without any has none."""
    first = {"name": "team", "value": "mail", "time": "1970-01-01T00:00:00Z"}
    state = {"name": "status", "value": "new", "time": "1970-01-01T00:00:00Z"}
    log = read(
        [thing("I-7", first, state, attribute("team", "print", "11:00")), thing("I-8", first)],
        [event("09:00", "call", "I-7")],
        state="status",
    )
    assert [(NINE, "new", "mail"), (NINE + 2 * HOUR, "new", "print")] == [
        (step.at, step.facts["state"], step.facts["team"]) for step in log["I-7"]
    ]
    assert () == log["I-7"].flaws
    assert () == tuple(log["I-8"])
    assert [(1, "no_time")] == flaws(log["I-8"])
