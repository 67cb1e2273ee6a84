"""Plays the story of a request through the counters, as an outside program does it: with tokens, codes and keys, over HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from api.cast import Cast
from api.hotline.request_commands import REQUESTS
from api.playing import perform
from domain.hotline.book import HotlineBook
from domain.hotline.story import Part, RequestCue, RequestStory, is_told, request_cues
from domain.hotline.timeline import short, told_line
from domain.organisation import CENTRE
from domain.privacy.readings import EXAMPLES
from domain.roles import Act, Role
from domain.timeline import told_message
from store import request_lists, watch
from store.pool import Pool
from store.reports import find_complainant
from store.request_lists import RequestLine
from store.shipped import office
from system.caller import Caller, CallFailed

_AGAIN_SECONDS = 1.0
_MOST_LINES = 1000
_ROLES = {Part.DISPATCHER: Role.DISPATCHER, Part.LEADER: Role.LEADER, Part.GRID_MEMBER: Role.GRID_MEMBER}
_OF_CITIZENS = {Act.REQUEST_ANSWER: "answer", Act.REQUEST_ADD_WORDS: "words", Act.REQUEST_ASK_WITHDRAWAL: "withdrawal"}


@dataclass(frozen=True, slots=True)
class Played:
    """The number of a request that was played, and the query code of its citizen."""

    ref: str
    code: str


class HotlinePlayer:
    """Reports what a story says, and acts whenever its record calls for it."""

    def __init__(
        self,
        story: RequestStory,
        caller: Caller,
        cast: Cast,
        book: HotlineBook,
        pool: Pool,
        say: Callable[[str], None] | None = None,
    ) -> None:
        """Play silently and at once until no scene is left; or, with `say`, tell each event and wait as the story says."""
        self._story, self._caller, self._cast, self._pool, self._say = story, caller, cast, pool, say
        topic = book.topics.get(str(story.report["topic"]))
        self._name = topic.names["zh"] if topic else ""
        self._ref = self._code = ""
        self._record: list[RequestLine] = []
        self._told: set[str] = set()
        self._tried: set[int] = set()

    async def play(self) -> Played | None:
        """Play, and return under what it is found; None when it cannot be reported as the story has it (any more)."""
        try:
            reported = await self._report()
        except CallFailed as refused:
            if refused.may_be_repeated:
                raise
            return None
        self._ref = reported["ref"]
        self._code = reported["code"] or await self._confirmed_code()
        await perform(self, pool=self._pool, ref=self._ref, is_watched=self._say is not None)
        return Played(self._ref, self._code)

    def waiting(self) -> list[RequestCue]:
        """What is still to be played, the earliest first."""
        cues = [cue for cue in request_cues(self._story, self._record) if cue.number not in self._tried]
        return cues if self._say else [replace(cue, at=cue.since) for cue in cues]

    def is_over(self) -> bool:
        """Is the story told, or (where nobody is told) nothing left to be played?"""
        return bool(self._record) and (is_told(self._story, self._record) if self._say else not self.waiting())

    async def read(self) -> None:
        """Read on in the record, and tell what is new."""
        async with self._pool.acquire() as connection:
            after = self._record[-1].n if self._record else 0
            fresh = await request_lists.record(connection, EXAMPLES, self._ref, after=after, most=_MOST_LINES)
            messages = await watch.messages(connection, self._ref) if self._say else []
        if self._say:
            self._tell(fresh, [message for message in messages if message.id not in self._told], self._say)
        self._record += fresh
        self._told |= {message.id for message in messages}

    async def act(self, cue: RequestCue) -> None:
        """Let somebody act. Whoever is refused leaves the story to go on; when nobody can be reached they come again."""
        scene = cue.scene
        body = dict(scene.body) | ({"time": cue.since.isoformat()} if scene.timed else {})
        path = scene.act.removeprefix("request_").replace("_", "-")
        if scene.by is Part.CITIZEN:
            path, body = _OF_CITIZENS[scene.act], body | {"code": self._code}
        try:
            token = await self._token(scene.by)
            key = f"story-{self._story.id}-{cue.number:02}"
            await self._caller.post(f"{REQUESTS}/{self._ref}/{path}", body, token=token, key=key)
        except CallFailed as refused:
            if refused.may_be_repeated:
                await asyncio.sleep(_AGAIN_SECONDS)
                return
            if self._say:
                self._say(f"{'':8}  {short(self._ref):6}  {path} was refused: {refused}")
        self._tried.add(cue.number)

    async def _report(self) -> Mapping[str, Any]:
        """Hand the request in, unless that was done before: the same again gets the same number and code."""
        token = await self._token(self._story.by)
        return dict(
            await self._caller.post(REQUESTS, self._story.report, token=token, key=f"story-{self._story.id:_<16}")
        )

    async def _confirmed_code(self) -> str:
        """The code as the citizen reads it in the confirmation, for a grid member is not told it."""
        async with self._pool.acquire() as connection:
            citizen = await find_complainant(connection, f"{self._ref}-1")
        return citizen.code if citizen else ""

    async def _token(self, part: Part) -> str:
        """The token of whoever plays a part; a citizen has none."""
        if part is Part.CITIZEN:
            return ""
        if part is Part.OWNER:
            async with self._pool.acquire() as connection:
                head = await request_lists.head(connection, self._ref)
            return self._cast.tokens.get(head.owner if head else "", "")
        place = self._story.district if part is Part.GRID_MEMBER else CENTRE
        return self._cast.token(_ROLES[part], place)

    def _tell(self, fresh: list[RequestLine], messages: list[watch.Told], say: Callable[[str], None]) -> None:
        zone = ZoneInfo(office()[1])
        for line in fresh:
            say(told_line(line, self._ref, self._name, zone=zone))
        for text, same in groupby(messages, lambda message: message.text):
            say(told_message(short(self._ref), [message.recipient for message in same], text))
