"""Counter: what the security office does with accounts: invite, let in again, make tokens for systems, close; never its own.

What lets somebody in needs two, who ask for the same one after the other: 202 to the first one, who is shown a half; then it is done.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Path, Query
from starlette.responses import JSONResponse, Response

from api.accounts import administering as doing
from api.accounts.login import ENTERING, READING
from api.accounts.people_views import (
    AccountPage,
    AccountView,
    FirstPasswordView,
    InvitationView,
    InviteBody,
    LinkBody,
    PlanView,
    SystemTokenView,
)
from api.accounts.refusals import (
    AccountRefused,
    NoProvider,
    TooManySignIn,
    UnknownAccount,
    UnknownLink,
    UnknownToken,
    Unreachable,
)
from api.accounts.tokens import ended_token
from api.accounts.views import TokenBody
from api.bodies import PERSON_PATTERN, PersonId
from api.desk import ReceivedAt, TheActor, TheDesk, present
from api.paging import Limit
from api.privacy.reading import TheReading
from api.problems import responses
from domain.accounts import refusals as law
from store import account_lists

router = APIRouter(prefix="/api/v1/accounts", tags=["accounts"])
PersonPath = Annotated[PersonId, Path(description="The person's id.", examples=["p-204"])]
After = Annotated[str, Query(pattern=rf"^$|{PERSON_PATTERN}", description="The id after which the page begins.")]
_ON_ONE = (*ENTERING, UnknownAccount, law.OwnRights)
_TWO = "It is done when two of the security office have asked for the same; each is shown one half of {}, now and never again. "
_PLANNED: dict[int | str, dict[str, Any]] = {
    202: {"model": PlanView, "description": "Somebody else of the security office must ask for the same."}
}
_NOTHING = {"status_code": HTTPStatus.NO_CONTENT, "response_class": Response}


@router.get(
    "",
    name="list_accounts",
    operation_id="list_accounts",
    summary="All accounts",
    description="By id, with what each has to sign in with; no names. For the security office and the auditor.",
    responses=responses(*READING),
)
async def list_accounts(desk: TheDesk, after: After = "", limit: Limit = 50) -> AccountPage:
    """Show all accounts."""
    async with desk.postgres.connection() as connection:
        rows = await account_lists.accounts(connection, after=after, most=limit + 1)
    following = rows[limit - 1].person if len(rows) > limit else None
    return AccountPage(rows=[AccountView.model_validate(row) for row in rows[:limit]], after=following)


@router.get(
    "/{person}",
    name="get_account",
    operation_id="get_account",
    summary="One account, with its tokens",
    description="What each token is for; the tokens themselves are not kept.",
    responses=responses(*READING, UnknownAccount),
)
async def get_account(person: PersonPath, desk: TheDesk, reading: TheReading) -> AccountView:
    """Show one account."""
    return await doing.account_view(desk, person, present(), reading)


@router.post(
    "/invite",
    name="invite",
    operation_id="invite",
    status_code=HTTPStatus.CREATED,
    response_model=InvitationView,
    summary="Make or change an account and invite its owner",
    description=_TWO.format("the code")
    + "Both tell the person in person or by telephone, or a letter brings the whole code and neither sees any of it. It holds for 72 hours, once, and makes earlier ones void. What is not given stays as it is.",
    responses=_PLANNED | responses(*ENTERING, law.OwnRights, law.PowersTogether, AccountRefused, Unreachable),
)
async def invite(body: InviteBody, desk: TheDesk, actor: TheActor, at: ReceivedAt) -> Response:
    """Invite somebody."""
    return _fresh(await doing.invited(desk, body, by=actor.id, now=at), HTTPStatus.CREATED)


@router.post(
    "/{person}/first-password",
    name="give_first_password",
    operation_id="give_first_password",
    response_model=FirstPasswordView,
    summary="Give a password that must be changed",
    description=_TWO.format("the password") + "All sessions and tokens end, and no device is known any more.",
    responses=_PLANNED | responses(*_ON_ONE, TooManySignIn),
)
async def give_first_password(person: PersonPath, desk: TheDesk, actor: TheActor, at: ReceivedAt) -> Response:
    """Give a first password."""
    return _fresh(await doing.first_password(desk, person, by=actor.id, now=at))


@router.post(
    "/{person}/end-sessions",
    name="end_sessions_of",
    operation_id="end_sessions_of",
    summary="End all sessions of somebody",
    description="From now on; their tokens stay.",
    responses=responses(*_ON_ONE),
    **_NOTHING,  # type: ignore[arg-type]
)
async def end_sessions_of(person: PersonPath, desk: TheDesk, actor: TheActor, at: ReceivedAt) -> Response:
    """End the sessions."""
    await doing.ended_sessions(desk, person, by=actor.id, now=at)
    return Response(status_code=HTTPStatus.NO_CONTENT)


@router.post(
    "/{person}/drop-factor",
    name="drop_factor_of",
    operation_id="drop_factor_of",
    summary="Forget the second factor of somebody who has lost it",
    description="It is done when two of the security office have asked for it. All sessions end; whoever needs one sets a new one up after the next sign-in.",
    responses=_PLANNED | responses(*_ON_ONE),
    **_NOTHING,  # type: ignore[arg-type]
)
async def drop_factor_of(person: PersonPath, desk: TheDesk, actor: TheActor, at: ReceivedAt) -> Response:
    """Forget the second factor."""
    planned = await doing.dropped_factor(desk, person, by=actor.id, now=at)
    return _fresh(planned) if planned else Response(status_code=HTTPStatus.NO_CONTENT)


@router.post(
    "/{person}/link",
    name="link_account",
    operation_id="link_account",
    summary="Link an account to whom the provider names",
    description="It is done when two of the security office have asked for the same. From then on they may sign in by the provider, instead of whoever was linked before. People may link their own account themselves; nobody is linked by a name or a mail address.",
    responses=_PLANNED | responses(*_ON_ONE, NoProvider, law.LinkTaken),
    **_NOTHING,  # type: ignore[arg-type]
)
async def link_account(person: PersonPath, body: LinkBody, desk: TheDesk, actor: TheActor, at: ReceivedAt) -> Response:
    """Link an account."""
    planned = await doing.linked(desk, person, body.subject, by=actor.id, now=at)
    return _fresh(planned) if planned else Response(status_code=HTTPStatus.NO_CONTENT)


@router.delete(
    "/{person}/link",
    name="unlink_account",
    operation_id="unlink_account",
    summary="Let no provider in for an account",
    description="All sessions end, too.",
    responses=responses(*_ON_ONE, UnknownLink),
    **_NOTHING,  # type: ignore[arg-type]
)
async def unlink_account(person: PersonPath, desk: TheDesk, actor: TheActor, at: ReceivedAt) -> Response:
    """Unlink an account."""
    await doing.unlinked(desk, person, by=actor.id, now=at)
    return Response(status_code=HTTPStatus.NO_CONTENT)


@router.post(
    "/{person}/close",
    name="close_account",
    operation_id="close_account",
    summary="Close the account of somebody who leaves",
    description="Refused while they have open work; `open-work` lists it. Then nothing lets them in and nothing is sent to them.",
    responses=responses(*_ON_ONE, law.WorkOpen),
    **_NOTHING,  # type: ignore[arg-type]
)
async def close_account(person: PersonPath, desk: TheDesk, actor: TheActor, at: ReceivedAt) -> Response:
    """Close an account."""
    await doing.closed(desk, person, by=actor.id, now=at)
    return Response(status_code=HTTPStatus.NO_CONTENT)


@router.post(
    "/{person}/tokens",
    name="make_system_token",
    operation_id="make_system_token",
    status_code=HTTPStatus.CREATED,
    response_model=SystemTokenView,
    summary="Make a token for the account of a system",
    description=_TWO.format("the token")
    + "For accounts without a password only: nobody gets a token with which to act as another person.",
    responses=_PLANNED | responses(*_ON_ONE, law.ScopeNotAllowed, law.ExpiryNotAllowed, AccountRefused),
)
async def make_system_token(
    person: PersonPath, body: TokenBody, desk: TheDesk, actor: TheActor, at: ReceivedAt
) -> Response:
    """Make a token for a system."""
    return _fresh(await doing.system_token(desk, person, body, by=actor.id, now=at), HTTPStatus.CREATED)


@router.delete(
    "/{person}/tokens/{token_id}",
    name="end_token_of",
    operation_id="end_token_of",
    summary="End a token of somebody",
    description="It lets nobody in from now on.",
    responses=responses(*_ON_ONE, UnknownToken),
    **_NOTHING,  # type: ignore[arg-type]
)
async def end_token_of(person: PersonPath, token_id: UUID, desk: TheDesk, actor: TheActor, at: ReceivedAt) -> Response:
    """End a token."""
    await ended_token(desk, token_id, person, by=actor.id, now=at)
    return Response(status_code=HTTPStatus.NO_CONTENT)


def _fresh(
    view: InvitationView | FirstPasswordView | SystemTokenView | PlanView, status: int = HTTPStatus.OK
) -> Response:
    status = HTTPStatus.ACCEPTED if isinstance(view, PlanView) else status
    return JSONResponse(view.model_dump(mode="json"), status, {"Cache-Control": "no-store"})
