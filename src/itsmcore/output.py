"""Output: what a value shows of itself, in a notebook, on a page and on a line.

A value says in `_formats` how it is written: `""` is its `str`, `"html"` what a notebook shows, and
`"md"`, `"svg"`, `"mermaid"` and `"dot"` are there where it has them. All else comes from that.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from itertools import accumulate, takewhile
from typing import Any, Protocol, TypeAlias, runtime_checkable

from itsmcore.errors import Unlisted
from itsmcore.fields import is_in
from itsmcore.phrase import Phrase, label, say
from itsmcore.shown import written

Formats: TypeAlias = Mapping[str, Callable[[], str]]

MOST_PLAIN = 2_000
"""How many bytes a notebook shows of a text."""
_MIMES = {"": "text/plain", "html": "text/html", "mermaid": "text/vnd.mermaid"}


@runtime_checkable
class Shown(Protocol):
    """Anything that says how it is written."""

    def _formats(self) -> Formats: ...


class Printer(Protocol):
    """What IPython hands to a value for its text."""

    def text(self, text: str) -> None:
        """Take a text."""
        ...  # pragma: no cover


def in_format(spec: str, formats: Formats) -> str:
    """Return what is written in the requested format.

    Args:
        spec: the format.
        formats: how each is written; the empty one is that of `str`.

    Raises:
        Unlisted: there is no such format.

    >>> in_format("mdd", {"": str, "md": str})
    Traceback (most recent call last):
        ...
    itsmcore.errors.Unlisted: there is no format 'mdd'; did you mean 'md'?
    """
    if not is_in(spec, formats):
        raise Unlisted(kind=Phrase("output.format"), name=spec, known=tuple(filter(None, formats)))
    return formats[spec]()


def as_format(self: Shown, spec: str) -> str:
    """Write it in one of its formats: `"md"`, `"html"` and, if it has a picture, `"svg"`.

    Raises:
        Unlisted: there is no such format.
    """
    return in_format(spec, self._formats())


def as_html(self: Shown) -> str:
    """Show it in a notebook."""
    return self._formats()["html"]()


def as_pretty(self: object, printer: Printer, _cycle: bool) -> None:
    """Write it on a screen: its `str`, or the beginning of a long one.

    The printer of hypothesis, which can write calls, gets its whole `repr`: what it prints is code.
    """
    is_code = hasattr(printer, "repr_call")
    printer.text(repr(self) if is_code else in_short(written(self)))


def as_bundle(
    self: object,
    *,
    include: Collection[str] | None = None,
    exclude: Collection[str] | None = None,
) -> dict[str, Any]:
    """Show it as a short text, and in each of its formats that a notebook knows."""
    formats = {"": lambda: written(self), **(self._formats() if isinstance(self, Shown) else {})}
    return {
        mime: in_short(formats[name]()) if mime == "text/plain" else formats[name]()
        for name, mime in _MIMES.items()
        if name in formats and (not include or mime in include) and mime not in (exclude or ())
    }


def in_short(words: str, *, most: int = MOST_PLAIN) -> str:
    r"""Return a text that takes no more bytes than it may, in whole lines where it has several.

    >>> in_short("one\ntwo\n" * 9, most=40)
    'one\ntwo\n… and 16 lines more'
    """
    if len(words) <= most and len(words.encode(errors="replace")) <= most:
        return words
    room, lines = most - 30, words.splitlines()
    sizes = accumulate(len(said.encode(errors="replace")) + 1 for said in lines)
    whole = sum(1 for _ in takewhile(lambda size: size <= room, sizes))
    if 0 < whole < len(lines):
        return "\n".join([*lines[:whole], say("output.lines_more", count=len(lines) - whole)])
    return f"{words.encode(errors='replace')[:room].decode(errors='ignore')}…"


def name_of(value: object) -> str:
    """Return what kind of value it is, in words.

    >>> name_of(KeyError())
    'key error'
    """
    return label("nouns", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", type(value).__name__).lower())
