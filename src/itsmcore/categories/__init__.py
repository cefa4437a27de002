"""Categories: what a case is about, as a tree of paths, and what suggests it."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from itsmcore._faces import offer
from itsmcore.categories._category import Category
from itsmcore.categories._changes import CategoryChanges
from itsmcore.categories._suggestion import Suggester, Suggestion
from itsmcore.categories._tree import CategoryTree
from itsmcore.shown import shown

if TYPE_CHECKING:
    from itsmcore.categories._as_of import applied_as_of
    from itsmcore.categories._categoriser import Categoriser, CategoryRule
    from itsmcore.categories._history import Categorisation, categorisations
    from itsmcore.categories._score import RuleScore, Score, score

__all__ = [
    "Categorisation",
    "Categoriser",
    "Category",
    "CategoryChanges",
    "CategoryRule",
    "CategoryTree",
    "RuleScore",
    "Score",
    "Suggester",
    "Suggestion",
    "applied_as_of",
    "categorisations",
    "score",
]

_HOMES = {
    "_as_of": ("applied_as_of",),
    "_categoriser": ("Categoriser", "CategoryRule"),
    "_history": ("Categorisation", "categorisations"),
    "_score": ("RuleScore", "Score", "score"),
}
"""What a model does not need, and nobody waits for before it is asked for."""

offer(globals())


def __getattr__(name: str) -> Any:
    for home, names in _HOMES.items():
        if name in names:
            file = import_module(f"{__name__}.{home}")
            found = {each: getattr(file, each) for each in names}
            offer({"__name__": __name__, "__all__": __all__, **found})
            globals().update(found)
            return found[name]
    raise AttributeError(f"module 'itsmcore.categories' has no attribute {shown(name)}")


def __dir__() -> list[str]:
    return sorted(__all__)
