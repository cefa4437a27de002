"""Differences: every state, verb and actor on which a service and a model disagree."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import accumulate, pairwise
from typing import Any, TypeAlias

import attrs

from itsmcore.checked import checked
from itsmcore.errors import BadValue, ItsmError, Refused
from itsmcore.fields import differs
from itsmcore.figures import Rows, Table, as_table_formats, as_table_text
from itsmcore.lifecycle import Actor, Event, Model
from itsmcore.lifecycle._record import folded
from itsmcore.output import as_format, as_html, as_pretty
from itsmcore.phrase import Phrase, label, say
from itsmcore.shown import brief, written
from itsmcore.testing._arguments import cast
from itsmcore.testing._lives import every_path
from itsmcore.testing._refusals import refusals
from itsmcore.testing._samples import samples

Answer: TypeAlias = str | Mapping[str, Any] | None
Service: TypeAlias = Callable[[tuple[Event, ...]], Answer]
Case: TypeAlias = tuple[str, str, str]
"""A state, a verb, and the name of whoever used it."""

REFUSED = "refused"
_HEAD = ("state", "verb", "by", "model", "service", "life", "known")


@attrs.frozen(kw_only=True)
class Difference:
    """An event of which a service makes something else than a model does.

    Attributes:
        state: the state before, of the main table or of a region.
        record: the record before, with its history.
        event: the event.
        model: what the model makes of it: the facts that differ, or why it refuses.
        service: what the service makes of it.
        is_known: whether it was listed as known.
    """

    state: str
    record: Any
    event: Event
    model: str
    service: str
    is_known: bool = False

    @property
    def case(self) -> Case:
        """The state, the verb, and the name of whoever used it."""
        return self.state, self.event.verb, self.event.by.name

    @property
    def life(self) -> str:
        """The verbs that lead there, and the event's own."""
        history = () if self.record is None else self.record.history
        return " ".join(event.verb for event in (*history, self.event))

    def __str__(self) -> str:
        return say(
            "testing.differences.by_not",
            life=self.life,
            name=self.event.by.name,
            service=self.service,
            model=self.model,
        )


@attrs.frozen(kw_only=True, repr=False)
class Differences:
    """On what a service and a model disagree.

    Attributes:
        found: the differences, each with the first life that shows it.
        gone: those listed as known that no longer occur.
        unasked: the cases that were not compared, since something differs on the way to them.
        asked: how many cases were compared.
    """

    found: tuple[Difference, ...]
    gone: tuple[tuple[str, ...], ...] = ()
    unasked: tuple[Case, ...] = ()
    asked: int = 0

    @property
    def new(self) -> tuple[Difference, ...]:
        """The differences that were not listed as known."""
        return tuple(one for one in self.found if not one.is_known)

    @property
    def is_as_known(self) -> bool:
        """Whether nothing differs but what was listed, and all of that still does."""
        return not self.new and not self.gone

    @property
    def rows(self) -> Rows:
        """A row for each difference, as a DataFrame takes them."""
        return tuple(
            dict(
                zip(
                    _HEAD,
                    (*one.case, one.model, one.service, one.life, one.is_known),
                    strict=True,
                )
            )
            for one in self.found
        )

    def _table(self) -> Table:
        rows = (
            {**row, "known": label("values", "known") if row["known"] else None}
            for row in self.rows
        )
        return Table.of(_HEAD, rows, self._notes())

    def _notes(self) -> Iterator[str]:
        yield say("testing.differences.cases_differ", count=len(self.found), asked=self.asked)
        if self.gone:
            yield say("testing.differences.known_longer", cases=_listed(self.gone))
        if self.unasked:
            yield say("testing.differences.compared_since_something", cases=_listed(self.unasked))

    __str__ = as_table_text
    _formats = as_table_formats
    __format__ = as_format
    _repr_html_ = as_html
    _repr_pretty_ = as_pretty

    def __repr__(self) -> str:
        return f"<Differences {len(self.found)} of {self.asked} cases>"


def _listed(cases: Iterable[tuple[str, ...]]) -> str:
    told = (
        say(
            "testing.differences.while",
            verb=verb,
            state=state,
            by="".join(say("testing.differences.by", of=of) for of in by),
        )
        for state, verb, *by in cases
    )
    return brief("; ".join(told))


@checked
def differences(
    model: Model,
    service: Callable[..., Any],
    *,
    known: Iterable[tuple[str, ...]] = (),
    actors: Iterable[Actor] = (),
) -> Differences:
    """Compare a service with a model: in each state, each verb by each actor, allowed or refused.

    The service is asked for a ticket's whole life, over and over: it is called with the events so
    far, begins anew, and answers with the ticket's state after the last of them. Or with several
    facts by name, such as `{"state": "on_hold", "hold_reason": "vendor"}`; None means that it
    refuses the last event, as does a Refused. An event with a `cause` is in the history, but
    follows by itself, at its `at`: let the service's own timers and rules do it.

    Where something differs, what lies behind it on the same way is not compared. The lives are
    those of `paths`, whose last steps are also made with other data, and those of `refusals`.

    Args:
        model: the model.
        service: what makes the state of a ticket, or None, out of its events.
        known: the differences that somebody has accepted, each as a state and a verb, or with the
            name of an actor as well: `("resolved", "reopen")`, `("resolved", "reopen", "ada")`.
            They are still listed, with `is_known`, and are no reason for `is_as_known` to be false;
            one that no longer occurs is in `gone`, and is such a reason, so that the list is kept
            short.
        actors: who acts; by default one for each role, one with all of them, one with none.

    Raises:
        BadValue: the service answers with something else, or a known difference is.

    >>> from itsmcore.tasks import TASK
    >>> def service(history):
    ...     after = {"open": "pending", "release": "open", "close": "closed", "cancel": "cancelled"}
    ...     return [after[one.verb] for one in history if one.verb in after][-1]
    >>> found = differences(TASK, service)
    >>> found.new[0].case, found.new[0].life, found.new[0].service
    (('open', 'start', 'ada'), 'open release start', 'open')
    """
    asking = tuple(actors) or cast(model)
    listed = tuple(map(_known, known))
    compared = _Compared(service)
    for record in _lives(model, asking):
        compared.follow(record)
    for one in refusals(model, actors=asking):
        case = one.state, one.verb, one.by.name
        if compared.follow(one.record, case):
            why = "; ".join(map(str, one.reasons))
            compared.refuse(case, one.record, one.event, f"{REFUSED}: {why}")
    expected = {case: {case[:2], case} & {*listed} for case in compared.found}
    still = {one for of in expected.values() for one in of}
    unasked = tuple(case for case in compared.behind if case not in compared.asked)
    hidden = {one for case in unasked for one in (case[:2], case)}
    return Differences(
        found=tuple(
            attrs.evolve(one, is_known=bool(expected[case])) for case, one in compared.found.items()
        ),
        gone=tuple(one for one in listed if one not in still | hidden),
        unasked=unasked,
        asked=len(compared.asked),
    )


def _known(one: object) -> tuple[str, ...]:
    match one:
        case (str(), str()) | (str(), str(), str()):
            return tuple(one)
    expected = Phrase("testing.expected.pairs_such_new_close")
    raise BadValue(field="known", value=one, expected=expected)


def _lives(model: Model, actors: Iterable[Actor]) -> Iterator[Any]:
    """Yield a shortest life along each rule, its last step by each actor and with other data."""
    for path in every_path(model):
        record = path.record
        if record is None:
            continue
        yield record
        *_, last = _ends(record.history)[:-1] or (0,)
        event = record.history[last]
        if last and event.cause is None:
            before = type(record).replay(record.history[:last], model=model)
            others: list[dict[str, Any]] = [{"by": by} for by in actors if by != event.by]
            for other in (*others, *samples(type(event), model)):
                with contextlib.suppress(ItsmError):
                    yield before.apply(attrs.evolve(event, **other))


def _ends(history: tuple[Event, ...]) -> list[int]:
    """List where each step ends: what somebody did, or a timer, with all that followed from it."""
    later = (n for n, (a, b) in enumerate(pairwise(history), 1) if b.cause is None or b.at > a.at)
    return [*later, len(history)]


class _Compared:
    """What a service has been asked, and where it differed.

    Attributes:
        found: the first difference of each case.
        asked: the cases that were compared.
        behind: the cases that something differs before.
    """

    def __init__(self, service: Service) -> None:
        self.service = service
        self.answers: dict[tuple[Event, ...], tuple[str, str] | None] = {}
        self.found: dict[Case, Difference] = {}
        self.asked: set[Case] = set()
        self.behind: dict[Case, None] = {}

    def follow(self, record: Any, *ahead: Case) -> bool:
        """Compare a life step by step, and return whether nothing differs on the way.

        Args:
            record: the record at the end of it.
            ahead: what is to be asked after it.
        """
        history, begun, before = record.history, 0, None
        first = type(record).replay(history[:1], model=record.model)
        records = list(accumulate(history[1:], folded, initial=first))
        is_alike = True
        for end in _ends(history):
            event, after = history[begun], records[end - 1]
            case = _place(before, event), event.verb, event.by.name
            if not is_alike:
                self.behind[case] = None
            else:
                told = self._told(history[:end], after)
                self._note(case, before, event, told)
                is_alike = told is None
            begun, before = end, after
        if not is_alike:
            self.behind.update(dict.fromkeys(ahead))
        return is_alike

    def refuse(self, case: Case, record: Any, event: Event, why: str) -> None:
        """Compare what the model refuses."""
        answer = self._answer((*record.history, event))
        told = None if answer is None else (why, _facts(_named(answer)))
        self._note(case, record, event, told)

    def _note(self, case: Case, record: Any, event: Event, told: tuple[str, str] | None) -> None:
        self.asked.add(case)
        if told is not None and case not in self.found:
            state, model, service = case[0], *told
            self.found[case] = Difference(
                state=state, record=record, event=event, model=model, service=service
            )

    def _told(self, history: tuple[Event, ...], record: Any) -> tuple[str, str] | None:
        """Ask for a life, and return how the two answers differ; None if they agree."""
        if history not in self.answers:
            self.answers[history] = _compared(record, self._answer(history))
        return self.answers[history]

    def _answer(self, history: tuple[Event, ...]) -> Any:
        try:
            return self.service(history)
        except Refused:
            return None
        except Exception as error:
            error.add_note(
                say("testing.differences.after", history=" ".join(event.verb for event in history))
            )
            raise


def _place(before: Any, event: Event) -> str:
    """Return the state that an event was used in: of the table that knows it."""
    if before is None:
        return ""
    plan = before.model.plan
    states = (before.state, *before.regions)
    tables = (plan.rules, *plan.region_rules)
    known = (
        state
        for table, state in zip(tables, states, strict=True)
        if any(rule.event is type(event) for rule in table[state])
    )
    return str(next(known, before.state))


def _compared(record: Any, answer: Any) -> tuple[str, str] | None:
    if answer is None:
        return record.state, REFUSED
    named = _named(answer)
    theirs = {n: v for n, v in named.items() if differs(record.facts.get(n), v)}
    ours = {name: record.facts.get(name) for name in theirs}
    return (_facts(ours), _facts(theirs)) if theirs else None


def _named(answer: object) -> Mapping[str, Any]:
    match answer:
        case str():
            return {"state": answer}
        case Mapping():
            return answer
    expected = Phrase("testing.expected.state_such_resolved_facts")
    raise BadValue(
        field=Phrase("testing.differences.service_s_answer"), value=answer, expected=expected
    )


def _facts(facts: Mapping[str, Any]) -> str:
    said = (
        written(of) if name == "state" else f"{name} {written(of)}" for name, of in facts.items()
    )
    return ", ".join(said)
