"""Models: by name and version in a record's document, and in full when handed over."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

from itsmcore.documents._built import Built, Part
from itsmcore.documents._derived import parts_of
from itsmcore.documents._errors import BadDocument, Unwritable
from itsmcore.documents._leaves import TEXT
from itsmcore.documents._paths import under
from itsmcore.documents._shape import Choice, Leaf, Schema, Shape, bad, wrong
from itsmcore.lifecycle import Model
from itsmcore.phrase import Phrase, say
from itsmcore.shown import brief

SCHEMA = 1
"""The edition of the form of documents; raised when readers of the previous one cannot read it."""

EDITION = Choice({SCHEMA: SCHEMA})
_EDITION = Leaf(EDITION.read, lambda _: SCHEMA, {"const": SCHEMA})


class KnownModel:
    """Write a model as its name and version, by which it is found among the known ones."""

    def __init__(self, models: Iterable[Model]) -> None:
        """Find the models by name and version."""
        self.models = {(model.name, model.version): model for model in models}
        self._built = Built(
            Phrase("documents.models.model"),
            self._found,
            [Part("name", TEXT), Part("version", TEXT)],
        )

    def _found(self, *, name: str, version: str) -> Model:
        model = self.models.get((name, version))
        if model is not None:
            return model
        known = ", ".join(map(str, self.models.values())) or say("common.none")
        raise bad(
            (
                "",
                Phrase(
                    "documents.models.known_known",
                    name=brief(name),
                    version=brief(version),
                    known=known,
                ),
            )
        )

    def read(self, document: Any) -> Model:
        model: Model = self._built.read(document)
        return model

    def write(self, model: Any, of: Any = None) -> dict[str, Any]:
        known = self.models.get((model.name, model.version))
        if model is not known and model != known:
            advice = Phrase("documents.models.known_pass_models")
            if known is not None:
                advice = Phrase("documents.models.differs_known_name")
            raise Unwritable(
                value=model if of is None else of,
                why=Phrase("documents.why.model", model=model, advice=advice),
            )
        return self._built.write(model)

    def schema(self, definitions: dict[str, Schema], /) -> Schema:  # noqa: ARG002 (it has none)
        return {"oneOf": [model_schema(model) for model in self.models.values()]}


def model_schema(model: Model) -> Schema:
    """Describe the name and version of a model."""
    return {
        "type": "object",
        "properties": {"name": {"const": model.name}, "version": {"const": model.version}},
        "required": ["name", "version"],
        "additionalProperties": False,
    }


class AnyModel:
    """Write a model in full: what it was made from, and the class of its practice."""

    def __init__(
        self, classes: Mapping[str, type[Model]], shape_of: Callable[[Any], Shape]
    ) -> None:
        """Note the practices.

        Args:
            classes: the classes of models that may be written and read, by name.
            shape_of: returns the shape of a type.
        """
        why = Phrase("documents.why.class_known_model_pass")
        self._classes, self._shape_of = Choice(classes, why), shape_of
        self._forms: dict[type[Model], Built] = {}

    def _form(self, cls: type[Model]) -> Built:
        if cls not in self._forms:
            edition = Part("schema", _EDITION, attribute="__class__")
            parts = (edition, *parts_of(cls, self._shape_of, always=("version",)))
            tag = ("type", cls.__name__)
            self._forms[cls] = Built(
                Phrase("documents.models.model"), partial(_made, cls), parts, tag=tag
            )
        return self._forms[cls]

    def read(self, document: Any) -> Any:
        if not isinstance(document, dict):
            raise wrong(document, Phrase("documents.built.object"))
        if "type" not in document:
            raise bad(("type", Phrase("documents.built.missing")))
        try:
            cls = self._classes.read(document["type"])
        except BadDocument as error:
            raise bad(*under("type", error.problems)) from None
        return self._form(cls).read(document)

    def write(self, value: Any) -> dict[str, Any]:
        cls = type(value)
        try:
            self._classes.write(cls)
        except Unwritable as error:
            raise Unwritable(value=value, why=error.why) from None
        return self._form(cls).write(value)

    def schema(self, definitions: dict[str, Schema], /) -> Schema:
        forms = map(self._form, self._classes.names.values())
        return {"oneOf": [form.schema(definitions) for form in forms]}


def _made(cls: type[Model], *, schema: int, **values: Any) -> Model:  # noqa: ARG001 (it is known)
    return cls(**values)
