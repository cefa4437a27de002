"""Laws of service requests, for the items of any catalogue."""

from __future__ import annotations

from contextlib import suppress
from typing import Any, ClassVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from itsmcore.approval import ApprovalsVoided, Voted, unsafe
from itsmcore.catalogue import CatalogueItem
from itsmcore.desk import Desk, Numbering
from itsmcore.documents import Documents
from itsmcore.errors import Refused
from itsmcore.lifecycle import Actor
from itsmcore.orders import ORDER
from itsmcore.requests import (
    REQUEST,
    Amended,
    Request,
    RequestModel,
    Started,
    Submitted,
    request_model,
)
from itsmcore.tasks import TASK
from itsmcore.testing import (
    DeskMachine,
    RecordMachine,
    arguments,
    catalogue_items,
    forms,
    paths,
)
from tests.instants import NINE
from tests.requests.cases import LAPTOP, SALES, SMALL

FEW = settings(max_examples=10, deadline=None)
DONE = ("fulfilment", "on_hold", "fulfilled", "closed")
PEOPLE = st.sampled_from(["ada", "kim", "mia", "noor", "grace"])
VERBS = ("amend", "submit", "submit", "vote", "vote", "start", "hold", "resume", "fulfil", "reopen")


@FEW
@given(item=catalogue_items())
def test_no_way_fulfils_what_was_not_approved_of_any_item(item: CatalogueItem) -> None:
    """A proof, as for changes."""
    assert unsafe(request_model(item)) is None


@FEW
@given(data=st.data(), item=catalogue_items())
def test_whatever_happens_to_a_request_is_read_back_the_same(
    data: st.DataObject, item: CatalogueItem
) -> None:
    """Through JSON and from its history; what is done was approved, and rightly answered."""
    model = request_model(item)
    drawn = data.draw(arguments(model.opening_event, model=model, codes_only=True))
    request = model.record.begin(model.opening_event(at=NINE, by="ada", **drawn), model=model)
    for verb in (*data.draw(st.lists(st.sampled_from(VERBS), max_size=3)), *VERBS):
        kind = next(event for event in model.events if event.verb == verb)
        said = data.draw(arguments(kind, model=model, codes_only=True))
        with suppress(Refused):
            by = data.draw(PEOPLE)
            request = request.apply(kind(at=NINE, by=by, given={"awaited": ()}, **said))
            assert request.state not in DONE or request.approval == "approved"
            assert request.state == "on_hold" or request.hold_reason is None
            assert request.state == "draft" or request.answers == request.completed_answers
        if request.state in DONE:
            assert () == item.form.against(request.answers)
    documents = Documents(models=[model])
    assert request == documents.structure(documents.unstructure(request), Request)
    assert request == Request.replay(request.history, model=model)


class AnyRequest(RecordMachine):
    """Let anything be tried on a request, and drive it on besides."""

    model: ClassVar[RequestModel] = LAPTOP
    actors = tuple(Actor(name) for name in ("ada", "kim", "mia", "grace"))

    @rule(vote=st.sampled_from(["yes", "yes", "no"]))
    def go_on(self, vote: str) -> None:
        """Do what leads on from where it is."""
        self._see_through(vote)

    def teardown(self) -> None:
        """See it through."""
        if hasattr(self, "record"):
            self._see_through("yes")

    def _see_through(self, vote: str) -> None:
        if self.record.state == "draft":
            amended = Amended(at=self.now, by=Actor("ada"), answers=SMALL, profile=SALES)
            self._apply(amended)
            self._apply(Submitted(at=self.now, by=Actor("ada"), given={"awaited": ()}))
        for name in self.record.voters:
            self._apply(Voted(at=self.now, by=Actor(name), vote=vote))
        self._apply(Started(at=self.now, by=Actor("grace")))

    @invariant()
    def is_approved_by_others(self) -> None:
        """Who has a part in it has not approved it, and what is done was approved."""
        record: Any = getattr(self, "record", None)
        if record is not None:
            assert record.state not in DONE or record.approval == "approved"
            assert not {record.requester, record.requested_for} & {*record.approvers}
            assert record.state == "on_hold" or record.hold_reason is None


@pytest.mark.parametrize("model", [LAPTOP, REQUEST], ids=str)
def test_nothing_that_is_tried_on_a_request_goes_round_its_approval(model: RequestModel) -> None:
    """And its life is come to, however it goes."""
    machine: Any = type("Machine", (AnyRequest,), {"model": model})
    firing = machine.check(
        settings=settings(max_examples=8, stateful_step_count=12, deadline=None, database=None)
    )
    come_to = {verb for (verb, _), times in firing.times.items() if times}
    assert {"submit", "start"} <= come_to, firing


def test_a_desk_with_requests_for_an_item_keeps_its_laws() -> None:
    """With their tasks and orders, by whomever."""
    seen = set[str]()

    class Served(DeskMachine):
        start = Desk.of(numbering=Numbering())
        models = (LAPTOP, ORDER, TASK)

        def applied(self, request: Any, applied: Any) -> None:
            seen.update(entry.event.verb for entry in applied.events)
            for one in applied.desk.all(Request):
                assert one.state not in DONE or one.approval == "approved"

    Served.check(
        settings=settings(
            max_examples=16,
            stateful_step_count=20,
            deadline=None,
            database=None,
            derandomize=True,
        )
    )
    assert {"submit", "amend"} <= seen


def test_every_rule_of_a_request_for_an_item_is_walked() -> None:
    """But those for which its item has no use: its manager is always asked, and never too late."""
    left = {(path.verb, path.source) for path in paths(LAPTOP) if path.record is None}
    policy = {("approve_by_policy", of) for of in ("awaiting_approval", "requested")}
    expired = {("expire_approval", of) for of in ("awaiting_approval", "requested")}
    odd = {("request_approval", "rejected"), (ApprovalsVoided.verb, "on_hold")}
    assert policy | expired | odd == left


@FEW
@given(form=forms())
def test_a_drawn_form_asks_its_first_question_if_it_has_one(form: Any) -> None:
    """No form that is drawn asks nothing."""
    assert bool(form.questions) is bool(form.asked({}))
