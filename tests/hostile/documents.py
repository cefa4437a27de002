"""Documents of everything, with parts dropped, swapped, nested and made up."""

from __future__ import annotations

import copy
from random import Random
from typing import Any

from itsmcore import INCIDENT, Event, PriorityMatrix, Record, Schedule, Timeline
from itsmcore.approval import ApprovalPolicy, Authority
from itsmcore.conditions import Condition
from itsmcore.decisions import Decision
from itsmcore.service_levels import Agreement, Goal
from itsmcore.shown import shown
from tests.hostile.case import Case
from tests.hostile.judge import CONVERTER
from tests.hostile.values import ALL, DOMAIN, NUMBERS, TEXTS
from tests.instants import HOUR
from tests.instants import NINE as T0
from tests.support import lent
from tests.sweep.good import (
    CAB,
    CHG,
    DECISION,
    GOAL,
    GOLD,
    INC,
    INSTANCES,
    LINE,
    OFFICE,
    PRB,
    RESOLVED,
    TEST,
    TSK,
)

VALUES: tuple[tuple[Any, Any], ...] = (
    *((record, type(record)) for record in (INC, RESOLVED, PRB, CHG, TSK, lent())),
    *((record, Record) for record in (INC, CHG)),
    *((event, Event) for record in (RESOLVED, PRB, CHG) for event in record.history),
    *((LINE, Timeline), (RESOLVED.timeline(), Timeline)),
    *((OFFICE, Schedule), (Schedule.never() | OFFICE, Schedule), (~OFFICE & OFFICE, Schedule)),
    *((make(), Schedule) for name, make in DOMAIN[Schedule].items() if name != "every minute"),
    (Schedule.recurring("FREQ=MONTHLY;BYDAY=1SU", start=T0, duration=4 * HOUR), Schedule),
    *((GOLD, Agreement), (GOAL, Goal), (TEST, Condition), (DECISION, Decision)),
    *(
        (one, Condition)
        for one in INSTANCES
        if isinstance(one, Condition) and "is_new" not in repr(one)
    ),
    *((INCIDENT.prioritiser.matrix, PriorityMatrix), (CAB, Authority)),
    (ApprovalPolicy([(TEST, CAB)]), ApprovalPolicy),
)
DOCUMENTS: list[tuple[Any, Any]] = [
    (CONVERTER.unstructure(value, None if isinstance(value, Event | Record) else kind), kind)
    for value, kind in VALUES
]
SCALARS: list[Any] = [
    *(make() for make in TEXTS.values()),
    *(make() for name, make in NUMBERS.items() if "numpy" not in name),
    *(
        None,
        True,
        False,
        0,
        -1,
        5,
        1.5,
        float("nan"),
        float("inf"),
        10**400,
        [],
        {},
        [[]],
        {"$": 1},
    ),
    *("0000-01-01", "9999-12-31T23:59:59.999999Z", "0001-01-01T00:00:00+23:59", "PT0S", "-P1D"),
    *(
        "P999999999D",
        "PT999999999H",
        "1E999999999",
        "NaN",
        "1/0",
        "24:00",
        "23:59-00:00",
        "mon-sun",
    ),
    *("FREQ=DAILY", "FREQ=SECONDLY;INTERVAL=0", "FREQ=YEARLY;BYMONTH=13", "UTC", "+25:00", "Mars"),
]
KEYS = (
    "$",
    "type",
    "schema",
    "model",
    "history",
    "verb",
    "at",
    "by",
    "id",
    "value",
    "parts",
    "x",
    "",
)


def a_document(random: Random) -> Case:
    """Make a document of a value, spoil it in a few places, and read it."""
    document, kind = random.choice(DOCUMENTS)
    document = copy.deepcopy(document)
    said = []
    for _ in range(random.choice((1, 1, 2, 3, 4))):
        words, document = _spoilt(random, document)
        said.append(words)
    if random.random() < 0.1:
        kind = random.choice(DOCUMENTS)[1]
    return Case(
        f"a {kind.__name__}: {', '.join(said)}", lambda: CONVERTER.structure(document, kind)
    )


def _spoilt(random: Random, document: Any) -> tuple[str, Any]:
    """Spoil a document at a place, the deeper the likelier."""
    if type(document) is dict and document and random.random() < 0.85:
        key = random.choice(list(document))
        inner = document[key]
        if type(inner) in (dict, list) and inner and random.random() < 0.8:
            words, spoilt = _spoilt(random, inner)
            return f"{str(key)[:20]!r}.{words}", {**document, key: spoilt}
        return _spoilt_key(random, document, key)
    if type(document) is list and document and random.random() < 0.85:
        place = random.randrange(len(document))
        if random.random() < 0.7:
            words, spoilt = _spoilt(random, document[place])
            return f"{place}.{words}", [*document[:place], spoilt, *document[place + 1 :]]
        return random.choice(
            (
                (f"{place} dropped", [*document[:place], *document[place + 1 :]]),
                (f"{place} twice", [*document[:place], document[place], *document[place:]]),
                ("turned round", document[::-1]),
            )
        )
    return _garbage(random)


def _spoilt_key(random: Random, document: dict[Any, Any], key: Any) -> tuple[str, Any]:
    rest = {name: part for name, part in document.items() if name != key}
    match random.randrange(4):
        case 0:
            return f"{key!r} dropped", rest
        case 1:
            words, garbage = _garbage(random)
            return f"{key!r} {words}", {**document, key: garbage}
        case 2:
            other = random.choice((*KEYS, *(part for part in SCALARS if isinstance(part, str))))
            return f"{key!r} called {other[:20]!r}", {**rest, other: document[key]}
        case _:
            words, garbage = _garbage(random)
            more = random.choice((*KEYS, 5, None))
            return f"{more!r} added {words}", {**document, more: garbage}


def _garbage(random: Random) -> tuple[str, Any]:
    match random.randrange(10):
        case 0:
            part, _ = random.choice(DOCUMENTS)
            return "is another's document", copy.deepcopy(part)
        case 1:
            depth = random.choice((2, 99, 101, 5_000))
            return f"is {depth} deep", _deep(random, depth)
        case 2:
            name = random.choice(list(ALL))
            return f"is {name}", ALL[name]()
        case _:
            scalar = random.choice(SCALARS)
            return f"is {shown(scalar)[:20]}", scalar


def _deep(random: Random, depth: int) -> Any:
    made: Any = random.choice(("x", {"$": "test", "subject": "x", "op": "is set"}))
    form = random.randrange(4)
    for _ in range(depth):
        made = (
            [made],
            {"x": made},
            {"$": "not", "part": made},
            {"$": "schedule", "not": made},
        )[form]
    return made
