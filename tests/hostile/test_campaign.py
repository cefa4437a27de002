"""Whatever anybody hands over is answered, or refused in a sentence, at once: see `campaign`."""

from __future__ import annotations

import pytest

from tests.hostile.campaign import KINDS, judged

SHARE = 4
"""The tests take one input in so many; `make hostile` takes all of them."""
CHUNK = 400
CHUNKS = [
    (kind, start) for kind, (_, most) in KINDS.items() for start in range(0, most // SHARE, CHUNK)
]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("kind", "start"), CHUNKS, ids=lambda value: str(value))
def test_hostile_inputs_are_answered_or_refused(kind: str, start: int) -> None:
    """No input is met with another error, accepted and then not written, or takes long."""
    _, most = KINDS[kind]
    count = judged(kind, range(start, min(start + CHUNK, most // SHARE)))

    assert not count.faults, "\n".join(count.faults)
