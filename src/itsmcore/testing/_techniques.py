"""Strategies for techniques of analysis."""

from __future__ import annotations

from hypothesis import strategies as st

from itsmcore.techniques import CATEGORIES, FiveWhys, Ishikawa
from itsmcore.testing._values import texts

_said = texts().filter(str.strip)


def five_whys() -> st.SearchStrategy[FiveWhys]:
    """Draw chains of one to five answers that lead to something that can be acted on."""
    chains = st.lists(_said, min_size=2, max_size=6, unique=True)
    return st.builds(
        lambda chain, action: FiveWhys(chain[0], chain[1:], action=action), chains, _said
    )


def fishbones() -> st.SearchStrategy[Ishikawa]:
    """Draw fishbones with one to three causes for some of the six categories."""
    causes = st.lists(_said, min_size=1, max_size=3, unique=True)
    bones = st.dictionaries(st.sampled_from(CATEGORIES), causes, min_size=1, max_size=3)
    return st.builds(Ishikawa, _said, bones)
