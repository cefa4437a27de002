"""Histories that are read column by column come out as those that are read row by row."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

import attrs
import pytest
from hypothesis import given as over
from hypothesis import strategies as st

from itsmcore.errors import BadRow, BadValue
from itsmcore.presets import glpi, itop, otrs, servicenow
from tests.instants import HOUR, NINE
from tests.presets.frames import table, values_of

np = pytest.importorskip("numpy")
arrow = pytest.importorskip("pyarrow")

from itsmcore.columnar import Steps  # noqa: E402


@attrs.frozen(kw_only=True)
class Product:
    """How a product writes changes, and what reads them.

    Attributes:
        timelines: what reads them row by row.
        steps: what reads them column by column.
        given: what both are told.
        columns: the column of each part of a row.
        values: what some fields may hold.
        birth: what a row says by which a ticket began.
        more: what the rows of changes say besides.
        tickets: the name of what both take tickets as, and the columns of those.
    """

    timelines: Callable[..., Any]
    steps: Callable[..., Any]
    given: Mapping[str, Any]
    columns: Mapping[str, str]
    values: Mapping[str, list[str]]
    birth: dict[str, str]
    more: Mapping[str, list[str]]
    tickets: tuple[str, str, str, str, Mapping[str, str]]

    def both(self, rows: Any, tickets: list[dict[str, Any]]) -> tuple[Any, Any]:
        """Read them both ways."""
        given = {**self.given, self.tickets[0]: tickets}
        expected = Steps.of(self.timelines(rows, **given))
        return values_of(expected), values_of(self.steps(rows, **given))


PRODUCTS = {
    "glpi": Product(
        timelines=glpi.timelines,
        steps=glpi.steps,
        given={"tz": "Europe/Paris"},
        columns=glpi.LOG_COLUMNS,
        values={
            "12": ["1", "2", "4", "5", "6", "odd"],
            "10": ["3", "4", "high"],
            "7": ["Mail (5)", "Mail", "&lt;Web&gt;"],
            "99": ["a", "b"],
        },
        birth={"linked_action": "20"},
        more={"itemtype": ["Ticket", "Ticket", "Ticket", "Change", ""], "linked_action": ["", "0"]},
        tickets=("tickets", "id", "id", "date", {"12": "status", "10": "urgency"}),
    ),
    "itop": Product(
        timelines=itop.timelines,
        steps=itop.steps,
        given={"tz": "Europe/Paris"},
        columns=itop.CHANGE_COLUMNS,
        values={
            "status": ["new", "assigned", "pending", "resolved", "closed", "odd"],
            "urgency": ["1", "3", "high"],
            "title": ["Mail is slow", "Mail is down"],
            "other": ["a", "b"],
        },
        birth={"finalclass": "CMDBChangeOpCreate"},
        more={"objclass": ["Incident", "Incident", "Incident", "Change"]},
        tickets=("tickets", "id", "ref", "start_date", {"status": "status", "title": "title"}),
    ),
    "otrs": Product(
        timelines=otrs.timelines,
        steps=otrs.steps,
        given={"tz": "Europe/Berlin", "states": {"81": "requested", "84": "in progress"}},
        columns=otrs.HISTORY_COLUMNS | {"record": "ChangeID"},
        values={
            "ChangeStateID": ["81", "84", "99"],
            "ChangeTitle": ["Mail", "Web"],
            "WorkOrderTitle": ["a", "b"],
        },
        birth={"HistoryType": "ChangeAdd"},
        more={"HistoryType": ["ChangeUpdate", ""]},
        tickets=(
            "tickets",
            "ChangeID",
            "ChangeNumber",
            "CreateTime",
            {"ChangeTitle": "ChangeTitle"},
        ),
    ),
    "servicenow": Product(
        timelines=servicenow.audits,
        steps=servicenow.audit_steps,
        given={"names": {"a1": "mail"}},
        columns={**servicenow.AUDIT_COLUMNS, "order": "record_checkpoint"},
        values={
            "state": ["1", "2", "3", "6", "7", "odd"],
            "assignment_group": ["a1", "b2"],
            "priority": ["1", "4", "x"],
            "resolved_at": ["2026-01-05 09:00:00", "soon"],
            "other": ["a", "b"],
        },
        birth={},
        more={"tablename": ["incident", "incident", "incident", "problem", ""]},
        tickets=(
            "records",
            "sys_id",
            "number",
            "opened_at",
            {"state": "state", "priority": "priority"},
        ),
    ),
}
GAPS = st.sampled_from([timedelta(), HOUR, HOUR, 2 * HOUR])
ODD_TIMES = ["soon", "?", "", " 2026-01-05 10:00:00 ", "2026-03-29 02:30:00", "2026-10-25 02:30:00"]
KEYS = ["7", "8", " 9", ""]


def written(at: datetime) -> str:
    """Write a time as exports do."""
    return f"{at:%Y-%m-%d %H:%M:%S}"


@st.composite
def logs(draw: st.DrawFn, of: Product) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Draw the changes of some tickets, each of which follows from the one before, and others."""
    rows, tickets = list[dict[str, Any]](), list[dict[str, Any]]()
    for key in KEYS[: draw(st.integers(0, 3))]:
        now: dict[str, str | None] = {}
        for name, values in of.values.items():
            now[name] = draw(st.sampled_from([None, *values]))
        at, opened, is_born = NINE, written(NINE), draw(st.booleans())
        if of.birth and is_born:
            rows.append(_row(of, key, opened, None, None, None) | of.birth)
        for name in draw(st.lists(st.sampled_from([*of.values]), max_size=5)):
            at += draw(GAPS)
            new = draw(st.sampled_from(of.values[name][:-1]))
            rows.append(_row(of, key, written(at), name, now[name], new) | _more(draw, of))
            now[name] = new
        if draw(st.booleans()):
            _, id, number, since, told = of.tickets
            ticket = {id: key, number: draw(st.sampled_from([key, f"N{key}", "N7"])), since: opened}
            if draw(st.booleans()):
                ticket |= {column: now[name] or "" for name, column in told.items()}
            tickets.append(ticket)
    rows += [
        _row(
            of,
            draw(st.sampled_from(KEYS)),
            draw(st.sampled_from([*ODD_TIMES, written(NINE), written(NINE + HOUR)])),
            name,
            draw(st.sampled_from([None, *of.values[name]])),
            draw(st.sampled_from([None, *of.values[name]])),
        )
        | _more(draw, of)
        for name in draw(st.lists(st.sampled_from([*of.values]), max_size=2))
    ]
    shuffled = draw(st.booleans())
    return (draw(st.permutations(rows)) if shuffled else rows), tickets


def _row(of: Product, record: str, at: str, field: Any, old: Any, new: Any) -> dict[str, Any]:
    told = {"record": record, "at": at, "field": field, "old": old, "new": new, "order": "1"}
    return {of.columns[part]: value for part, value in told.items()}


def _more(draw: st.DrawFn, of: Product) -> dict[str, str]:
    return {name: draw(st.sampled_from(values)) for name, values in of.more.items()}


@pytest.mark.parametrize("name", PRODUCTS)
@over(data=st.data())
def test_every_history(name: str, data: st.DataObject) -> None:
    """The same steps, in the same order, with the same flaws."""
    rows, tickets = data.draw(logs(PRODUCTS[name]))
    expected, actual = PRODUCTS[name].both(table(rows), tickets)
    assert expected == actual


# --- by name --------------------------------------------------------------------------------

GLPI = PRODUCTS["glpi"]


def changed(key: Any, hour: int, field: Any, old: Any, new: Any, **more: Any) -> dict[str, Any]:
    """Make a row of a change."""
    row = _row(GLPI, key, written(NINE.replace(hour=hour)), field, old, new)
    return row | {"itemtype": "Ticket", "linked_action": "0"} | more


def begun(key: Any, hour: int, **more: Any) -> dict[str, Any]:
    """Make a row by which a ticket began."""
    return changed(key, hour, None, None, None) | {"linked_action": "20"} | more


REGULAR = [
    begun("7", 9),
    changed("7", 11, "10", "3", "4"),
    changed("7", 10, "12", "1", "2"),
    changed("7", 11, "12", "2", "5"),
    begun("8", 9),
    changed("8", 9, "12", None, "1"),
    changed("8", 12, "7", None, "Mail (5)"),
    changed("6", 12, "12", "1", "2", itemtype="Change"),
    changed("6", 12, "99", "1", "2"),
    begun("5", 12),
]
TICKETS = [
    {"id": "4", "date": written(NINE), "status": "2"},
    {"id": "7", "date": written(NINE), "status": "5", "urgency": "4"},
]


@pytest.mark.parametrize(
    ("odd", "tickets"),
    [
        ([], TICKETS),
        ([], [{"id": "7", "date": None, "status": "1"}, {"id": "7", "date": "soon"}]),
        ([changed("9", 12, "12", "1", "2")], []),
        ([changed("9", 12, "12", "1", "2"), changed("9", 13, "12", "4", "5")], []),
        ([changed("9", 12, "12", "1", "2"), changed("9", 12, "12", "2", "4")], []),
        ([changed("9", 12, "12", "odd", "2"), changed("", 12, "12", "1", "2")], TICKETS),
        ([changed("9", 8, "12", "1", "2")], [{"id": "9", "date": written(NINE)}]),
        ([changed("8", 13, "12", "1", "2", date_mod="soon"), begun("3", 9, date_mod="")], []),
        ([], [{"id": "2", "status": "1"}, {"id": "1", "status": "odd"}]),
    ],
)
def test_what_is_odd_is_told(odd: list[dict[str, Any]], tickets: list[dict[str, Any]]) -> None:
    """By a reader of rows, who reads nothing else; what is regular is not dropped."""
    for rows in ([*REGULAR, *odd], odd or REGULAR[:0]):
        for frame in (rows, table(rows)):
            expected, actual = GLPI.both(frame, tickets)
            assert expected == actual
    assert "fact state" in GLPI.both(table(REGULAR), tickets)[1]
    expected, actual = GLPI.both(table(REGULAR).drop_columns("id"), tickets)
    assert expected == actual


def test_a_regular_log_is_not_read_row_by_row(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each of its texts is read once; whole numbers, as a database gives them, are texts."""
    numbers = {"items_id": 7, "id_search_option": 12, "linked_action": 0, "id": 5}
    rows = [{**changed("7", hour, "12", "1", "2"), **numbers} for hour in (10,)]
    frame = arrow.table({name: [row[name] for row in rows] for name in rows[0]})
    expected = values_of(Steps.of(glpi.timelines(frame, tz="UTC")))
    monkeypatch.setattr("itsmcore.presets._histories.Histories.take", None)
    assert expected == values_of(glpi.steps(frame, tz="UTC"))
    assert "<Steps 6 of 3 cases: urgency, state, category, phase>" == repr(
        glpi.steps(table(REGULAR), tz="UTC")
    )


def test_records_whose_state_two_fields_tell() -> None:
    """Are read row by row."""
    row = {"documentkey": "9d38", "fieldname": "state", "oldvalue": "1", "newvalue": "3"}
    frame = table([{**row, "sys_created_on": written(NINE), "tablename": "sc_req_item"}])
    expected = Steps.of(servicenow.audits(frame, table="sc_req_item"))
    actual = servicenow.audit_steps(frame, table="sc_req_item")
    assert values_of(expected) == values_of(actual)


def test_what_is_refused() -> None:
    """A column that has to be there, a zone, a type, and what is no log."""
    with pytest.raises(BadRow, match="row 0 has no column 'old_value'"):
        glpi.steps(table(REGULAR).drop_columns("old_value"), tz="UTC")
    with pytest.raises(BadValue, match="tz cannot be 'Mars'"):
        itop.steps(table(REGULAR), tz="Mars")
    with pytest.raises(BadValue, match="of cannot be 'Incident'"):
        otrs.steps([], tz="UTC", of="Incident")
    with pytest.raises(BadValue, match="rows cannot be 5"):
        servicenow.audit_steps(5)
