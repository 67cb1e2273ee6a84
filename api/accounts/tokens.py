"""Making and ending tokens, one's own or those of a system: shown once, kept as a hash, written down."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from uuid import UUID

from starlette.responses import JSONResponse, Response

from api.accounts.cookies import new_token
from api.accounts.refusals import UnknownToken
from api.accounts.views import NewTokenView, TokenBody
from api.desk import Desk
from domain.accounts.tokens import check_expiry, check_scope
from domain.roles import Actor
from store import tokens
from store.pool import Connection
from store.security_record import Done, note


def check_token(owner: Actor, body: TokenBody, now: datetime) -> None:
    """Pass when somebody may have this token. Raises `ScopeNotAllowed`, `ExpiryNotAllowed`."""
    check_scope(owner.role, body.scope)
    check_expiry(body.expires_at, now)


async def made_token(desk: Desk, owner: Actor, body: TokenBody, *, by: str, now: datetime) -> Response:
    """A new token for somebody. Raises `ScopeNotAllowed`, `ExpiryNotAllowed`."""
    check_token(owner, body, now)
    token = new_token()
    async with desk.postgres.connection() as connection, connection.transaction():
        token_id = await keep_token(connection, token, owner, body, by=by, now=now)
    view = NewTokenView(id=token_id, token=token, expires_at=body.expires_at)
    return JSONResponse(view.model_dump(mode="json"), HTTPStatus.CREATED, {"Cache-Control": "no-store"})


async def keep_token(
    connection: Connection, token: str, owner: Actor, body: TokenBody, *, by: str, now: datetime
) -> str:
    """Keep a token of which `check_token` approves, and write it down; the answer is its id."""
    token_id = await tokens.make_token(
        connection, token, owner.id, label=body.label, scope=body.scope, by=by, expires_at=body.expires_at
    )
    await note(connection, Done.TOKEN_MADE, actor=by, person=owner.id, now=now, about=token_id)
    return token_id


async def ended_token(desk: Desk, token: UUID, owner: str, *, by: str, now: datetime) -> None:
    """End a token of somebody. Raises `UnknownToken`."""
    async with desk.postgres.connection() as connection, connection.transaction():
        if not await tokens.end_token(connection, token, owner, now):
            raise UnknownToken()
        await note(connection, Done.TOKEN_ENDED, actor=by, person=owner, now=now, about=str(token))
