"""What a desk knows beside what an event says: nothing is taken from it."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itsmcore.desk._known import joined

NAMES = st.lists(st.sampled_from(["figures", "audit", "db", "CHG-2"]), unique=True)
KINDS: Any = st.sampled_from([tuple, list, set, frozenset])


@given(NAMES, NAMES, KINDS)
def test_sets_are_joined(known: list[str], said: list[str], kind: Any) -> None:
    """All that either names, the desk's first; what was left out is told."""
    found = joined({"freeze": tuple(known)}, {"freeze": kind(said)})
    assert set(known) | set(said) == set(found.given["freeze"])
    assert tuple(known) == found.given["freeze"][: len(known)]
    assert len(found.given["freeze"]) == len(set(known) | set(said))
    assert (("freeze",) if set(known) - set(said) else ()) == found.denied


@given(NAMES, st.sampled_from([None, False, 0, "", (), {}, True, 1, "audit", 2.5, {"db": 1}]))
def test_whatever_is_said_leaves_what_is_known(known: list[str], said: Any) -> None:
    """Something without a name is something where nothing is known."""
    found = joined({"freeze": tuple(known)}, {"freeze": said}).given["freeze"]
    if said in (True, 1, 2.5):
        assert (tuple(known) or said) == found
    else:
        more = {"audit": ("audit",), "db": ("db",)}.get(str(said)[:5] if said else "", ())
        more = ("db",) if isinstance(said, dict) and said else more
        assert (*known, *(name for name in more if name not in known)) == found


@pytest.mark.parametrize(
    ("known", "said", "denied"),
    [(True, False, True), (False, False, False), (3, 3.0, False), ("red", "green", True)],
)
def test_of_anything_else_the_desk_s_word_is_taken(known: Any, said: Any, denied: bool) -> None:
    """And what was said otherwise is told."""
    found = joined({"is_frozen": known}, {"is_frozen": said, "why": "urgent"})
    assert {"is_frozen": known, "why": "urgent"} == found.given
    assert (("is_frozen",) if denied else ()) == found.denied


def test_what_equals_nothing_contradicts_nothing_by_itself() -> None:
    """Not a number is the same thing as it was."""
    nan = float("nan")
    assert () == joined({"load": nan}, {"load": nan}).denied
