"""Steps in columns: what was true when, of many cases at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from itertools import chain
from typing import Any, TypeVar

import attrs
import numpy as np
import numpy.typing as npt

from itsmcore.absent import is_absent
from itsmcore.columnar._coded import Coded
from itsmcore.columnar._columns import (
    INSTANT,
    TIME,
    Bools,
    Column,
    Ints,
    instants_of,
)
from itsmcore.columnar._decoding import decoded
from itsmcore.conditions import Condition, Facts, as_condition
from itsmcore.errors import BadValue, Unlisted
from itsmcore.fields import as_a, as_flag, as_mapping, as_several
from itsmcore.frozen import EMPTY, FrozenDict
from itsmcore.instant import EPOCH, utc
from itsmcore.lifecycle import AnyRecord, Model, as_model
from itsmcore.phrase import Phrase, say
from itsmcore.service_levels._told import steps_of
from itsmcore.shown import shown
from itsmcore.timeline import Flaw, Step, Timeline

A = TypeVar("A")
EVERY = slice(None)
_CASES = Phrase("columnar.expected.cases")


@attrs.frozen(eq=False, init=False, repr=False)
class Steps:
    """The steps of many cases in columns, one row per step.

    The rows of one case are adjacent and in order of time; rows at one instant keep their order,
    and none is dropped. Each row has all the facts that hold from then on, like a step of a
    timeline.

    Attributes:
        cases: the names of the cases, in order of appearance.
        begins: the first row of each case, followed by the number of rows.
        at: when each row came true, in datetime64[us], UTC.
        facts: columns by the names of facts, each as codes of its distinct values.
        flaws: what was wrong with the rows of cases, by the names of those that have any.

    Args:
        case: the case of each row.
        at: when it came true: datetime64 of any unit, in UTC unless the column has a zone.
        facts: a column for each fact that conditions and targets ask for. Null, NaN, NaT, NA and
            empty texts stand for a fact that is not set. A condition on a phase needs a column of
            Phases, and one on a level a column of levels: values are compared as they are. Instants
            become datetimes in UTC. Dictionaries of Arrow and categories of polars and pandas are
            kept as codes.
        model: whose states, phases and levels the texts of those facts stand for.

    Raises:
        BadValue: a column is not one, is shorter than the others, or a case or an instant is
            missing; the rows of a case are not adjacent, or go back in time; a text stands for
            nothing that the model knows.

    >>> import numpy as np
    >>> from itsmcore import Phase
    >>> Steps(case=np.array(["I1", "I1", "I2"]),
    ...       at=np.array(["2026-01-05T09", "2026-01-05T11", "2026-01-05T10"], "M8[h]"),
    ...       facts={"phase": np.array([Phase.NEW, Phase.RESOLVED, Phase.NEW])})
    <Steps 3 of 2 cases: phase>
    """

    cases: npt.NDArray[Any]
    begins: Ints
    at: npt.NDArray[np.datetime64]
    facts: FrozenDict[str, Coded]
    flaws: FrozenDict[str, tuple[Flaw, ...]]

    def __init__(
        self,
        *,
        case: Column,
        at: Column,
        facts: Mapping[str, Column],
        model: Model | None = None,
    ) -> None:
        as_mapping(facts, "facts", Phrase("columnar.expected.facts"))
        whose, moments = Coded.read("case", case), instants_of("at", at).astype(INSTANT)
        read = {name: Coded.read(name, column) for name, column in facts.items()}
        shapes = {"at": moments.shape} | {name: of.codes.shape for name, of in read.items()}
        for name, shape in shapes.items():
            if shape != whose.codes.shape:
                expected = Phrase("columnar.expected.as_long_as_case", count=len(whose.codes))
                raise BadValue(field=name, value=shape, expected=expected)
        known = {name: of.told() for name, of in read.items()}
        known = _meant(known, model)
        begins = _begins(whose, moments)
        self.__attrs_init__(_names(case, whose, begins), begins, moments, FrozenDict(known), EMPTY)

    @classmethod
    def of(
        cls,
        timelines: Mapping[str, Timeline | AnyRecord],
        *,
        facts: Iterable[str] | None = None,
        model: Model | None = None,
    ) -> Steps:
        """Return the steps of timelines or records; one without steps is a case without rows.

        Args:
            timelines: timelines by the names of their cases; or records, of which only these facts
                are copied.
            facts: the facts to keep, as they are; an absent one counts as not set. `"verb"` keeps
                the verb of each step. By default all facts of a step, and its verb if any is known,
                which takes longer.
            model: whose states, phases and levels the texts of those facts stand for.

        Raises:
            BadValue: the facts are a single text, which would be read letter by letter; or a case
                is neither a timeline nor a record.

        >>> from datetime import UTC, datetime
        >>> opened = datetime(2026, 1, 5, 9, tzinfo=UTC)
        >>> Steps.of({"I1": Timeline.from_rows([(opened, {"state": "new", "group": "mail"})])})
        <Steps 1 of 1 case: state, group>
        """
        if isinstance(facts, str):
            raise BadValue(
                field="facts",
                value=facts,
                expected=Phrase("columnar.expected.tuple", fact=shown(facts)),
            )
        logged = as_mapping(timelines, "timelines", _CASES)
        names_of = Phrase("columnar.expected.fact_names")
        asked = None if facts is None else as_several(str, facts, "facts", names_of)
        told = None if asked is None else frozenset(asked)
        cases = [steps_of(case, told, "timelines", _CASES) for case in logged.values()]
        steps = [*chain.from_iterable(cases)]
        names = _told_of(steps) if asked is None else asked
        columns = {name: _column(steps, name) for name in dict.fromkeys(names)}
        return cls._made(
            np.fromiter(logged, object, len(logged)),
            np.cumsum([0, *map(len, cases)]),
            np.datetime64(0, "us") + np.array([step.at - EPOCH for step in steps], TIME),
            _meant(columns, model),
            {
                name: case.flaws
                for name, case in logged.items()
                if isinstance(case, Timeline) and case.flaws
            },
        )

    @classmethod
    def _made(
        cls,
        cases: npt.NDArray[Any],
        begins: Ints,
        at: npt.NDArray[np.datetime64],
        facts: Mapping[str, Coded],
        flaws: Mapping[str, tuple[Flaw, ...]],
    ) -> Steps:
        """Make steps from values that are known to be right."""
        made = cls.__new__(cls)
        made.__attrs_init__(cases, begins, at, FrozenDict(facts), FrozenDict(flaws))
        return made

    def until(self, instant: datetime) -> Steps:
        """Keep the steps up to an instant, and every case.

        Raises:
            NaiveTime: the instant has no time zone.
        """
        is_kept = self.at <= np.datetime64(utc(instant).replace(tzinfo=None), "us")
        return self if is_kept.all() else self.only(is_kept)

    def only(self, is_kept: Bools) -> Steps:
        """Keep some rows, and every case.

        Raises:
            BadValue: it does not say for each row whether to keep it.
        """
        kept: object = is_kept
        if not isinstance(kept, np.ndarray) or kept.dtype != bool or kept.shape != self.at.shape:
            expected = Phrase("columnar.expected.booleans", count=len(self.at))
            raise BadValue(field="is_kept", value=kept, expected=expected)
        begins = np.append(0, np.cumsum(is_kept))[self.begins]
        facts = {name: Coded(of.codes[is_kept], of.values) for name, of in self.facts.items()}
        return self._made(self.cases, begins, self.at[is_kept], facts, self.flaws)

    def ask(
        self,
        names: Iterable[str],
        answer: Callable[[Facts], A],
        rows: Ints | slice = EVERY,
    ) -> tuple[Ints, list[A]]:
        """Ask once for each combination of facts that occurs.

        Args:
            names: the facts that the answer depends on.
            answer: what to ask.
            rows: which rows to ask for.

        Returns:
            The index of each row's answer, and the answers.

        Raises:
            Unlisted: a fact has no column.
        """
        as_a(slice | np.ndarray, rows, "rows", Phrase("columnar.expected.rows"))  # type: ignore[arg-type]
        if not callable(answer):
            raise BadValue(
                field="answer", value=answer, expected=Phrase("columnar.expected.function")
            )
        columns = dict[str, Coded]()
        for name in as_several(str, names, "names", Phrase("columnar.expected.fact_names")):
            if name not in self.facts:
                raise Unlisted(
                    kind=Phrase("columnar.kind.fact"), name=name, known=tuple(self.facts)
                )
            column = self.facts[name]
            columns[name] = Coded(column.codes[rows], column.values)
        codes, found = combined(columns, len(self.at[rows]))
        return codes, [answer(facts) for facts in found]

    def judge(self, condition: Condition, *, is_partial: bool = False) -> Bools:
        """Return, for each row, whether a condition holds.

        Args:
            condition: the condition.
            is_partial: whether a fact that has no column counts as not set.

        Raises:
            Unlisted: a fact has no column.
            Incomparable: the condition compares two values that have no order.
        """
        asked = as_condition(condition)
        as_flag(is_partial, "is_partial")
        names = [field.name for field in asked.fields]
        if is_partial:
            names = [name for name in names if name in self.facts]
        codes, answers = self.ask(names, lambda facts: asked.judge(facts) is True)
        return np.array(answers, bool)[codes]

    def __repr__(self) -> str:
        count = len(self.cases)
        of = say("columnar.steps.counts", rows=len(self.at), cases=count)
        return f"<Steps {of}: {', '.join(self.facts) or say('columnar.steps.no_facts')}>"


def _told_of(steps: list[Step]) -> Iterator[str]:
    """Yield what steps tell of: their facts, and their verbs if any is known."""
    yield from chain.from_iterable(step.facts for step in steps)
    if any(step.verb is not None for step in steps):
        yield "verb"


def _column(steps: list[Step], name: str) -> Coded:
    if name == "verb":
        return Coded.of([step.verb for step in steps])
    return Coded.of([step.facts.get(name) for step in steps])


def _meant(columns: dict[str, Coded], model: Model | None) -> dict[str, Coded]:
    return columns if model is None else decoded(columns, as_model(model))


def _names(case: Column, whose: Coded, begins: Ints) -> npt.NDArray[Any]:
    """Name each case, in the kind of array that its column is; a coded one is not spread out."""
    if not isinstance(case, np.ndarray) and {str}.issuperset(map(type, whose.values)):
        return np.fromiter(whose.values, object, len(whose.values))
    return np.asarray(case)[begins[:-1]]


def made_of(
    cases: npt.NDArray[Any],
    begins: Ints,
    at: npt.NDArray[np.datetime64],
    facts: Mapping[str, Coded],
    flaws: Mapping[str, tuple[Flaw, ...]],
) -> Steps:
    """Make steps of what a reader knows to be right."""
    return Steps._made(cases, begins, at, facts, flaws)  # noqa: SLF001 (its own)


def column_of(steps: Steps, name: str) -> Coded:
    """Return the column of a fact; steps without a row need none.

    Raises:
        Unlisted: there is none.
    """
    if name not in steps.facts and len(steps.at):
        raise Unlisted(kind=Phrase("columnar.kind.fact"), name=name, known=tuple(steps.facts))
    return steps.facts.get(name, Coded(np.zeros(0, np.int64), ()))


def combined(columns: Mapping[str, Coded], length: int) -> tuple[Ints, list[dict[str, Any]]]:
    """Find which combinations of values occur, and each row's index among them."""
    codes, found = np.zeros(length, np.int64), [dict[str, Any]()]
    for name, column in columns.items():
        width = len(column.values)
        pairs, codes = occurring(codes * width + column.codes, len(found) * width)
        found = [found[pair // width] | {name: column.values[pair % width]} for pair in pairs]
    return codes, found


def occurring(codes: Ints, count: int) -> tuple[list[int], Ints]:
    """Find which of so many codes occur, and each row's index among them."""
    if count > len(codes):
        few, places = np.unique(codes, return_inverse=True)
        return few.tolist(), places
    occurs = np.zeros(count, bool)
    occurs[codes] = True
    return np.flatnonzero(occurs).tolist(), (np.cumsum(occurs) - 1)[codes]


def _begins(whose: Coded, moments: npt.NDArray[np.datetime64]) -> Ints:
    """Find the first row of each case, and the number of rows."""
    # To ask of every text costs as much as to read it.
    none = [not of if of.__class__ is str else is_absent(of) for of in whose.values]
    is_nobodys = np.array(none, bool)[whose.codes]
    is_first = np.diff(whose.codes, prepend=-1) != 0
    begins = np.flatnonzero(is_first)
    is_back = np.zeros(len(moments), bool)
    is_back[begins] = whose.codes[begins] != np.arange(len(begins))
    is_early = ~is_first & (np.diff(moments, prepend=moments[:1]) < np.timedelta64(0))
    for field, is_wrong, expected in (
        ("case", is_nobodys, Phrase("columnar.expected.every_case")),
        ("at", np.isnat(moments), Phrase("columnar.expected.every_instant")),
        ("case", is_back, Phrase("columnar.expected.rows_together")),
        ("at", is_early, Phrase("columnar.expected.rows_in_order")),
    ):
        for row in np.flatnonzero(is_wrong)[:1]:
            value = whose.values[whose.codes[row]] if field == "case" else moments[row]
            raise BadValue(
                field=Phrase("columnar.row_of", field=field, row=row),
                value=value,
                expected=expected,
            )
    return np.append(begins, len(moments))
