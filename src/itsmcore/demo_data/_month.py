"""A month at a service desk: who calls when, what is changed, and what goes wrong."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import attrs

from itsmcore.changes import Change
from itsmcore.checked import checked
from itsmcore.codes import one_of
from itsmcore.demo_data._chance import Chance
from itsmcore.demo_data._changes import changed, looked_into, nights
from itsmcore.demo_data._incidents import Case, lived
from itsmcore.demo_data._promises import Scales, after
from itsmcore.demo_data._troubles import PlantedTrouble, Trouble
from itsmcore.demo_data._words import KINDS, Kind
from itsmcore.desk import Desk
from itsmcore.fields import as_whole
from itsmcore.incidents import INCIDENT, Incident, IncidentModel
from itsmcore.kinds import check_kinds
from itsmcore.lifecycle import Record
from itsmcore.problems import Problem
from itsmcore.service_levels import Agreement

_DAYS, _MOST = 30, 1_000_000
_BY_WEEKDAY = (10, 9, 8, 8, 7, 2, 1)
_BY_HOUR = (1, 1, 1, 1, 1, 2, 4, 9, 14, 15, 13, 10, 8, 11, 12, 10, 7, 4, 3, 2, 2, 1, 1, 1)
_INCIDENTS_A_CHANGE, _INCIDENTS_A_PROBLEM, _ONE_IN = 20, 60, 50
_BURST, _SOON = 6, timedelta(days=5)
_OF_INCIDENTS = (
    Trouble.LATE,
    Trouble.BOUNCED,
    Trouble.REOPENED,
    Trouble.MISCATEGORISED,
    Trouble.UNSOLVED,
    Trouble.FORGOTTEN,
)


@attrs.frozen(kw_only=True, repr=False)
class DeskMonth:
    """A month at a service desk, as it is known when it ends.

    Attributes:
        seed: what it was drawn from.
        start: when it begins, in UTC.
        end: when it ends, in UTC.
        incidents: its incidents, in the order of their opening.
        changes: its changes.
        problems: its problems, to which some of the incidents are tied.
        agreement: what was promised, and is broken by those that are late.
        troubles: what was planted, kind by kind.
    """

    seed: int
    start: datetime
    end: datetime
    incidents: tuple[Incident, ...]
    changes: tuple[Change, ...]
    problems: tuple[Problem, ...]
    agreement: Agreement
    troubles: tuple[PlantedTrouble, ...]

    def __attrs_post_init__(self) -> None:
        check_kinds(self)

    @property
    def records(self) -> tuple[Record, ...]:
        """All of them: incidents, changes and problems."""
        return (*self.incidents, *self.changes, *self.problems)

    @property
    def desk(self) -> Desk:
        """A desk of all the records, with the links between them."""
        return Desk.of(self.records, agreements=[self.agreement])

    def having(self, trouble: Trouble) -> tuple[str, ...]:
        """List the numbers of the records that have a trouble.

        Raises:
            BadValue: there is no such trouble.
        """
        sought = one_of(Trouble, trouble, field="trouble")
        return next((one.records for one in self.troubles if one.trouble is sought), ())

    def __repr__(self) -> str:
        sizes = ((len(self.incidents), "incidents"), (len(self.changes), "changes"))
        said = ", ".join(f"{size:,} {name}" for size, name in sizes)
        return f"<DeskMonth {self.start:%Y-%m}, seed {self.seed}: {said}>"

    def _repr_pretty_(self, printer: Any, _is_cycle: bool) -> None:
        printer.text(repr(self))


@checked
def desk_month(
    seed: int = 1,
    *,
    incidents: int = 500,
    start: date = date(2026, 1, 5),
    model: IncidentModel = INCIDENT,
) -> DeskMonth:
    """Make up thirty days at a service desk; the same seed gives the same days.

    People call when people do: on weekdays, in the morning most of all. There is a change for every
    twenty incidents, and a problem for every sixty. What goes wrong is planted, and listed.

    Args:
        seed: what the days are drawn from.
        incidents: how many there are.
        start: the first day, in UTC; a Monday by default.
        model: what the incidents live by.

    Raises:
        BadValue: the model has no resolution code for what was not solved.
        Refused: the model refuses what the desk does.

    >>> month = desk_month(incidents=200)
    >>> month
    <DeskMonth 2026-01, seed 1: 200 incidents, 10 changes>
    >>> month == desk_month(incidents=200)
    True
    """
    size = as_whole(incidents, "incidents", least=0, most=_MOST)
    chance, scales = Chance(as_whole(seed, "seed")), Scales.of(model)
    begin = datetime.combine(start, time(), UTC)
    days = [begin + timedelta(days=day) for day in range(_DAYS)]
    end = begin + timedelta(days=_DAYS)
    cases = _opened(chance, days, size)
    found = {trouble: list[str]() for trouble in Trouble}
    changes = tuple(_changes(chance, days, size, found))
    burst = _after_a_change(cases, changes, found)
    _planted(chance, cases, burst, found)
    problems = tuple(_problems(chance, cases, burst))
    lives = tuple(lived(case, chance, scales, end) for case in cases)
    found[Trouble.LATE] = sorted({*found[Trouble.LATE], *found[Trouble.FORGOTTEN]})
    return DeskMonth(
        seed=seed,
        start=begin,
        end=end,
        incidents=lives,
        changes=changes,
        problems=problems,
        agreement=scales.agreement,
        troubles=tuple(PlantedTrouble(trouble, tuple(of)) for trouble, of in found.items() if of),
    )


def _opened(chance: Chance, days: list[datetime], size: int) -> list[Case]:
    """Decide when people call, and about what."""
    weights = [_BY_WEEKDAY[day.weekday()] for day in days]
    hours = range(len(_BY_HOUR))
    instants = sorted(
        chance.weighted(days, weights)
        + timedelta(hours=chance.weighted(hours, _BY_HOUR), minutes=chance.below(60))
        for _ in range(size)
    )
    return [_case(chance, number, at, size) for number, at in enumerate(instants, 1)]


def _case(chance: Chance, number: int, at: datetime, size: int) -> Case:
    kind = chance.weighted(KINDS, [kind.share for kind in KINDS])
    return Case(
        number=f"INC{number:07}",
        at=at,
        kind=kind,
        summary=chance.one(kind.summaries),
        item=f"{kind.item}-{chance.below(size) + 1}",
    )


def _changes(
    chance: Chance, days: list[datetime], size: int, found: dict[Trouble, list[str]]
) -> Iterator[Change]:
    """Yield the changes of the month; one in ten is backed out, though not the first."""
    workdays = [day for day in days[:-3] if day.weekday() < 5]
    for number, night in enumerate(nights(chance, workdays, -(-size // _INCIDENTS_A_CHANGE)), 1):
        kind, is_backed_out = chance.one(KINDS), number % 10 == 2
        change = changed(
            f"CHG{number:07}",
            kind,
            chance,
            night=night,
            item=f"{kind.item}-{size + number}",
            is_backed_out=is_backed_out,
        )
        if is_backed_out:
            found[Trouble.BACKED_OUT].append(change.id)
        yield change


def _after_a_change(
    cases: list[Case], changes: tuple[Change, ...], found: dict[Trouble, list[str]]
) -> list[int]:
    """Let incidents that are alike follow the first change, and return where they are."""
    if not changes:
        return []
    change = changes[0]
    (kind,) = (kind for kind in KINDS if kind.category == change.category)
    done = change.history[-1].at
    later = [n for n, case in enumerate(cases) if done < case.at < done + _SOON][:_BURST]
    if len(later) < _BURST:
        return []
    for n in later:
        item = change.configuration_items[0]
        cases[n] = attrs.evolve(cases[n], kind=kind, summary=kind.summaries[0], item=item)
    found[Trouble.AFTER_CHANGE] = [change.id, *(cases[n].number for n in later)]
    return later


def _planted(
    chance: Chance, cases: list[Case], burst: list[int], found: dict[Trouble, list[str]]
) -> None:
    """Plant what goes wrong with single incidents in the first third, so that it shows."""
    early = [n for n in range(len(cases) // 3) if n not in {*burst}]
    each = -(-len(cases) // _ONE_IN)
    chosen = chance.some(early, each * len(_OF_INCIDENTS))
    for place, n in enumerate(chosen):
        trouble = _OF_INCIDENTS[place % len(_OF_INCIDENTS)]
        cases[n] = attrs.evolve(cases[n], trouble=trouble)
    for case in cases:
        if case.trouble is not None:
            found[case.trouble].append(case.number)


def _problems(chance: Chance, cases: list[Case], burst: list[int]) -> Iterator[Problem]:
    """Yield the problems, and tie incidents to them: those after a change, and those of a kind."""
    by_kind: dict[str, list[int]] = {}
    for n in range(-(-len(cases) * 2 // 3)):
        by_kind.setdefault(cases[n].kind.category, []).append(n)
    kinds: list[Kind] = [kind for kind in KINDS if kind.category in by_kind]
    tied = [burst] if burst else []
    for _ in range(-(-len(cases) // _INCIDENTS_A_PROBLEM)):
        several = by_kind[chance.one(kinds).category]
        tied.append(sorted(chance.some(several, 4)))
    for number, of in enumerate(tied, 1):
        last, name = cases[of[-1]], f"PRB{number:07}"
        at = after(last.at, 600)
        title = f"{last.kind.category} again: {last.summary}"
        yield looked_into(name, last.kind, chance, at=at, title=title)
        for n in of:
            if cases[n].problem is None and cases[n].trouble is not Trouble.FORGOTTEN:
                cases[n] = attrs.evolve(cases[n], problem=(name, after(at, 60)))
