"""The models and the users of a desk's machine, with what is worked out of them once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from hypothesis import strategies as st

from itsmcore.desk import Desk
from itsmcore.lifecycle import Actor, Event, Model
from itsmcore.testing._arguments import Arguments, Fields, cast
from itsmcore.testing._meetings import is_heard_of
from itsmcore.testing._samples import samples
from itsmcore.testing._walking import Map, Supply

UNREAD, UNHEARD = ", who reads nothing", ", who hears no answer"
_HOW = ("", " ", "  ", UNREAD, UNHEARD)
"""How a user acts: mostly as one should."""


class Company:
    """Who acts on a desk, and on records of which models.

    Attributes:
        models: the models of the records that are opened; by default those of the practices.
        actors: the users; by default two, who have every role.
        turns: each user, with how they may act.
    """

    def __init__(
        self,
        start: Desk,
        models: Sequence[Model],
        actors: Sequence[Actor],
        strategies: Mapping[type[Event], Arguments],
    ) -> None:
        kinds: list[Any] = [practice.record for practice in start.practices]
        self.models = tuple(models) or tuple(kind.model for kind in kinds)
        roles = {role for model in self.models for role in cast(model)[0].roles}
        self.actors = tuple(actors) or (Actor("ada", roles), Actor("bob", roles))
        self.turns = {f"{by.name}{how}": (by, how) for how in _HOW for by in self.actors}
        self._strategies = strategies
        self._ways: dict[int, Map] = {}
        self._supplies: dict[int, Supply] = {}
        self._heard: dict[tuple[int, str, int], bool] = {}

    def ways(self, model: Model) -> Map:
        """Return the map of a model."""
        if id(model) not in self._ways:
            self._ways[id(model)] = Map(model)
        return self._ways[id(model)]

    def supply(self, model: Model) -> Supply:
        """Return the supply of a model: a desk asks for no more than a few plain arguments."""
        if id(model) not in self._supplies:
            supply = Supply(model, self._strategies)
            for event in {*model.events} - self._strategies.keys():
                supply._known[event] = _plain(event, model)
            self._supplies[id(model)] = supply
        return self._supplies[id(model)]

    def is_heard_of(self, desk: Desk, link: tuple[str, str, str]) -> bool:
        """Return whether what happens to one of two records would be told to the other."""
        one, kind, other = link
        known = id(desk[one].model), kind, id(desk[other].model)
        if known not in self._heard:
            self._heard[known] = is_heard_of(desk, link)
        return self._heard[known]


def _plain(event: type[Event], model: Model) -> tuple[Arguments, Fields]:
    """Return a few plain arguments of an event, and the values of each."""
    several = sorted(samples(event, model), key=lambda some: (len(some), repr(some)))
    values: dict[str, list[Any]] = {}
    for name, value in (pair for some in several for pair in some.items()):
        held = values.setdefault(name, [])
        held += [value] * (value not in held)
    each = {name: st.sampled_from(some) for name, some in values.items()}
    return st.sampled_from(several).map(dict), each
