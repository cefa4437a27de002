"""Articles: versions under one number, four eyes, confidence, audience, and what fires for them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from itsmcore.errors import BadData, BadValue, FieldMissing, GuardRefused, NotAllowed
from itsmcore.knowledge import (
    ARTICLE,
    STANDARD,
    Article,
    ArticleModel,
    Confirmed,
    Retired,
    Role,
    reviewed_every,
)
from itsmcore.lifecycle import Actor, Lifecycle, LinkKind, Phase, Rule, State
from itsmcore.schedule import Schedule, WorkingDays


def day(month: int, number: int, hour: int = 0) -> datetime:
    return datetime(2026, month, number, hour, tzinfo=UTC)


T0, MARCH_1, MARCH_10, MAY_1 = day(2, 1), day(3, 1), day(3, 10), day(5, 1)


def drafted(at: datetime = T0, model: ArticleModel = ARTICLE, **facts: Any) -> Article:
    said = {"title": "VPN drops after 8 h", "resolution": "Dial in again", **facts}
    return model.open("KB-7", at=at, by="ada", **said)


def published(at: datetime = MARCH_1, model: ArticleModel = ARTICLE, **facts: Any) -> Article:
    return drafted(model=model, **facts).submit(at=at, by="ada").publish(at=at, by="bob")


def revised(art: Article, at: datetime = MARCH_10) -> Article:
    return art.revise(at=at, by="eve", resolution="Update the client").submit(at=at, by="eve")


def refused(art: Article, verb: str, by: str = "bob", at: datetime = MAY_1, **data: Any) -> str:
    return "; ".join(reason.words for reason in art.why_not(verb, at=at, by=by, **data))


def test_readers_see_one_version_at_a_time() -> None:
    """X7: the first on 12 March, the second from 15 March 00:00, none from 15 June 00:00."""
    art = revised(published()).publish(at=day(3, 15), by="bob", valid_until=day(6, 15))

    def seen(instant: datetime) -> int | None:
        version = art.visible_at(instant)
        return None if version is None else version.number

    tick = timedelta(microseconds=1)
    assert [None, 1, 1, 1, 2, 2, None] == [
        seen(instant)
        for instant in (
            day(3, 1) - tick,
            day(3, 1),
            day(3, 12),
            day(3, 15) - tick,
            day(3, 15),
            day(6, 15) - tick,
            day(6, 15),
        )
    ]


def test_the_timer_outdates_what_readers_no_longer_see() -> None:
    """At the end of its validity, which is when readers stop seeing it without the timer, too."""
    art = drafted().submit(at=T0, by="ada").publish(at=T0, by="bob", valid_until=day(6, 15))
    assert day(6, 15) == art.next_instant
    ended = art.tick(at=day(7, 1))
    assert ("outdated", None, "outdated") == (ended.state, ended.published, ended.versions[0].state)
    assert day(6, 15) == ended.versions[0].ended_at
    assert art.published is not None
    assert "its time has passed (tick)" == refused(art, "confirm", at=day(6, 15))
    assert "its time has passed (tick)" == refused(art, "flag", at=day(6, 15), reason="old")


def test_a_draft_stands_beside_what_readers_see() -> None:
    """Under one number; publishing it outdates the former version."""
    art = published().revise(at=day(3, 10), by="eve", title="VPN ends", clear="issue")
    assert ("published", "draft", "VPN ends") == (art.state, art.revision, art.title)
    assert art.published is not None
    assert "VPN drops after 8 h" == art.published.title
    assert [(1, "published"), (2, "draft")] == [(one.number, one.state) for one in art.versions]
    art = art.submit(at=day(3, 11), by="eve").publish(at=day(3, 12), by="bob")
    assert [(1, "outdated"), (2, "published")] == [(one.number, one.state) for one in art.versions]
    assert ("bob", day(3, 12)) == (art.published_by, art.published_at)
    assert "version 2, published: VPN ends" == str(art.published)


def test_a_revision_that_is_given_up_leaves_what_was_published() -> None:
    """Its texts are those of the published version again, and so are its authors."""
    art = revised(published()).discard(at=day(3, 12), by="bob", reason="It was right")
    assert ("Dial in again", ("ada",), "none") == (art.resolution, art.authors, art.revision)
    assert 1 == len(art.versions)
    assert "nothing was published that it could fall back to (retire)" == refused(
        drafted(), "discard", reason="…"
    )


def test_whoever_wrote_it_neither_publishes_nor_validates_it() -> None:
    """Everybody who wrote the version at hand: not those of the one before."""
    art = drafted().revise(at=T0, by="eve", issue="It drops").submit(at=T0, by="ada")
    assert ("ada", "eve") == art.authors
    for author in art.authors:
        for verb in ("publish", "validate"):
            assert f"whoever wrote it does not {verb} it" == refused(art, verb, author)
        with pytest.raises(GuardRefused, match="whoever wrote it does not publish it"):
            art.schedule(at=T0, by=author, publish_at=day(3, 1))
    second = revised(art.publish(at=T0, by="bob"))
    assert ("eve",) == second.authors
    assert "" == refused(second, "publish", "ada")


def test_only_what_is_under_review_is_published() -> None:
    """And what is under review does not change under the reviewer's eyes."""
    needed = "nothing is under review (revise, submit)"
    assert needed == refused(drafted(), "publish")
    assert needed == refused(published(), "publish")
    review = drafted().submit(at=T0, by="ada")
    assert "it is under review (send_back)" == refused(review, "revise", "ada", issue="More")
    back = review.send_back(at=T0, by="bob", reason="Which client?")
    assert ("draft", "not_validated") == (back.revision, back.confidence)
    with pytest.raises(FieldMissing, match="resolution"):
        drafted(resolution=None).submit(at=T0, by="ada")


def test_a_version_may_be_published_later() -> None:
    """At the instant that was said, by the system, with the validity that was said."""
    art = drafted().submit(at=T0, by="ada")
    art = art.schedule(at=T0, by="bob", publish_at=day(3, 1), valid_until=day(9, 1))
    assert ("scheduled", None, "scheduled") == (
        art.revision,
        art.valid_until,
        art.versions[0].state,
    )
    out = art.tick(at=day(3, 2))
    assert (day(3, 1), day(9, 1)) == (out.published_at, out.valid_until)
    assert (None, None) == (out.publish_at, out.scheduled_until)
    back = art.send_back(at=day(2, 2), by="bob", reason="Wait")
    assert (None, None) == (back.publish_at, back.next_instant)


def test_no_instant_that_is_planned_has_passed() -> None:
    """Neither that of a publication nor the end of what is valid."""
    art = drafted().submit(at=T0, by="ada")
    data: Any
    for verb, data in (
        ("schedule", {"publish_at": T0}),
        ("schedule", {"publish_at": day(3, 1), "valid_until": day(3, 1)}),
        ("publish", {"valid_until": T0}),
    ):
        assert "does not lie after" in refused(art, verb, at=T0, **data)
    with pytest.raises(BadData):
        published().confirm(at=day(3, 2), by="bob", valid_until=day(3, 2))


def test_confirming_it_extends_what_is_valid() -> None:
    """And settles its flags, and the review that was due."""
    art = drafted().submit(at=T0, by="ada").publish(at=T0, by="bob", valid_until=day(6, 1))
    art = art.flag(at=day(2, 2), by="kim", reason="No such button").request_review(
        at=day(2, 3), by="bob"
    )
    assert (1, "review_due") == (art.flag_count, art.regions[-1])
    art = art.confirm(at=day(2, 4), by="bob", valid_until=day(9, 1))
    assert (0, "current", day(9, 1)) == (art.flag_count, art.regions[-1], art.next_instant)
    assert art.visible_at(day(8, 1)) == art.published
    assert day(9, 1) == art.confirm(at=day(3, 4), by="bob").valid_until


def test_confidence_is_that_of_the_version_at_hand() -> None:
    """In the words of KCS; what is revised is work in progress again."""
    art = drafted()
    found = [art.confidence]
    art = art.submit(at=T0, by="ada")
    found.append(art.confidence)
    art = art.validate(at=T0, by="bob").publish(at=T0, by="bob")
    found.append(art.confidence)
    assert art.published is not None
    assert art.published.is_validated
    art = art.revise(at=T0, by="eve", issue="…")
    found.append(art.confidence)
    assert art.is_validated
    art = art.retire(at=T0, by="bob", reason="No VPN any more")
    found.append(art.confidence)
    assert ["work_in_progress", "not_validated", "validated", "work_in_progress", "archived"] == (
        found
    )


def test_only_what_is_validated_is_shown_to_more_readers() -> None:
    """One step at a time, and no later version slips past; fewer may always see it."""
    art = published()
    assert "only what is validated (validate) is shown to more readers" == refused(art, "widen")
    art = art.validate(at=day(3, 2), by="bob")
    partner = art.widen(at=day(3, 2), by="bob")
    assert "partner" == partner.audience
    customer = partner.widen(at=day(3, 2), by="bob")
    assert "customer" == customer.audience
    with pytest.raises(NotAllowed):
        customer.widen(at=day(3, 2), by="bob")
    second = revised(customer)
    first = "what partners or customers read is validated (validate) first"
    assert first == refused(second, "publish")
    assert "" == refused(second.validate(at=day(3, 11), by="bob"), "publish")
    narrow = second.narrow(at=day(3, 11), by="bob", reason="…").narrow(
        at=day(3, 11), by="bob", reason="…"
    )
    assert ("internal", "") == (narrow.audience, refused(narrow, "publish"))


def test_flags_within_a_time_ask_for_a_review() -> None:
    """Three within 30 days by default: neither two, nor three over a longer time."""

    def due(*days: int) -> bool:
        art = published(T0)
        for one in days:
            art = art.flag(at=T0 + timedelta(days=one), by="kim", reason="It fails")
        return "review_due" in art.regions

    assert [False, False, True, True] == [
        due(1, 2),
        due(1, 2, 32),
        due(1, 2, 31),
        due(1, 9, 10, 11),
    ]
    twice = ArticleModel(
        **{
            name: getattr(ARTICLE, name)
            for name in ("lifecycle", "regions", "timers", "reactions", "codes")
        },
        name="twice",
        flags_to_review=2,
        flags_within=timedelta(days=1),
    )
    art = published(T0, twice).flag(at=day(2, 3), by="kim", reason="…")
    assert "current" in art.regions
    assert "review_due" in art.flag(at=day(2, 4), by="kim", reason="…").regions
    assert "readers do not see it" == refused(drafted(), "request_review")


def test_a_review_falls_due_after_a_time() -> None:
    """Counted from the publication, and again from each confirmation; in working days, too."""
    ours = ARTICLE.extended(*reviewed_every(timedelta(days=100)), name="ours")
    art = published(model=ours)
    assert day(3, 1) + timedelta(days=100) == art.next_instant
    art = art.confirm(at=day(4, 1), by="bob")
    assert day(4, 1) + timedelta(days=100) == art.next_instant
    assert "review_due" in art.tick(at=day(12, 1)).regions
    office = Schedule.weekly({"mon-fri": "08:00-18:00"}, tz="UTC")
    days = ARTICLE.extended(*reviewed_every(WorkingDays(5), schedule=office), name="days")
    assert day(3, 9) <= published(day(3, 2, 9), days).tick(at=day(4, 1)).changed_at < day(3, 10)


def test_a_retirement_is_proposed_and_decided() -> None:
    """Readers see it until then; what is retired stays so."""
    art = published().propose_retirement(at=day(4, 1), by="bob", reason="The VPN is replaced")
    assert art.published is not None
    assert "published" == art.keep(at=day(4, 2), by="mia", reason="Not everywhere").state
    gone = revised(art, day(4, 2)).retire(at=day(4, 3), by="mia", reason="It is")
    assert ("retired", "none", None) == (gone.state, gone.revision, gone.published)
    assert (1, None) == (gone.visible_at(day(4, 2)).number, gone.visible_at(day(4, 3)))  # type: ignore[union-attr]
    assert "a retired article is not revised: write another" == refused(gone, "revise", issue="…")
    assert "retired" == drafted().retire(at=T0, by="mia", reason="A copy").state
    late = published().outdate(at=day(4, 1), by="bob")
    assert day(4, 1) == late.retire(at=day(5, 1), by="bob", reason="…").versions[0].ended_at


def test_what_is_outdated_is_revised_and_published_again() -> None:
    """As a version of its own; between the two, readers see none."""
    art = published().outdate(at=day(4, 1), by="bob")
    art = revised(art, day(5, 1)).publish(at=day(5, 2), by="bob")
    assert [1, None, 2] == [
        None if seen is None else seen.number
        for seen in map(art.visible_at, (day(3, 31), day(4, 1), day(5, 2)))
    ]
    assert [day(4, 1), None] == [one.ended_at for one in art.versions]


def test_what_it_is_filed_under_is_corrected_without_a_version() -> None:
    """But its text is not."""
    art = published(service="vpn", documents="PRB-1").update(
        at=day(3, 2), by="bob", category="network/vpn", clear="service"
    )
    assert (None, "network/vpn") == (art.service, art.category)
    assert ("PRB-1",) == art.links.of(LinkKind.DOCUMENTS)
    for verb in ("update", "revise"):
        with pytest.raises(BadValue, match="clear"):
            art.do(verb, at=day(3, 3), by="bob", clear="title")


def test_a_model_asks_for_some_flags_within_some_time() -> None:
    """Not for none, or within none."""
    wrong: Any
    for wrong in ({"flags_to_review": 0}, {"flags_within": timedelta()}, {"flags_within": 3}):
        with pytest.raises(BadValue):
            ArticleModel(name="wrong", lifecycle=ARTICLE.lifecycle, **wrong)


def test_a_new_version_answers_a_proposal_to_retire() -> None:
    """It is published, and the proposal is void."""
    art = published().propose_retirement(at=day(3, 9), by="bob", reason="It is wrong")
    art = revised(art).publish(at=day(3, 12), by="bob")
    assert ("published", 2) == (art.state, len(art.versions))


def test_a_model_may_have_no_regions() -> None:
    """Where its tables know of no revision, no confidence and no audience, they never begin."""
    states = (State("unpublished", phase=Phase.NEW), State("retired", phase=Phase.CLOSED))
    rules = (
        Rule(Retired, source="unpublished", target="retired"),
        Rule(Confirmed, source="unpublished"),
    )
    bare = ArticleModel(name="bare", lifecycle=Lifecycle("bare", states=states, rules=rules))
    art = bare.open("KB-1", at=T0, by="ada", title="VPN")
    art = art.confirm(at=T0, by="bob")
    found = art.revision, art.confidence, art.audience
    assert ("draft", "work_in_progress", "internal") == found


def test_duties_are_divided() -> None:
    """An agent flags, an author writes, a publisher confirms, a manager retires."""
    art = Article.replay(published().history, model=ARTICLE.with_roles(STANDARD))
    for verb, role in (
        ("flag", Role.AGENT),
        ("revise", Role.AUTHOR),
        ("confirm", Role.PUBLISHER),
        ("retire", Role.KNOWLEDGE_MANAGER),
    ):
        assert () != art.why_not(verb, at=MAY_1, by="kim")
        assert () == art.why_not(verb, at=MAY_1, by=Actor("kim", roles=role))
