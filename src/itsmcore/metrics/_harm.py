"""Harm: which changes are known to have caused incidents, from either side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

import attrs

from itsmcore.lifecycle import LinkKind
from itsmcore.lifecycle.events import Unlinked
from itsmcore.metrics._cases import Steps, several, told
from itsmcore.service_levels._doubles import linked
from itsmcore.timeline import Step


@attrs.frozen
class Said:
    """What a timeline says about its ties by one kind of link.

    Attributes:
        known: the numbers that it names in the end.
        last: for each number, when it was last mentioned, and whether it was tied then.
    """

    known: frozenset[str]
    last: Mapping[str, tuple[datetime, bool]]

    @classmethod
    def of(cls, steps: Steps, kind: LinkKind, fact: str) -> Said:
        """Read the links, and the fact that names them too."""
        final = steps[-1]
        known = frozenset((*linked(final, kind), *map(str, several(told(final, fact)))))
        last = dict.fromkeys(known, (steps[0].at, True))
        for step in steps:
            last.update((id, (step.at, is_tied)) for id, is_tied in _statements(step, kind))
        return cls(known, last)

    def stands(self, id: str, own: str, other: Said | None) -> bool:
        """Return whether the other side has not let go since this one last named it."""
        at, is_tied = self.last[id]
        then, is_kept = (at, True) if other is None else other.last.get(own, (at, True))
        return is_tied and (is_kept or then < at)


def harmful(changes: Mapping[str, Steps], incidents: Mapping[str, Steps]) -> frozenset[str]:
    """Return the changes that caused an incident.

    A change says so in its review and its links, an incident in its links. As on a desk, what
    either of the two has since replaced no longer counts.
    """
    ours = {id: Said.of(of, LinkKind.CAUSES, "caused_incidents") for id, of in changes.items()}
    theirs = {id: Said.of(of, LinkKind.CAUSED_BY, "caused_by") for id, of in incidents.items()}
    by_changes = (
        change
        for change, said in ours.items()
        if any(said.stands(id, change, theirs.get(id)) for id in said.known)
    )
    by_incidents = (
        change
        for incident, said in theirs.items()
        for change in said.known
        if said.stands(change, incident, ours.get(change))
    )
    return frozenset((*by_changes, *by_incidents))


def _statements(step: Step, kind: LinkKind) -> Iterator[tuple[str, bool]]:
    """Yield what the event of a step unties by a kind of link, and then what it ties."""
    is_undone = step.verb == Unlinked.verb
    if told(step, "event.kind") == kind:
        for name, is_tied in (("event.instead_of", False), ("event.target", not is_undone)):
            id = told(step, name)
            if id is not None:
                yield str(id), is_tied
    if kind is LinkKind.CAUSES:
        yield from ((str(id), True) for id in several(told(step, "event.incidents")))
