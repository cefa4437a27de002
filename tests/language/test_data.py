"""What is data does not depend on who speaks: rows, what is built, what a desk stores by itself."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from itsmcore import NORMAL_CHANGE, Desk, Incident, Priority, Timeline, metrics
from itsmcore.conditions import field
from itsmcore.desk import cascades
from itsmcore.errors import ItsmError
from itsmcore.intake import Alerts, Intake, Severity, Signal
from itsmcore.language import speaking
from itsmcore.lifecycle import Phase
from itsmcore.recurrence import Key
from itsmcore.service_levels import Agreement, Goal, measure_many
from tests.instants import HOUR, NINE
from tests.language.mirror import WIDE, words_in
from tests.language.nouns import nouns
from tests.sweep.good import SELVES, arguments, call
from tests.sweep.surface import Offered, callables

NOUNS = nouns()
LOG = {
    str(n): Timeline.from_rows([(NINE, {"phase": Phase.NEW, "priority": level, "summary": "Mail"})])
    for n, level in enumerate((Priority.CRITICAL, Priority.LOW))
}
LATE = NINE + 9 * HOUR
GOLD = Agreement("gold", goals=[Goal("resolution", stop=Phase.RESOLVED, targets=HOUR)])
TELLING: dict[str, Callable[[], Any]] = {
    "rates": lambda: metrics.rates(LOG, at=LATE, by="priority").rows,
    "figures": lambda: metrics.rates(LOG, at=LATE, by="priority").figures.rows,
    "a figure": lambda: [of.row for of in metrics.times(LOG, at=LATE, by="priority").figures],
    "times": lambda: metrics.times(LOG, at=LATE, by="priority").rows,
    "backlog": lambda: metrics.backlog(LOG, at=LATE, by="priority").rows,
    "pseudonyms": lambda: metrics.rates(LOG, at=LATE, by="priority", pseudonyms=b"k" * 32).rows,
    "compliance": lambda: (
        metrics.compliance(measure_many(GOLD, LOG, at=LATE, facts="priority"), by="priority").rows
    ),
    "clocks": lambda: list(measure_many(GOLD, LOG, at=LATE, facts="priority")),
    "keys": lambda: Key("priority").groups({"priority": Priority.LOW}),
    "a part": lambda: field("summary").contains(Priority.LOW).judge({"summary": "so low"}),
}


def in_wide(make: Callable[[], Any]) -> Any:
    """Make something while a made-up language is spoken."""
    with speaking(WIDE):
        return make()


@pytest.mark.long
@pytest.mark.parametrize("name", [name for name in NOUNS if hasattr(NOUNS[name](), "rows")])
def test_rows_are_in_english(name: str) -> None:
    """Whoever reads them: a table and a picture speak, and a row is data."""
    one = NOUNS[name]()
    assert repr(in_wide(lambda: one.rows)) == repr(one.rows)


@pytest.mark.parametrize("name", TELLING)
def test_what_is_told_of_levels_is_in_english(name: str) -> None:
    """Rows of groups, facts beside clocks, keys, pseudonyms and parts of texts."""
    assert in_wide(TELLING[name]) == TELLING[name]()


def test_a_table_of_groups_speaks() -> None:
    """A level is read in the language that is spoken."""
    told = in_wide(lambda: str(metrics.rates(LOG, at=LATE, by="priority")))
    assert words_in(told) == set()


TEXTS = frozenset(
    {
        *("complaints.draft_of", "desk.match_known_errors", "documents.Documents.request_schema"),
        *("knowledge.KnowledgeBase.search", "knowledge.review_task", "knowledge.search"),
        *("matching.Matcher.match", "recurrence.Recurrence.problem", "satisfaction.call_back"),
        *("categories.Categoriser.suggest", "satisfaction.Survey.invitations", "intake.take"),
        *("PriorityMatrix.marking", "service_levels.select"),
    }
)
"""What makes drafts, tables and explanations for whoever calls it, in their language."""
ALL = [
    one
    for one in callables()
    if one.name.removeprefix("itsmcore.") not in TEXTS and ".testing." not in one.name
]


def answer(one: Offered) -> Any:
    """Return what a callable makes of good arguments; None if it refuses them."""
    called = one.bound(SELVES)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            told = call(called, arguments(one, called))
            return list(told) if isinstance(told, Iterator) else told
        except ItsmError:
            return None


def _is_same(one: Any, other: Any) -> bool:
    try:
        return bool(one == other)
    except ValueError:  # columns have no truth
        return True


@pytest.mark.long
@pytest.mark.parametrize("one", ALL, ids=lambda one: one.name)
def test_what_is_built_is_the_same_in_any_language(one: Offered) -> None:
    """Whatever is made of good arguments, unless it is a text for people."""
    made = answer(one)
    if not isinstance(made, str) and _is_same(made, answer(one)):
        assert _is_same(in_wide(lambda: answer(one)), made)


def desk() -> Desk:
    """Let things happen on a desk of which it stores a word by itself."""
    told = [Incident.open(f"INC-{n}", at=NINE, by="ada", summary="Mail") for n in (1, 2, 3, 4)]
    made = Desk.of(told, cascades=cascades())
    made = made.convert("INC-1", to=NORMAL_CHANGE, number="CHG-1", at=NINE, by="grace").desk
    links: Iterable[tuple[str, dict[str, Any]]] = (
        ("INC-2", {"kind": "parent", "target": "INC-3"}),
        ("INC-3", {"kind": "child", "target": "INC-2"}),
        ("INC-2", {"kind": "parent", "target": "INC-4", "instead_of": "INC-3"}),
    )
    for id, link in links:
        made = made.do(id, "link", at=NINE, by="grace", **link).desk
    return made.redact("INC-4", at=NINE, by="grace", fields="summary", reason="asked").desk


def test_the_same_acts_give_an_equal_desk() -> None:
    """What a desk stores by itself is in English, whoever acts."""
    english, wide = desk(), in_wide(desk)
    assert wide == english
    stored = {getattr(event, "reason", None) for event in wide["INC-3"].history}
    assert "link of INC-2 ended it" in stored
    assert wide["INC-4"].summary == "(redacted 1 of INC-4)"


def test_what_signals_do_to_incidents_is_in_english() -> None:
    """The summary, the notes and the reasons are stored; why it was decided is a phrase."""

    def decided() -> list[Any]:
        intake, alerts, told = Intake(reopen_within=9 * HOUR), Alerts(), list[Any]()
        for n, severity in enumerate(
            (Severity.MAJOR, Severity.CRITICAL, Severity.CLEAR, Severity.MAJOR)
        ):
            signal = Signal(
                at=NINE + timedelta(minutes=n),
                source="zabbix",
                node="db-1",
                type="disk",
                severity=severity,
            )
            taken = intake.decide(signal, alerts)
            alerts, told = taken.alerts, [*told, *taken.decided]
        return told

    assert in_wide(decided) == decided()
    assert {"open", "reprioritise", "resolve", "reopen"} <= {one.verb for one in decided()}
