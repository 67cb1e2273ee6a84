"""Counter: what is kept of oneself, taken along, and erased where no law holds it (个人信息保护法 arts. 45 and 47)."""

from __future__ import annotations

from datetime import datetime

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field

from api.desk import Desk, ReceivedAt, TheActor, TheDesk
from api.hotline.following import caller_of
from api.hotline.report_bodies import Code
from api.hotline.report_refusals import TooManyGuesses, UnknownTracking
from api.legal.admission import asker_by_code
from api.legal.following import is_of_the_circle
from api.privacy.reading import TheReading
from api.problems import responses
from api.refusals import BadInput, BadJson, BodyTooLarge, NotJson, PostgresAway, TokenMissing, TokenUnknown, TooSlow
from domain.privacy.book import Period
from domain.privacy.readings import Reading, reading_of_citizen
from domain.privacy.refusals import DataHeld
from domain.refusals import NotAllowed
from domain.roles import Act
from store import own_data as store
from store.pool import Connection
from store.retention import erasable, erase
from store.shipped import privacy

router = APIRouter(prefix="/api/v1", tags=["privacy"])

_READ = (BadInput, TokenMissing, TokenUnknown, NotAllowed, PostgresAway)
_SENT = responses(*_READ, BadJson, BodyTooLarge, NotJson, TooSlow, UnknownTracking, TooManyGuesses)


class NumberAndCode(BaseModel):
    """Number and query code; in the body, so that they stand in no log."""

    model_config = ConfigDict(extra="forbid")

    ref: str = Field(max_length=30, description="The number of the case.", examples=["H20261125-000017"])
    code: Code = Field(description="The query code.", examples=["K7M2QX"])


class OwnData(BaseModel):
    """All that is kept of a citizen with a case."""

    about: store.HandedIn
    words: list[store.Written]
    letters: list[store.Sent]
    read: list[store.Read] = Field(description="Who has read it, by role, the newest first.")
    law: str = Field(description="The law by which it is kept.")
    kept_until: datetime | None = Field(description="Until when; null while the case is open.")


class OwnAccount(BaseModel):
    """All that is kept of somebody who works here."""

    about: store.Account
    words: list[store.Written]
    letters: list[store.Sent]
    read: list[store.Read]
    law: str


class Erased(BaseModel):
    """What was personal in this case is gone; that there was a case stays."""

    ref: str


@router.get(
    "/me/data",
    name="take_own",
    operation_id="take_own",
    summary="What is kept of me",
    description="For whoever has an account: what is kept, what they wrote, what was sent to them, and who has read it.",
    responses=responses(*_READ),
)
async def take_own(desk: TheDesk, actor: TheActor, reading: TheReading) -> OwnAccount:
    """Show somebody their own."""
    async with desk.postgres.noting_snapshot() as connection:
        about = await store.own_account(connection, reading, actor.id)
        assert about is not None, "the token is theirs"
        return OwnAccount(
            about=about,
            words=await store.own_words(connection, reading, actor.id),
            letters=await store.own_letters(connection, reading, f"person:{actor.id}"),
            read=await store.read_of(connection, actor.id, but=actor.id),
            law=privacy().kept[Period.ACCOUNT].law,
        )


@router.post(
    "/own-data",
    name="take_own_as_citizen",
    operation_id="take_own_as_citizen",
    summary="What is kept of me with a case",
    description="With number and query code: what was handed in, written and sent, who has read it, and until when which law keeps it.",
    responses=_SENT,
)
async def take_own_as_citizen(body: NumberAndCode, request: Request, desk: TheDesk) -> OwnData:
    """Show a citizen their own."""
    citizen = await _citizen(request, desk, body)
    reading = reading_of_citizen(citizen, Act.TAKE_OWN_AS_CITIZEN)
    async with desk.postgres.noting_snapshot() as connection:
        about = await _handed_in(connection, reading, citizen, body.ref)
        kept, caller = privacy().kept[_period(body.ref)], f"caller:{citizen}"
        return OwnData(
            about=about,
            words=await store.own_words(connection, reading, caller),
            letters=await store.own_letters(connection, reading, caller),
            read=await store.read_of(connection, citizen, ref=about.ref, but=caller),
            law=kept.law,
            kept_until=kept.until(about.ended_at) if about.ended_at else None,
        )


@router.post(
    "/own-data/erasure",
    name="erase_own",
    operation_id="erase_own",
    summary="Erase what is kept of me with a case",
    description="With number and query code. Refused while the case is open or a law keeps it; the refusal says which law, and until when. That there was a case, and when what happened, stays.",
    responses={**_SENT, **responses(DataHeld)},
)
async def erase_own(body: NumberAndCode, request: Request, desk: TheDesk, at: ReceivedAt) -> Erased:
    """Erase a citizen's own."""
    citizen = await _citizen(request, desk, body)
    reading = reading_of_citizen(citizen, Act.ERASE_OWN)
    async with desk.postgres.connection() as connection, connection.transaction():
        about = await _handed_in(connection, reading, citizen, body.ref)
        cases = await erasable(connection, privacy(), at, refs=[about.ref])
        if not cases:
            raise _held(about, at)
        await erase(connection, cases, by=f"caller:{citizen}", now=at)
    return Erased(ref=about.ref)


async def _citizen(request: Request, desk: Desk, body: NumberAndCode) -> str:
    """The id of whoever shows number and code."""
    if is_of_the_circle(body.ref):
        return (await asker_by_code(request, desk, body.ref, body.code)).id
    return (await caller_of(request, desk, body.ref, body.code)).id


async def _handed_in(connection: Connection, reading: Reading, citizen: str, ref: str) -> store.HandedIn:
    find = store.own_matter if is_of_the_circle(ref) else store.own_report
    about = await find(connection, reading, citizen)
    assert about is not None, "number and code are theirs"
    return about


def _period(ref: str) -> Period:
    return Period.LEGAL if is_of_the_circle(ref) else Period.HOTLINE


def _held(about: store.HandedIn, at: datetime) -> DataHeld:
    """Why it cannot be erased: an open case, a period that runs, or somebody who forbids it for the time being."""
    kept = privacy().kept[_period(about.ref)]
    if about.ended_at is None:
        return DataHeld(ref=about.ref, law=kept.law, until="the case is open")
    until = kept.until(about.ended_at)
    return DataHeld(ref=about.ref, law=kept.law, until=until.date().isoformat() if until > at else "a hold is lifted")
