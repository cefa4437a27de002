"""The glossary: one word for one thing, as ITIL has it."""

import re
from pathlib import Path

import pytest

GLOSSARY = (Path(__file__).parents[1] / "docs" / "glossary.md").read_text("utf-8")
ENTRIES = {
    term: " ".join(words.split())
    for term, words in re.findall(r"^(\S.*)\n((?:  .*\n)+)", GLOSSARY, re.MULTILINE)
}


def test_a_term_stands_in_the_glossary_once() -> None:
    """Who looks for a term finds it in one place."""
    terms = re.findall(r"^(\S.*)\n(?=  \S)", GLOSSARY, re.MULTILINE)
    assert len(set(terms)) == len(terms)


@pytest.mark.parametrize(
    ("term", "said"),
    [
        ("incident", "not yet reached a {term}`user`"),
        ("problem", "potential cause"),
        ("hierarchic escalation", "more authority"),
        ("first-contact resolution", "at the contact in which it was raised"),
        ("first-level resolution", "first {term}`assignment group`"),
        ("mean time to restore service", "from a failure"),
        ("mean time to resolve", "MTTR"),
        ("user", "uses a {term}`service`"),
        ("customer", "defines what a {term}`service` must do"),
        ("requester", "asks for something"),
        ("caller", "tells the service desk"),
        ("risk level", "assessment"),
        ("supplier contract", "ITIL 4's word"),
        ("underpinning contract", "service level agreement"),
    ],
)
def test_a_term_means_what_itil_means_by_it(term: str, said: str) -> None:
    """Words that are often mixed up are told apart as ITIL tells them apart."""
    assert said in ENTRIES[term]
