"""Pictures: SVG on a panel of its own, and the same as an image that every notebook shows."""

from __future__ import annotations

import unicodedata
from base64 import b64encode
from collections.abc import Iterable, Iterator
from math import ceil

import attrs

from itsmcore.drawing import element, line_of, text
from itsmcore.output import in_short
from itsmcore.palette import INK, PANEL, RULE

SIZE = 12
"""The usual size of letters, in pixels."""
_FONT = "'DejaVu Sans', Verdana, 'Segoe UI', system-ui, sans-serif"
_WIDTHS = {
    letter: width
    for width, letters in (
        (0.28, "'ijl"),
        (0.32, " ,.IJ"),
        (0.36, "/:;\\f|"),
        (0.40, "()-[]t"),
        (0.44, "!r"),
        (0.48, '"'),
        (0.52, "*_`"),
        (0.56, "?Lcsz"),
        (0.60, "Fkvxy"),
        (0.68, "K"),
        (0.72, "ABCRVXZ"),
        (0.76, "HNU"),
        (0.80, "&DGOQ"),
        (0.84, "#+<=>^w~"),
        (0.88, "M"),
        (0.96, "%"),
        (1.00, "@Wm…—"),
    )
    for letter in letters
}
"""How wide letters of DejaVu Sans and Verdana are, as a share of their size."""
_LETTER, _OTHER, _SQUARE, _BOLD = 0.64, 0.86, 1.1, 1.14
_SMALLEST = 0.75
"""An image that does not fit is shrunk to this share of its width, and no further."""


def _whole(size: float) -> int:
    return ceil(size)


def _parts(parts: Iterable[str]) -> tuple[str, ...]:
    return tuple(parts)


@attrs.frozen
class Picture:
    """What is drawn, and what it says to those who do not see it.

    Attributes:
        width: how wide it is, in pixels.
        height: how high.
        parts: the elements of SVG.
        alt: the result that it shows, in words, or the beginning of many.

    >>> picture = Picture(40, 20, [words_at(4, 14, "late")], alt="1 clock, late")
    >>> picture.svg()[:4], picture.html()[:24]
    ('<svg', '<img alt="1 clock, late"')
    """

    width: int = attrs.field(converter=_whole)
    height: int = attrs.field(converter=_whole)
    parts: tuple[str, ...] = attrs.field(converter=_parts)
    alt: str = attrs.field(kw_only=True, converter=in_short)

    def svg(self) -> str:
        """Return it as SVG, which names nothing, so that several may stand on a page."""
        panel = element(
            "rect",
            x=0.5,
            y=0.5,
            width=self.width - 1,
            height=self.height - 1,
            rx=8,
            fill=PANEL,
            stroke=RULE,
        )
        return element(
            "svg",
            panel,
            *self.parts,
            xmlns="http://www.w3.org/2000/svg",
            viewBox=f"0 0 {self.width} {self.height}",
            width=self.width,
            height=self.height,
            font_family=_FONT,
            font_size=SIZE,
            fill=INK,
            role="img",
            aria_label=self.alt,
        )

    def html(self) -> str:
        """Return it as an image, which a notebook shows even if it is not trusted."""
        return element(
            "img",
            alt=self.alt,
            src=f"data:image/svg+xml;base64,{b64encode(self.svg().encode()).decode()}",
            width=self.width,
            height=self.height,
            style=f"max-width:100%;min-width:{round(self.width * _SMALLEST)}px;height:auto",
        )


def number(value: float) -> str:
    """Write a coordinate, no finer than is seen."""
    return f"{value:.1f}".removesuffix(".0")


def words_at(x: float, y: float, words: object, **attributes: object) -> str:
    """Draw words, the left end of their baseline at a point unless `text_anchor` says otherwise."""
    return element("text", text(line_of(words)), x=number(x), y=number(y), **attributes)


def line(path: str, **attributes: object) -> str:
    """Draw a line along a path."""
    return element("path", d=path, **{"fill": "none", **attributes})


def moved(x: float, y: float, parts: Iterable[str]) -> str:
    """Draw parts from a corner on."""
    return element("g", *parts, transform=f"translate({number(x)} {number(y)})")


def width_of(words: str, *, size: float = SIZE, is_bold: bool = False) -> float:
    """Estimate how wide words are, rather too much than too little.

    >>> width_of("WWW") > width_of("ooo") > width_of("lll")
    True
    """
    return size * sum(map(_share, words)) * (_BOLD if is_bold else 1)


def _share(letter: str) -> float:
    if letter.isascii():
        return _WIDTHS.get(letter, _LETTER)
    if unicodedata.combining(letter):
        return 0
    is_square = unicodedata.east_asian_width(letter) in "WF"
    return _WIDTHS.get(letter, _SQUARE if is_square else _OTHER)


def clipped(words: object, width: float, *, size: float = SIZE) -> str:
    """Return words on one line that is no wider than it may be, with "…" for what is cut off.

    >>> clipped("in progress", 500), clipped("in progress", 40)
    ('in progress', 'in pr…')
    """
    said = line_of(words)
    room = width - width_of("…", size=size)
    for place, letter in enumerate(said):
        room -= width_of(letter, size=size)
        if room < 0 and width_of(said, size=size) > width:
            return f"{said[:place].rstrip()}…"
    return said


def short(name: object, width: float = 240) -> str:
    """Return a name that leaves room on its line for what is said of it.

    >>> short("incident 1"), short("W" * 300)
    ('incident 1', 'WWWWWWWWWWWWWWWWWWW…')
    """
    return clipped(name, width)


def wrapped(words: object, width: float, *, size: float = SIZE, most: int = 3) -> tuple[str, ...]:
    """Break words into lines no wider than they may be, and no more lines than there may be.

    >>> wrapped("waiting for the customer", 80)
    ('waiting for', 'the', 'customer')
    """
    lines = [""]
    for word in _pieces(line_of(words), width, size):
        longer = f"{lines[-1]} {word}".lstrip()
        if not lines[-1] or width_of(longer, size=size) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    if len(lines) > most:
        lines[most - 1 :] = [" ".join(lines[most - 1 :])]
    return tuple(clipped(one, width, size=size) for one in lines)


def _pieces(words: str, width: float, size: float) -> Iterator[str]:
    """Yield each word, a long one in pieces that fit."""
    for word in words.split(" "):
        start, room = 0, width
        for place, letter in enumerate(word):
            room -= width_of(letter, size=size)
            if room < 0 and place > start:
                yield word[start:place]
                start, room = place, width - width_of(letter, size=size)
        yield word[start:]


def alt_of(parts: Iterable[object]) -> str:
    """Join what a picture says; empty parts are left out."""
    return "; ".join(said for part in parts if (said := line_of(part)))
