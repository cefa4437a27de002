"""Fault reports: what is wrong with a table that is used as it is, or not built yet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Protocol

import attrs

from itsmcore.errors import BadValue, Fault
from itsmcore.fields import as_items, as_mapping, as_several, as_texts, is_text
from itsmcore.figures import Table, as_table_formats, as_table_text
from itsmcore.frozen import EMPTY
from itsmcore.lifecycle._faults import endless, left_finals, table_faults, verb_of
from itsmcore.lifecycle._idle import dead_rules, one_way_waits, undeclared, unused_events
from itsmcore.lifecycle._implied import unimplied
from itsmcore.lifecycle._lifecycle import Lifecycle
from itsmcore.lifecycle._model import Model
from itsmcore.output import as_format, as_html, as_pretty
from itsmcore.phrase import Phrase, say


class HasFaultsBeside(Protocol):
    """What stands beside a model and may not fit it, such as an agreement."""

    def faults_beside(self, model: Any, /) -> Iterable[Fault]:
        """List what does not fit a model."""
        ...


def _faults(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    return as_several(Fault, faults, "faults")


@attrs.frozen
class FaultReport:
    """The faults of a lifecycle or a model, to be read; false if there are none.

    Attributes:
        name: whose faults they are.
        faults: each of them, with a stable code.
    """

    name: str = attrs.field(validator=is_text)
    faults: tuple[Fault, ...] = attrs.field(converter=_faults)

    def __len__(self) -> int:
        return len(self.faults)

    def __iter__(self) -> Iterator[Fault]:
        return iter(self.faults)

    def _table(self) -> Table:
        lines = [(fault.code, fault.subject, fault.words) for fault in self.faults]
        notes = () if lines else (say("lifecycle.fault_report.fault", name=self.name),)
        return Table(("code", "what", say("lifecycle.fault_report.wrong")), lines, notes)

    __str__ = as_table_text
    _formats = as_table_formats
    __format__ = as_format
    _repr_html_ = as_html
    _repr_pretty_ = as_pretty


def faults(
    of: Lifecycle | Model,
    *,
    declared: Iterable[str] = (),
    implies: Mapping[str, str] = EMPTY,
    agreements: Iterable[HasFaultsBeside] = (),
) -> FaultReport:
    """List what is wrong with a lifecycle, which need not be fit for a model, or with a model.

    Beyond what a model is refused for, these are rules that leave a final state, states from which
    none is reached, waiting from which nothing leads back to work, guards that can never hold
    together, and events that no record can meet.

    Args:
        of: the lifecycle, such as `Lifecycle.from_edges` makes of a product's table; or a model.
        declared: verbs that there should be rules for.
        implies: what must have happened before, by what it must have happened before; each is a
            state or a verb, of a region too. `{"implement": "approved"}` asks for ways to implement
            without approval; guards count as far as they provably exclude a way.
        agreements: of a model, the agreements whose goals are to fit it: an `Agreement` asks for
            no state, priority or fact that the model lacks, and starts, pauses and stops.

    Raises:
        BadValue: it is neither a lifecycle nor a model, or an argument is something else.
        Unlisted: the table has no such state or verb.

    >>> from itsmcore import Lifecycle, Phase
    >>> table = Lifecycle.from_edges([
    ...     ("Requested", "ask", "Pending approval"), ("Pending approval", "approve", "Approved"),
    ...     ("Approved", "implement", "Done"), ("Requested", "implement", "Done"),
    ... ], phases={"Requested": Phase.NEW, "Pending approval": Phase.PENDING,
    ...            "Approved": Phase.ACTIVE, "Done": Phase.CLOSED})
    >>> print(faults(table, implies={"implement": "approve"}))
    code         what         what is wrong
    not_implied  'implement'  happens without 'approve': Requested -> Done; add a guard
    """
    if not isinstance(of, Lifecycle | Model):
        raise BadValue(field="of", value=of, expected=Phrase("lifecycle.expected.lifecycle_model"))
    tables = (of,) if isinstance(of, Lifecycle) else of.tables
    wanted = as_texts(declared, "declared")
    asked = as_mapping(implies, "implies", Phrase("lifecycle.fault_report.mapping_states_verbs"))
    found = [fault for table in tables for fault in _of_table(table)]
    found += of.faults() if isinstance(of, Model) else left_finals(of)
    found += endless(tables[0])
    found += undeclared(wanted, {verb_of(rule.event) for table in tables for rule in table.rules})
    for late, early in asked.items():
        found += unimplied(tables, late, early)
    for agreement in as_items(
        agreements, "agreements", Phrase("lifecycle.fault_report.agreements_such_gold")
    ):
        if not (isinstance(of, Model) and hasattr(agreement, "faults_beside")):
            expected = Phrase("lifecycle.expected.agreements_model_records_they")
            raise BadValue(field="agreements", value=agreement, expected=expected)
        found += agreement.faults_beside(of)
    return FaultReport(of.name, found)


def _of_table(table: Lifecycle) -> Iterator[Fault]:
    yield from table_faults(table)
    yield from one_way_waits(table)
    yield from dead_rules(table)
    yield from unused_events(table)
