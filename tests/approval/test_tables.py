"""Votes as tables: each member's ballot, and how each authority stands."""

from __future__ import annotations

from itsmcore.approval import Approvals, Authority, Ballot, Standing, Vote
from tests.instants import NINE
from tests.pictures.drawn import drawn

CAB = Authority("CAB", ["network", "mail"])
OWNER = Authority("owner", ["<ada>"])
VOTES = (
    Ballot("CAB", "network", Vote.NO, "network", NINE),
    Ballot("CAB", "network", Vote.YES, "deputy", NINE, "after all | yes"),
)


def test_each_member_has_a_row_with_the_vote_that_counts() -> None:
    """Who has not voted has an empty one."""
    assert (
        {
            "authority": "CAB",
            "member": "network",
            "vote": "yes",
            "by": "deputy",
            "at": NINE,
            "note": "after all | yes",
        },
        {
            "authority": "CAB",
            "member": "mail",
            "vote": None,
            "by": None,
            "at": None,
            "note": None,
        },
    ) == Standing(CAB, VOTES).rows


def test_approvals_are_ballots_with_the_standings_below() -> None:
    """In Markdown, and in a notebook; a text stays a sentence."""
    asked = Approvals(authorities=(CAB, OWNER), ballots=VOTES)
    assert [
        "| authority | member | vote | by | at | note |",
        "| --- | --- | --- | --- | --- | --- |",
        "| CAB | network | yes | deputy | 2026-01-05 09:00+00:00 | after all \\| yes |",
        "| CAB | mail | not yet |  |  |  |",
        "| owner | &lt;ada> | not yet |  |  |  |",
        "",
        "1 of 2 of the CAB, mail still missing",
        "",
        "0 of 1 of the owner, &lt;ada> still missing",
    ] == f"{asked:md}".splitlines()
    assert "<td>&lt;ada&gt;</td><td>not yet</td>" in asked._repr_html_()
    assert str(asked) == f"{asked}"
    picture = drawn(f"{asked:svg}")
    assert str(asked) == picture.alt
    assert ["network", "yes", "mail", "not yet"] == [
        word for word in picture.texts if word in ("network", "mail", "yes", "not yet")
    ][:4]
    assert {"approval: open", "open: CAB", "open: owner"} <= set(picture.texts)
    nobody = drawn(f"{Approvals():svg}")
    assert ("nobody was asked", "approval: open") == (nobody.alt, nobody.texts[0])
    assert "<caption>standing</caption>" in Standing(CAB, VOTES)._repr_html_()
