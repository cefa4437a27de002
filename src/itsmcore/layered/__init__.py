"""Layered drawings: where boxes, arrows and labels go, so that none runs into another.

Boxes stand in layers along the way of the arrows. An arrow that passes a layer has a place of its
own in it, as its label has, and bends only in the channels between layers, where nothing stands:
so no arrow crosses a box that is not its own, and no label meets another or a box.
"""

from itsmcore._faces import offer
from itsmcore.layered._layout import LOOP, Arrow, Box, Layout, Place, Point, Route, layout
from itsmcore.layered._shapes import (
    NAME,
    NEVER,
    PLAIN,
    START,
    TAKEN,
    Face,
    Shapes,
    Stroke,
    crowd_face,
)

__all__ = [
    "LOOP",
    "NAME",
    "NEVER",
    "PLAIN",
    "START",
    "TAKEN",
    "Arrow",
    "Box",
    "Face",
    "Layout",
    "Place",
    "Point",
    "Route",
    "Shapes",
    "Stroke",
    "crowd_face",
    "layout",
]

offer(globals())
