"""Display: pictures that bring several nouns together."""

from itsmcore.display._card import Card

__all__ = ["Card"]
