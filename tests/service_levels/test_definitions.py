"""Definitions: what is refused when it is built, with every fault at once."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import attrs
import pytest

from itsmcore import FaultyDefinition, Phase, Priority, Schedule
from itsmcore.conditions import ALWAYS, NEVER, All, Some, field, given, happened, state
from itsmcore.decisions import Decision, Match, Row
from itsmcore.errors import BadCondition, BadValue, ItsmError, NaiveTime
from itsmcore.incidents import Commented
from itsmcore.level import Impact, Urgency
from itsmcore.schedule import EndOfWorkingDay, WorkingDayBy, WorkingDays
from itsmcore.service_levels import (
    Agreement,
    AgreementKind,
    Goal,
    InZoneOf,
    Metric,
    Terms,
    Threshold,
    targets_by,
)
from tests.instants import HOUR
from tests.service_levels.desk import OFFICE, WAITS_FOR_CALLER, goal
from tests.timing import within


def codes(make: Callable[[], object]) -> list[str]:
    """Give the codes of the faults that a definition is refused for."""
    with pytest.raises(FaultyDefinition) as faulty:
        make()
    return [fault.code for fault in faulty.value.faults]


# --- goals ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({"name": ""}, "no_name"),
        ({"stop": NEVER}, "never_holds"),
        ({"start": field("size").is_(1) & field("size").is_(2)}, "never_holds"),
        ({"start": Phase.CLOSED}, "stops_at_start"),
        ({"pause": ALWAYS}, "always_paused"),
        ({"pause": Commented}, "momentary_pause"),
        ({"pause": NEVER, "resume": Phase.ACTIVE}, "nothing_to_resume"),
        ({"pause": given("freeze").is_set}, "outside_fact"),
        ({"targets": [(given("freeze").is_set, HOUR)]}, "outside_fact"),
        ({"targets": [(Commented, HOUR)]}, "momentary_target"),
        ({"targets": EndOfWorkingDay()}, "paused_target"),
        ({"targets": timedelta(0)}, "bad_target"),
        ({"targets": {Priority.HIGH: -HOUR}}, "bad_target"),
        ({"targets": {Priority.HIGH: 8}}, "bad_target"),
        ({"targets": Decision((), default="soon")}, "bad_target"),
        ({"targets": "soon"}, "bad_target"),
        ({"targets": 8}, "bad_target"),
        ({"targets": {}}, "no_target"),
        ({"targets": Decision([(state("new"), HOUR)], match=Match.ALL)}, "several_targets"),
        ({"targets": [(state("new"), HOUR), (field("x").is_set, WorkingDays(1))]}, "mixed_targets"),
        ({"targets": [(state("new"), 2 * HOUR), (state("new"), HOUR)]}, "shadowed"),
        ({"schedule": "office"}, "bad_schedule"),
        ({"start": Commented, "terms": Terms(on_start_lost="cancel")}, "momentary_start"),
    ],
)
def test_a_faulty_goal_is_refused(arguments: dict[str, Any], code: str) -> None:
    """Each with a code of its own, and a sentence that says what to do."""
    assert [code] == codes(lambda: goal(**arguments))


def test_all_faults_of_a_goal_come_together() -> None:
    """Nobody mends them one by one."""
    made = codes(lambda: goal({}, name="", stop=NEVER, schedule=3))
    assert ["no_name", "never_holds", "no_target", "bad_schedule"] == made


def test_targets_in_days_that_exclude_each_other_may_stand_beside_durations() -> None:
    """One priority is never another."""
    mixed = goal({Priority.CRITICAL: 4 * HOUR, Priority.LOW: WorkingDays(5)})
    assert WorkingDays(5) == mixed.targets.decide({"priority": Priority.LOW})


def test_the_shortest_target_that_matches_counts_and_a_decision_says_otherwise() -> None:
    """Rows are matched by their least answer; a Decision by its own way."""
    vip, mail = field("vip").is_(True), field("service").is_("mail")
    rows = [(mail, 8 * HOUR), (vip, 2 * HOUR)]
    facts = {"vip": True, "service": "mail"}
    assert 2 * HOUR == goal(rows).targets.decide(facts)
    assert 8 * HOUR == goal(Decision(rows)).targets.decide(facts)


def test_targets_are_read_by_level_condition_phase_and_row() -> None:
    """A level asks for the fact of its scale; anything else stands for a condition."""
    read = goal(
        [
            (Priority.HIGH, HOUR),
            (Impact.HIGH, 2 * HOUR),
            (Urgency.HIGH, 3 * HOUR),
            (Phase.NEW, 4 * HOUR),
            Row(field("vip").is_set, 5 * HOUR),
            *targets_by("service", {"mail": 6 * HOUR}),
        ]
    )
    assert ["priority", "impact", "urgency", "phase", "vip", "service"] == list(read.target_facts)


@pytest.mark.parametrize("row", [5, (Phase.NEW,), (Phase.NEW, HOUR, HOUR), "ab"])
def test_a_target_stands_beside_its_condition(row: Any) -> None:
    """In a pair, or in a row of a decision."""
    with pytest.raises(BadValue, match=r"targets cannot be .*; give pairs of a condition and a"):
        goal([row])


def test_a_phase_to_stop_at_is_that_phase_or_a_later_one() -> None:
    """And never a cancelled record, unless that is what is asked for."""
    assert field("phase").is_in((Phase.RESOLVED, Phase.CLOSED)) == goal().stop
    assert field("phase").is_(Phase.CANCELLED) == goal(stop=Phase.CANCELLED, cancel=NEVER).stop


def test_a_goal_is_named_by_its_metric() -> None:
    """Unless it is given a name."""
    assert ("resolution", "fix") == (goal().name, goal(name="fix").name)
    assert "resolution" == Metric.RESOLUTION


def test_what_stands_for_no_condition_is_refused() -> None:
    """As everywhere."""
    with pytest.raises(BadCondition):
        goal(start=3)


def test_thresholds_are_numbers_with_or_without_actions() -> None:
    """In order, each once."""
    read = goal(thresholds={90: ("mail", "page"), 50: "warn"}).thresholds
    assert (Threshold(50, ("warn",)), Threshold(90, ("mail", "page"))) == read
    assert (Threshold(75),) == goal(thresholds=[Threshold(75)]).thresholds
    exact = goal(thresholds=[Decimal("50.1"), Fraction(1, 4)]).thresholds
    assert (Threshold(0.25), Threshold(50.1)) == exact
    bad_ones: Any = [(0,), (True,), ("half",), (float("nan"),), (float("inf"),), (50, 50.0)]
    bad_ones += [
        (Decimal("sNaN"),),
        (Decimal("Infinity"),),
        (Fraction(10**400),),
        (Decimal(50), 50),
    ]
    for bad in bad_ones:
        with pytest.raises(BadValue):
            goal(thresholds=bad)


# --- terms ----------------------------------------------------------------------------------------


def test_terms_name_the_choices_where_there_is_none_such() -> None:
    """With the nearest one."""
    with pytest.raises(BadValue, match="give one of resume, new_cycle"):
        Terms(on_reopen="new_cycl")  # type: ignore[arg-type]
    for order in (("stop",), "stop", ("stop", "stop", "reset", "cancel", "pause", "resume")):
        with pytest.raises(BadValue, match="order"):
            Terms(order=order)


def test_terms_show_what_differs_from_the_defaults() -> None:
    """As a call that makes them again."""
    terms = Terms(on_reset="cancel", breach_when=">=")
    assert ("Terms()", terms) == (repr(Terms()), eval(repr(terms)))


# --- agreements -----------------------------------------------------------------------------------


def test_an_agreement_reports_every_fault_of_its_goals_under_its_terms() -> None:
    """A goal that is sound by itself may not be so under them."""
    paused = goal(start=Phase.ACTIVE, pause=Phase.PENDING)
    made = codes(
        lambda: Agreement("a", goals=[paused, goal()], terms=Terms(on_start_lost="cancel"))
    )
    assert ["duplicate_goal", "pause_loses_start"] == made
    assert ["no_goals"] == codes(lambda: Agreement("a", goals=[]))


def test_a_goal_s_own_terms_stand() -> None:
    """Those of the agreement are for goals that have none."""
    paused = goal(start=Phase.ACTIVE, pause=Phase.PENDING, terms=Terms())
    made = Agreement("a", goals=[paused], terms=Terms(on_start_lost="cancel"))
    assert (paused,) == made.goals


def test_versions_come_into_force_in_order() -> None:
    """Each later than the one it follows."""
    first = Agreement("a", goals=[goal()], effective_from=datetime(2026, 1, 1, tzinfo=UTC))
    for since in (datetime(2026, 1, 1, tzinfo=UTC), None):
        later: Callable[..., Agreement] = partial(first.revised, version="2")
        assert ["version_order"] == codes(partial(later, effective_from=since))
    second = first.revised(version="2", effective_from=datetime(2026, 2, 1, tzinfo=UTC))
    assert (first, second) == second.versions
    assert first is second.in_force(datetime(2025, 6, 1, tzinfo=UTC))
    assert first is second.in_force(datetime(2026, 1, 31, tzinfo=UTC))
    assert second is second.in_force(datetime(2026, 2, 1, tzinfo=UTC))


def test_instants_have_a_zone() -> None:
    """A naive one is never guessed at."""
    naive = datetime(2026, 1, 1)
    with pytest.raises(NaiveTime):
        Agreement("a", goals=[goal()], effective_from=naive)
    local = datetime(2026, 1, 1, tzinfo=ZoneInfo("Europe/Amsterdam"))
    assert UTC is Agreement("a", goals=[goal()], effective_from=local).effective_from.tzinfo  # type: ignore[union-attr]
    with pytest.raises(NaiveTime):
        Agreement("a", goals=[goal()]).in_force(naive)


def test_an_agreement_says_what_it_is() -> None:
    """Of which kind, and in which version."""
    group = Agreement("network", goals=[goal()], kind=AgreementKind.OLA, version="2026")
    assert "OLA network (version 2026)" == str(group)


# --- hours by a fact ------------------------------------------------------------------------------


def test_hours_are_kept_by_the_clock_of_the_zone_a_fact_names() -> None:
    """By their own where it names none; a word that is no zone is refused."""
    hours = InZoneOf("custom.zone", OFFICE)
    assert OFFICE is hours.decide({}) is hours.decide({"custom.zone": ""})
    lisbon = Schedule.weekly({"mon-fri": "08:00-18:00"}, tz="Europe/Lisbon")
    assert lisbon == hours.decide({"custom.zone": "Europe/Lisbon"})
    with pytest.raises(FaultyDefinition):
        hours.decide({"custom.zone": "Europe/Lisbn"})
    wrong: Any
    for wrong in (5, None, ""):
        with pytest.raises(BadValue, match=f"fact cannot be {wrong!r}; give "):
            InZoneOf(wrong, OFFICE)


def test_faults_are_errors_of_the_library() -> None:
    """So that one except clause catches them."""
    with pytest.raises(ItsmError, match="goal 'resolution' has 1 fault"):
        Goal("resolution", stop=Phase.RESOLVED, pause=WAITS_FOR_CALLER, targets={})
    assert happened("x") == goal(reset=happened("x")).reset


@pytest.mark.long
def test_no_goal_holds_a_worker() -> None:
    """However hard its conditions are; the proofs of one goal share a budget."""
    facts = [field(f"x{n}").is_(True) for n in range(300)]
    chance = random.Random(1)
    hard = All(
        Some(chance.choice([fact, ~fact]) for fact in chance.sample(facts, 3)) for _ in range(1278)
    )
    goal = partial(
        Goal, "x", start=hard, stop=~hard, pause=hard | facts[0], targets=timedelta(hours=4)
    )
    assert hard == within(0.3, goal).start
    rows = [(field("service").is_(f"s{n}"), WorkingDays(n % 9 + 1)) for n in range(500)]
    targets = Decision([*rows, (facts[0], timedelta(hours=4))], match=Match.LEAST)

    def refused() -> None:
        with pytest.raises(FaultyDefinition) as caught:
            Goal("x", stop=Phase.RESOLVED, targets=targets)
        assert "rows 1 and 501 may hold together and cannot be compared" in str(caught.value)

    within(0.3, refused)
    assert 500 == len(Goal("x", stop=Phase.RESOLVED, targets=rows).targets.rows)


def test_an_agreement_is_a_table_of_its_targets() -> None:
    """A line for each target of each goal, with what stops and pauses its clock."""
    plain = Agreement("plain", goals=[Goal("<fix>", stop=state("done"), targets=8 * HOUR)])
    assert "| <fix> |".replace("<", "&lt;") in f"{plain:md}"
    assert f"{plain:md}".endswith("\n\nSLA plain (version 1)")
    some = Agreement(
        "some",
        goals=[
            Goal(
                "fix",
                stop=state("done"),
                pause=Phase.PENDING,
                targets={Priority.HIGH: HOUR, Priority.LOW: 80 * HOUR},
            )
        ],
        applies=field("site").is_("A"),
        effective_from=datetime(2026, 3, 1, tzinfo=UTC),
    )
    assert [
        "| goal | when | target | until | paused while |",
        "| --- | --- | --- | --- | --- |",
        "| fix | priority is Priority.HIGH | 1:00:00 | state is 'done' | phase is Phase.PENDING |",
        "| fix | priority is Priority.LOW | 80:00:00 | state is 'done' | phase is Phase.PENDING |",
        "",
        "SLA some (version 1)",
        "",
        "in force from 2026-03-01 00:00+00:00",
        "",
        "for records where site is 'A'",
    ] == f"{some:md}".splitlines()
    assert "<caption>agreement</caption>" in some._repr_html_()
    assert "SLA some (version 1)" == str(some)


DAYS = WorkingDays(5), WorkingDayBy(1, time(12)), EndOfWorkingDay()
PLAIN: dict[str, Any] = {"pause": NEVER, "stop": Phase.RESOLVED}


@pytest.mark.parametrize("hours", [None, Schedule.always()])
@pytest.mark.parametrize("target", DAYS)
def test_days_are_counted_by_some_clock(target: Any, hours: Schedule | None) -> None:
    """A schedule that reads no clock has no days, and that is said before there is a ticket."""
    promised = partial(Goal, "it", schedule=hours, **PLAIN)
    assert codes(lambda: Agreement("gold", goals=[promised(targets=target)])) == ["no_zone"]
    Agreement("gold", goals=[promised(targets=attrs.evolve(target, tz="UTC"))])


@pytest.mark.parametrize(
    "choice",
    [
        InZoneOf("custom.zone", Schedule.always()),
        Decision([(field("vip").is_(True), Schedule.always())], default=OFFICE),
        Decision([(field("vip").is_(True), OFFICE)], default=Schedule.always()),
        OFFICE | OFFICE.in_zone("America/New_York"),
    ],
)
def test_the_days_of_each_schedule_that_may_be_chosen_are_counted(choice: Any) -> None:
    """Of a choice by facts, every answer that is known has the clock of one zone."""
    promised = partial(Goal, "it", targets=WorkingDays(1), **PLAIN)
    assert codes(lambda: promised(schedule=choice)) == ["no_zone"]
    promised(schedule=InZoneOf("custom.zone", OFFICE))
    promised(schedule=Decision([(field("vip").is_(True), OFFICE)]))
