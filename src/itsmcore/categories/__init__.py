"""Categories: what a case is about, as a tree of paths."""

from itsmcore._faces import offer
from itsmcore.categories._category import Category
from itsmcore.categories._changes import CategoryChanges
from itsmcore.categories._suggestion import Suggester, Suggestion
from itsmcore.categories._tree import CategoryTree

__all__ = [
    "Category",
    "CategoryChanges",
    "CategoryTree",
    "Suggester",
    "Suggestion",
]

offer(globals())
