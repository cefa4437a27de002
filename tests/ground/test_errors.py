"""Errors: one root, typed frozen fields, sentences that end with the next step."""

import copy
import inspect
import pickle
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from itsmcore import errors
from itsmcore.errors import (
    BackwardStep,
    BadCondition,
    BadData,
    BadHistory,
    BadInstant,
    BadRow,
    BadSpan,
    BadValue,
    BuiltDirectly,
    Fault,
    FaultyDefinition,
    FieldMissing,
    GuardRefused,
    Incomparable,
    ItsmError,
    NaiveTime,
    NoCounterpart,
    NoMatch,
    NotAllowed,
    NotColumnar,
    NotGiven,
    NotRedactable,
    NotUsable,
    NotYetInForce,
    NotYetOpen,
    OutOfOrder,
    Reason,
    Refused,
    RoleMissing,
    Stale,
    UnknownCode,
    Unlisted,
)
from itsmcore.level import Impact, Urgency

NINE, TEN = (datetime(2026, 1, 5, hour, tzinfo=UTC) for hour in (9, 10))
REFUSAL: dict[str, Any] = {
    "record": "INC-1",
    "state": "on_hold",
    "verb": "close",
    "reasons": (Reason("unresolved", "it must be resolved first"),),
    "allowed": ("comment", "resume"),
    "moves": ("resume",),
}
BECAUSE = "cannot close while on_hold: it must be resolved first; allowed moves: resume"

SENTENCES: list[tuple[ItsmError, type[Exception], str]] = [
    (
        BadInstant(value=3, why="is not a datetime"),
        ValueError,
        "3 is not a datetime; give an aware datetime, "
        "for example datetime(2026, 1, 31, 9, 0, tzinfo=UTC)",
    ),
    (
        NaiveTime(value=datetime(2026, 1, 5), why="has no time zone"),
        ValueError,
        "datetime.datetime(2026, 1, 5, 0, 0) has no time zone; give an aware datetime, "
        "for example datetime(2026, 1, 31, 9, 0, tzinfo=UTC)",
    ),
    (
        BadSpan(start=TEN, end=NINE),
        ValueError,
        "a span cannot end at 2026-01-05 09:00:00+00:00 "
        "before it starts at 2026-01-05 10:00:00+00:00; swap them",
    ),
    (
        BadValue(field="by", value="", expected="a name"),
        ValueError,
        "by cannot be ''; give a name",
    ),
    (
        Unlisted(kind="verb", name="resolv", known=("resolve", "reopen")),
        LookupError,
        "there is no verb 'resolv'; did you mean 'resolve'?",
    ),
    (
        Unlisted(kind="impact", name=Urgency.HIGH, known=(Impact.HIGH, Impact.LOW)),
        LookupError,
        "there is no impact Urgency.HIGH; did you mean Impact.HIGH?",
    ),
    (
        Unlisted(kind="impact", name=3, known=(Impact.HIGH, "low")),
        LookupError,
        "there is no impact 3; known: Impact.HIGH, low",
    ),
    (Unlisted(kind="format", name="md"), LookupError, "there is no format 'md'; known: none"),
    (
        NotColumnar(subject="goal 'response'", why="has per='group'"),
        ValueError,
        "columns cannot take goal 'response', which has per='group'; use Agreement.measure",
    ),
    (
        BadCondition(value=3, why="cannot stand for a condition"),
        TypeError,
        "3 cannot stand for a condition; give a condition such as "
        "field('assignee').is_set, a Phase, an event class or a state's name",
    ),
    (
        Incomparable(field="size", left="a", right=3),
        TypeError,
        "size is 'a', which cannot be ordered against 3; compare values of one type",
    ),
    (
        NotGiven(names=("freeze", "cab")),
        LookupError,
        "not given: freeze, cab; put them among the facts as given.NAME",
    ),
    (
        NotUsable(
            template="add a disk",
            reasons=(Reason("revoked", "was revoked at 2026-01-05 09:00:00+00:00"),),
        ),
        ValueError,
        "template 'add a disk' was revoked at 2026-01-05 09:00:00+00:00; "
        "open a normal change, or approve it again",
    ),
    (
        NoMatch(decision="the routing", facts="category='x'"),
        LookupError,
        "no row of the routing matches category='x'; add a row or a default",
    ),
    (
        NoCounterpart(index=2, why="says urgency 'x'", expected="give values= what stands for it"),
        LookupError,
        "step 2 says urgency 'x'; give values= what stands for it",
    ),
    (
        BackwardStep(index=3, at=NINE, previous=TEN),
        ValueError,
        "row 3 is at 2026-01-05 09:00:00+00:00, before row 2 at 2026-01-05 10:00:00+00:00; "
        "put the rows in order, or pass sort=True",
    ),
    (
        BadRow(index=0, why="is missing", expected="give a row, or opened_at"),
        ValueError,
        "row 0 is missing; give a row, or opened_at",
    ),
    (Refused(**REFUSAL), ValueError, BECAUSE),
    (Refused(**REFUSAL, index=7), ValueError, f"event 7: {BECAUSE}"),
    (
        NotAllowed(**REFUSAL | {"moves": ()}),
        ValueError,
        "cannot close while on_hold; allowed moves: none",
    ),
    (
        NotAllowed(**REFUSAL, index=7, folded_by="incident 1"),
        ValueError,
        "event 7: cannot close while on_hold; allowed moves: resume; folded by incident 1; give "
        "the model that it was written with, if that is another (model=, or written_with= of an "
        "audit)",
    ),
    (GuardRefused(**REFUSAL), ValueError, BECAUSE),
    (RoleMissing(**REFUSAL), ValueError, BECAUSE),
    (
        GuardRefused(**REFUSAL | {"region": "approval"}),
        ValueError,
        BECAUSE.replace("on_hold", "approval"),
    ),
    (
        GuardRefused(**REFUSAL | {"state": "", "verb": "open"}),
        ValueError,
        "cannot open: it must be resolved first; allowed moves: resume",
    ),
    (
        FieldMissing(**REFUSAL | {"reasons": (Reason("needs", "assignee is not set"),)}),
        ValueError,
        "cannot close while on_hold: assignee is not set; set it and try again",
    ),
    (
        UnknownCode(
            **REFUSAL | {"reasons": (Reason("code", "no 'calle'; did you mean 'caller'?"),)}
        ),
        ValueError,
        "cannot close while on_hold: no 'calle'; did you mean 'caller'?",
    ),
    (
        BadData(**REFUSAL | {"reasons": (Reason("impossible_instant", "it lies ahead"),)}),
        ValueError,
        "cannot close while on_hold: it lies ahead; fix it and try again",
    ),
    (
        OutOfOrder(**REFUSAL | {"reasons": (Reason("order", "it is before the last event"),)}),
        ValueError,
        "cannot close while on_hold: it is before the last event; give an instant at or after it",
    ),
    (
        Stale(**REFUSAL | {"reasons": (Reason("stale", "it moved on; load it again"),)}),
        ValueError,
        "it moved on; load it again",
    ),
    (
        NotRedactable(name="impact", why="it is a level"),
        ValueError,
        "impact cannot be redacted: it is a level; "
        "give the names of fields with words of or about people, or texts=",
    ),
    (
        NotYetOpen(record="INC-1", opened_at=TEN, asked=NINE),
        LookupError,
        "'INC-1' was opened at 2026-01-05 10:00:00+00:00, after 2026-01-05 09:00:00+00:00; "
        "ask for an instant at or after its opening",
    ),
    (
        NotYetInForce(first=TEN, asked=NINE),
        LookupError,
        "nothing is in force at 2026-01-05 09:00:00+00:00, before the first edition at "
        "2026-01-05 10:00:00+00:00; ask for an instant at or after it, or add an edition",
    ),
    (
        BuiltDirectly(cls="Incident"),
        TypeError,
        "Incident is the fold of its events; use Incident.open(…) or Incident.replay(…)",
    ),
    (
        BadHistory(index=0, why="is a comment"),
        ValueError,
        "event 0 is a comment; give a history that starts with its opening, in order of time",
    ),
    (
        Fault("dead_end", "state 'x'", "leads nowhere; add a rule"),
        ValueError,
        "state 'x': leads nowhere; add a rule",
    ),
    (
        errors.NoOpenTime(sought="opening", start=NINE, horizon=timedelta(days=7)),
        LookupError,
        "there is no opening within 7 days of 2026-01-05 09:00:00+00:00; "
        "look at the schedule's windows, or pass a longer horizon=",
    ),
    (
        errors.OtherModel(model="incident 1", place="itsmcore.incidents.INCIDENT"),
        LookupError,
        "the model 'incident 1' of itsmcore.incidents.INCIDENT has other tables than when this was "
        "pickled; load it under the version that wrote it, or replay its history by this model",
    ),
    (
        errors.BadAnswers(
            reasons=(
                errors.Reason("field_missing", "answers.model must be given"),
                errors.Reason("bad_value", "answers.dock cannot be 'a'; give True or False"),
            )
        ),
        ValueError,
        "answers.model must be given; answers.dock cannot be 'a'; give True or False",
    ),
    (
        FaultyDefinition("the model", [Fault("dead_end", "state 'x'", "leads nowhere")]),
        ExceptionGroup,
        "the model has 1 fault; fix each and build it again\n- state 'x': leads nowhere",
    ),
]
ERRORS = [error for error, _, _ in SENTENCES]
every_error = pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
every_sentence = pytest.mark.parametrize(
    ("error", "builtin", "sentence"), SENTENCES, ids=[type(error).__name__ for error in ERRORS]
)
VALUES = re.compile(r"'.*?'|^(3|row|event|datetime|Incident)\b")
NEXT_STEPS = (
    *("add", "allowed moves:", "ask", "compare", "did you", "give", "known:", "load", "fix"),
    *("look", "open", "pass", "put", "set", "swap", "use"),
)


def fields_of(error: ItsmError) -> dict[str, object]:
    """Give an error's fields by name."""
    return {name: getattr(error, name) for name in type(error)._fields}


def test_every_error_is_shown_here() -> None:
    """No error class goes untested."""
    classes = {
        cls
        for _, cls in inspect.getmembers(errors, inspect.isclass)
        if issubclass(cls, ItsmError) and cls is not ItsmError
    }

    assert classes == {type(error) for error in ERRORS}


@every_sentence
def test_the_sentence(error: ItsmError, builtin: type[Exception], sentence: str) -> None:
    """An error is an ItsmError and the fitting builtin, and says what is wrong and what to do."""
    assert isinstance(error, ItsmError)
    assert isinstance(error, builtin)
    assert sentence == str(error)


@every_error
def test_sentences_start_low_and_end_with_the_next_step(error: ItsmError) -> None:
    """Values aside, a sentence begins in lower case; its last part says what to do."""
    sentence = str(error).partition("\n")[0]
    without_values = VALUES.sub("", sentence).strip()

    assert without_values[0].islower() or not without_values[0].isalpha()
    assert sentence.rpartition("; ")[2].startswith(NEXT_STEPS)


@every_error
def test_errors_are_frozen(error: ItsmError) -> None:
    """No field of an error can be set or deleted; notes and causes can."""
    for name in fields_of(error):
        with pytest.raises(AttributeError, match="frozen"):
            setattr(error, name, None)
        with pytest.raises(AttributeError, match="frozen"):
            delattr(error, name)
    error.add_note("seen by the desk")
    error.__cause__ = ValueError()
    del error.__notes__


@every_error
def test_errors_are_picklable(error: ItsmError) -> None:
    """An error's twin has its class, its fields and its sentence."""
    for twin in (pickle.loads(pickle.dumps(error)), copy.copy(error)):
        assert type(error) is type(twin)
        assert fields_of(error) == fields_of(twin)
        assert str(error) == str(twin)


@pytest.mark.parametrize(
    "error", [error for error in ERRORS if not isinstance(error, Fault | FaultyDefinition)]
)
def test_errors_print_as_their_constructor_call(error: ItsmError) -> None:
    """Evaluating what an error prints as gives an error with the same fields."""
    names = {**vars(errors), "Impact": Impact, "Urgency": Urgency}
    twin = eval(repr(error), {**names, "datetime": __import__("datetime")})

    assert fields_of(error) == fields_of(twin)


def test_errors_take_their_own_fields_only() -> None:
    """A field that an error does not have is refused, and so is leaving one out."""
    with pytest.raises(TypeError, match="BadSpan has no field 'stop'"):
        BadSpan(start=NINE, end=TEN, stop=TEN)  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="BadSpan needs the field 'end'"):
        BadSpan(start=NINE)  # type: ignore[call-arg]


def test_an_error_of_your_own_inherits_fields() -> None:
    """A subclass has the fields of its base, and may give them other defaults."""

    class UnlistedTeam(Unlisted):
        kind: str = "team"
        site: str

    error = UnlistedTeam(name="x", site="Utrecht")

    assert ("team", "x", (), "Utrecht") == tuple(fields_of(error).values())
    with pytest.raises(TypeError, match="needs the field 'kind'"):
        Unlisted(name="x")  # type: ignore[call-arg]


FAULTS = [
    Fault("dead_end", "state 'a'", "leads nowhere"),
    Fault("no_verb", "event B", "has no verb"),
]


def test_faults_come_together() -> None:
    """A faulty definition lists every fault, and each can be told by its code."""
    error = FaultyDefinition("the model", FAULTS)

    assert tuple(FAULTS) == error.exceptions == error.faults
    assert "the model has 2 faults; fix each and build it again" == error.message
    assert [f"- {fault}" for fault in FAULTS] == str(error).splitlines()[1:]


def test_faults_can_be_split() -> None:
    """`except*` and `split` take faults apart and keep the name of the definition."""
    error = FaultyDefinition("the model", FAULTS)
    is_dead_end = lambda e: isinstance(e, Fault) and e.code == "dead_end"  # noqa: E731
    match, rest = error.split(is_dead_end)
    seen: list[Exception] = []
    try:
        raise error
    except* Fault as group:
        seen.extend(group.exceptions)

    assert isinstance(match, FaultyDefinition)
    assert isinstance(rest, FaultyDefinition)
    assert ("the model", (FAULTS[0],)) == (match.name, match.exceptions)
    assert ("the model", (FAULTS[1],)) == (rest.name, rest.exceptions)
    assert FAULTS == seen
    assert error.subgroup(lambda e: False) is None


def test_a_pickled_group_keeps_its_faults() -> None:
    """A group's twin holds twins of its faults."""
    twin = pickle.loads(pickle.dumps(FaultyDefinition("the model", FAULTS)))

    assert ["dead_end", "no_verb"] == [fault.code for fault in twin.exceptions]


def test_a_reason_reads_as_its_words() -> None:
    """A reason is a code for programs and words for people."""
    assert "it must be resolved first" == str(REFUSAL["reasons"][0])
