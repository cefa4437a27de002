"""A practice small enough to see whole: a loan of a book, with a region and its own facts."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, ClassVar

import attrs

from itsmcore.conditions import field
from itsmcore.lifecycle import (
    ANY,
    Event,
    Guard,
    Lifecycle,
    Model,
    Phase,
    Record,
    Rule,
    State,
    opening,
    verb,
)
from itsmcore.lifecycle.events import Commented, Linked
from tests.instants import NINE as T0


def after(**duration: float) -> datetime:
    """Give the instant so long after T0."""
    return T0 + timedelta(**duration)


@attrs.frozen(kw_only=True)
class Asked(Event):
    """Ask for a book."""

    verb: ClassVar[str] = "ask"
    id: str = attrs.field(kw_only=False)
    title: str


@attrs.frozen(kw_only=True)
class Lent(Event):
    """Hand the book over."""

    verb: ClassVar[str] = "lend"
    reader: str
    due: datetime | None = None


@attrs.frozen(kw_only=True)
class Renewed(Event):
    """Let the reader keep it longer."""

    verb: ClassVar[str] = "renew"
    due: datetime


@attrs.frozen(kw_only=True)
class Returned(Event):
    """Take the book back."""

    verb: ClassVar[str] = "return_"


@attrs.frozen(kw_only=True)
class Lost(Event):
    """Write the book off."""

    verb: ClassVar[str] = "lose"


@attrs.frozen(kw_only=True)
class Fined(Event):
    """Ask for money."""

    verb: ClassVar[str] = "fine"


@attrs.frozen(kw_only=True)
class Paid(Event):
    """Take the money."""

    verb: ClassVar[str] = "pay"


@attrs.frozen(kw_only=True)
class Namesake(Event):
    """Claim another event's verb."""

    verb: ClassVar[str] = "lend"


@attrs.frozen(init=False, kw_only=True, eq=False, repr=False, slots=False)
class Loan(Record[Any]):
    """One loan."""

    title: str = ""
    reader: str | None = None
    due: datetime | None = None
    shelf: str | None = None

    open = opening(Asked)
    lend = verb(Lent)
    renew = verb(Renewed)
    return_ = verb(Returned)
    lose = verb(Lost)
    fine = verb(Fined)
    pay = verb(Paid)
    comment = verb(Commented)
    link = verb(Linked)


@attrs.frozen(kw_only=True)
class LoanModel(Model):
    """The tables of a loan."""

    record: ClassVar[type[Loan]] = Loan
    opening_event: ClassVar[type[Asked]] = Asked
    open = opening(Asked, Loan)


STATES = (
    State("wanted", phase=Phase.NEW),
    State("lent", phase=Phase.ACTIVE),
    State("back", phase=Phase.CLOSED),
    State("lost", phase=Phase.CANCELLED),
)
NO_BAN = Guard("the reader is banned", ~field("given.banned").is_(True))
RULES = (
    Rule(Lent, source="wanted", target="lent", guards=(NO_BAN,), needs=("reader",)),
    Rule(Renewed, source="lent", target="lent"),
    Rule(Returned, source="lent", target="back"),
    Rule(Lost, source=(Phase.NEW, "lent"), target="lost"),
    Rule(Commented, source=ANY),
    Rule(Linked, source=ANY),
)
FINE = Lifecycle(
    "fine_state",
    states=(
        State("none", phase=Phase.NEW),
        State("owed", phase=Phase.PENDING),
        State("paid", phase=Phase.CLOSED),
    ),
    rules=(
        Rule(
            Fined, source="none", target="owed", guards=(Guard("not lent", field("reader").is_set),)
        ),
        Rule(Lost, source="none", target="owed"),
        Rule(Paid, source="owed", target="paid"),
    ),
)
LOAN = LoanModel(
    name="loan", lifecycle=Lifecycle("loan", states=STATES, rules=RULES), regions=(FINE,)
)
Loan.model = LOAN


def lent(**arguments: Any) -> Loan:
    """Give a loan that is lent to ada."""
    loan = Loan.open("L-1", at=T0, by="desk", title="Emma")
    return loan.lend(
        **{
            "at": after(hours=1),
            "by": "desk",
            "reader": "ada",
            "given": {"banned": False},
            **arguments,
        }
    )
