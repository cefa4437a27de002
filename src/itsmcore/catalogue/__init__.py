"""The service catalogue: what may be ordered, by whom, for how much, and what is done for it."""

from itsmcore._faces import offer
from itsmcore.catalogue._bundle import Bundle, BundledItem
from itsmcore.catalogue._catalogue import Catalogue
from itsmcore.catalogue._cost import Cost
from itsmcore.catalogue._item import CatalogueItem
from itsmcore.catalogue._offers import Offer, Offers
from itsmcore.catalogue._price import Price, cost

__all__ = [
    "Bundle",
    "BundledItem",
    "Catalogue",
    "CatalogueItem",
    "Cost",
    "Offer",
    "Offers",
    "Price",
    "cost",
]

offer(globals())
