"""Strategies for what an intake and a queue take: what is asked of them holds."""

from __future__ import annotations

import pytest
from hypothesis import find
from hypothesis import strategies as st

from itsmcore import Schedule
from itsmcore.errors import BadValue
from itsmcore.intake import Contact, Intake, Signal
from itsmcore.queue import DEFAULT_ORDER, Criterion
from itsmcore.testing import contacts, criteria, intakes, signals
from tests.instants import NINE


def test_what_is_asked_of_a_strategy_holds() -> None:
    """The nodes, the instants and the schedules are those that are given."""
    told = find(signals(nodes=["mx-9"], at=st.just(NINE)), lambda drawn: drawn.resource is None)
    assert ("mx-9", NINE) == (told.node, told.at)
    never = st.just(Schedule.never())
    found = find(intakes(schedules=never), lambda drawn: drawn.maintenance is not None)
    assert Schedule.never() == found.maintenance
    assert NINE == find(contacts(at=st.just(NINE)), lambda drawn: drawn.service == "mail").at
    fields = {"group": st.just("mail")}
    own = find(criteria(fields=fields), lambda drawn: drawn not in DEFAULT_ORDER)
    assert {"id", "opened_at", "group"} >= {field.name for field in own.by.fields}


def test_without_a_node_there_is_no_signal() -> None:
    """It is told when the strategy is made."""
    with pytest.raises(BadValue, match="nodes"):
        signals(nodes=[])


@pytest.mark.parametrize("kind", [Signal, Intake, Contact, Criterion])
def test_types_have_strategies(kind: type) -> None:
    """So that `st.from_type` draws them."""
    assert isinstance(find(st.from_type(kind), lambda _: True), kind)
