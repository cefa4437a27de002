"""A journal and what is pending, as documents: whatever practices meet on the desk."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from itsmcore import INCIDENT, PROBLEM, TASK, Incident
from itsmcore.conditions import Later, field
from itsmcore.desk import Applied, Desk, Entry, Proposal, cascades, target
from itsmcore.documents import BadDocument, Documents, Unwritable
from itsmcore.incidents import ResolutionCode, Resolved
from itsmcore.interop.cattrs import make_converter
from itsmcore.lifecycle import Actor
from itsmcore.problems import Resolved as ProblemResolved
from itsmcore.problems import RiskAccepted
from tests.desk.cases import BARE, at, change, incident, problem
from tests.instants import HOUR
from tests.instants import MARCH as T0


class Ticket(Incident):
    """A subclass of the user's own."""


MODELS = (INCIDENT, PROBLEM, TASK, BARE)
DOCUMENTS = Documents(models=MODELS, records=[Ticket])
SOLVED = Resolved(at=at(1), by="linus", code=ResolutionCode.USER_ERROR, notes="its own")


@cache
def validator(of: Any) -> Draft202012Validator:
    """Make a validator of a sound schema."""
    schema = DOCUMENTS.json_schema(of)
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def again(value: Any) -> Any:
    """Read a value back, with JSON text in between, as its schema says."""
    document = json.loads(json.dumps(DOCUMENTS.unstructure(value)))
    kind: Any = type(value)
    assert validator(kind).is_valid(document)
    back = DOCUMENTS.structure(document, kind)
    assert document == DOCUMENTS.unstructure(back)
    return back


@pytest.mark.long
def test_a_journal_gives_the_same_desk() -> None:
    """Of several practices with a verb in common, and of a class of the user's own."""
    ticket = Ticket.open("INC-1", at=T0, by=Actor("ada", {"agent"}), summary="Mail is down")
    desk, journal = Desk.of([]), list[Entry]()
    applied: Applied
    for record in (ticket, problem(state="fix_in_progress"), change()):
        applied = desk.add(record)
        desk, journal = applied.desk, [*journal, *applied.events]
    for id, event in (("INC-1", SOLVED), ("PRB-1", ProblemResolved(at=at(2), by="grace"))):
        applied = desk.apply(id, event)
        desk, journal = applied.desk, [*journal, *applied.events]
    assert {"open", "resolve"} < {entry.event.verb for entry in journal}
    read = [again(entry) for entry in journal]
    assert journal == read
    assert desk == Desk.of([]).replay(read)
    assert Ticket is type(Desk.of([]).replay(read)["INC-1"])


@pytest.mark.long
@pytest.mark.parametrize(
    ("desk", "id", "event"),
    [
        (Desk.of([incident("INC-1")], [("INC-2", "parent", "INC-1")]), "INC-1", SOLVED),
        (
            Desk.of([problem(state="fix_in_progress")], [("INC-2", "problem", "PRB-1")]),
            "PRB-1",
            RiskAccepted(at=at(1), by=Actor("ines", {"owner"}), notes="too dear"),
        ),
        (
            Desk.of(
                [problem(state="fix_in_progress")],
                [("INC-2", "problem", "PRB-1")],
                cascades=cascades(),
            ),
            "PRB-1",
            ProblemResolved(at=at(1), by="grace"),
        ),
    ],
    ids=["child", "risk", "problem"],
)
def test_what_is_pending_is_received_as_if_it_had_never_been_stored(
    desk: Desk, id: str, event: Any
) -> None:
    """With what has to hold of its record, and what is read once that is loaded."""
    pending = desk.apply(id, event).pending
    assert pending
    for one in pending:
        read = again(one)
        assert one == read
        there = Desk.of([incident("INC-2", "on_hold", "problem")])
        assert there.receive(one) == there.receive(read)


@pytest.mark.long
def test_a_proposal_says_what_it_knows_and_reads() -> None:
    """Actors with their roles, and the later of two facts."""
    proposal = Proposal(
        "INC-2",
        SOLVED,
        field("event.by").is_(Actor("ada")),
        {"event.by": Actor("ada", {"agent"}), "at": T0, "length": HOUR},  # type: ignore[arg-type]
        is_offer=True,
        unread={"code": field("x"), "restored_at": Later(field("a"), target("b"))},  # type: ignore[arg-type]
    )
    read = again(proposal)
    assert proposal == read
    assert {"agent"} == read.known["event.by"].roles


def test_an_event_in_an_entry_names_its_class() -> None:
    """So no second practice makes it ambiguous; without it, the verb tells where it can."""
    entry = Entry("INC-1", SOLVED)
    document = DOCUMENTS.unstructure(entry)
    assert ["record", "event"] == list(document)
    assert ("resolve", "itsmcore.incidents.Resolved") == tuple(document["event"].values())[:2]
    del document["event"]["class"]
    with pytest.raises(BadDocument, match=r"event\.verb is 'resolve', a verb of several event"):
        DOCUMENTS.structure(document, Entry)
    assert entry == Documents().structure(document, Entry)
    assert entry == make_converter().structure(document, Entry)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"event": 5}, "event is 5, and must be an object"),
        ({"event": {"class": "x", "verb": "resolve"}}, "event.class is 'x'; known: "),
        (
            {"event": {"class": "itsmcore.incidents.Started", "verb": "resolve"}},
            "event.verb is 'resolve'; known: start; event.at is missing",
        ),
        ({"model": {"name": "incident", "version": "9"}}, "model is incident 9, which is not kno"),
        ({"kind": "Ticket"}, "kind is 'Ticket'; known: "),
    ],
    ids=range(5),
)
def test_a_bad_entry_is_refused(changes: Any, words: str) -> None:
    """With the place."""
    document = {**DOCUMENTS.unstructure(Entry("INC-1", SOLVED)), **changes}
    with pytest.raises(BadDocument) as caught:
        DOCUMENTS.structure(document, Entry)
    assert words in str(caught.value)


def test_an_entry_that_nobody_could_read_is_not_written() -> None:
    """What it names is not known."""
    ticket = Ticket.open("INC-1", at=T0, by="ada", summary="Mail is down")
    (entry, *_) = Desk.of([]).add(ticket).events
    with pytest.raises(Unwritable, match=r"kind: .* its class is not known; pass it as records="):
        Documents().unstructure(entry)
    with pytest.raises(Unwritable, match=r"model: .* its model incident 1 is not known; pass"):
        Documents(models=[PROBLEM], events=[type(entry.event)]).unstructure(entry)
    held = Entry("INC-1", SOLVED)
    with pytest.raises(Unwritable, match=r"event\.class: .* its class is not known; pass it as"):
        Documents(models=[PROBLEM]).unstructure(held)
    object.__setattr__(held, "event", "resolve")
    with pytest.raises(Unwritable, match="event: 'resolve' cannot be written: its field is for an"):
        DOCUMENTS.unstructure(held)
