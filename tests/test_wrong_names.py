"""A value that cannot be is named by the parameter that it was given for."""

import re
import warnings

from itsmcore.errors import BadValue
from tests.sweep.good import SELVES, arguments, call
from tests.sweep.surface import SEARCHES, Offered, callables

ALSO = {
    "articles": "timelines",
    "at": "timer auto_close",
    "at_least": "horizon",
    "by": "facts",
    "defaults": "facts",
    "depends": "pairs",
    "frozen": "pairs",
    "guards": "a guard|a table",
    "impacts": "levels",
    "incidents": "timelines",
    "issues": "rows",
    "key": "a place",
    "keys": "key",
    "least": "number",
    "lifecycle": "a model",
    "name": "a model|key",
    "named": "roles",
    "names": "key",
    "needs": "a table",
    "number": "id",
    "offer": "a proposal",
    "on": "event",
    "on_breach": "actions",
    "parents": "pairs",
    "pending": "a proposal",
    "planned": "pairs",
    "records": "facts",
    "problems": "timelines",
    "risks": "levels",
    "shared": "facts",
    "source": "a state",
    "sources": "a practice",
    "states": "a state",
    "statistics": "facts",
    "steps": "action",
    "table": "the approval policy|roles",
    "targets": "a practice",
    "than": "of",
    "approved_words": "a model",
    "task_plan": "a model",
    "tasks": "timelines",
    "ties": "facts",
    "to": "model",
    "urgencies": "levels",
    "value": "by",
    "values": "custom",
    "version": "a model",
    "who": "by",
    "words": "a name|code",
    "written_with": "model",
}
"""What else a value may be called: what it becomes, or what it is a part of."""


class Odd:
    """Be nothing that anybody asks for."""


def misnamed(one: Offered) -> list[str]:
    """Find each parameter of which a wrong value is called by another name."""
    called = one.bound(SELVES)
    good = arguments(one, called)
    found = []
    for name in good:
        if name.startswith("*"):
            continue
        try:
            call(called, {**good, name: Odd()})
        except BadValue as error:
            words = re.sub(r"[ .\[\]]", "_", f"{name}|{ALSO.get(name, name)}")
            field = re.sub(r"[ .\[\]]", "_", error.field)
            if not re.search(rf"(^|_)({words})s?(_|$)", field):
                found.append(f"{one.name}: {name} is called {error.field}")
        except Exception:
            """Another refusal; the sweep looks at all of them."""
    return found


def test_a_value_that_cannot_be_is_named_as_it_was_given() -> None:
    """Whoever reads the refusal knows which argument to mend."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = [
            text
            for one in callables()
            if one.name not in SEARCHES and one.value != "__format__"
            for text in misnamed(one)
        ]
    assert [] == found
