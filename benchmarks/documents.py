"""100,000 incident histories to JSON text and back, beside msgspec on Structs of the same data.

The converter's way back ends in records: every event is checked and every history replayed. What
msgspec gives is Structs, checked by type.
"""

import gc
import json
from datetime import UTC, datetime, timedelta
from time import perf_counter
from typing import Any

import msgspec

from itsmcore import Impact, Incident, Urgency
from itsmcore.interop.cattrs import make_converter
from itsmcore.lifecycle import Event

COUNT, LIVES = 100_000, 400
START = datetime(2026, 1, 5, 9, tzinfo=UTC)


def life(number: int) -> Incident:
    """Give an incident of one to a dozen events; no two are alike."""
    at = [START + timedelta(hours=number, minutes=minute) for minute in range(12)]
    inc = Incident.open(
        f"INC-{number}",
        at=at[0],
        by="ada",
        summary=f"Mail is down for {number} people",
        description="Nothing arrives since nine" if number % 2 else None,
        service="mail",
        configuration_items=("mx1", f"mx{number % 7}"),
        category="email/delivery",
        impact=Impact.scale[number % 3],
        urgency=Urgency.scale[number % 2],
        custom={"site": "A", "floor": number % 5},
    )
    steps: list[Any] = [
        lambda i: i.assign(at=at[1], by="desk", group="messaging", assignee="grace"),
        lambda i: i.start(at=at[2], by="grace"),
        lambda i: i.comment(at=at[3], by="grace", text="I look into it", public=True),
        lambda i: i.hold(at=at[4], by="grace", reason="caller", until=at[11]),
        lambda i: i.comment(at=at[5], by="ada", text="Here is the log", public=True),
        lambda i: i.reprioritise(at=at[6], by="grace", impact=Impact.LOW, note="One floor"),
        lambda i: i.resolve(at=at[7], by="grace", code="user_error", notes="Plugged it in"),
        lambda i: i.close(at=at[8], by="ada"),
    ]
    for step in steps[: 1 + number % len(steps)]:
        inc = step(inc)
    return inc


class Scale(msgspec.Struct, frozen=True, tag_field="$", tag="level"):
    scale: str
    code: str
    label: str
    rank: float


class Why(msgspec.Struct, frozen=True, omit_defaults=True):
    name: str
    version: int | None = None
    record: str | None = None


def struct_of(event: type[Event]) -> type[msgspec.Struct]:
    """Make a Struct of an event class, with the fields that the lives use, typed alike."""
    optional: dict[str, Any] = {
        "cause": Why | None,
        "impact": Scale | None,
        "urgency": Scale | None,
        "until": datetime | None,
        "public": bool,
        "configuration_items": tuple[str, ...],
        "custom": dict[str, Any],
    }
    needed = {"id": str, "summary": str, "reason": str, "code": str, "notes": str, "text": str}
    names = [field.name for field in event.__attrs_attrs__]  # type: ignore[attr-defined]
    fields: list[Any] = [("at", datetime), ("by", str)]
    fields += [(name, needed[name]) for name in names if name in needed]
    defaults: dict[str, Any] = {"public": False, "configuration_items": (), "custom": {}}
    for name in names:
        if name not in ("at", "by", "given", "tags", "affected_services", *needed):
            kind = optional.get(name, str | None)
            fields.append((name, kind, defaults.get(name)))
    return msgspec.defstruct(
        event.__name__,
        fields,
        kw_only=True,
        frozen=True,
        omit_defaults=True,
        tag_field="verb",
        tag=event.verb,
    )


def main() -> bool:
    lives = [life(number) for number in range(LIVES)]
    events = sum(inc.version for inc in lives) * (COUNT // LIVES)
    converter = make_converter()

    used = dict.fromkeys(type(event) for inc in lives for event in inc.history)
    union: Any = None
    for event in used:
        struct = struct_of(event)
        union = struct if union is None else union | struct
    model: Any = msgspec.defstruct("Model", [("name", str), ("version", str)], frozen=True)
    document = msgspec.defstruct(
        "Document",
        [("schema", int), ("model", model), ("history", tuple[union, ...])],  # type: ignore[valid-type]
        frozen=True,
        tag_field="type",
        tag="Incident",
    )
    encode, decode = msgspec.json.Encoder().encode, msgspec.json.Decoder(document).decode
    structs = [decode(json.dumps(converter.unstructure(inc))) for inc in lives]
    assert [json.loads(encode(struct)) for struct in structs] == [
        converter.unstructure(inc) for inc in lives
    ]

    def timed(task: Any, values: list[Any]) -> tuple[float, list[Any]]:
        # In slices of one round of lives each, so that memory stays small; the last one is kept.
        gc.collect()
        spent, kept = 0.0, []
        for _ in range(COUNT // LIVES):
            start = perf_counter()
            kept = [task(value) for value in values]
            spent += perf_counter() - start
        return spent, kept

    to_text, texts = timed(lambda inc: json.dumps(converter.unstructure(inc)), lives)
    to_record, again = timed(lambda text: converter.structure(json.loads(text), Incident), texts)
    assert again == lives
    encoding, encoded = timed(encode, structs)
    decoding, decoded = timed(decode, encoded)
    assert decoded == structs
    parsing, _ = timed(json.loads, texts)
    dumping, _ = timed(json.dumps, [json.loads(text) for text in texts])
    replaying, _ = timed(lambda inc: Incident.replay(inc.history), lives)

    print(f"{COUNT:,} histories of {events:,} events, {LIVES} of them distinct")
    for name, ours, theirs in (
        ("to JSON text", to_text, encoding),
        ("and back", to_record, decoding),
        ("both", to_text + to_record, encoding + decoding),
    ):
        print(
            f"{name:14} {COUNT / ours:9,.0f} a second; msgspec {COUNT / theirs:11,.0f}"
            f"; ratio {ours / theirs:6.1f}"
        )
    print(
        f"of the time, json itself takes {(parsing + dumping) / (to_text + to_record):.0%} "
        f"and replay {replaying / (to_text + to_record):.0%}"
    )
    return True
