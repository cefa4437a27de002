"""What a value shows of itself: short texts, and the formats that a notebook knows."""

from __future__ import annotations

import traceback
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itsmcore import Schedule
from itsmcore.errors import Fault, FaultyDefinition
from itsmcore.output import (
    MOST_PLAIN,
    Formats,
    as_bundle,
    as_format,
    as_html,
    as_pretty,
    in_short,
    name_of,
)


@attrs.frozen
class Noun:
    """Something that is shown."""

    words: str

    def _formats(self) -> Formats:
        return {"": self.__str__, "html": lambda: f"<p>{self.words}</p>", "mermaid": lambda: "x"}

    def __str__(self) -> str:
        return self.words

    __format__ = as_format
    _repr_html_ = as_html
    _repr_pretty_ = as_pretty
    _repr_mimebundle_ = as_bundle


class Screen:
    """What IPython writes on."""

    def __init__(self) -> None:
        self.written: list[str] = []

    def text(self, text: str) -> None:
        """Take a text."""
        self.written.append(text)


class Code(Screen):
    """What hypothesis prints a counterexample on."""

    def repr_call(self) -> None:
        """Write a call, as it does."""


@given(st.text(st.characters(), max_size=3_000), st.integers(40, 2_000))
def test_a_short_text_never_takes_more_than_it_may(words: str, most: int) -> None:
    """In bytes, whatever is in it; what is short enough stays as it is."""
    short = in_short(words, most=most)
    assert len(short.encode(errors="replace")) <= most
    assert (short == words) is (len(words.encode(errors="replace")) <= most)


def test_a_long_text_ends_where_a_line_does() -> None:
    """And says how many there are; a single line ends where there is no more room."""
    assert in_short("a line of text\n" * 1000, most=800).endswith("\n… and 949 lines more")
    assert "aaaaa…" == in_short("a" * 5000, most=35)
    assert "ö" * 10 + "…" == in_short("ö" * 3000 + "\nend", most=51)


def test_a_screen_shows_the_text_and_a_notebook_all_there_is() -> None:
    """Each no longer than may be; what is asked for alone, or not at all."""
    noun, screen = Noun("long " * 1000), Screen()
    noun._repr_pretty_(screen, False)
    (said,) = screen.written
    assert MOST_PLAIN >= len(said)
    assert said.endswith("…")
    code = Code()
    noun._repr_pretty_(code, False)
    assert [repr(noun)] == code.written
    bundle = Noun("n")._repr_mimebundle_
    everything = {"text/plain": "n", "text/html": "<p>n</p>", "text/vnd.mermaid": "x"}
    assert everything == bundle()
    assert {"text/html": "<p>n</p>"} == bundle(include={"text/html"})
    assert ["text/plain", "text/vnd.mermaid"] == list(bundle(exclude={"text/html"}))
    assert ("n", "<p>n</p>") == (f"{Noun('n')}", Noun("n")._repr_html_())


@pytest.mark.parametrize(("value", "name"), [(Noun("x"), "noun"), (KeyError(), "key error")])
def test_a_value_is_called_what_its_class_is(value: Any, name: str) -> None:
    """In words."""
    assert name == name_of(value)


def test_a_notebook_lists_faults_once() -> None:
    """A group's own traceback would list them again, below the sentence that does."""
    error = FaultyDefinition("model 'm'", [Fault("missing", "state 'a'", "is missing; add it")])
    assert [
        "FaultyDefinition: model 'm' has 1 fault; fix each and build it again",
        "- state 'a': is missing; add it",
    ] == error._render_traceback_()


def test_a_traceback_has_a_line_for_each_fault() -> None:
    """And not where in the library it was found."""
    with pytest.raises(FaultyDefinition) as refused:
        Schedule.weekly({"mon": "9", "xyz": "8"}, tz="Atlantis")
    printed = "".join(traceback.format_exception(refused.value))
    inside = [line for line in printed.splitlines() if line.startswith("    |")]
    assert 3 == sum(line.startswith("    | itsmcore.errors.Fault: ") for line in inside)
    assert 3 == len(inside)
