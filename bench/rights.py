"""What it costs each request to find out who asks and whether they may."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from fastapi import FastAPI, Request
from httpx import ASGITransport, AsyncClient

from api.access import admit
from api.accounts.cookies import SESSION, new_token
from api.app import make_app
from bench.figures import Figure, percentile
from bench.ground import Ground
from domain.roles import Act, Actor, Role, check
from store import factors, logins
from store.people import Person, add_token, save_person
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
    await _employed(ground, officer)
    app = make_app(pool=ground.pool, client=ground.client, settings=_MANY)
    inbox = f"/api/v1/inbox?department={department}"
    visitor = Actor("", Role.VISITOR)
    figures = [
        await _figure(app, "an inbox with a token, p50", inbox, {"Authorization": f"Bearer {_TOKEN}"}, officer),
        await _figure(app, "an inbox with a session, p50", inbox, {"Cookie": f"{SESSION}={_TOKEN}"}, officer),
        await _figure(app, "the projects as a visitor, p50", "/api/v1/projects", {}, visitor),
    ]
    return [*figures, Figure("the law alone: may they?", _law(officer), "µs")]


async def _employed(ground: Ground, who: Actor) -> None:
    now = datetime.now(UTC)
    async with ground.pool.acquire() as connection:
        await save_person(connection, Person(who.id, "李某", who.role, who.department))
        await add_token(connection, _TOKEN, person=who.id, label="bench")
        await logins.set_password(connection, who.id, "nobody signs in with it", must_change=False, now=now)
        await factors.want_factor(connection, who.id, "nobody has it", Vault())
        await factors.confirm_factor(connection, who.id, 0, [], now)
        await open_session(connection, _TOKEN, who.id, agent="bench", address="192.0.2.1", now=now)


async def _figure(app: FastAPI, name: str, path: str, headers: dict[str, str], actor: Actor) -> Figure:
    taken: dict[bool, list[float]] = {True: [], False: []}
    async with AsyncClient(transport=ASGITransport(app=app), base_url="http://office") as web:
        for number in range(2 * _REQUESTS):
            is_checked = number % 2 == 0
            app.dependency_overrides = {} if is_checked else {admit: _put_there(actor)}
            began = time.perf_counter()
            answer = await web.get(path, headers=headers)
            taken[is_checked].append((time.perf_counter() - began) * 1000)
            assert answer.status_code == 200, answer.text
    app.dependency_overrides = {}
    return Figure(name, percentile(taken[True], 50), "ms", noop=percentile(taken[False], 50))


def _put_there(actor: Actor) -> Callable[[Request], Awaitable[None]]:
    """What stands where the check would be: the actor is known beforehand."""

    async def put(request: Request) -> None:
        request.state.actor, request.state.session = actor, None

    return put


def _law(officer: Actor) -> float:
    """Microseconds that the law takes to say yes."""
    began = time.perf_counter()
    for _ in range(_CHECKS):
        check(officer, Act.APPROVE, department=officer.department, owns=False)
    return (time.perf_counter() - began) * 1_000_000 / _CHECKS
