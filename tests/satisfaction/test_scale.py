"""Scales: which end is good, which numbers are satisfied, and what a form asks."""

from __future__ import annotations

from typing import Any

import pytest

from itsmcore.errors import BadValue
from itsmcore.lifecycle import Argument
from itsmcore.satisfaction import Measure, Scale, ces, csat, nps


def test_the_two_best_of_five_are_satisfied() -> None:
    """And the two worst are a bad answer."""
    scale = csat("overall")
    assert (5, 4) == scale.satisfied_values
    assert (1, 2) == scale.dissatisfied_values
    assert "overall (CSAT, 5 is best, 1 is worst)" == str(scale)


def test_of_few_numbers_none_is_both() -> None:
    """Of two, one is good and the other bad; where all are good none is bad."""
    assert ((1,), (0,)) == _ends(csat("helped", worst=0, best=1, satisfied=1))
    assert ((3, 2, 1), ()) == _ends(csat("overall", best=3, satisfied=3))
    assert ((3, 2), (1,)) == _ends(csat("overall", best=3))


def _ends(scale: Scale) -> tuple[tuple[int, ...], tuple[int, ...]]:
    return scale.satisfied_values, scale.dissatisfied_values


def test_promoters_and_detractors_are_those_of_the_book() -> None:
    """9 and 10, and 0 to 6."""
    assert ((10, 9), (0, 1, 2, 3, 4, 5, 6)) == _ends(nps("recommend"))


def test_effort_says_which_end_is_easy() -> None:
    """Both are in use."""
    assert ((7, 6, 5), (1, 2, 3)) == _ends(ces("effort", worst=1, best=7))
    assert ((1, 2, 3), (7, 6, 5)) == _ends(ces("effort", worst=7, best=1))
    assert ((2,), (1,)) == _ends(ces("effort", worst=1, best=2))


def test_a_form_asks_for_one_of_the_numbers() -> None:
    """In ascending order, whichever end is good."""
    scale = ces("effort", worst=3, best=1, label="How hard was it?", is_required=False)
    asked = Argument("effort", int, options=(1, 2, 3), label="How hard was it?")
    assert asked == scale.question
    assert "Scale('effort', Measure.CES, worst=3, best=1, satisfied=1, dissatisfied=1" in repr(
        scale
    )


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"measure": "csat"}, "measure cannot be 'csat'; give one of CSAT, NPS, CES"),
        ({"name": ""}, "name cannot be ''; give a text that is not empty"),
        ({"best": 1}, "best cannot be 1; give another number than the worst"),
        ({"best": 101}, "best cannot be 101; give a whole number from -100 to 100"),
        ({"worst": 1.5}, "worst cannot be 1.5; give a whole number from -100 to 100"),
        ({"satisfied": 0}, "satisfied cannot be 0; give a whole number from 1 to 5"),
        ({"dissatisfied": 4}, "dissatisfied cannot be 4; give a whole number from 0 to 3"),
    ],
)
def test_a_scale_that_cannot_be_is_refused(changes: dict[str, Any], words: str) -> None:
    """With what to give instead."""
    good = {
        "name": "overall",
        "measure": Measure.CSAT,
        "worst": 1,
        "best": 5,
        "satisfied": 2,
        "dissatisfied": 2,
    }
    with pytest.raises(BadValue) as caught:
        Scale(**{**good, **changes})
    assert words == str(caught.value)


def test_a_scale_of_satisfaction_with_too_many_satisfied_is_refused() -> None:
    """By what is wrong, not by what follows from it."""
    with pytest.raises(BadValue, match="satisfied cannot be 9; give a whole number from 1 to 5"):
        csat("overall", satisfied=9)
