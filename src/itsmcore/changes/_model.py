"""Change models: the tables of a change, by the stages it passes and the controls it obeys."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, ClassVar

import attrs

from itsmcore.approval import REACTIONS, ApprovalPolicy, Authority
from itsmcore.approval._policy import as_policy
from itsmcore.changes._controls import Controls
from itsmcore.changes._events import ChangeKind, CloseCode, Opened, Updated, change_kind
from itsmcore.changes._record import Change
from itsmcore.changes._regions import EXPIRY, HOLD, VOIDING, approval_region
from itsmcore.changes._rules import STAGES, WORDS, every_event, rules_of
from itsmcore.conditions import Condition, field
from itsmcore.errors import BadValue, Fault, FaultyDefinition, Unlisted
from itsmcore.fields import as_several, is_in
from itsmcore.level import Impact, Level, Urgency
from itsmcore.lifecycle import (
    FROM_REQUESTER,
    Event,
    Lifecycle,
    LinkKind,
    Model,
    State,
    opening,
)
from itsmcore.lifecycle._event import data_fields
from itsmcore.lifecycle._names import as_names
from itsmcore.lifecycle._table import as_guard_condition
from itsmcore.lifecycle._verify import condition_faults
from itsmcore.nearest import hint
from itsmcore.risk import Risk
from itsmcore.schedule import Schedule
from itsmcore.shown import shown

CUSTOMER = field("event.by").is_(field("requester")) | FROM_REQUESTER
"""Who is the customer's side of a change: its requester, and whoever acts in that role."""


def _is_schedule(_: object, field: attrs.Attribute[Any], value: object) -> None:
    if value is not None and not isinstance(value, Schedule):
        raise BadValue(field=field.name, value=value, expected="a Schedule")


def _levels(levels: Iterable[Level]) -> tuple[Level, ...]:
    return as_several(Level, levels, "levels")


def _words(names: str | Iterable[str]) -> tuple[str, ...]:
    known = tuple(field.name for field in data_fields(Updated))
    given: Any = names
    words: tuple[Any, ...] = (given,) if given is None else as_names(given)
    for name in words:
        if not is_in(name, known) and not (isinstance(name, str) and name.startswith("custom.")):
            raise Unlisted(kind="field of update", name=name, known=(*known, "custom.NAME"))
    return words


@attrs.frozen(kw_only=True)
class ChangeModel(Model):
    """Hold the tables a change lives by: those of every model, and who has to approve.

    Attributes:
        kind: how its changes are authorised.
        policy: who has to approve; None where nobody has to.
        maintenance: a schedule within which a window may move, no longer than it was, and keep its
            approvals.
        approved_words: what belongs to what is approved besides the plan: fields that `update`
            changes, or custom ones as `"custom.NAME"`; its words and all custom fields, unless told
            otherwise.
        risks: the risks there are.
        impacts: the impacts there are.
        urgencies: the urgencies there are.
    """

    record: ClassVar[type[Change]] = Change
    opening_event: ClassVar[type[Opened]] = Opened
    open = opening(Opened, Change)

    kind: ChangeKind = attrs.field(default=ChangeKind.NORMAL, converter=change_kind)
    policy: ApprovalPolicy | None = attrs.field(default=None, converter=as_policy)
    maintenance: Schedule | None = attrs.field(default=None, validator=_is_schedule)
    approved_words: tuple[str, ...] = attrs.field(default=WORDS, converter=_words)
    from_customer: Condition = attrs.field(default=CUSTOMER, converter=as_guard_condition)
    risks: tuple[Level, ...] = attrs.field(default=Risk.scale, converter=_levels)
    impacts: tuple[Level, ...] = attrs.field(default=Impact.scale, converter=_levels)
    urgencies: tuple[Level, ...] = attrs.field(default=Urgency.scale, converter=_levels)

    @property
    def legal(self) -> Mapping[str, Collection[Any]]:
        """The values that record fields may take: the codes, and the levels."""
        levels = {"risk": self.risks, "impact": self.impacts, "urgency": self.urgencies}
        return {**self.codes, **levels}

    def verify(self) -> None:
        """Check the tables; done when a model is built.

        Raises:
            FaultyDefinition: every fault, together.
        """
        super().verify()
        faults = tuple(self._policy_faults())
        if faults:
            raise FaultyDefinition(f"model {shown(self.name)}", faults)

    def _policy_faults(self) -> Iterator[Fault]:
        has_approval = "approval" in [region.name for region in self.regions]
        if has_approval is (self.policy is None):
            words = "belongs to the stage authorise: give both, or neither (change_model)"
            yield Fault("bad_policy", "policy", words)
        if self.policy is not None:
            for row in self.policy.table.rows:
                yield from condition_faults(self, "policy", row.when)
            for name in self.policy.fields:
                if name.startswith("given."):
                    words = f"reads {shown(name)}, which a change does not have; read its own facts"
                    yield Fault("unknown_fact", "policy", words)

    def _events_with_roles(self) -> tuple[type[Event], ...]:
        return (*super()._events_with_roles(), *every_event())


def _stage_faults(passed: tuple[str, ...], policy: object) -> Iterator[Fault]:
    """Give every fault of the stages that changes are to pass."""
    are = f"are {', '.join(passed)}; give"
    strange = [stage for stage in passed if stage not in STAGES]
    for stage in strange:
        yield Fault("bad_stages", "stages", f"have {shown(stage)}; {hint(stage, tuple(STAGES))}")
    if strange:
        return
    known = [stage for stage in STAGES if stage in passed and stage != "cancelled"]
    if list(passed) != known or not {"new", "review", "closed"} <= set(passed):
        words = f"{are} new, review, closed and others, in this order: {', '.join(STAGES)}"
        yield Fault("bad_stages", "stages", words)
    elif ("scheduled" in passed) is not ("implement" in passed):
        yield Fault("bad_stages", "stages", f"{are} scheduled and implement both, or neither")
    elif not {"authorise", "implement"} & set(passed):
        yield Fault("bad_stages", "stages", f"{are} authorise, or scheduled and implement")
    if ("authorise" in passed) is (policy is None):
        words = "belongs to the stage authorise: give both, or neither"
        yield Fault("bad_policy", "policy", words)


_OTHERS = (
    LinkKind.PROBLEM,
    LinkKind.INCIDENT,
    LinkKind.CAUSED_BY,
    LinkKind.FIXED_BY,
    LinkKind.TASK_OF,
)
LINKS = tuple(kind for kind in LinkKind if kind not in _OTHERS)
"""What other records may be to a change."""


def change_model(
    name: str,
    *,
    kind: ChangeKind = ChangeKind.NORMAL,
    stages: Iterable[str],
    policy: ApprovalPolicy | Authority | None = None,
    controls: Controls | None = None,
    maintenance: Schedule | None = None,
    approved_words: str | Iterable[str] = WORDS,
    version: str = "1",
) -> ChangeModel:
    """Make a change model of the stages that its changes pass.

    Args:
        name: what it is called.
        kind: how its changes are authorised.
        stages: names of STAGES, in order, from new to closed; without `"authorise"` nobody has to
            approve. What is implemented is scheduled before. Cancelled is added.
        policy: who has to approve.
        controls: what it demands; everything, unless told otherwise.
        maintenance: a schedule within which a window may move and keep its approvals.
        approved_words: what belongs to what is approved besides the plan; see `ChangeModel`.
        version: its version.

    Raises:
        FaultyDefinition: the stages make no sound table; every fault together.

    >>> from datetime import UTC, datetime
    >>> quick = change_model("quick", kind=ChangeKind.STANDARD,
    ...                      stages=["new", "scheduled", "implement", "review", "closed"])
    >>> quick.open("CHG-1", at=datetime(2026, 1, 5, tzinfo=UTC), by="ada", summary="Add a disk")
    <Change CHG-1 new v1>
    """
    passed = as_several(str, stages, "stages", "the names of stages, in order")
    faults = tuple(_stage_faults(passed, policy))
    if faults:
        raise FaultyDefinition(f"change model {shown(name)}", faults)
    demanded = Controls() if controls is None else controls
    if not isinstance(demanded, Controls):
        raise BadValue(field="controls", value=controls, expected="Controls(…)")
    approval = () if policy is None else (approval_region(),)
    return ChangeModel(
        name=name,
        version=version,
        kind=kind,
        policy=as_policy(policy),
        maintenance=maintenance,
        approved_words=_words(approved_words),
        lifecycle=Lifecycle(
            "change",
            states=[State(n, phase=STAGES[n]) for n in (*passed, "cancelled")],
            rules=list(rules_of(passed, demanded)),
        ),
        regions=(HOLD, *approval),
        timers=() if policy is None else (EXPIRY,),
        reactions=() if policy is None else (*REACTIONS, *VOIDING),
        codes={"outcome": tuple(CloseCode), "links": LINKS},
    )
