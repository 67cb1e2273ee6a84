"""Counter: the written notices of an application, listed for machines and printed for those whose case it is."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from api.desk import TheActor, TheDesk
from api.legal.acts import LegalPath
from api.legal.admission import found_legal
from api.legal.commands import LEGAL
from api.legal.notice_words import LABELS
from api.legal.notices import NoticeView, notices_of
from api.legal.refusals import UnknownLegal
from api.printing.codes import code_for
from api.privacy.reading import TheReading
from api.problems import responses
from api.refusals import BadInput, PostgresAway, TokenMissing, TokenUnknown
from api.templates import page
from domain.refusals import NotAllowed

router = APIRouter(tags=["legal"])
pages = APIRouter(include_in_schema=False)


@router.get(
    f"{LEGAL}/{{ref}}/notices",
    name="list_legal_notices",
    operation_id="list_legal_notices",
    summary="The written notices of an application (通知书、决定书)",
    description="A refusal, a termination, what counts as withdrawn, a pledge found false afterwards: with number, date, reasons, the law, and how to object. For those whose case it is; whoever applied finds them with number and code.",
    responses=responses(BadInput, TokenMissing, TokenUnknown, NotAllowed, UnknownLegal, PostgresAway),
)  # fmt: skip
async def list_legal_notices(ref: LegalPath, desk: TheDesk, actor: TheActor, reading: TheReading) -> list[NoticeView]:
    """List the written notices of a case."""
    async with desk.postgres.noting_snapshot() as connection:
        await found_legal(connection, ref, actor)
        return await notices_of(connection, desk.library, reading, ref)


@pages.get("/notices/{ref}/{n}", name="notice_page")
async def notice_page(
    request: Request,
    ref: LegalPath,
    n: Annotated[int, Path(ge=1, le=2_147_483_647)],
    desk: TheDesk,
    actor: TheActor,
    reading: TheReading,
) -> Response:
    """One written notice, to be printed."""
    async with desk.postgres.noting_snapshot() as connection:
        await found_legal(connection, ref, actor)
        notices = await notices_of(connection, desk.library, reading, ref)
    told = [notice for notice in notices if notice.number == f"{ref}-{n}"]
    if not told:
        raise UnknownLegal()
    values = {"notices": told, "labels": LABELS, "code": code_for(request, "/r")}
    return page(request, "notice.html", values, headers={"Cache-Control": "no-store"})
