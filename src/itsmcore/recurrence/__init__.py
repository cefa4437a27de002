"""Recurrence: which incidents keep coming back, and so suggest a problem."""

from itsmcore._faces import offer
from itsmcore.recurrence._bursts import bursts
from itsmcore.recurrence._keys import Key, Signature
from itsmcore.recurrence._occurrences import Occurrence, occurrences
from itsmcore.recurrence._pareto import pareto
from itsmcore.recurrence._recurrence import Recurrence, Recurrences
from itsmcore.recurrence._rises import rises
from itsmcore.tokens import tokens

__all__ = [
    "Key",
    "Occurrence",
    "Recurrence",
    "Recurrences",
    "Signature",
    "bursts",
    "occurrences",
    "pareto",
    "rises",
    "tokens",
]

offer(globals())
