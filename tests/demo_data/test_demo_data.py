"""A month at a service desk: the same for everybody, as people are, with its troubles found."""

import os
import subprocess
import sys
from collections import Counter
from datetime import date, timedelta

import pytest

from itsmcore import Incident, Problem
from itsmcore.demo_data import DeskMonth, PlantedTrouble, Trouble, desk_month
from itsmcore.demo_data._chance import Chance
from itsmcore.errors import BadValue
from itsmcore.incidents import INCIDENT
from itsmcore.metrics import reclassification
from itsmcore.presets import servicenow
from itsmcore.recurrence import bursts, occurrences
from itsmcore.service_levels import measure_many
from itsmcore.testing import backlogs

MONTH = desk_month(3, incidents=300)
LINES = {one.id: one.timeline() for one in MONTH.incidents}


def numbers(found: object) -> set[str]:
    """Give the numbers of incidents that are so."""
    return {one.id for one in MONTH.incidents if found(one)}  # type: ignore[operator]


def test_a_seed_gives_the_same_month_in_every_process() -> None:
    """Whatever hashes are: the histories are equal, word by word."""
    program = (
        "from itsmcore.demo_data import desk_month\n"
        "print([r.history for r in desk_month(3, incidents=30).records])"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in "12"
    }
    assert 1 == len(said)
    assert desk_month(3, incidents=30) == desk_month(3, incidents=30)
    assert desk_month(3, incidents=30) != desk_month(4, incidents=30)


def test_the_draws_are_those_that_no_version_changes() -> None:
    """Written down once; a month of another Python is that of this one."""
    chance = Chance(1)
    drawn = [chance.below(100), chance.minutes(0, 1000), chance.happens(0.5), chance.one("abc")]
    assert [13, 664, False, "a"] == drawn
    assert ["b", "a"] == chance.some("abc", 2)
    assert ["y", "x"] == [chance.weighted("xy", (0, 1)), chance.weighted("xy", (1, 0))]


def test_every_record_is_the_fold_of_its_history() -> None:
    """And an audit by its own model finds nothing."""
    for one in MONTH.records:
        assert one == type(one).replay(one.history, model=one.model)
        assert () == type(one).audit(one.history, model=one.model, written_with=one.model)


def test_numbers_are_distinct_and_records_are_tied() -> None:
    """A desk takes all of them, with the links between incidents and problems."""
    desk = MONTH.desk
    assert len(MONTH.records) == len(desk) == len({one.id for one in MONTH.records})
    kinds = {(type(desk[a]), type(desk[b])) for a, _, b in desk.links}
    assert {(Incident, Problem)} == kinds
    assert all(event.at <= MONTH.end for one in MONTH.records for event in one.history)


def test_people_call_when_people_do() -> None:
    """On workdays more than at the weekend, and in office hours more than at night."""
    days = Counter(one.opened_at.weekday() for one in MONTH.incidents)
    assert min(days[day] for day in range(5)) > max(days[5], days[6])
    hours = Counter(8 <= one.opened_at.hour < 18 for one in MONTH.incidents)
    assert hours[True] > 2 * hours[False]


def test_who_is_late_is_listed() -> None:
    """The agreement is broken by those, and by nobody else."""
    rows = measure_many(MONTH.agreement, LINES, at=MONTH.end)
    late = {row["case"] for row in rows if row["breached_at"] is not None}
    assert set(MONTH.having(Trouble.LATE)) == late


def test_what_went_wrong_with_single_incidents_is_listed() -> None:
    """Each is found by what the library counts, and nothing else is."""
    assert set(MONTH.having(Trouble.BOUNCED)) == numbers(lambda one: one.reassignment_count >= 4)
    assert set(MONTH.having(Trouble.REOPENED)) == numbers(lambda one: one.reopen_count >= 2)
    unsolved = numbers(lambda one: one.resolution_code == "no_answer")
    assert set(MONTH.having(Trouble.UNSOLVED)) == unsolved
    silent = numbers(
        lambda one: one.phase.is_open and MONTH.end - one.changed_at > timedelta(days=14)
    )
    assert set(MONTH.having(Trouble.FORGOTTEN)) == silent
    wrong = reclassification(LINES, at=MONTH.end).wrong_at_first
    assert len(MONTH.having(Trouble.MISCATEGORISED)) == wrong.count


def test_what_followed_a_change_is_listed() -> None:
    """The change comes first, and what is alike after it is the one recurrence on an item."""
    change, *followed = MONTH.having(Trouble.AFTER_CHANGE)
    found = bursts(occurrences(LINES), "configuration_items", n=6, within=timedelta(days=5))
    assert [set(followed)] == [set(one.incidents) for one in found]
    done = MONTH.desk[change].changed_at
    assert all(MONTH.desk[number].opened_at > done for number in followed)
    assert {1} == {len(MONTH.desk.related(number, "problem")) for number in followed}


def test_what_was_backed_out_is_listed() -> None:
    """Other changes were successful."""
    out = {one.id for one in MONTH.changes if one.outcome == "backed_out"}
    assert set(MONTH.having(Trouble.BACKED_OUT)) == out


def test_a_trouble_says_itself() -> None:
    """In a sentence with the numbers; a month shows what it is."""
    told = PlantedTrouble("late", ["INC-1", "INC-2"])
    assert "2 took longer than the agreement allows: INC-1, INC-2" == str(told)
    assert "<DeskMonth 2026-01, seed 3: 300 incidents, 15 changes>" == repr(MONTH)


@pytest.mark.parametrize("size", [0, 1, 2, 5, 19, 20, 21])
def test_small_months(size: int) -> None:
    """Have what there is room for."""
    month = desk_month(incidents=size, start=date(2024, 2, 3))
    assert size == len(month.incidents)
    assert (size > 0) == bool(month.changes)
    assert (size > 0) == bool(month.problems)
    assert len(month.records) == len(month.desk)


def test_a_month_of_another_model() -> None:
    """With its own levels and codes."""
    month = desk_month(incidents=60, model=servicenow.INCIDENT)
    assert {servicenow.INCIDENT} == {one.model for one in month.incidents}
    unsolved = {month.desk.one(Incident, one).resolution_code for one in month.having("unsolved")}  # type: ignore[arg-type]
    assert {"known_error"} == unsolved


def test_what_makes_no_month_is_refused() -> None:
    """A model without a code for what was not solved, a number below 0, another trouble."""
    model = INCIDENT.extended(codes={"resolution_code": ["solution_provided"]}, name="short")
    with pytest.raises(BadValue, match="resolution code no_answer or known_error"):
        desk_month(model=model)
    with pytest.raises(BadValue, match="incidents"):
        desk_month(incidents=-1)
    with pytest.raises(BadValue, match="trouble"):
        MONTH.having("slow")  # type: ignore[arg-type]


def test_backlogs_are_such_months() -> None:
    """With as many incidents as are asked for, printed in a line."""
    from hypothesis import find
    from hypothesis.vendor.pretty import pretty

    drawn = find(backlogs(7), lambda month: True)
    assert isinstance(drawn, DeskMonth)
    assert 7 == len(drawn.incidents)
    assert repr(drawn) == pretty(drawn)
