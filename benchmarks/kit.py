"""What the kit for tests finds of the faults that are planted in a service, and how soon.

What is refused and the table of differences come first, which hang on no seed; then a machine of
twenty lines is run with twenty seeds, without shrinking. What has no fault is never to be accused.
Seconds are those of the processor, so that what else a machine does is not counted.
"""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from functools import partial
from time import process_time
from typing import Any

import attrs
from hypothesis import HealthCheck, Phase, core, settings

from benchmarks._planted import FAULTS, Refusal, Service
from itsmcore.changes import NORMAL_CHANGE
from itsmcore.conditions import field
from itsmcore.errors import ItsmError, Refused, Stale
from itsmcore.incidents import INCIDENT, STANDARD, HoldReason
from itsmcore.lifecycle import Lifecycle
from itsmcore.phase import Phase as Meaning
from itsmcore.schedule import Schedule
from itsmcore.service_levels import Agreement, Goal
from itsmcore.testing import DeskMachine, RecordMachine, differences, refusals

SEEDS, ENOUGH, SECONDS, LIVES = 20, 19, 20, 250
SOUND_SEEDS, SOUND_LIVES = 200, 25
"""What is sound lives as many lives as what is not, in ten times as many runs."""
SETTINGS = settings(
    stateful_step_count=25,
    phases=[Phase.generate],
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)

# --- tickets ------------------------------------------------------------------------------------

ABSENT = ("link", "unlink", "pin_priority", "unpin_priority", "pin_ends", "pin")
MODEL = INCIDENT.extended(without=ABSENT, name="of the service").with_roles(STANDARD)


def seen(record: Any, names: Iterable[str]) -> dict[str, Any]:
    """Say of a record what the service shows of a ticket."""
    closings = sum(event.verb == "close" for event in record.history)
    return {name: closings if name == "closings" else getattr(record, name) for name in names}


def tickets(fault: str) -> type[RecordMachine]:
    """Make the machine that somebody would write for the service."""

    class Tickets(RecordMachine):
        model = MODEL

        def opened(self, record: Any) -> None:
            self.service = Service(fault)
            self.service.open(record.history[0])

        def applied(self, event: Any, before: Any, after: Any) -> None:
            self.service.hear(event)
            self.compare()

        def refused(self, event: Any, refusal: Refused) -> None:
            if self.attempt != "unfit_data":
                assert self.service.refuses(event), f"it takes {event.verb}: {refusal}"

        def ticked(self, before: Any, after: Any) -> None:
            self.service.tick(self.now)
            self.compare()

        def compare(self) -> None:
            shown = self.service.shown()
            assert shown == seen(self.record, shown)

    return Tickets


def answers(fault: str) -> Callable[[Any], dict[str, Any] | None]:
    """Make of the service what a table of differences asks."""

    def service(history: Any) -> dict[str, Any] | None:
        kept = Service(fault)
        kept.open(history[0])
        for event in history[1:]:
            if event.cause is not None:
                kept.tick(event.at)
            elif kept.refuses(event):
                return None
        return {name: value for name, value in kept.shown().items() if name != "closings"}

    return service


# --- clocks -------------------------------------------------------------------------------------

OPEN = (Meaning.NEW, Meaning.ACTIVE, Meaning.PENDING)
PROMISED = timedelta(hours=8)
GOLD = Agreement(
    "gold",
    schedule=Schedule.always(),
    goals=(
        Goal(
            "resolution",
            stop=Meaning.RESOLVED,
            pause=field("hold_reason").is_(HoldReason.CALLER),
            targets=PROMISED,
        ),
    ),
)
OF_CLOCKS = ("is late at its due instant", "counts what waits for the caller", "forgets at a hold")


class Watch:
    """A clock of somebody else's."""

    def __init__(self, fault: str, at: datetime) -> None:
        self.fault, self.spent, self.since, self.is_running = fault, timedelta(), at, True

    def turn(self, is_running: bool, at: datetime) -> None:
        """Run, or not, from now on."""
        if self.is_running:
            self.spent += at - self.since
        if self.fault == "forgets at a hold" and self.is_running and not is_running:
            self.spent = timedelta()
        self.is_running, self.since = is_running, at

    def is_late(self, at: datetime) -> bool:
        """Tell whether more time than promised has passed."""
        spent = self.spent + (at - self.since if self.is_running else timedelta())
        return spent >= PROMISED if self.fault == "is late at its due instant" else spent > PROMISED


def clocks(fault: str) -> type[RecordMachine]:
    """Make the machine that compares a clock with an agreement's."""

    class Clocks(RecordMachine):
        model = INCIDENT
        agreements = (GOLD,)

        def opened(self, record: Any) -> None:
            self.watch, self.known = Watch(fault, record.history[0].at), 0

        def applied(self, event: Any, before: Any, after: Any) -> None:
            self.compare()

        def ticked(self, before: Any, after: Any) -> None:
            self.compare()

        def compare(self) -> None:
            timeline = self.record.timeline()
            for step in timeline.steps[self.known :]:
                waits = step.facts["hold_reason"] == "caller" and fault != OF_CLOCKS[1]
                self.watch.turn(not waits and step.facts["phase"] in OPEN, step.at)
            self.known = len(timeline.steps)
            if self.record.phase in OPEN and not self.record.reopen_count:
                clock = GOLD.measure(timeline, at=self.now)["resolution"]
                assert self.watch.is_late(self.now) == (clock.breached_at is not None)

    return Clocks


# --- changes ------------------------------------------------------------------------------------

OF_CHANGES = ("a freeze is in force (grant_exception)", "it is outside its window (reschedule)")


def without(words: str) -> Any:
    """Return the model of changes without a guard."""

    def open_to_all(table: Lifecycle) -> Lifecycle:
        rules = [
            attrs.evolve(rule, guards=[guard for guard in rule.guards if guard.words != words])
            for rule in table.rules
        ]
        return attrs.evolve(table, rules=rules)

    return attrs.evolve(NORMAL_CHANGE, lifecycle=open_to_all(NORMAL_CHANGE.lifecycle))


def is_refused(record: Any, event: Any) -> bool:
    """Return whether a record refuses an event."""
    try:
        record.apply(event)
    except Refused:
        return True
    return False


def of_changes(fault: str) -> bool:
    """Return whether a service takes something that the model refuses."""
    lax = without(fault)
    return any(
        not is_refused(type(one.record).replay(one.record.history, model=lax), one.event)
        for one in refusals(NORMAL_CHANGE)
    )


# --- desks --------------------------------------------------------------------------------------


class ChildrenEnd(DeskMachine):
    """A service whose cascade resolves the children of an incident, ended or not."""

    models = (INCIDENT,)

    def begun(self) -> None:
        self.states: dict[str, str] = {}

    def opened(self, applied: Any) -> None:
        self.states[applied.id] = applied.record.state

    def applied(self, request: Any, applied: Any) -> None:
        self.states |= {record.id: record.state for record in applied.changed}
        if request.event.verb == "resolve":
            for child in applied.desk.related(request.record, "child"):
                self.states[child] = "resolved"
        assert self.states == {record.id: record.state for record in self.desk}

    def ticked(self, applied: Any) -> None:
        self.states |= {record.id: record.state for record in applied.changed}


class LastWins(DeskMachine):
    """A service that asks for no version: whoever writes last wins."""

    models = (INCIDENT,)

    def refused(self, request: Any, error: ItsmError) -> None:
        if isinstance(error, Stale):
            assert self.desk.apply(request.record, request.event) is None


# --- what is found ------------------------------------------------------------------------------


def accused(machine: type[Any], lives: int = LIVES) -> bool:
    """Return whether a machine finds something within so many lives."""
    try:
        machine.check(settings=settings(SETTINGS, max_examples=lives))
    except (AssertionError, Refusal, ItsmError):
        return True
    return False


def is_told(fault: str) -> bool:
    """Return whether the table of differences tells of a fault of tickets."""
    return bool(differences(MODEL, answers(fault)).found)


def never() -> bool:
    """Return that nothing is found without a machine."""
    return False


@attrs.frozen
class Hunt:
    """How a fault is looked for.

    Attributes:
        sure: returns whether it is found, with any seed alike.
        machine: what looks for it after that, with the seed that is in force.
    """

    sure: Callable[[], bool] = never
    machine: type[Any] | None = None

    def times(self, seeds: int, lives: int = LIVES) -> tuple[int, float]:
        """Return with how many seeds something is found, and the seconds it takes at most."""
        start = process_time()
        if self.sure():
            return seeds, process_time() - start
        once = process_time() - start
        if self.machine is None:
            return 0, once
        found, longest = 0, 0.0
        for seed in range(seeds):
            core.global_force_seed = seed
            start = process_time()
            found += accused(self.machine, lives)
            longest = max(longest, process_time() - start)
        return found, once + longest


KINDS: dict[str, Hunt] = {
    **{fault: Hunt(partial(is_told, fault), tickets(fault)) for fault in FAULTS},
    **{fault: Hunt(machine=clocks(fault)) for fault in OF_CLOCKS},
    **{fault: Hunt(partial(of_changes, fault)) for fault in OF_CHANGES},
    "resolves the children that have ended": Hunt(machine=ChildrenEnd),
    "loses what another user did": Hunt(machine=LastWins),
}
SOUNDS: dict[str, Hunt] = {
    "tickets without a fault": Hunt(partial(is_told, ""), tickets("")),
    "clocks without a fault": Hunt(machine=clocks("")),
    "changes without a fault": Hunt(partial(of_changes, "")),
}


def main() -> bool:
    """Look for each fault with each seed, and for faults where there are none."""
    kept = True
    for name, hunt in KINDS.items():
        found, longest = hunt.times(SEEDS)
        is_kept = found >= ENOUGH and longest <= SECONDS
        kept &= is_kept
        word = "" if is_kept else "  BROKEN"
        print(f"{found:3} of {SEEDS}, {longest:5.1f} s at most  {name}{word}", flush=True)
    for name, hunt in SOUNDS.items():
        found, _ = hunt.times(SOUND_SEEDS, SOUND_LIVES)
        kept &= found == 0
        word = "  BROKEN" * bool(found)
        print(f"accused in {found} of {SOUND_SEEDS} runs  {name}{word}", flush=True)
    return kept
