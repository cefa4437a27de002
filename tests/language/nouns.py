"""Every noun of the library, and each way in which people read it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from typing import Any

from itsmcore.assessment import Opinion
from itsmcore.categories import CategoryChanges
from itsmcore.conditions import linked
from itsmcore.errors import ItsmError
from itsmcore.incidents import Started
from itsmcore.lifecycle import Following
from itsmcore.phrase import Phrase
from itsmcore.proportions import Proportion
from itsmcore.queue import Criterion
from itsmcore.services import Requirement, ServiceMapChanges
from tests.pictures.nouns import NAMES, noun
from tests.sweep.good import INSTANCES

MORE: tuple[Any, ...] = (
    Criterion("late", "queue.is_late", descending=True),
    Opinion("tests", None, Phrase("common.none")),
    Proportion(0, 0),
    CategoryChanges(
        added=("web",), removed=("fax",), moved=(("mail", "post"),), renamed=(("a", "b", "c"),)
    ),
    ServiceMapChanges(
        added=("web",),
        removed=("fax",),
        changed=(("erp", "owner", None, "ada"),),
        needed=(Requirement("erp", "db"),),
        not_needed=(Requirement("erp", "fax"),),
    ),
    Following(Started, is_offer=True),
    linked("child").some(),
    ~linked("child").some(),
)
"""Others that people read, in the cases where each says most."""


def nouns() -> dict[str, Callable[[], Any]]:
    """Return what makes each noun, by a name."""
    made = {f"gallery.{name}": partial(noun, name) for name in NAMES}
    swept: dict[str, Callable[[], Any]] = {}
    for one in (*INSTANCES, *MORE):
        name = f"{type(one).__module__.removeprefix('itsmcore.')}.{type(one).__name__}"
        while name in swept:
            name += "'"
        swept[name] = partial(_itself, one)
    return {**swept, **made}


def _itself(one: Any) -> Any:
    return one


def readings(one: Any) -> Iterator[tuple[str, str]]:
    """Yield each text that people read of a noun, by how they come to it."""
    if type(one).__str__ not in (object.__str__, type(one).__repr__):
        yield "str", str(one)
    if hasattr(one, "_formats"):
        for name, write in one._formats().items():
            if name not in ("mermaid", "dot"):
                try:
                    yield name or "text", write()
                except ItsmError as error:
                    yield name, str(error)
    if hasattr(one, "explain"):
        with suppress(TypeError):
            yield "explain", str(one.explain())
