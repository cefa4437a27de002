"""Satisfaction, whatever is answered: stable samples, plain counts, and nothing told of a few."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itsmcore import Timeline
from itsmcore.lifecycle import Phase
from itsmcore.metrics import SurveyScore, SurveyScores, score
from itsmcore.satisfaction import Invitation, Response, Scale, Survey, csat, nps
from itsmcore.testing import surveys
from tests.instants import DAY, HOUR

NAME = "after closure"
MARCH = datetime(2026, 3, 1, tzinfo=UTC)
END = MARCH + 200 * DAY
TWO = Survey(NAME, [csat("overall"), nps("recommend", is_required=False)])


@settings(max_examples=8)
@given(st.text(min_size=1, alphabet=st.characters(codec="ascii", categories=["L", "N"])))
def test_a_sample_is_stable_close_to_its_share_and_within_any_greater(salt: str) -> None:
    """Of 300 records, within six standard deviations."""
    records = [f"INC-{number}" for number in range(300)]
    samples = list[set[str]]()
    for share in (Fraction(0), Fraction(1, 3), Fraction(2, 3), Fraction(1)):
        survey = Survey(NAME, csat("overall"), share=share)
        samples.append({of for of in records if survey.samples(of, salt=salt)})
        assert samples[-1] == {of for of in reversed(records) if survey.samples(of, salt=salt)}
        assert abs(len(samples[-1]) - 300 * share) <= 6 * (300 * float(share * (1 - share))) ** 0.5
    for less, more in pairwise(samples):
        assert less <= more


HOURS = st.integers(0, 24 * 60)
CLOSINGS = st.lists(
    st.tuples(st.integers(0, 9), st.sampled_from(["ada", "kim", "lee"]), HOURS), max_size=12
)


def timelines(closings: Iterable[tuple[int, str, int]]) -> dict[str, Timeline]:
    rows: dict[str, list[Any]] = {}
    for record, person, hours in sorted(closings, key=lambda one: one[2]):
        at = MARCH + hours * HOUR
        facts = {"caller": person, "phase": Phase.CLOSED}
        rows.setdefault(f"INC-{record}", []).extend(
            [(at, facts), (at + HOUR / 2, {**facts, "phase": Phase.ACTIVE}), (at + HOUR, facts)]
        )
    return {of: Timeline.from_rows(several, sort=True) for of, several in rows.items()}


@settings(max_examples=40)
@given(CLOSINGS, st.integers(0, 9), st.integers(0, 30), st.integers(1, 20))
def test_nobody_is_asked_too_often(
    closings: Any, delay: int, not_again: int, open_for: int
) -> None:
    """Nor about one record twice at a time; each closing is asked about, or it is told why not."""
    survey = Survey(
        NAME,
        csat("overall"),
        delay=delay * HOUR / 4,
        not_again_within=not_again * DAY,
        open_for=open_for * DAY,
    )
    log = timelines(closings)
    found = survey.invitations(log, at=END, salt="s")
    for one in found:
        for other in found:
            if one is not other:
                apart = abs(one.asked_at - other.asked_at)
                assert one.person != other.person or apart >= survey.not_again_within
                is_over = apart >= survey.open_for
                assert one.record != other.record or is_over
    again = survey.invitations(log, at=END, salt="s", sent=found)
    assert [] == list(again)
    backwards = survey.invitations(dict(reversed(log.items())), at=END, salt="s")
    assert found == backwards


@settings(max_examples=30)
@given(CLOSINGS, st.lists(HOURS, max_size=4))
def test_asked_bit_by_bit_it_comes_to_the_same(closings: Any, cuts: list[int]) -> None:
    """With what was sent before, wherever the time is cut."""
    survey = Survey(NAME, csat("overall"), delay=2 * HOUR, not_again_within=9 * DAY)
    log = timelines(closings)
    sent: list[Invitation] = []
    last: datetime | None = None
    for hours in [*sorted(set(cuts)), 24 * 200]:
        end = MARCH + hours * HOUR
        sent += survey.invitations(log, at=end, since=last, until=end, salt="s", sent=sent)
        last = end
    assert list(survey.invitations(log, at=END, salt="s")) == sent


ANSWERED = st.lists(
    st.tuples(
        st.sampled_from("ABCD"),
        st.integers(0, 3),
        st.integers(1, 5),
        st.none() | st.integers(0, 10),
        st.integers(0, 2),
    ),
    max_size=40,
)


def scored(drawn: Any, **more: Any) -> SurveyScores:
    """Score drawn answers: group, month, two numbers, and how often they did not answer at all."""
    log, asked, said = {}, [], []
    for number, (group, month, overall, recommend, silent) in enumerate(drawn):
        at = datetime(2026, 3 + month, 2, tzinfo=UTC)
        answers = {"overall": overall} | ({} if recommend is None else {"recommend": recommend})
        for copy in range(silent + 1):
            record = f"INC-{number}-{copy}"
            log[record] = Timeline.from_rows([(MARCH, {"group": group})])
            asked.append(Invitation(NAME, record, "ada", asked_at=at, expires_at=at + DAY))
        said.append(Response(NAME, f"INC-{number}-0", by="ada", at=at + HOUR, answers=answers))
    return score(TWO, said, asked, at=END, timelines=log, **more)


@settings(max_examples=40)
@given(ANSWERED)
def test_scores_are_what_a_plain_count_says(drawn: Any) -> None:
    """Group by group, and in all."""
    found = scored(drawn, by="group", least=1)
    for of in (*found, found.total):
        group = of.by.get("group")
        mine = [one for one in drawn if group in (None, one[0])]
        overall = [one[2] for one in mine]
        promoted = [one[3] for one in mine if one[3] is not None]
        assert len(overall) == of["overall"].n
        if overall:
            assert sum(o >= 4 for o in overall) / len(overall) == of["overall"].value
            mean = of["overall"].mean
            assert mean is not None
            assert sum(overall) / len(overall) == pytest.approx(mean)
        if promoted:
            net = sum(p >= 9 for p in promoted) - sum(p <= 6 for p in promoted)
            assert 100 * net / len(promoted) == pytest.approx(of["recommend"].net or 0)
        assert (len(mine), sum(one[4] + 1 for one in mine)) == (of.answered, of.invited)


def sizes(of: SurveyScore) -> Counter[str]:
    found = Counter({scale.scale.name: scale.n for scale in of.scales})
    found["invited"] = of.invited
    return found


@settings(max_examples=60)
@given(ANSWERED, st.integers(2, 6), st.sampled_from([None, "month", "quarter"]), st.booleans())
def test_nothing_is_told_of_a_few(drawn: Any, least: int, period: Any, is_grouped: bool) -> None:
    """Nor can it be worked out: what is told parts what there is into pieces of enough each."""
    by = ["group"] if is_grouped else []
    found = scored(drawn, by=by, period=period, least=least)
    shown = {scale.scale.name for scale in found.total.scales if not scale.is_hidden}
    shown |= {"invited"} if found.total.has_rate else set()
    total = sizes(found.total)
    for name, size in total.items():
        assert (name in shown) is not (0 < size < least)
    for of in found:
        for name in shown:
            size = sizes(of)[name]
            assert size == 0 or size >= least
        assert shown - {"invited"} == {s.scale.name for s in of.scales if not s.is_hidden}
    if found.scores:
        together = Counter[str]()
        for of in found:
            together.update(sizes(of))
        assert total == together
    named = {of.by.get("group") for of in found} - {"others", None}
    kept = Counter(one[0] for one in drawn if one[0] not in named)
    if named and kept:
        assert len(kept) > 1


@settings(max_examples=30)
@given(surveys())
def test_surveys_that_are_drawn_ask_and_score(survey: Survey) -> None:
    """The best answer to every scale is never bad, and is worth most."""
    answers: Any = {scale.name: scale.best for scale in survey.scales}
    at = MARCH + timedelta(hours=1)
    asked = Invitation(
        survey.name, "INC-1", "ada", asked_at=MARCH, expires_at=MARCH + survey.open_for
    )
    said = Response(survey.name, "INC-1", by="ada", at=MARCH, answers=answers)
    assert not survey.is_bad(said)
    found = score(survey, [said], [asked], at=at, least=1)
    for of in found.total.scales:
        assert 1 == of.goodness
    worst: Any = {scale.name: scale.worst for scale in survey.scales}
    is_bad = survey.is_bad(Response(survey.name, "INC-1", by="ada", at=MARCH, answers=worst))
    assert is_bad is any(map(_has_bad, survey.scales))


def _has_bad(scale: Scale) -> bool:
    return scale.dissatisfied > 0
