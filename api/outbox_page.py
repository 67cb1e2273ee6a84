"""Counter: the page on which those who oversee see every message with its fate, and work through whom nothing has reached.

A browser sends its session, or the token that it was told as a password, by itself, even when another site makes it do so. So
each button bears a proof that only the page for this session or token can have held.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from starlette.responses import RedirectResponse, Response

from api.administration.tabs import admin_page
from api.desk import ReceivedAt, TheActor, TheDesk, present
from api.forms import form_of
from api.health import ALARMS_COUNT_FOR, POST_LATE_AFTER
from api.knowing import key_of
from api.paging import Cursor, cursor, place, split, uuid_of
from api.post_words import CHANNELS, FATES, ROLES, STEPS, reason_of, recipient_of
from api.privacy.reading import TheReading
from api.public.sheets import MOST_ROWS, at_second, csv_file, speech_for
from api.refusals import ProofWrong
from api.unreached import settled
from api.wordbook import N_
from domain.fate import Fate
from domain.roles import RULES, Act, Actor, check
from store import outbox, upkeep
from store.pool import Connection
from store.unreached import Outcome, unreached

router = APIRouter(include_in_schema=False)

_ROWS = 24
_MOST_UNREACHED = 50
_BEGINNING = (0, None, None)
_HEAD = (
    *(N_("时间"), N_("内容"), N_("编号"), N_("事项"), N_("状态"), N_("原因")),
    *(N_("收件人"), N_("通道"), N_("办结时间")),
)


@dataclass(frozen=True, slots=True)
class Whole:
    """What only those see who oversee everything: messages, where the next ones are, how the postroom does."""

    messages: list[outbox.Message]
    following: str | None
    health: upkeep.PostHealth
    alarms: list[upkeep.Alarm]
    outages: list[upkeep.Outage]


@router.get("/outbox", name="outbox_page")
async def outbox_page(
    request: Request,
    desk: TheDesk,
    actor: TheActor,
    reading: TheReading,
    state: Annotated[Fate | None, Query()] = None,
    after: Cursor = "",
) -> Response:
    """Whom a person must tell on top, then, for those who may read them, alarms, reports and all messages."""
    check(actor, Act.READ_UNREACHED, department=actor.department)
    token = key_of(request)
    async with desk.postgres.connection() as connection:
        callers = actor.role in RULES[Act.READ_COMPLAINANTS]
        listed = await unreached(
            connection, reading, actor.department, after=_BEGINNING, most=_MOST_UNREACHED + 1, callers=callers
        )
        whole = await _whole(connection, actor, state, after) if actor.role in RULES[Act.READ_OUTBOX] else None
    values = {
        "listed": [(row, {outcome: _proof(token, row.id, outcome) for outcome in Outcome}) for row in listed],
        "most": _MOST_UNREACHED,
        "whole": whole,
        "state": state or "",
        "after": after,
        "fates": FATES,
        "channels": CHANNELS,
        "roles": ROLES,
        "steps": STEPS,
        "reason": reason_of,
        "recipient": recipient_of,
    }
    return admin_page(request, "outbox.html", values, there="/outbox")


@router.get("/outbox.csv", name="outbox_sheet")
async def outbox_sheet(
    request: Request, desk: TheDesk, actor: TheActor, state: Annotated[Fate | None, Query()] = None
) -> Response:
    """The messages for a spreadsheet, the newest 10,000, without what they say and where they went."""
    async with desk.postgres.connection() as connection:
        rows = await outbox.messages(
            connection,
            outbox.Sieve(state=state or ""),
            before=(None, None),
            most=MOST_ROWS,
            hidden_from=actor.department,
        )
    speech = speech_for(request)
    lines = [
        [
            *(at_second(speech, row.created_at), speech.gettext(STEPS[row.step]) if row.step in STEPS else row.step),
            *(row.ref, row.item, speech.gettext(FATES[row.state][2]), reason_of(speech, row.reason)),
            *(recipient_of(speech, row.recipient), speech.gettext(CHANNELS[row.channel])),
            at_second(speech, row.settled_at),
        ]
        for row in rows
    ]
    return csv_file(speech, "outbox.csv", _HEAD, lines, cache="no-store")


@router.post("/outbox/{message}/{outcome}", name="settle_on_page")
async def settle_on_page(
    request: Request,
    message: UUID,
    outcome: Outcome,
    desk: TheDesk,
    actor: TheActor,
    at: ReceivedAt,
) -> Response:
    """Write down what came of telling somebody, and lead back to the page."""
    proof = (await form_of(request)).get("proof", "")
    expected = _proof(key_of(request), str(message), outcome)
    if not hmac.compare_digest(proof.encode(), expected.encode()):
        raise ProofWrong()
    await settled(desk, message, outcome, actor, at)
    return RedirectResponse("../../outbox", 303)  # relative, so that it is right behind a path prefix too


async def _whole(connection: Connection, actor: Actor, state: Fate | None, after: str) -> Whole:
    created_at, (message,) = place(after, 1)
    sieve, now = outbox.Sieve(state=state or ""), present()
    rows = await outbox.messages(
        connection, sieve, before=(created_at, uuid_of(message)), most=_ROWS + 1, hidden_from=actor.department
    )
    shown, following = split(rows, _ROWS, "outbox", lambda row: cursor(row.created_at, row.id), state=state or "")
    return Whole(
        shown,
        following,
        await upkeep.post_health(connection, late_before=now - POST_LATE_AFTER, alarms_since=now - ALARMS_COUNT_FOR),
        await upkeep.alarms(connection, before=(None, "", ""), most=10),
        await upkeep.outages(connection, before=None, most=5),
    )


def _proof(token: str, message: str, outcome: Outcome) -> str:
    """What only whoever knows the token can say of this message and outcome."""
    return hmac.new(token.encode(), f"{message} {outcome}".encode(), hashlib.sha256).hexdigest()
