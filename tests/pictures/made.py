"""Workflows that are made by chance."""

from __future__ import annotations

import random
from itertools import pairwise

from itsmcore.lifecycle import Lifecycle, Phase, Rule, State
from tests.pictures.hostile import event

WORDS = ("wait", "check", "approve", "repair", "report", "deliver", "confirm", "order")


def a_table(chance: random.Random, size: int) -> Lifecycle:
    """Make a workflow of some states in a row, with moves to and fro besides."""
    names = [f"{chance.choice(WORDS)}_{place}" for place in range(size)]
    pairs = dict.fromkeys(pairwise(names))
    for _ in range(chance.randint(2, size + 3)):
        pairs[chance.choice(names), chance.choice(names)] = None
    return Lifecycle(
        "made",
        states=[State(name, phase=chance.choice(list(Phase)[:4])) for name in names],
        rules=[Rule(event(chance.choice(WORDS)), source=a, target=b) for a, b in pairs],
    )
