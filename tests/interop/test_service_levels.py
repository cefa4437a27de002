"""Agreements, goals and terms as documents."""

from __future__ import annotations

import json
from datetime import datetime, time
from typing import Any, ClassVar

import attrs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from itsmcore import testing as kit
from itsmcore.conditions import field
from itsmcore.decisions import Decision
from itsmcore.interop.cattrs import BadDocument, Unwritable, make_converter
from itsmcore.level import Priority
from itsmcore.lifecycle import Event
from itsmcore.phase import Phase
from itsmcore.schedule import Schedule, WorkingDayBy, WorkingDays
from itsmcore.service_levels import (
    FIRST_RESPONSE,
    Agreement,
    AgreementKind,
    Clock,
    Clocks,
    Goal,
    InZoneOf,
    Terms,
    Threshold,
)
from itsmcore.service_levels._goal import ScheduleChoice
from itsmcore.timeline import Timeline
from tests.instants import HOUR, NINE
from tests.interop.laws import assert_read_back, refusal, validator
from tests.interop.strategies import broken

CONVERTER = make_converter()
KINDS: dict[str, tuple[Any, st.SearchStrategy[Any]]] = {
    "agreements": (Agreement, kit.agreements()),
    "goals": (Goal, kit.goals()),
    "terms": (Terms, kit.terms()),
}
each = pytest.mark.parametrize("kind", KINDS)
slow = settings(suppress_health_check=[HealthCheck.too_slow], max_examples=20, deadline=None)


# --- whatever the value -----------------------------------------------------------------------


@each
@slow
@given(data=st.data())
def test_a_value_is_read_back_the_same(kind: str, data: st.DataObject) -> None:
    """With JSON text in between; the document fits its schema, and comes of what was read again."""
    target, strategy = KINDS[kind]
    document = assert_read_back(CONVERTER, data.draw(strategy), target)
    assert validator(CONVERTER, target).is_valid(document)


@slow
@given(agreement=kit.agreements(), timeline=kit.timelines(), at=kit.instants())
def test_what_is_read_back_measures_the_same(
    agreement: Agreement, timeline: Timeline, at: datetime
) -> None:
    """Not only are the definitions alike."""
    again = CONVERTER.structure(CONVERTER.unstructure(agreement), Agreement)
    assert agreement.measure(timeline, at=at) == again.measure(timeline, at=at)


@each
@slow
@given(data=st.data())
def test_a_broken_document_is_read_or_refused(kind: str, data: st.DataObject) -> None:
    """There is no third way; what is read is a value like any other."""
    target, strategy = KINDS[kind]
    document = data.draw(broken(strategy.map(CONVERTER.unstructure)))
    try:
        value = CONVERTER.structure(document, target)
    except BadDocument as error:
        assert error.problems
        # Nothing was caught that the reader did not foresee.
        assert "Error(" not in str(error)
    else:
        written = CONVERTER.unstructure(value)
        assert value == CONVERTER.structure(written, target)
        assert validator(CONVERTER, target).is_valid(written)


# --- what is written --------------------------------------------------------------------------

OFFICE = Schedule.weekly({"mon-fri": "08:00-18:00"}, tz="Europe/Amsterdam")
HIGH = {"$": "level", "scale": "Priority", "code": "high", "label": "High", "rank": 4}
RESOLVED = {
    "$": "test",
    "subject": "phase",
    "op": "is in",
    "value": [{"$": "phase", "value": "resolved"}, {"$": "phase", "value": "closed"}],
}
PENDING = {
    "$": "test",
    "subject": "phase",
    "op": "is",
    "value": {"$": "phase", "value": "pending"},
}
FOUR_HOURS = {
    "$": "decision",
    "rows": [],
    "default": {"$": "duration", "value": "PT4H"},
    "name": "the targets",
}
GOAL = {"$": "goal", "metric": "resolution", "stop": RESOLVED, "targets": FOUR_HOURS}
AGREEMENT = {"$": "agreement", "name": "gold", "goals": [GOAL]}
RESOLUTION = Goal("resolution", stop=Phase.RESOLVED, targets=4 * HOUR)


def test_an_agreement_says_only_what_is_unusual() -> None:
    """The name of a goal, too, only where it is not its metric."""
    plain = Agreement("gold", goals=[RESOLUTION])
    assert AGREEMENT == CONVERTER.unstructure(plain)
    assert plain == CONVERTER.structure(AGREEMENT, Agreement)
    assert GOAL | {"name": "to resolve"} == CONVERTER.unstructure(
        Goal("resolution", name="to resolve", stop=Phase.RESOLVED, targets=4 * HOUR)
    )
    assert {"$": "terms"} == CONVERTER.unstructure(Terms())


def test_an_agreement_is_written_with_everything_it_was_made_of() -> None:
    """Each part as itself, and the version before inside."""
    first = Goal("response", stop=FIRST_RESPONSE, targets=WorkingDayBy(1, time(12)))
    resolution = Goal(
        "resolution",
        stop=Phase.RESOLVED,
        pause=Phase.PENDING,
        resume=Phase.ACTIVE,
        targets={Priority.HIGH: WorkingDays(2)},
        schedule=InZoneOf("custom.zone", OFFICE),
        thresholds={75: "mail", 100: ("page", "mail")},
        on_breach="escalate",
        per="group",
        start_at="occurred_at",
        terms=Terms(on_reopen="new_cycle", breach_when=">="),
    )
    before = Agreement("gold", goals=[RESOLUTION], kind=AgreementKind.OLA, schedule=OFFICE)
    gold = before.revised(version="2", effective_from=NINE, goals=[first, resolution])
    office = {"$": "schedule", "hours": {"mon-fri": "08:00-18:00"}, "tz": "Europe/Amsterdam"}
    document = CONVERTER.unstructure(gold)
    assert {
        "$": "goal",
        "metric": "resolution",
        "stop": RESOLVED,
        "targets": {
            "$": "decision",
            "rows": [
                {
                    "when": {"$": "test", "subject": "priority", "op": "is", "value": HIGH},
                    "answer": {"$": "working_days", "days": 2},
                }
            ],
            "match": "least",
            "name": "the targets",
        },
        "pause": PENDING,
        "resume": {**PENDING, "value": {"$": "phase", "value": "active"}},
        "schedule": {"$": "in_zone_of", "fact": "custom.zone", "schedule": office},
        "thresholds": [
            {"percent": 75, "actions": ["mail"]},
            {"percent": 100, "actions": ["page", "mail"]},
        ],
        "on_breach": ["escalate"],
        "per": "group",
        "start_at": "occurred_at",
        "terms": {"$": "terms", "on_reopen": "new_cycle", "breach_when": ">="},
    } == document["goals"][1]
    shared = {"kind": "OLA", "schedule": office}
    rest = {"$": "agreement", "name": "gold", "version": "2", **shared}
    previous = {**AGREEMENT, **shared}
    assert {**rest, "effective_from": "2026-01-05T09:00:00Z", "previous": previous} == {
        key: part for key, part in document.items() if key != "goals"
    }
    assert gold == CONVERTER.structure(document, Agreement)


def test_a_fact_may_be_an_agreement() -> None:
    """And a goal, and terms: they carry their tags wherever they stand."""
    value = (Agreement("gold", goals=[RESOLUTION]), RESOLUTION, Terms(on_reset="cancel"))
    facts = {"promised": value}
    kind: Any = dict[str, object]
    assert facts == CONVERTER.structure(CONVERTER.unstructure(facts, kind), kind)


class Shop:
    """Choose a schedule in a way of the user's own."""

    def decide(self, _: object, /) -> Schedule:
        return OFFICE


def nearby(facts: Any) -> bool:
    """Stand for a function that no converter was told of."""
    return bool(facts)


CLOCKS = Agreement("gold", goals=[RESOLUTION]).measure(
    Timeline.from_rows([(NINE, {"phase": Phase.NEW})]), at=NINE
)
NEVER_STORED = (
    "cannot be written: it is computed, and never stored; store the agreement, and measure again"
)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (
            Goal("response", stop=Phase.RESOLVED, targets=HOUR, schedule=(shop := Shop())),
            f"schedule: {shop!r} cannot be written: its field is for Schedule or Decision or "
            "InZoneOf or None; give one",
        ),
        (
            Agreement("gold", goals=[RESOLUTION], applies=nearby),
            f"applies.function: {nearby!r} cannot be written: it is a function; pass it as "
            "functions=",
        ),
        (CLOCKS, f"{CLOCKS!r} {NEVER_STORED}"),
        (CLOCKS["resolution"], f"{CLOCKS['resolution']!r} {NEVER_STORED}"),
    ],
    ids=["choice", "function", "clocks", "clock"],
)  # fmt: skip
def test_what_no_document_can_hold_is_refused(value: Any, words: str) -> None:
    """With the place and the next step; what is computed is never stored."""
    with pytest.raises(Unwritable) as caught:
        CONVERTER.unstructure(value)
    assert words == str(caught.value)


@pytest.mark.parametrize("kind", [Clock, Clocks])
def test_what_is_computed_is_never_read(kind: type) -> None:
    """Whatever the document, and no document fits the schema."""
    words = "it cannot be read: it is computed, and never stored; store the agreement, and measure"
    assert words + " again" == refusal({}, kind, CONVERTER)
    assert not validator(CONVERTER, kind).is_valid({})


# --- what is refused --------------------------------------------------------------------------


def without(document: dict[str, Any], *keys: str) -> dict[str, Any]:
    """Give a document with some of its parts left out."""
    return {key: part for key, part in document.items() if key not in keys}


BAD: list[tuple[type, Any, str]] = [
    (Agreement, None, "it is None, and must be Agreement"),
    (Agreement, {"$": "terms"}, "it is Terms(), and must be Agreement"),
    (Agreement, {"$": "agreement"}, "name is missing"),
    (
        Agreement,
        {**AGREEMENT, "goals": []},
        "it is faulty: goals: are missing; give at least one Goal",
    ),
    (
        Agreement,
        {**AGREEMENT, "goals": [GOAL, GOAL], "nmae": "x"},
        "nmae is no part of agreement; did you mean 'name'?",
    ),
    (
        Agreement,
        {
            **AGREEMENT,
            "kind": "SLO",
            "terms": {"$": "terms", "on_reopen": "resumes", "order": ["stop"]},
            "goals": [GOAL, {**GOAL, "stop": RESOLVED | {"op": "in"}, "per": 5}],
        },
        "goals[1].stop.op is 'in'; did you mean 'is in'?; "
        "goals[1].per is 5, and must be a text; "
        "kind is 'SLO'; did you mean 'SLA'?; "
        "terms.on_reopen is 'resumes'; did you mean 'resume'?",
    ),
    (
        Agreement,
        {**AGREEMENT, "previous": AGREEMENT},
        "it is faulty: effective_from: is None; give an instant after that of version '1'",
    ),
    (
        Agreement,
        {**AGREEMENT, "previous": AGREEMENT, "effective_from": "soon"},
        "effective_from is 'soon', and must be an instant such as '2026-01-31T09:00:00Z'",
    ),
    (
        Agreement,
        {**AGREEMENT, "previous": AGREEMENT, "effective_form": "2026-01-31T09:00:00Z"},
        "effective_form is no part of agreement; did you mean 'effective_from'?",
    ),
    (
        Terms,
        {"$": "terms", "order": ["stop"]},
        "it cannot be made: order cannot be ('stop',); give each of stop, reset, cancel, pause, "
        "resume, start once, the one that wins first",
    ),
    (Goal, without(GOAL, "stop"), "stop is missing"),
    (
        Goal,
        {**without(GOAL, "targets"), "pause": {"$": "all", "parts": []}},
        "targets is missing",
    ),
    (
        Goal,
        {**GOAL, "pause": {"$": "all", "parts": []}, "resume": 5},
        "resume is 5, and must be Condition",
    ),
    (Goal, {**GOAL, "resume": PENDING, "pause": 5}, "pause is 5, and must be Condition"),
    (Goal, {**without(GOAL, "stop"), "start": RESOLVED}, "stop is missing"),
    (
        Goal,
        {**without(GOAL, "metric"), "metric": "", "name": 5},
        "name is 5, and must be a text",
    ),
    (
        Goal,
        {**GOAL, "targets": {**FOUR_HOURS, "default": "PT4H"}},
        "it is faulty: the default target: is 'PT4H'; give a timedelta or a target such as "
        "WorkingDays(5)",
    ),
    (
        Goal,
        {**GOAL, "thresholds": [{"percent": 0}, {"percent": "75"}]},
        "thresholds[0] cannot be made: percent cannot be 0; give a number above 0; "
        "thresholds[1].percent is '75', and must be a finite number",
    ),
    (
        Goal,
        {**GOAL, "thresholds": [{"percent": 75}, {"percent": 75}]},
        "it cannot be made: thresholds cannot be [75, 75]; give each percentage once",
    ),
    (
        InZoneOf,
        {"$": "in_zone_of", "fact": "custom.zone"},
        "schedule is missing",
    ),
    (Threshold, {"percents": 5}, "percents is no part of a threshold; did you mean 'percent'?; "
     "percent is missing"),
]  # fmt: skip


@pytest.mark.parametrize(("target", "document", "words"), BAD, ids=range(len(BAD)))
def test_a_bad_document_is_refused(target: type, document: Any, words: str) -> None:
    """The sentence says everything that is wrong, and nothing that only follows from it."""
    assert words == refusal(json.loads(json.dumps(document)), target, CONVERTER)


@pytest.mark.parametrize(
    "broken_part",
    [
        {"name": None},
        {"goals": [{**GOAL, "metric": 5}]},
        {"goals": [{**GOAL, "thresholds": [{}]}]},
        {"schedule": "office"},
        {"kind": "SLO"},
        {"terms": {"$": "terms", "on_reset": "x"}},
        {"effective_from": "soon"},
        {"previous": {"$": "agreement"}},
        {"extra": 1},
    ],
    ids=lambda part: next(iter(part)),
)
def test_a_broken_agreement_does_not_fit_the_schema(broken_part: Any) -> None:
    """Whatever is broken in it, however deep."""
    fits = validator(CONVERTER, Agreement).is_valid
    assert fits(AGREEMENT)
    assert not fits({**AGREEMENT, **broken_part})
    assert not fits({**AGREEMENT, "previous": {**AGREEMENT, **broken_part}})


@attrs.frozen(kw_only=True)
class Promised(Event):
    """Promise to serve by an agreement."""

    verb: ClassVar[str] = "promise"
    agreement: Agreement
    hours: ScheduleChoice | None = None
    thresholds: tuple[Threshold, ...] = ()


def test_events_may_have_agreements_in_their_fields() -> None:
    """By the same types as a goal has."""
    promised = Promised(
        at=NINE,
        by="ada",
        agreement=Agreement("gold", goals=[RESOLUTION]),
        hours=Decision([(field("group").is_set, OFFICE)]),
        thresholds=(Threshold(75),),
    )
    converter = make_converter(events=[Promised])
    document = json.loads(json.dumps(converter.unstructure(promised)))
    assert AGREEMENT == document["agreement"]
    assert promised == converter.structure(document, Event)


def test_a_hook_of_one_s_own_may_build_an_agreement() -> None:
    """What is faulty with it is told as of any other document."""

    @attrs.frozen
    class Contract:
        promised: Agreement

    converter = make_converter()
    converter.register_structure_hook(Contract, lambda name, _: Contract(Agreement(name, goals=[])))
    words = "it is faulty: goals: are missing; give at least one Goal"
    assert words == refusal("gold", Contract, converter)
