"""Errors: one root, typed fields, and a sentence that ends with the next step."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from types import FrameType, MappingProxyType
from typing import Any, ClassVar, Self, TypeVar, dataclass_transform
from warnings import warn

import attrs

from itsmcore.nearest import hint
from itsmcore.shown import MOST_SAID, brief, shown

E = TypeVar("E", bound="ItsmError")
_REQUIRED: Any = object()
_BETWEEN = frozenset({"itsmcore", "attr", "attrs", "cattrs", "functools"})
_MOST_LISTED = 100


def _rebuild(cls: Callable[..., E], fields: dict[str, Any]) -> E:
    return cls(**fields)


@dataclass_transform(kw_only_default=True, frozen_default=True)
class ItsmError(Exception):
    """The root of every error that itsmcore raises; its annotations are its fields.

    Errors take keyword arguments only. They are plain classes and not attrs ones, because two dozen
    of those would take a third of the library's import time.
    """

    _fields: ClassVar[dict[str, Any]] = {}
    """Its fields and their defaults, the base class's first."""

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        names = (*cls._fields, *cls.__annotations__)
        cls._fields = {name: getattr(cls, name, _REQUIRED) for name in names}

    def __init__(self, **fields: Any) -> None:
        super().__init__()
        known = self._fields
        for name in fields.keys() - known.keys():
            raise TypeError(f"{type(self).__name__} has no field {name!r}")
        for name, default in known.items():
            value = fields.get(name, default)
            if value is _REQUIRED:
                raise TypeError(f"{type(self).__name__} needs the field {name!r}")
            object.__setattr__(self, name, value)

    def __setattr__(self, name: str, value: object) -> None:
        if name in self._fields:
            raise AttributeError(f"{name!r} of {type(self).__name__} is frozen")
        super().__setattr__(name, value)

    def __delattr__(self, name: str) -> None:
        if name in self._fields:
            raise AttributeError(f"{name!r} of {type(self).__name__} is frozen")
        super().__delattr__(name)

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (type(self), {name: getattr(self, name) for name in self._fields})

    def __repr__(self) -> str:
        values = (f"{name}={shown(getattr(self, name))}" for name in self._fields)
        return f"{type(self).__name__}({', '.join(values)})"


def _either(names: tuple[str, ...]) -> str:
    return brief(", ".join(names), MOST_SAID) if names else "none"


class ItsmWarning(UserWarning):
    """The root of every warning that itsmcore issues."""

    @classmethod
    def tell(cls, words: str) -> None:
        """Warn at the line outside the library that led here, whoever stands in between."""
        level, frame = 2, sys._getframe(1)  # noqa: SLF001 (as warnings themselves do)
        while frame.f_back is not None and _is_between(frame):
            level, frame = level + 1, frame.f_back
        warn(cls(words), stacklevel=level)


def _is_between(frame: FrameType) -> bool:
    """Return whether a frame is of the library, or of what runs it."""
    room = str(frame.f_globals.get("__name__", "")).partition(".")[0]
    return room in _BETWEEN or frame.f_code.co_filename.startswith(("<attrs ", "<cattrs "))


# --- values ---------------------------------------------------------------------------------


class BadInstant(ItsmError, ValueError):
    """Raised for a value that is not an instant."""

    value: object
    why: str

    def __str__(self) -> str:
        return (
            f"{shown(self.value)} {self.why}; give an aware datetime, "
            "for example datetime(2026, 1, 31, 9, 0, tzinfo=UTC)"
        )


class NaiveTime(BadInstant):
    """Raised for a datetime without a time zone: the library never guesses one."""


class BadSpan(ItsmError, ValueError):
    """Raised for a span that ends before it starts."""

    start: datetime
    end: datetime

    def __str__(self) -> str:
        return f"a span cannot end at {self.end} before it starts at {self.start}; swap them"


class BadValue(ItsmError, ValueError):
    """Raised for a value that a field cannot hold."""

    field: str
    value: object
    expected: str

    def __str__(self) -> str:
        return (
            f"{brief(self.field)} cannot be {shown(self.value)}; "
            f"give {brief(self.expected, MOST_SAID)}"
        )


class BadAnswers(ItsmError, ValueError):
    """Raised for answers that a form does not take, with every reason.

    Attributes:
        reasons: what is wrong, in the order of the questions.
    """

    reasons: tuple[Reason, ...]

    def __str__(self) -> str:
        return "; ".join(reason.words for reason in self.reasons)


class Unlisted(ItsmError, LookupError):
    """Raised for a name that a table does not list."""

    kind: str
    name: object
    known: tuple[object, ...] = ()

    def __str__(self) -> str:
        return f"there is no {brief(self.kind)} {shown(self.name)}; {hint(self.name, self.known)}"


# --- conditions, decisions, timelines ---------------------------------------------------------


class BadCondition(ItsmError, TypeError):
    """Raised for something that cannot stand for a condition."""

    value: object
    why: str

    def __str__(self) -> str:
        return (
            f"{shown(self.value)} {self.why}; give a condition such as "
            "field('assignee').is_set, a Phase, an event class or a state's name"
        )


class Incomparable(ItsmError, TypeError):
    """Raised for comparing two values that have no order."""

    field: str
    left: object
    right: object

    def __str__(self) -> str:
        return (
            f"{brief(self.field)} is {shown(self.left)}, which cannot be ordered against "
            f"{shown(self.right)}; "
            "compare values of one type"
        )


class NotGiven(ItsmError, LookupError):
    """Raised when a condition needs outside facts that were not given."""

    names: tuple[str, ...]

    def __str__(self) -> str:
        return f"not given: {_either(self.names)}; put them among the facts as given.NAME"


class NoMatch(ItsmError, LookupError):
    """Raised when no row of a decision holds and it has no default."""

    decision: str
    facts: str

    def __str__(self) -> str:
        facts = brief(self.facts, MOST_SAID)
        return f"no row of {brief(self.decision)} matches {facts}; add a row or a default"


class BackwardStep(ItsmError, ValueError):
    """Raised for rows that go back in time."""

    index: int
    at: datetime
    previous: datetime

    def __str__(self) -> str:
        return (
            f"row {self.index} is at {self.at}, before row {self.index - 1} at {self.previous}; "
            "put the rows in order, or pass sort=True"
        )


class NotYetInForce(ItsmError, LookupError):
    """Raised when a dated value is asked for at an instant before its first edition."""

    first: datetime
    asked: datetime

    def __str__(self) -> str:
        return (
            f"nothing is in force at {self.asked}, before the first edition at {self.first}; "
            "ask for an instant at or after it, or add an edition"
        )


class BadRow(ItsmError, ValueError):
    """Raised for a row that a reader of logs cannot use."""

    index: int
    why: str
    expected: str

    def __str__(self) -> str:
        return f"row {self.index} {brief(self.why, MOST_SAID)}; {brief(self.expected, MOST_SAID)}"


# --- schedules --------------------------------------------------------------------------------


class NoOpenTime(ItsmError, LookupError):
    """Raised when a search in a schedule reaches its horizon."""

    sought: str
    start: datetime
    horizon: timedelta

    def __str__(self) -> str:
        return (
            f"there is no {self.sought} within {self._reach} of {self.start}; "
            "look at the schedule's windows, or pass a longer horizon="
        )

    @property
    def _reach(self) -> str:
        days = self.horizon.days
        return f"{days} day{'s' if days > 1 else ''}" if days > 0 else str(self.horizon)


class WholeDays(ItsmWarning):
    """Issued for whole days of open time, when working days may be meant.

    One day is 24 hours, a common way to put it; from two days on, working days may be meant.
    """


# --- service levels ---------------------------------------------------------------------------


class NotColumnar(ItsmError, ValueError):
    """Raised when columns cannot compute a clock, because it needs a walk along its timeline.

    Attributes:
        subject: the goal, or the agreement.
        why: what of it has no columnar form.
    """

    subject: str
    why: str

    def __str__(self) -> str:
        why = brief(self.why, MOST_SAID)
        return f"columns cannot take {brief(self.subject)}, which {why}; use Agreement.measure"


# --- changes ----------------------------------------------------------------------------------


class NotUsable(ItsmError, ValueError):
    """Raised for opening a change from a template that is no longer approved."""

    template: str
    why: str

    def __str__(self) -> str:
        return (
            f"template {shown(self.template)} {self.why}; open a normal change, or approve it again"
        )


# --- records ----------------------------------------------------------------------------------


def _pairs(data: Any) -> tuple[tuple[str, Any], ...]:
    if isinstance(data, Mapping):
        return tuple(data.items())
    if isinstance(data, tuple) and all(isinstance(of, tuple) and len(of) == 2 for of in data):
        return data
    raise BadValue(field="data", value=data, expected="a mapping from names to values")


@attrs.frozen(repr=False)
class Reason:
    """One reason for a refusal: a stable code for programs and words for people.

    Its `data` are what it was found by: the `value`, the `legal` codes, the `roles` of which one is
    missing, the `names` of the facts that a guard reads or that were not given. They are not
    compared.

    Attributes:
        code: a stable name for programs; docs/reference/reasons.md lists them.
        words: why, for people.
        argument: the argument, or the question of a form, that it is about, such as `"notes"` or
            `"custom.site"`; None if it is about no single one.
        field: the field of the record that it is about, such as `"resolution_notes"`.

    >>> Reason("unknown_code", "code cannot be 'magic'", argument="code").pointer
    '/code'
    """

    code: str
    words: str
    argument: str | None = attrs.field(default=None, kw_only=True)
    field: str | None = attrs.field(default=None, kw_only=True)
    _data: tuple[tuple[str, Any], ...] = attrs.field(
        default=(), converter=_pairs, eq=False, kw_only=True, alias="data"
    )

    @property
    def data(self) -> Mapping[str, Any]:
        """What it was found by, by name."""
        return MappingProxyType(dict(self._data))

    @property
    def pointer(self) -> str | None:
        """Where it stands in a document of the arguments, as a JSON pointer (RFC 6901)."""
        if self.argument is None:
            return None
        steps = self.argument.split(".", 1)
        return "".join("/" + step.replace("~", "~0").replace("/", "~1") for step in steps)

    def __str__(self) -> str:
        return self.words

    def __repr__(self) -> str:
        told = {"argument": self.argument, "field": self.field}
        more = (f", {name}={shown(of)}" for name, of in told.items() if of is not None)
        return f"Reason(code={self.code!r}, words={self.words!r}{''.join(more)})"


REASON_CODES: Mapping[str, str] = MappingProxyType(
    {
        "not_allowed": "the present state has no rule for the verb",
        "other_event": "the event is of another practice, which has a verb of that name too",
        "role_missing": "the actor has none of the roles; its data has the `roles` that may",
        "field_missing": "a field or an answer that is needed is not set",
        "not_given": "outside facts are not given; its data has their `names`",
        "incomparable": "what a guard compares has no order",
        "out_of_order": "it is earlier than the last event; its data has the `last` instant",
        "unknown_code": "a code, level or link is not listed; its data has the `legal` ones",
        "unknown_field": "nothing of that name is asked for; its data has the `legal` ones",
        "bad_value": "a value is not of the type that is asked for",
        "bad_data": "what decides who approves cannot be compared",
        "blank": "a text has to say something",
        "unwritable": "no document can hold the value",
        "unclear_name": "the name of the actor looks like another",
        "impossible_instant": "an instant lies before or after what it cannot",
        "own_link": "a record is linked to itself",
        "one_too_many": "only one record can be linked like that",
        "not_linked": "a link is taken away that is not there",
        "not_redacted": "a version holds no tombstone",
        "not_asked": "a question is answered that is not asked",
        "not_entitled": "the item is not for them",
        "not_yet_available": "the item may be ordered later",
        "no_longer_available": "the item could be ordered before",
        "no_known_error": "a problem is not a known error",
        "nobody_to_ask": "who approves cannot be told, or nobody may",
        "not_impartial": "a complaint is given to whom it concerns",
        "other_figure": "a measurement is of another figure than the target",
        "no_count": "a share is of no whole number, which a test needs",
        "not_sampled": "a survey asks about a share of all, and not about this one",
        "not_surveyed": "a survey leaves it out, by the rule that its words name",
        "asked_about": "it is asked about already",
        "asked_lately": "who is asked was asked too short a time ago",
        "nobody": "it names nobody to ask",
        "not_ended": "only an ended incident is followed up",
        "stale": "somebody else changed the record first",
    }
)
"""What the codes mean that are not those of guards; a guard has its own."""


class Refused(ItsmError, ValueError):
    """Raised when an event is refused, with the reasons; the record is left as it was.

    Attributes:
        record: the record's id.
        state: the state it is in, and stays in; empty if it is only being opened.
        region: the region that knows the verb, and its state, if the main table does not.
        verb: what was asked.
        reasons: every reason, as codes and words.
        allowed: every other verb that the state knows.
        moves: those of them that leave the state; the sentence names these.
        index: the place in the history, if one is replayed.
    """

    record: str
    state: str
    verb: str
    reasons: tuple[Reason, ...]
    allowed: tuple[str, ...] = ()
    moves: tuple[str, ...] = ()
    region: str | None = None
    index: int | None = None

    def _because(self) -> str:
        return ": " + brief("; ".join(map(str, self.reasons)), MOST_SAID)

    def _next(self) -> str:
        return f"; allowed moves: {_either(self.moves)}"

    def __str__(self) -> str:
        place = "" if self.index is None else f"event {self.index}: "
        where = self.region or self.state
        when = f" while {where}" if where else ""
        return f"{place}cannot {brief(self.verb)}{when}{self._because()}{self._next()}"


class NotAllowed(Refused):
    """Raised when the present state does not know the verb."""

    def _because(self) -> str:
        is_strange = any(reason.code == "other_event" for reason in self.reasons)
        return super()._because() if is_strange else ""


class GuardRefused(Refused):
    """Raised when a guard does not hold."""


class RoleMissing(Refused):
    """Raised when the actor has none of the roles that may do this."""


class FieldMissing(Refused):
    """Raised when a field that the rule needs is not set."""

    def _next(self) -> str:
        return "; set it and try again"


class UnknownCode(Refused):
    """Raised for a code that the model does not list."""

    def _next(self) -> str:
        return ""


class BadData(Refused):
    """Raised when what an event says cannot be so."""

    def _next(self) -> str:
        return "; fix it and try again"


class OutOfOrder(Refused):
    """Raised for an event that is earlier than the record's last one."""

    def _next(self) -> str:
        return "; give an instant at or after it"


class Stale(Refused):
    """Raised when somebody else changed the record first."""

    @classmethod
    def of(cls, record: str, *, found: int, expected: int, state: str = "") -> Self:
        """Make the error for a record that is at another version than it was expected to be.

        Args:
            record: its number.
            found: the version that it is at; 0 if there is no such record.
            expected: the version that it was expected to be at.
            state: its state, if that is known.

        >>> raise Stale.of("INC-1", found=3, expected=2)
        Traceback (most recent call last):
            ...
        itsmcore.errors.Stale: 'INC-1' is at version 3, not 2; load it again and try again
        """
        words = f"{shown(record)} is at version {found}, not {shown(expected)}"
        reason = Reason("stale", f"{words}; load it again and try again")
        return cls(record=record, state=state, verb="expect", reasons=(reason,))

    def __str__(self) -> str:
        return brief("; ".join(map(str, self.reasons)), MOST_SAID)


class NotYetOpen(ItsmError, LookupError):
    """Raised when a record did not exist at the instant asked for."""

    record: str
    opened_at: datetime
    asked: datetime

    def __str__(self) -> str:
        return (
            f"{shown(self.record)} was opened at {self.opened_at}, after {self.asked}; "
            "ask for an instant at or after its opening"
        )


class NotRedactable(ItsmError, ValueError):
    """Refuse to redact what a history cannot do without."""

    name: str
    why: str

    def __str__(self) -> str:
        return (
            f"{brief(self.name)} cannot be redacted: {brief(self.why, MOST_SAID)}; "
            "give the names of fields with words of or about people, or texts="
        )


class BuiltDirectly(ItsmError, TypeError):
    """Raised when a record is built directly: it is the fold of its events."""

    cls: str

    def __str__(self) -> str:
        return (
            f"{self.cls} is the fold of its events; use {self.cls}.open(…) or {self.cls}.replay(…)"
        )


class BadHistory(ItsmError, ValueError):
    """Raised for a history that cannot be folded."""

    index: int
    why: str

    def __str__(self) -> str:
        return (
            f"event {self.index} {brief(self.why, MOST_SAID)}; "
            "give a history that starts with its opening, in order of time"
        )


class NoCounterpart(ItsmError, LookupError):
    """Raised for what a record or a timeline says that another model cannot say."""

    index: int
    why: str
    expected: str

    def __str__(self) -> str:
        return f"step {self.index} {brief(self.why, MOST_SAID)}; {brief(self.expected, MOST_SAID)}"


class OtherModel(ItsmError, LookupError):
    """Raised for a pickle that was made with another edition of a model than the present one."""

    model: str
    place: str

    def __str__(self) -> str:
        return (
            f"the model {shown(self.model)} of {self.place} has other tables than when this was "
            "pickled; load it under the version that wrote it, or replay its history by this model"
        )


# --- definitions ------------------------------------------------------------------------------


class Fault(ItsmError, ValueError):
    """One fault of a definition: a stable code, what it is about, and the words."""

    code: str
    subject: str
    words: str

    def __init__(self, code: str, subject: str, words: str) -> None:
        super().__init__(code=code, subject=subject, words=words)

    def __str__(self) -> str:
        return f"{brief(self.subject)}: {brief(self.words, MOST_SAID)}"


class FaultyDefinition(ItsmError, ExceptionGroup[Fault]):
    """Every fault of a definition, raised together; `exceptions` holds the Fault of each."""

    name: str

    def __new__(cls, name: str, faults: Sequence[Fault]) -> Self:
        """Make the group, which takes its message and its faults here."""
        count = f"{len(faults)} fault{'s' if len(faults) > 1 else ''}"
        group = super().__new__(
            cls, f"{name} has {count}; fix each and build it again", tuple(faults)
        )
        for fault in group.exceptions:
            fault.__traceback__ = fault.__context__ = None  # a line each, wherever they were found
        return group

    def __init__(self, name: str, faults: Sequence[Fault]) -> None:  # noqa: ARG002 (__new__ takes them)
        super().__init__(name=name)

    @property
    def faults(self) -> tuple[Fault, ...]:
        """Every fault, in the order in which they were found."""
        return tuple(fault for fault in self.exceptions if isinstance(fault, Fault))

    def derive(self, excs: Sequence[Fault], /) -> FaultyDefinition:  # type: ignore[override]
        """Make the same error from some of its faults."""
        return FaultyDefinition(self.name, excs)

    def __reduce__(self) -> tuple[Any, ...]:
        return FaultyDefinition, (self.name, self.exceptions)

    def __str__(self) -> str:
        listed = [f"- {fault}" for fault in self.exceptions[:_MOST_LISTED]]
        more = len(self.exceptions) - len(listed)
        rest = [f"- and {more} more, which its `faults` hold"] if more else []
        return "\n".join([brief(self.message, MOST_SAID), *listed, *rest])

    def _render_traceback_(self) -> list[str]:
        """Show a notebook its faults once: a group's own traceback lists them again."""
        return f"{type(self).__name__}: {self}".splitlines()
