"""Redaction: what can be taken out of a record, what cannot, who may, and what is said of it."""

from __future__ import annotations

import json
import pickle
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, ClassVar, NamedTuple

import attrs
import pytest

from itsmcore import INCIDENT, NORMAL_CHANGE, Desk, Event, Incident, Rule
from itsmcore.approval import Authority
from itsmcore.conditions import field, given
from itsmcore.documents import Documents
from itsmcore.errors import (
    BadValue,
    FaultyDefinition,
    GuardRefused,
    NotAllowed,
    NotRedactable,
    OutOfOrder,
    RoleMissing,
    Unlisted,
)
from itsmcore.incidents import STANDARD, Commented, Held, Resolved, Started
from itsmcore.interop.cloudevents import cloud_event
from itsmcore.lifecycle import ANY, Actor, Argument, Guard, Phase, Reaction
from itsmcore.lifecycle._likeness import alike
from itsmcore.lifecycle.events import Redacted
from itsmcore.risk import Risk
from itsmcore.schedule import Schedule
from itsmcore.service_levels import Agreement, Goal
from tests.instants import MINUTE, NINE

LATER = NINE + timedelta(days=1)
WHY: dict[str, Any] = {"at": LATER, "by": "dpo", "reason": "Art. 17"}
SECRET = "Ada Lovelace"
STONE = "(redacted 1 of INC-1)"


def _incident(model: Any = INCIDENT, **more: Any) -> Incident:
    details = {"caller": SECRET, "description": "Ada is at 12 High Street", **more}
    inc: Incident = model.open("INC-1", at=NINE, by="desk", summary="Mail is down", **details)
    inc = inc.hold(at=NINE + MINUTE, by="grace", reason="caller", note="password: hunter2")
    return inc.comment(at=NINE + 2 * MINUTE, by=SECRET, text="it is hunter2, see above")


def test_all_that_the_library_makes_of_it_is_without_the_value() -> None:
    """Pickles, documents, events, timelines, clocks and desks of the record do not have it."""
    inc = _incident()
    made = inc.redacted(**WHY, fields=("caller", "description"), texts="hunter2")
    docs = Documents()
    gold = Agreement(
        "gold",
        schedule=Schedule.always(),
        goals=[Goal("resolution", stop=Phase.RESOLVED, targets=timedelta(hours=8))],
    )
    desk = Desk.of([inc]).redact("INC-1", **WHY, fields=("caller", "description"), texts="hunter2")
    sent = [
        repr(made.history),
        json.dumps(docs.unstructure(made)),
        json.dumps(docs.unstructure(made.timeline())),
        pickle.dumps(made).decode("latin-1"),
        pickle.dumps(desk.desk).decode("latin-1"),
        repr(desk.events),
        f"{desk} {desk.desk} {made.timeline()}",
        str(gold.measure(made.timeline(), at=LATER)["resolution"].explain()),
        *(repr(cloud_event(made, n, source="x:y")) for n in range(1, made.version + 1)),
    ]
    for value in (SECRET, "High Street", "hunter2"):
        assert [] == [text for text in sent if value in text]
    before, after = (gold.measure(one.timeline(), at=LATER)["resolution"] for one in (inc, made))
    assert (before.elapsed, before.due, before.segments) == (
        after.elapsed,
        after.due,
        after.segments,
    )
    assert desk.record == made


def test_a_tombstone_keeps_apart_who_was_apart() -> None:
    """One text has one tombstone wherever it is a whole value; another text has another."""
    made = _incident().redacted(**WHY, fields=("caller", "by"))
    assert "(redacted 1 of INC-1)" == made.caller
    names = [event.by.name for event in made.history]
    ada = "(redacted 1 of INC-1)"
    told = ["(redacted 2 of INC-1)", "(redacted 3 of INC-1)", ada, ada, "dpo"]
    assert told == names
    assert "resume" == made.history[3].verb


def test_the_last_event_says_what_was_done() -> None:
    """It names the fields, how many texts, the versions and the reason, and never the value."""
    made = _incident().redacted(
        at=LATER, by="dpo", reason="Ada Lovelace asked", fields="note", texts=SECRET
    )
    redaction = made.last(Redacted)
    assert redaction is not None
    assert (("note",), 1, (1, 2, 3, 4)) == (redaction.fields, redaction.texts, redaction.versions)
    assert "(redacted 2 of INC-1) asked" == redaction.reason
    assert 5 == made.version


def test_what_is_redacted_already_keeps_its_number() -> None:
    """A later redaction goes on counting, and leaves former tombstones alone."""
    once = _incident().redacted(**WHY, fields="caller")
    twice = once.redacted(**WHY, fields=("caller", "note"))
    assert once.caller == twice.caller
    assert "(redacted 2 of INC-1)" == attrs.asdict(twice.history[1])["note"]
    assert () == Incident.audit(twice.history, model=INCIDENT)


def test_custom_fields_are_redacted_whatever_they_hold() -> None:
    """A number, a date or a tuple is as personal as a text; what is None stays so."""
    custom = {"phone": 316, "born": date(1815, 12, 10), "sites": ("A", "B"), "old": None}
    inc = _incident(custom={**custom, "cost": Decimal(1)})
    made = inc.redacted(**WHY, fields=[f"custom.{name}" for name in custom])
    stones = [f"(redacted {n} of INC-1)" for n in range(1, 5)]
    assert [stones[2], stones[3]] == [made.custom["phone"], made.custom["born"]]
    assert (stones[0], stones[1]) == made.custom["sites"]
    assert Decimal(1) == made.custom["cost"]
    assert {"cost": Decimal(1)}.keys() != made.custom.keys()
    every = inc.redacted(**WHY, fields="custom")
    assert all("redacted" in str(value) for value in every.custom.values())


@pytest.mark.parametrize(
    ("value", "text", "left"),
    [
        (5550100, "5550100", STONE),
        (-5550100, "5550100", f"-{STONE}"),
        (5550100.0, "5550100", f"{STONE}.0"),
        (Decimal("555E+4"), "5550000", STONE),
        (1e16, "10000000000000000", STONE),
        (date(1815, 12, 10), "1815", f"{STONE}-12-10"),
        ((1, ("x", 5550100)), "5550100", (1, ("x", STONE))),
    ],
    ids=repr,
)
def test_a_text_is_taken_out_of_numbers_and_days(value: Any, text: str, left: Any) -> None:
    """Where they stand in custom fields and outside facts, as people write them."""
    inc = _incident(custom={"phone": value, "floor": 3, "here": True, "since": NINE})
    inc = inc.assign(at=LATER, by="grace", group="mail", given={"phone": value, "n": 3})
    made = inc.redacted(**WHY, texts=text)
    rest = {"floor": 3, "here": True, "since": NINE}
    assert {"phone": left, **rest} == dict(made.custom)
    assert {"phone": left, "n": 3} == dict(made.history[-2].given)
    assert (1, 5) == made.history[-1].versions  # type: ignore[attr-defined]


def test_a_text_is_taken_out_of_names_of_custom_fields() -> None:
    """What a user called a field is a word like any other; what a model calls one is not."""
    inc = _incident(custom={"hunter2": 1, "my hunter2": None, "n": "hunter2"})
    once = inc.redacted(**WHY, fields="custom.hunter2")
    assert (("custom.hunter2",), 0) == _told(once)
    made = once.redacted(**WHY, fields=("custom.hunter2", "custom.n", "caller"), texts="hunter2")
    stone = "(redacted 2 of INC-1)"
    assert (("custom." + stone, "custom.n", "caller"), 1) == _told(made)
    assert ("custom." + stone,) == made.history[-2].fields  # type: ignore[attr-defined]
    assert {stone: "(redacted 1 of INC-1)", "n": stone} == dict(made.custom)
    assert "hunter2" not in json.dumps(Documents().unstructure(made))
    named = INCIDENT.extended(fields=[Argument("hunter2", kind=int)], name="named")
    with pytest.raises(BadValue, match="texts cannot be 'hunter2'"):
        named.open("INC-1", at=NINE, by="a", summary="x", custom={"hunter2": 1}).redacted(
            **WHY, texts="hunter2"
        )


def test_a_number_that_is_taken_out_by_its_name_is_gone_whole() -> None:
    """A text that it holds stood there, so the text is no typing error."""
    made = _incident(custom={"phone": 15550100}).redacted(
        **WHY, fields="custom.phone", texts="5550100"
    )
    assert "(redacted 2 of INC-1)" == made.custom["phone"]


def test_a_text_within_a_longer_one_is_found_with_it() -> None:
    """It is gone with the longer one, so that it stood there."""
    made = _incident().redacted(**WHY, texts=("hunter", "hunter2"))
    assert 2 == made.history[-1].texts  # type: ignore[attr-defined]
    assert "hunter" not in repr(made.history)


def _told(record: Any) -> tuple[tuple[str, ...], int]:
    return record.history[-1].fields, record.history[-1].texts


def test_declared_custom_fields_are_redacted_but_for_codes() -> None:
    """A tombstone may stand for a date; a code says nothing of a person."""
    model = INCIDENT.extended(
        fields=[Argument("born", kind=date), Argument("site", options=("AMS", "NYC"))],
        name="declared",
    )
    inc = _incident(model, custom={"born": date(1815, 12, 10), "site": "AMS"}, location="AMS")
    made = inc.redacted(**WHY, fields=("custom.born", "location"))
    assert ("(redacted 2 of INC-1)", "AMS") == (made.custom["born"], made.custom["site"])
    assert () == Incident.audit(made.history, model=model, written_with=model)
    with pytest.raises(NotRedactable, match=r"custom\.site cannot be redacted: it is a code"):
        inc.redacted(**WHY, fields="custom.site")


def test_outside_facts_are_redacted() -> None:
    """What guards were told of people goes like all else; what is unknown is refused."""
    told: dict[str, Any] = {"on call": "Alan", "n": 3}
    inc = _incident().assign(at=LATER, by="grace", group="mail", given=told)
    made = inc.redacted(**WHY, fields=("given.on call", "given.n"))
    told = {"on call": "(redacted 1 of INC-1)", "n": "(redacted 2 of INC-1)"}
    assert told == dict(made.history[-2].given)
    with pytest.raises(Unlisted, match="there is no given value of INC-1 'on cal'; did you mean"):
        inc.redacted(**WHY, fields="given.on cal")


def test_what_has_no_text_is_gone_through() -> None:
    """A field that nothing is in, and one that a record keeps by itself, have nothing to take."""
    made = _incident().redacted(**WHY, fields=("location", "custom", "tags"))
    assert () == made.history[-1].versions  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("id", "it is the number of the record"),
        ("state", "it follows from the table"),
        ("at", "it is an instant"),
        ("occurred_at", "it is an instant"),
        ("resolved_at", "it follows from other facts"),
        ("impact", "it is a level"),
        ("computed_priority", "it follows from other facts"),
        ("hold_reason", "it is a code of the model"),
        ("target", "it is the number of another record"),
        ("public", "it holds no text"),
        ("clear", "it names fields"),
        ("versions", "it holds no text"),
    ],
)
def test_what_a_history_needs_is_not_redacted(name: str, why: str) -> None:
    """Codes, levels, instants and numbers stay, and the error says why."""
    with pytest.raises(NotRedactable) as refused:
        _incident().redacted(**WHY, fields=name)
    assert f"{name} cannot be redacted: {why}" in str(refused.value)


def test_a_strange_name_is_refused() -> None:
    """The nearest field is named."""
    with pytest.raises(Unlisted, match="no field of incident 1 'caler'; did you mean 'caller'"):
        _incident().redacted(**WHY, fields="caler")


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ({}, "give the names of fields, or texts="),
        ({"texts": " "}, "give a text that says something"),
        ({"texts": "INC-1"}, "give a text that says something"),
        ({"texts": "dpo", "fields": "caller"}, "let another do it"),
        ({"texts": "huntr2"}, "texts cannot be 'huntr2'; give a text that stands in INC-1"),
        ({"texts": ("hunter2", "nothere"), "fields": "note"}, "texts cannot be 'nothere'"),
        ({"texts": "caller"}, "outside its codes, levels and instants"),
    ],
    ids=["nothing", "blank", "number", "own", "nowhere", "one nowhere", "code"],
)
def test_a_redaction_says_what_by_whom(what: Any, words: str) -> None:
    """Something is named, it can be gone afterwards, and whoever does it keeps their name."""
    with pytest.raises(BadValue) as refused:
        _incident().redacted(**WHY, **what)
    assert words in str(refused.value)


@attrs.frozen
class Address:
    """Say where somebody lives."""

    street: str
    number: int = 1


class Pair(NamedTuple):
    """Hold two words."""

    one: str
    other: str


def _mail(_: object, field: Any, value: str) -> None:
    if "@" not in value:
        raise BadValue(field=field.name, value=value, expected="a mail address")


@attrs.frozen(kw_only=True)
class Visited(Event):
    """Go there."""

    verb: ClassVar[str] = "visit"
    address: Address
    names: dict[str, str] = attrs.Factory(dict)
    pair: Pair
    kind: type[Event] | None = None


@attrs.frozen(kw_only=True)
class Mailed(Event):
    """Write to somebody."""

    verb: ClassVar[str] = "mail"
    address: str = attrs.field(validator=_mail)


MINE = INCIDENT.extended(Rule(Visited, source=ANY), Rule(Mailed, source=ANY), name="mine")


def test_values_of_your_own_are_looked_through() -> None:
    """Texts are found in what an event holds, however deep, the keys of a mapping too."""
    visit = Visited(
        at=LATER,
        by="grace",
        address=Address("12 High Street"),
        names={"Ada": "Ada"},
        pair=Pair("Ada", "b"),
    )
    inc = _incident(MINE).apply(visit)
    made: Any = inc.redacted(**WHY, fields="address", texts="Ada").history[-2]
    assert Address("(redacted 1 of INC-1)") == made.address
    assert {"(redacted 2 of INC-1)": "(redacted 2 of INC-1)"} == made.names
    assert Pair("(redacted 2 of INC-1)", "b") == made.pair


def test_an_event_that_takes_no_tombstone_says_so() -> None:
    """A class that checks its texts decides what may stand there."""
    inc = _incident(MINE).apply(Mailed(at=LATER, by="grace", address="ada@example.org"))
    with pytest.raises(NotRedactable, match="mail takes no tombstone for it: address cannot be"):
        inc.redacted(**WHY, fields="address")


def test_what_the_model_judges_by_stays() -> None:
    """Where a guard compares words with its own, nothing could bear out the event without them."""
    model = INCIDENT.with_guards(
        {"hold": Guard("not for her", field("caller").is_(SECRET))}
    ).extended(name="hers")
    with pytest.raises(NotRedactable, match=r"reads it, and would judge hold \(v2\) otherwise"):
        _incident(model).redacted(**WHY, fields="caller")
    closed = INCIDENT.with_guards({"hold": Guard("free", ~given("freeze").is_(True))})
    inc = closed.open("INC-1", at=NINE, by="ada", summary="x")
    inc = inc.hold(at=NINE, by="ada", reason="caller", given={"freeze": False})
    assert "(redacted 1 of INC-1)" == inc.redacted(**WHY, fields="given").history[1].given["freeze"]


def test_an_approver_whom_the_policy_names_stays() -> None:
    """Those are asked whom the policy names, which is no affair of the history."""
    model = NORMAL_CHANGE.extended(policy=Authority("CAB", ["ines"], needs="all"), name="ours")
    change = model.open(
        "CHG-1",
        at=NINE,
        by="ada",
        summary="Patch the host",
        requester="Alan",
        planned_start=LATER,
        planned_end=LATER + MINUTE,
        risk=Risk.LOW,
        steps=["Install it"],
        test_plan="all",
        communication_plan="A mail",
        back_out_plan="Install the former one",
        configuration_items=["host-1"],
        assignee="grace",
    )
    asked = change.assess(at=NINE, by="ines").request_approval(at=NINE, by="ada")
    made = asked.redacted(**WHY, fields=("requester", "test_plan"))
    told = ("(redacted 1 of CHG-1)", "(redacted 2 of CHG-1)")
    assert told == (made.requester, made.test_plan)
    for name in ("amended_by", "closed_votings"):
        assert 2 == change.redacted(**WHY, fields=name).version
    with pytest.raises(NotRedactable, match="previous_start cannot be redacted: it is an inst"):
        asked.redacted(**WHY, fields="previous_start")
    with pytest.raises(NotRedactable, match="would judge request_approval"):
        asked.redacted(**WHY, fields="by")


def test_what_followed_elsewhere_is_believed_still() -> None:
    """A cascade is borne out by the other record, whichever of the two was redacted."""
    parent, child = (
        Incident.open(number, at=NINE, by="ada", summary="Mail is down")
        for number in ("INC-1", "INC-2")
    )
    desk = Desk.of([parent, child], [("INC-2", "parent", "INC-1")])
    desk = desk.apply("INC-1", Started(at=NINE, by="grace")).desk
    strict = INCIDENT.with_roles({"start": "agent"})
    above, below = desk["INC-1"], desk["INC-2"]
    redacted = desk.redact("INC-2", **WHY, fields="by").desk["INC-2"]
    elsewhere = desk.redact("INC-1", **WHY, fields="by").desk["INC-1"]
    for other, one in ((above, below), (above, redacted), (elsewhere, below)):
        found = Incident.audit(one.history[:2], model=strict, records=[other])
        assert () == found


def test_reactions_and_timers_still_bear_out_what_followed() -> None:
    """What followed by itself is no forgery for having lost words."""
    model = INCIDENT.extended(
        Reaction(Commented, Held, data={"reason": "caller", "note": field("event.text")}),
        without="resume",
        name="reacting",
    )
    inc = model.open("INC-1", at=NINE, by="ada", summary="Mail is down")
    inc = inc.comment(at=NINE, by="grace", text="hunter2")
    made = inc.redacted(**WHY, fields="text")
    assert made.history[1].text == made.history[2].note  # type: ignore[attr-defined]
    assert () == Incident.audit(made.history, model=model, written_with=model)
    constant = INCIDENT.extended(
        Reaction(Commented, Held, data={"reason": "caller", "note": "as it said"}),
        without="resume",
        name="constant",
    )
    inc = constant.open("INC-1", at=NINE, by="ada", summary="Mail is down")
    inc = inc.comment(at=NINE, by="grace", text="x").comment(at=NINE, by="grace", text="y")
    made = inc.redacted(**WHY, fields="note")
    assert () == Incident.audit(made.history, model=constant, written_with=constant)
    assert () == Incident.audit(inc.history, model=constant, written_with=constant)


def test_a_redaction_that_left_no_tombstone_is_refused() -> None:
    """The event by itself redacts nothing, and may not say that it did."""
    inc = _incident()
    for version in (0, 1, 9):
        with pytest.raises(ValueError, match=f"version {version} holds no tombstone"):
            inc.apply(Redacted(at=LATER, by="dpo", reason="x", versions=[version]))


def test_nobody_redacts_whom_a_model_with_roles_does_not_name() -> None:
    """Without roles anybody may; with any, those who are named."""
    strict = INCIDENT.with_roles(STANDARD).extended(name="strict")
    inc = strict.open("INC-1", at=NINE, by="ada", summary="Mail is down")
    with pytest.raises(RoleMissing, match="roles name nobody for it"):
        inc.redacted(**WHY, fields="by")
    named = strict.with_roles({"redact": "privacy"}).open("INC-1", at=NINE, by="a", summary="x")
    with pytest.raises(RoleMissing, match="it takes the role privacy"):
        named.redacted(**WHY, fields="by")
    officer = Actor("dpo", {"privacy"})
    assert 2 == named.redacted(at=LATER, by=officer, reason="x", fields="by").version
    anybody = strict.with_roles({Redacted: ()}).open("INC-1", at=NINE, by="a", summary="x")
    assert 2 == anybody.redacted(**WHY, fields="by").version
    denied = INCIDENT.with_roles({}, others="denied")
    with pytest.raises(RoleMissing):
        denied.open("INC-1", at=NINE, by="a", summary="x").redacted(**WHY, fields="by")


def test_a_model_may_state_a_rule_of_its_own() -> None:
    """Then that is asked: its states, its guards, its needs."""
    guarded = INCIDENT.extended(
        Rule(Redacted, source="closed", guards=Guard("asked", field("event.reason").is_set)),
        name="late",
    )
    inc = guarded.open("INC-1", at=NINE, by="ada", summary="x")
    with pytest.raises(NotAllowed):
        inc.redacted(**WHY, fields="by")
    shut = INCIDENT.extended(
        Rule(Redacted, source=ANY, guards=Guard("never", field("summary").is_("no"))), name="shut"
    )
    with pytest.raises(GuardRefused):
        shut.open("INC-1", at=NINE, by="ada", summary="x").redacted(**WHY, fields="by")


def test_it_happens_after_what_has_happened() -> None:
    """A redaction is an event like any other, and no verb of the tables."""
    with pytest.raises(OutOfOrder):
        _incident().redacted(at=NINE, by="dpo", reason="x", fields="by")
    assert "redact" not in [choice.verb for choice in _incident().choices(at=LATER, by="ada")]
    assert Redacted not in INCIDENT.events


def test_the_verb_is_taken() -> None:
    """No other event of a model is called so."""

    @attrs.frozen(kw_only=True)
    class Blackened(Event):
        verb: ClassVar[str] = "redact"

    with pytest.raises(FaultyDefinition) as refused:
        INCIDENT.extended(Rule(Blackened, source=ANY), name="black")
    assert "claimed by Blackened, Redacted" in str(refused.value.faults[0])


def test_a_timer_still_bears_out_its_event() -> None:
    """An incident that closed by itself is audited as before."""
    inc = _incident().resolve(at=LATER, by="grace", code="user_error", notes="done")
    inc = inc.tick(at=LATER + timedelta(days=9))
    made = inc.redacted(at=inc.history[-1].at, by="dpo", reason="x", fields=("by", "notes"))
    assert "system" == made.history[-2].by.name
    assert () == Incident.audit(made.history, model=INCIDENT)
    assert isinstance(made.history[-3], Resolved)


def test_another_event_is_no_likeness() -> None:
    """A tombstone stands for words, and never for what happened."""
    comment = Commented(at=NINE, by="(redacted 1 of INC-1)", text="(redacted 2 of INC-1)")
    assert alike(comment, Commented(at=NINE, by="ada", text="hunter2"))
    assert not alike(comment, Held(at=NINE, by="ada", reason="caller"))
