"""Planned tasks: the steps of a plan."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import cast

import attrs

from itsmcore.called import call_of
from itsmcore.conditions import ALWAYS, Condition, HasAfter, as_condition
from itsmcore.errors import BadValue
from itsmcore.fields import as_text, as_texts, offers
from itsmcore.kinds import check_definition
from itsmcore.phrase import Phrase
from itsmcore.plain import plain


def _names(after: str | Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(as_texts(after, "after", Phrase("plans.expected.names"))))


def _when(when: object) -> Condition:
    return as_condition(when)


def _target(target: object) -> timedelta | HasAfter | None:
    if isinstance(target, timedelta) and target > timedelta():
        length: timedelta = plain(target)
        return length
    if target is None or (offers(target, "after") and not isinstance(target, timedelta)):
        return cast("HasAfter | None", target)
    raise BadValue(
        field="target",
        value=target,
        expected=Phrase("plans.expected.target"),
    )


@attrs.frozen(repr=False)
class PlannedTask:
    """A task that a plan makes, and what it waits for.

    Args:
        name: its name in the plan; its task knows it as the fact `step`.
        after: the names of the tasks that have to end before it is released.
        when: whether it is needed, by the facts of the record that the plan is for; it is asked
            when all before it have ended, and the task is skipped if it is not needed.
        summary: what is to be done; by default its name.
        group: which group does it.
        assignee: who does it.
        kind: what it is for, such as `"testing"`; by default whatever a task is for by default.
        target: how long it may take: in open time by a schedule, or in working days.
        is_final: whether what it does cannot be undone once it is complete.

    Raises:
        BadValue: a value is of the wrong kind, or a text is empty.

    >>> PlannedTask("ship", after="image", group="post")
    PlannedTask('ship', after=('image',), group='post')
    """

    name: str
    after: tuple[str, ...] = attrs.field(default=(), converter=_names, kw_only=True)
    when: Condition = attrs.field(default=ALWAYS, converter=_when, kw_only=True)
    summary: str = attrs.field(
        default=attrs.Factory(lambda step: step.name, takes_self=True), kw_only=True
    )
    group: str | None = attrs.field(default=None, kw_only=True)
    assignee: str | None = attrs.field(default=None, kw_only=True)
    kind: str | None = attrs.field(default=None, kw_only=True)
    target: timedelta | HasAfter | None = attrs.field(default=None, converter=_target, kw_only=True)
    is_final: bool = attrs.field(default=False, kw_only=True)

    __repr__ = call_of

    def __attrs_post_init__(self) -> None:
        check_definition(self)
        as_text(self.name, "name")
        as_text(self.summary, "summary")
