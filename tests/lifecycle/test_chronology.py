"""Chronology: instants that cannot be are refused where they are said, and load all the same."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itsmcore.changes import NORMAL_CHANGE, UNAUTHORISED_CHANGE, Change, Rescheduled
from itsmcore.changes import Opened as ChangeOpened
from itsmcore.errors import BadData, ItsmError, Reason
from itsmcore.incidents import INCIDENT, Incident, Opened, Resolved, Updated
from itsmcore.lifecycle import Chronology, Event, Rule
from itsmcore.schedule import Schedule
from itsmcore.tasks import Task
from tests.instants import NINE as T0
from tests.support import LOAN, Loan, after, lent

SAID = st.none() | st.integers(-2, 4).map(lambda hours: after(hours=hours))


def opened(**facts: Any) -> Incident:
    return Incident.open("INC-1", at=T0, by="ada", summary="Mail is down", **facts)


def refused(reasons: Iterable[Reason]) -> set[str]:
    """Give the codes of reasons."""
    return {reason.code for reason in reasons}


# --- incidents ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"occurred_at": after(hours=1)}, "occurred_at 2026-01-05 10:00:00+00:00 lies after"),
        ({"detected_at": after(hours=1)}, "detected_at 2026-01-05 10:00:00+00:00 lies after"),
        (
            {"occurred_at": after(hours=-1), "detected_at": after(hours=-2)},
            "detected_at 2026-01-05 07:00:00+00:00 lies before occurred_at 2026-01-05 08:00:00",
        ),
    ],
)
def test_an_incident_is_not_opened_with_them(facts: dict[str, datetime], words: str) -> None:
    """The sentence names both instants, and what to do."""
    with pytest.raises(BadData) as refusal:
        opened(**facts)
    assert ("", "open") == (refusal.value.state, refusal.value.verb)
    assert words in str(refusal.value)
    assert str(refusal.value).endswith("; fix it and try again")


def test_what_is_not_restored_before_it_occurred() -> None:
    """Whether that is said when it is resolved, or corrected later."""
    inc = opened(occurred_at=after(hours=-1))
    done: Any = {"at": after(hours=2), "by": "x", "code": "user_error", "notes": "n"}
    with pytest.raises(BadData, match=r"restored_at .* lies before occurred_at"):
        inc.resolve(**done, restored_at=after(hours=-1.5))
    with pytest.raises(BadData, match=r"restored_at .* lies after"):
        inc.resolve(**done, restored_at=after(hours=2.5))
    back = inc.update(at=after(hours=1), by="x", restored_at=after(hours=0.5))
    with pytest.raises(BadData, match=r"restored_at .* lies before occurred_at"):
        back.update(at=after(hours=1), by="x", occurred_at=after(hours=0.75))
    moved = back.update(at=after(hours=1), by="x", occurred_at=after(hours=0.5))
    assert (after(hours=0.5), after(hours=0.5)) == (moved.occurred_at, moved.restored_at)
    cleared = back.update(at=after(hours=1), by="x", clear=["occurred_at"])
    assert None is cleared.occurred_at


def test_what_is_said_of_one_instant_may_be() -> None:
    """All of them at once, and now."""
    inc = opened(occurred_at=T0, detected_at=T0)
    done = inc.resolve(at=T0, by="x", code="user_error", notes="n", restored_at=T0)
    assert T0 == done.restored_at


def test_it_is_asked_before_it_is_tried() -> None:
    """As a reason with a code of its own, among the others."""
    inc = opened()
    why = inc.why_not("update", at=after(hours=1), by="x", detected_at=after(hours=2))
    assert {"impossible_instant"} == refused(why)
    early = inc.why_not("update", at=after(hours=-1), by="x", detected_at=T0)
    assert {"out_of_order", "impossible_instant"} == refused(early)
    assert () == inc.why_not("update", at=after(hours=1), by="x", detected_at=T0)


@given(SAID, SAID, SAID, SAID)
def test_a_history_is_judged_and_folded_apart(
    occurred: datetime | None,
    detected: datetime | None,
    corrected: datetime | None,
    restored: datetime | None,
) -> None:
    """Verbs refuse what audit lists, and whatever was stored loads."""
    history: tuple[Event, ...] = (
        Opened("I", at=T0, by="x", summary="s", occurred_at=occurred, detected_at=detected),
        Updated(at=after(hours=1), by="x", occurred_at=corrected),
        Resolved(at=after(hours=2), by="x", code="user_error", notes="n", restored_at=restored),
    )
    wrong = []
    is_ahead = any(said and said > T0 for said in (occurred, detected))
    if is_ahead or (occurred and detected and detected < occurred):
        wrong.append(0)
    if corrected and (corrected > after(hours=1) or (detected and detected < corrected)):
        wrong.append(1)
    since = corrected or occurred
    if restored and (restored > after(hours=2) or (since and restored < since)):
        wrong.append(2)
    record = Incident.replay(history)
    assert history == record.history
    assert wrong == [finding.index for finding in Incident.audit(history, model=INCIDENT)]
    for index in (1, 2):
        before = Incident.replay(history[:index])
        if index in wrong:
            with pytest.raises(BadData):
                before.apply(history[index])
        else:
            assert Incident.replay(history[: index + 1]) == before.apply(history[index])
    if 0 in wrong:
        with pytest.raises(BadData):
            Incident.begin(history[0])


# --- the other practices ------------------------------------------------------------------------


def change(**facts: Any) -> Change:
    return UNAUTHORISED_CHANGE.open("CHG-1", at=T0, by="ada", summary="s", **facts)


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (after(hours=-1), after(hours=-2), "actual_end .* lies before actual_start"),
        (after(hours=-1), after(hours=1), "actual_end .* lies after"),
        (after(hours=1), None, "actual_start .* lies after"),
        (None, after(hours=1), "actual_end .* lies after"),
    ],
)
def test_a_change_was_not_made_so(start: datetime, end: datetime, words: str) -> None:
    """Before it began, or in time to come."""
    with pytest.raises(BadData, match=words):
        change(actual_start=start, actual_end=end)
    made = change(actual_start=after(hours=-1), actual_end=T0)
    assert (after(hours=-1), T0) == (made.actual_start, made.actual_end)


def test_a_plan_that_ends_before_it_starts_is_refused_and_loads() -> None:
    """A stored one has no window, and may be planned anew."""
    later, sooner = after(hours=9), after(hours=8)
    backward: Any = {"planned_start": later, "planned_end": sooner}
    forward: Any = {"planned_start": sooner, "planned_end": later}
    plan = NORMAL_CHANGE.open("CHG-1", at=T0, by="ada", summary="s")
    why = plan.why_not("reschedule", at=T0, by="ada", **backward)
    assert {"impossible_instant"} == refused(why)
    with pytest.raises(BadData, match=r"planned_end .* lies before planned_start"):
        plan.reschedule(at=T0, by="ada", **backward)
    history = (
        ChangeOpened("CHG-1", at=T0, by="ada", summary="s", **backward),
        Rescheduled(at=T0, by="ada", **backward),
    )
    stored = Change.replay(history)
    assert None is stored.window
    assert [0, 1] == [finding.index for finding in Change.audit(history, model=NORMAL_CHANGE)]
    ours = NORMAL_CHANGE.extended(name="ours", maintenance=Schedule.always())
    mended = Change.replay(history, model=ours).reschedule(at=T0, by="ada", **forward)
    assert mended.window is not None
    assert not mended.moves_in_maintenance
    assert len(history) + 1 == len(mended.timeline())


def test_neither_is_one_of_a_task() -> None:
    """When it is opened, and when it is corrected."""
    start, end = after(hours=9), after(hours=8)
    known: Any = {"at": T0, "by": "ada"}
    with pytest.raises(BadData, match=r"planned_end .* lies before planned_start"):
        Task.open("T", summary="s", parent="CHG-1", planned_start=start, planned_end=end, **known)
    task = Task.open("T", summary="s", parent="CHG-1", planned_start=start, **known)
    with pytest.raises(BadData, match=r"planned_end .* lies before planned_start"):
        task.update(planned_end=end, **known)
    assert end == task.update(planned_start=end, planned_end=end, **known).planned_end


# --- practices of one's own ---------------------------------------------------------------------


@attrs.frozen(kw_only=True)
class Stamped(Event):
    """Stamp the card; what it says itself is judged with it."""

    verb: ClassVar[str] = "stamp"
    ink: str

    def against(self, record: Any) -> Iterable[Reason]:
        if self.ink == record.title:
            yield Reason("no_ink", f"{self.ink} is the book")


STAMPED: Any = LOAN.extended(Rule(Stamped, source="lent"), name="stamped")


def test_an_event_says_what_cannot_be_of_it() -> None:
    """It is judged with all else, and folded without."""
    loan = Loan.replay(lent().history, model=STAMPED)
    bad: Any = Stamped(at=after(hours=2), by="desk", ink="Emma")
    with pytest.raises(BadData, match="Emma is the book"):
        loan.apply(bad)
    assert ({"no_ink"}, ()) == (
        refused(loan.why_not("stamp", at=bad.at, by="desk", ink="Emma")),
        loan.why_not("stamp", at=bad.at, by="desk", ink="blue"),
    )
    history = (*loan.history, bad)
    assert 3 == Loan.replay(history, model=STAMPED).version
    (finding,) = Loan.audit(history, model=STAMPED, written_with=STAMPED)
    assert (2, {"no_ink"}) == (finding.index, refused(finding.reasons))


def test_a_chronology_names_its_fields() -> None:
    """Those in order, and those in the past."""
    of = Chronology(orders=(("a", "b"), ("b", "c")), past=("d",))
    assert {"a", "b", "c", "d"} == of.names
    assert frozenset() == Loan.chronology.names
    assert issubclass(BadData, ItsmError)


def test_the_names_of_a_chronology_are_found() -> None:
    """Among its fields, each once; nobody says them."""
    chronology = Chronology((("began_at", "ended_at"),), ("began_at", "told_at"))
    assert {"began_at", "ended_at", "told_at"} == chronology.names
    with pytest.raises(TypeError):
        Chronology((), (), frozenset({"told_at"}))  # type: ignore[call-arg]
