"""Logs of changes: whatever a lifecycle allows is written as a product logs it, and read back."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itsmcore import Timeline
from itsmcore.conformance import check
from itsmcore.errors import BadRow, BadValue
from itsmcore.lifecycle import Lifecycle
from itsmcore.presets import glpi, itop, otrs, zammad, zendesk
from tests.instants import HOUR, MINUTE, NINE

Walk = Sequence[tuple[datetime, str]]
"""When a ticket came to each of its states."""
Write = Callable[[Lifecycle, Walk], dict[str, Timeline]]
"""What writes a walk as a product logs it, and reads it back."""


def itop_log(table: Lifecycle, walk: Walk) -> dict[str, Timeline]:
    (of,) = (name for name, known in itop.CLASSES.items() if known is table)
    rows = [
        {
            "objclass": of,
            "objkey": 7,
            "date": f"{at:%Y-%m-%d %H:%M:%S}",
            "attcode": "status",
            "oldvalue": old,
            "newvalue": new,
            "id": index,
        }
        for index, (at, old, new) in enumerate(moved(walk))
    ]
    ticket = {"id": 7, "ref": "T-7", "start_date": f"{walk[0][0]:%Y-%m-%d %H:%M:%S}"}
    return itop.timelines(rows, tz="UTC", tickets=[{**ticket, "status": walk[-1][1]}], of=of)


def glpi_log(table: Lifecycle, walk: Walk) -> dict[str, Timeline]:
    (of,) = (name for name, known in glpi.ITEMTYPES.items() if known is table)
    code = glpi.PRESET.codes_of(f"{of.lower()}.state").code
    rows = [
        {
            "itemtype": of,
            "items_id": 7,
            "date_mod": f"{at:%Y-%m-%d %H:%M:%S}",
            "id_search_option": 12,
            "old_value": code(old),
            "new_value": code(new),
        }
        for at, old, new in moved(walk)
    ]
    ticket = {"id": 7, "date": f"{walk[0][0]:%Y-%m-%d %H:%M:%S}", "status": code(walk[-1][1])}
    return glpi.timelines(rows, tz="UTC", tickets=[ticket], of=of)


def otrs_log(table: Lifecycle, walk: Walk) -> dict[str, Timeline]:
    (of,) = (name for name, known in otrs.KINDS.items() if known is table)
    numbers = {state.name: str(80 + place) for place, state in enumerate(table.states)}
    rows = [
        {
            f"{of}ID": 7,
            "CreateTime": f"{at:%Y-%m-%d %H:%M:%S}",
            "Fieldname": f"{of}StateID",
            "ContentOld": numbers[old],
            "ContentNew": numbers[new],
        }
        for at, old, new in moved(walk)
    ]
    ticket = {f"{of}ID": 7, "CreateTime": f"{walk[0][0]:%Y-%m-%d %H:%M:%S}"}
    states = {number: name for name, number in numbers.items()}
    now = [{**ticket, f"{of}State": walk[-1][1]}]
    return otrs.timelines(rows, tz="UTC", of=of, states=states, tickets=now)


def zendesk_log(table: Lifecycle, walk: Walk) -> dict[str, Timeline]:
    born = {"type": "Create", "field_name": "status", "value": walk[0][1]}
    changes = [
        (at, {"type": "Change", "field_name": "status", "previous_value": old, "value": new})
        for at, old, new in moved(walk)
    ]
    audits = [
        {"ticket_id": 7, "created_at": at.isoformat(), "events": [event]}
        for at, event in [(walk[0][0], born), *changes]
    ]
    return zendesk.timelines(audits, model=table)


def zammad_log(table: Lifecycle, walk: Walk) -> dict[str, Timeline]:
    entries = [
        {
            "o_id": 7,
            "created_at": at.isoformat(),
            "attribute": "state",
            "value_from": old,
            "value_to": new,
        }
        for at, old, new in moved(walk)
    ]
    ticket = {"id": 7, "created_at": walk[0][0].isoformat(), "state": walk[-1][1]}
    return zammad.timelines(entries, tickets=[ticket], model=table)


def moved(walk: Walk) -> Iterable[tuple[datetime, str, str]]:
    """Give each move with the state before it."""
    return ((at, old, new) for (_, old), (at, new) in pairwise(walk))


LOGS: list[tuple[Lifecycle, Write]] = [
    *((table, itop_log) for table in itop.PRESET.lifecycles),
    *((table, glpi_log) for table in glpi.PRESET.lifecycles),
    *((table, otrs_log) for table in otrs.PRESET.lifecycles),
    (zendesk.TICKET, zendesk_log),
    (zammad.TICKET, zammad_log),
]


@st.composite
def walks(draw: st.DrawFn, table: Lifecycle) -> Walk:
    """Draw what a ticket may go through."""
    walk = [(NINE, table.initial)]
    for _ in range(draw(st.integers(0, 6))):
        leads = sorted(to for source, to in table.edges if source == walk[-1][1] != to)
        if not leads:
            break
        later = walk[-1][0] + draw(st.integers(1, 300)) * MINUTE
        walk.append((later, draw(st.sampled_from(leads))))
    return walk


@pytest.mark.parametrize(("table", "write"), LOGS, ids=lambda one: getattr(one, "name", ""))
@given(data=st.data())
@settings(max_examples=15, deadline=None)
def test_what_a_lifecycle_allows_is_read_back(
    table: Lifecycle, write: Write, data: st.DataObject
) -> None:
    """Step by step, without a flaw, and as what the lifecycle allows."""
    walk = [*data.draw(walks(table))]
    log = write(table, walk)
    (timeline,) = log.values()
    assert walk == [(step.at, step.facts["state"]) for step in timeline]
    assert () == timeline.flaws
    assert () == check(table, log).deviations


# --- dirt -------------------------------------------------------------------------------------


def row(at: Any, old: Any, new: Any, *, key: Any = "7", field: Any = "status") -> dict[str, Any]:
    return {"objkey": key, "date": at, "attcode": field, "oldvalue": old, "newvalue": new}


def ticket(key: Any, ref: Any, at: Any = "2026-01-05 09:00:00") -> dict[str, Any]:
    return {"id": key, "ref": ref, "start_date": at}


def flaws(timeline: Timeline) -> list[tuple[int, str]]:
    return [(flaw.index, flaw.code) for flaw in timeline.flaws]


TEN = "2026-01-05 10:00:00"


def test_dirty_rows_are_read_and_listed() -> None:
    """Each with its place; none is left without a timeline."""
    log = itop.timelines(
        [
            row(TEN, "new", "assigned"),
            row("2026-01-05 11:00:00", "pending", "odd"),
            row("2026-01-05 12:00:00", "odd", "closed"),
            row("soon", "closed", "new"),
            row(None, "closed", "new"),
            row("2026-01-05 08:00:00", None, "9", field="priority"),
            row(TEN, "new", "assigned", key=None),
            row(TEN, "new", "assigned", key="8"),
            row("soon", "new", "assigned", key="9"),
        ],
        tz="UTC",
        tickets=[ticket("7", "I-7"), ticket("7", "I-7"), ticket(None, None, "soon")],
    )
    assert {
        "I-7": [
            (1, "unknown_state"),
            (3, "unreadable_time"),
            (4, "no_time"),
            (5, "unknown_level"),
            (5, "backward"),
            (1, "broken_chain"),
        ],
        "I-7 (ticket 1)": [(1, "no_changes"), (1, "same_number")],
        "ticket 2": [(2, "no_changes"), (2, "unreadable_time"), (2, "no_time")],
        "": [(6, "no_number"), (6, "opening_unknown")],
        "8": [(7, "opening_unknown")],
        "9": [(8, "unreadable_time"), (8, "no_time")],
    } == {number: flaws(timeline) for number, timeline in log.items()}
    assert (NINE, NINE + HOUR) == (log["I-7"][0].at, log["8"][0].at)


def test_no_ticket_takes_the_place_of_another() -> None:
    """Whatever they are called."""
    tickets = [
        ticket("ticket 2", "I-7"),
        ticket("8", "I-7 (ticket 2 (2))"),
        ticket(None, "I-7"),
        ticket("9", "I-7"),
        ticket("10", "I-7 (9)"),
    ]
    log = itop.timelines([], tz="UTC", tickets=tickets)
    assert [
        "I-7",
        "I-7 (ticket 2 (2))",
        "I-7 (ticket 2 (2)) (2)",
        "I-7 (9)",
        "I-7 (9) (10)",
    ] == list(log)


def test_a_log_begins_with_what_its_first_row_sets() -> None:
    """Where a ticket had no state before, that was its birth and no change of it."""
    born = row("2026-01-05 09:00:05", None, "new")
    timeline = itop.timelines([born, row(TEN, "new", "assigned")], tz="UTC", tickets=[
        ticket("7", "I-7")])["I-7"]  # fmt: skip
    assert [(NINE, "new"), (NINE + HOUR, "assigned")] == [
        (step.at, step.facts["state"]) for step in timeline
    ]


def test_what_the_clock_shows_twice_is_listed() -> None:
    """And read as the first of both."""
    (timeline,) = itop.timelines([row("2026-10-25 02:30:00", "new", "assigned")], tz="Europe/Paris",
                                 tickets=[ticket("7", "I-7")]).values()  # fmt: skip
    assert [(0, "ambiguous_time")] == flaws(timeline)


def test_what_are_no_rows_is_refused() -> None:
    """As are rows by other columns, and what is said of them amiss."""
    with pytest.raises(BadRow, match="row 0 has no column 'objkey'"):
        itop.timelines([{"key": "7"}], tz="UTC")
    with pytest.raises(BadRow, match="row 0 is 7"):
        itop.timelines([], tickets=[7], tz="UTC")  # type: ignore[list-item]
    for wrong in ({"tz": "Mars/Base"}, {"format": 7}, {"fields": 7}, {"absent": 7}):
        (name,) = wrong
        with pytest.raises(BadValue, match=name):
            itop.timelines([], **{"tz": "UTC", **wrong})  # type: ignore[arg-type]


DIRT = (
    st.none() | st.text(max_size=8) | st.floats() | st.just(TEN) | st.sampled_from([*itop.PHASES])
)


@given(
    st.lists(
        st.builds(row, DIRT, DIRT, DIRT, key=DIRT, field=DIRT | st.just("status")), max_size=4
    ),
    st.lists(st.builds(ticket, DIRT, DIRT, DIRT), max_size=3),
)
@settings(max_examples=60, deadline=None)
def test_no_log_is_too_dirty(rows: list[dict[str, Any]], tickets: list[dict[str, Any]]) -> None:
    """Each ticket has a timeline, in order of time; one without a step says why."""
    log = itop.timelines(rows, tz="Europe/Lisbon", tickets=tickets)
    assert len(tickets) <= len(log)
    for timeline in log.values():
        ats = [step.at for step in timeline]
        assert ats == sorted(ats)
        assert ats or timeline.flaws


def status(at: str, old: str, new: str, **more: Any) -> dict[str, Any]:
    told = {"items_id": 7, "date_mod": f"2026-01-05 {at}", "id_search_option": 12}
    return {**told, "old_value": old, "new_value": new, **more}


def test_rows_of_overlapping_pages_count_once() -> None:
    """Also where two changes of one second are told again, and rows have no order of their own."""
    page = [status("10:00:00", "1", "2"), status("10:00:00", "2", "4")]
    log = glpi.timelines([*page, *page, status("11:00:00", "4", "2")], tz="UTC")
    states = [step.facts["state"] for step in log["7"]]
    assert ["new", "assigned", "pending", "assigned"] == states
    codes = [(flaw.index, flaw.code) for flaw in log["7"].flaws]
    assert [(2, "repeated"), (3, "repeated"), (0, "opening_unknown")] == codes


def test_what_happens_twice_within_a_second_is_read_twice() -> None:
    """It follows from what was before, so it is no row that is told again."""
    back = [status("10:00:00", "2", "4"), status("10:00:00", "4", "2")]
    log = glpi.timelines([*back, *back], tz="UTC")
    states = [step.facts["state"] for step in log["7"]]
    assert ["assigned", "pending", "assigned", "pending", "assigned"] == states
    assert ["opening_unknown"] == [flaw.code for flaw in log["7"].flaws]


def test_a_ticket_that_is_elsewhere_than_its_log_left_it_is_listed() -> None:
    """Rows are missing then, and its last state is not the one that it is in."""
    opened = {"id": 7, "date": "2026-01-05 09:00:00", "status": 6}
    log = glpi.timelines([status("10:00:00", "1", "2")], tz="UTC", tickets=[opened])
    (flaw,) = log["7"].flaws
    assert ("changes_missing", "it is 'closed' now, and its last change left it 'assigned'") == (
        flaw.code,
        flaw.words,
    )


def test_glpi_writes_texts_with_the_escapes_of_html() -> None:
    """So a category is the same in the log as in the list."""
    renamed = status("10:00:00", "Mail (4)", "Net &#62; VPN (5)", id_search_option=7)
    titled = status("10:00:00", "A", "A &amp; B", id_search_option=1)
    log = glpi.timelines([renamed, titled], tz="UTC")
    facts = log["7"][-1].facts
    assert ("Net > VPN", "A & B") == (facts["category"], facts["summary"])
