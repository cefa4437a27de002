"""Prioritisers: matrices, sums and decisions, then ceilings, then floors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any, TypeAlias

import attrs

from itsmcore.assessment import (
    Assessment,
    Engine,
    Opinion,
    Questionnaire,
    as_engines,
    decided,
    heard,
    highest,
    name_of,
)
from itsmcore.conditions import Condition, Facts, field, is_satisfiable
from itsmcore.conditions._spaces import FactSpaces
from itsmcore.decisions import Decision
from itsmcore.errors import BadValue, Fault
from itsmcore.fields import refuse_faults
from itsmcore.level import Level
from itsmcore.nearest import hint
from itsmcore.phrase import Phrase, Words, say
from itsmcore.priority._limits import Limit, as_limits, in_force
from itsmcore.priority._matrix import PriorityMatrix
from itsmcore.priority._prioritisation import Prioritisation
from itsmcore.shown import shown

_COMPUTED = ("priority", "computed_priority")
_PINNED = ("pin", "pinned_priority", "pin_reason", "pinned_until")


def _engines(engines: Engine | Iterable[Engine]) -> tuple[Engine, ...]:
    return as_engines(engines)


def _impact(engines: Engine | Iterable[Engine]) -> tuple[Engine, ...]:
    return as_engines(engines, "impact")


@attrs.frozen
class Prioritiser:
    """The rules for a priority: ways of assessing it, of which the highest counts, and limits.

    A ceiling lowers what the assessments come to, and a floor then raises it, so that a floor beats
    a ceiling. Limits of the urgency come before the priority is assessed. Their conditions read the
    impact that was found and the urgency that was stated; those of limits of the priority read both
    as it is judged by them. Nothing changes an impact that somebody stated, and no rule asks how
    old a case is: a shorter target for lateness would make a promise depend on itself.

    Args:
        engines: a priority matrix, a questionnaire, a decision or an assessor of your own, or
            several of them.
        limits: floors and ceilings, each by name.
        impact: ways to assess the impact where nobody has stated one, such as a decision by the
            services and the number of users affected; the highest counts.

    Raises:
        FaultyDefinition: there is no way of assessing, the levels are of several scales, a limit or
            a way to assess the impact has a level that the matrix does not know, a limit can never
            hold, or has the name of another, or a rule reads the priority that it is to give, or a
            pin, which counts instead of it; lists every fault.

    >>> from itsmcore import Impact, Priority, PriorityMatrix, Urgency
    >>> from itsmcore.conditions import field
    >>> from itsmcore.priority import Ceiling, Floor
    >>> rules = Prioritiser(PriorityMatrix.default(), limits=[
    ...     Floor("a VIP calls", field("tags").contains("vip"), urgency=Urgency.HIGH),
    ...     Ceiling("a test system", field("tags").contains("test"), priority=Priority.LOW),
    ... ])
    >>> case = {"impact": Impact.LOW, "urgency": Urgency.LOW, "tags": ("vip",)}
    >>> rules.decide(case)
    Priority.MODERATE
    >>> print(rules.explain(case))
    a VIP calls: High (urgency at least High: Low -> High)
    the priority matrix: Moderate (Low impact, High urgency)
    priority: Moderate, by the priority matrix
    """

    engines: tuple[Engine, ...] = attrs.field(converter=_engines)
    limits: tuple[Limit, ...] = attrs.field(default=(), converter=as_limits, kw_only=True)
    impact: tuple[Engine, ...] = attrs.field(default=(), converter=_impact, kw_only=True)

    def __attrs_post_init__(self) -> None:
        refuse_faults(Phrase("priority.prioritiser.prioritiser"), self._faults())

    @classmethod
    def default(cls) -> Prioritiser:
        """Return the matrix that ServiceNow ships, without limits."""
        return cls(PriorityMatrix.default())

    @cached_property
    def matrix(self) -> PriorityMatrix | None:
        """The first of its matrices, whose levels are the legal ones."""
        return next((of for of in self.engines if isinstance(of, PriorityMatrix)), None)

    @cached_property
    def lookup(self) -> PriorityMatrix | None:
        """Its matrix, if looking up a stated impact and urgency is all that it does."""
        is_all = len(self.engines) == 1 and not self.limits and not self.impact
        return self.matrix if is_all else None

    @property
    def priorities(self) -> tuple[Level, ...]:
        """Every priority that it may give, as far as its rules tell, most severe first."""
        limits = (limit.priority for limit in self.limits if limit.priority is not None)
        given = {level for engine in self.engines for level in _levels_of(engine)}
        return tuple(sorted({*given, *limits}, reverse=True))

    def decide(self, facts: Facts) -> Level | None:
        """Return the priority; None if no rule says anything.

        Raises:
            NotGiven: an outside fact is missing, and the answer depends on it.
            BadValue: an assessor of your own returns something else than an opinion.
            Incomparable: what it says is of another scale than the rest.
        """
        return self.explain(facts).computed

    def explain(self, facts: Facts) -> Prioritisation:
        """Return the priority, the rule that gave it, and what the others said.

        Raises:
            NotGiven: an outside fact is missing, and the answer depends on it.
            BadValue: an assessor of your own returns something else than an opinion.
            Incomparable: what it says is of another scale than the rest.
        """
        stated: Any = field("impact").read(facts)
        found = [_said(engine, facts) for engine in self.impact]
        impact = highest(found).level if stated is None else stated
        wished: Any = field("urgency").read(facts)
        judged = FactSpaces({"impact": impact}, facts)
        urgency, bounds = self._limited(wished, judged, of_urgency=True)
        read = FactSpaces({"impact": impact, "urgency": urgency}, facts)
        assessed = highest(_said(engine, read) for engine in self.engines)
        computed, limited = self._limited(assessed.level, read, of_urgency=False)
        return Prioritisation(
            impact=impact,
            urgency=urgency,
            opinions=(*found, *bounds, *assessed.opinions, *limited),
            computed=computed,
            by=_winner(assessed, limited, computed),
        )

    def _limited(
        self, level: Level | None, facts: Facts, *, of_urgency: bool
    ) -> tuple[Level | None, list[Opinion]]:
        opinions = []
        for limit in in_force(self.limits, facts, of_urgency=of_urgency):
            before, level = level, limit.applied_to(level)
            change = (
                say("priority.prioritiser.change")
                if level == before
                else f"{before or 'none'} -> {level}"
            )
            words = str(limit).removeprefix(f"{limit.name}: ")
            opinions.append(Opinion(limit.name, level, f"{words}: {change}"))
        return level, opinions

    def facts_asked(self) -> Iterator[tuple[str, str]]:
        """Yield every fact that a questionnaire asks, with what it belongs to."""
        for engine in (*self.engines, *self.impact):
            if isinstance(engine, Questionnaire):
                yield from ((engine.name, question.fact) for question in engine.questions)

    # --- faults ---------------------------------------------------------------------------------

    def conditions(self) -> Iterator[tuple[Words, Condition]]:
        """Yield every condition that it asks, with what it belongs to."""
        for limit in self.limits:
            yield Phrase("priority.prioritiser.limit", name=shown(limit.name)), limit.when
        for engine in (*self.engines, *self.impact):
            if isinstance(engine, Decision):
                for number, row in enumerate(engine.rows, 1):
                    yield (
                        Phrase("priority.prioritiser.row", number=number, name=engine.name),
                        row.when,
                    )

    def _faults(self) -> Iterator[Fault]:
        if not self.engines:
            yield Fault(
                "no_engines", Phrase("priority.subject.engines"), Phrase("priority.no_engines")
            )
        for kind, levels in self._scales():
            names = sorted({type(level).__name__ for level in levels})
            if len(names) > 1:
                words = Phrase("priority.prioritiser.several_scales_use", names=", ".join(names))
                yield Fault("mixed_scales", Phrase("priority.subject.levels_2", kind=kind), words)
        for engine in (*self.engines, *self.impact):
            for answer in _answers_of(engine):
                if not isinstance(answer, Level):
                    words = Phrase("priority.prioritiser.answers_level", answer=shown(answer))
                    yield Fault("no_level", name_of(engine), words)
        if self.matrix is not None:
            yield from self._strangers(self.matrix)
        names_of = Counter(limit.name for limit in self.limits)
        for name in (name for name, times in names_of.items() if times > 1):
            yield Fault(
                "duplicate_limit",
                Phrase("priority.prioritiser.limit", name=shown(name)),
                Phrase("priority.duplicate_limit"),
            )
        for subject, when in self.conditions():
            if not is_satisfiable(when):
                yield Fault("never_matches", subject, Phrase("priority.never_matches", when=when))
            yield from _circular(subject, (of.name for of in when.fields))
        for subject, name in self.facts_asked():
            yield from _circular(subject, [name])

    def _strangers(self, matrix: PriorityMatrix) -> Iterator[Fault]:
        """Yield the urgencies and impacts that rules may come to and a matrix lacks."""
        for limit in self.limits:
            if limit.urgency is not None and limit.urgency not in matrix.urgencies:
                meant = hint(limit.urgency, matrix.urgencies)
                words = Phrase("priority.prioritiser.urgency_matrix_lacks", meant=meant)
                yield Fault(
                    "unknown_level",
                    Phrase("priority.prioritiser.limit", name=shown(limit.name)),
                    words,
                )
        for engine in self.impact:
            for level in dict.fromkeys(_levels_of(engine)):
                if level not in matrix.impacts:
                    meant = hint(level, matrix.impacts)
                    words = Phrase(
                        "priority.prioritiser.may_come_impact", level=shown(level), meant=meant
                    )
                    yield Fault("unknown_level", name_of(engine), words)

    def _scales(self) -> Iterator[tuple[str, list[Level]]]:
        engines = [level for engine in self.engines for level in _levels_of(engine)]
        yield "priority", [*engines, *(of.priority for of in self.limits if of.priority)]
        yield "impact", [level for engine in self.impact for level in _levels_of(engine)]


PrioritiserLike: TypeAlias = Prioritiser | Engine


def as_prioritiser(rules: PrioritiserLike | Iterable[Engine]) -> Prioritiser:
    """Turn a matrix, or other ways of assessing, into a prioritiser without limits.

    Raises:
        BadValue: it is no way of assessing.
    """
    if isinstance(rules, Prioritiser):
        return rules
    return Prioritiser(as_engines(rules, "prioritiser"))


def _levels_of(engine: Engine) -> Iterator[Level]:
    """Yield the levels that a way of assessing may come to, as far as it is data."""
    if isinstance(engine, PriorityMatrix):
        yield from engine.priorities
    elif isinstance(engine, Questionnaire):
        yield from (band.level for band in engine.levels)
    else:
        yield from (answer for answer in _answers_of(engine) if isinstance(answer, Level))


def _answers_of(engine: Engine) -> Iterator[object]:
    if isinstance(engine, Decision):
        yield from (row.answer for row in engine.rows)
        yield from () if engine.default is None else (engine.default,)


def _circular(subject: Words, names: Iterable[str]) -> Iterator[Fault]:
    """Yield a fault for each name that depends on the priority, or stands in its place."""
    for name in dict.fromkeys(names):
        if name in _COMPUTED:
            words = Phrase("priority.prioritiser.reads_read_impact", name=shown(name))
            yield Fault("circular", subject, words)
        elif name in _PINNED:
            words = Phrase("priority.prioritiser.reads_pin_counts", name=shown(name))
            yield Fault("circular", subject, words)


def _said(engine: Engine, facts: Facts) -> Opinion:
    """Return an opinion; a question that has no answer leaves its questionnaire without a say."""
    if isinstance(engine, Decision):
        return decided(engine, facts)
    try:
        opinion = engine.opinion(facts)
    except BadValue as error:
        return Opinion(name_of(engine), None, str(error))
    return heard(engine, opinion)


def _winner(assessed: Assessment, limited: Iterable[Opinion], computed: Level | None) -> str | None:
    """Name the rule that gave a priority: the last limit that changed it, or the highest."""
    level, by = assessed.level, None
    for opinion in limited:
        if opinion.level != level:
            level, by = opinion.level, opinion.name
    named = (of.name for of in assessed.opinions if of.level == computed)
    return by or (next(named, None) if computed is not None else None)
