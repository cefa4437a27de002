"""Reviews after a change: what is written of what it touched may no longer hold."""

from __future__ import annotations

from collections.abc import Iterable

from itsmcore.changes import Change, CloseCode
from itsmcore.checked import checked
from itsmcore.desk._cascades import target
from itsmcore.desk._outcome import Proposal
from itsmcore.fields import as_whole
from itsmcore.knowledge import Article, ReviewRequested
from itsmcore.lifecycle import Cause
from itsmcore.phase import Phase
from itsmcore.phrase import say
from itsmcore.services import ServiceMap

_NOTHING_CHANGED = (CloseCode.BACKED_OUT, CloseCode.UNSUCCESSFUL)
_MAY_BE_REVIEWED = target("state").is_in(("published", "pending_retirement")) & target(
    "upkeep"
).is_("current")


@checked
def review_offers(
    change: Change,
    articles: Iterable[Article],
    *,
    estate: ServiceMap | None = None,
    within: int | None = 1,
) -> tuple[Proposal, ...]:
    """Offer a review of the articles on what a completed change touched.

    `Desk.accept` takes each of the offers. A change that is not completed, was backed out or was
    unsuccessful offers nothing; nor are articles reviewed that nobody reads, or whose review is
    already asked for.

    Args:
        change: the change.
        articles: the articles that may be concerned.
        estate: the map, by which articles on what needs what was touched are concerned, too.
        within: how many steps away on the map one still is; None for any number.

    Raises:
        BadValue: a value is of the wrong kind.

    >>> from datetime import UTC, datetime
    >>> from itsmcore import changes
    >>> at = {"at": datetime(2026, 3, 2, 9, tzinfo=UTC), "by": "ada"}
    >>> art = Article.open("KB-7", title="VPN", resolution="Dial again", service="vpn", **at)
    >>> art = art.submit(**at).publish(at=at["at"], by="bob")
    >>> change = Change.replay(model=changes.STANDARD_CHANGE, history=[
    ...     changes.Opened("CHG-1", summary="Upgrade it", affected_services="vpn", **at),
    ...     changes.Scheduled(**at), changes.Implemented(**at),
    ...     changes.Completed(outcome="successful", **at)])
    >>> for offer in review_offers(change, [art]):
    ...     print(offer, "-", offer.event.reason)
    KB-7 request_review, by ada, because of complete (v4 of CHG-1) - CHG-1 changed vpn
    """
    if change.phase not in (Phase.RESOLVED, Phase.CLOSED) or change.outcome in _NOTHING_CHANGED:
        return ()
    last, why = change.history[-1], _why(change, estate, within)
    cause = Cause(last.verb, version=change.version, record=change.id)
    found = list[Proposal]()
    for article in sorted(articles, key=lambda one: one.id):
        mine = (article.service, *article.affected_services, *article.configuration_items)
        reasons = [why[name] for name in dict.fromkeys(mine) if name in why]
        if reasons:
            event = ReviewRequested(at=last.at, by=last.by, cause=cause, reason="; ".join(reasons))
            offer = Proposal(article.id, event, _MAY_BE_REVIEWED, is_offer=True, is_sure=True)
            found += [offer] if offer.concerns(article) else []
    return tuple(found)


def _why(change: Change, estate: ServiceMap | None, within: int | None) -> dict[str | None, str]:
    """Say for each part that a change touched, and for what needs one, why it is concerned."""
    touched = dict.fromkeys((*change.configuration_items, *change.affected_services))
    found: dict[str | None, str] = {
        name: say("desk.review_offers.changed", id=change.id, name=name) for name in touched
    }
    steps = None if within is None else as_whole(within, "within", least=0)
    for name in touched:
        if estate is not None and name in estate:
            for other in estate.dependents(name, within=steps):
                found.setdefault(
                    other,
                    say("desk.review_offers.changed_needs", id=change.id, name=name, other=other),
                )
    return found
