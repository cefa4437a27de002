"""Forms: what somebody is asked, some of it only because of what they have answered."""

from __future__ import annotations

import typing
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, datetime
from functools import cached_property
from typing import Any

import attrs

from itsmcore.called import call_of
from itsmcore.checked import checked
from itsmcore.conditions import (
    ALWAYS,
    Condition,
    Field,
    Later,
    Op,
    Opaque,
    Shifted,
    Test,
    field,
    is_set,
    leaves,
)
from itsmcore.conditions._proof import Proofs
from itsmcore.errors import BadAnswers, BadInstant, Fault, Incomparable, Reason
from itsmcore.fields import as_items, as_mapping, as_several, as_text, refuse_faults
from itsmcore.frozen import FrozenDict
from itsmcore.kinds import WRONG, kind_of
from itsmcore.lifecycle._argument import Argument
from itsmcore.lifecycle._custom import Plain, custom_fields
from itsmcore.lifecycle._legal import code_of
from itsmcore.lifecycle._scope import Scope
from itsmcore.lifecycle._texts import holds_tombstone
from itsmcore.nearest import hint
from itsmcore.phrase import Phrase, Words
from itsmcore.plain import flaw_of
from itsmcore.shown import brief, shown

SCALARS: tuple[Any, ...] = (str, int, float, bool, date, datetime)
"""The types of answers, besides Decimal, and tuples of one of these."""
_NOUNS = {"custom": "custom field"}


def _questions(questions: Iterable[Argument]) -> tuple[Argument, ...]:
    return as_several(
        Argument, questions, "questions", Phrase("lifecycle.form.arguments_such_argument")
    )


def _space(space: str) -> str:
    return as_text(space, "space")


@attrs.frozen
class FormQuestion:
    """A question that is asked, as a page shows it.

    Attributes:
        question: what is asked, with its label, help, options and kind.
        value: what is answered, or its default; None if nothing is.
        faults: what is wrong with that, in words.
    """

    question: Argument
    value: object = None
    faults: tuple[str, ...] = ()


@attrs.frozen(repr=False, slots=False)
class Form:
    """Questions in their order, some of them asked only because of what was answered before.

    An answer that is None, blank or empty is none. A question that is not asked takes no answer,
    and what it would be by default is not known to those after it.

    Attributes:
        questions: what is asked; `when` says of each by which answers, read as `answers.NAME`.
        space: the record field that keeps the answers.

    Raises:
        FaultyDefinition: a name is there twice; a type, an option or a default will not do; a
            condition reads what is not asked before it, asks for what nobody can answer, or can
            never hold. Every fault is listed.

    >>> from itsmcore.conditions import field
    >>> form = Form([
    ...     Argument("model", options=("13", "15"), is_required=True),
    ...     Argument("dock", bool, when=field("answers.model").is_("15"), is_required=True),
    ... ])
    >>> [one.name for one in form.asked({"model": "13"})]
    ['model']
    >>> print(*(reason.words for reason in form.against({"model": "15"})))
    answers.dock must be set first
    """

    questions: tuple[Argument, ...] = attrs.field(converter=_questions)
    space: str = attrs.field(default="answers", kw_only=True, converter=_space)

    __repr__ = call_of

    def __attrs_post_init__(self) -> None:
        refuse_faults(Phrase("lifecycle.named.form"), self.faults())

    def __iter__(self) -> Iterator[Argument]:
        return iter(self.questions)

    def __len__(self) -> int:
        return len(self.questions)

    @cached_property
    def _named(self) -> Mapping[str, Argument]:
        return {of.name: of for of in self.questions}

    # --- answers ------------------------------------------------------------------------------

    @checked
    def asked(self, answers: Mapping[str, Any]) -> tuple[Argument, ...]:
        """Return the questions that are asked, given some answers.

        A wrong answer leaves out what it alone decides.

        Raises:
            BadValue: the answers are no mapping.
        """
        return tuple(of for of, is_asked, _ in self._walked(self._read(answers)) if is_asked)

    @checked
    def known(self, answers: Mapping[str, Any]) -> FrozenDict[str, Any]:
        """Return the answers that are right, with the defaults of what is not answered yet.

        Raises:
            BadValue: the answers are no mapping.

        >>> form = Form([Argument("site", options=("AMS", "NYC")), Argument("floor", default="G")])
        >>> form.known({"site": "ASM"})
        FrozenDict({'floor': 'G'})
        """
        walked = self._walked(self._read(answers))
        return FrozenDict({of.name: value for of, _, value in walked if value is not None})

    @checked
    def page(self, answers: Mapping[str, Any]) -> tuple[FormQuestion, ...]:
        """Return what is asked now, with what was answered, for a page.

        Raises:
            BadValue: the answers are no mapping.

        >>> form = Form([Argument("site", options=("AMS", "NYC"), label="Where", is_required=True)])
        >>> for one in form.page({"site": "ASM"}):
        ...     print(one.question.label, one.question.options, one.value, one.faults)
        Where ('AMS', 'NYC') ASM ("answers.site cannot be 'ASM'; did you mean 'AMS'?",)
        """
        given = self._read(answers)
        return tuple(
            FormQuestion(of, given.get(of.name, of.default), _words(self._of_one(of, given)))
            for of in self.asked(given)
        )

    @checked
    def against(self, answers: Mapping[str, Any]) -> tuple[Reason, ...]:
        """Return every reason against some answers, in the order of the questions.

        Raises:
            BadValue: the answers are no mapping.
        """
        given = self._read(answers)
        return tuple(reason for _, reason in self._reasons(given, given))

    @checked
    def completed(self, answers: Mapping[str, Any]) -> FrozenDict[str, Plain]:
        """Return the answers with the defaults of the questions that are asked.

        Raises:
            BadAnswers: one is wrong, is missing, or answers what is not asked; each is listed.

        >>> form = Form([Argument("site", is_required=True), Argument("floor", int, default=0)])
        >>> form.completed({"site": "AMS"})
        FrozenDict({'site': 'AMS', 'floor': 0})
        >>> form.completed({"floor": "two"})
        Traceback (most recent call last):
            ...
        itsmcore.errors.BadAnswers: answers.site must be set first; answers.floor cannot be 'two'; give a whole number
        """  # noqa: E501 (the sentence is one line)
        reasons = self.against(answers)
        if reasons:
            raise BadAnswers(reasons=reasons)
        given = self._read(answers)
        return custom_fields({**given, **self.defaults(given)}, field=self.space)

    @checked
    def defaults(self, answers: Mapping[str, Any]) -> FrozenDict[str, Any]:
        """Return the defaults of what is asked, and not answered.

        Raises:
            BadValue: the answers are no mapping.
        """
        left = (of for of in self.asked(answers) if answers.get(of.name) is None)
        return FrozenDict({of.name: of.default for of in left if of.default is not None})

    def _read(self, answers: Mapping[str, Any]) -> Mapping[str, Any]:
        """Leave out what is no answer."""
        given = as_mapping(answers, self.space, Phrase("lifecycle.form.mapping_questions_answers"))
        return {name: of for name, of in given.items() if self._is_answer(name, of)}

    def _is_answer(self, name: str, value: object) -> bool:
        if value is None or name not in self._named or is_set(value):
            return value is not None
        return is_wrong(self._named[name], value)

    def _walked(self, answers: Mapping[str, Any]) -> Iterator[tuple[Argument, bool | None, Any]]:
        """Yield each question, whether it is asked, and the right answer to it.

        Whether it is asked is None where a wrong answer decides.
        """
        facts = dict[str, Any]()
        unclear = set[str]()
        for of in self.questions:
            name, value = f"{self.space}.{of.name}", answers.get(of.name, of.default)
            is_asked = _judged(of.when, facts, unclear)
            is_right = not any(against(of, value, self.space))
            if is_asked is None or (is_asked and not is_right):
                unclear.add(name)
            elif is_asked and value is not None:
                facts[name] = value
            yield of, is_asked, facts.get(name)

    def _reasons(
        self, said: Mapping[str, Any], has: Mapping[str, Any]
    ) -> Iterator[tuple[str, Reason]]:
        """Yield the reasons against what is said, where the answers are these all in all.

        Each comes with the name that it is about.
        """
        noun = _NOUNS.get(self.space, "question")
        for name in said:
            if name not in self._named:
                words = Phrase(
                    "lifecycle.form.there_is_no",
                    noun=noun,
                    name=shown(name),
                    hint=hint(name, self._named),
                )
                about = _about(self.space, name)
                yield (
                    name,
                    Reason("unknown_field", words, **about, data={"legal": tuple(self._named)}),
                )
        for of, is_asked, _ in self._walked(has):
            if of.name in said or said is has:
                yield from ((of.name, one) for one in self._of_one(of, said, is_asked=is_asked))

    def _of_one(
        self, of: Argument, given: Mapping[str, Any], *, is_asked: bool | None = True
    ) -> Iterator[Reason]:
        name, about = f"{self.space}.{brief(of.name)}", _about(self.space, of.name)
        if of.name in given and is_asked is False:
            yield Reason("not_asked", Phrase("lifecycle.not_asked", name=name), **about)
        elif of.name in given:
            yield from against(of, given[of.name], self.space)
        elif of.is_required and of.default is None and is_asked:
            yield Reason("field_missing", Phrase("lifecycle.field_missing", name=name), **about)

    # --- faults -------------------------------------------------------------------------------

    def faults(self) -> Iterator[Fault]:
        """Yield what is wrong with the questions; of a form that was made, nothing is."""
        proofs, known, noun = Proofs(), dict[str, Argument](), _NOUNS.get(self.space, "question")
        options = dict[str, list[str]]()  # of the questions that are asked before
        scope = _scope({f"{self.space}.{name}" for name in self._named}, options)
        for of in self.questions:
            name, subject = f"{self.space}.{of.name}", f"{noun} {shown(of.name)}"
            if name in known:
                yield Fault("duplicate_field", subject, Phrase("lifecycle.duplicate_field"))
            if "." in of.name:
                meant = shown(of.name.replace(".", "_"))
                yield Fault("dotted_name", subject, Phrase("lifecycle.dotted_name", meant=meant))
            yield from _faults_of_kind(of, subject, self.space)
            yield from _faults_of_when(of, subject, known, scope)
            if of.when != ALWAYS and not proofs.may_hold(of.when, *known_of(of.when, known)):
                words = Phrase("lifecycle.form.never_asked_fix", when=brief(str(of.when)))
                yield Fault("never_asked", subject, words)
            known[name] = of
            if of.options:
                options[name] = [*map(str, of.options)]


def about(form: Form, said: Mapping[str, Any], has: Mapping[str, Any]) -> Iterator[Reason]:
    """Yield the reasons against what is said to a form, of which all answers are known."""
    pairs = form._reasons(form._read(said), form._read(has))  # noqa: SLF001 (its own file)
    return (reason for _, reason in pairs)


def by_name(form: Form, answers: Mapping[str, Any]) -> Iterator[tuple[str, Reason]]:
    """Yield the reasons against some answers, each with the name of its question."""
    given = form._read(answers)  # noqa: SLF001 (its own file)
    return form._reasons(given, given)  # noqa: SLF001 (its own file)


def unanswered(form: Form, has: Mapping[str, Any]) -> list[Reason]:
    """List the questions that are asked, and have to be answered still."""
    return [reason for reason in form.against(has) if reason.code == "field_missing"]


def unverified(questions: tuple[Argument, ...], space: str = "answers") -> Form:
    """Make a form whose faults are told by what it is a part of."""
    form: Form = object.__new__(Form)
    object.__setattr__(form, "questions", questions)
    object.__setattr__(form, "space", space)
    return form


def _words(reasons: Iterable[Reason]) -> tuple[str, ...]:
    return tuple(reason.words for reason in reasons)


def _judged(condition: Condition, facts: Mapping[str, Any], unclear: set[str]) -> bool | None:
    """Judge a condition; None where it hangs on what is not clear, or cannot be compared."""
    if unclear and not unclear.isdisjoint(of.name for of in condition.fields):
        return None
    try:
        return condition.judge(facts)
    except Incomparable:
        return None


def against(question: Argument, value: Any, space: str) -> Iterator[Reason]:
    """Yield the reasons against one answer; what was redacted is right."""
    name, about = f"{space}.{brief(question.name)}", _about(space, question.name)
    if value is None:
        return
    data: dict[str, Any] = {"value": value}
    if is_wrong(question, value):
        if not holds_tombstone(value):
            words = Phrase(
                "lifecycle.form.cannot", name=name, value=shown(value), wanted=_wanted(question)
            )
            yield Reason("bad_value", words, **about, data=data)
        return
    flaw = flaw_of(value)
    if flaw:
        yield Reason("unwritable", f"{name} {flaw}", **about, data=data)
    for one in value if question.is_several else (value,):
        if question.options and one not in question.options and not holds_tombstone(value):
            words = Phrase(
                "lifecycle.form.cannot_2",
                name=name,
                one=shown(one),
                hint=hint(one, question.options),
            )
            data = {"value": one, "legal": tuple(map(code_of, question.options))}
            yield Reason("unknown_code", words, **about, data=data)


def _about(space: str, name: str) -> dict[str, Any]:
    """Say which question a reason is about; a name may be anything here."""
    told = f"{space}.{brief(name)}"
    return {"argument": told, "field": told}


def is_wrong(question: Argument, value: Any) -> bool:
    """Return whether a value is not of the kind that a question asks for."""
    kind: Any = kind_of(question.kind)
    try:
        return kind.keep(value) is WRONG
    except BadInstant:
        return True


def _wanted(question: Argument) -> Words:
    kind: Any = kind_of(question.kind)
    return Phrase("lifecycle.form.give", words=kind.words)


def _is_plain(kind: Any) -> bool:
    from decimal import Decimal  # noqa: PLC0415 (slow to load)

    if typing.get_origin(kind) is tuple and typing.get_args(kind)[1:] == (...,):
        kind = typing.get_args(kind)[0]
    return kind in (*SCALARS, Decimal)


def _faults_of_kind(of: Argument, subject: str, space: str) -> Iterator[Fault]:
    if not _is_plain(of.kind):
        words = Phrase("lifecycle.form.type_s_declare", noun=_NOUNS.get(space, "question"))
        yield Fault("bad_kind", subject, words)
        return
    values = of.options if of.default is None else (*of.options, of.default)
    wrong = [value for value in values if not of.is_several and is_wrong(of, value)]
    for value in wrong:
        yield Fault(
            "bad_value",
            subject,
            Phrase("lifecycle.bad_value", value=shown(value), wanted=_wanted(of)),
        )
    if of.default is not None and of.default not in wrong:
        yield from (Fault(r.code, subject, r.words) for r in against(of, of.default, space))


def _faults_of_when(
    of: Argument, subject: str, known: Mapping[str, Argument], scope: Scope
) -> Iterator[Fault]:
    """Yield what a condition reads that is not asked before, and what it asks in vain."""
    if of.when == ALWAYS:
        return
    for leaf in leaves(of.when):
        if isinstance(leaf, Opaque):
            words = Phrase("lifecycle.form.asked_function_page", leaf=brief(str(leaf)))
            yield Fault("opaque", subject, Phrase("lifecycle.opaque", words=words))
    yield from scope.faults(subject, of.when)
    for read in of.when.fields:
        if read.name in scope.names and read.name not in known:
            words = Phrase("lifecycle.form.asked_asked_before", name=read.name)
            yield Fault("asked_too_early", subject, words)
    for leaf in leaves(of.when):
        if isinstance(leaf, Test) and leaf.subject.name in known:
            for value in _compared(leaf, known):
                words = Phrase(
                    "lifecycle.form.asked_where_compared",
                    subject=leaf.subject,
                    value=shown(value),
                    wanted=_wanted(known[leaf.subject.name]),
                )
                yield Fault("bad_value", subject, words)


def as_parts(value: object) -> tuple[Any, ...]:
    """Return what several answers are to contain."""
    return value if isinstance(value, tuple) else (value,)


def part_of(question: Argument) -> Argument:
    """Return the question of which another takes several answers."""
    return attrs.evolve(question, kind=typing.get_args(question.kind)[0], default=None)


def _compared(test: Test, known: Mapping[str, Argument]) -> Iterator[object]:
    """Yield what a test compares an answer with that no answer to the question can be like."""
    asked, value = known[test.subject.name], test.value
    if isinstance(value, Field):
        if value.name in known and known[value.name].kind != asked.kind:
            yield value
    elif test.op is Op.CONTAINS and asked.is_several:
        yield from (one for one in as_parts(value) if is_wrong(part_of(asked), one))
    elif test.op in _WHOLE:
        for one in as_items(value, "values", "values") if test.op is Op.IS_IN else (value,):
            if one is not None and not isinstance(one, Shifted | Later) and is_wrong(asked, one):
                yield one


_WHOLE = (Op.IS, Op.IS_IN, Op.BELOW, Op.AT_MOST, Op.ABOVE, Op.AT_LEAST)
"""The tests that ask for a value like an answer, and not for a part of one."""


def reading(
    known: Mapping[str, Argument], *, also: Iterable[str] = (), unlisted: tuple[str, ...] = ()
) -> Scope:
    """Return the scope of a condition that reads answers.

    Args:
        known: the questions, by the names of the facts that their answers are.
        also: other facts that it may read.
        unlisted: the beginnings of the names of yet others.
    """
    options = {name: [*map(str, one.options)] for name, one in known.items() if one.options}
    return _scope({*known, *also}, options, unlisted)


def _scope(
    names: Collection[str], options: Mapping[str, list[str]], unlisted: tuple[str, ...] = ()
) -> Scope:
    return Scope(names, options, is_of_event=False, unknown=unlisted, items=options)


def known_of(when: Condition, known: Mapping[str, Argument]) -> Iterator[Condition]:
    """Yield what is so of the answers that a condition reads, and of those that they hang on."""
    ahead, seen = [when], set[str]()
    while ahead:
        for read in ahead.pop().fields:
            of = known.get(read.name)
            if of is None or read.name in seen:
                continue
            seen.add(read.name)
            ahead.append(of.when)
            yield of.when | field(read.name).is_(None)
            if of.options and not of.is_several:
                yield field(read.name).is_in((*of.options, None))
