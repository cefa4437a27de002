"""The pages: an incident with its buttons, and the form of each verb."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from itsmcore import INCIDENT, Desk
from itsmcore.documents import Documents
from itsmcore.errors import BadAnswers, ItsmError, Refused
from itsmcore.incidents import STANDARD
from itsmcore.lifecycle import AnyRecord, Argument, read_texts

from .forms import form_class
from .models import Number
from .people import actor_of, may_read, side_of
from .store import DjangoStore

MODEL = INCIDENT.with_roles(STANDARD)
STORE = DjangoStore(Documents(models=[MODEL]))
ASKED = "summary", "description", "impact", "urgency"
SEEN = "seen-version"


@login_required
def open_incident(request: HttpRequest) -> HttpResponse:
    def act(said: Mapping[str, object], _: int) -> str:
        number = f"INC{Number.objects.create().pk:07}"
        now = datetime.now(UTC)
        applied = Desk.of().open(MODEL, id=number, at=now, by=actor_of(request.user), **said)
        STORE.append(applied, expected={number: 0})
        return number

    arguments = [one for one in MODEL.arguments(MODEL.opening_event) if one.name in ASKED]
    return ask(request, "open", arguments, act, seen=0)


@login_required
def show(request: HttpRequest, number: str) -> HttpResponse:
    desk = desk_of(request, number)
    seen = desk[number].seen_by(side_of(request.user), who=actor_of(request.user))
    choices = desk.choices(number, at=now_for(desk[number]), by=actor_of(request.user))
    buttons = [one for one in choices if one.is_by_hand and one.is_allowed]
    return render(
        request, "record.html", {"seen": seen, "html": f"{seen:html}", "buttons": buttons}
    )


@login_required
def use(request: HttpRequest, number: str, verb: str) -> HttpResponse:
    desk, by = desk_of(request, number), actor_of(request.user)

    def act(said: Mapping[str, object], seen: int) -> str:
        record = desk[number].expect(version=seen)
        applied = desk.do(number, verb, at=now_for(record), by=by, **said)
        STORE.append(applied, expected={number: seen})
        return number

    choices = {one.verb: one for one in desk.choices(number, at=now_for(desk[number]), by=by)}
    if verb not in choices or not choices[verb].is_by_hand:
        raise Http404(verb)
    return ask(
        request, choices[verb].label, choices[verb].arguments, act, seen=desk[number].version
    )


def ask(
    request: HttpRequest,
    title: str,
    arguments: Iterable[Argument],
    act: Callable[[Mapping[str, object], int], str],
    *,
    seen: int,
) -> HttpResponse:
    """Show a form; or let happen what was sent, or show what is wrong with it."""
    several = tuple(arguments)
    form = form_class(several)(request.POST or None, initial={SEEN: seen})
    if request.method == "POST" and form.is_valid():
        sent = {one.name: form.cleaned_data[one.name] for one in several}
        try:
            return redirect(
                "show", act(read_texts(several, sent, zone=UTC), form.cleaned_data[SEEN])
            )
        except (BadAnswers, Refused) as error:
            for one in error.reasons:
                form.add_error(one.argument if one.argument in form.fields else None, one.words)
        except ItsmError as error:
            form.add_error(None, str(error))
    status = 422 if form.errors else 200
    return render(request, "form.html", {"title": title, "form": form}, status=status)


def desk_of(request: HttpRequest, number: str) -> Desk:
    """Load an incident that they may read something of."""
    loaded = STORE.load([number, *request.POST.values()])
    desk = Desk.of(loaded.records, loaded.links)
    if number not in desk or not may_read(request.user, desk[number]):
        raise Http404(number)
    return desk


def now_for(record: AnyRecord) -> datetime:
    return max(datetime.now(UTC), record.changed_at)
