"""Upgrades: what was stored before a field was renamed or split is read as what it means now."""

from __future__ import annotations

from typing import Any, ClassVar

import attrs
import pytest

from itsmcore import INCIDENT, Event, Rule
from itsmcore.documents import BadDocument, Documents
from itsmcore.errors import BadValue, Unlisted
from itsmcore.lifecycle import ANY
from itsmcore.tasks import TASK, Task
from tests.instants import NINE

AT = "2026-01-05T09:00:00Z"


def first_of(name: str) -> str:
    """Give the first name of a name."""
    return name.split()[0]


def last_of(name: str, title: str = "") -> str:
    """Give the last name of a name, and a title before it."""
    return f"{title} {name.split()[1]}".strip()


def weight_of(grams: int) -> float:
    """Give the kilograms."""
    return grams / 1000


def load_of(kind: str) -> str:
    """Tell how it is carried."""
    return {"letter": "light"}.get(kind, "heavy")


@attrs.frozen(kw_only=True)
class Sent(Event):
    """Send it; the name was one, and the weight was in grams."""

    verb: ClassVar[str] = "send"
    upgrades: ClassVar[Any] = {
        "first": first_of,
        "last": last_of,
        "weight": weight_of,
        "load": load_of,
        "to": "place",
    }
    first: str
    last: str
    weight: float
    kind: str
    load: str
    to: str | None = None


POSTED = INCIDENT.extended(Rule(Sent, source=ANY), name="posted")
DOCUMENTS = Documents(models=(POSTED, TASK))
NEW = Sent(
    at=NINE,
    by="ada",
    first="Alan",
    last="Dr Turing",
    weight=1.5,
    kind="letter",
    load="light",
    to="B2",
)
OLD: dict[str, Any] = {
    "verb": "send",
    "at": AT,
    "by": "ada",
    "name": "Alan Turing",
    "title": "Dr",
    "grams": 1500,
    "kind": "letter",
    "place": "B2",
}


def test_a_task_of_the_first_release_has_its_parent() -> None:
    """What a task belongs to was called `of`; both names are read as the same event."""
    task = Task.open("TASK-1", at=NINE, by="ada", summary="Test it", parent="CHG-1")
    document = DOCUMENTS.unstructure(task)
    (opening,) = document["history"]
    assert "CHG-1" == opening["parent"]
    opening["of"] = opening.pop("parent")
    assert task == DOCUMENTS.structure(document, Task)


def test_renamed_split_and_computed_fields_are_read() -> None:
    """An old document gives the event that a new one gives, which has the new names only."""
    assert NEW == DOCUMENTS.structure(OLD, Sent)
    written = DOCUMENTS.unstructure(NEW, Sent)
    assert {"first", "last", "weight", "kind", "load", "to"} == written.keys() - {
        "verb",
        "at",
        "by",
    }
    assert NEW == DOCUMENTS.structure(written, Sent)


def test_what_a_function_may_do_without_may_be_missing() -> None:
    """An argument with a default is an old field that not every document has."""
    old = {key: value for key, value in OLD.items() if key != "title"}
    assert "Turing" == DOCUMENTS.structure(old, Sent).last


def test_an_old_name_beside_the_new_one_is_refused() -> None:
    """A document that says a field says it once."""
    with pytest.raises(BadDocument, match=r"place is no part of send; "):
        DOCUMENTS.structure({**DOCUMENTS.unstructure(NEW, Sent), "place": "B3"}, Sent)


def test_a_strange_name_is_refused_still() -> None:
    """An upgrade reads the names it states, and no others."""
    with pytest.raises(BadDocument, match=r"kinds is no part of send; did you mean 'kind'"):
        DOCUMENTS.structure({**OLD, "kinds": "B3"}, Sent)
    with pytest.raises(BadDocument, match="first is missing"):
        DOCUMENTS.structure({key: of for key, of in OLD.items() if key != "name"}, Sent)


def test_a_bad_old_value_is_told_where_it_stands() -> None:
    """The path is that of the document; what a function cannot read is told with its error."""
    with pytest.raises(BadDocument, match="place is 3, and must be a text"):
        DOCUMENTS.structure({**OLD, "place": 3}, Sent)
    with pytest.raises(BadDocument, match="first cannot be read from its old form: IndexError"):
        DOCUMENTS.structure({**OLD, "name": " "}, Sent)


def _stating(stated: Any) -> type[Event]:
    @attrs.frozen(kw_only=True)
    class Moved(Event):
        verb: ClassVar[str] = "move"
        upgrades: ClassVar[Any] = stated
        place: str
        room: str | None = None

    return Moved


def anything(*values: Any) -> Any:
    """Take whatever comes."""
    return values


def of_place(place: str) -> str:
    """Give the room of a place."""
    return place


FORMS = "give the field's old name, or a named function whose arguments are old fields"
NO_MORE = "give a name that the class no longer has, by which old documents are recognised"


@pytest.mark.parametrize(
    ("stated", "words"),
    [
        (3, "upgrades of Moved cannot be 3; give a mapping"),
        ({"place": "room"}, NO_MORE),
        ({"room": of_place}, NO_MORE),
        ({"place": ""}, FORMS),
        ({"place": 3}, FORMS),
        ({"place": anything}, FORMS),
        ({"place": lambda of: of}, FORMS),
    ],
    ids=["no mapping", "present", "untold", "empty", "number", "many", "lambda"],
)
def test_an_upgrade_that_cannot_be_is_refused(stated: Any, words: str) -> None:
    """An event class is checked when it is defined."""
    with pytest.raises(BadValue) as refused:
        _stating(stated)
    assert str(refused.value).endswith(words)


def test_an_upgrade_of_no_field_is_refused() -> None:
    """The nearest field is named."""
    with pytest.raises(Unlisted, match="there is no field of Moved 'plaec'; did you mean 'place'"):
        _stating({"plaec": "of"})
