"""Known errors: problems that are analysed and not resolved, as published."""

from __future__ import annotations

from datetime import datetime

import attrs

from itsmcore.instant import utc
from itsmcore.kinds import check_kinds


@attrs.frozen
class Workaround:
    """A way to live with a problem, and since when it has been published, in UTC."""

    text: str
    published_at: datetime = attrs.field(converter=utc)

    def __attrs_post_init__(self) -> None:
        check_kinds(self)

    def __str__(self) -> str:
        return self.text


@attrs.frozen(kw_only=True)
class KnownError:
    """What people at the desk need to know of a problem.

    Attributes:
        problem: the problem's number.
        summary: the problem's summary.
        symptom: what one sees of it.
        cause: what causes it.
        workaround: how to live with it; None while there is none.
        items: the configuration items it is in.
        services: the services it affects.
        category: the category of the incidents it causes.
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
