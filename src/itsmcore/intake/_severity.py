"""Severity: how bad a monitoring tool says that something is."""

from __future__ import annotations

from typing import ClassVar

from itsmcore.level import Level


class Severity(Level):
    """How bad a signal is; whatever ranks no higher than CLEAR says that all is well.

    >>> Severity.MAJOR > Severity.MINOR, Severity.CLEAR.is_clear
    (True, True)
    """

    __slots__ = ()

    CRITICAL: ClassVar[Severity]
    MAJOR: ClassVar[Severity]
    MINOR: ClassVar[Severity]
    WARNING: ClassVar[Severity]
    CLEAR: ClassVar[Severity]
    scale: ClassVar[tuple[Severity, ...]]

    @property
    def is_clear(self) -> bool:
        """Whether it says that all is well."""
        return self.rank <= _CLEAR


_CLEAR = 0
Severity.scale = (
    Severity("critical", "Critical", 4),
    Severity("major", "Major", 3),
    Severity("minor", "Minor", 2),
    Severity("warning", "Warning", 1),
    Severity("clear", "Clear", _CLEAR),
)
(
    Severity.CRITICAL,
    Severity.MAJOR,
    Severity.MINOR,
    Severity.WARNING,
    Severity.CLEAR,
) = Severity.scale
