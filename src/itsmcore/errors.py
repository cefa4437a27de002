"""Errors: one root, typed fields, and a sentence that ends with the next step."""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypeVar

import attrs

E = TypeVar("E", bound="ItsmError")


def _rebuild(cls: type[E], fields: dict[str, Any]) -> E:
    return cls(**fields)


class ItsmError(Exception):
    """Stand at the root of every error that itsmcore raises."""

    def __reduce__(self) -> tuple[Any, ...]:
        fields = {a.name: getattr(self, a.name) for a in attrs.fields(type(self))}
        return _rebuild, (type(self), fields)


def _either(names: tuple[str, ...]) -> str:
    return ", ".join(names) if names else "none"


# --- values ---------------------------------------------------------------------------------


@attrs.frozen(kw_only=True)
class BadInstant(ItsmError, ValueError):
    """Refuse a value that is not an instant."""

    value: object
    why: str

    def __str__(self) -> str:
        return (
            f"{self.value!r} {self.why}; give an aware datetime, "
            "for example datetime(2026, 1, 31, 9, 0, tzinfo=UTC)"
        )


@attrs.frozen(kw_only=True)
class NaiveTime(BadInstant):
    """Refuse a datetime without a time zone: the library never guesses one."""


@attrs.frozen(kw_only=True)
class BadSpan(ItsmError, ValueError):
    """Refuse a span that ends before it starts."""

    start: datetime
    end: datetime

    def __str__(self) -> str:
        return f"a span cannot end at {self.end} before it starts at {self.start}; swap them"


@attrs.frozen(kw_only=True)
class BadValue(ItsmError, ValueError):
    """Refuse a value that a field cannot hold."""

    field: str
    value: object
    expected: str

    def __str__(self) -> str:
        return f"{self.field} cannot be {self.value!r}; give {self.expected}"


@attrs.frozen(kw_only=True)
class Unlisted(ItsmError, LookupError):
    """Refuse a name that a table does not list."""

    kind: str
    name: object
    nearest: str | None = None
    known: tuple[str, ...] = ()

    def __str__(self) -> str:
        hint = f"did you mean {self.nearest!r}?" if self.nearest else f"known: {_either(self.known)}"
        return f"there is no {self.kind} {self.name!r}; {hint}"


# --- conditions, decisions, timelines ---------------------------------------------------------


@attrs.frozen(kw_only=True)
class BadCondition(ItsmError, TypeError):
    """Refuse something that cannot stand for a condition."""

    value: object
    why: str

    def __str__(self) -> str:
        return (
            f"{self.value!r} {self.why}; give a condition such as "
            "field('assignee').is_set, a Phase, an event class or a state's name"
        )


@attrs.frozen(kw_only=True)
class Incomparable(ItsmError, TypeError):
    """Refuse to order two values that have no order between them."""

    field: str
    left: object
    right: object

    def __str__(self) -> str:
        return (
            f"{self.field} is {self.left!r}, which cannot be ordered against {self.right!r}; "
            "compare values of one type"
        )


@attrs.frozen(kw_only=True)
class NotGiven(ItsmError, LookupError):
    """Say which outside facts a condition needs and did not get."""

    names: tuple[str, ...]

    def __str__(self) -> str:
        return f"not given: {_either(self.names)}; pass them with given={{name: value}}"


@attrs.frozen(kw_only=True)
class NoMatch(ItsmError, LookupError):
    """Say that no row of a decision holds and it has no default."""

    decision: str
    facts: str

    def __str__(self) -> str:
        return f"no row of {self.decision} matches {self.facts}; add a row or a default"


@attrs.frozen(kw_only=True)
class BackwardStep(ItsmError, ValueError):
    """Refuse rows that go back in time."""

    index: int
    at: datetime
    previous: datetime

    def __str__(self) -> str:
        return (
            f"row {self.index} is at {self.at}, before row {self.index - 1} at {self.previous}; "
            "put the rows in order, or pass sort=True"
        )


@attrs.frozen(kw_only=True)
class BadRow(ItsmError, ValueError):
    """Refuse a row that a reader of logs cannot use."""

    index: int
    why: str
    expected: str

    def __str__(self) -> str:
        return f"row {self.index} {self.why}; {self.expected}"


# --- records ----------------------------------------------------------------------------------


@attrs.frozen
class Reason:
    """Give one reason for a refusal: a stable code for programs and words for people."""

    code: str
    words: str

    def __str__(self) -> str:
        return self.words


@attrs.frozen(kw_only=True)
class Refused(ItsmError, ValueError):
    """Refuse an event, say why, and leave the record as it was.

    Attributes:
        record: the record's id.
        state: the state it is in, and stays in.
        verb: what was asked.
        reasons: every reason there is, as codes and words.
        allowed: every other verb that the state knows.
        moves: those of them that leave the state; the sentence names these.
        index: the place in the history, where one is replayed.
    """

    record: str
    state: str
    verb: str
    reasons: tuple[Reason, ...]
    allowed: tuple[str, ...] = ()
    moves: tuple[str, ...] = ()
    index: int | None = None

    def _because(self) -> str:
        return ": " + "; ".join(map(str, self.reasons))

    def __str__(self) -> str:
        place = "" if self.index is None else f"event {self.index}: "
        moves = _either(self.moves)
        return f"{place}cannot {self.verb} while {self.state}{self._because()}; allowed moves: {moves}"


@attrs.frozen(kw_only=True)
class NotAllowed(Refused):
    """Refuse a verb that the present state does not know."""

    def _because(self) -> str:
        return ""


@attrs.frozen(kw_only=True)
class GuardRefused(Refused):
    """Refuse because a guard does not hold."""


@attrs.frozen(kw_only=True)
class RoleMissing(Refused):
    """Refuse because the actor has none of the roles that may do this."""


@attrs.frozen(kw_only=True)
class FieldMissing(Refused):
    """Refuse because a field that the rule needs is not set."""


@attrs.frozen(kw_only=True)
class UnknownCode(Refused):
    """Refuse a code that the model does not list."""


@attrs.frozen(kw_only=True)
class OutOfOrder(Refused):
    """Refuse an event that is earlier than the record's last one."""


@attrs.frozen(kw_only=True)
class Stale(Refused):
    """Refuse because somebody else changed the record first."""

    def __str__(self) -> str:
        return "; ".join(map(str, self.reasons))


@attrs.frozen(kw_only=True)
class NotYetOpen(ItsmError, LookupError):
    """Say that a record did not exist at the instant asked for."""

    record: str
    opened_at: datetime
    asked: datetime

    def __str__(self) -> str:
        return (
            f"{self.record!r} was opened at {self.opened_at}, after {self.asked}; "
            "ask for an instant at or after its opening"
        )


@attrs.frozen(kw_only=True)
class BuiltDirectly(ItsmError, TypeError):
    """Refuse to build a record out of nothing: it is the fold of its events."""

    cls: str

    def __str__(self) -> str:
        return f"{self.cls} is the fold of its events; use {self.cls}.open(…) or {self.cls}.replay(…)"


@attrs.frozen(kw_only=True)
class BadHistory(ItsmError, ValueError):
    """Refuse a history that cannot be folded."""

    index: int
    why: str

    def __str__(self) -> str:
        return f"event {self.index} {self.why}; a history starts with its opening, in order of time"


# --- definitions ------------------------------------------------------------------------------


@attrs.frozen
class Fault(ItsmError, ValueError):
    """Name one fault of a definition: a stable code, what it is about, and the words."""

    code: str
    subject: str
    words: str

    def __str__(self) -> str:
        return f"{self.subject}: {self.words}"


class FaultyDefinition(ItsmError, ExceptionGroup[Fault]):
    """Report every fault of a definition together; `exceptions` holds the Fault of each."""

    def __new__(cls, name: str, faults: tuple[Fault, ...]) -> FaultyDefinition:
        count = f"{len(faults)} fault{'s' if len(faults) > 1 else ''}"
        self = super().__new__(cls, f"{name} has {count}; mend each and build it again", faults)
        self.name = name
        return self

    def __init__(self, name: str, faults: tuple[Fault, ...]) -> None:
        super().__init__(f"{name} has faults", faults)

    name: str

    def derive(self, excs: Any, /) -> FaultyDefinition:
        return FaultyDefinition(self.name, tuple(excs))

    def __reduce__(self) -> tuple[Any, ...]:
        return FaultyDefinition, (self.name, self.exceptions)

    def __str__(self) -> str:
        return "\n".join([self.message, *(f"- {fault}" for fault in self.exceptions)])
