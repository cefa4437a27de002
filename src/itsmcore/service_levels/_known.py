"""Known facts: what a log can be asked for by name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from itsmcore.errors import Unlisted
from itsmcore.phrase import Phrase
from itsmcore.timeline import Step


def check_facts(names: Iterable[str], cases: Iterable[Sequence[Step]]) -> None:
    """Refuse a fact that no step of any case has; with no steps at all, nothing is refused.

    Raises:
        Unlisted: there is none.
    """
    several = list(cases)
    for name in names:
        if any(several) and not any(name in step.facts for steps in several for step in steps):
            known = {fact for steps in several for step in steps for fact in step.facts}
            raise Unlisted(
                kind=Phrase("service_levels.known.fact"), name=name, known=tuple(sorted(known))
            )
