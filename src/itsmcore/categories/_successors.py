"""Successors: what stands for a retired category, and for what was below it."""

from __future__ import annotations

from collections.abc import Mapping

from itsmcore.categories._category import Category, lineage


def followed(path: str, categories: Mapping[str, Category]) -> str | None:
    """Return what directly follows a path; None if nothing does.

    What was below a retired category moves along: if "mail" became "collaboration/mail", then
    "mail/outlook" became "collaboration/mail/outlook" if there is such a category, and otherwise
    "collaboration/mail". The nearest of the path itself and those above it that has a successor
    decides.
    """
    for above in reversed(lineage(path)):
        known = categories.get(above)
        successor = known and known.successor
        if successor and successor in categories:
            moved = successor + path[len(above) :]
            return moved if moved in categories else successor
    return None


def ends_of(categories: Mapping[str, Category]) -> tuple[dict[str, str], list[list[str]]]:
    """Return where the successors of each path end, and those that lead in a circle."""
    ends: dict[str, str] = {}
    circles: list[list[str]] = []
    for path in categories:
        trail: dict[str, None] = {}
        at: str | None = path
        last = path
        while at is not None and at not in ends and at not in trail:
            trail[at] = None
            last, at = at, followed(at, categories)
        if at in trail:
            walked = list(trail)
            circles.append([*walked[walked.index(at) :], at])
            end = at
        else:
            end = last if at is None else ends[at]
        ends |= dict.fromkeys(trail, end)
    return ends, circles
