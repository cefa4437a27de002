"""Models as documents: an owner of a process hands its tables over, and they come back the same."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import time, timedelta
from functools import cache
from typing import Any, ClassVar

import attrs
import pytest
from jsonschema import Draft202012Validator

from itsmcore import (
    INCIDENT,
    NORMAL_CHANGE,
    PROBLEM,
    TASK,
    Actor,
    Guard,
    Impact,
    Incident,
    Model,
    Phase,
    Rule,
    State,
    Urgency,
)
from itsmcore.approval import ApprovalPolicy, Authority
from itsmcore.changes import EMERGENCY_CHANGE, STANDARD_CHANGE, UNAUTHORISED_CHANGE, ChangeModel
from itsmcore.changes import STANDARD as CHANGE_ROLES
from itsmcore.conditions import field
from itsmcore.documents import Ambiguous, BadDocument, Documents, Unwritable
from itsmcore.errors import RoleMissing
from itsmcore.improvements import IMPROVEMENT
from itsmcore.incidents import (
    REMIND,
    STANDARD,
    Cancelled,
    Closed,
    Held,
    IncidentModel,
    Reminded,
    Reopened,
    Started,
    silent_caller,
)
from itsmcore.interop.cattrs import make_converter
from itsmcore.knowledge import ARTICLE
from itsmcore.lifecycle import ANY, Event, Lifecycle, Permit, Reaction, Timer, event_named
from itsmcore.lifecycle.events import Commented
from itsmcore.presets import servicenow
from itsmcore.problems import STANDARD as PROBLEM_ROLES
from itsmcore.schedule import EndOfWorkingDay, Schedule, WorkingDayBy, WorkingDays
from tests.instants import NINE

OFFICE = Schedule.weekly(
    {"mon-fri": "09:00-17:00"},
    tz="Europe/Amsterdam",
    holidays=["FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=1"],
)


def is_quiet(facts: Any) -> bool:
    """Stand for a function of the user's own."""
    return bool(facts.get("urgency") != Urgency.HIGH)


@attrs.frozen(kw_only=True)
class Parked(Event):
    """Put it aside."""

    verb: ClassVar[str] = "park"
    place: str = "B1"


@attrs.frozen(kw_only=True)
class Lot(IncidentModel):
    """A practice of the user's own, with a table more."""

    places: tuple[str, ...] = ()


SHIPPED = (
    *(INCIDENT, PROBLEM, ARTICLE, IMPROVEMENT, TASK, NORMAL_CHANGE, STANDARD_CHANGE),
    *(EMERGENCY_CHANGE, UNAUTHORISED_CHANGE, servicenow.INCIDENT, servicenow.INCIDENT_LENIENT),
)
EXTENDED = INCIDENT.extended(
    State("parked", phase=Phase.PENDING, code="9", label="Parked"),
    Rule(
        Parked,
        source="in_progress",
        target="parked",
        guards=(Guard("somebody must have it", field("assignee").is_set, code="nobody"),),
        roles=("agent", Permit("lead", field("group").is_("mail"))),
        needs="category",
    ),
    Rule(Started, source="parked", target="in_progress"),
    Rule(Cancelled, source="parked", target="cancelled"),
    Timer("stays", Cancelled, states="parked", after=timedelta(hours=8), schedule=OFFICE,
          data={"reason": "forgotten"}),
    Reaction(Commented, Started, when=is_quiet),
    Lifecycle("place", states=[State("in", phase=Phase.NEW), State("out", phase=Phase.CLOSED)],
              rules=[Rule(Parked, source="in", target="out")]),
    name="extended",
    version="7",
    codes={"category": ("mail", "net")},
    guards={Closed: Guard("not at night", is_quiet)},
    from_machine=field("event.by").is_("monitor"),
)  # fmt: skip
MINE = (
    EXTENDED,
    INCIDENT.with_roles(STANDARD, others="denied").extended(name="with roles"),
    INCIDENT.with_roles({(Reopened, Phase.RESOLVED): "lead", Closed: ()}).extended(name="places"),
    INCIDENT.with_defaults(impact=Impact.LOW, urgency=Urgency.LOW).extended(name="defaults"),
    INCIDENT.with_needs({Held: "category"}).extended(name="needs"),
    INCIDENT.extended(*REMIND, without="hold_ends", name="reminds"),
    INCIDENT.extended(
        *silent_caller(reminders=2, every=WorkingDays(2), schedule=OFFICE), name="asks"
    ),
    INCIDENT.extended(
        *(Timer(f"after {target}", Held, states="in_progress", after=target, schedule=OFFICE,
                data={"reason": "vendor"})
          for target in (WorkingDays(2), WorkingDayBy(1, time(12)), EndOfWorkingDay(3))),
        name="in working days",
    ),
    INCIDENT.extended(Rule(event_named("Re-think!"), source=ANY), name="named"),
    attrs.evolve(
        INCIDENT,
        name="matrix",
        prioritiser=attrs.evolve(servicenow.MATRIX, may_fall=True),
    ),
    PROBLEM.with_roles(PROBLEM_ROLES).extended(name="problem with roles"),
    NORMAL_CHANGE.with_roles(CHANGE_ROLES).extended(
        name="our change",
        maintenance=OFFICE,
        approved_words="custom.site",
        policy=ApprovalPolicy([(field("risk").is_set, Authority("cab", ["grace", "linus"]))]),
    ),
    Lot(**{f.name: getattr(INCIDENT, f.name) for f in attrs.fields(IncidentModel) if f.init}
        | {"name": "lot", "places": ("B1", "B2")}),
)  # fmt: skip
KNOWN = (*SHIPPED, MINE[-1])
DOCUMENTS = Documents(
    models=KNOWN, events=[Parked, Reminded, event_named("Re-think!")], functions=[is_quiet]
)


@cache
def validator(of: Any) -> Draft202012Validator:
    """Make a validator of a sound schema."""
    schema = DOCUMENTS.json_schema(of)
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def text_of(model: Model) -> str:
    return json.dumps(DOCUMENTS.unstructure(model), allow_nan=False)


@pytest.mark.long
@pytest.mark.parametrize("model", [*SHIPPED, *MINE], ids=str)
def test_a_model_is_read_back_the_same(model: Model) -> None:
    """The same tables, the same digest, of the same practice, and as its schema says."""
    document = json.loads(text_of(model))
    for kind in (Model, type(model)):
        again = DOCUMENTS.structure(document, kind)
        assert (model, type(model)) == (again, type(again))
        assert model.digest == again.digest
        assert document == DOCUMENTS.unstructure(again)
    of: Any = type(model)
    fits = validator(of).is_valid
    assert fits(document)
    assert not fits({**document, "lifecycel": {}})


def test_a_record_lives_by_a_model_that_was_handed_over() -> None:
    """It acts as by the one that was written."""
    handed = DOCUMENTS.structure(json.loads(text_of(EXTENDED)), IncidentModel)
    inc = handed.open("INC-1", at=NINE, by="ada", summary="s", category="mail")
    inc = inc.assign(at=NINE, by="ada", assignee="grace").start(at=NINE, by="grace")
    assert inc.apply(Parked(at=NINE, by=Actor("grace", {"agent"}))).state == "parked"
    with pytest.raises(RoleMissing):
        inc.apply(Parked(at=NINE, by="grace"))
    assert Incident.replay(inc.history, model=EXTENDED) == inc


@pytest.mark.long
def test_a_digest_is_the_same_in_every_process() -> None:
    """And of equal models, however their codes are written."""
    program = "from itsmcore import INCIDENT, NORMAL_CHANGE as n; print(INCIDENT.digest, n.digest)"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert f"{INCIDENT.digest} {NORMAL_CHANGE.digest}" == done.stdout.strip()
    plain = {field: tuple(map(str, legal)) for field, legal in INCIDENT.codes.items()}
    assert INCIDENT.digest == attrs.evolve(INCIDENT, codes=plain).digest
    assert INCIDENT.digest != EXTENDED.digest
    one, other = (
        attrs.evolve(INCIDENT, from_machine=field("event.by.roles").is_(frozenset(of)))
        for of in ("ab", "ba")
    )
    assert one.digest == other.digest != INCIDENT.digest


def test_a_converter_hands_models_over_too() -> None:
    """As its documents do."""
    converter = make_converter(models=KNOWN, events=[Parked], functions=[is_quiet])
    document = converter.unstructure(EXTENDED)
    assert json.loads(text_of(EXTENDED)) == document
    assert EXTENDED == converter.structure(document, Model)


def changed(*path: Any, to: Any) -> Any:
    """Give the document of a model with another part somewhere; None takes it away."""
    document = json.loads(text_of(MINE[2]))
    part = document
    for step in path[:-1]:
        part = part[step]
    if to is None:
        del part[path[-1]]
    else:
        part[path[-1]] = to
    return document


RULE = ("lifecycle", "rules", 1)
CLASS = "itsmcore.incidents.Started"
PLACE = {"verb": "close", "who": []}
BAD: list[tuple[Any, str]] = [
    (None, "it is None, and must be an object"),
    (changed("type", to=None), "type is missing"),
    (changed("type", to="IncidentModle"), "type is 'IncidentModle'; did you mean 'IncidentModel'?"),
    (changed("type", to=[]), "type is a list; known: IncidentModel, ProblemModel"),
    (changed("schema", to=2), "schema is 2; known: 1"),
    (changed("version", to=None), "version is missing"),
    (changed("nmae", to="x"), "nmae is no part of a model; did you mean 'name'?"),
    (changed(*RULE, "event", to="start"), "rules[1].event is 'start', and must be an object"),
    (
        changed(*RULE, "event", "class", to="itsmcore.incidents.Startde"),
        "lifecycle.rules[1].event.class is 'itsmcore.incidents.Startde'; did you mean "
        f"'{CLASS}'?",
    ),
    (
        changed(*RULE, "event", "class", to="os.system"),
        "lifecycle.rules[1].event.class is 'os.system'; known: ",
    ),
    (
        changed(*RULE, "event", "verb", to="begin"),
        "lifecycle.rules[1].event.verb is 'begin', and that of its class is 'start'",
    ),
    (
        changed(*RULE, "guards", to=[{"words": "w", "condition": {"$": "function",
                "function": "os.system"}}]),
        "lifecycle.rules[1].guards[0].condition.function is 'os.system'; ",
    ),
    (changed(*RULE, "source", to=[]), "lifecycle.rules[1] cannot be made: a state cannot be ()"),
    (
        changed(*RULE, "target", to="in_progres"),
        "it is faulty: rule start: ",
    ),
    (changed("roles", "named", to={}), "roles.named is an object, and must be a list"),
    (
        changed("roles", "named", to=[PLACE, {**PLACE, "who": [{"role": 5}]}]),
        "roles.named[1].who[0].role is 5, and must be a text",
    ),
    (
        changed("roles", "named", to=[PLACE, PLACE]),
        "roles.named[1] is of the same place as one before; keep one",
    ),
    (changed("roles", "others", to="denid"), "roles.others is 'denid'; did you mean 'denied'?"),
]  # fmt: skip


@pytest.mark.parametrize(("document", "words"), BAD, ids=range(len(BAD)))
def test_a_bad_model_is_refused(document: Any, words: str) -> None:
    """With the place, and never with what a document only names."""
    with pytest.raises(BadDocument) as caught:
        DOCUMENTS.structure(document, Model)
    assert words in str(caught.value)


def test_what_is_not_known_is_not_written_either() -> None:
    """Since nobody could read it again."""
    documents = Documents(models=[INCIDENT])
    with pytest.raises(Unwritable, match="its class is that of no known model; pass one as models"):
        documents.unstructure(PROBLEM)
    with pytest.raises(Unwritable, match=r"class: .* cannot be written: its class is not known"):
        documents.unstructure(MINE[5])
    with pytest.raises(Unwritable, match=r"it is a function; pass it as functions="):
        Documents(events=[Parked]).unstructure(EXTENDED)
    with pytest.raises(BadDocument, match="type is 'ProblemModel'; known: IncidentModel"):
        documents.structure(DOCUMENTS.unstructure(PROBLEM), Model)
    with pytest.raises(BadDocument, match="type is 'ProblemModel'; did you mean 'ChangeModel'"):
        DOCUMENTS.structure(DOCUMENTS.unstructure(PROBLEM), ChangeModel)


def test_two_classes_of_one_name_are_refused_where_they_are_named() -> None:
    """Records name neither, and are read all the same."""
    parked: Any = attrs.make_class("Parked", {}, bases=(Event,), frozen=True, kw_only=True)
    parked.verb, parked.__module__ = "lay_aside", Parked.__module__
    documents = Documents(events=[Parked, parked])
    inc = INCIDENT.open("INC-1", at=NINE, by="ada", summary="s")
    assert inc == documents.structure(documents.unstructure(inc), Incident)
    with pytest.raises(Ambiguous, match=r"two different event classes are called '.*\.Parked'"):
        documents.unstructure(INCIDENT)
    lot: Any = type("IncidentModel", (Lot,), {})
    other = lot(**{f.name: getattr(MINE[-1], f.name) for f in attrs.fields(Lot) if f.init})
    with pytest.raises(Ambiguous, match="two different model classes are called 'IncidentModel'"):
        Documents(models=[INCIDENT, other]).unstructure(INCIDENT)
