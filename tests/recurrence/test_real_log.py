"""The recurrences of a real log are those of its rows."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, TypeAlias

import pytest

from itsmcore.presets import servicenow
from itsmcore.recurrence import Occurrence, bursts, occurrences, pareto, rises
from itsmcore.span import Span
from tests.instants import DAY
from tests.logs import uci_rows, with_uci

Plain: TypeAlias = tuple[str, datetime, Mapping[str, Any]]


FORMAT = "%d/%m/%Y %H:%M"
COLUMNS = {"category": "category", "symptom": "u_symptom", "configuration_item": "cmdb_ci"}

pytestmark = [pytest.mark.untraced, with_uci]


@pytest.fixture(scope="module")
def real() -> tuple[Occurrence, ...]:
    """Read it once, by the preset."""
    columns = {"at": "sys_updated_at", "resolution_code": "closed_code", "symptom": "u_symptom"}
    return occurrences(servicenow.timelines(uci_rows(), columns=columns, format=FORMAT))


@pytest.fixture(scope="module")
def plain() -> list[Plain]:
    """Read it once, without the library: the first instant and the last facts of each number."""
    first: dict[str, datetime] = {}
    last: dict[str, dict[str, str]] = {}
    for row in uci_rows():
        if row["number"] not in first:
            stated = [row[name] for name in ("opened_at", "sys_updated_at") if row[name] != "?"]
            first[row["number"]] = min(
                datetime.strptime(text, FORMAT).replace(tzinfo=UTC) for text in stated
            )
        last[row["number"]] = row
    return [(number, first[number], last[number]) for number in first]


@pytest.mark.parametrize(
    ("name", "groups", "left_out", "most"),
    [
        ("category", 52, 7, ("Category 42", 3_558)),
        ("symptom", 397, 5_839, ("Symptom 491", 9_256)),
        ("configuration_item", 47, 24_864, ("cmdb_ci 49", 3)),
    ],
)
def test_groups_of_the_real_log(
    real: tuple[Occurrence, ...],
    plain: list[Plain],
    name: str,
    groups: int,
    left_out: int,
    most: tuple[str, int],
) -> None:
    """Each is as large as a plain count of the rows says."""
    counted = Counter(of[COLUMNS[name]] for _, _, of in plain)
    missing = counted.pop("?", 0)
    found = pareto(real, name, share=1)
    assert counted == {recurrence.value[0]: recurrence.count for recurrence in found}
    assert (groups, left_out) == (found.groups, found.left_out) == (len(counted), missing)
    assert most == (found[0].value[0], found[0].count)


@pytest.mark.parametrize("name", ["category", "symptom", "configuration_item"])
def test_bursts_of_the_real_log(
    real: tuple[Occurrence, ...], plain: list[Plain], name: str
) -> None:
    """An incident is in one just where five of its kind, with it, lie within a day."""
    times = defaultdict(list)
    for number, at, of in plain:
        times[of[COLUMNS[name]]].append((at, number))
    times.pop("?", None)
    expected = set[tuple[str, str]]()
    for value, members in times.items():
        members.sort()
        for place in range(len(members) - 4):
            five = members[place : place + 5]
            if five[-1][0] - five[0][0] <= DAY:
                expected.update((value, number) for _, number in five)
    found = bursts(real, name, n=5, within=DAY)
    assert expected == {(f.value[0], number) for f in found for number in f.incidents}


def test_rises_of_the_real_log(real: tuple[Occurrence, ...], plain: list[Plain]) -> None:
    """In two weeks of April 2016 one symptom came fifteen times as often as before."""
    march, april = datetime(2016, 3, 7, tzinfo=UTC), datetime(2016, 4, 4, tzinfo=UTC)
    end = april + 14 * DAY
    found = rises(real, list(COLUMNS), baseline=Span(march, april), recent=Span(april, end))
    assert ("Symptom 506",) == found[0].value
    stated = [at for _, at, of in plain if of["u_symptom"] == "Symptom 506"]
    before, after = (sum(a <= at < b for at in stated) for a, b in ((march, april), (april, end)))
    assert (18, 139) == (before, after)
    assert (before, after) == (found[0].statistics["baseline"], found[0].count)
