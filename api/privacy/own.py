"""Counter: what is kept of oneself, taken along, and erased where no law holds it (个人信息保护法 arts. 45 and 47)."""

from __future__ import annotations

from datetime import datetime

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from api.case_words import ANY
from api.code_holders import known_by_code
from api.desk import Desk, ReceivedAt, TheActor, TheDesk
from api.documents.giving import given
from api.documents.reading import FILE
from api.documents.refusals import UnknownDocument
from api.hotline.following import caller_of
from api.hotline.report_bodies import Code
from api.hotline.report_refusals import TooManyGuesses, UnknownTracking
from api.legal.admission import asker_by_code
from api.legal.following import is_of_the_circle
from api.privacy.reading import TheReading
from api.problems import responses
from api.refusals import BadInput, BadJson, BodyTooLarge, NotJson, PostgresAway, TokenMissing, TokenUnknown, TooSlow
from domain.legal.programmes import key_of
from domain.privacy.book import Period
from domain.privacy.readings import Reading, reading_of_citizen
from domain.privacy.refusals import DataHeld
from domain.refusals import NotAllowed
from domain.roles import Act
from store import documents
from store import own_data as store
from store.erasing import erase_cases
from store.pool import Connection
from store.retention import erasable, lock_holds
from store.shipped import privacy

router = APIRouter(prefix="/api/v1", tags=["privacy"])

_LIFTED = "a hold is lifted"
_PROGRAMME = r"[A-Za-z][A-Za-z0-9_-]{0,63}"
_READ = (BadInput, TokenMissing, TokenUnknown, NotAllowed, PostgresAway)
_SENT = responses(*_READ, BadJson, BodyTooLarge, NotJson, TooSlow, UnknownTracking, TooManyGuesses)


class NumberAndCode(BaseModel):
    """Number and query code; in the body, so that they stand in no log."""

    model_config = ConfigDict(extra="forbid")

    ref: str = Field(
        max_length=70,
        description="The number of the case; of a subscription `P-` and the programme.",
        examples=["H20261125-000017"],
    )
    code: Code = Field(description="The query code.", examples=["K7M2QX"])


class NumberCodeAndFile(NumberAndCode):
    """Number, query code, and one of the files that the export names."""

    file: str = Field(pattern=r"^[A-Za-z0-9_-]{20}$", description="Its id in the export.")


class OwnData(BaseModel):
    """All that is kept of a citizen with a case, or with a subscription."""

    about: store.HandedIn | store.Subscription
    pledge: store.Pledged | None
    words: list[store.Written]
    files: list[store.File] = Field(description="Without a `kind` it is on its way; the bytes are at /own-data/files.")
    letters: list[store.Sent]
    texts: list[store.Text] = Field(description="What came from there in answer to a letter.")
    barred: list[store.Bar] = Field(description="Where nothing is sent any more.")
    read: list[store.Read] = Field(description="Who has read it, by role, the newest first.")
    law: str = Field(description="The law by which it is kept.")
    kept_until: datetime | None = Field(description="Until when; null while the case or the subscription is open.")


class OwnAccount(BaseModel):
    """All that is kept of somebody who works here."""

    about: store.Account
    words: list[store.Written]
    said: list[store.Said] = Field(description="Of activities and sessions of the legal circle.")
    files: list[store.File]
    letters: list[store.Sent]
    texts: list[store.Text]
    barred: list[store.Bar]
    sessions: list[store.SignedIn]
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
    who, recipient = actor.id, f"person:{actor.id}"
    async with desk.postgres.noting_snapshot() as connection:
        about = await store.own_account(connection, reading, who)
        assert about is not None, "the token is theirs"
        return OwnAccount(
            about=about,
            words=await store.own_words(connection, reading, who),
            said=await store.own_evidence(connection, reading, who),
            files=await store.own_files(connection, reading, who),
            letters=await store.own_letters(connection, reading, recipient),
            texts=await store.own_texts(connection, reading, recipient, all_of_it=True),
            barred=await store.own_bars(connection, reading, recipient),
            sessions=await store.own_sessions(connection, reading, who),
            read=await store.read_of(connection, who, but=who),
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
    if programme := _programme(body.ref):
        about = await _subscription(request, desk, programme, body.code, Act.TAKE_OWN_AS_CITIZEN)
        async with desk.postgres.noting_snapshot() as connection:
            return await _taken(connection, about.id, about, "", Period.SUBSCRIPTION, about.ended_at)
    citizen = await _citizen(request, desk, body)
    async with desk.postgres.noting_snapshot() as connection:
        reading = reading_of_citizen(citizen, Act.TAKE_OWN_AS_CITIZEN)
        handed_in = await _handed_in(connection, reading, citizen, body.ref)
        return await _taken(connection, citizen, handed_in, handed_in.ref, _period(body.ref), handed_in.ended_at)


@router.post(
    "/own-data/files",
    name="take_own_file",
    operation_id="take_own_file",
    summary="A file that I have handed in",
    description="With number and query code: the original of a file that the export names.",
    response_class=Response,
    responses={**FILE, **_SENT, **responses(UnknownDocument)},
)
async def take_own_file(body: NumberCodeAndFile, request: Request, desk: TheDesk) -> Response:
    """Give a citizen their own file."""
    citizen = await _citizen(request, desk, body)
    reading = reading_of_citizen(citizen, Act.TAKE_OWN_AS_CITIZEN)
    async with desk.postgres.noting_snapshot() as connection:
        mine = [file for file in await store.own_files(connection, reading, citizen) if file.id == body.file]
        found = await documents.find(connection, reading, mine[0].ref, body.file) if mine else None
    if found is None:
        raise UnknownDocument()
    return await given(desk, found, original=True)


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
    if programme := _programme(body.ref):
        await _subscription(request, desk, programme, body.code, Act.ERASE_OWN)
        async with desk.postgres.connection() as connection:
            if not await store.erase_subscription(connection, programme, body.code, at):
                raise DataHeld(ref=body.ref, law=privacy().kept[Period.SUBSCRIPTION].law, until=_LIFTED)
        return Erased(ref=body.ref)
    citizen = await _citizen(request, desk, body)
    reading = reading_of_citizen(citizen, Act.ERASE_OWN)
    async with desk.postgres.connection() as connection, connection.transaction():
        await lock_holds(connection)
        about = await _handed_in(connection, reading, citizen, body.ref)
        cases = await erasable(connection, privacy(), at, refs=[about.ref])
        if not cases:
            raise _held(about, at)
        await erase_cases(connection, cases, by=f"caller:{citizen}", now=at)
    return Erased(ref=about.ref)


async def _taken(
    connection: Connection,
    citizen: str,
    about: store.HandedIn | store.Subscription,
    ref: str,
    period: Period,
    ended_at: datetime | None,
) -> OwnData:
    reading, caller = reading_of_citizen(citizen, Act.TAKE_OWN_AS_CITIZEN), f"caller:{citizen}"
    kept = privacy().kept[period]
    return OwnData(
        about=about,
        pledge=await store.own_pledge(connection, reading, ref, citizen),
        words=await store.own_words(connection, reading, caller),
        files=await store.own_files(connection, reading, citizen),
        letters=await store.own_letters(connection, reading, caller),
        texts=await store.own_texts(connection, reading, caller, all_of_it=False),
        barred=await store.own_bars(connection, reading, caller),
        read=await store.read_of(connection, citizen, ref=ref, but=caller),
        law=kept.law,
        kept_until=kept.until(ended_at) if ended_at else None,
    )


def _programme(ref: str) -> str:
    """The programme of which a number speaks, empty if of none."""
    return ref.removeprefix(key_of("")) if ref.startswith(key_of("")) else ""


async def _subscription(request: Request, desk: Desk, programme: str, code: str, why: Act) -> store.Subscription:
    """The subscription whose programme and code these are; guesses are counted."""

    async def find(connection: Connection, _ref: str, shown: str) -> store.Subscription | None:
        return await store.own_subscription(connection, lambda who: reading_of_citizen(who, why), programme, shown)

    return await known_by_code(request, desk, programme, code, kind=ANY, pattern=_PROGRAMME, find=find)


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
    return DataHeld(ref=about.ref, law=kept.law, until=until.date().isoformat() if until > at else _LIFTED)
