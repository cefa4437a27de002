"""Views of the customer's side: no word that is internal, or another caller's, is in any output."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import attrs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from itsmcore.display import Card
from itsmcore.documents import Documents
from itsmcore.incidents import INCIDENT
from itsmcore.interop.cloudevents import cloud_event
from itsmcore.knowledge import ARTICLE, Article
from itsmcore.lifecycle import Actor, Argument, Model, SeenRecord, Side
from itsmcore.lifecycle._texts import with_texts
from itsmcore.lifecycle.events import Commented
from itsmcore.problems import PROBLEM, Problem
from itsmcore.requests import REQUEST
from itsmcore.tasks import TASK
from itsmcore.testing import records
from tests.instants import NINE
from tests.pictures.drawn import picture_of

pytestmark = pytest.mark.untraced
FIELDS = (Argument("site", is_public=True), Argument("purse"))
MODELS = (
    INCIDENT.extended(fields=FIELDS, name="sites"),
    REQUEST,
    PROBLEM,
    ARTICLE,
    TASK,
)
DOCUMENTS = Documents(models=MODELS)
KEPT = {"id", "text"}
"""The record's number, and comments, which the next law is about."""
VISIBLE = ("published", "pending_retirement")
PEOPLE = ("ada", "kim", "grace")
SOURCE = "https://desk.example.org"


def outputs(seen: SeenRecord) -> str:
    """Return all that can be made of what is seen, as one text."""
    events = [cloud_event(seen, one.version, source=SOURCE) for one in seen.events]
    document = DOCUMENTS.unstructure(seen)
    card = Card(seen)
    shown = [format(one, spec) for one in (seen, card) for spec in one._formats()]
    shown += [picture_of(one._repr_html_()) for one in (seen, card)]
    return json.dumps([document, events, [DOCUMENTS.unstructure(one) for one in seen.events]]) + (
        "\n".join([*shown, repr(seen), repr(seen.events), repr(seen.facts)])
    )


def shared(record: Any, who: str | None) -> list[Any]:
    """List what the customer's side may read of a record, by what each practice says of it."""
    if isinstance(record, Article):
        is_theirs = record.audience == "customer"
        return [one for one in record.versions if is_theirs and one.state in VISIBLE]
    workaround = getattr(record, "workaround", None)
    if isinstance(record, Problem) and (workaround is None or workaround.published_at is None):
        return []
    known = record.shared
    callers = [getattr(record, name) for name in known.callers]
    names = (*known.facts, *(known.own if who in callers else ()))
    return [*(getattr(record, name) for name in names), record.custom.get("site")]


@pytest.mark.parametrize("model", MODELS, ids=str)
@settings(max_examples=10, suppress_health_check=[HealthCheck.filter_too_much])
@given(data=st.data(), who=st.sampled_from([None, *PEOPLE]))
def test_no_internal_text_is_in_any_output(model: Model, data: Any, who: str | None) -> None:
    """Whatever happened: each text of the history is marked, and found only where it is shared."""
    drawn = data.draw(records(model, max_events=6))
    marks = dict[str, str]()

    def mark(text: str) -> str:
        return marks.setdefault(text, f"INTERNAL-{len(marks)}.")

    history = []
    for event in drawn.history:
        known = {one.name: one for one in model.plan.arguments[type(event)] if not one.options}
        said = {name: with_texts(getattr(event, name), mark) for name in known.keys() - KEPT}
        history.append(attrs.evolve(event, **said))
    record = type(drawn).replay(history, model=model)
    may, told = str(shared(record, who)), outputs(record.seen_by(Side.CUSTOMER, who=who))
    marked = marks.values()
    assert not [text for text in marked if text in told and text not in may]
    assert not marks or next(iter(marked)) in outputs(record.seen_by(Side.DESK))


@settings(max_examples=15)
@given(data=st.data(), who=st.sampled_from([None, *PEOPLE]))
def test_comments_are_read_by_whom_they_are_for(data: Any, who: str | None) -> None:
    """The desk's public ones, and one's own; each in every output, or in none."""
    record = INCIDENT.extended(fields=FIELDS, name="sites").open(
        "INC-1", at=NINE, by="ada", summary="Mail", custom={"purse": "SECRET"}
    )
    record = record.add_people(at=NINE, by="grace", affected_users="kim")
    actors = (*PEOPLE, Actor("grace", roles={"requester"}), Actor("mallory", roles={"bot"}))
    for place in range(data.draw(st.integers(1, 6))):
        by = data.draw(st.sampled_from(actors))
        public = data.draw(st.sampled_from([None, True, False]))
        at = NINE + timedelta(minutes=place)
        record = record.comment(at=at, by=by, text=f"WORDS-{place}.", public=public)
    told = outputs(record.seen_by(Side.CUSTOMER, who=who))
    for event in record.history:
        if isinstance(event, Commented):
            is_desk = event.by.name == "grace" and not event.by.roles
            is_theirs = event.by.name == who
            may = is_theirs or (event.public and is_desk and who != "grace")
            assert may == (event.text in told), event
    whole = outputs(record.seen_by(Side.DESK))
    assert ("SECRET" not in told, "SECRET" in whole) == (True, True)
    comments = [event for event in record.history if isinstance(event, Commented)]
    assert all(event.text in whole for event in comments)
