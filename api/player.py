"""Plays the story of a project through the counters, as an outside program does it: with tokens and keys, over HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from itertools import groupby
from zoneinfo import ZoneInfo

from api.cast import Cast
from api.playing import perform
from domain.catalogue import Catalogue
from domain.record import Event, Happening
from domain.roles import Act, Role
from domain.story import Cue, Story, cues
from domain.timeline import told, told_message
from store import watch
from store.pool import Pool
from store.shipped import office
from store.watch import Told
from system.caller import Caller, CallFailed

_AGAIN_SECONDS = 1.0


class Player:
    """Opens a story's project, and acts whenever its record calls for it."""

    def __init__(
        self,
        story: Story,
        caller: Caller,
        cast: Cast,
        catalogue: Catalogue,
        pool: Pool,
        say: Callable[[str], None] | None = None,
    ) -> None:
        """Play silently until no scene is left; or, with `say`, tell each event, until the project is complete."""
        self._story, self._caller, self._cast, self._catalogue, self._pool = story, caller, cast, catalogue, pool
        self._say = say
        self._record: list[Event] = []
        self._told: set[str] = set()
        self._tried: set[tuple[str, Act]] = set()

    async def play(self) -> list[Event]:
        """Play, and return the whole record."""
        await self._open()
        await perform(self, pool=self._pool, ref=self._story.ref, is_watched=self._say is not None)
        return self._record

    def waiting(self) -> list[Cue]:
        """What is still to be played, the earliest first."""
        return [cue for cue in cues(self._story, self._record) if (cue.item, cue.scene.act) not in self._tried]

    def is_over(self) -> bool:
        """Is the project complete, or (where nobody is told) nothing left to be played?"""
        if self._say is None:
            return not self.waiting()
        return any(event.kind is Happening.COMPLETED for event in self._record)

    async def _open(self) -> None:
        """Open the project unless it is there."""
        story = self._story
        try:
            await self._caller.get(f"/api/v1/projects/{story.ref}")
        except CallFailed as missing:
            if missing.status != 404:
                raise
            profile = self._catalogue.profiles[story.profile]
            body = {
                "ref": story.ref,
                "name": story.name,
                "site": story.site,
                "project_type": profile.project_type,
                "land_mode": profile.land_mode,
                "flags": [*profile.flags, *story.more_flags],
            }
            token = self._cast.token(Role.APPLICANT, "")
            await self._caller.post("/api/v1/projects", body, token=token, key=f"open-{story.ref}")

    async def act(self, cue: Cue) -> None:
        """Let somebody act. If he is refused the story goes on without him: time may have been faster.

        When the office cannot be reached he comes again, with the same key.
        """
        scene, department = cue.scene, self._catalogue.items[cue.item].department
        body = {
            **dict(scene.note),
            **({"kind": scene.kind, "until": cue.until.isoformat()} if scene.kind else {}),
            **({"days": scene.days} if scene.days else {}),
            **({"materials": list(scene.materials)} if scene.materials else {}),
        }
        address = f"/api/v1/projects/{self._story.ref}/items/{cue.item}/{scene.act}"
        try:
            token = self._cast.token(scene.by, department)
            await self._caller.post(address, body, token=token, key=f"{cue.item}-{scene.act}")
        except CallFailed as refused:
            if refused.may_be_repeated:
                await asyncio.sleep(_AGAIN_SECONDS)
                return
            if self._say:
                self._say(f"{'':8}  {cue.item:6}  {scene.act} was refused: {refused}")
        self._tried.add((cue.item, scene.act))

    async def read(self) -> None:
        """Read on in the record, and tell what is new."""
        async with self._pool.acquire() as connection:
            fresh = await watch.record(connection, self._story.ref, after=len(self._record))
            messages = await watch.messages(connection, self._story.ref)
        if self._say:
            self._tell(fresh, [message for message in messages if message.id not in self._told], self._say)
        self._record += fresh
        self._told |= {message.id for message in messages}

    def _tell(self, fresh: list[Event], messages: list[Told], say: Callable[[str], None]) -> None:
        zone = ZoneInfo(office()[1])
        for event in fresh:
            say(told(event, self._catalogue.items[event.item].name_zh if event.item else self._story.name, zone=zone))
        for (item, text), same in groupby(messages, lambda message: (message.item, message.text)):
            say(told_message(item, [message.recipient for message in same], text))
