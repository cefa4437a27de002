"""Run the tests against modules in which one thing is otherwise: COUNT SEED ROOM…

A mutant is judged by the named tests that reach its line, then by the searches of its room. What
nothing notices is printed as a difference; that is a test that is missing, or a mutant that means
the same.
"""

import sys

from tests.mutants.drawn import chosen
from tests.mutants.judged import judge
from tests.mutants.operators import Mutant


def main(count: int, seed: int, rooms: list[str]) -> int:
    """Judge some mutants, and print those that live."""
    drawn = chosen(count, seed, rooms)
    told: list[str] = []

    def tell(mutant: Mutant, noticed: str) -> None:
        told.append(noticed)
        place = f"{mutant.path}:{mutant.line} {mutant.operator}"
        said = f"killed by {noticed}" if noticed else "LIVES"
        print(f"{len(told)}/{len(drawn)} {place}: {said}", flush=True)
        if not noticed:
            print(mutant, end="\n\n", flush=True)

    judge(drawn, tell)
    print(f"{len(told) - told.count('')} of {len(told)} killed with seed {seed}")
    return int("" in told)


if __name__ == "__main__":
    how_many, start, *named = [*sys.argv[1:], *("20", "0")[len(sys.argv) - 1 :]]
    sys.exit(main(int(how_many), int(start), named))
