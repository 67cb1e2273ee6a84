"""Signing in by the provider's word, and linking an account to whom it names; the session is made as after a password.

What is sent along (state, nonce, the PKCE verifier) is computed from a token that only this browser holds, and the database
knows that token by its hash: so a callback is worth nothing in another browser, and nothing a second time.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Awaitable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from urllib.parse import quote, unquote

import structlog
from fastapi import Request

from api.accounts.cookies import OUTSIDE, new_token
from api.accounts.keeping import begun_apart, is_code_taken
from api.accounts.leading import HOME, safe_path
from api.accounts.refusals import NoProvider, ProviderAway
from api.accounts.signing_in import Browser, Entered, credentials_of, enter
from api.desk import Desk, desk_of
from domain.accounts.outside import Trust, check_fresh
from domain.accounts.refusals import CodeWrong, OutsideRefused, OutsideUnknown
from store import logins, outside
from store.pool import Connection
from store.security_record import Done, note
from store.sessions import Session
from system import provider as line
from system.provider import Provider, Word

log = structlog.get_logger(__name__)
_MOST_HELD = 2000  # characters; browsers keep 4096 of a cookie
_BY_PROVIDER = "provider"
_Answer = TypeVar("_Answer")


@dataclass(frozen=True, slots=True)
class Held:
    """What the browser holds of a sign-in that is under way: a token, and where it leads."""

    token: str
    following: str = HOME

    @classmethod
    def of(cls, request: Request) -> Held:
        """What came with a request; the token is empty without one."""
        token, _, following = request.cookies.get(OUTSIDE, "")[: 2 * _MOST_HELD].partition(".")
        return cls(token, safe_path(unquote(following)))

    @property
    def as_cookie(self) -> str:
        """How the browser keeps it."""
        value = f"{self.token}.{quote(self.following, safe='')}"
        return value if len(value) <= _MOST_HELD else f"{self.token}."

    def derived(self, what: str) -> str:
        """The state, the nonce or the verifier: whoever sees one can compute neither the token nor another one."""
        return hmac.new(self.token.encode(), what.encode(), hashlib.sha256).hexdigest()


@dataclass(frozen=True, slots=True)
class Came:
    """With what the provider has sent a browser back."""

    state: str
    code: str
    issuer: str


@dataclass(frozen=True, slots=True)
class Reached:
    """What a callback came to: a session, a link, or neither yet when a code of the second factor is due (`held`)."""

    following: str
    entered: Entered | None = None
    held: Held | None = None


async def begin(desk: Desk, following: str, now: datetime, *, link_for: str = "") -> tuple[Held, str]:
    """What the browser is to hold, and the provider's address to which it goes.

    Raises:
        NoProvider: there is none here.
        ProviderAway: it cannot be reached; nothing was begun.
    """
    held = Held(new_token(), safe_path(following))
    sent = {what: held.derived(what) for what in ("state", "nonce", "verifier")}
    address = await _asked(_provider(desk).address(**sent, anew=bool(link_for)))
    async with desk.postgres.connection() as connection, connection.transaction():
        await outside.begin(connection, held.token, link_for=link_for, now=now)
    return held, address


async def come_back(request: Request, came: Came, session: Session | None, now: datetime) -> Reached:
    """What a browser comes to that the provider has sent back.

    Raises:
        NoProvider: there is none here.
        OutsideRefused: it was not begun in this browser, was used, is too old, or the provider's word does not hold.
        OutsideUnknown: whom the provider names is linked to nobody here, or to somebody who has left.
        LinkTaken: to somebody else, where a link was wanted.
        ProviderAway: nobody can say.
    """
    desk, held = desk_of(request), Held.of(request)
    provider = _provider(desk)
    if not held.token or not hmac.compare_digest(held.derived("state").encode(), came.state.encode("utf-8", "replace")):
        raise OutsideRefused()
    async with desk.postgres.connection() as connection:
        begun = await outside.take_begun(connection, held.token, now)
    if begun is None or not came.code:
        raise OutsideRefused()
    sent = {what: held.derived(what) for what in ("nonce", "verifier")}
    word = await _asked(provider.word(came.code, **sent, issuer=came.issuer))
    async with desk.postgres.connection() as connection, connection.transaction():
        if begun.link_for:
            await _link(connection, provider, word, session, begun.link_for, now)
            return Reached(HOME)
        return await _enter(desk, connection, Browser.of(request), held, word, now)


async def prove(request: Request, code: str, now: datetime) -> Reached:
    """Let somebody in whom the provider has named, with their own code.

    Raises:
        OutsideRefused: nobody's code is awaited in this browser, or no more.
        CodeWrong, TooManyAttempts: as with a password.
    """
    desk, held = desk_of(request), Held.of(request)
    async with desk.postgres.connection() as connection:
        person = await outside.awaited(connection, held.token, now)
    if person is None:
        raise OutsideRefused()
    attempt = await begun_apart(desk, person, now)
    async with desk.postgres.connection() as connection, connection.transaction():
        known = await credentials_of(desk, connection, person)
        has_factor = known is not None and known.secret is not None
        is_right = known is not None and has_factor and await is_code_taken(connection, known, code, now)
        await logins.settle_attempt(connection, attempt, is_right=is_right, only_code_wrong=has_factor and not is_right)
        entered = None
        if is_right and await outside.end_awaited(connection, held.token):
            entered = await enter(connection, person, Browser.of(request), now, how=_BY_PROVIDER)
    if entered is None:
        raise CodeWrong()
    return Reached(held.following, entered)


async def unlink(desk: Desk, person: str, *, by: str, now: datetime) -> bool:
    """No provider lets this person in any more; False when none did."""
    async with desk.postgres.connection() as connection, connection.transaction():
        was_linked = await outside.unlink(connection, person)
        if was_linked:
            await note(connection, Done.UNLINKED, actor=by, person=person, now=now)
    return was_linked


async def _link(
    connection: Connection, provider: Provider, word: Word, session: Session | None, person: str, now: datetime
) -> None:
    if session is None or session.actor.id != person:
        raise OutsideRefused()
    check_fresh(word.signed_in_at, now)
    await outside.link(connection, provider.issuer, word.subject, person, by=person, now=now)
    await note(connection, Done.LINKED, actor=person, person=person, now=now)


async def _enter(
    desk: Desk, connection: Connection, browser: Browser, held: Held, word: Word, now: datetime
) -> Reached:
    person = await outside.linked_person(connection, _provider(desk).issuer, word.subject)
    known = await credentials_of(desk, connection, person) if person else None
    if known is None:
        raise OutsideUnknown()
    is_vouched = trust_of(desk).vouched(word.acr, word.amr)
    if known.secret is not None and not is_vouched:
        waiting = Held(new_token(), held.following)
        await outside.await_code(connection, waiting.token, known.person, now)
        return Reached(held.following, held=waiting)
    entered = await enter(connection, known.person, browser, now, vouched=is_vouched, how=_BY_PROVIDER)
    return Reached(held.following, entered)


def trust_of(desk: Desk) -> Trust:
    """Which words of the provider stand for a second factor, as the settings say."""
    return Trust(frozenset(desk.settings.oidc_factor_acr), frozenset(desk.settings.oidc_factor_amr))


def _provider(desk: Desk) -> Provider:
    if desk.provider is None:
        raise NoProvider()
    return desk.provider


async def _asked(asking: Awaitable[_Answer]) -> _Answer:
    """What the provider answers; what is wrong with it is for the log, not for strangers."""
    try:
        return await asking
    except line.ProviderAway as fault:
        log.warning("provider.away", fault=str(fault))
        raise ProviderAway() from fault
    except line.NotBelieved as fault:
        log.warning("provider.not_believed", fault=str(fault))
        raise OutsideRefused() from fault
