"""Phrases: what is said by a code, in the language of whoever reads it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextvars import ContextVar
from datetime import date, datetime
from functools import cache, partial
from string import Formatter
from typing import Any, Protocol, TypeAlias, TypeVar

from itsmcore.phrases import code_of, is_phrase, template
from itsmcore.shown import written

T = TypeVar("T")


class Spoken(Protocol):
    """What a language gives: its templates, and which form of a word goes with a number."""

    @property
    def phrases(self) -> Mapping[str, str]:
        """Its templates by code."""
        ...  # pragma: no cover

    @property
    def plural(self) -> Callable[[int], int]:
        """The place, among the forms of a word, of the one that goes with a number."""
        ...  # pragma: no cover


_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
SPOKEN: ContextVar[Spoken | None] = ContextVar("SPOKEN", default=None)
"""The language that is spoken here; English, if it is None."""


class Phrase:
    """A code with its arguments, said in the language that is spoken when somebody reads it.

    Two are equal if their codes and arguments are.

    Args:
        code: which phrase it is, such as `"errors.bad_span"`.
        arguments: what its template names.

    Raises:
        BadValue: the code is no text; when it is said, an argument is missing or of another kind.
        Unlisted: there is no such code; when it is said.

    >>> str(Phrase("common.days", days=2))
    '2 days'
    """

    __slots__ = ("arguments", "code")
    code: str
    arguments: Mapping[str, Any]

    def __init__(self, code: str, /, **arguments: Any) -> None:
        if code.__class__ is not str:
            raise _no_code(code)
        object.__setattr__(self, "code", code)
        object.__setattr__(self, "arguments", arguments)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{name!r} of a phrase is frozen")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"{name!r} of a phrase is frozen")

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Phrase):
            return NotImplemented
        return self.code == other.code and self.arguments == other.arguments

    def __hash__(self) -> int:
        return hash(self.code)

    def __reduce__(self) -> tuple[Any, ...]:
        return _again, (self.code, self.arguments)

    def __str__(self) -> str:
        return _said(self.code, self.arguments)

    def __repr__(self) -> str:
        named = (f", {name}={value!r}" for name, value in self.arguments.items())
        return f"Phrase({self.code!r}{''.join(named)})"


Words: TypeAlias = str | Phrase
"""What people read: somebody's own words, or a phrase."""


def _again(code: str, arguments: Mapping[str, Any]) -> Phrase:
    return Phrase(code, **arguments)


def say(words: Words, /, **arguments: Any) -> str:
    """Say a phrase in the language that is spoken here.

    Args:
        words: the phrase, or its code.
        arguments: what its template names, if it is a code.

    Raises:
        BadValue: it is no phrase, or an argument is missing or of another kind.
        Unlisted: there is no such code.

    >>> say("common.days", days=1)
    '1 day'
    """
    if isinstance(words, Phrase):
        return str(words)
    if not isinstance(words, str):
        raise _no_code(words)
    return _said(words, arguments)


def _said(code: str, arguments: Mapping[str, Any]) -> str:
    spoken = SPOKEN.get()
    said = None if spoken is None else spoken.phrases.get(code)
    plural = one_or_other if spoken is None or said is None else spoken.plural
    pieces = parts(template(code) if said is None else said)
    try:
        return "".join(
            text if name is None else text + _filled(arguments[name], form, plural)
            for text, name, form in pieces
        )
    except (KeyError, TypeError, ValueError) as error:
        expected = Phrase("phrase.expected.arguments", template=template(code))
        raise _bad("arguments", dict(arguments), expected) from error


def _no_code(code: object) -> Exception:
    return _bad("code", code, Phrase("phrase.expected.code"))


def _bad(field: str, value: object, expected: Phrase) -> Exception:
    from itsmcore.errors import BadValue  # noqa: PLC0415 (errors are said by phrases)

    return BadValue(field=field, value=value, expected=expected)


def label(kind: str, code: str) -> str:
    """Say what people call a code: as the library has it among the labels of a kind, or in words.

    Args:
        kind: which labels: `"states"`, `"verbs"`, `"facts"`, `"values"`, `"columns"` or `"nouns"`.
        code: the code, which may be somebody's own.

    >>> label("states", "in_progress"), label("states", "waiting_for_parts")
    ('in progress', 'waiting for parts')
    """
    words = code.strip("_").replace("_", " ")
    if SPOKEN.get() is None:
        return words
    known = f"{kind}.{words.replace(' ', '_')}"
    return _said(known, {}) if is_phrase(known) else words


def known(room: str, words: str) -> Words:
    """Return the phrase of a room that a text is in English; the text itself if it is none.

    >>> known("common", "none"), known("common", "ours")
    (Phrase('common.none'), 'ours')
    """
    code = code_of(room, words)
    return words if code is None else Phrase(code)


def measure(name: str) -> str:
    """Say the name of a figure, or of each part of one; what the library has no word for stays.

    >>> measure("lead time median"), measure("ours")
    ('lead time median', 'ours')
    """
    return " ".join(_measures(name.split(" "))) or name


def _measures(words: Sequence[str]) -> Iterator[str]:
    """Yield what is said of each part of a name; nothing if the library lacks one."""
    said, start = list[str](), 0
    while start < len(words):
        ends = (end for end in range(len(words), start, -1) if _is_measure(words[start:end]))
        end = next(ends, start)
        if end == start and words[start].isalpha():
            return
        end = max(end, start + 1)
        said.append(label("measures", " ".join(words[start:end])))
        start = end
    yield from said


def _is_measure(words: Sequence[str]) -> bool:
    return is_phrase(f"measures.{'_'.join(words)}")


def yes_or_no(is_so: bool) -> str:
    """Say whether something is so."""
    return say("common.yes" if is_so else "common.no")


def short_day(day: date) -> str:
    """Say the day of the week, as a line has room for it.

    >>> short_day(date(2026, 1, 5))
    'Mon'
    """
    return say(f"days.{_DAYS[day.weekday()]}").capitalize()


def on_day(at: datetime) -> str:
    """Say the day of the week and the date of an instant.

    >>> on_day(datetime(2026, 1, 5))
    'Mon 2026-01-05'
    """
    return say("days.date", day=short_day(at), date=f"{at:%Y-%m-%d}")


def in_english(words: Words) -> str:
    """Return words as they are in English, by which they are compared and stored.

    >>> in_english(Phrase("common.days", days=2)), in_english("ours")
    ('2 days', 'ours')
    """
    return told_in_english(words.__str__) if isinstance(words, Phrase) else words


def told_in_english(tell: Callable[[], T]) -> T:
    """Return what a function tells in English, whatever is spoken here.

    >>> told_in_english(lambda: [say("common.days", days=2)])
    ['2 days']
    """
    before = SPOKEN.set(None)
    try:
        return tell()
    finally:
        SPOKEN.reset(before)


def as_data(value: object) -> str:
    """Write a value as a text by which it is told from others, in English whatever is spoken.

    >>> as_data("new"), as_data(Phrase("common.none"))
    ('new', 'none')
    """
    return written(value) if isinstance(value, str) else told_in_english(partial(written, value))


def _filled(value: Any, form: str, plural: Callable[[int], int]) -> str:
    if "|" not in form:
        return format(value, form)
    forms = form.split("|")
    place = plural(value) if isinstance(value, int) else len(forms) - 1
    return forms[min(max(place, 0), len(forms) - 1)]


def one_or_other(number: int) -> int:
    """Return the place of the form that goes with a number: one, or another.

    >>> one_or_other(1), one_or_other(2)
    (0, 1)
    """
    return int(number != 1)


@cache
def parts(words: str) -> tuple[tuple[str, str | None, str], ...]:
    """Return the pieces of a template: a text, the argument after it if any, and its form.

    Raises:
        ValueError: its braces are not in pairs, or an argument is converted.

    >>> parts("in {days} {days:day|days}")
    (('in ', 'days', ''), (' ', 'days', 'day|days'))
    """
    return tuple(_pieces(words))


def _pieces(words: str) -> Iterator[tuple[str, str | None, str]]:
    for text, name, form, conversion in Formatter().parse(words):
        if conversion:
            raise ValueError(f"!{conversion}")
        yield text, name, form or ""


# --- several ----------------------------------------------------------------------------------


def all_of(words: Iterable[Words]) -> Words:
    """Return several words, one after the other.

    >>> str(all_of(["mail", "phone", "chat"]))
    'mail, phone, chat'
    """
    return _in_turn("common.all", words)


def either_of(words: Iterable[Words]) -> Words:
    """Return several words of which one will do.

    >>> str(either_of(["mail", "phone", "chat"]))
    'mail or phone or chat'
    """
    return _in_turn("common.either", words)


def after_each(words: Iterable[Words]) -> Words:
    """Return several words of which each comes after the next.

    >>> str(after_each(["ship", "image", "order"]))
    'ship after image after order'
    """
    return _in_turn("common.after", words)


def both_of(words: Iterable[Words]) -> Words:
    """Return several words that go together, the last after an "and".

    >>> str(both_of(["mail", "phone", "chat"]))
    'mail, phone and chat'
    """
    *first, last = words
    return Phrase("common.and", first=all_of(first), last=last) if first else last


def clauses_of(words: Iterable[Words]) -> Words:
    """Return several clauses, set apart.

    >>> str(clauses_of(["it is paused", "it is late"]))
    'it is paused; it is late'
    """
    return _in_turn("common.clauses", words)


def one_or_another(words: Iterable[Words]) -> Words:
    """Return several descriptions of which one has to fit.

    >>> str(one_or_another(["a manager", "an agent where it is open"]))
    'a manager, or an agent where it is open'
    """
    return _in_turn("common.or", words)


def _in_turn(code: str, words: Iterable[Words]) -> Words:
    """Put words together two by two, so that many of them are no deep phrase."""
    several = list(words)
    while len(several) > 1:
        pairs = zip(several[::2], several[1::2], strict=False)
        left = several[len(several) // 2 * 2 :]
        several = [*(Phrase(code, first=first, then=then) for first, then in pairs), *left]
    return several[0] if several else ""
