"""Names that somebody may give, each of which some format takes for something else."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from itertools import islice

import attrs

from itsmcore.lifecycle import Event, Lifecycle, Phase, Rule, State

WORDS = re.findall(
    r"\w+",
    "end state note class classDef style click href default scale direction accTitle accDescr hide "
    "title fork join choice as stateDiagram TB left right subgraph graph root_start root_end node "
    "edge strict digraph divider constructor toString __proto__ hasOwnProperty undefined null new "
    "in_progress init loop then return",
)
"""Keywords of Mermaid, of Graphviz, and of the language that Mermaid is written in."""

PIECES = (
    *WORDS,
    *"'\"`\\|<>[]{}()#&;:%*_~$^=+-!?@/., \n\r\t",
    *("-->", "--", "[*]", "<<fork>>", "%%{init: {}}%%", "%%", "direction LR", "---", "end note"),
    *(":::", "&amp;", "&#35;", "#35;", "#quot;", "<b>", "</p>", "<script>", "\\n", "\\N", '\\"'),
    *("1. ", "2) ", "- ", "# ", "> ", "www.x.de", "https://x.de/a", "a@b.de", "fa:fa-car"),
    *("$$x$$", "**a**", "_a_", "__a__", "~~a~~", "`a`", "[a](b)", "![a](b)", "<br/>", "\\|"),
    *("ä", "größe", "日本", "😀", "\u200d", "\u202e", "\u2028", "\x07", "\ufffe"),
    *("style a:#x;", "classDef x:#y;", "\\u0000", "-100", "1", "²", "...", "  ", "a-b", "a_b"),
)


def names(seed: int) -> Iterator[str]:
    """Give names without end: each keyword in a few forms, then pieces put together by chance."""
    for word in WORDS:
        yield from (word, word.upper(), f"{word}é", f"{word}_x", f"{word}-x", f"{word} x")
    chance = random.Random(seed)
    while True:
        made = "".join(chance.choice(PIECES) for _ in range(chance.choice((1, 1, 2, 3, 5))))
        if made.strip() and made != "*":
            yield made


def sayings(seed: int) -> Iterator[str]:
    """Give such texts in which there is something to read."""
    return (text for text in names(seed) if any(map(str.isprintable, text)))


def several(texts: Iterator[str], count: int) -> list[str]:
    """Take so many texts, no two of which differ in nothing but their case or what is around."""
    return list({text.strip().casefold(): text for text in islice(texts, count)}.values())


def event(verb: str) -> type[Event]:
    """Make an event class of a verb."""

    class Happened(Event):
        pass

    Happened.verb = verb
    return attrs.frozen(kw_only=True)(Happened)


def lifecycles(seed: int, count: int) -> Iterator[Lifecycle]:
    """Give tables whose states, labels and verbs have such names."""
    chance, some = random.Random(seed), names(seed)
    for _ in range(count):
        states = tuple(dict.fromkeys(next(some) for _ in range(4)))
        verbs = [next(some) for _ in range(4)]
        yield Lifecycle(
            next(some),
            states=[
                State(name, phase=chance.choice(list(Phase)), label=chance.choice((None, verb)))
                for name, verb in zip(states, verbs, strict=False)
            ],
            rules=[
                Rule(event(verb), source=chance.choice(states), target=chance.choice(states))
                for verb in verbs
            ],
        )
