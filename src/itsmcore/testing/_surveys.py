"""Strategies for surveys."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

from hypothesis import strategies as st

from itsmcore.checked import checked
from itsmcore.conditions import field, happened
from itsmcore.fields import as_whole
from itsmcore.lifecycle import Argument, Phase
from itsmcore.satisfaction import Measure, Scale, Survey, ces, csat, nps

_TIMES = st.sampled_from([timedelta(), timedelta(hours=2), timedelta(days=14)])
_SHARES = st.fractions(0, 1, max_denominator=12) | st.just(Fraction(1))


@checked
@st.composite
def surveys(draw: st.DrawFn, *, max_scales: int = 3) -> Survey:
    """Draw surveys: satisfaction, promotion and effort on scales of either direction.

    Args:
        max_scales: the largest number of scales.
    """
    most = as_whole(max_scales, "max_scales", least=1, most=20)
    scales = [draw(_scales(f"scale_{number}")) for number in range(draw(st.integers(1, most)))]
    first = field(f"answers.{scales[0].name}")
    why = Argument("why", when=first.is_in(scales[0].dissatisfied_values or scales[0].values))
    return Survey(
        draw(st.sampled_from(["after closure", "yearly"])),
        scales,
        questions=draw(st.sampled_from([(), (why,)])),
        when=draw(st.sampled_from([Phase.RESOLVED, Phase.CLOSED, happened("close")])),
        share=draw(_SHARES),
        delay=draw(_TIMES),
        not_again_within=draw(_TIMES),
        open_for=draw(_TIMES) + timedelta(days=1),
    )


@st.composite
def _scales(draw: st.DrawFn, name: str) -> Scale:
    low, high = draw(st.sampled_from([(1, 5), (1, 7), (0, 1), (-2, 2)]))
    worst, best = draw(st.sampled_from([(low, high), (high, low)]))
    is_required = draw(st.booleans())
    measure = draw(st.sampled_from(Measure))
    if measure is Measure.NPS:
        return nps(name, is_required=is_required)
    ends = {"worst": worst, "best": best, "is_required": is_required}
    return csat(name, satisfied=1, **ends) if measure is Measure.CSAT else ces(name, **ends)
