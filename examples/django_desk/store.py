"""The store of a desk in Django's own tables, which `StoreTests` puts to the test."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from hashlib import sha256
from types import MappingProxyType
from typing import TypeVar

from django.db import transaction
from django.db.models import Max, Min, Q

from itsmcore import Desk
from itsmcore.desk import Applied, Entry, Loaded, Proposal
from itsmcore.documents import Documents
from itsmcore.errors import Stale

from .models import Happened, Tie, Waiting, Wake

T = TypeVar("T")


class DjangoStore:
    """Keeps records in the default database; call it within a transaction of yours, or none."""

    def __init__(self, documents: Documents) -> None:
        self.documents = documents

    @transaction.atomic
    def load(self, ids: Iterable[str]) -> Loaded:
        several = list(ids)
        events = Happened.objects.filter(record__in=several).order_by("version")
        journal = [self._read(row, Entry) for row in events.values_list("entry", flat=True)]
        ties = Tie.objects.filter(Q(source__in=several) | Q(target__in=several))
        waiting = Waiting.objects.filter(record__in=several)
        return Loaded(
            records=Desk.of().replay(journal),
            links=list(ties.values_list("source", "kind", "target")),
            proposals=[self._read(row.proposal, Proposal) for row in waiting],
        )

    def due(self, until: datetime) -> tuple[str, ...]:
        timers = Wake.objects.filter(at__lte=until).values_list("record", flat=True)
        pending = Waiting.objects.filter(is_offer=False, at__lte=until)
        return tuple({*timers, *pending.values_list("record", flat=True)})

    def next_instant(self) -> datetime | None:
        ahead = Wake.objects.all(), Waiting.objects.filter(is_offer=False)
        found = [rows.aggregate(first=Min("at"))["first"] for rows in ahead]
        return min((at for at in found if at is not None), default=None)

    @transaction.atomic
    def append(
        self,
        applied: Applied,
        *,
        expected: Mapping[str, int] = MappingProxyType({}),
        taken: Iterable[Proposal] = (),
    ) -> None:
        new = {(one.record, one.version): self._written(one) for one in applied.events}
        records = {record for record, _ in new}
        rows = Happened.objects.filter(record__in=records)
        there = {(one.record, one.version): one.entry for one in rows}
        if new and new.items() <= there.items():
            return  # it is the second time
        first: dict[str, int] = {}
        for one in applied.events:
            first.setdefault(one.record, (one.version or 1) - 1)
        self._check({**expected, **first})
        for (record, version), entry in new.items():
            Happened.objects.create(record=record, version=version, entry=entry)
        for one in applied.rewritten:
            address = Happened.objects.filter(record=one.record, version=one.version)
            address.update(entry=self._written(one))
        for source, kind, target in applied.linked:
            Tie.objects.get_or_create(source=source, kind=kind, target=target)
        for source, kind, target in applied.unlinked:
            Tie.objects.filter(source=source, kind=kind, target=target).delete()
        Waiting.objects.filter(digest__in=[self._digest(one) for one in taken]).delete()
        for proposal in (*applied.pending, *applied.offers):
            Waiting.objects.update_or_create(
                digest=self._digest(proposal),
                defaults={
                    "record": proposal.record,
                    "at": proposal.event.at,
                    "is_offer": proposal.is_offer,
                    "proposal": self._written(proposal),
                },
            )
        for record, at in applied.wakes.items():
            if at is None:
                Wake.objects.filter(record=record).delete()
            else:
                Wake.objects.update_or_create(record=record, defaults={"at": at})

    def _check(self, expected: Mapping[str, int]) -> None:
        """Demand that records are at the versions that they were loaded at."""
        rows = Happened.objects.filter(record__in=expected).values_list("record")
        found = dict(rows.annotate(last=Max("version")))
        for id, version in expected.items():
            if found.get(id, 0) != version:
                raise Stale.of(id, found=found.get(id, 0), expected=version)

    def _read(self, text: str, kind: type[T]) -> T:
        return self.documents.structure(json.loads(text), kind)

    def _written(self, value: object) -> str:
        return json.dumps(self.documents.unstructure(value))

    def _digest(self, one: Proposal) -> str:
        return sha256(self._written(one).encode()).hexdigest()
