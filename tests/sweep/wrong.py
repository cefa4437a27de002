"""Wrong values: one of every kind that a caller may hand over by mistake."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, NoReturn

from itsmcore import INCIDENT, Impact, Incident, Phase, Schedule, Timeline
from itsmcore.conditions import field
from tests.sweep.good import INC, LINE, OFFICE


class Unshowable:
    """Fail to show itself."""

    def __repr__(self) -> NoReturn:
        raise RuntimeError("closed")


class Unequal:
    """Say of nothing whether it is equal, and have no hash, as frames do."""

    __hash__ = None  # type: ignore[assignment]

    def __eq__(self, other: object) -> Any:
        return self

    def __ne__(self, other: object) -> Any:
        return self

    def __bool__(self) -> NoReturn:
        raise ValueError("the truth value is ambiguous")


class Nothing:
    """Be made of anything, and be nothing."""

    def __init__(self, *_: Any, **__: Any) -> None:
        pass


def anything(*_: Any, **__: Any) -> None:
    """Take anything, and say nothing."""


def nested(depth: int) -> list[Any]:
    """Put lists into lists."""
    value: list[Any] = []
    for _ in range(depth):
        value = [value]
    return value


def endless() -> Iterator[str]:
    """Give texts, but not for ever."""
    yield from ["x"] * 3


WRONG: dict[str, Callable[[], Any]] = {
    "None": lambda: None,
    "zero": lambda: 0,
    "five": lambda: 5,
    "minus one": lambda: -1,
    "a long integer": lambda: 10**5_000,
    "True": lambda: True,
    "a float": lambda: 1.5,
    "NaN": lambda: float("nan"),
    "infinity": lambda: float("inf"),
    "a decimal that is no number": lambda: Decimal("sNaN"),
    "a complex number": lambda: 1j,
    "no text": lambda: "",
    "a blank": lambda: " ",
    "a text": lambda: "zz",
    "a surrogate": lambda: "\ud800",
    "NUL": lambda: "\x00",
    "a long text": lambda: "x" * 1_000_000,
    "bytes": lambda: b"x",
    "an empty list": list,
    "a list of texts": lambda: ["x"],
    "a list of None": lambda: [None],
    "a list of lists": lambda: [[]],
    "a list of mappings": lambda: [{}],
    "a list of pairs": lambda: [(1, 2)],
    "a list of what fails": lambda: [Unshowable()],
    "a deep list": lambda: nested(10_000),
    "a generator": endless,
    "an empty mapping": dict,
    "a mapping of texts": lambda: {"x": "y"},
    "a mapping of numbers": lambda: {1: 2},
    "a mapping of None": lambda: {None: None},
    "a set": lambda: {1},
    "an object": object,
    "what fails": Unshowable,
    "what is not equal": Unequal,
    "a class": lambda: Nothing,
    "an exception": lambda: ValueError,
    "a function": lambda: anything,
    "a lambda": lambda: lambda *_: None,
    "a module": lambda: __import__("math"),
    "a naive instant": lambda: datetime(2026, 1, 5),
    "a date": lambda: date(2026, 1, 5),
    "no time": timedelta,
    "a negative time": lambda: timedelta(days=-1),
    "a long time": lambda: timedelta.max,
    "a phase": lambda: Phase.NEW,
    "a level": lambda: Impact.LOW,
    "a record": lambda: INC,
    "a record class": lambda: Incident,
    "a model": lambda: INCIDENT,
    "a timeline": lambda: LINE,
    "an empty timeline": Timeline,
    "a mapping to texts": lambda: {"INC-1": "x"},
    "a schedule": lambda: OFFICE,
    "never": Schedule.never,
    "a condition": lambda: field("state").is_("new"),
    "a field": lambda: field("state"),
}


def replaced(good: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Give good arguments with one of them wrong, each in every way."""
    for name, value in good.items():
        several = value if name.startswith("*") else None
        for kind, make in WRONG.items():
            if isinstance(several, Mapping):
                for key in several:
                    yield f"{name}[{key}]", kind, {**good, name: {**several, key: make()}}
            elif isinstance(several, tuple):
                yield name, kind, {**good, name: (make(), *several[1:])}
            else:
                yield name, kind, {**good, name: make()}
