"""Known errors: problems that are analysed and not resolved, as published."""

from __future__ import annotations

from datetime import datetime

import attrs

from itsmcore.instant import utc
from itsmcore.kinds import check_kinds


@attrs.frozen
class Workaround:
    """Hold a way to live with a problem, and since when it is published (UTC)."""

    text: str
    published_at: datetime = attrs.field(converter=utc)

    def __attrs_post_init__(self) -> None:
        check_kinds(self)

    def __str__(self) -> str:
        return self.text


@attrs.frozen(kw_only=True)
class KnownError:
    """Hold what people at the desk need to know of a problem.

    Attributes:
        problem: the problem's number.
        summary: what it is called.
        symptom: what one sees of it.
        cause: what causes it.
        workaround: how to live with it; None while nobody knows.
        items: the configuration items it is in.
        services: the services it touches.
        category: what sort of incidents it makes.
    """

    problem: str
    summary: str
    symptom: str | None
    cause: str
    workaround: Workaround | None
    items: tuple[str, ...]
    services: tuple[str, ...]
    category: str | None

    def __attrs_post_init__(self) -> None:
        check_kinds(self)

    def __str__(self) -> str:
        lines = [f"{self.problem}: {self.summary}"]
        for name, value in (
            ("symptom", self.symptom),
            ("cause", self.cause),
            ("workaround", self.workaround),
        ):
            if value is not None:
                lines.append(f"{name}: {value}")
        return "\n".join(lines)
