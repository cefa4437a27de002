"""Bundles: items that are ordered together, some after others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any

import attrs

from itsmcore.called import call_of
from itsmcore.checked import checked
from itsmcore.conditions import ALWAYS, Condition, is_satisfiable
from itsmcore.conditions._spaces import FactSpaces
from itsmcore.errors import BadValue, Fault, Incomparable
from itsmcore.fields import as_a, as_several, as_text, as_texts, refuse_faults
from itsmcore.figures import Rows, Table, as_table_formats
from itsmcore.frozen import EMPTY
from itsmcore.kinds import check_definition
from itsmcore.nearest import hint
from itsmcore.output import as_format, as_html, as_pretty
from itsmcore.phrase import Phrase, after_each, told_in_english
from itsmcore.plans._faults import MOST_HINTED, circles
from itsmcore.plans._order import in_order
from itsmcore.shown import brief, shown

_PROFILE = "profile."


def _names(after: str | Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(as_texts(after, "after", Phrase("catalogue.expected.names"))))


def _when(when: Condition) -> Condition:
    return as_a(Condition, when, "when", Phrase("catalogue.expected.condition_of_profile"))


@attrs.frozen(repr=False)
class BundledItem:
    """An item in a bundle, and what it waits for.

    Attributes:
        item: the name of the item in the catalogue.
        name: its name in the bundle, if the item is there twice; by default that of the item.
        after: the names, in the bundle, of those that have to be fulfilled before it is submitted.
        when: for whom it is ordered, by `profile.NAME`.

    >>> BundledItem("vpn", after="account")
    BundledItem('vpn', after=('account',))
    """

    item: str
    name: str = attrs.field(
        default=attrs.Factory(lambda of: of.item, takes_self=True), kw_only=True
    )
    after: tuple[str, ...] = attrs.field(default=(), converter=_names, kw_only=True)
    when: Condition = attrs.field(default=ALWAYS, converter=_when, kw_only=True)

    __repr__ = call_of

    def __attrs_post_init__(self) -> None:
        check_definition(self)
        as_text(self.item, "item")
        as_text(self.name, "name")


@attrs.frozen(init=False, repr=False, slots=False)
class Bundle:
    """Items that are ordered together: each is submitted when those before it are fulfilled.

    Args:
        name: its name in the catalogue.
        items: names of items, or bundled items.
        summary: what it is for, in a line; by default its name.

    Raises:
        FaultyDefinition: it has no item, two have one name, one waits for what is not in it or for
            itself, or can never be ordered; every fault is listed.
        BadValue: a value is of the wrong kind.

    >>> joining = Bundle("onboarding", "account", BundledItem("vpn", after="account"), "badge")
    >>> [one.name for one in joining.ordered({})]
    ['account', 'badge', 'vpn']
    """

    name: str
    items: tuple[BundledItem, ...]
    summary: str

    def __init__(self, name: str, *items: BundledItem | str, summary: str | None = None) -> None:
        given = (BundledItem(one) if isinstance(one, str) else one for one in items)
        expected = Phrase("catalogue.expected.bundled")
        several = as_several(BundledItem, given, "items", expected)
        self.__attrs_init__(name, several, name if summary is None else summary)
        check_definition(self)
        as_text(self.name, "name")
        as_text(self.summary, "summary")
        refuse_faults(
            Phrase("catalogue.subject.bundle_named", name=shown(self.name)), _faults(self.items)
        )

    def __iter__(self) -> Iterator[BundledItem]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    @cached_property
    def _by_name(self) -> Mapping[str, BundledItem]:
        return {one.name: one for one in self.items}

    @checked
    def ordered(self, profile: Mapping[str, Any]) -> tuple[BundledItem, ...]:
        """Return what is ordered for somebody, each after those that it waits for.

        What waits for something that is not ordered for them does not wait for it, but for what
        that would wait for.

        Args:
            profile: facts of the one it is for.

        Raises:
            BadValue: the facts are no mapping, or one is of another type than what it is compared
                with.
        """
        facts = FactSpaces(EMPTY, profile=profile)
        taken = dict[str, BundledItem]()
        instead = dict[str, tuple[str, ...]]()
        for name in in_order({one.name: one.after for one in self.items}):
            one = self._by_name[name]
            after = [other for before in one.after for other in instead[before]]
            named = tuple(dict.fromkeys(after))
            try:
                is_taken = one.when.judge(facts) is True
            except Incomparable as error:
                expected = Phrase(
                    "catalogue.expected.comparable",
                    other=shown(error.right),
                    item=shown(one.name),
                )
                fact = Incomparable.field.held(error)
                raise BadValue(field=fact, value=error.left, expected=expected) from error
            instead[name] = (name,) if is_taken else named
            if is_taken:
                taken[name] = attrs.evolve(one, after=named)
        return tuple(taken.values())

    @property
    def rows(self) -> Rows:
        """A row for each item, as a DataFrame takes them."""
        return told_in_english(self._rows)

    def _rows(self) -> Rows:
        return tuple(
            {
                "name": one.name,
                "item": one.item,
                "after": ", ".join(one.after) or None,
                "when": None if one.when == ALWAYS else str(one.when),
            }
            for one in self.items
        )

    def _table(self) -> Table:
        rows = self._rows()
        seen = [name for name in rows[0] if any(row[name] for row in rows)]
        return Table.of(seen, rows)

    def __repr__(self) -> str:
        said = [repr(self.name), *map(repr, self.items)]
        if self.summary != self.name:
            said.append(f"summary={self.summary!r}")
        return f"Bundle({', '.join(said)})"

    def __str__(self) -> str:
        return f"{self.name}: {', '.join(one.name for one in self.items)}"

    _formats = as_table_formats
    __format__ = as_format
    _repr_html_ = as_html
    _repr_pretty_ = as_pretty


def _faults(items: tuple[BundledItem, ...]) -> Iterator[Fault]:
    if not items:
        yield Fault("no_items", Phrase("catalogue.subject.bundle"), Phrase("catalogue.no_items"))
    for name, times in Counter(one.name for one in items).items():
        if times > 1:
            words = Phrase("catalogue.duplicate_item")
            yield Fault("duplicate_item", Phrase("catalogue.subject.item", name=shown(name)), words)
    waits: dict[str, dict[str, None]] = {}
    for one in items:
        waits.setdefault(one.name, {}).update(dict.fromkeys(one.after))
    hinted = 0
    for one in items:
        subject = Phrase("catalogue.subject.item", name=shown(one.name))
        for name in one.after:
            if name not in waits:
                meant = hint(name, waits) if hinted < MOST_HINTED else Phrase("catalogue.add_it")
                hinted += 1
                words = Phrase("catalogue.unknown_after", name=shown(name), meant=meant)
                yield Fault("unknown_item", subject, words)
        for read in one.when.fields:
            if not read.name.startswith(_PROFILE):
                told = read.name.rpartition(".")[2]
                words = Phrase(
                    "catalogue.unknown_fact_of_bundle", name=shown(read.name), fact=brief(told)
                )
                yield Fault("unknown_fact", subject, words)
        if not is_satisfiable(one.when):
            words = Phrase("catalogue.never_ordered", when=brief(str(one.when)))
            yield Fault("never_ordered", subject, words)
    for circle in circles(waits):
        words = Phrase("catalogue.item_circle", names=after_each(map(shown, circle)))
        yield Fault("item_circle", Phrase("catalogue.subject.item", name=shown(circle[0])), words)
