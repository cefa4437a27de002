"""No public parameter meets a wrong value with anything but an answer or a typed error."""

from __future__ import annotations

import inspect
import warnings
from collections.abc import Iterator
from typing import Any

import pytest
from cattrs.errors import StructureHandlerNotFoundError

from itsmcore import ItsmError
from itsmcore.errors import Refused
from itsmcore.shown import shown
from tests.sweep.good import SELVES, arguments, call
from tests.sweep.surface import SEARCHES, Offered, callables
from tests.sweep.wrong import replaced
from tests.timing import ATTEMPTS, TooLong, limited

ALL = [one for one in callables() if arguments(one, one.bound(SELVES))]
every_callable = pytest.mark.parametrize("one", ALL, ids=lambda one: one.name)
MOST_SAID = 4_000
SECONDS = 2.0
ABSTRACT = "give one of a practice, such as IncidentModel(…)"
OTHERS: dict[str, type[Exception]] = {
    "itsmcore.interop.cattrs.ItsmConverter.structure": StructureHandlerNotFoundError,
}
"""Errors that another library has for what only it may know."""


def test_every_class_has_an_instance() -> None:
    """No class with methods is missing from the table, so that a new one is swept at once."""
    missing = {one.name for one in callables() if one.owner and one.owner not in SELVES}

    assert missing == set()


@pytest.mark.parametrize("one", callables(), ids=lambda one: one.name)
def test_every_parameter_has_a_good_argument(one: Offered) -> None:
    """No parameter without a default is missing from the table."""
    called = one.bound(SELVES)
    needed = {
        name
        for name, parameter in inspect.signature(called).parameters.items()
        if parameter.default is parameter.empty
        and parameter.kind not in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD)
    }

    assert needed <= arguments(one, called).keys()


@every_callable
@pytest.mark.filterwarnings("ignore")
def test_good_arguments_are_good(one: Offered) -> None:
    """What the sweep replaces one by one is right as a whole, or refused by the record's state."""
    called = one.bound(SELVES)
    try:
        call(called, arguments(one, called))
    except Refused:
        pass
    except ItsmError as error:
        assert str(error).endswith(ABSTRACT) or "is the fold of its events" in str(error)


@every_callable
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_wrong_values_are_answered_or_refused(one: Offered) -> None:
    """Each parameter takes each wrong value, or refuses it in a sentence, at once."""
    called = one.bound(SELVES)
    texts_only = one.value == "__format__"  # Python sees to that
    failed = [
        f"{parameter}={kind}: {what}"
        for parameter, kind, given in replaced(arguments(one, called))
        if not texts_only or isinstance(given[parameter], str)
        if (what := failure(one, called, given)) is not None
    ]

    assert not failed, "\n".join(failed)


def failure(
    one: Offered, called: Any, given: dict[str, Any], *, attempts: int = ATTEMPTS
) -> str | None:
    """Say how a call fails that neither answers nor refuses in a sentence; None where it does.

    One that takes too long may try again: others use the machine, too.
    """
    try:
        with warnings.catch_warnings(), limited(SECONDS * (10 if one.name in SEARCHES else 1)):
            warnings.simplefilter("ignore")
            answer = call(called, given)
            if isinstance(answer, Iterator):
                list(answer)
    except ItsmError as error:
        said = str(error)
        if len(said) > MOST_SAID or len(repr(error)) > MOST_SAID:
            return f"{type(error).__name__} says too much"
    except OTHERS.get(one.name, ItsmError):
        return None
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt):
            raise
        if isinstance(error, TooLong) and attempts > 1:
            return failure(one, called, given, attempts=attempts - 1)
        is_looked_up = getattr(called, "__name__", "") == "__getitem__"
        if is_looked_up and isinstance(error, LookupError | TypeError):
            return None  # as sequences and mappings say it
        return f"{type(error).__name__}: {shown(error)}"
    return None
