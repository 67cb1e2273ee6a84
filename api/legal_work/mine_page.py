"""Counter: the room of a lawyer, and of everybody who is called for cases: what is offered, what is in hand, when they are on duty."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.desk import Desk, TheActor, TheDesk
from api.filling import TOLD, fresh_key
from api.legal.queues import get_legal_mine
from api.legal.views import OwnCaseRow
from api.legal_work.case_view import Fault
from api.legal_work.words import HOW, LANGUAGES, OVERDUE, sign_of
from api.paging import Cursor
from api.templates import page
from domain.legal.book import LegalBook
from domain.roles import Actor
from store.legal_pool import spoken_by
from store.rosters import Duty, duties_of

router = APIRouter(include_in_schema=False)

_ROWS = 100
_MOST_DUTIES = 10
_NEVER = datetime.max.replace(tzinfo=UTC)
_Told = Annotated[Literal["done", "pending"] | None, Query()]


@dataclass(frozen=True, slots=True)
class Me:
    """What somebody is told about themselves: the languages in which they are called, and when they are on duty."""

    languages: tuple[str, ...]
    duties: list[Duty]
    is_on_duty: bool


@router.get("/work/legal", name="legal_work_page")
async def legal_work_page(
    request: Request, desk: TheDesk, actor: TheActor, told: _Told = None, after: Cursor = ""
) -> Response:
    """Offers and cases of whoever asks."""
    return await own_page(request, desk, actor, told=told or "", after=after)


async def own_page(
    request: Request, desk: Desk, actor: Actor, *, told: str = "", after: str = "", fault: Fault | None = None
) -> Response:
    """The page, with what came of a form that led here, or of one that could not be obeyed."""
    listed = await get_legal_mine(desk, actor, after, _ROWS)
    async with desk.postgres.connection() as connection:
        book = await desk.library.newest_legal(connection)
        languages = await spoken_by(connection, actor.id)
        duties = await duties_of(connection, actor.id, now=listed.now, most=_MOST_DUTIES)
    rows = sorted(listed.rows, key=_urgency)
    values = {
        "offers": [row for row in rows if row.is_open],
        "cases": [row for row in rows if not row.is_open],
        "following": listed.next.partition("?")[2] if listed.next else "",
        "me": Me(languages, duties, any(duty.from_at <= listed.now for duty in duties)),
        "book": book,
        "declines": [(reason, dict(book.called("decline", reason))) for reason in book.policy.aid.declines],
        "sign": {row.ref: sign_of(row.state, row.due_at, listed.now) for row in rows},
        "subject": {row.ref: subject_of(book, row.kind, row.field) for row in rows},
        "how": HOW,
        "languages": LANGUAGES,
        "overdue": OVERDUE,
        "told": TOLD.get(told),
        "fault": fault,
        "key": fresh_key(),
    }
    status = fault.status if fault else 200
    headers = {"Cache-Control": "no-store"}
    return page(request, "legal_mine.html", values, status=status, headers=headers, there="/work/legal")


def subject_of(book: LegalBook, kind: str, field: str) -> dict[str, str]:
    """What a case of a list is about, in the words of the rules; nothing where that is not known."""
    return dict(book.called("kind", kind) if kind else book.called("field", field))


def _urgency(row: OwnCaseRow) -> tuple[datetime, datetime]:
    return row.due_at or _NEVER, row.since
