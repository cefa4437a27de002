"""Custom fields that a model declares."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import attrs
import pytest
from hypothesis import given, settings

from itsmcore.changes import NORMAL_CHANGE
from itsmcore.conditions import Condition, field
from itsmcore.documents import Documents
from itsmcore.errors import BadData, BadValue, FaultyDefinition, FieldMissing, UnknownCode
from itsmcore.incidents import INCIDENT, Closed, Incident, IncidentModel, Resolved, Updated
from itsmcore.lifecycle import Argument, Guard
from itsmcore.problems import PROBLEM
from itsmcore.testing import arguments, records
from tests.instants import NINE as T0

SITED = field("custom.site")
SITE = Argument("site", options=("AMS", "NYC"), help="where it is")
COST = Argument("cost", Decimal)
FLOORS = Argument("floors", tuple[int, ...], options=(1, 2, 3))
VIP = Argument("vip", bool, default=False)
DECLARED = INCIDENT.extended(name="sites", fields=(SITE, COST, FLOORS, VIP))


def opened(model: Any = DECLARED, **custom: Any) -> Incident:
    return model.open("INC-1", at=T0, by="ada", summary="Mail", custom=custom)  # type: ignore[no-any-return]


def test_what_is_declared_is_taken() -> None:
    """With its default, where nobody says another; it is stored with that."""
    inc = opened(site="AMS", cost=Decimal("2.5"), floors=(1, 3))
    assert {"site": "AMS", "cost": Decimal("2.5"), "floors": (1, 3), "vip": False} == inc.custom
    assert True is opened(vip=True).custom["vip"]
    assert "NYC" == inc.update(at=T0, by="ada", custom={"site": "NYC"}).custom["site"]
    assert "site" not in inc.update(at=T0, by="ada", custom={"site": None}).custom
    assert inc == Incident.replay(inc.history, model=DECLARED)


@pytest.mark.parametrize(
    ("custom", "error", "words"),
    [
        ({"siet": "AMS"}, BadData, "no custom field 'siet'; did you mean 'site'"),
        ({"site": "ASM"}, UnknownCode, "custom.site cannot be 'ASM'; did you mean 'AMS'"),
        ({"site": 5}, BadData, "custom.site cannot be 5; give a text"),
        ({"cost": 2}, BadData, "custom.cost cannot be 2; give a Decimal"),
        ({"floors": (1, 9)}, UnknownCode, "custom.floors cannot be 9"),
        ({"floors": 1}, BadData, "custom.floors cannot be 1"),
        ({"vip": "yes"}, BadData, "custom.vip cannot be 'yes'; give True or False"),
    ],
)
def test_what_is_not_declared_is_refused(custom: Any, error: type[Exception], words: str) -> None:
    """At the opening, at a verb and in `why_not`; a history that has it loads, and audit tells."""
    with pytest.raises(error, match=words):
        opened(**custom)
    with pytest.raises(error, match=words):
        opened().update(at=T0, by="ada", custom=custom)
    assert opened().why_not("update", at=T0, by="ada", custom=custom)
    before = INCIDENT.open("INC-1", at=T0, by="ada", summary="Mail", custom=custom)
    assert custom == Incident.replay(before.history, model=DECLARED).custom
    assert [0] == [f.index for f in Incident.audit(before.history, model=DECLARED)]


def test_what_was_there_before_stays() -> None:
    """A field that was declared otherwise once is refused only where it is set anew."""
    old = INCIDENT.open("INC-1", at=T0, by="ada", summary="Mail", custom={"rack": 5})
    inc = Incident.replay(old.history, model=DECLARED)
    changed = inc.update(at=T0, by="ada", custom={"site": "AMS"})
    assert {"rack": 5, "site": "AMS"} == changed.custom
    with pytest.raises(BadData, match="rack"):
        inc.update(at=T0, by="ada", custom={"rack": 6})


def test_a_required_field_is_said_at_the_opening() -> None:
    """And a verb may need one later."""
    must = INCIDENT.extended(name="must", fields=(Argument("site", is_required=True),))
    with pytest.raises(FieldMissing, match=r"custom\.site must be set first"):
        opened(must)
    assert "AMS" == opened(must, site="AMS").custom["site"]
    needing = DECLARED.with_needs({Resolved: ("custom.cost", "resolution_code")})
    done: dict[str, Any] = {"at": T0, "by": "ada", "code": "user_error", "notes": "n"}
    inc = opened(needing)
    with pytest.raises(FieldMissing, match=r"custom\.cost must be set first"):
        inc.resolve(**done)
    (choice,) = (c for c in inc.choices(at=T0, by="ada") if c.verb == "resolve")
    assert (False, ("custom.cost", "resolution_code")) == (choice.is_allowed, choice.unset)
    cost = inc.update(at=T0, by="ada", custom={"cost": Decimal(1)})
    assert "resolved" == cost.resolve(**done).state


def asking(condition: Condition) -> Any:
    return lambda model: model.with_guards({Updated: Guard("x", condition)})


def declaring(argument: Argument) -> Any:
    return lambda model: model.extended(fields=(argument,))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (asking(field("custom.siet").is_set), "unknown_fact"),
        (asking(field("custom.site").is_("ASM")), "unknown_code"),
        (asking(field("after.custom.siet").is_set), "unknown_fact"),
        (lambda m: m.with_needs({Closed: "custom.siet"}), "unknown_field"),
        (declaring(Argument("at", dict)), "bad_kind"),
        (declaring(Argument("at", tuple[int, str])), "bad_kind"),
        (declaring(Argument("at", int, options=("one",))), "bad_value"),
        (declaring(Argument("at", int, default="one")), "bad_value"),
        (declaring(Argument("at", datetime, default=datetime(2026, 1, 5))), "bad_value"),
        (declaring(Argument("at", options=("a",), default="b")), "unknown_code"),
        (lambda m: attrs.evolve(m, fields=(SITE, SITE)), "duplicate_field"),
    ],
)
def test_a_wrong_declaration_is_a_fault(change: Any, code: str) -> None:
    """And so is what reads a field that is not declared."""
    with pytest.raises(FaultyDefinition) as raised:
        change(DECLARED)
    assert code in [fault.code for fault in raised.value.faults]


@pytest.mark.parametrize(
    "condition", [SITED.contains("A"), SITED.under("A"), SITED >= "A", SITED < "B"], ids=str
)
def test_only_what_is_compared_as_a_whole_is_an_option(condition: Condition) -> None:
    """A part of one, or what stands before it, is none and need not be."""
    changed = asking(condition)(DECLARED)
    assert changed.open("INC-1", at=T0, by="ada", summary="Mail", custom={"site": "AMS"})


def test_of_one_name_the_last_declaration_holds() -> None:
    """As of codes."""
    wider = DECLARED.extended(fields=(Argument("site", options=("AMS", "SFO")),), name="wider")
    assert "SFO" == opened(wider, site="SFO").custom["site"]
    assert len(DECLARED.fields) == len(wider.fields)
    guarded = wider.with_guards({Updated: Guard("x", field("after.custom.site").is_("SFO"))})
    assert opened(guarded).why_not("update", at=T0, by="ada", custom={"site": "AMS"})


def test_a_model_that_declares_none_leaves_all_free() -> None:
    """As it always did."""
    assert {"anything": 5} == opened(INCIDENT, anything=5).custom
    with pytest.raises(BadValue, match="fields"):
        IncidentModel(name="x", lifecycle=INCIDENT.lifecycle, fields=("site",))  # type: ignore[arg-type]


KINDS = [
    (int, 5),
    (float, 2.5),
    (bool, True),
    (str, "x"),
    (Decimal, Decimal("1.5")),
    (date, date(2026, 1, 5)),
    (datetime, datetime(2026, 1, 5, tzinfo=UTC)),
    (tuple[str, ...], ("a", "b")),
]


@pytest.mark.parametrize(("kind", "value"), KINDS, ids=lambda one: str(one)[:20])
@pytest.mark.parametrize("model", [INCIDENT, PROBLEM, NORMAL_CHANGE], ids=str)
def test_each_type_has_a_document(model: Any, kind: Any, value: Any) -> None:
    """That of the model tells it, and the record's holds it."""
    options = (value,) if not isinstance(value, tuple) else value
    declared = model.extended(
        name="own", fields=(Argument("own", kind, options=options, default=value),)
    )
    documents = Documents(models=(declared,))
    again = documents.structure(documents.unstructure(declared), type(declared))
    assert declared == again
    assert declared.digest == again.digest
    record = declared.open("X-1", at=T0, by="ada", summary="It")
    assert value == record.custom["own"]
    assert record == documents.structure(documents.unstructure(record), type(record))


@pytest.mark.untraced
@settings(max_examples=40)
@given(records(DECLARED, max_events=5))
def test_records_are_drawn_with_what_is_declared(record: Incident) -> None:
    """And with nothing else."""
    assert set(record.custom) <= {"site", "cost", "floors", "vip"}
    assert record.custom.get("site") in (None, "AMS", "NYC")
    assert () == Incident.audit(record.history, model=DECLARED, written_with=DECLARED)


@pytest.mark.untraced
@settings(max_examples=40)
@given(arguments(Updated, model=DECLARED))
def test_arguments_are_drawn_with_what_is_declared(data: dict[str, Any]) -> None:
    """As a form would ask for them."""
    assert set(data.get("custom") or ()) <= {"site", "cost", "floors", "vip"}


def test_an_argument_is_shown_by_the_call_that_makes_it() -> None:
    """With its help, in English."""
    assert "help='where it is'" in repr(SITE)
