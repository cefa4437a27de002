"""Ticket lists: how a product writes its tickets, one row for each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import tzinfo
from typing import Any

import attrs

from itsmcore.called import call_of
from itsmcore.errors import BadValue
from itsmcore.fields import as_mapping, as_several, as_text
from itsmcore.frozen import EMPTY, FrozenDict
from itsmcore.level import Level
from itsmcore.phrase import Phrase
from itsmcore.presets._levels import reads_of
from itsmcore.presets._reading import ABSENT, as_columns
from itsmcore.presets._snapshots import REQUIRED, Read, Reading
from itsmcore.presets._stated import HasStates, Place, StateWords, as_it_says
from itsmcore.timeline import Timeline

_LEVELS = Phrase("presets.expected.scales")
_READS = Phrase("presets.expected.reads")


def _columns(columns: Mapping[str, str]) -> FrozenDict[str, str]:
    known = as_columns(columns)
    for name in REQUIRED:
        if name not in known:
            expected = Phrase("presets.expected.columns_required", names=", ".join(REQUIRED))
            raise BadValue(field="columns", value=columns, expected=expected)
    return FrozenDict(known)


def _levels(levels: Mapping[str, Iterable[Level]]) -> FrozenDict[str, tuple[Level, ...]]:
    given = as_mapping(levels, "levels", _LEVELS).items()
    return FrozenDict(
        {
            as_text(name, Phrase("presets.fact")): as_several(Level, of, "levels")
            for name, of in given
        }
    )


def _beside(beside: str) -> str:
    return as_text(beside, "beside")


def _place(place: Place) -> Place:
    given: object = place
    if not callable(given):
        raise BadValue(field="place", value=place, expected=Phrase("presets.expected.place"))
    return place


def _reads(reads: Mapping[str, Read]) -> FrozenDict[str, Read]:
    known = dict(as_mapping(reads, "reads", _READS))
    for name, read in known.items():
        as_text(name, Phrase("presets.fact"))
        if not callable(read):
            raise BadValue(field="reads", value=read, expected=_READS)
    return FrozenDict(known)


@attrs.frozen(repr=False, slots=False)
class TicketList:
    """How a product writes a list of its tickets, one row for each.

    The presets have one for each product's list; another product's is made like theirs.

    Args:
        model: what has the states.
        columns: the column of each fact. `number`, `state` and `opened_at` are required;
            `resolved_at`, `closed_at` and `updated_at` are instants too.
        states: further words for states, each with the state that it stands for, or with that and
            what it tells besides.
        beside: the fact that such a word tells besides the state.
        levels: the scale of each fact that is a level, which is read by its code, its label or
            both.
        reads: for facts whose texts are read in another way, what returns the value, and the code
            of what is wrong with the text, if anything is.
        place: what returns the name of the state that a ticket is in, from the name that its row
            says and its other facts.

    Raises:
        BadValue: there are no states, a word stands for none, a required column is missing, or an
            argument is something else.

    >>> from itsmcore import INCIDENT, Priority
    >>> ours = TicketList(
    ...     INCIDENT,
    ...     {"number": "Ticket", "state": "Status", "opened_at": "Created",
    ...      "resolved_at": "Done", "priority": "Prio"},
    ...     states={"Waiting": ("on_hold", "caller")},
    ...     levels={"priority": Priority.scale},
    ... )
    >>> log = ours.snapshots([
    ...     {"Ticket": "7", "Status": "Resolved", "Created": "2026-01-05 09:00",
    ...      "Done": "2026-01-05 11:30", "Prio": "High"},
    ... ], tz="Europe/Oslo")
    >>> log["7"].time_in("new"), log["7"].steps[0].facts["priority"]
    (datetime.timedelta(seconds=9000), Priority.HIGH)
    """

    model: HasStates
    columns: FrozenDict[str, str] = attrs.field(converter=_columns)
    states: Mapping[str, str | tuple[str, str | None]] = attrs.field(default=EMPTY, kw_only=True)
    beside: str = attrs.field(default="hold_reason", converter=_beside, kw_only=True)
    levels: FrozenDict[str, tuple[Level, ...]] = attrs.field(
        default=EMPTY, converter=_levels, kw_only=True
    )
    reads: FrozenDict[str, Read] = attrs.field(default=EMPTY, converter=_reads, kw_only=True)
    place: Place = attrs.field(default=as_it_says, converter=_place, kw_only=True)
    _words: StateWords = attrs.field(init=False, eq=False, repr=False)

    __repr__ = call_of

    @_words.default
    def _words_of_states(self) -> StateWords:
        return StateWords.of(self.model, self.states)

    def snapshots(
        self,
        rows: Iterable[Mapping[str, Any]],
        *,
        tz: str | tzinfo,
        model: HasStates | None = None,
        columns: Mapping[str, str] | None = None,
        states: Mapping[str, str | tuple[str, str | None]] | None = None,
        format: str | None = None,
        absent: Iterable[str] = ABSENT,
    ) -> dict[str, Timeline]:
        """Read a list of tickets, one row for each, as `{number: Timeline}`.

        A row tells when a ticket was opened, resolved and closed, and what it is now. What it
        cannot tell is in each timeline's `flaws`, with what was wrong: when work stood still
        (`pauses_unknown`), since when it is in its state (`state_since_unknown`), and what its
        other values were before (`values_as_of_row`).

        Args:
            rows: mappings from column to value, as from `csv.DictReader`, or a frame of pandas,
                polars or pyarrow.
            tz: the zone of times that have none: that of whoever made the list, by its IANA name or
                as a tzinfo.
            model: what has the states, if not the model of the list.
            columns: columns that differ from `columns`, and columns of further facts.
            states: states of a site's own or of another language, each with the state it stands
                for, or with that and what it tells besides.
            format: how times are written, in the letters of `datetime.strptime`, as `"iso"` for
                ISO 8601 or as `"%s"` for seconds or milliseconds since 1970; by default found from
                all of them together.
            absent: texts that stand for no value.

        Raises:
            BadRow: a required column is missing.
            BadValue: there is no such zone or state, or all dates can be read in two orders.
        """
        words = self._words if model is None else StateWords.of(model, self.states)
        reading = Reading.of(
            self.columns,
            words.also(states),
            {**reads_of(self.levels), **self.reads},
            further=columns,
            tz=tz,
            format=format,
            absent=absent,
            beside=self.beside,
            place=self.place,
        )
        return reading.timelines(rows)
