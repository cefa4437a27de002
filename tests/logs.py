"""Real logs: they lie beside the project and are no part of it."""

import csv
import io
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

BESIDE = Path(__file__).parents[2] / "shared"

UCI = BESIDE / "data" / "uci" / "incident_event_log.zip"
"""141,712 rows of a ServiceNow instance (doi 10.24432/C57S4H)."""
VOLVO = BESIDE / "data" / "bpic2013" / "bpi_challenge_2013_closed_problems.xes.gz"
"""Closed problems of Volvo IT (doi 10.4121/c2c3b154-ab26-4b31-a0e8-8f2350ddac11)."""
INCIDENTS_OF_VOLVO = BESIDE / "data" / "bpic2013" / "bpi_Challenge_2013_incidents.xes.gz"
"""Incidents of Volvo IT (doi 10.4121/500573e6-accc-4b0c-9576-aa5468b10cee)."""

UCI_END = datetime(2017, 6, 1, tzinfo=UTC)
"""An instant after its last row."""

with_uci = pytest.mark.skipif(
    not UCI.exists(),
    reason=f"the real log is not here: {UCI.name} of UCI 498 goes into shared/data/uci",
)
with_volvo = pytest.mark.skipif(
    not VOLVO.exists(),
    reason=f"the real log is not here: {VOLVO.name} of BPIC 2013 goes into shared/data/bpic2013",
)


def uci_rows() -> list[dict[str, str]]:
    """Read the rows of UCI 498, as they are written."""
    with zipfile.ZipFile(UCI) as archive, archive.open("incident_event_log.csv") as file:
        return list(csv.DictReader(io.TextIOWrapper(file, encoding="utf-8", newline="")))
