"""The proof of tables from elsewhere, and of every path of small ones."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, ClassVar

import attrs
from hypothesis import given as each
from hypothesis import settings
from hypothesis import strategies as st

from itsmcore import Event, Guard, Lifecycle, Phase, Rule, State
from itsmcore.changes import Unsafe, unsafe
from itsmcore.conditions import field, given
from tests.changes.unsafe import opaque

PUBLISHED = json.loads(
    """
    {"requested": ["rejected", "retracted", "pending approval", "in progress"],
     "pending approval": ["rejected", "retracted", "approved"],
     "approved": ["retracted", "in progress"],
     "in progress": ["pending pir", "retracted", "failed", "successful", "canceled"],
     "pending pir": ["failed", "successful"],
     "rejected": [], "retracted": [], "failed": [], "successful": [], "canceled": []}
    """
)
"""OTRS, var/packagesetup/ITSMChangeManagement.pm, lines 918 to 1065."""


@attrs.frozen(kw_only=True)
class Moved(Event):
    """Move to another state."""

    verb: ClassVar[str] = "move"


def _moved_to(name: str) -> type[Event]:
    made = type("MovedTo", (Moved,), {"verb": f"to {name}", "__module__": __name__})
    return attrs.frozen(kw_only=True)(made)


MOVES = {name: _moved_to(name) for name in (*PUBLISHED, *"sabcdx")}


def table(edges: dict[str, list[str]], guards: Any = None) -> Lifecycle:
    """Make a lifecycle of its edges, each by an event of its target's name."""
    return Lifecycle(
        "published",
        states=[State(name, phase=Phase.ACTIVE) for name in edges],
        rules=[
            Rule(
                MOVES[target],
                source=source,
                target=target,
                guards=() if guards is None else guards.get((source, target), ()),
            )
            for source, targets in edges.items()
            for target in targets
        ],
    )


def test_the_table_that_otrs_publishes_is_reported() -> None:
    """It goes from requested to in progress without an approval; without that edge it is sound."""
    found = unsafe(table(PUBLISHED), implementing="in progress", approved="approved")
    assert Unsafe(("to in progress",), "nobody has approved it") == found
    left = {name: list(targets) for name, targets in PUBLISHED.items()}
    left["requested"].remove("in progress")
    assert None is unsafe(table(left), implementing="in progress", approved="approved")


def test_an_approval_is_left_behind_where_a_record_begins_anew() -> None:
    """It has to be had again; and a table without any region has none approved in one."""
    edges = {"s": ["a", "x"], "a": ["s"], "x": []}
    found = unsafe(table(edges), implementing="x", approved="a")
    assert ("to x",) == found.verbs  # type: ignore[union-attr]
    edges = {"s": ["a"], "a": ["s", "x"], "x": []}
    assert None is unsafe(table(edges), implementing="x", approved="a")
    assert None is not unsafe(table(edges), implementing="x")


GUARDS: dict[str, tuple[tuple[Guard, ...], Callable[[str], bool]]] = {
    "none": ((), lambda state: True),
    "opaque": ((Guard("opaque", opaque),), lambda state: True),
    "given": ((Guard("given", given("z").is_(1)),), lambda state: True),
    "only a": ((Guard("only a", field("state").is_("a")),), lambda state: state == "a"),
    "not s": ((Guard("not s", ~field("state").is_("s")),), lambda state: state != "s"),
    "never": (
        (Guard("never", field("phase").is_(Phase.CLOSED)),),
        lambda state: False,
    ),
}
STATES = ("s", "a", "b", "x")
EDGES = [(one, other) for one in STATES for other in STATES]


@settings(max_examples=50)
@each(st.dictionaries(st.sampled_from(EDGES), st.sampled_from(sorted(GUARDS)), max_size=9))
def test_the_proof_agrees_with_every_path_of_small_tables(chosen: dict[Any, str]) -> None:
    """A path is bad where it comes to x and, since it last began, was never in a."""
    edges = {one: [o for s, o in chosen if s == one] for one in STATES}
    guards = {edge: GUARDS[name][0] for edge, name in chosen.items()}
    found = unsafe(table(edges, guards), implementing="x", approved="a")
    possible = {edge for edge, name in chosen.items() if GUARDS[name][1](edge[0])}
    bad = [path for path in _paths(possible) if _is_bad(path)]
    shortest = min((len(path) - 1 for path in bad), default=None)
    assert shortest == (None if found is None else len(found.verbs))
    if found is not None:
        ends = ["s", *(verb.removeprefix("to ") for verb in found.verbs)]
        assert tuple(ends) in bad


def _paths(edges: set[tuple[str, str]]) -> list[tuple[str, ...]]:
    """List every path of up to seven edges; there are eight nodes to tell apart."""
    paths: list[tuple[str, ...]] = [("s",)]
    all_of_them: list[tuple[str, ...]] = []
    for _ in range(7):
        paths = [(*path, end) for path in paths for start, end in edges if start == path[-1]]
        paths = list({_shape(path): path for path in paths}.values())
        all_of_them += paths
    return all_of_them


def _shape(path: tuple[str, ...]) -> tuple[object, ...]:
    """Keep one path of each that end alike: two last states, and what they have passed."""
    return path[-2:], "a" in path[_begin(path) :], "a" in path[_begin(path[:-1]) : -1]


def _begin(path: tuple[str, ...]) -> int:
    return max(index for index, state in enumerate(path) if state == "s")


def _is_bad(path: tuple[str, ...]) -> bool:
    return path[-1] == "x" != path[-2] and "a" not in path[_begin(path) :]
