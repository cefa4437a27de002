"""Nearest names: what somebody probably meant."""

from itsmcore.incidents import HoldReason
from itsmcore.level import Impact
from itsmcore.nearest import hint, nearest


def test_the_nearest_value_is_found_by_its_text() -> None:
    """Values that are no text are found by the text that people read."""
    assert Impact.HIGH is nearest("Higher", Impact.scale)
    assert HoldReason.CALLER is nearest("callers", HoldReason)
    assert nearest("Higher", []) is None
    assert nearest("xyz", Impact.scale) is None


def test_a_hint_names_the_nearest_or_all() -> None:
    """A hint names what was meant, or what there is, or that there is nothing."""
    assert "did you mean 'caller'?" == str(hint("calle", HoldReason))
    assert "did you mean Impact.HIGH?" == str(hint("High", Impact.scale))
    assert "known: caller, vendor" == str(hint("xyz", [HoldReason.CALLER, "vendor"]))
    assert "known: none" == str(hint("xyz", []))
