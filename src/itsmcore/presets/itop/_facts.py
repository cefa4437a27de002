"""What is known of iTop, each fact with where it was read."""

from __future__ import annotations

from itsmcore.presets._preset import Preset, ProductDeviation, ProductFact, not_found
from itsmcore.presets.itop._tables import (
    CODES,
    EMERGENCY_CHANGE,
    INCIDENT,
    MATRIX,
    NORMAL_CHANGE,
    PROBLEM,
    REQUEST,
    ROUTINE_CHANGE,
)
from itsmcore.service_levels import Terms

_DATAMODELS = "Combodo/iTop, datamodels/2.x"
_INCIDENTS = f"{_DATAMODELS}/itop-incident-mgmt-itil"
_REQUESTS = f"{_DATAMODELS}/itop-request-mgmt-itil"
_CHANGES = f"{_DATAMODELS}/itop-change-mgmt-itil"
_TICKETS = f"{_DATAMODELS}/itop-tickets/main.itop-tickets.php"

TERMS = Terms(breach_when=">=")
"""How its stopwatches read what products disagree about; see `PRESET` for the sources."""

FACTS = (
    ProductFact(
        topic="states",
        says="tickets are new, assigned, pending, resolved or closed; missed targets are states",
        source=_INCIDENTS,
    ),
    ProductFact(
        topic="states",
        says="nothing leads to four states of a routine change, and to two of an emergency change",
        source=_CHANGES,
    ),
    ProductFact(
        topic="transitions",
        says="each state lists the stimuli that it takes, and where each leads",
        source=_INCIDENTS,
    ),
    ProductFact(
        topic="needs",
        says="fields are mandatory in a state: a group and a person to be assigned, among others",
        source=_INCIDENTS,
    ),
    ProductFact(
        topic="hold_reasons",
        says="a text, which pending needs; there is no list of reasons",
        source=_INCIDENTS,
    ),
    ProductFact(
        topic="closure_codes",
        says="seven, such as assistance or bug fixed; resolved needs one of them and a solution",
        source=_INCIDENTS,
    ),
    ProductFact(
        topic="priority",
        says="computed from 3 impacts and 4 urgencies, 1 the worst",
        source=f"{_INCIDENTS}, ComputePriority",
    ),
    ProductFact(
        topic="priority",
        says="comments in the code have the labels of the impacts the other way round",
        source=f"{_INCIDENTS}, ComputePriority",
    ),
    ProductFact(
        topic="hours",
        says="stopwatches name no working time, so that they run by the wall clock as shipped",
        source=f"{_INCIDENTS}, tto and ttr",
        certainty="inferred",
    ),
    ProductFact(
        topic="reopening",
        says="a resolved ticket returns to assigned, and its stopwatch goes on; closed is final",
        source=f"{_INCIDENTS}, ev_reopen and ttr",
        certainty="inferred",
    ),
    not_found("who_reopens", "who may use the stimulus ev_reopen as shipped", _INCIDENTS),
    not_found(
        "reopen_on_reply", "what an answer does to a ticket that is pending or resolved", _INCIDENTS
    ),
    ProductFact(
        topic="target_change",
        says="the shortest target that matches the customer's contract; time so far is kept",
        source=_TICKETS,
        certainty="inferred",
    ),
    ProductFact(
        topic="pause",
        says="a stopwatch runs in the states it lists: not while pending, which has its own",
        source=f"{_INCIDENTS}, tto, ttr and cumulatedpending",
    ),
    not_found("order", "what counts first of several things at one instant", _INCIDENTS),
    ProductFact(
        topic="breach",
        says="100 % of a target is a breach; a stimulus then moves the ticket to another state",
        source=f"{_INCIDENTS}, tto and ttr",
    ),
    ProductFact(
        topic="auto_close",
        says="the stimulus ev_autoclose is declared, and no state takes it",
        source=_INCIDENTS,
    ),
    ProductFact(
        topic="reminders",
        says="a ticket is marked at 75 % of a target; nobody is told as shipped",
        source=f"{_INCIDENTS}, tto and ttr",
        certainty="inferred",
    ),
    not_found(
        "approval_without_approver",
        "what happens if nobody is there to approve a request",
        _REQUESTS,
    ),
)

DEVIATIONS = (
    ProductDeviation(
        topic="states",
        product="moves a ticket to an escalated state when a target is missed",
        here="a missed target is what a clock says, beside the state",
        why="a ticket that is late is still new, or assigned",
    ),
    ProductDeviation(
        topic="auto_close",
        product="declares an event that closes tickets, and never uses it",
        here="a timer closes what was resolved",
        why="what is resolved does not stay open for ever",
    ),
)

PRESET = Preset(
    "iTop",
    lifecycles=(INCIDENT, REQUEST, PROBLEM, NORMAL_CHANGE, EMERGENCY_CHANGE, ROUTINE_CHANGE),
    codes=CODES,
    matrix=MATRIX,
    terms=TERMS,
    facts=FACTS,
    deviations=DEVIATIONS,
)
"""All that is known of the product."""
