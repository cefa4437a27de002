"""Presets: what is known of a product, as one value, each fact with its source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

import attrs

from itsmcore.called import call_of
from itsmcore.errors import Fault, Unlisted
from itsmcore.fields import as_a, as_several, choice, is_in, is_text, maybe_a, refuse_faults
from itsmcore.figures import Table, as_table_formats, as_table_text
from itsmcore.lifecycle import Lifecycle, Model
from itsmcore.output import as_format, as_html, as_pretty
from itsmcore.phrase import Phrase, say
from itsmcore.presets._codes import CodeTable
from itsmcore.priority import PriorityMatrix
from itsmcore.service_levels import Terms
from itsmcore.shown import shown

Certainty = Literal["read", "partly_read", "inferred", "not_found"]
"""How sure a fact is: read in its source, or in part; concluded; or looked for and not found."""

Topic = Literal[
    "states",
    "transitions",
    "needs",
    "hold_reasons",
    "closure_codes",
    "priority",
    "hours",
    "reopening",
    "who_reopens",
    "reopen_on_reply",
    "target_change",
    "pause",
    "order",
    "breach",
    "auto_close",
    "reminders",
    "approval_without_approver",
]
"""What a preset answers: each of them, if only by saying that the answer was not found."""


@attrs.frozen(kw_only=True)
class ProductFact:
    """What a product does, where that was read, and how sure it is.

    Attributes:
        topic: what it is about.
        says: the fact, in words.
        source: where it was read, or looked for.
        certainty: how sure it is.
    """

    topic: Topic = attrs.field(validator=choice(Topic))
    says: str = attrs.field(validator=is_text)
    source: str = attrs.field(validator=is_text)
    certainty: Certainty = attrs.field(default="read", validator=choice(Certainty))


def not_found(topic: Topic, what: str, source: str) -> ProductFact:
    """Return the fact that something was looked for, and where, and not found."""
    says = say("presets.preset.found", what=what)
    return ProductFact(topic=topic, says=says, source=source, certainty="not_found")


@attrs.frozen(kw_only=True)
class ProductDeviation:
    """Where this library does otherwise than a product on purpose.

    Attributes:
        topic: what it is about.
        product: what the product does.
        here: what is done here.
        why: why that is so.
    """

    topic: Topic = attrs.field(validator=choice(Topic))
    product: str = attrs.field(validator=is_text)
    here: str = attrs.field(validator=is_text)
    why: str = attrs.field(validator=is_text)


def _models(models: Iterable[Model]) -> tuple[Model, ...]:
    return as_several(Model, models, "models")


def _lifecycles(lifecycles: Iterable[Lifecycle]) -> tuple[Lifecycle, ...]:
    return as_several(Lifecycle, lifecycles, "lifecycles")


def _codes(codes: Iterable[CodeTable]) -> tuple[CodeTable, ...]:
    return as_several(CodeTable, codes, "codes", Phrase("presets.expected.code_tables"))


def _facts(facts: Iterable[ProductFact]) -> tuple[ProductFact, ...]:
    return as_several(ProductFact, facts, "facts", Phrase("presets.expected.facts"))


def _deviations(deviations: Iterable[ProductDeviation]) -> tuple[ProductDeviation, ...]:
    return as_several(ProductDeviation, deviations, "deviations")


def _terms(terms: Terms) -> Terms:
    return as_a(Terms, terms, "terms")


def _matrix(matrix: PriorityMatrix | None) -> PriorityMatrix | None:
    return maybe_a(PriorityMatrix, matrix, "matrix")


@attrs.frozen(repr=False)
class Preset:
    """What is known of a product: its models, codes and clocks, and how sure that is.

    Args:
        name: the product's name.
        models: the models of its records, the strict one of a kind first.
        lifecycles: tables of states and moves for which no practice here has a model.
        codes: what its fields store and show.
        matrix: its matrix of priorities; None if it is not known.
        terms: how its clocks read what products disagree about.
        facts: what is known of it; every topic is answered, if only as not found.
        deviations: where this library does otherwise on purpose.

    Raises:
        FaultyDefinition: two models, lifecycles or tables share a name, or a topic has no fact.
    """

    name: str = attrs.field(validator=is_text)
    models: tuple[Model, ...] = attrs.field(default=(), kw_only=True, converter=_models)
    lifecycles: tuple[Lifecycle, ...] = attrs.field(default=(), kw_only=True, converter=_lifecycles)
    codes: tuple[CodeTable, ...] = attrs.field(default=(), kw_only=True, converter=_codes)
    matrix: PriorityMatrix | None = attrs.field(default=None, kw_only=True, converter=_matrix)
    terms: Terms = attrs.field(factory=Terms, kw_only=True, converter=_terms)
    facts: tuple[ProductFact, ...] = attrs.field(kw_only=True, converter=_facts)
    deviations: tuple[ProductDeviation, ...] = attrs.field(
        default=(), kw_only=True, converter=_deviations
    )

    __repr__ = call_of

    def __attrs_post_init__(self) -> None:
        refuse_faults(Phrase("presets.subject.preset", name=self.name), self._faults())

    def _faults(self) -> Iterator[Fault]:
        names = [*(one.name for one in self.models), *(one.name for one in self.lifecycles)]
        for kind, several in (("table", names), ("field", [of.field for of in self.codes])):
            for name in dict.fromkeys(name for name in several if several.count(name) > 1):
                yield Fault(
                    "repeated",
                    Phrase(f"presets.subject.{kind}", name=shown(name)),
                    Phrase("presets.repeated"),
                )
        for topic in TOPICS:
            if not any(fact.topic == topic for fact in self.facts):
                words = Phrase("presets.no_fact")
                yield Fault("no_fact", Phrase("presets.subject.topic", name=shown(topic)), words)

    def model(self, name: str) -> Model:
        """Return the model of a name.

        Raises:
            Unlisted: the preset has no such model.
        """
        known = {one.name: one for one in self.models}
        if not is_in(name, known):
            raise Unlisted(
                kind=Phrase("presets.kind.model", name=self.name), name=name, known=tuple(known)
            )
        return known[name]

    def codes_of(self, field: str) -> CodeTable:
        """Return the codes of a field.

        Raises:
            Unlisted: the preset has no codes of it.
        """
        known = {one.field: one for one in self.codes}
        if not is_in(field, known):
            raise Unlisted(
                kind=Phrase("presets.kind.codes", name=self.name), name=field, known=tuple(known)
            )
        return known[field]

    def about(self, topic: str) -> tuple[ProductFact, ...]:
        """Return the facts about a topic.

        Raises:
            Unlisted: there is no such topic.
        """
        if not is_in(topic, TOPICS):
            raise Unlisted(kind=Phrase("presets.kind.topic"), name=topic, known=TOPICS)
        return tuple(fact for fact in self.facts if fact.topic == topic)

    def _table(self) -> Table:
        lines = [(of.topic, of.says, of.certainty, of.source) for of in self.facts]
        notes = [
            say(
                "presets.deviation",
                topic=of.topic,
                preset=self.name,
                product=of.product,
                here=of.here,
                why=of.why,
            )
            for of in self.deviations
        ]
        return Table(("topic", say("presets.preset.product"), "certainty", "source"), lines, notes)

    __str__ = as_table_text
    _formats = as_table_formats
    __format__ = as_format
    _repr_html_ = as_html
    _repr_pretty_ = as_pretty


TOPICS: tuple[str, ...] = Topic.__args__  # type: ignore[attr-defined]
