"""Measures of knowledge: the link rate, reuse, what was created, and who uses what."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from itsmcore import Incident, Timeline
from itsmcore.errors import BadValue
from itsmcore.figures import Figure
from itsmcore.knowledge import Article
from itsmcore.metrics import ArticleUses, KnowledgeRates, Share, article_uses, knowledge_rates
from tests.instants import DAY, HOUR

MARCH, APRIL = (datetime(2026, month, 1, tzinfo=UTC) for month in (3, 4))


def article(id: str = "KB-1", at: datetime = MARCH - DAY, flags: int = 0) -> Timeline:
    art = Article.open(id, at=at, by="ada", title="VPN drops", resolution="Renew it")
    art = art.submit(at=at, by="ada").publish(at=at, by="bob")
    for _ in range(flags):
        art = art.flag(at=at + 2 * DAY, by="kim", reason="It fails")
    return art.timeline()


def incident(
    *uses: str, at: datetime = MARCH + DAY, by: str = "bob", code: str | None = "solution_provided"
) -> Incident:
    inc = Incident.open("INC-1", at=at, by="kim", summary="VPN", service="vpn")
    for target in uses:
        inc = inc.link(at=at + HOUR, by=by, kind="uses", target=target)
    if code is None:
        return inc
    return inc.resolve(at=at + 2 * HOUR, by=by, code=code, notes="So")


def numbered(incidents: list[Incident]) -> dict[str, Timeline]:
    return {f"INC-{n}": one.timeline() for n, one in enumerate(incidents)}


OLD, NEW = "KB-1", "KB-2"
ARTICLES = {OLD: article(), NEW: article(NEW, MARCH + DAY + HOUR)}


def counted(incidents: list[Incident], **more: Any) -> KnowledgeRates:
    said: dict[str, Any] = {"at": APRIL, "articles": ARTICLES, "since": MARCH, "until": APRIL}
    return knowledge_rates(numbered(incidents), **{**said, **more})


def test_so_many_are_solved_with_an_article() -> None:
    """X7: of 200 resolved, 70 with one there was and 20 with one written for it."""
    few = [*70 * [incident(OLD)], *20 * [incident(NEW)], *110 * [incident()]]
    rates = counted(few)
    assert (0.45, 0.35, 0.10) == (rates.linked.rate, rates.reused.rate, rates.created.rate)
    assert Share(90, 90) == rates.held
    figures = {figure.name: figure.value for figure in rates.figures}
    assert 0.45 == figures["link rate"]
    assert "link rate                         90     200  45.0 %" in str(rates)


def test_only_first_resolutions_of_the_time_count() -> None:
    """Neither what is open, nor cancelled, nor resolved before or after."""
    before = incident(OLD, at=MARCH - DAY)
    others = [before, incident(OLD, at=APRIL), incident(OLD, code=None)]
    others.append(incident(OLD, code=None).cancel(at=MARCH + 2 * DAY, by="bob", reason="…"))
    assert Share(0, 0) == counted(others).linked
    assert Share(1, 1) == counted([before], since=None, until=None).linked


def test_one_that_came_back_did_not_hold() -> None:
    """Though it was solved again since."""
    at = MARCH + 3 * DAY
    back = incident(OLD).reopen(at=at, by="kim", reason="Again")
    again = back.resolve(at=at, by="bob", code="solution_provided", notes="So")
    shut = incident(OLD).close(at=at, by="bob")
    assert Share(1, 3) == counted([back, again, shut]).held


def test_an_article_of_which_nothing_is_known_is_neither_old_nor_new() -> None:
    """It counts as linked, and the table says so; one that is old decides."""
    rates = counted([incident("KB-9"), incident("KB-9", OLD), incident(NEW, OLD)])
    assert (Share(3, 3), Share(2, 3), Share(0, 3), 1) == (
        rates.linked,
        rates.reused,
        rates.created,
        rates.unknown,
    )
    assert "with an article of which nothing is known: 1" in str(rates)


def test_a_duplicate_is_left_out() -> None:
    """And counted apart."""
    double = incident(code=None).mark_duplicate(at=MARCH + 2 * DAY, by="bob", of="INC-9")
    rates = counted([double, incident(OLD)])
    assert (1, 1) == (rates.linked.of, rates.duplicates)
    assert "left out: 1 duplicate" in str(rates)
    used = incident(OLD, code=None).mark_duplicate(at=MARCH + 2 * DAY, by="bob", of="INC-9")
    told = article_uses(numbered([used, incident(OLD)]), at=APRIL, articles=ARTICLES)
    assert ({OLD: 1, NEW: 0}, 1) == (told.counts, told.duplicates)
    assert "left out: 1 duplicate" in str(told)


def test_groups_are_told_apart() -> None:
    """By any fact, in rows and figures."""
    rates = counted([incident(OLD), incident()], by="service")
    (group,) = rates.groups
    assert {"service": "vpn"} == dict(group.by)
    assert "vpn" == rates.rows[0]["service"]
    with pytest.raises(BadValue):
        counted([incident()], by="rate")


def test_uses_by_others_than_the_author_are_reuse() -> None:
    """X7: used 14 times, 5 by its author, so 9 by others."""
    used = [*5 * [incident(OLD, by="ada")], *9 * [incident(OLD, by="bob")]]
    found = article_uses(numbered(used), at=APRIL, articles=ARTICLES)
    assert [(OLD, 14, 9, Share(14, 14)), (NEW, 0, 0, Share(0, 0))] == [
        (one.article, one.uses, one.by_others, one.held) for one in found.uses
    ]
    assert {OLD: 14, NEW: 0} == found.counts
    assert Figure("uses by others", 9, 2, "uses", "higher") == list(found.figures)[1]
    assert str(found).splitlines()[1].split() == ["KB-1", "14", "9", "14", "14", "0"]


def test_a_use_is_counted_when_it_was_linked() -> None:
    """For whoever linked it last, while it is linked; of a log of states, nobody knows who."""
    once = incident(OLD, code=None)
    gone = once.unlink(at=MARCH + 2 * DAY, by="bob", kind="uses", target=OLD, reason="a slip")
    again = gone.link(at=APRIL, by="ada", kind="uses", target=OLD)
    told: dict[str, Any] = {"articles": {OLD: article(flags=2)}, "since": MARCH, "until": APRIL}

    def uses(*incidents: Incident, at: datetime = APRIL + DAY) -> ArticleUses:
        return article_uses(numbered(list(incidents)), at=at, **told)

    (one,) = uses(once, gone, again).uses
    assert (1, 1, Share(0, 0), 2) == (one.uses, one.by_others, one.held, one.flags)
    assert "counted since 2026-03-01 00:00+00:00" in str(uses(once))
    facts = {"links": once.links, "phase": once.phase}
    bare = Timeline.from_rows([(MARCH + DAY, facts)])
    (one, other) = article_uses({"INC-1": bare}, at=APRIL, articles={NEW: ARTICLES[NEW]}).uses
    assert ((OLD, 1, 0), (NEW, 0, 0)) == (
        (one.article, one.uses, one.by_others),
        (other.article, other.uses, other.by_others),
    )
