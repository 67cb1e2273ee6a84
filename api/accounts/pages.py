"""Counter: the plain pages for signing in, for an invitation and for one's own account; they work without a script."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from starlette.responses import RedirectResponse, Response

from api.accounts import keeping
from api.accounts.cookies import check_origin
from api.accounts.invitations import accepted
from api.accounts.leading import HOME, safe_path
from api.accounts.login import signed_out
from api.accounts.refusals import TooManySignIn
from api.accounts.signing_in import Entered, Typed, credentials_of, sign_in
from api.accounts.views import LanguageBody
from api.desk import Desk, ReceivedAt, TheDesk, TheSession, desk_of, present
from api.filling import TOLD, Unfit, filled
from api.forms import form_of
from api.language import address_of, see_other
from api.navigation import first_room
from api.refusals import BadInput
from api.refused import sentence_of
from api.templates import page
from domain.accounts.refusals import (
    CodeWrong,
    InvitationGone,
    LoginRefused,
    OutsideRefused,
    PasswordDue,
    PasswordWeak,
    PasswordWrong,
    TooManyAttempts,
)
from domain.accounts.sessions import Stage
from domain.refusals import Refusal
from store import factors, outside, sessions
from store.sessions import Session

router = APIRouter(include_in_schema=False)
_MOST_TYPED = 512
NO_STORE = {"Cache-Control": "no-store"}
# Where somebody reads on in another language whom a form or the provider has led to the page.
_PLACES = {"login.html": "/login", "outside_code.html": "/login", "outside_link.html": HOME, "account.html": HOME}
_ON_ACCOUNT = (PasswordWrong, PasswordWeak, CodeWrong, TooManyAttempts, TooManySignIn, PasswordDue, OutsideRefused)


@router.get("/login", name="login_page")
async def login_page(
    request: Request, following: Annotated[str, Query(alias="next", max_length=_MOST_TYPED)] = ""
) -> Response:
    """The form."""
    return login_shown(request, following)


@router.post("/login", name="login_on_page")
async def login_on_page(request: Request, at: ReceivedAt) -> Response:
    """Sign in, and lead to where somebody wanted to go, if that is a place of ours; else to the first room of their work."""
    check_origin(request)
    form = await form_of(request)
    following = form.get("next", "")
    typed = Typed(*(form.get(name, "")[:_MOST_TYPED] for name in ("person", "password", "code")))
    try:
        entered = await sign_in(request, typed, at)
    except (LoginRefused, TooManyAttempts, TooManySignIn) as refusal:
        return login_shown(request, following, refusal)
    leads_to = safe_path(following) if following else address_of(request).link(await _beginning(request, entered, at))
    return entered.given_to(RedirectResponse(leads_to, 303, NO_STORE))


@router.get("/invitation", name="invitation_page")
async def invitation_page(request: Request) -> Response:
    """The form."""
    return shown(request, "invitation.html", {"typed": {"person": "", "code": ""}})


@router.post("/invitation", name="accept_on_page")
async def accept_on_page(request: Request, desk: TheDesk, at: ReceivedAt) -> Response:
    """Take an invitation up, and lead to the sign-in."""
    check_origin(request)
    form = await form_of(request)
    person, code, password = (form.get(name, "")[:_MOST_TYPED] for name in ("person", "code", "password"))
    try:
        await accepted(desk, person, code, password, at)
    except (InvitationGone, PasswordWeak, TooManySignIn) as refusal:
        return shown(request, "invitation.html", {"typed": {"person": person, "code": code}}, refusal)
    return see_other(request, "/login")


@router.get("/account", name="account_page")
async def account_page(
    request: Request, desk: TheDesk, session: TheSession, told: Annotated[str, Query(max_length=20)] = ""
) -> Response:
    """One's own account."""
    return await account_shown(request, desk, session, told=TOLD.get(told))


@router.post("/account/language", name="language_on_page")
async def language_on_page(request: Request, desk: TheDesk, session: TheSession, at: ReceivedAt) -> Response:
    """Choose the language of one's pages and messages, and read on in it."""
    try:
        body = filled(await form_of(request), LanguageBody)
    except Unfit:
        return await account_shown(request, desk, session, BadInput([]))
    await keeping.change_language(desk, session, body.language, at)
    return RedirectResponse(f"/{body.language}{HOME}?told=done", 303, NO_STORE)


@router.post("/account/password", name="password_on_page")
async def password_on_page(request: Request, desk: TheDesk, session: TheSession, at: ReceivedAt) -> Response:
    """Change the password."""
    form = await form_of(request)
    old, new = (form.get(name, "")[:_MOST_TYPED] for name in ("present", "new"))
    try:
        entered = await keeping.change_password(request, session, old, new, at)
    except _ON_ACCOUNT as refusal:
        return await account_shown(request, desk, session, refusal)
    return entered.given_to(back_home(request, "done"))


@router.post("/account/factor", name="factor_on_page")
async def factor_on_page(request: Request, desk: TheDesk, session: TheSession, at: ReceivedAt) -> Response:
    """Begin to set up a second factor; the secret is on this answer only."""
    try:
        form = await form_of(request)
        password, code = form.get("present", "")[:_MOST_TYPED], form.get("code", "")[:40]
        wanted = await keeping.want_factor(desk, session, at, password=password, code=code)
    except _ON_ACCOUNT as refusal:
        return await account_shown(request, desk, session, refusal)
    return await account_shown(request, desk, session, wanted=wanted)


@router.post("/account/factor/confirm", name="confirm_on_page")
async def confirm_on_page(request: Request, desk: TheDesk, session: TheSession, at: ReceivedAt) -> Response:
    """Confirm it; the recovery codes are on this answer only."""
    try:
        codes = await keeping.confirm_factor(desk, session, (await form_of(request)).get("code", "")[:40], at)
    except _ON_ACCOUNT as refusal:
        return await account_shown(request, desk, session, refusal)
    return await account_shown(request, desk, session, recovery=codes)


@router.post("/account/sessions/{session_id}/end", name="end_session_on_page")
async def end_session_on_page(
    request: Request, session_id: UUID, desk: TheDesk, session: TheSession, at: ReceivedAt
) -> Response:
    """End another session."""
    await keeping.end_own_session(desk, session, session_id, at)
    return back_home(request)


@router.post("/account/logout", name="logout_on_page")
async def logout_on_page(request: Request, desk: TheDesk, session: TheSession, at: ReceivedAt) -> Response:
    """Sign out, and lead to the sign-in."""
    return await signed_out(request, desk, session, at, see_other(request, "/login"))


def back_home(request: Request, told: str = "") -> Response:
    """Back to one's own account, perhaps with something to tell there."""
    return see_other(request, f"{HOME}?told={told}" if told else HOME)


def login_shown(request: Request, following: str, refusal: Refusal | None = None) -> Response:
    """The page on which somebody signs in, with what went wrong; afterwards it leads on, if that is a place of ours."""
    has_provider = desk_of(request).provider is not None
    values = {"following": safe_path(following) if following else "", "has_provider": has_provider}
    return shown(request, "login.html", values, refusal)


async def _beginning(request: Request, entered: Entered, at: datetime) -> str:
    """Where somebody begins who has signed in: the first room of their work, or their account while something is due there."""
    async with desk_of(request).postgres.connection() as connection:
        session = await sessions.session_by_token(connection, entered.session, at)
    return (first_room(session.actor) if session and session.stage is Stage.FULL else "") or HOME


async def account_shown(
    request: Request, desk: Desk, session: Session, refusal: Refusal | None = None, **more: object
) -> Response:
    """The page of one's own account, with what went wrong."""
    who = session.actor.id
    async with desk.postgres.connection() as connection:
        known = await credentials_of(desk, connection, who)
        rows = await sessions.open_sessions(connection, who, present())
        left = await factors.recovery_left(connection, who)
        is_linked = await outside.is_linked(connection, who)
    values = {
        "person": who,
        "stage": session.stage.value,
        "has_password": known is not None and known.password is not None,
        "has_factor": known is not None and known.secret is not None,
        "left": left,
        "has_provider": desk.provider is not None,
        "is_linked": is_linked,
        "sessions": rows,
        "this": session.id,
        "language": session.language,
        "told": None,
        "wanted": None,
        "recovery": (),
    }
    return shown(request, "account.html", values | more, refusal)


def shown(request: Request, template: str, values: dict[str, object], refusal: Refusal | None = None) -> Response:
    """A page in the language of whoever asks, with what went wrong; no cache keeps it."""
    about = {"fault": sentence_of(refusal) if refusal else ""}
    place = _PLACES.get(template, "")
    instead = place if request.url.path != place else ""
    status = refusal.status if refusal else 200
    return page(request, template, about | values, status=status, headers=NO_STORE, instead=instead)
