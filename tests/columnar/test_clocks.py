"""Clocks in columns are the clocks of each timeline, figure by figure."""

import pickle
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

import pytest
from hypothesis import given as over
from hypothesis import settings
from hypothesis import strategies as st

from itsmcore import TASK
from itsmcore import testing as kit
from itsmcore.conditions import ALWAYS, NEVER, as_condition, field, happened
from itsmcore.decisions import Decision, Match
from itsmcore.errors import (
    BadValue,
    FaultyDefinition,
    Incomparable,
    NaiveTime,
    NotColumnar,
    Unlisted,
)
from itsmcore.incidents import HoldReason
from itsmcore.level import Priority
from itsmcore.phase import Phase
from itsmcore.presets import servicenow
from itsmcore.schedule import Schedule, WorkingDays
from itsmcore.service_levels import Agreement, Goal, InZoneOf, Terms
from itsmcore.timeline import Step, Timeline
from tests.instants import HOUR, TICK
from tests.instants import MIDNIGHT as MONDAY
from tests.logs import uci_rows, with_uci

np = pytest.importorskip("numpy")

from itsmcore.columnar import Steps, measure  # noqa: E402

# --- as the scalar clocks are ---------------------------------------------------------------


def rows_of(columns: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Read columns row by row, as `Clock.row` gives them."""
    return [
        dict(zip(columns, map(plain, row), strict=True))
        for row in zip(*(column.tolist() for column in columns.values()), strict=True)
    ]


def plain(value: Any) -> Any:
    """Put None for NaN, and a zone to an instant."""
    if isinstance(value, datetime):
        return value.replace(tzinfo=UTC)
    return value if value == value else None


def differences(
    agreement: Agreement, timelines: Mapping[str, Timeline], steps: Steps, at: datetime
) -> list[Any]:
    """List what differs from the scalar clocks, by case and goal."""
    measured = {of: rows_of(columns) for of, columns in measure(agreement, steps, at=at).items()}
    assert [goal.name for goal in agreement.goals] == list(measured)
    found: list[Any] = []
    for place, (case, timeline) in enumerate(timelines.items()):
        for name, clock in agreement.measure(timeline, at=at).items():
            expected, actual = {"case": case} | clock.row, measured[str(name)][place]
            unlike = {key: (expected[key], of) for key, of in actual.items() if expected[key] != of}
            if unlike:
                found.append((case, name, unlike))
    return found


SCHEDULES = st.sampled_from(
    [
        None,
        Schedule.always(),
        Schedule.never(),
        Schedule.weekly({"mon-fri": "09:00-17:00"}, tz="Europe/Amsterdam"),
        Schedule.weekly({"mon-sun": "22:00-06:00"}, tz="Australia/Lord_Howe"),
        Schedule.weekly({"mon": "00:00-00:00:00.000003"}, tz="UTC"),
        Schedule.between(MONDAY, MONDAY + 30 * HOUR),
    ]
)
TIMES = st.sampled_from([TICK, HOUR, 2 * HOUR, 3 * HOUR, 8 * HOUR, 23 * HOUR, 70 * HOUR])
PRIORITIES = st.sampled_from([None, *Priority.scale[:3]])
FACTS = st.fixed_dictionaries(
    {
        "phase": st.sampled_from([None, *Phase]),
        "hold_reason": st.sampled_from([None, "", "caller", HoldReason.CALLER, "vendor"]),
        "priority": PRIORITIES,
    },
    optional={
        "group": st.sampled_from([None, "mail", "web"]),
        "resolution_code": st.sampled_from([None, "duplicate", "duplicate", "fixed"]),
    },
)
CONDITIONS = st.sampled_from(
    [
        as_condition(Phase.ACTIVE),
        as_condition(Phase.PENDING),
        field("hold_reason").is_("caller"),
        field("hold_reason").is_set & ~field("group").is_("web"),
        field("group").is_set | field("priority").is_(Priority.HIGH),
        field("group").is_(field("hold_reason")),
        ~field("phase").is_in([Phase.NEW, Phase.ACTIVE]),
    ]
)
TARGETS = st.one_of(
    TIMES,
    st.dictionaries(st.sampled_from(Priority.scale[:3]), TIMES, min_size=1),
    st.builds(
        lambda first, second, match, default: Decision(
            [(field("priority").is_(Priority.HIGH), first), (field("group").is_set, second)],
            match=match,
            default=default,
        ),
        TIMES,
        TIMES,
        st.sampled_from([Match.FIRST, Match.LEAST, Match.GREATEST]),
        st.none() | TIMES,
    ),
)
GOALS: st.SearchStrategy[dict[str, Any]] = st.builds(
    dict[str, Any],
    start=st.just(ALWAYS) | CONDITIONS,
    stop=st.just(Phase.RESOLVED) | CONDITIONS,
    pause=st.just(NEVER) | CONDITIONS,
    cancel=st.just(Phase.CANCELLED) | st.just(NEVER) | CONDITIONS,
    targets=TARGETS,
    schedule=SCHEDULES,
)


@st.composite
def timelines(draw: st.DrawFn) -> Timeline:
    """Draw a short history, in which much happens at one instant and facts are dirty."""
    gaps = st.sampled_from([timedelta(), timedelta(), TICK, HOUR, HOUR, 5 * HOUR, 40 * HOUR])
    at, rows = MONDAY + draw(st.integers(0, 30)) * HOUR, list[Any]()
    for facts in draw(st.lists(FACTS, max_size=8)):
        at += draw(gaps)
        rows.append((at, facts))
    return Timeline.from_rows(rows)


def goals(drawn: list[dict[str, Any]]) -> tuple[Goal, ...]:
    """Make goals of what was drawn, but for those that are faulty."""
    made = []
    for number, given in enumerate(drawn):
        try:
            made.append(Goal(f"goal {number}", **given))
        except FaultyDefinition:
            continue
    return tuple(made)


@settings(max_examples=60)
@over(
    st.lists(GOALS, min_size=1, max_size=4).map(goals).filter(bool),
    st.lists(timelines(), max_size=6),
    st.integers(-5, 150).map(lambda hours: MONDAY + hours * HOUR),
    SCHEDULES,
)
def test_every_figure(
    goals: tuple[Goal, ...], drawn: list[Timeline], at: datetime, schedule: Schedule | None
) -> None:
    """Each is that of the clock that the case's timeline makes alone."""
    agreement = Agreement("gold", goals=goals, schedule=schedule or Schedule.always())
    cases = {f"I{number}": timeline for number, timeline in enumerate(drawn)}
    steps = Steps.of(cases, facts=("phase", "hold_reason", "priority", "group", "resolution_code"))

    assert [] == differences(agreement, cases, steps, at)


@pytest.mark.untraced
@with_uci
def test_every_figure_of_a_real_log() -> None:
    """Of every sixteenth of 24,918 incidents, while most are open and when all have ended."""
    cases = servicenow.timelines(
        uci_rows(),
        columns={"at": "sys_updated_at", "resolution_code": "closed_code"},
        format="%d/%m/%Y %H:%M",
    )
    response, resolution = (
        dict(zip(servicenow.PRIORITIES, (hours * HOUR for hours in needs), strict=False))
        for needs in ((1, 2, 4, 8), (4, 9, 25, 50))
    )
    desk = Agreement(
        "desk",
        schedule=Schedule.weekly({"mon-fri": "08:00-18:00"}, tz="Europe/Lisbon"),
        goals=[
            Goal("response", stop=~field("phase").is_(Phase.NEW), targets=response),
            Goal(
                "resolution",
                stop=Phase.RESOLVED,
                pause=field("hold_reason").is_(HoldReason.CALLER),
                targets=resolution,
            ),
        ],
    )
    assert 24_918 == len(cases)
    cases = dict(islice(cases.items(), 0, None, 16))
    steps = Steps.of(cases, facts=("phase", "hold_reason", "priority"))

    for at in (datetime(2016, 4, 15, 12, tzinfo=UTC), datetime(2017, 3, 1, tzinfo=UTC)):
        assert [] == differences(desk, cases, steps, at)


@settings(deadline=None, max_examples=20)
@over(st.lists(kit.records() | kit.records(TASK), max_size=4))
def test_records_are_measured_as_their_timelines_are(records: list[Any]) -> None:
    """In columns of the facts that are asked for, whichever practice they are of; or of all."""
    logged = {str(place): record.timeline() for place, record in enumerate(records)}
    several = {str(place): record for place, record in enumerate(records)}
    facts = ("phase", "priority", "assignee", "resolution_code", "duplicate_of")
    for asked in (facts, None):
        steps, of_timelines = Steps.of(several, facts=asked), Steps.of(logged, facts=asked)
        assert [*steps.facts] == [*of_timelines.facts]
        assert steps.at.tolist() == of_timelines.at.tolist()
        for name, column in steps.facts.items():
            assert column.values == of_timelines.facts[name].values
    steps = Steps.of(several, facts=facts)
    assert [] == differences(agreed(), logged, steps, MONDAY + 365 * 24 * HOUR)


def test_a_case_that_is_neither_is_refused() -> None:
    """By what it is."""
    wrong: Any = {"I1": [(NINE, {})]}
    with pytest.raises(BadValue, match=r"timelines cannot be \[.*give a mapping from each case"):
        Steps.of(wrong)


# --- edges ----------------------------------------------------------------------------------

NINE, TEN, NOON = (MONDAY + hour * HOUR for hour in (9, 10, 12))
QUICK = Goal("resolution", stop=Phase.RESOLVED, targets=HOUR)
LOG_OF_TWO = {
    "I1": Timeline.from_rows([(NINE, {"phase": Phase.NEW}), (TEN, {"phase": Phase.RESOLVED})]),
    "I2": Timeline.from_rows([(NINE, {"phase": Phase.NEW})]),
}


def agreed(**given: Any) -> Agreement:
    """Agree on a resolution, in other ways than usual."""
    return Agreement("gold", goals=[Goal(**{"metric": "resolution", **QUICK_TERMS, **given})])


QUICK_TERMS: dict[str, Any] = {"stop": Phase.RESOLVED, "targets": HOUR}


def test_what_has_not_happened_yet_has_no_clock() -> None:
    """Each case has a row all the same, and so has one without a step."""
    cases = LOG_OF_TWO | {"I3": Timeline()}
    steps = Steps.of(cases)
    columns = measure(agreed(), steps, at=NINE - TICK)["resolution"]

    assert ["I1", "I2", "I3"] == columns["case"].tolist()
    assert ["not_started"] * 3 == columns["status"].tolist()
    assert [None] * 3 == columns["outcome"].tolist()
    for at in (NINE - TICK, NINE, NOON):
        assert [] == differences(agreed(), cases, steps, at)
    assert (
        []
        == measure(agreed(), Steps.of({}, facts=["phase"]), at=NOON)["resolution"]["due"].tolist()
    )


def test_doubles_are_given_up() -> None:
    """For good, or until they are known to be none; what was met before is given up, too."""
    new, over = {"phase": Phase.NEW}, {"phase": Phase.RESOLVED}
    double = {**over, "resolution_code": "duplicate"}
    rows: dict[str, list[Any]] = {
        "for good": [(NINE, new), (TEN, double), (NOON, {**double, "phase": Phase.CLOSED})],
        "no more": [(NINE, new), (TEN, double), (NOON, {**new, "resolution_code": None})],
        "none": [(NINE, new), (TEN, {**over, "resolution_code": "fixed"})],
        "met first": [(NINE, new), (NINE + HOUR / 2, over), (NOON, double)],
    }
    log = {case: Timeline.from_rows(of) for case, of in rows.items()}
    clocks = measure(agreed(), Steps.of(log), at=NOON + HOUR)["resolution"]

    assert ["cancelled", "running", "completed", "cancelled"] == clocks["status"].tolist()
    assert [None, "missed", "met", None] == clocks["outcome"].tolist()
    assert [True, False, False, True] == clocks["duplicate"].tolist()
    assert NOON.replace(tzinfo=None) == clocks["breached_at"].tolist()[1]
    for hour in range(8, 15):
        assert [] == differences(agreed(), log, Steps.of(log), MONDAY + hour * HOUR)


def test_a_deadline_beyond_twenty_years_is_none() -> None:
    """As it is for one clock; no error is raised."""
    agreement = agreed(targets=50 * HOUR, schedule=Schedule.between(NINE, NOON))
    columns = measure(agreement, Steps.of(LOG_OF_TWO), at=TEN)["resolution"]

    assert [None, None] == columns["due"].tolist()
    assert ["met", "open"] == columns["outcome"].tolist()


def test_the_kinds_of_columns() -> None:
    """They go into a frame as they are."""
    columns = measure(agreed(), Steps.of(LOG_OF_TWO), at=NOON)["resolution"]

    kinds = {name: column.dtype.str[1:] for name, column in columns.items()}
    instants = dict.fromkeys(
        ("started_at", "ended_at", "due", "breached_at", "first_breached_at"), "M8[us]"
    )
    times = dict.fromkeys(("allowed", "elapsed", "remaining", "wall_elapsed"), "m8[us]")
    texts = dict.fromkeys(("case", "status", "outcome"), "O")
    assert (
        texts
        | instants
        | times
        | {"percent": "f8", "breaches": "i8", "cycles": "i8", "duplicate": "b1"}
        == kinds
    )
    assert {(2,)} == {column.shape for column in columns.values()}


# --- what comes in --------------------------------------------------------------------------


def steps_of(**given: Any) -> Steps:
    """Make three steps of two cases, in other ways than usual."""
    usual = {
        "case": np.array(["I1", "I1", "I2"]),
        "at": np.array(["2026-01-05T09", "2026-01-05T10", "2026-01-05T09"], "M8[h]"),
        "facts": {"phase": np.array([Phase.NEW, Phase.RESOLVED, Phase.NEW])},
    }
    return Steps(**(usual | given))


def holds(condition: Any, column: Any) -> list[bool]:
    """Ask a condition of a column named x."""
    count = len(column)
    steps = Steps(
        case=np.arange(count),
        at=np.full(count, NINE.replace(tzinfo=None), "M8[us]"),
        facts={"x": column},
    )
    judged: list[bool] = steps.judge(as_condition(condition)).tolist()
    return judged


def test_columns_are_timelines() -> None:
    """What is read from columns is what is read from timelines."""
    assert [] == differences(agreed(), LOG_OF_TWO, steps_of(), NOON)
    assert "<Steps 3 of 2 cases: phase>" == repr(steps_of()) == repr(Steps.of(LOG_OF_TWO))
    assert "<Steps 0 of 0 cases: no facts>" == repr(Steps.of({}))
    assert [0, 2, 3] == Steps.of(LOG_OF_TWO).begins.tolist() == steps_of().begins.tolist()
    copy = pickle.loads(pickle.dumps(steps_of()))
    assert [] == differences(agreed(), LOG_OF_TWO, copy, NOON)


def test_columns_without_a_row() -> None:
    """Are those of no case."""
    steps = Steps(case=np.array([], str), at=np.array([], "M8[s]"), facts={"phase": np.array([])})

    assert "<Steps 0 of 0 cases: phase>" == repr(steps)
    assert [] == measure(agreed(), steps, at=NOON)["resolution"]["case"].tolist()


def test_steps_are_not_what_they_were_made_of() -> None:
    """So nobody changes them afterwards, nor by what was measured."""
    at, case = steps_of().at, np.array(["I1", "I1", "I2"])
    steps = steps_of(at=at, case=case)
    at[:], case[:] = "2020-01-01", "I9"
    measure(agreed(), steps, at=NOON)["resolution"]["case"][:] = "I8"

    assert ["I1", "I2"] == steps.cases.tolist()
    assert [NINE, TEN, NINE] == [of.replace(tzinfo=UTC) for of in steps.at.tolist()]


def test_steps_until_an_instant() -> None:
    """Later ones are left out, no case is, and nothing is copied in vain."""
    steps = steps_of()

    assert steps is steps.until(TEN)
    assert [0, 1, 2] == steps.until(NINE).begins.tolist()
    assert "<Steps 0 of 2 cases: phase>" == repr(steps.until(NINE - TICK))
    with pytest.raises(NaiveTime):
        steps.until(NINE.replace(tzinfo=None))


@pytest.mark.parametrize("unit", ["h", "s", "ms", "us", "ns"])
def test_instants_of_any_unit(unit: str) -> None:
    """Are read to the microsecond."""
    at = steps_of().at.astype(f"M8[{unit}]")

    assert [NINE, TEN, NINE] == [of.replace(tzinfo=UTC) for of in steps_of(at=at).at.tolist()]


def test_values_are_those_of_timelines() -> None:
    """Instants are datetimes in UTC, numbers and texts Python's own, objects what they are."""
    assert [True, False] == holds(
        field("x") < TEN, np.array(["2026-01-05T09", "2026-01-05T10"], "M8[s]")
    )
    assert [True, False] == holds(field("x") < HOUR, np.array([59, 60], "m8[m]"))
    assert [True, False] == holds(field("x").is_("1"), np.array(["1", "2"]))
    assert [True, False] == holds(
        field("x").is_(Priority.HIGH), np.array([Priority.HIGH, Priority.LOW])
    )
    column = np.empty(3, object)
    column[:] = [["a", "b"], ["c"], np.array(["a", "b"])]
    assert [True, False, True] == holds(field("x").contains("b"), column)


class NotAvailable:
    """Stand for pandas' NA, of which nobody can say whether it differs from anything."""

    def __repr__(self) -> str:
        return "NA"

    def __eq__(self, _: object) -> Any:
        return self

    def __ne__(self, _: object) -> Any:
        return self

    def __hash__(self) -> int:
        return 0

    def __bool__(self) -> bool:
        raise TypeError("boolean value of NA is ambiguous")


@pytest.mark.parametrize(
    "column",
    [
        np.array([1.5, np.nan]),
        np.array(["a", None], object),
        np.array([NINE, float("nan")], object),
        np.array([3, NotAvailable()], object),
        np.array(["2026-01-05", "NaT"], "M8[D]"),
        np.array([5, "NaT"], "m8[s]"),
    ],
    ids=repr,
)
def test_what_is_missing_is_not_set(column: Any) -> None:
    """Whatever stands for it."""
    assert [True, False] == holds(field("x").is_set, column)


def test_equal_values_of_different_classes_stay_apart() -> None:
    """For their texts differ, which a condition may search for."""
    columns = {"x": np.array([True, 1, 1.0], object), "y": np.array(["true", "true", "1.0"])}
    steps = steps_of(facts=columns)

    expected = [True, False, True]
    assert expected == steps.judge(field("y").contains(field("x"))).tolist()


def test_facts_of_timelines_are_taken_as_they_are() -> None:
    """NaN is a value there, and one that is absent is not set; readers of rows have none."""
    rows: list[Any] = [(NINE, {"x": float("nan")}), (TEN, {"y": 1})]
    timeline = Timeline(Step(at, None, facts) for at, facts in rows)
    steps = Steps.of({"I1": timeline, "I2": Timeline.from_rows(rows)}, facts=["x", "z"])

    assert [True, False, False, False] == steps.judge(field("x").is_set).tolist()
    assert [False] * 4 == steps.judge(field("z").is_set).tolist()


def test_many_combinations_are_asked_once_each() -> None:
    """Though there are more that could be than there are rows."""
    asked = list[Any]()
    values = np.array([1, 2, 3])
    steps = steps_of(facts={"a": values, "b": values})
    codes, answers = steps.ask(["a", "b"], asked.append)

    assert [{"a": n, "b": n} for n in (1, 2, 3)] == asked
    assert ([0, 1, 2], [None] * 3) == (codes.tolist(), answers)


@pytest.mark.parametrize(
    "kept", [5, [True, False, True], np.array([1, 0, 1]), np.array([True, False])]
)
def test_rows_are_kept_by_a_column_of_booleans(kept: Any) -> None:
    """One for each row, and of no other kind."""
    kept_ones = steps_of().only(np.array([True, False, True]))
    assert [0, 1, 2] == kept_ones.begins.tolist()
    with pytest.raises(BadValue, match=r"is_kept cannot be .*; give a column of 3 booleans"):
        steps_of().only(kept)


def test_only_a_function_is_asked() -> None:
    """Of the facts that are named."""
    with pytest.raises(BadValue, match="answer cannot be 'x'; give a function of facts"):
        steps_of().ask(["phase"], "x")  # type: ignore[arg-type]


@pytest.mark.long
def test_frames() -> None:
    """Columns of pandas and polars are read, and those of clocks make frames."""
    for name in ("pandas", "polars"):
        of = pytest.importorskip(name)
        frame = of.DataFrame(
            {
                "number": ["I1", "I1", "I2"],
                "at": of.Series([NINE, TEN, NINE]),
                "phase": of.Series(["new", "resolved", None]),
                "answered": of.Series([None, TEN, None]),
            }
        )
        facts = {"phase": np.array([Phase.NEW, Phase.RESOLVED, Phase.NEW]), "label": frame["phase"]}
        steps = Steps(
            case=frame["number"], at=frame["at"], facts=facts | {"answered": frame["answered"]}
        )

        assert [] == differences(agreed(), LOG_OF_TWO, steps, NOON)
        assert [True, True, False] == steps.judge(field("label").is_set).tolist()
        assert [False, True, False] == steps.judge(field("answered").is_(TEN)).tolist()
        made = of.DataFrame(measure(agreed(), steps, at=NOON)["resolution"])
        assert ["completed", "running"] == list(made["status"])
        assert [timedelta(), -2 * HOUR] == list(made["remaining"])


# --- what is refused ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (
            {"case": ["I1", "I1", "I2"]},
            r"^case cannot be \['I1'.*; give a column, such as np.array",
        ),
        (
            {"case": np.ma.masked_array([1, 1, 2], [1, 0, 0])},
            "^case cannot be <MaskedArray of 3 items>",
        ),
        ({"case": np.array([["I1"]])}, r"^case cannot be \(1, 1\); give a column of one dimension"),
        (
            {"case": np.array(["I1"])},
            r"^at cannot be \(3,\); give a column as long as case, .* 1 row",
        ),
        ({"facts": {"x": np.array([1])}}, r"^x cannot be \(1,\); give .* which has 3 rows"),
        ({"at": NINE}, r"^at cannot be \(\); give a column as long as case"),
        ({"at": np.array(["nine"])}, "^at cannot be array.*; give instants"),
        ({"case": np.array(["I1", None, "I2"])}, "^case of row 1 cannot be None; give a case for"),
        (
            {"at": np.array([0, "NaT", 0], "M8[us]")},
            "^at of row 1 cannot be .*NaT.*; give an instant",
        ),
        (
            {"case": np.array(["I1", "I2", "I1"])},
            "^case of row 2 cannot be 'I1'; give all rows of a",
        ),
        (
            {"at": np.array([2, 1, 0], "M8[us]")},
            "^at of row 1 cannot be .*000001.*; give the rows of",
        ),
    ],
)
def test_columns_that_are_no_steps(given: Any, said: str) -> None:
    """Are refused by name, with what to give."""
    with pytest.raises(BadValue, match=said):
        steps_of(**given)


def test_names_of_facts_are_several() -> None:
    """One text would be taken letter by letter."""
    with pytest.raises(
        BadValue, match=r"facts cannot be 'phase'; give a tuple, such as \('phase',\)"
    ):
        Steps.of(LOG_OF_TWO, facts="phase")


def test_a_fact_without_a_column() -> None:
    """Is named, with the nearest there is: a misspelt one would never hold."""
    with pytest.raises(Unlisted, match=r"no column of the fact 'phase'; did you mean 'phases'\?$"):
        measure(agreed(), steps_of(facts={"phases": np.array([1, 2, 3])}), at=NOON)


def test_what_clocks_refuse_is_refused() -> None:
    """An instant without a zone, and values without an order."""
    with pytest.raises(NaiveTime):
        measure(agreed(), steps_of(), at=NOON.replace(tzinfo=None))
    with pytest.raises(Incomparable):
        measure(agreed(pause=field("phase") < 3), steps_of(), at=NOON)


def is_quiet(facts: Any) -> bool:
    """Stand for somebody's own function."""
    return not facts.get("loud")


OLD = agreed()
REFUSED = {
    "has Terms(on_reopen='new_cycle')": agreed(terms=Terms(on_reopen="new_cycle")),
    "has reset=field('state').is_('new')": agreed(reset="new"),
    "has resume=field('state').is_('new')": agreed(pause="on_hold", resume="new"),
    "has per='group'": agreed(per="group"),
    "has start_at='occurred_at'": agreed(start_at="occurred_at"),
    "has stop_at='restored_at'": agreed(stop_at="restored_at"),
    "has a schedule that facts choose": agreed(schedule=InZoneOf("zone", Schedule.always())),
    "has a stop that asks what is true at single steps (resolve happens)": agreed(
        stop=happened("resolve")
    ),
    "has a pause that asks what is true at single steps (event.public is True)": agreed(
        pause=field("event.public").is_(True)
    ),
    "asks a function (is quiet)": agreed(pause=is_quiet),
    "asks a function (phase is Phase.NEW and not (is quiet))": agreed(
        targets=[(as_condition(Phase.NEW) & ~as_condition(is_quiet), HOUR)]
    ),
    "allows WorkingDays(days=5, tz=None), no fixed time": agreed(
        targets=WorkingDays(5), schedule=Schedule.weekly({"mon-fri": "09:00-17:00"}, tz="UTC")
    ),
    "allows 999999999 days, 23:59:59.999999, more than": agreed(
        targets=Decision([("new", HOUR)], default=timedelta.max)
    ),
    "applies to some records only (state is 'vip')": Agreement(
        "gold", goals=[QUICK], applies="vip"
    ),
    "has an earlier version": OLD.revised(version="2", effective_from=NINE),
}


@pytest.mark.parametrize("why", REFUSED)
def test_what_columns_cannot_take(why: str) -> None:
    """Is named, with what takes it; terms count that the agreement has, and no others."""
    with pytest.raises(NotColumnar) as caught:
        measure(REFUSED[why], steps_of(), at=NOON)
    said = str(caught.value)
    assert said.startswith("columns cannot take ")
    assert any(f"{of}, which {why}" in said for of in ("goal 'resolution'", "agreement 'gold'"))
    assert said.endswith("; use Agreement.measure")


def test_terms_of_the_agreement_count() -> None:
    """Where the goal has none of its own."""
    odd = Terms(breach_when=">=")
    with pytest.raises(NotColumnar, match="breach_when"):
        measure(Agreement("gold", goals=[QUICK], terms=odd), steps_of(), at=NOON)
    own = Agreement("gold", goals=agreed(terms=Terms()).goals, terms=odd)
    assert [] == differences(own, LOG_OF_TWO, steps_of(), NOON)


def test_terms_that_bear_on_nothing_here_are_taken() -> None:
    """How hours are chosen, where they are fixed, and when a group's clock ends, where none has."""
    for terms in (Terms(schedule_chosen="at_start"), Terms(on_hand_over="complete")):
        assert [] == differences(agreed(terms=terms), LOG_OF_TWO, steps_of(), NOON)


def test_a_breach_that_was_lived_through_is_a_column() -> None:
    """Late by the target of the time, and in time by the one in force; then late again."""
    raised, lowered = {"priority": Priority.HIGH}, {"priority": Priority.LOW}
    row = [(NINE, raised), (NOON, lowered), (NOON + 3 * HOUR, raised), (NOON + 4 * HOUR, lowered)]
    log = {"I1": Timeline.from_rows([(at, {"phase": Phase.NEW, **facts}) for at, facts in row])}
    by_priority = agreed(targets={Priority.HIGH: HOUR, Priority.LOW: 9 * HOUR})
    clocks = measure(by_priority, Steps.of(log), at=NOON + 5 * HOUR)["resolution"]

    assert ([2], ["open"], [None]) == tuple(
        clocks[name].tolist() for name in ("breaches", "outcome", "breached_at")
    )
    assert [TEN.replace(tzinfo=None)] == clocks["first_breached_at"].tolist()
    assert [] == differences(by_priority, log, Steps.of(log), NOON + 5 * HOUR)
