"""Counter: is the house alive, and is everything there that it needs?"""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from datetime import datetime, timedelta
from http import HTTPStatus

from fastapi import APIRouter
from pydantic import BaseModel, Field
from starlette.responses import JSONResponse, Response

from api.desk import TheDesk, present
from store import readers
from store.upkeep import post_health

router = APIRouter(tags=["health"])
LATE_AFTER = timedelta(minutes=2)
POST_LATE_AFTER = timedelta(minutes=1)
ALARMS_COUNT_FOR = timedelta(days=1)


class Health(BaseModel):
    """The process lives."""

    status: str = Field(default="ok", examples=["ok"])


class Readiness(BaseModel):
    """What is missing: `postgres`, `temporal`, `migrations`; empty when all is there."""

    status: str = Field(examples=["ready", "not_ready"])
    missing: list[str] = Field(examples=[[], ["temporal"]])


class Clocks(BaseModel):
    """How many cases have not acted by themselves when they should have, and since when."""

    status: str = Field(examples=["on_time", "late"])
    late: int = Field(examples=[0, 3])
    since: datetime | None = Field(default=None, examples=["2026-11-26T08:30:00+08:00"])


class Post(BaseModel):
    """How the postroom does; `seen_at` is null when it has never worked, `alarms` counts those of the last day."""

    status: str = Field(examples=["on_time", "late"])
    seen_at: datetime | None = Field(default=None, examples=["2026-11-26T08:30:00+08:00"])
    late_messages: int = Field(examples=[0, 3])
    late_notices: int = Field(examples=[0, 3])
    unknown: int = Field(examples=[0, 1])
    unreached: int = Field(examples=[0, 1])
    alarms: int = Field(examples=[0, 1])


@router.get(
    "/healthz",
    name="healthz",
    operation_id="healthz",
    summary="Is the process alive?",
    description="Says nothing about PostgreSQL or Temporal: restarting us would not bring them back.",
)
async def healthz() -> Health:
    """Say that we live."""
    return Health()


@router.get(
    "/readyz",
    name="readyz",
    operation_id="readyz",
    response_model=Readiness,
    summary="Is everything there?",
    description="Asks PostgreSQL and Temporal.",
    responses={503: {"model": Readiness, "description": "`missing` names what is not there."}},
)
async def readyz(desk: TheDesk) -> Response:
    """Say what is missing."""
    found = await asyncio.gather(desk.postgres.missing(), desk.temporal.missing())
    missing = [name for names in found for name in names]
    answer = Readiness(status="not_ready" if missing else "ready", missing=missing)
    status = HTTPStatus.SERVICE_UNAVAILABLE if missing else HTTPStatus.OK
    headers = {"Cache-Control": "no-store", **({"Retry-After": "5"} if missing else {})}
    return JSONResponse(answer.model_dump(), status, headers)


@router.get(
    "/clockz",
    name="clockz",
    operation_id="clockz",
    response_model=Clocks,
    summary="Do the clocks act on time?",
    description=f"A case that should have warned or decided {LATE_AFTER.seconds // 60} minutes ago and has not is late: is a worker running?",
    responses={503: {"model": Clocks, "description": "Some case is late."}},
)
async def clockz(desk: TheDesk) -> Response:
    """Say how many cases are late."""
    async with desk.postgres.connection() as connection:
        late = await readers.late_clocks(connection, present() - LATE_AFTER)
    answer = Clocks(status="late" if late.count else "on_time", late=late.count, since=late.since)
    status = HTTPStatus.SERVICE_UNAVAILABLE if late.count else HTTPStatus.OK
    return JSONResponse(answer.model_dump(mode="json"), status, {"Cache-Control": "no-store"})


@router.get(
    "/postz",
    name="postz",
    operation_id="postz",
    response_model=Post,
    summary="Do messages leave on time?",
    description=f"What was due {POST_LATE_AFTER.seconds} seconds ago and still waits is late: does a postroom run? Unknown and unreached messages wait for people, see /api/v1/unreached; alarms are faults of ours.",
    responses={503: {"model": Post, "description": "Some message is late."}},
)
async def postz(desk: TheDesk) -> Response:
    """Say how many messages are late, and how many wait for people."""
    now = present()
    async with desk.postgres.connection() as connection:
        health = await post_health(connection, late_before=now - POST_LATE_AFTER, alarms_since=now - ALARMS_COUNT_FOR)
    is_late = health.late_messages + health.late_notices > 0
    answer = Post(status="late" if is_late else "on_time", **asdict(health))
    status = HTTPStatus.SERVICE_UNAVAILABLE if is_late else HTTPStatus.OK
    return JSONResponse(answer.model_dump(mode="json"), status, {"Cache-Control": "no-store"})
