"""Changes: what is different in a later edition of a service map."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import attrs

from itsmcore.fields import differs
from itsmcore.phrase import say
from itsmcore.services._needs import Requirement
from itsmcore.services._parts import Part
from itsmcore.services._shape import Estate
from itsmcore.shown import written


@attrs.frozen(kw_only=True)
class ServiceMapChanges:
    """What is different between two maps; false if nothing is.

    Attributes:
        added: the names that are only in the second.
        removed: those only in the first.
        changed: a name, what of it is different, what that was, and what it is.
        needed: the requirements that are only in the second.
        not_needed: those only in the first.
    """

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    changed: tuple[tuple[str, str, object, object], ...] = ()
    needed: tuple[Requirement, ...] = ()
    not_needed: tuple[Requirement, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed or self.needed or self.not_needed)

    def __str__(self) -> str:
        changed = (
            f"{name} {what}: {_said(had)} -> {_said(has)}" for name, what, had, has in self.changed
        )
        said = {
            "added": self.added,
            "removed": self.removed,
            "changed": tuple(changed),
            "needed": tuple(map(str, self.needed)),
            "not_needed": tuple(map(str, self.not_needed)),
        }
        lines = (
            say(f"services.changes.{word}", several="; ".join(several))
            for word, several in said.items()
            if several
        )
        return "\n".join(lines) or say("services.no_changes")


def _said(value: object) -> str:
    return say("common.none") if value is None else written(value)


def changes_between(old: Estate, new: Estate) -> ServiceMapChanges:
    """Compare two maps."""
    had, has = old.by_name, new.by_name
    return ServiceMapChanges(
        added=tuple(name for name in has if name not in had),
        removed=tuple(name for name in had if name not in has),
        changed=tuple(
            (name, *change)
            for name, part in had.items()
            if name in has
            for change in _changes(part, has[name])
        ),
        needed=_only(new.requirements, old.requirements),
        not_needed=_only(old.requirements, new.requirements),
    )


def _changes(old: Part, new: Part) -> Iterator[tuple[str, object, object]]:
    if type(old) is not type(new):
        yield "is", type(old).__name__, type(new).__name__
        return
    for name in attrs.fields_dict(type(old)):
        had, has = getattr(old, name), getattr(new, name)
        if differs(had, has):
            yield name, had, has


def _only(these: Iterable[Requirement], others: Iterable[Requirement]) -> tuple[Requirement, ...]:
    known = {(of.name, frozenset(of.of), of.number) for of in others}
    return tuple(of for of in these if (of.name, frozenset(of.of), of.number) not in known)
