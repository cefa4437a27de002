"""Orders by themselves; on a desk they end with their requests."""

from __future__ import annotations

import pytest

from itsmcore.errors import NotAllowed, UnknownCode
from itsmcore.interop.cattrs import make_converter
from itsmcore.lifecycle import Actor
from itsmcore.orders import ORDER, Order, Outcome
from tests.instants import HOUR, NINE

ENDED = {"open_parts": (), "done_parts": ()}
"""What a desk would know of an order without requests."""


def opened() -> Order:
    return Order.open("ORD-1", at=NINE, by="hr", summary="A new colleague", requested_for="kim")


def test_it_is_for_whoever_orders_unless_somebody_is_named() -> None:
    """As a request is."""
    assert ("hr", "kim") == (opened().requester, opened().requested_for)
    own = Order.open("ORD-2", at=NINE, by="desk", summary="x", requester="ada")
    assert ("ada", "ada") == (own.requester, own.requested_for)


def test_its_life() -> None:
    """Words, an end, and another beginning."""
    order = opened().update(at=NINE, by="hr", summary="Kim", tags="rush", custom={"x": 1})
    assert ("Kim", ("rush",), {"x": 1}) == (order.summary, order.tags, order.custom)
    closed = order.close(at=NINE + HOUR, by="desk", outcome="incomplete", given=ENDED)
    assert ("closed", Outcome.INCOMPLETE) == (closed.state, closed.outcome)
    again = closed.reopen(at=NINE + HOUR, by="desk", reason="One is broken")
    assert ("open", None) == (again.state, again.outcome)
    assert "rejected" == order.reject(at=NINE + HOUR, by="desk", given=ENDED).state
    cancelled = order.cancel(at=NINE + HOUR, by="hr", reason="They do not come", given=ENDED)
    assert ("cancelled", "They do not come") == (cancelled.state, cancelled.cancel_reason)
    with pytest.raises(NotAllowed):
        cancelled.close(at=NINE + HOUR, by="hr", outcome="complete", given=ENDED)
    with pytest.raises(UnknownCode):
        order.close(at=NINE, by="hr", outcome="done", given=ENDED)


def test_its_customers_write_publicly() -> None:
    """Who ordered, whom it is for, and who acts in that role."""
    for who in ("hr", "kim", Actor("bob", roles={"requester"})):
        [*_, comment] = opened().comment(at=NINE, by=who, text="?").history
        assert comment.public  # type: ignore[attr-defined]
    [*_, comment] = opened().comment(at=NINE, by="grace", text="?").history
    assert not comment.public  # type: ignore[attr-defined]


def test_it_is_stored() -> None:
    """Like any record."""
    converter = make_converter(models=(ORDER,))
    order = opened().close(at=NINE, by="desk", outcome="complete", given=ENDED)
    assert order == converter.structure(converter.unstructure(order), Order)
    assert order == Order.replay(order.history)
