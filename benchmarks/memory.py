"""What an incident of six events weighs, beyond the caller's own strings and the shared model."""

import tracemalloc
from datetime import UTC, datetime, timedelta

from itsmcore import Impact, Incident, Urgency

COUNT, BOUND = 1000, 2000
START = datetime(2026, 1, 5, 9, tzinfo=UTC)


def life(start: datetime) -> Incident:
    at = [start + timedelta(minutes=minute) for minute in range(6)]
    inc = Incident.open(
        "INC-1042",
        at=at[0],
        by="ada",
        summary="Mail is down",
        description="Nothing arrives since nine",
        service="mail",
        configuration_items=("mx1",),
        category="email/delivery",
        impact=Impact.HIGH,
        urgency=Urgency.HIGH,
    )
    inc = inc.assign(at=at[1], by="desk", group="messaging", assignee="grace")
    inc = inc.start(at=at[2], by="grace").hold(at=at[3], by="grace", reason="caller")
    return inc.resume(at=at[4], by="grace").resolve(
        at=at[5], by="grace", code="user_error", notes="n"
    )


def main() -> bool:
    starts = [START + timedelta(hours=hour) for hour in range(COUNT)]
    life(START)
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    kept = [life(start) for start in starts]
    after, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    each = (after - before) / len(kept)
    print(
        f"an incident of {kept[0].version} events    {each:6.0f} bytes   at most {BOUND}: ", end=""
    )
    print("kept" if each <= BOUND else "BROKEN")
    return each <= BOUND
