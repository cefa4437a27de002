"""A real log: 141,712 rows of a ServiceNow instance, replayed.

UCI Machine Learning Repository 498 (doi 10.24432/C57S4H), by Claudio Amaral, Marcelo Fantinato and
Sarajane Peres, CC BY 4.0. It is read from beside the project and is no part of it.
"""

import zipfile
from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import attrs
import pytest

from itsmcore import Timeline
from itsmcore.conformance import check, check_priority
from itsmcore.presets import servicenow
from tests.logs import UCI, uci_rows, with_uci

pytestmark = [pytest.mark.untraced, with_uci]


COLUMNS = {"at": "sys_updated_at", "resolution_code": "closed_code"}
FORMAT = "%d/%m/%Y %H:%M"


@pytest.fixture(scope="module")
def timelines() -> Mapping[str, Timeline]:
    """Read the log once."""
    return servicenow.timelines(uci_rows(), columns=COLUMNS, format=FORMAT)


def test_every_row_is_a_step(timelines: Mapping[str, Timeline]) -> None:
    """None is dropped, though 7,586 changes share a minute with their neighbour."""
    assert 24_918 == len(timelines)
    assert 141_712 == sum(len(timeline) for timeline in timelines.values())


def test_moves_and_refusals_are_those_counted_by_hand(timelines: Mapping[str, Timeline]) -> None:
    """64,033 label changes are 63,876 moves and 157 changes of the hold reason."""
    strict = check(servicenow.INCIDENT, timelines)
    assert (63_876, 157) == (strict.move_count, strict.within_count)
    assert 31 == len(strict.deviations)
    kinds = Counter(
        "unknown"
        if "-100" in (d.source, d.target)
        else "out of closed"
        if d.source == "closed"
        else "into closed"
        if d.target == "closed"
        else f"{d.source} to {d.target}"
        for d in strict.deviations
    )
    assert {
        "out of closed": 12,
        "into closed": 13,
        "unknown": 4,
        "resolved to on_hold": 2,
    } == kinds
    assert 29 == len(check(servicenow.INCIDENT_LENIENT, timelines).deviations)


def test_priorities_differ_in_one_cell(timelines: Mapping[str, Timeline]) -> None:
    """That desk had changed it: low impact and low urgency made a low priority."""
    stock = servicenow.MATRIX
    report = check_priority(stock, timelines)
    low = (servicenow.IMPACTS[2], servicenow.URGENCIES[2], servicenow.PRIORITIES[3])
    assert {low: 3_431} == report.disagreements
    rows = [list(row) for row in stock.rows]
    rows[2][2] = servicenow.PRIORITIES[3]
    assert 0 == check_priority(attrs.evolve(stock, rows=rows), timelines).count


@pytest.mark.parametrize(
    "options",
    [
        {"na_values": ["?"]},
        {"dtype": str},
        {"na_values": ["?"], "parse_dates": ["sys_updated_at", "opened_at"], "dayfirst": True},
    ],
    ids=["gaps", "texts", "instants"],
)
def test_a_frame_of_it_reads_the_same(
    timelines: Mapping[str, Timeline], options: dict[str, Any]
) -> None:
    """Every step of whole cases, whatever the frame has for nothing."""
    pandas = pytest.importorskip("pandas", reason="frames are read where pandas is installed")
    with zipfile.ZipFile(UCI) as archive, archive.open("incident_event_log.csv") as raw:
        frame = pandas.read_csv(raw, low_memory=False, nrows=20_000, **options)
    *whole, _ = servicenow.timelines(frame, columns=COLUMNS, format=FORMAT).items()
    assert 2_500 < len(whole)
    assert dict(whole) == {id: timelines[id] for id, _ in whole}


def test_time_in_states_adds_up(timelines: Mapping[str, Timeline]) -> None:
    """For every incident, to the microsecond."""
    for timeline in timelines.values():
        spent = timeline.time_by("state")
        assert timeline[-1].at - timeline[0].at == sum(spent.values(), timedelta())
