"""A converter that somebody has already learns the library's values, and keeps its own ways."""

from __future__ import annotations

import json
from datetime import datetime
from uuid import UUID

import attrs
import cattrs
import pytest
from cattrs.preconf.json import make_converter as json_converter

from itsmcore import INCIDENT, NORMAL_CHANGE, PROBLEM, Incident, Problem, Record
from itsmcore.conditions import Condition, field
from itsmcore.documents import BadDocument
from itsmcore.interop.cattrs import configure
from itsmcore.lifecycle import Event
from itsmcore.phase import Phase
from itsmcore.schedule import EndOfWorkingDay, Target, WorkingDays
from tests.instants import NINE
from tests.interop.parcels import MINE, Hazard, Weighed, is_busy

INC = Incident.open("INC-1", at=NINE, by="ada", summary="Mail is down")


@attrs.frozen
class Page:
    """What somebody's program sends to a browser."""

    number: int
    at: datetime
    record: Incident
    events: list[Event]
    asked: Condition | None = None
    due: WorkingDays | None = None
    phase: Phase | None = None


PAGE = {"number": 1, "at": "2026-01-05T09:00:00Z", "events": []}


def test_values_stand_in_classes_of_the_user_s_own() -> None:
    """Beside what the converter wrote in its own way before, instants for example."""
    mine = json_converter()
    configure(mine)
    page = Page(1, NINE, INC, list(INC.history), field("x").is_set, WorkingDays(5), Phase.NEW)
    document = json.loads(mine.dumps(page))
    assert ("2026-01-05T09:00:00+00:00", "new") == (document["at"], document["phase"])
    assert "2026-01-05T09:00:00Z" == document["record"]["history"][0]["at"]
    assert page == mine.loads(mine.dumps(page), Page)
    assert Page(1, NINE, INC, []) == mine.structure({**document, "number": "1", "events": [],
        "asked": None, "due": None, "phase": None}, Page)  # fmt: skip


def test_a_union_of_the_library_s_is_read_by_its_tags() -> None:
    """Which cattrs could not tell apart by itself."""
    mine = cattrs.Converter()
    configure(mine)
    document = mine.unstructure(WorkingDays(5), Target)
    assert WorkingDays(5) == mine.structure(document, Target)  # type: ignore[type-abstract]
    either = WorkingDays | EndOfWorkingDay
    assert {"$": "working_days", "days": 5} == document == mine.unstructure(WorkingDays(5), either)
    assert WorkingDays(5) == mine.structure(document, either)  # type: ignore[arg-type]


def test_its_hooks_serve_in_the_fields_of_events() -> None:
    """Of types that documents do not know."""
    mine = cattrs.Converter()
    mine.register_unstructure_hook(UUID, str)
    mine.register_structure_hook(UUID, lambda text, _: UUID(text))
    documents = configure(mine, models=[MINE], functions=[is_busy], levels=[Hazard])
    event = Weighed(at=NINE, by="ada", grams=1, token=UUID(int=7))
    assert str(UUID(int=7)) == mine.unstructure(event)["token"]
    assert event == mine.structure(mine.unstructure(event), Event)
    assert event == documents.structure_event(documents.unstructure(event), MINE)
    assert "grams" in documents.json_schema(Weighed)["required"]


def test_a_bad_document_is_told_with_its_paths() -> None:
    """Alone; in a class of the user's own it is what cattrs makes of it."""
    mine = json_converter()
    configure(mine, models=[INCIDENT, PROBLEM, NORMAL_CHANGE])
    document = mine.unstructure(INC)
    document["history"][0]["by"] = 5
    with pytest.raises(BadDocument, match=r"history\[0\].by is 5"):
        mine.structure(document, Record)
    with pytest.raises(cattrs.ClassValidationError):
        mine.structure({**PAGE, "record": document}, Page)
    prb = Problem.open("PRB-1", at=NINE, by="ada", summary="Mail stops")
    assert [prb] == mine.structure(mine.unstructure([prb]), list[Problem])
