"""Two models side by side: what is gone, what is new, and what has changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any

import attrs

from itsmcore.checked import checked
from itsmcore.figures import Rows, as_drawn_formats
from itsmcore.figures import Table as Lines
from itsmcore.kinds import check_kinds
from itsmcore.lifecycle._compared import CHANGES, Change, Pair, both, changed, rules_of, states_of
from itsmcore.lifecycle._lifecycle import Lifecycle
from itsmcore.lifecycle._model import Model
from itsmcore.lifecycle._parts import Reaction
from itsmcore.lifecycle._table import Guard, Rule, State
from itsmcore.output import as_format, as_html, as_pretty
from itsmcore.phrase import label, say, told_in_english
from itsmcore.picture import Picture, short
from itsmcore.plans import Plan
from itsmcore.shown import brief, written

_COLUMNS = ("part", "name", "change", "where", "before", "after")
_NAMED = {
    "timers": "timer",
    "fields": "field",
    "codes": "code",
    "reactions": "reaction",
    "task_plan": "plan item",
}
_TOLD = ("name", "version", "lifecycle", "regions", "roles", "guards", "needs")
"""Fields of a model that its title or the rules of its tables tell."""


@attrs.frozen
class Edit:
    """One thing that differs.

    Attributes:
        part: what kind of thing it is, such as `"rule"`.
        name: its name.
        change: how it differs.
        where: the states in which it does.
        before: what it was.
        after: what it is.
    """

    part: str
    name: str
    change: Change
    where: str = ""
    before: str | None = None
    after: str | None = None


@attrs.frozen(slots=False)
class ModelDiff:
    """How one model differs from another.

    Attributes:
        before: the one.
        after: the other.

    Raises:
        BadValue: one is not a model.
    """

    before: Model
    after: Model

    def __attrs_post_init__(self) -> None:
        check_kinds(self)

    @property
    def edits(self) -> tuple[Edit, ...]:
        """What differs: states, rules and what they ask for, then all else."""
        return (*_tables(self), *_others(self.before, self.after))

    @property
    def tables(self) -> tuple[tuple[Lifecycle | None, Lifecycle | None], ...]:
        """The main tables, and each region of either with the other's of that name."""
        was, now = ({of.name: of for of in model.regions} for model in (self.before, self.after))
        regions = ((was.get(name), now.get(name)) for name in dict.fromkeys((*was, *now)))
        return ((self.before.lifecycle, self.after.lifecycle), *regions)

    @property
    def rows(self) -> Rows:
        """A row for each thing that differs, as a DataFrame takes them."""
        return tuple(map(attrs.asdict, told_in_english(lambda: self.edits)))

    def __str__(self) -> str:
        edits = self.edits
        if not edits:
            return self._headline(edits)
        return f"{self._headline(edits)}\n{_listed(edits).text()}"

    def _headline(self, edits: Iterable[Edit]) -> str:
        counts = Counter((edit.part, edit.change) for edit in edits)
        said = (
            say(
                "lifecycle.diff.count",
                n=n,
                part=label("parts", f"{part}s" if n > 1 else part),
                change=label("values", change),
            )
            for (part, change), n in counts.items()
        )
        return say(
            "lifecycle.model_diff.and",
            before=self.before,
            after=self.after,
            said=", ".join(said) or say("lifecycle.model_diff.difference"),
        )

    def _table(self) -> Lines:
        return _listed(self.edits)

    def _drawn(self) -> Picture:
        from itsmcore.lifecycle._diff_picture import drawn_diff  # noqa: PLC0415 (import on use)

        counts = Counter(edit.change for edit in self.edits)
        said = ", ".join(f"{counts[change]} {label('values', change)}" for change in CHANGES)
        title = say(
            "lifecycle.model_diff.and",
            before=short(self.before),
            after=short(self.after),
            said=said,
        )
        sides = self.before, self.after
        return drawn_diff(sides, self.tables, title=title, alt=self._headline(self.edits))

    _formats = as_drawn_formats
    __format__ = as_format
    _repr_html_ = as_html
    _repr_pretty_ = as_pretty


@checked
def model_diff(before: Model, after: Model) -> ModelDiff:
    """Compare two models: two versions, or a product's and yours.

    What differs is a part: a state, a rule, what a rule asks for (a guard, a role, a needed field),
    a timer, a code, or any other entry of a model. A rule that leads elsewhere has changed, and so
    has a guard with other words or another condition under the same code.

    Args:
        before: the one.
        after: the other.

    Raises:
        BadValue: one is not a model.

    >>> from itsmcore.incidents import INCIDENT
    >>> strict = INCIDENT.with_needs({"close": ["assignee"]})
    >>> print(model_diff(INCIDENT, strict))
    incident 1 and incident 1: 1 need new
    part  name             change  where     before  after
    need  close: assignee  new     resolved          assignee
    """
    return ModelDiff(before, after)


# --- tables -----------------------------------------------------------------------------------


def _tables(diff: ModelDiff) -> Iterator[Edit]:
    for was, now in diff.tables:
        name = "" if was is diff.before.lifecycle else _name_of(was, now)
        change = changed(was and was.name, now and now.name)
        if name and change:
            yield Edit("region", name, change)
        for key, (old, new) in both(states_of(was), states_of(now)):
            change = changed(old, new)
            if change:
                yield Edit("state", key, change, name, _state(old), _state(new))
        rules = rules_of(diff.before, was), rules_of(diff.after, now)
        yield from _in_states(rules, name, states_of(was), states_of(now))


def _name_of(was: Lifecycle | None, now: Lifecycle | None) -> str:
    return next(table.name for table in (was, now) if table is not None)


def _listed(edits: Iterable[Edit]) -> Lines:
    return Lines.of(_COLUMNS, map(_in_words, map(attrs.asdict, edits)))


def _in_words(row: dict[str, Any]) -> dict[str, Any]:
    return row | {
        "part": label("parts", row["part"]),
        "change": label("values", row["change"]),
    }


def _state(state: State | None) -> str | None:
    if state is None:
        return None
    said = (
        label("values", state.phase.value),
        state.code and say("lifecycle.model_diff.code", code=state.code),
        state.label,
    )
    return ", ".join(words for words in said if words)


def _in_states(
    rules: Pair, region: str, was_there: Collection[str], is_there: Collection[str]
) -> Iterator[Edit]:
    """Yield how rules differ, once for all states in which they differ alike.

    That a rule leads nowhere from a state that is not in both goes without saying.
    """
    found: dict[tuple[Any, ...], list[str]] = {}
    for (verb, state), pair in both(*rules):
        is_in_both = state in was_there and state in is_there
        if not is_in_both and not any(rule and rule.target for rule in pair):
            continue
        for part, name, was, now in _asked(verb, *pair):
            change = changed(was, now)
            if change:
                said = part, name, change, _words(was), _words(now)
                found.setdefault(said, []).append(state)
    count = len({*was_there, *is_there})
    for (part, name, change, before, after), several in found.items():
        names = say("lifecycle.pictures.any") if len(several) == count else ", ".join(several)
        where = f"{region}: {names}" if region else names
        yield Edit(part, name, change, where, before, after)


def _asked(verb: str, was: Rule | None, now: Rule | None) -> Iterator[tuple[str, str, Any, Any]]:
    """Yield what to compare of a rule: the rule, or what it asks for if it is in both."""
    if was is None or now is None:
        yield "rule", verb, was, now
        return
    old, new = (
        attrs.evolve(rule, event=was.event, guards=(), roles=(), needs=()) for rule in (was, now)
    )
    yield "rule", verb, old, new
    for part, read in _READ.items():
        for name, (old, new) in both(read(was), read(now)):
            yield part, f"{verb}: {name}", old, new


_READ: Mapping[str, Callable[[Rule], Mapping[str, Any]]] = {
    "guard": lambda rule: {guard.code: guard for guard in rule.guards},
    "role": lambda rule: {
        permit.role: tuple(of for of in rule.roles if of.role == permit.role)
        for permit in rule.roles
    },
    "need": lambda rule: {name: name for name in rule.needs},
}


def _words(value: Any) -> str | None:
    match value:
        case None:
            return None
        case Rule():
            leads = (
                say("lifecycle.model_diff.to", target=value.target)
                if value.target
                else say("lifecycle.diff.stays")
            )
            return say("lifecycle.diff.reopens", leads=leads) if value.reopens else leads
        case Guard():
            return brief(f"{value.words} ({value.condition})")
        case tuple():
            return brief("; ".join(map(written, value)))
        case _:
            return brief(written(value))


# --- all else -----------------------------------------------------------------------------------


def _others(was: Model, now: Model) -> Iterator[Edit]:
    """Yield how the other fields of models differ, entry by entry where they have entries."""
    names = (
        field.name for model in (was, now) for field in attrs.fields(type(model)) if field.init
    )
    for name in dict.fromkeys(names):
        old, new = getattr(was, name, None), getattr(now, name, None)
        if name in _TOLD or old == new:
            continue
        part: str = _NAMED.get(name) or name.replace("_", " ")
        for key, (before, after) in both(_entries(old), _entries(new)):
            change = changed(before, after)
            if change:
                yield Edit(part, key, change, "", _words(before), _words(after))


def _entries(value: Any) -> dict[str, Any]:
    """Return the entries of a model's field by their names; those of a field alone have none."""
    match value:
        case None:
            return {}
        case Plan():
            planned = {task.name: task for task in value.tasks}
            return {**planned, "on incomplete": value.on_incomplete, "starts in": value.starts_in}
        case Mapping():
            return {
                brief(written(part)): one
                for name, of in value.items()
                for part, one in _of_codes(name, of)
            }
        case tuple():
            return {brief(_called(one)): one for one in value}
        case _:
            return {"": value}


def _of_codes(name: str, value: Any) -> Iterator[tuple[str, Any]]:
    """Yield each value of several that are legal, and any other value as it is."""
    if isinstance(value, tuple | list | set | frozenset):
        yield from ((f"{name}: {written(one)}", one) for one in value)
    else:
        yield name, value


def _called(part: Any) -> str:
    if isinstance(part, Reaction):
        return f"{part.on.verb}: {part.event.verb}"
    return written(getattr(part, "name", part))
