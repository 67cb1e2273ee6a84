"""Kills whoever sends, again and again in the middle of the work, and counts afterwards what became of every message."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path
from random import Random
from uuid import UUID

from house import House
from twilio_stand_in import TwilioStandIn
from twilio_things import Answering, Plan, Reporting, Thing

from domain.record import Step
from domain.term import Unit

ROOT = Path(__file__).parents[2]
MESSAGES = 5  # before each kill, two of them to the same person
HASTY = {"lease_seconds": 2, "look_seconds": [1, 1, 2], "poll_seconds": [1, 2, 4], "back_off_seconds": [1]}
_NAME = "to_be_killed"
_PATIENCE = 60
_LETTERS = "SELECT count(*) FROM letter"
_ODD = (  # what happens to a quarter of the letters, besides delays
    Plan(answering=Answering.LOST),
    Plan(answering=Answering.LOST, reporting=Reporting.NEVER),
    Plan(answering=Answering.HALF),
    Plan(refuse=20429),
    Plan(reporting=Reporting.EARLY),
    Plan(reporting=Reporting.NEVER),
    Plan(http=500, taken=True),
    Plan(http=503),
    Plan(doubled=True),
    Plan(backwards=True),
)
_UNFINISHED = """\
SELECT (SELECT count(*) FROM notice WHERE next_at <= now())
     + (SELECT count(*) FROM delivery_receipt WHERE applied_at IS NULL)
     + (SELECT count(*) FROM letter WHERE state = 'claimed' OR look_at IS NOT NULL)
     + (SELECT count(*) FROM outbox WHERE channel <> 'list' AND state = 'queued')
"""


class After(Enum):
    """What a kill follows, and within how many seconds."""

    COMMIT = 0.25
    CLAIM = 0.01
    POST = 0.08


class SlowTwilio(TwilioStandIn):
    """Twilio some milliseconds away, with seconds to the handset: nobody's receipt hides what a killed sender left open."""

    def __init__(self, chance: Random, *, most_seconds: float = 0.04, course_seconds: float = 4) -> None:
        super().__init__()
        self._chance, self._most, self._course = chance, most_seconds, course_seconds
        self.sees_one = asyncio.Event()

    async def take(self, form: Mapping[str, str], plan: Plan, *, is_call: bool) -> Thing:
        """Take it as it should, but slowly."""
        self.sees_one.set()
        await asyncio.sleep(self._chance.uniform(0, self._most))
        thing = await super().take(form, plan, is_call=is_call)
        await asyncio.sleep(self._chance.uniform(0, self._most))
        return thing

    async def _run(self, thing: Thing) -> None:
        if thing.plan.reporting is not Reporting.EARLY:
            await asyncio.sleep(self._chance.uniform(0, self._course))
        await super()._run(thing)


@dataclass(frozen=True)
class Kill:
    """What a kill fell into: letters whose sending had begun, and how many messages still waited for theirs."""

    claimed: frozenset[UUID]
    waiting: int


@dataclass
class Killing:
    """A house that always has something to say, and a sender that never lives long."""

    house: House
    twilio: SlowTwilio
    chance: Random
    module: str
    environment: dict[str, str]
    told: list[tuple[str, str, str]] = field(default_factory=list)  # ref, person, number
    kills: list[Kill] = field(default_factory=list)
    _people: int = 0

    @classmethod
    def of(cls, house: House, twilio: SlowTwilio, chance: Random, url: str, module: str, **more: str) -> Killing:
        """Kill `python -m module`, which works for the database at `url`."""
        ours = {"CHENGNUO_DATABASE_URL": f"{url}?application_name={_NAME}", "CHENGNUO_LOG_LEVEL": "error"}
        base = {"CHENGNUO_PUBLIC_BASE_URL": twilio.public_base}
        inherited = {k: v for k, v in os.environ.items() if not k.startswith(("CHENGNUO_", "TEMPORAL_", "PG"))}
        return cls(house, twilio, chance, module, inherited | ours | base | twilio.settings | more)

    async def kill(self) -> None:
        """Start a sender, give it work, and kill it in the middle of that."""
        sender = await self._started()
        try:
            projects = [await self._project() for _ in range(MESSAGES)]
            await self._at_work()
            self.twilio.sees_one.clear()
            letters = await self.house.pool.fetchval(_LETTERS)
            saying = asyncio.gather(*(self._say(*project) for project in projects))
            await self._moment(letters)
        finally:
            sender.kill()
            await sender.wait()
        await saying
        await self._gone()
        self.kills.append(await self._found())

    async def settle(self, *, most_seconds: float) -> None:
        """Let a sender live until nothing is left to be done."""
        sender = await self._started()
        try:
            async with asyncio.timeout(most_seconds):
                await self.twilio.settled()
                while await self.house.pool.fetchval(_UNFINISHED):
                    await asyncio.sleep(0.2)
        finally:
            sender.terminate()
            await sender.wait()

    async def _moment(self, letters: int) -> None:
        """Wait for a random moment: after the first commit, after the first claim, or after the first POST."""
        kind = self.chance.choice(list(After))
        if kind is After.CLAIM:
            async with asyncio.timeout(_PATIENCE):
                while await self.house.pool.fetchval(_LETTERS) == letters:
                    await asyncio.sleep(0)
        if kind is After.POST:
            await asyncio.wait_for(self.twilio.sees_one.wait(), _PATIENCE)
        await asyncio.sleep(self.chance.uniform(0, kind.value))

    async def _started(self) -> asyncio.subprocess.Process:
        self._started_at = datetime.now(UTC)
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", self.module), cwd=ROOT, env=self.environment, stdout=asyncio.subprocess.DEVNULL
        )

    async def _at_work(self) -> None:
        """Wait until the sender has looked for work."""
        async with asyncio.timeout(_PATIENCE):
            while not await self.house.pool.fetchval("SELECT seen_at > $1 FROM postroom", self._started_at):
                await asyncio.sleep(0.02)

    async def _gone(self) -> None:
        """Wait until the database has noticed the death: a commit that was under way is done, or not."""
        async with asyncio.timeout(_PATIENCE):
            while await self.house.pool.fetchval(
                "SELECT count(*) FROM pg_stat_activity WHERE application_name = $1", _NAME
            ):
                await asyncio.sleep(0.01)

    async def _project(self) -> tuple[str, str]:
        """A project, and its officer: a new one but for every fifth, who has two."""
        is_second = len(self.told) % MESSAGES == MESSAGES - 1
        self._people += not is_second
        person, number = f"p{self._people}", f"+86138{self._people:08}"
        await self.house.person(person, phone=number)
        ref = await self.house.project()
        self.told.append((ref, person, number))
        if self.chance.random() < 1 / 4:
            self.twilio.once(number, self.chance.choice(_ODD))
        return ref, person

    async def _say(self, ref: str, person: str) -> None:
        self.house.now = datetime.now(UTC)
        await self.house.tell(Step.BREACHED, ref=ref, officer=person, unit=Unit.H)

    async def _found(self) -> Kill:
        rows = await self.house.pool.fetch("SELECT id FROM letter WHERE state = 'claimed'")
        waiting = await self.house.pool.fetchval(
            "SELECT (SELECT count(*) FROM notice WHERE next_at <= now())"
            " + (SELECT count(*) FROM outbox WHERE state = 'queued' AND channel <> 'list')"
        )
        earlier = {letter for kill in self.kills for letter in kill.claimed}
        return Kill(frozenset(row["id"] for row in rows) - earlier, waiting)
