"""What improvements are stored as."""

from __future__ import annotations

import json
import pickle
from typing import Any

import pytest
from hypothesis import given, settings

from itsmcore.documents import Documents, Unwritable
from itsmcore.figures import Figure
from itsmcore.improvements import IMPROVEMENT, Improvement, Measured, Register
from itsmcore.objectives import Objective
from itsmcore.testing import events, figures, improvements, objectives, records
from tests.improvements.cases import MAY, reviewed

DOCUMENTS = Documents(models=[IMPROVEMENT])


def kept(value: Any, kind: Any) -> Any:
    return DOCUMENTS.structure(json.loads(json.dumps(DOCUMENTS.unstructure(value))), kind)


def test_an_improvement_is_stored_and_loaded() -> None:
    """With its figures and its target, as JSON and as a pickle."""
    imp = reviewed(effort=IMPROVEMENT.efforts[0])
    for loaded in (kept(imp, Improvement), pickle.loads(pickle.dumps(imp))):
        assert imp == loaded
        assert (imp.verdict, imp.trend) == (loaded.verdict, loaded.trend)
    assert IMPROVEMENT == kept(IMPROVEMENT, type(IMPROVEMENT))


def test_what_is_computed_is_not_stored() -> None:
    """The improvements are, and say it again."""
    imp = reviewed()
    for value in (imp.verdict, imp.trend, Register([imp], at=MAY)):
        with pytest.raises(Unwritable, match="store the improvements"):
            DOCUMENTS.unstructure(value)


@settings(max_examples=25)
@given(improvements())
def test_improvements_are_drawn(imp: Improvement) -> None:
    """Anywhere on their way, with a legal history that is stored and loaded."""
    assert () == Improvement.audit(imp.history, model=IMPROVEMENT)
    assert imp == kept(imp, Improvement) == Improvement.replay(imp.history)


@settings(max_examples=5)
@given(records(IMPROVEMENT), events(Measured, model=IMPROVEMENT))
def test_so_are_records_and_events(imp: Improvement, event: Measured) -> None:
    """As of any model."""
    assert imp == kept(imp, Improvement)
    assert event == kept(event, Measured)


@settings(max_examples=25)
@given(figures(name="csat"), objectives(name="csat"))
def test_so_are_figures_and_objectives(figure: Figure, objective: Objective) -> None:
    """Of one name."""
    assert figure == kept(figure, Figure)
    assert objective == kept(objective, Objective)
    assert ("csat", "csat") == (figure.name, objective.name)
