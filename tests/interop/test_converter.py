"""What the converter writes, what it refuses to write, and what it takes from its user."""

from __future__ import annotations

import datetime as dt
import decimal
import inspect
import json
import sys
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

import attrs
import cattrs
import pytest
from jsonschema import Draft202012Validator

from itsmcore.conditions import (
    ALWAYS,
    NEVER,
    Condition,
    Field,
    Not,
    Opaque,
    as_condition,
    field,
    given,
)
from itsmcore.decisions import Decision, Match
from itsmcore.errors import BadCondition, BadValue
from itsmcore.frozen import FrozenDict
from itsmcore.incidents import INCIDENT, STANDARD, Held, HoldReason, Incident, Started
from itsmcore.interop.cattrs import (
    Ambiguous,
    BadDocument,
    ItsmConverter,
    Unwritable,
    make_converter,
)
from itsmcore.level import Impact, Level
from itsmcore.lifecycle import Actor, Cause, Event, Link, Record
from itsmcore.phase import Phase
from itsmcore.priority import PriorityMatrix
from itsmcore.timeline import Timeline
from tests.instants import NINE
from tests.interop.parcels import (
    CONVERTER,
    LOANS,
    LOW_HAZARD,
    MINE,
    MODELS,
    Address,
    Colour,
    Hazard,
    Shade,
    Size,
    Weighed,
    converter_of,
    is_busy,
)
from tests.support import Loan, lent

TOKEN = UUID("12345678-1234-5678-1234-567812345678")


class Ticket(Incident):
    """A subclass of the user's own."""

    model = MINE


def written(value: Any, converter: ItsmConverter = CONVERTER) -> Any:
    """Give the document of a value, and see that it is plain JSON and reads back the same."""
    document = converter.unstructure(value)
    assert document == json.loads(json.dumps(document, allow_nan=False))
    return document


def weighed(**data: Any) -> Weighed:
    """Give an event of many types of fields."""
    return Weighed(**{"at": NINE, "by": "ada", "grams": 1, **data})


def holding(**data: Any) -> Weighed:
    """Give an event that holds what it would not be made with, as an old pickle may."""
    event = weighed()
    for name, value in data.items():
        object.__setattr__(event, name, value)
    return event


# --- documents --------------------------------------------------------------------------------


def test_an_incident_is_written_as_its_history() -> None:
    """With the model it lives by; what equals its default is left out."""
    inc = Incident.open("INC-1", at=NINE, by="ada", summary="Mail is down").hold(
        at=NINE + dt.timedelta(microseconds=5),
        by=Actor("grace", {"lead", "agent"}),
        reason=HoldReason.CALLER,
        given={"load": 0.5},
    )
    opened = {
        "verb": "open",
        "at": "2026-01-05T09:00:00Z",
        "by": "ada",
        "id": "INC-1",
        "summary": "Mail is down",
    }
    held = {
        "verb": "hold",
        "at": "2026-01-05T09:00:00.000005Z",
        "by": {"name": "grace", "roles": ["agent", "lead"]},
        "reason": "caller",
        "given": {"load": 0.5},
    }
    expected = {
        "type": "Incident",
        "schema": 1,
        "model": {"name": "incident", "version": "1"},
        "history": [opened, held],
    }
    assert expected == written(inc)
    assert list(expected) == list(CONVERTER.unstructure(inc))
    assert list(held) == list(CONVERTER.unstructure(inc)["history"][1])


def test_a_subclass_is_what_was_asked_for() -> None:
    """The document knows the practice; the caller knows the class."""
    ticket = Ticket.open("INC-1", at=NINE, by="ada", summary="s")
    document = written(ticket)
    assert ("Incident", "mine") == (document["type"], document["model"]["name"])
    assert ticket == CONVERTER.structure(document, Ticket)
    assert Incident is type(CONVERTER.structure(document, Incident))
    assert Incident is type(CONVERTER.structure(document, Record))
    inc = Incident.open("INC-1", at=NINE, by="ada", summary="s")
    again = CONVERTER.structure(written(inc), Ticket)
    assert (Ticket, INCIDENT) == (type(again), again.model)


@pytest.mark.parametrize("name", [" ada", "ada\u200b", "\u202eada", "a\nb", "\x00"])
def test_a_history_with_a_name_that_no_verb_takes_loads(name: str) -> None:
    """What is stored is stored; an audit says what is wrong with it."""
    event = {"verb": "start", "at": "2026-01-05T09:00:00Z", "by": name}
    document = written(Incident.open("INC-1", at=NINE, by="ada", summary="s"))
    document["history"].append(event)
    inc = CONVERTER.structure(document, Incident)
    assert (name, document) == (inc.history[-1].by.name, written(inc))
    (found,) = Incident.audit(inc.history, model=INCIDENT)
    assert ["unclear_name"] == [reason.code for reason in found.reasons]


def test_any_practice_will_do() -> None:
    """Nothing is said of incidents where a model is none."""
    loan = lent()
    assert loan == LOANS.structure(written(loan, LOANS), Loan)


@pytest.mark.parametrize(
    ("value", "document"),
    [
        (ALWAYS, {"$": "all", "parts": []}),
        (NEVER, {"$": "some", "parts": []}),
        (Not(ALWAYS), {"$": "not", "part": {"$": "all", "parts": []}}),
        (field("group").is_set, {"$": "test", "subject": "group", "op": "is set"}),
        (
            given("load") < field("limit"),
            {
                "$": "test",
                "subject": "given.load",
                "op": "<",
                "value": {"$": "field", "name": "limit"},
            },
        ),
        (
            as_condition(Phase.NEW),
            {
                "$": "test",
                "subject": "phase",
                "op": "is",
                "value": {"$": "phase", "value": "new"},
            },
        ),
        (
            as_condition(is_busy),
            {"$": "function", "function": "tests.interop.parcels.is_busy"},
        ),
    ],
    ids=str,
)
def test_a_condition_is_written_by_its_structure(value: Condition, document: Any) -> None:
    """A function is no more than its name."""
    assert document == written(value)
    assert value == CONVERTER.structure(document, Condition)


def test_a_decision_says_only_what_is_unusual() -> None:
    """Rows always, the rest where it is not the default."""
    team = Decision([(ALWAYS, "desk")])
    row = {"when": {"$": "all", "parts": []}, "answer": "desk"}
    assert {"$": "decision", "rows": [row]} == written(team)
    full = Decision([(ALWAYS, LOW_HAZARD)], Match.GREATEST, 0, "risk")
    document = written(full)
    assert ("greatest", 0, "risk") == (document["match"], document["default"], document["name"])
    assert full == CONVERTER.structure(document, Decision[Level])


@pytest.mark.parametrize(
    ("value", "document"),
    [
        ("a", "a"),
        (Colour.RED, "red"),
        (1, 1),
        (None, None),
        ((1, ("a", True)), [1, ["a", True]]),
        (dt.date(2026, 1, 5), {"$": "date", "value": "2026-01-05"}),
        (NINE, {"$": "instant", "value": "2026-01-05T09:00:00Z"}),
        (dt.timedelta(), {"$": "duration", "value": "PT0S"}),
        (dt.timedelta(days=2), {"$": "duration", "value": "P2D"}),
        (dt.timedelta(1, 3661, 5), {"$": "duration", "value": "P1DT1H1M1.000005S"}),
        (dt.timedelta(microseconds=-1), {"$": "duration", "value": "-PT0.000001S"}),
        (dt.timedelta(minutes=30), {"$": "duration", "value": "PT30M"}),
        (Decimal("1.10"), {"$": "decimal", "value": "1.10"}),
        (
            Impact.LOW,
            {"$": "level", "scale": "Impact", "code": "low", "label": "Low", "rank": 1},
        ),
        (Link("parent", "INC-2"), {"$": "link", "kind": "parent", "target": "INC-2"}),
        (Field("x"), {"$": "field", "name": "x"}),
        (FrozenDict({"$": 1}), {"$": "map", "value": {"$": 1}}),
        ({"a": ()}, {"$": "dict", "value": {"a": []}}),
        ([1], {"$": "list", "value": [1]}),
        (frozenset({"b", "a"}), {"$": "set", "value": ["a", "b"]}),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_fact_is_tagged_where_json_does_not_tell(value: Any, document: Any) -> None:
    """Here as what a condition compares with."""
    test = field("x").is_(value)
    told = None if value is None else document
    assert told == written(test).get("value")
    again: Any = CONVERTER.structure(written(test), Condition)
    assert test == again
    assert type(again.value) is (str if value is Colour.RED else type(value))


def test_zones_give_way_to_utc() -> None:
    """An instant is one instant, wherever it was written down."""
    eastern = dt.timezone(dt.timedelta(hours=-5))
    assert "2026-01-05T14:00:00Z" == CONVERTER.unstructure(NINE.replace(tzinfo=eastern))
    assert NINE == CONVERTER.structure("2026-01-05T10:00:00+01:00", dt.datetime)


def test_fields_of_every_type_come_back() -> None:
    """A scalar needs no tag where its field tells the type."""
    event = weighed(
        price=Decimal("2.0"),
        day=dt.date(2026, 1, 5),
        seen=NINE,
        length=dt.timedelta(minutes=1),
        size=Size.LARGE,
        shade=Shade.LIGHT,
        colour=Colour.BLUE,
        way="air",
        parts={"b", "a"},
        counts=[1],
        rates={"x": 1.5},
        table={"x": Decimal(1)},
        either=2,
        span=(1, "b"),
        bare=(NINE,),
        anything={"a": Phase.NEW},
        address=Address("Main", inside=(Address("Side", None),)),
        token=TOKEN,
        risk=LOW_HAZARD,
        phase=Phase.CLOSED,
        secret=5,
        carrier=Actor("grace", {"agent"}),
        undone=Held(at=NINE, by="ada", reason="vendor"),
        cause=Cause("timer"),
    )
    document = written(event)
    expected = {
        "verb": "weigh",
        "at": "2026-01-05T09:00:00Z",
        "by": "ada",
        "grams": 1,
        "price": "2.0",
        "day": "2026-01-05",
        "seen": "2026-01-05T09:00:00Z",
        "length": "PT1M",
        "size": 2,
        "shade": "LIGHT",
        "colour": "blue",
        "way": "air",
        "parts": ["a", "b"],
        "counts": [1],
        "rates": {"x": 1.5},
        "table": {"x": "1"},
        "either": 2,
        "span": [1, "b"],
        "bare": [{"$": "instant", "value": "2026-01-05T09:00:00Z"}],
        "anything": {"$": "dict", "value": {"a": {"$": "phase", "value": "new"}}},
        "address": {
            "street": "Main",
            "number": 0,
            "inside": [{"street": "Side", "number": None, "inside": []}],
        },
        "token": str(TOKEN),
        "risk": {"$": "level", "scale": "Hazard", "code": "low", "label": "Low", "rank": 0.5},
        "phase": "closed",
        "carrier": {"name": "grace", "roles": ["agent"]},
        "undone": {"verb": "hold", "at": "2026-01-05T09:00:00Z", "by": "ada", "reason": "vendor"},
        "secret": 5,
        "cause": {"name": "timer"},
    }
    assert expected == document
    assert event == CONVERTER.structure(document, Event)
    assert Draft202012Validator(CONVERTER.json_schema(Weighed)).is_valid(document)


def test_a_converter_changes_no_event_class() -> None:
    """Left alone, cattrs would put resolved types in the place of the written ones."""
    make_converter()
    assert "str" == attrs.fields(Held).reason.type


def test_lists_and_mappings_are_converted_part_by_part() -> None:
    """As cattrs does it."""
    inc = Incident.open("INC-1", at=NINE, by="ada", summary="s")
    document = {"a": [CONVERTER.unstructure(inc)]}
    assert document == CONVERTER.unstructure({"a": [inc]})
    assert {"a": [inc]} == CONVERTER.structure(document, dict[str, list[Incident]])
    assert (inc,) == CONVERTER.structure(document["a"], tuple[Incident, ...])
    facts = {"at": NINE, "n": 1}
    tagged = {"at": {"$": "instant", "value": "2026-01-05T09:00:00Z"}, "n": 1}
    kind: Any = Mapping[str, object]
    assert facts == CONVERTER.structure(tagged, kind)


# --- what cannot be written -------------------------------------------------------------------


def unwritten(value: Any, converter: ItsmConverter = CONVERTER) -> str:
    """Give the words of the refusal."""
    with pytest.raises(Unwritable) as caught:
        converter.unstructure(value)
    return str(caught.value)


NOWHERE = "documents hold no such values; give a plain one"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (float("nan"), "nan cannot be written: JSON has no such number; give a finite one"),
        (
            weighed(share=float("inf")),
            "share: inf cannot be written: JSON has no such number; give a finite one",
        ),
        (
            weighed(price=Decimal("NaN")),
            "price: Decimal('NaN') cannot be written: documents hold no such number; give a "
            "finite one",
        ),
        (
            10**6000,
            "a very long integer cannot be written: it has too many digits for JSON; give a "
            "shorter one",
        ),
        (
            dt.datetime(2026, 1, 5),
            "datetime.datetime(2026, 1, 5, 0, 0) cannot be written: it has no time zone; give an "
            "aware datetime",
        ),
        ("a\ud800", "'a\\ud800' cannot be written: it has half of a surrogate pair, which few "
         "stores take; leave that out"),
        (weighed(said="a\0"), "said: 'a\\x00' cannot be written: it has a NUL character, which few "
         "stores take; leave that out"),
        ({"a\0": 1}, "'a\\x00' cannot be written: it has a NUL character, which few stores take; "
         "leave that out"),
        (weighed(given={"a b": object}), f'given["a b"]: {object!r} cannot be written: {NOWHERE}'),
        (holding(given={1: 2}), "given: 1 cannot be written: JSON's keys are texts; use one"),
        (weighed(anything=[1, (2j,)]), f"anything.value[1][0]: 2j cannot be written: {NOWHERE}"),
        (holding(grams="1"), "grams: '1' cannot be written: its field is for an integer; give one"),
        (holding(grams=True), "grams: True cannot be written: its field is for an integer; "
         "give one"),
        (holding(is_odd=1.5), "is_odd: 1.5 cannot be written: its field is for True or False; "
         "give one"),
        (holding(site=1), "site: 1 cannot be written: its field is for a text; give one"),
        (holding(day=NINE), "day: datetime.datetime(2026, 1, 5, 9, 0, tzinfo=datetime.timezone."
         "utc) cannot be written: its field is for a date; give one"),
        (holding(seen=1), "seen: 1 cannot be written: it is not a datetime; give an aware "
         "datetime"),
        (holding(length=1), "length: 1 cannot be written: its field is for a timedelta; give one"),
        (holding(price=1), "price: 1 cannot be written: its field is for a Decimal; give one"),
        (holding(size="huge"), "size: 'huge' cannot be written: it is not among the values of its "
         "type; give one of them"),
        (holding(size=[]), "size: a list cannot be written: it is not among the values of its "
         "type; give one of them"),
        (holding(parts=1), "parts: 1 cannot be written: its field is for a collection; give one"),
        (holding(counts=[1, "2"]), "counts[1]: '2' cannot be written: its field is for an integer; "
         "give one"),
        (holding(rates=1), "rates: 1 cannot be written: its field is for a mapping; give one"),
        (holding(nothing=1), "nothing: 1 cannot be written: its field is for None; leave it out"),
        (holding(either=b""), "either: b'' cannot be written: its field is for str or float or "
         "None or int; give one"),
        (holding(link=1), "link: 1 cannot be written: its field is for Link; give one"),
        (holding(carrier="ada"), "carrier: 'ada' cannot be written: its field is for an Actor; "
         "give one"),
        (holding(undone=1), "undone: 1 cannot be written: its field is for an event; give one"),
        (holding(cause=1), "cause: 1 cannot be written: it is not a cause; give one"),
        (
            weighed(address=Address(b"")),  # type: ignore[arg-type]
            "address: b'' cannot be written: no hook turns it into JSON; register one for its type",
        ),
        (Level("a", "A", float("inf")), "rank: inf cannot be written: JSON has no such number; "
         "give a finite one"),
        (
            as_condition(lent),
            f"function: {lent!r} cannot be written: it is a function; pass it as "
            "functions=",
        ),
    ],
    ids=lambda value: "",
)  # fmt: skip
def test_what_json_cannot_hold_is_refused(value: Any, words: str) -> None:
    """With the place and the next step."""
    assert words == unwritten(value)


def test_a_value_inside_a_history_is_found() -> None:
    """The path leads there."""
    inc = Incident.open("INC-1", at=NINE, by="ada", summary="s")
    started = Started(at=NINE, by="grace", given={"load": (1.0, float("nan"))})
    inc = Incident.replay([*inc.history, started])
    words = "history[1].given.load[1]: nan cannot be written: JSON has no such number; give a "
    assert words + "finite one" == unwritten(inc)


def test_a_model_that_is_not_known_is_refused() -> None:
    """Since nobody could read the document again."""
    inc = MINE.open("INC-1", at=NINE, by="ada", summary="s")
    words = "<Incident INC-1 new v1> cannot be written: its model mine 2 is not known; pass it "
    assert words + "as models=" == unwritten(inc, make_converter())
    strict = INCIDENT.with_roles(STANDARD).open("INC-1", at=NINE, by="ada", summary="s")
    words = "<Incident INC-1 new v1> cannot be written: its model incident 1 differs from the known"
    assert words + " one of that name; give it another version" == unwritten(strict)
    equal = attrs.evolve(INCIDENT).open("INC-1", at=NINE, by="ada", summary="s")
    assert equal == CONVERTER.structure(written(equal), Incident)


def test_a_scale_that_is_not_known_is_refused() -> None:
    """It is passed, or some model's tables hold it."""
    words = (
        "scale: <class 'tests.interop.parcels.Hazard'> cannot be written: its scale is not known; "
    )
    advice = "pass its class as levels="
    assert words + advice == unwritten(LOW_HAZARD, make_converter())
    risky = PriorityMatrix([LOW_HAZARD], [LOW_HAZARD], [[LOW_HAZARD]])
    model = attrs.evolve(INCIDENT, name="risky", prioritiser=risky)
    assert LOW_HAZARD == make_converter(models=[model]).structure(written(LOW_HAZARD), Level)


def test_too_deep_a_value_is_refused() -> None:
    """Python's stack is finite: what could not be written is not made."""
    condition: Condition = ALWAYS
    for _ in range(99):
        condition = Not(condition)
    with pytest.raises(BadCondition, match="nested more than 100 deep"):
        Not(Not(condition))
    assert condition == CONVERTER.structure(CONVERTER.unstructure(condition), Condition)
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(len(inspect.stack()) + 60)
    try:
        with pytest.raises(Unwritable, match="it is nested too deeply; flatten it"):
            CONVERTER.unstructure(condition)
    finally:
        sys.setrecursionlimit(limit)


def test_too_deep_a_list_is_refused() -> None:
    """Which cattrs itself goes through; and a class of the user's own."""
    nested: Any = []
    for _ in range(3000):
        nested = [nested]
    with pytest.raises(Unwritable, match="it is nested too deeply; flatten it"):
        CONVERTER.unstructure(nested)
    document: Any = {"street": "a"}
    for _ in range(3000):
        document = {"street": "a", "inside": [document]}
    with pytest.raises(BadDocument, match="is nested too deeply"):
        CONVERTER.structure(document, Address)


def test_the_caller_s_decimal_context_changes_nothing() -> None:
    """Not even its traps and its precision."""
    value = Decimal("1.23456789012345678901234567890123456789")
    with decimal.localcontext(prec=3):
        assert value == CONVERTER.structure(CONVERTER.unstructure(value), Decimal)


# --- converters -------------------------------------------------------------------------------


def _named(module: str, name: str) -> Any:
    def function(facts: Any) -> bool:
        return bool(facts)

    function.__module__, function.__qualname__ = module, name
    return function


def test_two_things_of_one_name_are_refused() -> None:
    """A document could mean either."""
    with pytest.raises(Ambiguous) as caught:
        make_converter(models=[INCIDENT, INCIDENT, INCIDENT.with_roles(STANDARD)])
    words = "two different models are called 'incident 1'; give each a name of its own"
    assert words == str(caught.value)
    other: Any = type("Hazard", (Level,), {"__slots__": ()})
    with pytest.raises(Ambiguous, match="two different level classes are called 'Hazard'"):
        make_converter(levels=[Hazard, other])
    functions = [_named("a", "f"), _named("a", "f")]
    with pytest.raises(Ambiguous, match=r"two different functions are called 'a\.f'"):
        make_converter(functions=functions)
    make_converter(models=MODELS, functions=[is_busy, is_busy], levels=[Hazard, Hazard, Level])


def test_a_function_without_a_name_is_refused() -> None:
    """As in a condition."""
    with pytest.raises(BadCondition, match="has no importable name"):
        make_converter(functions=[lambda facts: True])
    condition = Opaque(lambda facts: True)
    assert "pass it as functions=" in unwritten(condition)


def test_types_that_cannot_be_found_are_refused_at_once() -> None:
    """And not when the first event of the class comes along."""

    @attrs.frozen(kw_only=True)
    class Lost(Event):
        verb: ClassVar[str] = "lose"
        place: Nowhere  # type: ignore[name-defined]  # noqa: F821

    with pytest.raises(BadValue) as caught:
        make_converter(events=[Lost])
    words = "the types of Lost cannot be \"name 'Nowhere' is not defined\"; give names that are "
    assert words + "there at run time, and not to type checkers alone" == str(caught.value)


def test_events_of_no_model_are_passed() -> None:
    """They are found by their verbs, too."""
    document = CONVERTER.unstructure(weighed())
    with pytest.raises(BadDocument, match="'weigh', no verb of the known models"):
        make_converter().structure(document, Event)
    assert weighed() == make_converter(events=[Weighed]).structure(document, Event)


def test_a_type_without_a_hook_is_a_mistake_in_the_program() -> None:
    """No document is to blame, so cattrs says so itself."""
    plain = make_converter(events=[Weighed])
    document = {**CONVERTER.unstructure(weighed()), "token": "x"}
    with pytest.raises(cattrs.StructureHandlerNotFoundError):
        plain.structure(document, Event)
    with pytest.raises(cattrs.StructureHandlerNotFoundError):
        plain.structure(1, Address | UUID)  # type: ignore[arg-type]
    words = f"token: {TOKEN!r} cannot be written: no hook turns it into JSON; register one for its "
    assert words + "type" == unwritten(weighed(token=TOKEN), plain)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (
            {"token": "x"},
            "token cannot be made: ValueError('badly formed hexadecimal UUID string')",
        ),
        ({"address": {}}, "address.street is missing"),
        ({"address": {"street": 1}}, "address.street is 1, and must be a text"),
        (
            {"address": {"street": "a", "city": "b", "zip": 1}},
            "address.city is no part of Address; address.zip is no part of Address",
        ),
        ({"address": {"street": "a", "inside": [{}]}}, "address.inside[0].street is missing"),
        ({"whatever": {"$": "x"}}, "whatever.$ is 'x'; known: "),
        ({"way": "land"}, "way is 'land'; known: air, sea"),
        ({"size": "1"}, "size is '1'; did you mean 1?"),
        ({"span": [1]}, "span"),
        ({"either": True, "site": 1}, "site is 1, and must be a text"),
        ({"rates": {"a b": "x"}}, "rates[\"a b\"] is 'x', and must be a finite number"),
    ],
)
def test_errors_of_hooks_have_paths(changes: Any, words: str) -> None:
    """Those of cattrs are told like the library's own."""
    document = {**CONVERTER.unstructure(weighed()), **changes}
    with pytest.raises(BadDocument) as caught:
        CONVERTER.structure(document, Event)
    assert words in str(caught.value)


def test_a_hook_that_fails_without_cattrs_telling_where() -> None:
    """Any exception of a hook is a problem of the document."""

    @attrs.frozen
    class Strict:
        number: int = attrs.field(validator=attrs.validators.gt(0))
        others: dict[str, int] = attrs.Factory(dict)

    with pytest.raises(BadDocument, match="it cannot be made: ValueError"):
        CONVERTER.structure({"number": -1}, Strict)
    with pytest.raises(BadDocument, match=r"others\.a is 'x', and must be an integer"):
        CONVERTER.structure({"number": 1, "others": {"a": "x"}}, Strict)


def test_a_copy_converts_the_same() -> None:
    """Hooks of the user's own come along."""
    copied = converter_of().copy()
    event = weighed(token=TOKEN)
    assert CONVERTER.unstructure(event) == copied.unstructure(event)
    assert event == copied.structure(copied.unstructure(event), Event)
    assert CONVERTER.json_schema(MINE) == copied.json_schema(MINE)


def test_the_user_s_own_hooks_win() -> None:
    """It is a cattrs converter."""
    converter = make_converter()
    converter.register_unstructure_hook(Held, lambda event: "held")
    held = Held(at=NINE, by="ada", reason="vendor")
    assert "held" == converter.unstructure(held)
    assert isinstance(converter, cattrs.Converter)


@pytest.mark.long
@pytest.mark.parametrize(
    "of", [INCIDENT, Timeline, Condition, Decision, PriorityMatrix, Event, Record, Weighed, Actor]
)
def test_schemas_are_schemas(of: Any) -> None:
    """Of the draft that they name."""
    schema = CONVERTER.json_schema(of)
    assert "https://json-schema.org/draft/2020-12/schema" == schema["$schema"]
    Draft202012Validator.check_schema(schema)


def test_a_schema_without_functions_takes_none() -> None:
    """Nothing that could not be read fits."""
    schema = Draft202012Validator(make_converter().json_schema(Condition))
    assert not schema.is_valid({"$": "function", "function": "os.system"})


@pytest.mark.parametrize(
    "broken",
    [
        {"type": "Problem"},
        {"schema": 2},
        {"model": {"name": "mine", "version": "2"}},
        {"history": []},
        {"extra": 1},
        {"history": [{"verb": "start", "at": "2026-01-05T09:00:00Z", "by": "a"}]},
    ],
    ids=lambda broken: next(iter(broken)),
)
def test_a_broken_document_does_not_fit_its_schema(broken: Any) -> None:
    """Whatever is broken in it."""
    schema = Draft202012Validator(CONVERTER.json_schema(INCIDENT))
    document = CONVERTER.unstructure(Incident.open("INC-1", at=NINE, by="ada", summary="s"))
    assert schema.is_valid(document)
    assert not schema.is_valid({**document, **broken})
    for key in document:
        assert not schema.is_valid({k: v for k, v in document.items() if k != key})
    for key, value in document["history"][0].items():
        junk: tuple[Any, ...] = (None, 5, [], {"x": 1})
        for other in junk:
            event = {**document["history"][0], key: other}
            assert not schema.is_valid({**document, "history": [event]}), (key, value, other)


def test_a_schema_is_of_a_model_or_a_class() -> None:
    """A list is neither."""
    with pytest.raises(BadValue, match=r"of cannot be .*; give a model, or a class"):
        CONVERTER.json_schema([INCIDENT])  # type: ignore[arg-type]


def test_a_value_is_written_as_its_own_class() -> None:
    """And as no other; a mistake in a hook of the user's own is not hidden."""
    words = f"Actor('ada') cannot be written: it cannot be written as {Incident}"
    with pytest.raises(Unwritable) as caught:
        CONVERTER.unstructure(Actor("ada"), Incident)
    assert f"{words}; give its own class" == str(caught.value)
    with pytest.raises(Unwritable, match=r"it cannot be written as \[\]; give its own class"):
        CONVERTER.unstructure(Actor("ada"), [])
    with pytest.raises(Unwritable, match=r"written as tuple\[int, str\]; give its own class"):
        CONVERTER.unstructure(Actor("ada"), tuple[int, str])
    converter = make_converter()
    converter.register_unstructure_hook(Held, lambda event: event.reasons)
    with pytest.raises(AttributeError, match="reasons"):
        converter.unstructure(Held(at=NINE, by="ada", reason="vendor"))


def test_a_converter_has_the_documents_that_it_writes() -> None:
    """So that what clients may say is described by the same models."""
    inc, converter = Incident.open("INC-1", at=NINE, by="ada", summary="Mail"), make_converter()
    assert converter.unstructure(inc) == converter.documents.unstructure(inc)
