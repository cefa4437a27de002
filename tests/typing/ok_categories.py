"""Categories as people write them: trees, dated ones, rules, and suggesters of their own."""
# pyright: strict, reportAny=true

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import assert_type

from itsmcore import INCIDENT, Incident, Timeline
from itsmcore.categories import (
    Categorisation,
    Categoriser,
    Category,
    CategoryRule,
    CategoryTree,
    Score,
    Suggester,
    Suggestion,
    applied_as_of,
    categorisations,
    score,
)
from itsmcore.conditions import Facts, words
from itsmcore.dated import Dated
from itsmcore.decisions import Match

NINE = datetime(2026, 1, 5, 9, tzinfo=UTC)
tree = CategoryTree(["mail", Category("fax", synonyms="telefax", is_retired=True)])
trees: Dated[CategoryTree] = Dated([(NINE, tree)])
assert_type(trees.as_of(NINE), CategoryTree)
assert_type(tree.find("telefax"), Category)
assert_type(tree.parent("mail"), str | None)
OURS = INCIDENT.extended(categories=trees)
inc: Incident = OURS.open("INC-1", at=NINE, by="ada", summary="Mail is down", category="mail")
assert_type(tree.applied_to(inc.timeline(), depth=1), Timeline)
assert_type(applied_as_of(trees, inc.timeline()), Timeline)
assert_type(categorisations(inc.timeline()), tuple[Categorisation, ...])

asked = words("summary", match="part").some("mail") & ~words("summary").every("fax", "slow")
rules = Categoriser([CategoryRule("mail", asked, "mail", 0.9)], match=Match.ALL, tree=tree)


class Learned:
    """Suggest what was learned."""

    def suggest(self, facts: Facts, /) -> tuple[Suggestion, ...]:
        known = facts.get("summary", None)
        return (Suggestion("mail", 0.5, f"learned of {known}"),)


def best(suggesters: list[Suggester], log: Mapping[str, Timeline]) -> Score:
    return max((score(one, log) for one in suggesters), key=lambda found: found.accuracy or 0)


best([rules, Learned()], {"INC-1": inc.timeline()})
