"""Documents without any other library: what they write, read and refuse by themselves."""

from __future__ import annotations

import inspect
import json
import subprocess
import sys
from typing import Any, ClassVar
from uuid import UUID

import attrs
import pytest

from itsmcore import INCIDENT, NORMAL_CHANGE, PROBLEM, Event, Incident, Record, Rule
from itsmcore.assessment import assess
from itsmcore.categories import CategoryTree
from itsmcore.conditions import ALWAYS, Condition, Not, field
from itsmcore.documents import BadDocument, Documents, Unwritable
from itsmcore.errors import BadValue
from itsmcore.incidents import Started
from itsmcore.interop.cattrs import make_converter
from itsmcore.lifecycle import ANY, Actor, event_named
from itsmcore.schedule import Schedule
from tests.instants import NINE
from tests.interop.parcels import CONVERTER, MODELS, Hazard, is_busy

DOCUMENTS = Documents(models=MODELS, functions=[is_busy], levels=[Hazard])
INC = Incident.open("INC-1", at=NINE, by="ada", summary="Mail is down").start(at=NINE, by="grace")
OFFICE = Schedule.weekly({"mon-fri": "09:00-17:00"}, tz="Europe/Amsterdam")
VALUES: list[tuple[Any, Any]] = [
    (INC, Incident),
    (INC.history[1], Event),
    (INC.history, tuple[Event, ...]),
    ({"a": INC}, dict[str, Incident]),
    (field("x").is_(NINE), Condition),
    (OFFICE, Schedule),
    (Actor("ada", roles={"agent"}), Actor),
    ("a text", str),
    (INCIDENT.prioritiser.matrix, type(INCIDENT.prioritiser.matrix)),
]


@attrs.frozen(kw_only=True)
class Stamped(Event):
    """Put a mark on it, of a type that no document knows."""

    verb: ClassVar[str] = "stamp"
    token: UUID | None = None


@attrs.frozen
class Tokens:
    """Write a token as its text."""

    kind: Any

    def read(self, document: Any) -> Any:
        return UUID(document)

    def write(self, value: Any) -> Any:
        return str(value)

    def schema(self, _: Any, /) -> dict[str, Any]:
        return {"type": "string"}


STAMPED = INCIDENT.extended(Rule(Stamped, source=ANY), name="stamped")
TOKEN = Stamped(at=NINE, by="ada", token=UUID(int=7))


@pytest.mark.parametrize(("value", "kind"), VALUES, ids=range(len(VALUES)))
def test_a_value_is_written_as_a_converter_writes_it(value: Any, kind: Any) -> None:
    """And read back the same, with JSON text in between."""
    document = DOCUMENTS.unstructure(value)
    assert CONVERTER.unstructure(value) == document
    assert value == DOCUMENTS.structure(json.loads(json.dumps(document)), kind)
    assert make_converter().json_schema(kind) == Documents().json_schema(kind)


@pytest.mark.long
def test_nothing_else_is_needed() -> None:
    """Not even where others are installed."""
    program = (
        "import sys; sys.modules['cattrs'] = None\n"
        "import datetime\n"
        "from itsmcore import Incident\n"
        "from itsmcore.documents import Documents\n"
        "nine = datetime.datetime(2026, 1, 5, 9, tzinfo=datetime.UTC)\n"
        "inc = Incident.open('INC-1', at=nine, by='ada', summary='Mail is down')\n"
        "documents = Documents()\n"
        "print(documents.structure(documents.unstructure(inc), Incident) == inc)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert "True" == done.stdout.strip()


def test_a_type_that_is_not_known_is_refused_both_ways() -> None:
    """Where no hook says how it is written, nothing fits."""
    documents = Documents(models=[STAMPED])
    with pytest.raises(Unwritable, match=r"token: UUID\(.*; use a converter with a hook for that"):
        documents.unstructure(TOKEN)
    document = {"verb": "stamp", "at": "2026-01-05T09:00:00Z", "by": "ada", "token": "x"}
    with pytest.raises(BadDocument, match=r"token cannot be read: its field is of <class"):
        documents.structure(document, Event)
    with pytest.raises(Unwritable, match="use a converter"):
        documents.unstructure({"a": {1}})
    with pytest.raises(BadDocument, match="it cannot be read"):
        documents.structure({}, UUID)


def test_a_class_is_written_where_it_is_that_of_an_event_or_a_record() -> None:
    """And no other by its name."""
    documents = Documents()
    event: Any = type[Event]
    record: Any = type[Record[Any]]
    number: Any = type[int]
    document = documents.unstructure(Started, event)
    assert {"verb": "start", "class": "itsmcore.incidents.Started"} == document
    assert Started is documents.structure(document, event)
    assert Incident is documents.structure("itsmcore.incidents.Incident", record)
    with pytest.raises(BadDocument, match="it cannot be read: its field is of "):
        documents.structure("builtins.int", number)


def test_others_may_say_how_their_types_are_written() -> None:
    """By a shape in the place of what is not known."""
    documents = Documents(models=[STAMPED], others=Tokens)
    document = documents.unstructure(TOKEN)
    assert str(UUID(int=7)) == document["token"]
    assert TOKEN == documents.structure(document, Event)
    assert {"type": "string"} == documents.shape_of(UUID).schema({})


def test_an_event_is_read_by_the_model_of_its_record() -> None:
    """A second practice with the same verb changes nothing for the rows of the first."""
    alone, both = Documents(), Documents(models=[INCIDENT, PROBLEM, NORMAL_CHANGE])
    for event in INC.history:
        row = alone.unstructure(event)
        assert row == both.unstructure(event)
        assert event == both.structure_event(row, INCIDENT)
        assert event == CONVERTER.structure_event(row, INCIDENT)
    with pytest.raises(BadDocument, match="'open', a verb of several event classes"):
        both.structure(alone.unstructure(INC.history[0]), Event)
    with pytest.raises(BadDocument, match="verb is 'start', no verb of problem 1; known: open"):
        both.structure_event(alone.unstructure(INC.history[1]), PROBLEM)
    with pytest.raises(BadValue, match="model cannot be 'incident 1'"):
        both.structure_event({}, "incident 1")  # type: ignore[arg-type]


def test_a_verb_of_a_model_may_be_that_of_its_opening() -> None:
    """The opening is the one with a number; the model need not be known."""
    again = event_named("open")
    board = INCIDENT.extended(Rule(again, source="on_hold"), name="board")
    inc = board.open("INC-1", at=NINE, by="ada", summary="s").hold(
        at=NINE, by="ada", reason="vendor"
    )
    inc = inc.apply(again(at=NINE, by="ada"))
    rows = [DOCUMENTS.unstructure(event) for event in inc.history]
    assert inc.history == tuple(DOCUMENTS.structure_event(row, board) for row in rows)


def test_texts_that_few_stores_take_are_refused_but_in_what_was_stored() -> None:
    """As a converter does."""
    with pytest.raises(BadDocument, match="name has half of a surrogate pair, which few stores"):
        DOCUMENTS.structure({"name": "a\ud800"}, Actor)
    with pytest.raises(Unwritable, match=r"a\[0\]: 'x\\x00' cannot be written: it has a NUL"):
        DOCUMENTS.unstructure({"a": ["x\0"]})
    row = {"verb": "start", "at": "2026-01-05T09:00:00Z", "by": "a\0"}
    assert "a\0" == DOCUMENTS.structure(row, Started).by.name


def test_a_value_is_written_as_the_type_that_is_asked_for() -> None:
    """Or refused, where it is none of that type."""
    facts = {"a": NINE}
    kind: Any = dict[str, object]
    tagged = {"a": {"$": "instant", "value": "2026-01-05T09:00:00Z"}}
    assert tagged == DOCUMENTS.unstructure(facts, kind)
    with pytest.raises(Unwritable, match=r"cannot be written as .*Incident.*; give its own class"):
        DOCUMENTS.unstructure(Actor("ada"), Incident)


def test_only_a_model_or_a_type_has_a_schema() -> None:
    """A list is neither."""
    with pytest.raises(BadValue, match=r"of cannot be .*; give a model, or a class"):
        DOCUMENTS.json_schema([INCIDENT])  # type: ignore[arg-type]
    with pytest.raises(BadValue, match=r"kind cannot be .*; give a class"):
        DOCUMENTS.structure({}, [Incident])  # type: ignore[call-overload]


def test_what_is_nested_too_deeply_is_refused() -> None:
    """Python's stack is finite."""
    document: Any = {"$": "all", "parts": []}
    for _ in range(2000):
        document = {"$": "not", "part": document}
    for kind in (Condition, Event):
        with pytest.raises(BadDocument, match="it is nested too deeply"):
            DOCUMENTS.structure({"verb": "start", "given": {"x": document}}, kind)
    condition: Condition = ALWAYS
    for _ in range(99):
        condition = Not(condition)
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(len(inspect.stack()) + 60)
    try:
        with pytest.raises(Unwritable, match="it is nested too deeply; flatten it"):
            DOCUMENTS.unstructure(condition)
    finally:
        sys.setrecursionlimit(limit)


@pytest.mark.parametrize(
    "value",
    [
        INCIDENT.prioritiser.explain({}),
        assess(INCIDENT.prioritiser.engines, {}),
        CategoryTree(["mail"]).diff(CategoryTree(["vpn"])),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_rules_said_is_not_stored(value: Any) -> None:
    """But computed again, from the rules and the facts."""
    words = "it is computed, and never stored; store the rules and the facts, and ask again"
    with pytest.raises(Unwritable, match=words):
        DOCUMENTS.unstructure(value)


def test_a_schedule_that_does_not_say_when_it_is_open_is_told_what_is_missing() -> None:
    """By the form that its other keys fit best."""
    with pytest.raises(BadDocument, match="hours is missing"):
        Documents().structure({"$": "schedule", "tz": "UTC"}, Schedule)
