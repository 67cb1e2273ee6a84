"""Signing in: the throttle first, then always one verification, then the code; one answer for whatever is wrong.

What is asked of the database and computed is the same for a name that somebody has and for one that nobody has.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

import structlog
from fastapi import Request
from starlette.responses import Response

from api.accounts.cookies import device_token, new_token, session_token, set_device, set_session
from api.accounts.refusals import FactorLocked, TooManySignIn
from api.bodies import PERSON_PATTERN
from api.desk import Desk, desk_of
from domain.accounts.passwords import plain
from domain.accounts.refusals import LoginRefused
from domain.accounts.second_factor import accepted_step, recovery_of
from domain.accounts.throttle import OF_ACCOUNT, OF_CODES, address_group, check_attempt, is_stopped, stopped
from domain.roles import Role
from store import factors, logins, sessions
from store.logins import Credentials, Tried
from store.pool import Connection
from store.security_record import Done, note, note_if_known
from system.one_time_codes import code_of_step
from system.passwords import DECOY, HasherBusy
from system.vault import NotUnlocked

log = structlog.get_logger(__name__)

_MOST_AGENT = 200
_ID = re.compile(PERSON_PATTERN)
_NOBODY = Credentials("", Role.VISITOR, DECOY, must_change=False, secret="A" * 32, last_step=0)


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


@dataclass(frozen=True, slots=True)
class _Attempt:
    """An attempt that was written down, and what it is checked against; `is_stopped`: a password alone is not enough."""

    id: int
    tried: Tried
    known: Credentials | None
    by_known_device: bool
    is_stopped: bool


async def sign_in(request: Request, typed: Typed, now: datetime) -> Entered:
    """Let somebody in.

    Raises:
        TooManyAttempts: it was tried too often (domain.accounts.throttle), and the password alone came or something is wrong.
        LoginRefused: something is wrong; what, is not said.
        TooManySignIn: too many try at this moment, from this address or from all.
    """
    if not _ID.fullmatch(typed.person):
        raise LoginRefused()  # nobody's name; and attempts within a session are counted under what is none
    desk, browser = desk_of(request), Browser.of(request)
    with desk.at_the_door.one(address_group(browser.address)):
        attempt = await _begun(desk, typed, browser, now)
        hashed = attempt.known.password if attempt.known else None
        is_password = await verified(desk, hashed, typed.password, attempt=attempt.id)
        async with desk.entrance, desk.postgres.connection() as connection, connection.transaction():
            is_right = await _is_right(connection, attempt, typed.code, now, is_password=is_password)
            entered = await enter(connection, typed.person, browser, now) if is_right else None
    if entered is None:
        raise stopped() if attempt.is_stopped else LoginRefused()
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


async def verified(desk: Desk, hashed: str | None, password: str, *, attempt: int) -> bool:
    """Is it the password? It costs the same where there is none. Raises `TooManySignIn`; then this was no attempt."""
    try:
        return await desk.passwords.verify(hashed, plain(password))
    except HasherBusy as busy:
        async with desk.entrance, desk.postgres.connection() as connection:
            await logins.drop_attempt(connection, attempt)
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


async def _begun(desk: Desk, typed: Typed, browser: Browser, now: datetime) -> _Attempt:
    """The attempt, written down. Raises `TooManyAttempts`, which is not counted."""
    tried = Tried(typed.person, address_group(browser.address), browser.device)
    async with desk.entrance, desk.postgres.connection() as connection, connection.transaction():
        tally = await logins.tally(connection, tried, now)
        check_attempt(tally, with_code=bool(typed.code.strip()))
        known, is_known = await credentials_of(desk, connection, typed.person), tally.device is not None
        if not is_known and tally.account + 1 == OF_ACCOUNT:  # told once, not with each attempt
            await note_if_known(connection, Done.STOPPED, person=typed.person, now=now)
        number = await logins.begin_attempt(connection, tried, by_known_device=is_known, now=now)
        return _Attempt(number, tried, known, is_known, is_stopped(tally))


async def _is_right(connection: Connection, attempt: _Attempt, code: str, now: datetime, *, is_password: bool) -> bool:
    """May they come in? What came of the attempt is written down; a code is taken only with the password."""
    tried, by = attempt.tried, attempt.by_known_device
    wrong_codes = await logins.wrong_codes(connection, tried, by_known_device=by, now=now)
    proven = attempt.known if is_password else None
    has_factor = proven is not None and proven.secret is not None
    asked = proven if proven is not None and has_factor else _NOBODY
    is_code = await take_code(connection, asked, code, now, only_recovery=wrong_codes >= OF_CODES)
    is_right = is_code if has_factor else proven is not None and not attempt.is_stopped
    only_code_wrong = has_factor and bool(code.strip()) and not is_code
    await logins.settle_attempt(connection, attempt.id, is_right=is_right, only_code_wrong=only_code_wrong)
    if only_code_wrong and wrong_codes + 1 == OF_CODES:
        await note(connection, Done.STOPPED, actor="", person=tried.account, now=now, about="code")
    return is_right


async def take_code(
    connection: Connection, known: Credentials, code: str, now: datetime, *, only_recovery: bool = False
) -> bool:
    """Take the code of the second factor, which then is never taken again."""
    assert known.secret is not None, "asked only where there is a second factor"
    step = step_of(known.secret, code, now=now, last_step=known.last_step)
    if step is not None:
        return not only_recovery and await factors.take_step(connection, known.person, step)
    recovery = recovery_of(code)
    if recovery is None or not await factors.use_recovery(connection, known.person, recovery, now):
        return False
    await note(connection, Done.RECOVERY_USED, actor=known.person, person=known.person, now=now)
    return True
