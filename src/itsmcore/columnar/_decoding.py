"""Decoding: what the texts of an export mean to a model, and what has not been decoded."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

import attrs

from itsmcore.columnar._coded import Coded
from itsmcore.conditions import Condition
from itsmcore.errors import BadValue
from itsmcore.level import Level
from itsmcore.lifecycle import Model
from itsmcore.nearest import hint
from itsmcore.phase import Phase
from itsmcore.phrase import Phrase
from itsmcore.service_levels._meant import Meant, meant_by
from itsmcore.shown import shown

_HOW = Phrase("columnar.expected.map_texts")


def decoded(columns: Mapping[str, Coded], model: Model) -> dict[str, Coded]:
    """Read the texts of columns as the states, phases and levels that a model knows.

    A state may be given by its name, code or label, a phase by its name, and a level by its code or
    label. If there is a column of states but none of phases, the states supply those too.

    Raises:
        BadValue: a text is none of them.
    """
    found = dict(columns)
    for name, meanings in _meanings(model).items():
        if name in found:
            found[name] = _each(found[name], partial(_read, name, meanings))
    if "state" in found and "phase" not in found:
        found["phase"] = _each(found["state"], model.lifecycle.phases.get)
    return found


def _meanings(model: Model) -> dict[str, dict[str, Any]]:
    """List, by fact, what each of its texts stands for."""
    rules: Any = getattr(model, "prioritiser", None)
    scales = {**model.legal, "priority": () if rules is None else rules.priorities}
    levels = {
        name: {text.casefold(): level for level in scale for text in (level.label, level.code)}
        for name, scale in scales.items()
        if scale and all(isinstance(level, Level) for level in scale)
    }
    states = {
        str(text).casefold(): state.name
        for state in model.states
        for text in (state.label, state.code, state.name)
        if text is not None
    }
    return {**levels, "state": states, "phase": {phase.value: phase for phase in Phase}}


def _each(column: Coded, read: Callable[[Any], Any]) -> Coded:
    return attrs.evolve(column, values=tuple(map(read, column.values)))


def _read(name: str, meanings: Mapping[str, Any], value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return meanings[value.strip().casefold()]
    except KeyError:
        expected = Phrase("columnar.expected.known", hint=hint(value, meanings))
        raise BadValue(
            field=Phrase("columnar.the_column", name=name), value=value, expected=expected
        ) from None


def check_decoded(conditions: Iterable[Condition], columns: Mapping[str, Coded]) -> None:
    """Refuse columns of texts that conditions compare with phases or levels.

    No text equals one, so nothing would ever start, stop or have a target, and nobody would notice.

    Raises:
        BadValue: a column holds no phase or level, or a text that reads like one.
    """
    for condition in conditions:
        for meant in meant_by([condition]):
            column = columns.get(meant.fact)
            if column is not None:
                _check(meant, [value for value in column.values if value is not None])


def _check(meant: Meant, held: list[Any]) -> None:
    strange = [value for value in held if meant.is_strange(value)]
    wrong = strange if len(strange) == len(held) else [*filter(meant.is_spelled, strange)]
    if wrong:
        expected = Phrase("columnar.expected.asked", asked=shown(meant.known[0]), how=_HOW)
        raise BadValue(
            field=Phrase("columnar.the_column", name=meant.fact), value=wrong[0], expected=expected
        )
