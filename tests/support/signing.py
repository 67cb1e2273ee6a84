"""People who sign in with a browser: passwords, authenticators and cookies, over TLS as far as the application can tell."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from cryptography.fernet import Fernet
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient, Response

from api.app import make_app
from domain.accounts.second_factor import STEP
from domain.roles import Role
from store import factors, logins
from store.people import Person, save_person
from store.pool import Pool
from system.one_time_codes import code_of_step, new_secret
from system.settings import Settings

PASSWORD = "correct horse battery"
SITE = "https://office"
WEN = Person("wen", "文某某", Role.SECURITY, None, "A-2", "13900000002")
WU = Person("wu-2", "吴某某", Role.SECURITY, None, "A-4", "13900000004")
KEY = Fernet.generate_key().decode()
OWNER = Person("li", "李某某", Role.OFFICER, None, "NRB-7", "13900000077")


@dataclass
class Browser:
    """A browser at an address, with the cookies that it was given."""

    web: AsyncClient
    csrf: str = ""

    async def login(self, person: str, password: str = PASSWORD, code: str = "", **headers: str) -> Response:
        """Sign in, and remember the proof for what is changed later."""
        body = {"person": person, "password": password, "code": code}
        answer = await self.web.post("/api/v1/login", json=body, headers={"Origin": SITE, **headers})
        self.csrf = answer.json().get("csrf", "")
        return answer

    async def get(self, path: str) -> Response:
        """Read something."""
        return await self.web.get(path)

    async def post(self, path: str, body: Any = None, **headers: str) -> Response:
        """Change something, as a page of ours does it."""
        ours = {"Origin": SITE, "X-CSRF-Token": self.csrf}
        return await self.web.post(path, json=body, headers=ours | headers)

    async def delete(self, path: str) -> Response:
        """End something."""
        return await self.web.delete(path, headers={"Origin": SITE, "X-CSRF-Token": self.csrf})

    async def send(self, path: str, **fields: str) -> Response:
        """Send a form of one of our pages."""
        return await self.web.post(path, data={"csrf": self.csrf, **fields}, headers={"Origin": SITE})

    @property
    def session(self) -> str:
        """The cookie of the session; empty without one."""
        return self.web.cookies.get("__Host-session") or ""


@dataclass
class TwoOfThem:
    """Two of the security office, each in a browser: what lets somebody in they do together."""

    one: Browser
    other: Browser

    async def do(self, path: str, body: Any = None) -> Response:
        """What both ask for, one after the other: the second one's answer."""
        first = await self.one.post(f"/api/v1/accounts/{path}", body)
        assert first.status_code == 202, first.text
        return await self.other.post(f"/api/v1/accounts/{path}", body)

    async def secret(self, path: str, body: Any = None) -> str:
        """What lets somebody in, of the halves that both were shown."""
        first = await self.one.post(f"/api/v1/accounts/{path}", body)
        second = await self.other.post(f"/api/v1/accounts/{path}", body)
        assert (first.status_code, second.is_success) == (202, True), first.text + second.text
        return f"{first.json()['half']}-{second.json()['half']}"


@dataclass
class Doors:
    """An application with its database, before which browsers stand."""

    app: FastAPI
    pool: Pool
    secrets: dict[str, str] = field(default_factory=dict)

    @asynccontextmanager
    async def browser(self, address: str = "192.0.2.1") -> AsyncIterator[Browser]:
        """A new browser that knows nothing."""
        transport = ASGITransport(app=self.app, client=(address, 4711))
        async with AsyncClient(transport=transport, base_url=SITE) as web:
            yield Browser(web)

    @property
    def verified(self) -> int:
        """How many passwords were looked at so far."""
        return int(self.app.state.desk.passwords.verified)

    async def employ(self, person: Person, *, password: str = PASSWORD, must_change: bool = False) -> None:
        """Give somebody an account with a password."""
        async with self.pool.acquire() as connection:
            await save_person(connection, person)
        await self.let_in(person.id, password=password, must_change=must_change)

    async def let_in(self, person: str, *, password: str = PASSWORD, must_change: bool = False) -> None:
        """Give somebody whom we know a password."""
        hashed = await self.app.state.desk.passwords.hash(password)
        async with self.pool.acquire() as connection:
            await logins.set_password(connection, person, hashed, must_change=must_change, now=datetime.now(UTC))

    async def equip(self, person: str) -> None:
        """Give somebody an authenticator."""
        self.secrets[person] = new_secret()
        async with self.pool.acquire() as connection:
            await factors.want_factor(connection, person, self.secrets[person], self.app.state.desk.vault)
            await factors.confirm_factor(connection, person, 0, ["K7M2QX3Y9ABC"], datetime.now(UTC))

    async def code(self, person: str) -> str:
        """A code of the authenticator; as if the last one had been shown long ago, so that nobody waits."""
        await self.pool.execute("UPDATE second_factor SET last_step = 0 WHERE person = $1", person)
        return code_of_step(self.secrets[person], int(datetime.now(UTC).timestamp()) // STEP)

    async def entered(self, browser: Browser, person: Person) -> Response:
        """Employ somebody with an authenticator, and let them sign in."""
        await self.employ(person)
        await self.equip(person.id)
        answer = await browser.login(person.id, code=await self.code(person.id))
        assert answer.status_code == 200, answer.text
        return answer


def doors_of(pool: Pool, **changed: Any) -> Doors:
    """The application before its database, with some settings changed; nothing of Temporal is needed to sign in."""
    return Doors(make_app(pool=pool, client=None, settings=Settings(factor_key=KEY, **changed)), pool)
