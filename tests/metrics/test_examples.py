"""The worked examples of figures: what happened, and the answer that can be checked by hand."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from html import escape
from typing import Any

import pytest

from itsmcore import Incident, Schedule, Timeline
from itsmcore.changes import NORMAL_CHANGE
from itsmcore.desk import Desk
from itsmcore.errors import BadValue, Unlisted
from itsmcore.incidents import INCIDENT, Resolved
from itsmcore.lifecycle import Actor, LinkKind
from itsmcore.metrics import ChangeRates, Rates, Share, change_rates, rates, times
from itsmcore.phase import Phase
from tests.instants import HOUR, MINUTE


def march(day: int = 2, hour: float = 0, minute: float = 0) -> datetime:
    days = timedelta(days=day - 1)
    return datetime(2026, 3, 1, tzinfo=UTC) + days + hour * HOUR + minute * MINUTE


def april(day: int) -> datetime:
    return march(31 + day)


def log(*records: Any) -> dict[str, Timeline]:
    """Give the timelines of records by their numbers."""
    return {record.id: record.timeline() for record in records}


def opened(id: str = "INC-1", hour: float = 9, **facts: Any) -> Incident:
    known = {"at": march(hour=hour), "by": "grace", "caller": "ada", "channel": "phone"}
    return Incident.open(id, **{**known, "summary": "Mail is down", **facts})


def resolved(inc: Incident, hour: float, minute: float = 0, **facts: Any) -> Incident:
    known = {"code": "solution_provided", "notes": "n", "by": "grace"}
    return inc.resolve(at=march(hour=hour, minute=minute), **{**known, **facts})


def restored(**facts: Any) -> Incident:
    """Give an incident that occurred at 6, was detected at 7, opened at 9 and restored at 10."""
    inc = opened(occurred_at=march(hour=6), detected_at=march(hour=7))
    return resolved(inc, 12, restored_at=march(hour=10), **facts)


# --- F1, F2: restoration ------------------------------------------------------------------------


def test_the_time_to_restore_runs_from_the_failure() -> None:
    """From where it is measured is an option, and the result says which."""
    desk = log(restored())
    expected = {"occurred_at": 4, "detected_at": 3, "opened_at": 1}
    for start, hours in expected.items():
        result = times(desk, at=march(hour=13), restore_from=start)
        assert (start, hours * HOUR) == (result.restore_from, result.restore.mean)
        assert (HOUR, 3 * HOUR) == (result.detect.mean, result.resolve.mean)
        assert (start == "occurred_at") == ("restore runs from" not in str(result))
    assert 4 * HOUR == times(desk, at=march(hour=13)).restore.mean


def test_what_nobody_dates_otherwise_is_restored_when_resolved() -> None:
    """And its failure began when it was opened."""
    plain = resolved(opened("INC-2", 10), 11)
    result = times(log(restored(), plain), at=march(hour=13))
    assert (2, 2.5 * HOUR) == (result.restore.count, result.restore.mean)
    assert (1, 1) == (result.detect.count, result.detect.left_out)
    late = opened("INC-3", 9, detected_at=march(hour=8))
    assert 2 * HOUR == times(log(resolved(late, 10)), at=march(hour=13)).restore.mean


def test_what_was_restored_before_it_began_is_left_out() -> None:
    """A child that was opened after its parent was restored, and does not say when it occurred."""
    parent = opened("INC-1", 9)
    child = opened("INC-2", 10.5).link(
        at=march(hour=10.5), by="grace", kind=LinkKind.PARENT, target="INC-1"
    )
    desk = Desk.of([parent, child])
    event = Resolved(
        at=march(hour=12),
        by="grace",
        code="user_error",
        notes="n",
        restored_at=march(hour=10),
    )
    after = desk.apply("INC-1", event).desk
    assert march(hour=10) == after.one(Incident, "INC-2").restored_at
    result = times(log(*after), at=march(hour=13)).restore
    assert (1, 1, HOUR) == (result.count, result.left_out, result.mean)


def test_what_was_reopened_is_not_restored() -> None:
    """Until it is again, whatever a log goes on telling of the first time."""
    inc = restored().reopen(at=march(hour=13), by="ada", reason="still down")
    assert 0 == times(log(inc), at=march(hour=13.5)).restore.count
    assert 1 == times(log(inc), at=march(hour=12.5)).restore.count
    facts = {"restored_at": march(hour=10)}
    rows: list[Any] = [
        (march(hour=9), {"phase": Phase.NEW}),
        (march(hour=12), {"phase": Phase.RESOLVED, **facts}),
        (march(hour=13), {"phase": Phase.ACTIVE, **facts}),
        (march(hour=15), {"phase": Phase.RESOLVED, **facts}),
    ]
    found = [
        times({"A": Timeline.from_rows(rows)}, at=march(hour=hour)).restore.mean
        for hour in (12, 13, 15)
    ]
    assert [HOUR, None, 6 * HOUR] == found
    again = [*rows[:3], (march(hour=15), {"phase": Phase.RESOLVED, "restored_at": march(hour=14)})]
    assert 5 * HOUR == times({"A": Timeline.from_rows(again)}, at=march(hour=15)).restore.mean


def test_a_mean_says_over_how_many_cases_it_is() -> None:
    """Three incidents of one outage are three cases, and the service has another figure."""
    children = [
        opened(f"INC-{n}", 9.8, occurred_at=march(hour=9, minute=minute)).link(
            at=march(hour=9.8), by="grace", kind=LinkKind.PARENT, target="INC-1"
        )
        for n, minute in ((2, 20), (3, 40))
    ]
    desk = Desk.of([opened("INC-1", 9), *children])
    event = Resolved(
        at=march(hour=10), by="x", code="user_error", notes="n", restored_at=march(hour=10)
    )
    result = times(log(*desk.apply("INC-1", event).desk), at=march(hour=11)).restore
    assert (3, 40 * MINUTE) == (result.count, result.mean)
    assert "0:40:00 on average over 3 cases" == str(result)
    assert ["none over 0 cases", "1:00:00 on average over 1 case"] == [
        str(times(log(inc), at=march(hour=12)).restore)
        for inc in (opened(), resolved(opened(), 10))
    ]


def test_there_are_three_instants_to_run_from() -> None:
    """Another is refused, with the nearest."""
    with pytest.raises(Unlisted, match="did you mean 'occurred_at'"):
        times({}, at=march(), restore_from="occured_at")


@pytest.mark.parametrize("odd", ["soon", 7, datetime(2026, 3, 2, 8)])
def test_a_failure_that_is_no_instant_leaves_the_case_out(odd: object) -> None:
    """Nothing is guessed in its place."""
    rows: list[Any] = [
        (march(hour=9), {"phase": Phase.NEW}),
        (march(hour=12), {"phase": Phase.RESOLVED, "occurred_at": odd, "detected_at": odd}),
    ]
    result = times({"A": Timeline.from_rows(rows)}, at=march(hour=13))
    assert [(0, 1)] * 2 == [(m.count, m.left_out) for m in (result.restore, result.detect)]
    assert 3 * HOUR == result.resolve.mean


# --- F3: first contact --------------------------------------------------------------------------

NOON = march(hour=12)


def first_contacts() -> dict[str, Incident]:
    """Give the nine cases of the table."""
    grouped: Any = {"group": "service desk"}
    waited = opened("B", **grouped).hold(at=march(hour=9.1), by="grace", reason="caller")
    handed = opened("D", **grouped).assign(at=march(hour=9.2), by="grace", group="network")
    again = resolved(opened("G", **grouped), 9, 10)
    return {
        "A": resolved(opened("A", **grouped), 9, 12),
        "B": waited.resolve(at=march(5, 9), by="grace", code="solution_provided", notes="n"),
        "C": resolved(opened("C", channel="monitoring", by="monitoring", caller="ada"), 9, 5),
        "D": resolved(handed, 9, 40),
        "E": resolved(opened("E", channel="e-mail"), 9, 50),
        "F": resolved(opened("F", channel="e-mail"), 11),
        "G": again.reopen(at=march(3, 9), by="ada", reason="again"),
        "H": opened("H").cancel(at=march(hour=9.5), by="grace", reason="mistake"),
        "I": resolved(opened("I"), 9, 2, code="duplicate"),
    }


def of(*cases: Incident, **options: Any) -> Rates:
    return rates(log(*cases), at=march(9), **options)


def test_first_contact_and_first_level_are_two_figures() -> None:
    """Of the table: 2 of 6, and 5 of 7."""
    found = of(*first_contacts().values())
    assert Share(2, 6) == found.first_contact
    assert Share(5, 7) == found.first_level == found.first_assignee
    assert (1, HOUR, 0, None) == (found.duplicates, found.within, found.untold, found.why_unknown)
    assert "left out: 1 duplicate" == str(found).splitlines()[-1]
    assert Share(2, 9) == of(*first_contacts().values(), of="all").first_contact


@pytest.mark.parametrize(
    ("case", "contact", "level"),
    [
        *[
            ("A", (1, 1), (1, 1)),
            ("B", (0, 1), (1, 1)),
            ("C", (0, 0), (1, 1)),
            ("D", (0, 1), (0, 1)),
        ],
        *[("E", (1, 1), (1, 1)), ("F", (0, 1), (1, 1)), ("G", (0, 1), (0, 1))],
        *[("H", (0, 0), (0, 0)), ("I", (0, 0), (0, 0))],
    ],
)
def test_each_case_counts_as_in_the_table(case: str, contact: Any, level: Any) -> None:
    """One after the other."""
    found = of(first_contacts()[case])
    assert (Share(*contact), Share(*level)) == (found.first_contact, found.first_level)


def test_within_is_open_time_to_the_microsecond() -> None:
    """Of the desk's schedule, and a boundary is within."""
    office = Schedule.weekly({"mon-fri": "08:00-18:00"}, tz="UTC")
    late = opened("E", 17.5, channel="e-mail")
    late = late.resolve(at=march(3, 8, 30), by="grace", code="solution_provided", notes="n")
    assert Share(0, 1) == of(late).first_contact
    assert Share(1, 1) == of(late, schedule=office).first_contact
    less = HOUR - timedelta.resolution
    assert Share(0, 1) == of(late, schedule=office, within=less).first_contact
    assert Share(1, 1) == of(late, within=15 * HOUR).first_contact


@pytest.mark.parametrize(
    ("by", "public", "expected"),
    [("ada", True, 0), ("ada", False, 0), ("grace", True, 1), ("linus", False, 1)],
)
def test_a_second_message_of_the_customer_is_a_second_contact(
    by: str, public: bool, expected: int
) -> None:
    """An answer of the desk is none."""
    inc = opened().comment(at=march(hour=9.1), by=by, text="and?", public=public)
    assert Share(expected, 1) == of(resolved(inc, 9, 30)).first_contact


def test_a_message_after_the_resolution_is_none() -> None:
    """Neither a "thanks" at once nor one of the next day."""
    inc = resolved(opened(), 9, 30).comment(at=march(hour=9.5), by="ada", text="thanks")
    inc = inc.comment(at=march(3, 9), by="ada", text="thanks again")
    assert Share(1, 1) == of(inc).first_contact


def test_other_deeds_of_the_customer_are_no_messages() -> None:
    """An agent who opens it for nobody else works on it like any other."""
    inc = opened(by="grace", caller="grace").start(at=march(hour=9.1), by="grace")
    assert Share(1, 1) == of(resolved(inc, 9, 30)).first_contact


@pytest.mark.parametrize(
    "facts",
    [
        {"channel": "Event"},
        {"channel": "phone", "by": "Monitoring"},
        {"by": "system"},
        {"by": Actor("probe", roles=["bot"])},
    ],
    ids=repr,
)
def test_what_no_person_raised_is_no_contact(facts: dict[str, Any]) -> None:
    """By its channel, or by who opened it, in whatever letters."""
    assert Share(0, 0) == of(resolved(opened(**facts), 9, 5)).first_contact


def test_what_monitors_can_be_said() -> None:
    """By names of one's own, in place of those."""
    inc = resolved(opened(channel="probe"), 9, 5)
    assert Share(0, 0) == of(inc, monitoring="Probe").first_contact
    assert Share(1, 1) == of(resolved(opened(channel="event"), 9, 5), monitoring=()).first_contact


def test_what_nobody_answered_is_no_contact() -> None:
    """Nothing was resolved at it."""
    inc = INCIDENT.open("A", at=march(hour=9), by="grace", caller="ada", summary="s")
    inc = inc.resolve(at=march(hour=9.5), by="grace", code="no_answer", notes="n")
    found = of(inc)
    assert (Share(0, 0), Share(1, 1)) == (found.first_contact, found.first_level)


def test_what_says_that_nobody_answered_can_be_said() -> None:
    """By codes of one's own, or by none."""
    inc = INCIDENT.open("A", at=march(hour=9), by="grace", caller="ada", summary="s")
    inc = inc.resolve(at=march(hour=9.5), by="grace", code="user_error", notes="n")
    assert Share(0, 0) == of(inc, unanswered="user_error").first_contact
    inc = resolved(opened(), 9, 5, code="no_answer")
    assert Share(1, 1) == of(inc, unanswered=()).first_contact


def rows(*facts: Mapping[str, Any], start: int = 9) -> Timeline:
    return Timeline.from_rows(
        (march(hour=start, minute=10 * n), {"phase": Phase.NEW, **of}) for n, of in enumerate(facts)
    )


DONE = {"phase": Phase.RESOLVED}
SILENT, TELLING = rows({}, DONE), rows({}, {"event.from_customer": False, **DONE})
MESSAGE = {"event.from_customer": True}


def test_a_log_that_tells_no_messages_does_not_know() -> None:
    """The answer is None, with its reason; the first assignee is known."""
    found = rates({"A": SILENT, "B": SILENT}, at=NOON)
    assert (None, 2, Share(2, 2)) == (found.first_contact, found.untold, found.first_assignee)
    assert found.why_unknown is not None
    assert "event.from_customer" in found.why_unknown
    first, *_ = found.rows
    assert {"measure": "first-contact resolution", "count": None, "of": None, "rate": None} == first
    note = f"first-contact resolution within 1:00:00 is unknown: {found.why_unknown}"
    assert note == str(found).splitlines()[-1] == f"{found:md}".splitlines()[-1]
    assert f"<p>{escape(note)}</p>" in found._repr_html_()
    assert None is rates({"A": SILENT}, at=NOON, of="all").first_contact


def test_a_log_that_tells_some_leaves_the_others_out() -> None:
    """And says how many those are."""
    found = rates({"A": SILENT, "B": TELLING}, at=NOON)
    assert (Share(1, 1), 1, None) == (found.first_contact, found.untold, found.why_unknown)
    assert "leaves out 1: the log does not tell" in str(found)


def test_a_row_of_the_customer_is_a_message() -> None:
    """Where the log has no verbs; the first one raises the case."""
    again = rows(MESSAGE, MESSAGE, DONE)
    found = rates({"A": again, "B": rows(MESSAGE, {}, DONE)}, at=NOON)
    assert Share(1, 2) == found.first_contact
    worked = Timeline.from_rows(
        [(march(hour=9), MESSAGE), (march(hour=9), "start", MESSAGE), (march(hour=9), DONE)]
    )
    assert Share(1, 1) == rates({"A": worked}, at=NOON).first_contact


def test_a_desk_without_cases_has_nothing_to_know() -> None:
    """Nothing of nothing is no unknown."""
    found = rates({}, at=NOON)
    assert (Share(0, 0), None) == (found.first_contact, found.why_unknown)


def test_what_a_first_contact_is_has_to_make_sense() -> None:
    """A time, and one of two wholes."""
    bad: Any = 60
    with pytest.raises(BadValue, match="within cannot be 60; give a timedelta"):
        rates({}, at=NOON, within=bad)
    with pytest.raises(Unlisted, match="did you mean 'eligible'"):
        rates({}, at=NOON, of="eligble")


# --- F4: changes --------------------------------------------------------------------------------


def change(id: str, outcome: str | None, **facts: Any) -> Timeline:
    """Give a change that ended on 10 March."""
    steps = [(march(2), {"kind": "normal"}), (march(10), {"outcome": outcome, **facts})]
    return Timeline.from_rows(steps)


def incident(*changes: str, day: int = 12) -> Timeline:
    """Give an incident that was linked to changes on a day of March."""
    inc = Incident.open("I", at=march(2), by="x", summary="s")
    for id in changes:
        inc = inc.link(at=march(day), by="x", kind=LinkKind.CAUSED_BY, target=id)
    return inc.timeline()


CHANGES = {
    **{f"CHG-{n}": change(f"CHG-{n}", "successful") for n in range(1, 8)},
    "CHG-8": change("CHG-8", "successful_with_issues"),
    "CHG-9": change("CHG-9", "backed_out"),
    "CHG-10": change("CHG-10", "unsuccessful"),
    "CHG-11": Timeline.from_rows([(march(2), {}), (march(3), {"phase": Phase.CANCELLED})]),
}
INCIDENTS = {
    "INC-1": incident("CHG-7"),
    "INC-2": incident("CHG-7"),
    "INC-3": incident("CHG-9"),
    "INC-9": incident("CHG-1", day=34),
}


def of_march(at: datetime | None = None, **options: Any) -> ChangeRates:
    return change_rates(CHANGES, at=at or april(1), incidents=INCIDENTS, **options)


def test_harm_counts_changes_and_failures_count_each_once() -> None:
    """Of ten: 7 successful, 1 with issues, 2 harmful, 3 failed."""
    found = of_march()
    assert (Share(7, 10), Share(1, 10), Share(2, 10), Share(1, 10)) == (
        found.success,
        found.with_issues,
        found.harm,
        found.backed_out,
    )
    assert Share(3, 10) == found.change_failure_rate
    assert "counts as a failure" not in str(found)


def test_issues_may_be_failures() -> None:
    """Where somebody says so, which the result repeats."""
    found = of_march(issues="fail")
    assert (Share(4, 10), Share(7, 10)) == (found.change_failure_rate, found.success)
    assert str(found).endswith("\na success with issues counts as a failure")
    with pytest.raises(Unlisted, match="there is no way to count issues 'failed'"):
        of_march(issues="failed")


def test_a_link_counts_from_when_it_was_made() -> None:
    """INC-9 was linked on 3 April."""
    assert Share(3, 10) == of_march(april(1)).change_failure_rate
    assert Share(4, 10) == of_march(april(5)).change_failure_rate


def test_a_log_may_name_the_change_that_caused_an_incident() -> None:
    """In a column of one text or several."""
    for named in ("CHG-1", ["CHG-1", "CHG-2"]):
        read = Timeline.from_rows([(march(2), {"caused_by": named})])
        found = change_rates(CHANGES, at=april(1), incidents={"INC-1": read})
        assert (1 if isinstance(named, str) else 2) == found.harm.count
    assert (
        0 == change_rates(CHANGES, at=april(1), incidents={"I": rows({"caused_by": 7})}).harm.count
    )


def test_without_incidents_a_change_tells_for_itself() -> None:
    """By its review and its own links; one that fixed or is related caused nothing."""
    known: Any = {"at": march(3), "by": "x"}
    told = NORMAL_CHANGE.open("CHG-1", at=march(2), by="x", summary="s")
    for kind in (LinkKind.FIXES, LinkKind.RELATED, LinkKind.CAUSES):
        before = told
        told = told.link(**known, kind=kind, target="INC-1")
    for linked, expected in ((before, 0), (told, 1)):
        step = linked.timeline()[-1]
        ended = Timeline([step, type(step)(march(4), None, step.facts | {"outcome": "partial"})])
        found = change_rates({"CHG-1": ended}, at=april(1))
        assert (expected, expected) == (found.harm.count, found.change_failure_rate.count)
        assert (0, 0) == (found.success.count, found.with_issues.count)


# --- F7: as known at an instant -----------------------------------------------------------------


def test_a_resolution_counts_as_known_then() -> None:
    """Two days at the end of February, 31 days and 14 hours a month later."""
    start = datetime(2026, 1, 31, 20, tzinfo=UTC)
    inc = Incident.open("INC-1", at=start, by="grace", caller="ada", summary="s")
    inc = inc.respond(at=start + HOUR, by="grace")
    inc = inc.resolve(at=start + 48 * HOUR, by="grace", code="user_error", notes="n")
    inc = inc.reopen(at=march(3), by="ada", reason="r")
    inc = inc.resolve(at=march(4, 10), by="grace", code="user_error", notes="n")
    first, second = (times(log(inc), at=at) for at in (march(1), april(1)))
    assert (1, timedelta(days=2)) == (first.resolve.count, first.resolve.mean)
    assert (1, timedelta(days=31, hours=14)) == (second.resolve.count, second.resolve.mean)
    assert HOUR == first.acknowledge.mean == second.acknowledge.mean
    assert 0 == times(log(inc), at=march(3, 12)).resolve.count
    assert [Share(0, 1), Share(1, 1)] == [
        rates(log(inc), at=at).reopened for at in (march(1), april(1))
    ]


# --- F9: duplicates -----------------------------------------------------------------------------


def ten(mark: str) -> Iterable[Incident]:
    """Give ten incidents of which three are one of the others, said in one way or another."""
    for n in range(10):
        inc = opened(f"INC-{n}")
        if n < 3 and mark == "duplicate_of":
            inc = inc.link(at=march(hour=9), by="x", kind=mark, target="INC-9")
        if n == 9 and mark == "duplicated_by":
            for other in range(3):
                inc = inc.link(at=march(hour=9), by="x", kind=mark, target=f"INC-{other}")
        code = "duplicate" if n < 3 and mark == "code" else "solution_provided"
        yield resolved(inc, 9, 2 if n < 3 else 30, code=code)


@pytest.mark.parametrize("mark", ["code", "duplicate_of", "duplicated_by"])
def test_duplicates_count_nowhere_and_it_is_said_how_many(mark: str) -> None:
    """Neither in times nor in rates."""
    desk = log(*ten(mark))
    spent, shares = times(desk, at=NOON), rates(desk, at=NOON)
    assert (7, 3, 7, 30 * MINUTE) == (
        spent.cases,
        spent.duplicates,
        spent.resolve.count,
        spent.resolve.mean,
    )
    assert (Share(7, 7), 3, Share(0, 7)) == (
        shares.first_level,
        shares.duplicates,
        shares.reassigned,
    )
    assert {"left out: 3 duplicates"} == {str(of).splitlines()[-1] for of in (spent, shares)}


def test_a_duplicate_of_a_problem_is_told_by_its_field() -> None:
    """Of a log of problems as of a log that names its columns so."""
    timeline = rows({}, {**DONE, "duplicate_of": "PRB-1"})
    assert (0, 1) == (
        times({"A": timeline}, at=NOON).cases,
        rates({"A": timeline}, at=NOON).duplicates,
    )
