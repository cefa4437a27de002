"""Errors: what is wrong with a document, and what cannot be written as one."""

from __future__ import annotations

from itsmcore.documents._paths import Problem, joined, pointer, told
from itsmcore.errors import ItsmError
from itsmcore.shown import MOST_SAID, brief, shown

_MOST_TOLD = 20


class BadDocument(ItsmError, ValueError):
    """Raised for a document that cannot be read, with everything that is wrong with it.

    Attributes:
        problems: pairs of a path, such as `history[3].code`, and what is wrong there; the path of
            the document itself is empty.
    """

    problems: tuple[Problem, ...]

    @property
    def pointers(self) -> tuple[str, ...]:
        """A JSON pointer (RFC 6901) to the place of each problem, in their order."""
        return tuple(pointer(path) for path, _ in self.problems)

    def __str__(self) -> str:
        said = [f"{path or 'it'} {words}" for path, words in self.problems[:_MOST_TOLD]]
        more = len(self.problems) - len(said)
        if more:
            said.append(f"and {more} more, which its `problems` hold")
        told = brief("; ".join(said), MOST_SAID)
        return f"the document cannot be read: {told}; fix it and read it again"


class Unwritable(ItsmError, ValueError):
    """Raised for a value that no document can hold.

    Attributes:
        value: what cannot be written.
        why: why not, and what to do.
        path: where it stands in what was to be written.
    """

    value: object
    why: str
    path: str = ""

    def under(self, step: str | int) -> Unwritable:
        """Return the same refusal, seen from one step further out."""
        return Unwritable(value=self.value, why=self.why, path=joined(step, self.path))

    def __str__(self) -> str:
        place = f"{self.path}: " if self.path else ""
        return f"{place}{told(self.value)} cannot be written: {self.why}"


class Ambiguous(ItsmError, ValueError):
    """Raised for two different things of one name, since a document could mean either.

    Attributes:
        kind: what they are, such as models.
        name: the name they share.
    """

    kind: str
    name: str

    def __str__(self) -> str:
        return (
            f"two different {self.kind} are called {shown(self.name)}; give each a name of its own"
        )
