"""Records and events of one's own: drawn by their own model, led where they are to go."""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from random import Random
from typing import Annotated, Any, ClassVar, Literal, NewType, get_origin

import attrs
import pytest
from hypothesis import HealthCheck, find, given, settings
from hypothesis import Phase as Stage
from hypothesis import strategies as st

from itsmcore import Incident
from itsmcore._drawn import _strategy_of
from itsmcore.conditions import field, state
from itsmcore.decisions import Decision
from itsmcore.errors import BadValue, Unlisted
from itsmcore.frozen import FrozenDict
from itsmcore.incidents import INCIDENT, Resolved
from itsmcore.level import Impact
from itsmcore.lifecycle import Argument, Event, Guard, Record, Rule, Side, State, verb
from itsmcore.phase import Phase
from itsmcore.service_levels import Agreement, Goal, Status
from itsmcore.tasks import TASK
from itsmcore.testing import (
    RecordMachine,
    _records,
    _sought,
    events,
    machine_for,
    paths,
    records,
    texts,
)
from itsmcore.testing._hints import of_type
from itsmcore.testing._sought import Sought
from itsmcore.testing._walking import Map
from tests.instants import DAY, HOUR, NINE, TICK

quick = settings(
    max_examples=12,
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
    assert len(drawn) >= 10
    assert all(map(is_met, drawn))
    said = options.get("containing", ())
    verbs = {said} if isinstance(said, str) else {*said}
    assert all(verbs <= {event.verb for event in one.history} for one in drawn)


NEVER = Guard("nobody fetches it", ~field("opened_at").is_set)


@pytest.mark.parametrize(
    ("model", "options", "words"),
    [
        (Ticket, {"state": "parked", "containing": "hold"}, "state cannot be 'parked'; give one"),
        (INCIDENT, {"state": "new", "containing": "close"}, "with close leads to: closed"),
        (INCIDENT, {"containing": ["close", "cancel"]}, "close is not in one with cancel"),
        (INCIDENT, {"state": Phase.NEW, "containing": "start"}, "with start leads to: in_progress"),
    ],
    ids=["away", "back", "of two ways", "of a phase"],
)
def test_what_the_tables_lead_nowhere_near_is_said_at_once(
    model: Any, options: Any, words: str
) -> None:
    """With what may be asked for instead."""
    with pytest.raises(BadValue, match=words):
        records(model, **options)


@pytest.mark.parametrize("options", [{"containing": "fetch"}, {"state": "fetched"}], ids=str)
def test_what_guards_never_let_happen_is_said_before_anything_is_drawn(options: Any) -> None:
    """With the rule that no history goes along, and why."""
    model = TASK.extended(
        State("fetched", phase=Phase.ACTIVE),
        Rule(Fetched, source="open", target="fetched", guards=NEVER),
        Rule(Parked, source="fetched", target="closed"),
        name="fetching",
    )
    with pytest.raises(BadValue, match=r"fetch from open: .*; nobody fetches it"):
        find(records(model, **options), lambda _: True, settings=quick)


def test_what_only_together_is_never_met_is_said_in_the_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each of two verbs has a history, and a guard forbids the one after the other."""
    monkeypatch.setattr(_records, "_ENOUGH", 1)
    early = Guard("it is too late", ~state("in_progress"))
    model = TASK.with_guards({TASK.event("cancel"): early})
    words = "none of 30 lives came to start, cancel, and the nearest one, with open.*, ended in"
    with pytest.raises(BadValue, match=words):
        find(records(model, containing=["start", "cancel"]), lambda _: True, settings=quick)


def test_what_was_sought_is_named_with_the_nearest() -> None:
    """Of the lives that did not come to it."""
    opened = INCIDENT.open("INC-1", at=NINE, by="ada", summary="s")
    cancelled = opened.cancel(at=NINE, by="ada", reason="r")
    sought = Sought.of(Map(INCIDENT), "reviewed", "cancel")
    assert (
        "state cannot be 'reviewed'; give what some history of incident 1 comes to; none of 2 "
        "lives came to reviewed with cancel, and the nearest one, with open, cancel, ended in "
        "cancelled, none, none"
    ) == str(sought.unmet([opened, cancelled]))


def test_what_would_take_too_long_to_judge_is_let_through(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A model of very many places is judged by its lives."""
    monkeypatch.setattr(_sought, "_MOST", 1)
    assert not Sought.of(Map(INCIDENT), "new", "close").is_nothing


def test_what_no_model_has_is_refused() -> None:
    """A state, a verb, and a class without a model."""
    with pytest.raises(Unlisted, match="did you mean 'closed'"):
        records(state="close")
    with pytest.raises(Unlisted, match="verb"):
        records(containing="repoen")
    with pytest.raises(BadValue, match="max_events cannot be -1"):
        records(max_events=-1)
    with pytest.raises(BadValue, match="a class of records with one"):
        records(Record)
    with pytest.raises(BadValue, match="give a Model or a Record class"):
        records(int)  # type: ignore[arg-type]


# --- what can be read ---------------------------------------------------------------------------


def test_texts_shrink_to_letters() -> None:
    """So that a counterexample can be read.

    Where a search begins hangs on the texts in the sources, too; from one of them it may not get to
    letters, and from most it does.
    """
    assert "a" == find(texts(), bool)
    found = [find(texts(), lambda text: len(text) > 2, random=Random(seed)) for seed in range(5)]
    assert found.count("aaa") >= 3
    assert find(texts(), lambda text: not text.isascii())


def test_a_counterexample_is_pasted_and_runs() -> None:
    """What the machine shows of a planted fault is short, plain, and fails as it did."""

    def serve(record: Any) -> str:
        """Give the state that a service has, which thinks that a reopened incident is new."""
        last = record.history[-1].verb
        return "new" if last == "reopen" else str(record.state)

    class Served(RecordMachine):
        model = INCIDENT

        def applied(self, event: Event, before: Any, after: Any) -> None:
            assert serve(after) == after.state

    plain = settings(
        max_examples=300, derandomize=True, database=None, deadline=None, print_blob=False
    )
    with pytest.raises(AssertionError) as caught:
        Served.check(settings=plain)
    shortest = caught.value.__notes__[-1]
    space: dict[str, Any] = {}
    exec(shortest, space)
    again = space["record"]
    assert "in_progress" == again.state != serve(again)
    assert ["open", "resolve", "reopen"] == [event.verb for event in again.history]
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

    plain = settings(quick, max_examples=150, stateful_step_count=5, derandomize=True)
    with pytest.raises(AssertionError):
        Timed.check(settings=plain)


@attrs.frozen(kw_only=True)
class Heaved(Event):
    """Heave it."""

    verb: ClassVar[str] = "heave"
    kilos: int
    price: Decimal = Decimal(1)


def test_what_a_number_has_to_exceed_is_exceeded() -> None:
    """A custom field and a fact of an event are tried beside what they are compared with."""
    heavy = Guard("it is heavy", (field("event.kilos") > 30) & (field("event.price") > 50))
    dear = Guard("it is dear", (field("custom.cost") > 100) & (field("custom.tax") > 20))
    fields = Argument("cost", int), Argument("tax", Decimal)
    model = INCIDENT.extended(
        Rule(Heaved, source="new", guards=heavy), name="w", fields=fields
    ).with_guards({Resolved: dear})
    found = {(path.verb, path.source): path.record for path in paths(model)}
    heaved, resolved = found["heave", "new"].history[-1], found["resolve", "new"]
    assert (31, Decimal(51)) == (heaved.kilos, heaved.price)
    assert {"cost": 101, "tax": Decimal(21)}.items() <= resolved.custom.items()


@pytest.mark.parametrize("kind", [int, int | str, Incident | None, Side], ids=str)
def test_what_is_of_others_or_has_no_strategy_is_left_to_hypothesis(kind: Any) -> None:
    """A union too, of which it asks for each part."""
    assert _strategy_of(kind) is None


@pytest.mark.parametrize("kind", [Event, Record, Decision[int]], ids=str)
def test_what_others_come_from_is_one_of_them(kind: Any) -> None:
    """Or what a generic type is of."""
    drawn = find(st.from_type(kind), lambda _: True, settings=quick)
    assert isinstance(drawn, get_origin(kind) or kind)
