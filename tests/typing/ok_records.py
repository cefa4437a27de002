"""Records of any practice, whose class takes no argument, and models with tables of their own."""
# pyright: strict, reportAny=true

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import assert_type

from itsmcore import Change, Incident, Problem
from itsmcore.approval import Approvable, ApprovableModel, Authority
from itsmcore.categories import CategoryTree
from itsmcore.changes import NORMAL_CHANGE, ChangeModel
from itsmcore.incidents import INCIDENT, IncidentModel
from itsmcore.lifecycle import Model, Record

t0 = datetime(2026, 1, 5, 9, tzinfo=UTC)


def told(record: Record) -> str:
    assert_type(record.model, Model)
    assert_type(record.model.name, str)
    return f"{record.id} {record.state}"


def all_told(records: Iterable[Record]) -> list[str]:
    return [told(record) for record in records]


def asked(record: Approvable) -> ApprovableModel:
    assert_type(record.model, ApprovableModel)
    return record.model


incident = Incident.open("INC-1", at=t0, by="ada", summary="Mail is down")
change = Change.open("CHG-1", at=t0, by="ada", summary="Patch it")
problem = Problem.open("PRB-1", at=t0, by="ada", summary="Mail is often down")
told(incident)
asked(change)
all_told([incident, change, problem])
held: list[Record] = [incident, change]
kinds: dict[str, type[Record]] = {"incident": Incident, "change": Change}
assert_type(incident.model, IncidentModel)
assert_type(change.model, ChangeModel)

tree = CategoryTree(["email"])
sorted_model = INCIDENT.extended(categories=tree, codes={"close_code": ("done",)}, name="sorted")
assert_type(sorted_model, IncidentModel)
nights = NORMAL_CHANGE.extended(
    policy=Authority("CAB", ["ada"]), approved_words="summary", needs={"close": "assignee"}
)
assert_type(nights, ChangeModel)
