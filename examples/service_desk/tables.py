"""The tables: what is kept, of all tenants in one database."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    Boolean,
    Column,
    Dialect,
    Engine,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    create_engine,
    event,
    make_url,
)
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.types import TypeDecorator

METADATA = MetaData()


class Instant(TypeDecorator[datetime]):
    """An instant in UTC to the microsecond, as a text that sorts as it does, in any database."""

    impl = String(32)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        return None if value is None else value.astimezone(UTC).isoformat(timespec="microseconds")

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        return None if value is None else datetime.fromisoformat(value)


def key(name: str, kind: type[String | Integer] = String) -> Column[object]:
    return Column(name, kind, primary_key=True)


# Whatever happened: an event of a record at its address. Rows are only ever added.
events = Table(
    "events",
    METADATA,
    key("tenant"),
    key("record"),
    key("version", Integer),
    Column("entry", Text, nullable=False),
)

links = Table("links", METADATA, key("tenant"), key("source"), key("kind"), key("target"))

# What is pending for a record, or offered to it. The key is a digest: a text may be too long.
proposals = Table(
    "proposals",
    METADATA,
    key("tenant"),
    key("digest"),
    Column("record", String, nullable=False, index=True),
    Column("at", Instant, nullable=False),
    Column("is_offer", Boolean, nullable=False),
    Column("proposal", Text, nullable=False),
)

# When a record must be woken.
wakes = Table(
    "wakes", METADATA, key("tenant"), key("record"), Column("at", Instant, nullable=False)
)

# The open incidents, as the queue shows them.
queued = Table(
    "queued",
    METADATA,
    key("tenant"),
    key("record"),
    Column("assignment_group", String),
    Column("summary", Text, nullable=False),
    Column("state", String, nullable=False),
    Column("is_paused", Boolean, nullable=False),
    Column("due", Instant),
    Column("judged_by", String, nullable=False),
    Index("by_time_to_breach", "tenant", "is_paused", "due"),
)

# Who is asked to vote, and on what.
asked = Table("asked", METADATA, key("tenant"), key("person"), key("record"))

# The addresses of the events that others have yet to be told.
outbox = Table("outbox", METADATA, key("tenant"), key("record"), key("version", Integer))

# The last number of each practice.
numbers = Table(
    "numbers", METADATA, key("tenant"), key("practice"), Column("last", Integer, nullable=False)
)


def connect(url: str) -> Engine:
    """Open a database with its tables; a transaction reads what was there when it began."""
    is_file = make_url(url).get_backend_name() == "sqlite"
    engine = create_engine(url, isolation_level="SERIALIZABLE" if is_file else "REPEATABLE READ")
    if is_file:
        event.listen(engine, "connect", _leave_begin_to_us)
        event.listen(engine, "begin", lambda db: db.exec_driver_sql("BEGIN IMMEDIATE"))
    METADATA.create_all(engine)
    return engine


def _leave_begin_to_us(connection: DBAPIConnection, _: object) -> None:
    connection.isolation_level = None
    connection.execute("PRAGMA journal_mode = WAL")
