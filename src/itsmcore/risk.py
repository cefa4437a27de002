"""Risk: how much harm a change may do, and how likely that is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from itsmcore._faces import offer
from itsmcore.conditions import field
from itsmcore.decisions import Decision
from itsmcore.errors import Fault, FaultyDefinition
from itsmcore.fields import as_items, as_several
from itsmcore.level import Impact, Level
from itsmcore.phrase import Phrase

__all__ = ["Likelihood", "Risk", "risk_matrix"]


class Risk(Level):
    """How much harm a change may do; ServiceNow's four levels, ranked from 1, the mildest."""

    __slots__ = ()

    VERY_HIGH: ClassVar[Risk]
    HIGH: ClassVar[Risk]
    MODERATE: ClassVar[Risk]
    LOW: ClassVar[Risk]
    scale: ClassVar[tuple[Risk, ...]]


class Likelihood(Level):
    """How likely it is that a change goes wrong."""

    __slots__ = ()

    HIGH: ClassVar[Likelihood]
    MEDIUM: ClassVar[Likelihood]
    LOW: ClassVar[Likelihood]
    scale: ClassVar[tuple[Likelihood, ...]]


Risk.scale = (
    Risk("very_high", "Very High", 4),
    Risk("high", "High", 3),
    Risk("moderate", "Moderate", 2),
    Risk("low", "Low", 1),
)
Risk.VERY_HIGH, Risk.HIGH, Risk.MODERATE, Risk.LOW = Risk.scale
Likelihood.scale = (
    Likelihood("high", "High", 3),
    Likelihood("medium", "Medium", 2),
    Likelihood("low", "Low", 1),
)
Likelihood.HIGH, Likelihood.MEDIUM, Likelihood.LOW = Likelihood.scale


def risk_matrix(
    rows: Iterable[Iterable[Level]] | None = None,
    *,
    impacts: Iterable[Level] = Impact.scale,
    likelihoods: Iterable[Level] = Likelihood.scale,
) -> Decision[Level]:
    """Make a decision of risk by impact and likelihood.

    Args:
        rows: a risk for each likelihood, for each impact; by default from very high to low.
        impacts: the levels of the fact `impact`, one for each row.
        likelihoods: the levels of the fact `likelihood`, one for each column.

    Raises:
        FaultyDefinition: the rows are not as many as the levels.

    >>> risk_matrix().decide({"impact": Impact.HIGH, "likelihood": Likelihood.MEDIUM})
    Risk.HIGH
    """
    very_high, high, moderate, low = Risk.scale
    table = ((very_high, high, moderate), (high, moderate, low), (moderate, low, low))
    lines = table if rows is None else as_items(rows, "rows", Phrase("risk.row_risks_each"))
    given = [as_several(Level, row, Phrase("risk.row"), Phrase("risk.row_levels")) for row in lines]
    sides = as_several(Level, impacts, "impacts")
    tops = as_several(Level, likelihoods, "likelihoods")
    if len(given) != len(sides) or any(len(row) != len(tops) for row in given):
        words = Phrase("risk.risks_each_each", impacts=len(sides), urgencies=len(tops))
        raise FaultyDefinition(
            Phrase("risk.risk_matrix"), [Fault("not_total", Phrase("risk.subject.rows"), words)]
        )
    return Decision(
        (
            (field("impact").is_(impact) & field("likelihood").is_(likelihood), risk)
            for impact, row in zip(sides, given, strict=True)
            for likelihood, risk in zip(tops, row, strict=True)
        ),
        name="the risk matrix",
    )


offer(globals())
