"""Pages: what somebody sees of a record, its buttons, and the form of any verb."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from html import escape
from types import MappingProxyType
from typing import TypeAlias

import attrs

from itsmcore.errors import BadAnswers, ItsmError, Refused
from itsmcore.lifecycle import Argument, Choice, Option, SeenRecord, read_texts

from .desks import Said

Texts: TypeAlias = Mapping[str, Sequence[str]]
"""What a browser sends: by the name of a field, its texts."""
SEEN = "if-match"
EMPTY: Texts = MappingProxyType({})

STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem }
form { display: grid; gap: 1rem } label { display: grid; gap: .2rem; font-weight: 600 }
input, select, button { font: inherit; padding: .4rem .6rem } small { font-weight: 400 }
[role=alert] { color: #a00 } nav { display: flex; flex-wrap: wrap; gap: .5rem; margin: 1rem 0 }
nav a, button { border: 1px solid #06c; border-radius: .3rem; color: #06c; background: none;
  padding: .3rem .7rem; text-decoration: none; justify-self: start }
td { padding: .2rem 1rem .2rem 0; vertical-align: top } tr td:first-child { color: #555 }
"""
INPUTS = {int: "number", date: "date", datetime: "datetime-local"}
YES_OR_NO = Option("yes", "yes", True), Option("no", "no", False)


def page(title: str, content: str) -> str:
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{escape(title)}</title><style>{STYLE}</style><h1>{escape(title)}</h1>{content}"
    )


def record_page(seen: SeenRecord, choices: Iterable[Choice]) -> str:
    """Show what somebody sees of a record, with a button for each verb."""
    buttons = "".join(
        f'<a href="{seen.id}/{one.verb}" title="{escape(one.help)}">{escape(one.label)}</a>'
        for one in choices
        if one.is_allowed
    )
    return page(f"{seen.id}: {seen.state.replace('_', ' ')}", f"<nav>{buttons}</nav>{seen:html}")


@attrs.frozen
class VerbForm:
    """The form of a verb, made of its arguments.

    Attributes:
        seen: the ETag of the record that is shown; it is sent along.
    """

    title: str
    arguments: tuple[Argument, ...]
    help: str = attrs.field(default="", kw_only=True)
    seen: str = attrs.field(default="", kw_only=True)

    def read(self, texts: Texts) -> Said:
        """Return what was sent, as the verb takes it."""
        menus = {one.name for one in self.arguments if one.is_several and one.menu}
        sent = {name: of if name in menus else of[-1] for name, of in texts.items() if name != SEEN}
        return read_texts(self.arguments, sent, zone=UTC)

    def html(self, texts: Texts = EMPTY, error: ItsmError | None = None) -> str:
        """Ask for the arguments, with what was sent and what is wrong with it."""
        reasons = error.reasons if isinstance(error, BadAnswers | Refused) else ()
        faults = {one.argument: one.words for one in reasons if one.argument}
        rows = [_row(one, texts.get(one.name, ()), faults.get(one.name)) for one in self.arguments]
        is_told = error is None or (faults and all(one.argument for one in reasons))
        return page(
            self.title,
            f"<p>{escape(self.help)}</p>{_alert(None if is_told else str(error))}"
            f'<form method="post"><input type="hidden" name="{SEEN}" value="{escape(self.seen)}">'
            f"{''.join(rows)}<button>{escape(self.title)}</button></form>",
        )


def _row(one: Argument, texts: Sequence[str], fault: str | None) -> str:
    star = " *" if one.is_required else ""
    return (
        f"<label>{escape(one.label)}{star}{_control(one, texts)}"
        f"<small>{escape(one.help)}</small>{_alert(fault)}</label>"
    )


def _alert(words: str | None) -> str:
    return "" if words is None else f'<span role="alert">{escape(words)}</span>'


def _control(one: Argument, texts: Sequence[str]) -> str:
    """Return a menu for what has options, and an input by its type for what has none."""
    told = f'name="{escape(one.name)}"' + " required" * one.is_required
    menu = YES_OR_NO if one.item is bool else one.menu
    if not menu:
        value = escape(", ".join(texts))
        return f'<input {told} type="{INPUTS.get(one.item, "text")}" value="{value}">'
    options = [
        f'<option value="{escape(of.code)}"{" selected" * (of.code in texts)}>{escape(of.label)}'
        for of in menu
    ]
    blank = [] if one.is_required or one.is_several else ['<option value="">']
    return f"<select {told}{' multiple' * one.is_several}>{''.join([*blank, *options])}</select>"
