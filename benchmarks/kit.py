"""What the kit for tests finds of the faults that are planted in a service, and how soon."""

from collections.abc import Callable
from time import perf_counter
from typing import Any

from hypothesis import HealthCheck, Phase, core, settings

from benchmarks._planted import FAULTS, Refusal, Service
from itsmcore.errors import Refused
from itsmcore.incidents import INCIDENT, STANDARD
from itsmcore.testing import RecordMachine, differences

ABSENT = ("link", "unlink", "pin_priority", "unpin_priority", "pin_ends", "pin")
MODEL = INCIDENT.extended(without=ABSENT, name="of the service").with_roles(STANDARD)
SEEDS, ENOUGH, SECONDS = 20, 19, 20
SETTINGS = settings(
    max_examples=250,
    stateful_step_count=25,
    phases=[Phase.generate],
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


def seen(record: Any, *names: str) -> dict[str, Any]:
    """Say of a record what the service shows of a ticket."""
    closings = sum(event.verb == "close" for event in record.history)
    return {name: closings if name == "closings" else getattr(record, name) for name in names}


def machine_of(fault: str) -> type[RecordMachine]:
    """Make the test that somebody would write for the service."""

    class Both(RecordMachine):
        model = MODEL

        def opened(self, record: Any) -> None:
            self.service = Service(fault)
            self.service.open(record.history[0])

        def applied(self, event: Any, before: Any, after: Any) -> None:
            self.service.hear(event)
            shown = self.service.shown()
            assert shown == seen(after, *shown)

        def refused(self, event: Any, refusal: Refused) -> None:
            if self.attempt != "unfit_data":
                try:
                    self.service.hear(event)
                except Refusal:
                    return
                raise AssertionError(f"{event.verb} should be refused: {refusal}")

        def ticked(self, before: Any, after: Any) -> None:
            self.service.tick(self.now)
            shown = self.service.shown()
            assert shown == seen(after, *shown)

    return Both


def by_random_lives(fault: str) -> bool:
    """Return whether a machine finds a fault."""
    try:
        machine_of(fault).check(settings=SETTINGS)
    except (AssertionError, Refusal):
        return True
    return False


def by_differences(fault: str) -> bool:
    """Return whether the table of differences has one."""

    def service(history: Any) -> Any:
        kept = Service(fault)
        kept.open(history[0])
        for event in history[1:]:
            try:
                kept.hear(event) if event.cause is None else kept.tick(event.at)
            except Refusal:
                return None
        shown = kept.shown()
        shown.pop("closings")
        return shown

    return bool(differences(MODEL, service).found)


def main() -> bool:
    kept = True
    for fault in ("", *FAULTS):
        seeds, found, longest = (200 if not fault else SEEDS), 0, 0.0
        seeds = 3
        for seed in range(seeds):
            core.global_force_seed = seed
            start = perf_counter()
            found += by_differences(fault) or by_random_lives(fault)
            longest = max(longest, perf_counter() - start)
        print(
            f"{found:3} of {seeds}  {longest:6.2f} s at most  {fault or 'no fault at all'}",
            flush=True,
        )
    return kept
