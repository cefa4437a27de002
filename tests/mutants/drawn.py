"""Which mutants are drawn: as many of each operator, from the domain."""

from collections.abc import Iterator
from pathlib import Path
from random import Random

from tests.mutants.operators import KINDS, Mutant, mutants

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "itsmcore"
# What is at the edge has laws of its own, and what a picture looks like is a matter of taste.
APART = {"testing", "interop", "documents", "columnar", "drawing", "_faces", "__init__"}
DRAWN = {"_pictures.py", "_picture.py", "__init__.py"}


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
