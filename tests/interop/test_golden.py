"""Documents of every released version keep loading."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

import itsmcore
from tests.golden.cases import CASES, CONVERTER, TARGETS, every_verb, merged

FOLDER = Path(__file__).parent.parent / "golden"
FILES = sorted(FOLDER.glob("*/*.json"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_golden_file_is_read_and_written_back(path: Path) -> None:
    """It means what it meant, and comes out as it went in."""
    document = json.loads(path.read_text(encoding="utf-8"))
    target = TARGETS[path.stem.partition("-")[0]]
    value = CONVERTER.structure(document, target)
    assert document == CONVERTER.unstructure(value)
    assert CASES[path.stem] == value
    assert Draft202012Validator(CONVERTER.json_schema(target)).is_valid(document)


def test_this_version_has_its_golden_files() -> None:
    """Each case was written once."""
    names = {path.stem for path in FILES if path.parent.name == itsmcore.__version__}
    assert set(CASES) == names


def test_the_cases_leave_no_verb_out() -> None:
    """Two are those of other cases; `unlink` came after the file."""
    inc = every_verb()
    told = (*inc.history, *merged().history)
    left_out = {e.verb for e in inc.model.events} - {e.verb for e in told}
    assert {"cancel", "unlink", "pin_priority", "unpin_priority"} == left_out
