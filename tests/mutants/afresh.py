"""A new start, where a mutant is what is loaded."""

import sys
from importlib.machinery import SourceFileLoader as Loader
from types import CodeType

import attrs
import pytest

from tests.mutants.drawn import SOURCE
from tests.mutants.operators import Mutant


def load(mutant: Mutant) -> None:
    """Forget our modules, and let the mutant be what is loaded of its own."""
    mutated = str(SOURCE / mutant.path)
    get_code = Loader.get_code

    def get(self: Loader, name: str) -> CodeType | None:
        if self.path == mutated:
            return compile(mutant.source, mutated, "exec")
        return get_code(self, name)

    Loader.get_code = get  # type: ignore[method-assign, assignment]
    for name in [*sys.modules]:
        if name.split(".")[0] in {"itsmcore", "tests", "conftest"}:
            del sys.modules[name]


@attrs.define
class First:
    """A plugin that runs what is quick first, and notes the first failure."""

    seconds: dict[str, float]
    failed: str = ""

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Order the tests by what is known of them."""
        items.sort(key=lambda item: self.seconds.get(item.nodeid, 0))

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Note what cannot be imported."""
        self._note(report)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note what fails."""
        self._note(report)

    def _note(self, report: pytest.CollectReport | pytest.TestReport) -> None:
        if report.failed:
            self.failed = self.failed or report.nodeid
