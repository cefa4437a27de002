"""The catalogue: every item that may be ordered, and the bundles of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import cached_property
from typing import Any

import attrs

from itsmcore.called import call_of
from itsmcore.catalogue._bundle import Bundle
from itsmcore.catalogue._item import CatalogueItem
from itsmcore.catalogue._offers import Offer, Offers
from itsmcore.categories import CategoryTree
from itsmcore.categories._legal import Paths
from itsmcore.checked import checked
from itsmcore.errors import Fault, Unlisted
from itsmcore.fields import as_a, as_several, is_in, maybe_a, refuse_faults
from itsmcore.figures import Rows, Table, as_table_formats
from itsmcore.frozen import FrozenDict
from itsmcore.instant import utc
from itsmcore.lifecycle._legal import legal_hint
from itsmcore.nearest import hint
from itsmcore.output import as_format, as_html, as_pretty
from itsmcore.phrase import Phrase, say
from itsmcore.plans._faults import MOST_HINTED
from itsmcore.services import Affected, ItemState, ServiceImpact, ServiceMap
from itsmcore.shown import shown


def _items(items: Iterable[CatalogueItem]) -> tuple[CatalogueItem, ...]:
    return as_several(CatalogueItem, items, "items", Phrase("catalogue.expected.items"))


def _bundles(bundles: Iterable[Bundle]) -> tuple[Bundle, ...]:
    return as_several(Bundle, bundles, "bundles", Phrase("catalogue.expected.bundles"))


def _tree(tree: CategoryTree | None) -> CategoryTree | None:
    return maybe_a(CategoryTree, tree, "categories")


def _estate(estate: ServiceMap | None) -> ServiceMap | None:
    return maybe_a(ServiceMap, estate, "estate", Phrase("catalogue.expected.map"))


@attrs.frozen(repr=False, slots=False)
class Catalogue:
    """What may be ordered: items, the categories they stand in, and bundles of them.

    Attributes:
        items: the items, in the order in which they are shown.
        bundles: what is ordered together.
        categories: the categories that items may have; None if any will do.
        estate: the map that has the services of the items; None if any will do.

    Raises:
        FaultyDefinition: two items or bundles have one name, an item is of an unknown category, its
            service is not on the map or is retired, or a bundle has an unknown item; every fault is
            listed.
        BadValue: something is no item, no bundle, no category tree or no service map.

    >>> from datetime import UTC
    >>> from itsmcore.conditions import field
    >>> vpn = CatalogueItem("vpn", entitled=field("profile.is_remote").is_(True))
    >>> catalogue = Catalogue([CatalogueItem("badge"), vpn], bundles=[Bundle("first", "badge")])
    >>> print(catalogue.for_({"is_remote": False}, at=datetime(2026, 1, 5, tzinfo=UTC)))
    item     category    may order    why not
    badge                yes
    vpn                  no           is not for them: profile.is_remote is True: no, False
    """

    items: tuple[CatalogueItem, ...] = attrs.field(default=(), converter=_items)
    bundles: tuple[Bundle, ...] = attrs.field(default=(), converter=_bundles, kw_only=True)
    categories: CategoryTree | None = attrs.field(default=None, converter=_tree, kw_only=True)
    estate: ServiceMap | None = attrs.field(default=None, converter=_estate, kw_only=True)

    __repr__ = call_of

    def __attrs_post_init__(self) -> None:
        refuse_faults(Phrase("catalogue.catalogue"), self._faults())

    def _faults(self) -> Iterator[Fault]:
        for kind, several in (("item", self.items), ("bundle", self.bundles)):
            for name, times in Counter(of.name for of in several).items():
                if times > 1:
                    words = Phrase("catalogue.duplicate", count=times)
                    yield Fault(f"duplicate_{kind}", f"{kind} {shown(name)}", words)
        yield from self._strange_categories()
        yield from self._strange_services()
        yield from self._strange_items()

    def _strange_categories(self) -> Iterator[Fault]:
        if self.categories is None:
            return
        legal, hinted = Paths(self.categories, self.categories.openable), 0
        for item in self.items:
            if item.category is not None and item.category not in legal:
                meant = (
                    legal_hint(item.category, legal)
                    if hinted < MOST_HINTED
                    else Phrase("catalogue.name_another")
                )
                hinted += 1
                words = Phrase(
                    "catalogue.unknown_category", category=shown(item.category), meant=meant
                )
                yield Fault(
                    "unknown_category",
                    Phrase("catalogue.subject.item", name=shown(item.name)),
                    words,
                )

    def _strange_services(self) -> Iterator[Fault]:
        if self.estate is None:
            return
        known, hinted = {of.name: of for of in self.estate.services}, 0
        for item in self.items:
            service = None if item.service is None else known.get(item.service)
            if item.service is not None and service is None:
                meant = (
                    hint(item.service, known)
                    if hinted < MOST_HINTED
                    else Phrase("catalogue.name_another")
                )
                hinted += 1
                words = Phrase(
                    "catalogue.unknown_service", service=shown(item.service), meant=meant
                )
                yield Fault(
                    "unknown_service",
                    Phrase("catalogue.subject.item", name=shown(item.name)),
                    words,
                )
            elif service is not None and service.state is ItemState.RETIRED:
                words = Phrase("catalogue.retired_service", service=shown(service.name))
                yield Fault(
                    "retired_service",
                    Phrase("catalogue.subject.item", name=shown(item.name)),
                    words,
                )

    def _strange_items(self) -> Iterator[Fault]:
        hinted = 0
        for bundle in self.bundles:
            for one in bundle:
                if one.item not in self._by_name:
                    meant = (
                        hint(one.item, self._by_name)
                        if hinted < MOST_HINTED
                        else Phrase("catalogue.add_it")
                    )
                    hinted += 1
                    words = Phrase("catalogue.unknown_item", item=shown(one.item), meant=meant)
                    yield Fault(
                        "unknown_item",
                        Phrase("catalogue.subject.bundle_named", name=shown(bundle.name)),
                        words,
                    )

    @cached_property
    def _by_name(self) -> Mapping[str, CatalogueItem]:
        return FrozenDict({item.name: item for item in self.items})

    @cached_property
    def _bundled(self) -> Mapping[str, Bundle]:
        return FrozenDict({bundle.name: bundle for bundle in self.bundles})

    def __getitem__(self, name: str) -> CatalogueItem:
        """Return an item.

        Raises:
            Unlisted: there is none of that name.
        """
        if not is_in(name, self._by_name):
            raise Unlisted(
                kind=Phrase("catalogue.kind.item"), name=name, known=tuple(self._by_name)
            )
        return self._by_name[name]

    def __contains__(self, name: object) -> bool:
        return is_in(name, self._by_name)

    def __iter__(self) -> Iterator[CatalogueItem]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    def bundle(self, name: str) -> Bundle:
        """Return a bundle.

        Raises:
            Unlisted: there is none of that name.
        """
        if not is_in(name, self._bundled):
            raise Unlisted(
                kind=Phrase("catalogue.subject.bundle"), name=name, known=tuple(self._bundled)
            )
        return self._bundled[name]

    @checked
    def for_(self, profile: Mapping[str, Any], *, at: datetime) -> Offers:
        """Return what may be ordered for somebody, and why not the rest.

        Args:
            profile: facts of the one it is for, such as their department.
            at: when it would be ordered.

        Raises:
            BadValue: the facts are no mapping.
            NaiveTime: the instant has no time zone.
        """
        now = utc(at)
        return Offers(tuple(Offer(item, item.why_not(profile, at=now)) for item in self.items))

    def affected(self, hit: ServiceImpact) -> Mapping[str, Affected]:
        """Return the items whose service is affected, by name, with how that does.

        Args:
            hit: what has happened on the map.

        Raises:
            BadValue: it is not what `estate.impact(…)` returns.

        >>> from itsmcore.services import Item, Needs, Service
        >>> estate = ServiceMap([Service("mail")], items=[Item("mx")], needs=[Needs("mail", "mx")])
        >>> catalogue = Catalogue([CatalogueItem("mailbox", service="mail")], estate=estate)
        >>> for name, of in catalogue.affected(estate.impact(down="mx")).items():
        ...     print(f"{name}: {of.name} is {of.status}")
        mailbox: mail is down
        """
        known = as_a(ServiceImpact, hit, "hit", Phrase("catalogue.expected.impact")).affected
        of_services = ((of.name, known.get(of.service or "")) for of in self.items)
        return FrozenDict({name: of for name, of in of_services if of is not None})

    @property
    def rows(self) -> Rows:
        """A row for each item, as a DataFrame takes them."""
        return tuple(
            {
                "item": item.name,
                "version": item.version,
                "service": item.service,
                "category": item.category,
                "summary": item.summary,
            }
            for item in self.items
        )

    def _table(self) -> Table:
        return Table.of(("item", "version", "service", "category", "summary"), self.rows)

    def __str__(self) -> str:
        counted = say("catalogue.items", count=len(self.items))
        bundles = say("catalogue.and_bundles", count=len(self.bundles))
        return say("catalogue.counts", items=counted, bundles=bundles if self.bundles else "")

    _formats = as_table_formats
    __format__ = as_format
    _repr_html_ = as_html
    _repr_pretty_ = as_pretty
