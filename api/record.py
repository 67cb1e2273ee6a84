"""Counter: the record for whoever doubts it: a case as a bundle that can be checked elsewhere, and the roots, published to everybody."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field
from starlette.responses import Response

from api.answers import Page
from api.desk import Desk, TheActor, TheDesk
from api.documents.case import case_of
from api.hotline.request_reading import admit_to_words
from api.hotline.requests import RequestPath
from api.legal.acts import LegalPath
from api.legal.admission import found_legal
from api.legal.refusals import UnknownLegal
from api.paging import Limit, split
from api.privacy.reading import TheReading
from api.problems import responses
from api.projects import RefPath
from api.refusals import (
    BadInput,
    CatalogueMissing,
    PostgresAway,
    RootMissing,
    TokenMissing,
    TokenUnknown,
    UnknownProject,
    UnknownRequest,
)
from domain.bundle import written
from domain.masking import needs_all
from domain.privacy.readings import Reading
from domain.refusals import NotAllowed, NotYours
from domain.roles import RULES, Act
from store.bundles import PROJECT, bundle_of
from store.pool import Connection
from store.roots import KeptRoot, roots

router = APIRouter(prefix="/api/v1", tags=["record"])

_HASH = Field(min_length=64, max_length=64, pattern="^[0-9a-f]{64}$")
_ABOUT = "One file: every event with its hash, clocks, versions, messages with their fates, digests of documents, and the root over it. `verify.py` checks it with nothing but Python. Ids only, no name, address or text; with `words` also what people wrote, and that it was read is written down."
_READ = (BadInput, TokenMissing, TokenUnknown, NotAllowed, RootMissing, PostgresAway)
Night = Annotated[date | None, Query(description="Under the root of this night; without one, the newest.")]
Words = Annotated[
    bool, Query(description="With the words that go with its events: not for those to whom words are shown covered.")
]


class BundleFile(Response):
    """A bundle as a file to keep: lines of JSON, as docs/record.md has it."""

    media_type = "application/x-ndjson"


class RootView(BaseModel):
    """One hash over the records of all cases; through `before` it stands for all nights until this one."""

    night: date = Field(description="The local day that was over.")
    root: str = _HASH
    cases: int
    events: int
    torn: int = Field(
        description="Cases that are not as they were written: something of them was changed or taken away."
    )
    before: str = _HASH
    tree: str = _HASH
    sealed_at: datetime


@router.get(
    "/roots",
    name="list_roots",
    operation_id="list_roots",
    summary="The nightly roots, the newest first",
    description="Published so that everybody can keep one: whoever has written down one root can tell whether anything before it was changed.",
    responses=responses(BadInput, TokenUnknown, PostgresAway),
)
async def list_roots(
    desk: TheDesk,
    after: Annotated[date | None, Query(description="Nights before this one.")] = None,
    limit: Limit = 50,
) -> Page[RootView]:
    """List roots."""
    async with desk.postgres.connection() as connection:
        rows = await roots(connection, before=after, most=limit + 1)
    shown, following = split(rows, limit, "/api/v1/roots", lambda row: row.night.isoformat())
    return Page(rows=[_view(row) for row in shown], next=following)


@router.get(
    "/projects/{ref}/bundle",
    name="get_project_bundle",
    operation_id="get_project_bundle",
    response_class=BundleFile,
    summary="A project as a bundle that can be checked elsewhere",
    description=f"{_ABOUT} For those who may read the whole case: the project side, the departments with an item in it, and those who oversee.",
    responses=responses(*_READ, NotYours, UnknownProject, CatalogueMissing),
)
async def get_project_bundle(
    ref: RefPath, desk: TheDesk, actor: TheActor, reading: TheReading, night: Night = None, *, words: Words = False
) -> BundleFile:
    """Export a project."""
    async with _snapshot(desk, words=words) as connection:
        (await case_of(connection, desk.library, ref, actor)).admit(Act.READ_CASE)
        return await _file(connection, ref, PROJECT, night, _of_words(reading, words=words))


@router.get(
    "/requests/{ref}/bundle",
    name="get_request_bundle",
    operation_id="get_request_bundle",
    response_class=BundleFile,
    summary="A request as a bundle that can be checked elsewhere",
    description=f"{_ABOUT} For the bodies that have to do with it, the centre, and those who oversee.",
    responses=responses(*_READ, NotYours, UnknownRequest),
)
async def get_request_bundle(
    ref: RequestPath, desk: TheDesk, actor: TheActor, reading: TheReading, night: Night = None, *, words: Words = False
) -> BundleFile:
    """Export a request."""
    async with _snapshot(desk, words=words) as connection:
        await admit_to_words(connection, ref, actor)
        return await _file(connection, ref, "hotline", night, _of_words(reading, words=words))


@router.get(
    "/legal/{ref}/bundle",
    name="get_case_bundle",
    operation_id="get_case_bundle",
    response_class=BundleFile,
    summary="A case of the legal circle as a bundle that can be checked elsewhere",
    description=f"{_ABOUT} For the desk, those who oversee, and whoever is called for it, offered it, or had it; for all others there is none.",
    responses=responses(*_READ, UnknownLegal),
)
async def get_case_bundle(
    ref: LegalPath, desk: TheDesk, actor: TheActor, reading: TheReading, night: Night = None, *, words: Words = False
) -> BundleFile:
    """Export a case of the legal circle."""
    async with _snapshot(desk, words=words) as connection:
        head = await found_legal(connection, ref, actor)
        return await _file(connection, ref, head.service, night, _of_words(reading, words=words))


def _snapshot(desk: Desk, *, words: bool) -> AbstractAsyncContextManager[Connection]:
    return desk.postgres.noting_snapshot() if words else desk.postgres.snapshot()


def _of_words(reading: Reading, *, words: bool) -> Reading | None:
    """The reading of the words, if they are asked for; covered ones could not be held against their digest."""
    if words and not needs_all(reading.by.role):
        allowed = sorted(filter(needs_all, RULES[reading.why]))
        raise NotAllowed(role=reading.by.role, act=reading.why, allowed=", ".join(allowed))
    return reading if words else None


async def _file(
    connection: Connection, ref: str, service: str, night: date | None, reading: Reading | None
) -> BundleFile:
    bundle = await bundle_of(connection, ref, service, night, reading=reading)
    if night is not None and bundle.sealed is None:
        raise RootMissing(ref=ref, night=night.isoformat())
    headers = {"Content-Disposition": f'attachment; filename="{ref}.jsonl"', "Cache-Control": "no-store"}
    return BundleFile(written(bundle), headers=headers)


def _view(row: KeptRoot) -> RootView:
    return RootView(
        night=row.night,
        root=row.hash.hex(),
        cases=row.cases,
        events=row.events,
        torn=row.torn,
        before=row.before.hex(),
        tree=row.tree.hex(),
        sealed_at=row.sealed_at,
    )
