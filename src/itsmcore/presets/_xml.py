"""XML of others, read by the parser of the standard library, and nothing else with it.

A document may name its type, as workflow exports do; nothing is fetched. One that declares a type
or an entity is refused, since entities can grow without bound.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from itsmcore.errors import BadValue
from itsmcore.fields import offers
from itsmcore.phrase import Phrase

_CHUNK = 1 << 16
_EXPECTED = Phrase("presets.expected.xml")


class Readable(Protocol):
    """A file that was opened for reading."""

    def read(self, size: int, /) -> str | bytes:
        """Return the next characters or bytes, at most so many."""
        ...  # pragma: no cover


Source = str | bytes | Readable
"""An XML document."""


class _Declared(Exception):
    """Raised while parsing for what a document may not have."""


def _refuse_own_type(*said: Any) -> None:
    """Refuse a type with declarations inside it, which is the last thing that is said of one.

    Nowhere else can a document declare an entity, since what lies outside it is not read.
    """
    if said[-1]:
        raise _Declared


def new_parser() -> Any:
    """Return a parser that refuses declarations; give it its handlers."""
    parser: Any = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_own_type
    return parser


def parse(parser: Any, source: Source) -> None:
    """Give a parser a whole document, piece by piece.

    Raises:
        BadValue: it is no such source, is not well-formed, or declares a type or an entity.
    """
    given: Any = source
    try:
        if isinstance(given, str | bytes):
            parser.Parse(given.lstrip(), True)
        elif offers(given, "read"):
            _feed(parser, given.read)
        else:
            raise BadValue(field="source", value=source, expected=_EXPECTED)
    except _Declared:
        expected = Phrase("presets.expected.plain_xml")
        raise BadValue(field="source", value=source, expected=expected) from None
    except (expat.ExpatError, UnicodeError, LookupError) as error:
        expected = Phrase("presets.expected.well_formed", error=error)
        raise BadValue(field="source", value=source, expected=expected) from None


def _feed(parser: Any, read: Callable[[int], Any]) -> None:
    while True:
        piece = read(_CHUNK)
        if not isinstance(piece, str | bytes):
            raise BadValue(field="source", value=piece, expected=_EXPECTED)
        if not piece:
            parser.Parse(b"", True)
            return
        parser.Parse(piece, False)


def tree_of(source: Source) -> Element:
    """Return the root of a small document.

    Raises:
        BadValue: as `parse` says.
    """
    builder, parser = TreeBuilder(), new_parser()
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.data
    parse(parser, source)
    return builder.close()
