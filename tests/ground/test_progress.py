"""Progress: long work that is followed by whatever yields what it is given."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from typing import Any, TypeVar

import pytest

from itsmcore import INCIDENT, Phase, Schedule, Timeline
from itsmcore.conformance import check
from itsmcore.errors import BadRow, BadValue
from itsmcore.presets import servicenow
from itsmcore.progress import Progress
from itsmcore.service_levels import Agreement, Goal, measure_many, what_if
from tests.instants import HOUR, NINE

T = TypeVar("T")
LOG = {
    f"INC-{n}": Timeline.from_rows([(NINE + n * HOUR, {"state": "new", "phase": Phase.NEW})])
    for n in range(5)
}
GOLD = Agreement("gold", goals=[Goal("fix", stop=Phase.RESOLVED, targets=timedelta(hours=2))])
WORK: dict[str, Callable[[Any], Any]] = {
    "check": lambda progress: check(INCIDENT, LOG, progress=progress),
    "measure_many": lambda progress: list(measure_many(GOLD, LOG, at=NINE, progress=progress)),
    "what_if": lambda progress: what_if(
        GOLD, LOG, at=NINE, schedule=Schedule.always(), progress=progress
    ),
}


class Bar:
    """Count what it has yielded, and what it was told that there is."""

    def __init__(self) -> None:
        self.seen = self.total = 0

    def __call__(self, several: Iterable[T], /) -> Iterator[T]:
        """Yield the same."""
        self.total = len(several)  # type: ignore[arg-type]
        for one in several:
            self.seen += 1
            yield one


@pytest.mark.parametrize("name", WORK)
def test_what_is_followed_comes_to_the_same(name: str) -> None:
    """And what follows it is told how many there are, and sees each."""
    bar = Bar()
    assert WORK[name](None) == WORK[name](bar)
    assert (5, 5) == (bar.total, bar.seen)


@pytest.mark.parametrize("name", WORK)
@pytest.mark.parametrize("odd", [5, "bar", [], lambda several: None, lambda several: len(several)])
def test_what_follows_nothing_is_refused(name: str, odd: Any) -> None:
    """When the work begins, by an error that names what would do."""
    with pytest.raises(BadValue, match=r"rich\.progress\.track"):
        WORK[name](odd)


def test_measuring_is_followed_as_it_goes() -> None:
    """A row is there as soon as its case is judged."""
    bar = Bar()
    rows = measure_many(GOLD, LOG, at=NINE + 9 * HOUR, progress=bar)
    assert 0 == bar.seen
    next(rows)
    assert 1 == bar.seen


def test_rows_are_read_one_by_one() -> None:
    """So that a bar around them moves while they are read, and not before."""
    seen = list[int]()

    def rows() -> Iterator[dict[str, str]]:
        for n in range(3):
            seen.append(n)
            yield {"number": f"I{n}"}

    with pytest.raises(BadRow, match="row 0"):
        servicenow.timelines(rows())
    assert [0] == seen


def test_a_bar_of_rich_and_one_of_tqdm_will_do() -> None:
    """Each as it is."""
    track: Progress = pytest.importorskip("rich.progress", reason="rich is not here").track
    assert WORK["check"](None) == WORK["check"](track)
