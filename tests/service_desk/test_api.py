"""What the service answers programs."""

from datetime import timedelta

import pytest

pytest.importorskip("fastapi", reason="FastAPI, which the example is made of, is not here")

from examples.service_desk.tables import METADATA
from tests.service_desk.service import Service, verbs

INC, CHG = "INC0000001", "CHG0000001"
PLAN = {
    "assignee": "linus",
    "risk": "low",
    "steps": [{"$": "procedure_step", "action": "Lift it", "back_out": "Lower it"}],
    "test_plan": "Lift a ton",
    "communication_plan": "Tell the ships",
    "back_out_plan": "Keep the old one",
    "planned_start": "2026-01-08T20:00:00Z",
    "planned_end": "2026-01-08T22:00:00Z",
}


def test_a_record_is_opened_and_read(service: Service) -> None:
    """It is at an address, and its ETag is its version."""
    answer = service.ask("ada", "POST", "/incidents", json={"summary": "A crane", "impact": "high"})
    assert (201, f"/harbour/records/{INC}") == (answer.status_code, answer.headers["Location"])
    assert '"1"' == answer.headers["ETag"]
    assert answer.json() == service.get("ada", f"/records/{INC}")
    assert "high" == answer.json()["facts"]["impact"]


def test_an_update_is_never_lost(service: Service) -> None:
    """Grace acts on what Linus has changed meanwhile: 412, and nothing has happened."""
    service.open("ada")
    assert 200 == service.attempt("linus", INC, "hold", '"1"', reason="vendor").status_code
    late = service.attempt("grace", INC, "cancel", '"1"', reason="twice")
    assert (412, "stale") == (late.status_code, late.json()["errors"][0]["code"])
    assert "on_hold" == service.get("grace", f"/records/{INC}")["state"]


@pytest.mark.parametrize(
    "said",
    [
        "1",
        'W/"1"',
        '"٣"',
        f'"{"9" * 5000}"',
        '"-1"',
        "",
        '"01"',
        '"2", "3"',
        '"2"; "1"',
        '"1',
        "*,",
    ],
)
def test_a_tag_that_is_not_the_record_s_matches_nothing(service: Service, said: str) -> None:
    """Tags are opaque and compared strongly, and the refusal says which one the record has."""
    service.open("ada")
    headers = {"If-Match": said.encode()}
    answer = service.ask("grace", "POST", f"/records/{INC}/start", json={}, headers=headers)
    assert 412 == answer.status_code
    words = f'{INC} is at "1", which you have not seen; load it again'
    assert (words, "stale") == (answer.json()["detail"], answer.json()["errors"][0]["code"])


@pytest.mark.parametrize(
    "said", [['"1"'], ["*"], [" * "], ['"0", "1"'], [',"x,y" ,, "1",'], ['"0"', '"1"']]
)
def test_if_match_holds_for_any_of_its_tags(service: Service, said: list[str]) -> None:
    """A list, in one header or several, and the star, as RFC 9110 has it."""
    service.open("ada")
    headers = [("If-Match", one) for one in said]
    answer = service.ask("grace", "POST", f"/records/{INC}/start", json={}, headers=headers)
    assert (200, '"2"') == (answer.status_code, answer.headers["ETag"])


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ('{"text": "a", "text": "b"}', "text"),
        ('{"text": "a", "given": {"vip": true, "vip": false}}', "vip"),
        (r'{"t\u0065xt": "a", "text": "a"}', "text"),
    ],
)
def test_a_body_that_says_a_name_twice_is_refused(service: Service, body: str, name: str) -> None:
    """Nothing that was sent is lost without a word."""
    service.open("ada")
    headers = {"If-Match": "*", "Content-Type": "application/json"}
    for path in (f"/records/{INC}/comment", "/incidents"):
        answer = service.ask("grace", "POST", path, content=body, headers=headers)
        told = (answer.status_code, answer.headers["Content-Type"], answer.json()["detail"])
        words = f"the body says {name!r} twice; say it once"
        assert (400, "application/problem+json", words) == told
    assert '"1"' == service.ask("grace", "GET", f"/records/{INC}").headers["ETag"]


def test_a_change_says_what_was_seen(service: Service) -> None:
    """Without If-Match it is refused."""
    service.open("ada")
    answer = service.ask("grace", "POST", f"/records/{INC}/start", json={})
    assert (428, "Precondition Required") == (answer.status_code, answer.json()["title"])


@pytest.mark.parametrize(
    ("who", "verb", "said", "status", "pointers"),
    [
        (
            "grace",
            "hold",
            {"reason": "vendro", "zz~/é.a": 1},
            422,
            ["#/reason", "#/zz~0~1%C3%A9.a"],
        ),
        ("grace", "hold", {"reason": "vendor", "by": "root", "at": "x"}, 422, ["#/by", "#/at"]),
        ("grace", "hold", {}, 422, ["#/reason"]),
        ("grace", "reopen", {"reason": "again"}, 409, []),
        ("ada", "start", {}, 403, []),
        ("grace", "dance", {}, 404, []),
        ("grace", "mark_duplicate", {"of": "INC0000099"}, 404, []),
        ("grace", "start", {"note": {"a": [1]}}, 422, ["#/note"]),
    ],
)
def test_a_refusal_is_a_problem(
    service: Service,
    who: str,
    verb: str,
    said: dict[str, object],
    status: int,
    pointers: list[str],
) -> None:
    """RFC 9457, with a pointer to each mistake, and nothing has happened."""
    service.open("ada")
    answer = service.attempt(who, INC, verb, '"1"', **said)
    assert "application/problem+json" == answer.headers["Content-Type"]
    problem = answer.json()
    assert (status, status) == (answer.status_code, problem["status"])
    assert pointers == [one["pointer"] for one in problem["errors"] if "pointer" in one]
    assert 1 == service.get("grace", f"/records/{INC}")["version"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 422),
        (b"{", 422),
        (b"[]", 422),
        (b"null", 422),
        (b'{"summary": "\\ud800"}', 422),
        (b'{"\\ud800": 1}', 422),
        (b'{"summary": "\\u0000"}', 422),
        (b'{"summary": NaN}', 422),
        (b'{"summary": 1e999}', 422),
        (b'{"summary": ' + b"9" * 5000 + b"}", 400),
        (b'{"summary": "\xff"}', 400),
        (b"[" * 100_000, 400),
        (b'{"summary": "' + b"x" * 300_000 + b'"}', 413),
    ],
)
def test_what_is_no_request_is_a_problem(service: Service, body: bytes, status: int) -> None:
    """Whatever the bytes are, the client is told, and nothing is stored."""
    headers = {"Content-Type": "application/json"}
    answer = service.ask("grace", "POST", "/incidents", content=body, headers=headers)
    assert status == answer.status_code, answer.text
    assert status == answer.json()["status"]
    assert "application/problem+json" == answer.headers["Content-Type"]
    assert [] == service.get("grace", "/queue")


def test_a_database_that_is_not_there_is_a_problem(service: Service) -> None:
    """Which tells nothing of its tables."""
    METADATA.drop_all(service.engine)
    answer = service.ask("ada", "POST", "/incidents", json={"summary": "It is broken"})
    assert (503, 503) == (answer.status_code, answer.json()["status"])
    assert "numbers" not in answer.text


def test_a_group_without_a_form_in_a_database_is_a_problem(service: Service) -> None:
    """PostgreSQL takes no NUL."""
    assert 422 == service.ask("grace", "GET", "/queue?group=%00").status_code


def test_a_long_body_is_refused_before_it_has_come(service: Service) -> None:
    """No header says how long it is, so it is counted."""
    came = []

    def endless() -> "object":
        for part in range(1000):
            came.append(part)
            yield b" " * 100_000

    answer = service.ask("grace", "POST", "/incidents", content=endless())
    assert 413 == answer.status_code


def test_a_verb_is_described_as_it_is_taken(service: Service) -> None:
    """The schema is that of the model at hand, without what the server says."""
    schema = service.get("grace", "/schemas/incidents/open")
    assert "at" not in schema["properties"]
    assert "quay" in str(schema)
    assert "ward" not in str(schema)


def test_another_record_may_be_named(service: Service) -> None:
    """It is loaded along, and what follows for it happens in its own time."""
    service.open("ada")
    second = service.open("bob")
    assert "resolved" == service.do("grace", second, "mark_duplicate", of=INC)["state"]
    service.do("grace", INC, "resolve", code="solution_provided", notes="Greased")
    service.work()
    assert "duplicate" == service.get("bob", f"/records/{second}")["facts"]["resolution_code"]


def test_a_change_is_approved_by_votes(service: Service) -> None:
    """Whoever is asked finds it, votes, and is asked no longer; two votes of three will do."""
    service.open("grace", "changes", **PLAN)
    service.do("grace", CHG, "assess")
    service.do("grace", CHG, "request_approval")
    assert [CHG] == service.get("ines", "/approvals")
    assert [] == service.get("grace", "/approvals")
    assert "vote" not in verbs(service.get("linus", f"/records/{CHG}/choices"))
    assert 422 == service.attempt("linus", CHG, "vote", '"3"', vote="yes").status_code
    service.do("ines", CHG, "vote", vote="yes")
    assert ([], [CHG]) == (service.get("ines", "/approvals"), service.get("jorge", "/approvals"))
    service.do("jorge", CHG, "vote", vote="yes")
    assert [] == service.get("keiko", "/approvals")
    service.work()
    assert "approved" == service.get("grace", f"/records/{CHG}")["facts"]["approval"]


def test_nobody_is_asked_about_what_is_cancelled(service: Service) -> None:
    """The votes are awaited no longer."""
    service.open("grace", "changes", **PLAN)
    service.do("grace", CHG, "assess")
    service.do("grace", CHG, "request_approval")
    service.do("grace", CHG, "cancel", reason="no money")
    assert [] == service.get("ines", "/approvals")


def test_the_queue_is_by_time_to_breach(service: Service) -> None:
    """What is soonest due comes first, what is paused last, and what is done not at all."""
    low = service.open("ada", impact="low", urgency="medium")
    high = service.open("ada", impact="high", urgency="high")
    held = service.open("ada", impact="high", urgency="high")
    done = service.open("ada")
    service.do("grace", held, "hold", reason="vendor")
    service.do("grace", done, "cancel", reason="twice")
    assert [high, low, held] == [one["record"] for one in service.get("grace", "/queue")]
    service.do("grace", low, "assign", group="cranes", assignee="linus")
    assert [low] == [one["record"] for one in service.get("grace", "/queue?group=cranes")]
    service.now += timedelta(hours=1)
    service.do("grace", held, "resume")
    rows = service.get("grace", "/queue")
    assert [high, held, low] == [one["record"] for one in rows]
    assert "2026-01-05T14:00:00Z" == rows[1]["due"]
