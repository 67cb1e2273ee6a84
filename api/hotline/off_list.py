"""Counter: demands outside the catalogue are reported, by everybody: to the body that supervises, hidden from the one complained of.

Whoever is signed in is not written down with it, unless they take it in for somebody on the telephone or on the spot.
"""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import JSONResponse, Response

from api.bodies import Id, Ref
from api.commands import Key
from api.desk import Desk, ReceivedAt, TheActor, TheDesk
from api.documents.needing import today_at
from api.hotline.report_bodies import Language, Line, Mail, Phone, Told, Words
from api.hotline.report_refusals import HotlineMissing
from api.hotline.reporting import Handed, take_in
from api.hotline.reports import SEATS, ReportAnswer, answer_of, key_of, source_of
from api.problems import responses
from api.refusals import (
    BadInput,
    BadJson,
    BodyTooLarge,
    CatalogueMissing,
    NotJson,
    PostgresAway,
    TemporalAway,
    TokenMissing,
    TokenUnknown,
    TooSlow,
    UnknownValue,
)
from domain.catalogue import Catalogue
from domain.hotline.book import Topic
from domain.hotline.off_list import KIND, Demanded, topic_of_demands
from domain.organisation import CENTRE, BodyKind
from domain.refusals import KeyReused, NotAllowed
from domain.roles import ANYONE, Actor
from store import organisation, readers
from store.off_list import OffListDemand
from store.pool import Connection

router = APIRouter(prefix="/api/v1", tags=["citizens"])


class DemandReport(BaseModel):
    """A demand outside the catalogue: what was asked for, and by which department."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"example": {"kind": "material", "department": "NRB", "text": "要求另交一份邻居同意书。"}},
    )

    kind: Demanded = Field(description="A `material` that no list names, or an `approval` outside the system.")
    department: Id = Field(description="The department that asked for it.", examples=["NRB"])
    text: Words = Field(
        description="What was asked for, how and when; at most 2,000 characters, kept as it came.",
        examples=["要求另交一份邻居同意书。"],
    )
    project: Ref | None = Field(
        default=None, description="The project; hidden from the department.", examples=["2611-150524-04-01-000001"]
    )
    item: Id | None = Field(default=None, description="The item of the catalogue.", examples=["LR-01"])
    material: Id | None = Field(
        default=None, description="The material, where it is one of the catalogue's.", examples=["site_argument"]
    )
    language: Language = Field(default="zh", description="In which the answers shall be.")
    name: Line | None = Field(default=None, description="Shown to dispatchers only.")
    phone: Phone | None = Field(default=None, description="As it is dialled in China, or with + and the country.")
    mail: Mail | None = Field(default=None, description="A mail address.")
    via: Literal["web", "mini_program"] = Field(default="web", description="Through what a visitor came.")


@router.post(
    "/off-list-demands",
    name="report_off_list_demand",
    operation_id="report_off_list_demand",
    status_code=HTTPStatus.CREATED,
    response_model=ReportAnswer,
    summary="Report a demand outside the catalogue",
    description="By everybody; the body that supervises looks into it within a term of its own. The department complained of gets it never, and learns neither who reported it nor for which project. A visitor chooses a key of 16 to 100 random characters. The same again under the same key gets the same answer.",
    responses=responses(
        BadInput, BadJson, BodyTooLarge, NotJson, UnknownValue, KeyReused, TokenMissing, TokenUnknown, NotAllowed, TooSlow,
        TemporalAway, PostgresAway, HotlineMissing, CatalogueMissing,
    ),
)  # fmt: skip
async def report_off_list_demand(
    body: DemandReport, key: Key, desk: TheDesk, actor: TheActor, at: ReceivedAt
) -> Response:
    """Take a report of a demand in."""
    answer, _ = await demand_reported(desk, body, key, actor, at)
    return JSONResponse(answer.model_dump(mode="json"), HTTPStatus.CREATED, {"Cache-Control": "no-store"})


async def demand_reported(
    desk: Desk, body: DemandReport, key: str, actor: Actor, at: datetime
) -> tuple[ReportAnswer, str]:
    """Take a report of a demand in under a key: what is answered, and the id of its complainant.

    Its place is the centre's, for the village would tell who has made it.

    Raises:
        BadInput: a visitor's key is too short.
        UnknownValue: a department, project, item or material is not known.
        HotlineMissing: the rules that hold do not know such reports.
    """
    kept_under, source = key_of(actor, key), source_of(actor, body.via)
    async with desk.postgres.connection() as connection:
        topic = await topic_now(connection, desk)
        await _check(connection, desk, body, at)
    told = Told(
        text=body.text,
        district=CENTRE,
        topic=topic.id,
        language=body.language,
        name=body.name,
        phone=body.phone,
        mail=body.mail,
    )
    about = (body.kind, body.department, body.project or "", body.item or "", body.material or "")
    by = actor if actor.role in SEATS else ANYONE
    handed = Handed(told, source, by, at, key=kept_under, demand=OffListDemand(*about))
    (begun,) = await take_in(desk, [handed])
    return answer_of(begun, [], actor), begun.complainant.id


async def topic_now(connection: Connection, desk: Desk) -> Topic:
    """The topic of such reports in the rules that hold.

    Raises:
        HotlineMissing: they have none yet; an administrator publishes them.
    """
    topic = topic_of_demands(await desk.library.newest_hotline(connection))
    if topic is None:
        raise HotlineMissing(missing=KIND)
    return topic


async def catalogue_of(connection: Connection, desk: Desk, project: str | None) -> Catalogue | None:
    """The catalogue of a project, or the newest one where none is named; None for a project that nobody knows."""
    if not project:
        return await desk.library.newest_catalogue(connection)
    known = await readers.public_project(connection, project)
    return await desk.library.catalogue(connection, known.catalogue_version) if known else None


async def _check(connection: Connection, desk: Desk, body: DemandReport, at: datetime) -> None:
    """Pass when everything that is named is there; the first that is not is refused with what is allowed."""
    bodies = await organisation.bodies(connection, today_at(desk.library, at), BodyKind.DEPARTMENT)
    _one_of("department", body.department, [one.id for one in bodies])
    if not (body.project or body.item or body.material):
        return
    catalogue = await catalogue_of(connection, desk, body.project)
    if catalogue is None:
        allowed = "the number of a project that was opened"
        raise UnknownValue(place="body.project", value=body.project or "", allowed=allowed)
    _one_of("item", body.item, [*catalogue.items])
    _one_of("material", body.material, [*catalogue.materials])


def _one_of(field: str, value: str | None, allowed: list[str]) -> None:
    if value and value not in allowed:
        raise UnknownValue(place=f"body.{field}", value=value, allowed=", ".join(allowed))
