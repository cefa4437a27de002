"""Surveys that are drawn: every kind of scale, either way round, and what `st.from_type` draws."""

from collections.abc import Callable

import pytest
from hypothesis import Phase, find, settings
from hypothesis import strategies as st

from itsmcore.complaints import Complaint
from itsmcore.errors import BadValue
from itsmcore.satisfaction import Measure, Survey
from itsmcore.testing import surveys

FEW = settings(max_examples=300, database=None, deadline=None, phases=[Phase.generate])


@pytest.mark.parametrize(
    "is_sought",
    [
        lambda one: {scale.measure for scale in one.scales} == set(Measure),
        lambda one: one.scales[0].worst > one.scales[0].best,
        lambda one: len(one.form) > len(one.scales),
        lambda one: 0 < one.share < 1,
    ],
)
def test_surveys_are_of_every_kind(is_sought: Callable[[Survey], bool]) -> None:
    """Of several scales, either way round, with further questions, and of a share."""
    assert is_sought(find(surveys(), is_sought, settings=FEW))


@pytest.mark.parametrize("kind", [Survey, Complaint])
def test_they_are_drawn_by_their_types(kind: type) -> None:
    """So that `st.from_type` draws them."""
    assert isinstance(find(st.from_type(kind), lambda _: True, settings=FEW), kind)


def test_a_survey_has_a_scale() -> None:
    """At least one."""
    with pytest.raises(BadValue, match="max_scales cannot be 0"):
        find(surveys(max_scales=0), lambda _: True)
