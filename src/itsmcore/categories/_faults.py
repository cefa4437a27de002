"""Faults of a category tree: what would make a path unclear, or lead nowhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping

from itsmcore.categories._category import SEPARATOR, Category, folded
from itsmcore.categories._successors import ends_of
from itsmcore.errors import Fault
from itsmcore.nearest import hint
from itsmcore.phrase import Phrase, clauses_of
from itsmcore.plain import DEEPEST
from itsmcore.shown import shown

MOST_HINTED = 50
"""Of how many unknown names it is said what was probably meant; that takes time for each."""


def path_faults(path: str) -> Iterator[Fault]:
    """Yield what is wrong with a path by itself."""
    parts, subject = path.split(SEPARATOR), Phrase("categories.faults.path", path=shown(path))
    if not all(parts):
        yield Fault("empty_part", subject, Phrase("categories.empty_part"))
    if any(part != part.strip() for part in parts):
        yield Fault("blank_part", subject, Phrase("categories.blank_part"))
    if len(parts) > DEEPEST:
        yield Fault("too_deep", subject, Phrase("categories.too_deep", deepest=DEEPEST))


def tree_faults(
    listed: Collection[Category], categories: Mapping[str, Category]
) -> Iterator[Fault]:
    """Yield every fault of a tree.

    Args:
        listed: the categories as they were listed.
        categories: the same by their paths, and those that they imply.
    """
    for category in listed:
        yield from path_faults(category.path)
    yield from _duplicates(listed, categories)
    yield from _successor_faults(listed, categories)
    for circle in ends_of(categories)[1]:
        words = Phrase("categories.faults.leads_circle_cut", circle=" -> ".join(map(shown, circle)))
        yield Fault(
            "successor_circle",
            Phrase("categories.subject.successor", circle=shown(circle[0])),
            words,
        )


def _duplicates(
    listed: Collection[Category], categories: Mapping[str, Category]
) -> Iterator[Fault]:
    """Yield a fault for each name that two categories go by, or that comes twice."""
    owners: dict[str, str] = {}
    seen: set[str] = set()
    implied = categories.keys() - {category.path for category in listed}
    for category in (*listed, *map(categories.__getitem__, sorted(implied))):
        if category.path in seen:
            subject = Phrase("categories.faults.path", path=shown(category.path))
            yield Fault("duplicate_path", subject, Phrase("categories.duplicate_path"))
            continue
        seen.add(category.path)
        for kind, name in _names(category):
            owner = owners.setdefault(folded(name), category.path)
            if owner != category.path:
                words = Phrase("categories.faults.goes_well_keep", owner=shown(owner))
                yield Fault(f"duplicate_{kind}", f"{kind} {shown(name)}", words)
    for category in listed:
        names = Counter(map(folded, category.synonyms))
        for name in (name for name, times in names.items() if times > 1):
            subject = Phrase(
                "categories.faults.synonym", name=shown(name), path=shown(category.path)
            )
            yield Fault("duplicate_synonym", subject, Phrase("categories.duplicate_path"))


def _names(category: Category) -> Iterator[tuple[str, str]]:
    yield "path", category.path
    if category.code is not None:
        yield "code", category.code
    for synonym in category.synonyms:
        yield "synonym", synonym


def _successor_faults(
    listed: Collection[Category], categories: Mapping[str, Category]
) -> Iterator[Fault]:
    hinted = 0
    for category in listed:
        subject, successor = (
            Phrase("categories.faults.category", path=shown(category.path)),
            category.successor,
        )
        if successor is None:
            continue
        if not category.is_retired:
            words = Phrase("categories.faults.successor_retired", successor=shown(successor))
            yield Fault("not_retired", subject, Phrase("categories.not_retired", words=words))
        if successor not in categories:
            words = Phrase("categories.faults.successor_listed", successor=shown(successor))
            meant = (
                hint(successor, categories)
                if hinted < MOST_HINTED
                else Phrase("categories.faults.list")
            )
            hinted += 1
            yield Fault("unknown_successor", subject, clauses_of([words, meant]))
