"""Reclassification: how often the first category was not the one in the end."""

from datetime import datetime
from typing import Any

import pytest

from itsmcore import Incident, Phase, Schedule, Timeline
from itsmcore.categories import (
    Categoriser,
    Category,
    CategoryRule,
    CategoryTree,
    applied_as_of,
    score,
)
from itsmcore.conditions import field
from itsmcore.dated import Dated
from itsmcore.errors import BadSpan, BadValue, NaiveTime, Unlisted
from itsmcore.incidents import INCIDENT
from itsmcore.metrics import Reclassification, Share, rates, reclassification
from tests.instants import DAY, HOUR, NEW_YEAR, NINE


def case(id: str, *categories: str | None, by: str = "grace", **facts: Any) -> Incident:
    """Give an incident that had one category after the other, an hour each."""
    inc = INCIDENT.open(
        id, at=NINE, by="ada", summary="It is slow", category=categories[0], **facts
    )
    for hours, category in enumerate(categories[1:], 1):
        inc = inc.recategorise(at=NINE + hours * HOUR, by=by, category=str(category))
    return inc


def closed(inc: Incident, category: str | None) -> Incident:
    """Close it with a category."""
    inc = inc.resolve(at=NINE + 5 * HOUR, by="grace", code="user_error", notes="n")
    return inc.close(at=NINE + 6 * HOUR, by="kim", closing_category=category)


def counted(*incidents: Incident, **options: Any) -> Reclassification:
    """Count what became of incidents."""
    logs = {inc.id: inc.timeline() for inc in incidents}
    return reclassification(logs, **{"at": NINE + 9 * HOUR, **options})


def test_there_and_back_is_right_at_first_and_reclassified_twice() -> None:
    """EXAMPLES T6: opened with A, then B, then A."""
    found = counted(case("INC-1", "A", "B", "A"))

    assert (Share(0, 1), Share(1, 1), 2) == (
        found.wrong_at_first,
        found.reclassified,
        found.changes,
    )
    assert (1.5 * HOUR, (("grace", 2),)) == (found.after.mean, found.people)


def test_the_category_that_a_case_is_closed_with_counts_in_the_end() -> None:
    """Where there is one; then the last that it had."""
    found = counted(
        closed(case("INC-1", "A"), "B"),
        closed(case("INC-2", "A"), "A"),
        closed(case("INC-3", "A", "B"), None),
        closed(case("INC-4", "A", "B"), "A"),
        case("INC-5", None, "A"),
        case("INC-6", None),
    )

    assert (Share(2, 5), Share(3, 5), 4, 1) == (
        found.wrong_at_first,
        found.reclassified,
        found.changes,
        found.without,
    )
    assert (("grace", 2), ("kim", 2)) == found.people
    assert [
        "measure         count  of  rate",
        "wrong at first  2      5   40.0 %",
        "reclassified    3      5   60.0 %",
        "reclassifications: 4, after a mean of 3:30:00 and a median of 3:30:00 of open time",
        "by grace 2, kim 2",
        "left out: 1 without a category",
    ] == str(found).splitlines()
    assert "| wrong at first | 2 | 5 | 40.0 % |" in f"{found:md}"
    assert "<td>40.0 %</td>" in found._repr_html_()


def test_what_is_corrected_once_a_case_is_closed_counts() -> None:
    """The first was wrong, whenever that is seen; a suggestion is measured against the closing."""
    log = Timeline.from_rows(
        [
            (NINE, {"summary": "s", "category": "A", "phase": Phase.NEW}),
            (NINE + HOUR, {"category": "A", "phase": Phase.CLOSED}),
            (NINE + 2 * HOUR, {"category": "B", "phase": Phase.CLOSED}),
        ]
    )
    found = reclassification({"I": log}, at=NINE + 9 * HOUR)
    assert (Share(1, 1), Share(1, 1), 1) == (
        found.wrong_at_first,
        found.reclassified,
        found.changes,
    )
    rules = Categoriser([CategoryRule("a", field("summary").is_("s"), "A")])
    assert 1 == score(rules, {"I": log}).right


def test_what_changes_after_a_reopening_counts() -> None:
    """A case that was closed and is open again is not over."""
    rows = [("A", Phase.NEW), ("A", Phase.CLOSED), ("B", Phase.ACTIVE), ("B", Phase.CLOSED)]
    log = Timeline.from_rows(
        [
            (NINE + n * HOUR, {"category": category, "phase": phase})
            for n, (category, phase) in enumerate(rows)
        ]
    )
    assert Share(1, 1) == reclassification({"I": log}, at=NINE + 9 * HOUR).wrong_at_first


def test_its_figures_say_what_they_are_drawn_from() -> None:
    """Shares of cases with a category, and times of changes."""
    figures = counted(case("INC-1", "A", "B"), case("INC-2", "A")).figures

    assert [
        ("wrong at first", 0.5, 2),
        ("reclassified", 0.5, 2),
        ("reclassifications", 1, 2),
        ("reclassified after mean", HOUR, 1),
        ("reclassified after median", HOUR, 1),
        ("reclassified after open mean", HOUR, 1),
        ("reclassified after open median", HOUR, 1),
    ] == [(one.name, one.value, one.n) for one in figures]


def test_times_are_open_time_where_a_schedule_is_given() -> None:
    """Nine to ten is half an hour of an office that opens late."""
    late = Schedule.weekly({"mon-fri": "09:30-17:00"}, tz="UTC")
    found = counted(case("INC-1", "A", "B"), schedule=late)

    assert (HOUR, HOUR / 2) == (found.after.mean, found.after.open_mean)


def test_cases_are_counted_when_they_were_opened() -> None:
    """And changes as far as they had happened."""
    inc = case("INC-1", "A", "B", "C")
    assert 0 == counted(inc, at=NINE).changes
    assert 1 == counted(inc, at=NINE + HOUR).changes
    assert Share(0, 0) == counted(inc, since=NINE + HOUR).reclassified
    assert Share(1, 1) == counted(inc, since=NINE, until=NINE + HOUR).reclassified
    assert "counted since" in str(counted(inc, since=NINE))


def test_duplicates_are_left_out() -> None:
    """Their categories are the other's."""
    double = case("INC-2", "A", "B").mark_duplicate(at=NINE + 2 * HOUR, by="ada", of="INC-1")
    found = counted(case("INC-1", "A"), double)

    assert (Share(0, 1), 1) == (found.wrong_at_first, found.duplicates)
    assert "left out: 1 duplicate" in str(found)


def test_cases_are_told_apart_by_what_they_have_in_common() -> None:
    """With a row and figures for each group."""
    found = counted(
        case("INC-1", "A", "B", channel="phone"),
        case("INC-2", "A", channel="mail"),
        case("INC-3", "A", channel="mail"),
        by="channel",
    )
    assert [("mail", 0, 2), ("phone", 1, 1)] == [
        (row["channel"], row["count"], row["of"])
        for row in found.rows
        if row["measure"] == "wrong at first"
    ]
    assert 3 * 7 == len(found.figures)


def test_whoever_changed_few_is_put_with_others() -> None:
    """And names may be replaced by pseudonyms."""
    incidents = [case(f"INC-{n}", "A", "B", by="grace") for n in range(3)]
    incidents += [case("INC-8", "A", "B", by="kim"), case("INC-9", "A", "B", by="lee")]

    assert (("grace", 3), ("kim", 1), ("lee", 1)) == counted(*incidents).people
    assert (("grace", 3), ("others", 2)) == counted(*incidents, least=2).people
    assert (("others", 5),) == counted(*incidents, least=4).people
    hidden = counted(*incidents, pseudonyms=b"a key").people
    assert [3, 1, 1] == [count for _, count in hidden]
    assert all(len(str(name)) == 12 for name, _ in hidden)
    untold = Timeline.from_rows([(NINE, {"category": "A"}), (NINE, {"category": "B"})])
    found = reclassification({"I": untold}, at=NINE)
    assert ((None, 1),) == found.people
    assert "by not told 1" in str(found)


def test_what_is_asked_for_wrongly_is_refused() -> None:
    """As by every measure."""
    logs = {"I": Timeline.from_rows([(NINE, {"category": "A"})])}
    with pytest.raises(BadValue, match="timelines cannot be 5"):
        reclassification(5, at=NINE)  # type: ignore[arg-type]
    with pytest.raises(BadValue, match="schedule cannot be 5"):
        reclassification(logs, at=NINE, schedule=5)  # type: ignore[arg-type]
    with pytest.raises(NaiveTime):
        reclassification(logs, at=datetime(2026, 1, 5))
    with pytest.raises(BadSpan):
        reclassification(logs, at=NINE, since=NINE, until=NINE - HOUR)
    with pytest.raises(Unlisted):
        reclassification(logs, at=NINE, by="channl")
    with pytest.raises(BadValue, match="by cannot be 'measure'"):
        reclassification(logs, at=NINE, by="measure")


# --- by a tree ----------------------------------------------------------------------------------

OLD = CategoryTree(["mail/outlook"])
NEW = CategoryTree(
    [Category("mail", is_retired=True, successor="collaboration/mail"), "collaboration/mail"]
)


def test_history_counts_once_by_the_tree_of_its_time_and_by_today_s() -> None:
    """EXAMPLES T5: under "mail" by the one, under "collaboration" by the other, once in each."""
    december = NEW_YEAR - 10 * DAY
    inc = Incident.open("INC-1", at=december, by="ada", summary="s", category="mail/outlook")
    inc = inc.resolve(at=december + HOUR, by="ada", code="user_error", notes="n")
    trees = Dated([(NEW_YEAR - 365 * DAY, OLD), (NEW_YEAR, NEW)])
    log = inc.timeline()

    for read, category in (
        (applied_as_of(trees, log, depth=1), "mail"),
        (trees.latest.applied_to(log, depth=1), "collaboration"),
    ):
        found = rates({"INC-1": read}, at=NEW_YEAR + DAY, by="category")
        (group,) = found.groups
        assert ({"category": category}, 1) == (group.by, group.result.reassigned.of)


def test_a_category_that_was_renamed_is_no_reclassification() -> None:
    """Once its history is read by one tree."""
    log = Timeline.from_rows(
        [(NEW_YEAR - DAY, {"category": "mail"}), (NEW_YEAR, {"category": "collaboration/mail"})]
    )
    counts = [
        reclassification({"I": one}, at=NEW_YEAR).changes for one in (log, NEW.applied_to(log))
    ]
    assert [1, 0] == counts


def test_what_is_read_by_is_a_tree_or_a_dated_one() -> None:
    """And nothing else; a step before the first tree stays."""
    log = Timeline.from_rows([(NINE, {"category": "A"})])
    for trees in (5, None, Dated([(NINE, 5)])):
        with pytest.raises(BadValue, match=r"trees cannot be .*; give a CategoryTree, or a Dated"):
            applied_as_of(trees, log)  # type: ignore[arg-type]
    assert OLD.applied_to(log) == applied_as_of(OLD, log)
    assert log == applied_as_of(Dated([(NINE + DAY, OLD)]), log)
