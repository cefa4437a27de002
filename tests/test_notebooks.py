"""The notebooks of the documentation: they run from top to bottom, and show what they say."""

from __future__ import annotations

import importlib.util
import json
import os
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.long

NOTEBOOKS = Path(__file__).parents[1] / "docs" / "notebooks"
SHOWN = {
    "prototype-a-workflow": (
        "- state 'awaiting_approval': is pending and nothing leads on; add a rule",
        "incident 1 and with approval 1: 1 state new, 3 rules new, 1 timer new",
        "cannot request_approval while in_progress: somebody must work on it; allowed moves:",
        "the timer fires at 2026-01-07 11:00:00+00:00",
        "<Incident INC-1042 on_hold v6>",
        "resume, resolve, mark_duplicate, cancel",
    ),
    "judge-a-log": (
        "<DeskMonth 2026-01, seed 7: 300 incidents, 15 changes>",
        "cases 300, steps 2008, moves 981, illegal 23, odd starts 0, fitness 0.9766",
        "resolution by the desk: running, missed; 218:35:00 of 40:00:00 (546.5 %)",
        "resolution: 3 of 300 become missed, 0 become met",
    ),
    "a-week-of-changes": (
        "CHG-103: dependent item CHG-104 (san-1, needed by db-1), 2026-03-11 21:00",
        "Tue 20:00\nSat 06:00",
        "<Change CHG-104 authorise v9> | void_approvals because of reschedule (v8)",
        "cannot implement while authorise; allowed moves: cancel",
        "<Change CHG-104 scheduled v14>",
    ),
}
runs_notebooks = pytest.mark.skipif(
    not all(map(importlib.util.find_spec, ("nbclient", "ipykernel"))),
    reason="nbclient and ipykernel are not here: install the group `notebooks`",
)


def test_every_notebook_is_known_here() -> None:
    """And is kept as it is written, without what it shows."""
    paths = sorted(NOTEBOOKS.glob("*.ipynb"))
    assert sorted(SHOWN) == [path.stem for path in paths]
    for path in paths:
        written = path.read_text("utf-8")
        book = json.loads(written)
        assert json.dumps(book, indent=1, ensure_ascii=False, sort_keys=True) + "\n" == written
        cells = [cell for cell in book["cells"] if cell["cell_type"] == "code"]
        assert [] == [cell for cell in cells if cell["outputs"] or cell["execution_count"]]


@runs_notebooks
@pytest.mark.untraced
@pytest.mark.parametrize("name", SHOWN)
def test_a_notebook_runs_and_shows_what_it_says(name: str) -> None:
    """By a kernel, as its readers run it; every picture says in words what it shows."""
    outputs = [output for cell in run(NOTEBOOKS / f"{name}.ipynb") for output in cell]
    shown = "\n".join(output.get("text") or output["data"]["text/plain"] for output in outputs)
    for words in SHOWN[name]:
        assert words in shown
    pages = [page for output in outputs if (page := output.get("data", {}).get("text/html"))]
    assert 3 <= sum('<img alt="' in page for page in pages)
    assert 200_000 > max(map(len, pages))


def run(path: Path) -> list[list[dict[str, Any]]]:
    """Run a notebook, and return what each of its cells puts out."""
    import nbformat
    from nbclient import NotebookClient

    book = nbformat.read(path, as_version=4)
    untraced = {name: value for name, value in os.environ.items() if "COVERAGE" not in name}
    NotebookClient(book, timeout=60).execute(env=untraced)
    return [cell.get("outputs", []) for cell in book.cells]
