"""The service of the example, as a test drives it: by requests of people, at an instant."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from fastapi.testclient import TestClient
from httpx2 import Response

from examples.service_desk.app import create_app
from examples.service_desk.desks import TenantDesk
from examples.service_desk.outbox import Message
from examples.service_desk.tables import connect
from examples.service_desk.tenants import TENANTS, Tenant
from examples.service_desk.worker import work_once
from tests.instants import NINE


class Service:
    """Two tenants' desks in one database."""

    def __init__(self, url: str, tenants: Sequence[Tenant] = TENANTS) -> None:
        self.now = NINE
        self.url = url
        self.engine = connect(url)
        self.desks = {one.name: TenantDesk(one, self.engine) for one in tenants}
        self.client = TestClient(
            create_app(self.engine, tenants, lambda: self.now),
            raise_server_exceptions=False,
            follow_redirects=False,
        )

    def ask(self, who: str, method: str, path: str, **more: Any) -> Response:
        """Send a request at somebody's desk, signed in."""
        tenant, _, name = who.rpartition("/")
        path = f"/{tenant or 'harbour'}{path}"
        return self.client.request(method, path, auth=(name, f"{name}'s"), **more)

    def get(self, who: str, path: str) -> Any:
        answer = self.ask(who, "GET", path)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def open(self, who: str, records: str = "incidents", **said: object) -> str:
        answer = self.ask(who, "POST", f"/{records}", json={"summary": "It is broken", **said})
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    def do(self, who: str, number: str, verb: str, **said: object) -> Any:
        """Use a verb on what is there now."""
        tag = self.ask(who, "GET", f"/records/{number}").headers["ETag"]
        answer = self.attempt(who, number, verb, tag, **said)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def attempt(self, who: str, number: str, verb: str, tag: str, **said: object) -> Response:
        path = f"/records/{number}/{verb}"
        return self.ask(who, "POST", path, json=said, headers={"If-Match": tag})

    def work(self, *, after: timedelta = timedelta()) -> list[Message]:
        """Let the worker work once, and return what it has sent."""
        self.now += after
        sent: list[Message] = []
        for desk in self.desks.values():
            work_once(desk, sent.append, self.now)
        return sent


def verbs(choices: Iterable[dict[str, str]]) -> set[str]:
    return {one["verb"] for one in choices}
