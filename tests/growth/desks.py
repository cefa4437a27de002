"""Desks of many records, many links, many events; and a parent of many children."""

from functools import partial
from typing import Any

from itsmcore import PROBLEM, Incident, changes, desk, incidents
from itsmcore.catalogue import CatalogueItem
from itsmcore.desk import Desk, Entry, Proposal
from itsmcore.lifecycle.events import Commented, Linked
from itsmcore.plans import Plan, PlannedTask
from tests.desk.cases import BARE
from tests.growth.inputs import (
    GOLD,
    Call,
    Table,
    article,
    change,
    each,
    end,
    kept,
    opened,
    problem,
    records,
    task_of,
)
from tests.instants import HOUR, MINUTE
from tests.instants import NINE as T0


@kept
def news(count: int) -> list[Incident]:
    """Give so many new incidents."""
    return [opened(number, caller="carla") for number in range(count)]


def note(number: int, minutes: int = 0) -> Entry:
    """Give a comment on a record."""
    at = T0 + (9_999 + minutes) * MINUTE
    return Entry(f"INC-{number}", Commented(at=at, by="grace", text="looking", public=True))


def notes(count: int) -> list[Entry]:
    """Give a comment on each of so many."""
    return [note(number, number) for number in range(count)]


def apart(count: int) -> Desk:
    """Give a desk of so many records with clocks."""
    return Desk.of(news(count), agreements=[GOLD], numbering=desk.Numbering())


def parents(count: int) -> list[tuple[str, str, str]]:
    """Link so many to one parent."""
    return [(f"INC-{n}", "parent", "INC-0") for n in range(1, count)]


def pairs(count: int) -> list[tuple[str, str, str]]:
    """Link each record to the next one."""
    return [(f"INC-{n}", "related", f"INC-{n + 1}") for n in range(count - 1)]


@kept
def family(count: int) -> Desk:
    """Give a desk of a parent and its children."""
    return Desk.of(news(count), parents(count))


def chain(count: int) -> Desk:
    """Give a desk where each is the parent of the next."""
    return Desk.of(news(count), [(f"INC-{n}", "parent", f"INC-{n - 1}") for n in range(1, count)])


def of_all(method: str, count: int, *args: Any, **given: Any) -> Call:
    """Ask a desk about each of its records."""
    call = getattr(apart(count), method)
    return each(lambda id: call(id, *args, **given), [f"INC-{n}" for n in range(count)])


def in_turn(step: Any, count: int, start: Desk) -> Call:
    """Let one follow the other on a desk."""

    def task() -> Desk:
        held = start
        for number in range(count):
            held = step(held, number).desk
        return held

    return task


def resolved(count: int) -> Any:
    """Give the end of a parent of many."""
    return incidents.Resolved(
        at=T0 + (count + 9) * MINUTE, by="grace", code="user_error", notes="none"
    )


def journal(count: int) -> tuple[Entry, ...]:
    """Give a journal of so many events."""
    return tuple(
        entry
        for event in (Entry("INC-0", news(1)[0].history[0], news(1)[0].model),)
        for entry in (event, *(note(0, n) for n in range(count)))
    )


def journals(count: int) -> tuple[Entry, ...]:
    """Give a journal of so many records."""
    return tuple(Entry(one.id, one.history[0], one.model) for one in news(count))


def pending(count: int) -> tuple[Desk, tuple[Proposal, ...]]:
    """Give a desk that has all children by now, and what was pending for those."""
    alone = Desk.of(news(1), parents(count))
    applied = alone.apply("INC-0", resolved(count))
    return applied.desk.load(news(count)[1:]), applied.pending


def received(count: int) -> Call:
    """Receive what is pending, one after another."""
    loaded, several = pending(count)
    return in_turn(lambda held, number: held.receive(several[number]), len(several), loaded)


def linked(number: int) -> Linked:
    """Link a record to the one before it."""
    return Linked(at=T0 + (9_999 + number) * MINUTE, by="ada", kind="parent", target="INC-0")


def with_tasks(count: int) -> Desk:
    """Give a change with so many tasks."""
    made = BARE.open("CHG-1", at=T0, by="ada", summary="A larger queue", assignee="grace")
    made = made.schedule(at=T0, by="ada").implement(at=T0, by="grace")
    return Desk.of([made, *(task_of(n, "CHG-1") for n in range(count))])


def planned(count: int) -> Desk:
    """Give an incident whose plan has so many steps, one after the other, and is under way."""
    steps = [PlannedTask(f"t{n}", after=f"t{n - 1}" if n else ()) for n in range(count)]
    model = incidents.INCIDENT.extended(
        task_plan=Plan(*steps, starts_in="in_progress"), name="long"
    )
    begun = Desk.of().open(model, id="INC-1", at=T0, by="ada", summary="Mail is down").desk
    return begun.do("INC-1", "start", at=T0, by="ada").desk


LATER = T0 + 9_999 * MINUTE
DESKS: Table = {
    "Desk.of: records": lambda n: partial(Desk.of, news(n), agreements=[GOLD]),
    "Desk.of: links": lambda n: partial(Desk.of, news(n), pairs(n)),
    "Desk.of: children": lambda n: partial(Desk.of, news(n), parents(n)),
    "Desk.load: records": lambda n: partial(Desk.of().load, news(n), pairs(n)),
    "Desk.replay: events": lambda n: partial(Desk.of().replay, journal(n)),
    "Desk.replay: records": lambda n: partial(Desk.of().replay, journals(n)),
    "Desk.apply_all: records": lambda n: partial(apart(n).apply_all, notes(n)),
    "Desk.apply_all: events": lambda n: partial(apart(1).apply_all, [note(0, m) for m in range(n)]),
    "Desk.apply: one after another": lambda n: in_turn(
        lambda held, m: held.apply(f"INC-{m}", note(m, m).event), n, apart(n)
    ),
    "Desk.apply: to one record": lambda n: in_turn(
        lambda held, m: held.apply("INC-0", note(0, m).event), n, apart(1)
    ),
    "Desk.apply: a parent of children": lambda n: partial(family(n).apply, "INC-0", resolved(n)),
    "Desk.apply: a chain": lambda n: partial(chain(n).apply, "INC-0", resolved(n)),
    "Desk.apply: links to one": lambda n: in_turn(
        lambda held, m: held.apply(f"INC-{m + 1}", linked(m)), n - 1, apart(n)
    ),
    "Desk.do: tasks of a plan": lambda n: in_turn(
        lambda held, m: held.do(f"INC-1-t{m}", "close", at=LATER, by="ada", code="complete"),
        n,
        planned(n),
    ),
    "Desk.do: duplicates of one": lambda n: in_turn(
        lambda held, m: held.do(f"INC-{m + 1}", "mark_duplicate", at=LATER, by="ada", of="INC-0"),
        n - 1,
        apart(n),
    ),
    "Desk.apply: a change of tasks": lambda n: partial(
        with_tasks(n).apply, "CHG-1", changes.BackedOut(at=LATER, by="ada", reason="no need")
    ),
    "Desk.tick: timers": lambda n: partial(Desk.of(records(n)).tick, at=end(n)),
    "Desk.tick: clocks": lambda n: partial(apart(n).tick, at=end(n)),
    "Desk.tick: often": lambda n: in_turn(
        lambda held, m: held.tick(at=end(n) + m * HOUR), n, apart(n)
    ),
    "Desk.open: one after another": lambda n: in_turn(
        lambda held, m: held.open(
            incidents.INCIDENT, at=T0 + m * MINUTE, by="ada", summary="Mail is down"
        ),
        n,
        Desk.of(numbering=desk.Numbering()),
    ),
    "Desk.add: one after another": lambda n: in_turn(
        lambda held, m: held.add(news(n)[m]), n, Desk.of()
    ),
    "Desk.convert: one after another": lambda n: in_turn(
        lambda held, m: held.convert(f"INC-{m}", to=PROBLEM, at=LATER, by="ada", number=f"PRB-{m}"),
        n,
        apart(n),
    ),
    "Desk.redact: one after another": lambda n: in_turn(
        lambda held, m: held.redact(
            f"INC-{m}", at=LATER, by="ada", reason="asked", fields="summary"
        ),
        n,
        apart(n),
    ),
    "Desk.order: items": lambda n: partial(
        Desk.of().order,
        [CatalogueItem(f"item {m}") for m in range(n // 4 + 1)],
        at=T0,
        by="ada",
        number="ORD-1",
        summary="All",
    ),
    "Desk.receive: what is pending": received,
    "Desk.reach: children": lambda n: partial(
        Desk.of(news(1), parents(n)).reach, "INC-0", resolved(n)
    ),
    "Desk.all: records": lambda n: partial(apart(n).all, Incident),
    "Desk.related: children": lambda n: partial(family(n).related, "INC-0", "child"),
    "Desk.related: parents": lambda n: each(
        lambda id: family(n).related(id, "parent"), [f"INC-{m}" for m in range(1, n)]
    ),
    "Desk.__getitem__: records": lambda n: of_all("__getitem__", n),
    "Desk.__contains__: records": lambda n: of_all("__contains__", n),
    "Desk.one: records": lambda n: each(
        partial(apart(n).one, Incident), [f"INC-{m}" for m in range(n)]
    ),
    "Desk.clocks: records": lambda n: of_all("clocks", n, at=end(n)),
    "Desk.given: records": lambda n: of_all("given", n, at=LATER),
    "Desk.choices: records": lambda n: of_all("choices", n, at=LATER, by="ada"),
    "Desk.why_not: records": lambda n: of_all("why_not", n, "close", at=LATER, by="ada"),
    "Desk.do: records": lambda n: of_all("do", n, "start", at=LATER, by="ada"),
    "desk.Loaded: records": lambda n: partial(desk.Loaded, records=news(n)),
    "desk.match_duplicates: records": lambda n: partial(desk.match_duplicates, news(1)[0], news(n)),
    "desk.match_known_errors: known errors": lambda n: partial(
        desk.match_known_errors, news(1)[0], [problem(m).known_error() for m in range(n)]
    ),
    "desk.review_offers: articles": lambda n: partial(
        desk.review_offers, change(1), [article(m) for m in range(n)]
    ),
    "desk.Numbering.take: one after another": lambda n: partial(taken, n),
    "desk.Numbering.practice: numbers": lambda n: each(
        desk.Numbering().practice, [f"PRB{m:07}" for m in range(n)]
    ),
}


def taken(count: int) -> Any:
    """Take so many numbers."""
    numbering = desk.Numbering()
    for _ in range(count):
        _, numbering = numbering.take("Task")
    return numbering
