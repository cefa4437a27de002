"""What an event class says that it sets, ties and parts, and what records make of it."""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from typing import Any, ClassVar

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itsmcore.changes import Change, Updated
from itsmcore.conditions import field
from itsmcore.errors import BadValue, FaultyDefinition, Unlisted
from itsmcore.incidents import INCIDENT, Held, Incident
from itsmcore.lifecycle import Event, Link, LinkKind, Links, Rule
from itsmcore.lifecycle._link import joined, parted
from itsmcore.lifecycle._sets import _said_by, set_by
from itsmcore.lifecycle.events import MOVED, Commented
from itsmcore.problems import PROBLEM, DuplicateMarked
from tests.instants import NINE as T0


def _doubled(event: Any, record: Any) -> str:
    return f"{record.summary} {event.note}"


@attrs.frozen(kw_only=True)
class Stamped(Event):
    """Set something from everywhere that there is."""

    verb: ClassVar[str] = "stamp"
    sets: ClassVar[Mapping[str, Any]] = {
        "responded_at": field("event.at"),
        "assignee": field("event.by"),
        "location": field("event.note"),
        "vendor_reference": field("summary"),
        "description": _doubled,
        "channel": "stamp",
    }
    note: str
    custom: Mapping[str, Any] | None = None


def incident(**more: Any) -> Incident:
    return Incident.open("INC-1", at=T0, by="ada", summary="Mail", **more)


def test_a_field_is_set_to_a_fact_a_function_or_a_constant() -> None:
    """Facts are those of the event, or of the record as it was."""
    model = INCIDENT.extended(Rule(Stamped, source="new"), name="stamped")
    opened = model.open("INC-1", at=T0, by="ada", summary="Mail", custom={"a": 1, "b": 2})
    stamped = opened.apply(Stamped(at=T0, by="grace", note="n", custom={"b": None, "c": 3}))
    assert (T0, "grace", "n", "Mail", "Mail n", "stamp") == (
        stamped.responded_at,
        stamped.assignee,
        stamped.location,
        stamped.vendor_reference,
        stamped.description,
        stamped.channel,
    )
    assert {"a": 1, "c": 3} == stamped.custom
    assert stamped == Incident.replay(stamped.history, model=model)


def test_a_class_says_some_things_under_common_names() -> None:
    """Of those alone an update is asked whether it rewords what was approved."""
    update = Updated(at=T0, by="ada", summary="Mail", custom={"a": 1})
    assert {"summary": "Mail", "custom": {"a": 1}} == _said_by(Updated, Change)(
        update, Change.open("CHG-1", at=T0, by="ada", summary="Post")
    )


def test_a_class_says_which_of_its_fields_goes_where() -> None:
    """Under its own name, or another."""
    assert {"reason": ("hold_reason",), "until": ("hold_until",)} == set_by(Held, Incident)
    assert ("location",) == set_by(Stamped, Incident)["note"]


@pytest.mark.parametrize(
    ("named", "value", "error", "words"),
    [
        ("sets", ("shelf",), BadValue, "sets of Wrong cannot be .*; give a mapping"),
        ("ties", "of", BadValue, "ties of Wrong cannot be 'of'; give a mapping"),
        ("sets", {"assignee": field("event.nmae")}, Unlisted, "did you mean 'name'"),
        ("sets", {"assignee": field("given.site")}, Unlisted, "no field of Wrong 'given.site'"),
        ("ties", {LinkKind.CHILD: "nmae"}, Unlisted, "did you mean 'name'"),
        ("unties", {field("event.nmae"): None}, Unlisted, "did you mean 'name'"),
        ("unties", {LinkKind.CHILD: "nmae"}, Unlisted, "did you mean 'name'"),
    ],
)
def test_a_class_that_reads_what_it_has_not_is_refused(
    named: str, value: Any, error: type[Exception], words: str
) -> None:
    """When it is defined, not when it happens."""
    body = {"__annotations__": {"name": str}, "verb": "wrong", named: value}
    with pytest.raises(error, match=words):
        attrs.frozen(kw_only=True)(type("Wrong", (Event,), body))


@pytest.mark.parametrize(
    ("sets", "fault"),
    [
        ({"asignee": "ada"}, "event wrong: sets 'asignee'; did you mean 'assignee'?"),
        (
            {"assignee": field("calller")},
            "event wrong: sets 'assignee' to 'calller'; did you mean 'caller'?",
        ),
        ({"links": ()}, "event wrong: sets 'links'; known: custom, summary"),
        ({"assignee": field("priority")}, None),
    ],
)
def test_a_model_refuses_an_event_that_sets_what_its_records_have_not(
    sets: Any, fault: str | None
) -> None:
    """Of their fields, or to a fact that there is not."""
    wrong = attrs.frozen(kw_only=True)(type("Wrong", (Event,), {"verb": "wrong", "sets": sets}))
    rule = Rule(wrong, source="new")
    if fault is None:
        assert wrong in INCIDENT.extended(rule).events
    else:
        with pytest.raises(FaultyDefinition) as raised:
            INCIDENT.extended(rule)
        (found,) = map(str, raised.value.faults)
        assert found.startswith(fault)


def test_the_views_of_links_follow_them() -> None:
    """Whoever ties them: the event that is made for it, or a link."""
    problem = PROBLEM.open(
        "PRB-1", at=T0, by="ada", summary="Mail", assignee="ada", incidents=["INC-1", "INC-2"]
    )
    assert ("INC-1", "INC-2") == problem.links.of(LinkKind.INCIDENT)
    problem = problem.link(at=T0, by="ada", kind="follow_up_of", target="PRB-9")
    marked = problem.assess(at=T0, by="ada").mark_duplicate(at=T0, by="ada", of="PRB-2")
    assert "PRB-2" == marked.duplicate_of
    assert (Link("follow_up_of", "PRB-9"), Link("duplicate_of", "PRB-2")) == marked.links
    anew = marked.reanalyse(at=T0, by="ada", reason="It is another")
    assert (None, (Link("follow_up_of", "PRB-9"),)) == (anew.duplicate_of, anew.links)
    assert tuple((kind, None) for kind in MOVED) == (
        DuplicateMarked(at=T0, by="ada", of="PRB-2").untied()
    )


def test_one_link_takes_the_place_of_another() -> None:
    """An empty number is none."""
    child = incident().link(at=T0, by="ada", kind="parent", target="INC-2")
    moved = child.link(at=T0, by="ada", kind="parent", target="INC-3", instead_of="INC-2")
    assert (("INC-2",), ("INC-3",)) == (child.links.of("parent"), moved.links.of("parent"))
    same = moved.link(at=T0, by="ada", kind="parent", target="INC-3", instead_of="")
    assert moved.links is same.links


def test_links_are_pickled_and_found_by_their_kind() -> None:
    """However they came about; what is no link stands in none."""
    links = incident().link(at=T0, by="ada", kind="child", target="INC-2").links
    again = pickle.loads(pickle.dumps(links))
    assert (links, ("INC-2",), ()) == (again, again.of("child"), again.of("parent"))
    with pytest.raises(BadValue, match="links"):
        Links(["INC-2"])  # type: ignore[list-item]
    with pytest.raises(BadValue, match="a kind of link"):
        links.of(5)  # type: ignore[arg-type]


KINDS = st.sampled_from(["child", "related", "problem"])
NUMBERS = st.sampled_from(["INC-1", "INC-2", "INC-3"])


@given(st.lists(st.tuples(st.booleans(), KINDS, NUMBERS | st.none()), max_size=9))
def test_links_are_a_list_without_what_was_taken_away(steps: list[Any]) -> None:
    """The index by kind says what the list says, however they came about."""
    links, listed = Links(), list[tuple[str, str]]()
    for is_joined, kind, number in steps:
        if is_joined and number is not None:
            links = joined(links, kind, number)
            listed += [(kind, number)] if (kind, number) not in listed else []
        elif not is_joined:
            links = parted(links, kind, number)
            listed = [one for one in listed if one[0] != kind or number not in (None, one[1])]
    assert tuple(Link(*one) for one in listed) == links == pickle.loads(pickle.dumps(links))
    for again in (links, Links(tuple(links))):
        for kind in ("child", "related", "problem", "parent"):
            assert tuple(number for of, number in listed if of == kind) == again.of(kind)


def test_an_event_says_nothing_against_itself_unless_its_class_does() -> None:
    """A subclass adds its reasons."""
    assert () == Commented(at=T0, by="ada", text="x").against(None)
