"""Conditions: predicates that are data, so that they print, compare, serialise and prove."""

from __future__ import annotations

import operator
import types
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from enum import Enum, StrEnum
from typing import Any, Self

import attrs

from itsmcore.codes import Code, one_of
from itsmcore.conditions._reading import HasDeadline, Later, Shifted
from itsmcore.conditions._spaces import LINKED, OUTSIDE, TARGET, Facts, space_of
from itsmcore.errors import BadCondition, BadValue, Incomparable, NotGiven
from itsmcore.fields import as_a, as_items, as_writable
from itsmcore.instant import utc
from itsmcore.phase import Phase
from itsmcore.phrase import Phrase, as_data, say, yes_or_no
from itsmcore.plain import DEEPEST, TOO_DEEP, plain

_ABSENT: Any = object()
_SEVERAL = (tuple, list, set, frozenset)
EMPTY_VALUES: tuple[object, ...] = (None, "", (), [], {}, frozenset())
"""What counts as not set, like any text of blanks."""


class Op(Code):
    """What a test can ask of a fact."""

    IS = "is"
    IS_IN = "is in"
    IS_SET = "is set"
    UNDER = "is under"
    CONTAINS = "contains"
    BELOW = "<"
    AT_MOST = "<="
    ABOVE = ">"
    AT_LEAST = ">="


def is_set(value: object) -> bool:
    """Return whether a value is there: not None, blank or an empty collection; 0 is there."""
    if isinstance(value, str):
        return bool(value.strip())
    try:
        return bool(value) or value not in EMPTY_VALUES
    except ValueError:  # a column, of which nobody says whether it is true
        return True


def _is_under(value: object, branch: object) -> bool:
    if not isinstance(value, str) or not isinstance(branch, str):
        return False
    return value == branch or value.startswith(branch + "/")


def _contains(value: object, part: object) -> bool:
    if isinstance(value, str):
        return part is not None and as_data(part).casefold() in value.casefold()
    if not isinstance(value, _SEVERAL) and not isinstance(value, Iterable):
        return False
    if isinstance(part, _SEVERAL):
        return all(one in value for one in part)
    return part in value


def _ordered(compare: Callable[[Any, Any], bool]) -> Callable[[object, object], bool]:
    def test(value: object, bound: object) -> bool:
        return value is not None and bound is not None and compare(value, bound)

    return test


_TESTS: dict[Op, Callable[[Any, Any], bool]] = {
    Op.IS: operator.eq,
    Op.IS_IN: lambda value, choices: value in choices,
    Op.IS_SET: lambda value, _: is_set(value),
    Op.UNDER: _is_under,
    Op.CONTAINS: _contains,
    Op.BELOW: _ordered(operator.lt),
    Op.AT_MOST: _ordered(operator.le),
    Op.ABOVE: _ordered(operator.gt),
    Op.AT_LEAST: _ordered(operator.ge),
}


def fact_of(facts: Facts, name: str, default: Any) -> object:
    """Read a fact.

    Raises:
        BadValue: there are no facts to read.
    """
    try:
        return facts.get(name, default)
    except (AttributeError, TypeError):
        if isinstance(facts, type) or not callable(getattr(facts, "get", None)):
            expected = Phrase("conditions.expected.mapping_get_name_default")
            raise BadValue(field="facts", value=facts, expected=expected) from None
        raise


class Condition:
    """A question about facts; conditions are nested in one another at most 100 deep.

    A fact that is absent counts as not set. One from outside (`given.…`, and `event.…` while a verb
    is only being considered) leaves the answer open instead: neither true nor false, by Kleene's
    three-valued logic, and an open answer never passes a guard.
    """

    __slots__ = ()

    @property
    def depth(self) -> int:
        """How deep conditions, and collections of values, are nested in it."""
        return 0

    def judge(self, facts: Facts) -> bool | None:
        """Return whether it holds; None if a missing outside fact decides."""
        raise NotImplementedError  # pragma: no cover

    def holds(self, facts: Facts) -> bool:
        """Return whether it holds.

        Raises:
            NotGiven: an outside fact is missing, and the answer depends on it.
            Incomparable: it compares two values that have no order.

        >>> (field("hold_reason").is_("caller") & state("on_hold")).holds(
        ...     {"state": "on_hold", "hold_reason": "caller"})
        True
        """
        answer = self.judge(facts)
        if answer is None:
            raise NotGiven(names=self.missing(facts))
        return answer

    def missing(self, facts: Facts) -> tuple[str, ...]:
        """List the outside facts that it reads and `facts` lacks, in reading order.

        Of linked records it lacks all if one of them is not loaded.
        """
        absent = (f.name for f in self.fields if _is_unknown(f, facts) or _is_partial(f, facts))
        return tuple(name.removeprefix("given.") for name in absent)

    def explain(self, facts: Facts) -> str:
        """Say of each thing that it asks whether it is so, and what it is instead.

        >>> asked = field("customer").is_("acme") & ~field("group").is_set
        >>> asked.explain({"customer": "umbrella", "group": "mail"})
        "customer is 'acme': no, 'umbrella'; group is set: yes"
        """
        return "; ".join(_explained(leaf, facts) for leaf in leaves(self))

    @property
    def fields(self) -> tuple[Field, ...]:
        """Every field it reads, in reading order, each once."""
        return tuple(dict.fromkeys(self._fields()))

    def _fields(self) -> Iterable[Field]:
        raise NotImplementedError  # pragma: no cover

    def finding(self, facts: Facts) -> str:  # noqa: ARG002 (others read them)
        """Say what it finds besides its answer; empty if there is nothing to say."""
        return ""

    @property
    def denied(self) -> str:
        """Its denial in words."""
        return say("conditions.not", part=self)

    @property
    def denied_as(self) -> str:
        """Its denial as written in Python."""
        return f"~{self!r}"

    def __and__(self, other: object) -> All:
        return All((self, other))

    def __or__(self, other: object) -> Some:
        return Some((self, other))

    def __invert__(self) -> Condition:
        return Not(self)

    def __deepcopy__(self, _: object) -> Self:
        return self  # it never changes

    def __bool__(self) -> bool:
        raise BadCondition(value=self, why=Phrase("conditions.why.truth_own_combine_ask"))


def _fact_name(name: str) -> str:
    return as_writable(name, Phrase("conditions.condition.fact_s_name"))


@attrs.frozen(order=False, repr=False)
class Field:
    """The name of a fact, to make conditions from; the other side may be a value or another field.

    >>> print(field("category").under("email") & ~field("assignee").is_set)
    category is under 'email' and not (assignee is set)
    """

    name: str = attrs.field(converter=_fact_name)

    @property
    def is_outside(self) -> bool:
        """Whether it is not a fact of the record itself, and may be unknown."""
        return self.name.startswith(OUTSIDE)

    @property
    def space(self) -> str:
        """The space that its name is in, such as `"event"`; empty for the record's own facts."""
        return space_of(self.name)

    @property
    def fields(self) -> tuple[Field, ...]:
        """The field itself, as whatever reads facts tells which."""
        return (self,)

    @property
    def is_set(self) -> Test:
        """Whether it has a value, and not an empty or blank one."""
        return Test(self, Op.IS_SET)

    def __add__(self, by: timedelta) -> Shifted:
        return Shifted(self, by)

    def __sub__(self, by: timedelta) -> Shifted:
        try:
            return Shifted(self, -as_a(timedelta, by, "by", Phrase("kinds.timedelta")))
        except OverflowError:
            raise BadValue(
                field="by", value=by, expected=Phrase("conditions.expected.shorter_time")
            ) from None

    def plus(self, by: Any, schedule: HasDeadline | None = None) -> Shifted:
        """Name the instant that much later, to compare a fact with or to give to an event.

        Args:
            by: the time: a timedelta, or with a schedule a target such as `WorkingDays(10)`.
            schedule: what counts the open time, or the working days; None means wall time.

        Raises:
            BadValue: it is not a time, or is in working days without a schedule.

        >>> print(field("event.at") <= field("resolved_at").plus(timedelta(days=10)))
        event.at <= resolved_at + 10 days
        """
        return Shifted(self, by, schedule)

    def is_(self, value: object) -> Test:
        """Ask whether it equals the value."""
        return Test(self, Op.IS, value)

    def is_in(self, values: Iterable[object]) -> Test:
        """Ask whether it equals one of the values.

        Raises:
            BadCondition: the values are a single text, which would be read letter by letter.
        """
        if isinstance(values, str | Field):
            raise BadCondition(value=values, why=Phrase("conditions.why.value_ask_tuple"))
        return Test(
            self, Op.IS_IN, as_items(values, "values", Phrase("conditions.condition.tuple_values"))
        )

    def under(self, branch: str | Field) -> Test:
        """Ask whether it is a branch such as `"email"`, or a path below it (`"email/delivery"`)."""
        return Test(self, Op.UNDER, branch)

    def contains(self, part: object) -> Test:
        """Ask whether it is a text containing this, in any case, or a collection that holds it.

        A collection has to hold each of several parts.
        """
        return Test(self, Op.CONTAINS, part)

    def __lt__(self, bound: object) -> Test:
        return Test(self, Op.BELOW, bound)

    def __le__(self, bound: object) -> Test:
        return Test(self, Op.AT_MOST, bound)

    def __gt__(self, bound: object) -> Test:
        return Test(self, Op.ABOVE, bound)

    def __ge__(self, bound: object) -> Test:
        return Test(self, Op.AT_LEAST, bound)

    def __bool__(self) -> bool:
        raise BadCondition(value=self, why=Phrase("conditions.why.field_condition_ask_set"))

    def read(self, facts: Facts) -> object:
        """Look the fact up; an absent one is None."""
        return fact_of(facts, self.name, None)

    def __repr__(self) -> str:
        outside = self.name.removeprefix("given.")
        return f"field({self.name!r})" if outside == self.name else f"given({outside!r})"

    def __str__(self) -> str:
        return self.name


READ = (Field, Shifted, Later)
"""What may be read from facts in the place of a value."""


_MADE = (Shifted, Later)


def _is_unknown(asked: Field, facts: Facts) -> bool:
    return asked.is_outside and fact_of(facts, asked.name, _ABSENT) is _ABSENT


def _is_partial(asked: Field, facts: Facts) -> bool:
    """Return whether a field is of linked records of which one is not loaded."""
    if not asked.name.removeprefix(f"{TARGET}.").startswith(f"{LINKED}."):
        return False
    found: Any = fact_of(facts, asked.name, ())
    return any(one is None for one in found)


def _depth_of(value: object) -> int:
    """Count how deep a value is nested, up to one more than it may be."""
    deepest = 0
    ahead: list[tuple[Any, int]] = [(value, 0)]
    while ahead and deepest <= DEEPEST:
        one, depth = ahead.pop()
        if isinstance(one, list | tuple | set | frozenset | Mapping):
            depth += 1
            parts = one.values() if isinstance(one, Mapping) else one
            ahead += [(part, depth) for part in parts if not isinstance(part, _FLAT)]
        elif isinstance(one, Condition):
            depth += one.depth + 1
        deepest = max(deepest, depth)
    return deepest


_FLAT = (str, int, float, date, Enum, types.NoneType)


def _compared(value: object) -> object:
    """Take a value that a fact is compared with, if it is not nested too deeply."""
    if isinstance(value, _FLAT) and not isinstance(value, datetime):
        return plain(value)
    if _depth_of(value) > DEEPEST:
        raise BadCondition(value=value, why=TOO_DEEP)
    if isinstance(value, tuple) and any(isinstance(one, READ) for one in value):
        raise BadCondition(value=value, why=Phrase("conditions.why.holds_field_read_ask"))
    return _in_utc(value)


_DEPTH = operator.attrgetter("depth")


def nested(condition: Condition, parts: Iterable[Condition]) -> None:
    """Note how deep a condition is nested, or refuse it."""
    depth = 1 + max(map(_DEPTH, parts), default=0)
    object.__setattr__(condition, "depth", depth)
    if depth > DEEPEST:
        raise BadCondition(value=condition, why=TOO_DEEP)


def _in_utc(value: object) -> object:
    if isinstance(value, datetime):
        return utc(value)
    if type(value) is dict:
        return {plain(name): _in_utc(of) for name, of in value.items()}
    return tuple(map(_in_utc, value)) if type(value) is tuple else plain(value)


def _code(value: object) -> str:
    if type(value) is tuple:
        return f"({', '.join(map(_code, value))}{',' if len(value) == 1 else ''})"
    return f"{type(value).__name__}.{value.name}" if isinstance(value, Enum) else repr(value)


def _word(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(_word, value)) or say("conditions.nothing")
    if isinstance(value, READ):
        return str(value)
    return repr(value.value) if isinstance(value, StrEnum) else repr(value)


def _subject(subject: Field) -> Field:
    return as_a(Field, subject, "subject", Phrase("conditions.condition.field_such_field"))


def _op(op: Op) -> Op:
    return one_of(Op, op, field="op")


@attrs.frozen(repr=False)
class Test(Condition):
    """One question about one fact; instants to compare it with are kept in UTC.

    Raises:
        NaiveTime: an instant to compare it with has no time zone.
        BadValue: what it is to be under is not a path.
        BadCondition: what to compare it with is nested too deeply.
    """

    __test__ = False  # not a test case, whatever pytest thinks of the name

    subject: Field = attrs.field(converter=_subject)
    op: Op = attrs.field(converter=_op)
    value: object = attrs.field(default=None, converter=_compared)

    def __attrs_post_init__(self) -> None:
        if self.op is Op.UNDER and not isinstance(self.value, str | Field):
            raise BadValue(
                field="branch",
                value=self.value,
                expected=Phrase("conditions.expected.path_such_email"),
            )

    @property
    def depth(self) -> int:
        return 0 if isinstance(self.value, _FLAT) else _depth_of(self.value)

    def judge(self, facts: Facts) -> bool | None:
        subject = self.subject
        try:
            left = facts.get(subject.name, _ABSENT)
        except (AttributeError, TypeError):
            left = fact_of(facts, subject.name, _ABSENT)
        if left is _ABSENT:
            if subject.is_outside:
                return None
            left = None
        right: Any = self.value
        try:
            if right.__class__ is Field:
                other = right
                right = facts.get(other.name, _ABSENT)
                if right is _ABSENT:
                    if other.is_outside:
                        return None
                    right = None
            elif right.__class__ in _MADE:
                if any(_is_unknown(of, facts) for of in right.fields):
                    return None
                right = right.read(facts)
            return bool(_TESTS[self.op](left, right))
        except Exception:
            raise Incomparable(field=subject.name, left=left, right=right) from None

    def finding(self, facts: Facts) -> str:
        is_plain_no = self.op is not Op.IS_SET and self.judge(facts) is False
        return _word(self.subject.read(facts)) if is_plain_no else ""

    def _fields(self) -> Iterable[Field]:
        yield self.subject
        if isinstance(self.value, READ):
            yield from self.value.fields

    def __repr__(self) -> str:
        name, value = repr(self.subject), _code(self.value)
        match self.op:
            case Op.IS_SET:
                return f"{name}.is_set"
            case Op.IS:
                return f"{name}.is_({value})"
            case Op.IS_IN:
                return f"{name}.is_in({value})"
            case Op.UNDER | Op.CONTAINS:
                return f"{name}.{self.op.name.lower()}({value})"
            case _:
                return f"({name} {self.op} {value})"

    def __str__(self) -> str:
        if self.op is Op.IS and self.subject.name == "verb":
            return say("conditions.condition.happens", value=self.value)
        value = "" if self.op is Op.IS_SET else _word(self.value)
        return say(f"conditions.op.{self.op.name.lower()}", subject=self.subject, value=value)


def _flat(parts: Iterable[object], kind: type[All | Some]) -> tuple[Condition, ...]:
    found = list[Condition]()
    for part in map(as_condition, as_items(parts, "parts", "conditions")):
        if isinstance(part, All | Some) and type(part) is kind:
            found += part.parts
        else:
            found.append(part)
    return tuple(found)


def _all(parts: Iterable[object]) -> tuple[Condition, ...]:
    return _flat(parts, All)


def _some(parts: Iterable[object]) -> tuple[Condition, ...]:
    return _flat(parts, Some)


def _one(part: object) -> Condition:
    return as_condition(part)


def _grouped(part: Condition) -> str:
    return f"({part})" if isinstance(part, Some | All) and len(part.parts) > 1 else str(part)


def _in_words(sign: str, parts: tuple[Condition, ...]) -> str:
    return f" {say(f'conditions.{sign}')} ".join(map(_grouped, parts))


def _joined(parts: tuple[Condition, ...], sign: str, name: str) -> str:
    return f"{name}({parts!r})" if len(parts) == 1 else f"({f' {sign} '.join(map(repr, parts))})"


@attrs.frozen(repr=False)
class All(Condition):
    """A condition that holds if every part holds; with no parts, always."""

    parts: tuple[Condition, ...] = attrs.field(default=(), converter=_all)
    depth: int = attrs.field(init=False, eq=False)

    def __attrs_post_init__(self) -> None:
        nested(self, self.parts)

    def judge(self, facts: Facts) -> bool | None:
        answer: bool | None = True
        for part in self.parts:
            one = part.judge(facts)
            if one is False:
                return False
            if one is None:
                answer = None
        return answer

    def _fields(self) -> Iterable[Field]:
        for part in self.parts:
            yield from part.fields

    def __repr__(self) -> str:
        return _joined(self.parts, "&", "All") if self.parts else "ALWAYS"

    def __str__(self) -> str:
        return _in_words("and", self.parts) or say("conditions.always")


@attrs.frozen(repr=False)
class Some(Condition):
    """A condition that holds if at least one part holds; with no parts, never."""

    parts: tuple[Condition, ...] = attrs.field(default=(), converter=_some)
    depth: int = attrs.field(init=False, eq=False)

    def __attrs_post_init__(self) -> None:
        nested(self, self.parts)

    def judge(self, facts: Facts) -> bool | None:
        answer: bool | None = False
        for part in self.parts:
            one = part.judge(facts)
            if one is True:
                return True
            if one is None:
                answer = None
        return answer

    def _fields(self) -> Iterable[Field]:
        for part in self.parts:
            yield from part.fields

    def __repr__(self) -> str:
        return _joined(self.parts, "|", "Some") if self.parts else "NEVER"

    def __str__(self) -> str:
        return _in_words("or", self.parts) or say("conditions.never")


@attrs.frozen(repr=False)
class Not(Condition):
    """A condition that holds if its part does not."""

    part: Condition = attrs.field(converter=_one)
    depth: int = attrs.field(init=False, eq=False)

    def __attrs_post_init__(self) -> None:
        nested(self, (self.part,))

    def judge(self, facts: Facts) -> bool | None:
        answer = self.part.judge(facts)
        return None if answer is None else not answer

    def __invert__(self) -> Condition:
        return self.part

    def _fields(self) -> Iterable[Field]:
        return self.part.fields

    @property
    def denied_as(self) -> str:
        return f"Not({self!r})"

    def __repr__(self) -> str:
        return self.part.denied_as

    def __str__(self) -> str:
        return self.part.denied


@attrs.frozen(repr=False)
class Opaque(Condition):
    """A named function of the facts; no proof looks inside it, or relies on it."""

    function: Callable[[Any], bool]

    def judge(self, facts: Facts) -> bool | None:
        return bool(self.function(facts))

    def _fields(self) -> Iterable[Field]:
        return ()

    def __repr__(self) -> str:
        return f"as_condition({self.function.__qualname__})"

    def __str__(self) -> str:
        return self.function.__name__.replace("_", " ")


def field(name: str) -> Field:
    """Name a fact, such as `"assignee"`, `"event.at"`, `"custom.site"` or `"priority"`."""
    return Field(name)


def given(name: str) -> Field:
    """Name an outside fact, which the caller passes as `given={name: value}`."""
    return Field(f"given.{_fact_name(name)}")


def state(name: str) -> Test:
    """Return the condition that the record is in the state of that name."""
    return Field("state").is_(name)


def phase(of: Phase) -> Test:
    """Return the condition that the record's state is in that phase.

    Raises:
        BadCondition: it is not a Phase.
    """
    given: object = of
    if not isinstance(given, Phase):
        raise BadCondition(value=of, why=Phrase("conditions.why.phase"))
    return Field("phase").is_(of)


def happened(event: str | type) -> Test:
    """Return the condition that holds at the step with the verb, and only there.

    Raises:
        BadCondition: the class is not an event's: it has no verb.

    >>> happened("resolve").holds({"verb": "resolve"})
    True
    """
    verb = event if isinstance(event, str) else getattr(event, "verb", None)
    if not isinstance(verb, str):
        raise BadCondition(value=event, why=Phrase("conditions.why.verb"))
    return Field("verb").is_(verb)


def as_condition(value: object) -> Condition:
    """Turn a Phase, an event class, a state's name or a named function into a condition.

    Raises:
        BadCondition: the value is none of these, or a lambda, which cannot be pickled or named.

    >>> as_condition("on_hold"), as_condition(Phase.NEW)
    (field('state').is_('on_hold'), field('phase').is_(Phase.NEW))
    """
    if isinstance(value, Condition):
        return value
    if isinstance(value, Phase):
        return phase(value)
    if isinstance(value, str):
        return state(value)
    if isinstance(value, type) and isinstance(getattr(value, "verb", None), str):
        return happened(value)
    if isinstance(value, type) or not callable(value):
        raise BadCondition(value=value, why=Phrase("conditions.why.cannot_stand_condition"))
    name = getattr(value, "__qualname__", "<lambda>")
    if "<" in name:
        raise BadCondition(value=value, why=Phrase("conditions.why.importable_name_write_named"))
    return Opaque(value)


def _explained(leaf: Condition, facts: Facts) -> str:
    held = leaf.judge(facts)
    answer = say("conditions.condition.known") if held is None else yes_or_no(held)
    found = leaf.finding(facts)
    return f"{leaf}: {answer}, {found}" if found else f"{leaf}: {answer}"


ALWAYS = All()
NEVER = Some()


def facts_of(conditions: Iterable[Condition]) -> frozenset[str] | None:
    """Return the names of the facts that conditions read; None if a function may read any."""
    several = list(conditions)
    if any(isinstance(leaf, Opaque) for condition in several for leaf in leaves(condition)):
        return None
    return frozenset(read.name for condition in several for read in condition.fields)


def leaves(condition: Condition) -> Iterator[Condition]:
    """Yield the tests and functions that a condition is made of, in reading order."""
    if isinstance(condition, All | Some):
        for part in condition.parts:
            yield from leaves(part)
    elif isinstance(condition, Not):
        yield from leaves(condition.part)
    else:
        yield condition
