"""Calls: a definition shows as the call that makes it, without what goes without saying."""

import attrs
import pytest

from itsmcore.called import NAME, call_of


@attrs.frozen(repr=False)
class Shelf:
    """Hold some things of a kind."""

    kind: type = attrs.field(repr=NAME)
    things: tuple[str, ...] = attrs.field(factory=tuple)
    label: str = attrs.field(default=attrs.Factory(lambda shelf: NAME(shelf.kind), takes_self=True))
    height: int = attrs.field(default=1, kw_only=True)
    _free: int = attrs.field(default=3, kw_only=True)

    __repr__ = call_of


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (Shelf(str), "Shelf(str)"),
        (Shelf(str, ("a",)), "Shelf(str, ('a',))"),
        (Shelf(str, label="texts"), "Shelf(str, label='texts')"),
        (Shelf(str, (), "str", height=2), "Shelf(str, height=2)"),
        (Shelf(int, ("a",), "x", free=2), "Shelf(int, ('a',), 'x', free=2)"),
    ],
)
def test_a_definition_shows_as_its_call(value: Shelf, words: str) -> None:
    """It makes the same value again, and says nothing that would be so without it."""
    assert words == repr(value)
    assert value == eval(words)
