"""Satisfaction: who is asked how well they were served, what they answered, and what follows."""

from itsmcore._faces import offer
from itsmcore.satisfaction._answers import Answers, Response
from itsmcore.satisfaction._call_back import CALL_BACK, call_back
from itsmcore.satisfaction._invitation import Invitation, Invitations, Uninvited
from itsmcore.satisfaction._rating import (
    RATING_ENDS,
    SATISFACTION,
    Rated,
    RatingExpired,
    RatingRequested,
    invitations_in,
    rated,
    responses_in,
)
from itsmcore.satisfaction._scale import Measure, Scale, ces, csat, nps
from itsmcore.satisfaction._survey import SOLVED, WHOM, Survey

__all__ = [
    "CALL_BACK",
    "RATING_ENDS",
    "SATISFACTION",
    "SOLVED",
    "WHOM",
    "Answers",
    "Invitation",
    "Invitations",
    "Measure",
    "Rated",
    "RatingExpired",
    "RatingRequested",
    "Response",
    "Scale",
    "Survey",
    "Uninvited",
    "call_back",
    "ces",
    "csat",
    "invitations_in",
    "nps",
    "rated",
    "responses_in",
]

offer(globals())
