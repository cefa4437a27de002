"""Templates: standard changes, approved once for every time they are made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

import attrs

from itsmcore.changes._change import Change, ChangeModel
from itsmcore.changes._events import CloseCode, Opened, Scheduled
from itsmcore.changes._rules import FACTS, PLAN_FIELDS
from itsmcore.changes._tables import STANDARD_CHANGE
from itsmcore.checked import checked
from itsmcore.errors import BadValue, NotUsable, Reason, Unlisted
from itsmcore.fields import as_names
from itsmcore.frozen import FrozenDict, evidence
from itsmcore.instant import maybe_utc, utc
from itsmcore.kinds import check_kinds
from itsmcore.lifecycle import Actor
from itsmcore.phrase import Phrase
from itsmcore.shown import shown

_FAILURES = (CloseCode.UNSUCCESSFUL, CloseCode.BACKED_OUT)


def _fixed(facts: Mapping[str, Any]) -> FrozenDict[str, Any]:
    return evidence(facts, "fixed")


@attrs.frozen(kw_only=True)
class ChangeTemplate:
    """What all standard changes of one sort have in common, and who approved it until when.

    Attributes:
        name: its name.
        fixed: the facts that each change has, and keeps.
        free: the names of the facts that whoever opens one gives, and may amend. Any part of the
            plan that is neither stays as it is.
        approved_by: who approved it.
        approved_until: until when the approval holds, in UTC; None means without end.
        revoked_at: when it was revoked because a change made from it failed.
        model: the model that its changes live by; by default STANDARD_CHANGE.

    Raises:
        Unlisted: there is no such fact to fix or to give.
        BadValue: a fact is both fixed and free, or one that every change of it needs is neither.

    >>> from datetime import UTC
    >>> from itsmcore.risk import Risk
    >>> nine = datetime(2026, 1, 5, 9, tzinfo=UTC)
    >>> disk = ChangeTemplate(name="add a disk", approved_by="cab",
    ...                       fixed={"summary": "Add a disk", "risk": Risk.LOW,
    ...                              "steps": ["Plug it in"], "back_out_plan": "Pull it out"},
    ...                       free=["configuration_items", "planned_start", "planned_end"])
    >>> disk.open("CHG-7", at=nine, by="ada", configuration_items=["srv-1"])
    <Change CHG-7 new v1>
    """

    name: str
    fixed: FrozenDict[str, Any] = attrs.field(converter=_fixed)
    free: tuple[str, ...] = attrs.field(default=(), converter=as_names)
    approved_by: str
    approved_until: datetime | None = attrs.field(default=None, converter=maybe_utc)
    revoked_at: datetime | None = attrs.field(default=None, converter=maybe_utc)
    model: ChangeModel | None = None

    def __attrs_post_init__(self) -> None:
        check_kinds(self)
        self._known((*self.fixed, *self.free))
        for name in self.free:
            if name in self.fixed:
                raise BadValue(
                    field="free", value=name, expected=Phrase("changes.expected.facts_fixed")
                )
        for name in self._needed():
            if name not in (*self.fixed, *self.free):
                expected = Phrase("changes.expected.template_fixed_free", name=name)
                raise BadValue(field="fixed", value=tuple(self.fixed), expected=expected)

    def _needed(self) -> Iterator[str]:
        """Yield what every change needs: a summary, and what its scheduling needs."""
        yield "summary"
        for rule in self._model().rules:
            if rule.event is Scheduled:
                yield from rule.needs

    def _known(self, names: Iterable[str]) -> None:
        for name in names:
            if name not in FACTS:
                raise Unlisted(kind=Phrase("changes.template.fact_change"), name=name, known=FACTS)

    def why_not(self, *, at: datetime) -> tuple[Reason, ...]:
        """Return why no change may be made from it at an instant; nothing if one may.

        Raises:
            NaiveTime: the instant has no time zone.
        """
        return tuple(self._reasons(utc(at)))

    def _reasons(self, at: datetime) -> Iterator[Reason]:
        if self.revoked_at is not None and at >= self.revoked_at:
            words = Phrase("changes.template.revoked", revoked_at=self.revoked_at)
            yield Reason("revoked", words)
        if self.approved_until is not None and at >= self.approved_until:
            words = Phrase(
                "changes.template.approved_until",
                approved_by=self.approved_by,
                approved_until=self.approved_until,
            )
            yield Reason("approval_ended", words)

    def open(self, id: str, *, at: datetime, by: str | Actor, **given: Any) -> Change:
        """Open a change from it.

        Args:
            id: its number.
            at: when.
            by: who.
            given: the facts that are free.

        Raises:
            NotUsable: its approval has ended, or was revoked.
            Unlisted: a fact is not among the free ones.
            BadValue: the summary is free, and is not given.
        """
        reasons = self.why_not(at=at)
        if reasons:
            raise NotUsable(template=self.name, reasons=reasons)
        for name in given:
            if name not in self.free:
                raise Unlisted(
                    kind=Phrase("changes.template.free_fact", name=shown(self.name)),
                    name=name,
                    known=self.free,
                )
        data: dict[str, Any] = {**self.fixed, **given}
        if "summary" not in data:
            expected = Phrase("changes.expected.text_template_leaves_free", name=shown(self.name))
            raise BadValue(field="summary", value=None, expected=expected)
        opened = Opened(
            id,
            at=at,
            by=by,
            template=self.name,
            fixed=self._closed(),
            approved_until=self.approved_until,
            **data,
        )
        return Change.begin(opened, model=self._model())

    def _closed(self) -> tuple[str, ...]:
        """List the facts that its changes cannot alter: fixed ones, and a plan that is not free."""
        plan = (name for name in sorted(PLAN_FIELDS) if name not in self.free)
        return tuple(dict.fromkeys((*self.fixed, *plan)))

    def _model(self) -> ChangeModel:
        return self.model or STANDARD_CHANGE

    @checked
    def after(self, change: Change) -> ChangeTemplate:
        """Return the template as it is after a change: revoked if a change made from it failed.

        Args:
            change: a change, made from this template or not.
        """
        failed = change.template == self.name and change.outcome in _FAILURES
        if not failed or self.revoked_at is not None:
            return self
        return attrs.evolve(self, revoked_at=change.actual_end or change.history[-1].at)
