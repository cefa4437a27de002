"""Categories: what a case is about, as a tree of paths."""

from itsmcore._faces import offer
from itsmcore.categories._suggestion import Suggester, Suggestion

__all__ = [
    "Suggester",
    "Suggestion",
]

offer(globals())
