"""Asking: who falls due to be asked about which record, and what speaks against it."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from operator import attrgetter
from typing import Any, Protocol, TypeAlias

import attrs

from itsmcore.absent import present
from itsmcore.conditions import Condition
from itsmcore.errors import Incomparable, Reason
from itsmcore.fields import as_several
from itsmcore.figures import cell, check_period
from itsmcore.instant import maybe_utc, utc
from itsmcore.lifecycle import SYSTEM
from itsmcore.phrase import Phrase
from itsmcore.satisfaction._invitation import NOT_YET, Invitation, Invitations, Uninvited
from itsmcore.timeline import Step, Timeline, as_timelines, reads_event

Steps: TypeAlias = Sequence[Step]
_LAST = datetime.max.replace(tzinfo=UTC)
_at = attrgetter("at")


class Asks(Protocol):
    """What a survey says of whom it asks, and when."""

    @property
    def name(self) -> str: ...
    @property
    def when(self) -> Condition: ...
    @property
    def about(self) -> Condition: ...
    @property
    def whom(self) -> tuple[str, ...]: ...
    @property
    def delay(self) -> timedelta: ...
    @property
    def not_again_within(self) -> timedelta: ...
    @property
    def open_for(self) -> timedelta: ...
    def samples(self, record: str, *, salt: str) -> bool: ...


def invited(
    survey: Asks,
    timelines: Mapping[str, Timeline],
    *,
    at: datetime,
    salt: str,
    since: datetime | None,
    until: datetime | None,
    sent: Iterable[Invitation],
) -> Invitations:
    """Judge everything that falls due, in order of time."""
    moment, first, end = utc(at), maybe_utc(since), maybe_utc(until)
    check_period(first, end)
    asked = _Asked(survey, as_several(Invitation, sent, "sent"))
    due = (
        one
        for record, timeline in as_timelines(timelines).items()
        for one in _falling_due(survey, record, timeline.steps, moment)
        if (first is None or first <= one.at) and (end is None or one.at < end)
    )
    accepted, left_out = list[Invitation](), list[Uninvited]()
    for one in sorted(due, key=lambda of: (of.at, of.record)):
        person, reason = None, None
        if not survey.samples(one.record, salt=salt):
            reason = Reason("not_sampled", Phrase("satisfaction.not_sampled"))
        elif one.why is not None:
            reason = Reason("not_surveyed", Phrase("satisfaction.not_surveyed", why=one.why))
        elif one.at > moment:
            reason = Reason(NOT_YET, Phrase("satisfaction.not_yet", at=cell(one.at)))
        else:
            person = _person(survey, one.step)
            reason = asked.why_not(one.record, person, one.at)
        if person is None or reason is not None:
            left_out.append(Uninvited(one.record, one.at, reason or _NOBODY, person))
            continue
        accepted.append(asked.ask(one.record, person, one.at))
    return Invitations(accepted, left_out)


_NOBODY = Reason("nobody", Phrase("satisfaction.nobody"))


@attrs.frozen
class _Due:
    """When somebody is to be asked about a record, what is true of it then, and why not."""

    record: str
    at: datetime
    step: Step
    why: str | None


def _falling_due(survey: Asks, record: str, steps: Steps, moment: datetime) -> Iterator[_Due]:
    """Yield when a record is to be asked about, by its steps up to an instant."""
    known = steps[: bisect_right(steps, moment, key=_at)]
    begins = _begins(survey.when, known)
    fails = dict(_failures(survey.about, known)) if begins else {}
    for place in begins:
        at = _later(known[place].at, survey.delay)
        end = bisect_right(known, at, key=_at)
        broken = fails[place]
        why = survey.about.explain(known[broken]) if broken is not None and broken < end else None
        yield _Due(record, at, known[end - 1], why)


def _begins(when: Condition, steps: Steps) -> list[int]:
    """List the steps at which a condition begins to hold."""
    at_each, held, found = reads_event(when), False, list[int]()
    for place, step in enumerate(steps):
        holds = _holds(when, step)
        if holds and (at_each or not held):
            found.append(place)
        held = holds
    return found


def _failures(about: Condition, steps: Steps) -> Iterator[tuple[int, int | None]]:
    """Yield each step with the first from it on at which a condition does not hold."""
    broken: int | None = None
    for place in range(len(steps) - 1, -1, -1):
        if not _holds(about, steps[place]):
            broken = place
        yield place, broken


def _holds(condition: Condition, step: Step) -> bool:
    try:
        return condition.judge(step) is True
    except Incomparable:
        return False


def _later(at: datetime, delay: timedelta) -> datetime:
    try:
        return at + delay
    except OverflowError:
        return _LAST


def _person(survey: Asks, step: Step) -> str | None:
    """Return who is asked: whoever the first fact names that names anybody; no machine."""
    told = (present(step.facts.get(name)) for name in survey.whom)
    named = (str(of) for of in told if isinstance(of, str))
    return next((name for name in named if name != SYSTEM.name), None)


class _Asked:
    """Who was asked when, and about which record until when."""

    def __init__(self, survey: Asks, sent: Iterable[Invitation]) -> None:
        self.survey = survey
        self.people: dict[str, list[datetime]] = defaultdict(list)
        self.records: dict[str, list[tuple[datetime, datetime]]] = defaultdict(list)
        for one in sorted(sent, key=attrgetter("asked_at")):
            self._note(one)

    def _note(self, one: Invitation) -> None:
        insort(self.people[one.person], one.asked_at)
        if one.survey == self.survey.name:
            insort(self.records[one.record], (one.asked_at, one.expires_at))

    def ask(self, record: str, person: str, at: datetime) -> Invitation:
        """Note that somebody is asked."""
        until = _later(at, self.survey.open_for)
        one = Invitation(self.survey.name, record, person, asked_at=at, expires_at=until)
        self._note(one)
        return one

    def why_not(self, record: str, person: str | None, at: datetime) -> Reason | None:
        """Return why somebody is not asked about a record at an instant; None if they are."""
        until = _later(at, self.survey.open_for)
        for start, end in _around(self.records[record], (at, _LAST)):
            if start == at or (start < until and at < end):
                return Reason("asked_about", Phrase("satisfaction.asked_about", start=cell(start)))
        for other in _around(self.people[person], at) if person is not None else ():
            if abs(at - other) < self.survey.not_again_within:
                return Reason(
                    "asked_lately",
                    Phrase("satisfaction.asked_lately", person=person, at=cell(other)),
                )
        return None


def _around(times: list[Any], at: Any) -> Iterator[Any]:
    """Yield the last of several before or at an instant, and the first after it."""
    place = bisect_right(times, at)
    yield from times[max(0, place - 1) : place + 1]
