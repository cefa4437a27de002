"""What is known of BMC Helix ITSM, each fact with where it was read."""

from __future__ import annotations

from itsmcore.presets._preset import Preset, ProductDeviation, ProductFact, not_found
from itsmcore.presets.bmc._tables import CHANGE, CODES, INCIDENT, MATRIX, PROBLEM
from itsmcore.service_levels import Terms

_DOCS = "docs.bmc.com, change2002"
_WEIGHTS = "caropepe.com, 2007-10-25"

TERMS = Terms()
"""Nothing was found of how its clocks read what products disagree about: as is done here."""

FACTS = (
    ProductFact(
        topic="states",
        says="incidents have seven statuses, problems eight, changes thirteen",
        source=_DOCS,
        certainty="partly_read",
    ),
    not_found("states", "the numbers that it stores for statuses", _DOCS),
    ProductFact(
        topic="transitions",
        says="no change is cancelled from Pending",
        source=_DOCS,
    ),
    ProductFact(
        topic="transitions",
        says="a latent change, which was made before it was written down, goes to Completed",
        source=_DOCS,
    ),
    not_found("transitions", "which other moves are allowed as shipped", _DOCS),
    not_found("needs", "which fields a status needs as shipped", _DOCS),
    ProductFact(
        topic="hold_reasons",
        says="seven, 2000 to 8000: the local site, an order, a supplier, a vendor, the client …",
        source=_DOCS,
        certainty="partly_read",
    ),
    not_found("closure_codes", "a list of ways to resolve an incident", _DOCS),
    ProductFact(
        topic="priority",
        says="impact and urgency have weights, and bands of their sum are priorities",
        source=_WEIGHTS,
        certainty="partly_read",
    ),
    not_found("hours", "the business hours that ship", _DOCS),
    not_found("reopening", "whether a closed incident may be opened again", _DOCS),
    not_found("who_reopens", "who may open an incident again", _DOCS),
    not_found("reopen_on_reply", "what an answer does to an incident", _DOCS),
    not_found("target_change", "whether time so far counts against another target", _DOCS),
    not_found("pause", "in which statuses clocks stand still", _DOCS),
    not_found("order", "what counts first of several things at one instant", _DOCS),
    not_found("breach", "whether 100 % of a target is a breach", _DOCS),
    not_found("auto_close", "when a resolved incident closes by itself", _DOCS),
    not_found("reminders", "the reminders that ship", _DOCS),
    ProductFact(
        topic="approval_without_approver",
        says="a phase that has no approver is skipped",
        source=_DOCS,
    ),
)

DEVIATIONS = (
    ProductDeviation(
        topic="approval_without_approver",
        product="skips a phase that nobody can approve",
        here="it stays open, and says that nobody is there",
        why="what nobody has approved is not approved",
    ),
)

PRESET = Preset(
    "BMC Helix ITSM",
    lifecycles=(INCIDENT, PROBLEM, CHANGE),
    codes=CODES,
    matrix=MATRIX,
    terms=TERMS,
    facts=FACTS,
    deviations=DEVIATIONS,
)
"""All that is known of the product."""
