"""Plays the story of a case of the legal circle through the counters, as an outside program does it: with tokens, codes and keys."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from api.cast import Cast
from api.hotline.player import Played
from api.legal.commands import LEGAL
from api.legal.starting import asker_of
from api.playing import perform
from domain.hotline.timeline import short
from domain.legal.book import LegalBook
from domain.legal.record import Service
from domain.legal.story import LegalCue, LegalStory, Part, legal_cues
from domain.legal.timeline import told_legal
from domain.organisation import JUSTICE
from domain.privacy.readings import EXAMPLES
from domain.roles import Role
from domain.timeline import told_message
from store import legal_readers, watch
from store.legal_matters import find_asker
from store.legal_readers import LegalLine
from store.pool import Pool
from store.shipped import office
from system.caller import Caller, CallFailed

_AGAIN_SECONDS = 1.0
_MOST_LINES = 1000
_ASKS = {Service.INQUIRY: "inquiries", Service.AID: "aid", Service.VISIT: "visits"}
_ROLES = {Part.CLERK: Role.CLERK, Part.DIRECTOR: Role.DIRECTOR}


class LegalPlayer:
    """Asks what a story says, and acts whenever its record calls for it."""

    def __init__(
        self,
        story: LegalStory,
        caller: Caller,
        cast: Cast,
        book: LegalBook,
        pool: Pool,
        say: Callable[[str], None] | None = None,
    ) -> None:
        """Play silently and at once until no scene is left; or, with `say`, tell each event and wait as the story says."""
        self._story, self._caller, self._cast, self._pool, self._say = story, caller, cast, pool, say
        self._name = book.called("service", story.service)["zh"]
        self._ref = self._code = ""
        self._record: list[LegalLine] = []
        self._told: set[str] = set()
        self._tried: set[int] = set()

    async def play(self) -> Played | None:
        """Play, and return under what it is found; None when it cannot be asked as the story has it (any more)."""
        body = dict(self._story.asks)
        if self._story.limit_in_days:
            day = (datetime.now(ZoneInfo(office()[1])) + timedelta(days=self._story.limit_in_days)).date()
            body |= {"limit_on": day.isoformat()}
        try:
            path = f"{LEGAL}/{_ASKS[self._story.service]}"
            asked = await self._caller.post(path, body, token="", key=f"story-{self._story.id:_<16}")
        except CallFailed as refused:
            if refused.may_be_repeated:
                raise
            return None
        self._ref, self._code = asked["ref"], asked["code"] or await self._confirmed_code(asked["ref"])
        await perform(self, pool=self._pool, ref=self._ref, is_watched=self._say is not None)
        return Played(self._ref, self._code)

    def waiting(self) -> list[LegalCue]:
        """What is still to be played, the earliest first."""
        return [cue for cue in legal_cues(self._story, self._record) if cue.number not in self._tried]

    def is_over(self) -> bool:
        """Is the story told, or (where nobody is told) nothing left to be played?"""
        if self._say is None:
            return bool(self._record) and not self.waiting()
        return any(line.kind == self._story.ends for line in self._record)

    async def read(self) -> None:
        """Read on in the record, and tell what is new."""
        async with self._pool.acquire() as connection:
            after = self._record[-1].n if self._record else 0
            fresh = await legal_readers.record(connection, EXAMPLES, self._ref, after=after, most=_MOST_LINES)
            messages = await watch.messages(connection, self._ref) if self._say else []
        if self._say:
            self._tell(fresh, [message for message in messages if message.id not in self._told], self._say)
        self._record += fresh
        self._told |= {message.id for message in messages}

    async def act(self, cue: LegalCue) -> None:
        """Let somebody act. Whoever is refused leaves the story to go on; when nobody can be reached they come again."""
        scene = cue.scene
        body: dict[str, Any] = dict(scene.body)
        if scene.by is Part.ASKER:
            body |= {"code": self._code}
        if scene.in_seconds:
            body |= {"at": (datetime.now(UTC) + timedelta(seconds=scene.in_seconds)).isoformat()}
        try:
            token, key = await self._token(scene.by), f"story-{self._story.id}-{cue.number:02}"
            await self._caller.post(f"{LEGAL}/{self._ref}/{scene.act}", body, token=token, key=f"{key:_<16}")
        except CallFailed as refused:
            if refused.may_be_repeated:
                await asyncio.sleep(_AGAIN_SECONDS)
                return
            if self._say:
                self._say(f"{'':8}  {short(self._ref):6}  {scene.act} was refused: {refused}")
        self._tried.add(cue.number)

    async def _confirmed_code(self, ref: str) -> str:
        """The code as whoever asked reads it in the confirmation."""
        async with self._pool.acquire() as connection:
            asker = await find_asker(connection, asker_of(ref), reading=None)
        return asker.code if asker else ""

    async def _token(self, part: Part) -> str:
        """The token of whoever plays a part; whoever asked has none."""
        if part is Part.ASKER:
            return ""
        if part in _ROLES:
            return self._cast.token(_ROLES[part], JUSTICE)
        async with self._pool.acquire() as connection:
            rows = await legal_readers.assignments(connection, self._ref)
        here = [row for row in rows if row.until is None and (row.accepted_at is None) is (part is Part.CALLED)]
        return self._cast.tokens.get(here[-1].person, "") if here else ""

    def _tell(self, fresh: list[LegalLine], messages: list[watch.Told], say: Callable[[str], None]) -> None:
        zone = ZoneInfo(office()[1])
        for line in fresh:
            say(told_legal(line, self._ref, self._name, zone=zone))
        for text, same in groupby(messages, lambda message: message.text):
            say(told_message(short(self._ref), [message.recipient for message in same], text))
