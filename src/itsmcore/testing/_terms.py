"""Strategies for terms: every reading of every disputed case."""

from __future__ import annotations

import typing

from hypothesis import strategies as st

from itsmcore.checked import checked
from itsmcore.service_levels import Terms


@checked
def terms() -> st.SearchStrategy[Terms]:
    """Draw terms, in every reading; they shrink to the default of each.

    >>> from hypothesis import find
    >>> find(terms(), lambda drawn: True)
    Terms()
    """
    usual = Terms().order
    choices = {
        name: st.sampled_from(typing.get_args(choice))
        for name, choice in typing.get_type_hints(Terms).items()
        if name != "order"
    }
    return st.builds(Terms, order=st.just(usual) | st.permutations(usual), **choices)
