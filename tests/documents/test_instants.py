"""An instant is read where the schema has it, and nowhere else."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from itsmcore.documents import BadDocument
from itsmcore.documents._leaves import INSTANT

WHOLE = "2026-01-05T09:00:00Z"
PATTERN = INSTANT.schema({})["pattern"]


@pytest.mark.parametrize(
    "document",
    [
        "2026-01-05T24:00:00Z",
        "2026-02-30T09:00:00Z",
        "2026-01-05T09:00:60Z",
        "2026-01-05T09:00:00z",
        "2026-01-05 09:00:00Z",
        "2026-W02-1T09:00:00Z",
        "0000-01-05T09:00:00Z",
        "\uff12\uff10\uff12\uff16-01-05T09:00:00Z",
        "2026-01-05T09:00:00",
        [*WHOLE],
        WHOLE.encode(),
        None,
    ],
    ids=str,
)
def test_what_only_looks_like_an_instant_is_refused(document: Any) -> None:
    """As long as one, and with the same marks, it may still be none."""
    with pytest.raises(BadDocument, match="must be an instant such as"):
        INSTANT.read(document)


@given(
    st.integers(0, len(WHOLE) - 1),
    st.sampled_from("0123456789-:.TZW+ \uff15"),
    st.sampled_from([WHOLE, "2026-01-05T09:00:00.5Z", "2026-01-05T09:00:00+01:00"]),
)
@example(11, "2", "2026-01-05T04:00:00Z")
def test_an_instant_is_read_where_the_schema_has_it(place: int, sign: str, text: str) -> None:
    """Whatever sign stands in the place of another."""
    document = text[:place] + sign + text[place + 1 :]
    try:
        INSTANT.read(document)
    except BadDocument:
        assert not re.search(PATTERN, document)
    else:
        assert re.search(PATTERN, document)
