"""The desk: everything a counter needs, put together once in `api.app` and handed to each endpoint."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Annotated

from fastapi import Depends, Request

from api.gateway import Gateway
from api.guesses import Guesses
from api.library import Library
from api.lines import PostgresLine, TemporalLine
from api.live import Live
from domain.roles import Actor
from system.settings import Settings


@dataclass(frozen=True, slots=True)
class Desk:
    """What stands on the desk of every counter."""

    settings: Settings
    postgres: PostgresLine
    temporal: TemporalLine
    gateway: Gateway
    library: Library
    live: Live
    guesses: Guesses = field(default_factory=Guesses)


def desk_of(request: Request) -> Desk:
    """The desk of this application."""
    desk: Desk = request.app.state.desk
    return desk


def actor_of(request: Request) -> Actor:
    """Who asks, as `api.access` found out before the endpoint was called."""
    actor: Actor = request.state.actor
    return actor


def received_at(request: Request) -> datetime:
    """When the request reached us, as `api.intake` stamped it."""
    at: datetime = request.state.received_at
    return at


def present() -> datetime:
    """The present time (aware, UTC) for what is read."""
    return datetime.now(UTC)


TheDesk = Annotated[Desk, Depends(desk_of)]
TheActor = Annotated[Actor, Depends(actor_of)]
ReceivedAt = Annotated[datetime, Depends(received_at)]
