"""Nothing that takes many takes more than so many times as long, but for a logarithm."""

from __future__ import annotations

import inspect
import re
from fnmatch import fnmatch
from typing import Any

import pytest

from itsmcore import Event
from tests.growth.measured import curve, is_steep
from tests.growth.table import GROWING
from tests.sweep.good import SELVES
from tests.sweep.surface import Offered, callables

pytestmark = [pytest.mark.long, pytest.mark.untraced]

SIZES = (25, 50, 100)
STEEP = {
    "conditions.All.__and__: one after another": "each copies the parts; All(parts) joins many",
    "decisions.Decision.faults: bounds": "each bound is compared with all before it",
}
"""What grows faster, and why that is borne."""
SEVERAL = re.compile(r"\b(?:Iterable|Sequence|Collection|Mapping)\[|\bSteps\b|\bTimeline\b")
FEW = {
    "options of a call": "by columns fields states facts names percentiles absent phases tz given",
    "what one record, request or ticket says": "texts tags answers profile custom known arguments",
    "codes and names of one product": "monitoring unanswered labels zones four_eyes excluded",
}
"""Parameters that take a few, whatever else there is much of."""
FEW_BY_NAME = {name for names in FEW.values() for name in names.split()}
SAID = (
    *("Actor", "Request.against_item", "Rule", "catalogue.BundledItem", "intake.Contact"),
    *("catalogue.Cost.facts", "categories.Category", "changes.ChangeTemplate"),
    *("change_calendar.Freeze", "change_calendar.MaintenanceWindow", "changes.Control"),
    *("changes.change_model", "conditions.Words", "demo_data.PlantedTrouble"),
    *("intake.Intake", "problems.Workaround", "satisfaction.Survey", "services.Service"),
    *("service_levels.Terms", "service_levels.Threshold", "presets.CodeTable"),
)
MADE = (
    *("change_calendar.Month", "conformance.Alignment", "conformance.Discovery"),
    *("intake.Decided", "intake.Taken", "queue.Queue", "recurrence.Recurrence"),
)
ELSEWHERE = {
    "Change.*": "every record's: it is asked of an incident",
    "Desk": "made by Desk.of",
    "*Model": "made of a model: Model.extended, and the parts of a lifecycle",
    "Lifecycle": "by Lifecycle.from_edges",
    "Model.with*": "by Model.extended: guards",
    "*atrix*": "a few levels",
    "testing.*": "strategies and tests of a model, whose parts are few",
    "documents.Documents*": "a few models; what it reads and writes has rows",
    "interop.*": "a few models, or names of an envelope",
    "lifecycle.*": "a part of a model: a few names, states or facts",
    "presets.Preset": "what the library knows of one product",
    "presets.TicketList": "what a product's list has: a few columns, words and levels",
    "presets.glpi.permitted": "a matrix of states",
    "desk.Numbering*": "a prefix for each practice",
    "desk.cascades": "a decision: decisions.Decision: rows",
    "language.Language": "the phrases of the library",
    **dict.fromkeys(SAID, "a few, of one thing that somebody says"),
    **dict.fromkeys(MADE, "made by what has a row"),
}
"""What needs no row, and why."""


@pytest.mark.parametrize("name", GROWING)
def test_twice_as_many_take_twice_as_many_calls(name: str) -> None:
    """They are counted, for a machine that others use tells nothing by its time."""
    counts = curve(GROWING[name], SIZES)
    assert is_steep(counts) is (name in STEEP), counts


def takes_many(one: Offered) -> list[str]:
    """List the parameters of a callable of which there may be any number."""
    found = []
    for name, parameter in inspect.signature(one.bound(SELVES)).parameters.items():
        of: Any = parameter.annotation
        said = of if isinstance(of, str) else getattr(of, "__name__", str(of))
        is_several = parameter.kind is parameter.VAR_POSITIONAL and name != "_"
        if name not in FEW_BY_NAME and (is_several or SEVERAL.search(said)):
            found.append(name)
    return found


def is_one_thing(one: Offered) -> bool:
    """Return whether it is an event, or what makes one."""
    if inspect.isclass(one.value):
        return issubclass(one.value, Event)
    static = None if one.owner is None else inspect.getattr_static(one.owner, one.value)
    return hasattr(static, "event") or one.value == "open"


def test_everything_that_takes_many_is_in_the_table() -> None:
    """Or it is said why not."""
    rows = {name.partition(":")[0] for name in GROWING}
    asked = [
        one.name.removeprefix("itsmcore.")
        for one in callables()
        if not is_one_thing(one) and takes_many(one)
    ]
    missing = [
        name
        for name in asked
        if name not in rows and not any(fnmatch(name, pattern) for pattern in ELSEWHERE)
    ]
    assert [] == missing


def test_nothing_is_said_in_vain() -> None:
    """Every pattern of what needs no row is of something."""
    names = {one.name.removeprefix("itsmcore.") for one in callables()}
    assert [] == [of for of in ELSEWHERE if not any(fnmatch(name, of) for name in names)]
    assert STEEP.keys() <= GROWING.keys()
