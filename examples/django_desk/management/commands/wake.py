"""Let happen what is due: timers, and what is pending between records."""

from datetime import UTC, datetime

from django.core.management.base import BaseCommand
from django.db import transaction

from examples.django_desk.views import STORE
from itsmcore import Desk


class Command(BaseCommand):
    help = __doc__

    def handle(self, **_: object) -> None:
        now = datetime.now(UTC)
        for id in STORE.due(now):
            wake(id, now)


@transaction.atomic
def wake(id: str, now: datetime) -> None:
    loaded = STORE.load([id])
    desk = Desk.of(loaded.records, loaded.links)
    for proposal in loaded.proposals:
        if not proposal.is_offer:
            applied = desk.receive(proposal)
            STORE.append(applied, taken=[proposal])
            desk = applied.desk
    STORE.append(desk.tick(at=max(now, desk[id].changed_at)))
