"""An office with real servers and a working worker, and people who come to its counters."""

from __future__ import annotations

import asyncio
import itertools
import re
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import pytest
from fastapi import FastAPI
from hall import Hall, opened_hall
from httpx import ASGITransport, AsyncClient, Response
from road import Road
from soundness import sound
from sse_starlette.sse import AppStatus
from temporalio.client import Client
from temporalio.worker import Worker

from api.app import make_app
from api.gateway import Patience
from domain.roles import Role
from store.people import Person, add_token, save_person
from store.pool import API, Pool, open_pool
from store.reference import add_calendar, add_catalogue
from store.shipped import catalogue_file
from system.settings import Settings
from system.web import serving
from worker import make_worker

DEPARTMENTS = ("DRC", "NRB", "HUB", "EEB", "WRB", "FGB", "CTB", "NDMO", "MET", "EMB", "UMB")
PEOPLE = (
    Person("chen", "陈世美丽", Role.APPLICANT, phone="13800000001"),
    Person("zhou", "周某某", Role.APPLICANT, phone="13800000002"),
    Person("bai", "白帮办", Role.HELPER, phone="13800000003"),
    Person("shen", "沈监督", Role.SUPERVISOR, work_no="S-001"),
    Person("root", "管理员甲", Role.ADMINISTRATOR, work_no="A-001"),
    Person("wen", "安全员甲", Role.SECURITY, work_no="A-002"),
    Person("jian", "审计员甲", Role.AUDITOR, work_no="A-003"),
    *(
        Person(f"officer-{d}", f"承办人{d}", Role.OFFICER, d, f"{d}-101", f"1390000{n:04}")
        for n, d in enumerate(DEPARTMENTS)
    ),
    *(Person(f"head-{d}", f"负责人{d}", Role.HEAD, d, f"{d}-001") for d in DEPARTMENTS),
)
_PATIENCE = Patience(accept=20.0, commit=20.0, send=20.0)  # the machines are shared
_numbers = itertools.count(1)


def year_file(year: int, *, status: str = "official", off: str = "[]") -> str:
    """A year whose only days off are weekends, and `off`."""
    return (
        f'year = {year}\nstatus = "{status}"\nnotice = "test"\nissued_on = {year - 1}-11-01\n'
        f'source = "test"\noff = {off}\nworked = []\n'
    )


def new_ref() -> str:
    """A project code that no test has used."""
    return f"2611-150524-04-01-{next(_numbers) + 500000:06d}"


def new_key() -> str:
    """A key that no test has used."""
    return f"key-{next(_numbers)}"


@dataclass
class Counter:
    """The counters as people meet them; `who` is a person's id, and an empty one a visitor."""

    app: FastAPI
    web: AsyncClient
    pool: Pool
    client: Client
    task_queue: str
    tokens: dict[str, str] = field(default_factory=dict)

    def worker(self) -> Worker:
        """A worker that may go away: it keeps nothing in memory, so the next one need not wait for what it held."""
        return make_worker(self.client, self.pool, task_queue=self.task_queue, cached=0)

    async def left(self, body: dict[str, Any]) -> str:
        """Open a project with the help of a worker that goes away when nothing is left to do."""
        async with self.worker():
            answer = await self.post("/projects", body, "chen")
            assert answer.status_code == 201, answer.text
            handle = self.client.get_workflow_handle(f"approval/{body['ref']}")
            while (await handle.describe()).raw_description.HasField("pending_workflow_task"):
                await asyncio.sleep(0.02)  # nobody tells when a worker is at rest
        return str(body["ref"])

    def bearing(self, who: str) -> dict[str, str]:
        """The headers of a person."""
        return {"Authorization": f"Bearer {self.tokens[who]}"} if who else {}

    async def get(self, path: str, who: str = "", **headers: str) -> Response:
        """Read something under /api/v1."""
        return await self.web.get(f"/api/v1{path}", headers={**self.bearing(who), **headers})

    async def post(self, path: str, body: Any, who: str = "", key: str | None = None) -> Response:
        """Hand something in under /api/v1."""
        headers = self.bearing(who) | {"Idempotency-Key": key or new_key()}
        return await self.web.post(f"/api/v1{path}", json=body, headers=headers)

    async def open(self, who: str = "chen", **more: Any) -> str:
        """Open a project and return its code."""
        body = small_project() | more
        answer = await self.post("/projects", body, who)
        assert answer.status_code == 201, answer.text
        return str(body["ref"])

    async def act(self, who: str, ref: str, item: str, act: str, key: str | None = None, **body: Any) -> Response:
        """Do something to an item."""
        return await self.post(f"/projects/{ref}/items/{item}/{act}", body, who, key)

    async def do(self, who: str, ref: str, item: str, act: str, **body: Any) -> int:
        """Do something to an item that must succeed, and return the number of the case's last event."""
        answer = await self.act(who, ref, item, act, **body)
        assert answer.status_code == 200, answer.text
        return int(answer.json()["n"])

    async def item(self, ref: str, item: str) -> dict[str, Any]:
        """One item as the public sees it."""
        shown = (await self.get(f"/projects/{ref}")).json()
        return next(row for row in shown["items"] if row["id"] == item)

    async def until(self, ref: str, holds: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """The public view of the project as soon as something holds, looked at whenever the case moves."""
        with self.app.state.desk.live.listen(ref) as bell:
            async with asyncio.timeout(60):  # a roll-out goes round all cases of the session
                while True:
                    answer = await self.get(f"/projects/{ref}")
                    if answer.status_code == 200 and holds(answer.json()):
                        return dict(answer.json())
                    await bell.heard(within=1)


def small_project() -> dict[str, Any]:
    """The data of a small project: a warehouse on granted land."""
    return {
        "ref": new_ref(),
        "name": "库伦镇冷链仓储项目",
        "site": "库伦镇工业园区",
        "project_type": "ent_record",
        "land_mode": "grant",
        "flags": ["soil_erosion_area", "construction_waste"],
    }


def quick_catalogue(version: str, *, seconds: int = 2) -> str:
    """The shipped catalogue, with PR-05 promised within seconds of the real clock."""
    text = re.sub(r'^version = ".*"', f'version = "{version}"', catalogue_file(), count=1, flags=re.MULTILINE)
    head, mark, rest = text.partition('id = "PR-05"')
    quick = f'promised = {{ value = {seconds}, unit = "s"'
    return head + mark + rest.replace('promised = { value = 1, unit = "wd"', quick, 1)


@pytest.fixture
def project() -> dict[str, Any]:
    """The data of a project that nobody has handed in yet."""
    return small_project()


@pytest.fixture
async def town(pool: Pool) -> dict[str, str]:
    """Fills the database: people with tokens (which are returned), a calendar around the present day."""
    this_year = datetime.now(UTC).year
    years = {str(year): year_file(year) for year in range(this_year - 1, this_year + 4)}
    tokens = {person.id: f"token-of-{person.id}" for person in PEOPLE}
    async with pool.acquire() as connection:
        for person in PEOPLE:
            await save_person(connection, person)
            await add_token(connection, tokens[person.id], person=person.id, label="test")
        await add_calendar(connection, years, by="root")
    return tokens


def _browser(transport: ASGITransport) -> AsyncClient:
    """A client for which every page must be sound."""
    return AsyncClient(transport=transport, base_url="http://office", event_hooks={"response": [sound]})


@asynccontextmanager
async def _opened(
    app: FastAPI, pool: Pool, client: Client, task_queue: str, tokens: dict[str, str]
) -> AsyncIterator[Counter]:
    transport = ASGITransport(app=app, raise_app_exceptions=True)
    async with app.router.lifespan_context(app), _browser(transport) as web:
        await asyncio.wait_for(app.state.desk.live.is_hearing.wait(), 20)
        yield Counter(app, web, pool, client, task_queue, tokens)


@pytest.fixture
async def api_pool(database_url: str) -> AsyncIterator[Pool]:
    """Connections with the rights that the API has in production."""
    async with open_pool(database_url, role=API) as opened:
        yield opened


@pytest.fixture
async def counter(
    api_pool: Pool, pool: Pool, client: Client, task_queue: str, town: dict[str, str]
) -> AsyncIterator[Counter]:
    """Counters without a worker behind them, and with little patience for one."""
    patience = replace(_PATIENCE, accept=0.5)
    app = make_app(pool=api_pool, client=client, settings=Settings(task_queue=task_queue), patience=patience)
    async with _opened(app, pool, client, task_queue, town) as opened:
        yield opened


@pytest.fixture
async def office(
    api_pool: Pool, pool: Pool, client: Client, task_queue: str, town: dict[str, str]
) -> AsyncIterator[Counter]:
    """Counters with a worker behind them."""
    app = make_app(pool=api_pool, client=client, settings=Settings(task_queue=task_queue), patience=_PATIENCE)
    worker = make_worker(client, pool, task_queue=task_queue)
    async with _opened(app, pool, client, task_queue, town) as opened, worker:
        yield opened


@pytest.fixture
async def hasty(office: Counter) -> Counter:
    """An office whose first item PR-05 is promised in two seconds, and where silence settles within one."""
    async with office.pool.acquire() as connection:
        await add_catalogue(connection, quick_catalogue("quick-1"), by="root")
    library = office.app.state.desk.library
    library.office = replace(library.office, settle_seconds=1)
    return office


@pytest.fixture
async def unhurried(office: Counter) -> Counter:
    """An office whose first item PR-05 is promised in ten minutes."""
    async with office.pool.acquire() as connection:
        await add_catalogue(connection, quick_catalogue("quick-600", seconds=600), by="root")
    return office


@pytest.fixture
async def road(client: Client) -> AsyncIterator[Road]:
    """The way on which the API of this test reaches Temporal."""
    way = Road(client.service_client.config.target_host)
    await way.open()
    yield way
    await way.close()


@asynccontextmanager
async def _on_a_socket(app: FastAPI) -> AsyncIterator[str]:
    async def already_started(scope: Any, receive: Any, send: Any) -> None:
        assert scope["type"] == "http", "its lifespan runs already"
        await app(scope, receive, send)

    listener = socket.create_server(("127.0.0.1", 0))
    async with serving(already_started, listener):
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


@pytest.fixture
async def site(office: Counter, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[str]:
    """The address of the office on a real socket: streams need one."""
    monkeypatch.setattr(AppStatus, "should_exit", False)  # sse-starlette remembers that a server of this process ended
    async with _on_a_socket(office.app) as address:
        yield address


Opened = Callable[..., AbstractAsyncContextManager[Counter]]


@pytest.fixture
def opened() -> Opened:
    """Opens the counters of an application that a test has put together itself."""
    return _opened


@pytest.fixture
async def hall(office: Counter) -> AsyncIterator[Hall]:
    """A hall of this office in which a programme may take place."""
    async with opened_hall(office) as hall:
        yield hall
