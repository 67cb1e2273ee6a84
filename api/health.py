"""Counter: is the house alive, and is everything there that it needs?"""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from http import HTTPStatus

from fastapi import APIRouter
from pydantic import BaseModel, Field
from starlette.responses import JSONResponse, Response

from api.desk import TheDesk, present
from store import readers

router = APIRouter(tags=["health"])
LATE_AFTER = timedelta(minutes=2)


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
