"""Techniques: finding causes, and what finding them is worth, as values."""

from itsmcore._faces import offer
from itsmcore.techniques._five_whys import FiveWhys
from itsmcore.techniques._ishikawa import CATEGORIES, Ishikawa
from itsmcore.techniques._pain import PainAnalysis, PainValue

__all__ = [
    "CATEGORIES",
    "FiveWhys",
    "Ishikawa",
    "PainAnalysis",
    "PainValue",
]

offer(globals())
