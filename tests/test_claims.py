"""What the readme and the design say of the project is what its own tables say."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
PROJECT: Any = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
SOURCE = ROOT / "src" / "itsmcore"


def words_in(text: str) -> list[str]:
    return re.findall(r"`([a-z_0-9]+)`", text)


def test_the_readme_names_every_extra() -> None:
    """In the order of the alphabet."""
    readme = (ROOT / "README.md").read_text("utf-8")
    said = re.search(r"extras (.*?) add", readme, re.DOTALL)
    assert said is not None
    assert sorted(PROJECT["project"]["optional-dependencies"]) == words_in(said[1])


def test_the_design_shows_every_room_on_its_floor() -> None:
    """As the contract of imports has them, from the highest floor down to the lowest."""
    contracts = PROJECT["tool"]["importlinter"]["contracts"]
    layers = next(one["layers"] for one in contracts if one["id"] == "floors")
    there = {path.stem for path in SOURCE.iterdir() if not path.name.startswith("_")}
    rooms = [sorted(there & set(re.findall(r"\((\w+)\)", layer))) for layer in layers]
    table = (ROOT / "docs" / "design.md").read_text("utf-8").split("## Floors")[1]
    shown = re.findall(r"^\| (\d+) \| (.*) \|$", table, re.MULTILINE)
    floors = [floor for floor in rooms if floor]
    assert floors == [words_in(row) for _, row in shown]
    assert list(reversed(range(len(floors)))) == [int(number) for number, _ in shown]


def test_the_readme_and_the_costs_say_the_same() -> None:
    """Of a verb, of a comment, and of what an incident weighs."""
    readme = " ".join((ROOT / "README.md").read_text("utf-8").split())
    costs = " ".join((ROOT / "docs" / "explanation" / "costs.md").read_text("utf-8").split())
    (verb,) = re.findall(r"judged and recorded, took (\S+ to \S+) times", readme)
    (comment,) = re.findall(r"trigger, and a comment (\S+);", readme)
    (weight,) = re.findall(r"incident of six events weighed (\S+ kB)", readme)
    assert f"judged and recorded | one bare `transitions` trigger | {verb} |" in costs
    assert f"whose side it comes from | the same | {comment} |" in costs
    assert f"An incident of six events weighs {weight}" in costs
