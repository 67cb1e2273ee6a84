"""Counter: one's own account: sessions, password, second factor and tokens; only for whoever has signed in."""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.accounts import keeping
from api.accounts.login import ENTERING, READING
from api.accounts.refusals import TooManySignIn, UnknownSession, UnknownToken
from api.accounts.tokens import check_token, ended_token, made_token
from api.accounts.views import (
    BeginFactorBody,
    CodeBody,
    FactorView,
    LanguageBody,
    NewTokenView,
    OpenSessionView,
    OwnTokenBody,
    PasswordBody,
    RecoveryView,
    TokenView,
)
from api.desk import ReceivedAt, TheDesk, TheSession, present
from api.problems import responses
from domain.accounts import refusals as law
from domain.accounts.sessions import check_stage
from store import sessions, tokens

router = APIRouter(prefix="/api/v1/me", tags=["accounts"])
_DUE = (law.PasswordDue, law.FactorDue)
_AGAIN = (law.PasswordWrong, law.CodeWrong, law.TooManyAttempts, TooManySignIn)


@router.get(
    "/sessions",
    name="list_own_sessions",
    operation_id="list_own_sessions",
    summary="Where you have signed in",
    description="The newest first; the addresses are shown to you alone.",
    responses=responses(*READING),
)
async def list_own_sessions(desk: TheDesk, session: TheSession) -> list[OpenSessionView]:
    """Show the sessions."""
    async with desk.postgres.connection() as connection:
        rows = await sessions.open_sessions(connection, session.actor.id, present())
    views = [OpenSessionView.model_validate(row) for row in rows]
    return [view.model_copy(update={"is_this": view.id == session.id}) for view in views]


@router.delete(
    "/sessions/{session_id}",
    name="end_own_session",
    operation_id="end_own_session",
    status_code=HTTPStatus.NO_CONTENT,
    response_class=Response,
    summary="End one of your sessions",
    description="Whoever holds it is let in no more, from now on.",
    responses=responses(*ENTERING, UnknownSession),
)
async def end_own_session(session_id: UUID, desk: TheDesk, session: TheSession, at: ReceivedAt) -> Response:
    """End a session."""
    await keeping.end_own_session(desk, session, session_id, at)
    return Response(status_code=HTTPStatus.NO_CONTENT)


@router.post(
    "/sessions/end-others",
    name="end_other_sessions",
    operation_id="end_other_sessions",
    status_code=HTTPStatus.NO_CONTENT,
    response_class=Response,
    summary="End all your other sessions",
    description="Only this one goes on.",
    responses=responses(*ENTERING),
)
async def end_other_sessions(request: Request, session: TheSession, at: ReceivedAt) -> Response:
    """End the others."""
    await keeping.end_other_sessions(request, session, at)
    return Response(status_code=HTTPStatus.NO_CONTENT)


@router.post(
    "/language",
    name="set_own_language",
    operation_id="set_own_language",
    status_code=HTTPStatus.NO_CONTENT,
    response_class=Response,
    summary="Choose your language",
    description="In it pages and messages speak to you: zh, mn or en. A language that an address states, or that was chosen on a page, comes first there.",
    responses=responses(*ENTERING),
)
async def set_own_language(body: LanguageBody, desk: TheDesk, session: TheSession, at: ReceivedAt) -> Response:
    """Change the language."""
    await keeping.change_language(desk, session, body.language, at)
    return Response(status_code=HTTPStatus.NO_CONTENT)


@router.post(
    "/password",
    name="change_password",
    operation_id="change_password",
    status_code=HTTPStatus.NO_CONTENT,
    response_class=Response,
    summary="Change your password",
    description="All other sessions and all your tokens end, and this session goes on under a new cookie.",
    responses=responses(*ENTERING, law.PasswordWrong, law.PasswordWeak, law.TooManyAttempts, TooManySignIn),
)
async def change_password(request: Request, body: PasswordBody, session: TheSession, at: ReceivedAt) -> Response:
    """Change the password."""
    entered = await keeping.change_password(request, session, body.present, body.new, at)
    return entered.given_to(Response(status_code=HTTPStatus.NO_CONTENT))


@router.post(
    "/factor",
    name="begin_factor",
    operation_id="begin_factor",
    summary="Begin to set up the second factor",
    description="Put the secret into an authenticator (RFC 6238) and confirm it with a code; until then nothing changes.",
    responses=responses(*ENTERING, *_AGAIN, law.PasswordDue, law.OutsideRefused),
)
async def begin_factor(body: BeginFactorBody, desk: TheDesk, session: TheSession, at: ReceivedAt) -> FactorView:
    """Give a secret."""
    wanted = await keeping.want_factor(desk, session, at, password=body.password, code=body.code)
    return FactorView(secret=wanted.secret, uri=wanted.uri)


@router.post(
    "/factor/confirm",
    name="confirm_factor",
    operation_id="confirm_factor",
    summary="Confirm the second factor",
    description="From now on signing in needs a code. The recovery codes are shown now and never again.",
    responses=responses(*ENTERING, law.CodeWrong),
)
async def confirm_factor(body: CodeBody, desk: TheDesk, session: TheSession, at: ReceivedAt) -> RecoveryView:
    """Let the secret hold."""
    return RecoveryView(recovery_codes=await keeping.confirm_factor(desk, session, body.code, at))


@router.get(
    "/tokens",
    name="list_own_tokens",
    operation_id="list_own_tokens",
    summary="Your tokens",
    description="What each is for and when it ends. The tokens themselves are not kept.",
    responses=responses(*READING),
)
async def list_own_tokens(desk: TheDesk, session: TheSession) -> list[TokenView]:
    """Show the tokens."""
    async with desk.postgres.connection() as connection:
        rows = await tokens.tokens_of(connection, session.actor.id, present(), reading=None)
    return [TokenView.model_validate(row) for row in rows]


@router.post(
    "/tokens",
    name="make_own_token",
    operation_id="make_own_token",
    status_code=HTTPStatus.CREATED,
    response_model=NewTokenView,
    summary="Make a token for a program of yours",
    description="For the acts that you name, until it ends; say your password or a code again. It is shown now and never again, and ends when your password changes.",
    responses=responses(*ENTERING, *_DUE, *_AGAIN, law.ScopeNotAllowed, law.ExpiryNotAllowed),
)
async def make_own_token(body: OwnTokenBody, desk: TheDesk, session: TheSession, at: ReceivedAt) -> Response:
    """Make a token."""
    check_stage(session.stage)
    check_token(session.actor, body, at)
    await keeping.proven(desk, session.actor.id, at, password=body.password, code=body.code)
    return await made_token(desk, session.actor, body, by=session.actor.id, now=at)


@router.delete(
    "/tokens/{token_id}",
    name="end_own_token",
    operation_id="end_own_token",
    status_code=HTTPStatus.NO_CONTENT,
    response_class=Response,
    summary="End one of your tokens",
    description="It lets nobody in from now on.",
    responses=responses(*ENTERING, UnknownToken),
)
async def end_own_token(token_id: UUID, desk: TheDesk, session: TheSession, at: ReceivedAt) -> Response:
    """End a token."""
    await ended_token(desk, token_id, session.actor.id, by=session.actor.id, now=at)
    return Response(status_code=HTTPStatus.NO_CONTENT)
