"""What happens without a request: timers, the upkeep of the queue, and messages to others."""

import logging
import threading
from datetime import timedelta

import attrs
import pytest

pytest.importorskip("fastapi", reason="FastAPI, which the example is made of, is not here")

from examples.service_desk.desks import TenantDesk
from examples.service_desk.outbox import Message
from examples.service_desk.tenants import CLINIC, CLINIC_INCIDENT_1, HARBOUR
from examples.service_desk.worker import LONGEST, SHORTEST, pause, work
from itsmcore import Priority
from tests.instants import DAY, HOUR, NINE
from tests.service_desk.service import Service

INC = "INC0000001"


def test_timers_are_woken_when_they_are_due(service: Service) -> None:
    """And not before: what is on hold until Tuesday noon resumes then, however late it is woken."""
    service.open("ada")
    service.do("grace", INC, "hold", reason="vendor", until="2026-01-06T12:00:00Z")
    store = service.desks["harbour"].store
    assert NINE + DAY + 3 * HOUR == store.next_instant()
    service.work(after=DAY)
    assert "on_hold" == service.get("grace", f"/records/{INC}")["state"]
    service.work(after=DAY)
    resumed = service.get("grace", f"/records/{INC}")
    assert "in_progress" == resumed["state"]
    assert "2026-01-06T12:00:00Z" == resumed["events"][-1]["at"]
    assert store.next_instant() is None


def test_others_are_told_once_of_what_happened(service: Service) -> None:
    """By CloudEvents, in the order of their versions; what was sent is sent no more."""
    service.open("ada")
    service.do("grace", INC, "hold", reason="vendor")
    sent = service.work()
    assert ["itsmcore.incident.open", "itsmcore.incident.hold"] == [one["type"] for one in sent]
    assert {"https://desk.example.org/harbour"} == {one["source"] for one in sent}
    assert [] == service.work()


def test_what_could_not_be_sent_is_sent_later(service: Service) -> None:
    """Whoever listens was down; a message may come twice, and has the same id."""
    service.open("ada")
    service.open("ada")
    desk, came = service.desks["harbour"], list[Message]()

    def send(message: Message) -> None:
        came.append(message)
        if len(came) == 2:
            raise ConnectionError

    with pytest.raises(ConnectionError):
        desk.deliver(send)
    desk.deliver(send)
    assert [f"incident/INC000000{n}/1" for n in (1, 2, 1, 2)] == [one["id"] for one in came]


def test_more_messages_wait_than_are_sent_at_once(service: Service) -> None:
    """All are sent in the end."""
    service.open("ada")
    for _ in range(3):
        service.do("ada", INC, "comment", text="Still broken")
    desk, sent = service.desks["harbour"], list[Message]()
    dealt = [desk.outbox.deliver(desk.store, sent.append, size=3) for _ in range(3)]
    assert ([3, 1, 0], 1) == (dealt, len(sent))


def test_a_new_promise_is_kept_up_by_the_worker(service: Service) -> None:
    """A row that another agreement judged is stale, and measured anew, a few at a time."""
    ids = [service.open("ada", impact="low", urgency="medium") for _ in range(3)]
    before = service.get("grace", "/queue")
    goal = attrs.evolve(HARBOUR.agreement.goals[0], targets={Priority.LOW: HOUR})
    faster = attrs.evolve(HARBOUR.agreement, goals=[goal], version="2")
    desk = TenantDesk(attrs.evolve(HARBOUR, agreement=faster), service.engine)
    assert before == service.get("grace", "/queue")
    assert [2, 1, 0] == [desk.queue.refresh(desk.store, size=2) for _ in range(3)]
    after = desk.queue.page()
    assert ids == [one.record for one in after]
    assert {NINE + HOUR} == {one.due for one in after}


def test_an_incident_that_nothing_was_promised_for_is_last(service: Service) -> None:
    """It has no due instant, and is in the queue all the same."""
    goal = attrs.evolve(HARBOUR.agreement.goals[0], targets={Priority.LOW: HOUR})
    nothing = attrs.evolve(HARBOUR.agreement, goals=[goal], version="2")
    desk = TenantDesk(attrs.evolve(HARBOUR, agreement=nothing), service.engine)
    service.open("ada", impact="high", urgency="high")
    desk.queue.refresh(desk.store)
    assert [(INC, None)] == [(one.record, one.due) for one in desk.queue.page()]


def test_a_model_has_two_versions(service: Service) -> None:
    """What was opened by the first goes on by it, beside what is opened by the second."""
    once = attrs.evolve(CLINIC, models={"incidents": CLINIC_INCIDENT_1}, former=())
    before = Service(service.url, [once])
    old = before.open("clinic/ada", custom={"ward": "7"})
    before.do("clinic/mei", old, "start")
    new = service.open("clinic/ada", custom={"ward": "7"})
    service.do("clinic/mei", new, "start")
    assert "with_maker" == service.do("clinic/mei", new, "hand_over", maker="Acme")["state"]
    refused = service.attempt("clinic/mei", old, "hand_over", '"2"', maker="Acme")
    assert 404 == refused.status_code
    closed = service.do("clinic/mei", old, "resolve", code="solution_provided", notes="Greased")
    assert ("resolved", 3) == (closed["state"], closed["version"])
    versions = {
        one.id: one.model.version for one in service.desks["clinic"].store.load([old, new]).records
    }
    assert {old: "1", new: "2"} == versions
    before.engine.dispose()


def test_the_worker_works_until_it_is_told_to_stop(
    service: Service, caplog: pytest.LogCaptureFixture
) -> None:
    """One tenant whose messages nobody takes keeps no other waiting, and is in the log."""
    service.open("ada")
    service.open("clinic/ada", custom={"ward": "7"})
    stop, sent = threading.Event(), list[object]()

    def send(message: Message) -> None:
        if "harbour" in str(message["source"]):
            raise ConnectionError
        sent.append(message["source"])
        stop.set()

    caplog.clear()
    with caplog.at_level(logging.ERROR):
        work(service.desks.values(), send, stop, lambda: service.now)
    assert ["https://desk.example.org/clinic"] == sent
    assert ["harbour has to wait"] == [one.message for one in caplog.records]


@pytest.mark.parametrize(
    ("first", "expected"),
    [(None, LONGEST), (-DAY, SHORTEST), (5 * SHORTEST, 5 * SHORTEST), (DAY, LONGEST)],
)
def test_the_worker_sleeps_until_something_is_due(
    first: timedelta | None, expected: timedelta
) -> None:
    """Never so long that it misses what others made due earlier, and never not at all."""
    assert expected == pause(NINE, None if first is None else NINE + first)
