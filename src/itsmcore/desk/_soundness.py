"""Soundness: what is wrong with cascades, found before anything happens."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import chain

import attrs

from itsmcore.conditions import All, Condition, Field, Op, Test, implies
from itsmcore.decisions import Decision, Row
from itsmcore.desk._link_table import STOCK_TABLE, LinkTable
from itsmcore.errors import Fault
from itsmcore.frozen import EMPTY
from itsmcore.lifecycle import Event, Following, Model
from itsmcore.lifecycle._practice import practice_of
from itsmcore.lifecycle._scope import Scope, scope_of
from itsmcore.nearest import SURELY_MEANT, nearest
from itsmcore.phrase import Phrase, Words, either_of

_PRACTICE, _REACHED, _VERB = "practice", "target.practice", "verb"
_LINKS = ("link", "link.inverse")


def cascade_faults(
    decision: Decision[Following],
    models: Iterable[Model],
    table: LinkTable = STOCK_TABLE,
    *,
    are_all: bool = True,
) -> Iterator[Fault]:
    """Yield every fault of cascades among records that live by some models.

    A row about a practice, a verb, an event or a kind of link that is not known, nor nearly one
    that is, is taken to be about another one, of which nothing is known.

    Args:
        decision: the cascades.
        models: the models that are known.
        table: the kinds of links that are known, and what they tie.
        are_all: whether there are no other models, so that what is nearly one of theirs is meant as
            that; of links, whether there may be others.
    """
    known = tuple(models)
    former = defaultdict[type[Event], list[Row[Following]]](list)
    yield from decision.faults()
    for place, row in enumerate(decision.rows, 1):
        subject, before = (
            Phrase("desk.soundness.row", place=place, name=decision.name),
            former[row.answer.event],
        )
        yield from _row_faults(subject, row, known, table, are_all=are_all)
        if any(one.answer == row.answer and implies(row.when, one.when) for one in before):
            words = Phrase("desk.soundness.shadowed_row_before", when=row.when)
            yield Fault("shadowed", subject, words)
        if len(before) < _MOST_COMPARED:
            before.append(row)


_MOST_COMPARED = 50
"""How many later rows an event's row is compared with."""


def _row_faults(
    subject: Words,
    row: Row[Following],
    models: tuple[Model, ...],
    table: LinkTable,
    *,
    are_all: bool,
) -> Iterator[Fault]:
    sources = _of_practices(_named(row.when, _PRACTICE), models)
    targets = _of_practices(_named(row.when, _REACHED), models)
    events = _of_verbs(_named(row.when, _VERB), sources)
    scope = _scope(sources, events, targets, models, table.sides)
    read = (*row.when.fields, *row.answer.reads)
    foreign = {of.name for of in read if _is_of_a_stranger(of, events, targets)}
    values = {fact: _with_strangers(row.when, fact, known) for fact, known in scope.values.items()}
    if not are_all:
        values = {fact: scope.values[fact] for fact in _LINKS}
    wider = Scope(
        {*scope.names, *foreign},
        values,
        unknown=scope.unknown,
        linked=LinkedScopes(
            {"": _practices(sources), "target.": _practices(targets)},
            models,
            table,
            are_all=are_all,
        ),
        is_whole=are_all,
    )
    yield from wider.faults(subject, row.when)
    yield from wider.unread(subject, row.answer.reads)
    event = row.answer.event
    is_known = any(event in model.events for model in models)
    if is_known and targets and not any(event in model.events for model in targets):
        practices = either_of(sorted(set(map(practice_of, targets))))
        words = Phrase("desk.soundness.lets_follow_event", verb=event.verb, practices=practices)
        yield Fault("dead_cascade", subject, words)


@attrs.frozen(eq=False)
class LinkedScopes(Mapping[str, Scope | None]):
    """What may be read of the records that are linked to some, by the kind of link.

    Attributes:
        practices: the practices of the records that they are linked to, by the prefix that the
            kinds of their links have here; none where they are not known.
        models: the models that are known.
        table: the kinds of links that are known, and what they tie.
        are_all: whether there are no other models, and may be other kinds.
    """

    practices: Mapping[str, frozenset[str]]
    models: tuple[Model, ...]
    table: LinkTable
    are_all: bool = attrs.field(kw_only=True)

    def __getitem__(self, kind: str) -> Scope | None:
        prefix = max(of for of in self.practices if kind.startswith(of))
        link = kind.removeprefix(prefix)
        if link in self.table.sides:
            return self._scope(self.table.others(link, self.practices[prefix]))
        if self.are_all and _is_stranger(link, self.table.sides):
            return None
        raise KeyError(kind)

    def _scope(self, practices: frozenset[str]) -> Scope | None:
        scopes = [scope_of(of) for of in self.models if practice_of(of) in practices]
        if not scopes:
            return None
        return Scope(
            {_PRACTICE}.union(*(scope.names for scope in scopes)),
            {"state": _states(scopes, "state")} if self.are_all else EMPTY,
            is_of_event=False,
            unknown=_unknown(scopes),
            linked=attrs.evolve(self, practices={"": practices}),
            is_whole=self.are_all,
        )

    def __iter__(self) -> Iterator[str]:
        return (f"{prefix}{kind}" for prefix in self.practices for kind in self.table.sides)

    def __len__(self) -> int:
        return len(self.practices) * len(self.table.sides)


def _practices(models: Iterable[Model]) -> frozenset[str]:
    return frozenset(map(practice_of, models))


def _named(when: Condition, fact: str) -> tuple[str, ...]:
    """List the texts that a condition demands for a fact; empty if it demands nothing."""
    for part in when.parts if isinstance(when, All) else (when,):
        if isinstance(part, Test) and part.subject.name == fact and part.op in (Op.IS, Op.IS_IN):
            values = part.value if isinstance(part.value, tuple) else (part.value,)
            return tuple(value for value in values if isinstance(value, str))
    return ()


def _with_strangers(when: Condition, fact: str, known: Collection[str]) -> Collection[str]:
    if fact not in (_PRACTICE, _REACHED, _VERB, *_LINKS):
        return known
    return [*known, *(name for name in _named(when, fact) if _is_stranger(name, known))]


def _of_practices(named: Collection[str], models: Iterable[Model]) -> tuple[Model, ...]:
    """Return the models of the named practices; none if one of them is unknown."""
    known = {practice_of(model): model for model in models}
    if any(_is_stranger(name, known) for name in named):
        return ()
    return tuple(model for model in models if not named or practice_of(model) in named)


def _of_verbs(named: Collection[str], models: Collection[Model]) -> tuple[type[Event], ...]:
    """Return the events that may come first; none if one of them is unknown."""
    events = dict.fromkeys(event for model in models for event in model.events)
    if any(_is_stranger(name, [event.verb for event in events]) for name in named):
        return ()
    return tuple(event for event in events if not named or event.verb in named)


def _is_stranger(name: str, known: Collection[str]) -> bool:
    return name not in known and nearest(name, known, least=SURELY_MEANT) is None


def _is_of_a_stranger(
    read: Field, events: Collection[type[Event]], targets: Collection[Model]
) -> bool:
    return not targets if read.space == "target" else not events


def _scope(
    sources: Iterable[Model],
    events: Collection[type[Event]],
    targets: Iterable[Model],
    models: Collection[Model],
    kinds: Collection[str],
) -> Scope:
    """Join the scopes of whatever may be on the two sides of a link."""
    of_sources = [scope_of(model, *events) for model in sources]
    of_targets = [scope_of(model) for model in targets]
    names = {_PRACTICE, _REACHED, "link", "link.inverse"}
    names.update(*(scope.names for scope in of_sources))
    names.update(f"target.{name}" for scope in of_targets for name in scope.names)
    practices = list(map(practice_of, models))
    values: dict[str, list[str]] = {
        _PRACTICE: practices,
        _REACHED: practices,
        _VERB: [event.verb for model in models for event in model.events],
        "state": _states(of_sources, "state"),
        "target.state": _states(of_targets, "state"),
        "link": list(kinds),
        "link.inverse": list(kinds),
    }
    of_target = (f"target.{prefix}" for prefix in _unknown(of_targets))
    unknown = dict.fromkeys((*Scope(()).unknown, *_unknown(of_sources), *of_target))
    return Scope(names, {k: v for k, v in values.items() if v}, unknown=tuple(unknown))


def _unknown(scopes: Iterable[Scope]) -> tuple[str, ...]:
    """Join the prefixes of names that nobody can list."""
    return tuple(dict.fromkeys(chain.from_iterable(scope.unknown for scope in scopes)))


def _states(scopes: Iterable[Scope], region: str) -> list[str]:
    return list(dict.fromkeys(chain.from_iterable(s.values.get(region, ()) for s in scopes)))
