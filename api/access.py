"""Who may come to which counter: every route has an act in one table, and the law says which roles may do it.

A route that is not in the table lets nobody in. Department and ownership are asked by the counter itself, once it
knows the item and the project.
"""

from __future__ import annotations

import base64

from fastapi import Request

from api.desk import desk_of
from api.refusals import TokenMissing, TokenUnknown
from domain.refusals import NotAllowed, Refusal
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
    "get_message": Act.READ_OUTBOX,
    "list_notices": Act.READ_OUTBOX,
    "list_outages": Act.READ_OUTBOX,
    "list_alarms": Act.READ_OUTBOX,
    "get_unreached": Act.READ_UNREACHED,
    "settle_message": Act.SETTLE_MESSAGE,
    "outbox_page": Act.READ_UNREACHED,
    "settle_on_page": Act.SETTLE_MESSAGE,
    "list_absences": Act.MANAGE_ROSTERS,
    "add_absence": Act.MANAGE_ROSTERS,
    "end_absence": Act.MANAGE_ROSTERS,
    "list_duties": Act.MANAGE_ROSTERS,
    "add_duty": Act.MANAGE_ROSTERS,
    "end_duty": Act.MANAGE_ROSTERS,
    "get_review": Act.READ_REVIEW,
    "list_calendars": Act.READ_CALENDAR,
    "publish_calendar": Act.PUBLISH_CALENDAR,
    "get_catalogue": Act.READ_PUBLIC,
    "publish_catalogue": Act.PUBLISH_CATALOGUE,
    "get_me": Act.READ_PUBLIC,
    "healthz": Act.READ_PUBLIC,
    "readyz": Act.READ_PUBLIC,
    "clockz": Act.READ_PUBLIC,
    "postz": Act.READ_PUBLIC,
    "projects_page": Act.READ_PUBLIC,
    "project_page": Act.READ_PUBLIC,
    "docs_page": Act.READ_PUBLIC,
    "asset": Act.READ_PUBLIC,
    "acknowledge_form": Act.ACKNOWLEDGE,
    "acknowledge_page": Act.ACKNOWLEDGE,
    "acknowledge": Act.ACKNOWLEDGE,
    "twilio_status": Act.REPORT,
    "twilio_inbound": Act.REPORT,
    "twilio_voice": Act.REPORT,
}


# Pages for which a browser asks its person: user name anything, password the token. Until sign-in comes (part 5).
BY_PASSWORD = frozenset({"outbox_page", "settle_on_page"})
_ASK = 'Basic realm="chengnuo", charset="UTF-8"'


async def admit(request: Request) -> None:
    """Find out who asks, and whether their role may do this at all.

    A browser that was once told a password sends it to every address; where it is not asked for, it counts for nothing.

    Raises:
        TokenMissing: nobody said who they are, and this is not for everyone.
        TokenUnknown: the token is not known, or not in the form `Bearer …`.
        NotAllowed: the role may never do this.
    """
    name = request.scope["route"].name
    act, by_password = ACCESS[name], name in BY_PASSWORD
    try:
        is_for_all = Role.VISITOR in RULES[act]
        ignored = is_for_all and _scheme(request) == "basic"
        actor = ANYONE if ignored else await bearer(request, by_password=by_password)
        request.state.actor = actor
        if actor.role not in RULES[act]:
            raise _refusal(actor, act)
    except (TokenMissing, TokenUnknown) as unknown:
        if by_password:
            unknown.challenge = _ASK
        raise


async def bearer(request: Request, *, by_password: bool = False) -> Actor:
    """Who asks; a visitor if there is no token. Raises `TokenUnknown`."""
    if "authorization" not in request.headers:
        return ANYONE
    token = token_of(request, by_password=by_password)
    async with desk_of(request).postgres.connection() as connection:
        actor = await actor_by_token(connection, token)
    if actor is None:
        raise TokenUnknown()
    return actor


def token_of(request: Request, *, by_password: bool = False) -> str:
    """The token that came with a request, as a bearer token or, where that is allowed, as a password.

    Raises:
        TokenUnknown: there is none.
    """
    _, _, told = request.headers.get("authorization", "").partition(" ")
    if _scheme(request) == "bearer":
        token = told.strip()
    elif _scheme(request) == "basic" and by_password:
        token = _password(told)
    else:
        token = ""
    if not token:
        raise TokenUnknown()
    return token


def _scheme(request: Request) -> str:
    return request.headers.get("authorization", "").partition(" ")[0].lower()


def _password(told: str) -> str:
    """The password in what a browser sends: base64 of `name:password`; empty when it is nothing of the kind."""
    try:
        return base64.b64decode(told.strip(), validate=True).decode("utf-8").partition(":")[2].strip()
    except ValueError:
        return ""


def _refusal(actor: Actor, act: Act) -> Refusal:
    if actor.role is Role.VISITOR and not actor.id:
        return TokenMissing(act=act)
    return NotAllowed(role=actor.role, act=act, allowed=", ".join(sorted(RULES[act])))
