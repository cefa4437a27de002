"""A snapshot holds what was true of a record at one of its versions, and nothing to do to it."""

import json
import pickle
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from itsmcore import INCIDENT, NORMAL_CHANGE, PROBLEM, TASK, Impact, Incident, Phase, Urgency
from itsmcore.complaints import COMPLAINT
from itsmcore.conditions import field
from itsmcore.documents import BadDocument, Documents
from itsmcore.errors import BadValue, NaiveTime, Unlisted
from itsmcore.improvements import IMPROVEMENT
from itsmcore.knowledge import ARTICLE
from itsmcore.level import Priority
from itsmcore.lifecycle import Actor, Link, Record, Side, Snapshot
from tests.instants import NINE

MODELS = [INCIDENT, PROBLEM, NORMAL_CHANGE, TASK, ARTICLE, COMPLAINT, IMPROVEMENT]
DOCUMENTS = Documents(models=MODELS)
LISTED = ("summary", "priority", "assignee", "opened_at", "opened_by", "custom.site")


def incident() -> Incident:
    """Give one whose history has a note that is for the desk alone."""
    inc = Incident.open(
        "INC-1",
        at=NINE,
        by="ada",
        summary="Mail is down",
        impact=Impact.HIGH,
        urgency=Urgency.HIGH,
        custom={"site": "AMS", "secret": 4711},
        tags=["vip", "mail"],
    )
    inc = inc.assign(at=NINE, by="desk", group="messaging", assignee="grace")
    inc = inc.start(at=NINE, by="grace")
    return inc.comment(at=NINE + timedelta(hours=1), by="grace", text="Ada broke it again")


def test_a_snapshot_has_facts_at_a_version() -> None:
    """Those that are named, with the state and the phase; what is not set is not there."""
    inc = incident()
    stored = inc.snapshot(facts=(*LISTED, "resolution_code"))
    assert ("Incident", "INC-1", "incident", "1", 4, inc.changed_at, Side.DESK) == (
        stored.practice,
        stored.id,
        stored.model,
        stored.model_version,
        stored.version,
        stored.at,
        stored.side,
    )
    assert {
        "state": "in_progress",
        "phase": Phase.ACTIVE,
        "summary": "Mail is down",
        "priority": Priority.CRITICAL,
        "assignee": "grace",
        "opened_at": NINE,
        "opened_by": "ada",
        "custom.site": "AMS",
    } == dict(stored.facts)
    assert inc.start.__name__ == "start"
    assert not hasattr(stored, "start")
    assert not isinstance(stored, Record)
    assert {"state", "phase"} == set(inc.snapshot(facts=()).facts)


def test_by_default_it_has_every_fact_that_is_set() -> None:
    """As a record tells them, with what is in its mappings."""
    inc = incident()
    facts = inc.snapshot().facts
    assert all(inc.facts[name] == fact for name, fact in facts.items())
    assert {"vip", "mail"} == set(facts["tags"])
    assert 4711 == facts["custom.secret"]
    assert "description" not in facts
    assert None is facts.get("description")


def test_conditions_judge_it_as_they_judge_a_record() -> None:
    """Whether a fact is set or not."""
    inc = incident()
    stored = inc.snapshot()
    for condition in (
        field("priority") >= Priority.HIGH,
        field("assignee").is_set,
        field("resolution_code").is_set,
        field("tags").contains("vip"),
        field("phase").is_(Phase.ACTIVE),
        field("opened_at") < NINE,
        field("is_major").is_(False),
    ):
        assert condition.holds(inc.facts) == condition.holds(stored.facts)


def test_a_stale_one_is_known_by_version_and_by_model() -> None:
    """Whichever of them has changed since."""
    inc = incident()
    stored = inc.snapshot(facts=LISTED)
    other, later = INCIDENT.extended(name="other"), INCIDENT.extended(version="2")
    assert not stored.is_stale(version=inc.version, model=INCIDENT)
    assert stored.is_stale(version=inc.version + 1, model=INCIDENT)
    assert stored.is_stale(version=inc.version - 1, model=INCIDENT)
    assert stored.is_stale(version=inc.version, model=other)
    assert stored.is_stale(version=inc.version, model=later)
    resolved = inc.resolve(at=inc.changed_at, by="grace", code="user_error", notes="Plugged in")
    assert stored.is_stale(version=resolved.version, model=resolved.model)
    with pytest.raises(BadValue, match="version"):
        stored.is_stale(version=0, model=INCIDENT)
    with pytest.raises(BadValue, match="model"):
        stored.is_stale(version=1, model="incident")  # type: ignore[arg-type]


def test_another_side_sees_what_is_shared_and_nothing_else() -> None:
    """No note of the desk, no name of its staff, and not when the last note was written."""
    inc = incident()
    for side in (Side.CUSTOMER, Side.MACHINE):
        stored = inc.snapshot(side=side, who="ada")
        seen = inc.seen_by(side, who="ada")
        assert {**seen.facts, "state": "in_progress", "phase": Phase.ACTIVE} == dict(stored.facts)
        text = json.dumps(DOCUMENTS.unstructure(stored))
        assert not [word for word in ("broke", "grace", "messaging", "4711") if word in text]
        assert (inc.version, NINE, side) == (stored.version, stored.at, stored.side)
        assert stored == DOCUMENTS.structure(json.loads(text), Snapshot)
    asked = inc.snapshot(side=Side.CUSTOMER, facts=("assignee", "summary", "custom.secret"))
    assert {"state", "phase", "summary"} == set(asked.facts)
    mine = inc.snapshot(side=Side.CUSTOMER, who=Actor("ada"))
    assert mine == inc.snapshot(side=Side.CUSTOMER, who="ada")
    assert "caller" not in inc.snapshot(side=Side.CUSTOMER, facts="caller").facts


def test_what_is_not_shared_at_all_has_a_state_and_no_instant() -> None:
    """A problem is nobody's business outside the desk until it is shared."""
    problem = PROBLEM.open("PRB-1", at=NINE, by="grace", summary="Disks fail")
    stored = problem.snapshot(side=Side.CUSTOMER)
    assert {"state", "phase"} == set(stored.facts)
    assert stored.at is None
    document = DOCUMENTS.unstructure(stored)
    assert "at" not in document
    assert stored == DOCUMENTS.structure(document, Snapshot)


@pytest.mark.parametrize("model", MODELS, ids=str)
def test_what_is_read_is_what_was_written(model: Any) -> None:
    """For every practice, with all its facts, through JSON."""
    said = {"summary": "…", "title": "…", "parent": "INC-1"}
    asked = [
        argument for argument in said if argument in model.record.open.__signature__.parameters
    ]
    record = model.open("X-1", at=NINE, by="ada", **{name: said[name] for name in asked})
    stored = record.snapshot()
    document = json.loads(json.dumps(DOCUMENTS.unstructure(stored)))
    assert stored == DOCUMENTS.structure(document, Snapshot)
    assert stored == pickle.loads(pickle.dumps(stored))
    jsonschema = pytest.importorskip("jsonschema")
    jsonschema.validate(document, DOCUMENTS.json_schema(Snapshot))


def test_facts_are_kept_as_values_that_never_change() -> None:
    """Collections as tuples, instants in UTC, and links without what finds them."""
    facts: dict[str, Any] = {"tags": ["a"], "due": NINE.astimezone(timezone(timedelta(hours=2)))}
    stored = Snapshot(
        practice="Incident",
        id="INC-1",
        model="incident",
        model_version="1",
        version=1,
        facts=facts,
    )
    facts["tags"].append("b")
    assert ("a",) == stored.facts["tags"]
    assert UTC is stored.facts["due"].tzinfo
    linked = incident().link(
        at=NINE + timedelta(hours=1), by="grace", target="INC-2", kind="parent"
    )
    kept = linked.snapshot(facts="links")
    assert (Link("parent", "INC-2"),) == kept.facts["links"]
    assert tuple is type(kept.facts["links"])
    assert kept == DOCUMENTS.structure(DOCUMENTS.unstructure(kept), Snapshot)


def test_what_cannot_be_is_refused() -> None:
    """By name, with what was meant."""
    inc = incident()
    with pytest.raises(Unlisted, match="priority"):
        inc.snapshot(facts="priorty")
    with pytest.raises(Unlisted, match=r"event\.by"):
        inc.snapshot(facts=["event.by"])
    with pytest.raises(BadValue, match="facts"):
        inc.snapshot(facts=5)  # type: ignore[arg-type]
    with pytest.raises(BadValue, match="side"):
        inc.snapshot(side="customer")  # type: ignore[arg-type]
    good: dict[str, Any] = {
        "practice": "Incident",
        "id": "INC-1",
        "model": "incident",
        "model_version": "1",
        "version": 1,
    }
    for name in ("practice", "id", "model", "model_version"):
        with pytest.raises(BadValue, match=name):
            Snapshot(**{**good, name: ""})
    with pytest.raises(BadValue, match="version"):
        Snapshot(**{**good, "version": 0})
    with pytest.raises(BadValue, match="side"):
        Snapshot(**good, side="desk")  # type: ignore[arg-type]
    with pytest.raises(BadValue, match="facts"):
        Snapshot(**good, facts=[1])  # type: ignore[arg-type]
    with pytest.raises(NaiveTime):
        Snapshot(**good, at=datetime(2026, 1, 5, 9))


def document(**changes: Any) -> Any:
    """Give the document of a snapshot, with other parts; None leaves one out."""
    whole = {**DOCUMENTS.unstructure(incident().snapshot(facts=LISTED)), **changes}
    return {name: part for name, part in whole.items() if part is not None}


def facts(**changes: Any) -> Any:
    """Give it with other facts."""
    return document(facts={**document()["facts"], **changes})


BAD: list[tuple[Any, str]] = [
    (None, "it is None"),
    ([], r"it is \(\), and must be Snapshot"),
    (document(id=None), "id is missing"),
    (document(id=1), "id is 1"),
    (document(id=""), "id"),
    (document(id="a\0"), "id"),
    (document(practice="\ud800"), "practice"),
    (document(version="4"), "version is '4'"),
    (document(version=True), "version is True"),
    (document(version=0), "version"),
    (document(at="nine"), "at is 'nine'"),
    (document(side="boss"), "side is 'boss'"),
    (document(state="new"), "state is no part"),
    (document(**{"$": "record"}), r"\$ is 'record'"),
    (document(facts=[]), "facts is a list"),
    (document(facts={1: 2}), "facts"),
    (facts(due=float("nan")), "facts.due"),
    (facts(due=[float("inf")]), r"facts.due\[0\]"),
    (facts(due={"$": "instant", "value": "now"}), "facts.due.value is 'now'"),
    (facts(due={"$": "instant", "when": "now"}), "facts.due"),
    (facts(due={"$": "instant", "value": "2026-01-05T09:00:00Z", "zone": "UTC"}), "due.zone"),
    (facts(due={"$": "date"}), "facts.due.value is missing"),
    (facts(due={"$": "date", "day": 1}), "facts.due"),
    (facts(due={"$": "date", "value": 1}), "facts.due.value is 1"),
    (facts(due={"$": "level", "code": "x"}), "facts.due"),
    (facts(due={"$": "nothing"}), r"facts.due.\$"),
    (facts(due={"$": []}), r"facts.due.\$"),
    (facts(due={}), r"facts.due.\$ is missing"),
]


@pytest.mark.parametrize(("bad", "words"), BAD, ids=range(len(BAD)))
def test_a_document_that_is_none_is_refused_with_the_place(bad: Any, words: str) -> None:
    """Whatever is wrong with it."""
    with pytest.raises(BadDocument, match=words):
        DOCUMENTS.structure(bad, Snapshot)


def test_a_document_out_of_the_ordinary_is_read_as_any_other() -> None:
    """Numbers that are no integers, lists in lists, mappings, and names that nobody can print."""
    odd: dict[str, Any] = {
        "share": 0.5,
        "pairs": [[1, 2]],
        "map": {"$": "map", "value": {"a": 1}},
        "list": {"$": "list", "value": [1]},
        "due": {"$": "duration", "value": "PT1H"},
        "names": ["a", None],
    }
    read = DOCUMENTS.structure(facts(**odd), Snapshot)
    assert ((1, 2),) == read.facts["pairs"]
    assert (1,) == read.facts["list"]
    assert {"a": 1} == read.facts["map"]
    assert 0.5 == read.facts["share"]
    plain = DOCUMENTS.structure(facts(names=["a", None], due=odd["due"]), Snapshot)
    assert (("a", None), timedelta(hours=1)) == (plain.facts["names"], plain.facts["due"])
    assert {} == DOCUMENTS.structure(document(facts=None), Snapshot).facts
    assert "INC\n1" == DOCUMENTS.structure(document(id="INC\n1"), Snapshot).id
    assert "desk" == DOCUMENTS.structure(document(side="desk"), Snapshot).side.name.lower()


def test_it_is_written_as_a_table() -> None:
    """A line for each fact, as people read it."""
    stored = incident().snapshot(facts=LISTED)
    assert "Mail is down" in str(stored)
    assert "| summary | Mail is down |" in f"{stored:md}"
    assert "Mail is down" in stored._repr_html_()
