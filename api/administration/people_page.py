"""Counter: all accounts, one of them, and what the security office does to it; what lets somebody in needs two, each shown a half once.

Both fill in the same form, one after the other; the answer to each is a page that no cache keeps, with the half that is theirs.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from api.accounts import administering as doing
from api.accounts.people import After, PersonPath
from api.accounts.people_views import (
    FirstPasswordView,
    InvitationView,
    InviteBody,
    LinkBody,
    PlanView,
    SystemTokenView,
)
from api.accounts.refusals import UnknownAccount
from api.accounts.tokens import ended_token
from api.accounts.views import TokenBody
from api.administration.tabs import admin_page, tried
from api.administration.words import NEEDS, ROLES
from api.bodies import PERSON_PATTERN
from api.desk import ReceivedAt, TheActor, TheDesk, desk_of, present
from api.filling import Unfit, filled
from api.forms import Form, form_of
from api.language import Language, see_other
from api.post_words import FATES
from api.privacy.reading import TheReading
from domain.accounts.tokens import scope_of
from domain.privacy.readings import Reading
from domain.refusals import Refusal
from domain.roles import RULES, Act, Actor, Role
from store import account_lists

router = APIRouter(include_in_schema=False)

_ROWS = 50
_PLACE = "/admin/people"
_NOBODY = (Role.VISITOR, Role.SYSTEM)
Half = InvitationView | FirstPasswordView | SystemTokenView | PlanView
Deed = Literal["first-password", "drop-factor", "end-sessions", "link", "unlink", "tokens", "close"]
Told = Annotated[Literal["done"] | None, Query()]


@router.get(_PLACE, name="people_page")
async def people_page(request: Request, actor: TheActor, after: After = "", told: Told = None) -> Response:
    """All accounts by their id, and the form that invites somebody."""
    return await _people(request, actor, after=after, told=told or "")


@router.get(f"{_PLACE}/find", name="find_person_page")
async def find_person(request: Request, find: Annotated[str, Query(max_length=64)] = "") -> Response:
    """Lead to an account by its id."""
    if not re.fullmatch(PERSON_PATTERN, find.strip()):
        raise UnknownAccount()
    return see_other(request, f"{_PLACE}/{find.strip()}")


@router.get(f"{_PLACE}/{{person}}", name="person_page")
async def person_page(
    request: Request, person: PersonPath, actor: TheActor, reading: TheReading, told: Told = None
) -> Response:
    """One account with its tokens, and what can be done to it."""
    return await _person(request, person, actor, reading, told=told or "")


@router.post(_PLACE, name="invite_on_page")
async def invite(request: Request, desk: TheDesk, actor: TheActor, at: ReceivedAt) -> Response:
    """Invite somebody, or ask for it as the first of two."""
    form = await form_of(request)
    try:
        body = filled(form, InviteBody)
        half = await doing.invited(desk, body, by=actor.id, now=at)
    except Unfit as unfit:
        return await _people(request, actor, form=form, faults=unfit.faults)
    except Refusal as refusal:
        return await _people(request, actor, form=form, refusal=refusal)
    return _half_shown(request, half, body.person)


@router.post(f"{_PLACE}/{{person}}/tokens/{{token_id}}/end", name="end_token_on_page")
async def end_token(
    request: Request, person: PersonPath, token_id: UUID, desk: TheDesk, actor: TheActor, at: ReceivedAt
) -> Response:
    """End a token of somebody."""
    await ended_token(desk, token_id, person, by=actor.id, now=at)
    return see_other(request, f"{_PLACE}/{person}?told=done")


@router.post(f"{_PLACE}/{{person}}/{{deed}}", name="change_account_on_page")
async def change(
    request: Request,
    person: PersonPath,
    deed: Annotated[Deed, Path()],
    actor: TheActor,
    reading: TheReading,
    at: ReceivedAt,
) -> Response:
    """Do something to an account, or ask for it as the first of two."""
    form, desk = await form_of(request), desk_of(request)
    by = actor.id
    doings: dict[str, Callable[[], Awaitable[Half | None]]] = {
        "first-password": lambda: doing.first_password(desk, person, by=by, now=at),
        "drop-factor": lambda: doing.dropped_factor(desk, person, by=by, now=at),
        "end-sessions": lambda: doing.ended_sessions(desk, person, by=by, now=at),
        "link": lambda: doing.linked(desk, person, filled(form, LinkBody).subject, by=by, now=at),
        "unlink": lambda: doing.unlinked(desk, person, by=by, now=at),
        "tokens": lambda: doing.system_token(desk, person, filled(form, TokenBody), by=by, now=at),
        "close": lambda: doing.closed(desk, person, by=by, now=at),
    }
    try:
        half = await doings[deed]()
    except Unfit as unfit:
        return await _person(request, person, actor, reading, deed=deed, form=form, faults=unfit.faults)
    except UnknownAccount:
        raise
    except Refusal as refusal:
        return await _person(request, person, actor, reading, deed=deed, form=form, refusal=refusal)
    return _half_shown(request, half, person) if half else see_other(request, f"{_PLACE}/{person}?told=done")


async def _people(
    request: Request,
    actor: Actor,
    *,
    after: str = "",
    form: Form | None = None,
    faults: dict[str, str] | None = None,
    refusal: Refusal | None = None,
    told: str = "",
) -> Response:
    async with desk_of(request).postgres.connection() as connection:
        rows = await account_lists.accounts(connection, after=after, most=_ROWS + 1)
    values = {
        "rows": rows[:_ROWS],
        "following": rows[_ROWS - 1].person if len(rows) > _ROWS else "",
        "after": after,
        "options": [(role.value, word) for role, word in ROLES.items() if role not in _NOBODY],
        "languages": [(language.value, language.own_name) for language in Language],
        "manages": actor.role in RULES[Act.MANAGE_ACCOUNTS],
        **_typed(form, faults, refusal, told),
    }
    status = 422 if faults else 200
    return admin_page(request, "admin_people.html", values, there=_PLACE, status=status, refusal=refusal)


async def _person(
    request: Request,
    person: str,
    actor: Actor,
    reading: Reading,
    *,
    deed: str = "",
    form: Form | None = None,
    faults: dict[str, str] | None = None,
    refusal: Refusal | None = None,
    told: str = "",
) -> Response:
    desk = desk_of(request)
    account = await doing.account_view(desk, person, present(), reading)
    values = {
        "account": account,
        "scopes": scope_of(Role(account.role)),
        "has_provider": desk.provider is not None,
        "manages": actor.role in RULES[Act.MANAGE_ACCOUNTS] and person != actor.id and account.left_at is None,
        "is_own": person == actor.id,
        "fates": FATES,
        "deed": deed,
        "tab": _PLACE,
        **_typed(form, faults, refusal, told),
    }
    there = f"{_PLACE}/{person}"
    status = 422 if faults else 200
    return admin_page(request, "admin_person.html", values, there=there, status=status, refusal=refusal)


def _typed(form: Form | None, faults: dict[str, str] | None, refusal: Refusal | None, told: str) -> dict[str, object]:
    """What was typed and what is wrong with it."""
    reason = refusal.facts.get("reason", refusal.facts.get("work", "")) if refusal else ""
    return {**tried(form, faults, refusal, told), "reason": reason, "roles": ROLES}


def _half_shown(request: Request, half: Half, person: str) -> Response:
    """What one of two is shown, on this answer only: the first waits for somebody else, with the second it is done."""
    values = {"half": half, "is_first": isinstance(half, PlanView), "needs": NEEDS, "person": person, "tab": _PLACE}
    status = 202 if isinstance(half, PlanView) else 200
    return admin_page(request, "admin_half.html", values, there=f"{_PLACE}/{person}", status=status)
