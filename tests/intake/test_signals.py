"""Signals: what becomes of them, by the worked examples and by what products do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import attrs
import pytest

from itsmcore import Impact, Schedule, Urgency
from itsmcore.conditions import field
from itsmcore.decisions import Decision
from itsmcore.documents import Documents
from itsmcore.errors import BadValue, FaultyDefinition, NaiveTime, Unlisted
from itsmcore.incidents import ResolutionCode
from itsmcore.intake import (
    Alert,
    Alerts,
    AlertState,
    Decided,
    Disposition,
    Flapping,
    FlappingShare,
    Held,
    HeldFor,
    Intake,
    Severity,
    Signal,
    Taken,
    Track,
)
from tests.instants import MINUTE, TUESDAY

CLEAR, WARNING, MINOR, MAJOR, CRITICAL = reversed(Severity.scale)
KEY = ("zabbix", "db-1", "disk", "")
NAIVE = TUESDAY.replace(tzinfo=None)
INTAKE = Intake(opens_from=MINOR, reopen_within=30 * MINUTE)
T8 = Intake(flapping=Flapping(changes=4, within=10 * MINUTE, quiet=15 * MINUTE))
NIGHT = Schedule.weekly({"mon-sun": "22:00-02:00"}, tz="UTC")


def hm(text: str) -> datetime:
    """Give an instant of the day, or of the next if it is before six."""
    hour, minute = map(int, text.split(":"))
    return TUESDAY + timedelta(days=hour < 6, hours=hour, minutes=minute)


def signal(at: str, severity: Severity, node: str = "db-1", **more: Any) -> Signal:
    """Give a signal of the one thing."""
    return Signal(source="zabbix", node=node, type="disk", severity=severity, at=hm(at), **more)


def run(intake: Intake, *signals: Signal, alerts: Alerts | None = None) -> Iterator[Taken]:
    """Take signals in one after the other."""
    known = Alerts() if alerts is None else alerts
    for one in signals:
        taken = intake.decide(one, known)
        known = taken.alerts
        yield taken


def said(takens: Iterable[Taken]) -> list[list[str]]:
    """List what was decided of each."""
    return [[str(one.disposition) for one in taken.decided] for taken in takens]


DECIDED = Decided(disposition=Disposition.IGNORED, key=KEY, at=hm("9:00"), reason="x")
ALERT = Alert(key=KEY, signal=signal("9:00", MAJOR), first=hm("9:00"), last=hm("9:00"), worst=MAJOR)


# --- the worked examples ------------------------------------------------------------------------


def test_the_worked_example_of_one_key() -> None:
    """T7: opened, counted, raised, resolved, reopened, and after half an hour anew."""
    (*_, known) = takens = [
        *run(
            INTAKE,
            signal("8:58", WARNING),
            signal("9:00", MINOR),
            signal("9:01", MINOR),
            signal("9:05", CRITICAL),
            signal("9:20", CLEAR),
            signal("9:40", CRITICAL),
            signal("9:50", CLEAR),
            signal("10:20", CRITICAL),
            signal("10:10", CLEAR, received_at=hm("10:24")),
            signal("10:10", CRITICAL, received_at=hm("10:25")),
        )
    ]
    assert [
        ["alert_only"],
        ["opened"],
        ["counted"],
        ["raised"],
        ["resolved"],
        ["reopened"],
        ["resolved"],
        ["opened"],
        ["ignored"],
        ["counted"],
    ] == said(takens)
    assert [1, 2, 3, 4, 4, 5, 5, 1, 1, 2] == [taken.alert.count for taken in takens]
    resolved = takens[4].last
    assert ("resolve", "event_cleared") == (resolved.verb, resolved.arguments["code"])
    raised = takens[3].last
    assert ("reprioritise", Urgency.HIGH) == (raised.verb, raised.arguments["urgency"])
    assert raised.is_offer
    assert (hm("10:20"), hm("10:20")) == (known.alert.first, known.alert.last)
    assert AlertState.OPEN is known.alert.state


def test_a_clear_of_what_is_not_open_is_ignored_and_said() -> None:
    """Once when nothing is known of it, and once when it is clear already."""
    takens = list(run(INTAKE, signal("9:00", CLEAR)))
    assert (["ignored"], 0) == (said(takens)[0], takens[0].alert.count)
    assert "nothing to clear" in takens[0].last.reason
    takens = list(run(INTAKE, *(signal("9:00", one) for one in (MINOR, CLEAR, CLEAR))))
    assert ["opened", "resolved", "ignored"] == [one for (one,) in said(takens)]
    assert AlertState.CLEARED is takens[-1].alert.state
    takens = list(run(INTAKE, signal("9:00", WARNING), signal("9:01", CLEAR)))
    assert "well again; it has no open incident" == takens[-1].last.reason


def test_the_worked_example_of_flapping() -> None:
    """T8: the fourth change holds it back, fifteen quiet minutes end it."""
    changes = [signal(f"10:{n:02}", CLEAR if n % 4 else CRITICAL) for n in (0, 2, 4, 6, 8)]
    takens = list(run(T8, *changes))
    assert ["opened", "resolved", "reopened", "suppressed", "suppressed"] == [
        one for (one,) in said(takens)
    ]
    assert AlertState.FLAPPING is takens[-1].alert.state
    known = takens[-1].alerts
    assert hm("10:23") == known.next_instant
    assert () == T8.tick(known, at=hm("10:22")).decided
    quiet = T8.tick(known, at=hm("10:23"))
    assert ("settled", hm("10:23"), None) == (
        quiet.last.disposition,
        quiet.last.at,
        quiet.alerts.next_instant,
    )
    assert AlertState.OPEN is quiet.alert.state
    assert [["resolved"]] == said(run(T8, signal("10:30", CLEAR), alerts=quiet.alerts))


def test_what_flapped_and_was_last_clear_is_resolved_when_it_is_quiet() -> None:
    """T8: had the last been clear, resolved 10:23."""
    order = [CRITICAL, CLEAR, CRITICAL, CLEAR]
    changes = [signal(f"10:{2 * n:02}", one) for n, one in enumerate(order)]
    quick = [*changes, signal("10:07", CRITICAL), signal("10:08", CLEAR)]
    (*_, last) = run(T8, *quick)
    ended = T8.tick(last.alerts, at=hm("11:00"))
    assert ("resolved", hm("10:23")) == (ended.last.disposition, ended.last.at)
    assert hm("10:08") == ended.last.arguments["restored_at"]


def test_a_repeat_without_a_change_does_not_prolong_the_quiet() -> None:
    """T8: it is counted, and held back like the others."""
    changes = [signal(f"10:{n:02}", CLEAR if n % 4 else CRITICAL) for n in (0, 2, 4, 6, 8)]
    (*_, last) = run(T8, *changes, signal("10:20", CRITICAL))
    assert (hm("10:23"), 4) == (last.alerts.next_instant, last.alert.count)
    assert "looked at again at 2026-03-03 10:23" in last.last.reason


def test_what_fell_due_before_a_signal_is_decided_before_it() -> None:
    """Nobody has to tick between two signals; the answers are the same."""
    changes = [signal(f"10:{n:02}", CLEAR if n % 4 else CRITICAL) for n in (0, 2, 4, 6)]
    (*_, last) = run(T8, *changes, signal("10:40", CRITICAL))
    assert ["resolved", "reopened"] == [str(one.disposition) for one in last.decided]
    assert [hm("10:21"), hm("10:40")] == [one.at for one in last.decided]


def test_what_flaps_from_a_failure_is_reopened_once_it_is_quiet() -> None:
    """Its incident was resolved when it began to flap."""
    thrice = Intake(flapping=Flapping(changes=3, within=10 * MINUTE, quiet=15 * MINUTE))
    three = [signal("10:00", MAJOR), signal("10:02", CLEAR), signal("10:04", MAJOR)]
    (*_, last) = run(thrice, *three)
    assert "suppressed" == last.last.disposition
    ended = thrice.tick(last.alerts, at=hm("10:19"))
    assert ("reopened", hm("10:19")) == (ended.last.disposition, ended.last.at)
    assert "since 2026-03-03 10:04" in ended.last.reason
    four = Intake(flapping=Flapping(changes=2, within=10 * MINUTE, quiet=15 * MINUTE))
    (*_, last) = run(four, signal("10:00", WARNING), signal("10:02", CLEAR))
    assert "settled" == four.tick(last.alerts, at=hm("11:00")).last.disposition


def test_the_worked_example_of_maintenance() -> None:
    """T9: what outlives a window is not lost, and what does not never was."""
    intake = Intake(maintenance=NIGHT)
    (held,) = run(intake, signal("23:00", CRITICAL))
    assert ("suppressed", "suppressed") == (held.last.disposition, held.alert.state)
    assert held.last.reason.endswith("held back for maintenance until 2026-03-04 02:00")
    assert hm("2:00") == held.alerts.next_instant
    (cleared,) = run(intake, signal("1:00", CLEAR), alerts=held.alerts)
    assert ("ignored", None) == (cleared.last.disposition, cleared.alerts.next_instant)
    assert "while held back for maintenance" in cleared.last.reason
    assert () == intake.tick(cleared.alerts, at=hm("3:00")).decided
    opened = intake.tick(held.alerts, at=hm("2:00"))
    assert ("opened", hm("2:00")) == (opened.last.disposition, opened.last.at)
    assert "since 2026-03-03 23:00" in opened.last.reason
    assert hm("23:00") == opened.last.arguments["detected_at"]


# --- maintenance --------------------------------------------------------------------------------


def test_maintenance_may_differ_from_node_to_node() -> None:
    """A Decision answers with a schedule, or with none."""
    rules = Decision([(field("node").is_("db-1"), NIGHT)])
    intake = Intake(maintenance=rules)
    both = run(intake, signal("23:00", MAJOR), signal("23:00", MAJOR, node="web-1"))
    assert [["suppressed"], ["opened"]] == said(both)


def test_maintenance_that_never_ends_holds_back_for_good() -> None:
    """There is no instant to look again."""
    (held,) = run(Intake(maintenance=Schedule.always()), signal("23:00", MAJOR))
    assert ("suppressed", None) == (held.last.disposition, held.alerts.next_instant)


def test_what_is_open_before_maintenance_is_still_resolved_in_it() -> None:
    """A window holds back what it would open, and nothing else."""
    intake = Intake(maintenance=NIGHT)
    three = run(intake, signal("21:50", MAJOR), signal("22:10", CRITICAL), signal("22:20", CLEAR))
    assert [["opened"], ["raised"], ["resolved"]] == said(three)


def test_a_repeat_in_a_window_is_held_back_like_the_first() -> None:
    """And one that is milder than what opens an incident is an alert only."""
    intake = Intake(maintenance=NIGHT)
    (*_, last) = takens = list(
        run(intake, signal("23:00", MAJOR), signal("23:10", MAJOR), signal("23:20", WARNING))
    )
    assert [["suppressed"], ["suppressed"], ["alert_only"]] == said(takens)
    assert (3, None, None) == (last.alert.count, last.alert.held, last.alerts.next_instant)


def test_a_window_after_a_window_holds_back_again() -> None:
    """The end of one says nothing of the next one that has begun."""
    two = Schedule.weekly({"mon-sun": "22:00-23:00"}, tz="UTC")
    three = Schedule.weekly({"mon-sun": "23:00-23:30"}, tz="UTC")
    rules = Decision([(field("severity").is_(MAJOR), two)], default=three)
    intake = Intake(maintenance=rules)
    (held,) = run(intake, signal("22:30", MAJOR))
    worse = attrs.evolve(held.alert, signal=signal("22:30", CRITICAL))
    again = intake.tick(held.alerts.with_(worse), at=hm("23:45"))
    assert ["suppressed", "opened"] == [str(one.disposition) for one in again.decided]


# --- what is beneath ----------------------------------------------------------------------------


BELOW = {"app": "server", "server": "switch", "switch": "app"}


def beneath(told: Signal, alerts: Mapping[Any, Alert]) -> Any:
    """Return the key of what a node stands on."""
    node = BELOW.get(told.node)
    return None if node is None else (*KEY[:1], node, *KEY[2:])


STACK = Intake(beneath=beneath)


def test_what_stands_on_a_failed_thing_is_held_back() -> None:
    """The root gets the incident; what stands on it is looked at again when it is well."""
    switch, server, app = (signal(at, MAJOR, node) for at, node in (
        ("9:00", "switch"), ("9:01", "server"), ("9:02", "app")))  # fmt: skip
    (*_, last) = takens = list(run(STACK, switch, server, app))
    assert [["opened"], ["suppressed"], ["suppressed"]] == said(takens)
    assert "what it stands on, zabbix / server / disk" in last.last.reason
    assert last.alerts.next_instant is None
    (cleared,) = run(STACK, signal("9:10", CLEAR, "switch"), alerts=last.alerts)
    assert hm("9:15") == cleared.alerts.next_instant
    (well,) = run(STACK, signal("9:12", CLEAR, "server"), alerts=cleared.alerts)
    assert "ignored" == well.last.disposition
    assert hm("9:17") == well.alerts.next_instant
    opened = STACK.tick(well.alerts, at=hm("9:17"))
    assert ("opened", "app") == (opened.last.disposition, opened.last.key[1])
    assert "since 2026-03-03 09:02" in opened.last.reason


def test_what_stands_on_something_well_is_opened() -> None:
    """Known or not; a warning is no failure."""
    for known in ([], [signal("9:00", WARNING, "server")], [signal("9:00", CLEAR, "server")]):
        (*_, last) = run(STACK, *known, signal("9:01", MAJOR, "app"))
        assert "opened" == last.last.disposition


def test_a_repeat_waits_as_long_as_the_first_for_what_is_beneath() -> None:
    """What is beneath is well, and what stands on it has some minutes to be."""
    (*_, last) = run(
        STACK,
        signal("9:00", MAJOR, "server"),
        signal("9:01", MAJOR, "app"),
        signal("9:02", CLEAR, "server"),
        signal("9:03", MAJOR, "app"),
    )
    assert ("suppressed", hm("9:07")) == (last.last.disposition, last.alerts.next_instant)


def test_what_fails_again_beneath_goes_on_holding_back() -> None:
    """When its time has come, it is looked at by what is so then."""
    (*_, last) = run(
        STACK,
        signal("9:00", MAJOR, "server"),
        signal("9:01", MAJOR, "app"),
        signal("9:02", CLEAR, "server"),
        signal("9:05", MAJOR, "server"),
    )
    again = STACK.tick(last.alerts, at=hm("9:07"))
    assert ("suppressed", None) == (again.last.disposition, again.alerts.next_instant)


def test_a_circle_holds_nothing_back() -> None:
    """One of them gets the incident."""
    (*_, last) = takens = list(
        run(
            STACK,
            signal("9:00", MAJOR, "app"),
            signal("9:01", MAJOR, "switch"),
            signal("9:02", MAJOR, "server"),
        )
    )
    assert [["opened"], ["suppressed"], ["suppressed"]] == said(takens)
    cleared = STACK.decide(signal("9:03", CLEAR, "app"), last.alerts)
    again = STACK.decide(signal("9:04", MAJOR, "app"), cleared.alerts)
    assert "reopened" == again.last.disposition


def itself(told: Signal, alerts: Mapping[Any, Alert]) -> Any:
    """Return the key of the signal."""
    return KEY


def junk(told: Signal, alerts: Mapping[Any, Alert]) -> Any:
    """Return what is no key."""
    return "db-1"


def test_nothing_stands_on_itself() -> None:
    """And what is beneath is a key."""
    (only,) = run(Intake(beneath=itself), signal("9:00", MAJOR))
    assert "opened" == only.last.disposition
    with pytest.raises(BadValue, match="beneath"):
        Intake(beneath=junk).decide(signal("9:00", MAJOR), Alerts())


# --- severity -----------------------------------------------------------------------------------


def test_the_incident_says_what_is_wrong_with_what() -> None:
    """The urgency is by the severity; the impact is for people, unless a Decision says it."""
    words = {"resource": "/var", "words": "95 % full"}
    (told,) = run(INTAKE, signal("9:00", MAJOR, **words))
    assert {
        "summary": "disk /var on db-1",
        "description": "95 % full",
        "configuration_items": ("db-1",),
        "detected_at": hm("9:00"),
        "urgency": Urgency.MEDIUM,
        "channel": "monitoring",
    } == dict(told.last.arguments)
    impact = Decision([(field("node").is_("db-1"), Impact.HIGH)])
    ours = Intake(impact=impact, urgency=None, opening={"group": "ops", "summary": "Disk"})
    (told,) = run(ours, signal("9:00", MAJOR))
    given = told.last.arguments
    assert (Impact.HIGH, "ops", "Disk") == (given["impact"], given["group"], given["summary"])
    assert not {"urgency", "channel"} & set(given)


def test_a_graver_signal_offers_to_reprioritise_once() -> None:
    """By what the severities call for; where that is the same, it is only said."""
    four = (MINOR, CRITICAL, MINOR, CRITICAL)
    assert [["opened"], ["raised"], ["counted"], ["counted"]] == said(
        run(INTAKE, *(signal(f"9:0{n}", one) for n, one in enumerate(four)))
    )
    plain = Intake(opens_from=WARNING)
    (*_, last) = run(plain, signal("9:00", WARNING), signal("9:01", MINOR))
    assert ("raised", None) == (last.last.disposition, last.last.verb)


def test_what_is_reopened_graver_than_before_is_offered_to_be_reprioritised() -> None:
    """After it is reopened."""
    (*_, last) = run(INTAKE, signal("9:00", MINOR), signal("9:01", CLEAR), signal("9:02", MAJOR))
    assert ["reopened", "raised"] == [str(one.disposition) for one in last.decided]
    assert "major, after minor" in last.last.reason.casefold()


def test_what_becomes_milder_stays_open_until_it_is_clear() -> None:
    """A warning neither opens an incident nor resolves one."""
    four = (MAJOR, WARNING, WARNING, CLEAR)
    assert [["opened"], ["counted"], ["counted"], ["resolved"]] == said(
        run(INTAKE, *(signal(f"9:0{n}", one) for n, one in enumerate(four)))
    )


def test_a_warning_between_does_not_make_it_another_trouble() -> None:
    """It is the time from well to failed that counts."""
    (*_, soon) = run(
        INTAKE,
        signal("9:00", MAJOR),
        signal("9:20", CLEAR),
        signal("9:25", WARNING),
        signal("9:40", MAJOR),
    )
    assert ("reopened", 3) == (soon.last.disposition, soon.alert.count)
    (*_, late) = run(
        INTAKE,
        signal("9:00", MAJOR),
        signal("9:20", CLEAR),
        signal("9:25", WARNING),
        signal("9:50", MAJOR),
    )
    assert "opened" == late.last.disposition


def test_a_late_signal_of_what_is_clear_changes_nothing() -> None:
    """Whatever it says: what came after it is known."""
    (*_, last) = run(INTAKE, signal("9:00", MAJOR), signal("9:20", CLEAR), signal("9:10", MAJOR))
    assert ("ignored", 1) == (last.last.disposition, last.alert.count)
    assert "before the last signal of 2026-03-03 09:20" in last.last.reason


def test_the_key_is_data() -> None:
    """One alert for a node, whatever fails on it."""
    by_node = Intake(key="node")
    both = [signal("9:00", MAJOR), attrs.evolve(signal("9:01", MAJOR), type="cpu")]
    assert [["opened"], ["counted"]] == said(run(by_node, *both))
    assert [["opened"], ["opened"]] == said(run(INTAKE, *both))


# --- flapping by share --------------------------------------------------------------------------


def test_the_share_of_nagios_weighs_newer_changes_more() -> None:
    """Twenty changes in a row are all of them; one is 1.25 twentieths, or 0.75."""
    rule = FlappingShare()
    every = tuple(n % 2 == 1 for n in range(21))
    assert 1 == pytest.approx(rule.share(every))
    assert 1.25 / 20 == pytest.approx(rule.share((True,)))
    assert 0.75 / 20 == pytest.approx(rule.share((True,) * 20))
    assert 0 == rule.share((True,) * 21)


def test_what_flaps_by_share_ends_with_a_signal() -> None:
    """When enough of the last are no changes, its incident is as it is then."""
    intake = Intake(flapping=FlappingShare(checks=5, begins=0.7, ends=0.5))
    order = [CRITICAL, CLEAR, CRITICAL, CLEAR, CLEAR, CLEAR, CLEAR]
    signals = [signal(f"10:0{n}", one) for n, one in enumerate(order)]
    assert [
        ["opened"],
        ["resolved"],
        ["suppressed"],
        ["suppressed"],
        ["suppressed"],
        ["settled"],
        ["ignored"],
    ] == said(run(intake, *signals))
    order = [CRITICAL, CLEAR, CRITICAL, CRITICAL, CRITICAL, CRITICAL]
    signals = [signal(f"10:0{n}", one) for n, one in enumerate(order)]
    (*_, last) = run(intake, *signals)
    assert "counted" == last.last.disposition


# --- alerts -------------------------------------------------------------------------------------


def test_alerts_are_a_mapping_and_a_table() -> None:
    """By key, in the order in which they came."""
    (*_, last) = run(INTAKE, signal("9:00", MAJOR), signal("9:01", WARNING, node="web-1"))
    known = last.alerts.tied(KEY, "INC-1")
    assert [KEY, ("zabbix", "web-1", "disk", "")] == list(known)
    assert "INC-1" == known[KEY].incident
    assert "| zabbix / db-1 / disk | open | Major | 1 |" in f"{known:md}"
    assert "disk on db-1: open, Major, 1 signal, INC-1" == str(known[KEY])
    assert "disk on web-1: alert only, Warning, 1 signal" == str(known.every[1])
    assert (known, hash(known)) == (Alerts(known.every), hash(Alerts(known.every)))
    assert known != {}
    assert "<Alerts 2>" == repr(known)
    assert "INC-1" == known.rows[0]["incident"]
    with pytest.raises(KeyError):
        known[("x",)]
    with pytest.raises(Unlisted, match="alert"):
        known.tied(("x",), "INC-1")


def test_what_has_been_well_for_long_may_be_forgotten() -> None:
    """So that the alerts do not grow without an end."""
    (*_, last) = run(
        INTAKE,
        signal("9:00", MAJOR),
        signal("9:10", CLEAR),
        signal("9:00", MAJOR, node="web-1"),
        signal("9:00", MAJOR, node="web-2"),
        signal("9:30", CLEAR, node="web-2"),
    )
    assert ["web-1", "web-2"] == [key[1] for key in last.alerts.forget(before=hm("9:20"))]


def test_what_was_decided_is_a_table() -> None:
    """With a row for each."""
    (only,) = run(INTAKE, signal("9:00", MAJOR))
    assert "opened" in str(only)
    assert "| opened |" in f"{only:md}"
    assert "open" == only.rows[0]["verb"]
    assert "<table " in only._repr_html_()


def test_everything_is_a_document() -> None:
    """The rules, the alerts and what was decided: a stream goes on where it stopped."""
    documents = Documents(functions=[beneath])
    intakes = [INTAKE, T8, STACK, Intake(maintenance=NIGHT, flapping=FlappingShare())]
    for intake in intakes:
        assert intake == documents.structure(documents.unstructure(intake), Intake)
    (*_, last) = run(STACK, signal("9:00", MAJOR, "server"), signal("9:01", MAJOR, "app"))
    read = documents.structure(documents.unstructure(last.alerts), Alerts)
    assert last.alerts == read
    assert read.above((*KEY[:1], "server", *KEY[2:])) == ((*KEY[:1], "app", *KEY[2:]),)
    assert last == documents.structure(documents.unstructure(last), Taken)
    told = signal("9:00", MAJOR, received_at=hm("9:01"))
    assert told == documents.structure(documents.unstructure(told), Signal)
    assert Severity.MAJOR == documents.structure(documents.unstructure(MAJOR), Severity)


def test_the_rules_are_printed() -> None:
    """As a table."""
    assert "opens an incident from         Minor" in str(INTAKE)
    assert "4 changes within 0:10:00" in f"{T8:md}"
    assert "<table " in STACK._repr_html_()
    assert "held back for what is beneath  yes" in str(STACK)
    assert "50.0 % of the last 21" in str(Intake(flapping=FlappingShare(), maintenance=NIGHT))


def test_what_flapped_does_not_flap_where_nobody_asks() -> None:
    """The rules may change between two signals; the alerts go on."""
    (*_, last) = run(T8, *(signal(f"10:0{n}", CRITICAL if n % 2 else CLEAR) for n in range(1, 5)))
    assert AlertState.FLAPPING is last.alert.state
    (plain,) = run(INTAKE, signal("10:05", CRITICAL), alerts=last.alerts)
    assert ("settled", "open") == (plain.last.disposition, plain.alert.state)


def test_a_definition_is_shown_as_the_call_that_makes_it() -> None:
    """Without what is so by default."""
    assert ("Intake()", "Intake(key=('node',))") == (repr(Intake()), repr(Intake(key="node")))
    assert "severity=Severity.MAJOR" in repr(signal("9:00", MAJOR))


def test_a_signal_reads_as_a_sentence() -> None:
    """With or without words."""
    assert "Major disk on db-1" == str(signal("9:00", MAJOR))
    assert "Major disk on db-1: full" == str(signal("9:00", MAJOR, words="full"))


@pytest.mark.parametrize("name", ["at", "by", "cause", "given", "id", "model", "self", "sumary"])
def test_an_intake_opens_incidents_with_facts_of_theirs(name: str) -> None:
    """What is told when it is carried out, and what there is not, is a fault of the intake."""
    with pytest.raises(FaultyDefinition) as caught:
        Intake(opening={name: "x"})
    (fault,) = caught.value.faults
    assert str(fault).startswith(f"opening {name}: is no fact that an incident is opened with; ")


# --- what is refused ----------------------------------------------------------------------------


RISE = field("severity").is_(MAJOR)


@pytest.mark.parametrize(
    ("rules", "faults"),
    [
        ({"urgency": Decision([(RISE, "high")])},
         ["row 1 of urgency: is 'high', which is no level of its scale; did you mean "]),
        ({"urgency": Decision([(RISE, None), (RISE, Impact.HIGH)], default=MAJOR)},
         ["row 2 of urgency: is Impact.HIGH, which is no level of its scale; ",
          "the default of urgency: is Severity.MAJOR, which is no level of its scale; "]),
        ({"impact": Decision([], default=5)},
         ["the default of impact: is 5, which is no level of its scale; "]),
        ({"urgency": Decision([(field("severty").is_(MAJOR), Urgency.HIGH)])},
         ["row 1 of urgency: reads 'severty', which no signal has; did you mean 'severity'?"]),
        ({"impact": Decision([(field("given.storm").is_set, Impact.HIGH)])},
         ["row 1 of impact: reads 'given.storm', which no signal has; "]),
        ({"maintenance": Decision([(field("nod").is_("db-1"), NIGHT)], default="night")},
         ["row 1 of maintenance: reads 'nod', which no signal has; did you mean 'node'?",
          "the default of maintenance: is 'night', which is no schedule; give a Schedule"]),
    ],
)  # fmt: skip
def test_what_a_decision_reads_and_answers_is_checked_when_an_intake_is_built(
    rules: dict[str, Any], faults: list[str]
) -> None:
    """A slip would leave incidents without an urgency, or open them in maintenance."""
    with pytest.raises(FaultyDefinition) as caught:
        Intake(**rules)
    assert len(faults) == len(caught.value.faults)
    for begins, fault in zip(faults, caught.value.faults, strict=True):
        assert str(fault).startswith(begins)


class Grave(Urgency):
    """Urgencies of somebody's own."""

    __slots__ = ()


def test_levels_of_any_scale_of_their_own_are_answers() -> None:
    """Which of them a model knows is for it to say."""
    rules = Decision([(RISE, Grave("1", "Grave", 1))], default=Urgency("9", "Galactic", 9))
    assert rules == Intake(urgency=rules).urgency


@pytest.mark.parametrize(
    ("opening", "why"),
    [
        ({"group": "a\0"}, "has a NUL character; "),
        ({"custom": {"site": "\ud800"}}, "has half of a surrogate pair; "),
        ({"custom": {"share": float("nan")}}, "is no finite number; "),
        ({"custom": object()}, "is of a class that no document holds; "),
        ({"tags": {1, 2}}, "is not accepted: tags"),
        ({"custom": 5}, "is not accepted: custom"),
        ({"detected_at": NAIVE}, "is an instant without a time zone; "),
    ],
)
def test_what_incidents_are_opened_with_can_be_kept(opening: dict[str, Any], why: str) -> None:
    """What they, or documents, would not take is a fault of the intake."""
    with pytest.raises(FaultyDefinition) as caught:
        Intake(opening=opening)
    (fault,) = caught.value.faults
    (name,) = opening
    assert ("bad_value", f"opening {name}") == (fault.code, fault.subject)
    assert str(fault).startswith(f"opening {name}: {why}")


def test_what_incidents_are_opened_with_cannot_change_later() -> None:
    """A list is kept as a tuple."""
    tags = ["disk"]
    intake = Intake(opening={"tags": tags})
    tags.append("late")
    assert ("disk",) == intake.opening["tags"]


@pytest.mark.parametrize("flaw", ["a\0", "\ud800"])
@pytest.mark.parametrize("name", ["source", "node", "type", "resource", "words"])
def test_what_a_signal_says_can_be_kept(name: str, flaw: str) -> None:
    """A text that no document holds is refused where it comes in."""
    said: dict[str, Any] = {"source": "zabbix", "node": "db-1", "type": "disk", name: flaw}
    with pytest.raises(BadValue) as caught:
        Signal(severity=MAJOR, at=hm("9:00"), **said)
    assert name == caught.value.field


@pytest.mark.parametrize("name", ["source", "node", "type"])
def test_a_signal_names_what_it_is_about(name: str) -> None:
    """Blanks are no name."""
    said: dict[str, Any] = {"source": "zabbix", "node": "db-1", "type": "disk", name: " "}
    with pytest.raises(BadValue) as caught:
        Signal(severity=MAJOR, at=hm("9:00"), **said)
    assert name == caught.value.field


class Loud(Severity):
    """A scale of somebody's own, which has no order with the others."""

    __slots__ = ()


def test_all_faults_of_an_intake_are_told_at_once() -> None:
    """Each with what to do."""
    with pytest.raises(FaultyDefinition) as caught:
        Intake(key=("nod", "type", "type"), opens_from=CLEAR)
    assert ["unknown_fact", "repeated", "opens_when_clear"] == [
        fault.code for fault in caught.value.faults
    ]
    assert "did you mean 'node'?" in str(caught.value.faults[0])
    with pytest.raises(FaultyDefinition) as caught:
        Intake(opening={"sumary": "x", "at": hm("9:00"), "summary": "x", "self": 1})
    assert ["opening sumary", "opening at", "opening self"] == [
        fault.subject for fault in caught.value.faults
    ]
    assert {"unknown_argument"} == {fault.code for fault in caught.value.faults}
    assert "did you mean 'summary'?" in str(caught.value.faults[0])
    with pytest.raises(FaultyDefinition) as caught:
        Intake(key=())
    assert "key: is empty; name at least one fact of a signal" == str(caught.value.faults[0])


@pytest.mark.parametrize(
    ("make", "error"),
    [
        (lambda: Intake(opens_from="minor"), BadValue),  # type: ignore[arg-type]
        (lambda: Intake(reopen_within=-MINUTE), BadValue),
        (lambda: Intake(settles_within=5), BadValue),  # type: ignore[arg-type]
        (lambda: Intake(flapping=4), BadValue),
        (lambda: Intake(maintenance="night"), BadValue),
        (lambda: Intake(beneath="db-1"), BadValue),  # type: ignore[arg-type]
        (lambda: Intake(beneath=field("x").is_set), BadValue),  # type: ignore[arg-type]
        (lambda: Intake(beneath=lambda told, alerts: None), BadValue),
        (lambda: Intake(urgency=Urgency.HIGH), BadValue),  # type: ignore[arg-type]
        (lambda: Intake(opening=5), BadValue),  # type: ignore[arg-type]
        (lambda: Flapping(changes=1, within=MINUTE, quiet=MINUTE), BadValue),
        (lambda: Flapping(changes=4, within=-MINUTE, quiet=MINUTE), BadValue),
        (lambda: FlappingShare(begins=0.2), BadValue),
        (lambda: FlappingShare(checks=2), BadValue),
        (lambda: FlappingShare(checks=3).share((True,) * 4), BadValue),
        (lambda: signal("9:00", MAJOR, received_at=hm("8:00")), BadValue),
        (lambda: signal("9:00", MAJOR, node=""), BadValue),
        (lambda: signal("9:00", "major"), BadValue),  # type: ignore[arg-type]
        (lambda: Signal(source="z", node="n", type="t", severity=MAJOR, at=NAIVE),
         NaiveTime),
        (lambda: signal("9:00", Loud("x", "X", 3)), BadValue),
        (lambda: Alerts([5]), BadValue),  # type: ignore[list-item]
        (lambda: Alerts([ALERT, ALERT]), BadValue),
        (lambda: INTAKE.decide(5, Alerts()), BadValue),  # type: ignore[arg-type]
        (lambda: INTAKE.decide(signal("9:00", MAJOR), {}), BadValue),  # type: ignore[arg-type]
        (lambda: INTAKE.tick({}, at=hm("9:00")), BadValue),  # type: ignore[arg-type]
        (lambda: Alerts([ALERT]).tied(KEY, ""), BadValue),
        (lambda: attrs.evolve(ALERT, count=0), BadValue),
        (lambda: attrs.evolve(ALERT, key=("\0",)), BadValue),
        (lambda: attrs.evolve(ALERT, incident="\ud800"), BadValue),
        (lambda: Held(reason=HeldFor.BENEATH, beneath=("\0",)), BadValue),
        (lambda: attrs.evolve(DECIDED, reason="\0"), BadValue),
        (lambda: attrs.evolve(DECIDED, arguments={"note": object()}), BadValue),
        (lambda: attrs.evolve(DECIDED, instead={"note": float("nan")}), BadValue),
        (lambda: Taken(Alerts(), resolution_code="\0"), BadValue),
        (lambda: Intake(resolution_code=""), BadValue),
        (lambda: Taken({}), BadValue),  # type: ignore[arg-type]
        (lambda: Taken(Alerts(), [5]), BadValue),  # type: ignore[list-item]
        (lambda: Taken(Alerts()).last, Unlisted),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(make: Any, error: Any) -> None:
    """With the name of what is wrong."""
    with pytest.raises(error):
        make()


def test_the_end_of_time_is_no_accident() -> None:
    """A quiet that would end after it never does."""
    last = datetime.max.replace(tzinfo=UTC)
    rule = Flapping(changes=2, within=MINUTE, quiet=timedelta.max)
    track = rule.seen(rule.seen(Track(), hm("9:00"), is_bad=True), hm("9:00"), is_bad=False)
    assert (True, last) == (track.is_flapping, track.until)


def test_the_codes_say_how_an_incident_ended() -> None:
    """What monitoring clears, and what a caller takes back."""
    assert {"event_cleared", "withdrawn"} <= set(ResolutionCode)


def test_a_decision_says_what_and_why() -> None:
    """In one line."""
    decided = Decided(disposition=Disposition.IGNORED, key=KEY, at=hm("9:00"), reason="it is well")
    assert "ignored: it is well" == str(decided)
