"""Defaults of a model: what a record says from its opening, where nobody says anything else."""

import pickle
from collections.abc import Callable
from typing import Any, ClassVar

import attrs
import pytest

from itsmcore import INCIDENT, Impact, Incident, Phase, Priority, Urgency
from itsmcore.changes import NORMAL_CHANGE
from itsmcore.desk import Desk, Numbering
from itsmcore.errors import FaultyDefinition, UnknownCode
from itsmcore.incidents import Opened
from itsmcore.interop.cattrs import make_converter
from itsmcore.lifecycle import Model
from itsmcore.metrics import compliance
from itsmcore.problems import PROBLEM, Problem
from itsmcore.service_levels import Agreement, Goal, measure_many
from itsmcore.tasks import TASK
from tests.instants import HOUR
from tests.instants import NINE as T0
from tests.support import LOAN, Asked, LoanModel

LEAST = INCIDENT.with_defaults(impact=Impact.LOW, urgency=Urgency.LOW)
NAIVE = T0.replace(tzinfo=None)


def opened(model: Any = LEAST, **data: Any) -> Incident:
    """Open an incident."""
    record: Incident = model.open("INC-1", at=T0, by="ada", summary="No sound", **data)
    return record


def test_a_record_says_from_its_opening_what_nobody_says_otherwise() -> None:
    """It is in the event itself, which a store keeps."""
    inc = opened()
    assert (Impact.LOW, Urgency.LOW, Priority.PLANNING) == (inc.impact, inc.urgency, inc.priority)
    assert isinstance(inc.history[0], Opened)
    assert (Impact.LOW, Urgency.LOW) == (inc.history[0].impact, inc.history[0].urgency)


def test_what_is_said_stands() -> None:
    """Each field by itself."""
    inc = opened(impact=Impact.HIGH)
    assert (Impact.HIGH, Urgency.LOW) == (inc.impact, inc.urgency)


def test_a_stored_history_stays_as_it_was_written() -> None:
    """Whatever the defaults were then, or have become."""
    bare = opened(INCIDENT)
    assert None is Incident.replay(bare.history, model=LEAST).impact
    assert () == Incident.audit(bare.history, model=LEAST, written_with=LEAST)
    filled = opened()
    for later in (INCIDENT, LEAST.with_defaults(impact=Impact.HIGH)):
        assert Impact.LOW is Incident.replay(filled.history, model=later).impact
    assert filled.as_of(T0) == filled
    document = make_converter(models=(LEAST,)).unstructure(filled)
    assert filled == make_converter(models=(LEAST,)).structure(document, Incident)


def test_an_opening_event_is_completed_however_it_comes() -> None:
    """By `begin`, on a desk, as a follow-up, or from a class with a model of its own."""

    class Ticket(Incident):
        model = LEAST

    event = Opened("INC-1", at=T0, by="ada", summary="No sound")
    assert Impact.LOW is Incident.begin(event, model=LEAST).impact
    assert None is event.impact
    assert Impact.LOW is Ticket.open("INC-1", at=T0, by="ada", summary="No sound").impact
    applied = Desk.of([], numbering=Numbering()).open(LEAST, at=T0, by="ada", summary="No sound")
    (record,) = applied.desk.records.values()
    assert (Impact.LOW, ()) == (record.facts["impact"], applied.contradictions)
    gone = opened(urgency=Urgency.HIGH).cancel(at=T0, by="ada", reason="It works again")
    again = gone.follow_up(id="INC-2", at=T0 + HOUR, by="ada")
    assert (Impact.LOW, Urgency.HIGH) == (again.impact, again.urgency)


def test_defaults_add_up_and_none_takes_one_away() -> None:
    """A model made of another has its defaults too, and so has its pickle."""
    both = LEAST.with_defaults(channel="phone", urgency=None, tags=("new",)).extended(name="mine")
    inc = opened(both)
    assert (Impact.LOW, None, "phone", ("new",)) == (inc.impact, inc.urgency, inc.channel, inc.tags)
    assert both == pickle.loads(pickle.dumps(both)) != LEAST
    assert INCIDENT == LEAST.with_defaults(impact=None, urgency=None)
    assert ("old",) == opened(both, tags=("old",)).tags


@pytest.mark.parametrize(
    ("make", "code", "words"),
    [
        (lambda: INCIDENT.with_defaults(impct=Impact.LOW), "unknown_argument",
         "default of impct: is for no argument of open; did you mean 'impact'?"),
        (lambda: INCIDENT.with_defaults(at=T0), "unknown_argument", "default of at"),
        (lambda: INCIDENT.with_defaults(summary="…"), "needless_default",
         "default of summary: is never asked for, since open always says one; leave it out"),
        (lambda: PROBLEM.with_defaults(origin="proactive"), "needless_default", "origin"),
        (lambda: INCIDENT.with_defaults(impact=Urgency.LOW), "unknown_code", "is Urgency.LOW"),
        (lambda: INCIDENT.with_defaults(impact="low"), "bad_default", "impact cannot be 'low'"),
        (lambda: INCIDENT.with_defaults(occurred_at=NAIVE), "bad_default", "zone"),
    ],
)  # fmt: skip
def test_a_default_that_no_opening_takes_is_a_fault(
    make: Callable[[], Model], code: str, words: str
) -> None:
    """Named, with what to do."""
    with pytest.raises(FaultyDefinition) as faulty:
        make()
    assert [code] == [fault.code for fault in faulty.value.faults]
    assert words in str(faulty.value)


@attrs.frozen(kw_only=True)
class Wished(Asked):
    """Ask for a book, with whatever else is wished for."""

    verb: ClassVar[str] = "wish"
    besides: Any = None


class WishModel(LoanModel):
    """The tables of such a loan."""

    opening_event: ClassVar[type[Asked]] = Wished


def test_an_argument_that_may_be_anything_has_any_default() -> None:
    """Nothing is asked of its kind."""
    model = WishModel(name="wish", lifecycle=LOAN.lifecycle).with_defaults(besides=object)
    opening: Any = model.completed(Wished("L-1", at=T0, by="ada", title="Emma"))
    assert object is opening.besides


def test_every_practice_can_say_what_goes_without_saying() -> None:
    """And a model of a user's own."""
    problem = PROBLEM.with_defaults(impact=Impact.LOW).open("PRB-1", at=T0, by="ada", summary="…")
    assert isinstance(problem, Problem)
    assert Impact.LOW is problem.impact
    change = NORMAL_CHANGE.with_defaults(category="network").open(
        "CHG-1", at=T0, by="ada", summary="…"
    )
    assert "network" == change.category
    task = TASK.with_defaults(group="depot").open(
        "TSK-1", at=T0, by="ada", summary="x", parent="CHG-1"
    )
    assert "depot" == task.group
    assert LOAN == LOAN.with_defaults()


def test_a_blank_is_no_silence() -> None:
    """It is judged like any other value."""
    with pytest.raises(UnknownCode):
        opened(impact=Impact("huge", "Huge", 9))


def test_with_defaults_every_record_has_a_target() -> None:
    """And no record falls out of a report."""
    gold = Agreement("gold", goals=[
        Goal("resolution", stop=Phase.RESOLVED, targets={Priority.PLANNING: 40 * HOUR})
    ])  # fmt: skip
    for model, column in ((INCIDENT, "no_target"), (LEAST, "open")):
        log = {"INC-1": opened(model).timeline()}
        (tally,) = compliance(measure_many(gold, log, at=T0 + HOUR)).tallies
        assert 1 == getattr(tally, column)
    assert attrs.evolve(LEAST, defaults={}) == INCIDENT
