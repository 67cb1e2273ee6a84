"""The ground on which everything is measured: fresh servers as in production, and a worker process for each part."""

from __future__ import annotations

import itertools
import json
import os
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from temporalio.client import Client

from api.gateway import Gateway, Patience
from api.lines import TemporalLine
from bench.meter import ROOT, Meter, program
from domain.catalogue import Catalogue
from domain.roles import Role
from domain.workdays import WorkCalendar
from store import shipped
from store.database import database
from store.people import Person, save_person
from store.pool import Pool, migrate
from store.reference import work_calendar
from store.seed import load_calendar, load_catalogue
from system.process import LOOPBACK
from system.settings import Settings
from system.temporal_line import temporal
from system.web import free_port
from workflows.window import SEARCH_ATTRIBUTES

APPLICANT = "bench-applicant"
_TWILIO = "twilio.ready"
_OURS = ("CHENGNUO_", "TEMPORAL_", "PG")
_PATIENCE = Patience(accept=30.0, commit=30.0, send=30.0)  # a slow answer is measured, not given up


@dataclass
class Ground:
    """Servers that know the shipped catalogue and calendar, and nothing else."""

    folder: Path
    url: str
    address: str
    pool: Pool
    client: Client
    catalogue: Catalogue
    calendar: WorkCalendar
    about: dict[str, str]
    _numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    def number(self) -> int:
        """A number that nobody else on this ground has."""
        return next(self._numbers)

    def gateway(self, queue: str) -> Gateway:
        """The product's own way to its workflows."""
        return Gateway(TemporalLine(self.client), task_queue=queue, patience=_PATIENCE)

    @asynccontextmanager
    async def worker(self) -> AsyncIterator[tuple[str, Meter]]:
        """The product's worker in a process of its own, fresh, with a task queue of its own."""
        async with self._program("worker") as (queue, meter):
            yield queue, meter

    @asynccontextmanager
    async def noop_worker(self) -> AsyncIterator[tuple[str, Meter]]:
        """The same for the no-op workflow."""
        async with self._program("bench.noop_worker") as (queue, meter):
            yield queue, meter

    @asynccontextmanager
    async def site(self, port: int, queue: str) -> AsyncIterator[Meter]:
        """The product's API in a process of its own, behind a proxy that names the askers; its cases are with the worker of a queue."""
        more = {
            "CHENGNUO_PORT": str(port),
            "CHENGNUO_TASK_QUEUE": queue,
            "CHENGNUO_TRUSTED_PROXIES": LOOPBACK,
            **dict.fromkeys(("CHENGNUO_REQUESTS_PER_ADDRESS", "CHENGNUO_REQUESTS_PER_ACCOUNT"), "0"),
        }
        async with self._program("bench.site", more) as (_, meter):
            yield meter

    @asynccontextmanager
    async def sender(self, account: Mapping[str, str]) -> AsyncIterator[Meter]:
        """The product's postroom in a process of its own, fresh, with an account at a provider or with none."""
        async with self._program("bench.sender", account) as (_, meter):
            yield meter

    @asynccontextmanager
    async def twilio(self) -> AsyncIterator[dict[str, str]]:
        """The tests' stand-in for Twilio in a process of its own; yields the settings that lead to it."""
        environment = _without_ours(os.environ) | {"PYTHONPATH": str(ROOT / "tests" / "support")}
        log = self.folder / f"twilio{self.number():03}.log"
        async with program("twilio_program", environment=environment, log=log, ready=_TWILIO):
            said = log.read_text(encoding="utf-8")
            yield json.loads(said.partition(_TWILIO)[2].splitlines()[0])

    @asynccontextmanager
    async def _program(self, module: str, more: Mapping[str, str] | None = None) -> AsyncIterator[tuple[str, Meter]]:
        queue = f"bench{self.number():03}"  # as long as the product's own, for it stands in many events
        environment = _without_ours(os.environ) | {
            "CHENGNUO_DATABASE_URL": self.url,
            "CHENGNUO_TASK_QUEUE": queue,
            "TEMPORAL_ADDRESS": self.address,
            **(more or {}),
        }
        log = self.folder / f"{queue}.log"
        async with program(module, environment=environment, log=log, ready="worker.ready") as meter:
            yield queue, meter


@asynccontextmanager
async def ground() -> AsyncIterator[Ground]:
    """Start both servers with data in a folder of their own, which is removed at the end.

    Raises:
        ServerFailed: something could not be started.
    """
    ports = {name: free_port() for name in ("postgres_port", "temporal_port", "temporal_ui_port")}
    with tempfile.TemporaryDirectory(prefix="chengnuo-bench-") as name:
        folder = Path(name)
        settings = Settings().model_copy(update={"data_dir": folder, "database_url": None, **ports})
        async with database(settings) as opened, temporal(settings, None, SEARCH_ATTRIBUTES) as line:
            await migrate(opened.url)
            async with opened.pool.acquire() as connection:
                catalogue = await load_catalogue(connection, shipped.catalogue_file())
                await load_calendar(connection, shipped.calendar_files())
                calendar = await work_calendar(connection)
                await save_person(connection, Person(APPLICANT, "陈某", Role.APPLICANT))
            assert calendar is not None, "it was just loaded"
            about = {"postgresql": opened.about.split()[0], "temporal": line.about.split()[0]}
            address = line.client.service_client.config.target_host
            yield Ground(folder, opened.url, address, opened.pool, line.client, catalogue, calendar, about)


def _without_ours(environment: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in environment.items() if not name.startswith(_OURS)}
