"""What a model may be extended with by name, for type checkers; a practice adds its own."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any, TypeAlias, TypedDict, TypeVar

from itsmcore import plans
from itsmcore.conditions import Condition
from itsmcore.lifecycle._argument import Argument
from itsmcore.lifecycle._lifecycle import Lifecycle
from itsmcore.lifecycle._parts import Reaction, Timer
from itsmcore.lifecycle._roles import Who
from itsmcore.lifecycle._table import Guard

T = TypeVar("T")
# By event class or verb; a mapping's key type is invariant, so no narrower one fits both.
Table: TypeAlias = Mapping[Any, T]


class MoreTables(TypedDict, total=False):
    """The fields of every model."""

    lifecycle: Lifecycle
    regions: Iterable[Lifecycle]
    timers: Iterable[Timer]
    reactions: Iterable[Reaction]
    codes: Mapping[str, Collection[object]]
    fields: Iterable[Argument]
    defaults: Mapping[str, object]
    roles: Table[Who]
    guards: Table[Guard | Iterable[Guard]]
    needs: Table[str | Iterable[str]]
    from_customer: Condition | bool
    from_machine: Condition | bool
    task_plan: plans.Plan | None
