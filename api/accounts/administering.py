"""How the security office does what it does to accounts: checked, written down, and never to one's own.

Whatever lets somebody in, or changes what a person may do, is done when two of them have asked for the same, each by themselves;
each is shown one half of what lets the person in, so that neither of them ever holds it. One is enough to end something.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from api.accounts.keeping import renew_password
from api.accounts.people_views import (
    AccountView,
    FirstPasswordView,
    InvitationLetterView,
    InvitationView,
    InviteBody,
    PlanView,
    SystemTokenView,
)
from api.accounts.refusals import AccountRefused, NoProvider, UnknownAccount, UnknownLink, Unreachable
from api.accounts.seeing_work import counted
from api.accounts.signing_in import hashed_of
from api.accounts.tokens import check_token, keep_token
from api.accounts.views import TokenBody, TokenView
from api.desk import Desk
from domain.accounts.refusals import OwnRights, WorkOpen
from domain.privacy.readings import Reading
from domain.roles import Actor
from store import account_lists, factors, invitations, logins, outside, people, sessions, tokens
from store.account_plans import WITH_SECRET, Asked, Needs, Plan, plan, take_plan
from store.accounts import Account, BadAccount, fitting_account, save_account
from store.invitations import INVITATION_HOLDS
from store.inviting import letter_of, new_code
from store.open_work import open_work
from store.pool import Connection
from store.security_record import Done, note

_HALF = 12  # 60 bits, as of a recovery code: of a half nobody guesses the other one


async def account_view(desk: Desk, person: str, now: datetime, reading: Reading) -> AccountView:
    """One account with its tokens. Raises `UnknownAccount`."""
    async with desk.postgres.connection() as connection:
        row = await account_lists.one_account(connection, person)
        if row is None:
            raise UnknownAccount()
        held = await tokens.tokens_of(connection, person, now, reading=reading)
        letter = await letter_of(connection, person)
    shown = [TokenView.model_validate(token) for token in held]
    invitation = InvitationLetterView.model_validate(letter) if letter else None
    return AccountView.model_validate(row).model_copy(update={"tokens": shown, "invitation_letter": invitation})


async def invited(desk: Desk, body: InviteBody, *, by: str, now: datetime) -> InvitationView | PlanView:
    """Make or change an account and an invitation to it, if somebody else has asked for the same.

    Raises:
        OwnRights: it is one's own.
        PowersTogether, AccountRefused: such an account cannot be.
        Unreachable: a letter is wanted, and neither a telephone number nor a mail address is known.
    """
    _check_other(body.person, by)
    about = body.model_dump(exclude={"by_letter"})
    wanted = Account(**{"id" if name == "person" else name: value for name, value in about.items()})
    expires_at, half = now + INVITATION_HOLDS, "" if body.by_letter else new_code(_HALF)
    async with desk.postgres.connection() as connection, connection.transaction():
        try:
            _, fitting = await fitting_account(connection, wanted)
            if body.by_letter and not (fitting.phone or fitting.mail):
                raise Unreachable()
            comes_to = asdict(fitting) | {"by_letter": body.by_letter}  # however it was typed
            asked = Asked(Needs.INVITE, body.person, comes_to)
            plan = await _agreed(connection, asked, by=by, now=now)
            if isinstance(plan, PlanView):
                return plan
            person = await save_account(connection, wanted, by=plan.made_by, now=now)
        except BadAccount as bad:
            raise AccountRefused(reason=str(bad)) from bad
        by = plan.made_by
        if half:
            code = whole(plan.half, half)
            await invitations.invite(connection, code, person.id, by=by, now=now, expires_at=expires_at)
        else:
            await invitations.invite_by_letter(connection, person.id, by=by, now=now, expires_at=expires_at)
        await note(connection, Done.INVITED, actor=by, person=person.id, now=now, about=person.role)
    return InvitationView(person=person.id, half=half or None, expires_at=expires_at)


async def first_password(desk: Desk, person: str, *, by: str, now: datetime) -> FirstPasswordView | PlanView:
    """A password for somebody, who must change it, if somebody else has asked for the same. Raises `OwnRights`, `UnknownAccount`."""
    _check_other(person, by)
    half = new_code(_HALF)
    async with desk.postgres.connection() as connection, connection.transaction():
        await _known(connection, person)
        plan = await _agreed(connection, Asked(Needs.FIRST_PASSWORD, person, {}), by=by, now=now)
        if isinstance(plan, PlanView):
            return plan
        hashed = await hashed_of(desk, whole(plan.half, half))
        await renew_password(connection, person, hashed, must_change=True, now=now)
        await note(connection, Done.FIRST_PASSWORD, actor=plan.made_by, person=person, now=now)
    return FirstPasswordView(half=half)


async def dropped_factor(desk: Desk, person: str, *, by: str, now: datetime) -> PlanView | None:
    """Forget a second factor, if somebody else has asked for the same. Raises `OwnRights`, `UnknownAccount`."""
    _check_other(person, by)
    async with desk.postgres.connection() as connection, connection.transaction():
        await _known(connection, person)
        plan = await _agreed(connection, Asked(Needs.DROP_FACTOR, person, {}), by=by, now=now)
        if isinstance(plan, PlanView):
            return plan
        await factors.drop_factor(connection, person)
        await sessions.end_sessions(connection, person, now)
        await note(connection, Done.FACTOR_DROPPED, actor=plan.made_by, person=person, now=now)
    return None


async def system_token(
    desk: Desk, person: str, body: TokenBody, *, by: str, now: datetime
) -> SystemTokenView | PlanView:
    """A token for the account of a system, one that nobody signs in to, if somebody else has asked for the same.

    Raises:
        OwnRights, UnknownAccount, AccountRefused, ScopeNotAllowed, ExpiryNotAllowed: it cannot be made.
    """
    _check_other(person, by)
    half = new_code(_HALF)
    async with desk.postgres.connection() as connection, connection.transaction():
        owner = await _known(connection, person)
        if await logins.signs_in(connection, person):
            raise AccountRefused(reason="Somebody signs in to this account; they make their tokens themselves.")
        check_token(owner, body, now)
        asked = Asked(Needs.TOKEN, person, body.model_dump(mode="json"))
        plan = await _agreed(connection, asked, by=by, now=now)
        if isinstance(plan, PlanView):
            return plan
        token_id = await keep_token(connection, whole(plan.half, half), owner, body, by=plan.made_by, now=now)
    return SystemTokenView(id=token_id, half=half, expires_at=body.expires_at)


async def ended_sessions(desk: Desk, person: str, *, by: str, now: datetime) -> None:
    """End all sessions of somebody. Raises `OwnRights`, `UnknownAccount`."""
    _check_other(person, by)
    async with desk.postgres.connection() as connection, connection.transaction():
        await _known(connection, person)
        await sessions.end_sessions(connection, person, now)
        await note(connection, Done.SESSIONS_ENDED, actor=by, person=person, now=now)


async def linked(desk: Desk, person: str, subject: str, *, by: str, now: datetime) -> PlanView | None:
    """Link an account to whom the provider names by this subject, if somebody else has asked for the same.

    Raises:
        OwnRights, UnknownAccount, NoProvider, LinkTaken: it cannot be.
    """
    _check_other(person, by)
    if desk.provider is None:
        raise NoProvider()
    async with desk.postgres.connection() as connection, connection.transaction():
        await _known(connection, person)
        plan = await _agreed(connection, Asked(Needs.LINK, person, {"subject": subject}), by=by, now=now)
        if isinstance(plan, PlanView):
            return plan
        await outside.link(connection, desk.provider.issuer, subject, person, by=plan.made_by, now=now)
        await note(connection, Done.LINKED, actor=plan.made_by, person=person, now=now)
    return None


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
        work = await open_work(connection, person, now, desk.library.local(now).date())
        if work:
            raise WorkOpen(person=person, count=str(len(work)), work=counted(work))
        await account_lists.close_account(connection, person, now)
        await sessions.end_sessions(connection, person, now)
        await tokens.end_tokens(connection, person, now)
        await outside.unlink(connection, person)
        await invitations.void_invitations(connection, person, now)
        await note(connection, Done.CLOSED, actor=by, person=person, now=now)


def whole(first: str, second: str) -> str:
    """What lets somebody in, of its two halves; each of two people of the security office was shown one."""
    return f"{first}-{second}"


async def _agreed(connection: Connection, asked: Asked, *, by: str, now: datetime) -> Plan | PlanView:
    """What somebody else has asked for in the same words; else it is kept until somebody does."""
    found = await take_plan(connection, asked, by=by, now=now)
    if found is not None:
        await note(connection, Done.AGREED, actor=by, person=asked.person, now=now, about=asked.what)
        return found
    half = new_code(_HALF) if asked.what in WITH_SECRET and not asked.about.get("by_letter") else ""
    expires_at = await plan(connection, asked, half, by=by, now=now)
    await note(connection, Done.PLANNED, actor=by, person=asked.person, now=now, about=asked.what)
    return PlanView(what=asked.what, person=asked.person, half=half or None, expires_at=expires_at)


def _check_other(person: str, by: str) -> None:
    if person == by:
        raise OwnRights()


async def _known(connection: Connection, person: str) -> Actor:
    actor = await people.actor(connection, person)
    if actor is None:
        raise UnknownAccount()
    return actor
