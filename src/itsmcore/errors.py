"""Errors: one root, typed fields, and a sentence that ends with the next step."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from types import FrameType, MappingProxyType
from typing import Any, ClassVar, Self, TypeVar, dataclass_transform, overload
from warnings import warn

import attrs

from itsmcore.nearest import hint
from itsmcore.phrase import Phrase, Words, in_english, say
from itsmcore.shown import MOST_SAID, brief, shown

E = TypeVar("E", bound="ItsmError")
_REQUIRED: Any = object()
_BETWEEN = frozenset({"itsmcore", "attr", "attrs", "cattrs", "functools"})
_MOST_LISTED = 100


def _rebuild(cls: Callable[..., E], fields: dict[str, Any]) -> E:
    return cls(**fields)


class Said:
    """A field of an error for people: what is held there is said when it is read."""

    def __init__(self, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, error: None, of: type) -> Self: ...
    @overload
    def __get__(self, error: object, of: type | None = None) -> str: ...
    def __get__(self, error: object | None, of: type | None = None) -> str | Self:
        if error is None:
            return self
        held = vars(error)[self._name]
        return str(held) if isinstance(held, Phrase) else held

    def held(self, error: object) -> Words:
        """Return what an error holds, for another that is read later."""
        words: Words = vars(error)[self._name]
        return words

    def __set__(self, error: object, words: Words) -> None:
        vars(error)[self._name] = words


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
        for name, kind in cls.__annotations__.items():
            if kind == Said.__name__:
                setattr(cls, name, Said(name))
        names = (*cls._fields, *cls.__annotations__)
        held = {name: getattr(cls, name, _REQUIRED) for name in names}
        cls._fields = {name: _REQUIRED if isinstance(of, Said) else of for name, of in held.items()}

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
        return _rebuild, (type(self), {name: vars(self)[name] for name in self._fields})

    def __repr__(self) -> str:
        values = (f"{name}={shown(getattr(self, name))}" for name in self._fields)
        return f"{type(self).__name__}({', '.join(values)})"


def _either(names: tuple[str, ...]) -> str:
    return brief(", ".join(names), MOST_SAID) if names else say("common.none")


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
    why: Said

    def __str__(self) -> str:
        return say("errors.bad_instant", value=shown(self.value), why=self.why)


class NaiveTime(BadInstant):
    """Raised for a datetime without a time zone: the library never guesses one."""


class BadSpan(ItsmError, ValueError):
    """Raised for a span that ends before it starts."""

    start: datetime
    end: datetime

    def __str__(self) -> str:
        return say("errors.bad_span", end=self.end, start=self.start)


class BadValue(ItsmError, ValueError):
    """Raised for a value that a field cannot hold."""

    field: Said
    value: object
    expected: Said

    def __str__(self) -> str:
        return say(
            "errors.bad_value",
            field=brief(self.field),
            value=shown(self.value),
            expected=brief(self.expected, MOST_SAID),
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

    kind: Said
    name: object
    known: tuple[object, ...] = ()

    def __str__(self) -> str:
        return say(
            "errors.unlisted",
            kind=brief(self.kind),
            name=shown(self.name),
            hint=hint(self.name, self.known),
        )


# --- conditions, decisions, timelines ---------------------------------------------------------


class BadCondition(ItsmError, TypeError):
    """Raised for something that cannot stand for a condition."""

    value: object
    why: Said

    def __str__(self) -> str:
        return say("errors.bad_condition", value=shown(self.value), why=self.why)


class Incomparable(ItsmError, TypeError):
    """Raised for comparing two values that have no order."""

    field: Said
    left: object
    right: object

    def __str__(self) -> str:
        return say(
            "errors.incomparable",
            field=brief(self.field),
            left=shown(self.left),
            right=shown(self.right),
        )


class NotGiven(ItsmError, LookupError):
    """Raised when a condition needs outside facts that were not given."""

    names: tuple[str, ...]

    def __str__(self) -> str:
        return say("errors.not_given", either=_either(self.names))


class NoMatch(ItsmError, LookupError):
    """Raised when no row of a decision holds and it has no default."""

    decision: str
    facts: Said

    def __str__(self) -> str:
        facts = brief(self.facts, MOST_SAID)
        return say("errors.no_match", decision=brief(self.decision), facts=facts)


class BackwardStep(ItsmError, ValueError):
    """Raised for rows that go back in time."""

    index: int
    at: datetime
    previous: datetime

    def __str__(self) -> str:
        return say(
            "errors.backward_step",
            index=self.index,
            at=self.at,
            before=self.index - 1,
            previous=self.previous,
        )


class NotYetInForce(ItsmError, LookupError):
    """Raised when a dated value is asked for at an instant before its first edition."""

    first: datetime
    asked: datetime

    def __str__(self) -> str:
        return say("errors.not_yet_in_force", asked=self.asked, first=self.first)


class BadRow(ItsmError, ValueError):
    """Raised for a row that a reader of logs cannot use."""

    index: int
    why: Said
    expected: Said

    def __str__(self) -> str:
        return say(
            "errors.bad_row",
            index=self.index,
            why=brief(self.why, MOST_SAID),
            expected=brief(self.expected, MOST_SAID),
        )


# --- schedules --------------------------------------------------------------------------------


class NoOpenTime(ItsmError, LookupError):
    """Raised when a search in a schedule reaches its horizon."""

    sought: Said
    start: datetime
    horizon: timedelta

    def __str__(self) -> str:
        return say("errors.no_open_time", sought=self.sought, reach=self._reach, start=self.start)

    @property
    def _reach(self) -> str:
        days = self.horizon.days
        return say("common.days", days=days) if days > 0 else str(self.horizon)


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

    subject: Said
    why: Said

    def __str__(self) -> str:
        why = brief(self.why, MOST_SAID)
        return say("errors.not_columnar", subject=brief(self.subject), why=why)


# --- changes ----------------------------------------------------------------------------------


class NotUsable(ItsmError, ValueError):
    """Raised for opening a change from a template that is no longer approved, with every reason.

    Attributes:
        template: its name.
        reasons: why it is not.
    """

    template: str
    reasons: tuple[Reason, ...]

    def __str__(self) -> str:
        why = "; ".join(reason.words for reason in self.reasons)
        return say("errors.not_usable", template=shown(self.template), why=why)


# --- records ----------------------------------------------------------------------------------


def _pairs(data: Any) -> tuple[tuple[str, Any], ...]:
    if isinstance(data, Mapping):
        return tuple(data.items())
    if isinstance(data, tuple) and all(isinstance(of, tuple) and len(of) == 2 for of in data):
        return data
    raise BadValue(
        field="data", value=data, expected=Phrase("errors.expected.mapping_names_values")
    )


@attrs.frozen(repr=False)
class Reason:
    """One reason for a refusal: a stable code for programs and words for people.

    Its `words` are somebody's own, or a phrase, which is said in the language of whoever reads it.
    Its `data` are what it was found by: the `value`, the `legal` codes, the `roles` of which one is
    missing, the `names` of the facts that a guard reads or that were not given. They are not
    compared.

    Attributes:
        code: a stable name for programs; docs/reference/reasons.md lists them.
        phrase: its words, before they are said.
        argument: the argument, or the question of a form, that it is about, such as `"notes"` or
            `"custom.site"`; None if it is about no single one.
        field: the field of the record that it is about, such as `"resolution_notes"`.

    >>> Reason("unknown_code", "code cannot be 'magic'", argument="code").pointer
    '/code'
    """

    code: str
    phrase: Words = attrs.field(alias="words", eq=in_english)
    argument: str | None = attrs.field(default=None, kw_only=True)
    field: str | None = attrs.field(default=None, kw_only=True)
    _data: tuple[tuple[str, Any], ...] = attrs.field(
        default=(), converter=_pairs, eq=False, kw_only=True, alias="data"
    )

    @property
    def words(self) -> str:
        """Why, for people."""
        return str(self.phrase)

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
        "revoked": "a template was revoked",
        "approval_ended": "the approval of a template has ended",
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
        folded_by: the name of the model that a history is folded by, if one is.
    """

    record: str
    state: str
    verb: str
    reasons: tuple[Reason, ...]
    allowed: tuple[str, ...] = ()
    moves: tuple[str, ...] = ()
    region: str | None = None
    index: int | None = None
    folded_by: str | None = None

    def _because(self) -> str:
        return brief("; ".join(map(str, self.reasons)), MOST_SAID)

    def _next(self) -> str:
        return say("errors.refused.moves", moves=_either(self.moves))

    def __str__(self) -> str:
        verb, where = brief(self.verb), self.region or self.state
        cannot = (
            say("errors.refused.while", verb=verb, where=where)
            if where
            else say("errors.refused.opening", verb=verb)
        )
        because, then = self._because(), self._next()
        said = cannot + (because and f": {because}") + (then and f"; {then}")
        return said if self.index is None else say("errors.refused.at", index=self.index, said=said)


class NotAllowed(Refused):
    """Raised when the present state does not know the verb."""

    def _because(self) -> str:
        is_strange = any(reason.code == "other_event" for reason in self.reasons)
        return super()._because() if is_strange else ""

    def _next(self) -> str:
        if self.folded_by is None:
            return super()._next()
        return f"{super()._next()}; {say('errors.refused.folded_by', model=brief(self.folded_by))}"


class GuardRefused(Refused):
    """Raised when a guard does not hold."""


class RoleMissing(Refused):
    """Raised when the actor has none of the roles that may do this."""


class FieldMissing(Refused):
    """Raised when a field that the rule needs is not set."""

    def _next(self) -> str:
        return say("errors.refused.set_it")


class UnknownCode(Refused):
    """Raised for a code that the model does not list."""

    def _next(self) -> str:
        return ""


class BadData(Refused):
    """Raised when what an event says cannot be so."""

    def _next(self) -> str:
        return say("errors.refused.fix_it")


class OutOfOrder(Refused):
    """Raised for an event that is earlier than the record's last one."""

    def _next(self) -> str:
        return say("errors.refused.later")


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
        words = Phrase("errors.stale", record=shown(record), found=found, expected=shown(expected))
        reason = Reason("stale", words)
        return cls(record=record, state=state, verb="expect", reasons=(reason,))

    def __str__(self) -> str:
        return brief("; ".join(map(str, self.reasons)), MOST_SAID)


class NotYetOpen(ItsmError, LookupError):
    """Raised when a record did not exist at the instant asked for."""

    record: str
    opened_at: datetime
    asked: datetime

    def __str__(self) -> str:
        return say(
            "errors.not_yet_open",
            record=shown(self.record),
            opened_at=self.opened_at,
            asked=self.asked,
        )


class NotRedactable(ItsmError, ValueError):
    """Refuse to redact what a history cannot do without."""

    name: str
    why: Said

    def __str__(self) -> str:
        return say("errors.not_redactable", name=brief(self.name), why=brief(self.why, MOST_SAID))


class BuiltDirectly(ItsmError, TypeError):
    """Raised when a record is built directly: it is the fold of its events."""

    cls: str

    def __str__(self) -> str:
        return say("errors.built_directly", record=self.cls)


class BadHistory(ItsmError, ValueError):
    """Raised for a history that cannot be folded."""

    index: int
    why: Said

    def __str__(self) -> str:
        return say("errors.bad_history", index=self.index, why=brief(self.why, MOST_SAID))


class NoCounterpart(ItsmError, LookupError):
    """Raised for what a record or a timeline says that another model cannot say."""

    index: int
    why: Said
    expected: Said

    def __str__(self) -> str:
        return say(
            "errors.no_counterpart",
            index=self.index,
            why=brief(self.why, MOST_SAID),
            expected=brief(self.expected, MOST_SAID),
        )


class OtherModel(ItsmError, LookupError):
    """Raised for a pickle that was made with another edition of a model than the present one."""

    model: str
    place: str

    def __str__(self) -> str:
        return say("errors.other_model", model=shown(self.model), place=self.place)


# --- definitions ------------------------------------------------------------------------------


class Fault(ItsmError, ValueError):
    """One fault of a definition: a stable code, what it is about, and the words."""

    code: str
    subject: Said
    words: Said

    def __init__(self, code: str, subject: Words, words: Words) -> None:
        super().__init__(code=code, subject=subject, words=words)

    def __str__(self) -> str:
        return f"{brief(self.subject)}: {brief(self.words, MOST_SAID)}"


class FaultyDefinition(ItsmError, ExceptionGroup[Fault]):
    """Every fault of a definition, raised together; `exceptions` holds the Fault of each."""

    name: Said

    def __new__(cls, name: Words, faults: Sequence[Fault]) -> Self:
        """Make the group, which takes its message and its faults here."""
        words = say("errors.faulty_definition", name=name, faults=len(faults))
        group = super().__new__(cls, words, tuple(faults))
        for fault in group.exceptions:
            fault.__traceback__ = fault.__context__ = None  # a line each, wherever they were found
        return group

    def __init__(self, name: Words, faults: Sequence[Fault]) -> None:  # noqa: ARG002 (__new__ takes them)
        super().__init__(name=name)

    @property
    def faults(self) -> tuple[Fault, ...]:
        """Every fault, in the order in which they were found."""
        return tuple(fault for fault in self.exceptions if isinstance(fault, Fault))

    def derive(self, excs: Sequence[Fault], /) -> FaultyDefinition:  # type: ignore[override]
        """Make the same error from some of its faults."""
        return FaultyDefinition(vars(self)["name"], excs)

    def __reduce__(self) -> tuple[Any, ...]:
        return FaultyDefinition, (vars(self)["name"], self.exceptions)

    def __str__(self) -> str:
        listed = [f"- {fault}" for fault in self.exceptions[:_MOST_LISTED]]
        more = len(self.exceptions) - len(listed)
        rest = ["- " + say("errors.more_faults", more=more)] if more else []
        name, faults = brief(self.name, MOST_SAID), len(self.exceptions)
        return "\n".join(
            [say("errors.faulty_definition", name=name, faults=faults), *listed, *rest]
        )

    def _render_traceback_(self) -> list[str]:
        """Show a notebook its faults once: a group's own traceback lists them again."""
        return f"{type(self).__name__}: {self}".splitlines()
