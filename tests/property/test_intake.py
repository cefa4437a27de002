"""Laws of the intake: whatever comes, one alert for each thing, and each decided in turn."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any, TypeAlias

import attrs
from hypothesis import given, settings
from hypothesis import strategies as st

from itsmcore import INCIDENT, NORMAL_CHANGE, PROBLEM, Desk, Incident
from itsmcore import testing as kit
from itsmcore.desk import Numbering
from itsmcore.errors import Refused
from itsmcore.intake import (
    Alert,
    Alerts,
    CarriedOut,
    Contact,
    Decided,
    Flapping,
    Intake,
    Severity,
    Signal,
    TakenContact,
    carry_out,
    take,
)
from itsmcore.interop.cattrs import make_converter
from itsmcore.schedule import Schedule
from tests.instants import HOUR, MINUTE, NINE
from tests.interop.laws import assert_read_back

Key: TypeAlias = tuple[str, ...]
LAST = NINE + 30 * HOUR
NIGHTS = Schedule.weekly({"mon-sun": "22:00-02:00"}, tz="UTC")
MOMENTS = st.integers(0, 24 * 60).map(lambda n: NINE + n * MINUTE)
STREAMS = st.lists(kit.signals(at=MOMENTS, nodes=["db-1", "web-1"]), max_size=12).map(
    lambda told: sorted(told, key=lambda one: one.at)
)
INTAKES = kit.intakes(schedules=st.just(NIGHTS))
quick = settings(max_examples=50, deadline=None)
OPENS = ("open", "reopen")


def run(intake: Intake, told: list[Signal], until: datetime = LAST) -> tuple[Alerts, list[Decided]]:
    """Take a stream in, and tick at its end."""
    alerts, decided = Alerts(), list[Decided]()
    for one in told:
        taken = intake.decide(one, alerts)
        alerts, decided = taken.alerts, [*decided, *taken.decided]
    taken = intake.tick(alerts, at=until)
    return taken.alerts, [*decided, *taken.decided]


@quick
@given(intake=INTAKES, told=STREAMS)
def test_opening_and_resolving_take_turns(intake: Intake, told: list[Signal]) -> None:
    """Of each key, so that no key ever has two open incidents."""
    alerts, decided = run(intake, told)
    for key in alerts:
        verbs = [one.verb for one in decided if one.key == key and one.verb in (*OPENS, "resolve")]
        assert [is_open for is_open, _ in groupby(verb in OPENS for verb in verbs)] == [
            n % 2 == 0 for n in range(len(verbs))
        ]
        assert alerts[key].is_open is (len(verbs) % 2 == 1)
    bad = Counter(intake.key_of(one) for one in told if not one.severity.is_clear)
    assert alerts.keys() == {intake.key_of(one) for one in told}
    assert all(alerts[key].count <= bad[key] for key in alerts)


@quick
@given(intake=INTAKES, told=STREAMS, data=st.data())
def test_signals_of_different_keys_commute(
    intake: Intake, told: list[Signal], data: st.DataObject
) -> None:
    """Each alert is what its own signals make of it."""
    alerts, decided = run(intake, told)
    parted = [one for key in data.draw(st.permutations(list(alerts))) for one in told
              if intake.key_of(one) == key]  # fmt: skip
    again, others = run(intake, parted)
    assert alerts == again
    assert Counter(decided) == Counter(others)


@quick
@given(intake=INTAKES, told=STREAMS, ticks=st.lists(MOMENTS, max_size=4))
def test_it_does_not_matter_when_somebody_ticks(
    intake: Intake, told: list[Signal], ticks: list[datetime]
) -> None:
    """What falls due is decided for its own instant, by a tick or by the next signal."""
    alerts, expected = run(intake, told)
    known, decided = Alerts(), list[Decided]()
    for at, one in sorted([*((one.at, one) for one in told), *((at, None) for at in ticks)],
                          key=lambda pair: (pair[0], pair[1] is not None)):  # fmt: skip
        taken = intake.tick(known, at=at) if one is None else intake.decide(one, known)
        known, decided = taken.alerts, [*decided, *taken.decided]
    last = intake.tick(known, at=LAST)
    assert alerts == last.alerts
    assert Counter(expected) == Counter([*decided, *last.decided])


NEXT = {"db-1": "web-1", "web-1": "web-2", "web-2": "db-1"}


def around(told: Signal, alerts: Mapping[Key, Alert]) -> Key:
    """Return the key of the node that comes next in a circle, of the same source and type."""
    return (told.source, NEXT[told.node], told.type, told.resource or "")


@quick
@given(
    told=st.lists(kit.signals(at=MOMENTS), max_size=12).map(
        lambda told: sorted(told, key=lambda one: one.at)
    ),
    settles=st.integers(0, 120),
)
def test_what_has_failed_is_open_or_stands_on_what_is(told: list[Signal], settles: int) -> None:
    """In a circle too, where each stands on the next; nobody waits for one who waits for them."""
    intake = Intake(beneath=around, settles_within=settles * MINUTE)
    alerts, _ = run(intake, told)
    for alert in alerts.values():
        at, seen = alert, 0
        while alert.since is not None and not at.is_open:
            assert at.held is not None
            assert at.held.beneath is not None
            at, seen = alerts[at.held.beneath], seen + 1
            assert seen < len(alerts)


LAGS = st.sampled_from([0, 0, 1, 20, 90]).map(lambda n: n * MINUTE)
SOON = st.integers(0, 45).map(lambda n: NINE + 2 * n * MINUTE)
STACKED = st.builds(
    Intake,
    beneath=st.just(around),
    settles_within=st.sampled_from([0, 5]).map(lambda n: n * MINUTE),
    flapping=st.none() | st.just(Flapping(changes=2, within=30 * MINUTE, quiet=15 * MINUTE)),
    maintenance=st.none() | st.just(Schedule.weekly({"mon-sun": "09:00-09:20"}, tz="UTC")),
)
ONE_TOOL = st.lists(
    st.builds(
        Signal,
        source=st.just("zabbix"),
        node=st.sampled_from(list(NEXT)),
        type=st.just("disk"),
        severity=st.sampled_from([Severity.CLEAR, Severity.MAJOR, Severity.WARNING]),
        at=SOON,
    ),
    min_size=4,
    max_size=20,
).map(lambda told: sorted(told, key=lambda one: one.at))


@st.composite
def late_streams(draw: st.DrawFn) -> list[Signal]:
    """Draw signals of a circle of nodes, in the order in which the desk learns of them."""
    late = [attrs.evolve(one, received_at=one.at + draw(LAGS)) for one in draw(ONE_TOOL)]
    return sorted(late, key=lambda one: one.received_at)


@quick
@given(intake=STACKED, told=late_streams())
def test_nothing_is_due_in_the_past(intake: Intake, told: list[Signal]) -> None:
    """And whatever is decided could be known then, however late the signals come."""
    done = CarriedOut(desk=Desk.of(numbering=Numbering()), alerts=Alerts())
    for one in told:
        ticked = intake.tick(done.alerts, at=one.received_at)
        assert ticked.alerts.next_instant is None or ticked.alerts.next_instant > one.received_at
        done = carry_out(ticked, done.desk)
        taken = intake.decide(one, done.alerts)
        assert taken.last.at == one.received_at
        done = carry_out(taken, done.desk)
    done = carry_out(intake.tick(done.alerts, at=LAST), done.desk)
    assert done.alerts.next_instant is None or done.alerts.next_instant > LAST
    assert () == done.refusals


@quick
@given(intake=STACKED, told=ONE_TOOL, ticks=st.lists(SOON, max_size=4))
def test_it_does_not_matter_when_somebody_ticks_what_stands_on_something(
    intake: Intake, told: list[Signal], ticks: list[datetime]
) -> None:
    """All that was due before a signal is decided before it, and in the same order."""
    alerts, expected = run(intake, told)
    known, decided = Alerts(), list[Decided]()
    for at, one in sorted([*((one.at, one) for one in told), *((at, None) for at in ticks)],
                          key=lambda pair: (pair[0], pair[1] is not None)):  # fmt: skip
        taken = intake.tick(known, at=at) if one is None else intake.decide(one, known)
        known, decided = taken.alerts, [*decided, *taken.decided]
    last = intake.tick(known, at=LAST)
    assert (alerts, expected) == (last.alerts, [*decided, *last.decided])


@settings(max_examples=25, deadline=None)
@given(intake=INTAKES, told=STREAMS)
def test_on_a_desk_each_alert_has_one_open_incident_at_most(
    intake: Intake, told: list[Signal]
) -> None:
    """And what is clear has none, unless it still flaps."""
    desk, alerts = Desk.of(numbering=Numbering()), Alerts()
    for one in told:
        done = carry_out(intake.decide(one, alerts), desk)
        desk, alerts = done.desk, done.alerts
    done = carry_out(intake.tick(alerts, at=LAST), desk)
    open = {record.id for record in done.desk if record.phase.is_open}
    assert open == {alert.incident for alert in done.alerts.values() if alert.is_open}
    assert len(open) == sum(alert.is_open for alert in done.alerts.values())


BY_HAND: dict[str, dict[str, Any]] = {
    "cancel": {"reason": "a false alarm"},
    "resolve": {"code": "user_error", "notes": "x"},
    "close": {},
}


@quick
@given(
    told=st.lists(kit.signals(at=st.just(NINE), nodes=["db-1"]), min_size=2, max_size=12),
    verbs=st.lists(st.sampled_from([None, *BY_HAND]), min_size=12, max_size=12),
)
def test_what_is_not_well_has_an_incident_that_has_not_ended(
    told: list[Signal], verbs: list[str | None]
) -> None:
    """Whatever people do to it meanwhile; what is well has none that is open."""
    desk, alerts, intake = Desk.of(numbering=Numbering()), Alerts(), Intake(key="node")
    for minute, (one, verb) in enumerate(zip(told, verbs, strict=False)):
        at = NINE + minute * MINUTE
        signal = attrs.evolve(one, at=at, received_at=at)
        done = carry_out(intake.decide(signal, alerts), desk)
        desk, alerts = done.desk, done.alerts
        alert = alerts[intake.key_of(signal)]
        if alert.since is not None:
            assert not desk[str(alert.incident)].phase.is_final
        if alert.is_clear and alert.incident is not None:
            assert not desk[alert.incident].phase.is_open
        if alert.incident is not None and verb is not None:
            with suppress(Refused):
                desk = desk.do(alert.incident, verb, at=at, by="kim", **BY_HAND[verb]).desk


@quick
@given(intake=INTAKES, told=STREAMS)
def test_everything_is_read_back_the_same(intake: Intake, told: list[Signal]) -> None:
    """The rules, and the alerts on the way."""
    converter = make_converter(levels=[Severity])
    assert_read_back(converter, intake, Intake)
    alerts, _ = run(intake, told, NINE + timedelta(hours=8))
    assert_read_back(converter, alerts, Alerts)


@quick
@given(told=st.lists(kit.contacts(at=MOMENTS), max_size=5), order=st.randoms(use_true_random=False))
def test_nothing_that_people_tell_is_dropped(told: list[Contact], order: Any) -> None:
    """Each contact is an incident; what may be the same is named once, in whatever order."""
    records: list[Incident] = []
    for number, contact in enumerate(told):
        taken = take(contact, id=f"INC-{number}", records=records)
        likely = [one.answer for one in taken.about("duplicate_of")]
        assert set(likely) <= {record.id for record in records}
        assert len(set(likely)) == len(likely)
        shuffled = order.sample(records, len(records))
        again = take(contact, id=f"INC-{number}", records=shuffled)
        assert sorted(likely) == sorted(one.answer for one in again.about("duplicate_of"))
        records.append(Incident.begin(taken.event))
        assert contact.summary == records[-1].summary


@quick
@given(
    told=st.lists(kit.contacts(at=MOMENTS), min_size=1, max_size=5),
    models=st.lists(st.sampled_from([INCIDENT, PROBLEM, NORMAL_CHANGE]), min_size=5, max_size=5),
)
def test_a_desk_merges_whatever_is_proposed(told: list[Contact], models: list[Any]) -> None:
    """Whichever records it has: each proposal may be confirmed."""
    desk = Desk.of()
    for number, (contact, model) in enumerate(zip(told, models, strict=False)):
        other = model.open(f"R-{number}", at=contact.at, by="kim", summary=contact.summary)
        desk = desk.add(other).desk
    taken = take(told[0], id="R-0", records=desk)
    assert "R-0" not in [one.answer for one in taken.about("duplicate_of")]
    taken = take(told[0], id="INC-X", records=desk)
    desk = desk.add(Incident.begin(taken.event)).desk
    for one in taken.about("duplicate_of"):
        merged = desk.do("INC-X", "mark_duplicate", at=LAST, by="kim", of=one.answer)
        assert one.answer == merged.desk.one(Incident, "INC-X").duplicate_of


@quick
@given(told=kit.contacts(at=MOMENTS))
def test_what_is_decided_is_read_back_the_same(told: Contact) -> None:
    """The contact, and what was decided about it."""
    converter = make_converter(models=[INCIDENT])
    assert_read_back(converter, told, Contact)
    assert_read_back(converter, take(told, id="INC-1"), TakenContact)
