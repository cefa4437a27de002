"""Run every example in README.md, docs and docstrings; choose how hard hypothesis looks."""

import importlib
import os
import pkgutil
from collections.abc import Generator, Iterable
from doctest import ELLIPSIS, NORMALIZE_WHITESPACE
from pathlib import Path

import pytest
from hypothesis import Phase, settings
from sybil import Document, Region, Sybil
from sybil.evaluators.doctest import DocTestEvaluator
from sybil.parsers.abstract.doctest import DocTestStringParser
from sybil.parsers.myst import CodeBlockParser, PythonCodeBlockParser, SkipParser
from sybil.parsers.rest import DocTestParser

import itsmcore
from tests.timing import untraced

FLAGS = ELLIPSIS | NORMALIZE_WHITESPACE

# Explaining a failure takes a machine many hundred lives, and says little of one.
STAGES = [phase for phase in Phase if phase is not Phase.explain]
settings.register_profile("default", deadline=None, phases=STAGES)
settings.register_profile("ci", deadline=None, phases=STAGES, derandomize=True, max_examples=50)
settings.register_profile("few", deadline=None, phases=STAGES, max_examples=8)
settings.load_profile("ci" if os.environ.get("CI") else "default")

# What searches, or reads a real log, runs at full speed and counts for no coverage: a branch that
# only it comes to has no test that says what is right there.
SEARCHES = {Path(__file__).parent / "tests" / name for name in ("hostile", "property", "sweep")}
# What `make quick` leaves out, beside these: whole lives, by the tools that users are offered.
LONG = Path(__file__).parent / "tests" / "testing"


def pytest_collection_finish() -> None:
    """Load every module here, so that none is first loaded by what is left out of the coverage."""
    for module in pkgutil.walk_packages(itsmcore.__path__, "itsmcore."):
        importlib.import_module(module.name)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of a folder that searches, or takes long."""
    for item in items:
        if LONG in item.path.parents:
            item.add_marker("long")
        if not SEARCHES.isdisjoint(item.path.parents):
            item.add_marker("untraced")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Leave what is marked out of the coverage, with the fixtures that are made for it."""
    if any(map(item.get_closest_marker, ("hypothesis", "untraced"))):
        with untraced():
            return (yield)
    return (yield)


def parse_pycon(document: Document) -> Iterable[Region]:
    """Find the doctests in fenced blocks whose language is ``pycon``."""
    doctests = DocTestStringParser(DocTestEvaluator(FLAGS))
    for block in CodeBlockParser("pycon", evaluator=lambda _: None)(document):
        for doctest in doctests(block.parsed, document.path):
            doctest.adjust(block, block.parsed)
            yield doctest


prose = Sybil(
    parsers=[PythonCodeBlockParser(doctest_optionflags=FLAGS), parse_pycon, SkipParser()],
    patterns=["*.md"],
)
docstrings = Sybil(parsers=[DocTestParser(FLAGS)], patterns=["*.py"], path="src")
pytest_collect_file = (prose + docstrings).pytest()
