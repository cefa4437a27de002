"""Reasons for programs: codes that stay, what a reason is about, and what it was found by."""

from __future__ import annotations

import ast
import pickle
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from itsmcore import Actor, Incident, Refused
from itsmcore.changes import NORMAL_CHANGE
from itsmcore.conditions import field
from itsmcore.errors import REASON_CODES, BadAnswers, BadValue, Reason
from itsmcore.incidents import INCIDENT, STANDARD, HoldReason, LinkKind
from itsmcore.level import Impact
from itsmcore.lifecycle import NOBODY, Argument, Form, Guard
from itsmcore.tasks import TASK
from tests.instants import NINE
from tests.lifecycle.reason_table import PAGE, page, shipped

SOURCES = Path(__file__).parents[2] / "src" / "itsmcore"
CLOCKS = SOURCES / "service_levels" / "_account.py"
SITES = INCIDENT.extended(fields=[Argument("site", options=("AMS", "NYC"))], name="sites")


def refused(record: Any, verb: str, **arguments: Any) -> dict[str, Reason]:
    """Return the reasons against a verb, by their codes."""
    reasons = record.why_not(verb, **{"at": NINE, "by": "grace", **arguments})
    return {reason.code: reason for reason in reasons}


def incident(model: Any = INCIDENT) -> Incident:
    told: Incident = model.open("INC-1", at=NINE, by="ada", summary="Mail", impact=Impact.HIGH)
    return told


@pytest.mark.long
def test_the_codes_are_those_of_the_reference() -> None:
    """Whoever changes one changes the contract: write the page anew, and tell the users."""
    assert PAGE.read_text("utf-8") == page(), "run python -m tests.lifecycle.reason_table"


@pytest.mark.long
def test_a_code_is_short_and_no_sentence() -> None:
    """Of every guard, one code for one thing to do."""
    guards = [guard for _, guard in shipped()]
    assert guards
    for guard in guards:
        assert re.fullmatch(r"[a-z]+(_[a-z]+){0,3}", guard.code), guard
        assert guard.code != Guard(guard.words, field("x").is_set).code
    assert REASON_CODES.keys().isdisjoint(guard.code for guard in guards)


def test_every_code_that_is_written_is_listed() -> None:
    """Apart from those of clocks, which explain and do not refuse."""
    written = set()
    for path in SOURCES.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))) if path != CLOCKS else ():
            name = getattr(getattr(node, "func", None), "id", "")
            if name in ("Reason", "reason_of") and isinstance(node, ast.Call):
                written |= {a.value for a in node.args[:1] if isinstance(a, ast.Constant)}
    assert REASON_CODES.keys() == written


def test_a_reason_says_which_argument_and_which_field() -> None:
    """The argument that a form shows may have another name than the field that it sets."""
    with pytest.raises(Refused) as caught:
        incident().resolve(at=NINE, by="grace", code="magic", notes="")
    found = {reason.code: reason for reason in caught.value.reasons}
    assert ("notes", "resolution_notes") == (
        found["field_missing"].argument,
        found["field_missing"].field,
    )
    code = found["unknown_code"]
    assert ("code", "resolution_code", "/code") == (code.argument, code.field, code.pointer)
    assert "magic" == code.data["value"]
    assert "user_error" in code.data["legal"]


def test_a_reason_holds_what_it_was_found_by() -> None:
    """The roles, the last event, the value, the facts that a guard reads."""
    roles = refused(incident(INCIDENT.with_roles(STANDARD)), "start")
    assert {"roles": ("agent",)} == roles["role_missing"].data
    early = refused(incident(), "start", at=NINE - timedelta(hours=1))["out_of_order"]
    assert ("at", NINE) == (early.argument, early.data["last"])
    wrong = refused(incident(), "hold", reason=5)["bad_value"]
    assert ("reason", 5) == (wrong.argument, wrong.data["value"])
    guard = refused(incident(), "assign", group=None, assignee=None)["nobody_named"]
    assert (None, {"names": ("event.group", "event.assignee")}) == (guard.argument, guard.data)
    single = refused(incident(), "mark_duplicate", of="INC-1")["own_duplicate"]
    assert ("of", "/of") == (single.argument, single.pointer)
    outside = Guard("no freeze", ~field("given.freeze").is_(True), code="frozen")
    frozen = incident(INCIDENT.with_guards({"start": outside}))
    assert {"names": ("freeze",)} == refused(frozen, "start")["not_given"].data
    assert "frozen" in refused(frozen, "start", given={"freeze": True})
    nobody = incident(INCIDENT.with_roles({"start": NOBODY}))
    assert {"roles": ()} == refused(nobody, "start", by=Actor("x"))["role_missing"].data
    unclear = refused(incident(), "start", by=" ada")["unclear_name"]
    assert {"value": " ada"} == unclear.data


def test_an_instant_that_cannot_be_names_its_argument() -> None:
    """Whatever the field is called that takes it."""
    late = NINE + timedelta(days=1)
    found = refused(incident(), "update", occurred_at=late)["impossible_instant"]
    assert ("occurred_at", late) == (found.argument, found.data["value"])
    held = refused(incident(), "hold", reason=HoldReason.VENDOR, until=NINE)["impossible_instant"]
    assert ("until", NINE) == (held.argument, held.data["value"])


def test_links_and_blanks_say_what_they_are_about() -> None:
    """The kinds that the model knows, the record itself, the text."""
    link = refused(incident(), "link", kind="magic", target="INC-1")
    assert "links" == link["unknown_code"].field
    assert LinkKind.PARENT in link["unknown_code"].data["legal"]
    own = refused(incident(), "link", kind=LinkKind.PARENT, target="INC-1")["own_link"]
    assert {"value": "INC-1"} == own.data
    blank = refused(incident(), "comment", text=" ")["blank"]
    assert ("text", " ") == (blank.argument, blank.data["value"])
    given = refused(incident(), "start", given={"a": "\ud800"})["unwritable"]
    assert "given.a" == given.argument
    gone = refused(incident(), "unlink", kind=LinkKind.PARENT, target="X", reason="x")
    assert ("target", ()) == (gone["not_linked"].argument, tuple(gone["not_linked"].data["legal"]))


def test_the_questions_of_a_form_are_pointed_at() -> None:
    """Under the name of the answers; a name with a slash is written as RFC 6901 says."""
    site = refused(incident(SITES), "update", custom={"site": "ASM"})["unknown_code"]
    assert ("custom.site", "/custom/site") == (site.argument, site.pointer)
    assert {"value": "ASM", "legal": ("AMS", "NYC")} == site.data
    form = Form([Argument("a/b~c"), Argument("n", int, is_required=True)])
    with pytest.raises(BadAnswers) as caught:
        form.completed({"a/b~c": 5, "x": 1})
    pointers = {reason.code: reason.pointer for reason in caught.value.reasons}
    assert {
        "bad_value": "/answers/a~1b~0c",
        "field_missing": "/answers/n",
        "unknown_field": "/answers/x",
    } == pointers


def test_what_is_about_nothing_points_nowhere() -> None:
    """A state, for one."""
    (reason,) = incident().why_not("close", at=NINE, by="ada")
    assert (None, None, {}) == (reason.pointer, reason.field, reason.data)
    strange = TASK.event("start")(at=NINE, by="ada")
    with pytest.raises(Refused) as caught:
        NORMAL_CHANGE.open("CHG-1", at=NINE, by="ada", summary="It").apply(strange)
    assert caught.value.reasons


def test_reasons_are_equal_by_what_they_are_about() -> None:
    """What they were found by is not compared; it is shown in few words, and pickles."""
    one = Reason("blank", "text is blank", argument="text", data={"value": " "})
    assert Reason("blank", "text is blank", argument="text") == one != Reason("blank", "x")
    assert "Reason(code='blank', words='text is blank', argument='text')" == repr(one)
    again = pickle.loads(pickle.dumps(one))
    assert (one, {"value": " "}) == (again, again.data)
    assert {one} == {again}
    assert "text is blank" == str(one)


@pytest.mark.parametrize("data", [None, 5, ["value"], ("value",)])
def test_data_that_are_no_mapping_are_refused(data: Any) -> None:
    """By what they have to be."""
    with pytest.raises(BadValue, match="a mapping from names to values"):
        Reason("x", "it is so", data=data)
