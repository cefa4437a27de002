"""For people: a page of each record, and of each verb's form."""

from collections.abc import Callable
from functools import partial
from typing import Annotated
from urllib.parse import parse_qs

import attrs
from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from itsmcore.errors import ItsmError, Unlisted
from itsmcore.lifecycle import AnyRecord, Side

from .desks import Said
from .forms import SEEN, Texts, VerbForm, record_page
from .login import Asker, Someone
from .refusals import status_of
from .tags import Seen, tag_of

router = APIRouter(prefix="/{tenant}/pages", default_response_class=HTMLResponse)


async def texts_of(request: Request) -> Texts:
    body = await request.body()
    return parse_qs(body.decode(errors="replace"), keep_blank_values=True)


Form = Annotated[Texts, Depends(texts_of)]


@router.get("/open/{records}")
def show_opening(records: str, asker: Someone) -> str:
    return opening(records, asker).html()


@router.post("/open/{records}")
def post_opening(records: str, texts: Form, asker: Someone) -> Response:
    model = asker.model(records)
    act = partial(asker.desk.open, model, asker.person, now=asker.now)
    return posted(opening(records, asker), texts, asker, act)


@router.get("/{number}")
def show_record(number: str, asker: Someone) -> str:
    record = asker.desk.read(number, asker.person)
    choices = asker.desk.choices(number, asker.person, now=asker.now)
    return record_page(asker.desk.seen(record, asker.person), choices)


@router.get("/{number}/{verb}")
def show_form(number: str, verb: str, asker: Someone) -> str:
    return form_of(number, verb, asker).html()


@router.post("/{number}/{verb}")
def post_form(number: str, verb: str, texts: Form, asker: Someone) -> Response:
    tag = texts.get(SEEN, [""])[0]
    act = partial(asker.desk.do, number, verb, asker.person, seen=Seen(tag), now=asker.now)
    # What they have seen stays what it was, however often they press the button.
    return posted(attrs.evolve(form_of(number, verb, asker), seen=tag), texts, asker, act)


def opening(records: str, asker: Asker) -> VerbForm:
    """Return the form of an opening; requesters are asked less."""
    model = asker.model(records)
    asked = asker.desk.tenant.asked
    arguments = tuple(
        one
        for one in model.arguments(model.opening_event)
        if asker.person.side is Side.DESK or one.name.partition(".")[0] in asked
    )
    return VerbForm(f"open {records}", arguments)


def form_of(number: str, verb: str, asker: Asker) -> VerbForm:
    """Return the form of a verb, for the version that is shown."""
    record = asker.desk.read(number, asker.person)
    choices = asker.desk.choices(number, asker.person, now=asker.now)
    known = {one.verb: one for one in choices}
    if verb not in known:
        raise Unlisted(kind="verb", name=verb, known=tuple(known))
    one = known[verb]
    return VerbForm(one.label, one.arguments, help=one.help, seen=tag_of(record))


def posted(
    form: VerbForm, texts: Texts, asker: Asker, act: Callable[[Said], AnyRecord]
) -> Response:
    """Let happen what was sent, or show the form again with what is wrong."""
    try:
        record = act(form.read(texts))
    except ItsmError as error:
        return HTMLResponse(form.html(texts, error), status_of(error))
    return RedirectResponse(f"/{asker.desk.tenant.name}/pages/{record.id}", 303)
