"""Counter: taking an invitation up: whoever has the code chooses a password, once."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.accounts.cookies import check_origin
from api.accounts.keeping import check_new, renew_password
from api.accounts.login import ENTERING
from api.accounts.refusals import TooManySignIn
from api.accounts.signing_in import hashed_of
from api.accounts.views import AcceptBody
from api.desk import Desk, ReceivedAt, TheDesk
from api.problems import responses
from domain.accounts.refusals import InvitationGone, PasswordWeak
from store import invitations
from store.security_record import Done, note

router = APIRouter(prefix="/api/v1/invitations", tags=["accounts"])


@router.post(
    "/accept",
    name="accept_invitation",
    operation_id="accept_invitation",
    status_code=HTTPStatus.NO_CONTENT,
    response_class=Response,
    summary="Take an invitation up",
    description="With the code of the invitation the person chooses a password, and then signs in with it.",
    responses=responses(*ENTERING, InvitationGone, PasswordWeak, TooManySignIn),
)
async def accept_invitation(request: Request, body: AcceptBody, desk: TheDesk, at: ReceivedAt) -> Response:
    """Take an invitation up."""
    if "origin" in request.headers:
        check_origin(request)
    await accepted(desk, body.person, body.code, body.password, at)
    return Response(status_code=HTTPStatus.NO_CONTENT)


async def accepted(desk: Desk, person: str, code: str, password: str, now: datetime) -> None:
    """Let somebody choose a password. Raises `InvitationGone`, `PasswordWeak`; then the invitation still holds."""
    async with desk.postgres.connection() as connection:
        if not await invitations.is_invited(connection, code, person, now):
            raise InvitationGone()
        await check_new(connection, person, password)
    hashed = await hashed_of(desk, password)
    async with desk.postgres.connection() as connection, connection.transaction():
        if not await invitations.use_invitation(connection, code, person, now):
            raise InvitationGone()
        await renew_password(connection, person, hashed, must_change=False, now=now)
        await note(connection, Done.INVITATION_USED, actor=person, person=person, now=now)
