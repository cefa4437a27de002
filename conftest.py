"""Run every example in README.md, docs and docstrings; choose how hard hypothesis looks."""

import os
from collections.abc import Iterable
from doctest import ELLIPSIS, NORMALIZE_WHITESPACE

from hypothesis import Phase, settings
from sybil import Document, Region, Sybil
from sybil.evaluators.doctest import DocTestEvaluator
from sybil.parsers.abstract.doctest import DocTestStringParser
from sybil.parsers.myst import CodeBlockParser, PythonCodeBlockParser, SkipParser
from sybil.parsers.rest import DocTestParser

FLAGS = ELLIPSIS | NORMALIZE_WHITESPACE

# Explaining a failure takes a machine many hundred lives, and says little of one.
STAGES = [phase for phase in Phase if phase is not Phase.explain]
settings.register_profile("default", deadline=None, phases=STAGES)
settings.register_profile("ci", deadline=None, phases=STAGES, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "default")


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
