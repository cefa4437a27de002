"""A mutant lives in a copy of the process, in the functions that were there before."""

import os
from functools import partial

from itsmcore import Impact
from tests.mutants.apart import apart
from tests.mutants.drawn import SOURCE
from tests.mutants.operators import Mutant, mutants
from tests.mutants.replaced import replace


def mutant(path: str, line: str, other: str) -> Mutant:
    """Find the mutant of a line that says something else."""
    source = (SOURCE / path).read_bytes()
    return next(
        each
        for each in mutants(path, source)
        if line in source.decode().splitlines()[each.line - 1] and each.other == other
    )


def seen(mutant: Mutant) -> str:
    """Say whether functions take a mutant, and what is seen of it."""
    return f"{replace(mutant)} {Impact.LOW < Impact.LOW}"


def test_functions_take_the_code_of_a_mutant() -> None:
    """In the copy alone; what defines a class, or has run already, is not for them."""
    compared = mutant("level.py", "self.rank < other.rank", "self.rank <= other.rank")
    defined = mutant("level.py", "label: str = ", "attrs.field()")
    over = mutant(
        "changes/_regions.py",
        "Reaction(event, ",
        "Reaction(ApprovalsVoided, event, when=_ASKED_OR_APPROVED & (REWORDED | _ASKS_OTHERS))",
    )
    told = dict(apart([partial(seen, each) for each in (compared, defined, over)]))
    assert {0: "True True", 1: "False False", 2: "False False"} == told
    assert not Impact.LOW < Impact.LOW


def test_each_job_has_a_process_of_its_own() -> None:
    """Where it fails, that is told."""
    told = dict(apart([lambda: str(os.getpid()), lambda: str(os.getpid()), lambda: str(1 // 0)]))
    assert 3 == len({str(os.getpid()), told[0], told[1]})
    assert "its process ended" == told[2]
