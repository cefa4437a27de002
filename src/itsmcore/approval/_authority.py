"""Authorities: who decides, and how many votes it takes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from typing import Any, Literal, TypeAlias, assert_never

import attrs

from itsmcore.checked import checked
from itsmcore.codes import Code, one_of
from itsmcore.conditions import Facts, Field
from itsmcore.errors import BadValue
from itsmcore.fields import as_items, as_texts, choice, one_or_several
from itsmcore.frozen import EMPTY, FrozenDict, frozen
from itsmcore.kinds import check_definition
from itsmcore.lifecycle._actor import flaw_of_name
from itsmcore.phrase import Phrase, say
from itsmcore.plain import is_said
from itsmcore.shown import written

OnNo = Literal["counts", "rejects"]
OnAbstention = Literal["reduces", "as_no"]
OnSecondVote = Literal["replaces", "refused"]
Rounding = Literal["up", "half_up", "above"]


class Vote(Code):
    """What a member votes."""

    YES = "yes"
    NO = "no"
    ABSTAIN = "abstain"


def as_vote(value: str) -> Vote:
    """Read a vote.

    Raises:
        BadValue: it is none.
    """
    return one_of(Vote, value, field="vote")


def _written(share: float | Decimal | Fraction) -> float | Fraction:
    """Take a decimal number as what is written, whether or not a float can be that."""
    if not isinstance(share, Decimal):
        return share
    near = float(share) if share.is_finite() else 0
    if not 0 < near <= 100:
        return share  # type: ignore[return-value]  # which is refused as it is
    return near if Decimal(str(near)) == share else Fraction(share) / 100


def _share(_: object, field: attrs.Attribute[Any], value: object) -> None:
    is_number = isinstance(value, int | float | Fraction) and not isinstance(value, bool)
    if not is_number or not 0 < value <= 100:  # type: ignore[operator]
        raise BadValue(
            field=field.name, value=value, expected=Phrase("approval.expected.number_above_up")
        )


@attrs.frozen(repr=False)
class Percent:
    """A need for the votes of at least a share of the members.

    Attributes:
        share: in percent, exactly as it is written, or a Fraction of the whole up to 1: percent
            cannot express two thirds.
        rounding: what the share comes to if it is not a whole number: `"up"`, so that it is at
            least the share; `"half_up"`, as ServiceNow rounds (create-approval-definitions.md); or
            `"above"`, for more than the share.

    >>> Percent(51).of(2), Percent(51, rounding="half_up").of(2), Percent(Fraction(2, 3)).of(3)
    (2, 1, 2)
    """

    share: float | Fraction = attrs.field(converter=_written, validator=_share)
    rounding: Rounding = attrs.field(default="up", kw_only=True, validator=choice(Rounding))

    def __attrs_post_init__(self) -> None:
        if self.rounding == "above" and self._exact == 1:
            raise BadValue(
                field="share", value=self.share, expected=Phrase("approval.expected.less_whole")
            )

    @property
    def _exact(self) -> Fraction:
        if isinstance(self.share, Fraction) and self.share <= 1:
            return self.share
        return Fraction(str(self.share)) / 100

    @checked
    def of(self, members: int) -> int:
        """Return how many of so many members it takes, at least one."""
        exact = members * self._exact
        match self.rounding:
            case "up":
                return max(1, ceil(exact))
            case "half_up":
                return max(1, floor(exact + Fraction(1, 2)))
            case "above":
                return floor(exact) + 1
            case _:
                assert_never(self.rounding)

    def __repr__(self) -> str:
        return f"Percent(share={self.share!r}{_unless_up(self.rounding)})"

    def __str__(self) -> str:
        share = str(self.share) if isinstance(self.share, Fraction) else f"{self.share:g}"
        of = (
            say("approval.authority.of_them", share=share)
            if self._exact == self.share
            else f"{share} %"
        )
        return _ROUNDED[self.rounding].format(of)


def _unless_up(rounding: Rounding) -> str:
    return "" if rounding == "up" else f", rounding={rounding!r}"


_ROUNDED = {"up": "{}", "half_up": "{}, rounded half up", "above": "more than {}"}

MORE_THAN_HALF = Percent(50, rounding="above")
"""A majority of those who vote: 2 of 2, 2 of 3, 3 of 4."""


@attrs.frozen(repr=False)
class Quorum:
    """A need for so many people to take part, and for a share of the votes.

    Someone who abstains takes part but casts no vote; a deputy is one person, whoever they vote
    for. The share is of all members while any of them may still vote, and of those who took part
    once the voting is closed. It is given and rounded as in `Percent`.
    """

    members: int = attrs.field()
    share: float | Fraction = attrs.field(default=50, converter=_written, validator=_share)
    rounding: Rounding = attrs.field(default="up", kw_only=True, validator=choice(Rounding))

    def __attrs_post_init__(self) -> None:
        Percent(self.share, rounding=self.rounding)

    @members.validator
    def _whole(self, _: object, members: object) -> None:
        if type(members) is not int or members < 1:
            raise BadValue(
                field="members", value=members, expected=Phrase("approval.expected.whole_number")
            )

    def __repr__(self) -> str:
        of = f"members={self.members}, share={self.share!r}"
        return f"Quorum({of}{_unless_up(self.rounding)})"

    def __str__(self) -> str:
        return say("approval.authority.quorum", members=self.members)


Needs: TypeAlias = Literal["any", "first", "all"] | Percent | Quorum


_WHO = Phrase("approval.expected.voters")


def _names(names: str | Iterable[str] | Field) -> tuple[str, ...] | Field:
    if isinstance(names, Field):
        return names
    return tuple(dict.fromkeys(as_texts(names, "members", _WHO)))


def _deputies(
    deputies: Mapping[str, str | Iterable[str]],
) -> FrozenDict[str, tuple[str, ...]]:
    given: object = deputies
    if not isinstance(given, Mapping):
        expected = Phrase("approval.expected.mapping_member_who_may")
        raise BadValue(field="deputies", value=deputies, expected=expected)
    return frozen({member: _deputies_of(member, names) for member, names in deputies.items()})


def _deputies_of(member: str, names: str | Iterable[str]) -> tuple[str, ...]:
    named = (names,) if isinstance(names, str) else names
    listed = as_items(named, Phrase("approval.authority.deputies", member=written(member)), _WHO)
    return tuple(dict.fromkeys(listed)) if all(isinstance(n, str) for n in listed) else listed


@attrs.frozen
class Authority:
    """Who decides, such as a change advisory board, and how its votes are counted.

    Attributes:
        name: its name.
        members: who votes; or the fact that names them, such as `field("profile.manager")`, which
            is read when a policy asks.
        needs: one yes (`"any"`), the first vote either way (`"first"`), every vote (`"all"`), a
            share of the members (`Percent(60)`, `MORE_THAN_HALF`), or a share of those who take
            part, if there are enough (`Quorum(3)`).
        on_no: a no is one yes fewer (`"counts"`), or rejects at once.
        on_abstention: one who abstains is left out of the count (`"reduces"`), or counts as a no.
        on_second_vote: a member's second vote replaces the first (`"replaces"`), or is refused.
        deputies: for a member's name, who may always vote in their place if they have not voted
            themselves: one person or several, none of whom is a member.

    Raises:
        BadValue: it has no name or no members, a choice is unknown, or a deputy is a member or
            stands in for nobody.

    >>> cab = Authority("CAB", ["ada", "grace", "linus"], needs=Percent(60))
    >>> cab.needed(3)
    2
    """

    name: str = attrs.field()
    members: tuple[str, ...] | Field = attrs.field(converter=_names)
    needs: Needs = attrs.field(default="all", kw_only=True)
    on_no: OnNo = attrs.field(default="counts", kw_only=True, validator=choice(OnNo))
    on_abstention: OnAbstention = attrs.field(
        default="reduces", kw_only=True, validator=choice(OnAbstention)
    )
    on_second_vote: OnSecondVote = attrs.field(
        default="replaces", kw_only=True, validator=choice(OnSecondVote)
    )
    deputies: FrozenDict[str, tuple[str, ...]] = attrs.field(
        default=EMPTY, kw_only=True, converter=_deputies
    )

    @name.validator
    def _named(self, _: object, name: object) -> None:
        if not isinstance(name, str) or not name:
            raise BadValue(
                field=Phrase("approval.authority.authority_s_name"),
                value=name,
                expected=Phrase("kinds.text"),
            )

    @members.validator
    def _some(self, _: object, members: tuple[object, ...] | Field) -> None:
        if isinstance(members, Field):
            return
        if not members or not all(isinstance(name, str) and name for name in members):
            raise BadValue(
                field=Phrase("approval.authority.members", name=self.name),
                value=members,
                expected=_WHO,
            )

    @needs.validator
    def _known(self, _: object, needs: object) -> None:
        is_word = isinstance(needs, str) and needs in ("any", "first", "all")
        if not is_word and not isinstance(needs, Percent | Quorum):
            expected = "'any', 'first', 'all', Percent(60) or Quorum(3)"
            raise BadValue(field="needs", value=needs, expected=expected)

    @deputies.validator
    def _stand_in(self, _: object, deputies: Mapping[object, tuple[object, ...]]) -> None:
        people = frozenset(self.people)
        for member, names in deputies.items():
            if people and member not in people:
                expected = Phrase(
                    "approval.expected.deputies_members", people=", ".join(self.people)
                )
                raise BadValue(
                    field=Phrase("approval.authority.deputies_2", name=self.name),
                    value=member,
                    expected=expected,
                )
            if not names or not all(isinstance(name, str) and name for name in names):
                expected = Phrase("approval.expected.names_those_who_may")
                raise BadValue(
                    field=Phrase("approval.authority.deputies", member=member),
                    value=names,
                    expected=expected,
                )
            for name in names:
                if name in people:
                    expected = Phrase("approval.expected.somebody_who_vote_own")
                    raise BadValue(
                        field=Phrase("approval.authority.deputy", member=member),
                        value=name,
                        expected=expected,
                    )

    def __attrs_post_init__(self) -> None:
        check_definition(self)

    @property
    def people(self) -> tuple[str, ...]:
        """Who votes; empty as long as they have to be read from a fact."""
        return () if isinstance(self.members, Field) else self.members

    @checked
    def among(self, facts: Facts) -> Authority:
        """Return the authority with the members that a fact names; itself if there is nobody.

        >>> line_manager = Authority("line manager", Field("profile.manager"))
        >>> line_manager.among({"profile.manager": "mia"}).members
        ('mia',)
        """
        if not isinstance(self.members, Field):
            return self
        people = tuple(dict.fromkeys(_people_in(self.members.read(facts))))
        if not people:
            return self
        stand_ins = {
            member: others
            for member, names in self.deputies.items()
            if member in people and (others := tuple(n for n in names if n not in people))
        }
        return attrs.evolve(self, members=people, deputies=stand_ins)

    @checked
    def needed(self, voters: int) -> int:
        """Return how many yes votes it takes of so many who vote."""
        match self.needs:
            case "any" | "first":
                return 1
            case "all":
                return max(voters, 1)
            case Percent() as percent:
                return percent.of(voters)
            case Quorum(share=share, rounding=rounding):
                return Percent(share, rounding=rounding).of(voters)
            case _:
                assert_never(self.needs)

    @checked
    def can_approve(self, excluded: Iterable[str] = (), *, absent: Iterable[str] = ()) -> bool:
        """Return whether enough people are left to decide.

        Args:
            excluded: who may not decide, by themselves or as a deputy.
            absent: who is away, and can vote only through a deputy who is not.
        """
        out = frozenset(excluded)
        gone = out.union(absent)
        seats = [
            tuple(one for one in (name, *self.deputies.get(name, ())) if one not in gone)
            for name in self.people
            if name not in out
        ]
        enough = self.needs.members if isinstance(self.needs, Quorum) else 1
        return _most_people(seats) >= enough

    @checked
    def without(self, names: Iterable[str]) -> Authority | None:
        """Leave out those who may not decide; None if nobody is left."""
        out = frozenset(names)
        left = tuple(name for name in self.people if name not in out)
        if not left:
            return None
        stand_ins = {
            member: kept
            for member in left
            if (kept := tuple(n for n in self.deputies.get(member, ()) if n not in out))
        }
        return attrs.evolve(self, members=left, deputies=stand_ins)

    def __str__(self) -> str:
        return self.name


def _people_in(value: object) -> Iterator[str]:
    """Yield the names that a fact holds, of people who can act; of anything else, nobody's."""
    several = (value,) if isinstance(value, str) else one_or_several(value)
    yield from (
        one for one in several if isinstance(one, str) and is_said(one) and not flaw_of_name(one)
    )


def _most_people(seats: Iterable[tuple[str, ...]]) -> int:
    """Count the most people who can fill seats, where each person takes one of some."""
    seated: dict[str, tuple[str, ...]] = {}

    def is_seated(seat: tuple[str, ...], tried: set[str]) -> bool:
        for name in seat:
            if name not in tried:
                tried.add(name)
                if name not in seated or is_seated(seated[name], tried):
                    seated[name] = seat
                    return True
        return False

    return sum(is_seated(seat, set()) for seat in seats)
