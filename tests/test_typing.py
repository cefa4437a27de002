"""The programs in tests/typing, and the examples: what type-checks, and what must not.

A program ``ok_*.py`` has no error, and no example has one. In a program ``bad_*.py`` the lines that
end in a comment ``# error`` have one, and no other line has. A word may follow: ``# error: no such
verb``. In most ``ok_*.py`` basedpyright also reports every ``Any`` that the program meets.

Mypy and basedpyright decide. The two that only give advice are held to the same, except for what
their present releases do not understand, which ``WRONGLY`` and ``MISSED`` list.
"""

import json
import os
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
# Some of them drive what need not be there: a product, and engines.
DRIVERS = ("django_helpdesk.py", "engine_clocks.py", "spark_clocks.py")
EXAMPLES = sorted(
    {*(ROOT / "examples").glob("*.py"), *(ROOT / "examples" / "service_desk").glob("*.py")}
    - {ROOT / "examples" / name for name in DRIVERS}
)
OK = [program for program in PROGRAMS if program.name.startswith("ok_")] + EXAMPLES
BAD = [program for program in PROGRAMS if program.name.startswith("bad_")]

MARK = re.compile(r"#\s*error\b[^#]*$")

Findings = dict[Path, dict[int, str]]
"""For a program, the message for every line that a checker reports."""


def run(checker: str, *arguments: str) -> str:
    """Return what a checker of this environment prints; skip when it is not installed."""
    command = Path(sys.executable).with_name(checker)
    if not command.exists():
        pytest.skip(f"{checker} is not installed beside {Path(sys.executable).name}")
    finished = subprocess.run(
        [command, *arguments, *map(str, PROGRAMS + EXAMPLES)],
        cwd=ROOT,
        env={**os.environ, "MYPYPATH": "examples"},  # where a script finds the one beside it
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
                of_program = findings.setdefault(ROOT / found["file"], {})
                of_program[found["line"]] = found["message"]
    return findings


@cache
def basedpyright() -> Findings:
    """Ask basedpyright about all programs at once; its lines count from zero."""
    findings: Findings = {}
    answer = json.loads(run("basedpyright", "--outputjson", f"--pythonpath={sys.executable}"))
    assert answer["summary"]["filesAnalyzed"] >= len(PROGRAMS + EXAMPLES)
    for found in answer["generalDiagnostics"]:
        if found["severity"] == "error":
            of_program = findings.setdefault(Path(found["file"]), {})
            of_program[found["range"]["start"]["line"] + 1] = found["message"]
    return findings


def lines_of(report: str) -> Findings:
    """Read a report of lines such as ``examples/triage.py:7:1: error[code] message``."""
    findings: Findings = {}
    found = re.findall(r"(?m)^(?:ERROR )?(\S+\.py):(\d+):(.*)$", report)
    for place, number, message in found:
        findings.setdefault(ROOT / place, {})[int(number)] = message
    return findings


@cache
def ty() -> Findings:
    """Ask ty about all programs at once."""
    return lines_of(run("ty", "check", f"--python={sys.prefix}", "--output-format=concise"))


@cache
def pyrefly() -> Findings:
    """Ask pyrefly about all programs at once, as strictly as the project's mypy is."""
    python = f"--python-interpreter-path={sys.executable}"
    paths = ("--search-path=src", "--search-path=examples", "--search-path=.")
    return lines_of(run("pyrefly", "check", python, *paths, "--output-format=min-text"))


WRONGLY: dict[Callable[[], Findings], str] = {
    # A converter is not read beside a default of a slightly different type; what a generic call
    # infers from a list of pairs is not; nor are the classes in an __mro__ those of exceptions.
    ty: r"Expected `FrozenDict\[|Type `Unknown` does not match|key of type `type`",
    # What isinstance narrows to forgets its bound; a row of SQLAlchemy has texts as keys; a partial
    # of a generic function has lost its argument's type, and a lambda that is passed on, too.
    pyrefly: r"`Approvable\[Model\]`|after \*\* to have `str`|ProgressType|of lambda parameter",
}
"""What an adviser says of right lines, as a pattern."""
MISSED: dict[Callable[[], Findings], str] = {ty: r"\.extended\(\w+="}
"""The wrong lines that an adviser lets pass: any keyword seems to fit a TypedDict."""


def marked(program: Path) -> set[int]:
    """Return the lines of a program that say that they are wrong."""
    lines = program.read_text(encoding="utf-8").splitlines()
    return {number for number, line in enumerate(lines, start=1) if MARK.search(line)}


by_each_checker = pytest.mark.parametrize("checker", [mypy, basedpyright])
by_each_adviser = pytest.mark.parametrize("adviser", [ty, pyrefly])


@by_each_checker
@pytest.mark.parametrize("program", OK, ids=lambda program: program.stem)
def test_a_right_program_type_checks(checker: Callable[[], Findings], program: Path) -> None:
    """No checker finds fault with a program that uses the library as documented."""
    assert {} == checker().get(program, {})


@by_each_checker
@pytest.mark.parametrize("program", BAD, ids=lambda program: program.stem)
def test_a_misuse_is_reported(checker: Callable[[], Findings], program: Path) -> None:
    """Every checker reports each marked line of a wrong program, and no other line."""
    found = checker().get(program, {})

    assert marked(program) == set(found), found


@by_each_adviser
def test_an_adviser_reports_no_right_line(adviser: Callable[[], Findings]) -> None:
    """Besides those that it is known to get wrong."""
    found = {
        (program.name, number): message
        for program, messages in adviser().items()
        for number, message in messages.items()
        if number not in marked(program) and not re.search(WRONGLY[adviser], message)
    }

    assert {} == found


@by_each_adviser
def test_an_adviser_reports_every_wrong_line(adviser: Callable[[], Findings]) -> None:
    """Besides those that it is known to miss."""
    missed = {
        (program.name, number): line
        for program in BAD
        for number, line in enumerate(program.read_text(encoding="utf-8").splitlines(), start=1)
        if number in marked(program) - set(adviser().get(program, {}))
        and not (adviser in MISSED and re.search(MISSED[adviser], line))
    }

    assert {} == missed


@pytest.mark.parametrize("program", OK + BAD, ids=lambda program: program.stem)
def test_only_a_wrong_program_marks_lines(program: Path) -> None:
    """A wrong program marks at least one line, so that it proves something; a right one none."""
    assert (program in BAD) == bool(marked(program))


def test_every_program_is_found() -> None:
    """Each file in the folder is a right or a wrong program, and there are none or both."""
    assert {*PROGRAMS, *EXAMPLES} == {*OK, *BAD}
    assert bool(OK) == bool(BAD)
