"""The public surface, found by introspection: every callable of every face, and what it takes."""

from __future__ import annotations

import enum
import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from types import FunctionType, MethodType
from typing import Any

import attrs

import itsmcore

INSIDE = (
    *("errors", "codes", "drawing", "frozen", "persistent", "nearest", "shown", "fields"),
    *("kinds", "checked", "plain", "written", "rows", "called"),
    *("chart", "layered", "output", "palette", "phrase", "phrases", "picture", "strip"),
)
"""Modules that the reference does not list, or that are about errors."""
SEARCHES = (
    *("itsmcore.desk.Numbering.free", "itsmcore.testing.RecordMachine.check"),
    *("itsmcore.testing.paths", "itsmcore.testing.differences"),
    "itsmcore.testing.DeskMachine.check",
    *(f"itsmcore.testing.{one}.check" for one in ("StoreTests", "AsyncStoreTests")),
)
"""What searches, and takes its time where nothing is wrong."""


def modules() -> list[str]:
    """List the modules that people import, the face first."""
    found = [one.name for one in pkgutil.walk_packages(itsmcore.__path__, "itsmcore.")]
    public = [name for name in found if not any(p.startswith("_") for p in name.split("."))]
    return ["itsmcore", *(name for name in public if name.removeprefix("itsmcore.") not in INSIDE)]


def offered(module: str) -> Iterator[tuple[str, Any]]:
    """Give what a module offers: its `__all__`, or else the public names that are its own."""
    found = importlib.import_module(module)
    names = getattr(found, "__all__", None) or [
        name
        for name, value in vars(found).items()
        if not name.startswith("_") and getattr(value, "__module__", None) == module
    ]
    for name in names:
        yield name, getattr(found, name)


@attrs.frozen
class Offered:
    """Hold one callable: a function, a class, or a method of a class.

    Attributes:
        name: its dotted name, as people write it.
        owner: the class that it is a method of.
        value: the function or the class; of a method, its name.
    """

    name: str
    owner: type | None
    value: Any

    def bound(self, selves: dict[type, Any]) -> Any:
        """Give what is called: a method of an instance that stands for its class."""
        if self.owner is None:
            return self.value
        if isinstance(inspect.getattr_static(self.owner, self.value), classmethod | staticmethod):
            return getattr(type(selves[self.owner]), self.value)
        return getattr(selves[self.owner], self.value)


def callables() -> list[Offered]:
    """List the public callables, each once, under the first name that it is offered by."""
    found: dict[int, Offered] = {}
    for module in modules():
        for name, value in offered(module):
            for one in _of(f"{module}.{name}", value):
                found.setdefault(_identity(one), one)
    return sorted(found.values(), key=lambda one: one.name)


def _identity(one: Offered) -> int:
    value = inspect.getattr_static(one.owner, one.value) if one.owner else one.value
    return id(value)


def _of(name: str, value: Any) -> Iterator[Offered]:
    if not inspect.isclass(value):
        if isinstance(value, FunctionType | MethodType) or (
            callable(value) and hasattr(value, "__wrapped__")
        ):
            yield Offered(name, None, value)
        return
    if issubclass(value, enum.Enum | BaseException) or getattr(value, "_is_protocol", False):
        return
    if value.__module__.partition(".")[0] != "itsmcore":
        return
    yield Offered(name, None, value)
    for method in dir(value):
        static = inspect.getattr_static(value, method)
        is_hidden = method.startswith("_") and method not in OPERATORS
        is_hook = method in HOOKS or f"{name}.{method}" in INNER
        if is_hidden or isinstance(static, property) or is_hook:
            continue
        if _is_ours(static):
            yield Offered(f"{name}.{method}", value, method)


OPERATORS = (
    *("__and__", "__or__", "__sub__", "__rand__", "__ror__", "__contains__", "__getitem__"),
    *("__format__", "__lt__", "__le__", "__gt__", "__ge__", "__eq__", "__call__"),
)


HOOKS = (
    *("changes", "against", "tied", "untied", "offered_as"),
    *("opened", "applied", "refused", "ticked", "store", "reopened"),
    *("whom_to_ask", "conversation", "approved_words_in"),
    *("dst", "fromutc", "tzname", "utcoffset"),
)
"""Methods that people write and the library or Python calls: of events, machines and zones."""
INNER = (
    *(
        f"itsmcore.schedule.{one}.after"
        for one in ("EndOfWorkingDay", "WorkingDayBy", "WorkingDays")
    ),
    *(f"itsmcore.service_levels.Stretch.{one}" for one in ("due_from", "late_after", "reaching")),
    *("itsmcore.service_levels.Segment.is_like", "itsmcore.service_levels.Due.after"),
    "itsmcore.service_levels.DueBy.of",
    *("itsmcore.testing.StoreTests.close", "itsmcore.testing.AsyncStoreTests.close"),
    *(f"itsmcore.testing.DeskMachine.{hook}" for hook in ("begun", "close", "read", "repeated")),
    "itsmcore.testing.RecordMachine.came_late",
    *("itsmcore.schedule.Observance.begins", "itsmcore.schedule.Observance.latest"),
)
"""Methods that only the library calls, at every step, on what it has made itself."""


def _is_ours(static: Any) -> bool:
    function = static.__func__ if isinstance(static, classmethod | staticmethod) else static
    if hasattr(static, "event") and hasattr(static, "made"):
        return True  # an opening
    code = getattr(inspect.unwrap(function) if callable(function) else function, "__code__", None)
    return code is not None and "/itsmcore/" in code.co_filename.replace("\\", "/")
