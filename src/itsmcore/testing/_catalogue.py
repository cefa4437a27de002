"""Strategies for the service catalogue: forms, and items that ask, cost and are done."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from itsmcore.approval import ApprovalPolicy, Authority
from itsmcore.catalogue import CatalogueItem, Price, cost
from itsmcore.checked import checked
from itsmcore.conditions import ALWAYS, Condition, field
from itsmcore.fields import as_whole
from itsmcore.lifecycle import Argument, Form
from itsmcore.schedule import WorkingDays
from itsmcore.testing._plans import plans

_KINDS: tuple[Any, ...] = (str, int, bool, date, datetime, Decimal)
_SIZES = ("13", "15")
_AUTHORITIES = (Authority("manager", field("profile.manager")), Authority("board", ["mia", "noor"]))
_FOR_SOME = (field("profile.department").is_set, field("profile.is_remote").is_(True))
_TIMES = (None, timedelta(hours=4), WorkingDays(5))


@checked
@st.composite
def forms(draw: st.DrawFn, *, max_size: int = 4) -> Form:
    """Draw forms: of each kind of question, some of them asked only because of an earlier answer.

    Args:
        max_size: the largest number of questions.
    """
    most = as_whole(max_size, "max_size", least=0, most=100)
    questions: list[Argument] = []
    for number in range(draw(st.integers(0, most))):
        before = [when for question in questions for when in _answered(question)]
        when: Condition = draw(st.sampled_from([ALWAYS, *before]))
        questions.append(draw(_questions(f"q{number}", when)))
    return Form(questions)


@st.composite
def _questions(draw: st.DrawFn, name: str, when: Condition) -> Argument:
    is_required = draw(st.booleans())
    if draw(st.booleans()):
        default = draw(st.sampled_from([None, *_SIZES]))
        return Argument(name, options=_SIZES, default=default, is_required=is_required, when=when)
    return Argument(name, draw(st.sampled_from(_KINDS)), is_required=is_required, when=when)


def _answered(question: Argument) -> Iterator[Condition]:
    """Yield conditions on what a question was answered, each of which may hold."""
    answer = field(f"answers.{question.name}")
    if question.options:
        yield from map(answer.is_, question.options)
    elif question.kind is bool:
        yield from (answer.is_(True), answer.is_(False))


@checked
@st.composite
def catalogue_items(
    draw: st.DrawFn, *, name: str = "laptop", form: st.SearchStrategy[Form] | None = None
) -> CatalogueItem:
    """Draw items of a catalogue: some are for some people only, are approved, or last for a time.

    Prices and tasks hang on answers, the approval on what it costs, and all of it may be missing.

    Args:
        name: the name of the item.
        form: what is asked; any form by default.
    """
    asked = draw(forms() if form is None else form)
    answered = [ALWAYS, *(when for question in asked for when in _answered(question))]
    prices = draw(st.lists(st.tuples(st.sampled_from(answered), _prices()), max_size=3))
    terms = (cost("EUR", per="first_year") > 500, ALWAYS, field("profile.grade").is_("A"))
    rows = st.tuples(st.sampled_from(terms if prices else terms[1:]), st.sampled_from(_AUTHORITIES))
    several = draw(st.none() | st.lists(rows, max_size=2, unique_by=lambda row: row[1].name))
    policy = several and ApprovalPolicy(several, unasked="approved", expires_after=draw(_WEEK))
    times = [of.name for of in asked if of.kind is datetime]
    ends = [None, timedelta(days=30), *(field(f"answers.{of}") for of in times)]
    return CatalogueItem(
        name,
        version=draw(st.sampled_from(["1", "2"])),
        service=draw(st.sampled_from([None, "workplace"])),
        form=asked,
        entitled=draw(st.sampled_from([ALWAYS, *_FOR_SOME])),
        prices=[(when, price) for when, price in prices],
        approval=policy or None,
        target=draw(st.sampled_from(_TIMES)),
        plan=draw(st.none() | plans(max_size=3, when=st.sampled_from(answered))),
        lasts=draw(st.sampled_from(ends)),
    )


_WEEK = st.sampled_from([None, timedelta(days=7)])


def _prices() -> st.SearchStrategy[Price]:
    amounts = st.sampled_from([Decimal(0), Decimal("499.99"), Decimal(500), Decimal(1200)])
    return st.builds(Price, amounts, st.just("EUR"), per=st.sampled_from([None, "month", "year"]))
