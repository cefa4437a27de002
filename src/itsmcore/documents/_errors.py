"""Errors: what is wrong with a document, and what cannot be written as one."""

from __future__ import annotations

from itsmcore.documents._paths import joined, pointer, told
from itsmcore.errors import ItsmError, Said
from itsmcore.phrase import say
from itsmcore.shown import MOST_SAID, brief, shown

_MOST_TOLD = 20


class BadDocument(ItsmError, ValueError):
    """Raised for a document that cannot be read, with everything that is wrong with it.

    Attributes:
        problems: pairs of a path, such as `history[3].code`, and what is wrong there; the path of
            the document itself is empty.
    """

    problems: tuple[tuple[str, str], ...]

    @property
    def pointers(self) -> tuple[str, ...]:
        """A JSON pointer (RFC 6901) to the place of each problem, in their order."""
        return tuple(pointer(path) for path, _ in self.problems)

    def __str__(self) -> str:
        said = [f"{path or 'it'} {words}" for path, words in self.problems[:_MOST_TOLD]]
        more = len(self.problems) - len(said)
        if more:
            said.append(say("documents.errors.more_problems_hold", more=more))
        told = brief("; ".join(said), MOST_SAID)
        return say("documents.errors.document_cannot_read", told=told)


class Unwritable(ItsmError, ValueError):
    """Raised for a value that no document can hold.

    Attributes:
        value: what cannot be written.
        why: why not, and what to do.
        path: where it stands in what was to be written.
    """

    value: object
    why: Said
    path: str = ""

    def under(self, step: str | int) -> Unwritable:
        """Return the same refusal, seen from one step further out."""
        return Unwritable(value=self.value, why=vars(self)["why"], path=joined(step, self.path))

    def __str__(self) -> str:
        place = f"{self.path}: " if self.path else ""
        return say(
            "documents.errors.cannot_written", place=place, told=told(self.value), why=self.why
        )


class Ambiguous(ItsmError, ValueError):
    """Raised for two different things of one name, since a document could mean either.

    Attributes:
        kind: what they are, such as models.
        name: the name they share.
    """

    kind: Said
    name: str

    def __str__(self) -> str:
        return say("documents.errors.two_different_called", kind=self.kind, name=shown(self.name))
