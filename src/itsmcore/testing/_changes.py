"""Strategies for what changes hold: authorities, and the steps of procedures."""

from __future__ import annotations

import typing
from collections.abc import Sequence
from datetime import timedelta
from fractions import Fraction

from hypothesis import strategies as st

from itsmcore.approval import (
    MORE_THAN_HALF,
    ApprovalPolicy,
    Authority,
    Party,
    Percent,
    Quorum,
)
from itsmcore.approval._authority import OnAbstention, OnNo, OnSecondVote
from itsmcore.approval._policy import Unasked
from itsmcore.changes import ProcedureStep
from itsmcore.checked import checked
from itsmcore.testing._conditions import FIELDS, Fields, conditions
from itsmcore.testing._values import texts

_MEMBERS = ("ines", "jorge", "keiko", "ada")


@checked
def authorities(
    *, names: Sequence[str] = ("CAB", "manager", "security"), members: Sequence[str] = _MEMBERS
) -> st.SearchStrategy[Authority]:
    """Draw authorities that count their votes in any way.

    Args:
        names: their names.
        members: who votes; each authority has some of them.

    >>> from hypothesis import find
    >>> find(authorities(names=["CAB"], members=["ines"]), lambda drawn: drawn.needs == "all").name
    'CAB'
    """
    some = st.lists(st.sampled_from(members), min_size=1, unique=True).map(tuple)
    return some.flatmap(lambda few: _authority(names, few))


def _authority(names: Sequence[str], members: tuple[str, ...]) -> st.SearchStrategy[Authority]:
    """Draw an authority of these members, without a quorum that they could not reach."""
    shares = st.sampled_from([50, 100, 33.3, 0.5, Fraction(2, 3)])
    rounding = st.sampled_from(["up", "half_up"])
    return st.builds(
        Authority,
        st.sampled_from(names),
        st.just(members),
        needs=st.one_of(
            st.sampled_from(["any", "first", "all"]),
            st.just(MORE_THAN_HALF),
            st.builds(Percent, shares, rounding=rounding),
            st.builds(Quorum, st.integers(1, len(members)), shares, rounding=rounding),
        ),
        on_no=st.sampled_from(typing.get_args(OnNo)),
        on_abstention=st.sampled_from(typing.get_args(OnAbstention)),
        on_second_vote=st.sampled_from(typing.get_args(OnSecondVote)),
        deputies=st.dictionaries(st.sampled_from(members), st.just("deputy"), max_size=2),
    )


@checked
def approval_policies(
    *, authorities: st.SearchStrategy[Authority] | None = None, fields: Fields = FIELDS
) -> st.SearchStrategy[ApprovalPolicy]:
    """Draw policies: one authority for all, or a table of them.

    Args:
        authorities: who may have to approve; any by default.
        fields: the facts that rows of the table ask for, and the values each may have.
    """
    who = _any_authority() if authorities is None else authorities
    rows = st.lists(
        st.tuples(conditions(fields=fields, max_leaves=3), who),
        max_size=3,
        unique_by=lambda row: row[1].name,
    )
    times = st.none() | st.timedeltas(timedelta(hours=1), timedelta(days=30))
    return st.builds(
        ApprovalPolicy,
        who | rows,
        sequential=st.booleans(),
        expires_after=times,
        four_eyes=st.sets(st.sampled_from(Party)),
        unasked=st.sampled_from(typing.get_args(Unasked)),
    )


@checked
def procedure_steps() -> st.SearchStrategy[ProcedureStep]:
    """Draw the steps of procedures, with any of their optional parts."""
    said = st.none() | texts()
    return st.builds(
        ProcedureStep,
        st.sampled_from(["stop it", "start it"]) | texts().filter(bool),
        said,
        said,
        st.none() | st.sampled_from(["ada", "grace"]),
        st.none() | st.timedeltas(timedelta(), timedelta(days=1)),
    )


_any_authority = authorities
