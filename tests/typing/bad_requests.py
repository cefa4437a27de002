"""Misuse of requests that a type checker must catch."""

from datetime import UTC, datetime

from itsmcore import Desk
from itsmcore.catalogue import CatalogueItem
from itsmcore.requests import REQUEST, Request, fulfilment, request_model
from itsmcore.schedule import WorkingDays

t0 = datetime(2026, 3, 2, 9, tzinfo=UTC)
request = Request.open("REQ-1", at=t0, by="ada", summary="A screen")

Request.open("REQ-1", at=t0, by="ada", answers="13")  # error: no mapping
request.hold(at=t0, by="grace")  # error: no reason
request.cancel(at=t0, by="ada")  # error: no reason
request.request_information(at=t0, by="mia")  # error: no question
request.fulfil(at=t0, by="grace", code="complete")  # error: misspelt
request.approve(at=t0, by="mia")  # error: no such verb
request.item = "laptop"  # error: derived
request_model("laptop")  # error: no item
fulfilment(WorkingDays(5), since="opening")  # error: no such start
Desk.of().order("laptop", at=t0, by="hr")  # error: no items
REQUEST.open(at=t0, by="ada")  # error: no number
