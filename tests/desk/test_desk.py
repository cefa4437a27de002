"""The desk: what happens to it, what it is asked, and how it shows itself."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from functools import partial
from typing import Any

import attrs
import pytest

from itsmcore import incidents, problems
from itsmcore.catalogue import CatalogueItem
from itsmcore.changes import Change
from itsmcore.desk import Desk, Proposal
from itsmcore.desk._link_table import STOCK_TABLE
from itsmcore.errors import BadData, BadValue, NotAllowed, OutOfOrder, Unlisted
from itsmcore.incidents import INCIDENT, Incident
from itsmcore.lifecycle import Record
from itsmcore.lifecycle.events import Commented
from itsmcore.problems import PROBLEM, Problem
from itsmcore.tasks import Task
from tests.desk.cases import GOLD, OPENED, at, happened, incident, problem, resolved, states, task
from tests.instants import DAY
from tests.instants import MARCH as T0

# --- apply --------------------------------------------------------------------------------------


def test_an_event_gives_a_new_desk_and_leaves_the_old_one() -> None:
    """Records that nothing happened to are the same objects."""
    desk = Desk.of([incident("INC-1"), incident("INC-2")])
    applied = desk.apply("INC-1", resolved())
    assert {"INC-1": "new", "INC-2": "new"} == states(desk)
    assert {"INC-1": "resolved", "INC-2": "new"} == states(applied.desk)
    assert desk["INC-2"] is applied.desk["INC-2"]
    assert (applied.id, applied.record) == ("INC-1", applied.desk["INC-1"])


def test_a_refusal_changes_nothing_and_says_why() -> None:
    """Not even what a timer would have done before."""
    desk = Desk.of([incident("INC-1", "resolved"), task("INC-1")])
    with pytest.raises(NotAllowed, match="cannot start while closed"):
        desk.apply("INC-1", incidents.Started(at=T0 + 6 * DAY, by="grace"))
    assert {"INC-1": "resolved", "TASK-1": "open"} == states(desk)


def test_the_timers_of_a_record_fire_before_an_event_happens_to_it() -> None:
    """In order, with what follows from them, and at their own instants."""
    desk = Desk.of([incident("INC-1", "resolved"), task("INC-1")])
    applied = desk.apply("INC-1", Commented(at=T0 + 6 * DAY, by="ada", text="thanks"))
    found = [("INC-1", "close"), ("TASK-1", "close"), ("INC-1", "comment")]
    assert found == happened(applied)
    assert [5 * DAY, 5 * DAY, 6 * DAY] == [entry.event.at - T0 for entry in applied.events]


def test_reactions_are_part_of_what_happened() -> None:
    """The journal has them, so that replaying it needs none."""
    applied = Desk.of([incident()]).apply(
        "INC-1", Commented(at=at(1), by="grace", text="We look", public=True)
    )
    assert [("INC-1", "comment"), ("INC-1", "respond")] == happened(applied)


def test_an_event_may_be_earlier_than_those_of_other_records() -> None:
    """Each record has its own order; the desk's time only goes on."""
    desk = Desk.of([incident("INC-1"), incident("INC-2")])
    desk = desk.apply("INC-1", resolved(5)).desk.apply("INC-2", resolved(2)).desk
    assert at(5) == desk.now
    with pytest.raises(OutOfOrder):
        desk.apply("INC-1", Commented(at=at(4), by="ada", text="?"))


def test_what_is_no_record_event_or_link_is_refused() -> None:
    """With a typed error that says what is wanted."""
    desk = Desk.of([incident("INC-1")])
    wrong: list[Any] = [("INC-1", "parent"), "parent", ("A", "parent", 3)]
    asks: list[Callable[[], object]] = [
        lambda: desk.apply("INC-1", "resolve"),  # type: ignore[arg-type]
        lambda: desk.reach("INC-1", None),  # type: ignore[arg-type]
        lambda: desk.add("INC-2"),  # type: ignore[arg-type]
        lambda: Desk.of(["INC-1"]),  # type: ignore[list-item]
        *(partial(Desk.of, links=[link]) for link in wrong),
    ]
    for ask in asks:
        with pytest.raises(BadValue, match=r"an instance of an Event|an Incident, a|for example"):
            ask()
    with pytest.raises(NotAllowed):
        desk.apply("INC-1", incidents.Opened("INC-1", **OPENED))


# --- looking and showing ------------------------------------------------------------------------


def test_a_desk_is_looked_up_by_number_and_walked_by_record() -> None:
    """`one` and `all` say what they are, for an editor and a type checker."""
    inc, prb = incident(), problem()
    desk = Desk.of([inc, prb])
    assert (inc, [inc, prb], 2, True) == (desk["INC-1"], list(desk), len(desk), "INC-1" in desk)
    assert (prb, (inc,), ()) == (desk.one(Problem, "PRB-1"), desk.all(Incident), desk.all(Task))
    with pytest.raises(BadValue, match="the number of a Problem, not of a Incident"):
        desk.one(Problem, "INC-1")
    with pytest.raises(BadValue, match="each record once"):
        Desk.of([inc, inc])


@pytest.mark.parametrize(
    "wrong",
    [
        {"cascades": "x"},
        {"cascades": None},
        {"agreements": ["gold"]},
        {"change_schedule": "x"},
        {"numbering": 3},
    ],
)
def test_a_desk_is_made_of_what_its_arguments_are_for(wrong: dict[str, Any]) -> None:
    """What is something else is refused at once, and not when it is first used."""
    ((name, _),) = wrong.items()
    with pytest.raises(BadValue, match=f"{name} cannot be"):
        Desk.of(**wrong)


def test_a_desk_is_a_value() -> None:
    """Compared by what is on it, picklable and copyable; a cache in it does not show."""
    desk = Desk.of([incident()], agreements=[GOLD])
    other = Desk.of([incident()], agreements=[GOLD])
    assert desk.next_instant is not None
    assert desk == other
    assert hash(desk) == hash(other)
    assert desk == pickle.loads(pickle.dumps(desk)) == copy.deepcopy(desk)
    assert desk != Desk.of([incident()])
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        desk.now = T0  # type: ignore[misc]


def test_a_desk_shows_itself_in_a_line_a_table_and_a_notebook() -> None:
    """A large one shows its first records."""
    desk = Desk.of([incident(), task("INC-1")])
    assert "<Desk 2 records, 1 link, Mon 2026-03-02 09:00>" == repr(desk)
    assert "<Desk 0 records, 0 links>" == repr(Desk.of())
    assert [
        "record  practice  state  since                 links",
        "INC-1   incident  new    Mon 2026-03-02 09:00  task TASK-1",
        "TASK-1  task      open   Mon 2026-03-02 09:00  task_of INC-1",
    ] == str(desk).splitlines()
    assert "<td>task_of INC-1</td>" in desk._repr_html_()
    many = Desk.of([incident(f"INC-{n}") for n in range(25)])
    assert "… and 5 more" == str(many).splitlines()[-1]


def test_what_came_of_an_event_prints_as_a_table() -> None:
    """Everything, each with what it is, when, for what record, and why."""
    model = INCIDENT.with_needs({incidents.Resolved: ("group",)})
    records = [incident("INC-1"), incident("INC-2"), model.open("INC-3", **OPENED)]
    links = [(f"INC-{n}", "parent", "INC-1") for n in (2, 3, 4)]
    desk = Desk.of(records, links, agreements=[GOLD])
    applied = desk.apply("INC-1", resolved())
    assert "<Applied 2 events, 1 pending, 1 refusals>" == repr(applied)
    lines = str(applied).splitlines()
    assert "happened  Mon 2026-03-02 10:00  INC-1  resolve  by grace" == lines[0]
    assert lines[1].endswith("INC-2  resolve  by grace, because of resolve (v2 of INC-1)")
    assert lines[2].startswith("pending   Mon 2026-03-02 10:00  INC-4  resolve  by grace, because")
    assert lines[2].endswith("where phase is in Phase.NEW, Phase.ACTIVE, Phase.PENDING")
    assert lines[3].startswith("refused                         INC-3  resolve  cannot resolve")
    due = desk.tick(at=at(2.5))
    assert "due  Mon 2026-03-02 11:00  INC-1  warn  resolution by gold" == str(due).splitlines()[0]
    assert "<td>warn</td>" in due._repr_html_()
    assert ("nothing happened", "<Applied nothing>") == (
        str(desk.tick(at=at(1))),
        repr(desk.tick(at=at(1))),
    )
    assert "INC-1 resolve, by grace" == str(applied.events[0])
    assert str(applied.pending[0]).startswith("INC-4 resolve, by grace, because of resolve (v2")


def test_an_offer_prints_without_conditions_where_it_is_for_it() -> None:
    """Only for what is not loaded something is left open."""
    desk = Desk.of([problem(), incident()], [("INC-1", "problem", "PRB-1")])
    event = problems.WorkaroundPublished(at=at(1), by="grace", text="use the web mail")
    applied = desk.apply("PRB-1", event)
    words = "INC-1 comment, by grace, because of publish_workaround (v4 of PRB-1)"
    assert words == str(applied.offers[0])
    assert "offered" in str(applied)


@pytest.mark.parametrize("kind", [Incident, Problem, Change, Task])
def test_a_model_takes_the_kinds_of_links_that_a_desk_does(kind: type[Record[Any]]) -> None:
    """So what a record takes can be put on a desk."""
    name, kinds = kind.__name__, [of for of in STOCK_TABLE.sides.values() if of.is_first]
    pairs = [(of, pair) for of in kinds for pair in STOCK_TABLE.pairs[of.kind]]
    firsts = {of.kind for of, (one, _) in pairs if one == name}
    seconds = {of.inverse for of, (_, two) in pairs if two == name}
    assert firsts | seconds == set(kind.model.codes["links"])


def test_what_there_is_one_of_is_replaced_and_not_doubled() -> None:
    """On the record as on the desk; what a task is of counts from its opening."""
    inc = incident().link(at=T0, by="ada", kind="parent", target="INC-8")
    assert ["one_too_many"] == [
        r.code for r in inc.why_not("link", at=T0, by="ada", kind="parent", target="INC-9")
    ]
    same = inc.link(at=T0, by="ada", kind="parent", target="INC-8")
    moved = same.link(at=T0, by="ada", kind="parent", target="INC-9", instead_of="INC-8")
    assert (("INC-1", "parent", "INC-9"),) == Desk.of([moved]).links
    task = Task.open("TASK-1", at=T0, by="ada", summary="x", parent="CHG-1")
    with pytest.raises(BadData, match="its task_of is 'CHG-1'; name it as instead_of="):
        task.link(at=T0, by="ada", kind="task_of", target="CHG-2")
    task = task.link(at=T0, by="ada", kind="task_of", target="CHG-2", instead_of="CHG-1")
    with pytest.raises(BadData, match="its task_of is 'CHG-2'"):
        task.link(at=T0, by="ada", kind="task_of", target="CHG-3", instead_of="CHG-1")
    assert (("TASK-1", "task_of", "CHG-2"),) == Desk.of([task]).links


def test_what_is_unread_of_an_offer_can_be_read() -> None:
    """Else it could not be accepted later."""
    event = Commented(at=T0, by="ada", text="x")
    unread: Any = {"text": 5}
    with pytest.raises(BadValue, match="unread cannot be 5; give what reads a fact"):
        Proposal("INC-1", event, unread=unread)


def test_arguments_of_an_opening_are_refused_as_those_of_a_verb() -> None:
    """By name: one that is not there, with the nearest, and one that is missing."""
    desk = Desk.of([incident("INC-1")])
    said: Any = {"at": at(1), "by": "ada"}
    with pytest.raises(Unlisted, match="summary"):
        desk.open(INCIDENT, id="INC-2", **said, sumary="Mail is down")
    with pytest.raises(BadValue, match="summary"):
        desk.open(INCIDENT, id="INC-2", **said)
    with pytest.raises(Unlisted, match="colour"):
        desk.convert("INC-1", to=PROBLEM, number="PRB-1", **said, colour="red")
    with pytest.raises(Unlisted, match="colour"):
        desk.order([CatalogueItem("badge")], number="ORD-1", **said, colour="red")
