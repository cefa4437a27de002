"""Terms: what was agreed about an item, line by line, as people read it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import TypeAlias

from itsmcore.catalogue._item_faults import Itemised
from itsmcore.conditions import ALWAYS, Condition
from itsmcore.figures import cell
from itsmcore.lifecycle import Argument
from itsmcore.phrase import say
from itsmcore.schedule import Span

Term: TypeAlias = tuple[str, str, str | None]
"""What is said, how it is, and when."""


def terms(item: Itemised) -> Iterator[Term]:
    """Yield the terms of an item: who may order it, what is asked, what it costs, what is done."""
    yield "item", f"{item.name} {item.version}", None
    if item.summary != item.name:
        yield "summary", item.summary, None
    for name, said in (("service", item.service), ("category", item.category)):
        if said is not None:
            yield name, said, None
    if item.entitled != ALWAYS:
        yield "for", say("catalogue.terms.those"), str(item.entitled)
    for question in item.form:
        yield "asks", _asked(question), _when(question.when)
    prices = item.prices
    yield from (("costs", str(row.answer), _when(row.when)) for row in prices.rows)
    if prices.default is not None:
        yield "costs", str(prices.default), say("catalogue.terms.nothing_else")
    for row in () if item.approval is None else item.approval.table.rows:
        yield "approves", str(row.answer), _when(row.when)
    for task in item.plan or ():
        yield "task", _listed(task.name, "catalogue.terms.after", task.after), _when(task.when)
    if item.target is not None:
        yield "target", cell(item.target), None
    if item.available is not None:
        yield "available", _span(item.available), None
    if isinstance(item.lasts, timedelta):
        yield "lasts", say("catalogue.terms.from_fulfilment", lasts=cell(item.lasts)), None
    elif item.lasts is not None:
        yield "lasts", say("catalogue.terms.until", end=item.lasts), None


def _when(when: Condition) -> str | None:
    return None if when == ALWAYS else str(when)


def _asked(question: Argument) -> str:
    needed = say("catalogue.terms.needed") if question.is_required else ""
    return _listed(f"{question.name}{needed}", "catalogue.terms.of", map(str, question.options))


def _listed(name: str, code: str, several: Iterable[str]) -> str:
    names = ", ".join(several)
    return say(code, name=name, names=names) if names else name


def _span(span: Span) -> str:
    until = "" if span.end is None else say("catalogue.terms.and_until", end=cell(span.end))
    return say("catalogue.terms.from", start=cell(span.start), until=until)
