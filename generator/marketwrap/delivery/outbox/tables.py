"""Where the outbox lies: its tables in SQLite or PostgreSQL, and what goes wrong with a database."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa

from marketwrap.base import disk
from marketwrap.base.errors import ConfigError, MarketwrapError
from marketwrap.delivery.model import State

#: of the tables; a program refuses a database of a later one
VERSION = 1
#: seconds that a transaction waits for others
PATIENCE = 30
#: any number: programs that make the tables at the same time wait for each other
ADVISORY_LOCK = 7_306_221

#: FULL, for a claim that a power failure takes back would be a message sent twice
PRAGMAS = (
    f"busy_timeout = {PATIENCE * 1000}",
    "journal_mode = WAL",
    "synchronous = FULL",
    "foreign_keys = ON",
)


class OutboxError(MarketwrapError):
    """The database of the outbox does not do as it is told."""


class Moment(sa.TypeDecorator[datetime]):
    """An aware time, in UTC also where the database knows no zones."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: sa.Dialect) -> datetime | None:
        """To the database."""
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, _dialect: sa.Dialect) -> datetime | None:
        """From the database."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


#: written as their values: "on hold"
_STATES = sa.Enum(
    State,
    values_callable=lambda states: [state.value for state in states],
    native_enum=False,
    create_constraint=True,
    length=16,
    name="state",
)

metadata = sa.MetaData()

version = sa.Table("outbox_version", metadata, sa.Column("version", sa.Integer, nullable=False))

#: what stands below the head of a message, compressed; clients with the same one share it
bodies = sa.Table(
    "outbox_bodies",
    metadata,
    sa.Column("digest", sa.String(64), primary_key=True),
    sa.Column("content", sa.LargeBinary, nullable=False),
)

messages = sa.Table(
    "outbox_messages",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("brief", sa.Text, nullable=False),
    sa.Column("address", sa.Text, nullable=False),
    # the address, casefolded
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("message_id", sa.Text, nullable=False, unique=True),
    sa.Column("head", sa.LargeBinary, nullable=False),
    sa.Column("body", sa.ForeignKey(bodies.c.digest), nullable=False, index=True),
    sa.Column("state", _STATES, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("answer", sa.Text, nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Column("next_try", Moment, nullable=False),
    sa.Column("expires", Moment, nullable=False),
    # the sender that works on the row, and until when others leave it alone
    sa.Column("owner", sa.Text, nullable=False),
    sa.Column("leased", Moment),
    sa.UniqueConstraint("brief", "key"),
    sa.Index("outbox_messages_due", "state", "next_try"),
)

#: addresses that get nothing until somebody releases them
holds = sa.Table(
    "outbox_holds",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("address", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("at", Moment, nullable=False),
)

#: reports of failed delivery that were read, so that none counts twice
reports = sa.Table(
    "outbox_reports",
    metadata,
    sa.Column("digest", sa.String(64), primary_key=True),
    sa.Column("at", Moment, nullable=False),
)


def open_engine(place: str | Path) -> tuple[sa.Engine, str]:
    """The database at a path or URL, with its tables; and its name for errors, without a password.

    Raises ConfigError for a URL that means nothing, OutboxError for a database that is not there.
    """
    url = _url(place)
    if url.get_backend_name() == "sqlite":
        path = Path(url.database or "")
        with trouble(str(path)):
            _make_private(path)
        engine, name = _sqlite(url), str(path)
    else:
        engine, name = _postgresql(url), url.render_as_string(hide_password=True)
    try:
        with trouble(name), engine.begin() as database:
            _make_tables(database, name)
    except BaseException:
        engine.dispose()
        raise
    return engine, name


@contextmanager
def trouble(where: str) -> Iterator[None]:
    """What a database or its file refuses, as an error of one line. Bugs in statements stay bugs."""
    try:
        yield
    except OSError as error:
        raise OutboxError(f"the outbox cannot be opened: {error.strerror}", where=where) from error
    except sa.exc.DBAPIError as error:
        # SQLite's "disk full" and "not a database" are of the general kind
        if isinstance(error, (sa.exc.IntegrityError, sa.exc.ProgrammingError, sa.exc.DataError)):
            raise
        said = str(error.orig).strip() or type(error.orig).__name__
        # neither the statement nor its values: they hold mail
        raise OutboxError(
            f"the outbox does not answer: {said}",
            where=where,
            remedy="nothing is sent without it; mend it first",
        ) from None


def _url(place: str | Path) -> sa.URL:
    if isinstance(place, Path) or "://" not in place:
        return sa.URL.create("sqlite", database=str(place))
    try:
        url = sa.make_url(place)
    except (sa.exc.ArgumentError, ValueError):
        # without the text: it may hold a password
        raise ConfigError(
            "this is no database URL", where="outbox", remedy="write postgresql+psycopg://user@host/name"
        ) from None
    if url.get_backend_name() == "postgresql":
        return url.set(drivername="postgresql+psycopg")
    if url.get_backend_name() != "sqlite" or url.database in {None, "", ":memory:"}:
        raise ConfigError(
            "this database cannot be an outbox",
            where="outbox",
            remedy="write a path, or postgresql+psycopg://user@host/name",
        )
    return url


def _make_private(path: Path) -> None:
    """A file that only its owner reads, in a folder that only its owner enters; what is there is kept."""
    disk.make_private(path.parent)
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        os.fchmod(handle, 0o600)
    finally:
        os.close(handle)


def _sqlite(url: sa.URL) -> sa.Engine:
    engine = sa.create_engine(url, hide_parameters=True, connect_args={"timeout": PATIENCE})

    @sa.event.listens_for(engine, "connect")
    def _prepare(connection: sa.PoolProxiedConnection, _record: object) -> None:
        # the driver would begin transactions late, and read before it locks
        connection.isolation_level = None  # type: ignore[attr-defined]  # of sqlite3
        cursor = connection.cursor()
        for pragma in PRAGMAS:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @sa.event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def _postgresql(url: sa.URL) -> sa.Engine:
    limits = f"-c statement_timeout={PATIENCE}s -c lock_timeout={PATIENCE}s"
    try:
        return sa.create_engine(
            url,
            hide_parameters=True,
            pool_pre_ping=True,
            connect_args={"connect_timeout": 10, "options": limits},
        )
    except ImportError:
        raise ConfigError(
            "PostgreSQL needs a library that is not installed",
            where="outbox",
            remedy="pip install marketwrap[postgresql]",
        ) from None


def _make_tables(database: sa.Connection, where: str) -> None:
    if database.dialect.name == "postgresql":
        database.execute(sa.select(sa.func.pg_advisory_xact_lock(ADVISORY_LOCK)))
    found = None
    if sa.inspect(database).has_table(version.name):
        found = database.scalar(sa.select(version.c.version))
    if found is not None and found > VERSION:
        raise OutboxError(
            f"the outbox is of version {found}, this program knows {VERSION}",
            where=where,
            remedy="update marketwrap",
        )
    if found is None:
        metadata.create_all(database)
        database.execute(sa.insert(version).values(version=VERSION))
