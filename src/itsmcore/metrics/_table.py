"""Tables: the lines of a result as rows, text, Markdown and HTML."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from numbers import Real
from typing import Any, Protocol, TypeAlias, runtime_checkable

from itsmcore.drawing import element, html_table, md_table, text, text_table
from itsmcore.errors import Unlisted
from itsmcore.schedule._open_time import clock_text

Lines: TypeAlias = Iterable[tuple[Any, ...]]
Rows: TypeAlias = tuple[dict[str, Any], ...]

_SECOND = timedelta(seconds=1)


class Tabled(Protocol):
    """Have lines of figures, the first of which names them."""

    def _lines(self) -> Lines: ...


@runtime_checkable
class Noted(Protocol):
    """Have something to say of the figures."""

    def _notes(self) -> Iterable[str]: ...


def as_rows(result: Tabled) -> Rows:
    """Give each line by name, in values that a DataFrame takes."""
    head, *body = result._lines()  # noqa: SLF001 (what a result is for)
    return tuple(dict(zip(head, map(_plain, line), strict=True)) for line in body)


def as_text(self: Tabled) -> str:
    """Write the figures in columns, and below them what is to be known of them."""
    return "\n".join([text_table(_table(self)), *_notes(self)])


def as_format(self: Tabled, spec: str) -> str:
    """Write the figures; `"md"` makes a Markdown table.

    Raises:
        Unlisted: the format is another.
    """
    if spec not in ("", "md"):
        raise Unlisted(kind="format", name=spec, known=("md",))
    return "\n\n".join([md_table(_table(self)), *_notes(self)]) if spec else str(self)


def as_html(self: Tabled) -> str:
    """Write the figures for a notebook."""
    return "".join([html_table(_table(self)), *(element("p", text(of)) for of in _notes(self))])


def cell(value: object) -> str:
    """Write a figure for people: times in whole seconds, instants in minutes, shares per cent."""
    match value:
        case None:
            return ""
        case timedelta():
            return clock_text(value - value % _SECOND)
        case datetime():
            return value.isoformat(" ", "minutes")
        case _:
            return str(value)


def percent(rate: float | None) -> str:
    """Write a share of 1; nothing for None."""
    return "" if rate is None else f"{100 * rate:.1f} %"


def _plain(value: object) -> object:
    return value if value is None or isinstance(value, Real | date | timedelta) else str(value)


def _notes(result: Tabled) -> Iterable[str]:
    return result._notes() if isinstance(result, Noted) else ()  # noqa: SLF001 (as its lines)


def _table(result: Tabled) -> list[list[str]]:
    head, *body = result._lines()  # noqa: SLF001 (what a result is for)
    written = [percent if name == "rate" else cell for name in head]
    cells = ([write(of) for write, of in zip(written, line, strict=True)] for line in body)
    return [[name.replace("_", " ") for name in head], *cells]
