"""Cascades of one's own: what they read, where they end, and what is wrong with one."""

from __future__ import annotations

from typing import Any, ClassVar

import attrs
import pytest

from itsmcore import Phase, incidents
from itsmcore.conditions import field
from itsmcore.conditions import happened as happens
from itsmcore.decisions import Decision, Match
from itsmcore.desk import Desk, cascades, target
from itsmcore.errors import BadValue, FaultyDefinition
from itsmcore.incidents import INCIDENT, HoldReason, Incident, ResolutionCode
from itsmcore.lifecycle import Event, Following, Rule, State, Timer
from itsmcore.lifecycle.events import Commented, Linked
from tests.desk.cases import at, follows, happened, incident
from tests.desk.families import family, held, started
from tests.instants import HOUR
from tests.instants import MARCH as T0
from tests.timing import calls


def test_the_stock_rules_have_no_faults() -> None:
    """Each row of each variant can hold, and none is another's shadow."""
    for reopen in (False, True):
        for resolve in (False, True):
            found = cascades(reopen_children=reopen, resolve_by_change=resolve)
            assert () == found.faults()


def test_a_rule_of_one_s_own_reads_both_records() -> None:
    """The data too: of the source, of its event, and of the one it reaches."""
    here = field("link").is_("child") & happens(Commented) & field("event.public").is_(True)
    same = here & target("caller").is_(field("caller"))
    rule = (same, Following(Commented, {"text": target("summary")}))
    desk = family("new", "new", cascades=cascades(rule))
    event = Commented(at=at(1), by="grace", text="it is known", public=True)
    applied = desk.apply("INC-1", event)
    assert ("INC-2", "comment") in happened(applied)
    assert "Mail is down" == applied.desk["INC-2"].history[-1].text  # type: ignore[attr-defined]


def test_what_was_proven_sound_once_is_not_proven_again() -> None:
    """A web service makes a desk for each request, of a few records and the rules of its own."""
    told = Following(Commented, {"text": "told to all"})
    own = cascades((happens(Linked) & field("link").is_("related"), told))
    mine = INCIDENT.extended(name="mine")
    records = [mine.open(f"INC-{n}", at=T0, by="ada", summary="Mail is down") for n in range(4)]
    first = Desk.of(records[:1], cascades=own)
    assert calls(lambda: Desk.of(records, cascades=own)) < calls(lambda: cascades()) / 3
    assert first != Desk.of(records[:1])
    odd = Decision([(happens(Linked) & field("link").is_("chlid"), told)], match=Match.ALL)
    for _ in range(2):
        with pytest.raises(FaultyDefinition, match="the decision has 1 fault"):
            Desk.of(records, cascades=odd)


def test_a_rule_that_leads_in_a_circle_ends() -> None:
    """Comments that comment on each other: a rule goes along a link once, and not back."""
    echo = (happens(Commented), Following(Commented, {"text": field("event.text")}))
    records = [incident(f"INC-{n}") for n in range(1, 5)]
    pairs = [(a.id, "related", b.id) for a in records for b in records if a.id < b.id]
    desk = Desk.of(records, pairs, cascades=cascades(echo))
    applied = desk.apply("INC-1", Commented(at=at(1), by="grace", text="hello"))
    assert 1 + 6 == len(applied.events), "along each of six links once"


def test_what_came_over_a_link_does_not_go_back_over_it() -> None:
    """One comment is told to a related record once, and not to its writer."""
    relay = (happens(Commented), Following(Commented, {"text": field("event.text")}))
    records = [incident(f"INC-{n}") for n in (1, 2, 3)]
    links = [("INC-1", "related", "INC-2"), ("INC-2", "related", "INC-3")]
    desk = Desk.of(records, links, cascades=cascades(relay))
    for first, rest in (("INC-1", ["INC-2", "INC-3"]), ("INC-2", ["INC-1", "INC-3"])):
        event = Commented(at=at(1), by="grace", text="hello")
        assert [(id, "comment") for id in rest] == follows(desk, first, event)


def test_timers_that_wait_for_nothing_end_with_rules_that_lead_in_a_circle() -> None:
    """Each wakes at once and puts the other one to sleep, without end but for the rule."""
    wake = Timer("wake", incidents.Resumed, states="on_hold", after=0 * HOUR)
    model = attrs.evolve(INCIDENT, timers=(wake,))
    opened: dict[str, Any] = {"at": T0, "by": "ada", "summary": "Mail"}
    records = [model.open(f"INC-{n}", **opened).start(at=T0, by="g") for n in (1, 2)]
    back = happens(incidents.Resumed) & field("link").is_("related")
    rule = (back, Following(incidents.Held, {"reason": HoldReason.VENDOR}))
    desk = Desk.of(records, [("INC-1", "related", "INC-2")], cascades=cascades(rule))
    desk = desk.apply("INC-1", held(HoldReason.VENDOR, 0)).desk
    applied = desk.tick(at=T0)
    assert [("INC-1", "resume"), ("INC-2", "hold"), ("INC-2", "resume")] == happened(applied)
    assert [] == happened(applied.desk.tick(at=T0))


WAKES = Timer("wake", incidents.Resumed, states="on_hold", after=HOUR)


@pytest.mark.parametrize("hours", [1, 2, 5])
def test_what_follows_from_a_timer_sees_the_record_as_the_timer_left_it(hours: int) -> None:
    """Two are due by then: the second has not happened when the first one has its consequences."""
    done = {"code": ResolutionCode.USER_ERROR, "notes": "itself"}
    ends = Timer("end", incidents.Resolved, states="in_progress", after=HOUR, data=done)
    model = attrs.evolve(INCIDENT, timers=(WAKES, ends))
    parent = model.open("INC-1", at=T0, by="ada", summary="Mail")
    working = happens(incidents.Resumed) & field("state").is_("in_progress")
    rule = (working & field("link").is_("child"), Following(Commented, {"text": "on it"}))
    desk = Desk.of(
        [parent.hold(at=T0, by="g", reason=HoldReason.VENDOR), incident("INC-2")],
        [("INC-2", "parent", "INC-1")],
        cascades=cascades(rule),
    )
    event = Commented(at=at(hours), by="grace", text="late")
    told = desk.tick(at=at(hours))
    late = desk.apply("INC-1", event)
    assert ("INC-2", "comment") in happened(told)
    assert late.events == told.events + told.desk.apply("INC-1", event).events
    assert late.desk == told.desk.apply("INC-1", event).desk


def test_each_event_of_one_record_has_its_own_consequences() -> None:
    """A rule that was used for one event of a tick is used for the next one as well."""
    asked = happens(incidents.Held) & field("link").is_("related")
    echo = (asked, Following(Commented, {"text": field("event.reason")}))
    desk = Desk.of(
        [incident("INC-1"), incident("INC-2")],
        [("INC-1", "related", "INC-2")],
        cascades=cascades(echo),
    )
    journal: list[tuple[str, str]] = []
    for hours, reason in ((1, "vendor"), (2, "change")):
        applied = desk.apply("INC-1", held(reason, hours))
        desk = applied.desk
        journal += happened(applied)
    assert [("INC-1", "hold"), ("INC-2", "comment")] * 2 == journal


def test_what_is_wrong_with_a_rule_is_reported_and_blocks_nothing() -> None:
    """Data that it needs and does not find, and values that have no order between them."""
    here = happens(Commented) & field("link").is_("child")
    empty = (here, Following(Commented, {"text": target("group")}))
    unordered = (here & (target("summary") > 3), Following(incidents.Started))
    desk = family("new", "new", cascades=cascades(empty, unordered))
    applied = desk.apply("INC-1", Commented(at=at(1), by="grace", text="hello"))
    assert [("INC-1", "comment")] == happened(applied)
    found = sorted((type(one.error).__name__, one.verb) for one in applied.refusals)
    assert [("BadValue", "comment"), ("Incomparable", "start")] == found


def test_a_rule_that_hangs_on_what_nobody_said_does_not_act() -> None:
    """An outside fact that was not given leaves it open, and what is open never acts."""
    rule = (happens(Commented) & field("given.loud").is_(True), Following(incidents.Started))
    desk = family("new", "new", cascades=cascades(rule))
    event = Commented(at=at(1), by="grace", text="hello")
    assert [] == follows(desk, "INC-1", event)
    assert [("INC-2", "start")] == follows(desk, "INC-1", attrs.evolve(event, given={"loud": True}))


def test_a_cascade_that_links_in_a_circle_is_refused_and_reported() -> None:
    """Linking is judged as it is for people."""
    back = Following(Linked, {"kind": "child", "target": field("id")})
    desk = family("new", "new", cascades=cascades((happens(Commented), back)))
    applied = desk.apply("INC-1", Commented(at=at(1), by="grace", text="hello"))
    assert ["INC-2"] == [refusal.record for refusal in applied.refusals]
    assert "circle" in str(applied.refusals[0])


def test_cascades_answer_with_all_rows() -> None:
    """A decision that stops at the first would drop the others unseen."""
    with pytest.raises(BadValue, match=r"Match\.ALL"):
        Desk.of(cascades=Decision(cascades().rows))


def test_a_cascade_is_checked_when_it_is_made() -> None:
    """An argument that the event does not have, one that it needs, and what is no event."""
    with pytest.raises(FaultyDefinition) as raised:
        Following(incidents.Resolved, {"coed": "x", "notes": "y"})
    subject = "what follows by resolve: gives"
    assert [
        f"{subject} no 'code' to resolve; add it to data",
        f"{subject} 'coed' to resolve; did you mean 'code'?",
    ] == [str(fault) for fault in raised.value.faults]
    for wrong in ("resolve", Incident, None):
        with pytest.raises(BadValue, match="give an Event class"):
            Following(wrong)  # type: ignore[arg-type]


def test_a_cascade_prints_what_it_does() -> None:
    """So that the decision's rows can be read."""
    assert "start" == str(Following(incidents.Started))
    assert "offer start" == str(Following(incidents.Started, is_offer=True))
    assert "practice is 'Incident'" in str(cascades().rows[0].when)


@attrs.frozen(kw_only=True)
class Parked(Event):
    """Put it aside."""

    verb: ClassVar[str] = "park"


def test_the_cascades_know_phases_and_not_names_of_states() -> None:
    """A model that calls its states otherwise is reached as well, if it has the verb."""
    model = INCIDENT.extended(
        State("parked", phase=Phase.PENDING),
        Rule(Parked, source="new", target="parked"),
        Rule(incidents.Resumed, source="parked", target="in_progress"),
        name="with a park",
    )
    opened = model.open("INC-2", at=T0, by="ada", summary="Mail").apply(Parked(at=T0, by="ada"))
    rules = cascades(overrule_waits=True)
    desk = Desk.of([incident("INC-1"), opened], [("INC-2", "parent", "INC-1")], cascades=rules)
    assert [("INC-2", "resume")] == follows(desk, "INC-1", started())
