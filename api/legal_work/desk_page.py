"""Counter: the room of the legal aid desk: what nobody has taken, what is to be decided, what is late; the most urgent first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.desk import TheDesk
from api.legal.queues import get_legal_queue
from api.legal.views import LegalQueueRow
from api.legal_work.mine_page import subject_of
from api.legal_work.words import LANGUAGES, OVERDUE, Sign, need_of
from api.paging import Cursor
from api.templates import page
from api.wordbook import N_
from domain.legal.cases import State

router = APIRouter(include_in_schema=False)

_ROWS = 100
_TALLY: tuple[tuple[str, Sign], ...] = (
    ("late", OVERDUE),
    (State.WAITING, ("yellow", "○", N_("无人接办"))),
    (State.RECEIVED, ("yellow", "◐", N_("待审查决定"))),
    (State.OBJECTED, ("red", "◆", N_("异议待主任决定"))),
)


@router.get("/work/legal/desk", name="legal_desk_page")
async def legal_desk_page(request: Request, desk: TheDesk, after: Cursor = "") -> Response:
    """What needs the desk."""
    listed = await get_legal_queue(desk, after, _ROWS)
    async with desk.postgres.connection() as connection:
        book = await desk.library.newest_legal(connection)
    is_whole = not after and listed.next is None
    values = {
        "rows": listed.rows,
        "tally": _tally(listed.rows, listed.now) if is_whole else [],
        "following": listed.next.partition("?")[2] if listed.next else "",
        "need": {row.ref: need_of(row) for row in listed.rows},
        "subject": {row.ref: subject_of(book, row.kind, row.field) for row in listed.rows},
        "book": book,
        "languages": LANGUAGES,
        "overdue": OVERDUE,
        "now": listed.now,
        "period": _month(desk.library.local(listed.now).date()),
    }
    return page(request, "legal_desk.html", values, headers={"Cache-Control": "no-store"})


def _tally(rows: Sequence[LegalQueueRow], now: datetime) -> list[tuple[Sign, int]]:
    """How many cases wait for what; of what is late, whatever it waits for."""
    states = Counter(row.state for row in rows)
    states["late"] = sum(row.due_at is not None and row.due_at < now for row in rows)
    return [(sign, states[state]) for state, sign in _TALLY]


def _month(today: date) -> str:
    """The period of the figures of this month, as their address has it."""
    return f"from={today.replace(day=1).isoformat()}&until={(today + timedelta(days=1)).isoformat()}"
