"""What a picture of a lifecycle should hold, and what the real tools read in it."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import attrs
import pytest

from itsmcore.lifecycle import Lifecycle

TOOLS = Path(__file__).parents[2] / "build" / "pictures"
Arrow: TypeAlias = tuple[int, int, str]


def _sorted(arrows: Iterable[Arrow]) -> tuple[Arrow, ...]:
    return tuple(sorted(arrows))


@attrs.frozen
class Graph:
    """Hold the labels of nodes, and edges between their places with theirs."""

    labels: tuple[str, ...]
    arrows: tuple[Arrow, ...] = attrs.field(converter=_sorted)


def shown(value: object) -> str:
    """Say how a text is to be read: on one line, without what no screen shows."""
    words = " ".join(str(value).split())
    return re.sub("[\x00-\x1f\x7f-\x9f\ufffe\uffff]", "\ufffd", words)


def graph_of(table: Lifecycle) -> Graph:
    """Give the graph that a picture of a table should be."""
    places = {state.name: place for place, state in enumerate(table.states)}
    verbs: dict[tuple[str, str], list[str]] = {}
    for state, rule in table.expanded():
        if rule.target is not None:
            verbs.setdefault((state.name, rule.target), []).append(shown(rule.event.verb))
    return Graph(
        tuple(map(shown, table.states)),
        [(places[a], places[b], ", ".join(words)) for (a, b), words in verbs.items()],
    )


def graph_read(answer: dict[str, Any], *, without: Collection[str] = ()) -> Graph:
    """Give the graph that a tool has read, without the nodes that the format adds."""
    nodes = [(name, label) for name, label in answer["nodes"] if name not in without]
    places = {name: place for place, (name, _) in enumerate(nodes)}
    edges = [edge for edge in answer["edges"] if edge[0] in places and edge[1] in places]
    return Graph(
        tuple(label for _, label in nodes), [(places[a], places[b], words) for a, b, words in edges]
    )


def mermaid_words(label: str) -> str:
    """Say what a label of Mermaid reads as; one of a blank stands for none."""
    if label == "#32;":
        return ""
    named = re.sub(r"#(\d*)(\w*);", lambda e: f"&{'#' if e[1] else ''}{e[1]}{e[2]};", label)
    return html.unescape(named)


def needs_tools() -> pytest.MarkDecorator:
    """Skip a test where the tools are not."""
    is_here = shutil.which("node") is not None and (TOOLS / "node_modules" / "mermaid").is_dir()
    return pytest.mark.skipif(not is_here, reason="mermaid is not here: `make pictures` brings it")


def read(pictures: Sequence[tuple[str, str]]) -> list[dict[str, Any]]:
    """Let Mermaid and Graphviz read pictures, each a kind and a text."""
    script = Path(__file__).with_name("read.mjs")
    done = subprocess.run(
        ["node", script, TOOLS],
        input=json.dumps(pictures),
        capture_output=True,
        check=False,
        encoding="utf-8",
    )
    assert 0 == done.returncode, done.stderr[-2000:]
    answers: list[dict[str, Any]] = json.loads(done.stdout)
    return answers
