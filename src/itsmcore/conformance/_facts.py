"""Facts of a log, judged by a model: what was needed, guarded, allowed by role, and when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from itertools import takewhile

import attrs

from itsmcore.conformance._clocks import Clocks
from itsmcore.conformance._judge import Judge, Kind
from itsmcore.conformance._traces import strangers, trace_of
from itsmcore.errors import BadValue
from itsmcore.fields import as_a
from itsmcore.figures import Rows, Table, as_table_formats
from itsmcore.frozen import FrozenDict
from itsmcore.instant import maybe_utc
from itsmcore.lifecycle import Model, as_model
from itsmcore.output import as_format, as_html, as_pretty
from itsmcore.phrase import Phrase, Words, in_english, say, told_in_english
from itsmcore.progress import Progress, followed
from itsmcore.shown import brief
from itsmcore.timeline import Timeline, as_timelines


def _about(subject: str) -> str:
    """Say what a violation is about: a timer, or a verb or a region by its name."""
    name = subject.removeprefix("timer ")
    return subject if name == subject else say("conformance.facts.timer", name=name)


@attrs.frozen
class Violation:
    """A step that a model would have refused, or a timer that did not keep its time.

    Attributes:
        case: the record's number.
        index: the step, counted from 0.
        at: when, in UTC.
        kind: `"verb"` for one that may not happen there, `"need"` for a field that was not set,
            `"guard"` for one that did not hold, `"role"` for somebody who may not, `"region"` for a
            move that a region does not have, `"early"` and `"late"` for a timer.
        subject: what of the model it is about, such as `"resolve"` or `"timer auto_close"`.
    """

    case: str
    index: int
    at: datetime
    kind: Kind
    subject: str
    phrase: Words = attrs.field(alias="reason", eq=in_english)

    @property
    def reason(self) -> str:
        """What is wrong, in words."""
        return str(self.phrase)

    def __str__(self) -> str:
        return f"{_about(self.subject)}: {self.reason}"


@attrs.frozen(kw_only=True)
class FactReport:
    """How the facts of a log compare with a model.

    Attributes:
        cases: how many records it has.
        judged: how many steps followed a rule of the model, and were judged by it.
        violations: what the model would have refused, and timers that did not keep their time.
        untold: the facts, and the functions, by which a step was to be judged and that no step of
            the log tells; what reads them was not judged.
        unknown_states: the states that the model does not have, once each, in order of appearance.
    """

    cases: int
    judged: int
    violations: tuple[Violation, ...]
    untold: tuple[str, ...]
    unknown_states: tuple[str, ...]

    @property
    def reasons(self) -> FrozenDict[str, int]:
        """How many violations there are for each subject and reason, the most frequent first."""
        return FrozenDict(dict(Counter(map(str, self.violations)).most_common()))

    @property
    def rows(self) -> Rows:
        """A row for each kind of violation, the most frequent first."""
        return told_in_english(self._rows)

    def _rows(self) -> Rows:
        counted = Counter((one.kind, one.subject, one.reason) for one in self.violations)
        return tuple(
            {"kind": kind, "subject": subject, "reason": reason, "times": times}
            for (kind, subject, reason), times in counted.most_common()
        )

    def __str__(self) -> str:
        listed = {
            "conformance.facts.untold": self.untold,
            "conformance.unknown_states": self.unknown_states,
        }
        more = "".join(say(code, names=brief(", ".join(of))) for code, of in listed.items() if of)
        said = say(
            "conformance.facts.counts",
            cases=self.cases,
            judged=self.judged,
            violations=len(self.violations),
        )
        return said + more

    def _table(self) -> Table:
        rows = ({**row, "subject": _about(row["subject"])} for row in self._rows())
        return Table.of(("kind", "subject", "reason", "times"), rows)

    _formats = as_table_formats
    __format__ = as_format
    _repr_html_ = as_html
    _repr_pretty_ = as_pretty


def check_facts(
    model: Model,
    timelines: Mapping[str, Timeline],
    *,
    slack: timedelta = timedelta(),
    until: datetime | None = None,
    progress: Progress | None = None,
) -> FactReport:
    """Judge the facts of a log by the rules of a model; whatever the steps hold, nothing is raised.

    A step is judged by the rules that lead along its move, of its verb where it says one that the
    model has: the fields that they need, their guards, and the roles of who acted
    (`event.by.roles`). Of several rules, that with the least against it counts. Regions are judged
    as the states are. What follows from another event at the same instant, or is done by
    `"system"`, needs no role; where the log tells `event.is_automatic`, that counts as well.

    A timer is early if its event came by itself before it was due, and late if it was due, could
    have fired, and that or something else happened only afterwards. Only what the log tells is
    judged: a fact that none of its steps has is listed in `untold`, once. Moves that the model does
    not have are what `check` reports.

    Args:
        model: the model to compare with.
        timelines: a timeline for each record's number, with facts, such as those of records.
        slack: how much earlier or later a timer may be, such as a day where a job runs at night.
        until: when the log ends: steps from then on are left out, and a timer that was due before
            it is late even if nothing happened since; what was due later is not. By default a log
            ends with each record's last step.
        progress: what shows how far it is; it is given the timelines.

    Raises:
        BadValue: it is not a model, the timelines are not a mapping, or the slack is below zero.
        NaiveTime: the instant at which the log ends has no time zone.

    >>> from datetime import UTC, datetime
    >>> from itsmcore.incidents import INCIDENT
    >>> nine = datetime(2026, 1, 5, 9, tzinfo=UTC)
    >>> log = Timeline.from_rows([
    ...     (nine, "open", {"state": "new", "resolution_code": None}),
    ...     (nine, "resolve", {"state": "resolved", "resolution_code": None}),
    ... ])
    >>> report = check_facts(INCIDENT, {"INC-1": log})
    >>> [(one.index, one.kind, str(one)) for one in report.violations]
    [(1, 'need', 'resolve: resolution_code is not set')]
    >>> report.untold
    ('resolution_notes',)
    """
    known, logged, slack = as_model(model), as_timelines(timelines), _slack(slack)
    end = maybe_utc(until)
    judge = Judge(known, {name for of in logged.values() for step in of for name in step.facts})
    violations: list[Violation] = []
    states: dict[str, None] = {}
    for case, whole in followed(logged.items(), progress):
        timeline = whole if end is None else _before(whole, end)
        states.update(dict.fromkeys(trace_of(timeline)))
        clocks = Clocks(judge, timeline.steps, slack)
        for taken in judge.along(timeline.steps):
            found = (*taken.problems, *clocks.problems(taken))
            violations += [Violation(case, taken.index, taken.after.at, *one) for one in found]
        if end is not None and timeline.steps:
            last = len(timeline.steps) - 1
            violations += [Violation(case, last, end, *of) for of in clocks.problems_at_end(end)]
    return FactReport(
        cases=len(logged),
        judged=judge.judged,
        violations=tuple(violations),
        untold=tuple(sorted(judge.untold)),
        unknown_states=strangers(states, known.phases),
    )


def _before(timeline: Timeline, end: datetime) -> Timeline:
    kept = takewhile(lambda step: step.at < end, timeline)
    return Timeline(kept, timeline.flaws, states=timeline.known_states)


def _slack(value: timedelta) -> timedelta:
    expected = Phrase("conformance.expected.timedelta")
    if as_a(timedelta, value, "slack", expected) < timedelta():
        raise BadValue(field="slack", value=value, expected=expected)
    return value
