"""Items: what may be ordered, by whom, for how much, and what is done for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, Literal, TypeAlias

import attrs

from itsmcore.approval import ApprovalPolicy, Authority
from itsmcore.approval._policy import as_policy
from itsmcore.called import call_of
from itsmcore.catalogue._cost import Cost
from itsmcore.catalogue._item_faults import item_faults
from itsmcore.catalogue._lacking import lacking
from itsmcore.catalogue._price import Price
from itsmcore.catalogue._terms import terms
from itsmcore.checked import checked
from itsmcore.conditions import ALWAYS, Condition, Field
from itsmcore.conditions._spaces import FactSpaces
from itsmcore.decisions import Decision, Match
from itsmcore.errors import BadValue, Incomparable, Reason
from itsmcore.fields import as_a, as_several, as_text, choice, maybe_a, offers, refuse_faults
from itsmcore.figures import Rows, Table, as_table_formats
from itsmcore.frozen import EMPTY, FrozenDict
from itsmcore.instant import utc
from itsmcore.kinds import check_definition
from itsmcore.lifecycle import Argument, Form
from itsmcore.lifecycle._form import unverified
from itsmcore.output import as_format, as_html, as_pretty
from itsmcore.phrase import Phrase, both_of, label, told_in_english
from itsmcore.plans import Plan
from itsmcore.schedule import Span, Target
from itsmcore.shown import shown

Basis: TypeAlias = Literal["item", "order"]
"""By whose cost it is decided who approves: that of the request, or of its whole order."""
_FREE = Decision[Price]((), match=Match.ALL, name="prices")
_PRICES = Phrase("catalogue.expected.priced")


def _form(form: Form | Iterable[Argument]) -> Form:
    if isinstance(form, Form):
        return form
    expected = Phrase("catalogue.expected.form")
    return unverified(as_several(Argument, form, "form", expected))


def _condition(entitled: Condition) -> Condition:
    expected = Phrase("catalogue.expected.condition")
    return as_a(Condition, entitled, "entitled", expected)


def _table(prices: Any) -> Decision[Price]:
    if isinstance(prices, Price):
        return Decision([(ALWAYS, prices)], match=Match.ALL, name="prices")
    if isinstance(prices, list | tuple):
        return _table(Decision(prices, match=Match.ALL, name="prices"))
    table = as_a(Decision, prices, "prices", _PRICES)
    for answer in (*(row.answer for row in table.rows), table.default):
        if answer is not None:
            as_a(
                Price,
                answer,
                Phrase("catalogue.price"),
                Phrase("catalogue.expected.price"),
            )
    return table


def _policy(policy: ApprovalPolicy | Authority | None) -> ApprovalPolicy | None:
    return as_policy(policy)


def _window(window: Span | None) -> Span | None:
    return maybe_a(Span, window, "available", Phrase("catalogue.expected.window"))


def _is_time(time: Any) -> bool:
    return time > timedelta() if isinstance(time, timedelta) else offers(time, "after")


def _target(target: timedelta | Target | None) -> timedelta | Target | None:
    if target is None or _is_time(target):
        return target
    expected = Phrase("catalogue.expected.target")
    raise BadValue(field="target", value=target, expected=expected)


def _lasts(lasts: timedelta | Field | None) -> timedelta | Field | None:
    is_time = isinstance(lasts, timedelta) and lasts > timedelta()
    if lasts is None or is_time or isinstance(lasts, Field):
        return lasts
    expected = Phrase("catalogue.expected.lasts")
    raise BadValue(field="lasts", value=lasts, expected=expected)


@attrs.frozen(repr=False, slots=False)
class CatalogueItem:
    """What may be ordered, agreed beforehand: the form, the price, the approval and the tasks.

    Conditions read `answers.NAME`, what the form was answered, and `profile.NAME`, facts of the one
    it is for; those of the approval also read what it costs, `cost("EUR")`.

    Attributes:
        name: its name in the catalogue.
        version: a request keeps to the version that was ordered.
        service: which service it belongs to.
        category: where it stands in the catalogue.
        summary: what it is, in a line; by default its name.
        form: what has to be answered to order it.
        entitled: for whom it may be ordered, by `profile.NAME`; if that hangs on a fact that nobody
            has given, it may not.
        prices: a Price, or pairs of a condition and a Price: each that holds adds to the cost.
        approval: who has to approve; None if nobody has to.
        approval_basis: whether an approval that reads costs judges a request by its own (`"item"`),
            or by those of its whole order (`"order"`), as far as they were known when it was made.
        target: how long it may take, from submission.
        plan: what is done to fulfil it.
        available: when it may be ordered; None for always.
        lasts: how long what was given may be kept, from its fulfilment, or the answer that says
            until when, such as `field("answers.until")`; None for always.

    Raises:
        FaultyDefinition: the form, a condition, a price or the approval will not do; every fault is
            listed.
        BadValue: a value is of the wrong kind.

    >>> from itsmcore.approval import ApprovalPolicy, Authority
    >>> from itsmcore.catalogue import cost
    >>> from itsmcore.conditions import field
    >>> laptop = CatalogueItem(
    ...     "laptop",
    ...     service="workplace",
    ...     form=[Argument("model", options=("13", "15"), is_required=True)],
    ...     entitled=field("profile.department").is_set,
    ...     prices=[(field("answers.model").is_("13"), Price(1200, "EUR")),
    ...             (field("answers.model").is_("15"), Price(1500, "EUR"))],
    ...     approval=ApprovalPolicy([(cost("EUR") > 500, Authority("manager", ["mia"]))]),
    ... )
    >>> print(laptop.cost({"model": "15"}))
    1500 EUR
    """

    name: str
    version: str = attrs.field(default="1", kw_only=True)
    service: str | None = attrs.field(default=None, kw_only=True)
    category: str | None = attrs.field(default=None, kw_only=True)
    summary: str = attrs.field(
        default=attrs.Factory(lambda item: item.name, takes_self=True), kw_only=True
    )
    form: Form = attrs.field(default=Form(()), converter=_form, kw_only=True)
    entitled: Condition = attrs.field(default=ALWAYS, converter=_condition, kw_only=True)
    prices: Decision[Price] = attrs.field(default=_FREE, converter=_table, kw_only=True)
    approval: ApprovalPolicy | None = attrs.field(default=None, converter=_policy, kw_only=True)
    approval_basis: Basis = attrs.field(default="item", validator=choice(Basis), kw_only=True)
    target: timedelta | Target | None = attrs.field(default=None, converter=_target, kw_only=True)
    plan: Plan | None = attrs.field(default=None, kw_only=True)
    available: Span | None = attrs.field(default=None, converter=_window, kw_only=True)
    lasts: timedelta | Field | None = attrs.field(default=None, converter=_lasts, kw_only=True)

    __repr__ = call_of

    def __attrs_post_init__(self) -> None:
        check_definition(self)
        for name in ("name", "version", "summary"):
            as_text(getattr(self, name), name)
        refuse_faults(
            Phrase("catalogue.subject.catalogue_item", name=shown(self.name)), item_faults(self)
        )

    # --- who may order it ---------------------------------------------------------------------

    @checked
    def why_not(self, profile: Mapping[str, Any], *, at: datetime) -> tuple[Reason, ...]:
        """Return why it may not be ordered for somebody; nothing if it may.

        Args:
            profile: facts of the one it is for, such as their department.
            at: when it would be ordered.

        Raises:
            BadValue: the facts are no mapping.
            NaiveTime: the instant has no time zone.

        >>> from datetime import UTC
        >>> from itsmcore.conditions import field
        >>> vpn = CatalogueItem("vpn", entitled=field("profile.is_remote").is_(True))
        >>> print(*vpn.why_not({"is_remote": False}, at=datetime(2026, 1, 5, tzinfo=UTC)))
        is not for them: profile.is_remote is True: no, False
        """
        return tuple(self._reasons(profile, utc(at)))

    def _reasons(self, profile: Mapping[str, Any], at: datetime) -> Iterator[Reason]:
        facts = FactSpaces(EMPTY, profile=profile)
        try:
            if self.entitled.judge(facts) is not True:
                words = Phrase("catalogue.is_not_for", why=self.entitled.explain(facts))
                yield Reason("not_entitled", words)
            elif unknown := lacking(self.entitled, facts, profile):
                words = Phrase("catalogue.not_given", names=both_of(unknown))
                yield Reason("not_entitled", words)
        except Incomparable as error:
            yield Reason("not_entitled", Phrase("catalogue.not_entitled", why=error))
        span = self.available
        if span is not None and at < span.start:
            yield Reason(
                "not_yet_available", Phrase("catalogue.not_yet_available", start=span.start)
            )
        if span is not None and span.end is not None and at >= span.end:
            yield Reason(
                "no_longer_available", Phrase("catalogue.no_longer_available", end=span.end)
            )

    @checked
    def lasts_until(self, answers: Mapping[str, Any], *, since: datetime) -> datetime | None:
        """Return until when what is given may be kept, in UTC; None for always.

        Args:
            answers: what the form was answered.
            since: when it is given.

        Raises:
            BadValue: the answers are no mapping.
            NaiveTime: the instant has no time zone.

        >>> from datetime import UTC
        >>> guest = CatalogueItem("guest access", lasts=timedelta(days=30))
        >>> print(guest.lasts_until({}, since=datetime(2026, 3, 2, 9, tzinfo=UTC)))
        2026-04-01 09:00:00+00:00
        """
        start = utc(since)
        if isinstance(self.lasts, timedelta):
            is_reached = self.lasts <= datetime.max.replace(tzinfo=UTC) - start
            return start + self.lasts if is_reached else None
        if self.lasts is None:
            return None
        end = self.lasts.read(FactSpaces(EMPTY, answers=self.form.known(answers)))
        return end if isinstance(end, datetime) else None

    # --- what it costs ------------------------------------------------------------------------

    @checked
    def cost(self, answers: Mapping[str, Any], *, profile: Mapping[str, Any] = EMPTY) -> Cost:
        """Return what it costs as it was ordered, as far as it is answered rightly.

        Args:
            answers: what the form was answered.
            profile: facts of the one it is for.

        Raises:
            BadValue: one of them is no mapping.
        """
        facts = FactSpaces(EMPTY, answers=self.form.known(answers), profile=profile)
        return Cost(self.prices.answers(facts))

    def cost_facts(self, cost: Cost) -> FrozenDict[str, Decimal]:
        """Return the facts `cost.…` that a cost amounts to; 0 for what it might be and is not."""
        priced = as_a(Cost, cost, "cost")
        return priced.facts(currencies=(of.currency for of in self.possible_prices))

    @property
    def possible_prices(self) -> tuple[Price, ...]:
        """Every price that it may have, whatever is answered."""
        default = () if self.prices.default is None else (self.prices.default,)
        return (*(row.answer for row in self.prices.rows), *default)

    @property
    def rows(self) -> Rows:
        """A row for each of its terms, as a DataFrame takes them."""
        return told_in_english(self._rows)

    def _rows(self) -> Rows:
        return tuple({"what": what, "how": how, "when": when} for what, how, when in terms(self))

    def _table(self) -> Table:
        lines = ((label("columns", what), how, when) for what, how, when in terms(self))
        return Table(("what", "how", "when"), lines)

    def __str__(self) -> str:
        return f"{self.name} {self.version}"

    _formats = as_table_formats
    __format__ = as_format
    _repr_html_ = as_html
    _repr_pretty_ = as_pretty
