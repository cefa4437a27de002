"""As of: the categories of a history by the trees of its time."""

from __future__ import annotations

from itsmcore.categories._legal import Categories, check_trees, tree_at
from itsmcore.categories._reading import applied
from itsmcore.phrase import say
from itsmcore.timeline import Timeline


def applied_as_of(trees: Categories, timeline: Timeline, *, depth: int | None = None) -> Timeline:
    """Return a timeline whose categories are read by the tree in force at each step.

    A step before the first tree stays as it is. See `CategoryTree.applied_to`, which reads every
    step by one tree.

    Args:
        trees: the trees and when they are in force, such as a model's `categories`; one tree is in
            force always.
        timeline: the timeline of a case.
        depth: how many parts to keep of each path; by default all.

    >>> from datetime import UTC, datetime
    >>> from itsmcore.dated import Dated
    >>> from itsmcore.categories import Category, CategoryTree
    >>> december, january = datetime(2025, 12, 5, tzinfo=UTC), datetime(2026, 1, 5, tzinfo=UTC)
    >>> moved = Category("mail", is_retired=True, successor="collaboration/mail")
    >>> old, new = CategoryTree(["mail/outlook"]), CategoryTree([moved, "collaboration/mail"])
    >>> year = [datetime(number, 1, 1, tzinfo=UTC) for number in (2025, 2026)]
    >>> trees = Dated([(year[0], old), (year[1], new)])
    >>> from itsmcore import Timeline
    >>> log = Timeline.from_rows([(at, {"category": "mail/outlook"}) for at in (december, january)])
    >>> [step.facts["category"] for step in applied_as_of(trees, log, depth=1)]
    ['mail', 'collaboration']
    """
    check_trees(trees, "trees", say("categories.as_of.categorytree_dated_such"))
    return applied(lambda at: tree_at(trees, at), timeline, depth)
