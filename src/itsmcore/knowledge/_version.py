"""Versions: what an article says, and from when to when readers see that."""

from __future__ import annotations

from datetime import datetime

import attrs

from itsmcore.instant import maybe_utc, utc
from itsmcore.kinds import check_kinds
from itsmcore.phrase import say


@attrs.frozen(kw_only=True)
class ArticleVersion:
    """One version of an article.

    Attributes:
        number: 1 for the first.
        state: draft, review or scheduled; published or pending_retirement; outdated or retired.
        title: what it is about.
        issue: what one sees or wants.
        environment: where that is so.
        root_cause: why.
        resolution: what to do.
        authors: who wrote it.
        is_validated: whether somebody else has said that it is right.
        published_at: since when readers see it, in UTC; None if they never have.
        valid_until: when its time passes.
        ended_at: when it was outdated or retired.
    """

    number: int
    state: str
    title: str
    issue: str | None = None
    environment: str | None = None
    root_cause: str | None = None
    resolution: str | None = None
    authors: tuple[str, ...] = ()
    is_validated: bool = False
    published_at: datetime | None = attrs.field(default=None, converter=maybe_utc)
    valid_until: datetime | None = attrs.field(default=None, converter=maybe_utc)
    ended_at: datetime | None = attrs.field(default=None, converter=maybe_utc)

    def __attrs_post_init__(self) -> None:
        check_kinds(self)

    @property
    def text(self) -> str:
        """All that it says, for those who search it."""
        parts = (self.title, self.issue, self.environment, self.root_cause, self.resolution)
        return "\n".join(part for part in parts if part)

    def is_visible_at(self, instant: datetime) -> bool:
        """Return whether readers see it at an instant: from its publication, up to its end.

        Raises:
            NaiveTime: the instant has no time zone.
        """
        moment = utc(instant)
        ends = (end for end in (self.valid_until, self.ended_at) if end is not None)
        return (
            self.published_at is not None
            and self.published_at <= moment
            and all(moment < end for end in ends)
        )

    def __str__(self) -> str:
        return say(
            "knowledge.version",
            number=self.number,
            state=self.state.replace("_", " "),
            title=self.title,
        )
