"""What a lifecycle holds: states in phases, and the rules that lead from one to the next."""

from __future__ import annotations

import functools
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, Protocol

import attrs

from itsmcore.called import NAME, call_of
from itsmcore.conditions import ALWAYS, NEVER, Condition, Opaque, as_condition
from itsmcore.errors import BadValue, Reason
from itsmcore.fields import as_items, as_several, as_text, as_texts, one_or_several
from itsmcore.kinds import check_kinds
from itsmcore.lifecycle._event import Event
from itsmcore.lifecycle._event_fields import data_fields
from itsmcore.phase import Phase
from itsmcore.phrase import Phrase, Words, in_english, known, label

ANY = "*"
"""As a rule's source: every state, including those added later."""


def _name(name: str) -> str:
    given: object = name
    if isinstance(given, str) and given == ANY:
        raise BadValue(
            field=Phrase("lifecycle.renamed.name"),
            value=name,
            expected=Phrase("lifecycle.expected.another_every_state", any=repr(ANY)),
        )
    return as_text(name, Phrase("lifecycle.renamed.name"))


def _phase(phase: Phase) -> Phase:
    given: object = phase
    if isinstance(given, Phase):
        return given
    raise BadValue(
        field="phase",
        value=phase,
        expected=Phrase("common.one_of", names=", ".join(map(repr, Phase))),
    )


def check_event(event: Any, where: Words) -> None:
    """Refuse what is not an event class.

    Raises:
        BadValue: it is something else.
    """
    if not (isinstance(event, type) and issubclass(event, Event)):
        raise BadValue(
            field=Phrase("lifecycle.table.event", where=where),
            value=event,
            expected=Phrase("lifecycle.record.event_class"),
        )


@attrs.frozen(repr=False)
class State:
    """A state and the phase it belongs to.

    Args:
        name: the name in this library, such as `"in_progress"`.
        phase: what the state means.
        code: what a product stores for it, such as `"2"`.
        label: what people read; by default the name.
    """

    name: str = attrs.field(converter=_name)
    phase: Phase = attrs.field(kw_only=True, converter=_phase)
    code: str | None = attrs.field(default=None, kw_only=True)
    label: str | None = attrs.field(default=None, kw_only=True)

    __repr__ = call_of

    def __attrs_post_init__(self) -> None:
        check_kinds(self)

    def __str__(self) -> str:
        return self.label or label("states", self.name)


def as_guard_condition(value: object) -> Condition:
    """Turn a value into a condition; a lambda passes, for the verifier to report."""
    if isinstance(value, Condition | type) or not callable(value):
        return as_condition(value)
    return Opaque(value)


def _asks_outside(condition: Condition) -> bool:
    return any(f.is_outside and f.space not in ("event", "after") for f in condition.fields)


def _words(words: Words) -> Words:
    """Keep the words of a guard; those of one that ships are said in every language."""
    if isinstance(words, Phrase):
        return words
    return known("guards", _name(words))


def _said(words: Words) -> str:
    return repr(in_english(words))


def _code_of(words: str) -> str:
    return "_".join("".join(c if c.isalnum() else " " for c in words.lower()).split())


@attrs.frozen(repr=False)
class Guard:
    """A condition without which an event is refused, and the reason that is then given.

    Args:
        words: why it is refused, for people, such as `"someone must be assigned"`.
        condition: over the record's facts, `event.…` and `given.…`; a named function will do.
        code: a stable name for programs; by default made from the words.
    """

    phrase: Words = attrs.field(converter=_words, alias="words", eq=in_english, repr=_said)
    condition: Condition = attrs.field(converter=as_guard_condition)
    code: str = attrs.field(
        kw_only=True,
        default=attrs.Factory(lambda guard: _code_of(in_english(guard.phrase)), takes_self=True),
    )

    __repr__ = call_of

    def __attrs_post_init__(self) -> None:
        check_kinds(self)

    @property
    def words(self) -> str:
        """Why it is refused, for people."""
        return str(self.phrase)

    @functools.cached_property
    def asks_outside(self) -> bool:
        """Whether it depends on a fact from outside, besides the event's data."""
        return _asks_outside(self.condition)

    @functools.cached_property
    def reasons(self) -> Mapping[type[Event] | None, Reason]:
        """The reason that it gives against an event of each class."""
        return _Reasons(self)


class _Reasons(dict[type[Event] | None, Reason]):
    """What a guard gives as its reason, computed once for each event class."""

    def __init__(self, guard: Guard) -> None:
        super().__init__()
        self.guard = guard

    def __missing__(self, event: type[Event] | None) -> Reason:
        guard = self.guard
        names = tuple(of.name for of in guard.condition.fields)
        asked = () if event is None else data_fields(event)
        arguments = {f"event.{field.name}": field.name for field in asked}
        read = [arguments[name] for name in names if name in arguments]
        argument = read[0] if len(read) == 1 else None
        self[event] = reason = Reason(
            guard.code, guard.phrase, argument=argument, data={"names": names}
        )
        return reason


@attrs.frozen(repr=False)
class Permit:
    """A role, and the condition under which it may act."""

    role: str
    when: Condition = attrs.field(default=ALWAYS, converter=as_guard_condition)

    __repr__ = call_of

    def __attrs_post_init__(self) -> None:
        check_kinds(self)

    @functools.cached_property
    def asks_outside(self) -> bool:
        """Whether it depends on a fact from outside, besides the event's data."""
        return _asks_outside(self.when)

    @property
    def phrase(self) -> Words:
        """The role, and where it may act."""
        if self.when in (ALWAYS, NEVER):
            return self.role
        return Phrase("lifecycle.table.where", role=self.role, when=self.when)

    def __str__(self) -> str:
        return str(self.phrase)


NOBODY = Permit("nobody", NEVER)
"""Who may do what a table of roles denies to everybody."""


def as_permits(roles: str | Permit | Iterable[str | Permit]) -> tuple[Permit, ...]:
    """Turn one role or permit, or several, into a tuple.

    Raises:
        BadValue: something else is among them.
    """
    given: Any = roles
    expected = Phrase("lifecycle.expected.role_permit_role_condition")
    one = isinstance(given, str | Permit)
    several: tuple[Any, ...] = (given,) if one else as_items(given, "roles", expected)
    for role in several:
        if not isinstance(role, str | Permit):
            raise BadValue(field="roles", value=role, expected=expected)
    return tuple(role if isinstance(role, Permit) else Permit(str(role)) for role in several)


def as_guards(guards: Guard | Iterable[Guard]) -> tuple[Guard, ...]:
    """Turn one guard or several into a tuple.

    Raises:
        BadValue: something else is among them.
    """
    several = (guards,) if isinstance(guards, Guard | Condition) else guards
    return as_several(
        Guard, several, Phrase("lifecycle.table.guard"), Phrase("lifecycle.table.guard_why_refused")
    )


def _names(names: str | Iterable[str]) -> tuple[str, ...]:
    return as_texts(names, "needs")


def as_states(states: str | Phase | Iterable[str | Phase]) -> tuple[str | Phase, ...]:
    """Turn one state or phase, or several, into a tuple.

    Raises:
        BadValue: something else is among them, or there is none.
    """
    given: Any = states
    several = (given,) if isinstance(given, str | Phase) else one_or_several(given)
    for state in several or ((),):
        if not isinstance(state, str | Phase):
            raise BadValue(
                field=Phrase("lifecycle.table.state"),
                value=state,
                expected=Phrase("lifecycle.expected.state_s_name_phase"),
            )
    return several


@attrs.frozen(repr=False)
class Rule:
    """An event that may happen in its source states, and where it leads.

    Args:
        event: the event class.
        source: states by name, or phases for every state in them, or `ANY`.
        target: the state it leads to; None to stay, which draws no edge.
        guards: what must hold.
        roles: who may use it; empty means anybody.
        needs: record fields that must be set, before the event or by it.
        reopens: whether it leaves a final state on purpose, which is otherwise reported.
    """

    event: type[Event] = attrs.field(repr=NAME)
    source: tuple[str | Phase, ...] = attrs.field(kw_only=True, converter=as_states)
    target: str | None = attrs.field(default=None, kw_only=True)
    guards: tuple[Guard, ...] = attrs.field(default=(), kw_only=True, converter=as_guards)
    roles: tuple[Permit, ...] = attrs.field(default=(), kw_only=True, converter=as_permits)
    needs: tuple[str, ...] = attrs.field(default=(), kw_only=True, converter=_names)
    reopens: bool = attrs.field(default=False, kw_only=True)

    __repr__ = call_of

    def __attrs_post_init__(self) -> None:
        check_event(self.event, Phrase("lifecycle.table.rule"))
        check_kinds(self)

    def applies_to(self, state: State) -> bool:
        """Return whether the state is one of its sources."""
        try:
            return ANY in self.source or state.name in self.source or state.phase in self.source
        except AttributeError:
            raise BadValue(
                field="state", value=state, expected=Phrase("lifecycle.expected.state")
            ) from None


class Table(Protocol):
    """What is read from a lifecycle to check, draw or compile it."""

    @property
    def name(self) -> str: ...
    @property
    def states(self) -> tuple[State, ...]: ...
    @property
    def rules(self) -> tuple[Rule, ...]: ...
    @property
    def initial(self) -> str: ...
    @property
    def events(self) -> tuple[type[Event], ...]: ...
    @property
    def edges(self) -> Collection[tuple[str, str]]: ...

    def expanded(self) -> Iterator[tuple[State, Rule]]: ...
