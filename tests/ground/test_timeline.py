"""Timelines; their laws are in tests/property/test_timeline.py."""

import pickle
import re
from datetime import UTC, date, datetime
from functools import partial
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

import attrs
import pytest

from itsmcore.conditions import field, given, happened, state
from itsmcore.decisions import Decision
from itsmcore.errors import (
    BackwardStep,
    BadInstant,
    BadRow,
    BadValue,
    NaiveTime,
    NotGiven,
    Unlisted,
)
from itsmcore.incidents import INCIDENT, HoldReason, Incident
from itsmcore.interop.cattrs import make_converter
from itsmcore.phase import Phase
from itsmcore.presets import servicenow
from itsmcore.span import Span
from itsmcore.timeline import Flaw, Step, Timeline
from tests.instants import HOUR
from tests.timing import within_times

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
NINE, TEN, NOON, ONE = (datetime(2026, 1, 5, hour, tzinfo=UTC) for hour in (9, 10, 12, 13))
NEW = {"state": "new", "phase": Phase.NEW}
HELD = {"state": "on_hold", "phase": Phase.PENDING}
DONE = {"state": "resolved", "phase": Phase.RESOLVED}
DAY = Timeline.from_rows([(NINE, NEW), (TEN, "hold", HELD), (NOON, "resolve", DONE)])


class Held:
    """Stand for an event class."""

    verb: ClassVar[str] = "hold"


# --- steps ----------------------------------------------------------------------------------------


def test_rows_carry_a_verb_or_none() -> None:
    """A row of two has no verb, a row of three has; the step reads both as facts."""
    assert [None, "hold", "resolve"] == [step.verb for step in DAY]
    assert ("hold", "on_hold", None, 3) == (
        DAY[1].get("verb"),
        DAY[1].get("state"),
        DAY[1].get("group"),
        DAY[1].get("group", 3),
    )
    assert 3 == len(DAY)
    assert Step(TEN, "hold", HELD) == DAY[1] == DAY[-2]


def test_what_an_event_says_does_not_last_though_its_verb_is_unknown() -> None:
    """A row without a verb may have data of its event."""
    step = Step(NINE, None, {"event.public": True, "state": "new"})
    assert Step(NINE, None, {"state": "new"}) == step.lasting
    assert Step(NINE, None, {"state": "new"}) == Step(NINE, "open", {"state": "new"}).lasting
    nothing = Step(NINE, None, {"state": "new"})
    assert nothing is nothing.lasting


def test_steps_hear_nothing_of_their_rows_later() -> None:
    """Facts are frozen when they are read."""
    facts = dict(NEW)
    timeline = Timeline.from_rows([(NINE, facts)])
    facts["state"] = "closed"

    assert "new" == timeline[0].get("state")


def test_a_verb_and_the_names_of_facts_are_texts() -> None:
    """A verb may be a text of its own kind; anything else is refused by its name."""
    assert HoldReason.CALLER is Step(NINE, HoldReason.CALLER).verb
    with pytest.raises(BadValue, match="verb cannot be 5; give a text, or None"):
        Step(NINE, 5)  # type: ignore[arg-type]
    with pytest.raises(BadValue, match="a fact's name cannot be 5; give a text"):
        DAY[0].get(5)  # type: ignore[arg-type]


def test_naive_instants_are_refused() -> None:
    """No reader and no question takes an instant without a time zone."""
    naive = datetime(2026, 1, 5)
    for read in (
        lambda: Timeline.from_rows([(naive, NEW)]),
        lambda: Timeline.from_changes([(naive, "state", "new", "on_hold")]),
        lambda: Timeline.from_changes([], opened_at=naive),
        lambda: Timeline.from_snapshot({"opened_at": naive}),
        lambda: DAY.at(naive),
        lambda: DAY.time_in("new", until=naive),
        lambda: DAY.time_by("state", until=naive),
        lambda: DAY[naive:],
        lambda: DAY[:naive],
    ):
        with pytest.raises(NaiveTime):
            read()


def test_the_two_half_past_twos_of_autumn_stay_apart() -> None:
    """An hour that the wall clock shows twice lasts two hours."""
    first = datetime(2026, 10, 25, 2, 30, tzinfo=AMSTERDAM)
    second = first.replace(fold=1)
    timeline = Timeline.from_rows([(first, NEW), (second, HELD)])

    assert HOUR == timeline.time_in("new")
    assert first == second
    assert ["new", "on_hold"] == [
        at and at.get("state") for at in map(timeline.at, (first, second))
    ]
    with pytest.raises(BackwardStep):
        Timeline.from_rows([(second, NEW), (first, HELD)])
    assert timeline == Timeline.from_rows([(second, HELD), (first, NEW)], sort=True)


def test_steps_that_go_back_are_refused() -> None:
    """A timeline made by hand is checked as one that is read."""
    with pytest.raises(BackwardStep) as refusal:
        Timeline([Step(NINE), Step(NOON), Step(TEN)])
    assert (2, TEN, NOON) == (refusal.value.index, refusal.value.at, refusal.value.previous)


# --- spans and times ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("condition", "spans"),
    [
        ("new", [Span(NINE, TEN)]),
        (Phase.PENDING, [Span(TEN, NOON)]),
        (Phase.RESOLVED, [Span(NOON)]),
        (field("phase").is_in([Phase.NEW, Phase.PENDING]), [Span(NINE, NOON)]),
        (field("state").is_set, [Span(NINE)]),
        (field("group").is_set, []),
        (Held, [Span(TEN, TEN)]),
        (happened("hold") | happened("resolve"), [Span(TEN, TEN), Span(NOON, NOON)]),
        (happened("hold") & field("state").is_("new"), []),
        (~happened("hold"), [Span(NINE)]),
        (field("state").is_("on_hold") & ~happened("hold"), [Span(TEN, NOON)]),
        (field("state").is_("new") | happened("resolve"), [Span(NINE, TEN), Span(NOON, NOON)]),
    ],
    ids=str,
)
def test_spans(condition: object, spans: list[Span]) -> None:
    """Spans are half-open, joined, and without end where it still holds; a verb takes no time."""
    assert tuple(spans) == DAY.spans(condition)


def test_a_state_left_at_once_is_a_span_of_no_length() -> None:
    """A visit of no length stays a visit, and its steps keep their order."""
    timeline = Timeline.from_rows([(NINE, NEW), (TEN, HELD), (TEN, DONE), (NOON, NEW)])

    assert (Span(TEN, TEN),) == timeline.spans("on_hold")
    assert {"new": HOUR, "on_hold": 0 * HOUR, "resolved": 2 * HOUR} == timeline.time_by("state")
    assert "resolved" == (timeline.at(TEN) or timeline[0]).get("state")


def test_two_of_one_verb_at_one_instant_are_one_span() -> None:
    """Spans never touch, not even those of no length."""
    timeline = Timeline.from_rows([(NINE, "comment", NEW), (NINE, "comment", NEW)])

    assert (Span(NINE, NINE),) == timeline.spans(happened("comment"))


def test_time_is_counted_up_to_the_last_step_unless_told() -> None:
    """Nothing is known of what comes after the last step."""
    assert 0 * HOUR == DAY.time_in(Phase.RESOLVED)
    assert HOUR == DAY.time_in(Phase.RESOLVED, until=ONE)
    assert HOUR == DAY.time_in("on_hold", until=NOON - HOUR)
    assert 0 * HOUR == DAY.time_in("on_hold", until=NINE - HOUR)
    assert {"new": HOUR, "on_hold": 2 * HOUR, "resolved": HOUR} == DAY.time_by("state", until=ONE)
    groups = Timeline.from_rows([(NINE, {"state": "new"}), (NOON, {"group": "mail"})])
    assert {None: 3 * HOUR, "mail": 0 * HOUR} == groups.time_by("group")
    assert {"new": 3 * HOUR, None: 0 * HOUR} == groups.time_by("state")
    assert {None: 3 * HOUR} == groups.time_by("verb")
    with pytest.raises(Unlisted, match="no fact of the timeline 'grup'; did you mean 'group'"):
        groups.time_by("grup")


def test_an_empty_timeline_has_no_time() -> None:
    """Without steps there is nothing to count, cut or find."""
    empty = Timeline()

    assert () == empty.spans("new") == empty[NINE:].steps == empty[:NINE].steps
    assert 0 * HOUR == empty.time_in("new") == empty.time_in("new", until=ONE)
    assert {} == empty.time_by("state")
    assert empty.at(NINE) is None


def test_an_outside_fact_cannot_be_read_from_a_timeline() -> None:
    """A timeline has no outside facts: a condition that hangs on one is refused."""
    with pytest.raises(NotGiven):
        DAY.spans(given("freeze").is_set)


# --- cuts -----------------------------------------------------------------------------------------


def test_a_cut_begins_with_what_was_in_force() -> None:
    """A cut between two steps starts with the facts of the first, and without its verb."""
    cut = DAY[TEN + HOUR : ONE]

    assert [(TEN + HOUR, None, "on_hold"), (NOON, "resolve", "resolved")] == [
        (step.at, step.verb, step.get("state")) for step in cut
    ]
    assert DAY.steps[1:] == DAY[TEN:].steps
    assert DAY.steps[:1] == DAY[:TEN].steps
    assert DAY.steps == DAY[NINE - HOUR :].steps
    assert (Step(ONE, None, DONE),) == DAY[ONE:].steps


def test_a_cut_of_no_length_is_empty() -> None:
    """Nothing lies between an instant and itself, or one before it."""
    assert () == DAY[TEN:TEN].steps == DAY[NOON:TEN].steps == DAY[ONE:NOON].steps


def test_steps_are_taken_by_position_too() -> None:
    """A slice of positions takes steps; the flaws of the rows stay with it."""
    flawed = Timeline(DAY.steps, (Flaw(0, "backward", "…"),))

    assert DAY.steps[:2] == flawed[:2].steps
    assert flawed.flaws == flawed[:2].flaws == flawed[TEN:].flaws
    assert DAY.steps[::2] == DAY[::2].steps
    with pytest.raises(BadInstant):
        DAY[0:NOON]


# --- audit rows -----------------------------------------------------------------------------------


def test_rows_at_one_instant_are_one_step_until_a_field_comes_up_again() -> None:
    """Changes of several fields at once are one step; a second change of a field is another."""
    timeline = Timeline.from_changes(
        [
            (TEN, "state", "new", "active"),
            (TEN, "group", None, "mail"),
            (TEN, "state", "active", "on_hold"),
            (NOON, "state", "on_hold", "active"),
        ],
        opened_at=NINE,
        facts={"category": "email"},
    )

    assert [
        (NINE, "new", None),
        (TEN, "active", "mail"),
        (TEN, "on_hold", "mail"),
        (NOON, "active", "mail"),
    ] == [(step.at, step.get("state"), step.get("group")) for step in timeline]
    assert {"email"} == {step.get("category") for step in timeline}
    assert () == timeline.flaws


def test_the_first_step_is_at_the_first_row_unless_told() -> None:
    """Without an opening, what was before the first change lasted no time."""
    timeline = Timeline.from_changes([(TEN, "state", "new", "active")])

    assert [(TEN, "new"), (TEN, "active")] == [(step.at, step.get("state")) for step in timeline]


def test_many_changes_at_one_instant_are_one_step_at_once() -> None:
    """Four times as many fields take about four times as long, and the step has them all."""

    def rows(fields: int) -> list[tuple[datetime, str, object, object]]:
        return [(NINE, f"field {number}", None, number) for number in range(fields)]

    few, many = (partial(Timeline.from_changes, rows(fields)) for fields in (2_000, 8_000))
    before, after = within_times(8, few, many)
    assert (8_000, 7_999) == (len(after.facts), after.get("field 7999"))
    assert before.get("field 7999") is None


def test_broken_chains_are_listed() -> None:
    """A row whose old value is not the one before is read as it is, and named."""
    timeline = Timeline.from_changes(
        [(NINE, "state", "new", "active"), (TEN, "state", "on_hold", "resolved")]
    )

    words = "state was 'active' and the row says 'on_hold'"
    assert (Flaw(1, "broken_chain", words),) == timeline.flaws
    assert ["new", "active", "resolved"] == [step.get("state") for step in timeline]


def test_audit_rows_that_go_back_are_refused_by_their_number() -> None:
    """The refusal counts rows, not steps; sorted, they are read, and flaws keep their numbers."""
    rows = [
        (NINE, "state", "new", "active"),
        (NINE, "group", None, "mail"),
        (NOON, "state", "on_hold", "resolved"),
        (TEN, "state", "broken", "on_hold"),
    ]

    with pytest.raises(BackwardStep) as refusal:
        Timeline.from_changes(rows)
    assert (3, TEN, NOON) == (refusal.value.index, refusal.value.at, refusal.value.previous)
    timeline = Timeline.from_changes(rows, sort=True)
    assert ["new", "active", "on_hold", "resolved"] == [step.get("state") for step in timeline]
    assert [3] == [flaw.index for flaw in timeline.flaws]


@pytest.mark.parametrize("odd", [5, "ab", "abc", "abcd", {1, 2, 3, 4}, (NINE,)], ids=repr)
@pytest.mark.parametrize(
    "read",
    [
        lambda odd: Timeline.from_rows([odd]),
        lambda odd: Timeline.from_changes([odd]),
        lambda odd: Timeline.from_snapshot({"created": NINE}, stages=[odd]),
        lambda odd: Decision([odd]),
    ],
)
def test_what_is_no_row_is_shown_as_it_is(read: Any, odd: Any) -> None:
    """Be it a number, or a text of as many letters as a row has parts."""
    with pytest.raises(
        (BadRow, BadValue), match=f"{re.escape(repr(odd))[:20]}.*; give "
    ) as refusal:
        read(odd)
    assert refusal.value.__class__ in {BadRow, BadValue}


def test_a_record_opens_before_it_changes() -> None:
    """Without rows an opening is needed, and no row may lie before it."""
    assert [Step(NINE, None, NEW)] == [*Timeline.from_changes([], opened_at=NINE, facts=NEW)]
    with pytest.raises(BadRow, match="row 0 is missing; give a row, or opened_at"):
        Timeline.from_changes([])
    with pytest.raises(BadRow, match=r"row 0 is at .*, before opened_at, .*; fix either"):
        Timeline.from_changes([(NINE, "state", "new", "active")], opened_at=TEN)


# --- snapshots ------------------------------------------------------------------------------------


def test_a_snapshot_says_when_stages_were_reached() -> None:
    """A column for each stage becomes a step for each; what happened in between is unknown."""
    timeline = Timeline.from_snapshot(
        {"number": "INC-1", "opened_at": NINE, "resolved_at": None, "closed_at": NOON}
    )

    assert [
        (NINE, {"number": "INC-1", "state": "new", "phase": Phase.NEW}),
        (NOON, {"number": "INC-1", "state": "closed", "phase": Phase.CLOSED}),
    ] == [(step.at, step.facts) for step in timeline]
    assert [(0, "pauses_unknown")] == [(flaw.index, flaw.code) for flaw in timeline.flaws]


def test_columns_that_go_back_are_read_as_the_instant_before() -> None:
    """A stage that was reached before the one ahead of it takes no time, and is named."""
    timeline = Timeline.from_snapshot({"opened_at": NINE, "resolved_at": NOON, "closed_at": TEN})

    assert [NINE, NOON, NOON] == [step.at for step in timeline]
    told = [(flaw.index, flaw.code) for flaw in timeline.flaws]
    assert [(0, "pauses_unknown"), (0, "backward")] == told
    assert f"closed_at {TEN} lies before {NOON}; read as that instant" == timeline.flaws[1].words


def test_a_snapshot_may_have_stages_of_its_own() -> None:
    """The columns and what they mean can be given."""
    stages = [("created", "queued", Phase.NEW), ("picked", "working", Phase.ACTIVE)]
    timeline = Timeline.from_snapshot({"created": NINE, "picked": TEN}, stages=stages)

    assert {"queued": HOUR, "working": 0 * HOUR} == timeline.time_by("state")


@pytest.mark.parametrize(
    "stage", ["created", ("created", "queued"), ("created", "queued", "new"), (1, "a", Phase.NEW)]
)
def test_a_stage_is_a_column_a_state_and_a_phase(stage: Any) -> None:
    """Anything else is refused as it was given."""
    with pytest.raises(BadValue, match="stages cannot be") as refusal:
        Timeline.from_snapshot({"created": NINE}, stages=[stage])
    assert stage == refusal.value.value


def test_a_snapshot_needs_an_instant() -> None:
    """A row with no instant in any column is refused, and so is one with anything else there."""
    with pytest.raises(Unlisted, match="there is no instant among"):
        Timeline.from_snapshot({"number": "INC-1"})
    with pytest.raises(BadInstant):
        Timeline.from_snapshot({"opened_at": date(2026, 1, 5)})


# --- what a timeline knows ----------------------------------------------------------------------

PHASES = {"To Do": Phase.NEW, "Waiting": Phase.PENDING, "Done": Phase.CLOSED}


def test_rows_are_given_the_phases_of_their_states() -> None:
    """By a mapping, or as a model has them; what a row says itself stays."""
    rows: list[Any] = [
        (NINE, {"state": "new"}),
        (NOON, "hold", {"state": "on_hold", "phase": Phase.ACTIVE}),
        (ONE, {"group": "mail"}),
    ]
    for phases in (INCIDENT, INCIDENT.lifecycle, INCIDENT.phases):
        timeline = Timeline.from_rows(rows, phases=phases)
        assert [Phase.NEW, Phase.ACTIVE, None] == [step.facts["phase"] for step in timeline]
        assert (3 * HOUR, 0 * HOUR) == (timeline.time_in(Phase.NEW), timeline.time_in("closed"))
        assert () == timeline.flaws


def test_an_unknown_state_is_a_flaw_once() -> None:
    """At the row that names it first, whatever it is."""
    states = ["To Do", "Dnoe", None, ["x"], "Dnoe", -100, "Done"]
    timeline = Timeline.from_rows([(NINE, {"state": s}) for s in states], phases=PHASES)
    assert [
        Flaw(1, "unknown_state", "'Dnoe' is no state; its phase is unknown"),
        Flaw(3, "unknown_state", "['x'] is no state; its phase is unknown"),
        Flaw(5, "unknown_state", "-100 is no state; its phase is unknown"),
    ] == list(timeline.flaws)
    assert [Phase.NEW, *[None] * 5, Phase.CLOSED] == [step.facts["phase"] for step in timeline]


def test_sorted_rows_keep_the_places_of_their_flaws() -> None:
    """They are those of the rows as they came."""
    rows = [(NOON, {"state": "x"}), (NINE, {"state": "To Do"})]
    timeline = Timeline.from_rows(rows, phases=PHASES, sort=True)
    assert ([0], "To Do") == ([flaw.index for flaw in timeline.flaws], timeline[0].facts["state"])


def test_changes_are_given_the_phases_of_their_states() -> None:
    """Each step that of the state it stands in, and the oldest one too."""
    changes = [
        (NINE, "group", None, "mail"),
        (NOON, "state", "To Do", "Waiting"),
        (ONE, "state", "Waiting", "Dnoe"),
    ]
    timeline = Timeline.from_changes(changes, phases=PHASES)
    assert [Phase.NEW, Phase.NEW, Phase.PENDING, None] == [step.facts["phase"] for step in timeline]
    assert [(2, "unknown_state")] == [(flaw.index, flaw.code) for flaw in timeline.flaws]
    assert 0 * HOUR == timeline.time_in("Done")
    strange = Timeline.from_changes([(NINE, "state", "Old", "Done")], phases=PHASES)
    assert ["'Old' is no state; its phase is unknown"] == [flaw.words for flaw in strange.flaws]
    alone = Timeline.from_changes([], opened_at=NINE, facts={"state": "Done"}, phases=PHASES)
    assert Phase.CLOSED is alone[0].facts["phase"]


@pytest.mark.parametrize("phases", ["new", 3, {"new": "new"}, [("new", Phase.NEW)]])
def test_phases_are_a_mapping_or_those_of_a_model(phases: Any) -> None:
    """Where rows are read, and where changes are."""
    with pytest.raises(BadValue, match="phase"):
        Timeline.from_rows([], phases=phases)
    with pytest.raises(BadValue, match="phase"):
        Timeline.from_changes([], opened_at=NINE, phases=phases)


def test_a_state_that_a_timeline_does_not_know_is_told() -> None:
    """With the nearest that it knows, and not as no time at all."""
    for asked in ("on_hld", "closed", "New"):
        with pytest.raises(Unlisted, match=f"there is no state of the timeline '{asked}'"):
            DAY.time_in(asked)
    with pytest.raises(Unlisted, match="did you mean 'on_hold'"):
        DAY.time_in("on_hld", until=ONE)
    with pytest.raises(Unlisted, match="there is no state of the timeline 'x'; known: none"):
        Timeline.from_rows([(NINE, {"status": "x"})]).time_in("x")


def test_a_phase_is_told_where_no_step_has_any() -> None:
    """Where some have one, it was never in the others."""
    bare = Timeline.from_rows([(NINE, {"state": "new"}), (NOON, {"state": "on_hold"})])
    with pytest.raises(Unlisted, match=r"read it with phases=\) Phase.PENDING; known: none"):
        bare.time_in(Phase.PENDING)
    assert 0 * HOUR == DAY.time_in(Phase.CANCELLED)


def test_a_snapshot_that_does_not_tell_pauses_has_no_pending_time_of_nothing() -> None:
    """Nor has a cut of it; what its stages tell is known, whether or not it came to them."""
    row = {"opened_at": NINE, "resolved_at": NOON}
    told = Timeline.from_snapshot(row)
    for timeline in (told, told[:ONE]):
        with pytest.raises(
            Unlisted, match=r"that tells no pauses, Phase\.PENDING; known: Phase\.NEW"
        ):
            timeline.time_in(Phase.PENDING)
        assert (3 * HOUR, 0 * HOUR) == (timeline.time_in(Phase.NEW), timeline.time_in(Phase.CLOSED))
    stages = [("opened_at", "new", Phase.NEW), ("held_at", "on_hold", Phase.PENDING)]
    held = Timeline.from_snapshot({**row, "held_at": NOON}, stages=stages)
    assert HOUR == held.time_in(Phase.PENDING, until=ONE)


def test_what_is_known_of_the_whole_is_known_of_a_cut() -> None:
    """And what a condition asks is asked as it is."""
    cuts = (DAY[NOON - HOUR :], DAY[:NOON], DAY[-1:], DAY[NINE:NOON][NINE:])
    assert all(0 * HOUR <= cut.time_in("new") for cut in cuts)
    assert all(DAY.known_states == cut.known_states for cut in cuts)
    assert 0 * HOUR == DAY.time_in(state("on_hld"))


def test_a_record_s_timeline_knows_the_states_of_its_model() -> None:
    """Those it never was in; a snapshot's knows its stages, and an export's the product's."""
    inc = Incident.open("I-1", at=NINE, by="ada", summary="x").start(at=NOON, by="grace")
    timeline = inc.timeline()
    assert (3 * HOUR, 0 * HOUR) == (timeline.time_in("new"), timeline.time_in("on_hold"))
    with pytest.raises(Unlisted, match="did you mean 'on_hold'"):
        timeline.time_in("onhold")
    assert 0 * HOUR == Timeline.from_snapshot({"opened_at": NINE}).time_in("closed")
    row = {"number": "I", "sys_updated_on": "2026-01-05 09:00:00", "incident_state": "New"}
    assert 0 * HOUR == servicenow.timelines([row])["I"].time_in("on_hold")


def test_what_a_timeline_knows_is_written_and_read_and_no_part_of_its_value() -> None:
    """So that one of 0.1.0 is equal to itself."""
    converter = make_converter()
    rows = [(NINE, {"state": "To Do"})]
    timeline = Timeline.from_rows(rows, phases=PHASES)
    document = converter.unstructure(timeline)
    assert sorted(PHASES) == sorted(document["states"])
    assert timeline.states == converter.structure(document, Timeline).states == {*PHASES}
    assert "states" not in converter.unstructure(Timeline.from_rows(rows))
    assert timeline == attrs.evolve(timeline, states=())
    assert timeline.states == pickle.loads(pickle.dumps(timeline)).states


def test_time_is_added_up_by_single_values() -> None:
    """A fact that holds a list has no time of its own."""
    held: dict[str, Any] = {"items": ["a"]}
    with pytest.raises(BadValue, match="give a fact of single values, such as texts"):
        Timeline.from_rows([(NOON, held)]).time_by("items", until=NOON)


def test_a_timeline_is_a_table_of_what_changed() -> None:
    """What is absent is left out until it goes, an event's data and what is empty always."""
    timeline = Timeline.from_rows(
        [
            (NINE, "open", {"state": "new", "group": None, "tags": (), "event.public": True}),
            (NINE + HOUR, "assign", {"state": "new", "group": "<mail>"}),
            (NINE + 2 * HOUR, {"state": "new", "group": None}),
        ]
    )
    assert [
        "at                      verb    changed",
        "2026-01-05 09:00+00:00  open    state new",
        "2026-01-05 10:00+00:00  assign  group <mail>",
        "2026-01-05 11:00+00:00          group none",
    ] == str(timeline).splitlines()
    assert "group &lt;mail&gt;" in timeline._repr_html_()
    odd = Timeline.from_changes([(NINE, "state", "old", "new"), (NINE + HOUR, "state", "x", "y")])
    assert "state was 'new' and the row says 'x' (row 1)" in f"{odd:md}"
