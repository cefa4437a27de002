"""Clocks of a stream: an agreement, and the columns it is asked of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

import attrs
import numpy as np
import pyarrow as pa

from itsmcore.columnar._clocks import measure
from itsmcore.columnar._coded import Coded
from itsmcore.columnar._decoding import check_decoded, decoded
from itsmcore.columnar._refusals import conditions_of, refusals
from itsmcore.columnar._steps import Steps
from itsmcore.columnar.arrow._answers import DDL, SCHEMA, answered
from itsmcore.columnar.arrow._whole import Whole, instants_in, whole_cases
from itsmcore.errors import BadValue, Unlisted
from itsmcore.fields import as_a, as_several, as_text
from itsmcore.instant import utc
from itsmcore.lifecycle import Model, as_model
from itsmcore.phrase import Phrase, say
from itsmcore.service_levels import DUPLICATE, Agreement


def _agreement(value: object) -> Agreement:
    return as_a(Agreement, value, "agreement")


def _case(value: object) -> str:
    return as_text(value, "case")


def _at(value: object) -> str:
    return as_text(value, "at")


def _facts(values: object) -> tuple[str, ...]:
    return as_several(str, values, "facts", Phrase("columnar.expected.column_names"))


@attrs.frozen(kw_only=True)
class Clocks:
    """The clocks of an agreement, asked of batches; `clocks` makes them.

    Call them with record batches, or hand them to an engine that does. They are pickled with the
    agreement, so a worker needs nothing but this library and pyarrow.

    Attributes:
        agreement: the agreement.
        case: the column that says whose each row is.
        at: the one that says when it came true.
        facts: the columns of facts.
        until: the instant that the clocks are read at.
        model: whose states, phases and levels the texts of facts stand for.
    """

    agreement: Agreement = attrs.field(kw_only=False, converter=_agreement)
    case: str = attrs.field(converter=_case)
    at: str = attrs.field(converter=_at)
    facts: tuple[str, ...] = attrs.field(converter=_facts)
    until: datetime = attrs.field(converter=utc)
    model: Model | None = attrs.field(default=None, converter=attrs.converters.optional(as_model))

    def __attrs_post_init__(self) -> None:
        for refusal in refusals(self.agreement):
            raise refusal
        has_phases = self.model is not None and "state" in self.facts
        known = {*self.facts, "phase"} if has_phases else {*self.facts}
        for name in _asked(self.agreement):
            if name not in known:
                raise Unlisted(kind=Phrase("columnar.kind.fact"), name=name, known=self.facts)

    @property
    def schema(self) -> pa.Schema:
        """The columns that come out: `case` as text, `goal`, and those of `columnar.measure`."""
        return SCHEMA

    @property
    def ddl(self) -> str:
        """The same as Spark writes it, for `mapInArrow`."""
        return DDL

    def __call__(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Measure every case, goal by goal, as its last row has come.

        Args:
            batches: the rows, those of a case in order of time and the cases in ascending order; a
                case may go on in the next batch.

        Yields:
            A row for each case and goal, of some cases and one goal at a time. Instants are in
            UTC, and null means none.

        Raises:
            BadValue: a case or an instant is missing, or out of order; a text stands for nothing
                that the model knows. It names the column, and the row of all that came, from 0.
            Unlisted: a batch lacks a column.
            Incomparable: a condition compares two values that have no order.
        """
        names = tuple(dict.fromkeys((self.case, self.at, *self.facts)))
        for whole in whole_cases(batches, names, self.case):
            found = measure(self.agreement, self._steps(whole), at=self.until)
            for goal, columns in found.items():
                yield answered(str(goal), whole.cases, columns)

    def _steps(self, whole: Whole) -> Steps:
        at = instants_in(whole, self.case, self.at)
        facts = {name: Coded.read(name, whole.rows[name]).told() for name in self.facts}
        return Steps._made(  # noqa: SLF001 (its own room)
            np.arange(len(whole.cases)), whole.begins, at, self._meant(facts, whole.before), {}
        )

    def _meant(self, facts: Mapping[str, Coded], before: int) -> Mapping[str, Coded]:
        """Read the texts by the model; a refusal names the row."""
        meant = dict(facts)
        try:
            if self.model is not None:
                meant = decoded(meant, self.model)
            for goal in self.agreement.goals:
                check_decoded(conditions_of(goal), meant)
        except BadValue as error:
            for name, column in {**meant, **facts}.items():
                if error.field == say("columnar.the_column", name=name):
                    place = column.values.index(error.value)
                    row = before + int(np.argmax(column.codes == place))
                    field, value, expected = (
                        Phrase("columnar.of_row", name=name, row=row),
                        error.value,
                        BadValue.expected.held(error),
                    )
                    raise BadValue(field=field, value=value, expected=expected) from None
            raise
        return meant


def clocks(
    agreement: Agreement,
    *,
    case: str,
    at: str,
    facts: Iterable[str],
    until: datetime,
    model: Model | None = None,
) -> Clocks:
    """Return what computes the clocks of every goal and case of a log that comes in batches.

    The figures are those of `columnar.measure` for the whole log.

    Args:
        agreement: the agreement.
        case: the name of the column that says whose each row is: texts, or whole numbers.
        at: that of when it came true; an instant without a zone is UTC.
        facts: those of the facts that the agreement asks for, each as `Steps` takes it.
        until: the instant that the clocks are read at; rows after it are ignored.
        model: whose states, phases and levels the texts of those facts stand for.

    Raises:
        NotColumnar: the agreement needs a walk along each timeline.
        Unlisted: a goal reads a fact that is not among those given.
        NaiveTime: the instant has no time zone.

    >>> from datetime import UTC, timedelta
    >>> from itsmcore import INCIDENT, Phase
    >>> from itsmcore.service_levels import Goal
    >>> gold = Agreement("gold", goals=[
    ...     Goal("resolution", stop=Phase.RESOLVED, targets=timedelta(hours=4))])
    >>> measured = clocks(gold, case="number", at="at", facts=["state"], model=INCIDENT,
    ...                   until=datetime(2026, 1, 5, 15, tzinfo=UTC))
    >>> log = pa.table({
    ...     "number": ["I1", "I1", "I2"],
    ...     "at": np.array(["2026-01-05T09", "2026-01-05T11", "2026-01-05T10"], "M8[s]"),
    ...     "state": ["new", "resolved", "new"]})
    >>> [found] = measured(log.to_batches(max_chunksize=1))
    >>> found.select(["case", "goal", "status", "percent"]).to_pylist()[1]
    {'case': 'I2', 'goal': 'resolution', 'status': 'running', 'percent': 125.0}
    """
    return Clocks(agreement, case=case, at=at, facts=facts, until=until, model=model)


def _asked(agreement: Agreement) -> Iterator[str]:
    """Yield the facts that must have a column; the stock condition on duplicates needs none."""
    for goal in agreement.goals:
        yield from goal.target_facts
        for condition in conditions_of(goal):
            if condition != DUPLICATE:
                yield from (field.name for field in condition.fields)
