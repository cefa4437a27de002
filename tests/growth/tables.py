"""Records of many events, models of many rows; conditions, decisions and forms of many parts."""

from functools import partial
from itertools import pairwise
from typing import Any, ClassVar

import attrs

from itsmcore import (
    INCIDENT,
    Incident,
    Lifecycle,
    Phase,
    Priority,
    PriorityMatrix,
    Rule,
    State,
    Timeline,
    conditions,
    conformance,
    decisions,
    incidents,
    lifecycle,
    priority,
)
from itsmcore.conditions import All, Some, field
from itsmcore.lifecycle import Argument, Form, Guard, Side, Timer
from tests.growth.inputs import (
    Call,
    Table,
    each,
    end,
    history,
    kept,
    line,
    lines,
    opened,
    record,
)
from tests.instants import DAY, HOUR, MINUTE
from tests.instants import NINE as T0


@attrs.frozen(kw_only=True)
class Parked(lifecycle.Event):
    """Park an incident."""

    verb: ClassVar[str] = "park"


def edges(count: int) -> list[tuple[str, str, str]]:
    """Give a round of so many states."""
    return [(f"s{n}", f"go {n % 5}", f"s{(n + 1) % count}") for n in range(count)]


def phases(count: int) -> dict[str, Phase]:
    """Give the phases of so many states."""
    return {f"s{n}": Phase.ACTIVE for n in range(count)}


def flow(count: int) -> Lifecycle:
    """Give a lifecycle of so many states."""
    return Lifecycle.from_edges(edges(count), phases=phases(count), initial="s0", name="round")


def parked(count: int) -> list[Any]:
    """Give so many more states to hold an incident in, with the rules into and out of them."""
    names = [f"parked {n}" for n in range(count)]
    return [
        *(State(name, phase=Phase.PENDING) for name in names),
        *(Rule(incidents.Resumed, source=name, target="in_progress") for name in names),
        *(Rule(incidents.Closed, source=name, target="closed") for name in names),
        *(Rule(incidents.Held, source=before, target=after) for before, after in pairwise(names)),
        Rule(incidents.Held, source=names[-1], target="on_hold"),
        Rule(Parked, source="new", target=names[0]),
    ]


def timers(count: int) -> list[Timer]:
    """Give so many timers."""
    return [
        Timer(
            f"timer {n}",
            incidents.Commented,
            states="new",
            after=(n + 1) * HOUR,
            data={"text": "still new", "public": False},
        )
        for n in range(count)
    ]


@kept
def extended(count: int) -> Any:
    """Give a model of so many states."""
    return made(count)


def made(count: int) -> Any:
    """Extend a model by so many states."""
    return INCIDENT.extended(*parked(count), name="mine")


def guards(count: int) -> list[Guard]:
    """Give so many guards."""
    return [Guard(f"guard {n}", field(f"custom.f{n}").is_("x")) for n in range(count)]


def rows(count: int) -> list[Any]:
    """Give so many rows of a decision."""
    return [(field("service").is_(f"service {n}"), n) for n in range(count)]


def bounds(count: int) -> list[Any]:
    """Give so many rows that ask for more and more."""
    return [(field("reopen_count") > n, n) for n in range(count)]


def parts(count: int) -> list[Any]:
    """Give so many conditions."""
    return [field(f"f{n}").is_("x") for n in range(count)]


def questions(count: int) -> list[Argument]:
    """Give so many questions, asked where the first is answered."""
    return [
        Argument(f"q{n}", when=field("answers.q0").is_set if n else conditions.All(()))
        for n in range(count)
    ]


def form_of(count: int) -> Form:
    """Give a form of so many questions."""
    return Form(questions(count))


def answers(count: int) -> dict[str, Any]:
    """Give so many answers."""
    return {f"q{n}": "x" for n in range(count)}


def changes(count: int) -> list[Any]:
    """Give so many changes of fields."""
    return [(T0 + n * MINUTE, "group", f"g{n - 1}", f"g{n}") for n in range(1, count)]


def mixed(count: int) -> list[Any]:
    """Give so many changes of fields, the latest first."""
    return changes(count)[::-1]


def facts_of(count: int) -> list[Any]:
    """Give the rows of a timeline."""
    return [(T0 + n * MINUTE, {"state": "new", "group": f"g{n}"}) for n in range(count)]


def redacted(count: int) -> Call:
    """Redact what many comments say."""
    made = record(count)
    return partial(made.redacted, at=end(count), by="ada", reason="asked", texts="note")


def links(count: int) -> list[lifecycle.Link]:
    """Give so many links."""
    return [lifecycle.Link("child", f"INC-{n}") for n in range(count)]


TABLES: Table = {
    "Incident.replay: events": lambda n: partial(Incident.replay, history(n)),
    "Incident.audit: events": lambda n: partial(Incident.audit, history(n), model=INCIDENT),
    "Incident.audit: records": lambda n: partial(
        Incident.audit, history(9), model=INCIDENT, records=[opened(m) for m in range(n)]
    ),
    "Incident.timeline: events": lambda n: record(n).timeline,
    "Incident.as_of: instants": lambda n: partial(record(n).as_of, T0 + n * MINUTE / 2),
    "Incident.since: events": lambda n: partial(record(n).since, 2),
    "Incident.last: events": lambda n: partial(record(n).last, incidents.Opened),
    "Incident.snapshot: events": lambda n: record(n).snapshot,
    "Incident.seen_by: events": lambda n: partial(record(n).seen_by, Side.CUSTOMER, who="ada"),
    "Incident.redacted: events": redacted,
    "Incident.time_in_states: events": lambda n: partial(record(n).time_in_states, until=end(n)),
    "Incident.comment: one after another": lambda n: partial(commented, n),
    "Incident.apply: to a long record": lambda n: each(
        record(n).apply,
        [incidents.Commented(at=end(n), by="ada", text="x", public=True) for _ in range(n)],
    ),
    "Incident.tick: events": lambda n: partial(record(n).tick, at=end(n)),
    "Incident.choices: rules": lambda n: partial(
        extended(n // 4).open("INC-1", at=T0, by="ada", summary="Mail is down").choices,
        at=T0,
        by="ada",
    ),
    "Incident.open: tags": lambda n: partial(
        Incident.open,
        "INC-1",
        at=T0,
        by="ada",
        summary="Mail is down",
        tags=[f"tag {m}" for m in range(n)],
        watchers=[f"w {m}" for m in range(n)],
    ),
    "Incident.add_people: people": lambda n: partial(
        opened(1, watchers=[f"w {m}" for m in range(n)]).add_people,
        at=T0 + DAY,
        by="ada",
        watchers=[f"v {m}" for m in range(n)],
    ),
    "Incident.remove_people: people": lambda n: partial(
        opened(1, watchers=[f"w {m}" for m in range(n)]).remove_people,
        at=T0 + DAY,
        by="ada",
        watchers=[f"w {m}" for m in range(1, n)],
    ),
    "Lifecycle.from_edges: rows": lambda n: partial(flow, n),
    "Lifecycle.faults: states": lambda n: flow(n).faults,
    "Lifecycle.expanded: states": lambda n: flow(n).expanded,
    "Lifecycle.to_machine: states": lambda n: flow(n).to_machine,
    "Model.extended: rules": lambda n: partial(made, n // 4),
    "Model.extended: timers": lambda n: partial(INCIDENT.extended, *timers(n), name="mine"),
    "Model.extended: codes": lambda n: partial(
        INCIDENT.extended, name="mine", codes={"category": [f"c {m}" for m in range(n)]}
    ),
    "Model.extended: fields": lambda n: partial(
        INCIDENT.extended, name="mine", fields=[Argument(f"f{m}") for m in range(n)]
    ),
    "Model.extended: guards": lambda n: partial(INCIDENT.with_guards, {"close": guards(n)}),
    "Model.faults: rules": lambda n: extended(n // 4).faults,
    "Model.verify: rules": lambda n: extended(n // 4).verify,
    "Model.renamed: states": lambda n: partial(
        extended(n // 4).renamed,
        {f"parked {m}": f"waiting {m}" for m in range(n // 4)},
        name="yours",
    ),
    "Model.with_needs: verbs": lambda n: partial(extended(n // 4).with_needs, {"close": "group"}),
    "Model.with_roles: rules": lambda n: partial(extended(n // 4).with_roles, {"close": ["agent"]}),
    "lifecycle.faults: rules": lambda n: partial(lifecycle.faults, extended(n // 4)),
    "lifecycle.model_diff: rules": lambda n: partial(
        lifecycle.model_diff, extended(n // 4), INCIDENT
    ),
    "lifecycle.Form: questions": lambda n: partial(Form, questions(n)),
    "lifecycle.Form.asked: questions": lambda n: partial(Form(questions(n)).asked, answers(n)),
    "lifecycle.Form.completed: questions": lambda n: partial(
        Form(questions(n)).completed, answers(n)
    ),
    "lifecycle.Form.defaults: questions": lambda n: partial(
        Form(questions(n)).defaults, answers(n)
    ),
    "lifecycle.Form.known: questions": lambda n: partial(Form(questions(n)).known, answers(n)),
    "lifecycle.Form.page: questions": lambda n: partial(Form(questions(n)).page, answers(n)),
    "lifecycle.Form.against: questions": lambda n: partial(Form(questions(n)).against, answers(n)),
    "lifecycle.Form.faults: questions": lambda n: Form(questions(n)).faults,
    "lifecycle.read_texts: arguments": lambda n: partial(
        lifecycle.read_texts, [Argument(f"q{m}") for m in range(n)], answers(n)
    ),
    "lifecycle.Argument: options": lambda n: partial(
        Argument, "model", options=[f"o {m}" for m in range(n)]
    ),
    "lifecycle.Links: links": lambda n: partial(lifecycle.Links, links(n)),
    "lifecycle.Links.of: links": lambda n: partial(lifecycle.Links(links(n)).of, "child"),
    "lifecycle.custom_fields: fields": lambda n: partial(lifecycle.custom_fields, answers(n)),
    "Timeline: steps": lambda n: partial(Timeline, line(n).steps),
    "Timeline.from_rows: rows": lambda n: partial(Timeline.from_rows, facts_of(n)),
    "Timeline.from_changes: changes": lambda n: partial(Timeline.from_changes, changes(n)),
    "Timeline.from_changes: sorted": lambda n: partial(Timeline.from_changes, mixed(n), sort=True),
    "Timeline.from_snapshot: facts": lambda n: partial(
        Timeline.from_snapshot, {"opened_at": T0, "state": "new", **answers(n)}
    ),
    "Timeline.at: instants": lambda n: each(line(n).at, [T0 + m * MINUTE for m in range(n)]),
    "Timeline.__getitem__: steps": lambda n: each(line(n).__getitem__, range(n)),
    "Timeline.spans: steps": lambda n: partial(line(n).spans, Phase.PENDING),
    "Timeline.time_in: steps": lambda n: partial(line(n).time_in, Phase.PENDING, until=end(n)),
    "Timeline.time_by: steps": lambda n: partial(line(n).time_by, "group", until=end(n)),
    "PriorityMatrix.applied_to: steps": lambda n: partial(
        PriorityMatrix.default().applied_to, line(n)
    ),
    "conditions.All: parts": lambda n: partial(All, parts(n)),
    "conditions.Some: parts": lambda n: partial(Some, parts(n)),
    "conditions.All.__and__: one after another": lambda n: partial(joined, n),
    "conditions.All.holds: parts": lambda n: partial(
        All(parts(n)).holds, {f"f{m}": "x" for m in range(n)}
    ),
    "conditions.All.explain: parts": lambda n: partial(
        All(parts(n)).explain, {f"f{m}": "x" for m in range(n)}
    ),
    "conditions.All.missing: parts": lambda n: partial(All(parts(n)).missing, {}),
    "conditions.All.judge: parts": lambda n: partial(
        All(parts(n)).judge, {f"f{m}": "x" for m in range(n)}
    ),
    "conditions.All.finding: parts": lambda n: partial(
        All(parts(n)).finding, {f"f{m}": "x" for m in range(n)}
    ),
    "conditions.Some.judge: parts": lambda n: partial(Some(parts(n)).judge, {}),
    "conditions.Field.is_in: values": lambda n: partial(
        field("group").is_in, [f"g {m}" for m in range(n)]
    ),
    "conditions.words: names": lambda n: partial(conditions.words, *[f"f{m}" for m in range(n)]),
    "conditions.Words.some: words": lambda n: partial(
        conditions.words("summary").some, *[f"word{m}" for m in range(n)]
    ),
    "conditions.Words.every: words": lambda n: partial(
        conditions.words("summary").every, *[f"word{m}" for m in range(n)]
    ),
    "conditions.implies: parts": lambda n: partial(conditions.implies, All(parts(n)), *parts(n)),
    "conditions.is_satisfiable: parts": lambda n: partial(conditions.is_satisfiable, *parts(n)),
    "decisions.Decision: rows": lambda n: partial(decisions.Decision, rows(n), default=0),
    "decisions.Decision: bounds": lambda n: partial(decisions.Decision, bounds(n), default=0),
    "decisions.Decision.decide: rows": lambda n: partial(
        decisions.Decision(rows(n), default=0).decide, {"service": f"service {n - 1}"}
    ),
    "decisions.Decision.answers: rows": lambda n: partial(
        decisions.Decision(rows(n), default=0).answers, {"service": f"service {n - 1}"}
    ),
    "decisions.Decision.explain: rows": lambda n: partial(
        decisions.Decision(rows(n), default=0).explain, {"service": f"service {n - 1}"}
    ),
    "decisions.Decision.faults: rows": lambda n: decisions.Decision(rows(n), default=0).faults,
    "decisions.Decision.faults: bounds": lambda n: (
        decisions.Decision(bounds(n)[::-1], default=0).faults
    ),
    "priority.Prioritiser: limits": lambda n: partial(
        priority.Prioritiser, PriorityMatrix.default(), limits=limits(n)
    ),
    "priority.Prioritiser.decide: limits": lambda n: partial(
        priority.Prioritiser(PriorityMatrix.default(), limits=limits(n)).decide, line(9)[0].facts
    ),
    "priority.Prioritiser.explain: limits": lambda n: partial(
        priority.Prioritiser(PriorityMatrix.default(), limits=limits(n)).explain,
        line(9)[0].facts,
    ),
    "conformance.Alignments: alignments": lambda n: partial(
        conformance.Alignments, conformance.align(INCIDENT, lines(n)).alignments
    ),
    "conformance.Variants: variants": lambda n: partial(
        conformance.Variants, conformance.variants(lines(n)).variants
    ),
}


def limits(count: int) -> list[priority.Floor]:
    """Give so many floors."""
    return [
        priority.Floor(f"floor {n}", field("reopen_count") > n, priority=Priority.HIGH)
        for n in range(count)
    ]


def joined(count: int) -> object:
    """Join so many conditions by their operator."""
    made: Any = field("f").is_set
    for part in parts(count):
        made = made & part
    return made


def commented(count: int) -> Incident:
    """Comment so often."""
    made = opened(1)
    for number in range(count):
        made = made.comment(at=T0 + DAY + number * MINUTE, by="ada", text="x")
    return made
