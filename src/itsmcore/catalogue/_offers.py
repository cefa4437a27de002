"""Offers: what somebody may order of a catalogue, and why not the rest."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from itsmcore.catalogue._item import CatalogueItem
from itsmcore.errors import Reason
from itsmcore.figures import Rows, Table, as_table_formats, as_table_text
from itsmcore.output import as_format, as_html, as_pretty
from itsmcore.phrase import told_in_english, yes_or_no


@attrs.frozen
class Offer:
    """An item, and whether somebody may order it.

    Attributes:
        item: the item.
        reasons: why they may not; none if they may.
    """

    item: CatalogueItem
    reasons: tuple[Reason, ...] = ()

    @property
    def may_order(self) -> bool:
        """Whether they may."""
        return not self.reasons

    @property
    def words(self) -> str:
        """Why they may not, in words; empty if they may."""
        return "; ".join(reason.words for reason in self.reasons)


@attrs.frozen
class Offers:
    """What somebody may order, and why not the rest, in the order of the catalogue.

    Attributes:
        offers: an offer for each item.
    """

    offers: tuple[Offer, ...]

    def __iter__(self) -> Iterator[Offer]:
        return iter(self.offers)

    def __len__(self) -> int:
        return len(self.offers)

    @property
    def items(self) -> tuple[CatalogueItem, ...]:
        """The items that they may order."""
        return tuple(offer.item for offer in self.offers if offer.may_order)

    @property
    def rows(self) -> Rows:
        """A row for each item, as a DataFrame takes them."""
        return told_in_english(self._rows)

    def _rows(self) -> Rows:
        return tuple(
            {
                "item": offer.item.name,
                "category": offer.item.category,
                "summary": offer.item.summary,
                "may_order": offer.may_order,
                "why_not": offer.words or None,
            }
            for offer in self.offers
        )

    def _table(self) -> Table:
        lines = (
            (of.item.name, of.item.category, yes_or_no(of.may_order), of.words)
            for of in self.offers
        )
        return Table(("item", "category", "may order", "why not"), lines)

    __str__ = as_table_text
    _formats = as_table_formats
    __format__ = as_format
    _repr_html_ = as_html
    _repr_pretty_ = as_pretty
