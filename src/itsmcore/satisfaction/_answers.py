"""Answers: which responses to a survey count, and why the others do not."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping
from datetime import datetime
from operator import attrgetter

import attrs

from itsmcore.fields import as_several, as_text
from itsmcore.frozen import EMPTY, FrozenDict
from itsmcore.instant import utc
from itsmcore.kinds import check_kinds
from itsmcore.lifecycle import Actor, Form, Plain, as_actor, custom_fields
from itsmcore.satisfaction._invitation import Invitation


def _by(by: str | Actor) -> str:
    return as_actor(by).name


def _answers(answers: Mapping[str, Plain]) -> FrozenDict[str, Plain]:
    return custom_fields(answers, field="answers")


@attrs.frozen
class Response:
    """What somebody answered to a survey, kept outside the record.

    It names who answered: it is confidential, and not anonymous. Whoever stores it says who may
    read it.

    Attributes:
        survey: the name of the survey.
        record: the number of the record that it is about.
        by: who answered.
        at: when, in UTC.
        answers: what was answered, by the names of the questions.

    Raises:
        BadValue: a value is of the wrong kind.
        NaiveTime: the instant has no time zone.
    """

    survey: str
    record: str
    by: str = attrs.field(converter=_by, kw_only=True)
    at: datetime = attrs.field(converter=utc, kw_only=True)
    answers: FrozenDict[str, Plain] = attrs.field(default=EMPTY, converter=_answers, kw_only=True)

    def __attrs_post_init__(self) -> None:
        check_kinds(self)
        for name in ("survey", "record"):
            as_text(getattr(self, name), name)


@attrs.frozen(kw_only=True)
class Answers:
    """The responses to a survey that count, and the others.

    Attributes:
        counted: those that count, each with the invitation that it answers.
        invitations: every invitation that was sent by then, each once, in order of time.
        late: those that came when their invitation had expired.
        unasked: those of people who had not been asked about that record by then.
        replaced: those that a later one replaced.
        wrong: those that are no answers to the questions.
    """

    counted: tuple[tuple[Invitation, Response], ...]
    invitations: tuple[Invitation, ...]
    late: tuple[Response, ...] = ()
    unasked: tuple[Response, ...] = ()
    replaced: tuple[Response, ...] = ()
    wrong: tuple[Response, ...] = ()

    @property
    def left_out(self) -> FrozenDict[str, int]:
        """How many do not count, by why, where there are any."""
        counts = {
            "late": len(self.late),
            "unasked": len(self.unasked),
            "replaced": len(self.replaced),
            "wrong": len(self.wrong),
        }
        return FrozenDict({why: count for why, count in counts.items() if count})


@attrs.define
class _Asked:
    """The invitations of somebody about a record, as time goes on."""

    ahead: deque[Invitation] = attrs.field(factory=deque)
    standing: list[Invitation] = attrs.field(factory=list)
    has_begun: bool = False

    def open_at(self, moment: datetime) -> Invitation | None:
        """Return the last one that is open at an instant, no earlier than the one before."""
        while self.ahead and self.ahead[0].asked_at <= moment:
            self.standing.append(self.ahead.popleft())
            self.has_begun = True
        while self.standing and self.standing[-1].expires_at <= moment:
            self.standing.pop()
        return self.standing[-1] if self.standing else None


def matched(
    survey: str,
    form: Form,
    responses: Iterable[Response],
    invitations: Iterable[Invitation],
    *,
    at: datetime,
) -> Answers:
    """Match responses to a survey of a name with invitations to it."""
    moment = utc(at)
    several = as_several(Invitation, invitations, "invitations")
    sent = {one for one in several if one.survey == survey and one.asked_at <= moment}
    asked = tuple(sorted(sent, key=attrgetter("asked_at", "record", "person", "expires_at")))
    mine = defaultdict[tuple[str, str], _Asked](_Asked)
    for one in asked:
        mine[one.record, one.person].ahead.append(one)
    counted = dict[Invitation, Response]()
    late, unasked, replaced, wrong = (list[Response]() for _ in range(4))
    given = as_several(Response, responses, "responses")
    told = (of for of in given if of.survey == survey and of.at <= moment)
    for response in sorted(told, key=attrgetter("at")):
        to = mine[response.record, response.by]
        invitation = to.open_at(response.at)
        if invitation is None:
            (late if to.has_begun else unasked).append(response)
        elif form.against(response.answers):
            wrong.append(response)
        else:
            former = counted.get(invitation)
            replaced += [] if former is None else [former]
            counted[invitation] = response
    return Answers(
        counted=tuple(sorted(counted.items(), key=lambda pair: pair[1].at)),
        invitations=asked,
        late=tuple(late),
        unasked=tuple(unasked),
        replaced=tuple(replaced),
        wrong=tuple(wrong),
    )
