"""Outages of a log, the availability of many services, and what problems cost."""

from datetime import timedelta
from fractions import Fraction
from typing import Any

import pytest

from itsmcore import Change, Incident, Phase, Problem, Schedule, Timeline, metrics
from itsmcore.conditions import field
from itsmcore.errors import BadSpan, BadValue, Unlisted
from itsmcore.lifecycle import LinkKind
from itsmcore.objectives import Objective
from itsmcore.outages import Outage
from itsmcore.service_levels import Agreement, Goal
from itsmcore.services import Availability
from tests.instants import HOUR, NINE
from tests.services.cases import on

LATE = NINE + 99 * HOUR


def log(*rows: tuple[float, dict[str, Any]]) -> Timeline:
    """Make a timeline of an outage of the ERP, by hours after nine; facts stay as they are."""
    facts: dict[str, Any] = {"affected_services": ("erp",)}
    steps = []
    for hour, more in rows:
        facts |= more
        steps.append((NINE + hour * HOUR, dict(facts)))
    return Timeline.from_rows(steps)


def spans(
    *logs: Timeline, at: Any = LATE, **options: Any
) -> list[tuple[float, float | None, bool]]:
    """Tell the outages of some cases, by hours after nine."""
    found = metrics.outages({f"INC-{n}": of for n, of in enumerate(logs, 1)}, at=at, **options)
    return [
        (
            (of.start - NINE) / HOUR,
            None if of.end is None else (of.end - NINE) / HOUR,
            of.is_planned,
        )
        for of in found
    ]


NEW: dict[str, Any] = {"phase": Phase.NEW}
RESOLVED: dict[str, Any] = {"phase": Phase.RESOLVED}


def test_an_incident_is_an_outage_until_the_service_is_restored() -> None:
    """From when it occurred, was detected or was opened, to when it was restored or resolved."""
    restored = {**RESOLVED, "restored_at": NINE + 3 * HOUR}
    assert [(0, 4, False)] == spans(log((0, NEW), (4, RESOLVED)))
    assert [(-1, 3, False)] == spans(log((0, {**NEW, "occurred_at": NINE - HOUR}), (4, restored)))
    assert [(-2, 4, False)] == spans(
        log((0, {**NEW, "detected_at": NINE - 2 * HOUR}), (4, RESOLVED))
    )
    assert [(0, None, False)] == spans(log((0, NEW), (4, RESOLVED)), at=NINE + HOUR)


def test_what_was_cancelled_or_doubled_is_no_outage() -> None:
    """Nor what ended before it began, or has no known end."""
    assert [] == spans(log((0, NEW), (1, {"phase": Phase.CANCELLED})))
    assert [] == spans(log((0, NEW), (1, {**RESOLVED, "resolution_code": "duplicate"})))
    assert [] == spans(log((0, NEW), (1, {**RESOLVED, "restored_at": NINE - HOUR})))
    assert [] == spans(log((0, {**NEW, "occurred_at": "then"}), (1, RESOLVED)))
    assert [] == spans(log((0, NEW), (1, {"phase": "odd"})))


FIVE, SEVEN = (NINE + hour * HOUR for hour in (5, 7))
WINDOW = {"phase": Phase.PENDING, "planned_start": FIVE, "planned_end": SEVEN}
AGREED_ON = {**WINDOW, "approval": "approved"}


def test_a_change_is_planned_for_its_window_and_not_beyond() -> None:
    """What it took before and after that is not planned."""
    assert [(5, 7, True)] == spans(log((0, AGREED_ON)))

    def took(start: float | None, end: float | None, **more: Any) -> Any:
        actual = {"actual_start": start, "actual_end": end}
        known = {k: NINE + of * HOUR for k, of in actual.items() if of is not None}
        return spans(log((0, AGREED_ON), (9, {**known, **more})))

    assert [(5, 7, True), (7, 8, False)] == took(None, 8) == took(5, 8) == took(6, 8)
    assert [(5, 7, True), (7, None, False)] == took(5, None)
    assert [(5, 7, True), (7, 9, False)] == took(5, None, **RESOLVED)
    assert [(5, 7, True)] == took(5, 6) == took(None, None, **RESOLVED)
    assert [(3, 5, False), (5, 7, True)] == took(3, 6)
    assert [(3, 4, False), (5, 7, True)] == took(3, 4)
    assert [(5, 7, True), (8, 9, False)] == took(8, 9)
    begun = {**AGREED_ON, "actual_start": FIVE}
    assert [(5, 7, True)] == spans(log((0, AGREED_ON), (5, begun)), at=NINE + 6 * HOUR)
    early = {**AGREED_ON, "actual_start": NINE}
    assert [(0, 5, False), (5, 7, True)] == spans(log((0, early)), at=NINE + HOUR)


def test_a_change_without_a_window_is_an_outage_only_while_it_was_carried_out() -> None:
    """It is none that still goes on, as an incident would be."""
    empty = Change.open("CHG-1", at=NINE, by="ada", summary="x", configuration_items=["db"])
    none = metrics.outages({"CHG-1": empty.timeline()}, at=LATE)
    assert (0, {"changes that were not agreed": ("CHG-1",)}) == (len(none), none.left_out)
    assert [] == spans(log((0, {**NEW, "planned_start": NINE + HOUR})))
    began = {**NEW, "planned_start": None, "actual_start": NINE + HOUR}
    assert [(1, None, False)] == spans(log((0, began)))
    assert [(1, 3, False)] == spans(log((0, began), (3, RESOLVED)))
    assert [(1, 2, False)] == spans(log((0, {**began, "actual_end": NINE + 2 * HOUR})))
    assert [] == spans(log((0, {**began, "actual_end": NINE})))
    assert [] == spans(log((0, {**NEW, "actual_end": NINE})))


def test_a_draft_of_a_change_is_no_planned_outage() -> None:
    """It is to be approved, scheduled or carried out."""
    assert [] == spans(log((0, WINDOW)))
    for agreed in (
        {"approval": "approved"},
        {"state": "scheduled"},
        RESOLVED,
        {"actual_start": FIVE, "actual_end": SEVEN},
        {"actual_end": SEVEN},
    ):
        assert [(5, 7, True)] == spans(log((0, {**WINDOW, **agreed})))


def test_a_reminder_does_not_cost_notice() -> None:
    """What counts is when the present window was first communicated."""

    def told(*rows: Any) -> Any:
        (found,) = metrics.outages({"CHG-1": log(*rows)}, at=LATE)
        return found.announced_at

    first, again = ({"communicated_at": NINE + hour * HOUR} for hour in (1, 3))
    later = {"planned_start": FIVE + HOUR}
    assert None is told((0, AGREED_ON))
    assert NINE + HOUR == told((0, AGREED_ON), (1, first), (3, again))
    assert NINE + HOUR == told((1, {**AGREED_ON, **first}))
    assert NINE + 3 * HOUR == told((0, AGREED_ON), (1, first), (2, later), (3, again))
    assert None is told((0, AGREED_ON), (1, first), (2, later))


def test_conditions_say_which_cases_are_outages() -> None:
    """And which of them degradations; and which facts name what was down."""
    slow = log((0, {**NEW, "category": "slow", "configuration_items": "db"}), (1, RESOLVED))
    is_slow = field("category").is_("slow")
    assert [] == spans(slow, where=~is_slow)
    found = metrics.outages({"INC-1": slow}, at=LATE, degraded=is_slow)
    assert [("db", True), ("erp", True)] == [(of.name, of.is_degraded) for of in found]
    only = metrics.outages({"INC-1": slow}, at=LATE, named_by="configuration_items")
    assert ["db"] == [of.name for of in only]
    with pytest.raises(BadValue, match="timelines cannot be 5"):
        metrics.outages(5, at=LATE)  # type: ignore[arg-type]


def test_what_is_left_out_is_told() -> None:
    """Each record once, with the first reason why it is no outage."""
    logs = {
        "INC-1": log((0, NEW), (4, RESOLVED)),
        "INC-2": log((0, NEW), (1, {"phase": Phase.CANCELLED})),
        "INC-3": log((0, NEW), (1, {**RESOLVED, "resolution_code": "duplicate"})),
        "INC-4": log((0, {**NEW, "affected_services": ()}), (1, RESOLVED)),
        "INC-5": log((0, NEW), (1, {**RESOLVED, "restored_at": NINE - HOUR})),
        "INC-6": log((0, {**NEW, "category": "odd"}), (1, RESOLVED)),
        "CHG-1": log((0, WINDOW)),
    }
    found = metrics.outages(logs, at=LATE, where=~field("category").is_("odd"))
    assert (
        "service  start                   end                     planned  degraded  causes\n"
        "erp      2026-01-05 09:00+00:00  2026-01-05 13:00+00:00  False    False     INC-1\n"
        "left out, cancelled: INC-2\n"
        "left out, duplicates: INC-3\n"
        "left out, not asked for: INC-6\n"
        "left out, of no service or item: INC-4\n"
        "left out, changes that were not agreed: CHG-1\n"
        "left out, with times unknown or out of order: INC-5"
    ) == str(found)
    assert len(logs) == len(found) + sum(map(len, found.left_out.values()))
    many = metrics.outages({f"INC-{n}": logs["INC-4"] for n in range(25)}, at=LATE)
    assert str(many).endswith(", INC-4 and 5 more")


def test_records_tell_of_outages_as_logs_do() -> None:
    """By their timelines."""
    incident = Incident.open(
        "INC-1", at=NINE, by="ada", summary="Down", affected_services=["erp"], service="mail"
    )
    done = incident.assign(at=NINE, by="ada", group="g", assignee="x").start(at=NINE, by="x")
    done = done.resolve(at=NINE + HOUR, by="x", code="solution_provided", notes="Done")
    found = metrics.outages({"INC-1": done.timeline()}, at=LATE)
    assert [("erp", HOUR), ("mail", HOUR)] == [
        (of.name, (of.end or NINE) - of.start) for of in found
    ]


# --- problems -----------------------------------------------------------------------------------


def test_a_problem_hurts_as_long_as_its_incidents_took_services_away() -> None:
    """Each outage once, whatever tells of it; planned time and degraded time do not hurt."""
    problem = Problem.open("PRB-1", at=NINE, by="ada", summary="Why?")
    for number in (1, 2, 3, 4):
        problem = problem.link(at=NINE, by="ada", kind=LinkKind.INCIDENT, target=f"INC-{number}")
    outages = [
        Outage("erp", NINE, NINE + 2 * HOUR, causes=["INC-1", "INC-2"]),
        Outage("erp", NINE + HOUR, NINE + 3 * HOUR, causes="INC-2"),
        Outage("mail", NINE, causes="INC-3"),
        Outage("erp", NINE, LATE, causes="INC-4", is_planned=True),
        Outage("erp", NINE, LATE, causes="INC-4", is_degraded=True),
        Outage("erp", NINE, LATE, causes="INC-9"),
    ]
    other = Problem.open("PRB-2", at=NINE, by="ada", summary="Why not?")
    logs = {"PRB-1": problem.timeline(), "PRB-2": other.timeline()}
    (found,) = metrics.pain(outages, logs, at=NINE + 5 * HOUR)
    assert ("PRB-1", 2, 4 * HOUR) == (found.name, found.count, found.duration)
    with pytest.raises(BadValue, match="outages cannot be"):
        metrics.pain([5], logs, at=NINE)  # type: ignore[list-item]


def test_a_problem_hurts_whichever_side_tells_of_the_link() -> None:
    """A desk writes it where it was made; told from both sides, an outage is counted once."""
    problem = Problem.open("PRB-1", at=NINE, by="ada", summary="Why?")
    incident = Incident.open("INC-1", at=NINE, by="ada", summary="Down", service="erp")
    linked = incident.link(at=NINE, by="ada", kind=LinkKind.PROBLEM, target="PRB-1")
    stranger = incident.link(at=NINE, by="ada", kind=LinkKind.PROBLEM, target="PRB-9")
    both = problem.link(at=NINE, by="ada", kind=LinkKind.INCIDENT, target="INC-1")
    outages = [Outage("erp", NINE, NINE + HOUR, causes="INC-1")]
    for one, told, count in ((problem, linked, 1), (both, linked, 1), (problem, stranger, 0)):
        found = metrics.pain(
            outages, {"PRB-1": one.timeline()}, at=LATE, incidents={"INC-1": told.timeline()}
        )
        assert [("PRB-1", 1, HOUR)] * count == [(of.name, of.count, of.duration) for of in found]
    assert () == metrics.pain(outages, {"PRB-1": problem.timeline()}, at=LATE)


# --- many services ------------------------------------------------------------------------------

AGREED = {
    "erp": Availability(target=0.995),
    "mail": Availability(),
    "fax": Availability(Schedule.never(), target=0.9),
    "vpn": Availability(target=1),
}
DOWN = [
    Outage("erp", on(3, 31, 23), on(4, 1, 2)),
    Outage("erp", on(3, 9), on(3, 9, 5)),
    Outage("lamp", on(3, 9), on(3, 10)),
]


def report(**options: Any) -> metrics.AvailabilityReport:
    """Measure two months by the clock of Amsterdam."""
    ends = {"since": on(3, 1), "until": on(5, 1), **options}
    return metrics.availability(DOWN, AGREED, tz="Europe/Amsterdam", **ends)


def test_a_report_has_a_line_for_each_service_and_month() -> None:
    """With what was left out in a note."""
    found = report(period="month")
    assert (
        "service  period   availability  target  met  outages  downtime  left\n"
        "erp      2026-03  99.1924 %     99.5 %  no   2        6:00:00   -2:17:06\n"
        "erp      2026-04  99.7222 %     99.5 %  yes  1        2:00:00   1:36:00\n"
        "mail     2026-03  100 %                      0        0:00:00\n"
        "mail     2026-04  100 %                      0        0:00:00\n"
        "fax      2026-03                90 %         0        0:00:00   0:00:00\n"
        "fax      2026-04                90 %         0        0:00:00   0:00:00\n"
        "vpn      2026-03  100 %         100 %   yes  0        0:00:00   0:00:00\n"
        "vpn      2026-04  100 %         100 %   yes  0        0:00:00   0:00:00\n"
        "left out: 1 outage of something else"
    ) == str(found)
    assert found.worst is found.measures[0].measured
    assert 8 == len(found.rows)


def test_a_report_of_one_period_names_none() -> None:
    """Its worst service is the one that used the most of what was allowed."""
    found = report()
    assert "service  availability  target" in str(found)
    assert "erp" == getattr(found.worst, "name", None)
    broken = metrics.availability(
        [*DOWN, Outage("vpn", on(3, 2), on(3, 2, 1))], AGREED, since=on(3, 1), until=on(5, 1)
    )
    assert "vpn" == getattr(broken.worst, "name", None)
    none = metrics.availability([], {"mail": Availability()}, since=on(3, 1), until=on(5, 1))
    assert None is none.worst
    assert "left out" not in str(none)


def test_a_report_is_cut_to_what_is_counted_and_known() -> None:
    """A month that has not begun has no committed time."""
    found = report(since=on(3, 9), until=on(4, 2), at=on(3, 10), period="month")
    assert [timedelta(hours=24), timedelta()] == [
        row["committed"] for row in found.rows if row["service"] == "erp"
    ]
    empty = report(since=on(3, 1), until=on(3, 1), period="month")
    assert () == empty.measures


def test_a_report_draws_how_much_of_the_allowed_downtime_was_used() -> None:
    """What missed its target is told by more than its colour."""
    drawn = f"{report(period='month'):svg}"
    assert ">erp, 2026-03<" in drawn
    assert "as much as is allowed" in drawn
    assert "<summary>figures</summary>" in f"{report():html}"


def test_an_agreement_holds_response_and_availability_together() -> None:
    """A goal judges each record, and an objective the figures of a period."""
    sla = Agreement(
        "gold",
        goals=[Goal("resolution", stop=Phase.RESOLVED, targets=8 * HOUR)],
        objectives=[Objective("availability", at_least=0.995, by={"service": "erp"})],
    )
    verdicts = sla.judge(report(period="month").figures)
    assert [("2026-03", False), ("2026-04", True)] == [
        (of.figure and of.figure.by["period"], of.is_met) for of in verdicts
    ]
    assert "over a period: availability, service erp: at least 0.995" in f"{sla:md}"
    with pytest.raises(BadValue, match="objectives cannot be"):
        Agreement("gold", objectives=[5])  # type: ignore[list-item]


@pytest.mark.parametrize(
    ("options", "error", "words"),
    [
        ({"period": "fortnight"}, Unlisted, "there is no period 'fortnight'"),
        ({"until": on(2, 1)}, BadSpan, "cannot end at"),
    ],
)
def test_what_cannot_be_is_refused(options: Any, error: type[Exception], words: str) -> None:
    """By name."""
    with pytest.raises(error, match=words):
        report(**options)


def test_what_was_agreed_is_an_availability() -> None:
    """For each service, by name."""
    with pytest.raises(BadValue, match="agreed cannot be Fraction"):
        metrics.availability([], {"erp": Fraction(1, 2)}, since=NINE, until=LATE)  # type: ignore[dict-item]
    with pytest.raises(BadValue, match="agreed cannot be 5"):
        metrics.availability([], 5, since=NINE, until=LATE)  # type: ignore[arg-type]
