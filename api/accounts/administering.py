"""How the security office does what it does to accounts: checked, written down, and never to one's own."""

from __future__ import annotations

from datetime import datetime

from api.accounts.people_views import AccountView, InvitationLetterView, InvitationView, InviteBody
from api.accounts.refusals import AccountRefused, NoProvider, UnknownAccount, UnknownLink, Unreachable
from api.accounts.signing_in import hashed_of
from api.accounts.views import TokenView
from api.desk import Desk
from domain.accounts.refusals import OwnRights, WorkOpen
from domain.roles import Actor
from store import account_lists, factors, invitations, logins, outside, people, sessions, tokens
from store.accounts import Account, BadAccount, save_account
from store.invitations import INVITATION_HOLDS
from store.inviting import letter_of, new_code
from store.open_work import open_work
from store.pool import Connection
from store.security_record import Done, note

_SHOWN = 20


async def account_view(desk: Desk, person: str, now: datetime) -> AccountView:
    """One account with its tokens. Raises `UnknownAccount`."""
    async with desk.postgres.connection() as connection:
        row = await account_lists.one_account(connection, person)
        if row is None:
            raise UnknownAccount()
        held = await tokens.tokens_of(connection, person, now)
        letter = await letter_of(connection, person)
    shown = [TokenView.model_validate(token) for token in held]
    invitation = InvitationLetterView.model_validate(letter) if letter else None
    return AccountView.model_validate(row).model_copy(update={"tokens": shown, "invitation_letter": invitation})


async def invited(desk: Desk, body: InviteBody, *, by: str, now: datetime) -> InvitationView:
    """Make or change an account and an invitation to it.

    Raises:
        OwnRights: it is one's own.
        PowersTogether, AccountRefused: such an account cannot be.
        Unreachable: a letter is wanted, and neither a telephone number nor a mail address is known.
    """
    _check_other(body.person, by)
    about = body.model_dump(exclude={"by_letter"})
    wanted = Account(**{"id" if name == "person" else name: value for name, value in about.items()})
    code, expires_at = "" if body.by_letter else new_code(), now + INVITATION_HOLDS
    async with desk.postgres.connection() as connection, connection.transaction():
        try:
            person = await save_account(connection, wanted)
        except BadAccount as bad:
            raise AccountRefused(reason=str(bad)) from bad
        if code:
            await invitations.invite(connection, code, person.id, by=by, now=now, expires_at=expires_at)
        elif person.phone or person.mail:
            await invitations.invite_by_letter(connection, person.id, by=by, now=now, expires_at=expires_at)
        else:
            raise Unreachable()
        await note(connection, Done.INVITED, actor=by, person=person.id, now=now, about=person.role)
    return InvitationView(person=person.id, code=code or None, expires_at=expires_at)


async def first_password(desk: Desk, person: str, *, by: str, now: datetime) -> str:
    """A password for somebody, who must change it. Raises `OwnRights`, `UnknownAccount`."""
    password = new_code()
    _check_other(person, by)
    hashed = await hashed_of(desk, password)
    async with desk.postgres.connection() as connection, connection.transaction():
        await _known(connection, person)
        await logins.set_password(connection, person, hashed, must_change=True, now=now)
        await logins.forget_devices(connection, person)
        await outside.unlink_own(connection, person)
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


async def linked(desk: Desk, person: str, subject: str, *, by: str, now: datetime) -> None:
    """Link an account to whom the provider names by this subject. Raises `OwnRights`, `UnknownAccount`, `NoProvider`, `LinkTaken`."""
    _check_other(person, by)
    if desk.provider is None:
        raise NoProvider()
    async with desk.postgres.connection() as connection, connection.transaction():
        await _known(connection, person)
        await outside.link(connection, desk.provider.issuer, subject, person, by=by, now=now)
        await note(connection, Done.LINKED, actor=by, person=person, now=now)


async def unlinked(desk: Desk, person: str, *, by: str, now: datetime) -> None:
    """Let no provider in for an account, and end its sessions. Raises `OwnRights`, `UnknownAccount`, `UnknownLink`."""
    _check_other(person, by)
    async with desk.postgres.connection() as connection, connection.transaction():
        await _known(connection, person)
        if not await outside.unlink(connection, person):
            raise UnknownLink()
        await sessions.end_sessions(connection, person, now)
        await note(connection, Done.UNLINKED, actor=by, person=person, now=now)


async def closed(desk: Desk, person: str, *, by: str, now: datetime) -> None:
    """Close an account. Raises `OwnRights`, `UnknownAccount`, and `WorkOpen` while something is in hand."""
    _check_other(person, by)
    async with desk.postgres.connection() as connection, connection.transaction():
        await _known(connection, person)
        work = await open_work(connection, person)
        if work:
            named = [f"{piece.ref} {piece.item}".strip() for piece in work[:_SHOWN]]
            raise WorkOpen(person=person, count=str(len(work)), work=", ".join(named))
        await account_lists.close_account(connection, person, now)
        await sessions.end_sessions(connection, person, now)
        await tokens.end_tokens(connection, person, now)
        await outside.unlink(connection, person)
        await invitations.void_invitations(connection, person, now)
        await note(connection, Done.CLOSED, actor=by, person=person, now=now)


async def system_of(desk: Desk, person: str, *, by: str) -> Actor:
    """The account of a system: one that nobody signs in to. Raises `OwnRights`, `UnknownAccount`, `AccountRefused`."""
    _check_other(person, by)
    async with desk.postgres.connection() as connection:
        owner = await _known(connection, person)
        if await logins.signs_in(connection, person):
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
