"""Words: what somebody said and did not leave blank."""

from __future__ import annotations

from collections.abc import Iterator

from itsmcore.errors import Fault
from itsmcore.phrase import Phrase, Words
from itsmcore.shown import shown


def is_said(value: object) -> bool:
    """Return whether a value is a text that is not blank."""
    return isinstance(value, str) and bool(value.strip())


def unsaid(subject: Words, value: object) -> Iterator[Fault]:
    """Yield the fault of a value that says nothing."""
    if not is_said(value):
        yield Fault("no_text", subject, Phrase("techniques.no_text", value=shown(value)))
