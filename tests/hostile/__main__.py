"""Run the whole campaign, or one of its inputs: `python -m tests.hostile [KIND SEED]`."""

from __future__ import annotations

import sys
import traceback
import warnings

from tests.hostile.campaign import KINDS, case, judged


def main(arguments: list[str]) -> int:
    """Run what is asked for; say what came of it."""
    warnings.simplefilter("ignore")
    if arguments:
        kind, seed = arguments
        return one(kind, int(seed))
    counts = {kind: judged(kind, range(most)) for kind, (_, most) in KINDS.items()}
    for kind, count in counts.items():
        print(*count.faults, sep="\n", end="\n" if count.faults else "")
        print(f"{kind:10} {count}")
    return int(any(count.faults for count in counts.values()))


def one(kind: str, seed: int) -> int:
    """Run one input, and show where it ends."""
    print(case(kind, seed).words)
    try:
        print(repr(case(kind, seed).call())[:1_000])
    except Exception:
        traceback.print_exc()
    count = judged(kind, range(seed, seed + 1))
    print(*count.faults, count, sep="\n")
    return int(bool(count.faults))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
