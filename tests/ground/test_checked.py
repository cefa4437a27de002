"""Checked functions: the types of the parameters are what is taken."""

from __future__ import annotations

import inspect
import pickle
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal

import pytest

from itsmcore.checked import checked
from itsmcore.errors import BadValue
from itsmcore.frozen import FrozenDict
from itsmcore.incidents import HoldReason, Incident
from itsmcore.lifecycle import Actor, Event, Record

if TYPE_CHECKING:
    from decimal import Decimal as Money


@checked
def taken(
    text: str,
    number: int = 0,
    *several: HoldReason,
    rate: float = 0.0,
    is_sure: bool = False,
    names: str | Iterable[str] = (),
    others: Iterable[Any] = (),
    actors: Iterable[Actor] | None = None,
    rates: Mapping[str, float] | None = None,
    listed: Sequence[str] = (),
    side: Literal["left", "right"] = "left",
    kind: type[Event] = Event,
    any_kind: type[Any] = object,
    length: timedelta | None = None,
    at: datetime | None = None,
    of: Money | None = None,
    make: Callable[[], Any] = dict,
    what: Any = None,
    **more: Any,
) -> dict[str, Any]:
    """Give what was taken."""
    return dict(locals())


GOOD: list[tuple[dict[str, Any], Any]] = [
    ({"number": 5}, 5),
    ({"rate": 1}, 1),
    ({"is_sure": True}, True),
    ({"names": "ada"}, "ada"),
    ({"names": ["ada"]}, ("ada",)),
    ({"names": (name for name in ["ada", "grace"])}, ("ada", "grace")),
    ({"others": {1}}, (1,)),
    ({"actors": None}, None),
    ({"actors": [Actor("ada")]}, (Actor("ada"),)),
    ({"rates": {"a": 1.5}}, FrozenDict({"a": 1.5})),
    ({"listed": ["a"]}, ("a",)),
    ({"side": "right"}, "right"),
    ({"kind": Incident.model.opening_event}, Incident.model.opening_event),
    ({"any_kind": int}, int),
    ({"length": timedelta(1)}, timedelta(1)),
    ({"at": "not looked at"}, "not looked at"),
    ({"of": "not known at run time"}, "not known at run time"),
    ({"make": list}, list),
    ({"what": object}, object),
    ({"x": 5}, None),
]
WRONG: list[tuple[dict[str, Any], str]] = [
    ({"text": 5}, "text cannot be 5; give a text"),
    ({"number": True}, "number cannot be True; give a whole number"),
    ({"rate": "1"}, "rate cannot be '1'; give a number"),
    ({"is_sure": 1}, "is_sure cannot be 1; give True or False"),
    ({"names": 5}, "names cannot be 5; give a text or a tuple, each a text"),
    ({"names": ["ada", 5]}, "names cannot be 5; give a text or a tuple, each a text"),
    ({"others": 5}, "others cannot be 5; give a tuple"),
    ({"actors": "ada"}, "actors cannot be 'ada'; give a tuple, each an Actor"),
    ({"actors": ["ada"]}, "actors cannot be 'ada'; give a tuple, each an Actor"),
    ({"rates": {"a": "b"}}, "rates cannot be .*; give a mapping from a text to a number or None"),
    ({"listed": "a"}, "listed cannot be 'a'; give a tuple, each a text"),
    ({"side": "up"}, "side cannot be 'up'; give one of 'left', 'right'"),
    ({"kind": Record}, "kind cannot be .*; give an Event class"),
    ({"any_kind": 5}, "any_kind cannot be 5; give a class"),
    ({"length": 5}, "length cannot be 5; give a timedelta or None"),
    ({"make": 5}, "make cannot be 5; give a Callable"),
]


@pytest.mark.parametrize(("given", "kept"), GOOD, ids=range(len(GOOD)))
def test_what_fits_is_taken(given: dict[str, Any], kept: Any) -> None:
    """As it is kept: what can be gone through is gone through once, and is a tuple."""
    (name,) = given
    found = taken("x", **given)

    assert kept == found.get(name)
    assert found["more"] == ({"x": 5} if name == "x" else {})


@pytest.mark.parametrize(("given", "words"), WRONG, ids=range(len(WRONG)))
def test_what_does_not_fit_is_refused(given: dict[str, Any], words: str) -> None:
    """By the name of the parameter, with the value and what to give."""
    with pytest.raises(BadValue, match=f"^{words}$"):
        taken(**{"text": "x", **given})


def test_arguments_by_place_are_checked_too() -> None:
    """Those of a name, and the rest."""
    assert (HoldReason.CALLER,) == taken("x", 5, HoldReason.CALLER)["several"]
    assert (HoldReason.CALLER,) == taken("x", 5, "caller")["several"]  # type: ignore[arg-type]
    with pytest.raises(BadValue, match=r"^number cannot be 'y'; give a whole number$"):
        taken("x", "y")  # type: ignore[arg-type]
    with pytest.raises(BadValue, match=r"^several cannot be 'never'; give one of "):
        taken("x", 5, HoldReason.CALLER, "never")  # type: ignore[arg-type]


def test_a_wrong_call_is_python_s_to_refuse() -> None:
    """What is missing, or one too many, is a TypeError as with any function."""
    with pytest.raises(TypeError, match="missing 1 required positional argument: 'text'"):
        taken()  # type: ignore[call-arg]


def test_it_is_the_same_function_to_whoever_looks() -> None:
    """Name, docstring, signature and pickle."""
    assert ("taken", "Give what was taken.") == (taken.__name__, taken.__doc__)
    assert "text" == next(iter(inspect.signature(taken).parameters))
    assert taken is pickle.loads(pickle.dumps(taken))


@checked
def untyped(value=None):  # type: ignore[no-untyped-def]
    """Give what was taken, whatever that is."""
    return value


def test_a_parameter_without_a_type_takes_anything() -> None:
    """For nothing is said of it."""
    call: Any = untyped
    assert 5 == call(5)
    assert "x" == call(value="x")


class Desk:
    """Have methods, one of which is a generator."""

    @checked
    def numbers(self, start: int, *, at: datetime) -> Iterator[int]:
        """Count."""
        yield start

    @classmethod
    @checked
    def of(cls, name: str) -> str:
        """Give the name."""
        return name


def test_methods_are_checked_when_they_are_called() -> None:
    """A generator's arguments too, and not when its first value is asked for."""
    assert [1] == list(Desk().numbers(1, at=datetime(2026, 1, 5, tzinfo=UTC)))
    assert "x" == Desk.of("x")
    with pytest.raises(BadValue, match="start cannot be 'x'"):
        Desk().numbers("x", at=datetime(2026, 1, 5, tzinfo=UTC))  # type: ignore[arg-type]
    with pytest.raises(BadValue, match="name cannot be 5"):
        Desk.of(5)  # type: ignore[arg-type]
