"""Lines of states, as timelines."""

from datetime import timedelta

from itsmcore import Timeline
from tests.instants import NINE as T0


def line(*states: object, **facts: object) -> Timeline:
    """Make a timeline that passes through states, an hour each."""
    return Timeline.from_rows(
        [(T0 + timedelta(hours=hour), {"state": s, **facts}) for hour, s in enumerate(states)]
    )
