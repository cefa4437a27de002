"""Code tables: what a product stores and shows for a field, and what that is here."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping

import attrs

from itsmcore.called import call_of
from itsmcore.errors import Fault, Unlisted
from itsmcore.fields import as_flag, as_several, is_in, is_text, refuse_faults
from itsmcore.figures import Table, as_table_formats, as_table_text
from itsmcore.frozen import FrozenDict
from itsmcore.output import as_format, as_html, as_pretty
from itsmcore.phrase import Phrase, Words
from itsmcore.shown import shown


def _maybe_flag(value: bool | None) -> bool | None:
    return None if value is None else as_flag(value, "pauses")


@attrs.frozen
class ProductCode:
    """One value of a product's field.

    Attributes:
        code: what the product stores.
        label: what it shows.
        meaning: what it is in this library.
        pauses: of a reason to wait, whether the product's clocks stand still; None if that is not
            known, or asked of nothing.
    """

    code: str = attrs.field(validator=is_text)
    label: str = attrs.field(validator=is_text)
    meaning: str = attrs.field(validator=is_text)
    pauses: bool | None = attrs.field(default=None, kw_only=True, converter=_maybe_flag)


def _codes(codes: Iterable[ProductCode]) -> tuple[ProductCode, ...]:
    return as_several(ProductCode, codes, "codes", Phrase("presets.expected.codes"))


@attrs.frozen(repr=False)
class CodeTable:
    """The values of one field of a product, read and written.

    Args:
        field: the fact that holds them here, such as `"hold_reason"`.
        codes: the values.

    Raises:
        FaultyDefinition: two values share a code or a label, or one's code is another's label.

    >>> reasons = CodeTable("hold_reason", [
    ...     ProductCode("1", "Awaiting Caller", "caller"),
    ...     ProductCode("4", "Awaiting Vendor", "vendor"),
    ... ])
    >>> reasons.meaning("1"), reasons.meaning("Awaiting Vendor"), reasons.code("caller")
    ('caller', 'vendor', '1')
    """

    field: str = attrs.field(validator=is_text)
    codes: tuple[ProductCode, ...] = attrs.field(converter=_codes)

    __repr__ = call_of

    def __attrs_post_init__(self) -> None:
        first: dict[str, ProductCode] = {}
        faults = []
        for one in self.codes:
            for word in dict.fromkeys((one.code, one.label)):
                if first.setdefault(word, one) is not one:
                    words = Phrase(
                        "presets.two_meanings", first=first[word].meaning, other=one.meaning
                    )
                    faults.append(Fault("repeated", shown(word), words))
        refuse_faults(Phrase("presets.subject.codes", field=self.field), faults)

    @functools.cached_property
    def meanings(self) -> Mapping[str, str]:
        """What each code, and each label, is here."""
        read = {word: one.meaning for one in self.codes for word in (one.code, one.label)}
        return FrozenDict(read)

    @functools.cached_property
    def _by_meaning(self) -> Mapping[str, ProductCode]:
        return {one.meaning: one for one in reversed(self.codes)}

    def meaning(self, written: str) -> str:
        """Return what a code or a label is here.

        Raises:
            Unlisted: the product has no such value.
        """
        if not is_in(written, self.meanings):
            kind = Phrase("presets.kind.value", field=self.field)
            raise Unlisted(kind=kind, name=written, known=tuple(one.label for one in self.codes))
        return self.meanings[written]

    def written(self, meaning: str) -> ProductCode:
        """Return how the product writes a value; of several ways, the first.

        Raises:
            Unlisted: the product has no value for it.
        """
        if not is_in(meaning, self._by_meaning):
            known = tuple(dict.fromkeys(one.meaning for one in self.codes))
            raise Unlisted(
                kind=Phrase("presets.kind.code", field=self.field), name=meaning, known=known
            )
        return self._by_meaning[meaning]

    def code(self, meaning: str) -> str:
        """Return what the product stores for a value.

        Raises:
            Unlisted: the product has no value for it.
        """
        return self.written(meaning).code

    def label(self, meaning: str) -> str:
        """Return what the product shows for a value.

        Raises:
            Unlisted: the product has no value for it.
        """
        return self.written(meaning).label

    def _table(self) -> Table:
        lines = [(one.code, one.label, one.meaning, _said(one.pauses)) for one in self.codes]
        columns = ("code", "label", self.field, "clocks")
        has_pauses = any(one.pauses is not None for one in self.codes)
        shown_columns = len(columns) if has_pauses else len(columns) - 1
        return Table(columns[:shown_columns], [line[:shown_columns] for line in lines])

    __str__ = as_table_text
    _formats = as_table_formats
    __format__ = as_format
    _repr_html_ = as_html
    _repr_pretty_ = as_pretty


def _said(pauses: bool | None) -> Words:
    return "" if pauses is None else Phrase("presets.stand_still" if pauses else "presets.run_on")
