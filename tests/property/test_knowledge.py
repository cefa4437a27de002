"""Articles, whatever happens to them: one published version, four eyes, and what readers see."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from itsmcore.errors import Refused
from itsmcore.knowledge import ARTICLE, Article, Published, Validated
from tests.instants import NINE

PEOPLE = ("ada", "bob", "eve")
DATA: dict[str, dict[str, Any]] = {
    "revise": {"issue": "It drops"},
    "send_back": {"reason": "…"},
    "schedule": {"publish_at": timedelta(hours=5), "valid_until": timedelta(hours=30)},
    "publish": {"valid_until": timedelta(hours=20)},
    "discard": {"reason": "…"},
    "narrow": {"reason": "…"},
    "flag": {"reason": "…"},
    "confirm": {"valid_until": timedelta(hours=40)},
    "propose_retirement": {"reason": "…"},
    "keep": {"reason": "…"},
    "retire": {"reason": "…"},
}
VERBS = ("submit", "validate", "widen", "outdate", "request_review", "tick", *DATA)
STEPS = st.lists(
    st.tuples(st.sampled_from(VERBS), st.sampled_from(PEOPLE), st.integers(0, 9)), max_size=25
)


def lived(steps: list[tuple[str, str, int]]) -> Article:
    at = NINE
    art = Article.open("KB-1", at=at, by="ada", title="VPN drops", resolution="Dial in again")
    for verb, by, hours in steps:
        at += timedelta(hours=hours)
        if verb == "tick":
            art = art.tick(at=at)
            continue
        data = {
            name: at + value if isinstance(value, timedelta) else value
            for name, value in DATA.get(verb, {}).items()
        }
        try:
            art = art.do(verb, at=at, by=by, **data)
        except Refused:
            continue
    return art


@settings(max_examples=60)
@given(STEPS, st.integers(0, 200))
def test_readers_never_see_two_versions(steps: Any, hours: int) -> None:
    """At most one is published, at most one visible at any instant, and versions count from 1."""
    art = lived(steps)
    versions = art.versions
    shown = [one for one in versions if one.state in ("published", "pending_retirement")]
    assert shown == ([] if art.published is None else [versions[len(shown) - 1 + _before(art)]])
    assert [*range(1, len(versions) + 1)] == [one.number for one in versions]
    instant = NINE + timedelta(hours=hours)
    seen = [one for one in versions if one.is_visible_at(instant)]
    assert seen[:1] == ([] if art.visible_at(instant) is None else [art.visible_at(instant)])
    assert len(seen) <= 1


def _before(art: Article) -> int:
    """Return how many versions were published before the last one."""
    return sum(isinstance(event, Published) for event in art.history) - 1


@settings(max_examples=60)
@given(STEPS)
def test_nobody_publishes_what_they_wrote(steps: Any) -> None:
    """And whoever is no agent of the desk reads nothing that nobody else has validated."""
    art = lived(steps)
    for version in range(1, art.version + 1):
        then = Article.replay(art.history[:version])
        event = then.history[-1]
        if isinstance(event, Published | Validated):
            assert event.by.name not in then.authors
        if then.published is not None and then.audience != "internal":
            assert then.published.is_validated
    assert art == Article.replay(art.history)
    assert () == Article.audit(art.history, model=ARTICLE)


@settings(max_examples=60)
@given(STEPS, st.integers(0, 300))
def test_what_readers_saw_is_what_the_desk_knew_then(steps: Any, hours: int) -> None:
    """The article as of an instant shows what it shows now for that instant, but for its state."""
    art = lived(steps)
    instant = NINE + timedelta(hours=hours)
    now, then = art.visible_at(instant), art.as_of(instant).visible_at(instant)
    assert (now and now.text, now and now.number) == (then and then.text, then and then.number)
