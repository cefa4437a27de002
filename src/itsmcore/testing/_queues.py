"""Strategies for what a queue is ordered by."""

from __future__ import annotations

from hypothesis import strategies as st

from itsmcore.checked import checked
from itsmcore.conditions import field
from itsmcore.queue import DEFAULT_ORDER, Criterion
from itsmcore.testing._conditions import FIELDS, Fields, conditions
from itsmcore.testing._values import texts


@checked
def criteria(*, fields: Fields = FIELDS) -> st.SearchStrategy[Criterion]:
    """Draw criteria of the default order, and conditions and facts under names of any kind.

    Args:
        fields: the facts that conditions ask of, and the values each may have.

    >>> from hypothesis import find
    >>> find(criteria(), lambda drawn: True) == DEFAULT_ORDER[0]
    True
    """
    by = conditions(fields=fields, max_leaves=3) | st.sampled_from(["id", "opened_at"]).map(field)
    drawn = st.builds(Criterion, texts().filter(bool), by, descending=st.booleans())
    return st.sampled_from(DEFAULT_ORDER) | drawn
