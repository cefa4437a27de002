"""What is known of Zendesk, each fact with where it was read."""

from __future__ import annotations

from itsmcore.presets._preset import Preset, ProductDeviation, ProductFact, not_found
from itsmcore.presets.zendesk._tables import CODES, TICKET
from itsmcore.service_levels import Terms

_SUPPORT = "support.zendesk.com, article 8263915942938"
_HANDBOOK = "GitLab handbook, Metrics definitions"
_AUTOMATION = "nukosuke/go-zendesk, an automation as the interface gives it"

TERMS = Terms()
"""How its clocks read what products disagree about, as far as that is known: as is done here."""

FACTS = (
    ProductFact(
        topic="states",
        says="New, Open, Pending, On-hold, Solved and Closed; a site's own statuses lie in these",
        source=_SUPPORT,
    ),
    ProductFact(
        topic="transitions",
        says="what is no longer New never is again, and what is Closed stays so",
        source=_SUPPORT,
    ),
    ProductFact(
        topic="transitions",
        says="no agent closes a ticket: rules of a site do, once it is Solved",
        source=_SUPPORT,
        certainty="partly_read",
    ),
    ProductFact(
        topic="needs",
        says="a solved ticket needs an assignee",
        source="docs.workato.com, Zendesk, Solve ticket action",
    ),
    ProductFact(
        topic="hold_reasons",
        says="the status is the reason: Pending waits for the requester, On-hold for a third party",
        source=_SUPPORT,
    ),
    not_found("closure_codes", "a field for how a ticket was solved, as shipped,", _SUPPORT),
    ProductFact(
        topic="priority",
        says="urgent, high, normal or low, given by hand or by rules; there is no matrix",
        source="developer.zendesk.com, Tickets",
        certainty="inferred",
    ),
    ProductFact(
        topic="hours",
        says="a target counts by the calendar, or within business hours",
        source="developer.zendesk.com, Ticket audit events reference, in_business_hours",
    ),
    ProductFact(
        topic="reopening",
        says="a solved ticket is opened again until it is closed; then a follow-up begins",
        source=_SUPPORT,
        certainty="partly_read",
    ),
    ProductFact(
        topic="who_reopens",
        says="the requester, by an answer, and agents",
        source=_SUPPORT,
        certainty="partly_read",
    ),
    ProductFact(
        topic="reopen_on_reply",
        says="an answer of the requester opens a ticket that is Pending or Solved",
        source=_SUPPORT,
        certainty="partly_read",
    ),
    not_found("target_change", "whether time so far counts against another target", _SUPPORT),
    ProductFact(
        topic="pause",
        says="requester wait counts in New, Open and On-hold, agent work in New and Open",
        source=_HANDBOOK,
    ),
    not_found("order", "what counts first of several things at one instant", _SUPPORT),
    not_found("breach", "whether 100 % of a target is a breach", _SUPPORT),
    ProductFact(
        topic="auto_close",
        says="an automation closes what has been solved for more than 96 hours",
        source=_AUTOMATION,
    ),
    not_found("reminders", "a reminder of what is Pending, as shipped,", _SUPPORT),
    not_found("approval_without_approver", "what happens if nobody can approve", _SUPPORT),
)

DEVIATIONS = (
    ProductDeviation(
        topic="hold_reasons",
        product="has a status for each reason to wait",
        here="an incident is on hold, for a reason",
        why="one state and a reason serve any number of reasons",
    ),
    ProductDeviation(
        topic="auto_close",
        product="closes by the clock, four days after a ticket was solved",
        here="working days count",
        why="whoever is asked on a Friday has no less time to answer",
    ),
)

PRESET = Preset(
    "Zendesk",
    lifecycles=(TICKET,),
    codes=CODES,
    terms=TERMS,
    facts=FACTS,
    deviations=DEVIATIONS,
)
"""All that is known of the product."""
