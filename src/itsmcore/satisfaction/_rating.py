"""Ratings: answers to a survey as events of a record, in a region beside its state."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, ClassVar, TypeAlias

import attrs

from itsmcore.absent import present
from itsmcore.checked import checked
from itsmcore.conditions import field
from itsmcore.errors import ItsmError, Reason
from itsmcore.frozen import EMPTY, FrozenDict
from itsmcore.instant import utc
from itsmcore.lifecycle import (
    Event,
    Guard,
    Lifecycle,
    Phase,
    Plain,
    Reaction,
    Rule,
    State,
    Timer,
    custom_fields,
)
from itsmcore.lifecycle._chronology import not_ahead
from itsmcore.phrase import Phrase, in_english
from itsmcore.satisfaction._answers import Response
from itsmcore.satisfaction._invitation import Invitation
from itsmcore.satisfaction._survey import Survey
from itsmcore.timeline import Step, Timeline, as_timelines

Rating: TypeAlias = Lifecycle | Timer | Reaction
"""A part of a model whose records are rated."""


def _rating(rating: Mapping[str, Plain]) -> FrozenDict[str, Plain]:
    return custom_fields(rating, field="rating")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class RatingRequested(Event):
    """Ask somebody to rate what was done.

    Attributes:
        survey: the name of the survey.
        person: who is asked.
        until: the instant from which they no longer can.
    """

    verb: ClassVar[str] = "request_rating"
    sets: ClassVar[Mapping[str, Any]] = {
        "rater": field("event.person"),
        "rate_until": field("event.until"),
        "rating": EMPTY,
    }
    survey: str
    person: str
    until: datetime = attrs.field(converter=utc)

    def against(self, record: Any) -> Iterable[Reason]:  # noqa: ARG002 (it asks no record)
        return not_ahead(self, "until")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Rated(Event):
    """Rate what was done, as whoever was asked; a later rating replaces it while one can.

    All who may read the record may read it.

    Attributes:
        rating: what is answered, by the names of the questions.
    """

    verb: ClassVar[str] = "rate"
    rating: FrozenDict[str, Plain] = attrs.field(converter=_rating)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class RatingExpired(Event):
    """Record that nobody has rated it in time."""

    verb: ClassVar[str] = "expire_rating"


_DONE = Guard(
    Phrase("guards.not_resolved"),
    field("phase").is_in((Phase.RESOLVED, Phase.CLOSED)),
    code="not_resolved",
)
_RATING = (
    _DONE,
    Guard(
        Phrase("guards.other_respondent"),
        field("event.by").is_(field("rater")),
        code="other_respondent",
    ),
    Guard(
        Phrase("guards.survey_over"), field("event.at") < field("rate_until"), code="survey_over"
    ),
)

SATISFACTION = Lifecycle(
    "satisfaction",
    states=(
        State("none", phase=Phase.NEW),
        State("asked", phase=Phase.PENDING),
        State("answered", phase=Phase.RESOLVED),
        State("expired", phase=Phase.CLOSED),
    ),
    rules=(
        Rule(RatingRequested, source=("none", "answered"), target="asked", guards=_DONE),
        Rule(RatingRequested, source="expired", target="asked", guards=_DONE, reopens=True),
        Rule(Rated, source=("asked", "answered"), target="answered", guards=_RATING),
        Rule(RatingExpired, source="asked", target="expired"),
    ),
)
"""Whether somebody was asked to rate a record, and has, beside its state."""

RATING_ENDS = Timer(
    "rating_ends",
    RatingExpired,
    states=(Phase.NEW, Phase.ACTIVE, Phase.PENDING, Phase.RESOLVED, Phase.CLOSED),
    at="rate_until",
    when=field("satisfaction").is_("asked"),
)
"""Record that a rating is over when its time is up."""


@checked
def rated(
    survey: Survey, *, reopen: type[Event] | None = None
) -> tuple[Lifecycle | Timer | Reaction, ...]:
    """Return the parts of a model whose records are rated: a region, its timer, and an offer.

    Records of incidents and of requests have the fields for it: `survey`, `rater`, `rate_until` and
    `rating`.

    Args:
        survey: the survey, which says what a bad answer is.
        reopen: the event that a bad answer offers while a record is resolved, such as
            `itsmcore.incidents.Reopened`; None offers nothing.

    >>> from itsmcore.incidents import INCIDENT, Reopened
    >>> from itsmcore.satisfaction import csat
    >>> survey = Survey("after closure", csat("overall"))
    >>> ours = INCIDENT.extended(*rated(survey, reopen=Reopened), name="ours")
    >>> ours.regions[-1].name
    'satisfaction'
    """
    if reopen is None:
        return SATISFACTION, RATING_ENDS
    is_its = field("survey").is_(survey.name) & field("phase").is_(Phase.RESOLVED)
    offer = Reaction(
        Rated,
        reopen,
        when=survey.bad("rating") & is_its,
        data={"reason": in_english(Phrase("satisfaction.bad_answer", name=survey.name))},
        is_offer=True,
    )
    return SATISFACTION, RATING_ENDS, offer


def invitations_in(timelines: Mapping[str, Timeline]) -> tuple[Invitation, ...]:
    """Return the invitations that records tell of: who was asked to rate them.

    A step that does not tell who, until when or by which survey is left out.

    Raises:
        BadValue: the timelines are not a mapping.
    """
    return tuple(_read(timelines, RatingRequested.verb, _invitation))


def responses_in(timelines: Mapping[str, Timeline]) -> tuple[Response, ...]:
    """Return the responses that records tell of: how they were rated.

    A step that does not tell by whom or for which survey is left out.

    Raises:
        BadValue: the timelines are not a mapping.
    """
    return tuple(_read(timelines, Rated.verb, _response))


def _read(timelines: Mapping[str, Timeline], verb: str, made: Any) -> Iterator[Any]:
    for record, timeline in as_timelines(timelines).items():
        for step in timeline.steps:
            if step.verb == verb:
                try:
                    yield made(record, step, _told(step, "survey"))
                except ItsmError:
                    continue


def _invitation(record: str, step: Step, survey: Any) -> Invitation:
    person, until = _told(step, "event.person"), _told(step, "event.until")
    return Invitation(survey, record, person, asked_at=step.at, expires_at=until)


def _response(record: str, step: Step, survey: Any) -> Response:
    by, answers = _told(step, "event.by"), _told(step, "event.rating")
    return Response(survey, record, by=by, at=step.at, answers=answers)


def _told(step: Step, name: str) -> Any:
    return present(step.facts.get(name))
