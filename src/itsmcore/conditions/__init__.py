"""Conditions: predicates that are data."""

from itsmcore._faces import offer
from itsmcore.conditions._condition import (
    ALWAYS,
    NEVER,
    All,
    Condition,
    Field,
    Not,
    Op,
    Opaque,
    Some,
    Test,
    as_condition,
    field,
    given,
    happened,
    is_set,
    leaves,
    phase,
    state,
)
from itsmcore.conditions._linked import AtLeast, Count, Linked, linked
from itsmcore.conditions._proof import implies, is_satisfiable
from itsmcore.conditions._reading import HasAfter, HasDeadline, Later, Readable, Shifted
from itsmcore.conditions._spaces import Facts
from itsmcore.conditions._words import HasWord, Words, words

__all__ = [
    "ALWAYS",
    "NEVER",
    "All",
    "AtLeast",
    "Condition",
    "Count",
    "Facts",
    "Field",
    "HasAfter",
    "HasDeadline",
    "HasWord",
    "Later",
    "Linked",
    "Not",
    "Op",
    "Opaque",
    "Readable",
    "Shifted",
    "Some",
    "Test",
    "Words",
    "as_condition",
    "field",
    "given",
    "happened",
    "implies",
    "is_satisfiable",
    "is_set",
    "leaves",
    "linked",
    "phase",
    "state",
    "words",
]

offer(globals())
