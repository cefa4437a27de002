"""Events are read at once where their documents are in order, and to the same effect."""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Mapping
from typing import Any, ClassVar

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itsmcore import INCIDENT, Event, Rule
from itsmcore.documents import BadDocument, Documents
from itsmcore.documents._built import Built
from itsmcore.documents._straight import Straight, is_straightforward
from itsmcore.frozen import EMPTY, FrozenDict
from itsmcore.incidents import Incident, Opened, Updated
from itsmcore.level import Impact, Level
from itsmcore.lifecycle import ANY, Cause, Link, custom_fields
from itsmcore.lifecycle.events import Commented
from tests.instants import NINE
from tests.interop import strategies as some
from tests.interop.parcels import CONVERTER

AT = "2026-01-05T09:00:00Z"


@attrs.frozen(kw_only=True)
class Tree:
    """A class whose values hold others of it."""

    name: str
    branches: tuple[Tree, ...] = ()


@attrs.frozen(kw_only=True)
class Planted(Event):
    """Plant something."""

    verb: ClassVar[str] = "plant"
    count: int
    impact: Level | None = None
    where: str | None = None
    before: Event | None = None
    link: Link | None = None
    tree: Tree | None = None
    facts: FrozenDict[str, Any] = EMPTY


@attrs.frozen(kw_only=True)
class Checked(Planted):
    """It checks itself."""

    verb: ClassVar[str] = "check"

    def __attrs_post_init__(self) -> None:
        if self.count < 0:
            raise ValueError("below zero")


@attrs.frozen(kw_only=True)
class Counted(Event):
    """Its list is its own."""

    verb: ClassVar[str] = "count"
    several: list[int] = attrs.Factory(list)


@attrs.frozen(kw_only=True)
class Converted(Event):
    """Its converter may do anything."""

    verb: ClassVar[str] = "convert"
    size: int = attrs.field(default=1, converter=abs)


@attrs.frozen(kw_only=True, init=False)
class Initialised(Event):
    """It is made in a way of its own."""

    verb: ClassVar[str] = "initialise"

    def __init__(self, **said: Any) -> None:
        self.__attrs_init__(**said)


@attrs.frozen(kw_only=True)
class Hidden(Event):
    """Its field has another name in documents."""

    verb: ClassVar[str] = "hide"
    _size: int = 1


CLASSES = (Planted, Checked, Counted, Converted, Initialised, Hidden)
GARDEN = INCIDENT.extended(*(Rule(event, source=ANY) for event in CLASSES), name="garden")
DOCUMENTS = Documents(models=[GARDEN])


def read(document: Any, how: Any, event: type[Event] = Planted) -> Any:
    """Give what is read, or what is wrong."""
    try:
        return how(DOCUMENTS.shape_of(event), document)
    except BadDocument as error:
        return error.problems


def planted(**more: Any) -> dict[str, Any]:
    return {"verb": "plant", "at": AT, "by": "ada", "count": 2, **more}


@pytest.mark.parametrize(
    "document",
    [
        planted(),
        planted(where="B2", impact=None, facts={"a": 1, "b": None}),
        planted(facts={"a": [1]}),
        planted(facts=[]),
        planted(before={"verb": "plant", "at": AT, "by": "ada", "count": 1}),
        planted(link={"kind": "child", "target": "INC-2"}),
        planted(tree={"name": "oak", "branches": [{"name": "twig"}]}),
        planted(cause={"name": "hold", "version": 2}),
        planted(given={"freeze": True}),
        planted(by={"name": "ada", "roles": ["agent"]}),
        planted(at="2026-01-05T10:00:00+01:00"),
        planted(verb="check"),
        planted(verb=["plant"]),
        planted(where=5),
        planted(count=True),
        planted(impact={"$": "level", "scale": "Impact"}),
        planted(whre="B2"),
        {"verb": "plant", "at": AT, "by": "ada"},
        {},
        [],
        None,
    ],
    ids=str,
)
def test_a_document_is_read_at_once_as_it_is_part_by_part(document: Any) -> None:
    """What it says, and what is wrong with it, in the same words."""
    quick, plain = read(document, Straight.read), read(copy.deepcopy(document), Built.read)
    assert (quick, repr(quick)) == (plain, repr(plain))


@settings(deadline=None, max_examples=200)
@given(st.data())
def test_all_events_are_read_at_once_as_part_by_part(data: st.DataObject) -> None:
    """Whole ones and broken ones."""
    whole = some.events().map(CONVERTER.unstructure)
    document = data.draw(whole | some.broken(whole))
    verb = document.get("verb") if isinstance(document, Mapping) else None
    events = {of.verb: of for of in CONVERTER.documents._shapes.events}
    shape: Any = CONVERTER.documents.shape_of(events.get(str(verb), Opened))
    found = []
    for how in (type(shape).read, Built.read):
        try:
            found.append(repr(how(shape, copy.deepcopy(document))))
        except BadDocument as error:
            found.append(repr(error.problems))
    assert found[0] == found[1]


@pytest.mark.parametrize("event", [*CLASSES[1:], Updated])
def test_what_is_made_in_a_way_of_its_own_is_made_so(event: type[Event]) -> None:
    """Its checks, its defaults and its names are its own."""
    assert not is_straightforward(event)
    assert not isinstance(DOCUMENTS.shape_of(event), Straight)


def test_what_is_but_its_fields_is_read_straight() -> None:
    """Most events are."""
    for event in (Planted, Opened, Commented):
        assert isinstance(DOCUMENTS.shape_of(event), Straight)


def test_what_is_read_is_what_is_made() -> None:
    """Its fields are those of an event that was made by hand, to the class of each."""
    document = {
        "verb": "open",
        "id": "INC-1",
        "at": AT,
        "by": "ada",
        "summary": "Mail is down",
        "configuration_items": ["mx1"],
        "impact": DOCUMENTS.unstructure(Impact.HIGH),
        "custom": {"floor": 2},
        "cause": {"name": "hold"},
    }
    nine = dt.datetime(2026, 1, 5, 9, tzinfo=dt.UTC)
    made = Opened(
        "INC-1",
        at=nine,
        by="ada",
        summary="Mail is down",
        configuration_items=("mx1",),
        impact=Impact.HIGH,
        custom={"floor": 2},
        cause=Cause("hold"),
    )
    event = DOCUMENTS.shape_of(Opened).read(document)
    assert (made, repr(made), hash(made)) == (event, repr(event), hash(event))
    assert [type(getattr(made, of.name)) for of in attrs.fields(Opened)] == [
        type(getattr(event, of.name)) for of in attrs.fields(Opened)
    ]


def test_a_level_is_read_once_and_a_stranger_is_refused_all_the_same() -> None:
    """True is no rank, though it equals one; a part that has no hash is no text."""
    level = {"$": "level", "scale": "Level", "code": "x", "label": "X", "rank": 1}
    shape = DOCUMENTS.shape_of(Level)
    assert shape.read(level) is shape.read(dict(level))
    for changes in ({"rank": True}, {"code": ["x"]}, {"label": None}):
        with pytest.raises(BadDocument):
            shape.read({**level, **changes})
    strange: list[Any] = [[], None, {}]
    for document in strange:
        with pytest.raises(BadDocument):
            shape.read(document)


def test_custom_fields_that_are_plain_are_kept_as_they_are() -> None:
    """Frozen once, they are not copied; what needs a look is looked at."""
    plain: Any = FrozenDict({"site": "A", "floor": 2})
    listed: Any = FrozenDict({"several": [1]})
    assert custom_fields(plain) is plain
    assert custom_fields(listed) == {"several": (1,)}
    nine = dt.datetime(2026, 1, 5, 9, tzinfo=dt.UTC)
    inc = INCIDENT.open("INC-1", at=nine, by="ada", summary="s", custom=plain)
    assert inc.custom is plain
    inc = inc.update(at=nine, by="ada", custom={"site": None, "room": 1})
    assert inc.custom == {"floor": 2, "room": 1}
    assert INCIDENT.open("INC-1", at=nine, by="a", summary="s", custom={"x": None}).custom == {}


def test_a_level_that_is_no_mapping_is_refused() -> None:
    """By what it is, where a fact has one."""
    documents = Documents(models=[INCIDENT])
    record = INCIDENT.open("INC-1", at=NINE, by="ada", summary="Mail", impact=Impact.HIGH)
    document = documents.unstructure(record)
    for wrong in (5, "high", ["high"]):
        opened = {**document["history"][0], "impact": wrong}
        with pytest.raises(BadDocument):
            documents.structure({**document, "history": [opened]}, Incident)


def test_a_level_that_is_read_is_the_rung_of_its_scale() -> None:
    """The very one; a rung of somebody's own is made."""
    written = CONVERTER.unstructure(Impact.HIGH)
    assert CONVERTER.structure(written, Impact) is Impact.HIGH
    own = CONVERTER.structure({**written, "label": "Severe"}, Impact)
    assert own == Impact("high", "Severe", 3)


def test_events_with_one_cause_share_it() -> None:
    """However many of them are read."""
    document = planted(cause={"name": "hold", "version": 2})
    one, other = (DOCUMENTS.structure(copy.deepcopy(document), Planted) for _ in range(2))
    assert one.cause is other.cause
    assert one.cause == Cause("hold", version=2)
