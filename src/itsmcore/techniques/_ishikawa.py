"""Ishikawa diagrams: the possible causes of an effect, by category, as the bones of a fish."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

import attrs

from itsmcore.drawing import folded, md_text, mermaid_text
from itsmcore.errors import BadValue, Fault
from itsmcore.fields import as_names, as_texts, refuse_faults
from itsmcore.figures import MOST_FOLDED, Rows, Table
from itsmcore.frozen import FrozenDict
from itsmcore.kinds import check_kinds
from itsmcore.nearest import hint
from itsmcore.output import Formats, as_format, as_html, as_pretty
from itsmcore.palette import BLUE, INK, LINE
from itsmcore.phrase import Phrase, say
from itsmcore.picture import (
    Picture,
    alt_of,
    clipped,
    line,
    moved,
    number,
    width_of,
    words_at,
    wrapped,
)
from itsmcore.shown import shown
from itsmcore.techniques._said import unsaid

_MARGIN, _LINE, _LARGE, _WIDEST = 16, 18, 14, 300
CATEGORIES = ("people", "process", "technology", "supplier", "measurement", "environment")
"""The usual six bones of a fishbone, if no others are named."""


def _causes(causes: Mapping[str, str | Iterable[str]]) -> FrozenDict[str, tuple[str, ...]]:
    given: object = causes
    if not isinstance(given, Mapping):
        expected = Phrase("techniques.expected.bones")
        raise BadValue(field="causes", value=causes, expected=expected)
    return FrozenDict({category: as_names(listed) for category, listed in causes.items()})


def _categories(categories: Iterable[str]) -> tuple[str, ...]:
    return as_texts(categories, "categories")


@attrs.frozen
class Ishikawa:
    """The possible causes of an effect by category, as a fishbone.

    Attributes:
        effect: what happened.
        causes: for each category, what might have caused it.
        categories: the categories to choose from.

    Raises:
        BadValue: the causes are not a mapping.
        FaultyDefinition: there is no effect or no cause, one is blank or named twice, or a category
            is unknown or named twice; lists every fault.

    >>> print(Ishikawa("Mail is down", {"process": ["Nobody empties the queue"]}))
    Mail is down
    process: Nobody empties the queue
    """

    effect: str
    causes: FrozenDict[str, tuple[str, ...]] = attrs.field(converter=_causes)
    categories: tuple[str, ...] = attrs.field(
        default=CATEGORIES, converter=_categories, kw_only=True
    )

    def __attrs_post_init__(self) -> None:
        check_kinds(self)
        refuse_faults(Phrase("techniques.fishbone"), self._faults())

    def _faults(self) -> Iterator[Fault]:
        yield from unsaid("effect", self.effect)
        if not any(self.causes.values()):
            yield Fault(
                "no_causes", Phrase("techniques.subject.causes"), Phrase("techniques.no_causes")
            )
        for category in _repeated(self.categories):
            yield Fault(
                "repeated",
                Phrase("techniques.subject.category", category=shown(category)),
                Phrase("techniques.repeated"),
            )
        for category, causes in self.causes.items():
            if category not in self.categories:
                words = Phrase("techniques.unknown_category", hint=hint(category, self.categories))
                yield Fault(
                    "unknown_category",
                    Phrase("techniques.subject.category", category=shown(category)),
                    words,
                )
            for cause in causes:
                yield from unsaid(Phrase("techniques.subject.cause_of", category=category), cause)
            for cause in _repeated(causes):
                yield Fault(
                    "repeated",
                    Phrase("techniques.subject.cause", cause=shown(cause)),
                    Phrase("techniques.repeated_cause", category=category),
                )

    @property
    def bones(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Each category that has causes, with them, in the order of the categories."""
        return tuple((c, self.causes[c]) for c in self.categories if self.causes.get(c))

    @property
    def rows(self) -> Rows:
        """A row for each cause, with its category, as a DataFrame takes them."""
        return tuple({"category": name, "cause": cause} for name, of in self.bones for cause in of)

    def __str__(self) -> str:
        return "\n".join([self.effect, *(f"{name}: {'; '.join(of)}" for name, of in self.bones)])

    def _formats(self) -> Formats:
        return {
            "": self.__str__,
            "md": self._md,
            "mermaid": self._mermaid,
            "svg": lambda: self._drawn().svg(),
            "html": self._html,
        }

    __format__ = as_format
    _repr_html_ = as_html
    _repr_pretty_ = as_pretty

    def _html(self) -> str:
        table = self._table().html(caption=self.effect, most=MOST_FOLDED)
        return self._drawn().html() + folded(say("techniques.subject.causes"), table)

    def _table(self) -> Table:
        return Table.of(("category", "cause"), self.rows)

    def _md(self) -> str:
        return f"**{md_text(self.effect)}**\n\n{self._table().md()}"

    def _mermaid(self) -> str:
        lines = ["flowchart LR", f'    effect["{mermaid_text(self.effect)}"]']
        for place, (name, causes) in enumerate(self.bones):
            lines.append(f'    b{place}(["{mermaid_text(name)}"]) --> effect')
            for twig, cause in enumerate(causes):
                lines.append(f'    b{place}c{twig}["{mermaid_text(cause)}"] --> b{place}')
        return "\n".join(lines)

    def _drawn(self) -> Picture:
        """Draw a fishbone: the causes of each category along a bone that leads to the effect."""
        words = [word for name, of in self.bones for word in (name, *of)]
        wide = 56 + min(max(map(width_of, words)), _WIDEST)
        half = 46 + _LINE * max(len(of) for _, of in self.bones)
        spine = (len(self.bones) + 1) // 2 * wide + 20
        parts = [line(f"M10 {half}H{number(spine)}", stroke=INK, stroke_width=2)]
        effect = wrapped(self.effect, _WIDEST, size=_LARGE, most=5)
        top = half - 9 * (len(effect) - 1) + 5
        parts += [
            words_at(spine + 8, top + 18 * row, said, font_weight="bold", font_size=_LARGE)
            for row, said in enumerate(effect)
        ]
        for place, (name, causes) in enumerate(self.bones):
            x, is_above = 40 + place // 2 * wide, place % 2 == 0
            parts += _bone(name, causes, x=x, half=half, is_above=is_above)
        causes_of = (f"{name}: {', '.join(of)}" for name, of in self.bones)
        alt = alt_of([self.effect, *causes_of])
        width = spine + 20 + max(width_of(said, size=_LARGE, is_bold=True) for said in effect)
        inside = moved(_MARGIN, _MARGIN, parts)
        return Picture(width + 2 * _MARGIN, 2 * half + 4 + 2 * _MARGIN, [inside], alt=alt)


def _bone(
    name: str, causes: tuple[str, ...], *, x: float, half: float, is_above: bool
) -> Iterator[str]:
    end, down = (14, 1) if is_above else (2 * half - 14, -1)
    yield line(f"M{number(x)} {end}L{number(x + 30)} {half}", stroke=LINE)
    y = end - 3 if is_above else end + 13
    yield words_at(x, y, clipped(name, _WIDEST), fill=BLUE.ink)
    for row, cause in enumerate(causes, 1):
        y = end + down * _LINE * row
        aside = x + 10 + 30 * abs(y - end) / (half - 14)
        yield words_at(aside, y + 4, clipped(cause, _WIDEST))


def _repeated(names: Iterable[str]) -> Iterator[str]:
    return (name for name, count in Counter(names).items() if count > 1)
