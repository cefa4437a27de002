"""Who asks, at whose desk, and when."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from secrets import compare_digest
from typing import Annotated, TypeAlias

import attrs
from fastapi import Depends, HTTPException, Request
from fastapi.security import HTTPBasic, HTTPBasicCredentials

from itsmcore import Model
from itsmcore.errors import Unlisted
from itsmcore.lifecycle import Side

from .desks import TenantDesk
from .tenants import Person

Clock: TypeAlias = Callable[[], datetime]


@attrs.frozen
class Desks:
    """The desks of all tenants, and what time it is."""

    of: Mapping[str, TenantDesk]
    clock: Clock


@attrs.frozen
class Asker:
    """Somebody who has signed in at a desk."""

    desk: TenantDesk
    person: Person
    now: datetime

    def model(self, records: str) -> Model:
        """Return the model of the records that they may open."""
        models = self.desk.tenant.offered(self.person)
        if records not in models:
            raise Unlisted(kind="kind of record", name=records, known=tuple(models))
        return models[records]


def signed_in(
    request: Request, tenant: str, sent: Annotated[HTTPBasicCredentials, Depends(HTTPBasic())]
) -> Asker:
    """Find out who asks; put your own login here."""
    desks: Desks = request.app.state.desks
    desk = desks.of.get(tenant)
    person = None if desk is None else desk.tenant.people.get(sent.username)
    password = "" if person is None else person.password
    is_right = compare_digest(password.encode(), sent.password.encode())
    if desk is None or person is None or not is_right:
        raise HTTPException(401, headers={"WWW-Authenticate": "Basic"})
    if request.method == "POST" and request.headers.get("sec-fetch-site") == "cross-site":
        raise HTTPException(403, "a page of another site has sent this")
    return Asker(desk, person, desks.clock())


def of_desk(asker: Annotated[Asker, Depends(signed_in)]) -> Asker:
    """Let in who works at the desk."""
    if asker.person.side is not Side.DESK:
        raise HTTPException(403, "this is for the desk")
    return asker


Someone = Annotated[Asker, Depends(signed_in)]
Agent = Annotated[Asker, Depends(of_desk)]
