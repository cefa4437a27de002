"""Two models side by side: what is gone, new and changed, in rows and in one picture."""

from __future__ import annotations

from datetime import timedelta

import attrs
import pytest

from itsmcore.changes import NORMAL_CHANGE, STANDARD_CHANGE
from itsmcore.conditions import field
from itsmcore.drawing import line_of
from itsmcore.errors import BadValue
from itsmcore.incidents import INCIDENT, STANDARD, Cancelled, Closed, Resolved
from itsmcore.lifecycle import (
    Argument,
    Guard,
    Lifecycle,
    Model,
    Phase,
    Reaction,
    Rule,
    State,
    Timer,
    model_diff,
)
from itsmcore.problems import PROBLEM
from tests.pictures.drawn import drawn, picture_of
from tests.pictures.hostile import event, names, several

GONE = "\u2212"
TRIAGE = INCIDENT.extended(
    State("triage", phase=Phase.NEW),
    Rule(event("triage"), source="new", target="triage"),
    Rule(event("accept"), source="triage", target="in_progress"),
    Timer("auto_close", Closed, states="resolved", after=timedelta(days=3)),
    without=("cancelled", Cancelled, "auto_close"),
)


def a_region(name: str, first: str, last: str, verb: str) -> Lifecycle:
    """Make a region of two states."""
    return Lifecycle(
        name,
        states=[State(first, phase=Phase.NEW), State(last, phase=Phase.CLOSED)],
        rules=[Rule(event(verb), source=first, target=last)],
    )


def told(before: Model, after: Model) -> list[tuple[object, ...]]:
    """Give what each row says, without what was and what is."""
    return [tuple(row.values())[:4] for row in model_diff(before, after).rows]


def test_a_model_does_not_differ_from_itself() -> None:
    """It says so, and its picture has no sign."""
    same = model_diff(INCIDENT, INCIDENT)
    assert () == same.rows
    assert "incident 1 and incident 1: no difference" == str(same)
    texts = drawn(f"{same:svg}").texts
    assert 3 == sum(words[:1] in ("+", "±", GONE) for words in texts)  # in the legend


def test_states_rules_and_timers_are_gone_new_or_changed() -> None:
    """A rule that leads nowhere from a state that came or went is not told."""
    assert [
        ("state", "cancelled", "gone", ""),
        ("state", "triage", "new", ""),
        ("rule", "cancel", "gone", "new, in_progress, on_hold"),
        ("rule", "triage", "new", "new"),
        ("rule", "accept", "new", "triage"),
    ] == told(INCIDENT, TRIAGE)[:5]
    assert ("timer", "auto_close", "changed", "") == told(INCIDENT, TRIAGE)[-1]


def test_what_a_rule_asks_for_is_told_by_itself() -> None:
    """Each guard by its code, each role and each field, with what it was and what it is."""
    some, other = (Guard("wait", field("summary").is_(words)) for words in ("a", "b"))
    before = INCIDENT.with_guards({"close": some}).with_roles({("close", None): "agent"})
    after = INCIDENT.with_guards({"close": other}).with_roles({("close", None): "manager"})
    assert [
        {
            "part": "guard",
            "name": "close: wait",
            "change": "changed",
            "where": "resolved",
            "before": "wait (summary is 'a')",
            "after": "wait (summary is 'b')",
        },
        {
            "part": "role",
            "name": "close: agent",
            "change": "gone",
            "where": "resolved",
            "before": "agent",
            "after": None,
        },
        {
            "part": "role",
            "name": "close: manager",
            "change": "new",
            "where": "resolved",
            "before": None,
            "after": "manager",
        },
    ] == list(model_diff(before, after).rows)
    assert ("role", "add_people: agent", "new", "any") in told(
        INCIDENT, INCIDENT.with_roles(STANDARD)
    )


def test_a_rule_that_leads_elsewhere_has_changed() -> None:
    """In the picture, its old way is gone and its other one is new."""
    again = Rule(event("again"), source="resolved", target="in_progress")
    before = INCIDENT.extended(again)
    after = INCIDENT.extended(attrs.evolve(again, target="on_hold", reopens=True))
    found = model_diff(before, after)
    assert [("to in_progress", "to on_hold, reopens")] == [
        (row["before"], row["after"]) for row in found.rows
    ]
    assert {f"{GONE} again", "+ again"} <= set(drawn(f"{found:svg}").texts)


def test_every_other_field_of_a_model_is_compared_by_its_entries() -> None:
    """Codes, fields, defaults and reactions by theirs, and what has none as a whole."""
    more = INCIDENT.extended(
        Reaction(Resolved, Closed),
        codes={"resolution_code": ("fixed", "gave_up")},
        fields=[Argument("site", str)],
    ).with_defaults(category="mail")
    rows = told(INCIDENT, more)
    assert ("code", "resolution_code: gave_up", "new", "") in rows
    assert ("field", "site", "new", "") in rows
    assert ("defaults", "category", "new", "") in rows
    assert ("reaction", "resolve: close", "new", "") in rows
    assert ("from machine", "", "changed", "") in told(
        INCIDENT, attrs.evolve(INCIDENT, from_machine=field("event.by").is_("robot"))
    )
    assert ("timer", "auto_close", "gone", "") in told(INCIDENT, PROBLEM)


def test_regions_are_compared_with_those_of_their_names() -> None:
    """One that is in both alike is not drawn."""
    more = INCIDENT.extended(a_region("review", "none", "asked", "ask"))
    assert ("region", "review", "new", "") == told(INCIDENT, more)[0]
    assert ("region", "review", "gone", "") == told(more, INCIDENT)[0]
    texts = drawn(f"{model_diff(INCIDENT, more):svg}").texts
    assert "beside it: review" in texts
    assert "beside it: pin" not in texts
    assert ("state", "cancelled", "gone", "major_incident") in told(INCIDENT, TRIAGE)
    assert ("rule", "cancel", "gone", "major_incident: proposed, accepted") in told(
        INCIDENT, TRIAGE
    )


def test_one_picture_shows_both_with_a_sign_at_each_difference() -> None:
    """What is gone is dashed and red, what is new is thick and green; a legend says so."""
    svg = f"{model_diff(INCIDENT, TRIAGE):svg}"
    texts = drawn(svg).texts
    assert {"+ triage", f"{GONE} cancelled", f"{GONE} cancel", "± after 3 days", "start"} <= set(
        texts
    )
    assert [f"{GONE} gone", "+ new", "± changed"] == texts[-4:-1]
    assert "incident 1 and incident 1: 4 gone, 3 new, 1 changed" == texts[-1]
    assert svg.count('stroke-dasharray="7 3"') > 5
    assert 'stroke="#166534" stroke-width="3.2"' in svg


def test_what_differs_in_one_state_only_has_an_arrow_of_its_own() -> None:
    """Even if nearly all states are taken together, whose arrow tells what most of them do."""
    texts = drawn(f"{model_diff(NORMAL_CHANGE, STANDARD_CHANGE):svg}").texts
    assert 1 < texts.count(f"{GONE} cancel")
    assert "cancel" in texts


def test_it_is_written_as_all_else_is() -> None:
    """As an image with a table below it, in Markdown, and as text."""
    found = model_diff(INCIDENT, TRIAGE)
    page = found._repr_html_()
    assert f"{found:svg}" == picture_of(page)
    assert "<summary>figures</summary>" in page
    assert "| rule | triage | new | new |  | to triage |" in f"{found:md}".splitlines()
    assert str(found).startswith("incident 1 and incident 1: 2 states gone, 1 state new, ")


def test_no_name_spoils_the_picture() -> None:
    """Names that are markup are shown as they are."""
    some = names(4)
    for _ in range(12):
        texts = several(some, 12)[:6]
        one, other = (INCIDENT.extended(a_region("region", *of)) for of in (texts[:3], texts[3:]))
        found = model_diff(one, other)
        assert f"+ {line_of(texts[3])}"[:9] in "\n".join(drawn(f"{found:svg}").texts)
        assert "<script>" not in found._repr_html_()


@pytest.mark.parametrize(("one", "other"), [("incident", INCIDENT), (INCIDENT, None)])
def test_what_is_no_model_is_refused(one: object, other: object) -> None:
    """And named."""
    with pytest.raises(BadValue, match="give a Model"):
        model_diff(one, other)  # type: ignore[arg-type]
