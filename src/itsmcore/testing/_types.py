"""What `st.from_type` draws for the library's types; hypothesis calls this when it is imported."""

from __future__ import annotations

from hypothesis import strategies as st


def register() -> None:
    """Register the strategies of this package for the types they draw."""
    from itsmcore.conditions import Condition  # noqa: PLC0415 (nothing loads before hypothesis asks)
    from itsmcore.decisions import Decision  # noqa: PLC0415
    from itsmcore.incidents import INCIDENT, Incident  # noqa: PLC0415
    from itsmcore.lifecycle import Actor, Lifecycle  # noqa: PLC0415
    from itsmcore.priority import PriorityMatrix  # noqa: PLC0415
    from itsmcore.schedule import Schedule  # noqa: PLC0415
    from itsmcore.testing import _conditions, _histories, _schedules, _tables, _values  # noqa: PLC0415
    from itsmcore.timeline import Timeline  # noqa: PLC0415

    st.register_type_strategy(Actor, _values.actors())
    st.register_type_strategy(PriorityMatrix, _values.matrices())
    st.register_type_strategy(Condition, _conditions.conditions())
    st.register_type_strategy(Decision, _conditions.decisions())
    st.register_type_strategy(Lifecycle, _tables.lifecycles())
    st.register_type_strategy(Schedule, _schedules.schedules())
    st.register_type_strategy(Timeline, _histories.timelines())
    st.register_type_strategy(Incident, _histories.records(INCIDENT))
    for event in INCIDENT.events:
        st.register_type_strategy(event, _histories.events(event))

    from itsmcore.problems import FiveWhys, Ishikawa  # noqa: PLC0415
    from itsmcore.testing import _techniques  # noqa: PLC0415

    st.register_type_strategy(FiveWhys, _techniques.five_whys())
    st.register_type_strategy(Ishikawa, _techniques.fishbones())
