"""An event of a record maps one to one onto the attributes of CloudEvents 1.0."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
from typing import Any
from urllib.parse import unquote
from uuid import UUID

import pytest
from hypothesis import given

from itsmcore.documents import Unwritable
from itsmcore.errors import BadValue, Unlisted
from itsmcore.incidents import Incident
from itsmcore.interop.cloudevents import cloud_event
from itsmcore.lifecycle import Event
from itsmcore.problems import Problem
from tests.instants import NINE
from tests.interop import strategies as some
from tests.interop.parcels import CONVERTER, MINE, Weighed
from tests.support import lent

WORDS = "itsmcore.interop.cattrs needs cattrs: pip install 'itsmcore[cattrs]'"
DESK = "https://desk.example.org"
INC = MINE.open("INC-1", at=NINE, by="ada", summary="Mail is down").start(at=NINE, by="grace")


def test_an_event_becomes_plain_attributes() -> None:
    """Those that CloudEvents requires, and the four that fit."""
    expected = {
        "specversion": "1.0",
        "type": "itsmcore.incident.start",
        "id": "incident/INC-1/2",
        "source": DESK,
        "time": "2026-01-05T09:00:00Z",
        "subject": "INC-1",
        "datacontenttype": "application/json",
        "data": {"verb": "start", "at": "2026-01-05T09:00:00Z", "by": "grace"},
    }
    assert expected == cloud_event(INC, 2, source=DESK)
    assert "itsmcore.loan.lend" == cloud_event(lent(), 2, source="/desk")["type"]


@given(record=some.records(size=3))
def test_the_data_is_the_event_s_document(record: Incident) -> None:
    """Whoever receives it can read the event."""
    for version, event in enumerate(record.history, 1):
        sent = cloud_event(record, version, source=DESK, write=CONVERTER.unstructure)
        assert event == CONVERTER.structure(json.loads(json.dumps(sent))["data"], Event)


def test_an_id_says_which_event_it_is() -> None:
    """Of every practice, and whatever is in a number."""
    numbers = ["A", "A/1", "A%2F1", "a b", "A/1/1", "Æ", "1"]
    opened: dict[str, Any] = {"at": NINE, "by": "ada", "summary": "Mail is down"}
    records = [kind.open(id, **opened) for kind in (Incident, Problem) for id in numbers]
    sent = [
        (record, version, cloud_event(record, version, source=DESK)["id"])
        for record in (*records, INC)
        for version in range(1, record.version + 1)
    ]
    assert len(sent) == len({id for _, _, id in sent})
    for record, version, id in sent:
        practice, number, said = id.split("/")
        assert (type(record).__name__.lower(), str(version)) == (practice, said)
        assert record.id == unquote(number)


@pytest.mark.parametrize("version", [0, 3, -1])
def test_a_version_that_is_not_there_is_refused(version: int) -> None:
    """Versions count from 1."""
    with pytest.raises(Unlisted) as caught:
        cloud_event(INC, version, source=DESK)
    assert str(caught.value).startswith(f"there is no version of INC-1: {version}; ")


def test_an_empty_source_is_refused() -> None:
    """CloudEvents asks for one that is not."""
    with pytest.raises(BadValue, match="source cannot be ''; give the URI of the desk"):
        cloud_event(INC, 1, source="")


def test_fields_of_unknown_types_need_a_converter() -> None:
    """The refusal says so."""
    inc = INC.apply(Weighed(at=NINE, by="ada", grams=1, token=UUID(int=0)))
    with pytest.raises(Unwritable, match="use a converter with a hook for that"):
        cloud_event(inc, 3, source=DESK)
    sent = cloud_event(inc, 3, source=DESK, write=CONVERTER.unstructure)
    assert str(UUID(int=0)) == sent["data"]["token"]


@pytest.mark.long
def test_it_needs_no_cattrs() -> None:
    """And the converter says which extra to install."""
    program = (
        "import sys; sys.modules['cattrs'] = None\n"
        "import itsmcore.interop.cloudevents\n"
        "try:\n"
        "    import itsmcore.interop.cattrs\n"
        "except ImportError as error:\n"
        "    print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert WORDS == done.stdout.strip()


def test_the_import_error_says_which_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is raised at the door."""
    monkeypatch.setitem(sys.modules, "cattrs", None)
    monkeypatch.delitem(sys.modules, "itsmcore.interop.cattrs")
    with pytest.raises(ImportError) as caught:
        importlib.import_module("itsmcore.interop.cattrs")
    assert WORDS == str(caught.value)
