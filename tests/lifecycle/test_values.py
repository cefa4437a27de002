"""Values are checked where they come in: kinds by the event, what cannot be at the verb."""

from __future__ import annotations

import datetime as dt
import json
import pickle
from collections.abc import Callable, Iterable, Mapping
from typing import Any, ClassVar, Literal, NewType

import attrs
import pytest
from hypothesis import given as over
from hypothesis import strategies as st

from itsmcore import Change, Impact, Incident, Problem, Task, Urgency, changes, problems
from itsmcore.approval import ApprovalRequested, Authority
from itsmcore.conditions import field
from itsmcore.errors import (
    BadData,
    BadValue,
    FaultyDefinition,
    FieldMissing,
    NaiveTime,
    Reason,
    Refused,
    UnknownCode,
    Unlisted,
)
from itsmcore.frozen import EMPTY
from itsmcore.incidents import INCIDENT, Closed, Escalated, Opened, Resolved, Updated
from itsmcore.interop.cattrs import make_converter
from itsmcore.lifecycle import ANY, Actor, Cause, Event, Link, LinkKind, Rule
from itsmcore.lifecycle._values import _is_of_texts, _is_safe
from itsmcore.lifecycle.events import Assigned, Commented, Linked
from itsmcore.techniques import FiveWhys, Ishikawa
from tests.instants import NINE as T0
from tests.support import Loan

AHEAD = dt.timezone(dt.timedelta(hours=2))


def opened(**facts: Any) -> Incident:
    asked = {"at": T0, "by": "ada", "summary": "Mail is down", "group": "desk", "assignee": "grace"}
    return Incident.open("INC-1", **{**asked, **facts})


def codes(reasons: Iterable[Reason]) -> list[str]:
    return [reason.code for reason in reasons]


def nested(depth: int) -> list[Any]:
    """Put lists into lists."""
    return [nested(depth - 1)] if depth else []


# --- kinds ------------------------------------------------------------------------------------

WRONG: list[tuple[Callable[..., Any], dict[str, Any], str]] = [
    (opened, {"summary": 5}, "summary cannot be 5; give a text"),
    (opened, {"summary": None}, "summary cannot be None; give a value; the verb needs it"),
    (opened, {"impact": ""}, "impact cannot be ''; give a Level or None"),
    (opened, {"impact": 0}, "impact cannot be 0; give a Level or None"),
    (opened, {"tags": 5}, "tags cannot be (5,); give a tuple, each a text"),
    (opened, {"tags": b"ab"}, "give a tuple, each a text"),
    (opened, {"configuration_items": ["a", None]}, "give a tuple, each a text"),
    (opened, {"description": ["a"]}, "description cannot be ['a']; give a text or None"),
    (opened, {"custom": 5}, "custom cannot be 5; give a mapping from names to values"),
    (opened, {"custom": {"a": object}}, "give a str, int, float, bool"),
    (opened, {"custom": {5: "a"}}, "a custom field's name cannot be 5; give a text"),
    (opened, {"custom": {"a": nested(101)}}, "give values that are nested at most 100 deep"),
    (opened, {"cause": "tick"}, "cause cannot be 'tick'; give a Cause or None"),
    (opened, {"given": "x"}, "given cannot be 'x'; give a mapping"),
    (opened().comment, {"text": "a", "public": 1}, "public cannot be 1; give True or False"),
    (opened().comment, {"text": "a", "public": "yes"}, "give True or False"),
    (opened().comment, {"text": b"a"}, "give a text"),
    (opened().update, {"tags": {"a": 1}, "summary": 5}, "summary cannot be 5"),
    (opened().link, {"kind": 5, "target": "INC-2"}, "kind cannot be 5; give a text"),
]


@pytest.mark.parametrize(("verb", "data", "words"), WRONG)
def test_a_value_of_a_wrong_kind_makes_no_event(
    verb: Callable[..., Any], data: dict[str, Any], words: str
) -> None:
    """The error names the field, the value and what it is for."""
    with pytest.raises(BadValue) as caught:
        verb(**{"at": T0, "by": "ada", **data})
    assert words in str(caught.value)


def test_kinds_are_those_of_what_an_event_is_made_of() -> None:
    """Causes, links, steps of a procedure, authorities, analyses: each is checked by its class."""
    made: Any
    for made in (
        lambda: Cause(5),  # type: ignore[arg-type]
        lambda: Cause("x", version="1"),  # type: ignore[arg-type]
        lambda: Cause("x", version=True),
        lambda: Cause("x", version=1, record=5),  # type: ignore[arg-type]
        lambda: Link("parent", 5),  # type: ignore[arg-type]
        lambda: changes.ProcedureStep("Stop it", check=5),  # type: ignore[arg-type]
        lambda: problems.Workaround(5, T0),  # type: ignore[arg-type]
        lambda: changes.Opened("CHG-1", at=T0, by="ada", summary="x", steps=5),  # type: ignore[arg-type]
        lambda: ApprovalRequested(at=T0, by="ada", authorities=5),  # type: ignore[arg-type]
        lambda: ApprovalRequested(at=T0, by="ada", authorities=["CAB"]),  # type: ignore[list-item]
    ):
        with pytest.raises(BadValue):
            made()

    class Sly(str):
        __slots__ = ()

    why = FiveWhys(Sly("a"), [Sly("b")], action=Sly("c"))
    bone = Ishikawa(Sly("a"), {"people": Sly("b")})
    cab = Authority(Sly("CAB"), [Sly("ada")])
    texts = (why.effect, *why.answers, why.action, bone.effect, *bone.causes["people"])
    assert {str} == set(map(type, (*texts, cab.name, *cab.people)))


@attrs.frozen(kw_only=True)
class Weighed(Event):
    """An event of somebody's own, which sees to its weight and does not call the base."""

    verb: ClassVar[str] = "weigh"
    grams: int
    place: str | None = None
    seen: dt.datetime | None = None
    parts: tuple[str, ...] = ()
    anything: Any = None
    labels: Mapping[str, Any] = EMPTY
    rows: tuple[Any, ...] = ()

    def __attrs_post_init__(self) -> None:
        if self.grams < 0:
            raise ValueError("it weighs something")

    def against(self, record: Any) -> Iterable[Reason]:
        if self.grams == 13:
            yield Reason("unlucky", "13 is unlucky")


MINE = INCIDENT.extended(Rule(Weighed, source=ANY), name="mine")


def test_an_event_class_of_ones_own_has_its_kinds_too() -> None:
    """With no call of the base, before its own checks, and with its instants in UTC."""
    for data in ({"grams": "5"}, {"grams": True}, {"grams": 5, "place": 5}, {"grams": None}):
        with pytest.raises(BadValue):
            Weighed(at=T0, by="ada", **data)
    with pytest.raises(NaiveTime):
        Weighed(at=T0, by="ada", grams=5, seen=dt.datetime(2026, 1, 5))
    with pytest.raises(ValueError, match="it weighs something"):
        Weighed(at=T0, by="ada", grams=-1)
    weighed = Weighed(at=T0, by="ada", grams=5, seen=T0.astimezone(AHEAD), parts=["a"])  # type: ignore[arg-type]
    assert ("UTC", ("a",)) == (str(weighed.seen.tzinfo), weighed.parts)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("data", "flaw"),
    [
        ({"labels": {"a": (object(),)}}, "labels is of a class that no document holds"),
        ({"labels": {"a": dt.datetime(2026, 1, 5)}}, "labels is an instant without a time zone"),
        ({"rows": ({"a": {"b"}},)}, "rows is a set, which can change; a frozenset will do"),
        ({"anything": b"a"}, "anything is of a class that no document holds"),
        ({"labels": {"a": (T0, Impact.LOW)}, "rows": ("b", 2)}, ""),
    ],
)
def test_what_no_document_holds_is_refused_wherever_anything_may_stand(
    data: dict[str, Any], flaw: str
) -> None:
    """In collections of an event of one's own, too; what is accepted is written and read."""
    inc = MINE.open("INC-1", at=T0, by="ada", summary="Mail is down")
    event = Weighed(at=T0, by="ada", grams=5, **data)
    assert [flaw] * bool(flaw) == list(
        map(str, inc.why_not("weigh", at=T0, by="ada", grams=5, **data))
    )
    if flaw:
        with pytest.raises(BadData):
            inc.apply(event)
        return
    converter = make_converter(models=[MINE])
    document = json.loads(json.dumps(converter.unstructure(inc.apply(event))))
    assert inc.apply(event) == converter.structure(document, Incident)


# --- what cannot be ---------------------------------------------------------------------------

BLANKS: list[tuple[str, dict[str, Any], str]] = [
    ("update", {"summary": ""}, "summary is blank"),
    ("update", {"summary": " \t\n"}, "summary is blank"),
    ("update", {"caller": "\u3000"}, "caller is blank"),
    ("update", {"tags": ("a", "")}, "tags is blank"),
    ("update", {"configuration_items": " "}, "configuration_items is blank"),
    ("comment", {"text": ""}, "text is blank"),
    ("cancel", {"reason": " "}, "reason is blank"),
    ("hold", {"reason": "caller", "until": None, "note": ""}, ""),
    ("recategorise", {"category": ""}, "category is blank"),
    ("reprioritise", {"impact": Impact.LOW, "note": ""}, "note is blank"),
    ("escalate", {"kind": "functional", "group": "network", "reason": ""}, "reason is blank"),
    ("propose_major", {"reason": "  "}, "reason is blank"),
    ("link", {"kind": "related", "target": ""}, "target is blank"),
]


@pytest.mark.parametrize(("verb", "data", "words"), BLANKS)
def test_a_text_that_must_say_something_is_not_blank(
    verb: str, data: dict[str, Any], words: str
) -> None:
    """The verb refuses what `why_not` says; where a text may be missing, a blank is as good."""
    inc = opened()
    reasons = inc.why_not(verb, at=T0, by="ada", **data)
    assert [words] * bool(words) == list(map(str, reasons))
    if words:
        with pytest.raises(BadData, match=f"cannot {verb} while .*: {words}; fix it and"):
            getattr(inc, verb)(at=T0, by="ada", **data)


def test_what_a_rule_needs_is_missing_where_it_is_blank() -> None:
    """It is said once, as missing."""
    inc = opened()
    with pytest.raises(FieldMissing, match="resolution_notes must be set first; set it"):
        inc.resolve(at=T0, by="grace", code="user_error", notes=" ")
    wanted = Loan.open("L-1", at=T0, by="desk", title="Emma")
    asked: dict[str, Any] = {"at": T0, "by": "desk", "given": {"banned": False}}
    assert ["field_missing"] == codes(wanted.why_not("lend", **asked, reader=" "))


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"summary": ""}, "blank"),
        ({"summary": "\u2003"}, "blank"),
        ({"tags": ["vip", " "]}, "blank"),
        ({"summary": "a\0"}, "unwritable"),
        ({"description": "\ud800"}, "unwritable"),
        ({"custom": {"a": float("nan")}}, "unwritable"),
        ({"custom": {"a": ("b", ("c\0",))}}, "unwritable"),
        ({"custom": {"a\ud800": 1}}, "unwritable"),
        ({"custom": {"a": 2**20_000}}, "unwritable"),
        ({"given": {"a": object()}}, "unwritable"),
        ({"given": {"a\0": 1}}, "unwritable"),
        ({"given": {"a": [opened()]}}, "unwritable"),
        ({"given": {"a": INCIDENT}}, "unwritable"),
        ({"given": {"a": [dt.datetime(2026, 1, 5, 9)]}}, "unwritable"),
        ({"given": {"a": {"b": Actor("ada", "agent")}}}, "unwritable"),
        ({"given": {"a": Cause("resolve", version=1)}}, "unwritable"),
        ({"cause": Cause("a\0")}, "unwritable"),
        ({"impact": Impact("9", "Nine", 9)}, "unknown_code"),
        ({"impact": Urgency.HIGH}, "unknown_code"),
    ],
)
def test_an_opening_is_judged_too(facts: dict[str, Any], code: str) -> None:
    """And a history that was stored with it loads, and is listed by an audit."""
    with pytest.raises(Refused) as caught:
        opened(**facts)
    assert [code] == codes(caught.value.reasons)
    event = Opened("INC-1", **{"at": T0, "by": "ada", "summary": "Mail", **facts})
    stored = Incident.replay([event])
    assert event == stored.history[0]
    (finding,) = Incident.audit(stored.history, model=INCIDENT)
    assert [code] == codes(finding.reasons)


STORED: list[tuple[Event, str]] = [
    (Updated(at=T0, by="ada", summary=""), "blank"),
    (Commented(at=T0, by="ada", text="\ud800"), "unwritable"),
    (Commented(at=T0, by="ada", text="a\0b"), "unwritable"),
    (Linked(at=T0, by="ada", kind="parent", target="INC-1"), "own_link"),
    (Linked(at=T0, by="ada", kind="cousin", target="INC-2"), "unknown_code"),
    (Updated(at=T0, by="ada", detected_at=T0 + dt.timedelta(days=1)), "impossible_instant"),
    (Resolved(at=T0, by="ada", code="magic", notes="x"), "unknown_code"),
    (Updated(at=T0, by="ada", custom={"a": float("inf")}), "unwritable"),
]


@pytest.mark.parametrize(("event", "code"), STORED)
def test_what_a_verb_refuses_is_folded_where_it_is_stored(event: Event, code: str) -> None:
    """Whatever it is: a history loads, goes on, and is listed by an audit."""
    inc = opened()
    with pytest.raises(Refused) as caught:
        inc.apply(event)
    assert code in codes(caught.value.reasons)
    stored = Incident.replay([*inc.history, event])
    assert event is stored.history[-1]
    assert stored == pickle.loads(pickle.dumps(stored))
    later = stored.comment(at=T0, by="ada", text="It goes on")
    (finding,) = Incident.audit(later.history, model=INCIDENT)
    assert (1, True) == (finding.index, code in codes(finding.reasons))


def test_stored_documents_load_with_what_is_refused_now() -> None:
    """A blank, half a surrogate pair, a stranger's link: reading refuses none of them."""
    converter = make_converter()
    document = converter.unstructure(opened())
    at = "2026-01-05T09:00:00Z"
    document["history"] += [
        {"verb": "update", "at": at, "by": "ada", "summary": ""},
        {"verb": "comment", "at": at, "by": "ada", "text": "\ud800\0"},
        {"verb": "link", "at": at, "by": "ada", "kind": "cousin", "target": "INC-1"},
    ]
    loaded = converter.structure(document, Incident)
    assert 4 == loaded.version
    assert [1, 2, 3] == [f.index for f in Incident.audit(loaded.history, model=INCIDENT)]


# --- links ------------------------------------------------------------------------------------


def test_no_record_is_tied_to_itself() -> None:
    """By a link, as the task of itself, as its own duplicate, or by what it caused."""
    with pytest.raises(BadData, match="INC-1 cannot be its own parent; fix it"):
        opened().link(at=T0, by="ada", kind="parent", target="INC-1")
    with pytest.raises(BadData, match="TASK-1 cannot be its own task_of"):
        Task.open("TASK-1", at=T0, by="ada", summary="x", parent="TASK-1")
    problem = Problem.open("PRB-1", at=T0, by="ada", summary="x", assignee="ada")
    reasons = problem.assess(at=T0, by="ada").why_not("mark_duplicate", at=T0, by="ada", of="PRB-1")
    assert "own_link" in codes(reasons)
    change = Change.open("CHG-1", at=T0, by="ada", summary="x")
    told = changes.Reviewed(at=T0, by="ada", findings="x", incidents=["INC-1", "CHG-1"])
    assert (("causes", "INC-1"), ("causes", "CHG-1")) == told.tied()
    reasons = change.why_not("review", at=T0, by="ada", findings="x", incidents=["CHG-1"])
    assert "not_allowed" in codes(reasons)


def test_the_kinds_of_links_are_the_models_codes() -> None:
    """All that there are by default; a model may take fewer, or others, but no slip."""
    with pytest.raises(UnknownCode, match="a link cannot be of the kind 'parrent'; did you mean"):
        opened().link(at=T0, by="ada", kind="parrent", target="INC-2")
    narrow = INCIDENT.extended(codes={"links": (LinkKind.RELATED,)}, name="narrow")
    inc = narrow.open("INC-1", at=T0, by="ada", summary="x")
    assert 1 == len(inc.link(at=T0, by="ada", kind="related", target="INC-2").links)
    assert ["unknown_code"] == codes(
        inc.why_not("link", at=T0, by="ada", kind="parent", target="INC-2")
    )
    with pytest.raises(FaultyDefinition) as caught:
        INCIDENT.extended(codes={"links": ("parrent",)}, name="wide")
    assert "codes: list 'parrent', which is no kind of link" in str(caught.value)
    wide = INCIDENT.extended(codes={"links": ("cousin",)}, name="wide")
    assert 1 == len(
        wide.open("INC-1", at=T0, by="ada", summary="x")
        .link(at=T0, by="ada", kind="cousin", target="INC-2")
        .links
    )


# --- what a verb keeps ------------------------------------------------------------------------


@pytest.mark.parametrize("nothing", ["", " ", "\n"])
def test_an_empty_text_wipes_nothing(nothing: str) -> None:
    """It says as little as None does."""
    inc = opened(description="Since nine", location="Utrecht", tags=["vip"])
    kept = inc.escalate(at=T0, by="x", kind="hierarchic", group=nothing, to="boss", reason="VIP")
    assert ("desk", "grace") == (kept.group, kept.assignee)
    given = inc.assign(at=T0, by="x", group=nothing, assignee="linus")
    assert ("desk", "linus") == (given.group, given.assignee)
    moved = inc.assign(at=T0, by="x", group="network", assignee=nothing)
    assert ("network", None) == (moved.group, moved.assignee)
    told = inc.update(at=T0, by="x", description=nothing, location=nothing, customer=nothing)
    assert ("Since nine", "Utrecht", None) == (told.description, told.location, told.customer)
    assert ("vip",) == inc.update(at=T0, by="x", tags="").tags
    assert () == inc.update(at=T0, by="x", tags=()).tags
    closed = inc.resolve(at=T0, by="x", code="user_error", notes="Done")
    closed = closed.close(at=T0, by="x", closing_category=nothing)
    assert closed.closing_category is None
    with pytest.raises(Refused, match="a group or an assignee must be named"):
        inc.assign(at=T0, by="x", group=nothing, assignee=nothing)
    with pytest.raises(Refused, match="a functional escalation names another group"):
        inc.escalate(at=T0, by="x", kind="functional", group=nothing, reason="x")


@pytest.mark.parametrize("nothing", [None, "", " "])
def test_an_opening_takes_an_empty_text_for_none(nothing: str | None) -> None:
    """As a form sends it: the caller is who opened it."""
    inc = opened(caller=nothing, description=nothing, location=nothing, tags=nothing and "")
    assert ("ada", None, None, ()) == (inc.caller, inc.description, inc.location, inc.tags)


def test_a_stored_empty_text_wipes_nothing_either() -> None:
    """Folding says what the verb says."""
    inc = opened()
    for event in (
        Escalated(at=T0, by="x", kind="hierarchic", group="", reason="VIP"),
        Assigned(at=T0, by="x", group="", assignee="linus"),
        Closed(at=T0, by="x", closing_category=""),
    ):
        changed = event.changes(inc)
        assert changed in ({}, {"assignee": "linus"}, {"assignee": inc.assignee})


# --- why not ----------------------------------------------------------------------------------

JUNK = st.sampled_from(
    [
        *(None, True, 0, -1, 2**5000, 2.5, float("nan"), 2j, "", " ", "x", "\ud800", "\0", b"x"),
        *((), [], ["x"], [None], [[]], {}, {"a": 1}, {1: 2}, object(), object, len, ..., Ellipsis),
        *(T0, dt.datetime(2026, 1, 5), dt.date(2026, 1, 5), dt.timedelta.max, LinkKind.PARENT),
        *(Impact.HIGH, Urgency.LOW, Actor("ada"), Cause("x"), opened(), INCIDENT, field("a")),
    ]
)
SEVERAL = (
    opened(),
    opened().hold(at=T0, by="x", reason="caller"),
    opened().resolve(at=T0, by="x", code="user_error", notes="x"),
    Problem.open("PRB-1", at=T0, by="ada", summary="x", assignee="ada"),
    Change.open("CHG-1", at=T0, by="ada", summary="x"),
    Task.open("TASK-1", at=T0, by="ada", summary="x", parent="CHG-1"),
    MINE.open("INC-2", at=T0, by="ada", summary="x"),
)


@over(st.data())
def test_why_not_raises_nothing_for_a_value(data: st.DataObject) -> None:
    """Whatever it is, for whichever verb and argument; and the verb refuses what has a reason."""
    record: Any = data.draw(st.sampled_from(SEVERAL))
    event = data.draw(st.sampled_from(record.model.events[1:]))
    names = [f.name for f in attrs.fields(event) if f.name not in ("id", "cause", "given")]
    values = {"at": T0, "by": "ada", "given": {"tasks": (), "freeze": (), "conflicts": ()}}
    for name in [*names, "given"]:
        if name not in values or data.draw(st.integers(0, 5)) == 0:
            values[name] = data.draw(JUNK)
    reasons = record.why_not(event.verb, **values)
    assert all(isinstance(reason, Reason) for reason in reasons)
    if not reasons and all(n in values for n in names):
        assert record.version < record.apply(event(**values)).version


def test_a_wrong_value_is_a_reason_and_so_is_what_else_is_wrong() -> None:
    """What is wrong with each argument is said, and what the tables say beside."""
    inc = opened()
    reasons = inc.why_not("hold", at=T0, by="ada", reason=5, until="tomorrow", note=b"")
    assert ["bad_value"] * 3 == codes(reasons)
    assert "reason cannot be 5; give a text" == str(reasons[0])
    reasons = inc.why_not("close", at=T0 - dt.timedelta(1), by="ada", closing_category=5)
    assert ["bad_value", "not_allowed"] == codes(reasons)
    wrong: dict[str, Any] = {"at": dt.datetime(2026, 1, 5), "by": 5, "given": 5, "text": None}
    reasons = inc.why_not("comment", **wrong)
    assert ["bad_value"] * 4 == codes(reasons)
    assert ["blank"] == codes(inc.why_not("resolve", at=T0, by="ada", notes=""))
    assert ["unwritable"] == codes(inc.why_not("resolve", at=T0, by="ada", notes="\0"))
    assert () == inc.why_not("resolve", at=T0, by="ada", code="user_error")
    mine = SEVERAL[-1]
    assert ["bad_value"] == codes(mine.why_not("weigh", at=T0, by="ada", grams=-1))
    assert ["unlucky"] == codes(mine.why_not("weigh", at=T0, by="ada", grams=13))
    with pytest.raises(Unlisted, match="no argument of hold 'reasn'"):
        inc.why_not("hold", at=T0, by="ada", reasn=5)
    verb: Any = []
    with pytest.raises(Unlisted):
        inc.why_not(verb, at=T0, by="ada")


def test_choices_ask_with_an_instant_and_an_actor() -> None:
    """They have no arguments to be wrong; a naive instant is an error there, as ever."""
    with pytest.raises(NaiveTime):
        opened().choices(at=dt.datetime(2026, 1, 5), by="ada")


def test_events_hash_by_what_they_say() -> None:
    """So many of one instant and actor go into a set in a moment; equal ones hash alike."""
    told = {Commented(at=T0, by="ada", text=str(number)) for number in range(5_000)}
    assert 5_000 == len({hash(event) for event in told})
    fields = {Updated(at=T0, by="ada", custom={"n": n}) for n in range(1_000)}
    assert 1_000 == len({hash(event) for event in fields})
    for event in (*told, *fields):
        assert hash(event) == hash(attrs.evolve(event))

    @attrs.frozen(kw_only=True)
    class Listed(Event):
        verb: ClassVar[str] = "list"
        items: list[int] | None = None
        anything: Any = None
        text: str = ""

    one, other = (Listed(at=T0, by="ada", items=[1], text=text) for text in "ab")
    assert hash(one) != hash(other)
    assert hash(one) == hash(attrs.evolve(one))
    free = Listed(at=T0, by="ada", anything=[1])
    assert hash(free) == hash(Listed(at=T0, by="ada", anything=[1]))


def test_a_time_to_decide_may_be_too_long() -> None:
    """Then no instant says when it ends."""
    with pytest.raises(BadValue, match="lasts cannot be"):
        ApprovalRequested(
            at=T0, by="ada", authorities=[Authority("CAB", ["x"])], lasts=dt.timedelta.max
        )


@pytest.mark.parametrize(
    ("hint", "is_of_texts"),
    [
        (str, True),
        (NewType("Name", str), True),
        (tuple[str, ...], True),
        (list[str] | None, True),
        (str | None, False),
        (dict[str, str], False),
        (tuple[int, ...], False),
        (type[str], False),
        (int, False),
    ],
)
def test_texts_are_found_in_a_type(hint: Any, is_of_texts: bool) -> None:
    """One text, or a collection of them that may be missing; one text that may be is no such."""
    assert is_of_texts is _is_of_texts(hint)


def test_a_literal_is_safe() -> None:
    """Documents hold each of its values."""
    assert _is_safe(Literal["a", 1] | None, int)
    assert not _is_safe(Literal["a"] | object, int)
