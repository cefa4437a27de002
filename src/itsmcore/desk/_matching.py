"""Matching: which known errors an incident may be an instance of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import attrs

from itsmcore.fields import as_a, as_several
from itsmcore.incidents import Incident
from itsmcore.problems import KnownError
from itsmcore.recurrence import tokens

_ITEM, _SERVICE, _CATEGORY, _BRANCH, _WORDS = 4.0, 2.0, 2.0, 1.0, 4.0


@attrs.frozen
class KnownErrorMatch:
    """How well a known error fits an incident.

    Attributes:
        known_error: the known error.
        score: how well; only the order of scores has a meaning.
        reasons: what they have in common.
    """

    known_error: KnownError
    score: float
    reasons: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.known_error.problem} ({self.score:.3g}): {'; '.join(self.reasons)}"


def match_known_errors(
    incident: Incident, known_errors: Iterable[KnownError]
) -> tuple[KnownErrorMatch, ...]:
    """Rank the known errors that have something in common with an incident, best first.

    Configuration items, services, the category or a branch of it, and words of summary and symptom
    count; what has nothing in common is left out.

    Args:
        incident: the incident.
        known_errors: the published known errors.

    Raises:
        BadValue: one is not a known error, or it is not an incident.
    """
    as_a(Incident, incident, "incident")
    expected = "what known_error() gives"
    published = as_several(KnownError, known_errors, "known_errors", expected)
    found = (_match(incident, known) for known in published)
    fitting = (match for match in found if match.reasons)
    return tuple(sorted(fitting, key=lambda match: (-match.score, match.known_error.problem)))


def _match(incident: Incident, known: KnownError) -> KnownErrorMatch:
    reasons = list(_reasons(incident, known))
    return KnownErrorMatch(
        known, sum(score for score, _ in reasons), tuple(words for _, words in reasons)
    )


def _reasons(incident: Incident, known: KnownError) -> Iterator[tuple[float, str]]:
    items = sorted(set(incident.configuration_items) & set(known.items))
    if items:
        yield _ITEM, f"same item {', '.join(items)}"
    services = {incident.service, *incident.affected_services} & set(known.services)
    if services:
        yield _SERVICE, f"same service {', '.join(sorted(filter(None, services)))}"
    if incident.category and known.category:
        if incident.category == known.category:
            yield _CATEGORY, f"category {incident.category}"
        elif _is_branch(incident.category, known.category):
            yield _BRANCH, f"category {incident.category}, a branch of {known.category}"
        elif _is_branch(known.category, incident.category):
            yield _BRANCH, f"category {incident.category}, above {known.category}"
    seen = tokens(f"{incident.summary} {incident.description or ''}")
    meant = tokens(f"{known.summary} {known.symptom or ''}")
    common = sorted(seen & meant)
    if common:
        yield _WORDS * len(common) / len(meant), f"words {', '.join(common)}"


def _is_branch(category: str, above: str) -> bool:
    return category.startswith(f"{above}/")
