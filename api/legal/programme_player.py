"""Plays a programme through the counters: it is made, its host is reminded, and its first session is held and recorded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from api.cast import Cast
from api.legal.commands import LEGAL
from api.playing import perform
from domain.legal.programmes import key_of
from domain.legal.story import ProgrammeStory, soonest_session, weekly_cron
from domain.legal.timeline import told_programme
from domain.organisation import JUSTICE
from domain.roles import Role
from domain.timeline import told_message
from store import watch
from store.pool import Pool
from store.shipped import office
from system.caller import Caller

_LEAST = timedelta(seconds=10)  # in which the host can be reminded


@dataclass(frozen=True, slots=True)
class Session:
    """The session that is to be held."""

    at: datetime


class ProgrammePlayer:
    """Makes a programme, tells the reminders of its first session, and records it as soon as it begins."""

    def __init__(
        self, story: ProgrammeStory, caller: Caller, cast: Cast, pool: Pool, say: Callable[[str], None]
    ) -> None:
        self._story, self._caller, self._cast, self._pool, self._say = story, caller, cast, pool, say
        self._id, self._host = story.makes["id"], story.makes["host"]
        self._zone = ZoneInfo(office()[1])
        self._session = Session(soonest_session(datetime.now(UTC), least=_LEAST).astimezone(self._zone))
        self._told: set[str] = set()
        self._is_held = False

    async def play(self) -> None:
        """Play until the session is recorded."""
        body = {**self._story.makes, "cron": weekly_cron(self._session.at)}
        token = self._cast.token(Role.DIRECTOR, JUSTICE)
        await self._caller.post(f"{LEGAL}/programmes", body, token=token, key=f"story-{self._id:_<16}")
        self._tell("made", by="the director", more=f"first at {self._session.at:%H:%M}")
        await perform(self, pool=self._pool, ref=key_of(self._id), is_watched=True)

    def waiting(self) -> list[Session]:
        """The session, until it is held."""
        return [] if self._is_held else [self._session]

    def is_over(self) -> bool:
        """Is the session held?"""
        return self._is_held

    async def read(self) -> None:
        """Tell the reminders that have gone out."""
        async with self._pool.acquire() as connection:
            messages = await watch.messages(connection, key_of(self._id))
        for message in messages:
            if message.id not in self._told:
                self._say(told_message(key_of(self._id)[:6], [message.recipient], message.text))
        self._told |= {message.id for message in messages}

    async def act(self, cue: Session) -> None:
        """Let the host record what the session came to."""
        body = {**self._story.result, "starts_at": cue.at.isoformat()}
        address = f"{LEGAL}/programmes/{self._id}/sessions/result"
        await self._caller.post(address, body, token=self._cast.tokens[self._host], key=f"held-{self._id:_<16}")
        self._is_held = True
        self._tell("held", by=self._host, more=f"before {self._story.result['audience']}")

    def _tell(self, what: str, *, by: str, more: str) -> None:
        name, at = self._story.makes["name_zh"], datetime.now(self._zone)
        self._say(told_programme(what, key_of(self._id), name, by=by, at=at, more=more))
