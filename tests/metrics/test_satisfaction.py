"""Satisfaction: scores as the field counts them, cohorts, small groups, and bias."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from itsmcore import Priority, Timeline
from itsmcore.errors import BadSpan, BadValue, Unlisted
from itsmcore.lifecycle import Phase
from itsmcore.metrics import SurveyScore, SurveyScores, score
from itsmcore.objectives import Objective, judge
from itsmcore.proportions import Proportion, fisher
from itsmcore.satisfaction import Invitation, Response, Scale, Survey, ces, csat, nps
from itsmcore.service_levels import Agreement, Goal
from tests.instants import DAY, HOUR

NAME = "after closure"
MARCH, APRIL, MAY = (datetime(2026, month, 1, tzinfo=UTC) for month in (3, 4, 5))
OVERALL = Survey(NAME, csat("overall"))


def sent(record: str, at: datetime = MARCH) -> Invitation:
    return Invitation(NAME, record, "ada", asked_at=at, expires_at=at + 40 * DAY)


def came(record: str, at: datetime = MARCH + HOUR, **answers: int) -> Response:
    return Response(NAME, record, by="ada", at=at, answers=answers)


def given(scale: Scale, answers: Iterable[int], least: int = 1) -> SurveyScore:
    """Score some answers to one scale."""
    named: list[Any] = [{scale.name: of} for of in answers]
    said = [came(f"INC-{n}", **of) for n, of in enumerate(named)]
    asked = [sent(of.record) for of in said]
    return score(Survey(NAME, scale), said, asked, at=APRIL, least=least).total


def rounded(interval: tuple[float, float] | None) -> tuple[float, ...]:
    return () if interval is None else tuple(round(100 * bound, 1) for bound in interval)


def test_csat_is_the_share_of_the_two_best() -> None:
    """X1: 36 of 45 are 80.0 %, and the mean is 4.16."""
    found = given(csat("overall"), [*20 * [5], *16 * [4], *6 * [3], *2 * [2], 1])["overall"]
    assert (45, Proportion(36, 45), 0.8) == (found.n, found.satisfied, found.value)
    assert found.mean is not None
    assert 4.16 == round(found.mean, 2)
    assert ("80.0 %", 0.8) == (found.words, found.goodness)


def test_nps_is_promoters_less_detractors() -> None:
    """X1: five promote and three detract, of ten."""
    found = given(nps("recommend"), [10, 10, 9, 9, 9, 8, 7, 4, 2, 1])["recommend"]
    assert (20, "+20", 0.6) == (found.value, found.words, found.goodness)
    assert Proportion(3, 10) == found.dissatisfied


def test_ces_is_the_mean_and_the_scale_says_which_end_is_easy() -> None:
    """X1: 4.8, with 60 % from 5 to 7; on the scale turned round the same is worse."""
    answers = [7, 6, 5, 4, 2]
    easy = given(ces("effort", worst=1, best=7), answers)
    hard = given(ces("effort", worst=7, best=1), answers)
    assert (4.8, Proportion(3, 5)) == (easy["effort"].value, easy["effort"].satisfied)
    assert (4.8, Proportion(1, 5)) == (hard["effort"].value, hard["effort"].satisfied)
    assert [0.633, 0.367] == [round(of["effort"].goodness, 3) for of in (easy, hard)]
    assert "4.80" == easy["effort"].words
    better = [[figure.better for figure in of._figures()][-1] for of in (easy, hard)]
    assert ["higher", "lower"] == better


@pytest.mark.parametrize(
    ("count", "of", "interval"),
    [(8, 10, (49.0, 94.3)), (0, 5, (0.0, 43.4)), (45, 50, (78.6, 95.7))],
)
def test_intervals_are_those_of_wilson(count: int, of: int, interval: tuple[float, ...]) -> None:
    """X1: at 95 %, as published."""
    found = given(csat("overall"), [*count * [5], *(of - count) * [1]])
    assert interval == rounded(found["overall"].interval)


COHORT = [sent(f"INC-{n}", MARCH + 20 * DAY) for n in range(10)]
IN_TIME = [
    *(came(f"INC-{n}", MARCH + 25 * DAY, overall=5) for n in range(4)),
    *(came(f"INC-{n}", APRIL + DAY, overall=4) for n in range(4, 7)),
]


def test_the_response_rate_is_of_those_who_were_invited() -> None:
    """X2: March 70 %, at 1 April 4 of 10 with 6 open; April none; scores by answer 4 and 3."""
    after = score(OVERALL, IN_TIME, COHORT, at=MAY, period="month", least=1)
    march, april = after.scores
    assert ("2026-03", Proportion(7, 10), 4) == (
        march.period,
        march.response_rate,
        march["overall"].n,
    )
    assert ("2026-04", Proportion(0, 0), 3) == (
        april.period,
        april.response_rate,
        april["overall"].n,
    )
    assert (0, 0) == (march.open, april.open)
    before = score(OVERALL, IN_TIME, COHORT, at=APRIL, period="month", least=1).scores
    assert [(Proportion(4, 10), 6)] == [(of.response_rate, of.open) for of in before]
    by_cohort = score(OVERALL, IN_TIME, COHORT, at=MAY, period="month", period_by="asked", least=1)
    assert [("2026-03", 7)] == [(of.period, of["overall"].n) for of in by_cohort]


def test_since_and_until_count_answers_and_cohorts_each_by_their_own_instant() -> None:
    """April has three answers, and nobody who was invited."""
    april = score(OVERALL, IN_TIME, COHORT, at=MAY, since=APRIL, until=MAY, least=1)
    assert (3, 0) == (april.total["overall"].n, april.total.invited)
    assert "counted since 2026-04-01 00:00+00:00, until 2026-05-01 00:00+00:00" in str(april)
    window: Any = {"since": APRIL + DAY, "until": MAY, "period": "quarter", "least": 1}
    cut = score(OVERALL, IN_TIME, COHORT, at=MAY, **window).scores[0]
    assert ("2026-Q2", APRIL + DAY, MAY) == (cut.period, cut.since, cut.until)


def by_group(groups: Mapping[str, tuple[int, int]], **more: Any) -> SurveyScores:
    """Score so many of so many that are satisfied, for each group."""
    log, asked, said = {}, [], []
    for group, (good, of) in groups.items():
        for number in range(of):
            record = f"{group}-{number}"
            facts = {"group": group, "phase": Phase.CLOSED}
            log[record] = Timeline.from_rows([(MARCH, facts)])
            asked.append(sent(record))
            said.append(came(record, overall=5 if number < good else 1))
    return score(OVERALL, said, asked, at=APRIL, timelines=log, by="group", **more)


def told(scores: SurveyScores) -> list[tuple[object, Proportion | None]]:
    return [(of.by["group"], of["overall"].satisfied) for of in scores]


def test_small_groups_are_put_together_so_that_the_total_tells_none() -> None:
    """X3: A 90 %, B and C together 9 of 15, in all 77.1 %."""
    found = by_group({"A": (18, 20), "B": (9, 12), "C": (0, 3)})
    assert [("A", Proportion(18, 20)), ("others", Proportion(9, 15))] == told(found)
    assert Proportion(27, 35) == found.total["overall"].satisfied
    assert (2, 2) == (found.hidden, found.scores[1].groups)
    assert "77.1 %" == found.total["overall"].words
    assert "2 groups are put together, so that none is too small" in str(found)


def test_of_two_groups_of_which_one_is_small_the_total_alone_is_told() -> None:
    """X3: the other would tell it."""
    found = by_group({"A": (18, 20), "C": (0, 3)})
    assert ((), Proportion(18, 23)) == (found.scores, found.total["overall"].satisfied)
    assert "the groups are too small to be told apart" in str(found)
    assert 1 == len(found.rows)


def test_of_too_few_answers_in_all_nothing_is_told() -> None:
    """Nor of too few that were invited; how many there are is."""
    found = given(csat("overall"), [5, 5, 5, 1], least=5)
    few = found["overall"]
    assert (4, True, None, None, None) == (few.n, few.is_hidden, few.value, few.net, few.mean)
    assert (None, None) == (few.interval, found.response_rate)
    assert [None, None] == [figure.value for figure in found._figures()]
    scores = score(OVERALL, IN_TIME[:2], COHORT[:2], at=MAY)
    assert "overall CSAT  2  too few" in str(scores)
    assert "CSAT too few" in scores._drawn().alt


def test_a_scale_that_few_have_answered_does_not_hide_the_others() -> None:
    """It is told of nobody, and each other as if it were not asked."""
    two = Survey(NAME, [csat("overall"), nps("recommend", is_required=False)])
    said = [came(f"INC-{n}", overall=5) for n in range(9)]
    said.append(came("INC-9", overall=4, recommend=9))
    found = score(two, said, [sent(f"INC-{n}") for n in range(10)], at=APRIL).total
    assert (1, True) == (found["recommend"].n, found["recommend"].is_hidden)
    assert Proportion(10, 10) == found["overall"].satisfied


def test_small_periods_are_told_with_their_neighbours() -> None:
    """Whichever side has enough; together they are what the total is."""

    def in_months(*counts: int) -> SurveyScores:
        starts = [datetime(2026, 1 + month, 2, tzinfo=UTC) for month in range(len(counts))]
        said = [
            came(f"INC-{month}-{n}", start + HOUR, overall=5)
            for month, (start, count) in enumerate(zip(starts, counts, strict=True))
            for n in range(count)
        ]
        asked = [sent(of.record, of.at - HOUR) for of in said]
        return score(OVERALL, said, asked, at=MAY + 300 * DAY, period="month")

    def names(*counts: int) -> list[tuple[str | None, int]]:
        return [(of.period, of["overall"].n) for of in in_months(*counts)]

    assert [("2026-01", 5), ("2026-02", 6)] == names(5, 6)
    assert [("2026-01 to 2026-02", 8), ("2026-03", 5)] == names(2, 6, 5)
    assert [("2026-01", 5), ("2026-02 to 2026-03", 8)] == names(5, 6, 2)
    assert [("2026-01 to 2026-03", 6)] == names(2, 2, 2)
    assert [] == names(1, 1, 1)
    assert 2 == in_months(5, 6, 2).joined
    assert "2 periods are put together" in str(in_months(5, 6, 2))


def test_a_group_that_is_small_in_one_period_is_put_together_in_all() -> None:
    """So that no period's total gives it away."""
    log, asked, said = {}, [], []
    for group, months in (("A", (9, 9)), ("B", (9, 9)), ("C", (9, 2))):
        for month, count in zip((MARCH, APRIL), months, strict=True):
            for number in range(count):
                record = f"{group}-{month.month}-{number}"
                log[record] = Timeline.from_rows([(MARCH, {"group": group})])
                asked.append(sent(record, month))
                said.append(came(record, month + HOUR, overall=5))
    found = score(OVERALL, said, asked, at=MAY, timelines=log, by="group", period="month")
    cells = {(of.by["group"], of.period): of["overall"].n for of in found}
    assert {
        ("B", "2026-03"): 9,
        ("B", "2026-04"): 9,
        ("others", "2026-03"): 18,
        ("others", "2026-04"): 11,
    } == cells
    picture = found._drawn()
    assert "after closure by group and month: overall CSAT 100.0 % of 47" == picture.alt
    assert ["B", "B", "others", "others"] == [row["group"] for row in found.rows]


def test_groups_are_of_several_facts_too() -> None:
    """By each pair; what is known of no record is none, and pseudonyms are stable."""
    log = {"INC-0": Timeline.from_rows([(MARCH, {"group": "A", "service": "mail"})])}
    more: Any = {"at": MAY, "timelines": log, "least": 1, "by": ["group", "service"]}
    found = score(OVERALL, IN_TIME, COHORT, **more)
    assert [("A, mail", 1), ("none, none", 6)] == [(of.title, of["overall"].n) for of in found]
    hidden = score(OVERALL, IN_TIME, COHORT, pseudonyms=b"secret", **more)
    assert "A" not in hidden.scores[0].title
    assert 1 == hidden.scores[0]["overall"].n


GOLD = Agreement(
    "gold", goals=[Goal("resolution", stop=Phase.RESOLVED, targets={Priority.LOW: HOUR})]
)


def clocked() -> dict[str, Any]:
    """Give ten that met their clock and are content, and ten that did not, of whom few answered."""
    log, asked, said = {}, [], []
    for number in range(20):
        is_late = number >= 10
        end = MARCH + (2 * HOUR if is_late else HOUR / 2)
        facts = {"priority": Priority.LOW}
        record = f"INC-{number}"
        log[record] = Timeline.from_rows(
            [
                (MARCH, {"phase": Phase.NEW, **facts}),
                (end, {"phase": Phase.RESOLVED, **facts}),
            ]
        )
        asked.append(sent(record, end))
        if number < 15:
            said.append(came(record, end + HOUR, overall=1 if is_late else 5))
    return {"responses": said, "invitations": asked, "timelines": log, "at": APRIL}


def test_met_and_missed_clocks_stand_side_by_side() -> None:
    """With the response rate of each, which says how much of that may be bias."""
    found = score(OVERALL, by="clock.resolution", agreement=GOLD, **clocked())
    met, missed = found.scores
    assert ("met", "missed") == (met.title, missed.title)
    assert (Proportion(10, 10), Proportion(5, 10)) == (met.response_rate, missed.response_rate)
    good, bad = met["overall"].satisfied, missed["overall"].satisfied
    assert (Proportion(10, 10), Proportion(0, 5)) == (good, bad)
    assert good is not None
    assert bad is not None
    assert fisher(good, bad) < 0.001
    none = score(
        OVERALL,
        by="clock.other",
        agreement=Agreement(
            "gold", goals=[Goal("other", stop=Phase.CLOSED, targets={Priority.CRITICAL: HOUR})]
        ),
        **clocked(),
    )
    assert [{"clock.other": None}] == [of.by for of in none]


def test_what_cannot_be_grouped_by_is_refused() -> None:
    """A goal that is not agreed, an agreement that is not given, a fact that no record has."""
    with pytest.raises(BadValue, match=r"agreement cannot be None; give an Agreement"):
        score(OVERALL, by="clock.resolution", **clocked())
    with pytest.raises(Unlisted, match="did you mean 'resolution'"):
        score(OVERALL, by="clock.resolutoin", agreement=GOLD, **clocked())
    with pytest.raises(Unlisted, match="there is no fact 'grupo'"):
        score(OVERALL, by="grupo", **clocked())
    with pytest.raises(BadValue, match="by cannot be 'question'"):
        score(OVERALL, by="question", **clocked())
    with pytest.raises(Unlisted, match="there is no period 'moon'"):
        score(OVERALL, period="moon", **clocked())
    with pytest.raises(BadValue, match="period_by cannot be 'closed'; give one of 'answered'"):
        score(OVERALL, period_by="closed", **clocked())  # type: ignore[arg-type]
    with pytest.raises(BadSpan):
        score(OVERALL, since=APRIL, until=MARCH, **clocked())
    with pytest.raises(Unlisted, match="there is no scale 'overal'"):
        given(csat("overall"), [5])["overal"]


def test_objectives_judge_the_figures() -> None:
    """A share of the satisfied, the response rate; what is too few is open."""
    scores = score(OVERALL, IN_TIME, COHORT, at=MAY)
    asked = [Objective("CSAT", at_least=0.9), Objective("response rate", at_least=0.8)]
    assert [True, False] == [of.is_met for of in judge(asked, scores.figures)]
    few = score(OVERALL, IN_TIME, COHORT, at=MAY, least=8)
    assert [None, False] == [of.is_met for of in judge(asked, few.figures)]


def test_scores_are_drawn_month_by_month() -> None:
    """One bar for each month, or for each month and scale; of nothing, nothing."""
    drawn = score(OVERALL, IN_TIME, COHORT, at=MAY, period="month", least=1)
    alt = "after closure: 2026-03 CSAT 100.0 %, n=4; 2026-04 CSAT 100.0 %, n=3"
    assert alt == drawn._drawn().alt
    assert "<img" in drawn._repr_html_()
    two = Survey(NAME, [csat("overall"), nps("recommend", is_required=False)])
    several = score(two, IN_TIME, COHORT, at=MAY, least=1)
    assert "all, recommend NPS none, n=0" in several._drawn().alt
    by_caller: dict[str, Any] = {
        "timelines": {of.record: Timeline.from_rows([(MARCH, {"caller": "ada"})]) for of in COHORT},
        "by": "caller",
    }
    table = score(two, IN_TIME, COHORT, at=MAY, period="month", least=1, **by_caller)
    assert "ada, recommend" in f"{table:svg}"
    assert 4 == len(table.rows)
    nothing = score(OVERALL, [], [], at=MAY, period="month", by="caller")
    assert (0, "after closure by caller and month: overall CSAT none of 0") == (
        len(nothing),
        nothing._drawn().alt,
    )


def test_what_is_written_says_how_many_are_open() -> None:
    """Beside the response rate, which may rise yet."""
    found = str(score(OVERALL, IN_TIME, COHORT, at=APRIL, least=1))
    assert "40.0 %, 6 open" in found
