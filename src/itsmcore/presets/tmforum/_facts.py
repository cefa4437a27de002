"""What is known of TM Forum's interfaces, each fact with where it was read."""

from __future__ import annotations

from itsmcore.presets._preset import Preset, ProductDeviation, ProductFact, not_found
from itsmcore.presets.tmforum._tables import CHANGE, CODES, SERVICE_PROBLEM, TROUBLE_TICKET
from itsmcore.service_levels import Terms

_TICKETS = "TMF621 v5.0.1, OpenAPI"
_PROBLEMS = "TMF656 v5.0.0, OpenAPI"
_CHANGES = "TMF655 v4.0.0, OpenAPI"
_MEANINGS = "fit-api.bitbucket.io, tmf621_v1.0.0, TroubleTicketStatusType"

TERMS = Terms()
"""Its documents say nothing of what products disagree about: as is done here."""

FACTS = (
    ProductFact(
        topic="states",
        says="trouble tickets and service problems have eight, which are called an example",
        source=f"{_TICKETS}; {_PROBLEMS}",
    ),
    ProductFact(topic="states", says="change requests have twelve", source=_CHANGES),
    ProductFact(
        topic="states",
        says="acknowledged is received and well-formed; what is rejected never was acknowledged",
        source=_MEANINGS,
    ),
    ProductFact(
        topic="states",
        says="resolved is the supplier's view, which the customer has not confirmed",
        source=_MEANINGS,
    ),
    not_found("transitions", "what leads from one state to another", f"{_TICKETS}; {_CHANGES}"),
    not_found("needs", "which fields a state needs", _TICKETS),
    ProductFact(
        topic="hold_reasons",
        says="the state is the reason: pending waits for the customer, held for the supplier",
        source=_MEANINGS,
    ),
    not_found("closure_codes", "a list of resolutions", _TICKETS),
    ProductFact(
        topic="priority",
        says="a service problem has 1 to 10, 1 the worst; there is no matrix",
        source=_PROBLEMS,
    ),
    not_found("hours", "a calendar of a ticket", _TICKETS),
    not_found("reopening", "whether a ticket may be opened again", _TICKETS),
    not_found("who_reopens", "who may open a ticket again", _TICKETS),
    not_found("reopen_on_reply", "what an answer does to a ticket", _TICKETS),
    not_found("target_change", "whether time so far counts against another target", _TICKETS),
    not_found("pause", "in which states clocks stand still", _TICKETS),
    not_found("order", "what counts first of several things at one instant", _TICKETS),
    ProductFact(
        topic="breach",
        says="a violation of a service level is a document beside the ticket",
        source=_TICKETS,
        certainty="partly_read",
    ),
    not_found("auto_close", "when a ticket closes by itself", _TICKETS),
    not_found("reminders", "a reminder", _TICKETS),
    not_found("approval_without_approver", "what happens if nobody can approve", _CHANGES),
)

DEVIATIONS = (
    ProductDeviation(
        topic="hold_reasons",
        product="has a state for each side that is waited for",
        here="an incident is on hold, for a reason",
        why="one state and a reason serve any number of reasons",
    ),
)

PRESET = Preset(
    "TM Forum",
    lifecycles=(TROUBLE_TICKET, SERVICE_PROBLEM, CHANGE),
    codes=CODES,
    terms=TERMS,
    facts=FACTS,
    deviations=DEVIATIONS,
)
"""All that is known of its interfaces."""
