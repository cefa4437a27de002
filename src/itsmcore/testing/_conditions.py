"""Strategies for conditions, and for decisions made of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from hypothesis import strategies as st

from itsmcore.checked import checked
from itsmcore.conditions import ALWAYS, NEVER, Condition, Field, Op, Test
from itsmcore.decisions import Decision, Match, Row
from itsmcore.fields import as_whole
from itsmcore.level import Priority
from itsmcore.phase import Phase

A = TypeVar("A")
Fields = Mapping[str, st.SearchStrategy[Any]]

FIELDS: Fields = {
    "state": st.sampled_from(["new", "in_progress", "on_hold", "resolved"]),
    "phase": st.sampled_from(Phase),
    "priority": st.none() | st.sampled_from(Priority.scale),
    "category": st.none() | st.sampled_from(["email", "email/delivery", "network"]),
    "assignee": st.none() | st.sampled_from(["ada", "grace"]),
    "reopen_count": st.integers(0, 3),
    "given.freeze": st.booleans(),
}
_ORDERED = (Op.BELOW, Op.AT_MOST, Op.ABOVE, Op.AT_LEAST)


@st.composite
def _tests(draw: st.DrawFn, fields: Fields) -> Test:
    name = draw(st.sampled_from(sorted(fields)))
    value = draw(fields[name])
    subject = Field(name)
    choices = [subject.is_set, subject.is_(value), subject.is_in((value, draw(fields[name])))]
    if isinstance(value, str):
        choices += [subject.under(value), subject.contains(value)]
    if value is not None and not isinstance(value, Phase | bool):
        choices += [Test(subject, op, value) for op in _ORDERED]
    return draw(st.sampled_from(choices))


@checked
def conditions(*, fields: Fields = FIELDS, max_leaves: int = 8) -> st.SearchStrategy[Condition]:
    """Draw conditions over some facts.

    Args:
        fields: the facts to ask of, and the values each may have.
        max_leaves: the largest number of tests in a condition.
    """
    as_whole(max_leaves, "max_leaves", least=1, most=1_000)
    leaves: st.SearchStrategy[Condition] = _tests(fields) | st.sampled_from([ALWAYS, NEVER])
    return st.recursive(
        leaves,
        lambda parts: st.one_of(
            st.tuples(parts, parts).map(lambda pair: pair[0] & pair[1]),
            st.tuples(parts, parts).map(lambda pair: pair[0] | pair[1]),
            parts.map(lambda part: ~part),
        ),
        max_leaves=max_leaves,
    )


@checked
def facts(*, fields: Fields = FIELDS) -> st.SearchStrategy[dict[str, Any]]:
    """Draw facts for such conditions; any of them may be absent.

    Args:
        fields: the facts, and the values each may have.
    """
    return st.fixed_dictionaries({}, optional=dict(fields))


@checked
def decisions(
    *,
    answers: st.SearchStrategy[Any] | None = None,
    fields: Fields = FIELDS,
    match: Match | None = None,
    max_rows: int = 5,
) -> st.SearchStrategy[Decision[Any]]:
    """Draw decisions over some facts.

    Args:
        answers: what may be answered; small numbers by default.
        fields: the facts to ask of, and the values each may have.
        match: which rows are answered with; any by default.
        max_rows: the largest number of rows.
    """
    given = st.integers(0, 9) if answers is None else answers
    rows = st.lists(
        st.builds(Row, conditions(fields=fields, max_leaves=4), given), max_size=max_rows
    )
    matches = st.sampled_from(Match) if match is None else st.just(match)
    return st.builds(Decision, rows, match=matches, default=st.none() | given)
