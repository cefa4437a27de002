"""What is known of Freshservice, each fact with where it was read."""

from __future__ import annotations

from itsmcore.presets._preset import Preset, ProductDeviation, ProductFact, not_found
from itsmcore.presets.freshservice._tables import CODES, TICKET
from itsmcore.service_levels import Terms

_API = "api.freshservice.com"
_SCHEMA = "api-evangelist/freshworks, json-schema/freshworks-ticket-schema.json"

TERMS = Terms()
"""Nothing was found of how its clocks read what products disagree about: as is done here."""

FACTS = (
    ProductFact(
        topic="states",
        says="tickets are Open, Pending, Resolved or Closed, 2 to 5; sites add others",
        source=_SCHEMA,
    ),
    not_found("states", "the numbers of the statuses of problems and changes", _API),
    not_found("transitions", "which moves are allowed as shipped", _API),
    not_found("needs", "which fields a status needs as shipped", _API),
    not_found("hold_reasons", "a reason to wait beside the status", _API),
    not_found("closure_codes", "a list of ways to resolve a ticket", _API),
    ProductFact(
        topic="priority",
        says="1 to 4, 4 the worst",
        source=_SCHEMA,
    ),
    not_found("priority", "the matrix of impact and urgency that ships", _API),
    not_found("hours", "the business hours that ship", _API),
    not_found("reopening", "whether a closed ticket may be opened again", _API),
    not_found("who_reopens", "who may open a ticket again", _API),
    not_found("reopen_on_reply", "what an answer does to a ticket", _API),
    not_found("target_change", "whether time so far counts against another target", _API),
    not_found("pause", "in which statuses clocks stand still", _API),
    not_found("order", "what counts first of several things at one instant", _API),
    not_found("breach", "whether 100 % of a target is a breach", _API),
    not_found("auto_close", "when a resolved ticket closes by itself", _API),
    not_found("reminders", "the reminders that ship", _API),
    not_found("approval_without_approver", "what happens if nobody can approve", _API),
)

DEVIATIONS = (
    ProductDeviation(
        topic="states",
        product="has one status, Open, for what waits for somebody and what is worked on",
        here="an incident is new, and in progress once somebody works on it",
        why="time to begin and time to work are two things",
    ),
)

PRESET = Preset(
    "Freshservice",
    lifecycles=(TICKET,),
    codes=CODES,
    terms=TERMS,
    facts=FACTS,
    deviations=DEVIATIONS,
)
"""All that is known of the product."""
