"""Judging: may this event happen to this record now, and if not, why not?"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

import attrs

from itsmcore.conditions import ALWAYS, is_set
from itsmcore.errors import (
    BadData,
    FieldMissing,
    GuardRefused,
    Incomparable,
    NotAllowed,
    NotYetInForce,
    OutOfOrder,
    Reason,
    Refused,
    RoleMissing,
    UnknownCode,
)
from itsmcore.frozen import EMPTY
from itsmcore.lifecycle._actor import Actor, flaw_of_name
from itsmcore.lifecycle._attempt import incomparable, not_given, outside, refusals
from itsmcore.lifecycle._event import Event
from itsmcore.lifecycle._facts import RecordFacts
from itsmcore.lifecycle._folded import Folded
from itsmcore.lifecycle._form import about, unanswered
from itsmcore.lifecycle._legal import code_of, legal_hint
from itsmcore.lifecycle._plan import Moved
from itsmcore.lifecycle._prospect import Prospect, no_rule
from itsmcore.lifecycle._sets import argument_for, reason_of
from itsmcore.lifecycle._table import NOBODY, Permit, Rule
from itsmcore.lifecycle._values import against, against_ties
from itsmcore.phrase import Phrase, one_or_another
from itsmcore.shown import brief, shown


class Verdict:
    """Why an event may not happen, if there are reasons."""

    region: int | None = None
    kind: type[Refused] = Refused
    reasons: tuple[Reason, ...] = ()

    def refuse(self, kind: type[Refused], *reasons: Reason) -> Verdict:
        """Add reasons; the first kind of refusal names the error."""
        if reasons and not self.reasons:
            self.kind = kind
        self.reasons += tuple(reason for reason in reasons if reason not in self.reasons)
        return self


class Draft:
    """A stand-in for an event that is only being considered; unknown arguments are absent."""

    def __init__(
        self,
        event: type[Event],
        at: Any,
        by: Any,
        given: Mapping[str, Any],
        data: Mapping[str, Any],
    ):
        self.__dict__.update(data, verb=event.verb, unsaid=event.unsaid, at=at, by=by, given=given)


def judge(
    record: Folded,
    event: Any,
    kind: type[Event],
    changes: Mapping[str, Any],
    *,
    is_exempt: bool,
) -> Verdict:
    """Judge an event by the record's model.

    An exempt event (a timer's, a reaction's, a cascade's) follows automatically, and needs no role.
    """
    moved = record.model.plan.moves[kind, record.state, record.regions]
    if moved is None:
        return unknown(record, kind)
    return judge_move(moved, record, event, changes, is_exempt=is_exempt)


def unknown(record: Folded, kind: type[Event]) -> Verdict:
    """Refuse an event that no rule knows where a record is."""
    plan, verdict = record.model.plan, Verdict()
    verdict.region = region = plan.region_of(kind)
    where = plan.where(record.state, record.regions, region)
    reason = _stranger(kind, record.model.events) or no_rule(kind, where)
    return verdict.refuse(NotAllowed, reason)


def judge_move(
    moved: Moved, record: Folded, event: Any, changes: Mapping[str, Any], *, is_exempt: bool
) -> Verdict:
    """Judge an event that a rule knows where a record is, as `judge` does."""
    verdict = Verdict()
    if moved.asking:
        facts = RecordFacts(record, event, is_automatic=is_exempt, changes=changes)
        judge_rules(verdict, moved.asking, facts, changes)
    if event.at < record.changed_at:
        verdict.refuse(OutOfOrder, too_early(record, event.at))
    if flaw_of_name(event.by.name):
        judge_actor(verdict, event.by)
    judge_data(verdict, record, event, changes)
    if verdict.reasons:
        verdict.region = record.model.plan.region_of(type(event))
    return verdict


def judge_rules(
    verdict: Verdict, rules: Iterable[Rule], facts: RecordFacts, changes: Mapping[str, Any]
) -> None:
    """Judge an event by what the rules that know it ask."""
    record, event, is_exempt = facts.record, facts.event, facts.is_automatic
    for rule in rules:
        if rule.roles and not is_exempt:
            verdict.refuse(RoleMissing, *_missing_roles(rule.roles, event, facts))
        missing = _missing_fields(rule.needs, record, rule.event, changes) if rule.needs else None
        if missing:
            verdict.refuse(FieldMissing, *missing)
        refused = refusals(rule.guards, facts, rule.event) if rule.guards else None
        if refused:
            verdict.refuse(GuardRefused, *refused)


def against_draft(
    record: Folded,
    prospect: Prospect,
    at: datetime,
    by: Actor,
    given: Mapping[str, Any],
    data: Mapping[str, Any],
) -> tuple[Reason, ...]:
    """Return the reasons against an event that is only being considered.

    Args:
        record: the record.
        prospect: what the tables say of its verb, where the record is.
        at: when it would be.
        by: who would do it.
        given: outside facts.
        data: as much of its data as is known; what is unknown counts against nothing.
    """
    if prospect.unknown is not None:
        return (prospect.unknown,)
    reasons: list[Reason] = []
    for rule in prospect.rules:
        guards = rule.guards if data else rule.certain
        facts: Any = None
        if guards or rule.roles:
            draft: Any = Draft(prospect.event, at, by, given, data)
            changes = None
            if rule.foresees:
                draft = prospect.event(at=at, by=by, given=given)
                changes = draft.changes(record)
            facts = RecordFacts(record, draft, is_automatic=False, changes=changes)
        if rule.roles:
            reasons += _missing_roles(rule.roles, draft, facts)
        if rule.needs:
            reasons += _missing_fields(rule.needs, record, prospect.event)
        if guards:
            reasons += refusals(guards, facts, prospect.event)
    if prospect.objects:
        reasons += prospect.event(at=at, by=by, given=given).against(record)
    if at < record.history[-1].at:
        reasons.append(too_early(record, at))
    if flaw_of_name(by.name):
        reasons.append(_unclear(by))
    return tuple(dict.fromkeys(reasons) if len(reasons) > 1 else reasons)


def judge_opening(record: Folded, changes: Mapping[str, Any]) -> Verdict:
    """Judge the event that has just opened a record, by its own content alone."""
    opening, verdict = record.history[0], Verdict()
    own = record.model.opening_event
    if type(opening) is not own:
        return verdict.refuse(NotAllowed, _other("lifecycle.judge.no_opening", type(opening), own))
    judge_actor(verdict, opening.by)
    form = record.model.plan.form
    verdict.refuse(FieldMissing, *unanswered(form, held(record, "custom")) if form else ())
    return judge_data(verdict, record, opening, changes)


def judge_actor(verdict: Verdict, by: Actor) -> None:
    """Refuse a name that looks like another, though a history may hold it."""
    if flaw_of_name(by.name):
        verdict.refuse(BadData, _unclear(by))


def _unclear(by: Actor) -> Reason:
    words = Phrase("lifecycle.judge.name", name=shown(by.name), flaw_of_name=flaw_of_name(by.name))
    return Reason("unclear_name", words, data={"value": by.name})


def judge_data(
    verdict: Verdict, record: Folded, event: Event, changes: Mapping[str, Any]
) -> Verdict:
    """Judge an event's content: by the model's codes, by itself, and by the record's instants."""
    plan = record.model.plan
    if changes and not plan.coded.isdisjoint(changes):
        unknown = code_reasons(record, changes, event.at, event.__class__)
        if unknown:
            verdict.refuse(UnknownCode, *unknown)
    if plan.form and "custom" in changes:
        _judge_form(verdict, record, event, changes)
    asked = plan.asked[event.__class__]
    reasons = list(event.against(record)) if asked.objects else []
    if asked.ties:
        reasons += against_ties(record, event.tied())
    doubts = asked.doubts(event)
    if doubts:
        missing = _told_missing(event, doubts, changes, verdict.reasons)
        reasons += against(event, asked, doubts, missing)
    if reasons:
        _refuse_data(verdict, reasons)
    if changes and not record.chronology.names.isdisjoint(changes):
        _judge_instants(verdict, record, event, changes)
    return verdict


def _judge_form(verdict: Verdict, record: Folded, event: Event, changes: Mapping[str, Any]) -> None:
    """Judge custom fields by the form of the model."""
    form, has = record.model.plan.form, changes["custom"]
    strange = list(about(form, getattr(event, "custom", None) or has, has))
    had = unanswered(form, held(record, "custom"))
    newly = [one for one in unanswered(form, has) if one not in had]
    verdict.refuse(FieldMissing, *newly)
    _refuse_data(verdict, strange)


def _judge_instants(
    verdict: Verdict, record: Folded, event: Event, changes: Mapping[str, Any]
) -> None:
    """Judge the instants of a record by their order."""
    impossible = record.chronology.against(record, event.at, changes)
    verdict.refuse(BadData, *(_about(one, type(event), type(record)) for one in impossible))


def _refuse_data(verdict: Verdict, reasons: Collection[Reason]) -> None:
    """Refuse what an event says, unknown codes first."""
    verdict.refuse(UnknownCode, *(reason for reason in reasons if reason.code == "unknown_code"))
    verdict.refuse(BadData, *reasons)


def _about(reason: Reason, event: type[Event], of: type) -> Reason:
    """Name the argument of an event that sets the field that a reason is about."""
    return attrs.evolve(reason, argument=argument_for(str(reason.field), event, of))


def _told_missing(
    event: Event, doubts: Iterable[str], changes: Mapping[str, Any], said: Collection[Reason]
) -> list[str]:
    """Return the arguments that a reason calls missing, as the facts that they set."""
    facts = [reason.field for reason in said if reason.code == "field_missing"]
    values = [changes[name] for name in facts if name and name in changes]
    return [name for name in doubts if name in facts or getattr(event, name, event) in values]


def _stranger(kind: type[Event], events: Collection[type[Event]]) -> Reason | None:
    """Return which class has the verb of an event here, if it is another class."""
    meant = next((event for event in events if event.verb == kind.verb), kind)
    if kind in events or meant is kind:
        return None
    return _other("lifecycle.judge.none_events", kind, meant)


def _other(words: str, kind: type[Event], meant: type[Event]) -> Reason:
    given, own = (brief(f"{of.__module__}.{of.__qualname__}") for of in (kind, meant))
    legal = {"value": given, "legal": (own,)}
    return Reason("other_event", Phrase(words, given=given, own=own), data=legal)


def refusal(verdict: Verdict, record: Folded, event: Event, index: int | None = None) -> Refused:
    """Make the error that a verdict amounts to."""
    plan = record.model.plan
    region = verdict.region
    table, state = (
        (plan.rules, record.state)
        if region is None
        else (plan.region_rules[region], record.regions[region])
    )
    allowed = allowed_verbs(record, None if index is not None else event)
    moves = dict.fromkeys(r.event.verb for r in table[state] if r.target not in (None, state))
    return verdict.kind(
        record=record.id,
        state=record.state,
        verb=event.verb,
        reasons=verdict.reasons,
        allowed=tuple(verb for verb in allowed if verb != event.verb),
        moves=tuple(verb for verb in moves if verb in allowed and verb != event.verb),
        region=None if region is None else plan.where(record.state, record.regions, region),
        index=index,
        folded_by=None if index is None else str(record.model),
    )


def allowed_verbs(record: Folded, event: Event | None = None) -> tuple[str, ...]:
    """List the verbs that the tables have in the present states, for the event's actor if given.

    What only follows automatically is nobody's verb.
    """
    plan = record.model.plan
    facts = RecordFacts(record, event, is_automatic=False)

    def may(rule: Rule) -> bool:
        return event is None or not rule.roles or not _missing_roles(rule.roles, event, facts)

    by_hand, *beside_by_hand = plan.by_hand
    main = [rule.event.verb for rule in by_hand[record.state] if may(rule)]
    beside = (
        rule.event.verb
        for rules, state in zip(beside_by_hand, record.regions, strict=True)
        for rule in rules[state]
        if may(rule) and rule.event.verb not in plan.main_verbs
    )
    return tuple(dict.fromkeys((*main, *beside)))


def too_early(record: Folded, at: datetime) -> Reason:
    """Return the reason if an event is earlier than the last one."""
    last = record.history[-1]
    return Reason(
        "out_of_order",
        Phrase("lifecycle.out_of_order", at=at, verb=brief(last.verb), last=last.at),
        argument="at",
        data={"value": at, "last": last.at},
    )


def _missing_roles(
    permits: tuple[Permit, ...], event: Any, facts: RecordFacts
) -> tuple[Reason, ...]:
    """Return the reason why no permit lets the actor, or none if one does.

    A permit that depends on an outside fact that was not given lets nobody, and neither does one
    that cannot be decided; one that depends on data of an event that is only being considered
    counts against nothing.
    """
    absent: list[str] = []
    undecided: list[Reason] = []
    for permit in permits:
        if permit.role in event.by.roles:
            try:
                answer = permit.when == ALWAYS or permit.when.judge(facts)
            except Incomparable as error:
                undecided.append(incomparable(error))
                continue
            is_open = answer is None and permit.asks_outside
            missing = outside(permit.when, facts) if is_open else []
            if answer is True or (answer is None and not missing):
                return ()
            absent += missing
    if absent:
        return (*undecided, not_given(absent))
    if undecided:
        return tuple(undecided)
    if permits == (NOBODY,):
        words = Phrase("lifecycle.judge.may_model_s", by=event.by)
        return (Reason("role_missing", words, data={"roles": ()}),)
    who = one_or_another(permit.phrase for permit in permits)
    words = Phrase("lifecycle.judge.may_takes_role", name=brief(event.by.name), who=who)
    roles = tuple(permit.role for permit in permits)
    return (Reason("role_missing", words, data={"roles": roles}),)


def held(record: Folded, name: str, changes: Mapping[str, Any] = EMPTY) -> Any:
    """Return a field of a record, custom or not, as changes make it."""
    name, _, own = name.partition(".")
    value = changes[name] if name in changes else getattr(record, name)
    return value.get(own) if own else value


def _missing_fields(
    needs: Iterable[str],
    record: Folded,
    event: type[Event],
    changes: Mapping[str, Any] = EMPTY,
) -> list[Reason]:
    return [
        reason_of(
            "field_missing",
            Phrase("lifecycle.field_missing", name=name),
            event=event,
            of=type(record),
            field=name,
        )
        for name in needs
        if not is_set(held(record, name, changes))
    ]


def code_reasons(
    record: Folded, changes: Mapping[str, Any], at: datetime, event: type[Event]
) -> list[Reason]:
    """Return a reason for every changed field whose new value the model does not list then."""
    of, known, dated = type(record), record.model.plan.legal, record.model.plan.dated
    reasons: list[Reason] = []
    for name, value in changes.items():
        if value is None or name not in known:
            continue
        try:
            legal = dated[name].as_of(at) if name in dated else known[name]
        except NotYetInForce as error:
            words = Phrase("lifecycle.judge.cannot", name=name, value=shown(value), error=error)
            legal = ()
        else:
            if value in legal:
                continue
            hint = legal_hint(value, legal)
            words = Phrase(
                "lifecycle.judge.cannot_2", name=name, value=shown(value), legal_hint=hint
            )
        data = {"value": value, "legal": tuple(map(code_of, legal))}
        reasons.append(reason_of("unknown_code", words, event=event, of=of, field=name, data=data))
    return reasons
