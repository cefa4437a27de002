"""Rooms: what is inside one is its own, but for what is listed here."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SRC = Path("src/itsmcore")
LOOKED_INTO: dict[str, tuple[str, str]] = {
    "approval._authority": ("testing", "strategies draw every reading of a vote"),
    "approval._policy": ("changes testing", "a model of changes holds a policy"),
    "approval._region": ("changes", "a search knows whose answer it may pass over"),
    "categories._history": ("metrics", "how a case came to its categories, one step at a time"),
    "categories._legal": (
        "changes desk incidents problems recurrence",
        "which categories the records of a practice may have, and take over",
    ),
    "categories._suggestion": ("intake", "how sure somebody has to be, as a suggestion says it"),
    "conditions._proof": (
        "changes decisions service_levels",
        "one budget for all that is proved of a definition",
    ),
    "desk._soonest": ("intake", "the soonest of many instants, for alerts as for records"),
    "documents._leaves": (
        "interop interop.cattrs",
        "how texts and lists are written, for what adapts documents to a library",
    ),
    "conditions._spaces": (
        "change_calendar desk lifecycle priority testing",
        "where the facts that a condition names are read",
    ),
    "documents._paths": ("interop.cattrs", "where in a document a problem is"),
    "documents._shape": (
        "interop.cattrs",
        "what a shape is, for what adapts documents to a library",
    ),
    "documents._shapes": ("interop", "the shapes of one table, which a converter shares"),
    "lifecycle._actor": ("documents", "documents share their actors"),
    "lifecycle._card": ("display", "what a record's card has above its clocks"),
    "lifecycle._chronology": (
        "incidents priority problems",
        "what may lie ahead in an event of a practice",
    ),
    "lifecycle._correction": (
        "changes incidents problems",
        "what a correction of a practice may and may not clear, and which fields name others",
    ),
    "lifecycle._event": (
        "changes conformance documents testing",
        "which fields of a record an event may set, and what a document leaves out",
    ),
    "lifecycle._event_fields": (
        "changes desk incidents problems testing",
        "the fields of an event class, read once and kept",
    ),
    "lifecycle._facts": (
        "desk priority recurrence testing",
        "the facts of a record as its conditions read them",
    ),
    "lifecycle._graph": ("changes testing", "one way to search a graph"),
    "lifecycle._judge": (
        "desk incidents problems testing",
        "the judgement of one event, before it is a verb",
    ),
    "lifecycle._faults": ("desk", "what occurs more than once, for practices and prefixes"),
    "lifecycle._legal": ("intake", "what was meant by a value that a model does not know"),
    "lifecycle._link": ("desk", "which kinds of links are stock, and which somebody's own"),
    "lifecycle._offers": ("desk", "what a desk still offers"),
    "lifecycle._plan": ("documents", "what a history may hold besides the events of the tables"),
    "lifecycle._practice": (
        "desk intake interop testing",
        "the practice of a record or a model, as all rooms tell it",
    ),
    "lifecycle._standing": ("desk", "what a late link offers: what has happened and is still so"),
    "lifecycle._record": (
        "desk testing",
        "the steps of a fold, of which a desk and a machine take one at a time",
    ),
    "lifecycle._scope": (
        "desk priority",
        "what reads facts is checked as the rules of a model are",
    ),
    "lifecycle._sets": ("changes", "what an update says, before it is one"),
    "lifecycle._table": ("changes incidents", "a condition as a guard takes it"),
    "lifecycle._timers": ("desk testing", "what a desk ticks many records by"),
    "lifecycle._upgrades": ("documents", "how what was stored before is read today"),
    "lifecycle._verify": (
        "change_calendar changes priority",
        "a condition outside the tables is checked as one within them",
    ),
    "priority._of_records": ("incidents problems", "two records are prioritised by one piece"),
    "priority._prioritiser": ("incidents problems", "a matrix alone, as a model takes it"),
    "schedule._compiled": ("columnar", "arrays read the table that a schedule compiles to"),
    "schedule._ends": (
        "documents interop.icalendar",
        "how documents and calendars write when a stretch ends",
    ),
    "schedule._holidays": ("documents", "how documents write holidays"),
    "schedule._hours": (
        "documents interop.icalendar testing",
        "how documents and calendars write weekly hours",
    ),
    "lifecycle._overlay": ("display", "what a map draws over a workflow"),
    "lifecycle._workflow": ("display", "the workflow on which a map draws the moves of a log"),
    "schedule._local": (
        "change_calendar interop.icalendar metrics",
        "the days and clocks of a zone, exact over every change of the clock",
    ),
    "schedule._open_time": ("service_levels", "how long, as schedules say it"),
    "schedule._recurrence": (
        "documents interop.icalendar",
        "how documents and calendars write recurrences",
    ),
    "schedule._rules": (
        "documents interop.icalendar",
        "how documents and calendars write what a schedule is made of",
    ),
    "schedule._schedule": (
        "columnar service_levels",
        "clocks and columns ask a schedule as it asks itself",
    ),
    "schedule._sets": ("interop.icalendar", "sets of instants, joined as schedules join them"),
    "schedule._weekly": ("documents testing", "how documents write weekly hours"),
    "schedule._zone": ("documents interop.icalendar presets", "one way to find and to name a zone"),
    "service_levels._doubles": ("metrics", "figures leave out what clocks call a double"),
    "service_levels._goal": ("documents", "how documents write a goal"),
    "service_levels._known": ("metrics", "the facts of a log, asked for by name"),
    "service_levels._picture": ("display", "what a clock is in a strip of lanes"),
}
"""The private files that other rooms read: which rooms, and why what is in them is not offered."""


def private_imports() -> Iterator[tuple[str, str]]:
    """Find which rooms import of which private files of others."""
    for path in SRC.rglob("*.py"):
        inside = path.relative_to(SRC).with_suffix("").parts
        room = ".".join(inside[:-1]) or inside[0]
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom) and str(node.module).startswith("itsmcore."):
                home, _, file = str(node.module).removeprefix("itsmcore.").partition("._")
                if file and not f"{room}.".startswith(f"{home}."):
                    yield f"{home}._{file}", room


@pytest.mark.long
def test_a_room_is_looked_into_by_those_that_say_so() -> None:
    """Whoever needs more of a room asks for it at its face; a line that nobody needs goes."""
    found: dict[str, set[str]] = {}
    for file, room in private_imports():
        found.setdefault(file, set()).add(room)
    assert {file: set(rooms.split()) for file, (rooms, _) in LOOKED_INTO.items()} == found
