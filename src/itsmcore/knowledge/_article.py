"""The article: what a desk has learned, in versions, under one number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar, Self, Unpack

import attrs

from itsmcore.conditions import field
from itsmcore.errors import BadValue
from itsmcore.fields import as_a, as_whole
from itsmcore.instant import utc
from itsmcore.knowledge import _events as events
from itsmcore.knowledge._version import ArticleVersion
from itsmcore.lifecycle import Event, Model, Record, Sharing, opening, verb
from itsmcore.lifecycle._more_tables import MoreTables
from itsmcore.lifecycle._parts import Part, Unwanted
from itsmcore.lifecycle.events import Assigned, Commented, Linked, Unlinked
from itsmcore.phrase import Phrase

_SEEN = ("published", "pending_retirement")


@attrs.frozen(init=False, kw_only=True, eq=False, repr=False, slots=False)
class Article(Record["ArticleModel"]):
    """One article.

    Its state is what readers have of it; what is being written is a region beside that,
    `revision`. Its texts are those of the version at hand: of the draft where there is one.

    >>> from datetime import UTC
    >>> first, second = (datetime(2026, 3, day, tzinfo=UTC) for day in (1, 15))
    >>> art = Article.open("KB-7", at=first, by="ada", title="VPN drops", resolution="Dial again")
    >>> art = art.submit(at=first, by="ada").publish(at=first, by="bob")
    >>> art = art.revise(at=second, by="eve", resolution="Update the client")
    >>> art, art.revision, art.resolution, art.published.resolution
    (<Article KB-7 published v4>, 'draft', 'Update the client', 'Dial again')
    """

    derived: ClassVar[tuple[str, ...]] = ("is_validated", "is_often_flagged", "was_published")

    shared: ClassVar[Sharing] = Sharing(
        facts=(*events.TEXTS, "published_at", "valid_until"),
        of="published",
        when=field("audience").is_("customer"),
    )

    title: str = ""
    issue: str | None = None
    environment: str | None = None
    root_cause: str | None = None
    resolution: str | None = None
    service: str | None = None
    affected_services: tuple[str, ...] = ()
    configuration_items: tuple[str, ...] = ()
    category: str | None = None
    group: str | None = None
    assignee: str | None = None
    tags: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    publish_at: datetime | None = None
    scheduled_until: datetime | None = None
    published_at: datetime | None = None
    published_by: str | None = None
    valid_until: datetime | None = None
    flag_count: int = 0

    _last: ClassVar[ArticleVersion | None] = None
    _flagged_at: ClassVar[tuple[datetime, ...]] = ()

    open = opening(events.Opened)
    update = verb(events.Updated)
    assign = verb(Assigned)
    revise = verb(events.Revised)
    submit = verb(events.Submitted)
    send_back = verb(events.SentBack)
    schedule = verb(events.Scheduled)
    publish = verb(events.Published)
    discard = verb(events.Discarded)
    validate = verb(events.Validated)
    widen = verb(events.Widened)
    narrow = verb(events.Narrowed)
    flag = verb(events.Flagged)
    request_review = verb(events.ReviewRequested)
    confirm = verb(events.Confirmed)
    outdate = verb(events.Outdated)
    propose_retirement = verb(events.RetirementProposed)
    keep = verb(events.Kept)
    retire = verb(events.Retired)
    comment = verb(Commented)
    link = verb(Linked)
    unlink = verb(Unlinked)

    @property
    def revision(self) -> str:
        """What is being written: a draft, in review, scheduled, or none."""
        return self._region("revision", "draft")

    @property
    def confidence(self) -> str:
        """How sure it is that the version at hand is right, in the words of KCS."""
        return self._region("confidence", "work_in_progress")

    @property
    def audience(self) -> str:
        """Who may read it: internal, partner (and internal), or customer (everybody)."""
        return self._region("audience", "internal")

    def _region(self, name: str, initial: str) -> str:
        regions = zip(self.model.plan.region_names, self.regions, strict=True)
        return dict(regions).get(name, initial)

    @property
    def last_published(self) -> ArticleVersion | None:
        """The version that was published last, whether or not readers still see it."""
        return self._last

    @property
    def published(self) -> ArticleVersion | None:
        """The version that readers see as the record stands; there is never more than one."""
        return self._last if self.state in _SEEN else None

    @property
    def was_published(self) -> bool:
        """Whether a version has ever been published."""
        return self._last is not None

    @property
    def is_validated(self) -> bool:
        """Whether what readers see is validated; before that, the version at hand."""
        shown = self.published
        return self.confidence == "validated" if shown is None else shown.is_validated

    @property
    def is_often_flagged(self) -> bool:
        """Whether it was flagged as often, within such a time, as its model asks for a review."""
        model, flags = self.model, self._flagged_at
        is_enough = len(flags) == model.flags_to_review
        return is_enough and flags[-1] - flags[0] <= model.flags_within

    @property
    def versions(self) -> tuple[ArticleVersion, ...]:
        """Every version, the first one first; what is being written comes last."""
        return tuple(self._versions())

    def _versions(self) -> Iterator[ArticleVersion]:
        last: ArticleVersion | None = None
        for step in self._along(self.history, self.model):
            following = step.last_published
            if last is not None and following is not None and last.number != following.number:
                ended_at = following.published_at if last.ended_at is None else last.ended_at
                yield attrs.evolve(last, state="outdated", ended_at=ended_at)
            last = following
        if last is not None:
            yield attrs.evolve(last, state=self.state)
        if self.revision != "none":
            yield self._at_hand(self.revision)

    def visible_at(self, instant: datetime) -> ArticleVersion | None:
        """Return the version that readers see at an instant, as far as the record knows.

        A version is seen from its publication up to its end, at which it no longer is: that of its
        validity, whether or not a timer has fired since, or the publication of the next.

        Raises:
            NaiveTime: the instant has no time zone.
        """
        moment = utc(instant)
        return next((one for one in self.versions if one.is_visible_at(moment)), None)

    def _at_hand(self, state: str) -> ArticleVersion:
        """Return the version at hand, as if it were in a state."""
        texts: dict[str, Any] = {name: getattr(self, name) for name in events.TEXTS}
        return ArticleVersion(
            number=1 if self._last is None else self._last.number + 1,
            state=state,
            authors=self.authors,
            is_validated=self.confidence == "validated",
            **texts,
        )

    def _keep_publication(self, event: Event, facts: dict[str, Any]) -> None:
        facts["_last"] = attrs.evolve(
            self._at_hand("published"), published_at=event.at, valid_until=facts["valid_until"]
        )
        facts["_flagged_at"] = ()

    def _keep_confirmation(self, _: Event, facts: dict[str, Any]) -> None:
        if self._last is not None:
            facts["_last"] = attrs.evolve(self._last, valid_until=facts.get("valid_until"))
        facts["_flagged_at"] = ()

    def _keep_validation(self, _: Event, facts: dict[str, Any]) -> None:
        if self._last is not None and self.revision == "none":
            facts["_last"] = attrs.evolve(self._last, is_validated=True)

    def _keep_end(self, event: Event, facts: dict[str, Any]) -> None:
        if self._last is not None and self._last.ended_at is None:
            facts["_last"] = attrs.evolve(self._last, ended_at=event.at)

    def _keep_flag(self, event: Event, facts: dict[str, Any]) -> None:
        facts["_flagged_at"] = (*self._flagged_at, event.at)[-self.model.flags_to_review :]

    _keeps = (
        (events.Published, _keep_publication),
        (events.Confirmed, _keep_confirmation),
        (events.Validated, _keep_validation),
        (events.Outdated, _keep_end),
        (events.Retired, _keep_end),
        (events.Flagged, _keep_flag),
    )


def _within(within: timedelta) -> timedelta:
    if as_a(timedelta, within, "flags_within") > timedelta():
        return within
    raise BadValue(
        field="flags_within", value=within, expected=Phrase("knowledge.expected.positive_timedelta")
    )


def _flags(flags: int) -> int:
    return as_whole(flags, "flags_to_review", least=1)


class ArticleTables(MoreTables, total=False):
    """What a model may be extended with by name."""

    flags_to_review: int
    flags_within: timedelta


@attrs.frozen(kw_only=True)
class ArticleModel(Model):
    """The tables that an article lives by.

    Attributes:
        flags_to_review: how many flags ask for a review.
        flags_within: within what time they do.
    """

    record: ClassVar[type[Article]] = Article
    opening_event: ClassVar[type[events.Opened]] = events.Opened
    open = opening(events.Opened, Article)

    flags_to_review: int = attrs.field(default=3, converter=_flags)
    flags_within: timedelta = attrs.field(default=timedelta(days=30), converter=_within)

    if TYPE_CHECKING:

        def extended(
            self,
            *parts: Part,
            without: str | type[Event] | Iterable[Unwanted] = (),
            name: str | None = None,
            version: str | None = None,
            **tables: Unpack[ArticleTables],
        ) -> Self: ...
