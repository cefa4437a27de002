"""Articles from known errors and solutions, on a desk that has the practice."""

from __future__ import annotations

from typing import Any

import pytest

from itsmcore import INCIDENT, PROBLEM, Desk, Incident, Problem, problems
from itsmcore.desk import PRACTICES, BadLink, Numbering, cascades
from itsmcore.errors import BadValue
from itsmcore.knowledge import (
    ARTICLE,
    KNOWLEDGE_MANAGEMENT,
    OFFERS,
    Article,
    Published,
    Revised,
    Submitted,
    draft_of,
    undocumented,
)
from itsmcore.lifecycle import LinkKind
from itsmcore.lifecycle.events import Linked
from tests.instants import NINE

AT: dict[str, Any] = {"at": NINE, "by": "grace"}


def problem(**facts: Any) -> Problem:
    said = {"summary": "VPN drops", "symptom": "The tunnel is gone", "assignee": "grace", **facts}
    prb = PROBLEM.open("PRB0000001", **AT, **said).assess(**AT).confirm(**AT)
    return prb.record_cause(**AT, text="A lease of 8 h")


def desk(*records: Any) -> Desk:
    return Desk.of(
        records,
        numbering=Numbering(),
        cascades=cascades(*OFFERS),
    )


def documented(prb: Problem) -> Desk:
    """Return a desk with a problem and the published article about it."""
    prb = prb.publish_workaround(**AT, text="Dial in again")
    art = Article.begin(draft_of(prb.known_error(), "KB0000001", **AT))
    art = art.submit(**AT).publish(at=NINE, by="bob")
    return desk(prb, art)


def test_a_known_error_becomes_an_article() -> None:
    """With what is known, filed under what it is in, and linked to its problem."""
    prb = problem(service="vpn", configuration_items="gw-1", category="network")
    bare = Article.begin(draft_of(prb.known_error(), "KB-1", **AT))
    assert (None, ("PRB0000001",)) == (bare.resolution, bare.links.of(LinkKind.DOCUMENTS))
    known = prb.publish_workaround(**AT, text="Dial in again").known_error()
    art = Article.begin(draft_of(known, "KB-1", **AT, title="VPN ends", tags="vpn"))
    assert ("VPN ends", "The tunnel is gone", "A lease of 8 h", "Dial in again") == (
        art.title,
        art.issue,
        art.root_cause,
        art.resolution,
    )
    assert (("vpn",), ("gw-1",), "network") == (
        art.affected_services,
        art.configuration_items,
        art.category,
    )


def test_a_solved_incident_becomes_an_article() -> None:
    """With how it was resolved."""
    inc = Incident.open("INC-1", **AT, summary="VPN drops", description="Daily", service="vpn")
    inc = inc.resolve(**AT, code="solution_provided", notes="Renew it")
    art = Article.begin(draft_of(inc, "KB-1", **AT))
    assert ("VPN drops", "Daily", None, "Renew it", "vpn") == (
        art.title,
        art.issue,
        art.root_cause,
        art.resolution,
        art.service,
    )
    assert ("INC-1",) == art.links.of("documents")


def test_what_says_nothing_becomes_no_article() -> None:
    """An incident that is not resolved, or a problem itself."""
    wrong: Any
    for wrong in (Incident.open("INC-1", **AT, summary="VPN"), problem(), "VPN"):
        with pytest.raises(BadValue, match="source"):
            draft_of(wrong, "KB-1", **AT)


def test_a_known_error_without_an_article_is_named() -> None:
    """Until an article documents it that is not retired."""
    known = problem().known_error()
    art = Article.begin(draft_of(known, "KB-1", **AT))
    assert (known,) == undocumented([known], [])
    assert () == undocumented([known], [art])
    assert (known,) == undocumented([known], [art.retire(**AT, reason="…")])


def test_an_article_tells_its_problem_s_news() -> None:
    """A workaround is offered as a revision, the solution as a proposal to retire it."""
    start = documented(problem())
    assert ("KB0000001",) == start.related("PRB0000001", LinkKind.DOCUMENTED_BY)
    told = start.apply("PRB0000001", problems.WorkaroundPublished(**AT, text="Renew the lease"))
    (offer,) = [one for one in told.offers if one.record == "KB0000001"]
    revised = told.desk.accept(offer, at=NINE, by="eve").desk.one(Article, "KB0000001")
    assert ("draft", "Renew the lease") == (revised.revision, revised.resolution)
    assert revised.published is not None
    assert "Dial in again" == revised.published.resolution

    gone = problems.WorkaroundWithdrawn(**AT, reason="It fails on phones")
    told = start.apply("PRB0000001", gone)
    (offer,) = [one for one in told.offers if one.record == "KB0000001"]
    due = told.desk.accept(offer, at=NINE, by="eve").desk.one(Article, "KB0000001")
    assert "review_due" in due.regions

    fixing = start.apply("PRB0000001", problems.FixBegun(**AT, notes="A change")).desk
    told = fixing.apply("PRB0000001", problems.Resolved(**AT))
    (offer,) = [one for one in told.offers if one.record == "KB0000001"]
    proposed = told.desk.accept(offer, at=NINE, by="bob").desk.one(Article, "KB0000001")
    assert "pending_retirement" == proposed.state


def test_an_incident_uses_an_article() -> None:
    """By a link that ties nothing but articles."""
    told = documented(problem()).open(INCIDENT, **AT, summary="My VPN dropped")
    uses = Linked(**AT, kind=LinkKind.USES, target="KB0000001")
    after = told.desk.apply(told.id, uses).desk
    assert (told.id,) == after.related("KB0000001", "used_by")
    assert ("KB0000001",) == after.one(Incident, told.id).links.of("uses")
    assert KNOWLEDGE_MANAGEMENT in PRACTICES
    stock = Desk.of([Incident.open("INC-1", **AT, summary="s"), problem()])
    with pytest.raises(BadLink):
        stock.apply("INC-1", Linked(**AT, kind=LinkKind.USES, target="PRB0000001"))


def test_a_desk_numbers_its_articles() -> None:
    """By the prefix KB, and they are worked on as any record is."""
    opened = desk().open(ARTICLE, **AT, title="VPN", resolution="Renew it")
    assert opened.id.startswith("KB")
    now = opened.desk.apply(opened.id, Submitted(**AT)).desk
    now = now.apply(opened.id, Published(at=NINE, by="bob")).desk
    now = now.apply(opened.id, Revised(**AT, issue="It drops")).desk
    assert "draft" == now.one(Article, opened.id).revision
