"""Terms: how a clock reads what products disagree about."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import attrs

from itsmcore.called import call_of
from itsmcore.errors import BadValue
from itsmcore.fields import as_texts, choice
from itsmcore.phrase import Phrase

OnReopen = Literal["resume", "new_cycle", "first_cycle", "count_closed", "next_start"]
OnTargetChange = Literal["carry", "restart", "new_clock"]
OnReset = Literal["complete", "cancel"]
OnStartLost = Literal["continue", "cancel"]
BeforeAttachment = Literal["replay", "ignore"]
ScheduleChosen = Literal["with_target", "at_start", "live"]
OnHandOver = Literal["pause", "complete"]
BreachWhen = Literal[">", ">="]
BreachLasts = Literal["in_force", "sticky"]

SIGNALS = ("stop", "reset", "cancel", "pause", "resume", "start")


def _order(order: Iterable[str]) -> tuple[str, ...]:
    return as_texts(order, "order")


@attrs.frozen(kw_only=True)
class Terms:
    """One reading of each case that products read differently; the defaults come first.

    Attributes:
        on_reopen: when `stop` no longer holds, the clock resumes and the time in between does not
            count (`"resume"`), a new cycle begins (`"new_cycle"`), the first cycle stands
            (`"first_cycle"`), it resumes and the time in between counts (`"count_closed"`), or a
            new cycle begins when `start` comes again (`"next_start"`); one that came while `stop`
            held begins it then, unless another stop came after it.
        on_target_change: what has elapsed counts against the new target (`"carry"`), the count
            starts again (`"restart"`), or the clock is cancelled and a new one begins
            (`"new_clock"`).
        on_reset: a reset completes the cycle that it ends (`"complete"`) or cancels it.
        on_start_lost: a clock whose `start` no longer holds goes on (`"continue"`) or is cancelled.
        before_attachment: if the agreement came to apply later, the history before that is judged
            as if it always had (`"replay"`), or is ignored (`"ignore"`); with `start_at` the time
            from there on then counts in full, without its pauses.
        schedule_chosen: a schedule that depends on facts is chosen when the clock starts, and again
            when a fact changes that the target depends on, too (`"with_target"`); only when it
            starts (`"at_start"`); or at every step (`"live"`).
        on_hand_over: the clock of a group or person (`per`) whom the record has left is paused
            until the record ends or comes back (`"pause"`), or is completed when it leaves
            (`"complete"`) and resumed if it comes back.
        breach_when: a clock is late when more has elapsed than the target (`">"`), or as much
            (`">="`).
        breach: a clock that was late and then got more time is judged by the target in force
            (`"in_force"`), and says in its `breaches` that it was late; or it has missed its target
            for good (`"sticky"`).
        order: which signal wins if several hold at one step.

    Raises:
        BadValue: a choice is unknown.

    >>> Terms(on_reopen="new_cycle", breach_when=">=")
    Terms(on_reopen='new_cycle', breach_when='>=')
    """

    on_reopen: OnReopen = attrs.field(default="resume", validator=choice(OnReopen))
    on_target_change: OnTargetChange = attrs.field(
        default="carry", validator=choice(OnTargetChange)
    )
    on_reset: OnReset = attrs.field(default="complete", validator=choice(OnReset))
    on_start_lost: OnStartLost = attrs.field(default="continue", validator=choice(OnStartLost))
    before_attachment: BeforeAttachment = attrs.field(
        default="replay", validator=choice(BeforeAttachment)
    )
    schedule_chosen: ScheduleChosen = attrs.field(
        default="with_target", validator=choice(ScheduleChosen)
    )
    on_hand_over: OnHandOver = attrs.field(default="pause", validator=choice(OnHandOver))
    breach_when: BreachWhen = attrs.field(default=">", validator=choice(BreachWhen))
    breach: BreachLasts = attrs.field(default="in_force", validator=choice(BreachLasts))
    order: tuple[str, ...] = attrs.field(default=SIGNALS, converter=_order)

    @order.validator
    def _whole(self, _: object, order: tuple[str, ...]) -> None:
        if sorted(order) != sorted(SIGNALS):
            expected = Phrase(
                "service_levels.expected.each_once_wins_first", signals=", ".join(SIGNALS)
            )
            raise BadValue(field="order", value=order, expected=expected)

    __repr__ = call_of


DEFAULT = Terms()
