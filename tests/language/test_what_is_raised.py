"""What a call refuses is refused in the language of whoever reads it."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from typing import Any

import pytest

from itsmcore import ItsmError
from itsmcore.language import speaking
from itsmcore.shown import shown
from tests.language.mirror import WIDE
from tests.sweep.good import SELVES, arguments, call
from tests.sweep.surface import Offered, callables
from tests.sweep.wrong import replaced

ROOMS = (
    *("catalogue", "chart", "columnar", "complaints", "conformance", "improvements", "knowledge"),
    *("metrics", "orders", "outages", "plans", "presets", "recurrence", "requests", "risk"),
    *("satisfaction", "services", "techniques"),
)
KINDS = frozenset(
    {"None", "five", "minus one", "no text", "a text", "an empty list", "a list of texts", "NaN"}
    | {"a mapping of texts", "a naive instant", "no time", "a list of pairs", "an object"}
)
"""The kinds of wrong values that are tried; the sweep has all of them."""
CODES = re.compile(r"\b\w+ is \w+|no element found|syntax error|\b(in|pending) [a-z]+(?=,)")
"""The name and the state of a region and the states of products, which are codes, and the words of
the parser of XML."""
_VALUE = re.compile(r"'[^']*'|\"[^\"]*\"|<[^<>]*>|\w+\([^()]*\)")
_ENGLISH = re.compile(r"\b[a-z]{2,} [a-z]{2,}\b")

ALL = [
    one
    for one in callables()
    if one.name.split(".")[1] in ROOMS and arguments(one, one.bound(SELVES))
]


def raised(called: Any, given: dict[str, Any]) -> ItsmError | None:
    """Return what a call raises; None if it answers, or another library or Python refuses it."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            answer = call(called, given)
            if isinstance(answer, Iterator):
                list(answer)
    except ItsmError as error:
        return error
    except Exception:
        return None
    return None


@pytest.mark.long
@pytest.mark.parametrize("one", ALL, ids=lambda one: one.name)
def test_no_english_is_left_in_what_is_raised(one: Offered) -> None:
    """No two words of English stand beside each other, but in a value that was given."""
    called, left = one.bound(SELVES), dict[str, str]()
    for parameter, kind, given in replaced(arguments(one, called)):
        if kind in KINDS and (error := raised(called, given)) is not None:
            with speaking(WIDE):
                said = str(error)
            name = parameter.partition("[")[0]
            own = shown(given.get(name))
            told = CODES.sub("", _VALUE.sub("", said.replace(own, "")))
            if _ENGLISH.search(told):
                left[f"{parameter}={kind}"] = said
    assert {} == left
