"""Openings: the record that a desk opens because of an event of another one."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import attrs

from itsmcore.called import NAME, call_of
from itsmcore.conditions import ALWAYS, Condition
from itsmcore.errors import BadValue
from itsmcore.fields import as_named_function, as_text, maybe_a
from itsmcore.lifecycle._event import Event
from itsmcore.lifecycle._following import Following
from itsmcore.lifecycle._model import Model
from itsmcore.lifecycle._table import as_guard_condition, check_event
from itsmcore.phrase import Phrase

Maker: TypeAlias = Callable[..., Event]
"""A function from a record, a number, and `at`, `by` and `cause`, to an opening event."""


def _maker(maker: Maker) -> Maker:
    expected = Phrase("lifecycle.expected.named_function_opening_event")
    made: Maker = as_named_function(maker, "opening", expected)
    return made


def _model(model: Model | None) -> Model | None:
    return maybe_a(Model, model, "model", Phrase("lifecycle.expected.model_none"))


def _then(then: Following | None) -> Following | None:
    expected = Phrase("lifecycle.expected.following_no_offer")
    following = maybe_a(Following, then, "then", expected)
    if following is not None and following.is_offer:
        raise BadValue(field="then", value=then, expected=expected)
    return following


@attrs.frozen(repr=False)
class Opens:
    """What a desk opens when an event of a practice's records happens.

    The new record is opened in the name of whoever acted, and names the event as its cause. What is
    refused is told beside what happened, and undoes nothing. Nothing is opened for a record by a
    rule that it comes from itself within the same step, so this ends whatever the rules say.

    Args:
        on: the class of the event.
        opening: makes the opening event of the new record; a named function of the record after
            the event, the new number, and `at`, `by` and `cause` by name.
        when: what must hold of the record once the event has happened; it sees that as `event.…`.
        model: what the new record lives by; by default the model of the record.
        then: an event of the new record that follows at once; it reads what `when` does.
        suffix: what stands after the record's own number in the new one's, on a desk that gives no
            numbers.

    Raises:
        BadValue: an argument is something else, the function has no importable name, or what
            follows is only offered.
        BadCondition: `when` is no condition.

    >>> from itsmcore import TASK
    >>> from itsmcore.knowledge import ReviewRequested, review_task
    >>> from itsmcore.tasks import Released
    >>> rule = Opens(ReviewRequested, review_task, model=TASK, then=Following(Released))
    >>> rule.on.verb, rule.suffix
    ('request_review', 'next')
    """

    on: type[Event] = attrs.field(repr=NAME)
    opening: Maker = attrs.field(repr=NAME, converter=_maker)
    when: Condition = attrs.field(default=ALWAYS, kw_only=True, converter=as_guard_condition)
    model: Model | None = attrs.field(default=None, kw_only=True, converter=_model)
    then: Following | None = attrs.field(default=None, kw_only=True, converter=_then)
    suffix: str = attrs.field(default="next", kw_only=True)

    __repr__ = call_of

    def __attrs_post_init__(self) -> None:
        check_event(self.on, Phrase("lifecycle.opens.rule"))
        as_text(self.suffix, "suffix")
