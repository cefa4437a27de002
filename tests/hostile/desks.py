"""A desk of every practice, and a few things done to it with good or hostile arguments."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

import attrs

from itsmcore import Desk, ItsmError
from itsmcore.desk import Applied, NotLoaded
from itsmcore.shown import shown
from tests.hostile.case import Case
from tests.hostile.records import RECORDS, data_for
from tests.hostile.values import DOMAIN, hostile, spoilt
from tests.instants import HOUR
from tests.instants import NINE as T0
from tests.sweep.good import APPLIED, COUNTER, GOLD, INC, PROPOSAL, incident

IDS = ("INC-1", "INC-2", "PRB-1", "CHG-1", "TASK-1", "INC-3", "zz", "", "\0", "INC-1 ")
LINKS = [("INC-1", "parent", "INC-2"), ("INC-1", "problem", "PRB-1"), ("TASK-1", "change", "CHG-1")]
Step = Callable[[Desk], Any]
"""One thing that is done to a desk: it gives an outcome, another desk, or an answer."""


def a_desk(random: Random) -> Case:
    """Make a desk, and do a few things to it."""
    said, steps = [], list[Step]()
    for hour in range(3, 3 + random.randint(1, 4)):
        words, step = random.choice(STEPS)(random, hour)
        said.append(words)
        steps.append(step)

    def work() -> Any:
        now, refused, answer = COUNTER, None, None
        for step in steps:
            try:
                answer = step(now)
            except ItsmError as error:
                refused = error
                continue
            if isinstance(answer, Applied):
                _check_journal(now, answer)
                now = answer.desk
            elif isinstance(answer, Desk):
                now = answer
        if answer is None and refused is not None:
            raise refused
        return now if now is not COUNTER else answer

    return Case("; ".join(said), work)


def _check_journal(before: Desk, applied: Applied) -> None:
    """See that the journal tells all of it."""
    if applied.events:
        assert before.replay(applied.events).records == applied.desk.records, "replays otherwise"


def _apply(random: Random, hour: int) -> tuple[str, Step]:
    record = random.choice(RECORDS)
    kind = random.choice(record.model.events)
    words, data = data_for(random, kind, hour)
    id = random.choice(IDS) if random.random() < 0.3 else record.id
    return f"apply({id!r}, {kind.verb}({words}))", lambda desk: desk.apply(id, kind(**data))


def _apply_strange(random: Random, hour: int) -> tuple[str, Step]:
    words, event = hostile(random, INC.history[0])
    id = random.choice(IDS)
    return f"apply({id!r}, {words})", lambda desk: desk.apply(id, event)


def _apply_hostile_id(random: Random, hour: int) -> tuple[str, Step]:
    words, id = spoilt(random, "INC-1")
    event = random.choice(list(DOMAIN[type(INC.history[0]).__mro__[-2]].values()))()
    return f"apply({words}, {event.verb})", lambda desk: desk.apply(id, event)


def _open(random: Random, hour: int) -> tuple[str, Step]:
    model = random.choice(RECORDS).model
    words, data = data_for(random, model.opening_event, hour)
    data["id"] = random.choice((*IDS, data.get("id")))
    return f"open({model}, {shown(data['id'])}, {words})", lambda desk: desk.open(model, **data)


def _add(random: Random, hour: int) -> tuple[str, Step]:
    words, record = spoilt(random, INC)
    return f"add({words})", lambda desk: desk.add(record)


def _add_new(random: Random, hour: int) -> tuple[str, Step]:
    id, kind, target = random.choice(IDS), random.choice(("parent", "problem")), random.choice(IDS)

    def step(desk: Desk) -> Any:
        made = incident(id).link(at=T0 + hour * HOUR, by="x", kind=kind, target=target)
        return desk.add(made)

    return f"add({id!r} linked as {kind} to {target!r})", step


def _tick(random: Random, hour: int) -> tuple[str, Step]:
    words, at = hostile(random, T0) if random.random() < 0.6 else ("hours", T0 + 99 * hour * HOUR)
    return f"tick({words})", lambda desk: desk.tick(at=at)


def _propose(random: Random, hour: int) -> tuple[str, Step]:
    name = random.choice(("record", "event", "is_offer", "link", "source", "because"))
    fields = {one.name: one.alias for one in attrs.fields(type(PROPOSAL))}
    name = name if name in fields else random.choice(list(fields))
    words, value = spoilt(random, getattr(PROPOSAL, name))

    def step(desk: Desk) -> Any:
        proposal = attrs.evolve(PROPOSAL, **{fields[name]: value})
        if proposal.is_offer:
            return desk.accept(proposal, at=T0 + hour * HOUR, by="x")
        return desk.receive(proposal)

    return f"a proposal of {name}={words}", step


def _replay(random: Random, hour: int) -> tuple[str, Step]:
    words, journal = spoilt(random, list(APPLIED.events))
    return f"replay({words})", lambda desk: desk.replay(journal)


def _load(random: Random, hour: int) -> tuple[str, Step]:
    words, records = spoilt(random, [incident("INC-3")])
    said, links = spoilt(random, LINKS) if random.random() < 0.5 else ("good", LINKS)
    return f"load({words}, links={said})", lambda desk: desk.load(records, links)


def _of(random: Random, hour: int) -> tuple[str, Step]:
    good: dict[str, Any] = {"records": RECORDS[:5], "links": LINKS, "agreements": [GOLD]}
    name = random.choice(list(good))
    words, good[name] = spoilt(random, list(good[name]))
    return f"of({name}={words})", lambda desk: Desk.of(**good)


def _ask(random: Random, hour: int) -> tuple[str, Step]:
    words, id = spoilt(random, "INC-1")
    said, at = spoilt(random, T0)

    def step(desk: Desk) -> Any:
        assert f"{desk} {desk.next_instant}"
        assert (id in desk) in (True, False)
        for ask in (
            lambda: desk[id],
            lambda: desk.related(id, "parent"),
            lambda: desk.related("INC-1", id),
        ):
            try:
                ask()
            except (ItsmError, NotLoaded):
                continue
        return desk.clocks(id, at=at), desk.given(id, at=at)

    return f"ask({words}, at={said})", step


STEPS: tuple[Callable[[Random, int], tuple[str, Step]], ...] = (
    *(_apply, _apply, _apply, _apply_strange, _apply_hostile_id, _open, _add, _add_new, _tick),
    *(_propose, _replay, _load, _of, _ask),
)
