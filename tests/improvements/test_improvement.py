"""Improvements: the cycle, what is approved, what is measured, and what the one test says."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import attrs
import pytest

from itsmcore.errors import BadValue, FieldMissing, GuardRefused, NotAllowed, RoleMissing
from itsmcore.figures import Figure
from itsmcore.improvements import (
    IMPROVEMENT,
    MOVED_FIRST,
    PDCA,
    STANDARD,
    Benefit,
    Closed,
    Effort,
    ExactTest,
    Improvement,
    ImprovementModel,
    Kind,
    Movement,
    Outcome,
    Role,
    Verdict,
    iteration_of,
)
from itsmcore.level import Level
from itsmcore.lifecycle import Actor
from itsmcore.objectives import Objective
from itsmcore.proportions import Proportion
from tests.improvements.cases import (
    APRIL,
    BASELINE,
    JUNE,
    MARCH,
    MAY,
    TARGET,
    assessed,
    proposed,
    refused,
    reviewed,
    started,
    value,
)
from tests.instants import HOUR


def verdict(count: int, of: int = 388, **more: Any) -> Verdict:
    return Verdict(baseline=BASELINE, target=TARGET, value=value(count, of), **more)


# --- X5: what the check says --------------------------------------------------------------------


def test_how_far_it_came_is_not_clipped() -> None:
    """X5: from 49 of 410 towards 6 %, 31 of 388 is 66.6 % of the way."""
    assert 0.666 == round(verdict(31).progress or 0, 3)
    assert (verdict(58).progress or 0) < 0
    assert (verdict(15).progress or 0) > 1
    assert (False, True) == (verdict(31).is_met, verdict(15).is_met)


@pytest.mark.parametrize(
    ("test", "p_value", "movement"),
    [
        (ExactTest.FISHER, 0.076, Movement.TOO_EARLY),
        (ExactTest.FISHER_ONE_SIDED, 0.040, Movement.IMPROVED),
        (ExactTest.POISSON_ONE_SIDED, 0.049, Movement.IMPROVED),
        (ExactTest.POISSON, 0.093, Movement.TOO_EARLY),
        (ExactTest.NONE, None, Movement.UNTESTED),
    ],
)
def test_one_exact_test_says_whether_it_has_moved(
    test: str, p_value: float | None, movement: str
) -> None:
    """X5: whether 31 of 388 is fewer than 49 of 410 depends on the test, so that it is named."""
    imp = reviewed(test=test)
    assert imp.verdict is not None
    found = imp.verdict.p_value
    assert (p_value, movement) == (found and round(found, 3), imp.movement)


def test_what_has_moved_has_moved_either_way() -> None:
    """X5: 23 of 388 are fewer, with p = 0.003; 80 are more, which a one-sided test never says."""
    assert (0.003, Movement.IMPROVED) == (round(verdict(23).p_value or 0, 3), verdict(23).movement)
    assert Movement.WORSENED == verdict(80).movement
    assert Movement.TOO_EARLY == verdict(80, test="fisher_one_sided").movement
    assert Movement.TOO_EARLY == verdict(23, significance=0.001).movement


def test_a_rate_without_counts_is_not_tested() -> None:
    """X5: 0.12 of 410 is no count."""
    rate = Figure("reopened", 0.12, 410, "share", since=APRIL)
    with pytest.raises(BadValue, match=r"so many that were counted"):
        Proportion.read(rate)
    assert "its baseline has no counts, which its test needs (update)" == refused(
        assessed(baseline=attrs.evolve(rate, since=MARCH)), "approve"
    )
    assert "0.12 of 410 is no count, which the test needs" == refused(
        started(), "measure", figure=rate
    )
    untested = attrs.evolve(verdict(31), value=rate)
    assert (None, Movement.UNTESTED) == (untested.p_value, untested.movement)
    assert str(untested).endswith("not tested: only a share of so many counted is")
    assert started(test="none").measure(at=MAY, by="ines", figure=rate).last_value == rate


@pytest.mark.parametrize("by", [{}, {"group": "vpn"}, {"group": "mail", "month": "2026-03"}])
def test_only_the_same_cases_are_compared(by: dict[str, str]) -> None:
    """A rate of one group is neither progress of another one's, nor a movement of it."""
    of_mail = attrs.evolve(BASELINE, by={"group": "mail"})
    found = Verdict(baseline=of_mail, target=TARGET, value=attrs.evolve(value(3, 388), by=by))
    assert (None, None, Movement.UNTESTED) == (found.progress, found.p_value, found.movement)
    assert str(found).endswith("not tested: it measures something else than its baseline")
    same = attrs.evolve(found, value=attrs.evolve(found.value, by={"group": "mail"}))
    assert Movement.IMPROVED == same.movement


def test_the_verdict_names_its_test() -> None:
    """In two lines, for people."""
    said = str(attrs.evolve(verdict(31), value=Proportion(31, 388).figure("reopened")))
    assert (
        "reopened: 8.0 % (n=388), 66.6 % of the way; the target, at most 0.06, is missed\n"
        "Fisher's exact test, two-sided: p = 0.076, too early to say"
    ) == said
    assert str(verdict(15)).endswith("two-sided: p = 2.2e-05, it has become better")
    assert "poisson counts, one-sided: p" in str(verdict(9, test="poisson_one_sided")).lower()
    assert str(verdict(31, test="none")).endswith("not tested: no test was named")
    other = attrs.evolve(verdict(31), value=Proportion(1, 9).figure("reassigned"))
    assert "the target, at most 0.06, is about something else" in str(other)
    assert (None, None) == (other.progress, other.is_met)
    assert "not tested: it measures something else than its baseline" in str(other)
    astray = attrs.evolve(verdict(31), target=Objective("reassigned", at_most=0.06))
    assert "which does not bear on its target" in str(astray)


def test_a_target_says_which_is_better() -> None:
    """At least is higher, at most is lower; with both there is no direction, and no verdict."""
    up = Verdict(
        baseline=Proportion(300, 400).figure("csat"),
        target=Objective("csat", at_least=0.9),
        value=Proportion(340, 400).figure("csat"),
        test="fisher_one_sided",
    )
    assert (Movement.IMPROVED, 0.667) == (up.movement, round(up.progress or 0, 3))
    both = attrs.evolve(up, target=Objective("csat", at_least=0.5, at_most=0.9))
    assert (Movement.UNTESTED, None, None) == (both.movement, both.progress, both.p_value)
    assert ("lower", "higher", None) == (TARGET.better, up.target.better, both.target.better)
    same = attrs.evolve(up, target=Objective("csat", at_least=0.75))
    assert (None, Movement.UNTESTED) == (same.progress, same.movement)


def test_a_time_is_measured_and_not_tested() -> None:
    """Of a mean nobody knows the spread: the target alone is judged."""
    mean = Figure("restore mean", 6 * HOUR, 40, "time", "lower", MARCH, APRIL)
    imp = started(baseline=mean, target=Objective("restore mean", at_most=4 * HOUR))
    after = attrs.evolve(mean, value=5 * HOUR, since=APRIL, until=MAY)
    imp = imp.measure(at=MAY, by="ines", figure=after).review(at=MAY, by="ines")
    assert (0.5, False, Movement.UNTESTED) == (imp.progress, imp.is_target_met, imp.movement)


@pytest.mark.parametrize("significance", [0, 1, -0.1, "x", None])
def test_a_significance_is_a_share(significance: Any) -> None:
    """Neither never nor always."""
    with pytest.raises(BadValue, match="significance"):
        verdict(31, significance=significance)
    with pytest.raises(BadValue, match="significance"):
        attrs.evolve(IMPROVEMENT, significance=significance)


# --- X6: the cycle ------------------------------------------------------------------------------


def test_the_cycle_follows_the_states() -> None:
    """X6: plan, do, check, act; on hold it keeps its phase, and iterating plans again."""
    imp = proposed()
    assert PDCA.PLAN == imp.pdca
    for verb in ("accept", "assess", "approve"):
        imp = imp.do(verb, at=APRIL, by="omar")
        assert PDCA.PLAN == imp.pdca
    imp = imp.start(at=APRIL, by="ines")
    held = imp.hold(at=APRIL, by="ines", reason="funding")
    assert (PDCA.DO, PDCA.DO, True) == (imp.pdca, held.pdca, held.is_on_hold)
    imp = imp.measure(at=MAY, by="ines", figure=value()).review(at=MAY, by="ines")
    assert (PDCA.CHECK, MAY) == (imp.pdca, imp.reviewed_at)
    for outcome in Outcome:
        closed = imp.close(at=MAY, by="omar", outcome=outcome, lessons="Ask")
        assert (PDCA.ACT, outcome, ("Ask",)) == (closed.pdca, closed.outcome, closed.lessons)
    opening = iteration_of(closed, "IMP-2", at=MAY, by="omar", tags="again")
    after = Improvement.begin(opening)
    assert (PDCA.PLAN, value(), TARGET) == (after.pdca, after.baseline, after.target)
    assert ("IMP-1", ("again",)) == (after.follow_up_of, after.tags)
    assert (None, None) == (imp.follow_up_of, after.due)


def test_what_is_given_up_has_left_the_cycle() -> None:
    """Rejected, or cancelled; a hold ends with it."""
    held = proposed().hold(at=APRIL, by="ines", reason="vendor", until=JUNE)
    for verb, state in (("reject", "rejected"), ("cancel", "cancelled")):
        ended = held.do(verb, at=MAY, by="omar", reason="Too dear")
        assert (state, None, None) == (ended.state, ended.pdca, ended.hold_reason)
        assert ("Too dear", False) == (ended.close_notes, ended.is_on_hold)
    with pytest.raises(NotAllowed):
        reviewed().cancel(at=MAY, by="omar", reason="Late")


def test_a_hold_lets_nothing_lead_on_and_ends_by_itself() -> None:
    """It is measured meanwhile."""
    held = started().hold(at=APRIL, by="ines", reason="resources", until=MAY)
    assert "it is on hold (resume)" in refused(held, "review")
    assert value() == held.measure(at=MAY, by="ines", figure=value()).last_value
    assert (MAY, False) == (held.next_instant, held.tick(at=JUNE).is_on_hold)
    assert "only an open improvement" in refused(reviewed(), "hold", reason="vendor")
    assert "does not lie after" in refused(started(), "hold", reason="vendor", until=MARCH)


# --- what is approved ---------------------------------------------------------------------------


def test_who_proposes_does_not_approve() -> None:
    """Neither whoever opened it nor whoever changed it, nor what goes on with it."""
    imp = assessed().update(at=APRIL, by="omar", benefit=Benefit.HIGH, effort=Effort.SMALL)
    assert ("ines", "omar") == imp.proposers
    for proposer in imp.proposers:
        assert "whoever proposed it does not approve it" == refused(imp, "approve", proposer)
    following = Improvement.begin(iteration_of(imp, "IMP-2", at=MAY, by="zoe"))
    assert following.proposers == (*imp.proposers, "zoe")
    approved = imp.approve(at=MAY, by="mia")
    assert ("approved", "mia") == (approved.state, approved.approved_by)
    with pytest.raises(NotAllowed):
        approved.update(at=MAY, by="ines", target=Objective("reopened", at_most=0.11))


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"target": Objective("reopened", at_most=0.12)}, "its target is no better"),
        ({"target": Objective("reopened", at_most=49 / 410)}, "its target is no better"),
        ({"target": Objective("reopened", at_least=0.1)}, "its target is no better"),
        ({"target": Objective("reassigned", at_most=0.06)}, "about another figure"),
        ({"target": Objective("reopened", at_least=0.01, at_most=0.06)}, "not one bound"),
        ({"target": Objective("reopened", at_most=HOUR)}, "about another figure"),
        ({"target": Objective("reopened", at_most=0.06, by={"group": "x"})}, "another figure"),
        ({"baseline": attrs.evolve(BASELINE, better="higher")}, "about another figure"),
        ({"baseline": attrs.evolve(BASELINE, value=None)}, "about another figure"),
        ({"baseline": None}, "baseline"),
        ({"target": None}, "target"),
    ],
)
def test_what_is_approved_has_a_target_better_than_its_baseline(
    facts: dict[str, Any], why: str
) -> None:
    """Of one figure, in one direction, which the objective says."""
    with pytest.raises((GuardRefused, FieldMissing), match=why):
        assessed(**facts).approve(at=APRIL, by="omar")


@pytest.mark.parametrize(
    ("facts", "codes"),
    [
        ({"baseline": None, "target": None}, ["field_missing", "field_missing"]),
        ({"baseline": None}, ["field_missing"]),
        ({"target": None}, ["field_missing"]),
        ({"target": Objective("reassigned", at_most=0.06)}, ["other_target"]),
        ({"target": Objective("reopened", at_most=0.12)}, ["no_better"]),
    ],
)
def test_only_what_is_lacking_is_said_against_an_approval(
    facts: dict[str, Any], codes: list[str]
) -> None:
    """What is not there is not compared, and of another figure nothing is better."""
    reasons = assessed(**facts).why_not("approve", at=APRIL, by="omar")
    assert codes == [reason.code for reason in reasons]


def test_a_plan_is_changed_until_it_is_approved() -> None:
    """And its facts emptied, but for those that it always has."""
    imp = proposed(due=JUNE).update(at=APRIL, by="ines", origin="breach", test="poisson")
    assert ("breach", "poisson", JUNE) == (imp.origin, imp.test, imp.due)
    assert imp.update(at=APRIL, by="ines", clear="due").due is None
    with pytest.raises(BadValue, match="clear"):
        imp.update(at=APRIL, by="ines", clear="summary")
    for field, wrong in (("test", "chi"), ("origin", "x"), ("kind", "x")):
        with pytest.raises(BadValue, match=field):
            proposed(IMPROVEMENT, **{field: wrong})


def test_a_baseline_lies_in_the_past() -> None:
    """Nobody has counted what is still to come."""
    ahead = attrs.evolve(BASELINE, until=JUNE)
    with pytest.raises(ValueError, match="it counts until"):
        proposed(baseline=ahead)
    assert "it counts until" in refused(proposed(), "update", at=APRIL, baseline=ahead)
    assert "" == refused(proposed(), "update", at=JUNE, baseline=ahead)


# --- what is measured ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("figure", "why"),
    [
        (value(since=MARCH), "before the start"),
        (value(since=APRIL - timedelta(microseconds=1)), "before the start"),
        (value(since=None), "it counts from any time on, before the start"),
        (value(until=JUNE), "after 2026-05-01"),
        (value(since=JUNE, until=None), "it counts from 2026-06-01"),
        (Proportion(1, 9).figure("reassigned", since=APRIL), "is not what its target is about"),
        (Figure("reopened", 0.1, 10, "ratio", since=APRIL), "something else than its baseline"),
        (
            Proportion(1, 9).figure("reopened", since=APRIL, by={"group": "vpn"}),
            "something else than its baseline",
        ),
        (Figure("reopened", None, 0, "share", since=APRIL), "is not what its target is about"),
    ],
)
def test_what_is_measured_is_the_figure_after_the_start(figure: Figure, why: str) -> None:
    """And nothing of before, or of something else."""
    assert why in refused(started(), "measure", figure=figure)


def test_a_review_needs_a_value() -> None:
    """Measured after the start; the last one counts."""
    assert "nothing was measured after its start (measure)" == refused(started(), "review")
    with pytest.raises(NotAllowed):
        assessed().measure(at=MAY, by="ines", figure=value())
    later = value(20, since=MAY, until=JUNE)
    imp = started().measure(at=MAY, by="ines", figure=value())
    assert (None, None) == (imp.verdict, imp.movement)
    imp = imp.measure(at=JUNE, by="ines", figure=later).review(at=JUNE, by="ines")
    assert imp.trend is not None
    assert (later, (value(), later)) == (imp.last_value, imp.trend.values)
    with pytest.raises(NotAllowed):
        imp.measure(at=JUNE, by="ines", figure=later)


def test_what_was_stored_without_a_plan_loads() -> None:
    """A history is folded, whatever a model would refuse today."""
    opening: Any
    opening, *rest = reviewed().history
    bare = Improvement.replay([attrs.evolve(opening, baseline=None, target=None), *rest])
    assert ("review", None, None, None) == (
        bare.state,
        bare.progress,
        bare.is_target_met,
        bare.verdict,
    )
    assert (None, False, False, False) == (
        bare.trend,
        bare.is_about_baseline,
        bare.is_better_than_baseline,
        bare.is_testable,
    )
    audited = Improvement.audit(bare.history, model=IMPROVEMENT)
    assert any("baseline" in str(one) for one in audited)


# --- closing ------------------------------------------------------------------------------------


def test_closing_says_what_was_learned() -> None:
    """And what comes of it."""
    with pytest.raises(FieldMissing, match="lessons"):
        reviewed().close(at=MAY, by="omar", outcome="abandoned", lessons=())
    with pytest.raises(BadValue, match="outcome"):
        reviewed().close(at=MAY, by="omar", outcome="done", lessons="x")


def test_only_what_has_moved_is_standardised_where_a_model_says_so() -> None:
    """An optional guard, which lets iterate and abandon."""
    model = IMPROVEMENT.with_guards({Closed: MOVED_FIRST})
    data: dict[str, Any] = {"outcome": "standardised", "lessons": "Ask"}
    assert "only what its test says" in refused(reviewed(model=model), "close", **data)
    assert "" == refused(reviewed(23, model=model), "close", **data)
    assert "" == refused(reviewed(model=model), "close", **{**data, "outcome": "iterated"})


def test_a_corrective_action_is_effective_before_it_stays() -> None:
    """ISO/IEC 20000-1, 10.1: nonconformity, correction, cause, action, effectiveness."""
    facts: dict[str, Any] = {
        "kind": Kind.CORRECTIVE_ACTION,
        "origin": "audit_finding",
        "reference": "A-17",
        "nonconformity": "Incidents are closed without asking",
        "correction": "They were opened again",
        "root_cause": "The form allows it",
        "action": "Ask by the form",
    }
    for name in ("nonconformity", "root_cause", "action"):
        lacking = assessed(**{**facts, name: None})
        assert "a corrective action says its nonconformity" in refused(lacking, "approve")
    data: dict[str, Any] = {"outcome": "standardised", "lessons": "Ask"}
    missed, met = reviewed(**facts), reviewed(15, **facts)
    assert "is not effective: iterate, or abandon it" in refused(missed, "close", **data)
    assert "" == refused(missed, "close", **{**data, "outcome": "iterated"})
    assert "closed" == met.close(at=MAY, by="omar", **data).state
    assert "closed" == reviewed().close(at=MAY, by="omar", **data).state


def test_duties_are_divided() -> None:
    """Who owns it does not accept, approve or close it."""
    model = IMPROVEMENT.with_roles(STANDARD)
    owner = Actor("ines", {Role.IMPROVEMENT_OWNER})
    with pytest.raises(RoleMissing):
        proposed(model).accept(at=APRIL, by=owner)
    manager = Actor("omar", {Role.IMPROVEMENT_MANAGER})
    assert "accepted" == proposed(model).accept(at=APRIL, by=manager).state


def test_scales_may_be_one_s_own() -> None:
    """With ranks above 0, since one is divided by the other."""
    days = (Level("1", "a day", 1), Level("5", "a week", 5))
    model = attrs.evolve(IMPROVEMENT, efforts=days)
    assert days[1] == proposed(model, effort=days[1]).effort
    for wrong in (Level("0", "none", 0), Level("i", "no end", float("inf"))):
        with pytest.raises(BadValue, match="ranks above 0"):
            ImprovementModel(name="x", lifecycle=IMPROVEMENT.lifecycle, efforts=[wrong])
    with pytest.raises(ValueError, match="effort"):
        proposed(effort=days[1])
