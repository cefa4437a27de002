"""Display: pictures that bring several nouns together."""

from itsmcore._faces import offer
from itsmcore.display._card import Card
from itsmcore.display._map import ConformanceMap

__all__ = ["Card", "ConformanceMap"]

offer(globals())
