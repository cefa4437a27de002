"""Judge mutants: the tests are collected once, and each mutant has a copy of that process."""

import tempfile
from collections.abc import Callable
from functools import partial
from math import inf
from pathlib import Path
from time import process_time

import attrs
import pytest

from tests.mutants.afresh import First, load
from tests.mutants.apart import WORKERS, apart
from tests.mutants.drawn import ROOT, SOURCE, room_of
from tests.mutants.operators import Mutant
from tests.mutants.reached import Reach, measure, store
from tests.mutants.replaced import replace
from tests.timing import limited

LIMIT = 60
"""The seconds that no named test needs, and that the searches for one mutant are given."""
NAMED = "not (hypothesis or untraced or long)"
APART = ("hostile", "mutants", "pictures", "sweep", "testing", "typing")
OPTIONS = (
    *("-qqx", "-p", "no:cacheprovider", "-p", "no:xdist"),
    *(f"--ignore=tests/{name}" for name in APART),
)


def judge(mutants: list[Mutant], tell: Callable[[Mutant, str], None]) -> None:
    """Tell of each mutant what noticed it: nothing where all tests passed."""
    pytest.main([*OPTIONS, "tests"], plugins=[_Jury(mutants, tell)])


@attrs.frozen
class _Jury:
    """A plugin that judges mutants in the place of running the tests."""

    mutants: list[Mutant]
    tell: Callable[[Mutant, str], None]

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        session.config.pluginmanager.unregister(name="terminalreporter")
        named = [item for item in session.items if _is_named(item)]
        if not store().is_dir():
            _measure(named)
        reach = Reach.read(store())
        trials = (
            _Trial(session, mutant, reach.reaching(named, mutant), reach.seconds)
            for mutant in self.mutants
        )
        for number, noticed in apart(trial.outcome for trial in trials):
            self.tell(self.mutants[number], noticed)
        return True


def _is_named(item: pytest.Item) -> bool:
    return not any(map(item.get_closest_marker, ("hypothesis", "untraced", "long")))


def _measure(named: list[pytest.Item]) -> None:
    """Share the tests out, and keep what all workers have measured."""
    store().parent.mkdir(parents=True, exist_ok=True)
    unfinished = Path(tempfile.mkdtemp(dir=store().parent))
    length = -(-len(named) // WORKERS)
    shares = [named[start : start + length] for start in range(0, len(named), length)]
    list(apart(partial(measure, share, unfinished, part) for part, share in enumerate(shares)))
    unfinished.rename(store())


@attrs.frozen
class _Trial:
    session: pytest.Session
    mutant: Mutant
    reaching: list[pytest.Item]
    seconds: dict[str, float]

    def outcome(self) -> str:
        """Say what notices the mutant; nothing where all tests pass."""
        own, searching = self._own(), self._searching()
        if replace(self.mutant):
            searches = [
                item
                for item in self.session.items
                if not _is_named(item)
                if any(item.nodeid.startswith(name) for name in searching)
            ]
            return (
                self._noticed(self.reaching)
                or self._noticed(searches, together=LIMIT)
                or self._afresh(NAMED, own)
            )
        return (
            self._afresh(NAMED, own)
            or self._afresh(NAMED, "tests")
            or self._afresh(f"not ({NAMED})", *searching)
        )

    def _own(self) -> str:
        """Find the tests of the room, or those of what is told by its place."""
        if self.mutant.operator == "positional":
            return "tests/test_positional.py"
        room = room_of(SOURCE / self.mutant.path)
        return f"tests/{room if (ROOT / 'tests' / room).is_dir() else 'ground'}"

    def _searching(self) -> list[str]:
        """Find what searches the room, or takes long."""
        room = f"itsmcore.{room_of(SOURCE / self.mutant.path)}"
        found = sorted((ROOT / "tests" / "property").glob("test_*.py"))
        others = [path for path in found if room in path.read_text("utf-8")]
        return [self._own(), *(str(path.relative_to(ROOT)) for path in others)]

    def _noticed(self, items: list[pytest.Item], *, together: float = inf) -> str:
        """Run tests until one fails, or until they have taken so many seconds together."""
        end = process_time() + together
        for item, following in zip(items, [*items[1:], None], strict=True):
            left = min(LIMIT, end - process_time())
            if left <= 0:
                break
            with limited(left):
                item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            if self.session.testsfailed:
                return item.nodeid if process_time() < end else ""
        return ""

    def _afresh(self, marked: str, *places: str) -> str:
        """Run tests with modules that are loaded again, the mutant among them."""
        load(self.mutant)
        first = First(self.seconds)
        with limited(10 * LIMIT):
            status = pytest.main([*OPTIONS, "-m", marked, *places], plugins=[first])
        return first.failed or ("" if status in {0, 5} else places[0])
