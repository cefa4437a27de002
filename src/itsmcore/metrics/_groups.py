"""Groups: what cases are told apart by, and what may be told of small ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from datetime import datetime
from hashlib import sha256
from hmac import digest
from numbers import Real
from typing import Any, Generic, Protocol, Self, TypeVar

import attrs

from itsmcore.absent import present
from itsmcore.errors import BadValue, Unlisted
from itsmcore.fields import as_a, as_texts, as_whole, is_in
from itsmcore.figures import (
    Better,
    Figure,
    Figures,
    Number,
    Rows,
    cell,
    check_period,
    plain_cell,
)
from itsmcore.frozen import EMPTY, FrozenDict
from itsmcore.instant import maybe_utc
from itsmcore.level import Level
from itsmcore.metrics._cases import Cases, Steps, logged, told
from itsmcore.phrase import Phrase, as_data, label, say, told_in_english
from itsmcore.service_levels._known import check_facts
from itsmcore.shown import shown
from itsmcore.timeline import Timeline

_OTHERS = "others"
"""The name of groups that are put together because one of them is small."""


class _Together:
    """Stands for groups that are put together; no group is named by it."""


_TOGETHER = _Together()
_DIGITS = 12


class Measured(Protocol):
    """The result of a measure: rows and figures, overall and for each group."""

    @property
    def since(self) -> datetime | None: ...
    @property
    def until(self) -> datetime | None: ...
    @property
    def hidden(self) -> int: ...
    @property
    def groups(self) -> tuple[Group[Self], ...]: ...
    def _rows(self) -> Rows: ...
    def _figures(self) -> Iterable[Figure]: ...


R = TypeVar("R", bound=Measured)


@attrs.frozen
class Group(Generic[R]):
    """The result of a measure for the cases that have something in common.

    Attributes:
        by: what they have in common; `"others"` for groups that are put together.
        result: the measure.
        groups: how many groups these are.
    """

    by: FrozenDict[str, Any]
    result: R
    groups: int = 1

    @property
    def title(self) -> str:
        """What they have in common, without the names of the facts."""
        return titled(self.by)

    def __str__(self) -> str:
        none = say("common.none")
        return ", ".join(f"{name} {cell(value) or none}" for name, value in self.by.items())


def titled(by: Mapping[str, object]) -> str:
    """Write what a group has in common."""
    return ", ".join(cell(value) or say("common.none") for value in by.values())


@attrs.frozen
class Scope:
    """What of a log is counted, what it is grouped by, and what may be told of a group.

    Attributes:
        since: the first instant that is counted, in UTC.
        until: the instant at which counting stops, in UTC.
        by: the facts to group by.
        least: the fewest cases that a group's figures may be drawn from.
        key: what pseudonyms are made with.
    """

    since: datetime | None
    until: datetime | None
    by: tuple[str, ...] = ()
    least: int = 1
    key: bytes | None = None

    @classmethod
    def of(
        cls,
        since: datetime | None,
        until: datetime | None,
        by: object,
        least: object,
        pseudonyms: object,
        columns: tuple[str, ...],
    ) -> Scope:
        """Take the arguments of a measure.

        Raises:
            BadValue: one of them is of the wrong kind, or a fact has the name of a column.
            NaiveTime: an instant has no time zone.
            BadSpan: `until` lies before `since`.
        """
        names = tuple(dict.fromkeys(as_texts(by, "by")))
        for name in names:
            if name in columns:
                expected = Phrase(
                    "metrics.expected.key_of_its_own",
                    columns=", ".join(columns[:-1]),
                    columns_2=columns[-1],
                )
                raise BadValue(field="by", value=name, expected=expected)
        if pseudonyms is not None and not as_a(
            bytes, pseudonyms, "pseudonyms", Phrase("metrics.groups.key_bytes")
        ):
            expected = Phrase("metrics.expected.secret_key")
            raise BadValue(field="pseudonyms", value=pseudonyms, expected=expected)
        start, end = maybe_utc(since), maybe_utc(until)
        check_period(start, end)
        return cls(start, end, names, as_whole(least, "least", least=1), pseudonyms)  # type: ignore[arg-type]

    def holds(self, moment: datetime) -> bool:
        """Return whether an instant is counted."""
        return (self.since is None or self.since <= moment) and (
            self.until is None or moment < self.until
        )

    def opened(self, cases: Mapping[str, Steps]) -> int:
        """Count the cases that were opened in the time that is counted."""
        return sum(self.holds(steps[0].at) for steps in cases.values())

    def figure(
        self, name: str, value: Number | None, n: int, unit: str, better: Better | None = None
    ) -> Figure:
        """Make a figure of the time that is counted."""
        return Figure(name, value, n, unit, better, self.since, self.until)

    def key_of(self, values: Iterable[object]) -> tuple[Any, ...]:
        """Return what tells a group apart, with pseudonyms in place of names."""
        return tuple(self._named(key(value)) for value in values)

    def _named(self, value: Any) -> Any:
        if self.key is None or value is None:
            return value
        said = as_data(value).encode("utf-8", "surrogatepass")
        return digest(self.key, said, sha256).hex()[:_DIGITS]

    def common(self, key: Iterable[Any]) -> FrozenDict[str, Any]:
        """Return what a group has in common."""
        named = (_OTHERS if value is _TOGETHER else value for value in key)
        return FrozenDict(dict(zip(self.by, named, strict=True)))

    @property
    def others(self) -> tuple[Any, ...]:
        """The key of the groups that are put together."""
        return (_TOGETHER, *(None for _ in self.by[1:]))

    def groups(
        self,
        timelines: Mapping[str, Timeline],
        cases: Cases,
        measure: Callable[[Cases], R],
    ) -> tuple[tuple[Group[R], ...], int]:
        """Measure each group of cases, and return them with how many groups are hidden.

        Raises:
            Unlisted: no step of any timeline has a fact of such a name.
        """
        if not self.by:
            return (), 0
        check_facts(self.by, (timeline.steps for _, timeline in logged(timelines)))
        parts: dict[tuple[Any, ...], Cases] = {}
        for side in ("kept", "doubles"):
            for case, steps in getattr(cases, side).items():
                found = self.key_of(told(steps[-1], name) for name in self.by)
                getattr(parts.setdefault(found, Cases({})), side)[case] = steps

        def together(keys: Iterable[tuple[Any, ...]]) -> R:
            whole = Cases({})
            for found in keys:
                whole.kept.update(parts[found].kept)
                whole.doubles.update(parts[found].doubles)
            return measure(whole)

        results = {found: measure(part) for found, part in parts.items()}
        counts = {
            found: self.opened(part.kept) + self.opened(part.doubles)
            for found, part in parts.items()
        }
        return self.tellable(results, together, counts)

    def tellable(
        self,
        results: Mapping[tuple[Any, ...], R],
        together: Callable[[Iterable[tuple[Any, ...]]], R],
        counts: Mapping[tuple[Any, ...], int] = EMPTY,
    ) -> tuple[tuple[Group[R], ...], int]:
        """Return the groups that may be told, and how many are hidden.

        Args:
            results: what the measure came to for each group.
            together: what it comes to for several.
            counts: how many cases of each were opened, including duplicates.
        """
        hidden = set[tuple[Any, ...]]()
        if self.least > 1:
            sizes = {of: _sizes(result) | {"": counts.get(of, 0)} for of, result in results.items()}
            hidden = too_small(sizes, self.least)
        groups = [
            Group(self.common(found), results[found])
            for found in sorted(results.keys() - hidden, key=order)
        ]
        if groups and hidden:
            groups.append(Group(self.common(self.others), together(hidden), len(hidden)))
        return tuple(groups), len(hidden)


def too_small(sizes: Mapping[Any, Mapping[Any, int]], least: int) -> set[Any]:
    """Find the groups that must not be told apart, so that none can be worked out from the rest.

    A small group hides another, the smallest there is, since the total would give it away; and so
    on until what is hidden is no longer small. If that takes all groups, none is told.

    >>> answers = {"A": {"n": 20}, "B": {"n": 12}, "C": {"n": 3}}
    >>> sorted(too_small(answers, 5)), sorted(too_small({"A": {"n": 20}, "C": {"n": 3}}, 5))
    (['B', 'C'], ['A', 'C'])
    """
    hidden = {group for group, of in sizes.items() if is_small(of, least)}
    together = Counter[Hashable]()
    for group in hidden:
        together.update(sizes[group])
    rest = sorted(sizes.keys() - hidden, key=lambda g: (sum(sizes[g].values()), order(g)))
    for group in rest if hidden else ():
        if len(hidden) > 1 and not is_small(together, least):
            break
        hidden.add(group)
        together.update(sizes[group])
    is_told = len(hidden) > 1 and not is_small(together, least)
    return hidden if is_told or not hidden else set(sizes)


def is_small(sizes: Mapping[Any, int], least: int) -> bool:
    """Return whether a figure is drawn from some cases, and from fewer than may be told."""
    return any(0 < size < least for size in sizes.values())


def _sizes(result: Measured) -> dict[Hashable, int]:
    """Return how many cases each figure of a result is drawn from."""
    return {(of.name, of.since, of.by): of.n for of in result._figures()}  # noqa: SLF001 (its own)


def figures_of(result: Measured) -> Figures:
    """Return the figures of each group, followed by the overall ones."""
    groups = (
        attrs.evolve(figure, by=group.by | figure.by)
        for group in result.groups
        for figure in group.result._figures()  # noqa: SLF001 (as are a result's own)
    )
    return Figures((*groups, *result._figures()))  # noqa: SLF001


def rows_of_groups(result: Measured) -> Rows:
    """Return the rows of each group, or else those of all, as a DataFrame takes them."""
    return told_in_english(lambda: said_of_groups(result))


def said_of_groups(result: Measured) -> Rows:
    """Return the rows of each group, or else those of all, as people read them."""
    if not result.groups:
        return result._rows()  # noqa: SLF001 (as are those of its groups)
    return tuple(
        {**{name: plain_cell(value) for name, value in group.by.items()}, **row}
        for group in result.groups
        for row in group.result._rows()  # noqa: SLF001
    )


def names_of_groups(result: Measured) -> tuple[str, ...]:
    """Return the names of what groups have in common."""
    return tuple(result.groups[0].by) if result.groups else ()


def notes_of_scope(result: Measured) -> Iterator[str]:
    """Yield from when to when it is counted, and which groups are not told apart."""
    yield from notes_of_period(result.since, result.until)
    yield from hidden_note(result.hidden, is_alone=not result.groups)


def notes_of_period(since: datetime | None, until: datetime | None) -> Iterator[str]:
    """Yield from when to when it is counted, if that is limited."""
    bounds = (("since", since), ("until", until))
    said = [f"{label('columns', word)} {cell(at)}" for word, at in bounds if at is not None]
    if said:
        yield say("metrics.groups.counted", period=", ".join(said))


def hidden_note(hidden: int, *, is_alone: bool) -> Iterator[str]:
    """Yield which groups are not told apart, if any."""
    if hidden and is_alone:
        yield say("metrics.groups.too_small")
    elif hidden:
        yield say("metrics.groups.put_together", count=hidden)


# --- keys -------------------------------------------------------------------------------------


def key(value: Any) -> Any:
    """Make a value fit to group by; what is absent is None."""
    try:
        hash(value)
        return present(value)
    except Exception:
        return shown(value)


def order(values: Iterable[object]) -> list[tuple[int, Any, str, str]]:
    """Return the key that sorts groups for people; those put together come last."""
    return [_order(value) for value in values]


def _order(value: object) -> tuple[int, Any, str, str]:
    if value is _TOGETHER:
        return 4, 0, "", ""
    if value is None:
        return 3, 0, "", ""
    if isinstance(value, Real):
        return 0, value, "", ""
    if isinstance(value, Level):
        return 1, -value.rank, value.label, repr(value)
    return 2, 0, str(value), repr(value)


def check_keys(names: Iterable[str], rows: Iterable[Any]) -> None:
    """Refuse a key that no row has.

    Raises:
        Unlisted: there is none.
    """
    several = list(rows)
    for name in names:
        if several and not any(is_in(name, row) for row in several):
            known = {of for row in several for of in _keys(row) if isinstance(of, str)}
            raise Unlisted(kind=Phrase("metrics.kind.key"), name=name, known=tuple(sorted(known)))


def _keys(row: Any) -> Iterable[object]:
    return row.keys() if hasattr(row, "keys") else ()
