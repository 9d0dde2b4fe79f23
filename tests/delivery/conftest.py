"""What tests of delivery share: certificates, a clock, and both databases."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
import trustme

from marketwrap.delivery.outbox import Outbox, connect
from marketwrap.delivery.outbox.tables import metadata
from tests.delivery import postgres


class Clock:
    """A clock that only its owner moves; to sleep is to move it."""

    def __init__(self) -> None:
        self.now = datetime(2026, 1, 14, 21, 15, tzinfo=UTC)
        self.slept: list[float] = []

    def __call__(self) -> datetime:
        return self.now

    def sleep(self, seconds: float) -> None:
        if seconds > 0.001:  # the rate of these tests is no pause
            self.slept.append(seconds)
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def ca() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="session")
def ca_file(ca: trustme.CA, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("ca") / "ca.pem"
    ca.cert_pem.write_to_path(str(path))
    return path


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The socket's folder of a PostgreSQL that lives as long as the tests."""
    found = postgres.wheel()
    if found is None:
        pytest.skip("no wheel with PostgreSQL is installed for this Python")
    with postgres.running(found) as folder:
        yield folder


@pytest.fixture
def postgresql_url(postgresql: str) -> Iterator[str]:
    """A database without tables; a new one for each test would be 300 files each."""
    url = f"postgresql+psycopg://marketwrap@/postgres?host={postgresql}"
    yield url
    engine = sa.create_engine(url)
    metadata.drop_all(engine)
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str | Path:
    """Where an outbox may be: each test runs with both."""
    if request.param == "sqlite":
        return tmp_path / "records" / "outbox.sqlite"
    return str(request.getfixturevalue("postgresql_url"))


@pytest.fixture
def box(place: str | Path) -> Iterator[Outbox]:
    with connect(place) as opened:
        yield opened
