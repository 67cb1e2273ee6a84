"""Counter: 三单一函, the numbered documents of a request, listed for machines and printed for people. No citizen is named."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path, Request
from pydantic import BaseModel, Field
from starlette.responses import Response

from api.bodies import ID_PATTERN
from api.desk import TheActor, TheDesk
from api.hotline.anonymity import admit, sees_words
from api.hotline.following import book_of
from api.hotline.report_refusals import HotlineMissing, UnknownPaper
from api.hotline.request_bodies import REQUEST_PATTERN, RequestRef
from api.hotline.request_commands import found_request
from api.printing.codes import code_for
from api.privacy.masks import shown_to, withheld
from api.privacy.reading import TheReading
from api.problems import responses
from api.refusals import BadInput, PostgresAway, TokenMissing, TokenUnknown, UnknownRequest
from api.templates import page
from domain.hotline.book import ISSUER, HotlineBook
from domain.privacy.readings import Reading
from domain.refusals import NotAllowed, NotYours
from domain.roles import Act, Actor
from store import papers
from store.pool import Connection

router = APIRouter(prefix="/api/v1", tags=["requests"])
pages = APIRouter(include_in_schema=False)

PaperRef = Annotated[RequestRef, Path(description="The number of the request.", examples=["H20261125-000017"])]


class PaperView(BaseModel):
    """A document: its name and number, to which body it went and when, and where it can be printed."""

    paper: str = Field(examples=["assignment"])
    names: dict[str, str]
    number: str = Field(examples=["库伦热线交办〔2026〕3号"])
    cycle: int
    body: str
    body_zh: str
    issued_at: datetime
    due_at: datetime | None = Field(description="The citizen's deadline as it stood then; null while the clock stood.")
    href: str = Field(examples=["/papers/H20261125-000017/1/assignment/T1-V01"])


class PaperList(BaseModel):
    """The documents of a request in the order in which they were issued."""

    rows: list[PaperView]


@router.get(
    "/requests/{ref}/papers",
    name="list_papers",
    operation_id="list_papers",
    summary="The documents of a request (三单一函)",
    description="For the bodies that have to do with it, for the centre, and for those who oversee.",
    responses=responses(
        BadInput, TokenMissing, TokenUnknown, NotAllowed, NotYours, UnknownRequest, PostgresAway, HotlineMissing
    ),
)
async def list_papers(ref: PaperRef, desk: TheDesk, actor: TheActor, reading: TheReading) -> PaperList:
    """List the documents of a request."""
    async with desk.postgres.connection() as connection:
        matter = await _matter(connection, reading, ref, actor)
        book = await book_of(desk.library, connection, matter.policy_version)
        rows = await papers.papers_of(connection, ref)
    return PaperList(rows=[_view(row, book) for row in rows])


@pages.get("/papers/{ref}/{cycle}/{paper}/{body}", name="paper_page")
async def paper_page(
    request: Request,
    ref: Annotated[str, Path(pattern=REQUEST_PATTERN)],
    cycle: Annotated[int, Path(ge=1, le=9999)],
    paper: Annotated[str, Path(pattern=r"^[a-z_]{1,64}$")],
    body: Annotated[str, Path(pattern=ID_PATTERN)],
    desk: TheDesk,
    actor: TheActor,
    reading: TheReading,
) -> Response:
    """One document, to be printed."""
    async with desk.postgres.connection() as connection:
        matter = await _matter(connection, reading, ref, actor)
        book = await book_of(desk.library, connection, matter.policy_version)
        row = await papers.find_paper(connection, ref, cycle, paper, body)
    if row is None:
        raise UnknownPaper()
    topic = book.topics.get(matter.topic)
    shown = _view(row, book)
    values = {
        "paper": shown,
        "code": code_for(request, shown.href),
        "ref": ref,
        "matter": matter,
        "topic": topic.names if topic else None,
        "kind": book.names.get(f"kind.{matter.kind}", book.names["request"]),
        # A joint task is of the centre itself, which issues the papers too; empty where it is withheld.
        "source": book.names.get(f"source.{matter.source}", book.names[ISSUER]) if matter.source else {},
    }
    return page(request, "paper.html", values, headers={"Cache-Control": "no-store"})


async def _matter(connection: Connection, reading: Reading, ref: str, actor: Actor) -> papers.PaperMatter:
    """What the documents are about, if the actor may see them.

    Raises:
        UnknownRequest: there is no such request.
        NotYours: the actor's body has nothing to do with it.
    """
    head = await found_request(connection, ref)
    bodies = await papers.bodies_of(connection, ref)
    admit(actor, head, Act.READ_REQUEST, department=actor.department if actor.department in bodies else "")
    matter = await papers.matter_of(connection, reading, ref)
    assert matter is not None, "it was just found"
    return shown_to(actor.role, matter if sees_words(actor, head) else withheld(matter))


def _view(row: papers.IssuedPaper, book: HotlineBook) -> PaperView:
    names = book.names.get(f"paper.{row.paper}", {"zh": row.paper})
    return PaperView(
        paper=row.paper,
        names=dict(names),
        number=number_of(book.names[ISSUER]["zh"], names["zh"], row.year, row.number),
        cycle=row.cycle,
        body=row.body,
        body_zh=row.body_zh,
        issued_at=row.issued_at,
        due_at=row.due_at,
        href=f"/papers/{row.ref}/{row.cycle}/{row.paper}/{row.body}",
    )


def number_of(issuer: str, name: str, year: int, number: int) -> str:
    """The number as it stands on the document: an order (单) is called by what it does, 库伦热线交办〔2026〕3号."""
    return f"{issuer}{name.removesuffix('单')}〔{year}〕{number}号"
