"""Two more real logs, which lie beside the project and are no part of it.

Closed problems of Volvo IT (BPI Challenge 2013, doi 10.4121/c2c3b154-ab26-4b31-a0e8-8f2350ddac11;
4TU terms, non-commercial with attribution), and incidents of a ServiceNow instance (UCI Machine
Learning Repository 498, doi 10.24432/C57S4H; CC BY 4.0).
"""

import csv
import gzip
import io
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from itsmcore import Timeline
from itsmcore.presets import servicenow, xes

_BESIDE = Path(__file__).parents[2] / "shared" / "data"
PROBLEMS = _BESIDE / "bpic2013" / "bpi_challenge_2013_closed_problems.xes.gz"
INCIDENTS = _BESIDE / "uci" / "incident_event_log.zip"
END = datetime(2017, 6, 1, tzinfo=UTC)
"""An instant after the last row of the incidents."""


def problems() -> Mapping[str, Timeline]:
    """Read the problems, each state with its sub-state."""
    with gzip.open(PROBLEMS) as file:
        return xes.timelines(file, state=("concept:name", "lifecycle:transition"))


def incidents() -> Mapping[str, Timeline]:
    """Read the incidents, whose columns have names of their own."""
    with zipfile.ZipFile(INCIDENTS) as archive, archive.open("incident_event_log.csv") as raw:
        rows = csv.DictReader(io.TextIOWrapper(raw, encoding="utf-8", newline=""))
        columns = {"at": "sys_updated_at", "resolution_code": "closed_code"}
        return servicenow.timelines(rows, columns=columns, format="%d/%m/%Y %H:%M")
