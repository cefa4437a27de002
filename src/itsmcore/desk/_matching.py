"""Matching: which known errors an incident may be an instance of, and what it may duplicate."""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from itsmcore.fields import as_a, as_several
from itsmcore.incidents import Incident
from itsmcore.lexicon import ENGLISH, Lexicon
from itsmcore.lifecycle import Record
from itsmcore.lifecycle._practice import practice_of
from itsmcore.matching import Matcher, Resemblance, Topic
from itsmcore.phrase import Phrase
from itsmcore.problems import KnownError


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
    incident: Incident, known_errors: Iterable[KnownError], *, lexicon: Lexicon = ENGLISH
) -> tuple[KnownErrorMatch, ...]:
    """Rank the known errors that have something in common with an incident, best first.

    Configuration items, services, the category or a branch of it, and words of summary and symptom
    count, as a `Matcher` weighs them; what has nothing in common is left out.

    Args:
        incident: the incident.
        known_errors: the published known errors.
        lexicon: which words count as the same.

    Raises:
        BadValue: one is not a known error, or it is not an incident.
    """
    as_a(Incident, incident, "incident")
    expected = Phrase("desk.expected.known_error_gives")
    several = as_several(KnownError, known_errors, "known_errors", expected)
    ordered = sorted(several, key=lambda known: (known.problem, str(known)))
    topics = {
        (known.problem, place): Topic(
            text=f"{known.summary}\n{known.symptom or ''}",
            items=known.items,
            services=known.services,
            category=known.category,
        )
        for place, known in enumerate(ordered)
    }
    found = Matcher(topics, lexicon).match(Topic.of(incident.facts))
    return tuple(KnownErrorMatch(ordered[one.key[1]], one.score, one.reasons) for one in found)


def match_duplicates(
    record: Record, others: Iterable[Record], *, lexicon: Lexicon = ENGLISH
) -> tuple[Resemblance[str], ...]:
    """Rank the open records that a record may duplicate by what they have in common, best first.

    They are compared as a `Matcher` compares articles and known errors. Left out are those of
    another practice, and those that are not open.

    Args:
        record: the record, such as a new incident.
        others: the records that it may duplicate; itself is none.
        lexicon: which words count as the same.

    Raises:
        BadValue: something is not a record.

    >>> from datetime import UTC, datetime
    >>> nine = datetime(2026, 3, 2, 9, tzinfo=UTC)
    >>> one = Incident.open("INC-1", at=nine, by="ada", summary="VPN drops", service="vpn")
    >>> two = Incident.open("INC-2", at=nine, by="kim", summary="my vpn dropped", service="vpn")
    >>> print(*match_duplicates(two, [one, two]))
    INC-1 (6): same service vpn; words dropped (drops), vpn
    """
    practice = practice_of(as_a(Record, record, "record"))
    topics = {
        other.id: Topic.of(other.facts)
        for other in as_several(Record, others, "others", "records")
        if other.id != record.id and other.phase.is_open and practice_of(other) == practice
    }
    return Matcher(topics, lexicon).match(Topic.of(record.facts))
