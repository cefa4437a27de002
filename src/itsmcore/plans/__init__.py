"""Plans: which tasks a record has, which of them wait for which, and how they end together."""

from itsmcore._faces import offer
from itsmcore.plans._plan import Plan
from itsmcore.plans._planned_task import PlannedTask
from itsmcore.plans._progress import Progress
from itsmcore.plans._roll_up import ended_as, roll_up
from itsmcore.plans._states import StepState

__all__ = ["Plan", "PlannedTask", "Progress", "StepState", "ended_as", "roll_up"]

offer(globals())
