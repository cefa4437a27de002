"""Display: pictures that bring several nouns together."""

from itsmcore._faces import offer
from itsmcore.display._card import Card

__all__ = ["Card"]

offer(globals())
