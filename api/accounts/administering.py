"""How the security office does what it does to accounts: checked, written down, and never to one's own."""

from __future__ import annotations

import secrets
from datetime import datetime

from api.accounts.people_views import AccountView, InvitationView, InviteBody
from api.accounts.refusals import AccountRefused, UnknownAccount
from api.accounts.seeing_work import counted
from api.accounts.signing_in import hashed_of
from api.accounts.views import TokenView
from api.desk import Desk
from domain.accounts.refusals import OwnRights, WorkOpen
from domain.codes import ALPHABET
from domain.roles import Actor
from store import account_lists, factors, invitations, logins, people, sessions, tokens
from store.accounts import Account, BadAccount, save_account
from store.invitations import INVITATION_HOLDS
from store.open_work import open_work
from store.pool import Connection
from store.security_record import Done, note

_CODE_LENGTH = 16  # 80 bits


def new_code() -> str:
    """A random code that can be said on the telephone."""
    code = "".join(secrets.choice(ALPHABET) for _ in range(_CODE_LENGTH))
    return "-".join(code[place : place + 4] for place in range(0, _CODE_LENGTH, 4))


async def account_view(desk: Desk, person: str, now: datetime) -> AccountView:
    """One account with its tokens. Raises `UnknownAccount`."""
    async with desk.postgres.connection() as connection:
        row = await account_lists.one_account(connection, person)
        if row is None:
            raise UnknownAccount()
        held = await tokens.tokens_of(connection, person, now)
    shown = [TokenView.model_validate(token) for token in held]
    return AccountView.model_validate(row).model_copy(update={"tokens": shown})


async def invited(desk: Desk, body: InviteBody, *, by: str, now: datetime) -> InvitationView:
    """Make or change an account and an invitation to it.

    Raises:
        OwnRights: it is one's own.
        PowersTogether, AccountRefused: such an account cannot be.
    """
    _check_other(body.person, by)
    wanted = Account(**{"id" if name == "person" else name: value for name, value in body.model_dump().items()})
    code, expires_at = new_code(), now + INVITATION_HOLDS
    async with desk.postgres.connection() as connection, connection.transaction():
        try:
            person = await save_account(connection, wanted)
        except BadAccount as bad:
            raise AccountRefused(reason=str(bad)) from bad
        await invitations.invite(connection, code, person.id, by=by, now=now, expires_at=expires_at)
        await note(connection, Done.INVITED, actor=by, person=person.id, now=now, about=person.role)
    return InvitationView(person=person.id, code=code, expires_at=expires_at)


async def first_password(desk: Desk, person: str, *, by: str, now: datetime) -> str:
    """A password for somebody, who must change it. Raises `OwnRights`, `UnknownAccount`."""
    password = new_code()
    _check_other(person, by)
    hashed = await hashed_of(desk, password)
    async with desk.postgres.connection() as connection, connection.transaction():
        await _known(connection, person)
        await logins.set_password(connection, person, hashed, must_change=True, now=now)
        await logins.forget_devices(connection, person)
        await sessions.end_sessions(connection, person, now)
        await note(connection, Done.FIRST_PASSWORD, actor=by, person=person, now=now)
    return password


async def ended_sessions(desk: Desk, person: str, *, by: str, now: datetime) -> None:
    """End all sessions of somebody. Raises `OwnRights`, `UnknownAccount`."""
    _check_other(person, by)
    async with desk.postgres.connection() as connection, connection.transaction():
        await _known(connection, person)
        await sessions.end_sessions(connection, person, now)
        await note(connection, Done.SESSIONS_ENDED, actor=by, person=person, now=now)


async def dropped_factor(desk: Desk, person: str, *, by: str, now: datetime) -> None:
    """Forget a second factor. Raises `OwnRights`, `UnknownAccount`."""
    _check_other(person, by)
    async with desk.postgres.connection() as connection, connection.transaction():
        await _known(connection, person)
        await factors.drop_factor(connection, person)
        await sessions.end_sessions(connection, person, now)
        await note(connection, Done.FACTOR_DROPPED, actor=by, person=person, now=now)


async def closed(desk: Desk, person: str, *, by: str, now: datetime) -> None:
    """Close an account. Raises `OwnRights`, `UnknownAccount`, and `WorkOpen` while something is in hand."""
    _check_other(person, by)
    async with desk.postgres.connection() as connection, connection.transaction():
        await _known(connection, person)
        work = await open_work(connection, person, now, desk.library.local(now).date())
        if work:
            raise WorkOpen(person=person, count=str(len(work)), work=counted(work))
        await account_lists.close_account(connection, person, now)
        await sessions.end_sessions(connection, person, now)
        await tokens.end_tokens(connection, person, now)
        await note(connection, Done.CLOSED, actor=by, person=person, now=now)


async def system_of(desk: Desk, person: str, *, by: str) -> Actor:
    """The account of a system: one that nobody signs in to. Raises `OwnRights`, `UnknownAccount`, `AccountRefused`."""
    _check_other(person, by)
    async with desk.postgres.connection() as connection:
        owner = await _known(connection, person)
        if await logins.credentials(connection, person) is not None:
            raise AccountRefused(reason="Somebody signs in to this account; they make their tokens themselves.")
    return owner


def _check_other(person: str, by: str) -> None:
    if person == by:
        raise OwnRights()


async def _known(connection: Connection, person: str) -> Actor:
    actor = await people.actor(connection, person)
    if actor is None:
        raise UnknownAccount()
    return actor
