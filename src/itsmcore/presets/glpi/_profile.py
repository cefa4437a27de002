"""What a profile of GLPI permits: every move but those that its matrix forbids."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from itsmcore.errors import BadValue
from itsmcore.fields import as_mapping, is_in
from itsmcore.lifecycle import Lifecycle
from itsmcore.phrase import Phrase
from itsmcore.presets._reading import text_of
from itsmcore.presets._tables import by_target, table
from itsmcore.presets.glpi._tables import ITEMTYPES

_EXPECTED = Phrase("presets.expected.profile")


def permitted(matrix: Mapping[str, Any] | str, *, of: str = "Ticket") -> Lifecycle:
    """Build the lifecycle that GLPI enforces for a profile.

    GLPI allows every move unless the matrix of the profile says no, also out of closed. Nothing is
    read into a missing line. What the profile can never reach or leave, `faults` lists.

    Args:
        matrix: the profile's `ticket_status`, `problem_status` or `change_status`, as the table
            `glpi_profiles` stores it or as `json.loads` makes of that: numbers of statuses, each
            with those that it leads to, and 0 where that is forbidden.
        of: the type, `"Ticket"`, `"Problem"` or `"Change"`.

    Raises:
        BadValue: it is no such matrix, or there is no such type.

    >>> strict = permitted('{"6": {"1": 0, "2": 0, "3": 0, "4": 0, "5": 0, "10": 0}}')
    >>> ("solved", "assigned") in strict.edges, ("closed", "assigned") in strict.edges
    (True, False)
    """
    if not is_in(of, ITEMTYPES):
        raise BadValue(
            field="of",
            value=of,
            expected=Phrase("presets.expected.one_of", names=", ".join(ITEMTYPES)),
        )
    states = ITEMTYPES[of].states
    denied = {*_denied(_read(matrix))}
    leads = {
        source.name: [
            to.name for to in states if to != source and (source.code, to.code) not in denied
        ]
        for source in states
    }
    names = [state.name for state in states]
    return table(f"glpi.{of.lower()}", states, by_target(leads), reopens=names)


def _read(matrix: Any) -> Mapping[str, Any]:
    if not isinstance(matrix, str):
        return as_mapping(matrix, "matrix", _EXPECTED)
    try:
        return as_mapping(json.loads(matrix), "matrix", _EXPECTED)
    except ValueError:
        raise BadValue(field="matrix", value=matrix, expected=_EXPECTED) from None


def _denied(matrix: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the pairs of codes that are forbidden."""
    for source, leads in matrix.items():
        for target, may in as_mapping(
            leads, Phrase("presets.profile.line", source=source), _EXPECTED
        ).items():
            if text_of(may) in ("0", "False"):
                yield text_of(source), text_of(target)
