"""Carrying out: what an intake decided happens to the incidents of a desk."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import attrs

from itsmcore.desk import Applied, Desk, Proposal, Refusal
from itsmcore.errors import BadValue, Refused
from itsmcore.fields import as_a
from itsmcore.incidents import INCIDENT, Reprioritised
from itsmcore.intake._alerts import Alerts
from itsmcore.intake._scales import LEVELS, levels_on_scale
from itsmcore.intake._taken import Decided, Disposition, Taken
from itsmcore.kinds import check_kinds
from itsmcore.level import Level
from itsmcore.lifecycle import Actor, Model, as_actor, as_model
from itsmcore.lifecycle._legal import legal_hint
from itsmcore.phase import Phase
from itsmcore.phrase import Phrase


@attrs.frozen(kw_only=True)
class CarriedOut:
    """The desk and the alerts after what was decided has happened.

    Attributes:
        desk: the desk as it is now.
        alerts: the alerts as they are now, with the numbers of the incidents that were opened.
        applied: what came of each event, in order.
        offers: what is only offered; see `Desk.accept`.
        refusals: what was to happen to an incident, but was refused; its alert goes on.
    """

    desk: Desk
    alerts: Alerts
    applied: tuple[Applied, ...] = ()
    offers: tuple[Proposal, ...] = ()
    refusals: tuple[Refusal, ...] = ()

    def __attrs_post_init__(self) -> None:
        check_kinds(self)


def carry_out(
    taken: Taken, desk: Desk, *, by: str | Actor = "monitoring", model: Model = INCIDENT
) -> CarriedOut:
    """Let what was decided happen on a desk, and note the numbers of the incidents.

    People come first: an incident that they resolved is not resolved again, one that they reopened
    is not reopened again, and while a thing is not well, another is opened for one that was closed
    for good or cancelled. An offer to reprioritise never lowers what they said. What the model
    refuses is told, and left to people. An impact or an urgency of this library's own scale becomes
    the one at the same place of the model's, if that has as many.

    Args:
        taken: what was decided of a signal, or at a tick.
        desk: the desk, with a numbering and the incidents of the alerts.
        by: who does it; for a model with roles, an Actor that has them.
        model: the model that incidents live by.

    Raises:
        BadValue: a value is of the wrong kind, the desk has no numbering, or the model does not
            know the code with which the intake resolves.
        Unlisted: an incident is not known; NotLoaded, where it is known by its links only.
        Refused: the model does not let such an incident be opened.

    >>> from datetime import UTC, datetime
    >>> from itsmcore.desk import Numbering
    >>> from itsmcore.intake import Intake, Severity, Signal
    >>> nine = datetime(2026, 1, 5, 9, tzinfo=UTC)
    >>> full = Signal(source="zabbix", node="db-1", type="disk", severity=Severity.MAJOR, at=nine)
    >>> taken = Intake().decide(full, Alerts())
    >>> done = carry_out(taken, Desk.of(numbering=Numbering()))
    >>> done.desk["INC0000001"], done.alerts.every[0].incident
    (<Incident INC0000001 new v1>, 'INC0000001')
    """
    work = _Work(
        as_a(Desk, desk, "desk"), as_a(Taken, taken, "taken").alerts, as_actor(by), as_model(model)
    )
    _check_code(taken.resolution_code, model)
    for decided in taken.decided:
        work.carry_out(decided)
    return CarriedOut(
        desk=work.desk,
        alerts=work.alerts,
        applied=tuple(work.applied),
        offers=tuple(work.offers),
        refusals=tuple(work.refusals),
    )


def _check_code(code: str, model: Model) -> None:
    """Refuse a code that would leave every incident open that is clear."""
    legal = model.legal.get("resolution_code")
    if legal is not None and code not in legal:
        expected = Phrase(
            "intake.expected.code_model_intake_resolution", legal_hint=legal_hint(code, legal)
        )
        raise BadValue(field="resolution_code", value=code, expected=expected)


class _Work:
    """Collect what happens."""

    def __init__(self, desk: Desk, alerts: Alerts, by: Actor, model: Model) -> None:
        self.desk, self.alerts, self.by, self.model = desk, alerts, by, model
        self.applied: list[Applied] = []
        self.offers: list[Proposal] = []
        self.refusals: list[Refusal] = []
        self.opened: dict[Any, str] = {}

    def carry_out(self, decided: Decided) -> None:
        """Let one thing happen, unless people have been faster."""
        incident = self.opened.get(decided.key, decided.incident)
        if decided.disposition is Disposition.OPENED:
            self._open(decided, decided.arguments)
        elif decided.instead and self._has_ended(decided, incident):
            self._open(decided, decided.instead)
        elif incident is None or decided.verb is None:
            return
        elif decided.is_offer:
            self._offer(decided, incident)
        else:
            self._do(decided, incident)

    def _has_ended(self, decided: Decided, incident: str | None) -> bool:
        return incident is None or self._as_it_is(decided, incident)[1].is_final

    def _open(self, decided: Decided, arguments: Mapping[str, Any]) -> None:
        said = levels_on_scale(arguments, self.model)
        applied = self.desk.open(self.model, at=decided.at, by=self.by, **said)
        self._note(applied)
        self.opened[decided.key] = applied.id
        self.alerts = self.alerts.tied(decided.key, applied.id)

    def _do(self, decided: Decided, incident: str) -> None:
        at, phase = self._as_it_is(decided, incident)
        is_reopened = decided.disposition is Disposition.REOPENED
        wanted = phase is Phase.RESOLVED if is_reopened else phase.is_open
        if wanted:
            verb, arguments = str(decided.verb), dict(decided.arguments)
            try:
                self._note(self.desk.do(incident, verb, at=at, by=self.by, **arguments))
            except Refused as error:
                self.refusals.append(Refusal(incident, verb, error))

    def _offer(self, decided: Decided, incident: str) -> None:
        """Offer what is graver than what the incident has; what people said is not lowered."""
        at, phase = self._as_it_is(decided, incident)
        record = self.desk[incident]
        said = levels_on_scale(decided.arguments, record.model)
        graver = {name: of for name, of in said.items() if _is_graver(of, record.facts.get(name))}
        if phase.is_open and graver.keys() & LEVELS.keys():
            event = Reprioritised(at=at, by=self.by, **graver)
            self.offers.append(Proposal(incident, event, is_offer=True, is_sure=True))

    def _as_it_is(self, decided: Decided, incident: str) -> tuple[datetime, Phase]:
        """Return the instant at which something may happen to an incident, and its phase then."""
        record = self.desk[incident]
        at = max(decided.at, record.changed_at)
        return at, record.tick(at=at).phase

    def _note(self, applied: Applied) -> None:
        self.desk = applied.desk
        self.applied.append(applied)


def _is_graver(level: object, than: Any) -> bool:
    """Return whether a level is above another; what is of no scale, or of another, is."""
    is_comparable = isinstance(level, Level) and level.__class__ is than.__class__
    return not is_comparable or than < level
