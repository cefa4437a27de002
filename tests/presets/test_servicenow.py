"""ServiceNow: its tables, and its exports with all their dirt."""

import json
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from itsmcore.conformance import check
from itsmcore.errors import BadRow, BadValue, GuardRefused
from itsmcore.lifecycle import Lifecycle, Phase, faults
from itsmcore.presets import servicenow
from itsmcore.service_levels import Agreement, Goal
from tests.instants import NINE

FACTS = Path(__file__).parents[3] / "shared" / "facts" / "presets.json"


def row(number: str, at: str, state: str, **more: Any) -> dict[str, Any]:
    return {"number": number, "sys_updated_on": at, "incident_state": state, **more}


def read(*rows: dict[str, Any], **options: Any) -> Any:
    """Read the rows of one incident."""
    (timeline,) = servicenow.timelines(rows, **options).values()
    return timeline


def flaws(timeline: Any) -> list[tuple[int, str]]:
    return [(flaw.index, flaw.code) for flaw in timeline.flaws]


@pytest.mark.skipif(
    not FACTS.exists(), reason="the facts about products are not beside the project"
)
def test_codes_and_matrix_are_the_product_s() -> None:
    """As they were read off its documentation."""
    facts = json.loads(FACTS.read_text())["servicenow"]
    assert facts["incident"]["states"] == {s.code: s.label for s in servicenow.STATES}
    reasons = facts["incident"]["hold_reason"]
    assert all(
        servicenow.HOLD_REASONS[code] == servicenow.HOLD_REASONS[label]
        for code, label in reasons.items()
    )
    assert facts["incident"]["close_code"] == list(servicenow.CLOSE_CODES)
    for impact in servicenow.IMPACTS:
        for urgency in servicenow.URGENCIES:
            stated = facts["priority"]["matrix[impact][urgency]"][impact.code][urgency.code]
            assert str(stated) == servicenow.MATRIX[impact, urgency].code


@pytest.mark.skipif(
    not FACTS.exists(), reason="the facts about products are not beside the project"
)
def test_states_and_codes_of_other_records_are_the_product_s() -> None:
    """A cancelled problem has no code of its own: the product closes it."""
    facts = json.loads(FACTS.read_text())["servicenow"]
    coded = servicenow.PRESET.codes_of

    def stored(field: str) -> dict[str, str]:
        return {code.code: code.label for code in coded(field).codes}

    assert facts["problem"]["states"] == stored("problem.state")
    assert facts["problem"]["resolution_code"] == list(stored("problem.resolution_code"))
    assert facts["change"]["states"] == stored("change.state")
    assert facts["change"]["close_code"] == list(stored("change.outcome"))
    assert facts["change"]["task_states"] == stored("change_task.state")


@pytest.mark.skipif(
    not FACTS.exists(), reason="the facts about products are not beside the project"
)
@pytest.mark.parametrize("kind", ["normal", "standard", "emergency"])
def test_changes_go_through_the_product_s_states(kind: str) -> None:
    """In its order; each is followed by the next along some rule."""
    flow = json.loads(FACTS.read_text())["servicenow"]["change"]["flows"][kind]
    model = servicenow.PRESET.model(f"servicenow.{kind}_change")
    names = {state.label: state.name for state in model.states}
    assert {(names[a], names[b]) for a, b in pairwise(flow)} <= model.edges
    assert [*flow, "Canceled"] == [state.label for state in model.states]


def test_the_strict_model_lacks_only_the_hold_of_a_resolved_incident() -> None:
    """The lenient one has it."""
    assert {
        ("resolved", "on_hold")
    } == servicenow.INCIDENT_LENIENT.edges - servicenow.INCIDENT.edges


@pytest.mark.parametrize("table", servicenow.PRESET.lifecycles, ids=lambda table: table.name)
def test_tables_without_a_model_have_no_fault(table: Lifecycle) -> None:
    """Each stores its states by name, and all can be reached."""
    assert () == faults(table).faults
    assert [state.name for state in table.states] == [state.code for state in table.states]


def test_a_request_is_delivered_before_it_is_closed_or_is_cancelled() -> None:
    """And nothing leads out of an end."""
    edges = servicenow.REQUEST.edges
    assert {
        ("draft", "submitted"),
        ("submitted", "in_process"),
        ("in_process", "delivered"),
    } < edges
    ends = {"cancelled", "closed_complete", "closed_incomplete", "closed_cancelled"}
    assert ends == {target for _, target in edges} - {source for source, _ in edges}


def test_waiting_for_the_caller_needs_a_comment() -> None:
    """The product asks for one."""
    inc = servicenow.INCIDENT.open("INC1", at=NINE, by="ada", summary="s")
    with pytest.raises(
        GuardRefused, match="an incident that waits for the caller carries a comment"
    ):
        inc.hold(at=NINE, by="x", reason="caller")
    assert "on_hold" == inc.hold(at=NINE, by="x", reason="caller", note="which floor?").state
    assert "on_hold" == inc.hold(at=NINE, by="x", reason="vendor").state


@pytest.mark.parametrize(
    ("raw", "state", "phase", "reason"),
    [
        ("New", "new", Phase.NEW, None),
        ("1", "new", Phase.NEW, None),
        ("in_progress", "in_progress", Phase.ACTIVE, None),
        ("Active", "in_progress", Phase.ACTIVE, None),
        ("Awaiting User Info", "on_hold", Phase.PENDING, "caller"),
        ("Awaiting Evidence", "on_hold", Phase.PENDING, "evidence"),
        ("Canceled", "cancelled", Phase.CANCELLED, None),
        ("7", "closed", Phase.CLOSED, None),
    ],
)
def test_states_are_read_by_label_code_and_old_name(
    raw: str, state: str, phase: Phase, reason: str | None
) -> None:
    """Whatever release wrote them."""
    facts = read(row("INC1", "2026-01-05 09:00:00", raw))[0].facts
    assert (state, phase, reason) == (facts["state"], facts["phase"], facts.get("hold_reason"))


def test_an_unknown_state_has_no_phase() -> None:
    """It is kept as it is written, and listed."""
    timeline = read(
        row("INC1", "2026-01-05 09:00:00", "New"), row("INC1", "2026-01-05 10:00:00", "-100")
    )
    assert ("-100", None) == (timeline[1].facts["state"], timeline[1].facts["phase"])
    assert [(1, "unknown_state")] == flaws(timeline)


def test_the_first_step_stands_at_the_opening() -> None:
    """Where that is not later; no step is added."""
    times = ("2026-01-05 09:10:00", "2026-01-05 09:00:00", "2026-01-05 11:00:00")
    early = read(row("INC1", times[0], "New", opened_at=times[1]), row("INC1", times[2], "Active"))
    assert (2, NINE) == (len(early), early[0].at)
    late = read(row("INC1", times[0], "New", opened_at=times[2]))
    assert NINE + timedelta(minutes=10) == late[0].at


def test_back_filled_columns_are_read_from_the_closing_row_on() -> None:
    """Before it they would tell the future."""
    final = {
        "resolved_at": "2026-01-05 11:00:00",
        "close_code": "User error",
        "resolved_by": "grace",
    }
    timeline = read(
        row("INC1", "2026-01-05 09:00:00", "New", **final),
        row("INC1", "2026-01-05 11:00:00", "Resolved", **final),
        row("INC1", "2026-01-05 12:00:00", "Closed", **final),
    )
    assert [None, None, "user_error"] == [step.facts.get("resolution_code") for step in timeline]
    assert [False, False, True] == ["resolved_at" in step.facts for step in timeline]


def test_a_backward_row_keeps_its_place() -> None:
    """At the instant of the row before."""
    timeline = read(
        row("INC1", "2026-01-05 10:00:00", "New"),
        row("INC1", "2026-01-05 09:00:00", "Active"),
        row("INC1", "2026-01-05 11:00:00", "Resolved"),
    )
    assert ["new", "in_progress", "resolved"] == [step.facts["state"] for step in timeline]
    assert timeline[0].at == timeline[1].at
    assert [(1, "backward")] == flaws(timeline)


@pytest.mark.parametrize("missing", ["", "?", None])
def test_a_row_without_a_time_stands_at_the_one_before(missing: Any) -> None:
    """The first has none before it, and falls back on the opening."""
    timeline = read(row("INC1", "2026-01-05 10:00:00", "New"), row("INC1", missing, "Active"))
    assert (timeline[0].at, [(1, "no_time")]) == (timeline[1].at, flaws(timeline))
    opened = read(row("INC1", missing, "New", opened_at="2026-01-05 09:00:00"))
    assert NINE == opened[0].at
    nowhere = read(row("INC1", missing, "New"), row("INC1", missing, "Active"))
    assert (0, [(0, "no_time"), (1, "no_time")]) == (len(nowhere), flaws(nowhere))


def test_an_unreadable_time_is_listed() -> None:
    """And read as the one before."""
    timeline = read(row("INC1", "2026-01-05 10:00:00", "New"), row("INC1", "yesterday", "Active"))
    assert timeline[0].at == timeline[1].at
    assert (1, "unreadable_time") in flaws(timeline)


def test_an_ambiguous_time_is_the_first_of_two() -> None:
    """And one that the clock skipped is moved forward; both are listed."""
    autumn = read(row("INC1", "2026-10-25 02:30:00", "New"), tz="Europe/Amsterdam")
    assert datetime(2026, 10, 25, 0, 30, tzinfo=UTC) == autumn[0].at
    assert [(0, "ambiguous_time")] == flaws(autumn)
    spring = read(row("INC1", "2026-03-29 02:30:00", "New"), tz="Europe/Amsterdam")
    assert datetime(2026, 3, 29, 1, 30, tzinfo=UTC) == spring[0].at
    assert [(0, "skipped_time")] == flaws(spring)


def test_instants_may_be_datetimes() -> None:
    """An aware one is taken as it is, a naive one by the zone."""
    aware = read(row("INC1", NINE, "New"))  # type: ignore[arg-type]
    naive = read(row("INC1", datetime(2026, 1, 5, 10), "New"), tz="Europe/Amsterdam")  # type: ignore[arg-type]
    assert NINE == aware[0].at == naive[0].at


def test_levels_and_counts_are_understood() -> None:
    """By code, by label, by both; what is not is kept and listed."""
    timeline = read(
        row(
            "INC1",
            "2026-01-05 09:00:00",
            "New",
            impact="2 - Medium",
            urgency="High",
            priority="9",
            reassignment_count="3",
            reopen_count="many",
        )
    )
    facts = timeline[0].facts
    assert (servicenow.IMPACTS[1], servicenow.URGENCIES[0], "9", 3, "many") == (
        facts["impact"],
        facts["urgency"],
        facts["priority"],
        facts["reassignment_count"],
        facts["reopen_count"],
    )
    assert {(0, "unknown_level"), (0, "unknown_count")} == set(flaws(timeline))


def test_columns_can_be_renamed_and_added() -> None:
    """Exports differ."""
    rows = [{"id": "INC1", "when": "5/1/2026 09:00", "incident_state": "New", "u_site": "A"}]
    log = servicenow.timelines(
        rows,
        columns={"number": "id", "at": "when", "site": "u_site"},
        format="%d/%m/%Y %H:%M",
    )
    assert (NINE, "A") == (log["INC1"][0].at, log["INC1"][0].facts["site"])


def test_rows_of_several_incidents_may_be_mixed() -> None:
    """Each keeps the order of the file."""
    log = servicenow.timelines(
        [
            row("INC2", "2026-01-05 09:00:00", "New"),
            row("INC1", "2026-01-05 08:00:00", "New"),
            row("INC2", "2026-01-05 10:00:00", "Active"),
        ]
    )
    assert [("INC2", 2), ("INC1", 1)] == [(number, len(t)) for number, t in log.items()]


def test_a_row_is_a_mapping() -> None:
    """Another is refused by its number."""
    with pytest.raises(BadRow, match=r"row 1 .*is 'INC2'; give rows, such as csv.DictReader gives"):
        servicenow.timelines([row("INC1", "2026-01-05 09:00:00", "New"), "INC2"])  # type: ignore[list-item]


def test_no_rows_are_no_timelines() -> None:
    """An empty export is no error."""
    assert {} == servicenow.timelines([])


def test_a_missing_column_is_an_error_that_names_the_nearest() -> None:
    """That is no dirt of one row but a wrong mapping."""
    with pytest.raises(
        BadRow, match="has no column 'sys_updated_on'; did you mean 'sys_updated_at'"
    ):
        servicenow.timelines([{"number": "INC1", "sys_updated_at": "x", "incident_state": "New"}])


@pytest.mark.parametrize("zone", ["Mars/Olympus", "", "../etc/passwd"])
def test_an_unknown_zone_is_an_error(zone: str) -> None:
    """With an example of a known one."""
    with pytest.raises(BadValue, match="give an IANA zone such as 'Europe/Lisbon'"):
        servicenow.timelines([], tz=zone)


def test_labels_of_one_s_own_stand_for_states() -> None:
    """Of the model; another state is an error."""
    timeline = read(
        row("INC1", "2026-01-05 09:00:00", "Aberto"),
        row("INC1", "2026-01-05 10:00:00", "Pendente"),
        states={"Aberto": "new", "Pendente": ("on_hold", "caller")},
        tz=ZoneInfo("Europe/Lisbon"),
    )
    assert ["new", "on_hold"] == [step.facts["state"] for step in timeline]
    assert ("caller", ()) == (timeline[1].facts["hold_reason"], timeline.flaws)
    with pytest.raises(BadValue, match="states cannot be 'aberto'; give one of new, in_progress"):
        servicenow.timelines([], states={"Aberto": "aberto"})


@pytest.mark.parametrize("edge", ["0001-01-01 00:00:00", "9999-12-31 23:59:59"])
def test_a_time_beyond_the_calendar_is_listed(edge: str) -> None:
    """In a zone where UTC has no such year."""
    zone = "Asia/Tokyo" if edge.startswith("0001") else "America/New_York"
    timeline = read(row("INC1", "2026-01-05 10:00:00", "New"), row("INC1", edge, "Active"), tz=zone)
    assert (1, "unreadable_time") in flaws(timeline)


@pytest.mark.parametrize("state", ["Closed", "Canceled"])
def test_final_values_stay_read_once_it_has_ended(state: str) -> None:
    """Also on rows after it, whatever they say."""
    final = {"close_code": "User error"}
    timeline = read(
        row("INC1", "2026-01-05 09:00:00", state, **final),
        row("INC1", "2026-01-05 10:00:00", "Active", **final),
    )
    assert ["user_error"] * 2 == [step.facts.get("resolution_code") for step in timeline]


@pytest.mark.skipif(
    not FACTS.exists(), reason="the facts about products are not beside the project"
)
def test_every_label_and_code_is_read() -> None:
    """States, hold reasons and close codes, by what the product stores and by what it shows."""
    facts = json.loads(FACTS.read_text())["servicenow"]["incident"]
    names = [state.name for state in servicenow.STATES]
    for (code, label), name in zip(facts["states"].items(), names, strict=True):
        for raw in (code, label):
            assert name == read(row("INC1", "2026-01-05 09:00:00", raw))[0].facts["state"]
    reasons = {"Caller": "caller", "Problem": "problem", "Vendor": "vendor", "Change": "change"}
    for code, label in facts["hold_reason"].items():
        reason = reasons[label.removeprefix("Awaiting ")]
        held = row("INC1", "2026-01-05 09:00:00", "On Hold", hold_reason=code)
        old = row("INC1", "2026-01-05 09:00:00", label.replace("Caller", "User Info"))
        assert reason == read(held)[0].facts["hold_reason"] == read(old)[0].facts["hold_reason"]


def test_closing_needs_the_resolution() -> None:
    """The product asks for code and notes on closing too."""
    (rule,) = [rule for rule in servicenow.INCIDENT.rules if rule.event.verb == "close"]
    assert ("resolution_code", "resolution_notes") == rule.needs


def test_values_that_cannot_be_hashed_are_read_all_the_same() -> None:
    """A JSON export may hold a list."""
    timeline = read(row("INC1", "2026-01-05 09:00:00", "New", category=["a", "b"]))
    assert ["a", "b"] == timeline[0].facts["category"]


class Unhashable(str):
    """A text whose hash raises what no hash raises."""

    def __hash__(self) -> int:
        raise ValueError("no hash")


def test_a_cell_whose_hash_raises_is_read_all_the_same() -> None:
    """It is what it says."""
    timeline = read(row("INC1", "2026-01-05 09:00:00", "New", category=Unhashable("a")))
    assert "a" == timeline[0].facts["category"]


def test_a_life_by_the_model_conforms_to_it() -> None:
    """Opened to closed by the product's own rules."""
    inc = servicenow.INCIDENT.open(
        "INC1",
        at=NINE,
        by="ada",
        summary="s",
        impact=servicenow.IMPACTS[0],
        urgency=servicenow.URGENCIES[1],
    )
    assert servicenow.PRIORITIES[1] == inc.priority
    inc = inc.start(at=NINE, by="x").resolve(at=NINE, by="x", code="user_error", notes="n")
    report = check(servicenow.INCIDENT, {"INC1": inc.close(at=NINE, by="ada").timeline()})
    assert () == report.deviations


def test_a_format_is_short() -> None:
    """To make sense of a long one takes seconds."""
    with pytest.raises(BadValue, match=r"; give letters of datetime.strptime, 200"):
        servicenow.timelines([], format="%Y" * 101)


def test_a_resolved_incident_is_closed_after_seven_business_days() -> None:
    """Whatever its caller writes meanwhile; a major one stays open."""
    inc = servicenow.INCIDENT.open("INC1", at=NINE, by="ada", summary="s")
    inc = inc.resolve(at=NINE, by="x", code="user_error", notes="n")
    asked = inc.comment(at=NINE + timedelta(days=1), by="ada", text="Thanks", public=True)
    due = NINE + timedelta(days=9)
    for one in (inc, asked):
        assert "resolved" == one.tick(at=due - timedelta(seconds=1)).state
        closed = one.tick(at=due)
        assert ("closed", due) == (closed.state, closed.history[-1].at)
    major = servicenow.INCIDENT.open("INC2", at=NINE, by="ada", summary="s")
    major = major.promote_major(at=NINE, by="x")
    major = major.resolve(at=NINE, by="x", code="user_error", notes="n")
    assert "resolved" == major.tick(at=due).state


def test_hours_and_reminders_make_a_goal() -> None:
    """Of an agreement that counts as the product's clocks do."""
    goal = Goal(
        "resolution",
        stop=Phase.RESOLVED,
        targets=timedelta(hours=18),
        schedule=servicenow.HOURS,
        thresholds=servicenow.REMINDERS,
        terms=servicenow.TERMS,
    )
    inc = servicenow.INCIDENT.open("INC1", at=NINE, by="ada", summary="s")
    clocks = Agreement("shipped", goals=[goal]).measure(inc.timeline(), at=NINE + timedelta(days=3))
    passed = [(of.threshold.percent, of.at) for of in clocks["resolution"].passed]
    assert [
        (50, NINE + timedelta(days=1)),
        (75, NINE + timedelta(days=1, hours=4, minutes=30)),
        (100, NINE + timedelta(days=2)),
    ] == passed


def test_spaces_make_no_other_incident() -> None:
    """Nor another code, time or priority."""
    opened = row("INC7", "2026-01-05 09:00:00", "New", hold_reason=" ", priority=" 2 - High")
    held = row("INC7 ", "2026-01-05 10:00:00 ", "On Hold ", hold_reason="Awaiting Caller ")
    log = servicenow.timelines([opened, held])
    assert ["INC7"] == [*log]
    assert [None, "caller"] == [step.facts.get("hold_reason") for step in log["INC7"]]
    assert "High" == str(log["INC7"][0].facts["priority"])
    assert [] == flaws(log["INC7"])
