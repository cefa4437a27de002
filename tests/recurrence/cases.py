"""Logs to search for what recurs."""

from collections.abc import Iterable

from hypothesis import strategies as st

from itsmcore.recurrence import Key, Occurrence, Recurrences, Signature, bursts, pareto, rises
from itsmcore.span import Span
from tests.instants import DAY, HOUR
from tests.instants import MIDNIGHT as T0

NAN = float("nan")


def happened(hours: Iterable[float], **facts: object) -> list[Occurrence]:
    """Let one incident of a kind happen at each of so many hours after the first."""
    return [Occurrence(f"I{place}", T0 + hour * HOUR, facts) for place, hour in enumerate(hours, 1)]


def days(first: float, last: float) -> Span:
    """Give the span between two days."""
    return Span(T0 + first * DAY, T0 + last * DAY)


CATEGORIES = (None, "", "email", "network")
ITEMS = ("srv-1", "srv-2", "srv-3")

facts = st.fixed_dictionaries(
    {},
    optional={
        "category": st.sampled_from(CATEGORIES),
        "configuration_items": st.lists(st.sampled_from(ITEMS), max_size=3).map(tuple),
        "summary": st.sampled_from(
            ["Mail stops", "mail STOPS (3)", "stops: mail", "", "Paper jam"]
        ),
    },
)
logs = st.lists(
    st.tuples(st.integers(0, 40), facts),
    max_size=25,
).map(
    lambda rows: [
        Occurrence(f"I{place}", T0 + hour * HOUR, of) for place, (hour, of) in enumerate(rows)
    ]
)
KEYS = (
    Key("category"),
    Key("configuration_items"),
    Key("category", "configuration_items"),
    Signature("summary"),
)


def search_all(log: Iterable[Occurrence]) -> list[Recurrences]:
    """Search a log in every way."""
    log = list(log)
    return [
        bursts(log, KEYS, n=3, within=6 * HOUR),
        rises(log, KEYS, baseline=days(0, 1), recent=days(1, 2), alpha=0.9),
        *(pareto(log, key) for key in KEYS),
    ]
