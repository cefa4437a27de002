"""What the service shows people: pages with buttons and forms."""

from html.parser import HTMLParser

import pytest

pytest.importorskip("fastapi", reason="FastAPI, which the example is made of, is not here")

from tests.service_desk.service import Service

INC = "INC0000001"


class Page(HTMLParser):
    """The links and controls of a page, and its alerts."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.controls: dict[str, dict[str, str | None]] = {}
        self.options: dict[str, list[str]] = {}
        self.selected: list[str] = []
        self.alerts: list[str] = []
        self._tag: tuple[str, dict[str, str | None]] = "", {}
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        of = dict(attrs)
        self._tag = tag, of
        if tag == "a":
            self.links.append(str(of["href"]))
        if tag in ("input", "select"):
            self.controls[str(of["name"])] = of
            self.options[str(of["name"])] = []
        if tag == "option":
            self.options[list(self.controls)[-1]].append(str(of["value"]))
            if "selected" in of:
                self.selected.append(str(of["value"]))

    def handle_data(self, data: str) -> None:
        if self._tag[1].get("role") == "alert":
            self.alerts.append(data)
        self._tag = "", {}


def page(service: Service, who: str, path: str) -> Page:
    answer = service.ask(who, "GET", f"/pages/{path}")
    assert (200, "text/html; charset=utf-8") == (answer.status_code, answer.headers["Content-Type"])
    return Page(answer.text)


def test_buttons_are_what_somebody_may_do(service: Service) -> None:
    """Of the state and the person at hand; what follows by itself is none."""
    service.open("ada")
    assert [f"{INC}/cancel", f"{INC}/comment"] == page(service, "ada", INC).links
    links = page(service, "grace", INC).links
    assert {f"{INC}/start", f"{INC}/hold"} <= set(links)
    assert f"{INC}/reopen" not in links


def test_a_form_asks_for_what_the_verb_takes(service: Service) -> None:
    """By its type, with the options of the model, and with the version that is shown."""
    service.open("ada")
    form = page(service, "grace", f"{INC}/hold")
    assert '"1"' == form.controls["if-match"]["value"]
    assert ["caller", "vendor", "problem", "change"] == form.options["reason"]
    assert "required" in form.controls["reason"]
    assert "datetime-local" == form.controls["until"]["type"]
    assert {"custom.ward"} <= set(page(service, "clinic/ada", "open/incidents").controls)
    asked = set(page(service, "ada", "open/incidents").controls)
    assert {"summary", "custom.quay"} <= asked
    assert "caller" not in asked
    assert "caller" in page(service, "grace", "open/incidents").controls


def test_what_a_form_sends_happens(service: Service) -> None:
    """And the browser is led to the record."""
    sent = {"summary": "<b>A crane</b>", "impact": "high", "urgency": "", "custom.quay": "north"}
    answer = service.ask("ada", "POST", "/pages/open/incidents", data=sent)
    assert (303, f"/harbour/pages/{INC}") == (answer.status_code, answer.headers["Location"])
    text = service.ask("ada", "GET", f"/pages/{INC}").text
    assert "&lt;b&gt;A crane&lt;/b&gt;" in text
    assert "<b>A crane" not in text
    sent = {"if-match": '"1"', "reason": "vendor", "until": "2026-01-06T12:00"}
    answer = service.ask("grace", "POST", f"/pages/{INC}/hold", data=sent)
    assert 303 == answer.status_code
    facts = service.get("grace", f"/records/{INC}")["facts"]
    assert ("high", "2026-01-06T12:00:00Z") == (facts["impact"], facts["hold_until"])


def test_what_is_wrong_stands_beside_it(service: Service) -> None:
    """With what was sent, to be mended."""
    service.open("ada")
    sent = {"if-match": '"1"', "reason": "vendro", "until": 'to"morrow'}
    answer = service.ask("grace", "POST", f"/pages/{INC}/hold", data=sent)
    form = Page(answer.text)
    assert 422 == answer.status_code
    assert 'to"morrow' == form.controls["until"]["value"]
    assert 2 == len(form.alerts)
    assert "did you mean" in answer.text or "give one of" in answer.text
    sent["reason"] = "vendor"
    again = service.ask("grace", "POST", f"/pages/{INC}/hold", data=sent)
    assert ["vendor"] == Page(again.text).selected


def test_a_form_that_has_become_stale_stays_so(service: Service) -> None:
    """However often its button is pressed; what Linus did is looked at first."""
    service.open("ada")
    service.do("linus", INC, "hold", reason="vendor")
    sent = {"if-match": '"1"', "reason": "twice"}
    for _ in range(2):
        answer = service.ask("grace", "POST", f"/pages/{INC}/cancel", data=sent)
        form = Page(answer.text)
        assert 412 == answer.status_code
        assert 'is at "2", which you have not seen' in form.alerts[0]
        sent["if-match"] = str(form.controls["if-match"]["value"])
    assert "on_hold" == service.get("grace", f"/records/{INC}")["state"]


@pytest.mark.parametrize("body", [b"", b"\xff\xfe=%ff", b"a&b&&=", b"if-match=&if-match=%00"])
def test_a_body_that_is_no_form_does_nothing(service: Service, body: bytes) -> None:
    """It says no version, so none was seen."""
    service.open("ada")
    answer = service.ask("grace", "POST", f"/pages/{INC}/start", content=body)
    assert answer.status_code in (412, 422)
    assert 1 == service.get("grace", f"/records/{INC}")["version"]


def test_what_may_not_be_done_is_told_on_the_form(service: Service) -> None:
    """Somebody may have gone to its address by hand."""
    service.open("ada")
    answer = service.ask("ada", "POST", f"/pages/{INC}/start", data={"if-match": '"1"'})
    assert 403 == answer.status_code
    assert Page(answer.text).alerts


def test_a_record_that_is_not_there_is_told_on_the_form(service: Service) -> None:
    """It may have been mistyped."""
    service.open("ada")
    sent = {"if-match": '"1"', "of": "INC0000099"}
    answer = service.ask("grace", "POST", f"/pages/{INC}/mark_duplicate", data=sent)
    assert (404, "INC0000099") == (answer.status_code, Page(answer.text).controls["of"]["value"])
    assert "there is no record" in Page(answer.text).alerts[0]


def test_several_of_a_menu_are_read_as_several(service: Service) -> None:
    """A text that a browser sends once or twice is one or two of them."""
    service.open("ada")
    sent = {"if-match": '"1"', "affected_users": "bob"}
    answer = service.ask("grace", "POST", f"/pages/{INC}/add_people", data=sent)
    assert 303 == answer.status_code
    assert 200 == service.ask("bob", "GET", f"/pages/{INC}").status_code
