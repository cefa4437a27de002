"""States as exports write them: by name, code or label, as the table has them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeAlias

import attrs

from itsmcore.errors import BadValue
from itsmcore.fields import as_mapping
from itsmcore.lifecycle import Lifecycle, Model, State
from itsmcore.phrase import Phrase
from itsmcore.presets._reading import text_of

HasStates: TypeAlias = Model | Lifecycle
"""What tells of its states."""
Place: TypeAlias = Callable[[str, Mapping[str, Any]], str]
"""The name of the state that a record is in, by what its field says and by its other facts."""


def as_it_says(state: str, _: Mapping[str, Any]) -> str:
    """Return the state that the field says."""
    return state


@attrs.frozen
class StateWords:
    """What each word for a state stands for: a state, and perhaps what it tells besides.

    That is a reason to wait, or how something ended.
    """

    known: Mapping[str, tuple[State, str | None]]
    states: tuple[State, ...]

    @classmethod
    def of(
        cls,
        model: HasStates,
        words: Mapping[str, str | tuple[str, str | None]] | None = None,
    ) -> StateWords:
        """Read the words of a table, and further ones, such as those of another language.

        Raises:
            BadValue: it has no states, or a word stands for none of them.
        """
        if not isinstance(getattr(model, "states", None), tuple):
            expected = Phrase("presets.expected.model_or_lifecycle")
            raise BadValue(field="model", value=model, expected=expected)
        known = {word: (one, None) for one in model.states for word in _words(one)}
        return cls(known, model.states).also(words)

    def also(self, words: Mapping[str, str | tuple[str, str | None]] | None) -> StateWords:
        """Return these words and further ones.

        Raises:
            BadValue: a word stands for no state.
        """
        if words is None:
            return self
        known = dict(self.known)
        for word, told in as_mapping(words, "states", Phrase("presets.expected.labels")).items():
            is_pair = isinstance(told, tuple | list) and len(told) == 2
            name, reason = told if is_pair else (told, None)
            if not isinstance(name, str) or name not in self.known:
                expected = Phrase(
                    "presets.expected.state", names=", ".join(one.name for one in self.states)
                )
                raise BadValue(field="states", value=name, expected=expected)
            known[text_of(word)] = self.known[name][0], reason
        return attrs.evolve(self, known=known)

    def read(self, raw: object) -> tuple[str, State | None, str | None]:
        """Return the name of a state, the state if it is known, and what else it tells."""
        text = text_of(raw)
        state, reason = self.known.get(text, (None, None))
        return (text if state is None else state.name), state, reason

    @property
    def names(self) -> frozenset[str]:
        """The names of the states."""
        return frozenset(state.name for state in self.states)


def _words(state: State) -> Iterable[str]:
    return filter(None, (state.name, state.code, state.label))
