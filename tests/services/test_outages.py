"""Outages: what one is, and which are one."""

from typing import Any

import pytest

from itsmcore.errors import BadSpan, BadValue, NaiveTime
from itsmcore.outages import Outage, merged
from tests.instants import DAY, HOUR, NINE
from tests.services.cases import down


@pytest.mark.parametrize(
    ("make", "error", "words"),
    [
        (lambda: Outage("", NINE), BadValue, "name cannot be ''"),
        (lambda: Outage(5, NINE), BadValue, "name cannot be 5"),  # type: ignore[arg-type]
        (lambda: down(NINE, NINE - HOUR), BadSpan, "cannot end at"),
        (lambda: down(NINE.replace(tzinfo=None)), NaiveTime, "no time zone"),
        (lambda: down(NINE, users=-1), BadValue, "users cannot be -1"),
        (lambda: down(NINE, causes=5), BadValue, "causes cannot be 5"),
        (lambda: down(NINE, is_planned="no"), BadValue, "is_planned cannot be 'no'"),
        (lambda: merged([5]), BadValue, "outages cannot be"),  # type: ignore[list-item]
    ],
)
def test_what_is_no_outage_is_refused(make: Any, error: type[Exception], words: str) -> None:
    """By name."""
    with pytest.raises(error, match=words):
        make()


def test_an_outage_says_what_it_was() -> None:
    """And as the call that makes it."""
    planned = down(NINE, is_planned=True, is_degraded=True, causes=["CHG-1", "CHG-2"])
    assert "erp planned to be degraded from 2026-01-05 09:00 to now (CHG-1, CHG-2)" == str(planned)
    assert "erp down from 2026-01-05 09:00 to 2026-01-05 10:00 UTC" == str(down(NINE, NINE + HOUR))
    assert "Outage('erp', datetime" in repr(planned)


def test_outages_that_overlap_or_touch_are_one() -> None:
    """With the causes of each, and without an end if one has none."""
    several = [
        down(NINE + HOUR, NINE + 2 * HOUR, causes="INC-2"),
        down(NINE, NINE + HOUR, causes="INC-1"),
        down(NINE + 4 * HOUR, causes="INC-3"),
        down(NINE + 5 * HOUR, NINE + 6 * HOUR, causes="INC-4"),
        down(NINE, NINE + DAY, is_planned=True),
        Outage("mail", NINE, NINE + HOUR),
    ]
    assert (
        down(NINE, NINE + 2 * HOUR, causes=["INC-1", "INC-2"]),
        down(NINE, NINE + DAY, is_planned=True),
        Outage("mail", NINE, NINE + HOUR),
        down(NINE + 4 * HOUR, causes=["INC-3", "INC-4"]),
    ) == merged(several)


def test_an_outage_inside_another_does_not_end_it() -> None:
    """Whichever ends later counts."""
    inside = [down(NINE, NINE + DAY), down(NINE + HOUR, NINE + 2 * HOUR), down(NINE + DAY)]
    assert (down(NINE),) == merged(inside)
    assert merged(inside[:2]) == (inside[0],)
