"""Layered drawings: where boxes, arrows and labels go, so that none runs into another.

Boxes stand in layers along the way of the arrows. An arrow that passes a layer has a place of its
own in it, as its label has, and bends only in the channels between layers, where nothing stands:
so no arrow crosses a box that is not its own, and no label meets another or a box.
"""

from itsmcore._faces import offer
from itsmcore.layered._layout import LOOP, Arrow, Box, Layout, Place, Point, Route, layout

__all__ = ["LOOP", "Arrow", "Box", "Layout", "Place", "Point", "Route", "layout"]

offer(globals())
