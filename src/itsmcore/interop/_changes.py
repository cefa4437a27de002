"""Changes: who approves them, how that was voted on, and the steps of their procedures."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from itsmcore.approval import ApprovalPolicy, Authority, Ballot, Percent, Quorum
from itsmcore.changes import ProcedureStep
from itsmcore.interop._shape import Shape
from itsmcore.interop._values import Values


def add_changes(values: Values, shape_of: Callable[[Any], Shape]) -> None:
    """Enter what the events and the facts of changes hold into the table."""
    values.derive("percent", Percent, shape_of)
    values.derive("quorum", Quorum, shape_of)
    values.derive("authority", Authority, shape_of)
    values.derive("approval_policy", ApprovalPolicy, shape_of)
    values.derive("ballot", Ballot, shape_of)
    values.derive("procedure_step", ProcedureStep, shape_of)
