"""What is wrong with cascades is found before anything happens."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, ClassVar

import attrs
import pytest

from itsmcore import incidents, problems, tasks
from itsmcore.conditions import Field, Later, field, happened, linked, state
from itsmcore.decisions import Decision, Match
from itsmcore.desk import Desk, cascades, target
from itsmcore.desk._rules import MODELS
from itsmcore.desk._soundness import cascade_faults
from itsmcore.errors import BadValue, FaultyDefinition
from itsmcore.incidents import INCIDENT
from itsmcore.lifecycle import Event, Following, Guard, LinkKind, Phase, Rule, State
from itsmcore.lifecycle.events import Assigned, Commented
from itsmcore.service_levels import Goal
from tests.instants import HOUR
from tests.instants import NINE as T0
from tests.support import Returned

PRACTICE, CHILD = field("practice"), field("link").is_("child")
NOTE = Following(Commented, {"text": "noted"})
HOLDS = PRACTICE.is_("Incident") & happened("hold")


def faults(*rows: Any) -> list[str]:
    """List the codes and words of the faults of rows."""
    with pytest.raises(FaultyDefinition) as raised:
        cascades(*rows)
    return [f"{fault.code}: {fault.words}" for fault in raised.value.faults]


@pytest.mark.parametrize(
    ("when", "following", "words"),
    [
        (PRACTICE.is_("incident") & CHILD, NOTE, "unknown_practice: .*mean 'Incident'"),
        (target("practice").is_in(("Problm",)), NOTE, "unknown_practice: .*mean 'Problem'"),
        (happened("holdd"), NOTE, "unknown_verb: .*did you mean 'hold'"),
        (field("link").is_("chlid") & HOLDS, NOTE, "unknown_link: .*did you mean 'child'"),
        (HOLDS & field("link.inverse").is_("parnet"), NOTE, "unknown_link: .*mean 'parent'"),
        (HOLDS & field("hold_raeson").is_set, NOTE, "unknown_fact: .*mean 'hold_reason'"),
        (HOLDS & field("event.raeson").is_set, NOTE, "unknown_fact: .*mean 'event.reason'"),
        (HOLDS & ~target("grup").is_set, NOTE, "unknown_fact: .*did you mean 'target.group'"),
        (HOLDS & field("state").is_("onhold"), NOTE, "unknown_state: .*mean 'on_hold'"),
        (HOLDS & target("state").is_("closd"), NOTE, "unknown_state: .*mean 'closed'"),
        (HOLDS & field("text").is_set, NOTE, "unknown_fact: reads 'text'"),
        (
            HOLDS,
            Following(Commented, {"text": field("event.nte")}),
            "unknown_fact: .*'event.nte'; did you mean 'event.note'",
        ),
        (
            HOLDS,
            Following(Commented, {"text": Later(field("summary"), target("titel"))}),
            "unknown_fact: reads 'target.titel'",
        ),
        (
            HOLDS & target("practice").is_("Task"),
            Following(problems.Confirmed),
            "dead_cascade: lets confirm follow, which is no event of Task",
        ),
        (HOLDS & field("phase").is_(None) & ~field("phase").is_(None), NOTE, "never_matches"),
    ],
)
def test_a_row_that_reads_or_does_what_is_not_there_is_refused(
    when: Any, following: Following, words: str
) -> None:
    """When the decision is made, with what was probably meant."""
    assert any(re.match(words, fault) for fault in faults((when, following)))


def test_a_row_that_says_what_another_says_is_refused() -> None:
    """Of rows that let the same follow, the wider one is enough."""
    wide, narrow = (HOLDS, NOTE), (HOLDS & CHILD, NOTE)
    assert "shadowed" == faults(wide, narrow)[0].partition(":")[0]
    other = (HOLDS & CHILD, Following(Commented, {"text": "another"}))
    assert 2 == len(cascades(narrow, wide).rows) - len(cascades().rows)
    assert 2 == len(cascades(wide, other).rows) - len(cascades().rows)


def test_every_fault_is_told_together() -> None:
    """And the rows that are right are not."""
    found = faults((happened("holdd"), NOTE), (HOLDS, NOTE), (PRACTICE.is_("incident"), NOTE))
    assert ["unknown_verb", "unknown_practice"] == [one.partition(":")[0] for one in found]


def test_what_ships_is_sound() -> None:
    """With its options, and for every practice."""
    decision = cascades(
        cancel_children=True, overrule_waits=True, reopen_children=True, resolve_by_change=True
    )
    assert [] == list(cascade_faults(decision, MODELS))


@attrs.frozen(kw_only=True)
class Parked(Event):
    """Put it aside."""

    verb: ClassVar[str] = "park"
    place: str


def test_what_is_of_a_stranger_is_not_judged() -> None:
    """A practice of one's own, or a verb of a model of one's own, has facts of its own."""
    own = (PRACTICE.is_("Loan") & field("reader").is_set & happened(Returned), NOTE)
    reached = (HOLDS & target("practice").is_("Loan"), Following(Returned))
    parked = (happened(Parked), Following(Commented, {"text": field("event.place")}))
    assert 3 == len(cascades(own, reached, parked).rows) - len(cascades().rows)


def test_a_desk_knows_the_models_of_its_records() -> None:
    """A row that a desk is given is judged by them, too, and by whoever evolves it."""
    model = INCIDENT.extended(Rule(Parked, source="new"), name="with a park")
    record = model.open("INC-1", at=T0, by="ada", summary="Mail")
    wrong = Following(Commented, {"text": field("event.palce")})
    with pytest.raises(FaultyDefinition):
        cascades((happened(Parked), wrong), models=[model])
    decision = Decision([(happened(Parked), wrong)], match=Match.ALL)
    with pytest.raises(FaultyDefinition, match="the decision has 1 fault"):
        Desk.of([record], cascades=decision)
    assert decision is Desk.of(cascades=decision).cascades
    with pytest.raises(FaultyDefinition):
        attrs.evolve(Desk.of([record]), cascades=decision)


def test_many_rows_are_verified_in_their_number() -> None:
    """A row is not compared with each of those before it."""
    rows = [(HOLDS & field("summary").is_(f"it {n}"), NOTE) for n in range(60)]
    again = (HOLDS & field("summary").is_("it 59"), NOTE)
    assert 60 == len(cascades(*rows).rows) - len(cascades().rows)
    assert 61 == len(cascades(*rows, again).rows) - len(cascades().rows)


def test_a_following_prints_what_it_does() -> None:
    """And says what it reads."""
    given = Following(Assigned, {"group": target("group"), "assignee": field("event.by")})
    assert ("assign", {"group": target("group")}) == (str(given), given.reading("target"))
    assert (target("group"), field("event.by")) == given.reads
    assert "offer close" == str(Following(tasks.Closed, {"code": "x"}, is_offer=True))
    assert "start" == str(Following(incidents.Started))


def test_rows_about_models_of_ones_own_are_right_with_these() -> None:
    """Their states, verbs and facts are known then; a desk trusts what it cannot know."""
    model = INCIDENT.extended(
        State("parked", phase=Phase.PENDING),
        Rule(Parked, source="new", target="parked"),
        Rule(incidents.Resumed, source="parked", target="in_progress"),
        name="with a park",
    )
    row = (
        PRACTICE.is_("Incident") & happened(Parked) & target("state").is_("parked"),
        Following(Parked, {"place": field("event.place")}),
    )
    with pytest.raises(FaultyDefinition, match="the cascades has"):
        cascades(row)
    decision = cascades(row, models=[model])
    assert decision is Desk.of(cascades=decision).cascades
    with pytest.raises(BadValue, match="models"):
        cascades(row, models=["incident"])  # type: ignore[list-item]


def test_what_is_nearly_a_verb_is_one_where_no_other_models_are() -> None:
    """A desk may meet others; so it refuses what is nearly a fact, and no verb."""
    verbs = Decision([(happened("reassign"), NOTE)], match=Match.ALL)
    assert verbs is Desk.of(cascades=verbs).cascades
    facts = Decision([(HOLDS & field("event.raeson").is_set, NOTE)], match=Match.ALL)
    with pytest.raises(FaultyDefinition):
        Desk.of(cascades=facts)
    kinds = Decision([(HOLDS & field("link").is_("chlid"), NOTE)], match=Match.ALL)
    with pytest.raises(FaultyDefinition):
        Desk.of(cascades=kinds)


def test_what_ends_all_links_of_a_kind_makes_room_for_another() -> None:
    """On a desk, too, where a record has one parent only."""

    @attrs.frozen(kw_only=True)
    class Swapped(Event):
        verb: ClassVar[str] = "swap"
        ties: ClassVar[Mapping[str | Field, str]] = {LinkKind.PARENT: "to"}
        unties: ClassVar[Mapping[str | Field, str | None]] = {LinkKind.PARENT: None}
        to: str

    model = INCIDENT.extended(Rule(Swapped, source="new"), name="swaps")
    numbers = ("INC-1", "INC-2", "INC-3")
    desk = Desk.of([model.open(id, at=T0, by="ada", summary="Mail") for id in numbers])
    for parent in ("INC-2", "INC-3"):
        desk = desk.apply("INC-1", Swapped(at=T0, by="ada", to=parent)).desk
    assert (("INC-3",), ()) == (desk.related("INC-1", "parent"), desk.related("INC-2", "child"))


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (
            linked("chlid").count() > 3,
            "unknown_link: asks about 'chlid' links; did you mean 'child'",
        ),
        (linked("target.taks").count() > 3, "unknown_link: .*did you mean 'target.task'"),
        (linked("child").every(field("pahse").is_set), "unknown_fact: .*mean 'phase'"),
        (linked("child").every(state("closd")), "unknown_state: .*mean 'closed'"),
        (linked("target.task").some(field("caller").is_set), "unknown_fact: .*'caller'"),
        (linked("task").some(field("caller").is_set), "unknown_fact: .*'caller'"),
        (linked("child").some(linked("taks").count() > 3), "unknown_link: .*mean 'task'"),
        (
            linked("child").some(linked("task").some(field("caller").is_set)),
            "unknown_fact: reads 'caller'",
        ),
        (
            linked("child").some(field("state").is_(field("event.raeson"))),
            "unknown_fact: .*'event.raeson'; did you mean 'event.reason'",
        ),
        (linked("child").some(happened("hold")), "no_event: asks whether hold happens"),
        (field("linked.child").is_set, "unknown_fact: reads 'linked.child'"),
    ],
)
def test_a_row_that_asks_linked_records_for_what_is_not_there_is_refused(
    asked: Any, words: str
) -> None:
    """By the models of the records that may be so linked."""
    assert any(re.match(words, fault) for fault in faults((HOLDS & asked, NOTE)))


def test_a_row_that_asks_linked_records_for_what_is_there_is_right() -> None:
    """Theirs, what is of no record, and whatever a kind of link of one's own may tie."""
    asked = (
        linked("child").every(field("hold_reason").is_(field("event.reason"))),
        linked("target.task").every(state("closed") & field("custom.x").is_set),
        linked("related").some(field("parent").is_set | field("is_known_error").is_(True)),
        linked("loan").some(field("reader").is_set),
        linked("child").some(linked("loan").some(field("reader").is_set)),
    )
    rows = [(HOLDS & one, NOTE) for one in asked]
    of_a_stranger = (PRACTICE.is_("Loan") & linked("task").some(field("reader").is_set), NOTE)
    assert 6 == len(cascades(*rows, of_a_stranger).rows) - len(cascades().rows)


def test_a_desk_knows_its_kinds_of_links_and_trusts_what_it_cannot_know() -> None:
    """Any fact but one that is nearly another, of what is linked by a kind that it has."""
    strange = Decision(
        [(HOLDS & linked("child").some(field("reader").is_set), NOTE)], match=Match.ALL
    )
    assert strange is Desk.of(cascades=strange).cascades
    for asked in (linked("loan").count() > 3, linked("child").some(field("asignee").is_set)):
        wrong = Decision([(HOLDS & asked, NOTE)], match=Match.ALL)
        with pytest.raises(FaultyDefinition):
            Desk.of(cascades=wrong)


def test_only_a_desk_knows_of_links() -> None:
    """A guard, a timer and a goal that ask are refused when they are made."""
    asked = linked("task").every(state("closed"))
    with pytest.raises(FaultyDefinition) as of_guard:
        INCIDENT.with_guards({incidents.Closed: Guard("its tasks have ended", asked)})
    with pytest.raises(FaultyDefinition) as of_goal:
        Goal("resolution", stop=asked, targets=HOUR)
    (guard,), (goal,) = of_guard.value.faults, of_goal.value.faults
    assert "asks about 'task' links, which only a desk knows; let a cascade ask" == guard.words
    assert "reads linked.task, which no timeline has; ask a fact of the record" == goal.words
