"""Snapshots: the facts of a record at one of its versions, for lists that read no histories."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import attrs

from itsmcore.conditions import is_set
from itsmcore.errors import Unlisted
from itsmcore.fields import as_a, as_text, as_texts, as_whole
from itsmcore.figures import Table, as_table_formats, as_table_text
from itsmcore.frozen import EMPTY, FrozenDict, evidence
from itsmcore.instant import maybe_utc
from itsmcore.lifecycle._actor import Actor
from itsmcore.lifecycle._facts import RecordFacts, plainly
from itsmcore.lifecycle._model import Model, as_model
from itsmcore.lifecycle._seen import seen_by, words_of
from itsmcore.lifecycle._sides import Side
from itsmcore.output import as_format, as_html, as_pretty
from itsmcore.phrase import Phrase, label, say


def _practice(value: str) -> str:
    return as_text(value, "practice")


def _id(value: str) -> str:
    return as_text(value, "id")


def _model(value: str) -> str:
    return as_text(value, "model")


def _model_version(value: str) -> str:
    return as_text(value, "model_version")


def _version(value: int) -> int:
    return as_whole(value, "version", least=1)


def _side(value: Side) -> Side:
    return as_a(Side, value, "side")


def _facts(facts: Mapping[str, Any] | None) -> FrozenDict[str, Any]:
    return evidence(facts, "facts")


@attrs.frozen(kw_only=True)
class Snapshot:
    """What was true of a record at one of its versions: facts, and no verbs.

    It is stored beside the history that it came of, so that a list of many records reads no
    histories. Conditions, decisions and tables of priorities judge its facts as they judge a
    record's. `Record.snapshot` makes one.

    Attributes:
        practice: what kind of record it is of, such as `"Incident"`.
        id: the record's number.
        model: the name of the model that the record lived by.
        model_version: the version of that model.
        version: the number of the record's events; `(id, version)` is the address of its last one.
        at: the instant of the last event that its side may see, in UTC; None if it may see none.
        side: the side that may read it.
        facts: the facts by name, those that were set.

    Raises:
        BadValue: a name is empty, the version is not a whole number from 1, or the facts are no
            mapping.
        NaiveTime: the instant has no time zone.
    """

    practice: str = attrs.field(converter=_practice)
    id: str = attrs.field(converter=_id)
    model: str = attrs.field(converter=_model)
    model_version: str = attrs.field(converter=_model_version)
    version: int = attrs.field(converter=_version)
    at: datetime | None = attrs.field(default=None, converter=maybe_utc)
    side: Side = attrs.field(default=Side.DESK, converter=_side)
    facts: FrozenDict[str, Any] = attrs.field(default=EMPTY, converter=_facts)

    def is_stale(self, *, version: int, model: Model) -> bool:
        """Return whether it tells of another version of its record, or of another model.

        Args:
            version: the number of events that the record has now.
            model: the model that it lives by now; its name and version are compared.

        Raises:
            BadValue: the version is not a whole number from 1, or the model is no Model.
        """
        known = as_model(model)
        now = _version(version), known.name, known.version
        return now != (self.version, self.model, self.model_version)

    def _table(self) -> Table:
        rows = [(label("facts", name), words_of(value)) for name, value in self.facts.items()]
        return Table(("what", say("lifecycle.seen.says")), rows)

    __str__ = as_table_text
    _formats = as_table_formats
    __format__ = as_format
    _repr_html_ = as_html
    _repr_pretty_ = as_pretty


def snapshot(
    record: Any, names: str | Iterable[str] | None, side: Side, who: str | Actor | None
) -> Snapshot:
    """Return what is true of a record now; see `Record.snapshot`."""
    wanted = None if names is None else _wanted(record.model, names)
    known: Mapping[str, Any]
    if side is Side.DESK:
        known, at = RecordFacts(record), record.changed_at
    else:
        seen = seen_by(record, side, who)
        known = {"state": seen.state, "phase": record.phase, **seen.facts}
        at = seen.events[-1].at if seen.events else None
    facts = ((name, known.get(name)) for name in (known if wanted is None else wanted))
    return Snapshot(
        practice=type(record.model).record.__name__,
        id=record.id,
        model=record.model.name,
        model_version=record.model.version,
        version=record.version,
        at=at,
        side=side,
        facts={name: plainly(value) for name, value in facts if is_set(value)},
    )


def _wanted(model: Model, names: str | Iterable[str]) -> tuple[str, ...]:
    """Return names of facts of a record, with its state and phase.

    Raises:
        Unlisted: there is no fact of that name.
    """
    known, spaces = model.plan.readers, tuple(f"{of}." for of in model.plan.mappings)
    said = as_texts(names, "facts", Phrase("lifecycle.record.names_facts"))
    for name in said:
        if name not in known and not name.startswith(spaces):
            raise Unlisted(
                kind=Phrase("lifecycle.facts.fact", model=model), name=name, known=tuple(known)
            )
    return tuple(dict.fromkeys(("state", "phase", *said)))
