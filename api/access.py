"""Who may come to which counter: every route has an act in one table, and the law says which roles may do it.

A route that is not in the table lets nobody in. Department and ownership are asked by the counter itself, once it
knows the item and the project.
"""

from __future__ import annotations

from fastapi import Request

from api.desk import desk_of
from api.refusals import TokenMissing, TokenUnknown
from domain.refusals import NotAllowed
from domain.roles import ANYONE, RULES, Act, Actor, Role
from store.people import actor_by_token

ITEM_ACTS = (
    Act.RECEIVE,
    Act.CORRECT,
    Act.SUPPLY,
    Act.ACCEPT,
    Act.DECLINE,
    Act.PAUSE,
    Act.RESUME,
    Act.EXTEND,
    Act.APPROVE,
    Act.REFUSE,
    Act.WITHDRAW,
    Act.EXPLAIN,
    Act.ASSIGN,
    Act.REVOKE,
)

ACCESS: dict[str, Act] = {
    **{f"{act}_item": act for act in ITEM_ACTS},
    "receive_items": Act.RECEIVE,
    "close_project": Act.CLOSE,
    "open_project": Act.OPEN,
    "list_projects": Act.READ_PUBLIC,
    "get_project": Act.READ_PUBLIC,
    "list_events": Act.READ_PUBLIC,
    "follow_project": Act.READ_PUBLIC,
    "get_cycle": Act.READ_PUBLIC,
    "get_why": Act.READ_PUBLIC,
    "get_command": Act.READ_CASE,
    "get_inbox": Act.READ_INBOX,
    "get_outbox": Act.READ_OUTBOX,
    "get_review": Act.READ_REVIEW,
    "list_calendars": Act.READ_CALENDAR,
    "publish_calendar": Act.PUBLISH_CALENDAR,
    "get_catalogue": Act.READ_PUBLIC,
    "publish_catalogue": Act.PUBLISH_CATALOGUE,
    "get_me": Act.READ_PUBLIC,
    "healthz": Act.READ_PUBLIC,
    "readyz": Act.READ_PUBLIC,
    "clockz": Act.READ_PUBLIC,
    "projects_page": Act.READ_PUBLIC,
    "project_page": Act.READ_PUBLIC,
    "docs_page": Act.READ_PUBLIC,
    "asset": Act.READ_PUBLIC,
}


async def admit(request: Request) -> None:
    """Find out who asks, and whether their role may do this at all.

    Raises:
        TokenMissing: nobody said who they are, and this is not for everyone.
        TokenUnknown: the token is not known, or not in the form `Bearer …`.
        NotAllowed: the role may never do this.
    """
    act = ACCESS[request.scope["route"].name]
    actor = request.state.actor = await bearer(request)
    if actor.role in RULES[act]:
        return
    if actor.role is Role.VISITOR and not actor.id:
        raise TokenMissing(act=act)
    raise NotAllowed(role=actor.role, act=act, allowed=", ".join(sorted(RULES[act])))


async def bearer(request: Request) -> Actor:
    """Who asks; a visitor if there is no token. Raises `TokenUnknown`."""
    header = request.headers.get("authorization")
    if header is None:
        return ANYONE
    scheme, _, token = header.partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise TokenUnknown()
    async with desk_of(request).postgres.connection() as connection:
        actor = await actor_by_token(connection, token.strip())
    if actor is None:
        raise TokenUnknown()
    return actor
