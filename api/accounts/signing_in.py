"""Signing in: the throttle first, then always one verification, then the code; one answer for whatever is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import structlog
from fastapi import Request
from starlette.responses import Response

from api.accounts.cookies import device_token, new_token, session_token, set_device, set_session
from api.accounts.refusals import FactorLocked, TooManySignIn
from api.desk import Desk, desk_of
from domain.accounts.passwords import plain
from domain.accounts.refusals import LoginRefused
from domain.accounts.second_factor import accepted_step, recovery_of
from domain.accounts.throttle import OF_ACCOUNT, address_group, check_attempt
from store import factors, logins, sessions
from store.logins import Credentials, Tried
from store.pool import Connection
from store.security_record import Done, note
from system.one_time_codes import code_of_step
from system.passwords import HasherBusy
from system.vault import NotUnlocked

log = structlog.get_logger(__name__)

_MOST_AGENT = 200


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody typed to sign in; `code` is of the second factor, or a recovery code, or empty."""

    person: str
    password: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class Browser:
    """From where somebody signs in: the address, what the browser calls itself, and the tokens that it holds."""

    address: str
    agent: str
    device: str
    session: str

    @classmethod
    def of(cls, request: Request) -> Browser:
        """The browser that has sent a request."""
        address = request.client.host if request.client else "unknown"
        agent = request.headers.get("user-agent", "")[:_MOST_AGENT].encode("ascii", "replace").decode()
        return cls(address, agent, device_token(request), session_token(request))


@dataclass(frozen=True, slots=True)
class Entered:
    """What a browser gets when its person has signed in: new tokens, whatever it held before."""

    person: str
    session: str
    device: str

    def given_to(self, response: Response) -> Response:
        """The response with these as cookies."""
        set_session(response, self.session)
        set_device(response, self.device)
        return response


async def sign_in(request: Request, typed: Typed, now: datetime) -> Entered:
    """Let somebody in.

    Raises:
        TooManyAttempts: it was tried too often (domain.accounts.throttle); no password was looked at.
        LoginRefused: something is wrong; what, is not said.
    """
    desk, browser = desk_of(request), Browser.of(request)
    attempt, known = await _begun(desk, typed, browser, now)
    password_is_right = await verified(desk, known.password if known else None, typed.password)
    async with desk.entrance, desk.postgres.connection() as connection, connection.transaction():
        is_right = False
        if known is not None and password_is_right:
            is_right = known.secret is None or await take_code(connection, known, typed.code, now)
        await logins.settle_attempt(connection, attempt, is_right=is_right)
        entered = await enter(connection, typed.person, browser, now) if is_right else None
    if entered is None:
        raise LoginRefused()
    return entered


async def enter(
    connection: Connection, person: str, browser: Browser, now: datetime, *, vouched: bool = False, how: str = ""
) -> Entered:
    """Open a session under a new token, end the one that the browser held, and know the browser from now on.

    `vouched` when a provider stands for the second factor; `how` is for the record.
    """
    entered = Entered(person, new_token(), new_token())
    if browser.session:
        await sessions.end_session_of_token(connection, browser.session, now)
    await sessions.open_session(
        connection, entered.session, person, agent=browser.agent, address=browser.address, now=now, vouched=vouched
    )
    await logins.know_device(connection, entered.device, person, now, before=browser.device)
    await note(connection, Done.SIGNED_IN, actor=person, person=person, now=now, about=how)
    return entered


async def credentials_of(desk: Desk, connection: Connection, person: str) -> Credentials | None:
    """What somebody is checked against; None without an account, or for who has left. Raises `FactorLocked`."""
    try:
        return await logins.credentials(connection, person, desk.vault)
    except NotUnlocked as fault:
        log.exception("factor.not_unlocked", person=person)
        raise FactorLocked() from fault


async def verified(desk: Desk, hashed: str | None, password: str) -> bool:
    """Is it the password? It costs the same where there is none. Raises `TooManySignIn`."""
    try:
        return await desk.passwords.verify(hashed, plain(password))
    except HasherBusy as busy:
        raise TooManySignIn() from busy


async def hashed_of(desk: Desk, password: str) -> str:
    """The hash under which a new password is kept. Raises `TooManySignIn`."""
    try:
        return await desk.passwords.hash(plain(password))
    except HasherBusy as busy:
        raise TooManySignIn() from busy


def step_of(secret: str, code: str, *, now: datetime, last_step: int) -> int | None:
    """The step of a code that is right and was not taken yet, or None."""
    return accepted_step(code, lambda step: code_of_step(secret, step), now=now, last_step=last_step)


async def take_code(connection: Connection, known: Credentials, code: str, now: datetime) -> bool:
    """Take the code of the second factor, which then is never taken again."""
    assert known.secret is not None, "asked only where there is a second factor"
    step = step_of(known.secret, code, now=now, last_step=known.last_step)
    if step is not None:
        return await factors.take_step(connection, known.person, step)
    recovery = recovery_of(code)
    if recovery is None or not await factors.use_recovery(connection, known.person, recovery, now):
        return False
    await note(connection, Done.RECOVERY_USED, actor=known.person, person=known.person, now=now)
    return True


async def _begun(desk: Desk, typed: Typed, browser: Browser, now: datetime) -> tuple[int, Credentials | None]:
    """The attempt, written down if it may be made, and what it is checked against."""
    tried = Tried(typed.person, address_group(browser.address), browser.device)
    async with desk.entrance, desk.postgres.connection() as connection, connection.transaction():
        tally = await logins.tally(connection, tried, now)
        known = await credentials_of(desk, connection, typed.person)
        code_is_right = await _is_code_right(connection, known, typed.code, now)
        check_attempt(tally, code_is_right=code_is_right)
        is_known = tally.device is not None
        if known is not None and not is_known and tally.account + 1 == OF_ACCOUNT:  # told once, not with each attempt
            await note(connection, Done.STOPPED, actor="", person=known.person, now=now)
        return await logins.begin_attempt(connection, tried, by_known_device=is_known, now=now), known


async def _is_code_right(connection: Connection, known: Credentials | None, code: str, now: datetime) -> bool:
    """Would this code be taken? It is not: only together with the password."""
    if known is None or known.secret is None or not code:
        return False
    if step_of(known.secret, code, now=now, last_step=known.last_step) is not None:
        return True
    recovery = recovery_of(code)
    return recovery is not None and await factors.has_recovery(connection, known.person, recovery)
