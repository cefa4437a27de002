"""What is known of GLPI, each fact with where it was read."""

from __future__ import annotations

from itsmcore.presets._preset import Preset, ProductDeviation, ProductFact, not_found
from itsmcore.presets.glpi._tables import CHANGE, CODES, MATRIX, PROBLEM, TICKET
from itsmcore.service_levels import Terms

_SOURCE = "glpi-project/glpi, src"
_OBJECTS = f"{_SOURCE}/CommonITILObject.php"
_TICKETS = f"{_SOURCE}/Ticket.php"
_LEVELS = f"{_SOURCE}/LevelAgreement.php"

TERMS = Terms()
"""How its clocks read what products disagree about, as far as that is known: as is done here."""

FACTS = (
    ProductFact(
        topic="states",
        says="statuses have numbers that tickets, problems and changes share, not always the names",
        source=_OBJECTS,
    ),
    ProductFact(
        topic="transitions",
        says="every move is allowed, unless the matrix of a profile says no",
        source=_OBJECTS,
    ),
    ProductFact(
        topic="transitions",
        says="a refused change could come to a status that changes do not have",
        source="glpi-project/glpi, issue 11561",
        certainty="partly_read",
    ),
    ProductFact(
        topic="needs",
        says="what a ticket needs is said by its template, and not by its status",
        source=_TICKETS,
        certainty="inferred",
    ),
    not_found("hold_reasons", "a list of reasons for Pending as shipped", _TICKETS),
    not_found("closure_codes", "a list of types of solutions as shipped", _OBJECTS),
    ProductFact(
        topic="priority",
        says="looked up by urgency and impact, 5 the worst of the matrix",
        source="glpi-project/glpi, install/empty_data.php",
    ),
    ProductFact(
        topic="hours",
        says="the calendar of the level's contract, or that of the ticket's entity",
        source=_LEVELS,
    ),
    ProductFact(
        topic="hours",
        says="a time is a number of minutes, hours, days or months, perhaps to the end of the day",
        source=_LEVELS,
    ),
    ProductFact(
        topic="hours",
        says="a note in the code says that one month counts as 30 working days",
        source=f"{_SOURCE}/Calendar.php",
    ),
    ProductFact(
        topic="reopening",
        says="what passed since it was solved counts as waiting",
        source="glpi-project/glpi, issue 9267",
        certainty="partly_read",
    ),
    not_found("who_reopens", "who may reopen as shipped", _TICKETS),
    not_found("reopen_on_reply", "what a follow-up does to the status as shipped", _TICKETS),
    ProductFact(
        topic="target_change",
        says="a service level counts from the ticket's date, whenever it was given",
        source=_LEVELS,
    ),
    ProductFact(
        topic="target_change",
        says="an operational level counts from a begin of its own",
        source=_LEVELS,
    ),
    ProductFact(
        topic="pause",
        says="time in Pending is added to the due date",
        source=_LEVELS,
    ),
    not_found("order", "what counts first of several things at one instant", _LEVELS),
    not_found("breach", "whether 100 % of a target is a breach", _LEVELS),
    not_found("auto_close", "after how many days what is solved closes as shipped", _TICKETS),
    ProductFact(
        topic="reminders",
        says="a level of escalation lies before or after its target, by an offset",
        source=_LEVELS,
    ),
    not_found("approval_without_approver", "what happens if nobody can approve", _TICKETS),
)

DEVIATIONS = (
    ProductDeviation(
        topic="transitions",
        product="allows every move by default, out of closed, too",
        here="moves follow a convention, and what is closed stays so",
        why="a table that allows everything finds nothing",
    ),
    ProductDeviation(
        topic="hours",
        product="counts one month as 30 working days",
        here="a month ends on the same day of the next one",
        why="that is what people mean by a month",
    ),
)

PRESET = Preset(
    "GLPI",
    lifecycles=(TICKET, PROBLEM, CHANGE),
    codes=CODES,
    matrix=MATRIX,
    terms=TERMS,
    facts=FACTS,
    deviations=DEVIATIONS,
)
"""All that is known of the product."""
