"""Presets: products as values, with their models, codes, terms and readers."""

from itsmcore._faces import offer
from itsmcore.presets._codes import CodeTable, ProductCode
from itsmcore.presets._preset import Preset, ProductDeviation, ProductFact
from itsmcore.presets._ticket_list import TicketList
from itsmcore.presets._translation import Lost, Translation, translate

__all__ = [
    "CodeTable",
    "Lost",
    "Preset",
    "ProductCode",
    "ProductDeviation",
    "ProductFact",
    "TicketList",
    "Translation",
    "translate",
]

offer(globals())
