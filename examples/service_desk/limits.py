"""How much somebody may say at once."""

from __future__ import annotations

import attrs
from fastapi import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send


@attrs.frozen
class Limited:
    """Refuses a body that is too long, as soon as it is, whatever its header says."""

    app: ASGIApp
    size: int

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        read = 0

        async def counted() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > self.size:
                raise HTTPException(413, f"give at most {self.size} bytes")
            return message

        await self.app(scope, counted, send)
