"""Write down what a problem taught, and solve the next incident with it.

    python examples/knowledge.py

The thread: a problem is analysed and has a workaround; an article puts that down, is reviewed by a
second person and published; an incident is opened in other words, the article is found for it, and
solves it; the fix is found, and the article is offered for retirement.
"""

from datetime import UTC, datetime, timedelta

import attrs

from itsmcore import INCIDENT, PROBLEM, Incident, Problem, incidents, problems
from itsmcore.desk import Applied, Desk, Numbering, cascades, match_known_errors
from itsmcore.knowledge import (
    OFFERS,
    Article,
    Audience,
    KnowledgeBase,
    Published,
    Submitted,
    Validated,
    Widened,
    draft_of,
    undocumented,
)
from itsmcore.lexicon import ENGLISH
from itsmcore.lifecycle import Event, LinkKind
from itsmcore.lifecycle.events import Linked

NINE, HOUR, DAY = datetime(2026, 3, 2, 9, tzinfo=UTC), timedelta(hours=1), timedelta(days=1)
OURS = attrs.evolve(
    ENGLISH, synonyms=[("vpn", "tunnel"), ("drop", "disconnect", "lose"), ("hour", "day")]
)
PROBLEM_ID, ARTICLE_ID = "PRB0000001", "KB0000001"


def told(applied: Applied) -> Desk:
    """Print what happened, and what is offered."""
    print(applied)
    return applied.desk


def analysed() -> Problem:
    """Return a problem with its cause and a workaround."""
    prb = PROBLEM.open(
        PROBLEM_ID,
        at=NINE,
        by="grace",
        summary="Tunnel disconnects after eight hours",
        symptom="The client says: session expired",
        service="vpn",
        assignee="grace",
    )
    prb = prb.assess(at=NINE, by="grace").confirm(at=NINE, by="grace")
    prb = prb.record_cause(
        at=NINE + HOUR, by="grace", text="The lease of an address ends after 8 h"
    )
    return prb.publish_workaround(at=NINE + HOUR, by="grace", text="Dial in again at noon")


def written(desk: Desk) -> Desk:
    """Write an article for each known error that has none; another person publishes it."""
    known = [one.known_error() for one in desk.all(Problem) if one.is_known_error]
    for number, error in enumerate(undocumented(known, desk.all(Article)), 1):
        opening = draft_of(error, f"KB{number:07}", at=NINE + 2 * HOUR, by="grace")
        desk = desk.add(Article.begin(opening)).desk
        steps: list[Event] = [
            Submitted(at=NINE + 2 * HOUR, by="grace"),
            Validated(at=NINE + 3 * HOUR, by="linus", note="Tried it for a day"),
            Published(at=NINE + 3 * HOUR, by="linus", valid_until=NINE + 180 * DAY),
            Widened(at=NINE + 3 * HOUR, by="linus"),
            Widened(at=NINE + 3 * HOUR, by="linus"),
        ]
        for step in steps:
            desk = told(desk.apply(opening.id, step))
    return desk


def solved(desk: Desk) -> Desk:
    """Open an incident in a caller's words, and solve it with what is found."""
    now = NINE + DAY
    opened = desk.open(
        INCIDENT, at=now, by="kim", summary="vpn dropped after working all day", service="vpn"
    )
    desk, inc = opened.desk, opened.desk.one(Incident, opened.id)
    known = [one.known_error() for one in desk.all(Problem) if one.is_known_error]
    for match in match_known_errors(inc, known, lexicon=OURS):
        print(f"known error: {match}")
    base = KnowledgeBase(articles=desk.all(Article), at=now, lexicon=OURS)
    best = base.search(inc.summary, facts=inc.facts)[0]
    print(f"article:     {best}")
    print(f"             {best.version.resolution}")
    itself = KnowledgeBase(
        articles=desk.all(Article), at=now, audience=Audience.CUSTOMER, lexicon=OURS
    )
    print(f"the caller could have found: {[one.article.id for one in itself.search(inc.summary)]}")
    uses = Linked(at=now, by="ada", kind=LinkKind.USES, target=best.article.id)
    done = incidents.Resolved(
        at=now + HOUR, by="ada", code="workaround_provided", notes=best.version.resolution or ""
    )
    desk = told(desk.apply(inc.id, uses))
    return told(desk.apply(inc.id, done))


def retired(desk: Desk) -> Desk:
    """Solve the problem, and take up the offer to retire what documents it."""
    later = NINE + 30 * DAY
    desk = desk.apply(
        PROBLEM_ID, problems.FixBegun(at=later, by="grace", notes="Renew leases")
    ).desk
    fixed = desk.apply(PROBLEM_ID, problems.Resolved(at=later, by="grace"))
    told(fixed)
    (offer,) = [one for one in fixed.offers if one.record == ARTICLE_ID]
    return told(fixed.desk.accept(offer, at=later, by="mia"))


def main() -> None:
    desk = Desk.of([analysed()], numbering=Numbering(), cascades=cascades(*OFFERS))
    desk = retired(solved(written(desk)))
    art = desk.one(Article, ARTICLE_ID)
    print(f"\n{art}, used by {', '.join(desk.related(ARTICLE_ID, LinkKind.USED_BY))}")
    for version in art.versions:
        print(f"  {version}")


if __name__ == "__main__":
    main()
