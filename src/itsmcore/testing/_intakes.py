"""Strategies for signals, and for the rules by which they are taken in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from hypothesis import strategies as st

from itsmcore.checked import checked
from itsmcore.errors import BadValue
from itsmcore.intake import Contact, Flapping, FlappingShare, Intake, Severity, Signal
from itsmcore.schedule import Schedule
from itsmcore.testing._schedules import schedules as any_schedules
from itsmcore.testing._values import instants, texts

_MOST = 24 * 60
_said = texts().filter(str.strip)


@checked
def signals(
    *,
    at: st.SearchStrategy[datetime] | None = None,
    nodes: Iterable[str] = ("db-1", "web-1", "web-2"),
) -> st.SearchStrategy[Signal]:
    """Draw signals of a few things.

    Args:
        at: the instants at which they were so; by default any.
        nodes: the nodes that they are about.

    Raises:
        BadValue: there is no node.

    >>> from hypothesis import find
    >>> find(signals(), lambda drawn: drawn.severity.is_clear).node
    'db-1'
    """
    known = tuple(nodes)
    if not known:
        raise BadValue(field="nodes", value=known, expected="at least one")
    return st.builds(
        Signal,
        source=st.sampled_from(["zabbix", "nagios"]),
        node=st.sampled_from(known),
        type=st.sampled_from(["disk", "ping"]),
        severity=st.sampled_from(Severity.scale),
        at=instants() if at is None else at,
        resource=st.sampled_from([None, "/var"]),
        words=texts(),
    )


@checked
def intakes(*, schedules: st.SearchStrategy[Schedule] | None = None) -> st.SearchStrategy[Intake]:
    """Draw rules with and without flapping and maintenance.

    Args:
        schedules: the maintenance; by default any schedule.

    >>> from hypothesis import find
    >>> find(intakes(), lambda drawn: drawn.flapping is None).maintenance is None
    True
    """
    times = st.integers(0, _MOST).map(lambda minutes: timedelta(minutes=minutes))
    interval = st.builds(Flapping, changes=st.integers(2, 5), within=times, quiet=times)
    share = st.builds(FlappingShare, checks=st.integers(3, 21))
    return st.builds(
        Intake,
        opens_from=st.sampled_from(Severity.scale[:-1]),
        reopen_within=times,
        flapping=st.none() | interval | share,
        maintenance=st.none() | (any_schedules() if schedules is None else schedules),
    )


@checked
def contacts(*, at: st.SearchStrategy[datetime] | None = None) -> st.SearchStrategy[Contact]:
    """Draw what a few people tell.

    Args:
        at: when the desk learns of it; by default any instant.

    >>> from hypothesis import find
    >>> find(contacts(), lambda drawn: drawn.channel == "phone").caller
    'ada'
    """
    names = st.sampled_from(["ada", "grace", "kim"])
    items = st.lists(st.sampled_from(["mx-1", "pc-7"]), max_size=2, unique=True)
    return st.builds(
        Contact,
        at=instants() if at is None else at,
        by=names,
        summary=st.sampled_from(["Mail is down", "mail DOWN", "No network"]) | _said,
        caller=names,
        channel=st.sampled_from([None, "phone", "portal"]),
        service=st.sampled_from([None, "mail"]),
        configuration_items=items,
    )
