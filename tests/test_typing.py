"""The programs in tests/typing: what type-checks, and what must not.

A program ``ok_*.py`` has no error. In a program ``bad_*.py`` the lines that end in a comment
``# error`` have one, and no other line has. A word may follow: ``# error: no such verb``.
"""

import json
import re
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

pytestmark = pytest.mark.long

ROOT = Path(__file__).parents[1]
PROGRAMS = sorted((ROOT / "tests" / "typing").glob("*.py"))
OK = [program for program in PROGRAMS if program.name.startswith("ok_")]
BAD = [program for program in PROGRAMS if program.name.startswith("bad_")]

MARK = re.compile(r"#\s*error\b[^#]*$")

Findings = dict[str, dict[int, str]]
"""For a program's name, the message for every line that a checker reports."""


def run(checker: str, *arguments: str) -> str:
    """Return what a checker of this environment prints; skip when it is not installed."""
    command = Path(sys.executable).with_name(checker)
    if not command.exists():
        pytest.skip(f"{checker} is not installed beside {Path(sys.executable).name}")
    finished = subprocess.run(
        [command, *arguments, *map(str, PROGRAMS)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode in (0, 1), finished.stdout + finished.stderr
    return finished.stdout


@cache
def mypy() -> Findings:
    """Ask mypy about all programs at once, under the project's own configuration."""
    findings: Findings = {}
    for line in run("mypy", "--output=json").splitlines():
        if line.startswith("{"):
            found = json.loads(line)
            if found["severity"] == "error":
                of_program = findings.setdefault(Path(found["file"]).name, {})
                of_program[found["line"]] = found["message"]
    return findings


@cache
def basedpyright() -> Findings:
    """Ask basedpyright about all programs at once; its lines count from zero."""
    findings: Findings = {}
    answer = json.loads(run("basedpyright", "--outputjson", f"--pythonpath={sys.executable}"))
    assert answer["summary"]["filesAnalyzed"] >= len(PROGRAMS)
    for found in answer["generalDiagnostics"]:
        if found["severity"] == "error":
            of_program = findings.setdefault(Path(found["file"]).name, {})
            of_program[found["range"]["start"]["line"] + 1] = found["message"]
    return findings


def marked(program: Path) -> set[int]:
    """Return the lines of a program that say that they are wrong."""
    lines = program.read_text(encoding="utf-8").splitlines()
    return {number for number, line in enumerate(lines, start=1) if MARK.search(line)}


by_each_checker = pytest.mark.parametrize("checker", [mypy, basedpyright])


@by_each_checker
@pytest.mark.parametrize("program", OK, ids=lambda program: program.stem)
def test_a_right_program_type_checks(checker: Callable[[], Findings], program: Path) -> None:
    """No checker finds fault with a program that uses the library as documented."""
    assert {} == checker().get(program.name, {})


@by_each_checker
@pytest.mark.parametrize("program", BAD, ids=lambda program: program.stem)
def test_a_misuse_is_reported(checker: Callable[[], Findings], program: Path) -> None:
    """Every checker reports each marked line of a wrong program, and no other line."""
    found = checker().get(program.name, {})

    assert marked(program) == set(found), found


@pytest.mark.parametrize("program", OK + BAD, ids=lambda program: program.stem)
def test_only_a_wrong_program_marks_lines(program: Path) -> None:
    """A wrong program marks at least one line, so that it proves something; a right one none."""
    assert (program in BAD) == bool(marked(program))


def test_every_program_is_found() -> None:
    """Each file in the folder is a right or a wrong program, and there are none or both."""
    assert set(PROGRAMS) == {*OK, *BAD}
    assert bool(OK) == bool(BAD)
