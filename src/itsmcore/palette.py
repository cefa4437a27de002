"""Colours: a panel of their own for pictures, and inks that are read on it in any theme.

Every ink has a contrast of 4.5:1 at least on the panel and on every fill, and every line of 3:1, as
WCAG 2.2 asks at level AA. No colour says anything by itself: a word, a sign or a dash says it too.
"""

from __future__ import annotations

import attrs

PANEL = "#ffffff"
INK = "#0f172a"
FAINT = "#475569"
"""Ink for what is less important."""
LINE = "#64748b"
RULE = "#cbd5e1"
"""For a line that only decorates, such as the edge of the panel."""


@attrs.frozen
class Tone:
    """A fill, with the ink and the line that go with it."""

    fill: str
    ink: str


BLUE = Tone("#dbeafe", "#1d4ed8")
GREEN = Tone("#dcfce7", "#166534")
YELLOW = Tone("#fef3c7", "#854d0e")
VIOLET = Tone("#e0e7ff", "#4338ca")
GREY = Tone("#e5e7eb", "#374151")
RED = Tone("#fee2e2", "#b91c1c")
LIME = Tone("#ecfccb", "#3f6212")
TONES = (BLUE, GREEN, YELLOW, VIOLET, GREY, RED, LIME)


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours as WCAG counts it, from 1 to 21.

    >>> round(contrast("#000000", "#ffffff"))
    21
    """
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    shares = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
