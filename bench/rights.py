"""What it costs each request to find out who asks and whether they may."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from unittest.mock import patch

from fastapi import FastAPI, Request
from httpx import ASGITransport, AsyncClient

from api.accounts.cookies import SESSION, new_token
from api.app import make_app
from bench.figures import Figure, percentile
from bench.ground import Ground
from domain.roles import ANYONE, Act, Actor, Role, check
from store import factors, logins
from store.people import Person, add_token, save_person
from store.pool import Connection
from store.sessions import open_session
from system.settings import Settings
from system.vault import Vault

ABOUT = """\
rights: 600 requests of each kind (an officer's inbox with a token and with a session, and the list of projects as a visitor) to the API within this process, without
  a socket, one with the check and one without in turns (the actor is then just put there: that is the column "no-op"). The check finds token or session in
  PostgreSQL. The last line is the law alone: whether an actor may do an act to an item of a department."""

_REQUESTS, _CHECKS = 600, 100_000
_TOKEN = new_token()
_MANY = Settings(requests_per_address=0, requests_per_account=0)


async def measure(ground: Ground) -> list[Figure]:
    """Ask in turns, with the check of rights and without."""
    department = next(iter(ground.catalogue.departments))
    officer = Actor("bench-officer", Role.OFFICER, department)
    async with ground.pool.acquire() as connection:
        await employed(connection, Person(officer.id, "李某", officer.role, officer.department), _TOKEN)
    apps = _Apps(ground)
    inbox = f"/api/v1/inbox?department={department}"
    figures = [
        await _figure(apps, "an inbox with a token, p50", inbox, {"Authorization": f"Bearer {_TOKEN}"}, officer),
        await _figure(apps, "an inbox with a session, p50", inbox, {"Cookie": f"{SESSION}={_TOKEN}"}, officer),
        await _figure(apps, "the projects as a visitor, p50", "/api/v1/projects", {}, ANYONE),
    ]
    return [*figures, Figure("the law alone: may they?", _law(officer), "µs")]


class _Apps:
    """The API as it is, and one in which `actor` is put where the check would be; an override of FastAPI costs more than that."""

    def __init__(self, ground: Ground) -> None:
        self.actor = ANYONE
        self.checked = make_app(pool=ground.pool, client=ground.client, settings=_MANY)
        with patch("api.app.admit", self._put):
            self.unchecked = make_app(pool=ground.pool, client=ground.client, settings=_MANY)

    async def _put(self, request: Request) -> None:
        request.state.actor, request.state.session = self.actor, None


async def employed(connection: Connection, who: Person, token: str) -> None:
    """Somebody who has signed in, with this token for pages and for machines."""
    now = datetime.now(UTC)
    await save_person(connection, who)
    await add_token(connection, token, person=who.id, label="bench")
    await logins.set_password(connection, who.id, "nobody signs in with it", must_change=False, now=now)
    await factors.want_factor(connection, who.id, "nobody has it", Vault())
    await factors.confirm_factor(connection, who.id, 0, [], now)
    await open_session(connection, token, who.id, agent="bench", address="192.0.2.1", now=now)


async def _figure(apps: _Apps, name: str, path: str, headers: dict[str, str], actor: Actor) -> Figure:
    apps.actor = actor
    webs = {app is apps.checked: _web(app) for app in (apps.checked, apps.unchecked)}
    taken: dict[bool, list[float]] = {True: [], False: []}
    for number in range(2 * _REQUESTS):
        is_checked = number % 2 == 0
        began = time.perf_counter()
        answer = await webs[is_checked].get(path, headers=headers)
        taken[is_checked].append((time.perf_counter() - began) * 1000)
        assert answer.status_code == 200, answer.text
    return Figure(name, percentile(taken[True], 50), "ms", noop=percentile(taken[False], 50))


def _web(app: FastAPI) -> AsyncClient:
    return AsyncClient(transport=ASGITransport(app=app), base_url="http://office")


def _law(officer: Actor) -> float:
    """Microseconds that the law takes to say yes."""
    began = time.perf_counter()
    for _ in range(_CHECKS):
        check(officer, Act.APPROVE, department=officer.department, owns=False)
    return (time.perf_counter() - began) * 1_000_000 / _CHECKS
