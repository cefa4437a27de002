"""Assessments: a level by rules, sums or tables, of which the highest counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from operator import attrgetter
from typing import Any, Protocol, TypeAlias, runtime_checkable

import attrs

from itsmcore._faces import offer
from itsmcore.called import call_of
from itsmcore.checked import checked
from itsmcore.conditions import Facts, field
from itsmcore.decisions import Decision
from itsmcore.errors import BadValue, Fault, Incomparable
from itsmcore.fields import (
    as_a,
    as_finite,
    as_items,
    as_mapping,
    as_several,
    as_text,
    is_in,
    refuse_faults,
)
from itsmcore.figures import Rows, Table, as_table_formats
from itsmcore.frozen import FrozenDict
from itsmcore.level import Level
from itsmcore.output import as_format, as_html, as_pretty
from itsmcore.phrase import Phrase, Words, in_english, say, told_in_english
from itsmcore.shown import brief, shown

__all__ = [
    "Assessment",
    "Assessor",
    "Band",
    "Engine",
    "Opinion",
    "Question",
    "Questionnaire",
    "assess",
]


def _fact(fact: str) -> str:
    return as_text(fact, Phrase("assessment.question_s_fact"))


def _answers(answers: Mapping[str, float]) -> FrozenDict[str, float]:
    known = as_mapping(answers, "answers", Phrase("assessment.mapping_answers_each"))
    return FrozenDict(
        {
            as_text(answer, Phrase("assessment.answer")): as_finite(
                worth, Phrase("assessment.worth", answer=brief(answer))
            )
            for answer, worth in known.items()
        }
    )


def _weight(weight: float) -> float:
    return as_finite(weight, "weight")


@attrs.frozen
class Question:
    """One question, with a value for each answer.

    Attributes:
        fact: the fact that holds the answer; a level is read as its code.
        answers: the possible answers, and what each is worth.
        weight: how much the question weighs.

    Raises:
        BadValue: the weight, or the worth of an answer, is not a finite number.

    >>> from itsmcore import Impact
    >>> Question("impact", {"high": 9, "medium": 5, "low": 0}).score({"impact": Impact.MEDIUM})
    5
    """

    fact: str = attrs.field(converter=_fact)
    answers: FrozenDict[str, float] = attrs.field(converter=_answers)
    weight: float = attrs.field(default=1, converter=_weight, kw_only=True)

    def score(self, facts: Facts) -> float:
        """Return the weighted value of the answer.

        Raises:
            BadValue: there is no answer, or not one of the possible ones.
        """
        answer = self.answer(facts)
        if not is_in(answer, tuple(self.answers)):
            expected = Phrase("common.one_of", names=", ".join(map(str, self.answers)))
            raise BadValue(field=self.fact, value=answer, expected=expected)
        return self.weight * self.answers[answer]

    def answer(self, facts: Facts) -> Any:
        """Return the answer that facts hold, a level as its code; None if there is none."""
        held = field(self.fact).read(facts)
        return held.code if isinstance(held, Level) else held


def _questions(questions: Iterable[Question]) -> tuple[Question, ...]:
    return as_several(Question, questions, "questions")


def _least(least: float) -> float:
    return as_finite(least, "least")


def _level(level: Level) -> Level:
    return as_a(Level, level, "levels", _LEVELS)


_LEVELS = Phrase("assessment.expected.levels")


@attrs.frozen
class Band:
    """The sums that are read as a level: from one sum up to the next band.

    Raises:
        BadValue: the sum is not a finite number, or the level is none.
    """

    least: float = attrs.field(converter=_least)
    level: Level = attrs.field(converter=_level)


def _bands(
    levels: Mapping[int, Level] | Mapping[float, Level] | Iterable[Band],
) -> tuple[Band, ...]:
    if isinstance(levels, Mapping):
        known = tuple(Band(least, level) for least, level in levels.items())
    else:
        known = as_several(Band, levels, "levels", _LEVELS)
    return tuple(sorted(known, key=attrgetter("least")))


@attrs.frozen
class Questionnaire:
    """A sum of weighted answers, read as a level.

    Attributes:
        questions: what is asked.
        levels: the sum from which each level applies, as a mapping or as bands; the lowest applies
            below its sum as well.
        name: its name.

    Raises:
        FaultyDefinition: it has no questions or no levels, a question has no answers or is asked
            twice, or a greater sum has a milder level; lists every fault.

    >>> from itsmcore.risk import Risk
    >>> form = Questionnaire([Question("outage", {"no": 0, "yes": 3}, weight=2),
    ...                       Question("tested", {"yes": 0, "no": 2})],
    ...                      levels={0: Risk.LOW, 4: Risk.MODERATE, 6: Risk.HIGH})
    >>> print(form.opinion({"outage": "yes", "tested": "no"}))
    the questionnaire: High (8: outage yes 6, tested no 2)
    """

    questions: tuple[Question, ...] = attrs.field(converter=_questions)
    levels: tuple[Band, ...] = attrs.field(converter=_bands, kw_only=True)
    name: str = attrs.field(default="the questionnaire", kw_only=True)

    def __attrs_post_init__(self) -> None:
        as_a(str, self.name, "name", Phrase("kinds.text"))
        refuse_faults(brief(self.name), self._faults())

    def _faults(self) -> Iterator[Fault]:
        if not self.questions:
            yield Fault(
                "no_questions",
                Phrase("assessment.subject.questions"),
                Phrase("assessment.no_questions"),
            )
        if not self.levels:
            yield Fault(
                "no_levels", Phrase("assessment.subject.levels"), Phrase("assessment.no_levels")
            )
        facts = Counter(question.fact for question in self.questions)
        for fact in (fact for fact, times in facts.items() if times > 1):
            yield Fault("duplicate_question", shown(fact), Phrase("assessment.duplicate_question"))
        for question in self.questions:
            if not question.answers:
                yield Fault("no_answers", shown(question.fact), Phrase("assessment.no_answers"))
        if len({type(band.level) for band in self.levels}) > 1:
            yield Fault(
                "mixed_levels",
                Phrase("assessment.subject.levels"),
                Phrase("assessment.mixed_levels"),
            )
            return
        for below, band in pairwise(self.levels):
            if band.level < below.level:
                words = Phrase("assessment.milder_below_put", level=band.level, below=below.level)
                yield Fault(
                    "not_monotone", Phrase("assessment.subject.level", least=band.least), words
                )

    def opinion(self, facts: Facts) -> Opinion:
        """Read the answers from facts.

        Raises:
            BadValue: a question has no answer, or none of those there are.
        """
        scores = [(question, question.score(facts)) for question in self.questions]
        total = sum(score for _, score in scores)
        reached = (band for band in reversed(self.levels) if total >= band.least)
        level = next(reached, self.levels[0]).level
        said = ", ".join(
            f"{question.fact} {question.answer(facts)} {score:g}" for question, score in scores
        )
        return Opinion(self.name, level, f"{total:g}: {said}")


@attrs.frozen(repr=False)
class Opinion:
    """The level that one assessment came to, and how; None if it has no say."""

    name: str
    level: Level | None
    phrase: Words = attrs.field(alias="words", eq=in_english)

    __repr__ = call_of

    @property
    def words(self) -> str:
        """How it came to it, for people."""
        return str(self.phrase)

    def __str__(self) -> str:
        return f"{self.name}: {self.level or say('assessment.says_nothing')} ({self.words})"


@runtime_checkable
class Assessor(Protocol):
    """A way of assessing: a questionnaire, a priority matrix, or one of your own."""

    def opinion(self, facts: Facts, /) -> Opinion:
        """Return the level that it comes to, and how."""


Engine: TypeAlias = Assessor | Decision[Any]
"""A way of assessing, or a decision whose answers are levels."""


def as_engines(engines: Engine | Iterable[Engine], name: str = "engines") -> tuple[Engine, ...]:
    """Turn one way of assessing, or several, into a tuple.

    Raises:
        BadValue: one is none.
    """
    kinds = (Assessor, Decision)
    several = (engines,) if isinstance(engines, kinds) else as_items(engines, name, _WAYS)
    for engine in several:
        if not isinstance(engine, kinds) or isinstance(engine, type):
            raise BadValue(field=name, value=engine, expected=_WAYS)
    return several


_WAYS = Phrase("assessment.expected.ways")


@attrs.frozen
class Assessment:
    """The level that was found, and the result of each way of assessing.

    Attributes:
        level: the highest of their levels; None if none has a say.
        opinions: the result of each.
    """

    level: Level | None
    opinions: tuple[Opinion, ...]

    def __str__(self) -> str:
        return "\n".join(
            [
                *map(str, self.opinions),
                say("assessment.highest", level=self.level or say("assessment.known")),
            ]
        )

    @property
    def rows(self) -> Rows:
        """A row for each way of assessing, as a DataFrame takes them."""
        return told_in_english(self._rows)

    def _rows(self) -> Rows:
        return tuple(
            {"by": of.name, "level": of.level and str(of.level), "because": of.words}
            for of in self.opinions
        )

    def _table(self) -> Table:
        return Table.of(("by", "level", "because"), self._rows())

    _formats = as_table_formats
    __format__ = as_format
    _repr_html_ = as_html
    _repr_pretty_ = as_pretty


@checked
def assess(engines: Engine | Iterable[Engine], facts: Facts) -> Assessment:
    """Assess in several ways, of which the highest level counts.

    ServiceNow also takes the highest of its rules, its questionnaire and its conditions for the
    risk of a change (c_RskAsmtCalc.md).

    Args:
        engines: a questionnaire, a matrix or another decision, or several of them.
        facts: what is asked about, with the answers to questions.

    Raises:
        BadValue: a question has no answer, or none of those there are, or an assessor of your own
            returns something else than an opinion.
        Incomparable: the levels are of several scales.
        NotGiven: an outside fact is missing, and an answer depends on it.

    >>> from itsmcore import Impact
    >>> from itsmcore.risk import Likelihood, Risk, risk_matrix
    >>> rules = Decision([(field("category").is_("network"), Risk.MODERATE)], name="the rules")
    >>> print(assess([risk_matrix(), rules], {
    ...     "category": "network", "impact": Impact.HIGH, "likelihood": Likelihood.HIGH}))
    the risk matrix: Very High (impact is Impact.HIGH and likelihood is Likelihood.HIGH)
    the rules: Moderate (category is 'network')
    the highest: Very High
    """
    return highest(_opinion(engine, facts) for engine in as_engines(engines))


def highest(opinions: Iterable[Opinion]) -> Assessment:
    """Return the highest of some opinions, and what the others said.

    Raises:
        Incomparable: their levels are of several scales.
    """
    several, top = tuple(opinions), None
    for opinion in several:
        level = opinion.level
        if level is None:
            continue
        if top is not None and type(level) is not type(top):
            raise Incomparable(field=opinion.name, left=level, right=top)
        top = level if top is None or level > top else top
    return Assessment(top, several)


def name_of(engine: Engine) -> str:
    """Return the name that a way of assessing has in errors: its own, or that of its class."""
    name = getattr(engine, "name", None)
    return name if isinstance(name, str) else type(engine).__name__


def heard(engine: Engine, opinion: object) -> Opinion:
    """Return what an assessor said, if it is an opinion.

    Raises:
        BadValue: it is something else, or one whose level is none.
    """
    if isinstance(opinion, Opinion) and isinstance(opinion.level, Level | None):
        return opinion
    expected = Phrase("assessment.expected.opinion_level_none_say")
    raise BadValue(
        field=Phrase("assessment.says", name=name_of(engine)), value=opinion, expected=expected
    )


def _opinion(engine: Engine, facts: Facts) -> Opinion:
    if isinstance(engine, Decision):
        return decided(engine, facts)
    return heard(engine, engine.opinion(facts))


def decided(decision: Decision[Any], facts: Facts) -> Opinion:
    """Return the highest answer of a decision, and the rows that gave it.

    Raises:
        NotGiven: an outside fact is missing, and the answer depends on it.
        BadValue: an answer is no level.
        Incomparable: its answers are of several scales.
    """
    answers = decision.answers(facts)
    if not answers:
        return Opinion(decision.name, None, Phrase("assessment.row_matches"))
    said = (heard(decision, Opinion(decision.name, answer, "")) for answer in answers)
    top = highest(said).level
    told = decision.explain(facts)
    won = (str(row.when) for row, _, wins in told.rows if wins)
    return Opinion(decision.name, top, "; ".join(won) or say("assessment.default"))


offer(globals())
