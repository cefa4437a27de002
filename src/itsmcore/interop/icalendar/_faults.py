"""Faults: everything that is wrong with a calendar, and where."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import attrs

from itsmcore.errors import Fault
from itsmcore.phrase import say
from itsmcore.shown import brief

T = TypeVar("T")


@attrs.frozen
class Faults:
    """Collect what cannot be read, so that the rest is read all the same."""

    found: list[Fault] = attrs.field(init=False, factory=list)

    def read(self, subject: str, reader: Callable[..., T], *values: Any) -> T | None:
        """Read something; None if there is a fault, which is then about the subject."""
        try:
            return reader(*values)
        except Fault as fault:
            self.add(fault.code, subject, fault.words)
        except (ValueError, TypeError, AttributeError, ArithmeticError, LookupError) as error:
            self.add(
                "bad_property", subject, say("interop.faults.cannot_read", error=brief(str(error)))
            )
        return None

    def add(self, code: str, subject: str, words: str) -> None:
        self.found.append(Fault(code, subject, words))
