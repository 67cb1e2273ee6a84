"""Real servers for all tests: one PostgreSQL and one Temporal a session, a fresh database and task queue a test."""

from __future__ import annotations

import asyncio
import itertools
import os
import shutil
import socket
import sysconfig
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import asyncpg
import pytest
from hypothesis import HealthCheck, settings
from temporalio.client import Client
from temporalio.testing import TimeSkippingConfig, WorkflowEnvironment

from store.pool import Pool, migrate, open_pool
from store.reference import add_catalogue
from system.converter import data_converter
from system.postgres import EmbeddedPostgres
from workflows.window import SEARCH_ATTRIBUTES

# Machines are shared: a slow test is no wrong one.
settings.register_profile("shared", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("shared")

ROOT = Path(__file__).parent.parent
MEMORY = Path("/dev/shm")  # noqa: S108 (a folder of this run's own is made there)
ROOM = 4 * 2**30  # bytes: a server takes up to 1 GiB, and there are up to four
CATALOGUE = ROOT / "domain" / "data" / "catalogue.toml"
# Files that take a minute or more, the longest first: whoever begins one last is waited for alone.
LONG = (
    *("api/pages/test_gallery.py", "stories/test_run.py", "api/test_access.py", "api/pages/test_keyboard.py"),
    *("postroom/test_killed.py", "stories/test_demo.py", "api/test_every_parameter.py", "postroom/test_outage.py"),
    *("api/privacy/test_anonymity.py", "api/pages/test_officer.py", "workflows/test_whole_projects.py"),
)
_numbers = itertools.count(1)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the long files begin first; the others keep their order."""
    place = {ROOT / "tests" / name: number for number, name in enumerate(LONG)}
    items.sort(key=lambda item: place.get(item.path, len(LONG)))


def free_port() -> int:
    """A TCP port on which nobody listens at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def quick_folder() -> Iterator[Path]:
    """A folder in memory, where there is room: on a disk most of a run's time goes into making and removing the files of databases."""
    is_there = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM and not os.environ.get("CHENGNUO_TEST_HISTORY")
    with tempfile.TemporaryDirectory(prefix="chengnuo-", dir=MEMORY if is_there else None) as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
async def postgres(quick_folder: Path) -> AsyncIterator[EmbeddedPostgres]:
    """A PostgreSQL server whose database is migrated and knows the shipped catalogue; tests clone it."""
    folder = quick_folder / "postgres"
    server = EmbeddedPostgres(folder, port=free_port(), options={"fsync": "off", "max_connections": "200"})
    async with server:
        await migrate(server.url)
        connection = await asyncpg.connect(server.url)
        await add_catalogue(connection, CATALOGUE.read_text(encoding="utf-8"), by="test")
        await connection.close()
        yield server


@pytest.fixture
async def database_url(postgres: EmbeddedPostgres) -> AsyncIterator[str]:
    """The address of a fresh database of this test's own."""
    name = f"test_{next(_numbers)}"
    connection = await asyncpg.connect(postgres.url_of("postgres"))
    await connection.execute(f"CREATE DATABASE {name} TEMPLATE chengnuo STRATEGY FILE_COPY")  # half the time of WAL_LOG
    yield postgres.url_of(name)
    await connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
    await connection.close()


@pytest.fixture
async def pool(database_url: str) -> AsyncIterator[Pool]:
    """Connections to this test's own database."""
    async with open_pool(database_url) as opened:
        yield opened


@pytest.fixture(scope="session")
async def temporal() -> AsyncIterator[WorkflowEnvironment]:
    """A real Temporal server on which a workflow's time can be skipped."""
    program = shutil.which("temporal", path=sysconfig.get_path("scripts")) or shutil.which("temporal")
    settings = ("frontend.WorkflowTimeSkippingEnabled=true", 'history.timerProcessorMaxTimeShift="5ms"')
    environment = await WorkflowEnvironment.start_time_skipping_v2(
        ts_config=TimeSkippingConfig(max_session_skip_count=5000),
        data_converter=data_converter,
        dev_server_existing_path=program,
        dev_server_log_level="error",
        dev_server_extra_args=[word for value in settings for word in ("--dynamic-config-value", value)],
        search_attributes=SEARCH_ATTRIBUTES,
    )
    yield environment
    await environment.shutdown()
    await asyncio.sleep(0.3)  # leaving Python right after the end of an environment can crash it


@pytest.fixture(scope="session")
async def client(temporal: WorkflowEnvironment) -> Client:
    """A client under which time passes as it does for everybody."""
    host = temporal.client.service_client.config.target_host
    return await Client.connect(host, namespace=temporal.client.namespace, data_converter=data_converter)


@pytest.fixture
def task_queue() -> str:
    """A task queue of this test's own."""
    return f"queue-{next(_numbers)}"
