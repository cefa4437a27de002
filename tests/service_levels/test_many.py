"""Many timelines: rows of clocks, and what would be under another agreement."""

from __future__ import annotations

import pytest

from itsmcore import Impact, Phase, Priority, PriorityMatrix, Timeline, Urgency
from itsmcore.conditions import field
from itsmcore.errors import BadValue, Unlisted
from itsmcore.service_levels import Agreement, Goal, Outcome, Terms, measure_many, select, what_if
from tests.instants import HOUR
from tests.service_levels.desk import (
    BY_PRIORITY,
    DONE,
    NEW,
    OFFICE,
    P1,
    P2,
    SHORT,
    WORK,
    goal,
    ticket,
    when,
)

GOLD = Agreement("gold", goals=[goal(BY_PRIORITY)], schedule=OFFICE)
LOG = {
    "quick": ticket(("mon 08:00", {**NEW, **P1}), ("mon 10:00", {**DONE, **P1})),
    "slow": ticket(("mon 08:00", {**NEW, **P2}), ("mon 15:00", {**DONE, **P2})),
    "late": ticket(("mon 08:00", {**NEW, **P1}), ("mon 13:00", {**DONE, **P1})),
    "open": ticket(("fri 08:00", {**NEW, **P2})),
    "none": Timeline(),
}
AT = when("fri 09:00")


def test_each_clock_of_each_timeline_is_a_row() -> None:
    """With the facts that are asked for, as they were last."""
    rows = list(measure_many([GOLD, GOLD], LOG, at=AT, facts=["priority", "state"]))
    assert 2 * len(LOG) == len(rows)
    assert {"quick": "met", "slow": "met", "late": "missed", "open": "open", "none": None} == {
        row["case"]: row["outcome"] for row in rows
    }
    assert ["Critical", "resolved"] == [rows[0]["priority"], rows[0]["state"]]
    assert [Priority.CRITICAL.rank, None] == [rows[0]["priority_rank"], rows[-1]["priority_rank"]]
    assert None is rows[-1]["priority"]
    assert "priority_rank" not in next(measure_many(GOLD, LOG, at=AT, facts="state"))


def test_clocks_show_as_the_mapping_that_they_are() -> None:
    """By the names of their goals."""
    assert "Clocks({'resolution': <Clock resolution completed met>})" == repr(
        GOLD.measure(LOG["quick"], at=AT)
    )


def test_clocks_are_rows_too() -> None:
    """That of each clock, in the order of the goals."""
    clocks = GOLD.measure(LOG["quick"], at=AT)
    assert tuple(clock.row for clock in clocks.values()) == clocks.rows
    assert [("resolution", "met")] == [(row["goal"], row["outcome"]) for row in clocks.rows]


def test_a_fact_with_the_name_of_a_figure_is_refused() -> None:
    """It would hide it."""
    with pytest.raises(BadValue, match="facts cannot be 'status'"):
        list(measure_many(GOLD, LOG, at=AT, facts=["status"]))
    with pytest.raises(BadValue, match="timelines"):
        list(measure_many(GOLD, [Timeline()], at=AT))  # type: ignore[arg-type]


def test_what_if_counts_and_names_what_would_change() -> None:
    """Under another agreement."""
    tight = Agreement("tight", goals=[goal(3 * HOUR)], schedule=OFFICE)
    found = what_if(GOLD, LOG, against=tight, at=AT)
    assert "resolution: 1 of 5 become missed, 0 become met" == str(found)
    assert ["slow"] == [difference.case for difference in found.became_missed]
    assert () == found.became_met == found.became(Outcome.OPEN, "resolution")
    assert {("met", "missed"): 1, ("met", "met"): 1, ("missed", "missed"): 1} == {
        (row["before"], row["after"]): row["clocks"] for row in found.rows
        if row["before"] in ("met", "missed")
    }  # fmt: skip
    assert "| resolution | met | missed | 1 |" in f"{found:md}"
    assert "<caption>comparison</caption>" in found._repr_html_()
    assert str(found) == f"{found}"
    for ask in (lambda: f"{found:xml}", lambda: found.became(Outcome.MET, "respons")):
        with pytest.raises(Unlisted):
            ask()


def test_what_if_the_hours_were_others() -> None:
    """Of every goal, whatever schedule it names, and whichever version."""
    kept = Agreement("kept", goals=[goal(6 * HOUR, schedule=OFFICE)])
    revised = kept.revised(version="2", effective_from=when("tue 00:00"))
    found = what_if(revised, LOG, at=AT, schedule=SHORT)
    assert ["slow"] == [difference.case for difference in found.became_met]
    assert (SHORT, None) == (found.after.schedule, found.after.goals[0].schedule)


def test_what_if_the_matrix_were_another() -> None:
    """Priorities follow from impact and urgency; steps without them keep theirs."""
    both = {**P2, "impact": Impact.HIGH, "urgency": Urgency.HIGH}
    log = {
        "raised": ticket(("mon 08:00", {**NEW, **both}), ("mon 13:00", {**DONE, **both})),
        "kept": ticket(("mon 08:00", {**NEW, **P2}), ("mon 13:00", {**DONE, **P2})),
        "odd": ticket(("mon 08:00", {**NEW, **P2, "impact": Impact("9", "Odd", 9),
                                     "urgency": Urgency.LOW}), ("mon 13:00", {**DONE, **P2})),
    }  # fmt: skip
    found = what_if(GOLD, log, at=AT, matrix=PriorityMatrix.default())
    assert ["raised"] == [difference.case for difference in found.became_missed]


def test_a_goal_that_only_one_agreement_has_is_shown() -> None:
    """Beside none."""
    other = Agreement("other", goals=[goal(name="fix")], schedule=OFFICE)
    found = what_if(GOLD, {"quick": LOG["quick"]}, against=other, at=AT)
    assert [("resolution", None), ("fix", None)] == [
        (
            difference.key,
            (difference.after if difference.key == "resolution" else difference.before),
        )
        for difference in found.differences
    ]
    ola = Agreement("ola", goals=[goal(per="group")], schedule=OFFICE)
    held = {"a": ticket(("mon 08:00", {**NEW, "group": "mail"}))}
    assert "resolution" == what_if(ola, held, against=GOLD, at=AT).rows[0]["goal"]
    assert "nothing to compare" == str(what_if(GOLD, {}, against=other, at=AT))


def test_what_if_nothing_were_other_is_refused() -> None:
    """There would be nothing to see."""
    with pytest.raises(BadValue, match="another agreement"):
        what_if(GOLD, LOG, at=AT)


def test_versions_share_a_timeline() -> None:
    """Each cycle is of the version in force when it began; unknown versions are named."""
    first = Agreement("gold", goals=[goal()], terms=Terms(on_reopen="new_cycle"), schedule=OFFICE)
    extra = [goal(2 * HOUR), Goal("response", stop=Phase.ACTIVE, targets=HOUR, start=Phase.NEW)]
    second = first.revised(version="2", effective_from=when("tue 00:00"), goals=extra)
    row = ticket(("mon 08:00", NEW), ("mon 09:00", DONE), ("wed 08:00", WORK))
    found = second.measure(row, at=when("wed 09:00"))
    assert ["1", "2"] == [cycle.version for cycle in found["resolution"].cycles]
    assert "response" not in found
    with pytest.raises(Unlisted, match="there is no version '3'"):
        second.measure(row, at=AT, version="3")
    waiting = first.revised(
        version="2", effective_from=when("tue 00:00"), goals=[goal(start=field("vip").is_set)]
    )
    assert "1" == waiting.measure(row, at=when("mon 08:30"))["resolution"].version
    unstarted = waiting.measure(Timeline(), at=when("wed 08:00"))["resolution"]
    assert ("2", None) == (unstarted.version, unstarted.started_at)


def test_selection_is_judged_at_an_instant() -> None:
    """By the facts of the step in force, since when they have been so."""
    acme = Agreement("acme", goals=[goal()], applies=field("customer").is_("acme"))
    row = ticket(("mon 08:00", NEW), ("mon 09:00", {**NEW, "customer": "acme"}))
    before, after = (select([acme], row, at=when(at))[0] for at in ("mon 08:30", "mon 10:00"))
    assert ((False, None), (True, when("mon 09:00"))) == (
        (before.applies, before.since), (after.applies, after.since),
    )  # fmt: skip
    assert "nothing has happened yet" == select([acme], Timeline())[0].why
    assert "gold applies: to every record" == str(select([GOLD], row)[0])
