"""Forms: the answers to a form as JSON, told apart by its questions, and their schema."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any
from urllib.parse import quote

import attrs

from itsmcore.conditions import All, Condition, Field, Not, Op, Some, Test
from itsmcore.documents._errors import BadDocument, Unwritable
from itsmcore.documents._paths import Problem, under
from itsmcore.documents._shape import Schema, Shape, advice, bad, wrong
from itsmcore.frozen import FrozenDict
from itsmcore.lifecycle import Argument, Form
from itsmcore.lifecycle._form import by_name
from itsmcore.phrase import Phrase, say
from itsmcore.shown import shown

_NEVER: Schema = {"not": {}}
_BOUNDS = {
    Op.BELOW: "exclusiveMaximum",
    Op.AT_MOST: "maximum",
    Op.ABOVE: "exclusiveMinimum",
    Op.AT_LEAST: "minimum",
}
_SPECIAL = re.compile(r"([\\^$.|?*+()\[\]{}/])")


@attrs.frozen(eq=False)
class FormShape:
    """Write answers by the kinds of their questions, and read them as the form judges them.

    The schema takes exactly what the form takes, as long as what a question is asked by can be said
    in a schema: equality, one of several, whether it is answered, bounds of numbers, branches of
    paths, parts of several answers. Where it cannot, the schema takes the answer and its absence.
    """

    form: Form
    shape_of: Callable[[Any], Shape]

    def read(self, document: Any) -> FrozenDict[str, Any]:
        if not isinstance(document, dict):
            raise wrong(document, Phrase("documents.built.object"))
        answers, problems = dict[str, Any](), list[Problem]()
        known = {of.name: of for of in self.form}
        for name, part in document.items():
            try:
                if name not in known and part is not None:
                    raise bad(
                        ("", say("documents.forms.question_form", advice=advice(name, known)))
                    )
                if part is not None:
                    answers[name] = self.shape_of(known[name].kind).read(part)
            except BadDocument as error:
                problems += under(name, error.problems)
        unread = {name for name, part in document.items() if part is not None} - answers.keys()
        for name, reason in by_name(self.form, answers):
            if name not in unread:
                problems += under(name, [("", reason.words)])
        if problems:
            raise bad(*problems)
        return self.form.completed(answers)

    def write(self, value: Any) -> dict[str, Any]:
        if not isinstance(value, Mapping):
            raise Unwritable(value=value, why=Phrase("documents.why.field_answers_mapping"))
        known, document = {of.name: of for of in self.form}, dict[str, Any]()
        for name, answer in value.items():
            if name not in known:
                why = Phrase("documents.why.question_form_leave_out", name=shown(name))
                raise Unwritable(value=answer, why=why)
            try:
                document[name] = None if answer is None else self._written(known[name], answer)
            except Unwritable as error:
                raise error.under(name) from None
        return document

    def _written(self, question: Argument, answer: Any) -> Any:
        """Write an answer; one that equals an option is written as the option is."""
        shape = self.shape_of(question.kind)
        if question.is_several and isinstance(answer, tuple):
            return shape.write(tuple(_spelt(question, one) for one in answer))
        return shape.write(_spelt(question, answer))

    def schema(self, definitions: dict[str, Schema], /) -> Schema:
        told = _FormSchema(self, definitions)
        return {
            "type": "object",
            "properties": {of.name: told.either(of) for of in self.form},
            "additionalProperties": {"type": "null"},
            **_every(filter(None, map(told.rule, self.form))),
        }


def _every(schemas: Iterable[Schema | None]) -> Schema:
    several = [*schemas]
    return {"allOf": several} if several else {}


def _spelt(question: Argument, answer: Any) -> Any:
    return next((one for one in question.options if one == answer), answer)


class _FormSchema:
    """The schema of the answers to a form."""

    def __init__(self, shape: FormShape, definitions: dict[str, Schema]) -> None:
        self.shape, self.definitions = shape, definitions
        self.known = {f"{shape.form.space}.{of.name}": of for of in shape.form}
        self.space = shape.form.space
        self._asked: dict[str, Schema | None] = {}

    # --- answers ------------------------------------------------------------------------------

    def answer(self, of: Argument) -> Schema:
        """Describe an answer to a question."""
        kind = of.kind
        if of.is_several:
            (item, _) = kind.__args__
            return {"type": "array", "minItems": 1, "items": self._one(item, of.options)}
        told = self._one(kind, of.options)
        return {**told, "pattern": r"\S"} if kind is str else told

    def _one(self, kind: Any, options: tuple[object, ...]) -> Schema:
        shape = self.shape.shape_of(kind)
        if options:
            return {"enum": [shape.write(one) for one in options]}
        return shape.schema(self.definitions)

    def none(self, of: Argument) -> Schema:
        """Describe what is no answer to a question."""
        if of.is_several:
            return {"anyOf": [{"type": "null"}, {"type": "array", "maxItems": 0}]}
        if of.kind is str:
            return {"anyOf": [{"type": "null"}, {"type": "string", "not": {"pattern": r"\S"}}]}
        return {"type": "null"}

    def either(self, of: Argument) -> Schema:
        """Describe an answer to a question, or none."""
        return {"anyOf": [self.answer(of), self.none(of)]}

    def _has(self, of: Argument, *also: Schema) -> Schema:
        """Describe that a question is answered, and how."""
        told: Schema = {"allOf": [self.answer(of), *also]} if also else self.answer(of)
        return {"required": [of.name], "properties": {of.name: told}}

    # --- which are asked ----------------------------------------------------------------------

    def rule(self, of: Argument) -> Schema | None:
        """Say when a question has to be answered, and when it must not be; None for never."""
        asked = self.asked(of)
        needed = self._has(of) if of.is_required and of.default is None else None
        if asked == {}:
            return needed
        if asked is None:
            return None
        unasked: Schema = {"properties": {of.name: self.none(of)}}
        return {"if": asked, "then": needed or {}, "else": unasked}

    def asked(self, of: Argument) -> Schema | None:
        """Say when a question is asked; None if no schema can."""
        if of.name not in self._asked:
            self._asked[of.name] = self._defined(of)
        return self._asked[of.name]

    def _defined(self, of: Argument) -> Schema | None:
        told = self._condition(of.when)
        if not told:
            return told
        name = say("documents.forms.asked", name=of.name)
        self.definitions[name] = told
        return {"$ref": f"#/$defs/{_pointer(name)}"}

    def _condition(self, condition: Condition) -> Schema | None:
        """Say in a schema when a condition holds; None if none can."""
        if isinstance(condition, Not):
            part = self._condition(condition.part)
            return None if part is None else {"not": part}
        if isinstance(condition, All | Some):
            parts = [self._condition(part) for part in condition.parts]
            if None in parts:
                return None
            if isinstance(condition, All):
                return _every(parts)
            return {"anyOf": parts} if parts else _NEVER
        return self._test(condition) if isinstance(condition, Test) else None

    def _test(self, test: Test) -> Schema | None:
        """Say when a test of one answer holds, or of its default, or of none."""
        of = self.known[test.subject.name]
        held, asked = self._held(of, test), self.asked(of)
        if held is None or asked is None:
            return None
        absent: Schema = {"not": self._has(of)}
        options = [self._has(of, held)]
        if of.default is not None and test.judge({test.subject.name: of.default}):
            options.append({"allOf": [absent, asked]})
        if test.judge({}):
            options.append(absent if of.default is None else {"allOf": [absent, {"not": asked}]})
        return {"anyOf": options}

    def _held(self, of: Argument, test: Test) -> Schema | None:
        """Describe the answers for which a test holds; None if no schema can."""
        value: Any = test.value
        if isinstance(value, Field) or of.kind is Decimal:
            return {} if test.op is Op.IS_SET else None
        if test.op is Op.IS_SET:
            return {}
        write = self.shape.shape_of(of.kind).write
        if test.op in (Op.IS, Op.IS_IN):
            several = value if test.op is Op.IS_IN else (value,)
            return {"enum": [write(one) for one in several if one is not None]}
        if test.op in _BOUNDS:
            return {_BOUNDS[test.op]: value} if of.kind in (int, float) else None
        if test.op is Op.CONTAINS and of.is_several:
            write, parts = self.shape.shape_of(of.kind.__args__[0]).write, value
            several = parts if isinstance(parts, tuple) else (parts,)
            return _every({"contains": {"const": write(one)}} for one in several)
        if test.op is Op.UNDER and of.kind is str:
            return {"pattern": rf"^{_SPECIAL.sub(_ESCAPED, value)}(/|(?![\s\S]))"}
        return None


_ESCAPED = r"\\\1"


def _pointer(name: str) -> str:
    """Write a name as a part of a JSON pointer in a fragment."""
    return quote(name.replace("~", "~0").replace("/", "~1"))
