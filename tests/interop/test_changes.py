"""Changes and tasks as documents: whole lives, who approves, and how that was voted on."""

from __future__ import annotations

import json
from datetime import timedelta
from fractions import Fraction
from typing import Any

import attrs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from itsmcore import testing as kit
from itsmcore.approval import (
    ApprovalPolicy,
    ApprovalRequested,
    Authority,
    Ballot,
    Percent,
    Quorum,
    Vote,
)
from itsmcore.changes import (
    EMERGENCY_CHANGE,
    NORMAL_CHANGE,
    STANDARD_CHANGE,
    UNAUTHORISED_CHANGE,
    Change,
    ProcedureStep,
)
from itsmcore.conditions import field
from itsmcore.incidents import INCIDENT
from itsmcore.interop.cattrs import BadDocument, Unwritable, make_converter
from itsmcore.interop.cloudevents import cloud_event
from itsmcore.level import Level
from itsmcore.lifecycle import Event, Record
from itsmcore.risk import Likelihood, Risk
from itsmcore.tasks import TASK, Task
from itsmcore.timeline import Timeline
from tests.changes.walks import NORMAL, reviewing
from tests.instants import MARCH as T0
from tests.instants import NINE
from tests.interop.laws import assert_read_back, refusal, validator
from tests.interop.strategies import broken

MODELS = (NORMAL_CHANGE, STANDARD_CHANGE, EMERGENCY_CHANGE, UNAUTHORISED_CHANGE, TASK)
CONVERTER = make_converter(models=(*MODELS, NORMAL))
KINDS: dict[str, tuple[Any, st.SearchStrategy[Any]]] = {
    **{str(model): (model.record, kit.records(model)) for model in MODELS},
    "timelines": (Timeline, kit.timelines(NORMAL_CHANGE, max_steps=10)),
    "authorities": (Authority, kit.authorities()),
    "policies": (ApprovalPolicy, kit.approval_policies()),
    "steps": (ProcedureStep, kit.procedure_steps()),
}
each = pytest.mark.parametrize("kind", KINDS)
slow = settings(suppress_health_check=[HealthCheck.too_slow], max_examples=12, deadline=None)


# --- whatever the value -----------------------------------------------------------------------


@each
@slow
@given(data=st.data())
def test_a_value_is_read_back_the_same(kind: str, data: st.DataObject) -> None:
    """With JSON text in between; the document fits its schema, and comes of what was read again."""
    target, strategy = KINDS[kind]
    document = assert_read_back(CONVERTER, data.draw(strategy), target)
    assert validator(CONVERTER, target).is_valid(document)


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


@pytest.mark.long
@pytest.mark.parametrize("model", MODELS, ids=str)
def test_each_model_has_a_schema_of_its_own(model: Any) -> None:
    """The records of other models do not fit it."""
    fits = validator(CONVERTER, model).is_valid
    change = reviewing()
    assert not fits(CONVERTER.unstructure(change))
    assert validator(CONVERTER, NORMAL).is_valid(CONVERTER.unstructure(change))


@slow
@given(record=st.one_of(*(kit.records(model, max_events=4) for model in MODELS)))
def test_each_event_of_each_practice_can_be_sent(record: Any) -> None:
    """Its type names the practice; no converter is needed, and one writes the same."""
    for version, event in enumerate(record.history, 1):
        sent = cloud_event(record, version, source="/desk")
        assert f"itsmcore.{type(record).__name__.lower()}.{event.verb}" == sent["type"]
        assert CONVERTER.unstructure(event) == sent["data"]
        assert event == CONVERTER.structure(json.loads(json.dumps(sent))["data"], type(event))


# --- what is written --------------------------------------------------------------------------


def test_a_change_is_written_as_its_history() -> None:
    """With its steps, whom it asked, and each vote; what followed names its cause."""
    change = reviewing(steps=[ProcedureStep("Stop it", duration=timedelta(minutes=5)), "Start it"])
    document = CONVERTER.unstructure(change)
    assert ("Change", "a board's") == (document["type"], document["model"]["name"])
    events = {event["verb"]: event for event in document["history"]}
    assert [
        {"$": "procedure_step", "action": "Stop it", "duration": "PT5M"},
        {"$": "procedure_step", "action": "Start it"},
    ] == events["open"]["steps"]
    low = {"$": "level", "scale": "Risk", "code": "low", "label": "Low", "rank": 1}
    assert low == events["open"]["risk"]
    board = {"$": "authority", "name": "CAB", "members": ["ines", "jorge", "keiko"]}
    assert [board] == events["request_approval"]["authorities"]
    assert ("yes", "keiko") == (events["vote"]["vote"], events["vote"]["by"])
    assert {"name": "vote", "version": 6} == events["approve"]["cause"]
    assert {"freeze": [], "conflicts": []} == events["implement"]["given"]
    assert change == CONVERTER.structure(json.loads(json.dumps(document)), Change)


@pytest.mark.parametrize(
    ("needs", "document"),
    [
        ("any", "any"),
        (Percent(60), {"$": "percent", "share": 60}),
        (Quorum(3), {"$": "quorum", "members": 3}),
        (Quorum(3, 66.5), {"$": "quorum", "members": 3, "share": 66.5}),
        (
            Percent(Fraction(2, 3), rounding="half_up"),
            {
                "$": "percent",
                "share": {"$": "fraction", "value": "2/3"},
                "rounding": "half_up",
            },
        ),
    ],
    ids=str,
)
def test_an_authority_says_how_many_it_takes(needs: Any, document: Any) -> None:
    """Only where not everybody is needed."""
    board = Authority("CAB", ["ines"], needs=needs, on_no="rejects")
    plain = {"$": "authority", "name": "CAB", "members": ["ines"]}
    assert {**plain, "needs": document, "on_no": "rejects"} == CONVERTER.unstructure(board)
    assert plain == CONVERTER.unstructure(Authority("CAB", ["ines"], needs="all"))
    assert board == CONVERTER.structure(CONVERTER.unstructure(board), Authority)


@pytest.mark.parametrize("text", ["2/0", "a", "1/2/3", "0x1", " 1/2", "1/" + "9" * 5000, 3, None])
def test_a_fraction_is_two_whole_numbers(text: Any) -> None:
    """And of no more digits than are read."""
    document = {"$": "percent", "share": {"$": "fraction", "value": text}}
    assert "a fraction in a text, such as '2/3'" in refusal(document, Percent, CONVERTER)
    with pytest.raises(Unwritable, match="its field is for Fraction; give one"):
        CONVERTER.unstructure(0.5, Fraction)
    with pytest.raises(Unwritable, match="it has too many digits for JSON"):
        CONVERTER.unstructure(Percent(Fraction(1, 10**5000)))


def test_the_deputies_of_an_authority_are_written_by_member() -> None:
    """Where it has any; and who was away is in the event that asked."""
    board = Authority("CAB", ["ines"], deputies={"ines": "olga"})
    document = CONVERTER.unstructure(board)
    assert {"ines": ["olga"]} == document["deputies"]
    assert board == CONVERTER.structure(document, Authority)
    event = ApprovalRequested(at=T0, by="ada", authorities=[board], absent="ines")
    written = CONVERTER.unstructure(event)
    assert ["ines"] == written["absent"]
    assert event == CONVERTER.structure(written, Event)


def test_a_policy_is_a_table_of_authorities() -> None:
    """Its conditions and authorities are written as everywhere."""
    board = Authority("CAB", ["ines"])
    policy = ApprovalPolicy([(field("risk").is_(Risk.HIGH), board)], sequential=True)
    document = CONVERTER.unstructure(policy)
    assert CONVERTER.unstructure(board) == document["table"]["rows"][0]["answer"]
    assert (True, "all") == (document["sequential"], document["table"]["match"])
    assert policy == CONVERTER.structure(document, ApprovalPolicy)


def test_the_timeline_of_a_change_keeps_its_ballots() -> None:
    """Facts carry their tags, so that each is read back as what it was."""
    timeline = reviewing().timeline()
    again = CONVERTER.structure(CONVERTER.unstructure(timeline), Timeline)
    assert timeline == again
    ballots: Any = again.steps[-1].facts["ballots"]
    assert [("CAB", "ines", Vote.YES)] == [(b.authority, b.member, b.vote) for b in ballots[:1]]
    assert {Ballot} == {type(ballot) for ballot in ballots}


@pytest.mark.parametrize("level", [*Risk.scale, *Likelihood.scale], ids=repr)
def test_levels_of_risk_are_known_everywhere(level: Level) -> None:
    """Without a model that has them."""
    converter = make_converter()
    assert level == converter.structure(converter.unstructure(level), Level)


# --- what is refused --------------------------------------------------------------------------

BOARD = {"$": "authority", "name": "CAB", "members": ["ines"]}
BAD: list[tuple[Any, Any, str]] = [
    (Authority, {"$": "authority", "members": []}, "name is missing"),
    (
        Authority,
        {**BOARD, "members": []},
        "it cannot be made: members of CAB cannot be (); give the names of those who vote, one at "
        "least",
    ),
    (
        Authority,
        {**BOARD, "needs": "most"},
        "it cannot be made: needs cannot be 'most'; give 'any', 'first', 'all', Percent(60) or "
        "Quorum(3)",
    ),
    (Authority, {**BOARD, "needs": 5}, "needs is 5, and must be str or Percent or Quorum"),
    (
        Authority,
        {**BOARD, "needs": {"$": "percent", "share": 0}, "on_no": "reject"},
        "needs cannot be made: share cannot be 0; give a number above 0, up to 100; "
        "on_no is 'reject'; did you mean 'rejects'?",
    ),
    (
        ApprovalPolicy,
        {"$": "approval_policy", "table": {"$": "percent", "share": 60}, "sequential": 1},
        "table is Percent(share=60), and must be Decision; "
        "sequential is 1, and must be true or false",
    ),
    (
        ProcedureStep,
        {"$": "procedure_step", "action": "x", "duration": "-PT1M"},
        "it cannot be made: duration cannot be datetime.timedelta(days=-1, seconds=86340); give a "
        "timedelta of zero or more",
    ),
]


@pytest.mark.parametrize(("target", "document", "words"), BAD, ids=range(len(BAD)))
def test_a_bad_document_is_refused(target: Any, document: Any, words: str) -> None:
    """In the words of whatever is wrong."""
    assert words == refusal(json.loads(json.dumps(document)), target, CONVERTER)


def edited(verb: str, /, **changes: Any) -> Any:
    """Give the document of a change with one event's fields changed."""
    document = CONVERTER.unstructure(reviewing())
    for event in document["history"]:
        if event["verb"] == verb:
            event.update(changes)
    return document


@pytest.mark.parametrize(
    ("document", "words"),
    [
        (
            edited("request_approval", authorities=[{**BOARD, "neds": 1}], sequential="no"),
            "history[2].authorities[0].neds is no part of authority; did you mean 'needs'?; "
            "history[2].sequential is 'no', and must be true or false",
        ),
        (
            edited("open", steps=["Stop it"]),
            "history[0].steps[0] is 'Stop it', and must be ProcedureStep",
        ),
        (
            edited("verify", result="pass"),
            "history[10].result is 'pass'; did you mean 'passed'?",
        ),
        (
            {**edited("x"), "type": "Incident"},
            "type is 'Incident', and a board's 1 is a model of 'Change'",
        ),
        (
            edited("assess", verb="resolve"),
            "history[1].verb is 'resolve', no verb of a board's 1; did you mean",
        ),
    ],
    ids=["authority", "step", "result", "type", "verb"],
)
def test_a_bad_change_is_refused(document: Any, words: str) -> None:
    """With the way to each place."""
    assert refusal(json.loads(json.dumps(document)), Change, CONVERTER).startswith(words)


def test_a_plan_that_cannot_be_loads() -> None:
    """It is listed by an audit, and the change has no window until it is planned anew."""
    document = json.loads(json.dumps(edited("open", planned_end="2026-01-01T00:00:00Z")))
    change = CONVERTER.structure(document, Change)
    first, *_ = Change.audit(change.history, model=NORMAL, written_with=NORMAL)
    assert (0, ["impossible_instant"]) == (first.index, [one.code for one in first.reasons])
    assert None is change.window


def test_a_record_is_read_only_as_what_it_is() -> None:
    """A task is no change, and neither is known where its model is not."""
    task = TASK.open("TASK-1", at=NINE, by="ada", summary="Test it", parent="CHG-1")
    document = CONVERTER.unstructure(task)
    assert task == CONVERTER.structure(document, Record)
    assert Task is type(CONVERTER.structure(document, Task))
    assert "type is 'Task', and must be 'Change'" == refusal(document, Change, CONVERTER)
    incidents = make_converter(models=[INCIDENT])
    words = "model is task 1, which is not known; known: incident 1"
    assert words == refusal(document, Record, incidents)
    with pytest.raises(Unwritable, match="its model task 1 is not known; pass it as models="):
        incidents.unstructure(task)


def test_a_class_whose_types_cannot_be_found_has_no_document() -> None:
    """As where they are imported for type checkers alone."""
    odd = attrs.make_class("Odd", {"x": attrs.field(type="Nowhere")})  # type: ignore[call-overload]
    with pytest.raises(Unwritable, match="documents hold no such values; give a plain one"):
        CONVERTER.unstructure(odd(1))
