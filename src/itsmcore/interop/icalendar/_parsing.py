"""Parsing: the components of a text, each by itself, so that a bad one loses no other."""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from warnings import catch_warnings, simplefilter

import attrs
import icalendar
from icalendar.parser import Contentline

from itsmcore.interop.icalendar._faults import Faults
from itsmcore.interop.icalendar._held import WrittenRule, listed
from itsmcore.phrase import say
from itsmcore.shown import brief, shown

_SURROGATE = re.compile("[\ud800-\udfff]")
_NEW_LINES = re.compile("(?:\r?\n)+")
_IS_RULE = re.compile("RRULE[;:]", re.IGNORECASE)


@attrs.define(eq=False)
class _Block:
    """The lines of a component, the components in it, and what icalendar makes of them."""

    name: str
    lines: list[Contentline] = attrs.field(factory=list)
    inner: list[_Block] = attrs.field(factory=list)
    is_whole: bool = True
    component: icalendar.Component = attrs.field(factory=icalendar.Component)

    def text(self, name: str, *inner: str) -> str:
        return "\r\n".join((f"BEGIN:{name}", *self.lines, *inner, f"END:{name}")) + "\r\n"


def parsed(text: str | bytes, faults: Faults) -> list[icalendar.Component]:
    """Read a text as far as it can be read: what it holds, and is in no other component."""
    data = text if isinstance(text, bytes) else text.encode(errors="replace")
    if isinstance(text, str) and _SURROGATE.search(text):
        bad_calendar(faults, say("interop.parsing.half_character"))
    said = _NEW_LINES.sub("\n", data.removeprefix(BOM_UTF8).decode(errors="replace"))
    unfolded = said.replace("\n ", "").replace("\n\t", "").split("\n")
    blocks, roots = _blocks(map(Contentline, unfolded), faults)
    with catch_warnings():
        simplefilter("ignore")  # it guesses at zones, and the guesses are not used
        for block in blocks:
            if block.name == "VTIMEZONE":
                _tell_icalendar(block)
        for block in reversed(blocks):
            block.component = _component(block, faults)
    return [root.component for root in roots]


def bad_calendar(faults: Faults, why: str) -> None:
    faults.add("bad_calendar", "calendar", say("interop.parsing.whole_icalendar_text", why=why))


def _blocks(lines: Iterable[Contentline], faults: Faults) -> tuple[list[_Block], list[_Block]]:
    """Find all components in the order in which they begin, and those that are in no other."""
    blocks, roots, open_blocks = list[_Block](), list[_Block](), list[_Block]()
    names, stray = Counter[str](), list[str]()
    for line in lines:
        key, _, value = line.partition(":")
        word, name = key.strip().upper(), value.strip().upper()
        if word == "BEGIN":
            block = _Block(name)
            (open_blocks[-1].inner if open_blocks else roots).append(block)
            blocks.append(block)
            open_blocks.append(block)
            names[name] += 1
        elif word == "END" and open_blocks:
            while names[name] and open_blocks[-1].name != name:
                names[open_blocks[-1].name] -= 1
                open_blocks.pop().is_whole = False
            names[open_blocks.pop().name] -= 1
        elif open_blocks:
            open_blocks[-1].lines.append(line)
        elif word not in {"", "X-COMMENT"}:
            stray.append(line)
    for block in open_blocks:
        block.is_whole = False
    if not all(block.is_whole for block in blocks):
        bad_calendar(faults, say("interop.parsing.ends_before_components"))
    if stray:
        bad_calendar(faults, say("interop.parsing.outside_components", stray=shown(str(stray[0]))))
    return blocks, roots


def _tell_icalendar(block: _Block) -> None:
    """Register a zone with icalendar, so that a predicate sees events at times that have one."""
    with suppress(Exception):  # whatever it trips over; the zone is read where it is used
        icalendar.Component.from_ical(
            block.text(block.name, *(inner.text(inner.name) for inner in block.inner))
        )


def _component(block: _Block, faults: Faults) -> icalendar.Component:
    component = _own(block)
    if block.name == "VCALENDAR" and component.errors:
        bad_calendar(
            faults,
            say(
                "interop.parsing.cannot_read",
                errors=brief("; ".join(str(why) for _, why in component.errors)),
            ),
        )
    for inner in block.inner:
        component.add_component(inner.component)
    _keep_texts(component, block.lines)
    return component


def _own(block: _Block) -> icalendar.Component:
    """Read the lines of a component that are not those of another."""
    if not block.is_whole and block.name != "VCALENDAR":
        return icalendar.Component()
    for name in (block.name, "VEVENT"):  # only in events a line that cannot be read is left out
        try:
            return _named(icalendar.Component.from_ical(block.text(name)), block.name)
        except Exception as error:  # whatever it trips over
            why = str(error)
    lost = _named(icalendar.Component(), block.name)
    lost.errors.append((None, why))
    return lost


def _named(component: icalendar.Component, name: str) -> icalendar.Component:
    vars(component)["name"] = name
    return component


def _keep_texts(component: icalendar.Component, lines: Iterable[Contentline]) -> None:
    """Give the rules of a component their texts."""
    rules, texts = listed(component.get("RRULE")), list[str]()
    for line in lines:
        if _IS_RULE.match(line):
            with suppress(ValueError):
                texts.append(line.parts()[2])
    if rules and len(rules) == len(texts):
        written = [WrittenRule.of(rule, text) for rule, text in zip(rules, texts, strict=True)]
        component["RRULE"] = written if written[1:] else written[0]
