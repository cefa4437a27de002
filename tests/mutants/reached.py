"""Which named tests reach a line, and how long each takes; found once for a source."""

import json
from collections.abc import Iterable
from functools import cache
from hashlib import sha256
from pathlib import Path
from time import process_time

import attrs
import pytest
from coverage import Coverage, CoverageData

from tests.mutants.drawn import ROOT, SOURCE
from tests.mutants.operators import Mutant


def store() -> Path:
    """Return the folder for what is known of the source as it is."""
    digest = sha256()
    for path in sorted(SOURCE.rglob("*.py")):
        digest.update(path.read_bytes())
    return ROOT / "build" / "mutants" / digest.hexdigest()[:16]


def measure(items: list[pytest.Item], folder: Path, part: int) -> None:
    """Run some tests, and note what each reaches."""
    coverage = Coverage(
        str(folder / f"lines.{part}"), source=[str(SOURCE)], config_file=False, messages=False
    )
    taken = {}
    coverage.start()
    for item, following in zip(items, [*items[1:], None], strict=True):
        coverage.switch_context(item.nodeid)
        start = process_time()
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        taken[item.nodeid] = process_time() - start
    coverage.stop()
    coverage.save()
    (folder / f"seconds.{part}.json").write_text(json.dumps(taken), "utf-8")


@attrs.frozen
class Reach:
    """What is known of the tests: their seconds by name, and what each reaches."""

    seconds: dict[str, float]
    lines: tuple[CoverageData, ...]

    @classmethod
    def read(cls, folder: Path) -> "Reach":
        """Read what was measured."""
        seconds: dict[str, float] = {}
        for path in sorted(folder.glob("seconds.*.json")):
            seconds |= json.loads(path.read_text("utf-8"))
        lines = [CoverageData(str(path)) for path in sorted(folder.glob("lines.*"))]
        for each in lines:
            each.read()
        return cls(seconds, tuple(lines))

    def reaching(self, items: Iterable[pytest.Item], mutant: Mutant) -> list[pytest.Item]:
        """Choose the tests that reach a line or are not known yet, the quickest first."""
        by_line = _by_line(self.lines, str(SOURCE / mutant.path))
        line = max((each for each in by_line if each <= mutant.line), default=mutant.line)
        names = by_line.get(line, set())
        reaching = [
            item for item in items if item.nodeid in names or item.nodeid not in self.seconds
        ]
        return sorted(reaching, key=lambda item: self.seconds.get(item.nodeid, 0))


@cache
def _by_line(lines: tuple[CoverageData, ...], path: str) -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    for data in lines:
        for line, names in data.contexts_by_lineno(path).items():
            found.setdefault(line, set()).update(names)
    return found
