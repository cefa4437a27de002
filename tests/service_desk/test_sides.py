"""Nobody reads what is not for them: not the customer's side, and not another tenant."""

from typing import Any

import pytest

pytest.importorskip("fastapi", reason="FastAPI, which the example is made of, is not here")

from itsmcore.lifecycle import Argument
from tests.service_desk.service import Service

INC = "INC0000001"
SECRET = "not for ada"


def full(service: Service) -> int:
    """Open an incident in which the desk has said to itself whatever it can; return its version."""
    service.open("ada")
    service.open("bob", description=f"bob's, {SECRET}")
    saying: list[tuple[str, dict[str, object]]] = [
        ("comment", {"text": SECRET}),
        ("assign", {"group": f"cranes, {SECRET}", "assignee": "linus"}),
        ("update", {"configuration_items": [SECRET], "tags": [SECRET]}),
        ("escalate", {"kind": "hierarchic", "to": "linus", "reason": SECRET}),
        ("reprioritise", {"impact": "high", "note": SECRET}),
        ("hold", {"reason": "vendor", "note": SECRET}),
        ("link", {"kind": "parent", "target": "INC0000002"}),
        ("add_people", {"affected_users": ["bob"]}),
        ("comment", {"text": "We look at it", "public": True}),
        ("resume", {"note": SECRET}),
    ]
    for verb, said in saying:
        answer = service.attempt("grace", INC, verb, tag_of(service), **said)
        assert answer.status_code == 200, answer.text
    return int(service.get("grace", f"/records/{INC}")["version"])


def tag_of(service: Service) -> str:
    return str(service.ask("grace", "GET", f"/records/{INC}").headers["ETag"])


def sample(one: Argument) -> Any:
    """Return something that an argument may take, or that at least looks like it."""
    return one.menu[0].code if one.menu else True if one.item is bool else "INC0000002"


def test_the_desk_reads_what_it_said_to_itself(service: Service) -> None:
    """So that the other tests look for something."""
    assert 7 < full(service)
    assert SECRET in service.ask("grace", "GET", f"/records/{INC}").text
    assert SECRET in service.ask("grace", "GET", f"/pages/{INC}").text


@pytest.mark.long
def test_a_requester_never_receives_an_internal_note(service: Service) -> None:
    """Whatever they ask for, and whichever verb they try, of a page or of a program."""
    full(service)
    model = service.desks["harbour"].tenant.models["incidents"]
    record = service.desks["harbour"].store.load([INC]).records[0]
    arguments = {one.verb: one.arguments for one in record.choices(at=service.now, by="ada")}
    reads = f"/records/{INC}", f"/pages/{INC}", f"/records/{INC}/choices", "/approvals"
    answers = [service.ask(who, "GET", path) for who in ("ada", "bob") for path in reads]
    assert {200} == {one.status_code for one in answers}
    for verb in sorted(model.plan.verbs):
        page = f"/pages/{INC}/{verb}"
        said = {of.name: sample(of) for of in arguments.get(verb, ()) if "." not in of.name}
        answers += [
            service.ask("ada", "GET", page),
            service.attempt("ada", INC, verb, tag_of(service), **said),
            service.ask("ada", "POST", page, data={"if-match": '"1"', **said}),
        ]
    assert {200, 403, 409, 412, 422} == {one.status_code for one in answers}
    for one in answers:
        assert SECRET not in one.text, (one.request.url, one.text)
        assert "linus" not in one.text, (one.request.url, one.text)
    assert "We look at it" in service.ask("ada", "GET", f"/records/{INC}").text


def test_what_is_sent_to_others_holds_no_internal_note(service: Service) -> None:
    """Nor what a caller wrote, since whoever listens is not asked who they are."""
    full(service)
    sent = service.work()
    assert {"itsmcore.incident.open", "itsmcore.incident.comment"} <= {one["type"] for one in sent}
    assert SECRET not in str(sent)
    assert "We look at it" in str(sent)


def test_a_requester_may_not_say_what_is_for_the_desk(service: Service) -> None:
    """Opening in another's name would show them what that one reads."""
    said = {"summary": "It is broken", "caller": "bob", "assignee": "ada"}
    answer = service.ask("ada", "POST", "/incidents", json=said)
    assert 422 == answer.status_code
    assert ["#/caller", "#/assignee"] == [one["pointer"] for one in answer.json()["errors"]]
    assert (
        303
        == service.ask("ada", "POST", "/pages/open/incidents", data={"summary": "x"}).status_code
    )
    assert "ada" == service.get("grace", f"/records/{INC}")["facts"]["caller"]
    assert 404 == service.ask("ada", "POST", "/changes", json={"summary": "x"}).status_code


def test_others_records_are_not_there(service: Service) -> None:
    """Neither of another requester, nor of the other tenant, whose numbers are the same."""
    service.open("ada", summary="harbour's own")
    assert 404 == service.ask("bob", "GET", f"/records/{INC}").status_code
    assert 404 == service.ask("clinic/mei", "GET", f"/records/{INC}").status_code
    assert 404 == service.attempt("clinic/mei", INC, "start", '"1"').status_code
    assert [] == service.get("clinic/mei", "/queue")
    service.open("clinic/ada", summary="clinic's own", custom={"ward": "7"})
    for who, theirs in (("grace", "harbour"), ("clinic/mei", "clinic")):
        assert f"{theirs}'s own" == service.get(who, f"/records/{INC}")["facts"]["summary"]
        assert [f"{theirs}'s own"] == [one["summary"] for one in service.get(who, "/queue")]
    sources = {(one["source"], one["id"]) for one in service.work()}
    assert 2 == len(sources) == len({source for source, _ in sources})


@pytest.mark.parametrize(
    ("who", "path", "status"),
    [
        ("mei", "/queue", 401),
        ("clinic/grace", "/queue", 401),
        ("nowhere/grace", "/queue", 401),
        ("ada", "/queue", 403),
        ("grace", "/records/%00", 404),
        ("grace", "/records/INC0000002", 404),
        ("grace", "/schemas/dogs/open", 404),
        ("grace", "/schemas/incidents/dance", 404),
        ("grace", f"/pages/{INC}/dance", 404),
        ("grace", "/nothing/at/all", 404),
    ],
)
def test_who_asks_for_what_is_not_theirs_is_told(
    service: Service, who: str, path: str, status: int
) -> None:
    """As a problem, too."""
    service.open("ada")
    answer = service.ask(who, "GET", path)
    assert (status, status) == (answer.status_code, answer.json()["status"])


def test_a_page_of_another_site_presses_no_button(service: Service) -> None:
    """The browser sends the password along, and says where the page came from."""
    service.open("ada")
    headers = {"Sec-Fetch-Site": "cross-site"}
    form = {"if-match": '"1"', "text": "gotcha"}
    answer = service.ask("ada", "POST", f"/pages/{INC}/comment", data=form, headers=headers)
    assert 403 == answer.status_code
    assert 200 == service.ask("ada", "GET", f"/pages/{INC}", headers=headers).status_code
