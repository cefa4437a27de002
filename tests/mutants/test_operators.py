"""The mutants are what they are said to be, and the same for a seed."""

from collections import defaultdict

from tests.mutants.drawn import chosen, modules, room_of
from tests.mutants.operators import KINDS, mutants

MODULE = b'''
"""Words."""
__all__ = ["f"]
Either = int | str
def f(a: int | None, *, b: int = 1) -> bool:
    """More words."""
    if a < 2 and not b:
        g(a, b, c="code")
    return a + b is None
'''


def test_each_operator_has_its_mutants() -> None:
    """One thing is otherwise in each; what does not run is left alone."""
    found = defaultdict(list)
    for mutant in mutants("m.py", MODULE):
        if mutant.compiles():
            found[mutant.operator].append(str(mutant).splitlines()[-1].strip("+ "))
    assert set(KINDS) == set(found)
    assert [
        "if a <= 2 and not b:",
        "if a >= 2 and not b:",
        "return a + b is not None",
    ] == found["compared"]
    assert ["if (a < 2 or not b):", "if (not b):", "if (a < 2):"] == found["joined"]
    assert ["if a < 2 and b:"] == found["denied"]
    assert ["if (not (a < 2 and not b)):"] == found["negated"]
    assert ["return (a - b) is None"] == found["reckoned"]
    assert ["pass", "return None"] == found["removed"]
    assert ['g(b, a, c="code")', "g(a, b)"] == [s.replace("'", '"') for s in found["called"]]
    assert [
        "def f(a: int | None, *, b: int = 0) -> bool:",
        "if a < 3 and not b:",
        "g(a, b, c='codex')",
    ] == found["constant"]
    assert ["def f(a: int | None, b: int = 1) -> bool:"] == found["positional"]


def test_a_seed_draws_the_same_again() -> None:
    """From the rooms that are named alone."""
    assert chosen(5, 7, ["desk"]) == chosen(5, 7, ["desk"]) != chosen(5, 8, ["desk"])
    assert {"desk", "risk"} == {room_of(path) for path in modules(["desk", "risk"])}
