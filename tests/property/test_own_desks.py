"""Random desks of random practices, kinds of links and rules: the laws of all desks hold."""

from __future__ import annotations

from typing import Any

import attrs
from hypothesis import given, settings
from hypothesis import strategies as st

from itsmcore.desk import LINK_RULES, PRACTICES, Desk, Entry
from itsmcore.errors import ItsmError
from itsmcore.lifecycle import ANY, Event, LinkRule, Model, Practice, Record, Rule
from itsmcore.lifecycle.events import Linked, Unlinked
from tests.desk.cases import at, change, incident, problem
from tests.desk.reviews import AccessReview
from tests.instants import MARCH as T0
from tests.support import Loan

KINDS = ("heeds", "mends")
INVERSES = {"heeds": "heeded_by", "mends": "mended_by"}
EVERY: tuple[Practice, ...] = (
    *PRACTICES,
    Practice(AccessReview, prefix="ARV"),
    Practice(Loan, has_tasks=True),
)
NAMES = tuple(practice.name for practice in EVERY)


def free(record: Record[Any]) -> Record[Any]:
    """Give a record whose model takes links of every kind."""
    known = {"links": (*KINDS, *INVERSES.values(), "parent", "child", "related")}
    model: Model = attrs.evolve(record.model, codes={**record.model.codes, **known})
    if Unlinked not in model.events:
        model = model.extended(Rule(Unlinked, source=ANY), name="free")
    return type(record).replay(record.history[:1], model=model)


RECORDS = [
    *(free(one) for one in (incident("INC-1"), incident("INC-2"), problem(), change())),
    *(
        free(AccessReview.open(f"ARV-{n}", at=T0, by="ada", account="kim", resource="pay"))
        for n in (1, 2)
    ),
    free(Loan.open("LOAN-1", at=T0, by="ada", title="Emma")),
]
IDS = [record.id for record in RECORDS]
NAMED = st.none() | st.lists(st.sampled_from(NAMES), min_size=1, max_size=4)


@st.composite
def link_rules(draw: st.DrawFn) -> tuple[LinkRule, ...]:
    """Give rules of two kinds, of which several agree on what the kind is."""
    found = []
    for kind in KINDS:
        nature: dict[str, Any] = {"is_single": draw(st.booleans())}
        nature["is_acyclic"] = draw(st.booleans())
        for _ in range(draw(st.integers(1, 2))):
            within = draw(st.booleans())
            named = draw(NAMED), draw(NAMED)
            inverse = INVERSES[kind]
            found.append(LinkRule(kind, *named, inverse=inverse, is_within=within, **nature))
    return (*LINK_RULES, *found)


@st.composite
def events(draw: st.DrawFn, hours: int) -> tuple[str, Event]:
    """Give a link that is made or taken away."""
    kinds = (*KINDS, *INVERSES.values(), "parent", "related")
    kind, id, other = (draw(st.sampled_from(of)) for of in (kinds, IDS, IDS))
    if draw(st.integers(0, 2)):
        return id, Linked(at=at(hours), by="ada", kind=kind, target=other)
    return id, Unlinked(at=at(hours), by="ada", kind=kind, target=other, reason="a slip")


@settings(max_examples=25)
@given(data=st.data(), rules=link_rules())
def test_desks_of_any_practices_keep_the_laws_of_links(
    data: st.DataObject, rules: tuple[LinkRule, ...]
) -> None:
    """Both sides agree, every tie is one that a rule allows, and records and journals tell all."""
    own: dict[str, Any] = {"practices": EVERY, "link_rules": rules}
    start = desk = Desk.of(RECORDS, **own)
    journal: list[Entry] = []
    for hours in range(data.draw(st.integers(1, 12))):
        id, event = data.draw(events(hours))
        before = desk
        try:
            applied = desk.apply(id, event)
        except ItsmError:
            assert before == desk
            continue
        desk, journal = applied.desk, [*journal, *applied.events]
        if isinstance(event, Linked) and event.target not in before.related(id, event.kind):
            said: Any = {"kind": event.kind, "target": event.target, "reason": "a slip"}
            wrong = Unlinked(at=event.at, by="ada", **said)
            assert before.ties == desk.apply(id, wrong).desk.ties
    assert desk == start.replay(journal)
    assert desk == Desk.of(desk, desk.links, **own) == Desk.of(desk, **own)
    for one, kind, other in desk.links:
        pair = type(desk[one]).__name__, type(desk[other]).__name__
        of = [rule for rule in rules if rule.kind == kind]
        assert any(rule.allows(*pair) for rule in of)
        assert other in desk.related(one, kind)
        assert one in desk.related(other, of[0].inverse)
        assert not of[0].is_single or (other,) == desk.related(one, kind)
        assert not of[0].is_acyclic or one not in _above(desk, kind, one)


def _above(desk: Desk, kind: str, id: str) -> set[str]:
    found: set[str] = set()
    ahead = [*desk.related(id, kind)]
    while ahead:
        other = ahead.pop()
        if other not in found:
            found.add(other)
            ahead += desk.related(other, kind)
    return found
