"""Run the tests against modules in which one thing is otherwise: COUNT SEED ROOM…

A mutant is judged by the named tests of its room, then by `make quick`, then by the searches of its
room. What nothing notices is printed as a difference; that is a test that is missing, or a
mutant that means the same.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from random import Random
from shutil import copytree, ignore_patterns

from tests.mutants.operators import KINDS, Mutant, mutants

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "itsmcore"
# What is at the edge has laws of its own, and what a picture looks like is a matter of taste.
APART = {"testing", "interop", "documents", "columnar", "drawing", "_faces", "__init__"}
DRAWN = {"_pictures.py", "_picture.py", "__init__.py"}
NAMED = ("-m", "not (hypothesis or untraced)")
QUICK = ("-m", "not (hypothesis or untraced or long)")
LIMIT = 300
"""The seconds that the named tests of a room do not need, and that its searches are given."""


def room_of(path: Path) -> str:
    """Return the room that a module is in, or is."""
    return path.relative_to(SOURCE).parts[0].removesuffix(".py")


def modules(rooms: list[str]) -> Iterator[Path]:
    """Find the modules of some rooms; of all where none is named."""
    for path in sorted(SOURCE.rglob("*.py")):
        room = room_of(path)
        if room not in APART and path.name not in DRAWN and (not rooms or room in rooms):
            yield path


def chosen(count: int, seed: int, rooms: list[str]) -> list[Mutant]:
    """Draw mutants, as many of each operator."""
    found: dict[str, list[Mutant]] = {kind: [] for kind in KINDS}
    for path in modules(rooms):
        for mutant in mutants(str(path.relative_to(SOURCE)), path.read_bytes()):
            found[mutant.operator].append(mutant)
    chance = Random(seed)
    for each in found.values():
        chance.shuffle(each)
    drawn: list[Mutant] = []
    while len(drawn) < count and any(found.values()):
        kind = chance.choice([kind for kind, each in found.items() if each])
        mutant = found[kind].pop()
        if mutant.compiles():
            drawn.append(mutant)
    return drawn


def stages(room: str) -> Iterator[tuple[str, list[str]]]:
    """Say which tests look at a room, the quickest first."""
    own = [f"tests/{room if (ROOT / 'tests' / room).is_dir() else 'ground'}"]
    yield "its named tests", [*own, *NAMED]
    yield "the named tests of all rooms", ["tests", *QUICK]
    searching = [
        str(path.relative_to(ROOT))
        for path in sorted((ROOT / "tests" / "property").glob("test_*.py"))
        if f"itsmcore.{room}" in path.read_text("utf-8")
    ]
    yield "its searches", [*own, *searching, "-m", "hypothesis"]


def outcome(copied: Path, room: str) -> str:
    """Say what noticed a mutant: nothing where all tests pass."""
    environment = {**os.environ, "PYTHONPATH": str(copied), "PYTHONTZPATH": "", "CI": "1"}
    for number, (name, arguments) in enumerate(stages(room)):
        command = [sys.executable, "-m", "pytest", "-qx", "-p", "no:cacheprovider", *arguments]
        try:
            done = subprocess.run(
                command,
                cwd=ROOT,
                env=environment,
                capture_output=True,
                timeout=LIMIT,
                check=False,
            )
        except subprocess.TimeoutExpired:
            if not number:  # a search may take as long
                return "the clock"
            continue
        if done.returncode not in (0, 5):
            return name
    return ""


def main(count: int, seed: int, rooms: list[str]) -> int:
    """Judge some mutants, and print those that live."""
    drawn = chosen(count, seed, rooms)
    alive = 0
    with tempfile.TemporaryDirectory() as folder:
        copied = Path(folder)
        copytree(SOURCE, copied / "itsmcore", ignore=ignore_patterns("__pycache__"))
        for number, mutant in enumerate(drawn, 1):
            path = copied / "itsmcore" / mutant.path
            _write(path, mutant.source)
            by = outcome(copied, room_of(SOURCE / mutant.path))
            _write(path, mutant.former)
            alive += not by
            said = f"killed by {by}" if by else "LIVES"
            place = f"{mutant.path}:{mutant.line} {mutant.operator}"
            print(f"{number}/{len(drawn)} {place}: {said}", flush=True)
            if not by:
                print(mutant, end="\n\n", flush=True)
    print(f"{len(drawn) - alive} of {len(drawn)} killed with seed {seed}")
    return min(alive, 1)


def _write(path: Path, source: bytes) -> None:
    """Write a module, and forget what was compiled of it: its time and length may be the same."""
    path.write_bytes(source)
    for compiled in path.parent.glob(f"__pycache__/{path.stem}.*.pyc"):
        compiled.unlink()


if __name__ == "__main__":
    how_many, start, *named = [*sys.argv[1:], *("20", "0")[len(sys.argv) - 1 :]]
    sys.exit(main(int(how_many), int(start), named))
