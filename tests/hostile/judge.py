"""Judging: an input is answered, or refused in one short sentence, at once; nothing else."""

from __future__ import annotations

import contextlib
import json
import pickle
import re
import warnings
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from time import process_time
from typing import Any

import attrs
from cattrs.errors import StructureHandlerNotFoundError

from itsmcore import (
    INCIDENT,
    NORMAL_CHANGE,
    PROBLEM,
    TASK,
    Desk,
    Event,
    ItsmError,
    Level,
    Model,
    Phase,
    Record,
    Schedule,
    Timeline,
    approval,
    change_calendar,
    desk,
    service_levels,
)
from itsmcore.conditions import Condition, Opaque
from itsmcore.decisions import Decision
from itsmcore.errors import FaultyDefinition
from itsmcore.interop.cattrs import ItsmConverter, Unwritable, make_converter
from itsmcore.lifecycle import Link
from itsmcore.presets import servicenow
from itsmcore.priority import PriorityMatrix
from itsmcore.service_levels import Agreement, Goal
from itsmcore.shown import shown
from tests.hostile.case import Case
from tests.instants import HOUR
from tests.instants import NINE as T0
from tests.support import LOAN
from tests.sweep.good import LINE, OURS, is_new
from tests.timing import TooLong, limited

SECONDS = 2.0
MOST_SAID = 2_500
HELD: tuple[Any, ...] = (Record, Event, Timeline, Schedule, Agreement, Goal, Condition, Decision)
HELD += (PriorityMatrix, Level, Link, approval.Authority, approval.ApprovalPolicy)
"""What documents can hold."""
FREE = (Timeline, Condition, Decision, Event, Goal, Agreement, approval.ApprovalPolicy)
"""What of it may hold values of the user's own, of which documents hold only some."""
REASONS = (
    *("it is a function; pass it", "its scale is not known", "it is asked for each date"),
    *("JSON has no such number", "documents hold no such values"),
)
"""What a converter says of what it has to be told, and of holidays that are a function."""
OWN = ("broken", "broken\nfor good", "closed", "the truth value is ambiguous")
"""What hostile values say when they raise."""
MODELS = (INCIDENT, PROBLEM, NORMAL_CHANGE, OURS, TASK, LOAN, servicenow.INCIDENT)
CONVERTER = make_converter(models=MODELS, functions=[is_new])


@attrs.frozen
class Outcome:
    """Say what came of an input.

    Attributes:
        is_answer: whether it was answered, and not refused.
        seconds: the processor time that it took.
        fault: what is wrong about that; None where nothing is.
    """

    is_answer: bool
    seconds: float
    fault: str | None


UNBOUND = re.compile(r"__init__\(\) (missing|got an unexpected)")
"""What Python says of arguments that an event does not take, or needs."""
LISTS = (
    *("itsmcore.Schedule.windows", "itsmcore.change_calendar.ChangeSchedule.free_slots"),
    "itsmcore.interop.icalendar.calendar_from",
)
"""What lists every window between two instants, however many there are."""


def judge(case: Case) -> Outcome:
    """Ask an input, and judge what comes of it."""
    is_answer, fault = False, None
    is_a_list = case.one is not None and case.one.name in LISTS
    start = process_time()
    try:
        with warnings.catch_warnings(), limited(SECONDS / 4 if is_a_list else 5 * SECONDS):
            warnings.simplefilter("ignore")
            answer = case.call()
            if isinstance(answer, Iterator):
                answer = list(islice(answer, 100))
            is_answer = True
            seconds = process_time() - start
            fault = fault_of_answer(answer)
    except ItsmError as error:
        seconds = process_time() - start
        fault = fault_of_error(error)
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt):
            raise
        seconds = process_time() - start
        fault = None if _is_python(case, error) else f"{type(error).__name__}: {shown(error)}"
    if fault is None and seconds > SECONDS and not is_a_list:
        fault = f"takes {seconds:.1f} s"
    return Outcome(is_answer, seconds, fault)


def _is_python(case: Case, error: BaseException) -> bool:
    """Tell whether it is Python, or another library, that refuses."""
    if isinstance(error, TypeError) and (not case.binds or UNBOUND.search(str(error))):
        return True
    if isinstance(error, TooLong) and case.one is not None and case.one.name in LISTS:
        return True
    if case.one is None:
        return False
    if case.one.owner is Opaque and _is_own(error):  # a function of the caller's compares it
        return True
    if case.one.value == "__getitem__":
        return isinstance(error, LookupError | TypeError)
    return isinstance(error, StructureHandlerNotFoundError)


def fault_of_error(error: ItsmError) -> str | None:
    """Say what is wrong with how an error speaks."""
    faults = error.faults if isinstance(error, FaultyDefinition) else ()
    said = [str(one) for one in faults] or [str(error)]
    for sentence in said:
        if not sentence or len(sentence) > MOST_SAID:
            return f"{type(error).__name__} says {len(sentence)} characters: {sentence[:300]}"
        if not sentence.isprintable():
            return f"{type(error).__name__} is not printable: {sentence[:300]!r}"
    if len(repr(error)) > 3 * MOST_SAID:
        return f"{type(error).__name__} shows {len(repr(error))} characters"
    return None


def fault_of_answer(answer: Any) -> str | None:
    """Say what is wrong with an answer: nothing where it can be used, written and read again."""
    for value in _parts(answer):
        try:
            stored(value)
            use(value)
        except AssertionError as error:
            return f"{type(value).__name__}: {str(error)[:300] or 'differs'}"
        except Exception as error:
            if _is_own(error) or (isinstance(error, Unwritable) and _is_free(value, error)):
                continue
            return f"{type(value).__name__}: {type(error).__name__} when used: {shown(error)}"
    return None


def _parts(answer: Any) -> Iterator[Any]:
    """Give the values in an answer that documents can hold."""
    if isinstance(answer, Desk):
        yield answer
    elif isinstance(answer, desk.Applied):
        yield answer.desk
    elif isinstance(answer, (*HELD, change_calendar.ChangeSchedule, Model)):
        yield answer
    elif isinstance(answer, Mapping):
        yield from _all(islice(answer.values(), 20))
    elif type(answer) in (list, tuple):
        yield from _all(islice(answer, 20))


def _all(values: Iterable[Any]) -> Iterator[Any]:
    return (value for value in values if isinstance(value, HELD))


def _is_own(error: BaseException) -> bool:
    """Tell whether a value of the caller's raised it, when it was shown or compared."""
    return isinstance(error, RuntimeError | ValueError) and str(error) in OWN


def _is_free(value: Any, error: Unwritable) -> bool:
    """Tell whether it is a value of the user's own that no document can hold."""
    if isinstance(value, Level | Link):
        return isinstance(value, Link) or error.path == "rank"
    is_of_its_own = isinstance(value, FREE) and (
        not isinstance(value, Goal | Agreement | approval.ApprovalPolicy)
        or any(part in error.path for part in (".value", "answer", "default", "targets"))
    )
    return is_of_its_own or any(words in error.why for words in REASONS)


def converter_for(value: Any) -> ItsmConverter:
    """Give a converter that knows what lives by a model of its own."""
    if not isinstance(value, Record) or any(value.model is model for model in MODELS):
        return CONVERTER
    return make_converter(models=[value.model])


def kind_of(value: Any) -> Any:
    """Give the class that a document of a value is read as."""
    if isinstance(value, Event | Record):
        return type(value)
    return next(kind for kind in HELD if isinstance(value, kind))


def stored(value: Any) -> None:
    """Write and read a value, in every way there is.

    Raises:
        AssertionError: it is not the same then.
    """
    if isinstance(value, HELD):
        if _is_told_by_its_field(value):
            return
        converter = converter_for(value)
        document = converter.unstructure(value, _as(value))
        text = json.dumps(document, allow_nan=False).encode()
        again = converter.structure(json.loads(text), kind_of(value))
        assert value == again, "is read as another"
    if not isinstance(value, Model | Desk) and not _has_functions(value):
        assert value == pickle.loads(pickle.dumps(value)), "is unpickled as another"


def _as(value: Any) -> Any:
    return None if isinstance(value, Event | Record) else kind_of(value)


def _is_told_by_its_field(value: Any) -> bool:
    return isinstance(value, Event) and not any(
        isinstance(value, kind) for kind in CONVERTER._documents._shapes.events
    )


def _has_functions(value: Any) -> bool:
    return "<lambda>" in repr(value) or "anything" in repr(value) or "function" in repr(value)


def use(value: Any) -> None:
    """Use a value as it is meant to be; it may refuse that with an error of the library."""
    with contextlib.suppress(ItsmError):
        _use(value)
    assert repr(value)
    assert isinstance(str(value), str)


def _use(value: Any) -> None:
    match value:
        case Record():
            check_record(value)
        case Desk():
            for record in value:
                check_record(record)
            again = Desk.of(value, value.links)
            assert dict(again.records) == dict(value.records), "the desk is not made again"
            assert set(again.links) == set(value.links), "links of the desk differ"
            assert value.tick(at=T0 + 9000 * HOUR).desk
        case Timeline():
            with contextlib.suppress(ItsmError):
                value.time_by("state", until=T0 + HOUR)
            service_levels.Agreement("x", goals=[_GOAL], schedule=_ALWAYS).measure(value, at=T0)
        case Schedule():
            with contextlib.suppress(ItsmError):
                value.next_open(T0)
            value.elapsed(T0, T0 + 99 * HOUR)
            value.explain(T0, T0 + 9 * HOUR)
        case Agreement():
            value.measure(LINE, at=T0 + 9 * HOUR)
        case Condition():
            value.judge(LINE[0])
            value.explain(LINE[0])
        case Decision():
            value.explain(LINE[0])
        case Model():
            value.faults()
            assert format(value, "mermaid")


_GOAL = Goal("x", stop=Phase.RESOLVED, targets=HOUR)
_ALWAYS = Schedule.always()


def check_record(record: Record[Any]) -> None:
    """See that a record can be worked with; what it accepted, it can always be asked for."""
    try:
        assert record == Desk.of([record])[record.id], "differs on a desk"
        assert record == type(record).replay(record.history, model=record.model), (
            "replays otherwise"
        )
        assert isinstance(audited(record), tuple)
        record.timeline()
        assert record.choices(at=record.history[-1].at, by="x") is not None
    except ItsmError as error:
        raise AssertionError(f"a record is accepted, and then {shown(error)}") from error


def audited(record: Record[Any]) -> tuple[Any, ...]:
    return type(record).audit(record.history, model=record.model, written_with=record.model)
