"""Objectives: what figures are to come to."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from itsmcore.errors import BadValue, Incomparable
from itsmcore.figures import Figure, Figures
from itsmcore.objectives import Attainments, Objective, judge
from tests.instants import HOUR

ERP = Figure("availability", 0.99, 2, "share", by={"service": "erp"})
MTRS = Figure("MTRS", 3 * HOUR, 2, "time")
NONE = Figure("availability", None, 0, "share")


@pytest.mark.parametrize(
    ("objective", "figure", "is_met"),
    [
        (Objective("availability", at_least=0.99), ERP, True),
        (Objective("availability", at_least=0.995), ERP, False),
        (Objective("availability", at_most=0.98), ERP, False),
        (Objective("availability", at_least=0.9, at_most=1), ERP, True),
        (Objective("MTRS", at_most=4 * HOUR), MTRS, True),
        (Objective("MTRS", at_most=2 * HOUR), MTRS, False),
        (Objective("availability", at_least=0.9), NONE, None),
    ],
)
def test_an_objective_judges_a_figure(
    objective: Objective, figure: Figure, is_met: bool | None
) -> None:
    """By its bounds, which it may just reach."""
    assert objective.judges(figure)
    assert is_met is objective.is_met(figure)


@pytest.mark.parametrize(
    ("bounds", "value", "words"),
    [
        ({"at_least": 0.995}, 0.99499999, "99.4999 % (n=1): missed"),
        ({"at_least": 0.995}, 0.994623, "99.4623 % (n=1): missed"),
        ({"at_most": 0.05}, 0.05000001, "5.0001 % (n=1): missed"),
        ({"at_least": 0.01, "at_most": 0.05}, 0.05000001, "5.0001 % (n=1): missed"),
        ({"at_least": 0.01, "at_most": 0.05}, 0.00999999, "0.9999 % (n=1): missed"),
        ({"at_least": 0.995}, 0.995, "99.5 % (n=1): met"),
    ],
)
def test_a_share_that_misses_its_bound_does_not_read_as_if_it_met_it(
    bounds: Any, value: float, words: str
) -> None:
    """It is rounded away from the bound."""
    found = judge([Objective("x", **bounds)], [Figure("x", value, 1, "share")])
    assert str(found.every[0]).endswith(f"x: {words}")
    assert words.split(" (")[0] in str(found)


def test_a_figure_is_judged_by_what_it_is_of() -> None:
    """Each objective judges all that it is about, and stays open where there is nothing."""
    erp = Objective("availability", at_least=0.995, by={"service": "erp"})
    mail = Objective("availability", at_least=0.9, by={"service": "mail"})
    found = judge([erp, mail, Objective("availability", at_least=0.9)], [ERP, MTRS, NONE])
    assert [(ERP, False), (None, None), (ERP, True), (NONE, None)] == [
        (of.figure, of.is_met) for of in found
    ]
    assert 4 == len(found)
    assert False is found.is_met
    assert None is judge([mail], [ERP]).is_met
    assert True is judge([], [ERP]).is_met
    assert (
        "objective                                  attained  verdict\n"
        "availability, service erp: at least 0.995  99 %      missed\n"
        "availability, service mail: at least 0.9   none      open\n"
    ) == "".join(f"{line}\n" for line in str(Attainments(found.every[:2])).splitlines())
    assert (0.995, False, "erp") == tuple(
        found.rows[0][name] for name in ("at_least", "is_met", "service")
    )
    assert {"figure": "availability", "at_least": 0.9, "at_most": None, "is_met": None} == (
        found.rows[1]
    )
    assert "availability: at least 0.9; availability: none (n=0): open" == str(found.every[3])
    assert "no figure: open" in str(found.every[1])


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: Objective("availability"), "at_least cannot be None; give a number or a time"),
        (lambda: Objective("", at_least=1), "name cannot be ''"),
        (lambda: Objective("x", at_least=float("inf")), "a bound cannot be inf"),
        (lambda: Objective("x", at_least=Decimal("NaN")), "a bound cannot be Decimal"),
        (lambda: Objective("x", at_most=Fraction(10**400)), "a bound cannot be"),
        (lambda: Objective("x", at_least=2, at_most=1), "at_most cannot be 1; give no less than"),
        (lambda: Objective("x", at_least="much"), "at_least cannot be 'much'"),  # type: ignore[arg-type]
        (lambda: judge([5], []), "objectives cannot be"),  # type: ignore[list-item]
        (lambda: judge([], [5]), "figures cannot be"),  # type: ignore[list-item]
    ],
)
def test_what_is_no_objective_is_refused(make: Any, words: str) -> None:
    """With what to give."""
    with pytest.raises(BadValue, match=words):
        make()


@pytest.mark.parametrize("bound", [0.995, Decimal("0.995"), Fraction(199, 200)])
def test_a_bound_may_be_exact(bound: Any) -> None:
    """What was agreed as 99.5 % is met by 99.5 %, in whatever number it was written down."""
    of = Objective("availability", at_least=bound)
    assert Objective("availability", at_least=0.995) == of
    assert True is of.is_met(Figure("availability", 0.995, 2, "share"))
    assert False is of.is_met(Figure("availability", 0.99499, 2, "share"))


def test_a_time_and_a_number_have_no_order() -> None:
    """Neither as bounds, nor as a bound and a value."""
    with pytest.raises(Incomparable):
        Objective("x", at_least=1, at_most=HOUR)
    with pytest.raises(Incomparable, match="a bound is"):
        judge([Objective("MTRS", at_most=4)], Figures([MTRS]).figures)


def test_an_objective_says_what_it_asks() -> None:
    """As the call that makes it, and in words."""
    objective = Objective("MTRS", at_least=HOUR, at_most=4 * HOUR, by={"service": "erp"})
    assert "MTRS, service erp: at least 1:00:00 and at most 4:00:00" == str(objective)
    assert "Objective('availability', at_least=0.99)" == repr(
        Objective("availability", at_least=0.99)
    )
