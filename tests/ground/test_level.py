"""Levels; their laws are in tests/property/test_values.py."""

import pytest

from itsmcore.level import Impact, Level, Priority, Urgency


@pytest.mark.parametrize("scale", [Impact, Urgency, Priority])
def test_scales_go_from_the_worst_down(scale: type[Level]) -> None:
    """The levels of a default scale are listed from the most severe to the mildest."""
    assert sorted(scale.scale, reverse=True) == list(scale.scale)
    assert scale.scale == tuple(getattr(scale, level.label.upper()) for level in scale.scale)


def test_the_code_does_not_order() -> None:
    """A product's code may rise or fall with severity: only the rank counts."""
    assert Priority("1", "Critical", 5) > Priority("2", "High", 4)
    assert Priority("5", "Very high", 5) > Priority("4", "High", 4)


def test_two_levels_of_one_rank_are_each_as_severe_as_the_other() -> None:
    """Levels of one rank and different codes differ, and neither is more severe."""
    one, other = Priority("a", "A", 3), Priority("b", "B", 3)

    assert one != other
    assert one <= other
    assert other <= one
    assert one >= other
    assert not one < other
    assert not one > other


def test_a_scale_of_your_own_prints_its_own_names() -> None:
    """A level is printed by the name that its own class gives it, and else in full."""

    class Risk(Level):
        __slots__ = ()

    low = Risk("low", "Low", 1)
    Risk.LOW = low  # type: ignore[attr-defined]

    assert "Risk.LOW" == repr(low)
    assert "Risk('high', 'High', 2)" == repr(Risk("high", "High", 2))
    assert "Level('low', 'Low', 1)" == repr(Level("low", "Low", 1))
