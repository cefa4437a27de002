"""A document that cannot be read is refused in one sentence that names every place."""

from __future__ import annotations

import copy
import json
import pickle
from typing import Any

import pytest

from itsmcore.conditions import Condition
from itsmcore.decisions import Decision
from itsmcore.documents._paths import joined
from itsmcore.errors import ItsmError
from itsmcore.incidents import Incident
from itsmcore.interop.cattrs import BadDocument, make_converter
from itsmcore.level import Impact
from itsmcore.lifecycle import Actor, Event, Record
from itsmcore.priority import PriorityMatrix
from itsmcore.timeline import Timeline
from tests.instants import NINE
from tests.interop.laws import refusal
from tests.interop.parcels import CONVERTER, LOANS, Weighed
from tests.support import LOAN, Lent, Loan, lent

INC = (
    Incident.open("INC-1", at=NINE, by="ada", summary="Mail is down", impact=Impact.HIGH)
    .start(at=NINE, by="grace")
    .resolve(at=NINE, by="grace", code="user_error", notes="Plugged in")
)
START = {"verb": "start", "at": "2026-01-05T09:00:00Z", "by": "grace"}


def incident(**changes: Any) -> Any:
    """Give the document of an incident, with other parts."""
    return {**CONVERTER.unstructure(INC), **changes}


def edited(index: int, **changes: Any) -> Any:
    """Give it with one event's fields changed; None leaves one out."""
    document = copy.deepcopy(incident())
    event = {**document["history"][index], **changes}
    document["history"][index] = {k: v for k, v in event.items() if v is not None}
    return document


MODELS = "incident 1, mine 2, servicenow.incident 1, servicenow.incident_lenient 1"

RECORDS: list[tuple[Any, str]] = [
    (None, "it is None, and must be an object"),
    ([1], "it is a list, and must be an object"),
    ({}, "type is missing; schema is missing; model is missing; history is missing"),
    (
        incident(type="Incidnet"),
        "type is 'Incidnet', and incident 1 is a model of 'Incident'",
    ),
    (incident(schema=2), "schema is 2; known: 1"),
    (incident(schema=[]), "schema is a list; known: 1"),
    (
        incident(model={"name": "incident", "version": "9"}),
        f"model is incident 9, which is not known; known: {MODELS}",
    ),
    (incident(model={"name": 1}), "model.name is 1, and must be a text; model.version is missing"),
    (
        incident(histroy=[], history=None),
        "histroy is no part of a record; did you mean 'history'?; "
        "history is None, and must be a list",
    ),
    (incident(history=[]), "history is empty"),
    (
        incident(history=[START]),
        "history[0] is Started(at=datetime.datetime(2026, 1, 5, 9, 0, "
        "tzinfo=datetime.timezone.utc), by='grace') and no opening of incident 1",
    ),
    (
        incident(history=[*incident()["history"], START]),
        "history[3] does not replay: cannot start while resolved; allowed moves: reopen, close; "
        "folded by incident 1; give the model that it was written with, if that is another (model"
        "=, or written_with= of an audit)",
    ),
    (
        edited(1, at="2026-01-05T08:00:00Z"),
        "history[1] does not replay: cannot start while new: 2026-01-05 08:00:00+00:00 is earlier "
        "than the last event, open at 2026-01-05 09:00:00+00:00; give an instant at or after it",
    ),
    (edited(0, id=""), "history cannot be made: id cannot be ''; give a text that is not empty"),
    (
        edited(1, verb="strat"),
        "history[1].verb is 'strat', no verb of incident 1; did you mean 'start'?",
    ),
    (
        edited(1, verb="weigh"),
        "history[1].verb is 'weigh', no verb of incident 1; known: "
        "open, assign, start, respond, hold, resume, resolve, mark_duplicate, reopen, close, "
        "cancel, reprioritise, recategorise, escalate, update, add_people, remove_people, comment, "
        "link, unlink, propose_major, promote_major, reject_major, demote_major, review_major, "
        "pin_priority, unpin_priority, redact",
    ),
    (edited(1, verb=7), "history[1].verb is 7, and must be a text"),
    (edited(1, verb=None), "history[1].verb is missing"),
    (incident(history=[1]), "history[0] is 1, and must be an object"),
    (
        edited(2, code=5, notse="x", notes=None, at="noon"),
        "history[2].at is 'noon', and must be an instant such as '2026-01-31T09:00:00Z'; "
        "history[2].code is 5, and must be a text; "
        "history[2].notse is no part of resolve; did you mean 'notes'?; "
        "history[2].notes is missing",
    ),
    (
        edited(1, at="2026-01-05T09:00:00"),
        "history[1].at is '2026-01-05T09:00:00', and must be an instant such as "
        "'2026-01-31T09:00:00Z'",
    ),
    (
        edited(1, by=""),
        "history[1].by is '', and must be a name, or an object with a name and roles",
    ),
    (
        edited(1, by={"name": "ada", "roles": "lead"}),
        "history[1].by.roles is 'lead', and must be a list",
    ),
    (
        edited(1, cause={"name": "x", "version": "1"}),
        "history[1].cause.version is '1', and must be an integer",
    ),
    (edited(1, given={"on call": {}}), 'history[1].given["on call"].$ is missing'),
    (edited(0, impact="high"), "history[0].impact is 'high', and must be Level"),
    (
        edited(0, impact={"$": "level", "scale": "Impakt", "code": "h", "label": "H", "rank": 1}),
        "history[0].impact.scale is 'Impakt'; did you mean 'Impact'?",
    ),
    (
        edited(0, custom={"a": {"$": "phase", "value": "new"}}),
        "history[0] cannot be made: "
        "custom.a cannot be Phase.NEW; give a str, int, float, bool, Decimal, date, datetime, "
        "None, or a tuple of these",
    ),
    (
        edited(0, tags=["a", 1, "b", 2]),
        "history[0].tags[1] is 1, and must be a text; history[0].tags[3] is 2, and must be a text",
    ),
    (edited(0, custom=[]), "history[0].custom is a list, and must be an object"),
]


@pytest.mark.parametrize(("document", "words"), RECORDS, ids=range(len(RECORDS)))
def test_a_bad_record_is_refused(document: Any, words: str) -> None:
    """The sentence says where and why."""
    assert words == refusal(json.loads(json.dumps(document)))


def test_a_record_of_another_practice_is_refused() -> None:
    """What was asked for decides, and then the document."""
    converter = make_converter(models=[LOAN, *(m for m in [INC.model])])
    loan = converter.unstructure(lent())
    assert "type is 'Loan', and must be 'Incident'" == refusal(loan, Incident, converter)
    assert lent() == converter.structure(loan, Record)
    words = "model is incident 1, which is not known; known: loan 1"
    assert words == refusal(incident(), Loan, LOANS)
    nobody = make_converter(models=())
    assert "model is incident 1, which is not known; known: none" == refusal(
        incident(), Incident, nobody
    )


TAGGED: list[tuple[Any, Any, str]] = [
    (Condition, {}, "$ is missing"),
    (
        Condition,
        {"$": 1},
        "$ is 1; known: instant, date, duration, decimal, fraction, phase, map, dict, "
        "list, set, level, link, field, all, some, not, at_least, has_word, function, "
        "test, decision, "
        "matrix, questionnaire, floor, ceiling, prioritiser, "
        "timeline, schedule, working_days, working_day_by, end_of_working_day, "
        "terms, in_zone_of, "
        "due_by, goal, agreement, percent, quorum, authority, approval_policy, ballot, "
        "procedure_step, workaround, five_whys, ishikawa, category_tree, "
        "categoriser, suggestion, service_map, outage and 30 more",
    ),
    (Condition, {"$": "tests"}, "$ is 'tests'; did you mean 'test'?"),
    (Condition, 1, "it is 1, and must be Condition"),
    (Condition, {"$": "phase", "value": "new"}, "it is Phase.NEW, and must be Condition"),
    (Condition, {"$": "all", "parts": [{"$": "not"}]}, "parts[0].part is missing"),
    (
        Condition,
        {"$": "test", "subject": 1, "op": "si", "value": {"$": "date", "value": "x"}},
        "subject is 1, and must be a text; op is 'si'; did you mean 'is'?; "
        "value.value is 'x', and must be a date such as '2026-01-31'",
    ),
    (
        Condition,
        {"$": "function", "function": "os.system"},
        "function is 'os.system'; known: tests.interop.parcels.is_busy",
    ),
    (
        Condition,
        {"$": "test", "subject": "x", "op": "is", "value": {"$": "duration", "value": "P"}},
        "value.value is 'P', and must be a duration such as 'P1DT2H30M'",
    ),
    (
        Condition,
        {"$": "test", "subject": "x", "op": "is", "value": {"$": "duration", "value": "-PT1.5D"}},
        "value.value is '-PT1.5D', and must be a duration such as 'P1DT2H30M'",
    ),
    (
        Condition,
        {
            "$": "test",
            "subject": "x",
            "op": "is",
            "value": {"$": "duration", "value": "P999999999DT24H"},
        },
        "value.value is 'P999999999DT24H', and must be a duration of less than a billion days",
    ),
    (
        Condition,
        {"$": "test", "subject": "x", "op": "is", "value": {"$": "decimal", "value": "NaN"}},
        "value.value is 'NaN', and must be a decimal number in a text, such as '12.50'",
    ),
    (
        Condition,
        {"$": "test", "subject": "x", "op": "is", "value": {"$": "decimal", "value": 1}},
        "value.value is 1, and must be a decimal number in a text, such as '12.50'",
    ),
    (
        Condition,
        {
            "$": "test",
            "subject": "x",
            "op": "is",
            "value": {"$": "set", "value": [[{"$": "list", "value": []}]]},
        },
        "value.value cannot be made: TypeError(\"unhashable type: 'list'\")",
    ),
    (
        Condition,
        {"$": "test", "subject": "x", "op": "is", "value": float("nan")},
        "value is nan, and must be a finite number",
    ),
    (
        Condition,
        {"$": "test", "subject": "x", "op": "is", "value": (1,)},
        "value is (1,), and must be a JSON value",
    ),
    (
        Decision,
        {"$": "decision", "rows": [{"when": {"$": "all", "parts": []}}], "match": "best"},
        "rows[0].answer is missing; match is 'best'; did you mean 'least'?",
    ),
    (
        Timeline,
        {"$": "timeline", "steps": [{"at": "2026-01-05T09:00:00Z"}, {"at": "2026-01-04T09:00Z"}]},
        "it cannot be made: row 1 is at 2026-01-04 09:00:00+00:00, before row 0 at 2026-01-05 "
        "09:00:00+00:00; put the rows in order, or pass sort=True",
    ),
    (
        PriorityMatrix,
        {
            "$": "matrix",
            "impacts": [{"$": "level", "scale": "Level", "code": "h", "label": "H", "rank": 1}],
            "urgencies": [],
            "rows": [],
            "may_fall": 1,
        },
        "may_fall is 1, and must be true or false",
    ),
    (
        PriorityMatrix,
        {
            "$": "matrix",
            "impacts": [{"$": "level", "scale": "Level", "code": "h", "label": "H", "rank": 1}] * 2,
            "urgencies": [],
            "rows": [[]],
        },
        "it is faulty: impact H: is listed twice; keep one; "
        "it is faulty: the matrix: has 1 rows for 2 impacts; give one for each",
    ),
    (
        Impact,
        {"$": "level", "scale": "Urgency", "code": "h", "label": "H", "rank": True},
        "rank is True, and must be a finite number",
    ),
    (
        Impact,
        {"$": "level", "scale": "Urgency", "code": "h", "label": "H", "rank": 1},
        "it is Urgency('h', 'H', 1), and must be Impact",
    ),
    (Actor, {"roles": []}, "name is missing"),
    (
        tuple[Event, ...],
        [{"verb": "satrt"}],
        "[0].verb is 'satrt', no verb of the known models; did you mean 'start'?",
    ),
    (
        dict[str, int],
        {"a": "1", "b c": 2.5},
        "a is '1', and must be an integer; [\"b c\"] is 2.5, and must be an integer",
    ),
    (
        Actor,
        {"name": "a\ud800"},
        "name has half of a surrogate pair, which few stores take; leave that out",
    ),
    (str, "a\0", "it has a NUL character, which few stores take; leave that out"),
    (bool, 1, "it is 1, and must be true or false"),
    (type(None), 1, "it is 1, and must be null"),
    (str, 10**6000, "it is a very long integer, and must be a text"),
    (str, "x" * 5, ""),
]


@pytest.mark.parametrize(("target", "document", "words"), TAGGED, ids=range(len(TAGGED)))
def test_other_bad_documents_are_refused(target: Any, document: Any, words: str) -> None:
    """Each in its own words."""
    if words:
        assert words == refusal(document, target)
    else:
        assert document == CONVERTER.structure(document, target)


def test_a_verb_of_several_classes_must_be_asked_for() -> None:
    """Where two practices open, the document alone does not say which event it is."""
    converter = make_converter(models=[INC.model], events=[Weighed, Lent, _Opening])
    words = "verb is 'open', a verb of several event classes; ask for one of them"
    document = {**START, "verb": "open"}
    assert words == refusal(document, Event, converter)
    assert _Opening(at=NINE, by="grace") == converter.structure(document, _Opening)


class _Opening(Event):
    verb = "open"


def test_too_deep_a_document_is_refused() -> None:
    """Python's stack is finite."""
    document: Any = {"$": "all", "parts": []}
    for _ in range(2000):
        document = {"$": "not", "part": document}
    assert "it is nested too deeply" == refusal(document, Condition)
    assert "it is nested too deeply" == refusal({**START, "given": {"x": document}}, Event)


def test_the_error_is_a_value_error_with_its_problems() -> None:
    """It can be pickled, as every error of the library."""
    with pytest.raises(BadDocument) as caught:
        CONVERTER.structure({}, Actor)
    error: Any = pickle.loads(pickle.dumps(caught.value))
    assert (("name", "is missing"),) == error.problems
    assert isinstance(error, ItsmError)
    assert isinstance(error, ValueError)
    assert str(caught.value) == str(error)


def test_of_many_problems_the_first_are_told() -> None:
    """All of them are held."""
    error = BadDocument(problems=tuple((str(number), "is odd") for number in range(25)))
    assert "19 is odd; and 5 more, which its `problems` hold; fix it" in str(error)
    assert 25 == len(error.problems)


def test_a_key_that_is_no_text_is_a_place() -> None:
    """As it is shown."""
    assert "[5.5].history" == joined(5.5, "history")
