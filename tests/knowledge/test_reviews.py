"""Reviews of articles: what asks for one, and the task that it is."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import attrs
import pytest

from itsmcore import Desk, changes, tasks
from itsmcore.changes import STANDARD_CHANGE, Change
from itsmcore.desk import Numbering, Outdated, cascades, review_offers
from itsmcore.errors import BadValue
from itsmcore.knowledge import (
    ARTICLE,
    KNOWLEDGE_MANAGEMENT,
    OFFERS,
    Article,
    Confirmed,
    Published,
    Retired,
    ReviewRequested,
    Revised,
    Submitted,
    review_task,
    reviewed_every,
)
from itsmcore.lifecycle import LinkKind
from itsmcore.services import Item, Needs, Service, ServiceMap
from itsmcore.tasks import Task
from tests.instants import NINE

AT: dict[str, Any] = {"at": NINE, "by": "ada"}
YEARLY = ARTICLE.extended(*reviewed_every(timedelta(days=365)), name="yearly")


def article(id: str = "KB0000001", model: Any = ARTICLE, **facts: Any) -> Article:
    """Publish an article."""
    said = {"title": "VPN drops", "resolution": "Dial in again", **facts}
    art: Article = model.open(id, **AT, **said)
    return art.submit(**AT).publish(at=NINE, by="bob")


def asked(*, numbered: bool = True, **facts: Any) -> Desk:
    """Ask for the review of an article on a desk."""
    numbering = Numbering() if numbered else None
    desk = Desk.of([article(**facts)], numbering=numbering, cascades=cascades(*OFFERS))
    return desk.apply("KB0000001", ReviewRequested(**AT, reason="New client")).desk


def the_task(desk: Desk) -> Task:
    """Find the task of the review."""
    (number,) = desk.related("KB0000001", LinkKind.TASK)
    return desk.one(Task, number)


def test_a_review_that_is_asked_for_is_a_task() -> None:
    """Of whoever the article is assigned to, ready to be begun."""
    task = the_task(asked(group="network", assignee="mia"))
    assert ("Review: VPN drops", "New client", "review", "network", "mia", "open") == (
        task.summary,
        task.description,
        task.kind,
        task.group,
        task.assignee,
        task.state,
    )
    assert "TASK0000001" == task.id
    assert "KB0000001-review" == the_task(asked(numbered=False)).id


def test_a_review_that_falls_due_is_a_task() -> None:
    """When the desk ticks."""
    desk = Desk.of([article(model=YEARLY)], numbering=Numbering())
    due = desk.tick(at=NINE + timedelta(days=365)).desk
    assert "review_due" in due.one(Article, "KB0000001").regions
    assert "Review: VPN drops" == the_task(due).summary


def test_a_task_that_is_done_offers_to_confirm_the_article() -> None:
    """And one that was skipped does not."""
    desk = asked()
    done = desk.apply(the_task(desk).id, tasks.Closed(**AT, code="complete"))
    (offer,) = done.offers
    after = done.desk.accept(offer, **AT).desk
    assert "current" in after.one(Article, "KB0000001").regions
    skipped = desk.apply(the_task(desk).id, tasks.Closed(**AT, code="skipped"))
    assert () == skipped.offers


def test_the_end_of_a_review_ends_its_task() -> None:
    """Complete, or cancelled where there is nothing left to review; what somebody added stays."""
    desk = asked()
    added = tasks.TASK.open("TASK-9", **AT, summary="Ask Grace", parent="KB0000001", kind="review")
    both = desk.add(added).desk
    confirmed = both.apply("KB0000001", Confirmed(**AT)).desk
    number = the_task(desk).id
    assert "complete" == confirmed.one(Task, number).close_code
    assert "pending" == confirmed.one(Task, "TASK-9").state
    retired = desk.apply("KB0000001", Retired(**AT, reason="Gone")).desk
    assert "cancelled" == the_task(retired).state
    revised = desk.apply("KB0000001", Revised(**AT, title="VPN ends")).desk
    again = revised.apply("KB0000001", Submitted(**AT)).desk
    published = again.apply("KB0000001", Published(at=NINE, by="bob")).desk
    assert "complete" == the_task(published).close_code


def test_a_desk_without_tasks_says_that_there_is_none() -> None:
    """The review is asked for all the same."""
    bare = attrs.evolve(KNOWLEDGE_MANAGEMENT, has_tasks=False, links=())
    desk = Desk.of([article()], practices=[bare], numbering=Numbering())
    told = desk.apply("KB0000001", ReviewRequested(**AT))
    assert ["open"] == [refusal.verb for refusal in told.refusals]
    assert "review_due" in told.desk.one(Article, "KB0000001").regions


def test_a_review_has_the_words_of_what_readers_see() -> None:
    """Or of the draft where they see nothing."""
    revised = article().revise(**AT, title="Another")
    assert "Review: VPN drops" == review_task(revised, "TASK-1", **AT).summary
    draft = Article.open("KB-1", **AT, title="VPN", resolution="x")
    more = review_task(draft, "TASK-1", **AT, description="Soon")
    assert ("Review: VPN", "Soon") == (more.summary, more.description)
    with pytest.raises(BadValue, match="article cannot be"):
        review_task(5, "TASK-1", **AT)  # type: ignore[arg-type]


# --- changes ------------------------------------------------------------------------------------

ESTATE = ServiceMap(
    [Service("vpn"), Service("portal")],
    items=[Item("gw-1")],
    needs=[Needs("vpn", "gw-1"), Needs("portal", "vpn")],
)
ARTICLES = [
    article("KB-3", service="vpn"),
    article("KB-2", configuration_items="gw-1", affected_services=["vpn"]),
    article("KB-1", affected_services=["portal"]),
    article("KB-4", service="mail"),
    article("KB-5"),
    article("KB-6", service="vpn").request_review(**AT),
    Article.open("KB-7", **AT, title="A draft", service="vpn"),
]


def completed(outcome: str = "successful") -> Change:
    """Complete a change of the gateway, and of what no map knows."""
    return Change.replay(
        [
            changes.Opened("CHG-1", summary="Upgrade", configuration_items=["gw-1", "lamp"], **AT),
            changes.Scheduled(**AT),
            changes.Implemented(**AT),
            changes.Completed(outcome=outcome, **AT),
        ],
        model=STANDARD_CHANGE,
    )


def test_a_completed_change_offers_reviews() -> None:
    """Of what is written on what it touched, and on what needs that by the map."""

    def offered(**options: Any) -> list[str]:
        return [of.record for of in review_offers(completed(), ARTICLES, **options)]

    assert ["KB-2"] == offered() == offered(estate=ESTATE, within=0)
    assert ["KB-2", "KB-3"] == offered(estate=ESTATE)
    assert ["KB-1", "KB-2", "KB-3"] == offered(estate=ESTATE, within=None)
    both = review_offers(completed(), ARTICLES, estate=ESTATE)
    assert [
        "CHG-1 changed gw-1, which vpn needs; CHG-1 changed gw-1",
        "CHG-1 changed gw-1, which vpn needs",
    ] == [getattr(of.event, "reason", "") for of in both]


def test_what_did_not_change_offers_none() -> None:
    """Not yet, or not at all."""
    change = Change.replay(completed().history[:-1], model=STANDARD_CHANGE)
    assert () == review_offers(change, ARTICLES)
    assert () == review_offers(completed("backed_out"), ARTICLES)
    with pytest.raises(BadValue, match="within cannot be"):
        review_offers(completed(), ARTICLES, estate=ESTATE, within=-1)
    with pytest.raises(BadValue, match="articles"):
        review_offers(completed(), [5])  # type: ignore[list-item]


def test_an_offered_review_is_accepted_once() -> None:
    """By whoever knows the article, in their own name, and it is a task."""
    (offer,) = review_offers(completed(), ARTICLES)
    desk = Desk.of([ARTICLES[1]], numbering=Numbering())
    told = desk.accept(offer, at=NINE, by="mia").desk
    event = told.one(Article, "KB-2").history[-1]
    assert ("mia", "CHG-1") == (event.by.name, event.cause and event.cause.record)
    (task,) = told.related("KB-2", LinkKind.TASK)
    assert "CHG-1 changed gw-1" == told.one(Task, task).description
    with pytest.raises(Outdated):
        told.accept(offer, at=NINE, by="mia")
