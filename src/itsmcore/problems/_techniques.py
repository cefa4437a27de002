"""Techniques of analysis: five whys, the fishbone, and the pain that problems cause."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from typing import Any

import attrs

from itsmcore.drawing import element, md_table, svg, text
from itsmcore.errors import BadValue, Fault, FaultyDefinition, Unlisted
from itsmcore.frozen import FrozenDict
from itsmcore.lifecycle._names import as_names
from itsmcore.nearest import hint


@attrs.frozen
class FiveWhys:
    """Ask of each cause what caused it, until an answer is found that can be acted on.

    Attributes:
        effect: what happened.
        answers: the cause, the cause of that, and so on; some five, but as many as it takes.
        action: what will be done about the last one.

    Raises:
        FaultyDefinition: something is missing or empty, or an answer comes twice, so that the
            chain leads round; every fault together.

    >>> asked = ["The queue is full", "Nobody empties it"]
    >>> print(FiveWhys("Mail is down", asked, action="Empty it"))
    Mail is down
    why? The queue is full
    why? Nobody empties it
    so: Empty it
    """

    effect: str
    answers: tuple[str, ...] = attrs.field(converter=as_names)
    action: str = attrs.field(kw_only=True)

    def __attrs_post_init__(self) -> None:
        faults = tuple(self._faults())
        if faults:
            raise FaultyDefinition("five whys", faults)

    def _faults(self) -> Iterator[Fault]:
        for name, value in (("effect", self.effect), ("action", self.action)):
            if not value:
                yield Fault("no_text", name, "is empty; say it in a sentence")
        if not self.answers:
            yield Fault("no_answers", "answers", "are missing; ask why at least once")
        chain = (self.effect, *self.answers)
        for number, answer in enumerate(self.answers, 1):
            if not answer:
                yield Fault("no_text", f"answer {number}", "is empty; say it in a sentence")
            elif answer in chain[:number]:
                words = f"{answer!r} was said before; a chain that leads round ends nowhere"
                yield Fault("circular", f"answer {number}", words)

    @property
    def cause(self) -> str:
        """The last answer, which can be acted on."""
        return self.answers[-1]

    def __str__(self) -> str:
        whys = (f"why? {answer}" for answer in self.answers)
        return "\n".join([self.effect, *whys, f"so: {self.action}"])

    def __format__(self, spec: str) -> str:
        """Write it; `"md"` makes a Markdown list.

        Raises:
            Unlisted: the format is another.
        """
        if spec not in ("", "md"):
            raise Unlisted(kind="format", name=spec, known=("md",))
        if not spec:
            return str(self)
        whys = (f"{number}. why? {answer}" for number, answer in enumerate(self.answers, 1))
        return "\n".join([f"**{self.effect}**", "", *whys, "", f"So: {self.action}"])


CATEGORIES = ("people", "process", "technology", "supplier", "measurement", "environment")
"""The six bones of a fishbone, unless others are named."""


def _causes(causes: Mapping[str, str | Iterable[str]]) -> FrozenDict[str, tuple[str, ...]]:
    return FrozenDict({category: as_names(listed) for category, listed in causes.items()})


@attrs.frozen
class Ishikawa:
    """Gather the possible causes of an effect by category, as a fishbone.

    Attributes:
        effect: what happened.
        causes: for each category, what might have caused it.
        categories: the categories there are.

    Raises:
        FaultyDefinition: there is no effect or no cause, or a category is unknown; every fault.

    >>> print(Ishikawa("Mail is down", {"process": ["Nobody empties the queue"]}))
    Mail is down
    process: Nobody empties the queue
    """

    effect: str
    causes: FrozenDict[str, tuple[str, ...]] = attrs.field(converter=_causes)
    categories: tuple[str, ...] = attrs.field(default=CATEGORIES, converter=as_names, kw_only=True)

    def __attrs_post_init__(self) -> None:
        faults = tuple(self._faults())
        if faults:
            raise FaultyDefinition("fishbone", faults)

    def _faults(self) -> Iterator[Fault]:
        if not self.effect:
            yield Fault("no_text", "effect", "is empty; say it in a sentence")
        if not any(self.causes.values()):
            yield Fault("no_causes", "causes", "are missing; name one at least")
        for category in self.causes:
            if category not in self.categories:
                words = f"is no category; {hint(category, self.categories)}"
                yield Fault("unknown_category", repr(category), words)

    @property
    def bones(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Each category that has causes, with them, in the order of the categories."""
        return tuple((c, self.causes[c]) for c in self.categories if self.causes.get(c))

    def __str__(self) -> str:
        return "\n".join([self.effect, *(f"{name}: {'; '.join(of)}" for name, of in self.bones)])

    def __format__(self, spec: str) -> str:
        """Write it; `"md"` makes a Markdown table, `"svg"` a fishbone.

        Raises:
            Unlisted: the format is another.
        """
        if spec not in ("", "md", "svg"):
            raise Unlisted(kind="format", name=spec, known=("md", "svg"))
        if spec == "svg":
            return self._drawn()
        return md_table([("category", "cause"), *self._rows()]) if spec else str(self)

    def _rows(self) -> Iterator[tuple[str, str]]:
        return ((name, cause) for name, of in self.bones for cause in of)

    def _repr_html_(self) -> str:
        return self._drawn()

    def _drawn(self) -> str:
        pairs, width = (len(self.bones) + 1) // 2, 190
        most = max(len(of) for _, of in self.bones)
        half = 46 + 18 * most
        spine = pairs * width + 20
        parts = [
            element("path", d=f"M10 {half}H{spine}", stroke="#334155", stroke_width=2),
            element("text", text(self.effect), x=spine + 8, y=half + 4, font_weight="bold"),
        ]
        for number, (name, causes) in enumerate(self.bones):
            x, is_above = 40 + number // 2 * width, number % 2 == 0
            end = 14 if is_above else 2 * half - 14
            parts.append(
                element("path", d=f"M{x} {end}L{x + 90} {half}", stroke="#64748b", fill="none")
            )
            parts.append(
                element(
                    "text", text(name), x=x, y=end - 3 if is_above else end + 13, fill="#1d4ed8"
                )
            )
            for line, cause in enumerate(causes, 1):
                y = end + 18 * line if is_above else end - 18 * line + 8
                parts.append(element("text", text(cause), x=x + 14 + 90 * 18 * line // half, y=y))
        return svg(spine + 20 + 8 * len(self.effect), 2 * half + 4, *parts)


def _positive(_: object, field: attrs.Attribute[Any], value: object) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not value >= 0:
        raise BadValue(field=field.name, value=value, expected="a number of 0 or more")


def _lasting(_: object, field: attrs.Attribute[Any], value: object) -> None:
    if not isinstance(value, timedelta) or value < timedelta():
        raise BadValue(field=field.name, value=value, expected="a timedelta of zero or more")


@attrs.frozen(kw_only=True)
class PainValue:
    """Measure the hurt that a problem's incidents cause: how many, how long, how badly, to whom.

    Attributes:
        name: whose pain it is.
        count: how many incidents there were.
        duration: how long they lasted, each or on average.
        severity: how bad they are, on any scale.
        weight: how much whom they hurt weighs.

    >>> slow = PainValue(name="slow mail", count=40, duration=timedelta(hours=1), severity=1)
    >>> down = PainValue(name="mail down", count=5, duration=timedelta(hours=6), severity=3)
    >>> [pain.name for pain in ranked([slow, down])]
    ['mail down', 'slow mail']
    """

    name: str
    count: int = attrs.field(validator=_positive)
    duration: timedelta = attrs.field(validator=_lasting)
    severity: float = attrs.field(default=1, validator=_positive)
    weight: float = attrs.field(default=1, validator=_positive)

    @property
    def value(self) -> float:
        """Count by hours by severity by weight."""
        hours = self.duration / timedelta(hours=1)
        return self.count * hours * self.severity * self.weight

    def __str__(self) -> str:
        hours = self.duration / timedelta(hours=1)
        return (
            f"{self.name}: {self.value:,.4g} ({self.count} x {hours:.4g} h x "
            f"severity {self.severity:g} x weight {self.weight:g})"
        )


def ranked(pains: Iterable[PainValue]) -> tuple[PainValue, ...]:
    """Put pain values in order, the worst first; of equals, by name."""
    return tuple(sorted(pains, key=lambda pain: (-pain.value, pain.name)))
