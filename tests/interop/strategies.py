"""Strategies for what documents hold."""

from __future__ import annotations

import copy
import datetime as dt
import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from itsmcore import testing as kit
from itsmcore.conditions import Condition, Field, as_condition, happened
from itsmcore.decisions import Decision, Match
from itsmcore.errors import Refused
from itsmcore.frozen import FrozenDict
from itsmcore.incidents import Escalation, HoldReason, Incident, ResolutionCode
from itsmcore.level import Impact, Level, Priority, Urgency
from itsmcore.lifecycle import Actor, Event, Link, LinkKind
from itsmcore.phase import Phase
from itsmcore.plain import flaw_of
from itsmcore.priority import PriorityMatrix
from itsmcore.timeline import Flaw, Step, Timeline
from tests.interop.parcels import (
    LOW_HAZARD,
    MINE,
    MODELS,
    Address,
    Colour,
    Hazard,
    Shade,
    Site,
    Size,
    is_busy,
)
from tests.property import strategies as ground

SHIPPED = tuple(model for model in MODELS if model is not MINE)
TEXTS = kit.texts(max_size=5) | st.sampled_from(["", "mail", "$", "a b", "ü"])
MAYBE = st.none() | TEXTS
INSTANTS = kit.instants(min_year=2, max_year=9998).map(lambda at: at.astimezone(dt.UTC))
WHOLE = st.integers() | st.sampled_from([2**70, -(2**70)])
NUMBERS = WHOLE | st.floats(allow_nan=False, allow_infinity=False)
DECIMALS = st.decimals(allow_nan=False, allow_infinity=False) | st.sampled_from(
    [Decimal("1.10"), Decimal("-0"), Decimal("1E+30"), Decimal("0E-9")]
)
LEVELS = ground.levels(scales=(Priority, Impact, Urgency)).filter(
    lambda level: not flaw_of(level)
) | st.sampled_from([Level("x", "X", 1), LOW_HAZARD])
LINKS = st.builds(Link, st.sampled_from([*LinkKind, "cousin"]), TEXTS)
ACTORS = st.sampled_from([Actor("ada"), Actor("grace", {"agent", "lead"}), Actor("ü", {"$"})])
SCALARS = st.one_of(
    *(st.none(), st.booleans(), TEXTS, NUMBERS, INSTANTS, st.dates(), st.timedeltas(), DECIMALS),
    *(LEVELS, LINKS, st.sampled_from([*Phase, HoldReason.CALLER]), TEXTS.map(Field)),
)


def _is_read(value: Any) -> bool:
    """Return whether a condition takes it: what lies in a list is not read, so no field may."""
    return not isinstance(value, tuple | list) or not any(isinstance(one, Field) for one in value)


def _grown(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    plain = st.none() | st.booleans() | TEXTS | st.dates()
    mappings = st.dictionaries(TEXTS, inner, max_size=2)
    lists = st.lists(inner, max_size=3)
    sets = st.frozensets(plain, max_size=3)
    return st.one_of(lists.map(tuple), lists, sets, mappings, mappings.map(FrozenDict))


VALUES = st.recursive(SCALARS, _grown, max_leaves=4)
FACTS = st.dictionaries(TEXTS, VALUES, max_size=3)


def conditions() -> st.SearchStrategy[Condition]:
    """Give conditions over any values, some with a function of the user's own."""
    atoms = st.one_of(
        ground.single_tests(fields=("x", "given.y"), constants=VALUES.filter(_is_read)),
        st.just(as_condition(is_busy)),
        st.just(happened("resolve")),
        st.sampled_from(Phase).map(as_condition),
    )
    return ground.conditions(atoms=atoms, size=4) | kit.conditions()


def decisions() -> st.SearchStrategy[Decision[Any]]:
    """Give decisions with answers of any kind."""
    rows = st.lists(st.tuples(conditions(), VALUES), max_size=3)
    named = st.sampled_from(["d", ""])
    return st.builds(Decision, rows, st.sampled_from(Match), VALUES, named) | kit.decisions()


def timelines() -> st.SearchStrategy[Timeline]:
    """Give timelines of any facts."""
    steps = st.builds(Step, INSTANTS, MAYBE, FACTS)
    flaws = st.lists(st.builds(Flaw, WHOLE, TEXTS, TEXTS), max_size=2).map(tuple)
    in_order = st.lists(steps, max_size=3).map(lambda some: sorted(some, key=lambda s: s.at))
    return st.builds(Timeline, in_order, flaws) | kit.timelines()


def matrices() -> st.SearchStrategy[PriorityMatrix]:
    """Give matrices, the shipped ones among them."""
    shipped = [m.prioritiser.matrix for m in MODELS if m.prioritiser.matrix]
    falling = PriorityMatrix(
        Impact.scale[:2],
        Urgency.scale[:1],
        [[LOW_HAZARD], [Hazard("high", "High", 9)]],
        may_fall=True,
    )
    return kit.matrices() | st.sampled_from([*shipped, falling])


# --- events and records -----------------------------------------------------------------------

PLAIN = st.one_of(st.booleans(), TEXTS, NUMBERS, INSTANTS, st.dates(), DECIMALS)
CUSTOM = st.dictionaries(
    TEXTS.filter(bool), st.none() | PLAIN | st.lists(PLAIN, max_size=2).map(tuple), max_size=2
)
SEVERAL = st.lists(TEXTS, max_size=2).map(tuple)
MAYBE_AT = st.none() | INSTANTS
_DATA: Mapping[str, Mapping[str, st.SearchStrategy[Any]]] = {
    "open": {
        "id": TEXTS.filter(bool),
        "summary": TEXTS,
        "description": MAYBE,
        "caller": MAYBE,
        "impact": st.none() | LEVELS,
        "urgency": st.none() | LEVELS,
        "tags": SEVERAL,
        "occurred_at": MAYBE_AT,
        "custom": CUSTOM,
    },
    "update": {
        "summary": MAYBE,
        "tags": st.none() | SEVERAL,
        "custom": st.none() | CUSTOM,
        "clear": st.sampled_from([(), ("location", "tags")]),
        "detected_at": MAYBE_AT,
    },
    "assign": {"group": MAYBE, "assignee": MAYBE},
    "start": {},
    "hold": {"reason": st.sampled_from([*HoldReason, "cat"]), "until": MAYBE_AT, "note": MAYBE},
    "resume": {"note": MAYBE},
    "resolve": {
        "code": st.sampled_from([*ResolutionCode, "user_error"]),
        "notes": TEXTS,
        "restored_at": MAYBE_AT,
    },
    "reopen": {"reason": TEXTS},
    "close": {"closing_category": MAYBE},
    "reprioritise": {"impact": st.none() | LEVELS, "note": TEXTS},
    "comment": {"text": TEXTS, "public": st.booleans()},
    "escalate": {"kind": st.sampled_from(Escalation), "group": MAYBE, "reason": TEXTS},
    "link": {"kind": st.sampled_from([*LinkKind, "cousin"]), "target": TEXTS},
    "promote_major": {"note": MAYBE},
    "demote_major": {"reason": TEXTS},
    "weigh": {
        "grams": WHOLE,
        "is_odd": st.booleans(),
        "share": NUMBERS,
        "price": DECIMALS,
        "day": st.none() | st.dates(),
        "seen": MAYBE_AT,
        "length": st.timedeltas(),
        "size": st.sampled_from(Size),
        "shade": st.sampled_from(Shade),
        "colour": st.sampled_from([None, *Colour]),
        "way": st.sampled_from(["air", "sea"]),
        "site": TEXTS.map(Site),
        "parts": SEVERAL.map(frozenset),
        "counts": st.lists(WHOLE, max_size=2),
        "several": st.lists(st.dates()).map(tuple),
        "rates": st.dictionaries(TEXTS, NUMBERS, max_size=2),
        "table": st.dictionaries(TEXTS, DECIMALS, max_size=2),
        "either": st.none() | TEXTS | NUMBERS,
        "span": st.tuples(WHOLE, TEXTS),
        "bare": st.lists(VALUES, max_size=2).map(tuple),
        "anything": VALUES,
        "whatever": VALUES,
        "token": st.none() | st.uuids(),
        "address": st.none() | st.builds(Address, TEXTS, WHOLE, st.just((Address("a", 1),))),
        "risk": st.none() | st.just(LOW_HAZARD),
        "phase": st.sampled_from(Phase),
        "link": st.none() | LINKS,
        "rule": st.none() | conditions(),
        "said": TEXTS,
        "table_of": st.none() | decisions(),
        "line": st.none() | timelines(),
        "secret": WHOLE,
    },
}


def events() -> st.SearchStrategy[Event]:
    """Give events of every class of the models, with outside facts."""
    classes = {event.verb: event for model in MODELS for event in model.events}
    envelope = {"at": INSTANTS, "by": ACTORS}
    optional = {"given": FACTS}

    def of(verb: str) -> st.SearchStrategy[Event]:
        needed = {
            name: strategy
            for name, strategy in _DATA[verb].items()
            if name in ("id", "summary", "kind", "reason", "code", "notes", "text", "note", "grams")
            or name in ("target", "closing_category")
        }
        others = {n: s for n, s in _DATA[verb].items() if n not in needed}
        return st.fixed_dictionaries({**envelope, **needed}, optional={**optional, **others}).map(
            lambda data: classes[verb](**data)
        )

    return st.sampled_from(sorted(_DATA)).flatmap(of)


def records(*, size: int = 6) -> st.SearchStrategy[Incident]:
    """Give incidents of every model, with the values of this file and with those of the kit."""
    return st.one_of(_odd_records(size=size), *(kit.records(m, max_events=size) for m in SHIPPED))


@st.composite
def _odd_records(draw: st.DrawFn, *, size: int) -> Incident:
    model: Any = draw(st.sampled_from(MODELS))
    at = draw(INSTANTS.filter(lambda at: at.year < 9990))
    opened = draw(st.fixed_dictionaries(dict(_DATA["open"])))
    opened["summary"] = opened["summary"].strip() or "Mail"
    opened["tags"] = tuple(tag for tag in opened.get("tags", ()) if tag.strip())
    for name, axis in (
        ("impact", model.legal["impact"]),
        ("urgency", model.legal["urgency"]),
    ):
        opened[name] = draw(st.none() | st.sampled_from(axis))
    if opened["occurred_at"] is not None:
        opened["occurred_at"] = min(opened["occurred_at"], at)
    inc: Incident = model.open(at=at, by=draw(ACTORS), **opened)
    verbs = {event.verb: event for event in model.events[1:] if event.verb in _DATA}
    for verb in draw(st.lists(st.sampled_from(sorted(verbs)), max_size=size)):
        data = draw(st.fixed_dictionaries(dict(_DATA[verb])))
        if data.get("impact") is not None:
            data["impact"] = draw(st.sampled_from(model.legal["impact"]))
        at += draw(st.sampled_from([dt.timedelta(), dt.timedelta(microseconds=1), dt.timedelta(9)]))
        try:
            inc = inc.tick(at=at).apply(
                verbs[verb](at=at, by=draw(ACTORS), given=draw(FACTS), **data)
            )
        except Refused:
            continue
    return inc


# --- broken documents -------------------------------------------------------------------------

JUNK: st.SearchStrategy[Any] = st.sampled_from(
    [
        *(None, True, False, 0, 1, -1, 2.5, float("nan"), float("inf"), "", "x", "$"),
        *("\ud800", "2026-01-05T09:00:00", "9999-12-31T23:59:59-09:00", "P1D", "1E+99999999999"),
        *([], ["x"], [[]], [{}], {}, {"$": "all"}, {"$": []}, {"": {}}, {"verb": "start"}),
        *({"$": "phase", "value": "new"}, {"$": "level"}, {"$": "link", "kind": "", "target": ""}),
    ]
)


def _places(document: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    if not isinstance(document, dict | list):
        return [path]
    parts = document.items() if isinstance(document, dict) else enumerate(document)
    return [path, *(place for key, part in parts for place in _places(part, (*path, key)))]


@st.composite
def broken(draw: st.DrawFn, documents: st.SearchStrategy[Any]) -> Any:
    """Give documents in which a few places are dropped, renamed, doubled or replaced."""
    document = json.loads(json.dumps(draw(documents)))
    for _ in range(draw(st.integers(1, 3))):
        path = draw(st.sampled_from(_places(document)))
        if not path:
            return draw(JUNK)
        parent, key = document, path[-1]
        for step in path[:-1]:
            parent = parent[step]
        match draw(st.sampled_from(["drop", "rename", "double", "replace", "replace"])):
            case "drop":
                del parent[key]
            case "rename" if isinstance(parent, dict):
                parent[draw(st.sampled_from(["x", "verb", "$", str(key) + "s"]))] = parent.pop(key)
            case "double" if isinstance(parent, list):
                parent.insert(key, parent[key])
            case _:
                parent[key] = copy.deepcopy(draw(JUNK))
    return document
