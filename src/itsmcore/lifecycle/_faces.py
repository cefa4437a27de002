"""Faces: what states look like in the picture of a workflow."""

from __future__ import annotations

from itsmcore.layered import NAME, Face
from itsmcore.lifecycle._table import State
from itsmcore.palette import BLUE, GREEN, GREY, RED, VIOLET, YELLOW
from itsmcore.phase import Phase
from itsmcore.phrase import label, say
from itsmcore.picture import wrapped

COLOURS = {
    Phase.NEW: BLUE,
    Phase.ACTIVE: GREEN,
    Phase.PENDING: YELLOW,
    Phase.RESOLVED: VIOLET,
    Phase.CLOSED: GREY,
    Phase.CANCELLED: RED,
}
_BOX = 116


def face_of(state: State, *, is_here: bool = False, note: str = "") -> Face:
    """Return the face of a state, which says its phase unless its name does, and a note."""
    phase = label("values", state.phase.value)
    phase = "" if str(state).lower() == phase else phase
    return Face(
        wrapped(state, _BOX, size=NAME, most=4),
        " · ".join(
            words for words in (phase, say("lifecycle.faces.now") if is_here else "", note) if words
        ),
        COLOURS[state.phase],
        is_end=state.phase.is_final,
        is_here=is_here,
    )
