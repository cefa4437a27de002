"""Known errors: problems that are analysed and not resolved, as published."""

from __future__ import annotations

from datetime import datetime

import attrs

from itsmcore.codes import Code, one_of
from itsmcore.fields import as_names
from itsmcore.instant import maybe_utc
from itsmcore.kinds import check_kinds
from itsmcore.phrase import label


class WorkaroundState(Code):
    """How far a workaround is."""

    PROPOSED = "proposed"
    TESTED = "tested"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


def _state(value: str) -> WorkaroundState:
    return one_of(WorkaroundState, value, field="state")


@attrs.frozen
class Workaround:
    """A way to live with a problem.

    Attributes:
        text: what it is.
        published_at: since when it has been published, in UTC; None if it is not.
        steps: what to do, in order.
        state: how far it is.
    """

    text: str
    published_at: datetime | None = attrs.field(default=None, converter=maybe_utc)
    steps: tuple[str, ...] = attrs.field(default=(), kw_only=True, converter=as_names)
    state: WorkaroundState = attrs.field(
        default=WorkaroundState.PUBLISHED, kw_only=True, converter=_state
    )

    def __attrs_post_init__(self) -> None:
        check_kinds(self)

    def __str__(self) -> str:
        return "\n".join((self.text, *(f"{n}. {step}" for n, step in enumerate(self.steps, 1))))


@attrs.frozen(kw_only=True)
class KnownError:
    """What people at the desk need to know of a problem.

    Attributes:
        problem: the problem's number.
        summary: the problem's summary.
        symptom: what one sees of it.
        cause: what causes it.
        workaround: how to live with it; None while none is published.
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
                lines.append(f"{label('facts', name)}: {value}")
        return "\n".join(lines)
