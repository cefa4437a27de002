"""The figures of a real log are those of its rows."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from itsmcore.metrics import Point, Share, backlog, backlogs, compliance, rates, times
from itsmcore.presets import servicenow
from tests.logs import UCI_END, uci_rows, with_uci
from tests.metrics.cases import Desk, begun, middle, resolved_at

JUNE = datetime(2016, 6, 1, tzinfo=UTC)

pytestmark = [pytest.mark.untraced, with_uci]


@pytest.fixture(scope="module")
def raw() -> list[dict[str, str]]:
    """Read the rows of the log once."""
    return uci_rows()


def cases(raw: Iterable[dict[str, str]]) -> dict[str, list[dict[str, str]]]:
    """Gather the rows of each number."""
    found: dict[str, list[dict[str, str]]] = {}
    for row in raw:
        found.setdefault(row["number"], []).append(row)
    return found


@pytest.fixture(scope="module")
def real(raw: Iterable[Mapping[str, str]]) -> Desk:
    """Read its timelines once."""
    return servicenow.timelines(
        raw,
        columns={"at": "sys_updated_at", "resolution_code": "closed_code"},
        format="%d/%m/%Y %H:%M",
    )


def test_a_real_desk_has_the_rates_of_its_rows(raw: list[dict[str, str]], real: Desk) -> None:
    """As counted from the columns, without any timeline."""
    kept = reopened = reassigned = 0
    for rows in cases(raw).values():
        states = ["done" if r["incident_state"] in ("Resolved", "Closed") else "" for r in rows]
        was_reopened = ("done", "") in pairwise(states) or any(
            r["reopen_count"] != "0" for r in rows
        )
        groups, people = (
            [r[name] for r in rows if r[name] != "?"]
            for name in ("assignment_group", "assigned_to")
        )
        was_reassigned = len(set(groups)) > 1 or any(r["reassignment_count"] != "0" for r in rows)
        reopened += was_reopened
        reassigned += was_reassigned
        kept += not was_reopened and not was_reassigned and len(set(people)) < 2
    result = rates(real, at=UCI_END)
    assert Share(kept, 24_918) == result.first_assignee == Share(13_137, 24_918)
    assert Share(reopened, 24_918) == result.reopened == Share(275, 24_918)
    assert Share(reassigned, 24_918) == result.reassigned == Share(11_369, 24_918)
    assert (Share(0, 24_918), 0) == (result.escalated, result.left_out)
    assert (None, 24_918) == (result.first_contact, result.untold)
    assert 0.527 == round(result.first_assignee.rate or 0, 3)


def test_a_real_backlog_is_that_of_its_rows(raw: list[dict[str, str]], real: Desk) -> None:
    """On the first of June, with the same in the curve."""
    count = 0
    for rows in cases(raw).values():
        opened = datetime.strptime(rows[0]["opened_at"], "%d/%m/%Y %H:%M")
        last = rows[0]["incident_state"] if opened < datetime(2016, 6, 1) else "Closed"
        for row in rows[1:]:
            if datetime.strptime(row["sys_updated_at"], "%d/%m/%Y %H:%M") <= datetime(2016, 6, 1):
                last = row["incident_state"]
        count += last not in ("Resolved", "Closed")
    assert count == backlog(real, at=JUNE).count == 1_181
    assert (Point(JUNE, 1_181, 0), Point(UCI_END, 0, 0)) == backlogs(real, [JUNE, UCI_END]).points


def test_real_times_are_those_of_the_timelines(real: Desk) -> None:
    """By June and by the end, when all were resolved."""
    for at, expected in ((JUNE, (24_644, 23_463)), (UCI_END, (24_918, 24_918))):
        result = times(real, at=at)
        assert expected == (result.cases, result.resolve.count)
        lengths = [
            end - s[0].at for s in begun(real, at).values() if (end := resolved_at(s)) is not None
        ]
        assert sum(lengths, timedelta()) // len(lengths) == result.resolve.mean
        assert middle(lengths) == result.resolve.median


def test_the_real_desk_missed_what_its_rows_say(raw: list[dict[str, str]]) -> None:
    """By the priority and the month of each incident's closure."""
    last = [rows[-1] for rows in cases(raw).values()]
    rows = [
        {
            "outcome": "met" if row["made_sla"] == "true" else "missed",
            "priority": row["priority"],
            "ended_at": datetime.strptime(row["closed_at"], "%d/%m/%Y %H:%M").replace(tzinfo=UTC),
        }
        for row in last
    ]
    result = compliance(rows, by="priority", period="month")
    assert (len(rows), 0) == (sum(t.met + t.missed for t in result.tallies), result.left_out)
    found = {(t.by["priority"], t.period): (t.met, t.missed) for t in result.tallies}
    march = [
        r for r in last if r["priority"] == "1 - Critical" and r["closed_at"][-12:-6] == "3/2016"
    ]
    met = sum(row["made_sla"] == "true" for row in march)
    assert (met, len(march) - met) == found["1 - Critical", "2016-03"]
