"""Pictures as the real tools read them: Mermaid and Graphviz, which `make pictures` brings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from itsmcore.categories import Category, CategoryTree
from itsmcore.changes import NORMAL_CHANGE
from itsmcore.incidents import INCIDENT
from itsmcore.problems import PROBLEM
from itsmcore.techniques import FiveWhys, Ishikawa
from tests.pictures.hostile import lifecycles, sayings, several
from tests.pictures.reading import graph_of, graph_read, needs_tools, read, shown

pytestmark = needs_tools()


def test_whatever_the_names_mermaid_draws_the_table() -> None:
    """As many nodes and edges, with the words they were given, and no markup among these."""
    tables = [INCIDENT.lifecycle, *lifecycles(seed=1, count=100)]
    for table, answer in zip(tables, _read("mermaid", tables), strict=True):
        graph = graph_of(table)
        assert graph == graph_read(answer, without=("root_start", "root_end")), f"{table:mermaid}"
        finals = [state for state in table.states if state.phase.is_final]
        assert len(graph.arrows) + 1 + len(finals) == len(answer["edges"]), f"{table:mermaid}"
        assert [] == answer["markup"], f"{table:mermaid}"


def test_mermaid_draws_the_regions_of_a_model_beside_it() -> None:
    """Each as a state around its own, whose names it may share with others."""
    drawn = [INCIDENT, NORMAL_CHANGE, PROBLEM]
    for model, answer in zip(drawn, _read("mermaid", drawn), strict=True):
        labels = [label for _, label in answer["nodes"]]
        for table in model.tables:
            for state in table.states:
                assert str(state) in labels, f"{model:mermaid}"
        assert {region.name for region in model.regions} <= {name for name, _ in answer["nodes"]}
        moves = sum(len(table.edges) + 1 for table in model.tables)
        ends = sum(state.phase.is_final for table in model.tables for state in table.states)
        assert moves + ends == len(answer["edges"])
        assert len({name for name, _ in answer["nodes"]}) == len(answer["nodes"])


def test_whatever_the_names_graphviz_draws_the_table() -> None:
    """Its own words for nodes, edges and their labels among them."""
    tables = [INCIDENT.lifecycle, *lifecycles(seed=2, count=300)]
    for table, answer in zip(tables, _read("dot", tables), strict=True):
        assert graph_of(table) == graph_read(answer), f"{table:dot}"


def test_whatever_is_said_five_whys_stay_a_chain_of_boxes() -> None:
    """From the effect to the action."""
    some = sayings(seed=3)
    chains = []
    for _ in range(40):
        effect, *answers = several(some, 5)
        chains.append(FiveWhys(effect, answers, action=next(some)))
    for chain, answer in zip(chains, _read("mermaid", chains), strict=True):
        said = [chain.effect, *chain.answers, chain.action]
        assert list(map(shown, said)) == [label for _, label in answer["nodes"]], chain
        assert [*["why?"] * len(chain.answers[1:]), "why?", "so"] == [
            label for *_, label in answer["edges"]
        ], chain
        assert [] == answer["markup"], chain


def test_whatever_is_said_an_ishikawa_diagram_stays_a_tree() -> None:
    """A branch for each category, and a twig for each cause."""
    some = sayings(seed=4)
    fishes = []
    for _ in range(40):
        bones = several(some, 2)
        causes = {bone: several(some, 2) for bone in bones}
        fishes.append(Ishikawa(next(some), causes, categories=bones))
    for fish, answer in zip(fishes, _read("mermaid", fishes), strict=True):
        words = [word for bone, causes in fish.bones for word in (bone, *causes)]
        labels = [label for _, label in answer["nodes"]]
        assert [*map(shown, (fish.effect, *words))] == labels, f"{fish:mermaid}"
        assert len(words) == len(answer["edges"]), f"{fish:mermaid}"
        assert [] == answer["markup"], f"{fish:mermaid}"


def test_whatever_its_labels_a_tree_of_categories_stays_one() -> None:
    """A node for each category, an edge from the one above it, and one to what stands for it."""
    some = sayings(seed=5)
    for kind in ("mermaid", "dot"):
        trees = [
            CategoryTree(
                [
                    Category("a", label=next(some)),
                    Category("a/b", label=next(some)),
                    Category("c", label=next(some), is_retired=True, successor="a/b"),
                ]
            )
            for _ in range(40)
        ]
        for tree, answer in zip(trees, _read(kind, trees), strict=True):
            labels = [label for _, label in answer["nodes"]]
            assert [shown(category.label) for category in tree] == labels, format(tree, kind)
            assert 2 == len(answer["edges"]), format(tree, kind)
            assert [] == answer.get("markup", []), format(tree, kind)


def _read(kind: str, drawn: Sequence[object]) -> list[dict[str, Any]]:
    texts = [format(one, kind) for one in drawn]
    answers = read([(kind, text) for text in texts])
    for text, answer in zip(texts, answers, strict=True):
        assert "error" not in answer, f"{answer['error']}\n{text}"
    return answers
