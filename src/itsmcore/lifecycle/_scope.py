"""Scopes: what a condition may read where it stands."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

import attrs

from itsmcore.conditions import AtLeast, Condition, Field, Op, Opaque, Test, leaves
from itsmcore.conditions._spaces import AFTER, AROUND, EVENT, space_of, without
from itsmcore.errors import Fault
from itsmcore.frozen import EMPTY
from itsmcore.lifecycle._event import Event
from itsmcore.lifecycle._event_fields import mappings
from itsmcore.lifecycle._facts import event_readers
from itsmcore.lifecycle._legal import legal_hint
from itsmcore.lifecycle._parts import Tables
from itsmcore.nearest import SURELY_MEANT, hint, nearest
from itsmcore.phrase import Phrase, Words
from itsmcore.shown import brief, shown

GIVEN = "given."
"""The prefix of facts that nobody has a list of."""


@attrs.frozen
class Scope:
    """The names of the facts that may be read, and the values that some of them take.

    Attributes:
        names: the facts.
        values: for facts that take only certain texts, those texts.
        paths: for facts that hold paths, such as a category, those that are known.
        is_of_event: whether there is an event whose `verb` may be asked for.
        unknown: the prefixes of names that nobody can list.
        linked: the kinds of links of which it may ask, and what may be read of those so linked;
            None for a kind of which nothing is known.
        items: the facts that are items of a mapping, of those whose values are known.
        is_whole: whether there is nothing else; otherwise only what is nearly one of the names is
            taken to be meant as that.
    """

    names: Collection[str]
    values: Mapping[str, Collection[str]] = EMPTY
    paths: Mapping[str, Collection[str]] = EMPTY
    is_of_event: bool = True
    unknown: tuple[str, ...] = (GIVEN,)
    linked: Mapping[str, Scope | None] = EMPTY
    items: Collection[str] = ()
    is_whole: bool = True

    def faults(self, subject: Words, condition: Condition) -> Iterator[Fault]:
        """Yield every fault of a condition that stands here."""
        elsewhere = {"verb"}
        for part in leaves(condition):
            if isinstance(part, Opaque) and "<" in getattr(part.function, "__qualname__", "<"):
                words = Phrase("lifecycle.scope.lambda_local_function")
                yield Fault("lambda_guard", subject, Phrase("lifecycle.lambda_guard", words=words))
            if isinstance(part, Test):
                yield from self._strangers(subject, part)
                if not self.is_of_event and "verb" in [fact.name for fact in part.fields]:
                    asked = brief(str(part))
                    words = Phrase("lifecycle.scope.asks_whether_true", asked=asked)
                    yield Fault("no_event", subject, Phrase("lifecycle.no_event", words=words))
            if isinstance(part, AtLeast):
                elsewhere.add(part.name)
                yield from self._of_linked(subject, part)
        yield from self.unread(subject, (of for of in condition.fields if of.name not in elsewhere))

    def unread(self, subject: Words, facts: Iterable[Field]) -> Iterator[Fault]:
        """Yield a fault for every field that cannot be read here."""
        for fact in facts:
            if fact.name == "verb" and not self.is_of_event:
                words = Phrase("lifecycle.scope.reads_verb_only")
                yield Fault(
                    "no_event",
                    subject,
                    Phrase("lifecycle.no_event.read_leaves_behind", words=words),
                )
            elif not self._may_read(fact.name):
                near = [name for name in self.names if space_of(name) == fact.space]
                words = Phrase(
                    "lifecycle.scope.reads",
                    name=shown(fact.name),
                    hint=hint(fact.name, near or self.names),
                )
                yield Fault("unknown_fact", subject, words)

    def _may_read(self, name: str) -> bool:
        if name in self.names or name.startswith(self.unknown):
            return True
        return not self.is_whole and nearest(name, self.names, least=SURELY_MEANT) is None

    def _of_linked(self, subject: Words, asked: AtLeast) -> Iterator[Fault]:
        """Yield what is wrong with a question about linked records."""
        if not self.linked:
            words = Phrase("lifecycle.scope.asks_about_links", kind=shown(asked.kind))
            yield Fault("no_desk", subject, words)
        elif asked.kind not in self.linked:
            words = Phrase(
                "lifecycle.scope.asks_about_links_2",
                kind=shown(asked.kind),
                hint=hint(asked.kind, self.linked),
            )
            yield Fault("unknown_link", subject, words)
        else:
            inner = self.linked[asked.kind]
            around = {name for name in self.names if name.startswith(AROUND)}
            if inner is not None:
                inner = attrs.evolve(inner, names=around.union(inner.names))
                yield from inner.faults(subject, asked.where)

    def _strangers(self, subject: Words, test: Test) -> Iterator[Fault]:
        """Yield the texts that a test compares a fact with, and that it never takes."""
        values = test.value if isinstance(test.value, tuple) else (test.value,)
        paths = self.paths.get(without(test.subject.name, EVENT, AFTER))
        if paths is not None and test.op in (Op.IS, Op.IS_IN, Op.UNDER):
            for value in values:
                if isinstance(value, str) and value not in paths:
                    asked = Phrase(
                        "lifecycle.scope.asks_whether",
                        subject=test.subject,
                        op=test.op,
                        value=shown(value),
                    )
                    yield Fault("unknown_category", subject, f"{asked}; {legal_hint(value, paths)}")
        known = self.values.get(test.subject.name)
        if known is None or test.op not in (Op.IS, Op.IS_IN):
            return
        for value in values:
            if isinstance(value, str) and value not in known:
                words = Phrase(
                    "lifecycle.scope.asks_whether_2",
                    subject=test.subject,
                    value=shown(value),
                    hint=hint(value, known),
                )
                of_item = "unknown_code" if test.subject.name in self.items else "unknown_state"
                yield Fault(_CODES.get(test.subject.name, of_item), subject, words)


_CODES = {
    "verb": "unknown_verb",
    "practice": "unknown_practice",
    "target.practice": "unknown_practice",
    "link": "unknown_link",
    "link.inverse": "unknown_link",
}


def scope_of(model: Tables, *events: type[Event], is_judging: bool = False) -> Scope:
    """Return the scope of a condition that reads a model's records.

    Args:
        model: the model.
        events: the classes of which one happens; none if nothing does.
        is_judging: whether it judges the event, and may ask what facts will be after it.
    """
    facts = fact_names(model)
    names = {"verb", *facts}.union(*(_facts_of_event(model, event) for event in events))
    tables = {"state": model.lifecycle, **{region.name: region for region in model.regions}}
    if is_judging:
        names |= {f"after.{name}" for name in facts if name not in tables and name != "phase"}
    values = {name: [state.name for state in of.states] for name, of in tables.items()}
    values["verb"] = [event.verb for event in model.events if hasattr(event, "verb")]
    options, unlisted = items_declared(model), unlisted_items(model)
    return Scope(
        names.union(options, (f"after.{name}" for name in options if is_judging)),
        values | {name: list(map(str, codes)) for name, codes in options.items() if codes},
        model.paths,
        is_of_event=bool(events),
        unknown=(GIVEN, *unlisted, *(f"after.{of}" for of in unlisted if is_judging)),
        items=options,
    )


def items_declared(model: Tables) -> dict[str, tuple[object, ...]]:
    """Return the facts that a model declares as items of mappings, each with its options."""
    declared = model.declared.items()
    return {f"{of}.{one.name}": one.options for of, items in declared for one in items}


def unlisted_items(model: Tables) -> tuple[str, ...]:
    """List the prefixes of the facts that are items of mappings of which none are declared."""
    return tuple(f"{of}." for of in mappings(model.record) if of not in model.declared)


def fact_names(model: Tables) -> list[str]:
    """List the facts of a model's records; of mappings the items are facts, and not they."""
    no_facts = {*_NO_FACTS, *mappings(model.record)}
    own = [field.name for field in attrs.fields(model.record) if field.name not in no_facts]
    return [*own, *model.record.derived, *(region.name for region in model.regions), "phase"]


_NO_FACTS = ("model", "regions", "history")


def _facts_of_event(model: Tables, event: type[Event]) -> list[str]:
    return [*facts_of(event), *event_readers(model.record)]


def facts_of(event: type[Event]) -> list[str]:
    """List the facts that an event class supplies by its fields."""
    return [f"event.{field.name}" for field in attrs.fields(event)]
