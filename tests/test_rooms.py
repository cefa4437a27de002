"""Rooms: what is inside one is its own, but for what is listed here."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SRC = Path("src/itsmcore")
LOOKED_INTO: dict[str, tuple[str, str]] = {
    "approval._approvable": ("changes requests", "which words of a record are approved"),
    "approval._authority": ("testing", "strategies draw every reading of a vote"),
    "approval._policy": (
        "catalogue changes testing",
        "a model of changes, and an item of a catalogue, holds a policy",
    ),
    "approval._region": ("changes requests", "what is said of an approval beside a state"),
    "categories._history": ("metrics", "how a case came to its categories, one step at a time"),
    "categories._legal": (
        "catalogue changes desk incidents problems recurrence",
        "which categories the records of a practice may have, and take over",
    ),
    "categories._suggestion": ("intake", "how sure somebody has to be, as a suggestion says it"),
    "catalogue._cost": ("desk requests", "sums that no context of decimals rounds"),
    "catalogue._lacking": ("requests", "which facts decide, and nobody has told"),
    "catalogue._price": ("requests", "where the facts that a price hangs on are read"),
    "conditions._condition": ("service_levels", "which facts conditions read, unless any may be"),
    "conditions._proof": (
        "approval catalogue decisions lifecycle service_levels",
        "one budget for all that is proved of a definition",
    ),
    "columnar._cases": ("presets presets.servicenow", "which row of a case is the first of some"),
    "columnar._coded": (
        "presets presets.servicenow",
        "exports are read into codes, each text once",
    ),
    "columnar._columns": ("presets presets.servicenow", "how columns hold instants"),
    "columnar._path": ("presets", "which row up to each is the last of some"),
    "columnar._steps": ("presets presets.servicenow", "steps of what a reader knows to be right"),
    "conformance._check": (
        "columnar columnar.arrow",
        "what precision is, of timelines and of columns",
    ),
    "conformance._traces": (
        "columnar columnar.arrow",
        "what a table says of moves, and how a state is written",
    ),
    "desk._soonest": ("intake", "the soonest of many instants, for alerts as for records"),
    "documents._leaves": (
        "interop interop.cattrs",
        "how texts and lists are written, for what adapts documents to a library",
    ),
    "conditions._spaces": (
        "catalogue change_calendar conformance desk lifecycle priority requests service_levels "
        "testing",
        "where the facts that a condition names are read",
    ),
    "documents._paths": ("interop.cattrs", "where in a document a problem is"),
    "documents._requests": ("interop", "what a client says of a verb, for what adapts requests"),
    "documents._shape": (
        "interop interop.cattrs",
        "what a shape is, for what adapts documents to a library",
    ),
    "documents._shapes": ("interop", "the shapes of one table, which a converter shares"),
    "service_levels._targets": (
        "incidents requests",
        "how long something may take, in each form that a goal takes",
    ),
    "lifecycle._actor": (
        "approval documents",
        "documents share their actors, and whoever approves has a name that an actor may have",
    ),
    "lifecycle._answers": ("documents", "a verb in words, as a choice has it"),
    "lifecycle._argument": (
        "approval documents requests",
        "which arguments a record fills in, and what an event class says of itself",
    ),
    "lifecycle._card": ("display", "what a record's card has above its clocks"),
    "lifecycle._chronology": (
        "incidents knowledge priority satisfaction",
        "what may lie ahead in an event of a practice",
    ),
    "lifecycle._correction": (
        "changes complaints improvements incidents knowledge problems",
        "what a correction of a practice may and may not clear, and which fields name others",
    ),
    "lifecycle._event": (
        "approval conformance documents testing",
        "which fields of a record an event may set, and what a document leaves out",
    ),
    "lifecycle._event_fields": (
        "approval changes desk improvements incidents knowledge problems requests testing",
        "the fields of an event class, read once and kept",
    ),
    "lifecycle._following": ("desk", "whether what lets a record be opened holds"),
    "lifecycle._form": (
        "catalogue documents satisfaction testing",
        "what a condition may read of answers, and which question a reason is about",
    ),
    "lifecycle._facts": (
        "desk priority recurrence testing",
        "the facts of a record as its conditions read them",
    ),
    "lifecycle._graph": ("approval testing", "one way to search a graph"),
    "lifecycle._judge": (
        "desk incidents problems testing",
        "the judgement of one event, before it is a verb",
    ),
    "lifecycle._faults": ("desk", "what occurs more than once, for practices and prefixes"),
    "lifecycle._legal": (
        "catalogue intake service_levels",
        "what was meant by a value that a model does not know",
    ),
    "lifecycle._more_tables": (
        "approval improvements incidents knowledge problems",
        "the keywords of `extended`, which each practice adds its own to",
    ),
    "lifecycle._parts": (
        "approval changes improvements incidents knowledge problems requests",
        "what checkers are told of the keywords of a practice's models",
    ),
    "lifecycle._link": (
        "changes complaints desk incidents problems requests tasks",
        "which kinds of links are stock, which somebody's own, and which of whatever is worked on",
    ),
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
        "desk priority service_levels",
        "what reads facts is checked as the rules of a model are",
    ),
    "lifecycle._sets": ("changes requests", "what an update says, before it is one"),
    "lifecycle._table": (
        "changes complaints incidents orders requests",
        "a condition as a guard takes it",
    ),
    "lifecycle._timers": (
        "desk improvements testing",
        "what a desk ticks many records by, and since when a record has been in its state",
    ),
    "lifecycle._upgrades": ("documents", "how what was stored before is read today"),
    "lifecycle._verify": (
        "approval change_calendar priority service_levels",
        "a condition outside the tables is checked as one within them",
    ),
    "metrics._cases": ("columnar", "what counts as done, and as open time, in columns as well"),
    "metrics._compliance": ("columnar", "what rows count as, and the tallies of that"),
    "metrics._first_contact": ("columnar", "what counts as a first contact, in columns as well"),
    "metrics._groups": ("columnar", "what groups may be told of, whatever measured them"),
    "metrics._rates": ("columnar", "what may be asked of rates, and which facts count"),
    "metrics._times": ("columnar", "what may be asked of times, and what a percentile is"),
    "metrics._outcomes": ("columnar", "what a row of a clock counts as, and by which instant"),
    "metrics._periods": (
        "columnar conformance",
        "the periods by which a log is divided, as a measure is",
    ),
    "priority._of_records": ("incidents problems", "two records are prioritised by one piece"),
    "plans._faults": ("catalogue", "which of those that wait for others wait for themselves"),
    "plans._order": ("catalogue", "those that wait for others, each after these"),
    "plans._plan": ("documents", "what an incomplete task may do, in the order of the texts"),
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
    "lifecycle._seen_card": ("display", "what the card of a view has above its clocks"),
    "lifecycle._sheet": ("display", "what every card is drawn on"),
    "lifecycle._overlay": ("conformance display", "what a log did, drawn over a workflow"),
    "lifecycle._workflow": (
        "conformance display",
        "the workflow on which the moves of a log are drawn",
    ),
    "schedule._local": (
        "change_calendar interop.icalendar metrics services",
        "the days and clocks of a zone, exact over every change of the clock",
    ),
    "schedule._open_time": ("service_levels services", "how long, as schedules say it"),
    "schedule._recurrence": (
        "documents interop.icalendar",
        "how documents and calendars write recurrences",
    ),
    "schedule._rules": (
        "documents interop.icalendar",
        "how documents and calendars write what a schedule is made of",
    ),
    "schedule._schedule": (
        "columnar service_levels services",
        "clocks and columns ask a schedule as it asks itself",
    ),
    "schedule._sets": ("interop.icalendar", "sets of instants, joined as schedules join them"),
    "schedule._targets": ("service_levels", "which targets need a clock that divides its days"),
    "schedule._weekly": ("documents testing", "how documents write weekly hours"),
    "schedule._zone": ("documents interop.icalendar presets", "one way to find and to name a zone"),
    "requests._events": ("desk", "the outside fact that a desk knows, and what releases a request"),
    "services._availability": ("metrics", "many periods of one course, each measured alike"),
    "services._terms": ("testing", "strategies draw every reading of the terms"),
    "services._course": ("metrics", "outages are put in order once, for all periods"),
    "service_levels._doubles": ("columnar metrics", "figures leave out what clocks call a double"),
    "service_levels._goal": (
        "documents testing",
        "how documents write a goal, and what the kit mends of one",
    ),
    "service_levels._known": ("metrics", "the facts of a log, asked for by name"),
    "service_levels._meant": ("columnar", "texts that only read like what is asked for"),
    "service_levels._picture": ("display", "what a clock is in a strip of lanes"),
    "testing._types": ("_drawn", "what hypothesis asks for once it meets a type of ours"),
    "service_levels._told": ("columnar desk", "what agreements and columns ask of a record"),
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
