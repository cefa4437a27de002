"""Snapshots: facts and the address of a history; one in order is read at once, as lists need it."""

from __future__ import annotations

from typing import Any

from itsmcore.documents._built import Built, Part
from itsmcore.documents._leaves import INSTANT, TEXT, WHOLE
from itsmcore.documents._shape import Choice, Mapped, Maybe
from itsmcore.documents._values import TAG, Kind, Values
from itsmcore.frozen import EMPTY, holding
from itsmcore.lifecycle import Side, Snapshot
from itsmcore.written import maker

_NAMES = ("practice", "id", "model", "model_version")
_LEAST = len((TAG, *_NAMES, "version"))
_snapshot_of = maker(Snapshot)
_SIDES = Choice({side.name.lower(): side for side in Side})
_TEXT, _PLAIN = frozenset({str}), frozenset({str, int, bool, type(None)})
_FLAT = frozenset({"instant", "date", "duration", "decimal", "phase", "level"})
"""The tags of values that hold no others."""


def snapshot_kind(values: Values) -> Kind:
    """Make the entry of the table of kinds."""
    return Kind("snapshot", Snapshot, _SnapshotShape(values))


class _SnapshotShape(Built):
    """Write a snapshot as its parts."""

    def __init__(self, values: Values) -> None:
        """Note how facts are read, whose types nothing tells."""
        self._kinds = values.kinds
        super().__init__(
            "snapshot",
            Snapshot,
            [
                *(Part(name, TEXT) for name in _NAMES),
                Part("version", WHOLE),
                Part("at", Maybe(INSTANT), default=None),
                Part("side", _SIDES, default=Side.DESK),
                Part("facts", Mapped(values, holding), default=EMPTY),
            ],
            tag=(TAG, "snapshot"),
        )

    def read(self, document: Any) -> Any:
        try:
            made = self._at_once(document)
        except Exception:  # what is wrong with it is found part by part
            made = None
        return super().read(document) if made is None else made

    def _at_once(self, document: Any) -> Snapshot | None:
        """Read a document that is in order; None of any other."""
        names = [document[name] for name in _NAMES]
        version, facts = document["version"], self._facts(document["facts"])
        at, side = document.get("at"), document.get("side")
        said = _LEAST + 1 + (at is not None) + (side is not None)
        if facts is None or len(document) != said or document[TAG] != "snapshot":
            return None
        if version.__class__ is not int or version < 1:
            return None
        if not (_TEXT.issuperset(map(type, names)) and all(names) and "".join(names).isprintable()):
            return None
        practice, number, model, model_version = names
        return _snapshot_of(
            practice=practice,
            id=number,
            model=model,
            model_version=model_version,
            version=version,
            at=None if at is None else INSTANT.read(at),
            side=Side.DESK if side is None else _SIDES.read(side),
            facts=holding(facts),
        )

    def _facts(self, document: Any) -> dict[str, Any] | None:
        """Read facts that hold no collections of anything but scalars; None if there are others."""
        if document.__class__ is not dict or not _TEXT.issuperset(map(type, document)):
            return None
        facts: dict[str, Any] = document.copy()
        for name, fact in [pair for pair in document.items() if type(pair[1]) not in _PLAIN]:
            if fact.__class__ is dict and (tag := fact[TAG]) in _FLAT:
                facts[name] = self._kinds[tag].shape.read(fact)
            elif fact.__class__ is list and _PLAIN.issuperset(map(type, fact)):
                facts[name] = tuple(fact)
            else:
                return None
        return facts
