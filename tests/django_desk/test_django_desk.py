"""The small desk in Django: its store by the suite of stores, and its pages by requests."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("django", reason="Django, which the example is made of, is not here")

import django

from itsmcore.documents import Documents
from itsmcore.testing import StoreTests
from tests.instants import HOUR

pytestmark = pytest.mark.long

INC = "INC0000001"


@pytest.fixture(autouse=True, scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Set Django up, once in a process, with a database of its own."""
    folder: Path = tmp_path_factory.mktemp("desk")
    os.environ["DESK"] = f"{folder}/desk.sqlite"
    os.environ["DJANGO_SETTINGS_MODULE"] = "examples.django_desk.settings"
    django.setup()
    from django.core.management import call_command
    from django.db import connections

    call_command("migrate", run_syncdb=True, verbosity=0)
    yield
    connections.close_all()


def emptied() -> None:
    from django.apps import apps

    for model in apps.get_app_config("django_desk").get_models():
        model.objects.all().delete()


class TestStore(StoreTests):
    """One desk in Django's tables."""

    def store(self) -> Any:
        emptied()
        return self.reopened(None)

    def reopened(self, store: Any) -> Any:
        from examples.django_desk.store import DjangoStore

        return DjangoStore(Documents())


def client(name: str, *, is_staff: bool = False) -> Any:
    from django.contrib.auth import get_user_model
    from django.test import Client

    made = Client(raise_request_exception=True)
    user, _ = get_user_model().objects.get_or_create(username=name, is_staff=is_staff)
    made.force_login(user)
    return made


@pytest.fixture
def opened() -> str:
    """Let Ada open an incident, and return its address."""
    emptied()
    sent = {"summary": "<b>Mail</b> is down", "impact": "high", "seen-version": "0"}
    answer = client("ada").post("/open", sent)
    assert 302 == answer.status_code
    return str(answer["Location"])


def test_an_incident_is_opened_and_shown(opened: str) -> None:
    """To its caller, with the buttons that are hers."""
    page = client("ada").get(opened).content.decode()
    assert "&lt;b&gt;Mail&lt;/b&gt; is down" in page
    assert f'href="{opened}comment"' in page
    assert f'href="{opened}start"' not in page
    assert f'href="{opened}start"' in client("grace", is_staff=True).get(opened).content.decode()


def test_what_is_not_theirs_is_not_there(opened: str) -> None:
    """Neither the incident of another, nor anything without signing in."""
    from django.test import Client

    assert 404 == client("bob").get(opened).status_code
    assert 404 == client("bob").post(f"{opened}comment", {"text": "x"}).status_code
    assert 404 == client("ada").get("/INC9999999/").status_code
    assert 302 == Client().get(opened).status_code
    assert 200 == Client().get("/accounts/login/").status_code


def test_a_requester_never_receives_an_internal_note(opened: str) -> None:
    """The desk does."""
    grace = client("grace", is_staff=True)
    sent = {"reason": "vendor", "note": "not for ada", "seen-version": "1"}
    assert 302 == grace.post(f"{opened}hold", sent).status_code
    assert "not for ada" in grace.get(opened).content.decode()
    ada = client("ada")
    for path in (opened, f"{opened}comment", f"{opened}hold"):
        assert "not for ada" not in ada.get(path).content.decode()


def test_what_is_wrong_stands_beside_it(opened: str) -> None:
    """What Django finds, what the model finds, and what somebody else was faster with."""
    grace = client("grace", is_staff=True)
    wrong = grace.post(f"{opened}hold", {"reason": "vendro", "seen-version": "1"})
    assert (422, True) == (
        wrong.status_code,
        b"vendro is not one of the available" in wrong.content,
    )
    sent = {"kind": "related", "target": "INC9999999", "seen-version": "1"}
    assert b"INC9999999" in grace.post(f"{opened}link", sent).content
    refused = client("ada").post(f"{opened}start", {"seen-version": "1"})
    assert (422, True) == (refused.status_code, b"role" in refused.content)
    assert 302 == grace.post(f"{opened}start", {"seen-version": "1"}).status_code
    late = grace.post(f"{opened}cancel", {"reason": "twice", "seen-version": "1"})
    assert b"is at version 2, not 1" in late.content
    assert 404 == grace.get(f"{opened}dance").status_code


def test_what_is_due_happens(opened: str) -> None:
    """And nothing else, however often the command is run."""
    from django.core.management import call_command

    from examples.django_desk.management.commands.wake import wake
    from examples.django_desk.views import STORE

    number, until = opened.strip("/"), datetime.now(UTC) + HOUR
    sent = {"reason": "vendor", "until": until.isoformat(), "seen-version": "1"}
    assert 302 == client("grace", is_staff=True).post(f"{opened}hold", sent).status_code
    call_command("wake")
    assert "on_hold" == STORE.load([number]).records[0].state
    assert ((number,), until) == (STORE.due(until), STORE.next_instant())
    wake(number, until + HOUR)
    woken = STORE.load([number]).records[0]
    assert ("in_progress", until) == (woken.state, woken.changed_at)
