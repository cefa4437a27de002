"""Redaction, for any record: words go, and whatever was made of the history stays as it was."""

from __future__ import annotations

import json
import pickle
from collections.abc import Iterator
from datetime import date, timedelta
from enum import Enum
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from itsmcore import INCIDENT, NORMAL_CHANGE, PROBLEM, TASK
from itsmcore.documents import Documents
from itsmcore.errors import NotRedactable, Unlisted
from itsmcore.lifecycle import SYSTEM
from itsmcore.lifecycle.events import LINKED
from itsmcore.testing import records
from itsmcore.timeline import Timeline

MODELS = (INCIDENT, PROBLEM, NORMAL_CHANGE, TASK)
RULES_OF_VOTING = {
    "any",
    "first",
    "all",
    "counts",
    "rejects",
    "reduces",
    "no",
    "replaces",
    "stands",
}
DOCUMENTS = Documents(models=MODELS)


def _names(record: Any) -> tuple[str, ...]:
    """List what can be redacted of a record: what the refusal of a strange name lists.

    That a desk knows of a link is no word about anybody, and an event is judged by it.
    """
    with pytest.raises(Unlisted) as refused:
        _redacted(record, fields="no such field")
    known: Any = refused.value.known
    spaces = [
        f"{space}.{name}"
        for space in ("custom", "given")
        for event in record.history
        for name in getattr(event, space, None) or ()
        if name != LINKED
    ]
    return tuple(dict.fromkeys((*known, *spaces)))


def _redacted(record: Any, **what: Any) -> Any:
    at = record.history[-1].at + timedelta(minutes=1)
    return record.redacted(at=at, by="the privacy officer", reason="Erasure", **what)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str) and not isinstance(value, Enum):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from _texts(part)


def _said(record: Any, name: str) -> set[str]:
    """Give the texts that stand under a name, as far as one sees without knowing how."""
    found: set[str] = set()
    for event in record.history:
        value = event.by.name if name == "by" else getattr(event, name, None)
        found |= {*_texts(value)}
    return {text for text in found if text.strip()} - {SYSTEM.name}


def _leaves(document: Any) -> Iterator[str]:
    if isinstance(document, str):
        yield document
    elif isinstance(document, dict):
        for part in document.values():
            yield from _leaves(part)
    elif isinstance(document, list):
        for part in document:
            yield from _leaves(part)


def _bones(timeline: Timeline) -> list[tuple[Any, ...]]:
    return [(step.at, step.verb, step.facts["state"], step.facts["phase"]) for step in timeline]


def _check(record: Any, made: Any) -> None:
    """Check what holds of every redaction."""
    assert record.version + 1 == made.version
    assert (record.state, record.regions, record.links) == (made.state, made.regions, made.links)
    assert [(e.verb, e.at, e.cause) for e in record.history] == [
        (e.verb, e.at, e.cause) for e in made.history[:-1]
    ]
    assert _bones(record.timeline()) == _bones(made.timeline())[:-1]
    assert made == type(made).replay(made.history, model=made.model)
    document = json.loads(json.dumps(DOCUMENTS.unstructure(made)))
    assert made == DOCUMENTS.structure(document, type(made))
    assert made == pickle.loads(pickle.dumps(made))
    found = [one.index for one in type(record).audit(record.history, model=record.model)]
    assert found == [one.index for one in type(made).audit(made.history, model=made.model)]


@pytest.mark.parametrize("model", MODELS, ids=str)
@settings(max_examples=20)
@given(data=st.data())
def test_the_values_of_fields_are_nowhere(model: Any, data: st.DataObject) -> None:
    """What stood in a named field is no value of the record any more; all else is as it was."""
    record = data.draw(records(model))
    names = data.draw(st.sets(st.sampled_from(_names(record)), min_size=1))
    gone = set[str]().union(*(_said(record, name) for name in names))
    codes = {*_leaves(DOCUMENTS.unstructure(record))} & _kept(record)
    try:
        made = _redacted(record, fields=sorted(names))
    except NotRedactable as refused:
        # Whom a policy names is asked by that name.
        assert model is NORMAL_CHANGE
        assert "would judge request_approval" in str(refused)
        return
    _check(record, made)
    last = DOCUMENTS.unstructure(made.history[-1])
    assert sorted(names) == last.get("fields")
    left = {*_leaves(DOCUMENTS.unstructure(made.history[:-1]))}
    assert set() == gone & left - codes
    facts = {text for step in made.timeline() for text in _texts(tuple(step.facts.values()))}
    assert set() == gone & facts - codes - {"Erasure", *names}


def _kept(record: Any) -> set[str]:
    """Give the texts that a record has for what is no word."""
    codes = {str(one) for legal in record.model.legal.values() for one in legal}
    verbs = {event.verb for event in record.model.events}
    ties = (tie for event in record.history for tie in (*event.tied(), *event.untied()))
    numbers = {record.id, *(number for tie in ties for number in tie if number)}
    lists = [getattr(event, of, ()) for event in record.history for of in ("clear", "fixed")]
    fields = {name for names in lists for name in names}
    return codes | verbs | numbers | fields | RULES_OF_VOTING


@pytest.mark.parametrize("model", MODELS, ids=str)
@settings(max_examples=20)
@given(data=st.data())
def test_a_text_is_nowhere(model: Any, data: st.DataObject) -> None:
    """A word that is taken out of all texts is in none, in whatever form the record is sent out."""
    record = data.draw(records(model))
    word = "hunter2 is\u2028my \u201cpassword\u201d"
    note = f"{data.draw(st.text('ab 1.', max_size=5))}{word}"
    choices = [c.verb for c in record.choices(at=record.history[-1].at, by="ada") if c.is_allowed]
    assume("comment" in choices)
    number = data.draw(st.integers(10**9, 10**12) | st.dates(max_value=date(1900, 1, 1)))
    digits = str(number)
    told = {f"of {word}": number, "n": (True, number, word)}
    said = record.comment(at=record.history[-1].at, by="ada", text=note, given=told)
    made = _redacted(said, texts=(word, digits))
    _check(said, made)
    sent = (
        repr(made.history),
        json.dumps(DOCUMENTS.unstructure(made), ensure_ascii=False),
        str(made.timeline()),
        repr(made.timeline()),
        pickle.dumps(made).decode("utf-8", "replace"),
    )
    for gone in (word, digits):
        assert [False] * len(sent) == [gone in text for text in sent]
    assert record.version + 1 in made.history[-1].versions


@pytest.mark.parametrize("model", [INCIDENT, PROBLEM, TASK], ids=str)
@settings(max_examples=30)
@given(data=st.data())
def test_twice_is_as_good_as_once(model: Any, data: st.DataObject) -> None:
    """What is redacted already is left alone, and whoever was told apart still is."""
    record = data.draw(records(model))
    once = _redacted(record, fields="by")
    people = [event.by.name for event in record.history]
    redacted = [event.by.name for event in once.history[:-1]]
    assert [people.index(one) for one in people] == [redacted.index(one) for one in redacted]
    assert once.history[:-1] == _redacted(once, fields="by").history[:-2]
