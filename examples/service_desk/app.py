"""The service, put together."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from fastapi import FastAPI
from sqlalchemy import Engine
from starlette.exceptions import HTTPException

from . import api, pages
from .desks import TenantDesk
from .limits import Limited
from .login import Clock, Desks
from .refusals import STATUS, problem
from .tenants import Tenant


def create_app(
    engine: Engine, tenants: Iterable[Tenant], clock: Clock = lambda: datetime.now(UTC)
) -> FastAPI:
    app = FastAPI(title="Service desk")
    app.state.desks = Desks({one.name: TenantDesk(one, engine) for one in tenants}, clock)
    app.include_router(pages.router)
    app.include_router(api.router)
    for kind in (*STATUS, HTTPException):
        app.add_exception_handler(kind, lambda _, error: problem(error))
    app.add_middleware(Limited, size=256 * 1024)
    return app
