"""Backlogs in columns: how many cases were open at each of many instants."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import attrs
import numpy as np

from itsmcore.columnar._cases import as_steps, divided, keys_in, opened_in
from itsmcore.columnar._columns import TICK, Ints
from itsmcore.columnar._steps import EVERY, Steps, column_of
from itsmcore.fields import as_items
from itsmcore.instant import EPOCH, utc
from itsmcore.metrics import Curve, Point
from itsmcore.metrics._groups import Scope
from itsmcore.phase import Phase
from itsmcore.phrase import Phrase

_ENDED, _OPEN, _UNKNOWN = _KINDS = range(3)


def backlogs(
    steps: Steps,
    instants: Iterable[datetime],
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    by: str | Iterable[str] = (),
    least: int = 1,
    pseudonyms: bytes | None = None,
) -> Curve:
    """Count the open cases at each of many instants.

    The curve is that of `metrics.backlogs` for the timelines of the cases.

    Args:
        steps: what happened, with a column `phase`.
        instants: the instants; of several steps at one of them the last one counts.
        since: count only cases opened at or after this instant.
        until: count only cases opened before this instant.
        by: facts to group by, as they were at each instant.
        least: the fewest cases that a group's count may tell of, unless it is zero; see
            `metrics.times`.
        pseudonyms: a key; values that are grouped by are replaced by stable names made with it.

    Raises:
        BadValue: the steps are none, or a fact to group by has the name of a column.
        NaiveTime: an instant has no time zone.
        BadSpan: `until` lies before `since`.
        Unlisted: there is no column of phases, or of a fact that is grouped by.

    >>> from datetime import UTC
    >>> from itsmcore import Phase
    >>> steps = Steps(case=np.array(["INC-1", "INC-1"]),
    ...               at=np.array(["2026-01-05T09", "2026-01-05T12"], "M8[h]"),
    ...               facts={"phase": np.array([Phase.NEW, Phase.RESOLVED])})
    >>> print(backlogs(steps, [datetime(2026, 1, 5, hour, tzinfo=UTC) for hour in (9, 12)]))
    at                      count  unknown
    2026-01-05 09:00+00:00  1      0
    2026-01-05 12:00+00:00  0      0
    """
    every = as_steps(steps)
    moments = [
        utc(instant)
        for instant in as_items(instants, "instants", Phrase("columnar.expected.aware"))
    ]
    scope = Scope.of(since, until, by, least, pseudonyms, tuple(attrs.fields_dict(Point)))
    log = opened_in(every, scope)
    group, keys = keys_in(log, scope, slice(None)) if scope.by else (0, [])
    changes = _Changes.of(log, group, moments)
    parts = dict(zip(keys, changes.by_group(len(keys)), strict=True)) if scope.by else {}

    def curve(those: Ints | slice) -> Curve:
        return Curve(changes.points(those, moments), scope.since, scope.until)

    groups, hidden = scope.tellable(
        {key: curve(those) for key, those in parts.items()},
        lambda several: curve(np.concatenate([parts[key] for key in several])),
    )
    return attrs.evolve(curve(EVERY), groups=groups, hidden=hidden)


def _kind(phase: object) -> int:
    if not isinstance(phase, Phase):
        return _UNKNOWN
    return _OPEN if phase.is_open else _ENDED


@attrs.frozen(eq=False)
class _Changes:
    """When a case came into a kind of phase in a group, and when it left it.

    Attributes:
        order: the places of the instants in order of time.
        place: the place in that order from which each change counts.
        label: the group and the kind, as one number.
        sign: 1 for what came, -1 for what left.
    """

    order: Ints
    place: Ints
    label: Ints
    sign: Ints

    @classmethod
    def of(cls, steps: Steps, group: Ints | int, moments: list[datetime]) -> _Changes:
        """Find the changes; what stays as it is from row to row makes none."""
        column = column_of(steps, "phase")
        label = np.array([*map(_kind, column.values)], np.int64)[column.codes]
        label += group * len(_KINDS)
        at, firsts = steps.at.view(np.int64), steps.begins[:-1][np.diff(steps.begins) > 0]
        came = np.append(True, label[1:] != label[:-1])[: len(at)]
        came[firsts] = True
        left = came.copy()
        left[firsts] = False
        rows, after = np.flatnonzero(came), np.flatnonzero(left)
        asked = np.array([(moment - EPOCH) // TICK for moment in moments], np.int64)
        order = np.argsort(asked, kind="stable")
        return cls(
            order,
            np.searchsorted(asked[order], np.append(at[rows], at[after])),
            np.append(label[rows], label[after - 1]),
            np.repeat([1, -1], [len(rows), len(after)]),
        )

    def by_group(self, count: int) -> list[Ints]:
        """Divide the changes into those of each group."""
        return divided(self.label // len(_KINDS), count)

    def points(self, changes: Ints | slice, moments: list[datetime]) -> tuple[Point, ...]:
        """Count the cases that had come and not left at each instant."""
        count = len(self.order)
        kind = self.label[changes] % len(_KINDS)
        where = kind * (count + 1) + self.place[changes]
        net = np.bincount(where, self.sign[changes], len(_KINDS) * (count + 1))
        totals = np.empty((len(_KINDS), count), np.int64)
        totals[:, self.order] = np.cumsum(net.reshape(len(_KINDS), count + 1)[:, :count], axis=1)
        return tuple(map(Point, moments, totals[_OPEN].tolist(), totals[_UNKNOWN].tolist()))
