"""Verification: every fault of a model's tables, found without running it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from typing import Any

import attrs

from itsmcore.conditions import (
    NEVER,
    Condition,
    Field,
    field,
    happened,
    is_satisfiable,
    is_set,
)
from itsmcore.errors import BadInstant, BadValue, Fault, Unlisted
from itsmcore.lifecycle._argument import arguments_of
from itsmcore.lifecycle._event import Event, kinds, settable
from itsmcore.lifecycle._event_fields import data_fields, held_by
from itsmcore.lifecycle._facts import AUTOMATIC, event_readers
from itsmcore.lifecycle._faults import endless, repeated, table_faults, verb_of
from itsmcore.lifecycle._following import argument_faults, fields_read
from itsmcore.lifecycle._form import about, unverified
from itsmcore.lifecycle._graph import edges, is_cyclic
from itsmcore.lifecycle._legal import legal_hint
from itsmcore.lifecycle._link import LinkKind, stock_kind
from itsmcore.lifecycle._parts import Reaction, Tables, Timer
from itsmcore.lifecycle._scope import (
    Scope,
    fact_names,
    facts_of,
    items_declared,
    scope_of,
    unlisted_items,
)
from itsmcore.lifecycle._sets import check_sources
from itsmcore.lifecycle._sides import Side
from itsmcore.lifecycle._table import State
from itsmcore.lifecycle.events import Redacted
from itsmcore.nearest import SURELY_MEANT, hint, nearest
from itsmcore.phrase import Phrase, Words
from itsmcore.shown import shown


def faults_of(model: Tables) -> Iterator[Fault]:
    """Yield every fault of a model."""
    yield from _verbs(model)
    for table in (model.lifecycle, *model.regions):
        yield from table_faults(table)
    yield from endless(model.lifecycle)
    yield from _codes(model)
    yield from _defaults(model)
    yield from unverified(model.fields, "custom").faults()
    yield from _sets(model)
    yield from _needs(model)
    yield from _conditions(model)
    yield from _sides(model)
    for timer in model.timers:
        yield from _timer(model, timer)
    for reaction in model.reactions:
        yield from _reaction(model, reaction)
    yield from _cycles(model)
    yield from _task_plan(model)


def _verbs(model: Tables) -> Iterator[Fault]:
    nameless = [event for event in model.events if not _has_verb(event)]
    for event in nameless:
        yield Fault(
            "no_verb",
            Phrase("lifecycle.subject.event_2", name=event.__name__),
            Phrase("lifecycle.no_verb"),
        )
    # The opening is no verb of an open record, so that a rule may have its name.
    opened = tuple(dict.fromkeys((*(rule.event for rule in model.rules), Redacted)))
    for verb in repeated([verb_of(event) for event in opened if event not in nameless]):
        classes = ", ".join(event.__name__ for event in opened if verb_of(event) == verb)
        yield Fault(
            "duplicate_verb",
            Phrase("lifecycle.subject.verb", verb=shown(verb)),
            Phrase("lifecycle.duplicate_verb", classes=classes),
        )
    if any(rule.event is model.opening_event for rule in model.rules):
        words = Phrase("lifecycle.verify.opens_record_cannot")
        yield Fault(
            "opening_rule",
            Phrase("lifecycle.subject.event", verb=verb_of(model.opening_event)),
            words,
        )
    for event in model.events:
        for name in {*facts_of(event)} & {*event_readers(model.record)}:
            words = Phrase("lifecycle.verify.field_every_event", name=repr(name))
            yield Fault("taken_name", Phrase("lifecycle.subject.event", verb=verb_of(event)), words)
    taken = {f.name for f in attrs.fields(model.record)} | {*model.record.derived, "phase", "verb"}
    verbs = {verb_of(event) for event in model.events}
    for region in model.regions:
        for names, what in ((taken, "fact"), (verbs, "verb")):
            if region.name in names:
                words = Phrase("lifecycle.verify.name_another", noun=what)
                yield Fault(
                    "taken_name", Phrase("lifecycle.subject.region", name=shown(region.name)), words
                )
    for name in repeated([region.name for region in model.regions]):
        yield Fault(
            "duplicate_region",
            Phrase("lifecycle.subject.region", name=shown(name)),
            Phrase("lifecycle.duplicate_state"),
        )
    for name in repeated([timer.name for timer in model.timers]):
        yield Fault(
            "duplicate_timer",
            Phrase("lifecycle.parts.timer", name=shown(name)),
            Phrase("lifecycle.duplicate_state"),
        )


def _has_verb(event: type[Event]) -> bool:
    verb: object = getattr(event, "verb", None)
    return isinstance(verb, str) and bool(verb.strip())


def _codes(model: Tables) -> Iterator[Fault]:
    held = [f.name for f in attrs.fields(model.record)]
    for name in sorted(model.paths.keys() & model.codes):
        words = Phrase("lifecycle.verify.list_values_categories", name=repr(name))
        yield Fault("duplicate_codes", Phrase("lifecycle.subject.codes"), words)
    for name in model.codes:
        if name not in held:
            yield Fault(
                "unknown_field",
                Phrase("lifecycle.subject.codes"),
                Phrase("lifecycle.unknown_field", name=shown(name), hint=hint(name, held)),
            )
    for kind in model.codes.get("links", ()):
        is_slip = stock_kind(kind) is None and nearest(kind, LinkKind, least=SURELY_MEANT)
        if not isinstance(kind, str) or not kind or is_slip:
            words = Phrase(
                "lifecycle.verify.list_kind_link", kind=shown(kind), hint=hint(kind, LinkKind)
            )
            yield Fault("unknown_link", Phrase("lifecycle.subject.codes"), words)


def _defaults(model: Tables) -> Iterator[Fault]:
    event = model.opening_event
    fields = {of.name: of for of in data_fields(event)}
    for name, value in model.defaults.items():
        subject, verb = Phrase("lifecycle.verify.default", name=name), verb_of(event)
        if name not in fields:
            words = Phrase("lifecycle.verify.argument", verb=verb, hint=hint(name, fields))
            yield Fault("unknown_argument", subject, words)
        elif fields[name].default is attrs.NOTHING or is_set(fields[name].default):
            words = Phrase("lifecycle.verify.never_asked_since", verb=verb)
            yield Fault("needless_default", subject, words)
        elif name == "custom":
            yield from _custom(model, subject, value)
        else:
            yield from _value(model, subject, name, value)


def _custom(model: Tables, subject: Words, custom: Any) -> Iterator[Fault]:
    """Yield a fault for every custom field that the model does not declare so."""
    if model.fields:
        form = unverified(model.fields, "custom")
        yield from (Fault(r.code, subject, r.phrase) for r in about(form, custom, custom))


def _value(model: Tables, subject: Words, name: str, value: object) -> Iterator[Fault]:
    """Yield a fault for a value that the opening event cannot take."""
    known = kinds(model.opening_event)
    try:
        if name in known.kinds:
            known.kept(name, value)
    except (BadValue, BadInstant) as error:
        yield Fault("bad_default", subject, Phrase("errors.itself", error=error))
    else:
        if name in model.legal and value not in model.legal[name]:
            words = Phrase(
                "lifecycle.verify.is",
                value=shown(value),
                legal_hint=legal_hint(value, model.legal[name]),
            )
            yield Fault("unknown_code", subject, words)


def _sets(model: Tables) -> Iterator[Fault]:
    """Find what an event class sets that the record does not have, or sets it to."""
    held, facts = held_by(model.record), [*fact_names(model), *items_declared(model)]
    unlisted = unlisted_items(model)
    for event in model.events:
        subject = Phrase("lifecycle.subject.event", verb=verb_of(event))
        if "__attrs_attrs__" not in vars(event):  # attrs has not made it, so nobody has looked
            try:
                check_sources(event)
            except (BadValue, Unlisted) as error:
                yield Fault("unknown_argument", subject, Phrase("errors.itself", error=error))
        for name, source in event.sets.items():
            if name not in held:
                yield Fault(
                    "unknown_field",
                    subject,
                    Phrase("lifecycle.unknown_field.sets", name=shown(name), hint=hint(name, held)),
                )
            if not isinstance(source, Field) or source.space or source.name.startswith(unlisted):
                continue
            if source.name not in facts:
                words = Phrase(
                    "lifecycle.verify.sets",
                    name=shown(name),
                    value=shown(source.name),
                    hint=hint(source.name, facts),
                )
                yield Fault("unknown_fact", subject, words)


def _needs(model: Tables) -> Iterator[Fault]:
    can_set = {name for event in model.events for name in settable(event, model.record)}
    held = [f.name for f in attrs.fields(model.record)]
    own = items_declared(model)
    held += own
    can_set.update(name for name in own if name.partition(".")[0] in can_set)
    for rule in model.rules:
        for name in rule.needs:
            subject = Phrase("lifecycle.subject.rule", verb=verb_of(rule.event))
            if name not in held:
                yield Fault(
                    "unknown_field",
                    subject,
                    Phrase(
                        "lifecycle.unknown_field.needs", name=shown(name), hint=hint(name, held)
                    ),
                )
            elif name not in can_set:
                yield Fault(
                    "unsettable_field",
                    subject,
                    Phrase("lifecycle.unsettable_field", name=shown(name)),
                )


def _conditions(model: Tables) -> Iterator[Fault]:
    scopes: dict[type[Event], Scope] = {}
    for rule in dict.fromkeys(model.rules):
        if not rule.guards and not rule.roles:
            continue
        if rule.event not in scopes:
            scopes[rule.event] = scope_of(model, rule.event, is_judging=True)
        subject, scope = (
            Phrase("lifecycle.subject.rule", verb=verb_of(rule.event)),
            scopes[rule.event],
        )
        for guard in rule.guards:
            yield from scope.faults(
                Phrase("lifecycle.verify.guard", subject=subject, code=shown(guard.code)),
                guard.condition,
            )
        for permit in rule.roles:
            yield from scope.faults(
                Phrase("lifecycle.verify.role", subject=subject, role=shown(permit.role)),
                permit.when,
            )


def condition_faults(
    model: Tables, subject: Words, condition: Condition, *events: type[Event]
) -> Iterator[Fault]:
    """Yield every fault of a condition that reads a model's records, and one of some events."""
    yield from scope_of(model, *events).faults(subject, condition)


def _sides(model: Tables) -> Iterator[Fault]:
    """Yield what the conditions of the sides cannot read, as they are asked of any event."""
    for name in ("from_customer", "from_machine"):
        condition = getattr(model, name)
        yield from condition_faults(model, name, condition, Event)
        for fact in condition.fields:
            if fact.name in _OF_SIDES or fact.space == "given":
                words = Phrase("lifecycle.verify.reads_ask_event", name=repr(fact.name))
                yield Fault("outside_fact", name, words)


_OF_SIDES = ("event.given", AUTOMATIC, *(side.value for side in Side))


def _timer(model: Tables, timer: Timer) -> Iterator[Fault]:
    subject = Phrase("lifecycle.parts.timer", name=shown(timer.name))
    scope, read = scope_of(model), fields_read(timer.data)
    yield from scope.faults(subject, timer.when)
    yield from scope.unread(subject, read)
    why = Phrase("lifecycle.why.timer_given_nothing_guard")
    yield from _ungiven(subject, (*timer.when.fields, *read), why)
    yield from condition_faults(model, subject, timer.restart, *model.events)
    if timer.restart != NEVER and not _may_come(model, timer.restart):
        words = Phrase("lifecycle.verify.never_restarted_name", restart=timer.restart)
        yield Fault("dead_timer", subject, words)
    yield from argument_faults(subject, timer.event, timer.data)
    yield from _strange_codes(model, subject, timer.event, timer.data)
    held = [f.name for f in attrs.fields(model.record)]
    if timer.at is not None and timer.at not in held:
        yield Fault(
            "unknown_field",
            subject,
            Phrase("lifecycle.unknown_field.reads", at=shown(timer.at), hint=hint(timer.at, held)),
        )
    names = [state.name for state in model.states]
    for name in timer.states:
        if isinstance(name, str) and name not in names:
            yield Fault(
                "unknown_state",
                subject,
                Phrase("lifecycle.unknown_state.runs", name=shown(name), hint=hint(name, names)),
            )
    states = [state for state in model.states if timer.runs_in(state)]
    if not any(
        _may_follow(model, timer.event, s) and is_satisfiable(timer.when, _is(s)) for s in states
    ):
        words = Phrase("lifecycle.verify.never_fire_possible", verb=verb_of(timer.event))
        yield Fault("dead_timer", subject, words)


def _reaction(model: Tables, reaction: Reaction) -> Iterator[Fault]:
    subject = Phrase(
        "lifecycle.verify.reaction", verb=verb_of(reaction.on), following=verb_of(reaction.event)
    )
    scope = scope_of(model, reaction.on)
    yield from scope.faults(subject, reaction.when)
    yield from scope.unread(subject, fields_read(reaction.data))
    yield from argument_faults(subject, reaction.event, reaction.data)
    yield from _strange_codes(model, subject, reaction.event, reaction.data)
    states = _states_after(model, reaction.on)
    when = reaction.when & happened(reaction.on)
    if not any(
        _may_follow(model, reaction.event, s) and is_satisfiable(when, _is(s)) for s in states
    ):
        words = Phrase("lifecycle.verify.never_fire_second")
        yield Fault("dead_reaction", subject, words)


def _strange_codes(
    model: Tables, subject: Words, event: type[Event], data: Mapping[str, object]
) -> Iterator[Fault]:
    """Yield a fault for every code that a following event has, and that the model does not list."""
    codes = {name: value for name, value in data.items() if isinstance(value, str)}
    for of in arguments_of(event, model.record, model.legal) if codes else ():
        code = codes.get(of.name)
        if code is not None and of.options and code not in of.options:
            words = Phrase(
                "lifecycle.verify.gives",
                code=shown(str(code)),
                name=of.name,
                verb=verb_of(event),
            )
            yield Fault("unknown_code", subject, f"{words}; {hint(code, map(str, of.options))}")


def _may_come(model: Tables, condition: Condition) -> bool:
    """Return whether a condition may hold at one of a model's events."""
    return any(is_satisfiable(condition & happened(event)) for event in model.events)


def _may_follow(model: Tables, event: type[Event], state: State) -> bool:
    main = [rule for rule in model.lifecycle.rules if rule.event is event]
    if main:
        return any(rule.applies_to(state) for rule in main)
    return any(rule.event is event for region in model.regions for rule in region.rules)


def _states_after(model: Tables, event: type[Event]) -> list[State]:
    if event is model.opening_event:
        return list(model.states[:1])
    main = [(s, rule) for s, rule in model.lifecycle.expanded() if rule.event is event]
    if not main:
        return list(model.states) if _may_follow(model, event, model.states[0]) else []
    names = {rule.target or state.name for state, rule in main}
    return [state for state in model.states if state.name in names]


def _is(state: State) -> Condition:
    return field("state").is_(state.name) & field("phase").is_(state.phase)


def _task_plan(model: Tables) -> Iterator[Fault]:
    plan = model.task_plan
    if plan is None:
        return
    states = [state.name for state in model.states]
    if plan.starts_in is None:
        words = Phrase("lifecycle.verify.never_starts_state")
        yield Fault("no_start", Phrase("lifecycle.subject.task_plan"), words)
    elif plan.starts_in not in states:
        words = Phrase(
            "lifecycle.verify.starts",
            starts_in=shown(plan.starts_in),
            hint=hint(plan.starts_in, states),
        )
        yield Fault("unknown_state", Phrase("lifecycle.subject.task_plan"), words)
    elif model.lifecycle.phases[plan.starts_in].is_final:
        words = Phrase("lifecycle.verify.starts_end_name", starts_in=shown(plan.starts_in))
        yield Fault("no_start", Phrase("lifecycle.subject.task_plan"), words)
    scope = scope_of(model)
    for task in plan:
        subject = Phrase("lifecycle.verify.planned_task", name=shown(task.name))
        yield from scope.faults(subject, task.when)
        yield from _ungiven(
            subject, task.when.fields, Phrase("lifecycle.verify.plan_given_nothing")
        )


def _ungiven(subject: Words, read: Iterable[Field], why: Words) -> Iterator[Fault]:
    """Yield a fault for every outside fact that is read where nobody passes one."""
    for fact in read:
        if fact.space == "given":
            words = Phrase("lifecycle.verify.reads", name=shown(fact.name), why=why)
            yield Fault("outside_fact", subject, words)


def _cycles(model: Tables) -> Iterator[Fault]:
    at_once = [timer for timer in model.timers if timer.after == timedelta()]
    hops: dict[str, set[str]] = {}
    for state, rule in model.lifecycle.expanded():
        if rule.target and any(t.event is rule.event and t.runs_in(state) for t in at_once):
            hops.setdefault(state.name, set()).update(_ends(model, rule.event, state.name))
    for name in hops:
        if is_cyclic(hops, name):
            words = Phrase("lifecycle.verify.timers_length_lead")
            yield Fault("timer_cycle", Phrase("lifecycle.subject.state", name=shown(name)), words)
    answers: dict[type[Event], set[type[Event]]] = {}
    for reaction in (r for r in model.reactions if not r.is_offer):
        answers.setdefault(reaction.on, set()).add(reaction.event)
    for event in answers:
        if is_cyclic(answers, event):
            yield Fault(
                "reaction_cycle",
                Phrase("lifecycle.subject.event", verb=verb_of(event)),
                Phrase("lifecycle.reaction_cycle"),
            )


def _ends(model: Tables, event: type[Event], state: str) -> set[str]:
    """Return the states that an event may lead to, with what follows from it."""
    targets = {(r.event, s.name): r.target for s, r in model.lifecycle.expanded() if r.target}

    def onward(pair: tuple[type[Event], str]) -> Iterator[tuple[type[Event], str]]:
        end = targets.get(pair, pair[1])
        for reaction in model.reactions:
            if reaction.on is pair[0] and not reaction.is_offer:
                yield reaction.event, end

    start = event, state
    pairs = {start, *(pair for _, pair in edges([start], onward))}
    return {targets.get(pair, pair[1]) for pair in pairs}
