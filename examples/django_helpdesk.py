"""Drive django-helpdesk beside a model of its flow, and list every case on which the two differ.

    python examples/django_helpdesk.py

It needs the dependency group `products`, asks the pages of django-helpdesk through Django's test
client, and keeps its database in memory. Each life is a transaction that is rolled back.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from importlib.metadata import version
from typing import Any, TypeAlias

import django
from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.urls import include, path

from itsmcore.incidents import IncidentModel
from itsmcore.lifecycle import Actor, Event, Lifecycle, Phase
from itsmcore.testing import Differences, differences

Door: TypeAlias = Callable[[Client, Any, int], bool]
"""How a ticket is given another status: by whom, which one, and its number."""

# --- the model, whole, from rows ------------------------------------------------------------------

STAFF, SUBMITTER = "staff", "submitter"
STATES = {
    "open": Phase.NEW,
    "reopened": Phase.ACTIVE,
    "resolved": Phase.RESOLVED,
    "closed": Phase.CLOSED,
    "duplicate": Phase.RESOLVED,
}
"""In the order of the numbers that the product gives them, from 1."""

# The statuses that its form offers, for those of HELPDESK_TICKET_STATUS_CHOICES_FLOW.
FLOW = [
    ("open", "set open", "open", STAFF),
    ("open", "resolve", "resolved", STAFF),
    ("open", "close", "closed", STAFF),
    ("open", "mark duplicate", "duplicate", STAFF),
    ("reopened", "reopen", "reopened", STAFF),
    ("reopened", "resolve", "resolved", STAFF),
    ("reopened", "close", "closed", STAFF),
    ("reopened", "mark duplicate", "duplicate", STAFF),
    ("resolved", "reopen", "reopened", STAFF),
    ("resolved", "resolve", "resolved", STAFF),
    ("resolved", "close", "closed", STAFF),
    ("closed", "reopen", "reopened", STAFF),
    ("closed", "close", "closed", STAFF),
    ("duplicate", "reopen", "reopened", STAFF),
    ("duplicate", "mark duplicate", "duplicate", STAFF),
]
# The link "Accept and Close" of a resolved ticket, and "Close" in the list of tickets.
PAGES = [
    ("resolved", "accept", "closed", STAFF),
    ("resolved", "accept", "closed", SUBMITTER),
    ("open", "close in bulk", "closed", STAFF),
    ("reopened", "close in bulk", "closed", STAFF),
    ("resolved", "close in bulk", "closed", STAFF),
    ("closed", "close in bulk", "closed", STAFF),
]
HELPDESK = IncidentModel(
    name="django-helpdesk", lifecycle=Lifecycle.from_edges([*FLOW, *PAGES], phases=STATES)
)
NUMBERS = {state: number for number, state in enumerate(STATES, 1)}
ENDS = {verb: target for _, verb, target, _ in FLOW}
ACTORS = (Actor("ada", STAFF), Actor("kim", SUBMITTER))

KNOWN = [
    # The page says "Accepted resolution and closed ticket", and leaves it resolved.
    ("resolved", "accept", "ada"),
    # The flow is what the form offers; whatever it is sent, it takes.
    ("open", "reopen", "ada"),
    ("reopened", "set open", "ada"),
    ("resolved", "set open", "ada"),
    ("resolved", "mark duplicate", "ada"),
    ("closed", "set open", "ada"),
    ("closed", "resolve", "ada"),
    ("closed", "mark duplicate", "ada"),
    ("duplicate", "set open", "ada"),
    ("duplicate", "resolve", "ada"),
    ("duplicate", "close", "ada"),
    ("duplicate", "close in bulk", "ada"),
]


# --- the product ----------------------------------------------------------------------------------


class Product:
    """The product with one queue, a member of its staff, and whoever has the link to a ticket."""

    def __init__(self) -> None:
        from django.contrib.auth import get_user_model
        from helpdesk.models import Queue

        call_command("migrate", verbosity=0)
        self.queue = Queue.objects.create(title="Mail", slug="mail")
        users = get_user_model().objects
        self.clients = {name: Client() for name in ("ada", "kim")}
        self.clients["ada"].force_login(users.create_user("ada", is_staff=True))

    def life(self, history: tuple[Event, ...], door: Door) -> str | None:
        """Live a ticket's life, and return its state; None if the last event is refused."""
        with transaction.atomic():
            ticket = self.opened()
            was_granted = True
            for event in history[1:]:
                was_granted = self.asked(ticket, event, door)
                ticket.refresh_from_db()
            transaction.set_rollback(True)
        return list(STATES)[ticket.status - 1] if was_granted else None

    def opened(self) -> Any:
        from helpdesk.models import Ticket

        form = {"queue": self.queue.id, "title": "Mail is down", "body": "…", "priority": 3}
        form |= {"submitter_email": "kim@example.org", "assigned_to": ""}
        self.clients["ada"].post("/tickets/submit/", form)
        return Ticket.objects.get()

    def asked(self, ticket: Any, event: Event, door: Door) -> bool:
        """Ask for an event, by the page that is for it, and return whether it is granted."""
        client = self.clients[event.by.name]
        if event.verb == "close in bulk":
            form = {"ticket_id": ticket.id, "action": "close"}
            return is_granted(client.post("/tickets/update/", form))
        if event.verb != "accept":
            return door(client, ticket, NUMBERS[ENDS[event.verb]])
        if event.by.name == "ada":
            return is_granted(client.get(f"/tickets/{ticket.id}/?close"))
        return is_granted(client.get(f"{ticket.ticket_url}&close"))


def by_form(client: Client, ticket: Any, status: int) -> bool:
    """Send the form of a ticket."""
    form = {"queue": ticket.queue_id, "title": ticket.title, "priority": ticket.priority}
    form |= {"new_status": status, "comment": "…"}
    return is_granted(client.post(f"/tickets/{ticket.id}/update/", form))


def by_board(client: Client, ticket: Any, status: int) -> bool:
    """Pull a ticket over the board."""
    place = f"/tickets/{ticket.id}/kanban-update/"
    moved = client.post(place, {"status": status}, content_type="application/json")
    return moved.status_code == 200


def is_granted(response: Any) -> bool:
    """Return whether it leads on, and not to the login."""
    return response.status_code == 302 and "/login/" not in response["Location"]


def set_up() -> None:
    """Set Django up, in memory and without mail."""
    contrib = ("admin", "auth", "contenttypes", "humanize", "messages", "sessions", "sites")
    middleware = (
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
    )
    context = (
        "django.contrib.auth.context_processors.auth",
        "django.contrib.messages.context_processors.messages",
        "django.template.context_processors.request",
    )
    templates = {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": context},
    }
    settings.configure(
        ALLOWED_HOSTS=["*"],
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
        EMAIL_BACKEND="django.core.mail.backends.dummy.EmailBackend",
        HELPDESK_TEAMS_MODE_ENABLED=False,
        INSTALLED_APPS=[*(f"django.contrib.{app}" for app in contrib), "helpdesk"],
        LOGIN_URL="/login/",
        MIDDLEWARE=middleware,
        SECRET_KEY="none",
        SITE_ID=1,
        STATIC_URL="/static/",
        TEMPLATES=[templates],
        USE_TZ=True,
    )
    django.setup()
    from django.contrib import admin

    pages = include("helpdesk.urls", namespace="helpdesk")
    settings.ROOT_URLCONF = (path("admin/", admin.site.urls), path("", pages))


def shipped() -> dict[str, set[str]]:
    """Return the states that the product's own settings lead on to from each."""
    from helpdesk.settings import DEFAULT_TICKET_STATUS_CHOICES_FLOW as FLOW_BY_NUMBER

    names = dict(enumerate(STATES, 1))
    return {names[of]: {names[to] for to in ends} for of, ends in FLOW_BY_NUMBER.items()}


def main() -> bool:
    """Print what differs, and return whether it is what was known."""
    set_up()
    is_shipped = shipped() == {
        state: {target for source, _, target, _ in FLOW if source == state} for state in STATES
    }
    product = Product()

    def compared(door: Door) -> Differences:
        return differences(HELPDESK, partial(product.life, door=door), actors=ACTORS, known=KNOWN)

    form, board = compared(by_form), compared(by_board)
    print(f"django-helpdesk {version('django-helpdesk')}\n\n{form}\n")
    print(f"the flow is the one that it ships: {is_shipped}")
    print(f"its board takes the same as its form: {board.rows == form.rows}")
    return is_shipped and form.is_as_known and board.is_as_known


if __name__ == "__main__":
    sys.exit(not main())
