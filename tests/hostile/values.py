"""Hostile values: those of the sweep, and of the right kinds what is extreme, sly or broken."""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from decimal import Decimal
from enum import IntEnum, StrEnum
from fractions import Fraction
from random import Random
from typing import Any, NoReturn
from zoneinfo import ZoneInfo

import numpy
import pandas

from itsmcore import (
    INCIDENT,
    NORMAL_CHANGE,
    PROBLEM,
    TASK,
    Actor,
    Event,
    Impact,
    Level,
    Model,
    Phase,
    Priority,
    Record,
    Schedule,
    Timeline,
    Urgency,
    changes,
    incidents,
    problems,
    tasks,
)
from itsmcore.conditions import Condition, Opaque, field, happened
from itsmcore.lifecycle import Cause, Link
from itsmcore.presets import servicenow
from itsmcore.risk import Risk
from itsmcore.schedule import Span
from tests.instants import NINE as T0
from tests.support import LOAN, lent
from tests.sweep.good import CHG, GOAL, GOLD, INC, LINE, PRB, RESOLVED, TSK
from tests.sweep.wrong import WRONG, Unequal, Unshowable, nested


class Sly(str):
    """Say of every other text that it is this one."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return True

    def __hash__(self) -> int:
        return 0


class Lying(str):
    """Be a text that shows itself as several lines."""

    __slots__ = ()

    def __str__(self) -> str:
        return "one\ntwo"

    __repr__ = __str__


class Loud(StrEnum):
    """Differ from the own texts."""

    A = "caller"

    def __eq__(self, other: object) -> bool:
        return self is other

    def __hash__(self) -> int:
        return 1


class Grade(IntEnum):
    """Be whole numbers."""

    ONE = 1


class Own(dict[Any, Any]):
    """Be a mapping that has what is asked for, whatever it is."""

    def __missing__(self, key: object) -> str:
        return "x"


class Moment(datetime):
    """Be an instant of a class of its own."""


class Broken:
    """Raise at whatever is asked."""

    def _fail(self, *_: Any, **__: Any) -> NoReturn:
        raise RuntimeError("broken\nfor good")

    __eq__ = __hash__ = __bool__ = __iter__ = __len__ = __repr__ = __str__ = _fail
    __lt__ = __gt__ = __le__ = __ge__ = __add__ = __radd__ = __float__ = _fail


class Unlisted(list[Any]):
    """Be a list that cannot be gone through."""

    def __iter__(self) -> NoReturn:
        raise RuntimeError("broken")


class Nowhere(tzinfo):
    """Be a zone that does not know its own offset."""

    def _fail(self, _: datetime | None) -> NoReturn:
        raise RuntimeError("broken")

    utcoffset = dst = tzname = _fail


def exhausted() -> Iterator[str]:
    """Give a generator that has given what it had."""
    given = (text for text in ("x",))
    list(given)
    return given


def in_itself() -> list[Any]:
    """Give a list that holds itself."""
    held: list[Any] = ["x"]
    held.append(held)
    return held


def mapping_in_itself() -> dict[str, Any]:
    """Give a mapping that holds itself."""
    held: dict[str, Any] = {"state": "new"}
    held["x"] = held
    return held


def deep(depth: int) -> dict[str, Any]:
    """Put mappings into mappings."""
    return functools.reduce(lambda inner, _: {"x": inner}, range(depth), {"x": "y"})


def all_of(parts: int) -> Condition:
    """Give a wide condition."""
    several = [field(f"x{number}").is_(number) for number in range(parts)]
    return functools.reduce(operator.and_, several)


def alternating(depth: int) -> Condition:
    """Give a deep condition."""
    made: Condition = field("x").is_(1)
    for number in range(depth):
        other = field(f"x{number}") > number
        made = made | other if number % 2 else made & other
    return made


def at_every_minute(minutes: int) -> Schedule:
    """Give a schedule of many spans."""
    starts = (T0 + timedelta(minutes=2 * number) for number in range(minutes))
    return Schedule.of(Span(start, start + timedelta(minutes=1)) for start in starts)


TEXTS: dict[str, Callable[[], Any]] = {
    "no text": lambda: "",
    "blanks": lambda: " \t\n ",
    "no-break blanks": lambda: "\u00a0\u2003",
    "half a character": lambda: "x\udcff",
    "NUL in a text": lambda: "a\0b",
    "text from right to left": lambda: "\u202eevil\u202c",
    "text of no width": lambda: "\u200b\u200d\ufeff",
    "lines": lambda: "one\r\ntwo\u2028three\x85four",
    "an escape": lambda: "\x1b[31mred",
    "a megabyte": lambda: "é" * 1_000_000,
    "a long line of words": lambda: "word " * 2_000,
    "a sly text": lambda: Sly("x"),
    "a lying text": lambda: Lying("x"),
    "a loud member": lambda: Loud.A,
    "a text of numpy": lambda: numpy.str_("x"),
    "digits": lambda: "१२३",
    "a format": lambda: "{0.__class__}%s$x",
    "quotes": lambda: "'\"`|<&>\\",
    "a dotted text": lambda: "given..custom.",
    "another's number": lambda: "PRB-1",
    "its own number": lambda: "INC-1",
    "a date as a text": lambda: "9999-12-31",
    "a rule": lambda: "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
    "a rule of seconds": lambda: "FREQ=SECONDLY;COUNT=999999999",
    "hours": lambda: "22:00-06:00",
    "a zone": lambda: "Antarctica/Troll",
    "a path": lambda: "../../etc/passwd",
}
NUMBERS: dict[str, Callable[[], Any]] = {
    "2**63": lambda: 2**63,
    "-2**64": lambda: -(2**64),
    "a long negative integer": lambda: -(10**5_000),
    "1e308": lambda: 1e308,
    "5e-324": lambda: 5e-324,
    "minus zero": lambda: -0.0,
    "minus infinity": lambda: float("-inf"),
    "a decimal NaN": lambda: Decimal("NaN"),
    "an endless decimal": lambda: Decimal("Infinity"),
    "a large decimal": lambda: Decimal("1E+999999"),
    "a long fraction": lambda: Fraction(1, 10**5_000),
    "a grade": lambda: Grade.ONE,
    "an integer of numpy": lambda: numpy.int64(3),
    "a small integer of numpy": lambda: numpy.int8(-128),
    "a float of numpy": lambda: numpy.float64("nan"),
    "a half float of numpy": lambda: numpy.float16(1.5),
    "a truth of numpy": lambda: numpy.True_,
    "NA": lambda: pandas.NA,
    "seven": lambda: 7,
    "a hundred thousand": lambda: 100_000,
}
TIMES: dict[str, Callable[[], Any]] = {
    "the first instant": lambda: datetime.min.replace(tzinfo=UTC),
    "the last instant": lambda: datetime.max.replace(tzinfo=UTC),
    "before the first": lambda: datetime.min.replace(tzinfo=timezone(timedelta(hours=14))),
    "after the last": lambda: datetime.max.replace(tzinfo=timezone(timedelta(hours=-12))),
    "near the last": lambda: datetime(9999, 12, 30, tzinfo=UTC),
    "an odd offset": lambda: datetime(
        2026, 1, 5, 9, tzinfo=timezone(timedelta(seconds=1, microseconds=1))
    ),
    "a fold": lambda: datetime(2026, 10, 25, 2, 30, fold=1, tzinfo=ZoneInfo("Europe/Amsterdam")),
    "a gap": lambda: datetime(2026, 3, 29, 2, 30, tzinfo=ZoneInfo("Europe/Amsterdam")),
    "a microsecond": lambda: T0 + timedelta(microseconds=1),
    "a moment": lambda: Moment(2026, 1, 5, 9, tzinfo=UTC),
    "a stamp of pandas": lambda: pandas.Timestamp("2026-01-05T09:00:00.000000001Z"),
    "NaT": lambda: pandas.NaT,
    "an instant of numpy": lambda: numpy.datetime64("2026-01-05T09"),
    "no instant of numpy": lambda: numpy.datetime64("NaT"),
    "an instant nowhere": lambda: datetime(2026, 1, 5, tzinfo=Nowhere()),
    "a time of day": lambda: time(9),
    "the last date": lambda: date.max,
    "the least time": lambda: timedelta.min,
    "the most time": lambda: timedelta.max,
    "the shortest time": lambda: timedelta.resolution,
    "ten thousand years": lambda: timedelta(days=3_652_000),
    "a time of numpy": lambda: numpy.timedelta64(5, "m"),
    "a time of pandas": lambda: pandas.Timedelta(1, "ns"),
    "a zone nowhere": Nowhere,
}
SEVERAL: dict[str, Callable[[], Any]] = {
    "an empty tuple": tuple,
    "an empty set": frozenset,
    "an exhausted generator": exhausted,
    "a list that cannot be gone through": lambda: Unlisted(["x"]),
    "a list in itself": in_itself,
    "a deep tuple": lambda: tuple(nested(5_000)),
    "a hundred deep": lambda: nested(99),
    "a long list": lambda: ["x"] * 20_000,
    "a list of what is broken": lambda: [Broken()],
    "a list of unequals": lambda: [Unequal()],
    "a list twice the same": lambda: ["x", "x"],
    "pairs of three": lambda: [("a", "b", "c")],
    "a list of NUL": lambda: ["\0"],
    "a list of half a character": lambda: ["\ud800"],
    "an array": lambda: numpy.arange(3),
    "an array of objects": lambda: numpy.array([None, "x", 1.5], object),
    "an array of no dimension": lambda: numpy.array(5),
    "a series": lambda: pandas.Series(["x", None]),
    "a frame": lambda: pandas.DataFrame({"id": ["I1", None], "at": [T0, pandas.NaT]}),
    "a range": lambda: range(10**5),
    "links": lambda: [("INC-1", "parent", "INC-1")],
    "records of one number": lambda: [INC, INC],
    "records of several practices": lambda: [PRB, CHG, TSK, lent()],
    "a history": lambda: PRB.history,
    "a torn history": lambda: RESOLVED.history[1:],
    "a mixed history": lambda: (*INC.history, *PRB.history),
}
MAPPINGS: dict[str, Callable[[], Any]] = {
    "a mapping of a text that is empty": lambda: {"": ""},
    "a mapping of NUL": lambda: {"\0": "\ud800"},
    "a mapping of its own": lambda: Own({"state": "new"}),
    "a mapping in itself": mapping_in_itself,
    "a deep mapping": lambda: deep(5_000),
    "a mapping a hundred deep": lambda: deep(99),
    "a long mapping": lambda: {f"x{number}": number for number in range(20_000)},
    "a mapping of tuples": lambda: {("close", "new"): "x", (1,): None},
    "a mapping of levels": lambda: {Priority.HIGH: timedelta.max, Risk.LOW: timedelta(1)},
    "a mapping to what is broken": lambda: {"state": Broken(), "x": Unshowable()},
    "a mapping to unequals": lambda: {"state": Unequal()},
    "a mapping to NaN": lambda: {"x": float("nan"), "y": Decimal("sNaN")},
    "a mapping of a long name": lambda: {"x" * 100_000: 1},
    "a mapping of a sly name": lambda: {Sly("x"): 1},
    "a mapping of a megabyte": lambda: {"x": "y" * 1_000_000},
}
OBJECTS: dict[str, Callable[[], Any]] = {
    "what is broken": Broken,
    "ellipsis": lambda: ...,
    "NotImplemented": lambda: NotImplemented,
    "a bytearray": lambda: bytearray(b"x"),
    "a zone": lambda: ZoneInfo("Europe/Paris"),
    "an error": lambda: ValueError("x"),
    "a partial": lambda: functools.partial(str),
}
DOMAIN: dict[type, dict[str, Callable[[], Any]]] = {
    Level: {
        "an urgency": lambda: Urgency.HIGH,
        "an impact": lambda: Impact.HIGH,
        "a risk": lambda: Risk.HIGH,
        "a level of another's scale": lambda: servicenow.IMPACTS[0],
        "a bare level": lambda: Level("x", "X", 1),
        "a level of a broken name": lambda: Impact("\n", "\u202e", -1),
        "a level of no rank": lambda: Impact("none", "None", float("-1e300")),
    },
    Model: {
        "the model of problems": lambda: PROBLEM,
        "the model of changes": lambda: NORMAL_CHANGE,
        "the model of tasks": lambda: TASK,
        "the model of loans": lambda: LOAN,
        "the model of a product": lambda: servicenow.INCIDENT,
        "the model of incidents": lambda: INCIDENT,
    },
    Record: {
        "a problem": lambda: PRB,
        "a change": lambda: CHG,
        "a task": lambda: TSK,
        "a loan": lent,
        "a resolved incident": lambda: RESOLVED,
    },
    Event: {
        "an opening": lambda: INC.history[0],
        "an opening of another practice": lambda: PRB.history[0],
        "an event of problems": lambda: problems.Confirmed(at=T0, by="x"),
        "an event of changes": lambda: changes.Implemented(at=T0, by="x"),
        "an event of tasks": lambda: tasks.Released(at=T0, by="x"),
        "an early event": lambda: incidents.Started(at=datetime.min.replace(tzinfo=UTC), by="x"),
        "a late event": lambda: incidents.Started(at=datetime.max.replace(tzinfo=UTC), by="x"),
        "a link to itself": lambda: incidents.Linked(at=T0, by="x", kind="parent", target="INC-1"),
        "an event with a cause": lambda: incidents.Closed(at=T0, by="x", cause=Cause("\0", -5)),
    },
    Schedule: {
        "always": Schedule.always,
        "never": Schedule.never,
        "every minute": lambda: at_every_minute(2_000),
        "hardly ever": lambda: Schedule.of([Span(T0, T0 + timedelta(microseconds=1))]),
        "the whole of time": lambda: Schedule.between(
            datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
        ),
        "a leap day": lambda: Schedule.recurring(
            "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", start=T0, duration=timedelta(hours=1)
        ),
        "what starts at the end": lambda: Schedule.recurring(
            "FREQ=DAILY", start=datetime(9999, 12, 30, tzinfo=UTC), duration=timedelta(hours=1)
        ),
    },
    Condition: {
        "a wide condition": lambda: all_of(500),
        "a deep condition": lambda: alternating(90),
        "a condition of NaN": lambda: field("x").is_(float("nan")),
        "a condition of a broken text": lambda: field("\n") > "\ud800",
        "a condition of a function": lambda: Opaque(bool),
        "a condition of a phase": lambda: field("phase").is_(Phase.CANCELLED),
        "a condition of an event": lambda: happened(incidents.Held),
        "an order between kinds": lambda: field("state") < 5,
        "an order of instants": lambda: field("opened_at") < T0,
    },
    Timeline: {
        "an empty timeline": Timeline,
        "a timeline of one step": lambda: Timeline.from_rows([(T0, {"state": "zz"})]),
        "a timeline of all time": lambda: Timeline.from_rows(
            [
                (datetime.min.replace(tzinfo=UTC), {"state": "new"}),
                (datetime.max.replace(tzinfo=UTC), {"state": "closed"}),
            ]
        ),
        "a timeline of a change": CHG.timeline,
    },
    Actor: {
        "an actor of many roles": lambda: Actor("x", {"a", "b", ""}),
        "a broken actor": lambda: Actor("\ud800", {"\0"}),
    },
    Link: {
        "a link": lambda: Link("parent", "INC-1"),
        "a link of no kind": lambda: Link("zz", ""),
    },
    object: {
        "an agreement": lambda: GOLD,
        "a goal": lambda: GOAL,
        "a span": lambda: Span(T0),
        "a step": lambda: LINE[0],
    },
}
ALL: dict[str, Callable[[], Any]] = {
    **WRONG,
    **TEXTS,
    **NUMBERS,
    **TIMES,
    **SEVERAL,
    **MAPPINGS,
    **OBJECTS,
    **{name: make for kinds in DOMAIN.values() for name, make in kinds.items()},
}


def like(good: Any) -> dict[str, Callable[[], Any]]:
    """Give the hostile values of the kind of a good one."""
    if isinstance(good, str):
        return TEXTS
    if isinstance(good, int | float | Decimal):
        return NUMBERS
    if isinstance(good, datetime | date | timedelta | tzinfo | numpy.ndarray):
        return TIMES
    for kind, values in DOMAIN.items():
        if isinstance(good, kind) and kind is not object:
            return values
    if isinstance(good, Mapping):
        return MAPPINGS
    return SEVERAL if isinstance(good, list | tuple | set | frozenset) else ALL


def hostile(random: Random, good: Any) -> tuple[str, Any]:
    """Give a hostile value for the place of a good one, mostly of its kind, and say what it is."""
    values = like(good) if random.random() < 0.6 else ALL
    name = random.choice(list(values))
    return name, values[name]()


def spoilt(random: Random, good: Any) -> tuple[str, Any]:
    """Give a hostile value for a good one, or the good one with something hostile inside."""
    if random.random() < 0.5:
        if isinstance(good, Mapping) and good:
            key = random.choice(list(good))
            name, value = hostile(random, good[key])
            if random.random() < 0.3 and _is_hashable(value):
                return f"{name} for a key", {**good, value: good[key]}
            return f"{name} in it", {**good, key: value}
        if isinstance(good, list | tuple) and type(good) in (list, tuple) and good:
            place = random.randrange(len(good))
            name, value = hostile(random, good[place])
            several = [*good[:place], value, *good[place + random.randrange(2) :]]
            return f"{name} in it", type(good)(several)
    return hostile(random, good)


def _is_hashable(value: Any) -> bool:
    try:
        hash(value)
    except Exception:
        return False
    return True
