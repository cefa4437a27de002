"""Read a picture of ours back: its words and boxes, where they are on the panel."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from base64 import b64decode
from collections.abc import Iterator

import attrs

from itsmcore.picture import width_of

_TAG = "{http://www.w3.org/2000/svg}"


@attrs.frozen
class Word:
    """Words, and the rectangle that they take."""

    words: str
    x: float
    y: float
    width: float
    height: float


@attrs.frozen
class Drawn:
    """What a picture holds."""

    width: float
    height: float
    alt: str
    words: tuple[Word, ...]
    boxes: tuple[dict[str, str], ...]
    arrows: int

    @property
    def texts(self) -> list[str]:
        """Its words, in the order in which they are drawn."""
        return [word.words for word in self.words]


def drawn(svg: str) -> Drawn:
    """Read a picture, which must be well-formed and must not name anything."""
    root = ET.fromstring(svg.encode())
    assert not [of for of in root.iter() if "id" in of.attrib or of.tag == f"{_TAG}title"]
    parts = list(_parts(root, 0, 0))
    return Drawn(
        float(root.attrib["width"]),
        float(root.attrib["height"]),
        root.attrib["aria-label"],
        tuple(_word(of, x, y) for of, x, y in parts if of.tag == f"{_TAG}text"),
        tuple(of.attrib for of, _, _ in parts if of.tag == f"{_TAG}rect")[1:],
        sum(
            of.tag == f"{_TAG}path"
            and of.get("d", "").endswith("z")
            and "fill" in of.attrib
            and "stroke" not in of.attrib
            for of, _, _ in parts
        ),
    )


def picture_of(html: str) -> str:
    """Return the picture that the image in some HTML holds."""
    found = re.match(r'<img alt="[^"]*" src="data:image/svg\+xml;base64,([^"]*)"', html)
    assert found is not None, html[:200]
    return b64decode(found[1]).decode()


def _parts(of: ET.Element, x: float, y: float) -> Iterator[tuple[ET.Element, float, float]]:
    shift = re.fullmatch(r"translate\((\S+) (\S+)\)", of.get("transform", ""))
    if shift:
        x, y = x + float(shift[1]), y + float(shift[2])
    yield of, x, y
    for part in of:
        yield from _parts(part, x, y)


def _word(of: ET.Element, x: float, y: float) -> Word:
    words, size = of.text or "", float(of.get("font-size", 12))
    width = width_of(words, size=size, is_bold=of.get("font-weight") == "bold")
    left = {"middle": width / 2, "end": width}.get(of.get("text-anchor", ""), 0)
    x, y = x + float(of.attrib["x"]) - left, y + float(of.attrib["y"])
    return Word(words, x, y - 0.8 * size, width, size)
