"""What events and models state, where somebody got a wrong answer out of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, ClassVar

import attrs
import pytest

from itsmcore import Schedule
from itsmcore.changes import Change
from itsmcore.conditions import Field, Later, field
from itsmcore.errors import (
    BadCondition,
    BadData,
    BadValue,
    FaultyDefinition,
    GuardRefused,
    Unlisted,
)
from itsmcore.incidents import INCIDENT, Closed, Commented, Held, Incident, Started
from itsmcore.lifecycle import Argument, Event, Guard, LinkKind, Permit, Reaction, Rule, Timer
from itsmcore.problems import PROBLEM
from itsmcore.tasks import TASK
from tests.instants import HOUR
from tests.instants import NINE as T0

OPENED: dict[str, Any] = {"at": T0, "by": "ada", "summary": "Mail"}
BY: dict[str, Any] = {"at": T0, "by": "grace"}


def test_a_link_says_nothing_but_the_link() -> None:
    """A task has a kind as well, and that is another."""
    task = TASK.open("TSK-1", parent="CHG-1", kind="testing", **OPENED)
    linked = task.link(**BY, kind="related", target="INC-9")
    assert ("testing", ("INC-9",)) == (linked.kind, linked.links.of("related"))
    assert [()] * 3 == [argument.sets for argument in TASK.arguments("link")]


def test_defaults_of_both_sorts_are_joined() -> None:
    """What is declared, what the model says, and what somebody says, the last word first."""
    fields = (Argument("floor", int, is_required=True), Argument("site", default="AMS"))
    model = INCIDENT.extended(name="m", fields=fields).with_defaults(custom={"floor": 5})
    assert {"site": "AMS", "floor": 5} == model.open("INC-1", **OPENED).custom
    said = model.open("INC-2", custom={"floor": 6, "site": "NYC"}, **OPENED)
    assert {"site": "NYC", "floor": 6} == said.custom
    same = model.open("INC-3", custom={"floor": 5, "site": "AMS"}, **OPENED)
    assert same.history[0] is model.completed(same.history[0])


def test_defaults_are_the_models_own() -> None:
    """Whatever becomes of the mapping that they were given in; and a wrong one is a fault."""
    custom: dict[str, Any] = {"racks": ["a"]}
    model = INCIDENT.with_defaults(custom=custom)
    custom["racks"].append("b")
    assert {"racks": ("a",)} == model.open("INC-1", **OPENED).custom
    assert hash(model) == hash(attrs.evolve(model))
    declared = INCIDENT.extended(name="m", fields=(Argument("site", options=("AMS", "NYC")),))
    for wrong, code in (({"site": "ASM"}, "unknown_code"), ({"siet": "AMS"}, "unknown_field")):
        with pytest.raises(FaultyDefinition) as raised:
            declared.with_defaults(custom=wrong)
        assert [code] == [fault.code for fault in raised.value.faults]
    assert declared.with_defaults(custom={"site": "AMS"}).defaults


@pytest.mark.parametrize(
    ("kind", "had", "says"),
    [
        (int, 1, True),
        (int, 1, 1.0),
        (int, 1, Decimal(1)),
        (bool, True, 1),
        (Decimal, Decimal(1), 1),
    ],
)
def test_what_equals_a_value_is_not_of_its_type(kind: Any, had: Any, says: Any) -> None:
    """A declared field stays of the type that was declared."""
    model = INCIDENT.extended(name="m", fields=(Argument("rack", kind),))
    inc = model.open("INC-1", custom={"rack": had}, **OPENED)
    with pytest.raises(BadData, match=r"custom\.rack cannot be"):
        inc.update(**BY, custom={"rack": says})
    assert inc.why_not("update", **BY, custom={"rack": says})


def test_a_verb_that_says_nothing_is_judged_by_what_will_be() -> None:
    """Nobody could give it an argument that would help, so its button is grey."""
    started = Guard("never", field("after.assignee").is_set)
    model = INCIDENT.with_guards({Started: started}).with_roles({})
    inc = model.open("INC-1", **OPENED)
    assert ["never"] == [reason.words for reason in inc.why_not("start", **BY)]
    (choice,) = (one for one in inc.choices(**BY) if one.verb == "start")
    assert not choice.is_allowed
    with pytest.raises(GuardRefused):
        inc.start(**BY)
    assert () == inc.assign(**BY, assignee="linus").why_not("start", **BY)
    permit = Permit("agent", field("after.assignee").is_set)
    strict = INCIDENT.with_roles({Started: permit}).open("INC-1", **OPENED)
    assert strict.why_not("start", at=T0, by="grace")


FAR = timedelta(days=10**7)
NEVER_OPEN = field("opened_at").plus(HOUR, Schedule.never())


@pytest.mark.parametrize(
    "until",
    [
        field("custom.due") + HOUR,
        field("opened_at") + FAR,
        NEVER_OPEN,
        Later(field("opened_at"), field("summary")),
    ],
)
def test_what_cannot_be_read_lets_nothing_follow(until: Any) -> None:
    """A verb goes through, and a timer is not due."""
    data = {"reason": "caller", "until": until}
    reacting = INCIDENT.extended(Reaction(Started, Held, data=data), name="r")
    inc = reacting.open("INC-1", custom={"due": "soon"}, **OPENED)
    assert "in_progress" == inc.start(**BY).state
    timed = INCIDENT.extended(Timer("t", Held, states="new", after=HOUR, data=data), name="t")
    waiting = timed.open("INC-2", custom={"due": "soon"}, **OPENED)
    assert (waiting, None) == (waiting.tick(at=T0 + 9 * HOUR), waiting.next_instant)


def test_what_cannot_be_decided_lets_nothing_follow() -> None:
    """An order between a text and an instant is none."""
    when = field("opened_at") < field("custom.due") + HOUR
    model = INCIDENT.extended(
        Reaction(Started, Held, when=when, data={"reason": "caller"}),
        Reaction(Commented, Held, when=when, data={"reason": "caller"}, is_offer=True),
        Timer("t", Closed, states="resolved", after=HOUR, when=when),
        name="w",
    )
    inc = model.open("INC-1", custom={"due": "soon"}, **OPENED).start(**BY)
    assert "in_progress" == inc.comment(**BY, text="n").state
    done = inc.resolve(**BY, code="user_error", notes="n")
    assert T0 + timedelta(days=5) == done.next_instant


# --- what is stated wrongly ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("named", "value", "error"),
    [
        ("sets", {"hold_until": field("event.at") + HOUR}, BadValue),
        ("sets", {"hold_until": Later(field("event.at"), field("opened_at"))}, BadValue),
        ("ties", {field("category"): "name"}, Unlisted),
        ("unties", {field("category"): None}, Unlisted),
    ],
)
def test_a_class_says_facts_functions_and_constants(
    named: str, value: Any, error: type[Exception]
) -> None:
    """And the kind of a link itself, or as a constant."""
    body = {"__annotations__": {"name": str}, "verb": "wrong", named: value}
    with pytest.raises(error):
        attrs.frozen(kw_only=True)(type("Wrong", (Event,), body))


class Undecorated(Commented):
    """A class that attrs has not made says what it has not."""

    verb: ClassVar[str] = "note"
    sets: ClassVar[Mapping[str, Any]] = {"category": field("event.nope")}


def test_a_class_that_attrs_has_not_made_is_a_fault() -> None:
    """For nobody has looked at it when it was defined."""
    with pytest.raises(FaultyDefinition) as raised:
        INCIDENT.extended(Rule(Undecorated, source="new"))
    assert ["unknown_argument"] == [fault.code for fault in raised.value.faults]


@attrs.frozen(kw_only=True)
class Noted(Event):
    """Say custom fields without a converter."""

    verb: ClassVar[str] = "note"
    custom: Any = None


def test_custom_fields_are_plain_whoever_says_them() -> None:
    """What is none is refused, and a list is a tuple from there on."""
    model = INCIDENT.extended(Rule(Noted, source="new"), name="n")
    inc = model.open("INC-1", **OPENED)
    racks = ["a"]
    noted = inc.apply(Noted(**BY, custom={"racks": racks}))
    racks.append("b")
    assert {"racks": ("a",)} == noted.custom
    for wrong in ("text", {5: 1}, {"at": datetime(2026, 1, 5)}, {"a": object()}):
        with pytest.raises(ValueError, match=r"custom|time zone"):
            inc.apply(Noted(**BY, custom=wrong))
    declared = model.extended(name="d", fields=(Argument("rack", int),))
    with pytest.raises(BadData, match="no custom field"):
        declared.open("INC-1", **OPENED).apply(Noted(**BY, custom={"rakc": 1}))


@attrs.frozen(kw_only=True)
class Placed(Event):
    """Set custom fields from nowhere."""

    verb: ClassVar[str] = "place"
    sets: ClassVar[Mapping[str, Any]] = {"custom": {"rack": "x"}}


def test_custom_fields_that_are_set_are_judged_as_well() -> None:
    """Though no field of the event says them."""
    model = INCIDENT.extended(Rule(Placed, source="new"), name="p", fields=(Argument("rack", int),))
    with pytest.raises(BadData, match=r"custom\.rack cannot be 'x'"):
        model.open("INC-1", **OPENED).apply(Placed(**BY))


# --- conditions ---------------------------------------------------------------------------------


def test_the_later_of_two_is_read_in_a_condition() -> None:
    """And is open while a fact from outside is missing."""
    test = field("a").is_(Later(field("b"), field("event.c")))
    assert True is test.judge({"a": T0 + HOUR, "b": T0, "event.c": T0 + HOUR})
    assert False is test.judge({"a": T0, "b": T0, "event.c": T0 + HOUR})
    assert None is test.judge({"a": T0, "b": T0})
    assert (field("a") <= Later(field("b"), field("c"))).holds({"a": T0, "b": T0, "c": None})


@pytest.mark.parametrize("inside", [field("b"), field("b") + HOUR, Later(field("b"), field("c"))])
def test_a_field_among_values_is_refused(inside: Any) -> None:
    """It would be compared and never read."""
    with pytest.raises(BadCondition, match="holds a field, which is not read"):
        field("a").is_in((1, inside))


# --- by name ------------------------------------------------------------------------------------


def test_an_argument_sets_each_field_once() -> None:
    """Also one that has the name of a field and is named in `sets`."""
    change = Change.open("CHG-1", **OPENED)
    known = change.model.plan.arguments[change.model.event("request_approval")]
    asked = {one.name: one.sets for one in known}
    assert (("authorities",), ("sequential",)) == (asked["authorities"], asked["sequential"])
    caused = {one.name: one.sets for one in PROBLEM.arguments("record_cause")}
    assert (("cause",), ("analysis",)) == (caused["text"], caused["analysis"])


@pytest.mark.parametrize("name", ["absnt", "lasts", "cause"])
def test_asking_for_approval_by_name_takes_what_the_verb_takes(name: str) -> None:
    """Another argument is refused, with the nearest one."""
    data: dict[str, Any] = {**BY, name: None}
    with pytest.raises(Unlisted, match="argument of request_approval"):
        Change.open("CHG-1", **OPENED).do("request_approval", **data)


def test_links_of_ones_own_end_what_they_replace() -> None:
    """All of a kind, where no number is named."""

    @attrs.frozen(kw_only=True)
    class Swapped(Event):
        verb: ClassVar[str] = "swap"
        ties: ClassVar[Mapping[str | Field, str]] = {LinkKind.PARENT: "to"}
        unties: ClassVar[Mapping[str | Field, str | None]] = {LinkKind.PARENT: None}
        to: str

    model = INCIDENT.extended(Rule(Swapped, source="new"), name="s")
    inc: Incident = model.open("INC-1", **OPENED)
    inc = inc.apply(Swapped(**BY, to="INC-2")).apply(Swapped(**BY, to="INC-3"))
    assert ("INC-3",) == inc.links.of("parent")


@attrs.frozen(kw_only=True)
class Rerouted(Event):
    """Send it to where it always goes."""

    verb: ClassVar[str] = "reroute"
    sets: ClassVar[Mapping[str, Any]] = {"group": "network"}

    @property
    def group(self) -> str:
        """The group that it goes to."""
        return "network"


def test_a_group_counts_that_an_event_names_by_a_property() -> None:
    """As one that it holds in a field."""
    model = INCIDENT.extended(Rule(Rerouted, source="new"), name="r")
    inc: Incident = model.open("INC-1", group="mail", **OPENED).apply(Rerouted(**BY))
    assert ("network", 1) == (inc.group, inc.reassignment_count)
