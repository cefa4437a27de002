"""Scores: how well a suggester would have done on cases whose category is known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, Literal, TypeAlias

import attrs

from itsmcore.categories._category import SEPARATOR
from itsmcore.categories._history import final_category, first_facts
from itsmcore.categories._suggestion import Suggester, Suggestion
from itsmcore.checked import checked
from itsmcore.errors import BadValue
from itsmcore.fields import as_whole, choice, offers
from itsmcore.figures import SHARE, Figure, Figures, Rows, Table, as_table_formats, as_table_text
from itsmcore.output import as_format, as_html, as_pretty
from itsmcore.phrase import Phrase, say
from itsmcore.timeline import Timeline, as_timelines

Label: TypeAlias = Literal["last", "closing"]
_COLUMNS = ("rule", "hits", "right", "wrong", "accuracy")
_UNNAMED = "no rule"


@attrs.frozen
class RuleScore:
    """How often a rule decided, and how often it was right.

    Attributes:
        rule: its name; None stands for whatever suggests without a rule.
        hits: how often its suggestion came first.
        right: how often that was the category in the end.
    """

    rule: str | None
    hits: int
    right: int

    @property
    def wrong(self) -> int:
        """How often it was another one."""
        return self.hits - self.right

    @property
    def row(self) -> dict[str, Any]:
        """The score as a row of plain values, as a DataFrame takes them."""
        return {
            "rule": self.rule or _UNNAMED,
            "hits": self.hits,
            "right": self.right,
            "wrong": self.wrong,
            "accuracy": _share(self.right, self.hits),
        }


def _share(count: int, of: int) -> float | None:
    return count / of if of else None


@attrs.frozen(kw_only=True)
class Score:
    """How well a suggester did on cases whose category in the end is known.

    Attributes:
        labelled: how many cases there were.
        unlabelled: how many were left out: still open, or without a category in the end.
        confusion: how often each pair came: the category in the end, and the suggested one (None if
            there was no suggestion); the most frequent first.
        rules: what became of the suggestions of each rule, the most frequent first.
        label: which category is taken for right.
        depth: how many parts of each path are compared; None for all.

    >>> found = Score(labelled=100, unlabelled=0, rules=(), confusion=(
    ...     ("mail", "mail", 60), ("vpn", "mail", 20), ("vpn", None, 20)))
    >>> found.coverage, found.accuracy, found.accuracy_of_all, found.majority
    (0.8, 0.75, 0.6, ('mail', 60))
    """

    labelled: int
    unlabelled: int
    confusion: tuple[tuple[str, str | None, int], ...]
    rules: tuple[RuleScore, ...]
    label: Label = attrs.field(default="last", validator=choice(Label))
    depth: int | None = None

    @property
    def answered(self) -> int:
        """For how many cases there was a suggestion."""
        return sum(times for _, suggested, times in self.confusion if suggested is not None)

    @property
    def right(self) -> int:
        """For how many of them the first suggestion was the category in the end."""
        return sum(times for label, suggested, times in self.confusion if label == suggested)

    @property
    def wrong(self) -> int:
        """For how many it was another one."""
        return self.answered - self.right

    @property
    def coverage(self) -> float | None:
        """The share of cases with a suggestion; None without cases."""
        return _share(self.answered, self.labelled)

    @property
    def accuracy(self) -> float | None:
        """The share of suggestions that were right; None without any."""
        return _share(self.right, self.answered)

    @property
    def accuracy_of_all(self) -> float | None:
        """The share of all cases with a right suggestion; None without cases."""
        return _share(self.right, self.labelled)

    @property
    def majority(self) -> tuple[str, int] | None:
        """The most frequent category in the end, and how often it came; None without cases."""
        labels = Counter[str]()
        for label, _, times in self.confusion:
            labels[label] += times
        found = sorted(labels.items(), key=lambda pair: (-pair[1], pair[0]))
        return found[0] if found else None

    @property
    def baseline(self) -> float | None:
        """The share that is right if the most frequent category is always suggested."""
        return None if self.majority is None else _share(self.majority[1], self.labelled)

    @property
    def figures(self) -> Figures:
        """Coverage, both accuracies and the baseline as figures."""
        return Figures(
            [
                Figure("coverage", self.coverage, self.labelled, SHARE, "higher"),
                Figure(
                    "accuracy of answered",
                    self.accuracy,
                    self.answered,
                    SHARE,
                    "higher",
                ),
                Figure(
                    "accuracy of all",
                    self.accuracy_of_all,
                    self.labelled,
                    SHARE,
                    "higher",
                ),
                Figure(
                    "majority baseline",
                    self.baseline,
                    self.labelled,
                    SHARE,
                    "higher",
                ),
            ]
        )

    @property
    def rows(self) -> Rows:
        """A row for each pair of a category in the end and a suggested one."""
        return tuple(
            {"category": label, "suggested": suggested, "cases": times}
            for label, suggested, times in self.confusion
        )

    def _table(self) -> Table:
        return Table.of(_COLUMNS, [one.row for one in self.rules], self._notes())

    def _notes(self) -> Iterator[str]:
        for figure in self.figures:
            yield str(figure)
        if self.majority is not None:
            yield say("categories.score.majority", majority=self.majority[0])
        if self.unlabelled:
            yield say("categories.score.left_out_without", unlabelled=self.unlabelled)

    __str__ = as_table_text
    _formats = as_table_formats
    __format__ = as_format
    _repr_html_ = as_html
    _repr_pretty_ = as_pretty


@checked
def score(
    suggester: Suggester,
    timelines: Mapping[str, Timeline],
    *,
    label: Label = "last",
    depth: int | None = None,
) -> Score:
    """Measure a suggester against cases whose category in the end is known.

    The suggester sees the facts of each case's first step, without its category. What it suggests
    first is compared with the label: the last category before the case was closed, since the first
    one is what somebody guessed. Cases that are still open have none yet. A log that writes final
    values into every row, as some exports do, shows a suggester the future; leave such columns out.

    Args:
        suggester: a Categoriser, or whatever has its `suggest`.
        timelines: a timeline for each record's number.
        label: what is right: the `"last"` category, or the `"closing"` category where there is one.
        depth: how many parts of each path to compare; by default all.

    Raises:
        BadValue: one of these is of a wrong kind, or the suggester answers with something else.

    >>> from datetime import UTC, datetime
    >>> from itsmcore import Phase
    >>> from itsmcore.categories import Categoriser, CategoryRule
    >>> from itsmcore.conditions import words
    >>> nine, ten = (datetime(2026, 1, 5, hour, tzinfo=UTC) for hour in (9, 10))
    >>> log = Timeline.from_rows([
    ...     (nine, {"summary": "Outlook is slow", "category": "other", "phase": Phase.NEW}),
    ...     (ten, {"category": "email", "phase": Phase.CLOSED}),
    ... ])
    >>> rules = Categoriser([CategoryRule("mail", words("summary").some("outlook"), "email")])
    >>> print(score(rules, {"INC-1": log}))
    rule  hits  right  wrong  accuracy
    mail  1     1      0      1
    coverage: 100.0 % (n=1)
    accuracy of answered: 100.0 % (n=1)
    accuracy of all: 100.0 % (n=1)
    majority baseline: 100.0 % (n=1)
    the majority is email
    """
    if not offers(suggester, "suggest"):
        expected = Phrase("categories.expected.categoriser_value_suggest_facts")
        raise BadValue(field="suggester", value=suggester, expected=expected)
    if depth is not None:
        as_whole(depth, "depth", least=1)
    pairs = Counter[tuple[str, str | None]]()
    hits, right = Counter[str | None](), Counter[str | None]()
    unlabelled = 0
    for timeline in as_timelines(timelines).values():
        final = final_category(timeline.steps, is_closing=label == "closing")
        if final is None:
            unlabelled += 1
            continue
        truth, first = _cut(final, depth), _first(suggester, timeline)
        suggested = None if first is None else _cut(first.category, depth)
        pairs[truth, suggested] += 1
        if first is not None:
            hits[first.rule] += 1
            right[first.rule] += suggested == truth
    ranked = sorted(pairs.items(), key=lambda pair: (-pair[1], pair[0][0], pair[0][1] or ""))
    rules = sorted(hits, key=lambda rule: (-hits[rule], rule or ""))
    return Score(
        labelled=sum(pairs.values()),
        unlabelled=unlabelled,
        confusion=tuple((truth, suggested, times) for (truth, suggested), times in ranked),
        rules=tuple(RuleScore(rule, hits[rule], right[rule]) for rule in rules),
        label=label,
        depth=depth,
    )


def _first(suggester: Suggester, timeline: Timeline) -> Suggestion | None:
    found: Any = suggester.suggest(first_facts(timeline.steps))
    is_several = isinstance(found, tuple | list)
    if is_several and not found:
        return None
    if is_several and isinstance(found[0], Suggestion):
        return found[0]
    expected = Phrase("categories.expected.suggester_returns_tuple_suggestions")
    raise BadValue(field="suggester", value=found, expected=expected)


def _cut(path: str, depth: int | None) -> str:
    return path if depth is None else SEPARATOR.join(path.split(SEPARATOR)[:depth])
