"""Forms of verbs, as the how-to makes them: read, refused, and filled in by a browser."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from itsmcore import Impact, Incident
from itsmcore.errors import BadAnswers, BadValue
from itsmcore.incidents import INCIDENT, HoldReason
from itsmcore.lifecycle import Argument, Option, read_texts
from tests.instants import NINE
from tests.pictures.browser import at_last, needs_browser

HOW_TO = Path(__file__).parents[2] / "docs" / "how-to" / "forms.md"
SITES = INCIDENT.extended(
    fields=[Argument("site", options=("AMS", "NYC"), is_required=True)], name="sites"
)


def how_to() -> dict[str, Any]:
    """Return what the code of the how-to defines."""
    names: dict[str, Any] = {}
    for code in re.findall(
        r"^```python\n(.*?)^```", HOW_TO.read_text("utf-8"), re.MULTILINE | re.DOTALL
    ):
        exec(code, names)
    return names


def incident() -> Incident:
    return Incident.open("INC-1", at=NINE, by="ada", summary="Mail", impact=Impact.HIGH)


@needs_browser()
@pytest.mark.long
def test_a_browser_fills_it_in(tmp_path: Path) -> None:
    """The menu offers the codes, a required one is asked for, and what is sent is taken."""
    made, inc = how_to(), incident()
    choice = next(of for of in inc.choices(at=NINE, by="grace") if of.verb == "hold")
    form = made["html_form"](choice.label, choice.arguments, {"until": "<b>too early</b>"})
    page = f'<!doctype html><meta charset="utf-8"><body>{form}</body>'
    script = """(async () => {
    const form = document.querySelector("form"), all = form.elements;
    const menu = [...all.reason.options].map((of) => [of.value, of.textContent]);
    all.reason.selectedIndex = -1;
    const before = form.checkValidity();
    all.reason.value = "vendor";
    all.until.value = "2026-01-06T12:00";
    const told = document.querySelectorAll("b")[1].textContent;
    const labels = [...document.querySelectorAll("label")].map((of) => of.control.name);
    return { menu, before, after: form.checkValidity(), labels, told,
             sent: Object.fromEntries(new FormData(form)) };
    })()"""
    seen = at_last(page, script, tmp_path)
    assert [[one.code, one.label] for one in choice.arguments[0].menu] == seen["menu"]
    assert (False, True) == (seen["before"], seen["after"])
    assert [one.name for one in choice.arguments] == seen["labels"]
    assert "<b>too early</b>" == seen["told"]
    held = made["posted"](inc, choice, seen["sent"])
    assert (
        inc.hold(at=NINE, by="grace", reason="vendor", until=datetime(2026, 1, 6, 12, tzinfo=UTC))
        == held
    )


def test_an_option_has_a_code_and_a_label() -> None:
    """Levels by their labels, codes in words, any other value as it is."""
    levels = next(one for one in INCIDENT.arguments("reprioritise") if one.name == "impact")
    assert Option("high", "High", Impact.HIGH) == levels.menu[0]
    code = next(one for one in INCIDENT.arguments("resolve") if one.name == "code").menu[1]
    assert ("known_error", "known error") == (code.code, code.label)
    assert (Option("AMS", "AMS", "AMS"),) == Argument("site", options=("AMS",)).menu
    assert () == Argument("site").menu


def test_the_fields_of_a_model_are_asked_for_one_by_one() -> None:
    """By their own names, and required where the record is opened only."""
    (site,) = (one for one in SITES.arguments(SITES.opening_event) if one.name == "custom.site")
    assert (True, ("custom.site",), "site") == (site.is_required, site.sets, site.label)
    assert not SITES.arguments("update")[-1].is_required
    texts = {"summary": "Mail", "custom.site": "AMS"}
    said = read_texts(SITES.arguments(SITES.opening_event), texts)
    assert {"summary": "Mail", "custom": {"site": "AMS"}} == said


def test_texts_are_read_by_the_types_of_their_arguments() -> None:
    """What says nothing is left out; what is no text is taken as it is."""
    asked = [
        Argument("flag", bool),
        Argument("count", int),
        Argument("share", float),
        Argument("cost", Decimal),
        Argument("day", date),
        Argument("due", datetime),
        Argument("tags", tuple[str, ...]),
        Argument("sites", tuple[str, ...], options=("AMS", "NYC")),
        Argument("note"),
        Argument("reason", options=tuple(HoldReason)),
    ]
    east = timezone(timedelta(hours=2))
    said = read_texts(
        asked,
        {
            "flag": "Off",
            "count": " 5 ",
            "share": "0.5",
            "cost": "12.50",
            "day": "2026-01-31",
            "due": "2026-01-31T09:00",
            "tags": "a, b,,c",
            "sites": ["NYC", ""],
            "note": " as it is ",
            "reason": HoldReason.VENDOR,
        },
        zone=east,
    )
    assert {
        "flag": False,
        "count": 5,
        "share": 0.5,
        "cost": Decimal("12.50"),
        "day": date(2026, 1, 31),
        "due": datetime(2026, 1, 31, 7, tzinfo=UTC),
        "tags": ("a", "b", "c"),
        "sites": ("NYC",),
        "note": " as it is ",
        "reason": HoldReason.VENDOR,
    } == said
    assert {} == read_texts(asked, {"note": "  ", "tags": " , ", "sites": None, "count": None})


@pytest.mark.parametrize(
    ("argument", "text", "code", "words"),
    [
        (Argument("n", int), "two", "bad_value", "give a whole number"),
        (Argument("n", Decimal), "x", "bad_value", "give a number"),
        (Argument("n", bool), "maybe", "bad_value", "yes or no"),
        (Argument("n", date), "31.1.", "bad_value", "a date such as"),
        (Argument("n", datetime), "2026-01-31T09:00", "bad_value", "09:00Z"),
        (Argument("n", options=("a", "b")), "c", "unknown_code", "give one of a, b"),
        (Argument("n", timedelta), "5", "bad_value", "the value itself"),
        (Argument("m"), "5", "unknown_field", "known: m"),
    ],
)
def test_a_text_that_says_something_else_is_a_reason(
    argument: Argument, text: str, code: str, words: str
) -> None:
    """With the name of the argument, and what would do."""
    with pytest.raises(BadAnswers, match=re.escape(words)) as caught:
        read_texts([argument], {"n": text})
    (reason,) = caught.value.reasons
    assert (code, "n", "/n") == (reason.code, reason.argument, reason.pointer)


@pytest.mark.parametrize(("arguments", "texts"), [(5, {}), ([5], {}), ([], 5)])
def test_what_is_no_form_is_refused(arguments: Any, texts: Any) -> None:
    """Before anything is read."""
    with pytest.raises(BadValue):
        read_texts(arguments, texts)
