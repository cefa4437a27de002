"""What is known of OTRS and of Znuny and OTOBO, which grew from it, each with its source."""

from __future__ import annotations

from itsmcore.presets._preset import Preset, ProductDeviation, ProductFact, not_found
from itsmcore.presets.otrs._tables import CHANGE, CODES, MATRIX, WORK_ORDER
from itsmcore.service_levels import Terms

_SETUP = "Znuny, var/packagesetup/ITSMChangeManagement.pm"
_CORE = "Znuny, var/packagesetup/ITSMCore.pm"
_HISTORY = "OTOBO, Kernel/System/ITSMChange/Event/HistoryAdd.pm"

TERMS = Terms()
"""How its clocks read what products disagree about, as far as that is known: as is done here."""

FACTS = (
    ProductFact(
        topic="states",
        says="changes have ten states and work orders six, which a site may add to",
        source=_SETUP,
    ),
    ProductFact(
        topic="states",
        says="the history writes the numbers of states, which differ between installations",
        source=_HISTORY,
    ),
    ProductFact(
        topic="transitions",
        says="a table, which a site may change: a requested change may be in progress at once",
        source=_SETUP,
    ),
    not_found("needs", "which fields a state needs as shipped", _SETUP),
    not_found("hold_reasons", "a reason to wait beside the state", _SETUP),
    ProductFact(
        topic="closure_codes",
        says="how a change ended is its state: successful, failed, canceled, rejected, retracted",
        source=_SETUP,
    ),
    ProductFact(
        topic="closure_codes",
        says="tickets may be closed with a workaround, in a state of its own",
        source="Znuny, ITSM Incident Problem Management",
    ),
    ProductFact(
        topic="priority",
        says="looked up by impact and criticality, or a change's category; 5 is the worst",
        source=_CORE,
    ),
    ProductFact(
        topic="hours",
        says="a level names a calendar, and counts minutes of its hours",
        source="Znuny, SLA management",
        certainty="partly_read",
    ),
    ProductFact(
        topic="reopening",
        says="a ticket that is opened again has its old targets; to begin anew was refused",
        source="znuny/Znuny, pull request 369",
        certainty="partly_read",
    ),
    not_found("who_reopens", "who may open a change again, which no move does,", _SETUP),
    not_found("reopen_on_reply", "what an answer does to a change", _SETUP),
    not_found("target_change", "whether time so far counts against another target", _SETUP),
    not_found("pause", "in which states clocks stand still", _SETUP),
    not_found("order", "what counts first of several things at one instant", _SETUP),
    ProductFact(
        topic="breach",
        says="first response, update and solution have a time each, in minutes",
        source="Znuny, SLA management",
        certainty="partly_read",
    ),
    not_found("auto_close", "what closes a change by itself", _SETUP),
    ProductFact(
        topic="reminders",
        says="a level says at which percentage of each time somebody is told",
        source="Znuny, SLA management",
        certainty="partly_read",
    ),
    ProductFact(
        topic="approval_without_approver",
        says="a change need not be approved: it may go from requested to in progress",
        source=_SETUP,
    ),
)

DEVIATIONS = (
    ProductDeviation(
        topic="transitions",
        product="lets a requested change be in progress without an approval",
        here="no change is implemented that is not authorised",
        why="an approval that can be left out is none",
    ),
    ProductDeviation(
        topic="closure_codes",
        product="has a state for each way in which a change ends",
        here="it is closed with a code, or cancelled",
        why="a state says where something stands, and a code how it went",
    ),
)

PRESET = Preset(
    "OTRS",
    lifecycles=(CHANGE, WORK_ORDER),
    codes=CODES,
    matrix=MATRIX,
    terms=TERMS,
    facts=FACTS,
    deviations=DEVIATIONS,
)
"""All that is known of the product."""
