"""Faults of a catalogue item, found before anybody orders it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Protocol

from itsmcore.approval import ApprovalPolicy
from itsmcore.catalogue._price import PERIODS, SPACE, Price, cost
from itsmcore.conditions import ALWAYS, Condition, Field, Test, leaves
from itsmcore.conditions._proof import Proofs
from itsmcore.decisions import Decision
from itsmcore.errors import Fault
from itsmcore.lifecycle import Argument, Form
from itsmcore.lifecycle._form import known_of, reading
from itsmcore.phrase import Phrase
from itsmcore.plans import Plan
from itsmcore.schedule import Span, Target
from itsmcore.shown import brief, shown

_PROFILE = ("profile.",)
_ANSWERS, _COST = "answers.", f"{SPACE}."
_OF_A_COST = re.compile(rf"{SPACE}\.[A-Z]{{3}}(\.({'|'.join(PERIODS)}))?", re.ASCII)
_BARE = frozenset({"price", "prices", SPACE, "amount"})
"""What a threshold may be of by mistake: an amount is of a currency."""


class Itemised(Protocol):
    """What an item says, as its faults and its terms read it."""

    @property
    def name(self) -> str: ...

    @property
    def version(self) -> str: ...

    @property
    def summary(self) -> str: ...

    @property
    def service(self) -> str | None: ...

    @property
    def category(self) -> str | None: ...

    @property
    def target(self) -> timedelta | Target | None: ...

    @property
    def form(self) -> Form: ...

    @property
    def entitled(self) -> Condition: ...

    @property
    def prices(self) -> Decision[Price]: ...

    @property
    def possible_prices(self) -> tuple[Price, ...]: ...

    @property
    def approval(self) -> ApprovalPolicy | None: ...

    @property
    def plan(self) -> Plan | None: ...

    @property
    def available(self) -> Span | None: ...

    @property
    def lasts(self) -> timedelta | Field | None: ...


def item_faults(item: Itemised) -> Iterator[Fault]:
    """Yield every fault of an item."""
    proofs = Proofs()
    yield from item.form.faults()
    yield from _of_form(item)
    yield from _of_entitled(item, proofs)
    known = {f"{_ANSWERS}{of.name}": of for of in item.form}
    yield from _of_prices(item, known, proofs)
    yield from _of_approval(item, known)
    yield from _of_plan(item, known, proofs)
    span = item.available
    if span is not None and span.end == span.start:
        words = Phrase("catalogue.never_available")
        yield Fault("never_available", Phrase("catalogue.subject.available"), words)
    if isinstance(item.lasts, Field):
        asked = known.get(item.lasts.name)
        if asked is None or asked.kind is not datetime:
            words = Phrase("catalogue.no_end", name=shown(item.lasts.name))
            yield Fault("no_end", Phrase("catalogue.subject.lasts"), words)


def _of_form(item: Itemised) -> Iterator[Fault]:
    if item.form.space != "answers":
        words = Phrase("catalogue.other_space", space=shown(item.form.space))
        yield Fault("other_space", Phrase("catalogue.subject.form"), words)


def _of_entitled(item: Itemised, proofs: Proofs) -> Iterator[Fault]:
    for read in item.entitled.fields:
        if not read.name.startswith(_PROFILE):
            name = read.name.rpartition(".")[2]
            words = Phrase("catalogue.unknown_fact", name=shown(read.name), fact=brief(name))
            yield Fault("unknown_fact", Phrase("catalogue.subject.entitled"), words)
    if not proofs.may_hold(item.entitled):
        words = Phrase("catalogue.never_entitled", condition=brief(str(item.entitled)))
        yield Fault("never_entitled", Phrase("catalogue.subject.entitled"), words)


def _of_prices(item: Itemised, known: Mapping[str, Argument], proofs: Proofs) -> Iterator[Fault]:
    scope = reading(known, unlisted=_PROFILE)
    for place, row in enumerate(item.prices.rows, 1):
        subject = Phrase("catalogue.subject.price_row", place=place)
        yield from scope.faults(subject, row.when)
        if not _may_hold(row.when, known, proofs):
            words = Phrase("catalogue.never_holds", when=brief(str(row.when)))
            yield Fault("never_matches", subject, words)


def _may_hold(when: Condition, known: Mapping[str, Argument], proofs: Proofs) -> bool:
    return when == ALWAYS or proofs.may_hold(when, *known_of(when, known))


def _of_approval(item: Itemised, known: Mapping[str, Argument]) -> Iterator[Fault]:
    """Yield what the approval asks that no request has, and each price that it does not judge."""
    if item.approval is None:
        return
    table, prices = item.approval.table, tuple(dict.fromkeys(item.possible_prices))
    of_costs = {of for of in item.approval.fields if of.startswith(_COST)}
    own = [cost(code, per=per).name for code in _currencies(prices) for per in (None, *PERIODS)]
    others = filter(_OF_A_COST.fullmatch, of_costs)
    for place, row in enumerate(table.rows, 1):
        subject, named = (
            Phrase("catalogue.subject.approval_row", place=place),
            [of.name for of in row.when.fields],
        )
        for name in _BARE.intersection(named):
            code = next(iter(_currencies(prices)), "EUR")
            words = Phrase("catalogue.no_currency", name=shown(name), code=shown(code))
            yield Fault("no_currency", subject, words)
        for leaf in leaves(row.when):
            if isinstance(leaf, Test) and leaf.subject.name.startswith(_COST):
                value = leaf.value
                if not _is_threshold(value):
                    words = Phrase("catalogue.bad_amount", value=shown(value))
                    yield Fault("bad_threshold", subject, words)
        free = tuple(name for name in named if not name.startswith((_ANSWERS, _COST)))
        scope = reading(known, also=(*own, *others), unlisted=free)
        yield from scope.faults(subject, row.when)
    for price in prices if of_costs else ():
        judging = (cost(price.currency, per=per).name for per in (price.per, "first_year"))
        if price.amount and of_costs.isdisjoint(judging):
            per = "" if price.per is None else f", per={shown(price.per)}"
            words = Phrase(
                "catalogue.unjudged_price", price=price, code=shown(price.currency), per=per
            )
            yield Fault("unjudged_price", Phrase("catalogue.subject.approval"), words)


def _is_threshold(value: object) -> bool:
    if isinstance(value, Decimal):
        return value.is_finite()
    return isinstance(value, int | Field) and not isinstance(value, bool)


def _currencies(prices: Iterable[Price]) -> dict[str, None]:
    return dict.fromkeys(price.currency for price in prices)


def _of_plan(item: Itemised, known: Mapping[str, Argument], proofs: Proofs) -> Iterator[Fault]:
    """Yield what the plan asks of answers that there are not, and what can never be needed."""
    for task in item.plan or ():
        subject = Phrase("catalogue.subject.task", name=shown(task.name))
        free = tuple(of.name for of in task.when.fields if not of.name.startswith(_ANSWERS))
        yield from reading(known, unlisted=free).faults(subject, task.when)
        if not _may_hold(task.when, known, proofs):
            words = Phrase("catalogue.never_needed", when=brief(str(task.when)))
            yield Fault("never_needed", subject, words)
