"""Categories: what a case is about, as a tree of paths."""

from itsmcore._faces import offer
from itsmcore.categories._categoriser import Categoriser, CategoryRule
from itsmcore.categories._category import Category
from itsmcore.categories._changes import CategoryChanges
from itsmcore.categories._history import Categorisation, categorisations
from itsmcore.categories._reading import applied_as_of
from itsmcore.categories._score import RuleScore, Score, score
from itsmcore.categories._suggestion import Suggester, Suggestion
from itsmcore.categories._tree import CategoryTree

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

offer(globals())
