"""Code that is generated for a class does what the class does."""

from __future__ import annotations

import attrs
import pytest

from itsmcore.written import maker


@attrs.frozen
class Pair:
    """Two numbers, and what they come to."""

    left: int = attrs.field(converter=int)
    right: int = attrs.field(default=0, kw_only=True)


def test_a_value_that_is_made_at_once_is_that_value() -> None:
    """Equal, frozen, and with its parts as they are."""
    made = maker(Pair)(left=1, right=2)
    assert (made, repr(made)) == (Pair(1, right=2), "Pair(left=1, right=2)")
    assert maker(Pair)(left="1", right=0).left == "1"
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        made.left = 3  # type: ignore[misc]


def test_all_its_parts_are_said() -> None:
    """By name, since nothing is left out of what is not checked."""
    with pytest.raises(TypeError, match="right"):
        maker(Pair)(left=1)
    with pytest.raises(TypeError, match="positional"):
        maker(Pair)(1, 2)
