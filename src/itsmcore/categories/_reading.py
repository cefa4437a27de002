"""Reading: the categories of a history by a tree, today's or that of the time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

import attrs

from itsmcore.categories._history import FACTS
from itsmcore.categories._legal import Categories, check_trees, tree_at
from itsmcore.fields import as_a, as_whole
from itsmcore.timeline import Step, Timeline

if TYPE_CHECKING:
    from itsmcore.categories._tree import CategoryTree


def applied(
    tree_at: Callable[[datetime], CategoryTree | None], timeline: Timeline, depth: int | None
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


def applied_as_of(trees: Categories, timeline: Timeline, *, depth: int | None = None) -> Timeline:
    """Return a timeline whose categories are read by the tree in force at each step.

    A step before the first tree stays as it is. See `CategoryTree.applied_to`, which reads every
    step by one tree.

    Args:
        trees: the trees and when they are in force, such as a model's `categories`; one tree is in
            force always.
        timeline: the timeline of a case.
        depth: how many parts to keep of each path; by default all.

    >>> from datetime import UTC
    >>> from itsmcore.dated import Dated
    >>> from itsmcore.categories import Category, CategoryTree
    >>> december, january = datetime(2025, 12, 5, tzinfo=UTC), datetime(2026, 1, 5, tzinfo=UTC)
    >>> moved = Category("mail", is_retired=True, successor="collaboration/mail")
    >>> old, new = CategoryTree(["mail/outlook"]), CategoryTree([moved, "collaboration/mail"])
    >>> year = [datetime(number, 1, 1, tzinfo=UTC) for number in (2025, 2026)]
    >>> trees = Dated([(year[0], old), (year[1], new)])
    >>> log = Timeline.from_rows([(at, {"category": "mail/outlook"}) for at in (december, january)])
    >>> [step.facts["category"] for step in applied_as_of(trees, log, depth=1)]
    ['mail', 'collaboration']
    """
    check_trees(trees, "trees", "a CategoryTree, or a Dated of such trees")
    return applied(lambda at: tree_at(trees, at), timeline, depth)


def _read(value: Any, tree: CategoryTree, depth: int | None) -> Any:
    if not isinstance(value, str) or not value:
        return value
    path = tree.successor(value)
    return path if depth is None else tree.at_depth(path, depth)
