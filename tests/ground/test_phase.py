"""Phases: what a state means."""

import pickle

from itsmcore.phase import Phase


def test_phases_are_open_or_over_or_between() -> None:
    """Work is owed in three phases, two are final, and resolved is neither."""
    assert [Phase.NEW, Phase.ACTIVE, Phase.PENDING] == [p for p in Phase if p.is_open]
    assert [Phase.CLOSED, Phase.CANCELLED] == [p for p in Phase if p.is_final]


def test_a_phase_is_not_its_name() -> None:
    """A phase is never mistaken for a state of that name."""
    assert all(phase != phase.value for phase in Phase)
    assert all(phase is eval(repr(phase)) for phase in Phase)
    assert all(phase is pickle.loads(pickle.dumps(phase)) for phase in Phase)
