"""Cases in files: this project's own corpus, and those of eight other projects where they are."""

import json
import warnings
from datetime import UTC, date, datetime, time, timedelta
from functools import reduce
from operator import and_, or_, sub
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from itsmcore.schedule import (
    EndOfWorkingDay,
    NoOpenTime,
    Schedule,
    Span,
    Target,
    WholeDays,
    WorkingDayBy,
    WorkingDays,
)

CORPUS = Path(__file__).parent.parent / "conformance"
OTHERS = Path(__file__).parents[3] / "shared" / "vectors"

Case = dict[str, Any]
SETS = {"any": or_, "all": and_, "without": sub}


def cases(name: str) -> list[Any]:
    found = json.loads((CORPUS / name).read_text(encoding="utf-8"))["cases"]
    return [pytest.param(case, id=case["id"]) for case in found]


def vectors() -> list[Any]:
    paths = sorted(OTHERS.glob("*.json"))
    found = [case for path in paths for case in json.loads(path.read_text(encoding="utf-8"))]
    return [pytest.param(case, id=case["id"]) for case in found]


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def seconds(number: float) -> timedelta:
    return timedelta(microseconds=round(number * 1_000_000))


def dated(texts: Case) -> dict[Any, Any]:
    """Read the keys that are dates, and leave those that are days."""
    return {date.fromisoformat(k) if k[0].isdigit() else k: v for k, v in texts.items()}


def flat(case: Case) -> Schedule:
    """Make the schedule of a case in the form of core.json."""
    weekly, exceptions = case["weekly"], dated(case.get("exceptions", {}))
    if not any(weekly.values()) and not exceptions:
        return Schedule.never()
    made = Schedule.weekly(
        weekly,
        tz=case["timezone"],
        holidays=[date.fromisoformat(text) for text in case.get("holidays", [])],
        exceptions=exceptions,
        breaks=dated(case.get("breaks", {}) | case.get("weekly_breaks", {})),
    )
    pauses = [Span(instant(start), instant(end)) for start, end in case.get("pauses", [])]
    return made - Schedule.of(pauses)


def weekly(weekly: Any, **options: Any) -> Schedule:
    for name in {"exceptions", "breaks"} & options.keys():
        options[name] = dated(options[name])
    days = options.get("holidays", [])
    options["holidays"] = [date.fromisoformat(day) if day[0].isdigit() else day for day in days]
    if "since" in options:
        options["since"] = date.fromisoformat(options["since"])
    return Schedule.weekly(weekly, **options)


def nested(said: Any) -> Schedule:
    """Make the schedule of a case in the form of schedules.json."""
    match said:
        case "always" | "never":
            made: Schedule = getattr(Schedule, said)()
            return made
        case {"not": part}:
            return ~nested(part)
        case {"between": [start, end]}:
            return Schedule.between(instant(start), end and instant(end))
        case {"recurring": rule, "start": start, "tz": tz, "seconds": length}:
            first = instant(start).replace(tzinfo=ZoneInfo(tz))
            return Schedule.recurring(rule, start=first, duration=seconds(length))
        case {"weekly": _}:
            return weekly(**said)
        case _:
            ((operator, parts),) = said.items()
            return reduce(SETS[operator], map(nested, parts))


def target(case: Case) -> Target | timedelta:
    match case:
        case {"working_days": days, "by": by}:
            return WorkingDayBy(days, time.fromisoformat(by), tz=case.get("tz"))
        case {"working_days": days}:
            return WorkingDays(days, tz=case.get("tz"))
        case {"end_of_working_day": days}:
            return EndOfWorkingDay(days)
        case _:
            return seconds(case["seconds"])


def answer(schedule: Schedule, case: Case) -> object:
    """Ask what a case asks; None where there is no answer."""
    ask = getattr(schedule, case["op"])
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", WholeDays)
            if case["op"] == "deadline":
                return ask(instant(case["start"]), target(case))
            if "end" in case:
                return ask(instant(case["start"]), instant(case["end"]))
            return ask(instant(case.get("at") or case["start"]))
    except NoOpenTime:
        return None


def expected(case: Case, value: Any) -> object:
    """Read what a case expects, in the type of the answer."""
    match value:
        case str():
            return instant(value).astimezone(UTC)
        case list():
            return tuple(Span(instant(start), instant(end)) for start, end in value)
        case bool() | None:
            return value
        case _:
            return seconds(value)


@pytest.mark.parametrize("case", cases("core.json"))
def test_the_core_of_the_corpus(case: Case) -> None:
    """Each case was worked by hand."""
    assert expected(case, case["expected"]) == answer(flat(case), case)


@pytest.mark.parametrize("case", cases("schedules.json"))
def test_the_corpus_of_schedules(case: Case) -> None:
    """Each case was worked by hand, and says why."""
    assert expected(case, case["expected"]) == answer(nested(case["schedule"]), case)


@pytest.mark.skipif(not OTHERS.exists(), reason="the vectors of other projects are not here")
@pytest.mark.parametrize("case", vectors() or [pytest.param(None, marks=pytest.mark.skip)])
def test_the_cases_of_other_projects(case: Case) -> None:
    """Where a case's policy is not ours, the walker beside it says what the hours hold."""
    value = case["expected"] if case["agrees"] else case["walker"]
    assert expected(case, value) == answer(flat(case), case)
