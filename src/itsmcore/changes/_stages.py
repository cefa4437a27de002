"""Change models: the tables of a change, by the stages it passes and the controls it obeys."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from itsmcore.approval import REACTIONS, ApprovalPolicy, ApprovalRequested, Authority
from itsmcore.approval._policy import as_policy
from itsmcore.changes._change import ChangeModel
from itsmcore.changes._controls import AFTERWARDS, CONTROLS, Control, as_controls, rows_of
from itsmcore.changes._events import ChangeKind, CloseCode, Scheduled
from itsmcore.changes._regions import EXPIRY, HOLD, VOIDING, approval_region
from itsmcore.changes._rules import STAGES, WORDS, controlled, rules_of
from itsmcore.errors import Fault
from itsmcore.fields import as_several, refuse_faults
from itsmcore.lifecycle import (
    Lifecycle,
    LinkKind,
    Rule,
    State,
)
from itsmcore.lifecycle._link import link_kinds
from itsmcore.nearest import hint
from itsmcore.phrase import Phrase
from itsmcore.schedule import Schedule
from itsmcore.shown import shown


def _stage_faults(passed: tuple[str, ...], policy: object) -> Iterator[Fault]:
    """Yield every fault of the stages that changes are to pass."""
    are = Phrase("changes.stages.are_give", passed=", ".join(passed))
    strange = [stage for stage in passed if stage not in STAGES]
    for stage in strange:
        yield Fault(
            "bad_stages",
            Phrase("changes.subject.stages"),
            Phrase("changes.bad_stages", stage=shown(stage), hint=hint(stage, tuple(STAGES))),
        )
    if strange:
        return
    known = [stage for stage in STAGES if stage in passed and stage != "cancelled"]
    if list(passed) != known or not {"new", "review", "closed"} <= set(passed):
        words = Phrase("changes.stages.new_review_closed", are=are, stages=", ".join(STAGES))
        yield Fault("bad_stages", Phrase("changes.subject.stages"), words)
    elif ("scheduled" in passed) is not ("implement" in passed):
        yield Fault(
            "bad_stages",
            Phrase("changes.subject.stages"),
            Phrase("changes.bad_stages.scheduled_implement_both", are=are),
        )
    elif not {"authorise", "implement"} & set(passed):
        yield Fault(
            "bad_stages",
            Phrase("changes.subject.stages"),
            Phrase("changes.bad_stages.authorise_scheduled_implement", are=are),
        )
    if ("authorise" in passed) is (policy is None):
        words = Phrase("changes.stages.belongs_stage_authorise")
        yield Fault("bad_policy", Phrase("changes.subject.policy"), words)


def _control_faults(controls: Iterable[Control], rules: Iterable[Rule]) -> Iterator[Fault]:
    """Yield a fault for every control of an event that changes of these stages do not have."""
    verbs = dict.fromkeys(rule.event.verb for rule in rules)
    for control in controls:
        verb = control.event.verb
        if verb not in verbs:
            words = Phrase("changes.stages.stage", verb=shown(verb), hint=hint(verb, tuple(verbs)))
            yield Fault(
                "idle_control", Phrase("changes.subject.control", name=shown(control.name)), words
            )


LINKS = link_kinds(LinkKind.CAUSES, LinkKind.FIXES, LinkKind.COMPLAINT)
"""What other records may be to a change."""


def change_model(
    name: str,
    *,
    kind: ChangeKind = ChangeKind.NORMAL,
    stages: Iterable[str],
    policy: ApprovalPolicy | Authority | None = None,
    controls: Iterable[str | Control] = CONTROLS,
    maintenance: Schedule | None = None,
    approved_words: str | Iterable[str] = WORDS,
    version: str = "1",
) -> ChangeModel:
    """Make a change model of the stages that its changes pass.

    Args:
        name: its name.
        kind: how its changes are authorised.
        stages: names of STAGES, in order, from new to closed; without `"authorise"` nobody has to
            approve. A change must be scheduled before it is implemented. Cancelled is added.
        policy: who has to approve.
        controls: what it demands, by name, and controls of your own; see `CONTROLS`.
        maintenance: a schedule within which a window may move and keep its approvals.
        approved_words: what is approved besides the plan; see `ChangeModel`.
        version: its version.

    Raises:
        FaultyDefinition: the stages do not make a sound table; lists every fault.
        Unlisted: there is no control of that name.

    >>> from datetime import UTC, datetime
    >>> quick = change_model("quick", kind=ChangeKind.STANDARD,
    ...                      stages=["new", "scheduled", "implement", "review", "closed"])
    >>> quick.open("CHG-1", at=datetime(2026, 1, 5, tzinfo=UTC), by="ada", summary="Add a disk")
    <Change CHG-1 new v1>
    """
    passed = as_several(str, stages, "stages", Phrase("changes.stages.names_stages_order"))
    refuse_faults(
        Phrase("changes.stages.change_model", name=shown(name)), _stage_faults(passed, policy)
    )
    named, own = as_controls(controls)
    rules = list(rules_of(passed, afterwards=AFTERWARDS in named))
    refuse_faults(
        Phrase("changes.stages.change_model", name=shown(name)), _control_faults(own, rules)
    )
    asks = ApprovalRequested if "authorise" in passed else Scheduled
    approval = () if policy is None else (approval_region(),)
    return ChangeModel(
        name=name,
        version=version,
        kind=kind,
        policy=as_policy(policy),
        maintenance=maintenance,
        approved_words=approved_words,
        lifecycle=Lifecycle(
            "change",
            states=[State(n, phase=STAGES[n]) for n in (*passed, "cancelled")],
            rules=list(controlled(rules, (*rows_of(named, asks=asks), *own))),
        ),
        regions=(HOLD, *approval),
        timers=() if policy is None else (EXPIRY,),
        reactions=() if policy is None else (*REACTIONS, *VOIDING),
        codes={"outcome": tuple(CloseCode), "links": LINKS},
    )
