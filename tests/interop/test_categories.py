"""Documents of what records are sorted by: trees, dated ones, and models that have them."""

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from itsmcore import INCIDENT, NORMAL_CHANGE, PROBLEM
from itsmcore.categories import Category, CategoryTree, Suggestion
from itsmcore.dated import Dated
from itsmcore.documents import BadDocument
from itsmcore.interop.cattrs import make_converter
from tests.instants import NEW_YEAR, NINE

TREE = CategoryTree(
    [
        Category("mail/outlook", label="Outlook"),
        Category("fax", code="F", is_retired=True, successor="mail"),
    ]
)
TREES = Dated([(NEW_YEAR, TREE), (NINE, CategoryTree(["mail"]))])
MODELS = [
    model.extended(categories=categories, name=f"{model.name} {name}")
    for model in (INCIDENT, PROBLEM, NORMAL_CHANGE)
    for name, categories in (("one", TREE), ("dated", TREES))
]
CONVERTER = make_converter(models=MODELS)


@pytest.mark.parametrize("model", MODELS, ids=str)
def test_a_model_is_handed_over_with_its_categories(model: Any) -> None:
    """Whole, as JSON text, by its schema; one without has none in its document."""
    document = json.loads(json.dumps(CONVERTER.unstructure(model)))

    assert model == CONVERTER.structure(document, type(model))
    assert "categories" in document
    schema = CONVERTER.json_schema(type(model))
    assert Draft202012Validator(schema).is_valid(document)
    assert not Draft202012Validator(schema).is_valid({**document, "categories": ["mail"]})
    plain = model.extended(categories=None)
    assert "categories" not in make_converter(models=[plain]).unstructure(plain)


def test_a_tree_is_written_as_its_categories() -> None:
    """Each with what is said of it, and no more."""
    assert {
        "$": "category_tree",
        "categories": [
            {"path": "mail"},
            {"path": "mail/outlook", "label": "Outlook"},
            {"path": "fax", "code": "F", "successor": "mail", "is_retired": True},
        ],
    } == CONVERTER.unstructure(TREE)
    assert TREES == CONVERTER.structure(CONVERTER.unstructure(TREES), Dated[CategoryTree])
    assert {"$": "suggestion", "category": "x", "rule": "r"} == CONVERTER.unstructure(
        Suggestion("x", rule="r")
    )


def test_a_tree_that_cannot_be_is_refused_when_it_is_read() -> None:
    """With its faults."""
    document = {"$": "category_tree", "categories": [{"path": "a//b"}, {"path": "c"}]}
    with pytest.raises(BadDocument, match="has an empty part"):
        CONVERTER.structure(document, CategoryTree)
    dated = {"$": "dated", "editions": []}
    with pytest.raises(BadDocument, match="editions: are missing"):
        CONVERTER.structure(dated, Dated[CategoryTree])
