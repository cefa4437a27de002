"""A suite for your own model, to inherit."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from typing import Any, ClassVar

from hypothesis import given
from hypothesis import settings as Settings  # noqa: N812 (a class)
from hypothesis import strategies as st

from itsmcore.errors import Reason, Refused
from itsmcore.lifecycle import Model
from itsmcore.phrase import say
from itsmcore.testing._arguments import cast
from itsmcore.testing._lives import every_path
from itsmcore.testing._machine import machine_for, unexplained
from itsmcore.testing._records import records
from itsmcore.testing._refusals import Forbidden, refusals


class LifecycleTests:
    """Checks of a model: inherit this in a test module, name the model, and let pytest find it.

        class TestMine(LifecycleTests):
            model = MINE

    Attributes:
        model: the model to check.
        settings: hypothesis' settings; by default those of the profile in force, without the phase
            `explain`.
        unused: rules that may stay unused, as pairs of a verb and a state.
    """

    model: ClassVar[Model]
    settings: ClassVar[Settings | None] = None
    unused: ClassVar[frozenset[tuple[str, str]]] = frozenset()

    def test_every_state_is_reached(self) -> None:
        """Some legal history leads to each state of the main table."""
        reached = {path.record.state for path in every_path(self.model) if path.record is not None}
        missed = {state.name for state in self.model.states} - reached
        assert not missed, say("testing.suite.history_leads", missed=", ".join(sorted(missed)))

    def test_every_rule_is_used(self) -> None:
        """Some legal history goes along each rule; where none does, its guards say why."""
        unused = [
            p
            for p in every_path(self.model)
            if p.record is None and (p.verb, p.source) not in self.unused
        ]
        assert not unused, "\n".join(map(str, unused))

    def test_every_history_replays(self) -> None:
        """A record is the fold of its events, and an audit by its own model finds nothing."""

        def check(record: Any) -> None:
            kind = type(record)
            assert record == kind.replay(record.history, model=self.model)
            found = kind.audit(record.history, model=self.model, written_with=self.model)
            assert not found, found

        self._for_all(check, records(self.model))

    def test_every_record_pickles(self) -> None:
        """With its model: what workers and caches do."""

        def check(record: Any) -> None:
            assert record == pickle.loads(pickle.dumps(record))

        self._for_all(check, records(self.model, max_events=4))

    def test_events_set_what_they_declare(self) -> None:
        """What `changes` returns is among the event's own names and its `sets`."""

        def check(record: Any) -> None:
            kind = type(record)
            for version, event in enumerate(record.history[1:], 1):
                before = kind.replay(record.history[:version], model=self.model)
                declared = {*event.sets, *(field.name for field in event.__attrs_attrs__)}
                assert set(event.changes(before)) <= declared, say(
                    "testing.suite.needs_more_sets", verb=event.verb
                )

        for path in every_path(self.model):
            if path.record is not None:
                check(path.record)
        self._for_all(check, records(self.model))

    def test_the_choices_tell_the_truth(self) -> None:
        """A verb that `choices` forbids is refused, whatever its arguments."""

        def check(record: Any, by: Any) -> None:
            at = record.history[-1].at
            for choice in record.choices(at=at, by=by):
                assert choice.is_allowed == (not record.why_not(choice.verb, at=at, by=by))

        self._for_all(check, records(self.model), st.sampled_from(cast(self.model)))

    def test_what_is_forbidden_is_refused(self) -> None:
        """In each state, to each actor, with the reasons; `forbidden` is told of it."""
        for one in refusals(self.model):
            assert one.reasons == _reasons(one), say("testing.suite.refused", one=one)
            self.forbidden(one)

    def forbidden(self, forbidden: Forbidden) -> None:
        """Follow what the model refuses; override it to ask your service the same."""

    def test_whatever_is_tried_keeps_the_laws(self) -> None:
        """Random verbs, actors, data and times reach no illegal state."""
        machine_for(self.model).check(settings=self._settings())

    def _for_all(self, check: Callable[..., None], *strategies: st.SearchStrategy[Any]) -> None:
        self._settings()(given(*strategies)(check))()

    def _settings(self) -> Settings:
        return unexplained(self.settings, deadline=None)


def _reasons(one: Forbidden) -> tuple[Reason, ...]:
    try:
        one.record.apply(one.event)
    except Refused as refusal:
        return refusal.reasons
    return ()
