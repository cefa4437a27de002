"""The example in both of its databases: the suite of stores, and requests that cross each other."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import pytest

pytest.importorskip("fastapi", reason="FastAPI, which the example is made of, is not here")

from examples.service_desk.outbox import Message
from examples.service_desk.store import SqlStore
from examples.service_desk.tables import connect
from itsmcore.documents import Documents
from itsmcore.testing import StoreTests
from tests.service_desk.postgres import cluster
from tests.service_desk.service import Service

pytestmark = pytest.mark.long

T = TypeVar("T")
DOCUMENTS = Documents()
INC = "INC0000001"


@pytest.fixture(scope="module")
def postgres() -> Iterator[str]:
    """Make a cluster that all tests of PostgreSQL share."""
    with cluster() as url:
        yield url


class _OfDatabase(StoreTests):
    url: str
    made = 0

    def store(self) -> Any:
        type(self).made += 1
        return SqlStore(connect(self.url), f"tenant {self.made}", DOCUMENTS)

    def reopened(self, store: Any) -> Any:
        return SqlStore(connect(self.url), store.tenant, DOCUMENTS)

    def close(self, store: Any) -> None:
        store.engine.dispose()


class TestSqlite(_OfDatabase):
    """All tenants keep their records in one file."""

    @pytest.fixture(autouse=True, scope="class")
    @classmethod
    def file(cls, tmp_path_factory: pytest.TempPathFactory) -> None:
        path: Path = tmp_path_factory.mktemp("desk")
        cls.url = f"sqlite:///{path}/desk.sqlite"


class TestPostgres(_OfDatabase):
    """All tenants keep their records in one database."""

    @pytest.fixture(autouse=True, scope="class")
    @classmethod
    def database(cls, postgres: str) -> None:
        cls.url = postgres


@pytest.fixture(params=["sqlite", "postgres"])
def service(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Service]:
    is_file = request.param == "sqlite"
    url = f"sqlite:///{tmp_path}/desk.sqlite" if is_file else request.getfixturevalue("postgres")
    made = Service(url)
    with made.client:
        yield made
    made.engine.dispose()


def at_once(*acts: Callable[[], T]) -> list[T]:
    with ThreadPoolExecutor(len(acts)) as threads:
        return [one.result() for one in [threads.submit(act) for act in acts]]


def test_of_those_who_act_at_once_one_is_first(service: Service) -> None:
    """The others are told to look again, and each number is taken once."""
    opened = at_once(*[lambda: service.open("ada")] * 12)
    assert 12 == len(set(opened))
    number = opened[0]
    act = partial(service.attempt, "ada", number, "comment", '"1"')
    answers = at_once(*[partial(act, text=f"Mine as well, {n}") for n in range(4)])
    assert [200, 412, 412, 412] == sorted(one.status_code for one in answers)
    assert 2 == service.get("ada", f"/records/{number}")["version"]
    assert set(opened) <= {one["record"] for one in service.get("grace", "/queue")}


def test_any_text_is_kept(service: Service) -> None:
    """It comes back as it was, in the record and in the queue."""
    odd = "\x7f \u2028 <b> ' %s \U0001f6a2 \\u0000"
    number = service.open("ada", summary=odd)
    service.do("grace", number, "assign", group="' OR 1=1 --")
    assert odd == service.get("ada", f"/records/{number}")["facts"]["summary"]
    assert [odd] == [one["summary"] for one in service.get("grace", "/queue?group=' OR 1=1 --")]


def test_the_worker_wakes_and_sends(service: Service) -> None:
    """While requests come in, nothing is sent twice by one worker, and nothing is forgotten."""
    number = service.open("clinic/ada", custom={"ward": "7"})
    service.work()

    def talk() -> list[Message]:
        for n in range(3):
            service.do("clinic/mei", number, "comment", text=str(n), public=True)
        return []

    sent = sum(at_once(service.work, talk), service.work())
    told = [one for one in sent if one["type"] == "itsmcore.incident.comment"]
    assert 3 == len(told) == len({one["id"] for one in told})
    assert [] == service.work()
