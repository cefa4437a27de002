"""Forms made of choices: what a menu sends is what the verb takes, and buttons are for people."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itsmcore.changes import NORMAL_CHANGE
from itsmcore.incidents import INCIDENT
from itsmcore.knowledge import ARTICLE
from itsmcore.level import Level
from itsmcore.lifecycle import Argument, Model, read_texts
from itsmcore.problems import PROBLEM
from itsmcore.requests import REQUEST
from itsmcore.tasks import TASK
from itsmcore.testing import arguments, records
from tests.instants import NINE

pytestmark = pytest.mark.untraced
SITE = Argument("site", options=("AMS", "NYC"))
MODELS = (
    INCIDENT.extended(fields=[SITE, Argument("floor", int), Argument("tags", tuple[str, ...])]),
    PROBLEM,
    NORMAL_CHANGE,
    REQUEST,
    ARTICLE,
    TASK,
)
TEXTS = {str, bool, int, float, Decimal, date, datetime}


def text_of(value: Any) -> Any:
    """Write a value as a form sends it."""
    if isinstance(value, tuple):
        return [text_of(one) for one in value]
    if isinstance(value, Level):
        return value.code
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value.value if isinstance(value, Enum) else value)


def is_said(one: Argument, value: Any) -> bool:
    """Return whether texts can say a value, and whether the model knows it."""
    several = value if isinstance(value, tuple) else (value,)
    if value is None or value == () or (one.options and not set(several) <= set(one.options)):
        return False
    is_text = one.item in TEXTS or bool(one.options)
    texts = [part for part in several if type(part) is str]
    is_plain = all(text.strip() and text == text.strip() for text in texts)
    return is_text and is_plain


@pytest.mark.parametrize("model", MODELS, ids=str)
@settings(max_examples=30)
@given(data=st.data())
def test_what_a_form_sends_is_what_the_verb_takes(model: Model, data: Any) -> None:
    """Of every verb of every model, the opening too."""
    event = data.draw(st.sampled_from(model.events))
    drawn = data.draw(arguments(event, model=model))
    asked = model.arguments(event)
    items = {f"custom.{name}": of for name, of in (drawn.get("custom") or {}).items()}
    known = {**drawn, **items} if model.fields else drawn
    said = {one.name: known.get(one.name) for one in asked if is_said(one, known.get(one.name))}
    read = read_texts(asked, {name: text_of(value) for name, value in said.items()})
    flat = {
        f"{name}.{item}" if model.fields and name == "custom" else name: value
        for name, of in read.items()
        for item, value in (of.items() if model.fields and name == "custom" else [("", of)])
    }
    assert said == flat


@pytest.mark.parametrize("model", MODELS, ids=str)
@settings(max_examples=15)
@given(data=st.data())
def test_what_is_no_button_is_never_allowed(model: Model, data: Any) -> None:
    """What follows by itself is refused to everybody; what the record fills in is not asked."""
    record = data.draw(records(model, max_events=6))
    for choice in record.choices(at=record.changed_at, by="ada"):
        assert choice.is_by_hand or not choice.is_allowed
        assert {"authorities", "lasts", "sequential"}.isdisjoint(a.name for a in choice.arguments)
        assert choice.label
        assert choice.help


def test_the_outcomes_of_an_approval_are_no_buttons() -> None:
    """Nor are its end and its voiding; voting is one."""
    change = NORMAL_CHANGE.open("CHG-1", at=NINE, by="ada", summary="New mail server")
    choices = change.choices(at=NINE, by="ada")
    automatic = {of.verb for of in choices if not of.is_by_hand}
    assert {
        "approve",
        "approve_by_policy",
        "reject",
        "expire_approval",
        "void_approvals",
    } == automatic
