"""The desk: everything a counter needs, put together once in `api.app` and handed to each endpoint."""

from __future__ import annotations

from asyncio import Semaphore
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Annotated

from fastapi import Depends, Request

from api.accounts.refusals import TooManySignIn
from api.gateway import Gateway
from api.guesses import Guesses
from api.library import Library
from api.limits import Crowd
from api.lines import PostgresLine, TemporalLine
from api.live import Live
from domain.accounts.refusals import SessionNeeded
from domain.roles import Actor
from store.sessions import Session
from system.passwords import Passwords
from system.provider import Provider
from system.settings import Settings
from system.vault import Vault

_FILES_AT_ONCE = 2  # that are looked through: a picture of 50 million pixels takes 200 MB meanwhile
_AT_THE_ENTRANCE = 4  # many who sign in leave room for others
_AT_THE_DOOR, _OF_ONE_ADDRESS = 500, 100  # who try to sign in at once; a whole office may stand behind one address


@dataclass(frozen=True, slots=True)
class Desk:
    """What stands on the desk of every counter; `looking` is held while a whole file is looked through.

    `vault` locks the secrets of second factors; `provider` is with whom people may sign in too, or None.
    """

    settings: Settings
    postgres: PostgresLine
    temporal: TemporalLine
    gateway: Gateway
    library: Library
    live: Live
    vault: Vault
    provider: Provider | None = None
    guesses: Guesses = field(default_factory=Guesses)
    looking: Semaphore = field(default_factory=lambda: Semaphore(_FILES_AT_ONCE))
    passwords: Passwords = field(default_factory=Passwords)
    at_the_door: Crowd = field(default_factory=lambda: Crowd(_AT_THE_DOOR, _OF_ONE_ADDRESS, TooManySignIn))
    entrance: Semaphore = field(default_factory=lambda: Semaphore(_AT_THE_ENTRANCE))


def desk_of(request: Request) -> Desk:
    """The desk of this application."""
    desk: Desk = request.app.state.desk
    return desk


def actor_of(request: Request) -> Actor:
    """Who asks, as `api.access` found out before the endpoint was called."""
    actor: Actor = request.state.actor
    return actor


def session_of(request: Request) -> Session:
    """The session of whoever asks.

    Raises:
        SessionNeeded: they have come with a token.
    """
    session: Session | None = request.state.session
    if session is None:
        raise SessionNeeded()
    return session


def received_at(request: Request) -> datetime:
    """When the request reached us, as `api.intake` stamped it."""
    at: datetime = request.state.received_at
    return at


def present() -> datetime:
    """The present time (aware, UTC) for what is read."""
    return datetime.now(UTC)


TheDesk = Annotated[Desk, Depends(desk_of)]
TheSession = Annotated[Session, Depends(session_of)]
TheActor = Annotated[Actor, Depends(actor_of)]
ReceivedAt = Annotated[datetime, Depends(received_at)]
