"""Counter: detectors with their base rates, what they have found, and what people say of it; nothing else follows from it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, ConfigDict, Field

from api.answers import Page
from api.bodies import Text
from api.commands import Key, short_hash
from api.desk import ReceivedAt, TheActor, TheDesk
from api.paging import Cursor, Limit, cursor, number_of, place, split
from api.privacy.masks import shown_to
from api.privacy.reading import TheReading
from api.problems import responses
from api.refusals import BadInput, BadJson, BodyTooLarge, NotJson, PostgresAway, TokenMissing, TokenUnknown, TooSlow
from domain.refusals import KeyReused, NotAllowed, NotYours
from domain.roles import Act, Actor, Role, check
from domain.supervision.detectors import THRESHOLDS, Abuse
from domain.supervision.judging import UnknownFinding, Verdict, check_verdict
from domain.supervision.watching import base_rate
from store import findings as store
from store import readers
from store.pool import Connection
from store.shipped import detectors

router = APIRouter(prefix="/api/v1/supervision", tags=["supervision"])

_READ = (BadInput, TokenMissing, TokenUnknown, NotAllowed, PostgresAway)
_STATES = "open", *Verdict
State = Annotated[str, Query(pattern=rf"^$|^({'|'.join(_STATES)})$", description="open, or the newest verdict.")]
OfDetector = Annotated[Abuse | None, Query(description="Of this detector only.")]
Number = Annotated[int, Path(ge=1, le=9_007_199_254_740_991, description="The finding's number.")]


class DetectorView(BaseModel):
    """A definition with what it has come to: `base_rate` is found of looks, null where nothing was looked at."""

    id: Abuse
    version: str
    row: int = Field(description="The abuse's number in the list of facts.")
    source: str
    names: dict[str, str]
    means: dict[str, str]
    thresholds: dict[str, str] = Field(examples=[{"lag": "3 workdays"}])
    looks: int = Field(description="How many were looked at.")
    blind: int = Field(description="How many could not be: what the definition asks for is not on record.")
    found: int
    base_rate: float | None = Field(description="Over all departments; null for a head, who sees own findings only.")
    open: int
    heard: int
    explained: int
    confirmed: int
    dismissed: int


class FindingView(BaseModel):
    """Something that a person should look at; `evidence` is what the definition has counted."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    detector: Abuse
    version: str
    ref: str = Field(description="The case: a project or a request.")
    part: str = Field(description="The item; empty in a request.")
    at: datetime
    body: str = Field(description="Whose work it is about.")
    body_zh: str
    body_en: str
    evidence: dict[str, Any]
    found_at: datetime
    state: str = Field(examples=["open"])


class JudgementView(BaseModel):
    """What somebody said of a finding."""

    model_config = ConfigDict(from_attributes=True)

    verdict: Verdict
    judged_by: str
    judged_at: datetime
    reason: str


class WholeFinding(FindingView):
    """A finding with all that was said of it, the newest first; the newest holds."""

    judgements: list[JudgementView] = Field(default_factory=list)


class Judge(BaseModel):
    """What you say of a finding: a head `heard`, which is an explanation; a supervisor whatever is right."""

    model_config = ConfigDict(extra="forbid")

    verdict: Verdict = Field(description="The newest one holds.", examples=["explained"])
    reason: Text = Field(description="Free text, at most 2,000 characters.", examples=["停电期间纸质受理，次日补录。"])


@router.get(
    "/detectors",
    name="list_detectors",
    operation_id="list_detectors",
    summary="What supervision looks for",
    description="Every definition, how much it has looked at, could not look at and found, and how its findings stand. A finding is no proof, and nothing follows from it by itself.",
    responses=responses(*_READ),
)
async def list_detectors(desk: TheDesk, actor: TheActor) -> list[DetectorView]:
    """List detectors."""
    body = body_of(actor)
    async with desk.postgres.connection() as connection:
        counted = await store.counts(connection, body, hidden_from=actor.department)
    shown = []
    for one in detectors().detectors.values():
        count = counted.get(one.id) or store.DetectorCount(one.id, 0, 0, 0, 0, 0, 0, 0, 0)
        states = {state: getattr(count, state) for state in _STATES}
        units = {name: f"{one.thresholds[name]} {unit}" for name, unit in THRESHOLDS[one.id].items()}
        about = {"id": one.id, "version": one.version, "row": one.row, "source": one.source, "thresholds": units}
        rate = None if body else base_rate(count.found, count.looks)
        said = {"names": dict(one.names), "means": dict(one.means)}
        seen = {"looks": count.looks, "blind": count.blind, "found": count.found}
        shown.append(DetectorView(**about, **said, **seen, **states, base_rate=rate))
    return shown


@router.get(
    "/findings",
    name="list_findings",
    operation_id="list_findings",
    summary="What detectors have found",
    description="The last that were found first. A head sees those about the own department.",
    responses=responses(*_READ),
)
async def list_findings(
    desk: TheDesk,
    actor: TheActor,
    detector: OfDetector = None,
    state: State = "",
    after: Cursor = "",
    limit: Limit = 50,
) -> Page[FindingView]:
    """List findings."""
    _, (number,) = place(after, 1)
    wanted = {"detector": str(detector or ""), "state": state}
    async with desk.postgres.connection() as connection:
        rows = await store.findings(
            connection,
            **wanted,
            body=body_of(actor),
            before=number_of(number),
            most=limit + 1,
            hidden_from=actor.department,
        )
    shown, following = split(
        rows, limit, "/api/v1/supervision/findings", lambda row: cursor(None, str(row.id)), **wanted
    )
    return Page(rows=[FindingView.model_validate(row) for row in shown], next=following)


@router.get(
    "/findings/{number}",
    name="get_finding",
    operation_id="get_finding",
    summary="One finding with what was said of it",
    responses=responses(*_READ, UnknownFinding, NotYours),
)
async def get_finding(number: Number, desk: TheDesk, actor: TheActor, reading: TheReading) -> WholeFinding:
    """Show a finding."""
    async with desk.postgres.connection() as connection:
        row = await _finding(connection, number, actor, Act.READ_FINDINGS)
        said = await store.judgements(connection, reading, number)
    whole = WholeFinding.model_validate(row)
    whole.judgements = [JudgementView.model_validate(shown_to(actor.role, one)) for one in said]
    return whole


@router.post(
    "/findings/{number}/judgements",
    name="judge_finding",
    operation_id="judge_finding",
    summary="Say something of a finding",
    description="The head of the department explains (`heard`), a supervisor judges. Words are only added; the newest verdict holds, and nothing else in the system reads it.",
    responses=responses(*_READ, BadJson, BodyTooLarge, NotJson, TooSlow, UnknownFinding, NotYours, KeyReused),
)
async def judge_finding(
    number: Number, body: Judge, desk: TheDesk, actor: TheActor, at: ReceivedAt, key: Key
) -> FindingView:
    """Judge."""
    note, written = short_hash("judgement", actor.id, str(number), key), short_hash("print", body.model_dump_json())
    async with desk.postgres.connection() as connection:
        row = await _finding(connection, number, actor, Act.JUDGE_FINDING)
        check_verdict(actor, body.verdict)
        known = await readers.note(connection, note)
        if known is not None and known.body.get("print") != written:
            raise KeyReused()
        said = store.Judgement(body.verdict, actor.id, at, body.reason)
        await store.add_judgement(connection, row, said, note=note, body={"print": written, "reason": body.reason})
        return FindingView.model_validate(await _finding(connection, number, actor, Act.JUDGE_FINDING))


def body_of(actor: Actor) -> str:
    """About which body somebody sees findings; empty: about all."""
    return actor.department if actor.role is Role.HEAD else ""


async def _finding(connection: Connection, number: int, actor: Actor, act: Act) -> store.FindingRow:
    row = await store.finding(connection, number, hidden_from=actor.department)
    if row is None:
        raise UnknownFinding()
    check(actor, act, department=row.body)
    return row
