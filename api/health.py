"""Counter: is the house alive, and is everything there that it needs?"""

from __future__ import annotations

import asyncio
from http import HTTPStatus

from fastapi import APIRouter
from pydantic import BaseModel, Field
from starlette.responses import JSONResponse, Response

from api.desk import TheDesk

router = APIRouter(tags=["health"])


class Health(BaseModel):
    """The process lives."""

    status: str = Field(default="ok", examples=["ok"])


class Readiness(BaseModel):
    """What is missing: `postgres`, `temporal`, `migrations`; empty when all is there."""

    status: str = Field(examples=["ready", "not_ready"])
    missing: list[str] = Field(examples=[[], ["temporal"]])


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
