"""Lifecycles: events, records, tables, and the engine that runs them."""

from itsmcore._faces import offer
from itsmcore.lifecycle._actor import SYSTEM, Actor, as_actor
from itsmcore.lifecycle._answers import CauseCheck, Choice, Finding
from itsmcore.lifecycle._argument import Argument
from itsmcore.lifecycle._chronology import Chronology
from itsmcore.lifecycle._custom import Plain, custom_fields
from itsmcore.lifecycle._event import Cause, Event
from itsmcore.lifecycle._fault_report import FaultReport, faults
from itsmcore.lifecycle._following import Following
from itsmcore.lifecycle._form import Form, FormQuestion
from itsmcore.lifecycle._hold import hold_region
from itsmcore.lifecycle._lifecycle import Lifecycle
from itsmcore.lifecycle._link import Link, LinkKind, Links
from itsmcore.lifecycle._model import Model, as_model
from itsmcore.lifecycle._model_diff import ModelDiff, model_diff
from itsmcore.lifecycle._named import event_named
from itsmcore.lifecycle._opens import Opens
from itsmcore.lifecycle._option import Option
from itsmcore.lifecycle._parts import Reaction, Timer
from itsmcore.lifecycle._practice import LinkRule, OutsideFact, Practice
from itsmcore.lifecycle._record import AnyRecord, Record
from itsmcore.lifecycle._roles import Roles
from itsmcore.lifecycle._said import read_texts
from itsmcore.lifecycle._seen import SeenEvent, SeenRecord
from itsmcore.lifecycle._sharing import Sharing
from itsmcore.lifecycle._sides import BOT, FROM_MACHINE, FROM_REQUESTER, REQUESTER, Side
from itsmcore.lifecycle._snapshot import Snapshot
from itsmcore.lifecycle._table import ANY, NOBODY, Guard, Permit, Rule, State
from itsmcore.lifecycle._verb import ModelOpening, Opening, Verb, opening, verb
from itsmcore.phase import Phase

__all__ = [
    "ANY",
    "BOT",
    "FROM_MACHINE",
    "FROM_REQUESTER",
    "NOBODY",
    "REQUESTER",
    "SYSTEM",
    "Actor",
    "AnyRecord",
    "Argument",
    "Cause",
    "CauseCheck",
    "Choice",
    "Chronology",
    "Event",
    "FaultReport",
    "Finding",
    "Following",
    "Form",
    "FormQuestion",
    "Guard",
    "Lifecycle",
    "Link",
    "LinkKind",
    "LinkRule",
    "Links",
    "Model",
    "ModelDiff",
    "ModelOpening",
    "Opening",
    "Opens",
    "Option",
    "OutsideFact",
    "Permit",
    "Phase",
    "Plain",
    "Practice",
    "Reaction",
    "Record",
    "Roles",
    "Rule",
    "SeenEvent",
    "SeenRecord",
    "Sharing",
    "Side",
    "Snapshot",
    "State",
    "Timer",
    "Verb",
    "as_actor",
    "as_model",
    "custom_fields",
    "event_named",
    "faults",
    "hold_region",
    "model_diff",
    "opening",
    "read_texts",
    "verb",
]

offer(globals())
