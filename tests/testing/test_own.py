"""Records and events of one's own: drawn by their own model, led where they are to go."""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Literal, NewType

import attrs
import pytest
from hypothesis import HealthCheck, find, given, settings
from hypothesis import Phase as Stage
from hypothesis import strategies as st

from itsmcore import Incident
from itsmcore.conditions import field
from itsmcore.errors import BadValue, Unlisted
from itsmcore.frozen import FrozenDict
from itsmcore.incidents import INCIDENT, Resolved
from itsmcore.level import Impact
from itsmcore.lifecycle import Argument, Event, Guard, Record, Rule, State, verb
from itsmcore.phase import Phase
from itsmcore.service_levels import Agreement, Goal, Status
from itsmcore.tasks import TASK
from itsmcore.testing import RecordMachine, as_code, events, machine_for, paths, records, texts
from itsmcore.testing._hints import of_type
from tests.instants import DAY, HOUR, NINE, TICK

quick = settings(
    max_examples=25,
    deadline=None,
    database=None,
    phases=[Stage.generate],
    suppress_health_check=list(HealthCheck),
)
Euro = NewType("Euro", Decimal)


class Size(enum.Enum):
    """How large a thing is."""

    SMALL = "s"
    LARGE = "l"


@attrs.frozen
class Place:
    """Where a thing stands, in other places perhaps."""

    room: str
    since: datetime
    floor: int = 0
    within: Place | None = None
    known: bool = attrs.field(default=True, init=False)


@attrs.frozen(kw_only=True)
class Parked(Event):
    """Leave it for a while."""

    verb: ClassVar[str] = "park"
    place: Place
    sizes: tuple[Size, ...] = ()
    pair: tuple[int, Literal["a", "b"]] = (1, "a")
    costs: Mapping[str, Euro] = FrozenDict()
    note: Annotated[str | None, "in words"] = None


@attrs.frozen(kw_only=True)
class Fetched(Event):
    """Go on with it."""

    verb: ClassVar[str] = "fetch"


class Ticket(Incident):
    """An incident that may be parked."""

    model = INCIDENT.extended(
        State("parked", phase=Phase.PENDING),
        Rule(Parked, source="new", target="parked"),
        Rule(Fetched, source="parked", target="new"),
        fields=[
            Argument("site", options=("A", "B"), is_required=True),
            Argument("floors", tuple[int, ...], options=(0, 1)),
            Argument("cost", Decimal),
        ],
        name="tickets",
    )
    park = verb(Parked)


def test_a_class_of_one_s_own_is_drawn_by_its_own_model() -> None:
    """As `st.from_type` and as `records` have it; so is an event, whatever its fields are."""
    for strategy in (st.from_type(Ticket), records(Ticket)):
        ticket = find(strategy, lambda _: True, settings=quick)
        assert (Ticket, Ticket.model) == (type(ticket), ticket.model)
        assert ticket.custom["site"] in ("A", "B")
        assert {*ticket.custom.get("floors", ())} <= {0, 1}
    assert isinstance(find(st.from_type(Parked), lambda _: True), Parked)
    assert Incident is type(find(st.from_type(Incident), lambda _: True, settings=quick))


@quick
@given(events(Parked, model=Ticket.model))
def test_the_fields_of_an_event_are_of_their_types(event: Any) -> None:
    """A class, enumerations, a pair, a mapping of a new type, and what is annotated."""
    assert isinstance(event.place, Place)
    assert event.place.since.utcoffset() is not None
    assert {*event.sizes} <= {*Size}
    assert (int, True) == (type(event.pair[0]), event.pair[1] in "ab")
    assert all(isinstance(cost, Decimal) and cost.is_finite() for cost in event.costs.values())
    assert isinstance(event.note, str | None)


@pytest.mark.parametrize(
    ("hint", "kinds"),
    [
        (list[int], {list}),
        (Sequence[int], {tuple}),
        (set[int], {set}),
        (frozenset[int], {frozenset}),
        (dict[str, int], {dict}),
        (FrozenDict[str, int], {FrozenDict}),
        (type[Event], {type}),
        (Literal["a"], {str}),
        (Any, {int, bool, str, Decimal, date, datetime}),
        (Impact, {Impact}),
        (bytes, {bytes}),
    ],
    ids=str,
)
def test_what_is_drawn_for_a_type_is_of_it(hint: Any, kinds: set[type]) -> None:
    """Containers of the asked kind, and anything for what may be anything."""

    @quick
    @given(of_type(hint, INCIDENT))
    def check(value: Any) -> None:
        assert any(isinstance(value, kind) for kind in kinds)

    check()


# --- where records are led ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "options", "is_met"),
    [
        (INCIDENT, {"state": "closed", "containing": "reopen"}, lambda one: one.reopen_count),
        (INCIDENT, {"state": "reviewed"}, lambda one: "reviewed" in one.regions),
        (Ticket, {"state": Phase.PENDING}, lambda one: one.phase is Phase.PENDING),
        (Ticket, {"containing": ["fetch", "hold"]}, lambda one: one.version >= 4),
        (TASK, {"state": "open", "containing": ()}, lambda one: one.version >= 1),
    ],
    ids=["closed after a reopening", "of a region", "of a phase", "of verbs", "at the beginning"],
)
def test_records_are_led_where_they_are_to_go(kind: Any, options: Any, is_met: Any) -> None:
    """To the state, through the verbs; each of those that are drawn, without a search."""
    drawn = []

    @quick
    @given(records(kind, max_events=4, **options))
    def look(record: Any) -> None:
        drawn.append(record)

    look()
    assert len(drawn) >= 20
    assert all(map(is_met, drawn))
    said = options.get("containing", ())
    verbs = {said} if isinstance(said, str) else {*said}
    assert all(verbs <= {event.verb for event in one.history} for one in drawn)


def test_what_cannot_be_reached_is_not_drawn() -> None:
    """A state that the history leads away from leaves nothing to draw."""
    strategy = records(Ticket, state="parked", containing="hold", max_events=0)
    drawn = []

    @settings(quick, max_examples=2)
    @given(st.none() | strategy)
    def look(record: Any) -> None:
        drawn.append(record)

    look()
    assert {None} == {*drawn}


def test_what_no_model_has_is_refused() -> None:
    """A state, a verb, and a class without a model."""
    with pytest.raises(Unlisted, match="did you mean 'closed'"):
        records(state="close")
    with pytest.raises(Unlisted, match="verb"):
        records(containing="repoen")
    with pytest.raises(BadValue, match="max_events cannot be -1"):
        records(max_events=-1)
    for odd in (Record, int):
        with pytest.raises(BadValue, match="a class of records with one"):
            records(odd)  # type: ignore[arg-type]


# --- what can be read ---------------------------------------------------------------------------


def test_texts_shrink_to_letters() -> None:
    """So that a counterexample can be read."""
    assert "a" == find(texts(), bool)
    assert "aaa" == find(texts(), lambda text: len(text) > 2)
    assert find(texts(), lambda text: not text.isascii())


def test_a_counterexample_is_pasted_and_runs() -> None:
    """What the machine shows of a planted fault is short, plain, and fails as it did."""

    def serve(record: Any) -> str:
        """Give the state that a service has, which thinks that a reopened incident is new."""
        last = record.history[-1].verb
        return "new" if last == "reopen" else str(record.state)

    shown: list[str] = []

    class Served(RecordMachine):
        model = INCIDENT

        def applied(self, event: Event, before: Any, after: Any) -> None:
            if serve(after) != after.state:
                shown.append(as_code(after))
                raise AssertionError

    plain = settings(max_examples=300, derandomize=True, database=None, deadline=None)
    with pytest.raises(AssertionError):
        Served.check(settings=plain)
    shortest = shown[-1]
    space: dict[str, Any] = {}
    exec(shortest, space)
    again = space["record"]
    assert "in_progress" == again.state != serve(again)
    assert ["open", "reopen"] == [again.history[0].verb, again.history[-1].verb]
    assert again.version <= 5
    assert shortest.isascii()


# --- time that matters --------------------------------------------------------------------------

GOAL = Goal("resolution", stop=Phase.RESOLVED, targets=8 * HOUR, thresholds={75: "warn"})
GOLD = Agreement("gold", goals=[GOAL])


def test_time_lands_on_thresholds_and_on_what_is_due() -> None:
    """The next of a clock, with a microsecond on both sides; none of one that has ended."""
    machine: Any = machine_for(INCIDENT)()
    timers = [NINE + 5 * DAY]
    machine.record = INCIDENT.open("INC-1", at=NINE, by="ada", summary="s")
    machine.now = NINE
    assert timers == [*machine.instants()]
    type(machine).agreements = (GOLD,)
    assert [*timers, NINE + 6 * HOUR] == [*machine.instants()]
    assert {NINE + 6 * HOUR - TICK, NINE + 6 * HOUR, NINE + 6 * HOUR + TICK} <= {*machine._later()}
    machine.now = NINE + 7 * HOUR
    assert [*timers, NINE + 8 * HOUR] == [*machine.instants()]
    machine.record = machine.record.cancel(at=machine.now, by="ada", reason="r")
    assert all(instant > NINE + DAY for instant in machine.instants())


@pytest.mark.parametrize("share", [0.75, 1], ids=["threshold", "breach"])
def test_an_instant_too_late_is_found(share: float) -> None:
    """A service that breaches or warns by `>` where the agreement does so by `>=`."""

    class Timed(RecordMachine):
        model = INCIDENT
        agreements = (GOLD,)

        def ticked(self, before: Any, after: Any) -> None:
            self.compare(after)

        def applied(self, event: Event, before: Any, after: Any) -> None:
            self.compare(after)

        def compare(self, record: Any) -> None:
            clock = GOLD.measure(record.timeline(), at=self.now)["resolution"]
            if clock.status is Status.RUNNING:
                spent = self.now - record.opened_at
                assert (clock.elapsed >= 8 * share * HOUR) == (spent > 8 * share * HOUR)

    plain = settings(quick, max_examples=100, stateful_step_count=10, derandomize=True)
    with pytest.raises(AssertionError):
        Timed.check(settings=plain)


@attrs.frozen(kw_only=True)
class Heaved(Event):
    """Heave it."""

    verb: ClassVar[str] = "heave"
    kilos: int


def test_what_a_number_has_to_exceed_is_exceeded() -> None:
    """A custom field and a fact of an event are tried beside what they are compared with."""
    heavy = Guard("it is heavy", field("event.kilos") > 30)
    dear = Guard("it is dear", field("custom.cost") > 100)
    model = INCIDENT.extended(
        Rule(Heaved, source="new", guards=heavy), name="w", fields=(Argument("cost", int),)
    ).with_guards({Resolved: dear})
    found = {(path.verb, path.source): path.record for path in paths(model)}
    assert 31 == found["heave", "new"].history[-1].kilos
    assert 101 == found["resolve", "new"].custom["cost"]
