"""Pictures of a lifecycle: whatever its states and verbs are called, the graph is the table."""

from __future__ import annotations

import html
import re

from itsmcore.incidents import INCIDENT
from itsmcore.lifecycle import Lifecycle, Phase, Rule, State
from itsmcore.lifecycle._pictures import formats
from tests.pictures.drawn import drawn
from tests.pictures.hostile import event, lifecycles
from tests.pictures.reading import Graph, graph_of, mermaid_words
from tests.support import LOAN

TABLES = (INCIDENT.lifecycle, *INCIDENT.regions, LOAN.lifecycle, *lifecycles(seed=5, count=200))


def _mermaid(picture: str) -> Graph:
    """Read a state diagram, and refuse a line that is none of one."""
    head, *lines = picture.split("\n")
    assert "stateDiagram-v2" == head
    nodes: dict[str, str] = {}
    edges: list[tuple[str, str, str]] = []
    for line in lines:
        end = re.fullmatch(r"    (?:\[\*\] --> \w+|\w+ --> \[\*\])", line)
        node = re.fullmatch(r"    (\w+): ([^:]+)", line)
        edge = re.fullmatch(r"    (\w+) --> (\w+): ([^:]+)", line)
        assert end or node or edge, line
        if node:
            nodes[node[1]] = mermaid_words(node[2])
        if edge:
            edges.append((edge[1], edge[2], mermaid_words(edge[3])))
    places = {name: place for place, name in enumerate(nodes)}
    return Graph(tuple(nodes.values()), [(places[a], places[b], words) for a, b, words in edges])


def _dot(picture: str) -> Graph:
    """Read a graph, and refuse a line that is none of one."""
    quoted = r'"((?:[^"\\]|\\.)*)"'
    nodes: dict[str, str] = {}
    edges: list[tuple[str, str, str]] = []
    head, _, _, *lines, last = picture.split("\n")
    assert re.fullmatch(rf"digraph {quoted} {{", head)
    assert "}" == last
    for line in lines:
        node = re.fullmatch(rf"    {quoted} \[label={quoted}, fillcolor=\"#\w+\"\];", line)
        edge = re.fullmatch(rf"    {quoted} -> {quoted} \[label={quoted}\];", line)
        assert node or edge, line
        if node:
            nodes[node[1]] = _unquoted(node[2])
        if edge:
            edges.append((edge[1], edge[2], _unquoted(edge[3])))
    places = {name: place for place, name in enumerate(nodes)}
    return Graph(tuple(nodes.values()), [(places[a], places[b], words) for a, b, words in edges])


def _unquoted(label: str) -> str:
    return html.unescape(re.sub(r"\\(.)", r"\1", label))


def test_a_mermaid_picture_is_the_graph_of_its_table() -> None:
    """By a reader of the format that knows no more of it than is written."""
    for table in TABLES:
        assert graph_of(table) == _mermaid(f"{table:mermaid}"), f"{table:mermaid}"


def test_the_states_of_regions_have_identifiers_of_their_own() -> None:
    """Though they are called as those of the workflow are, or as a region is."""
    names = ("new", "new_", "beside", "on hold")
    states = [State(name, phase=Phase.ACTIVE) for name in names]
    on = [Rule(event("go"), source="new", target="on hold")]
    tables = [Lifecycle(name, states=states, rules=on) for name in ("main", "beside", "new")]
    text = formats("m", tables)["mermaid"]()
    ids = re.findall(r"^ +(\S+): ", text, re.MULTILINE)
    assert 12 == len(set(ids))
    wholes = re.findall(r'^    state "(\w+)" as (\w+) {$', text, re.MULTILINE)
    assert ["beside", "new"] == [words for words, _ in wholes]
    assert set() == {made for _, made in wholes} & set(ids)
    assert 3 == len(re.findall(r"^ +\S+ --> \S+: go$", text, re.MULTILINE))


def test_a_graphviz_picture_is_the_graph_of_its_table() -> None:
    """By such a reader too."""
    for table in TABLES:
        assert graph_of(table) == _dot(f"{table:dot}"), f"{table:dot}"


def test_a_drawing_is_sound_whatever_is_in_it() -> None:
    """It has a box for each state, an arrow for each edge and one to begin with, and no more."""
    for table in TABLES:
        picture = drawn(f"{table:svg}")
        if "any open state" not in " ".join(picture.texts):
            finals = sum(state.phase.is_final for state in table.states)
            assert len(table.states) + finals == len(picture.boxes), f"{table!r}"
            assert len(table.edges) + 1 == picture.arrows, f"{table!r}"
        for word in picture.words:
            assert 0 < word.x <= word.x + word.width <= picture.width, f"{table!r}"
            assert 0 < word.y <= word.y + word.height <= picture.height, f"{table!r}"


def test_a_table_of_rules_has_a_row_for_each() -> None:
    """With six cells, however its events and states are called."""
    for table in TABLES:
        _, _, *rows = f"{table:md}".split("\n")
        assert len(table.rules) == len(rows)
        for row in rows:
            assert 7 == len(re.findall(r"\|", re.sub(r"\\[|\\]", "", row))), row


def test_states_that_look_alike_stay_apart() -> None:
    """A hyphen, a blank and a keyword each make another identifier."""
    states = ("on_hold", "on-hold", "on hold", "end", "end_")
    table = Lifecycle(
        "alike",
        states=[State(name, phase=Phase.ACTIVE) for name in states],
        rules=[Rule(event("go; on"), source="on-hold", target="end")],
    )
    assert (
        "stateDiagram-v2\n"
        "    [*] --> on_hold\n"
        "    on_hold: on hold\n"
        "    on_hold_: on-hold\n"
        "    on_hold_2: on hold\n"
        "    end_2: end\n"
        "    end_: end\n"
        "    on_hold_ --> end_2: go#59; on"
    ) == f"{table:mermaid}"


def test_a_table_that_is_not_sound_is_drawn_all_the_same() -> None:
    """To show what is wrong with it: no state at all, or a target that is not there."""
    empty = Lifecycle("empty", states=(), rules=())
    assert ("stateDiagram-v2", ["empty"]) == (f"{empty:mermaid}", drawn(f"{empty:svg}").texts)
    assert "no moves" in drawn(f"{empty:svg}").alt
    lost = Lifecycle(
        "lost",
        states=[State("new", phase=Phase.NEW)],
        rules=[Rule(event("lose"), source="new", target="lost")],
    )
    assert f"{lost:mermaid}".endswith("    new --> lost: lose")
    assert 1 == len(drawn(f"{lost:svg}").boxes)
