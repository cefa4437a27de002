"""Authorities: who decides, and how many of them it takes."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from fractions import Fraction
from typing import Any, Literal, TypeAlias, assert_never

import attrs

from itsmcore.checked import checked
from itsmcore.codes import one_of
from itsmcore.errors import BadValue
from itsmcore.fields import as_texts, choice
from itsmcore.kinds import check_kinds

OnNo = Literal["counts", "rejects"]
OnAbstention = Literal["reduces", "as_no"]
OnSecondVote = Literal["replaces", "refused"]


class Vote(StrEnum):
    """Say what a member votes."""

    YES = "yes"
    NO = "no"
    ABSTAIN = "abstain"


def as_vote(value: str) -> Vote:
    """Read a vote.

    Raises:
        BadValue: it is none.
    """
    return one_of(Vote, value, field="vote")


def _share(_: object, field: attrs.Attribute[Any], value: object) -> None:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or not 0 < value <= 100:  # type: ignore[operator]
        raise BadValue(field=field.name, value=value, expected="a number above 0, up to 100")


@attrs.frozen
class Percent:
    """Ask for the votes of a share of the members, in percent, rounded half up.

    That is how ServiceNow rounds (create-approval-definitions.md).

    >>> Percent(50).of(3)
    2
    """

    share: float = attrs.field(validator=_share)

    @checked
    def of(self, members: int) -> int:
        """Say how many of so many members it takes; one at least."""
        return max(1, int(members * Fraction(str(self.share)) / 100 + Fraction(1, 2)))

    def __str__(self) -> str:
        return f"{self.share:g} %"


@attrs.frozen
class Quorum:
    """Ask for so many people to take part, and for a share of the votes, in percent.

    An abstention takes part and is no vote; a deputy is one person, whoever they vote for. The
    share is of all members while one of them may yet vote, and of those who took part once the
    voting is closed.
    """

    members: int = attrs.field()
    share: float = attrs.field(default=50, validator=_share)

    @members.validator
    def _whole(self, _: object, members: object) -> None:
        if type(members) is not int or members < 1:
            raise BadValue(field="members", value=members, expected="a whole number from 1")

    def __str__(self) -> str:
        return f"a quorum of {self.members}"


Needs: TypeAlias = Literal["any", "first", "all"] | Percent | Quorum


_WHO = "the names of those who vote, one at least"


def _names(names: str | Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(as_texts(names, "members", _WHO)))


@attrs.frozen
class Authority:
    """Name who decides, such as a change advisory board, and how its votes are counted.

    Attributes:
        name: what it is called.
        members: who votes.
        needs: one yes (`"any"`), the first vote whatever it is (`"first"`), every vote (`"all"`), a
            share of the members (`Percent(60)`), or a share of those who take part, if they are
            enough (`Quorum(3)`).
        on_no: a no is a vote that is missing from the yes (`"counts"`), or rejects at once.
        on_abstention: one who abstains is counted out (`"reduces"`), or like a no.
        on_second_vote: a member's second vote replaces the first (`"replaces"`), or is refused.

    Raises:
        BadValue: it has no name or no member, or there is no such choice.

    >>> cab = Authority("CAB", ["ada", "grace", "linus"], needs=Percent(60))
    >>> cab.needed(3)
    2
    """

    name: str = attrs.field()
    members: tuple[str, ...] = attrs.field(converter=_names)
    needs: Needs = attrs.field(default="all", kw_only=True)
    on_no: OnNo = attrs.field(default="counts", kw_only=True, validator=choice(OnNo))
    on_abstention: OnAbstention = attrs.field(
        default="reduces", kw_only=True, validator=choice(OnAbstention)
    )
    on_second_vote: OnSecondVote = attrs.field(
        default="replaces", kw_only=True, validator=choice(OnSecondVote)
    )

    @name.validator
    def _named(self, _: object, name: object) -> None:
        if not isinstance(name, str) or not name:
            raise BadValue(field="an authority's name", value=name, expected="a text")

    @members.validator
    def _some(self, _: object, members: tuple[object, ...]) -> None:
        if not members or not all(isinstance(name, str) and name for name in members):
            raise BadValue(field=f"members of {self.name}", value=members, expected=_WHO)

    @needs.validator
    def _known(self, _: object, needs: object) -> None:
        is_word = isinstance(needs, str) and needs in ("any", "first", "all")
        if not is_word and not isinstance(needs, Percent | Quorum):
            expected = "'any', 'first', 'all', Percent(60) or Quorum(3)"
            raise BadValue(field="needs", value=needs, expected=expected)

    def __attrs_post_init__(self) -> None:
        check_kinds(self)

    @checked
    def needed(self, voters: int) -> int:
        """Say how many yes it takes of so many who vote."""
        match self.needs:
            case "any" | "first":
                return 1
            case "all":
                return max(voters, 1)
            case Percent() as percent:
                return percent.of(voters)
            case Quorum(share=share):
                return Percent(share).of(voters)
            case _:
                assert_never(self.needs)

    @checked
    def can_approve(self, excluded: Iterable[str] = ()) -> bool:
        """Tell whether it has members enough, without those who may not decide."""
        left = len(set(self.members) - set(excluded))
        return left >= (self.needs.members if isinstance(self.needs, Quorum) else 1)

    @checked
    def without(self, names: Iterable[str]) -> Authority | None:
        """Leave out those who may not decide; None where nobody is left."""
        out = frozenset(names)
        left = tuple(name for name in self.members if name not in out)
        return attrs.evolve(self, members=left) if left else None

    def __str__(self) -> str:
        return self.name
