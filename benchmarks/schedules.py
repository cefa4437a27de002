"""Open time of one pair of instants, beside the rivals: the same office hours, the same answers."""

import gc
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from functools import partial
from importlib import import_module
from time import perf_counter_ns
from typing import Any
from zoneinfo import ZoneInfo

from benchmarks._measure import paced, verdict
from itsmcore.schedule import Schedule
from itsmcore.schedule._local import day_starts

ZONE = ZoneInfo("Europe/Amsterdam")
START = datetime(2021, 3, 2, 10, 17, 31, 250_000, tzinfo=UTC)
SPANS = {
    "1 hour": timedelta(hours=1),
    "3 days": timedelta(days=3),
    "90 days": timedelta(days=90),
    "5 years": timedelta(days=1826),
}
HOURS = (4, 40, 2000)
EPOCH, MICROSECOND = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)

CONVERSIONS = 2.5
COLD_MS = 3.0
MOST_APART = 1.0
"""Some round to seconds."""
WORKCLOCK = {"5 years": 100.0}

Elapsed = Callable[[datetime, datetime], Any]
Deadline = Callable[[datetime, int], Any]
Rival = tuple[Elapsed | None, Deadline | None]


def itsmcore() -> Rival:
    office = Schedule.weekly({"mon-fri": "09:00-17:00"}, tz="Europe/Amsterdam")
    lasting = {hours: timedelta(hours=hours) for hours in HOURS}
    return office.elapsed, lambda start, hours: office.deadline(start, lasting[hours])


def workclock() -> Rival:
    of = import_module("workclock")
    office = of.Schedule([of.WorkDay(time(9), time(17))], time_zone="Europe/Amsterdam")
    return office.between, lambda start, hours: office.add(start, hours=hours)


def timegrid() -> Rival:
    """It knows no zones: it is given local times, already converted."""
    of = import_module("timegrid")
    office = of.TimeGridCalendar.weekdays(time(9), time(17))
    local = {at: _local(at) for at in (START, *(START + span for span in SPANS.values()))}
    lasting = {hours: of.hours(hours) for hours in HOURS}
    return (
        lambda start, end: office.get_working_duration(local[start], local[end]),
        lambda start, hours: office.add_work_duration(local[start], lasting[hours]),
    )


def businesstimedelta() -> Rival:
    of, pytz = import_module("businesstimedelta"), import_module("pytz")
    zone = pytz.timezone("Europe/Amsterdam")
    day = of.WorkDayRule(start_time=time(9), end_time=time(17), working_days=range(5), tz=zone)
    office = of.Rules([day])
    return (
        office.difference,
        lambda start, hours: start + of.BusinessTimeDelta(office, hours=hours),
    )


def business_duration() -> Rival:
    """It knows no zones: it is given local times, already converted."""
    of, pandas = import_module("business_duration"), import_module("pandas")
    local = {
        at: pandas.Timestamp(_local(at))
        for at in (START, *(START + span for span in SPANS.values()))
    }
    return (
        lambda start, end: of.businessDuration(
            local[start], local[end], time(9), time(17), unit="sec"
        ),
        None,
    )


def django_bizcal() -> Rival:
    of = import_module("django_bizcal.calendars.working")
    hours = {day: [("09:00", "17:00")] for day in range(5)}
    office = of.WorkingCalendar(tz="Europe/Amsterdam", weekly_schedule=hours)
    return office.business_time_between, office.add_business_hours


def pandas() -> Rival:
    """Its business hours only add; it is given a local time, already converted."""
    of = import_module("pandas")
    start = of.Timestamp(START).tz_convert("Europe/Amsterdam")
    hour = of.offsets.CustomBusinessHour(start="09:00", end="17:00")
    return None, lambda _, hours: start + hours * hour


def numpy() -> Rival:
    """It counts whole days, and knows neither hours nor zones."""
    of = import_module("numpy")
    days = {
        at: of.datetime64(_local(at).date())
        for at in (START, *(START + span for span in SPANS.values()))
    }
    return lambda start, end: of.busday_count(days[start], days[end]), None


RIVALS = (
    itsmcore,
    workclock,
    timegrid,
    businesstimedelta,
    business_duration,
    django_bizcal,
    pandas,
    numpy,
)


def _local(at: datetime) -> datetime:
    return at.astimezone(ZONE).replace(tzinfo=None)


def _conversions() -> tuple[int, int]:
    return (START - EPOCH) // MICROSECOND, (START - EPOCH) // MICROSECOND


def main() -> bool:
    rivals: dict[str, Rival] = {}
    for make in RIVALS:
        try:
            rivals[make.__name__] = make()
        except ImportError as error:
            print(f"{make.__name__} is not here: {error}")
    kept = True
    for name, span in SPANS.items():
        end = START + span
        _differ(name, {rival: of(START, end) for rival, (of, _) in rivals.items() if of})
        tasks = {
            rival: partial(elapsed, START, end) for rival, (elapsed, _) in rivals.items() if elapsed
        }
        kept &= _compare(f"elapsed, {name}", tasks, WORKCLOCK.get(name, 1.0))
    for hours in HOURS:
        tasks = {
            rival: partial(deadline, START, hours)
            for rival, (_, deadline) in rivals.items()
            if deadline
        }
        kept &= _compare(f"deadline, {hours} hours", tasks, 1.0)
    return kept & _cold()


def _differ(name: str, answers: dict[str, Any]) -> None:
    """Say who gives another answer than ours; numpy counts days, and is not asked."""
    expected = answers["itsmcore"].total_seconds()
    for rival, answer in answers.items():
        length = getattr(answer, "timedelta", answer)
        found = float(length.total_seconds() if isinstance(length, timedelta) else length)
        if rival != "numpy" and abs(found - expected) > MOST_APART:
            print(f"elapsed, {name}: {rival} says {found:,.0f} s, and it is {expected:,.0f} s")


def _compare(title: str, tasks: dict[str, Callable[[], object]], bound: float) -> bool:
    times = paced({"two conversions": _conversions, **tasks})
    ours, two = times["itsmcore"], times["two conversions"]
    print(f"\n{title}: {ours / 1000:.2f} us, in conversions {verdict(ours / two, CONVERSIONS)}")
    kept = ours / two <= CONVERSIONS
    for name, of in times.items():
        if name in {"itsmcore", "two conversions"}:
            continue
        ratio = of / ours
        said = f"{ratio:12,.1f} times as long"
        if name == "workclock":
            kept &= ratio >= bound
            said += f"   at least {bound:g}: {'kept' if ratio >= bound else 'BROKEN'}"
        print(f"  {name:20}{said}")
    return kept


def _cold() -> bool:
    """Build a schedule and ask for a year, with nothing known of its zone."""
    built, asked = [], []
    gc.collect()
    for _ in range(30):
        day_starts.cache_clear()
        start = perf_counter_ns()
        office = Schedule.weekly({"mon-fri": "09:00-17:00"}, tz="Europe/Amsterdam")
        middle = perf_counter_ns()
        office.elapsed(START, START + timedelta(days=365))
        built.append(middle - start)
        asked.append(perf_counter_ns() - middle)
    build, ask = (sorted(times)[len(times) // 2] / 1e6 for times in (built, asked))
    print(f"\nto build {build:.2f} ms; the first answer, of a year, in ms {verdict(ask, COLD_MS)}")
    return ask <= COLD_MS
