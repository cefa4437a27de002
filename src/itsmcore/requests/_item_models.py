"""Models of requests for the items of a catalogue."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from itsmcore.approval import ApprovalPolicy
from itsmcore.catalogue import CatalogueItem
from itsmcore.checked import checked
from itsmcore.fields import as_several
from itsmcore.phrase import Phrase
from itsmcore.requests._request import RequestModel
from itsmcore.requests._tables import NOBODY_APPROVES, REQUEST


@checked
def request_model(item: CatalogueItem, *, base: RequestModel = REQUEST) -> RequestModel:
    """Return the model of requests for an item, which is named and versioned as the item is.

    Requests keep to it, so what changes tomorrow in the catalogue changes no running one. The same
    item always has the same model.

    Args:
        item: the item; it says the form, who approves and the tasks.
        base: the model whose states, rules, timers and codes they live by.

    Raises:
        FaultyDefinition: the policy or the plan of the item reads what no request has; lists every
            fault.
        BadValue: an argument is something else.

    >>> from datetime import UTC, datetime
    >>> from itsmcore.catalogue import CatalogueItem
    >>> nine = datetime(2026, 3, 2, 9, tzinfo=UTC)
    >>> screen = request_model(CatalogueItem("screen", version="2", summary="A second screen"))
    >>> screen.open("REQ-1", at=nine, by="ada").summary
    'A second screen'
    """
    return _made(item, base)


@checked
def request_models(
    items: Iterable[CatalogueItem], *, base: RequestModel = REQUEST
) -> tuple[RequestModel, ...]:
    """Return the model of each item, such as those of a catalogue, as documents need them.

    Raises:
        FaultyDefinition, BadValue: as `request_model` does.

    >>> from itsmcore.catalogue import Catalogue, CatalogueItem
    >>> [str(model) for model in request_models(Catalogue([CatalogueItem("screen")]))]
    ['screen 1']
    """
    several = as_several(CatalogueItem, items, "items", Phrase("requests.expected.items"))
    return tuple(request_model(item, base=base) for item in several)


@lru_cache(maxsize=1024)
def _made(item: CatalogueItem, base: RequestModel) -> RequestModel:
    policy: ApprovalPolicy = NOBODY_APPROVES if item.approval is None else item.approval
    plan = None if item.plan is None else item.plan.starting_in(base.carried_out)
    return base.extended(
        name=item.name,
        version=item.version,
        item=item,
        policy=policy,
        task_plan=plan,
    )
