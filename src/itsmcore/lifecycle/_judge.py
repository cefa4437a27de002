"""Judging: may this event happen to this record now, and if not, why not?"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from itsmcore.conditions import ALWAYS
from itsmcore.errors import (
    FieldMissing,
    GuardRefused,
    NotAllowed,
    OutOfOrder,
    Reason,
    Refused,
    RoleMissing,
    UnknownCode,
)
from itsmcore.lifecycle._engine import Step
from itsmcore.lifecycle._event import Event, settable
from itsmcore.lifecycle._facts import RecordFacts
from itsmcore.lifecycle._table import Permit, Rule

if TYPE_CHECKING:
    from itsmcore.lifecycle._record import Record


class Verdict:
    """Say where an event would lead, or why it may not happen."""

    __slots__ = ("changes", "kind", "reasons", "regions", "state", "target")

    def __init__(self, state: str, regions: tuple[str, ...], changes: Mapping[str, Any]) -> None:
        self.state = state
        self.regions = regions
        self.changes = changes
        self.target: str | None = None
        self.kind: type[Refused] = Refused
        self.reasons: list[Reason] = []

    def refuse(self, kind: type[Refused], *reasons: Reason) -> Verdict:
        """Add reasons; the first kind of refusal names the error."""
        if reasons and not self.reasons:
            self.kind = kind
        self.reasons.extend(reasons)
        return self


class Draft:
    """Stand in for an event that is only being considered; arguments not known yet are absent."""

    def __init__(self, event: type[Event], at: Any, by: Any, given: Mapping[str, Any], data: Mapping[str, Any]):
        self.__dict__.update(data, verb=event.verb, at=at, by=by, given=given)


def judge(
    record: Record[Any],
    event: Any,
    kind: type[Event],
    changes: Mapping[str, Any] | None,
    *,
    is_exempt: bool,
) -> Verdict:
    """Judge an event, or a Draft of one (then `changes` is None), by the record's model.

    An exempt event (a timer's or a reaction's) needs no role.
    """
    plan = record.model.plan
    state = record.state
    regions = record.regions
    verdict = Verdict(state, regions, changes or {})
    main, beside = plan.triggers.get(kind, (None, ()))
    facts = RecordFacts(record, event)
    rules: list[Rule] = []
    if main is not None:
        step = Step(state, facts)
        if main.trigger(step):
            verdict.state = step.state
        if step.rule is not None:
            rules.append(step.rule)
            verdict.target = step.rule.target
        guards = step.reasons
    else:
        guards = []
    if main is None or rules:
        for index, trigger in beside:
            step = Step(regions[index], facts)
            if trigger.trigger(step) and step.state != regions[index]:
                verdict.regions = (*verdict.regions[:index], step.state, *verdict.regions[index + 1 :])
            if step.rule is not None:
                rules.append(step.rule)
            guards = [*guards, *step.reasons]
    if not rules:
        return verdict.refuse(NotAllowed, no_rule(record, kind))
    if event.at < record.history[-1].at:
        verdict.refuse(OutOfOrder, too_early(record, event))
    for rule in rules:
        if rule.roles and not is_exempt:
            verdict.refuse(RoleMissing, *_missing_roles(rule.roles, event, facts))
        if rule.needs:
            verdict.refuse(FieldMissing, *_missing_fields(rule, record, kind, changes))
    verdict.refuse(UnknownCode, *code_reasons(record, verdict.changes))
    if guards:
        verdict.refuse(GuardRefused, *guards)
    return verdict


def refusal(verdict: Verdict, record: Record[Any], verb: str, index: int | None = None) -> Refused:
    """Make the error that a verdict amounts to."""
    plan = record.model.plan
    state = record.state
    beside = (verbs[region] for verbs, region in zip(plan.region_verbs, record.regions, strict=True))
    allowed = dict.fromkeys((*plan.verbs[state], *(name for verbs in beside for name in verbs)))
    allowed.pop(verb, None)
    return verdict.kind(
        record=record.id,
        state=state,
        verb=verb,
        reasons=tuple(verdict.reasons),
        allowed=tuple(allowed),
        moves=tuple(name for name in plan.moves[state] if name != verb),
        index=index,
    )


def no_rule(record: Record[Any], kind: type[Event]) -> Reason:
    """Give the reason where the table has no rule."""
    return Reason("not_allowed", f"{kind.verb} is not allowed while {record.state}")


def too_early(record: Record[Any], event: Any) -> Reason:
    """Give the reason where an event is earlier than the last one."""
    last = record.history[-1]
    return Reason("out_of_order", f"{event.at} is earlier than the last event, {last.verb} at {last.at}")


def _missing_roles(permits: tuple[Permit, ...], event: Any, facts: RecordFacts) -> tuple[Reason, ...]:
    roles = event.by.roles
    if any(p.role in roles and (p.when == ALWAYS or p.when.judge(facts) is True) for p in permits):
        return ()
    who = " or ".join(map(str, permits))
    return (Reason("role_missing", f"{event.by} has none of the roles that may: {who}"),)


def _missing_fields(
    rule: Rule, record: Record[Any], kind: type[Event], changes: Mapping[str, Any] | None
) -> tuple[Reason, ...]:
    can_set = settable(kind, type(record)) if changes is None else frozenset(changes)
    names = (n for n in rule.needs if getattr(record, n) in (None, "", ()) and n not in can_set)
    return tuple(Reason("field_missing", f"{name} must be set first") for name in names)


def code_reasons(record: Record[Any], changes: Mapping[str, Any]) -> list[Reason]:
    """Give a reason for every changed field whose new value the model does not list."""
    legal = record.model.plan.legal
    return [
        _unknown(name, changes[name], legal[name])
        for name in changes
        if name in legal and changes[name] is not None and changes[name] not in legal[name]
    ]


def _unknown(name: str, value: object, legal: Collection[Any]) -> Reason:
    words = [str(getattr(code, "code", code)) for code in legal]
    nearest = get_close_matches(str(getattr(value, "code", value)), words, n=1, cutoff=0.4)
    hint = f"did you mean {nearest[0]!r}?" if nearest else f"legal: {', '.join(words)}"
    return Reason("unknown_code", f"{name} cannot be {value!r}; {hint}")
