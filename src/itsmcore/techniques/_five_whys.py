"""Five whys: from what happened, cause by cause, to one that can be acted on."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from itsmcore.drawing import element, md_text, mermaid_text, text
from itsmcore.errors import Fault
from itsmcore.fields import as_names, refuse_faults
from itsmcore.kinds import check_kinds
from itsmcore.output import Formats, as_format, as_html, as_pretty
from itsmcore.phrase import Phrase, say
from itsmcore.shown import shown
from itsmcore.techniques._said import is_said, unsaid


@attrs.frozen
class FiveWhys:
    """A chain of causes, from an effect to a cause that can be acted on.

    Attributes:
        effect: what happened.
        answers: the cause, the cause of that, and so on; about five, but as many as it takes.
        action: what will be done about the last one.

    Raises:
        FaultyDefinition: something is missing or blank, or an answer comes twice, so that the chain
            goes round in circles; lists every fault.

    >>> asked = ["The queue is full", "Nobody empties it"]
    >>> print(FiveWhys("Mail is down", asked, action="Empty it"))
    Mail is down
    why? The queue is full
    why? Nobody empties it
    so: Empty it
    """

    effect: str
    answers: tuple[str, ...] = attrs.field(converter=as_names)
    action: str = attrs.field(kw_only=True)

    def __attrs_post_init__(self) -> None:
        refuse_faults(Phrase("techniques.five_whys"), self._faults())
        check_kinds(self)

    def _faults(self) -> Iterator[Fault]:
        yield from unsaid("effect", self.effect)
        yield from unsaid("action", self.action)
        if not self.answers:
            yield Fault(
                "no_answers", Phrase("techniques.subject.answers"), Phrase("techniques.no_answers")
            )
        said = {str.__str__(self.effect)} if is_said(self.effect) else set()
        for number, answer in enumerate(self.answers, 1):
            yield from unsaid(Phrase("techniques.subject.answer", number=number), answer)
            if is_said(answer):
                if answer in said:
                    subject = Phrase("techniques.subject.answer", number=number)
                    words = Phrase("techniques.circular", answer=shown(answer))
                    yield Fault("circular", subject, words)
                said.add(answer)

    @property
    def cause(self) -> str:
        """The last answer, which can be acted on."""
        return self.answers[-1]

    def __str__(self) -> str:
        whys = (_why(answer) for answer in self.answers)
        return "\n".join([self.effect, *whys, say("techniques.five_whys.so", action=self.action)])

    def _formats(self) -> Formats:
        return {
            "": self.__str__,
            "md": self._md,
            "mermaid": self._mermaid,
            "html": self._html,
        }

    __format__ = as_format
    _repr_html_ = as_html
    _repr_pretty_ = as_pretty

    def _md(self) -> str:
        whys = (f"{n}. {_why(md_text(answer))}" for n, answer in enumerate(self.answers, 1))
        effect, action = md_text(self.effect), md_text(self.action)
        return "\n".join(
            [f"**{effect}**", "", *whys, "", say("techniques.five_whys.so_last", action=action)]
        )

    def _mermaid(self) -> str:
        chain = enumerate((self.effect, *self.answers))
        boxes = [f'    w{number}["{mermaid_text(words)}"]' for number, words in chain]
        last = len(self.answers)
        whys = [
            f"    w{number} -- {say('techniques.five_whys.edge_why')} --> w{number + 1}"
            for number in range(last)
        ]
        so, said = say("techniques.five_whys.edge_so"), mermaid_text(self.action)
        action = f'    w{last} -- {so} --> action(["{said}"])'
        return "\n".join(["flowchart TD", *boxes, *whys, action])

    def _html(self) -> str:
        whys = (element("li", _why(text(answer))) for answer in self.answers)
        effect = element("strong", text(self.effect))
        return element(
            "div",
            effect,
            element("ol", *whys),
            say("techniques.five_whys.so", action=text(self.action)),
        )


def _why(answer: str) -> str:
    return say("techniques.five_whys.why", answer=answer)
