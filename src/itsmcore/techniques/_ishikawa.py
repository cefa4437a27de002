"""Ishikawa diagrams: the possible causes of an effect, by category, as the bones of a fish."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

import attrs

from itsmcore.drawing import element, md_text, mermaid_text, svg, text
from itsmcore.errors import BadValue, Fault
from itsmcore.fields import as_names, as_texts, refuse_faults
from itsmcore.figures import Rows, Table, in_format
from itsmcore.frozen import FrozenDict
from itsmcore.kinds import check_kinds
from itsmcore.nearest import hint
from itsmcore.shown import shown
from itsmcore.techniques._said import unsaid

CATEGORIES = ("people", "process", "technology", "supplier", "measurement", "environment")
"""The usual six bones of a fishbone, if no others are named."""


def _causes(causes: Mapping[str, str | Iterable[str]]) -> FrozenDict[str, tuple[str, ...]]:
    given: object = causes
    if not isinstance(given, Mapping):
        expected = "a mapping from each category to its causes"
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
        refuse_faults("fishbone", self._faults())

    def _faults(self) -> Iterator[Fault]:
        yield from unsaid("effect", self.effect)
        if not any(self.causes.values()):
            yield Fault("no_causes", "causes", "are missing; name one at least")
        for category in _repeated(self.categories):
            yield Fault("repeated", f"category {shown(category)}", "is named twice; keep one")
        for category, causes in self.causes.items():
            if category not in self.categories:
                words = f"is none; {hint(category, self.categories)}"
                yield Fault("unknown_category", f"category {shown(category)}", words)
            for cause in causes:
                yield from unsaid(f"a cause of {category}", cause)
            for cause in _repeated(causes):
                yield Fault(
                    "repeated", f"cause {shown(cause)}", f"is in {category} twice; keep one"
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

    def __format__(self, spec: str) -> str:
        """Write it; `"md"` makes a Markdown table, `"mermaid"` a tree, `"svg"` a fishbone.

        Raises:
            Unlisted: there is no such format.
        """
        formats = {"": self.__str__, "md": self._md, "mermaid": self._mermaid, "svg": self._drawn}
        return in_format(spec, formats)

    def _md(self) -> str:
        table = Table.of(("category", "cause"), self.rows)
        return f"**{md_text(self.effect)}**\n\n{table.md()}"

    def _mermaid(self) -> str:
        lines = ["flowchart LR", f'    effect["{mermaid_text(self.effect)}"]']
        for place, (name, causes) in enumerate(self.bones):
            lines.append(f'    b{place}(["{mermaid_text(name)}"]) --> effect')
            for number, cause in enumerate(causes):
                lines.append(f'    b{place}c{number}["{mermaid_text(cause)}"] --> b{place}')
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        return self._drawn()

    def _drawn(self) -> str:
        pairs = (len(self.bones) + 1) // 2
        width = 60 + 7 * max(len(word) for row in self.rows for word in row.values())
        half = 46 + 18 * max(len(of) for _, of in self.bones)
        spine = pairs * width + 20
        parts = [
            element("path", d=f"M10 {half}H{spine}", stroke="#334155", stroke_width=2),
            element("text", text(self.effect), x=spine + 8, y=half + 4, font_weight="bold"),
        ]
        for number, (name, causes) in enumerate(self.bones):
            x, is_above = 40 + number // 2 * width, number % 2 == 0
            parts += _bone(name, causes, x=x, half=half, is_above=is_above)
        return svg(spine + 20 + 8 * len(self.effect), 2 * half + 4, *parts)


def _bone(
    name: str, causes: tuple[str, ...], *, x: int, half: int, is_above: bool
) -> Iterator[str]:
    end, down = (14, 1) if is_above else (2 * half - 14, -1)
    yield element("path", d=f"M{x} {end}L{x + 30} {half}", stroke="#64748b", fill="none")
    yield element("text", text(name), x=x, y=end - 3 if is_above else end + 13, fill="#1d4ed8")
    for line, cause in enumerate(causes, 1):
        y = end + down * 18 * line
        aside = x + 10 + round(30 * abs(y - end) / (half - 14))
        yield element("text", text(cause), x=aside, y=y + 4)


def _repeated(names: Iterable[str]) -> Iterator[str]:
    return (name for name, count in Counter(names).items() if count > 1)
