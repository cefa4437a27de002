"""Steps of a log in XES, of the frame that a reader in another language makes of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from itsmcore.columnar import Steps
from itsmcore.columnar._coded import Coded
from itsmcore.columnar._columns import Ints
from itsmcore.columnar._steps import made_of, occurring
from itsmcore.errors import BadValue, Unlisted
from itsmcore.phase import Phase
from itsmcore.phrase import Phrase
from itsmcore.rows import collected
from itsmcore.shown import shown
from itsmcore.timeline import Flaw

_CASE, _TIME, _OF_CASE = "case:concept:name", "time:timestamp", "case:"


def steps_of(
    frame: Any,
    keys: Sequence[str],
    facts: Mapping[str, str],
    phases: Mapping[str, Phase] | None,
) -> Steps:
    """Read a frame column by column.

    Raises:
        Unlisted: a column that is needed is missing.
        BadValue: it is no frame; the steps of a trace are not in order, or one has no trace or no
            time.
    """
    names = _names(frame)
    for name in (_CASE, _TIME, *keys):
        if name not in names:
            raise Unlisted(kind=Phrase("presets.kind.column"), name=name, known=names)
    made = Steps(
        case=frame[_CASE],
        at=frame[_TIME],
        facts={_fact(name, facts): frame[name] for name in names if name != _TIME},
    )
    state = _joined([Coded.read(key, frame[key]).told() for key in keys])
    columns = {**made.facts, "state": state}
    if phases is not None:
        known = tuple(None if name is None else phases.get(name) for name in state.values)
        columns["phase"] = Coded(state.codes, known)
    flaws: dict[str, list[Flaw]] = {}
    for trace, flaw in _flawed(state, made.begins, phases):
        flaws.setdefault(made.cases[trace], []).append(flaw)
    listed = {case: tuple(several) for case, several in flaws.items()}
    return made_of(made.cases, made.begins, made.at, columns, listed)


def _names(frame: Any) -> tuple[str, ...]:
    """List the columns of a frame."""
    is_mapping = isinstance(collected(frame, "frame"), Mapping)
    listed = frame if is_mapping else getattr(frame, "columns", None)
    listed = getattr(frame, "column_names", listed)
    if listed is None:
        raise BadValue(field="frame", value=frame, expected=Phrase("presets.expected.frame"))
    return tuple(map(str, listed))


def _fact(name: str, facts: Mapping[str, str]) -> str:
    """Name the fact of a column."""
    if name.startswith(_OF_CASE):
        return f"case.{name.removeprefix(_OF_CASE)}"
    return facts.get(name, name)


def _joined(parts: Sequence[Coded]) -> Coded:
    """Join the texts of columns row by row; None where one has none."""
    state, *others = parts
    for part in others:
        width = len(part.values)
        both = state.codes.astype(np.int64) * width + part.codes
        pairs, codes = occurring(both, len(state.values) * width)
        several = [(state.values[pair // width], part.values[pair % width]) for pair in pairs]
        told = tuple(None if None in pair else "/".join(map(str, pair)) for pair in several)
        state = Coded(codes, told)
    texts = tuple(None if value is None else str(value) for value in state.values)
    return Coded(state.codes, texts)


def _flawed(
    state: Coded, begins: Ints, phases: Mapping[str, Phase] | None
) -> Iterator[tuple[int, Flaw]]:
    """Yield what is wrong with states, and in which trace: there an unknown one only once."""
    strange = [
        value is None or (phases is not None and value not in phases) for value in state.values
    ]
    seen = set[tuple[int, str]]()
    for row in np.flatnonzero(np.array(strange, bool)[state.codes]).tolist():
        name, trace = state.values[state.codes[row]], int(np.searchsorted(begins, row, "right")) - 1
        if name is None:
            yield trace, Flaw(row, "no_state", Phrase("presets.flaw.event_no_state"))
        elif (trace, name) not in seen:
            seen.add((trace, name))
            words = Phrase("presets.flaw.unknown_state", name=shown(name))
            yield trace, Flaw(row, "unknown_state", words)
