"""Ordering: what an order asks for, and what each of its requests costs beside the others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

import attrs

from itsmcore.catalogue import Bundle, Catalogue, CatalogueItem, Cost
from itsmcore.catalogue._cost import exact_sums
from itsmcore.errors import BadValue, Unlisted
from itsmcore.fields import as_a, as_named, as_several
from itsmcore.frozen import FrozenDict
from itsmcore.phrase import Phrase
from itsmcore.requests import RequestModel, request_model


@attrs.frozen(kw_only=True)
class Part:
    """A request that an order will have.

    Attributes:
        name: what the order calls it.
        item: what is asked for.
        model: the model that it lives by.
        answers: the answers to its form.
        after: the names of those that have to be fulfilled before it is submitted.
    """

    name: str
    item: CatalogueItem
    model: RequestModel
    answers: Mapping[str, Any]
    after: tuple[str, ...]


def parts_of(
    what: Bundle | Iterable[CatalogueItem],
    catalogue: Catalogue | None,
    profile: Mapping[str, Any],
    answers: Mapping[str, Mapping[str, Any]],
    *,
    base: RequestModel,
) -> tuple[Part, ...]:
    """Return what is ordered, each after those that it waits for.

    Raises:
        BadValue: there is nothing to order, or a bundle without its catalogue.
        Unlisted: an answer is for what is not ordered, or the catalogue lacks an item.
    """
    several = tuple(_named(what, catalogue, profile))
    given = as_named(answers, "answers", Phrase("desk.ordering.mapping_items_answers"))
    known = tuple(dict.fromkeys(name for name, _, _ in several))
    for name in given:
        if name not in known:
            raise Unlisted(kind=Phrase("desk.ordering.part_order"), name=name, known=known)
    if not several:
        raise BadValue(
            field="what", value=what, expected=Phrase("desk.expected.item_least_they_may")
        )
    return tuple(
        Part(
            name=name,
            item=item,
            model=request_model(item, base=base),
            answers=given.get(name, {}),
            after=after,
        )
        for name, item, after in several
    )


def _named(
    what: Bundle | Iterable[CatalogueItem], catalogue: Catalogue | None, profile: Mapping[str, Any]
) -> Iterator[tuple[str, CatalogueItem, tuple[str, ...]]]:
    if not isinstance(what, Bundle):
        expected = Phrase("desk.expected.bundle_items_catalogue")
        for item in as_several(CatalogueItem, what, "what", expected):
            yield item.name, item, ()
        return
    shelf = as_a(Catalogue, catalogue, "catalogue", Phrase("desk.ordering.catalogue_bundle"))
    for one in what.ordered(profile):
        yield one.name, shelf[one.item], one.after


def rests(parts: Iterable[Part], profile: Mapping[str, Any]) -> Iterator[FrozenDict[str, Decimal]]:
    """Yield for each part what the others cost."""
    costs = [part.item.cost(part.answers, profile=profile) for part in parts]
    whole = Cost(price for cost in costs for price in cost.prices)
    total, currencies, subtract = whole.facts(), whole.currencies, exact_sums().subtract
    for cost in costs:
        own = cost.facts(currencies=currencies)
        rest = {name: subtract(amount, own[name]) for name, amount in total.items()}
        yield FrozenDict({name: amount for name, amount in rest.items() if amount})
