"""Counter: signing in and out, for programs and pages with a script; the plain page is `api.accounts.pages`."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from api.accounts.cookies import check_origin, csrf_of, drop_session, session_token
from api.accounts.refusals import CsrfWrong, ForeignOrigin, TooManySignIn
from api.accounts.signing_in import Typed, sign_in
from api.accounts.views import LoginBody, SessionView
from api.desk import ReceivedAt, TheDesk, TheSession
from api.problems import responses
from api.refusals import (
    BadInput,
    BadJson,
    BodyTooLarge,
    NotJson,
    PostgresAway,
    TokenMissing,
    TokenUnknown,
    TooSlow,
)
from domain.accounts.refusals import LoginRefused, SessionNeeded, TooManyAttempts
from domain.accounts.sessions import session_ends_at
from domain.refusals import NotAllowed, Refusal
from store.security_record import Done, note
from store.sessions import Session, end_session_of_token, session_by_token

router = APIRouter(prefix="/api/v1", tags=["accounts"])

READING: tuple[type[Refusal], ...] = (BadInput, TokenMissing, TokenUnknown, NotAllowed, SessionNeeded, PostgresAway)
ENTERING: tuple[type[Refusal], ...] = (*READING, BadJson, BodyTooLarge, NotJson, TooSlow, ForeignOrigin, CsrfWrong)


@router.post(
    "/login",
    name="login",
    operation_id="login",
    response_model=SessionView,
    summary="Sign in",
    description="Gives the browser a session as the cookie `__Host-session`, always a new one. Whatever is wrong, the answer is the same. Programs use tokens instead.",
    responses=responses(*ENTERING, LoginRefused, TooManyAttempts, TooManySignIn),
)
async def login(request: Request, body: LoginBody, desk: TheDesk, at: ReceivedAt) -> Response:
    """Sign in."""
    if "origin" in request.headers:
        check_origin(request)  # nobody signs a browser in from another site
    entered = await sign_in(request, Typed(body.person, body.password, body.code), at)
    async with desk.postgres.connection() as connection:
        session = await session_by_token(connection, entered.session, at)
    assert session is not None, "it was opened a moment ago"
    return entered.given_to(_shown(session, entered.session))


@router.get(
    "/session",
    name="get_session",
    operation_id="get_session",
    response_model=SessionView,
    summary="Who has signed in here, and the token for what is changed",
    description="The session ends after 30 idle minutes, and after 12 hours in any case.",
    responses=responses(*READING),
)
async def get_session(request: Request, session: TheSession) -> Response:
    """Show the session."""
    return _shown(session, session_token(request))


@router.post(
    "/logout",
    name="logout",
    operation_id="logout",
    status_code=204,
    response_class=Response,
    summary="Sign out",
    description="The session ends now, and the browser forgets it.",
    responses=responses(*ENTERING),
)
async def logout(request: Request, desk: TheDesk, session: TheSession, at: ReceivedAt) -> Response:
    """Sign out."""
    return await signed_out(request, desk, session, at, Response(status_code=204))


async def signed_out(request: Request, desk: TheDesk, session: Session, at: ReceivedAt, response: Response) -> Response:
    """End the session, and take it from the browser with this response."""
    async with desk.postgres.connection() as connection, connection.transaction():
        await end_session_of_token(connection, session_token(request), at)
        who = session.actor.id
        await note(connection, Done.SIGNED_OUT, actor=who, person=who, now=at, about=session.id)
    drop_session(response)
    return response


def _shown(session: Session, token: str) -> JSONResponse:
    view = SessionView(
        person=session.actor.id,
        role=session.actor.role,
        stage=session.stage,
        csrf=csrf_of(token),
        ends_at=session_ends_at(session.started_at, session.seen_at),
    )
    return JSONResponse(view.model_dump(mode="json"), headers={"Cache-Control": "no-store"})
