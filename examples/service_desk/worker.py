"""The worker: it sleeps until something is due, wakes the records, and sends what waits."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from threading import Event

from .desks import TenantDesk
from .outbox import Send

SHORTEST = timedelta(seconds=1)
LONGEST = timedelta(seconds=30)
"""How long it sleeps at most, since others may make something due earlier than was known."""

log = logging.getLogger(__name__)


def work_once(desk: TenantDesk, send: Send, now: datetime) -> datetime | None:
    """Let happen what is due, send what waits, and return when something is due next."""
    desk.wake(now)
    while desk.queue.refresh(desk.store):
        pass
    while desk.deliver(send):
        pass
    return desk.store.next_instant()


def work(
    desks: Iterable[TenantDesk],
    send: Send,
    stop: Event,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> None:
    """Work until it is told to stop; what fails for one tenant keeps no other waiting."""
    several = tuple(desks)
    while not stop.is_set():
        now, first = clock(), None
        for desk in several:
            try:
                at = work_once(desk, send, now)
            except Exception:
                log.exception("%s has to wait", desk.tenant.name)
            else:
                first = min(filter(None, (first, at)), default=None)
        stop.wait(pause(now, first).total_seconds())


def pause(now: datetime, first: datetime | None) -> timedelta:
    """Return how long to sleep, if something is due next at an instant."""
    return LONGEST if first is None else min(max(first - now, SHORTEST), LONGEST)
