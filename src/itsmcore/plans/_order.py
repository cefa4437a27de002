"""Order: the tasks of a plan, each after those that it waits for."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Mapping


def followers(waits: Mapping[str, Collection[str]]) -> dict[str, list[str]]:
    """Return by name what waits for each, of what each waits for."""
    found: dict[str, list[str]] = {name: [] for name in waits}
    for name, before in waits.items():
        for one in before:
            if one in found:
                found[one].append(name)
    return found


def in_order(waits: Mapping[str, Collection[str]]) -> list[str]:
    """List the names, each after those it waits for; without those that wait for themselves.

    A name that is not among them is waited for by nobody.
    """
    later = followers(waits)
    left = {name: sum(one in waits for one in before) for name, before in waits.items()}
    ahead = deque(name for name, count in left.items() if not count)
    found: list[str] = []
    while ahead:
        found.append(name := ahead.popleft())
        for other in later[name]:
            left[other] -= 1
            if not left[other]:
                ahead.append(other)
    return found
