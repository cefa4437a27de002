"""Surveys: who is asked what, about what, when, how many of them, and how often."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from hashlib import sha256
from numbers import Rational
from typing import Any

import attrs

from itsmcore.called import call_of
from itsmcore.checked import checked
from itsmcore.conditions import Condition, Some, as_condition, field, phase
from itsmcore.errors import BadValue, Fault
from itsmcore.fields import as_a, as_finite, as_several, as_text, as_texts, refuse_faults
from itsmcore.kinds import check_definition
from itsmcore.lifecycle import Argument, Form
from itsmcore.lifecycle._form import unverified
from itsmcore.phase import Phase
from itsmcore.phrase import Phrase
from itsmcore.satisfaction._answers import Answers, Response, matched
from itsmcore.satisfaction._asking import invited
from itsmcore.satisfaction._invitation import Invitation, Invitations
from itsmcore.satisfaction._scale import Scale
from itsmcore.shown import shown
from itsmcore.timeline import Timeline

SOLVED = field("phase").is_in((Phase.RESOLVED, Phase.CLOSED)) & ~field("resolution_code").is_in(
    ("duplicate", "no_answer")
)
"""What a survey is about unless it says otherwise: what is resolved or closed and still is when
somebody is asked, no duplicate, and nothing that its caller never answered."""
WHOM = ("caller", "requested_for", "requester")
"""The facts that say who is asked; the first that names somebody counts."""
_DRAWN = 8
_WHOLE = 256**_DRAWN
_ZERO = timedelta()


def _scales(scales: Scale | Iterable[Scale]) -> tuple[Scale, ...]:
    if isinstance(scales, Scale):
        return (scales,)
    return as_several(Scale, scales, "scales", Phrase("satisfaction.expected.scales"))


def _questions(questions: Argument | Iterable[Argument]) -> tuple[Argument, ...]:
    if isinstance(questions, Argument):
        return (questions,)
    return as_several(Argument, questions, "questions", Phrase("satisfaction.expected.questions"))


def _share(share: Any) -> Fraction:
    exact = isinstance(share, Rational | Decimal) and not isinstance(share, bool)
    if (exact and _is_finite(share)) or isinstance(share, float):
        found = Fraction(share if exact else str(as_finite(share, "share")))
        if 0 <= found <= 1:
            return found
    raise BadValue(field="share", value=share, expected=Phrase("satisfaction.expected.share"))


def _is_finite(share: Any) -> bool:
    return not isinstance(share, Decimal) or share.is_finite()


def _time(time: timedelta, name: str) -> timedelta:
    expected = Phrase("satisfaction.expected.timedelta")
    if as_a(timedelta, time, name, expected) >= _ZERO:
        return time
    raise BadValue(field=name, value=time, expected=expected)


def _delay(delay: timedelta) -> timedelta:
    return _time(delay, "delay")


def _not_again_within(within: timedelta) -> timedelta:
    return _time(within, "not_again_within")


def _open_for(open_for: timedelta) -> timedelta:
    if _time(open_for, "open_for"):
        return open_for
    raise BadValue(
        field="open_for",
        value=open_for,
        expected=Phrase("satisfaction.expected.positive_timedelta"),
    )


def _whom(names: str | Iterable[str]) -> tuple[str, ...]:
    return as_texts(names, "whom")


@attrs.frozen(repr=False, slots=False)
class Survey:
    """What customers are asked once something has happened to a record of theirs.

    Who is asked is a function of the records and of a salt that the caller keeps: there is no
    chance in it, and every machine comes to the same.

    Attributes:
        name: its name; it takes part in who is asked.
        scales: what is answered by a number, and scored.
        questions: what else is asked, in that order; `when` reads earlier answers as
            `answers.NAME`, those to the scales first.
        when: what has to happen: a condition on a step, each time that it begins to hold; one that
            asks what happened, such as `happened("close")`, at each such step.
        about: what has to hold from then on until somebody is asked.
        whom: the facts that may say who is asked; the first that names somebody counts.
        share: how many of the records are asked about, from 0 to 1, exactly.
        delay: how long after it happened somebody is asked, in wall time.
        not_again_within: for how long nobody who was asked is asked again.
        open_for: for how long an answer counts.

    Raises:
        FaultyDefinition: it has no scale, or the questions do not make a form; every fault is
            listed.
        BadValue: a value is of the wrong kind.

    >>> from itsmcore.satisfaction import csat
    >>> survey = Survey(
    ...     "after closure",
    ...     csat("overall"),
    ...     questions=Argument("why", when=field("answers.overall") <= 2),
    ...     share=Fraction(1, 3),
    ...     delay=timedelta(hours=2),
    ...     not_again_within=timedelta(days=14),
    ... )
    >>> [one.name for one in survey.form.asked({"overall": 1})]
    ['overall', 'why']
    """

    name: str
    scales: tuple[Scale, ...] = attrs.field(converter=_scales)
    questions: tuple[Argument, ...] = attrs.field(default=(), converter=_questions, kw_only=True)
    when: Condition = attrs.field(default=phase(Phase.CLOSED), converter=as_condition, kw_only=True)
    about: Condition = attrs.field(default=SOLVED, converter=as_condition, kw_only=True)
    whom: tuple[str, ...] = attrs.field(default=WHOM, converter=_whom, kw_only=True)
    share: Fraction = attrs.field(default=Fraction(1), converter=_share, kw_only=True)
    delay: timedelta = attrs.field(default=_ZERO, converter=_delay, kw_only=True)
    not_again_within: timedelta = attrs.field(
        default=_ZERO, converter=_not_again_within, kw_only=True
    )
    open_for: timedelta = attrs.field(default=timedelta(days=14), converter=_open_for, kw_only=True)

    __repr__ = call_of

    def __attrs_post_init__(self) -> None:
        check_definition(self)
        as_text(self.name, "name")
        refuse_faults(Phrase("satisfaction.subject.survey", name=shown(self.name)), self._faults())

    def _faults(self) -> Iterator[Fault]:
        if not self.scales:
            yield Fault(
                "no_scales", Phrase("satisfaction.subject.scales"), Phrase("satisfaction.no_scales")
            )
        yield from self.form.faults()

    @cached_property
    def form(self) -> Form:
        """All that is asked, which judges the answers."""
        return unverified((*(scale.question for scale in self.scales), *self.questions))

    # --- who is asked -------------------------------------------------------------------------

    @checked
    def samples(self, record: str, *, salt: str) -> bool:
        """Return whether a record is in the share that is asked about.

        It is where the first 8 bytes of SHA-256 over the salt, the name and the record's number,
        in UTF-8 and parted by NUL, are, as a share of all there may be, less than the share. A
        record that a smaller share has is in any greater one.

        Args:
            record: the record's number.
            salt: any text; keep it, and keep it to yourself, or those who serve can tell which of
                their records will be asked about.

        Raises:
            BadValue: one of them is no text, or is empty.

        >>> from itsmcore.satisfaction import csat
        >>> third = Survey("after closure", csat("overall"), share=Fraction(1, 3))
        >>> [number for number in range(1, 7) if third.samples(f"INC-{number}", salt="s")]
        [1, 3, 4, 5]
        """
        parts = (as_text(salt, "salt"), self.name, as_text(record, "record"))
        drawn = sha256("\0".join(parts).encode("utf-8")).digest()[:_DRAWN]
        return bool(int.from_bytes(drawn, "big") < self.share * _WHOLE)

    @checked
    def invitations(
        self,
        timelines: Mapping[str, Timeline],
        *,
        at: datetime,
        salt: str,
        since: datetime | None = None,
        until: datetime | None = None,
        sent: Iterable[Invitation] = (),
    ) -> Invitations:
        """Return who is asked about what, when and until when; and who is not, and why.

        Args:
            timelines: a timeline for each record's number.
            at: the instant at which that is asked; later steps are not looked at, and what falls
                due later is left out as not due yet.
            salt: what the sample is drawn by; see `samples`.
            since: the first instant at which somebody may be asked; by default unlimited.
            until: the instant from which nobody is; by default unlimited.
            sent: the invitations that were sent before. Whoever they name is not asked again too
                soon, by whichever survey they were asked, and a record that this survey still asks
                about is not asked about twice.

        Raises:
            BadValue: the timelines are not a mapping, the salt is empty, or an invitation is
                something else.
            NaiveTime: an instant has no time zone.
            BadSpan: `until` lies before `since`.

        >>> from datetime import UTC
        >>> from itsmcore import Incident
        >>> from itsmcore.satisfaction import csat
        >>> ten = datetime(2026, 3, 2, 10, tzinfo=UTC)
        >>> inc = Incident.open("INC-1", at=ten, by="ada", summary="Mail is slow")
        >>> inc = inc.resolve(at=ten, by="bob", code="user_error", notes="None").close(at=ten, by="ada")
        >>> survey = Survey("after closure", csat("overall"), delay=timedelta(hours=2))
        >>> noon = ten + timedelta(hours=2)
        >>> print(survey.invitations({"INC-1": inc.timeline()}, at=noon, salt="s"))
        record  person  asked at                 expires at               why not
        INC-1   ada     2026-03-02 12:00+00:00  2026-03-16 12:00+00:00
        """  # noqa: E501 (the incident is one line)
        as_text(salt, "salt")
        return invited(self, timelines, at=at, salt=salt, since=since, until=until, sent=sent)

    # --- what is answered ---------------------------------------------------------------------

    @checked
    def answers(
        self,
        responses: Iterable[Response],
        invitations: Iterable[Invitation],
        *,
        at: datetime,
    ) -> Answers:
        """Return which responses count, each with its invitation, and which do not.

        Of one person about one record the last valid response before the invitation expires
        counts. Responses and invitations of other surveys, and later ones, are not looked at.

        Args:
            responses: the responses, in order where two came at one instant.
            invitations: the invitations that were sent.
            at: the instant to count at.

        Raises:
            BadValue: one of them is something else.
            NaiveTime: the instant has no time zone.
        """
        return matched(self.name, self.form, responses, invitations, at=at)

    def is_bad(self, response: Response) -> bool:
        """Return whether an answer is among those that count as dissatisfied.

        Nothing follows from it by itself; offer a call back, a reopening or a complaint.

        Raises:
            BadValue: it is no Response.

        >>> from datetime import UTC
        >>> from itsmcore.satisfaction import csat
        >>> said = {"by": "ada", "at": datetime(2026, 3, 2, tzinfo=UTC), "answers": {"overall": 2}}
        >>> survey = Survey("after closure", csat("overall"))
        >>> survey.is_bad(Response("after closure", "INC-7", **said))
        True
        """
        answers = as_a(Response, response, "response").answers
        facts = {f"answers.{name}": value for name, value in answers.items()}
        return self.bad("answers").judge(facts) is True

    @checked
    def bad(self, space: str) -> Condition:
        """Return the condition that an answer is a bad one, by what a mapping of answers holds.

        Args:
            space: the name of the record field that holds the answers, such as `"rating"`.
        """
        name = as_text(space, "space")
        return Some(
            field(f"{name}.{scale.name}").is_in(scale.dissatisfied_values)
            for scale in self.scales
            if scale.dissatisfied
        )

    def __str__(self) -> str:
        return f"{self.name}: {', '.join(map(str, self.scales))}"
