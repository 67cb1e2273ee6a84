"""Counter: the rules of hotline and legal circle, read by everybody and published by administrators."""

from __future__ import annotations

from collections.abc import Collection
from http import HTTPStatus

from fastapi import APIRouter
from pydantic import BaseModel, Field

from api.bodies import FileText
from api.desk import ReceivedAt, TheActor, TheDesk
from api.hotline.report_refusals import HotlineMissing
from api.legal.refusals import LegalExists, LegalMissing
from api.problems import responses
from api.publishing import PUBLISH, sound
from api.refusals import FileRefused, HotlineExists, PostgresAway, TokenUnknown
from domain.hotline.book import HotlineBook
from domain.legal.book import LegalBook
from domain.refusals import Refusal
from store import organisation
from store.policies import HOTLINE, LEGAL, AnyBook, Policies
from store.pool import Connection

router = APIRouter(prefix="/api/v1", tags=["reference"])


class PublishedHotline(BaseModel):
    """The rules with which new requests begin from now on."""

    version: str
    topics: int = Field(description="How many topics the duty list has.")


class PublishedLegal(BaseModel):
    """The rules with which new cases begin from now on."""

    version: str
    kinds: int = Field(description="How many kinds of legal aid they know.")


@router.get(
    "/hotline",
    name="get_hotline",
    operation_id="get_hotline",
    summary="The rules of the hotline",
    description="Kinds with their terms and shares, topics with who has the duty, other roads, reasons, and the names of all of them in three languages.",
    responses=responses(TokenUnknown, PostgresAway, HotlineMissing),
)
async def get_hotline(desk: TheDesk) -> HotlineBook:
    """Show the rules."""
    async with desk.postgres.connection() as connection:
        return await desk.library.newest_hotline(connection)


@router.get(
    "/legal",
    name="get_legal",
    operation_id="get_legal",
    summary="The rules of the legal circle",
    description="Those with which new cases begin: promises, statutory terms, fields of law, kinds, groups, papers, grounds and all their names, and what an applicant is told before a pledge.",
    responses=responses(LegalMissing, PostgresAway, TokenUnknown),
)
async def get_legal(desk: TheDesk) -> LegalBook:
    """Show the rules."""
    async with desk.postgres.connection() as connection:
        return await desk.library.newest_legal(connection)


@router.post(
    "/hotline",
    name="publish_hotline",
    operation_id="publish_hotline",
    status_code=HTTPStatus.CREATED,
    summary="Publish rules of the hotline",
    description="For requests that are handed in from now on; each request keeps the rules that it began with. A file with any fault is refused whole, with every place and reason, and so is one whose duty list names a body that is not there. The same file again gets the same answer.",
    responses=responses(*PUBLISH, HotlineExists),
)
async def publish_hotline(body: FileText, desk: TheDesk, actor: TheActor, at: ReceivedAt) -> PublishedHotline:
    """Publish rules."""
    book = await sound(HOTLINE.parse, body.text)
    async with desk.postgres.connection() as connection:
        there = {entry.id for entry in await organisation.bodies(connection, desk.library.local(at).date())}
        if lacking := _lacking(book, there):
            raise FileRefused(lacking)
        await _keep(connection, HOTLINE, book, body.text, by=actor.id, known=HotlineExists)
    return PublishedHotline(version=book.policy.version, topics=len(book.topics))


@router.post(
    "/legal",
    name="publish_legal",
    operation_id="publish_legal",
    status_code=HTTPStatus.CREATED,
    summary="Publish rules of the legal circle",
    description="For cases that are begun from now on; each case keeps the rules that it began with. A file with any fault is refused whole, with every place and reason. The same file again gets the same answer.",
    responses=responses(*PUBLISH, LegalExists),
)
async def publish_legal(body: FileText, desk: TheDesk, actor: TheActor) -> PublishedLegal:
    """Publish rules."""
    book = await sound(LEGAL.parse, body.text)
    async with desk.postgres.connection() as connection:
        await _keep(connection, LEGAL, book, body.text, by=actor.id, known=LegalExists)
    return PublishedLegal(version=book.policy.version, kinds=len(book.policy.aid.kinds))


async def _keep(
    connection: Connection, policies: Policies[AnyBook], book: AnyBook, text: str, *, by: str, known: type[Refusal]
) -> None:
    """Keep a version, or refuse with `known` if it is known with another text."""
    version = book.policy.version
    await policies.add(connection, text, by=by)
    if await policies.text(connection, version) != text:
        raise known(version=version)


def _lacking(book: HotlineBook, there: Collection[str]) -> list[dict[str, str]]:
    """The places of the duty list that name a body which is not there."""
    return [
        {"place": f"topics.{topic.id}", "reason": f"The organisation has no body {body}."}
        for topic in book.topics.values()
        for body in (topic.lead, *topic.assists)
        if body and body not in there
    ]
