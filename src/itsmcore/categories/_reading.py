"""Reading: the categories of a history by a tree."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import attrs

from itsmcore.categories._history import FACTS
from itsmcore.categories._shape import Tree
from itsmcore.fields import as_a, as_whole
from itsmcore.timeline import Step, Timeline


def applied(
    tree_at: Callable[[datetime], Tree | None], timeline: Timeline, depth: int | None
) -> Timeline:
    """Return a timeline whose categories are read by the tree that is in force at each step."""
    as_a(Timeline, timeline, "timeline")
    if depth is not None:
        as_whole(depth, "depth", least=1)

    def read(step: Step) -> Step:
        tree = tree_at(step.at)
        if tree is None:
            return step
        told = {name: _read(step.facts.get(name), tree, depth) for name in FACTS}
        changed = {name: path for name, path in told.items() if path != step.facts.get(name)}
        return attrs.evolve(step, facts=step.facts | changed) if changed else step

    return attrs.evolve(timeline, steps=map(read, timeline.steps))


def _read(value: Any, tree: Tree, depth: int | None) -> Any:
    if not isinstance(value, str) or not value:
        return value
    path = tree.successor(value)
    return path if depth is None else tree.at_depth(path, depth)
