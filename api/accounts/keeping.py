"""What people do with their own account: another password, a second factor, the end of sessions; for pages and programs alike."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from fastapi import Request

from api.accounts.cookies import session_token
from api.accounts.refusals import UnknownSession
from api.accounts.signing_in import Browser, Entered, credentials_of, enter, hashed_of, step_of, take_code, verified
from api.desk import Desk, desk_of
from domain.accounts.outside import check_fresh
from domain.accounts.passwords import check_password
from domain.accounts.refusals import CodeWrong, PasswordDue, PasswordWrong
from domain.accounts.second_factor import RECOVERY_CODES, RECOVERY_LENGTH
from domain.accounts.sessions import Stage
from domain.accounts.throttle import OF_CODES, check_attempt
from domain.codes import ALPHABET
from store import factors, logins, outside, people, sessions, tokens
from store.logins import Credentials, Tried
from store.pool import Connection
from store.security_record import Done, note
from store.sessions import Session
from system.one_time_codes import new_secret, otpauth_uri

_TRIED_WITHIN = "session of "  # attempts of who has signed in are counted apart


@dataclass(frozen=True, slots=True)
class Wanted:
    """A secret that waits to be confirmed, and the address by which an authenticator learns it."""

    secret: str
    uri: str


async def change_password(request: Request, session: Session, present: str, new: str, now: datetime) -> Entered:
    """Another password; all other sessions, all tokens and an own link to the provider end, and this session goes on under a new token.

    Raises:
        PasswordWrong: that is not the present one.
        PasswordWeak: the new one cannot be taken, or is the same.
    """
    desk, who = desk_of(request), session.actor.id
    await proven(desk, who, now, password=present)
    async with desk.postgres.connection() as connection:
        await check_new(connection, who, new, present=present)
    hashed = await hashed_of(desk, new)
    async with desk.postgres.connection() as connection, connection.transaction():
        await renew_password(connection, who, hashed, must_change=False, now=now)
        await note(connection, Done.PASSWORD_CHANGED, actor=who, person=who, now=now)
        return await enter(connection, who, Browser.of(request), now, vouched=session.vouched)


async def renew_password(connection: Connection, person: str, hashed: str, *, must_change: bool, now: datetime) -> None:
    """Another password; whatever else lets somebody in as this person ends, for it may be in other hands, and no device is known."""
    await logins.set_password(connection, person, hashed, must_change=must_change, now=now)
    await logins.forget_devices(connection, person)
    await sessions.end_sessions(connection, person, now)
    await tokens.end_tokens(connection, person, now)
    await outside.unlink_own(connection, person)


async def check_new(connection: Connection, person: str, new: str, *, present: str = "") -> None:
    """Pass when somebody may have this password. Raises `PasswordWeak`."""
    known = await people.find_person(connection, person)
    about = (known.id, known.name, known.work_no or "", known.phone or "") if known else (person,)
    check_password(new, *about, *([present] if present else []))


async def change_language(desk: Desk, session: Session, language: str, now: datetime) -> None:
    """Speak to somebody in another language (zh, mn or en) from now on: on pages, and in messages."""
    who = session.actor.id
    async with desk.postgres.connection() as connection, connection.transaction():
        if await people.set_language(connection, who, language):
            await note(connection, Done.DETAILS_CHANGED, actor=who, person=who, now=now, about="language")


async def want_factor(desk: Desk, session: Session, now: datetime, *, password: str = "", code: str = "") -> Wanted:
    """A secret for an authenticator. It holds when it is confirmed.

    Raises:
        PasswordDue: an own password comes first.
        TooManyAttempts: too many wrong codes or passwords within this session's account.
        CodeWrong: there is a second factor already, and this is none of its codes.
        PasswordWrong: there is none yet, and that is not the password.
        OutsideRefused: there is neither, and it is too long ago that a provider said who it is.
    """
    if session.stage is Stage.PASSWORD:
        raise PasswordDue()
    who, secret = session.actor.id, new_secret()
    async with desk.postgres.connection() as connection:
        known = await _credentials(desk, connection, who)
    if known.password is None and known.secret is None:
        check_fresh(session.started_at, now)
    else:
        await proven(desk, who, now, password=password, code=code, is_code_asked=True)
    async with desk.postgres.connection() as connection, connection.transaction():
        await factors.want_factor(connection, who, secret, desk.vault)
    return Wanted(secret, otpauth_uri(secret, who))


async def confirm_factor(desk: Desk, session: Session, code: str, now: datetime) -> list[str]:
    """Let the wanted secret hold, and give codes for whoever loses it.

    Raises:
        CodeWrong: nothing is wanted, or the authenticator shows something else.
    """
    who = session.actor.id
    codes = ["".join(secrets.choice(ALPHABET) for _ in range(RECOVERY_LENGTH)) for _ in range(RECOVERY_CODES)]
    async with desk.postgres.connection() as connection, connection.transaction():
        wanted = await factors.wanted_factor(connection, who, desk.vault)
        step = step_of(wanted, code, now=now, last_step=0) if wanted else None
        if step is None:
            raise CodeWrong()
        await factors.confirm_factor(connection, who, step, codes, now)
        await note(connection, Done.FACTOR_SET, actor=who, person=who, now=now)
    return [f"{code[:4]}-{code[4:8]}-{code[8:]}" for code in codes]


async def end_own_session(desk: Desk, session: Session, other: UUID, now: datetime) -> None:
    """End one's own session, be it this one. Raises `UnknownSession`."""
    who = session.actor.id
    async with desk.postgres.connection() as connection, connection.transaction():
        if not await sessions.end_session(connection, other, who, now):
            raise UnknownSession()
        await note(connection, Done.SESSION_ENDED, actor=who, person=who, now=now, about=str(other))


async def end_other_sessions(request: Request, session: Session, now: datetime) -> None:
    """End all of one's own sessions but this one."""
    who = session.actor.id
    async with desk_of(request).postgres.connection() as connection, connection.transaction():
        await sessions.end_sessions(connection, who, now, but=session_token(request))
        await note(connection, Done.SESSIONS_ENDED, actor=who, person=who, now=now)


async def proven(
    desk: Desk, who: str, now: datetime, *, password: str = "", code: str = "", is_code_asked: bool = False
) -> None:
    """Pass when it is the person, and not somebody who holds their session: by the password, or by a code if one is given.

    With `is_code_asked` whoever has a second factor must give a code of it.

    Raises:
        PasswordWrong, CodeWrong: it is not.
        TooManyAttempts: that was said too often of late.
    """
    attempt = await begun_apart(desk, who, now)
    async with desk.postgres.connection() as connection:
        known = await _credentials(desk, connection, who)
    by_code = known.secret is not None and (is_code_asked or bool(code))
    is_right = not by_code and await verified(desk, known.password, password, attempt=attempt)
    async with desk.postgres.connection() as connection, connection.transaction():
        if by_code:
            is_right = await is_code_taken(connection, known, code, now)
        await logins.settle_attempt(connection, attempt, is_right=is_right, only_code_wrong=by_code and not is_right)
    if not is_right:
        raise CodeWrong() if by_code else PasswordWrong()


async def is_code_taken(connection: Connection, known: Credentials, code: str, now: datetime) -> bool:
    """Was it a code of the second factor? Of six digits so many a day are looked at as at the door (domain.accounts.throttle)."""
    tried = Tried(f"{_TRIED_WITHIN}{known.person}", "")
    wrong = await logins.wrong_codes(connection, tried, by_known_device=False, now=now)
    return await take_code(connection, known, code, now, only_recovery=wrong >= OF_CODES)


async def begun_apart(desk: Desk, who: str, now: datetime) -> int:
    """An attempt of whoever has signed in; counted apart from those of strangers. Raises `TooManyAttempts`."""
    tried = Tried(f"{_TRIED_WITHIN}{who}", "")
    async with desk.postgres.connection() as connection, connection.transaction():
        check_attempt(replace(await logins.tally(connection, tried, now), address=0))
        return await logins.begin_attempt(connection, tried, by_known_device=False, now=now)


async def _credentials(desk: Desk, connection: Connection, who: str) -> Credentials:
    known = await credentials_of(desk, connection, who)
    if known is None:
        raise PasswordWrong()
    return known
