"""Reading: the rows, zones and times of exports, each as every reader takes it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, tzinfo
from typing import Any

from itsmcore.absent import is_absent
from itsmcore.errors import BadInstant, BadRow, BadValue, Fault
from itsmcore.fields import as_mapping, as_text, can_be_iterated, is_hashable, is_in
from itsmcore.instant import utc
from itsmcore.nearest import hint
from itsmcore.phrase import Phrase, Words
from itsmcore.presets._dates import read_as
from itsmcore.rows import rows_of
from itsmcore.schedule._zone import zone as zone_named
from itsmcore.shown import shown, written

ABSENT = ("?", "nan", "NaN", "NaT", "<NA>", "None")
"""What exports, and those who rewrote them, write for nothing, apart from nothing itself."""
_LONGEST_FORMAT = 200
_MARK = "\ufeff"
_NO_MARK = Phrase("presets.expected.no_mark")
_ROWS = Phrase("presets.expected.rows")


def as_rows(
    rows: Any, expected: Words = _ROWS, *, field: str = "rows"
) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Yield rows and their positions as they come, so that a progress bar around them moves.

    Raises:
        BadValue: they are not rows.
        BadRow: one of them is not a mapping.
    """
    several = rows_of(rows, field)
    if isinstance(several, str | bytes | Mapping) or not can_be_iterated(several):
        raise BadValue(field=field, value=rows, expected=expected)
    return _checked(several, expected)


def _checked(rows: Iterable[Any], expected: Words) -> Iterator[tuple[int, Mapping[str, Any]]]:
    for index, row in enumerate(rows):
        if not isinstance(row, Mapping):
            raise BadRow(
                index=index,
                why=Phrase("presets.why.no_mapping", row=shown(row)),
                expected=Phrase("presets.expected.given", expected=expected),
            )
        yield index, row


def is_nothing(raw: Any, absent: Iterable[str]) -> bool:
    """Return whether a value is absent, blank, or one of the texts that stand for that."""
    if isinstance(raw, str):
        text = raw.strip()
        return not text or text in absent
    return is_absent(raw)


def text_of(raw: Any) -> str:
    """Write a value as an export means it: whole in a column with gaps, and no spaces around it."""
    return f"{raw:.0f}" if isinstance(raw, float) and raw.is_integer() else written(raw).strip()


def trimmed(raw: Any) -> Any:
    """Return a value as it is, or a text without the spaces around it."""
    return raw.strip() if isinstance(raw, str) else raw


def as_columns(given: Mapping[str, Any] | None) -> dict[str, Any]:
    """Read which columns hold which facts; none by default.

    Raises:
        BadValue: it is no mapping from facts to the names of columns.
    """
    if given is None:
        return {}
    columns = as_mapping(given, "columns", Phrase("presets.expected.columns"))
    for fact, column in columns.items():
        as_text(fact, Phrase("presets.fact"))
        if not is_hashable(column):
            expected = Phrase("presets.expected.column_name")
            raise BadValue(field="columns", value=column, expected=expected)
    return dict(columns)


def as_format(given: str) -> str:
    """Check how times are written: in letters of `datetime.strptime`, in `ISO` or in `EPOCH`."""
    format = as_text(given, "format")
    if len(format) > _LONGEST_FORMAT:
        expected = Phrase("presets.expected.strptime", most=_LONGEST_FORMAT)
        raise BadValue(field="format", value=format, expected=expected)
    if "%Z" in format.replace("%%", ""):
        raise BadValue(field="format", value=format, expected=Phrase("presets.expected.no_zone"))
    return format


def as_zone(name: str | tzinfo) -> tzinfo:
    """Return the zone of a name, or one as it is.

    Raises:
        BadValue: there is no such zone.
    """
    try:
        return zone_named(name)
    except Fault:
        expected = Phrase("presets.expected.zone")
        raise BadValue(field="tz", value=name, expected=expected) from None


def instant_of(raw: Any, format: str, zone: tzinfo) -> tuple[datetime | None, str | None]:
    """Return the instant that a row writes, and the code of what is wrong with it."""
    try:
        is_read = isinstance(raw, datetime)
        local = raw if is_read else read_as(text_of(raw), format)
    except (ValueError, OverflowError, OSError):
        return None, "unreadable_time"
    try:
        return in_zone(local, zone)
    except (OverflowError, BadInstant):
        return None, "unreadable_time"


def iso_instant(raw: Any) -> tuple[datetime | None, str | None]:
    """Return the instant of a time in ISO 8601 with its zone, and the code of what is wrong."""
    try:
        return utc(datetime.fromisoformat(raw)), None
    except (TypeError, ValueError, OverflowError, BadInstant):
        return None, "unreadable_time"


def in_zone(local: datetime, zone: tzinfo) -> tuple[datetime, str | None]:
    """Return the instant of a time, in a zone where it has none, and the code of what is wrong."""
    if local.tzinfo is not None:
        return utc(local), None
    first = local.replace(tzinfo=zone, fold=0)
    is_plain = first.utcoffset() == first.replace(fold=1).utcoffset()
    at = utc(first)
    if is_plain:
        return at, None
    is_twice = at.astimezone(zone).replace(tzinfo=None) == local
    return at, "ambiguous_time" if is_twice else "skipped_time"


def mapping_of(raw: Any) -> Mapping[str, Any]:
    """Return an object of a document, or an empty one where it is something else."""
    return raw if isinstance(raw, Mapping) else {}


def items_of(raw: Any) -> Iterator[Mapping[str, Any]]:
    """Yield the objects in a list of a document; whatever else is there is left out."""
    several = raw if can_be_iterated(raw) and not isinstance(raw, str | Mapping) else ()
    return (one for one in several if isinstance(one, Mapping))


def check_columns(
    index: int, row: Mapping[str, Any], columns: Mapping[str, str], required: Iterable[str]
) -> None:
    """Refuse a row that has no column for what every row has to have.

    Raises:
        BadRow: it lacks one; that is no dirt of one row but another way of naming columns.
    """
    for name in required:
        column = columns[name]
        if not is_in(column, row):
            known = Phrase(
                "presets.expected.named_column", hint=hint(column, row), name=shown(name)
            )
            raise BadRow(
                index=index,
                why=Phrase("presets.why.no_column", column=shown(column)),
                expected=_NO_MARK if any(map(_has_mark, row)) else known,
            )


def _has_mark(column: Any) -> bool:
    return isinstance(column, str) and column.startswith(_MARK)
