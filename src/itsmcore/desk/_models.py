"""The models that records of a journal are opened by, unless others are named."""

from __future__ import annotations

from itsmcore.changes import NORMAL_CHANGE
from itsmcore.incidents import INCIDENT
from itsmcore.lifecycle import Model
from itsmcore.problems import PROBLEM
from itsmcore.tasks import TASK


def default_models() -> tuple[Model, ...]:
    """Give the default model of each practice."""
    return INCIDENT, PROBLEM, NORMAL_CHANGE, TASK
