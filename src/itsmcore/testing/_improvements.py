"""Strategies for figures, objectives, and the improvements that lead from one to the other."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from hypothesis import strategies as st

from itsmcore.checked import checked
from itsmcore.fields import as_whole
from itsmcore.figures import Figure
from itsmcore.improvements import (
    IMPROVEMENT,
    Benefit,
    Effort,
    ExactTest,
    HoldReason,
    Improvement,
    ImprovementModel,
    Kind,
    Origin,
    Outcome,
)
from itsmcore.instant import utc
from itsmcore.objectives import Objective
from itsmcore.proportions import Proportion
from itsmcore.testing._values import instants

_MOST = 400
_DAY, _HOUR = timedelta(days=1), timedelta(hours=1)
_WAY = ("accept", "assess", "approve", "start", "measure", "review", "close")
_BETTER = st.sampled_from([None, "lower", "higher"])


@st.composite
def _proportions(draw: st.DrawFn, *, least: int = 0) -> Proportion:
    of = draw(st.integers(least, _MOST))
    return Proportion(draw(st.integers(0, of)), of)


@checked
@st.composite
def figures(draw: st.DrawFn, *, name: str = "reopened") -> Figure:
    """Draw figures: rates with their counts, rates without, times, and what could not be measured.

    Args:
        name: what is measured.
    """
    low, high = sorted((draw(instants()), draw(instants())))
    more: dict[str, Any] = {
        "better": draw(_BETTER),
        "since": draw(st.sampled_from([None, low])),
        "until": draw(st.sampled_from([None, high])),
    }
    if draw(st.booleans()):
        return draw(_proportions()).figure(name, **more)
    values = st.none() | st.floats(0, 1) | st.timedeltas(timedelta(), 9 * _DAY)
    value, n = draw(values), draw(st.integers(0, _MOST))
    return Figure(name, value, n, "time" if isinstance(value, timedelta) else "share", **more)


@checked
def objectives(*, name: str = "reopened") -> st.SearchStrategy[Objective]:
    """Draw objectives, of a share or of a time, with one bound or two.

    Args:
        name: the figure that they judge.
    """
    low = st.none() | st.sampled_from([0.0, 0.06, 0.25])
    high = st.none() | st.sampled_from([0.25, 0.9, 1.0])
    shares = st.tuples(low, high).filter(_has_bound)
    times = st.sampled_from([(None, _HOUR), (_HOUR, None), (_HOUR, _DAY)])
    return (shares | times).map(
        lambda bounds: Objective(name, at_least=bounds[0], at_most=bounds[1])
    )


def _has_bound(bounds: tuple[object, object]) -> bool:
    return bounds != (None, None)


@checked
@st.composite
def improvements(
    draw: st.DrawFn, *, model: ImprovementModel = IMPROVEMENT, max_values: int = 3
) -> Improvement:
    """Draw improvements of a rate, anywhere on their way from the idea to what was learned.

    Args:
        model: the tables to live by, with the verbs of the default model.
        max_values: how many values are measured at most.
    """
    most = as_whole(max_values, "max_values", least=1)
    at, before = utc(draw(instants(max_year=2030))), draw(_proportions(least=1))
    imp = model.open(
        "IMP-1",
        at=at,
        by="ines",
        summary="Fewer of them",
        kind=draw(st.sampled_from(Kind)),
        origin=draw(st.sampled_from(Origin)),
        benefit=draw(st.none() | st.sampled_from(Benefit.scale)),
        effort=draw(st.none() | st.sampled_from(Effort.scale)),
        baseline=before.figure("reopened", since=at - 30 * _DAY, until=at),
        target=draw(_targets(before)),
        test=draw(st.sampled_from(ExactTest)),
        nonconformity="Too many",
        root_cause="Nobody asks",
        action="Ask",
    )
    for verb in _WAY[: draw(st.integers(0, len(_WAY)))]:
        at += draw(st.sampled_from([timedelta(), _DAY, 100 * _DAY]))
        if verb == "measure":
            for _ in range(draw(st.integers(1, most))):
                at += 30 * _DAY
                after = draw(_proportions(least=1))
                period = {"since": at - 30 * _DAY, "until": at}
                imp = imp.measure(at=at, by="ines", figure=after.figure("reopened", **period))
        elif verb == "close":
            may_stay = imp.kind != Kind.CORRECTIVE_ACTION or imp.is_target_met
            outcomes = [*Outcome] if may_stay else [Outcome.ITERATED, Outcome.ABANDONED]
            outcome = draw(st.sampled_from(outcomes))
            imp = imp.close(at=at, by="omar", outcome=outcome, lessons=["Ask"])
        else:
            imp = imp.do(verb, at=at, by="omar")
        if imp.phase.is_open and draw(st.integers(0, 4)) == 4:
            reason = draw(st.sampled_from(HoldReason))
            imp = imp.hold(at=at, by="ines", reason=reason).resume(at=at + _HOUR, by="ines")
            at += _HOUR
    return imp


def _targets(before: Proportion) -> st.SearchStrategy[Objective]:
    """Draw objectives that a rate does not reach yet."""
    value = before.count / before.of
    better = [Objective("reopened", at_most=value / 2 - (value == 0))]
    better += [Objective("reopened", at_least=(1 + value) / 2)] if value < 1 else []
    return st.sampled_from(better)
