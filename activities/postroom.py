"""The postroom: climbs ladders, posts letters, listens to receipts, and asks after what nobody knows. Never posts twice."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import structlog
from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.alive import say_alive
from activities.carrier import Carrier
from domain.fate import Answer, Channel, Fate, Fault
from domain.rulebook import Rulebook
from domain.workdays import WorkCalendar
from store.claiming import claim
from store.fates import Registry
from store.letters import KnownLetter, Letter
from store.notices import climb_due
from store.pool import Pool
from store.postroom import follow_absences, next_moment, report_outages, seen
from store.reference import newest_versions, work_calendar

log = structlog.get_logger(__name__)
_LONGEST_REST = 5.0  # seconds; also how often we say that we live
_SHIFT = timedelta(minutes=50)  # after which a sender goes home and another one comes
_AT_ONCE = 16
_GATHER = 0.01  # seconds in which others may arrive too, so that one claim serves them all
_MOST_LETTERS = 200  # before receipts and ladders have their turn again


def _present() -> datetime:
    return datetime.now(UTC)


@dataclass
class Postroom:
    """Brings what cases have to say to people. Any number may work at once, on one machine or on many.

    `carriers` carry one channel each; `now` tells the time; at most `at_once` letters are on their way together.
    """

    pool: Pool
    book: Rulebook
    carriers: Mapping[Channel, Carrier]
    now: Callable[[], datetime] = _present
    at_once: int = _AT_ONCE
    _calendar: WorkCalendar | None = field(default=None, init=False)

    @activity.defn
    async def send_messages(self) -> None:
        """Work for one shift, with a sign of life every few seconds; finish what is on its way when told to stop."""
        end = self.now() + _SHIFT
        async with self._rung() as bell:
            while self.now() < end:
                bell.clear()
                if not await self._worked():
                    await self._rest(bell)

    async def _worked(self) -> int:
        """As `work`; of a fault only its kind goes to Temporal, whose histories hold nothing personal."""
        try:
            return await self.work()
        except Exception as fault:
            log.exception("postroom.failed")
            raise ApplicationError(f"{type(fault).__name__}; the worker's log says more") from None

    async def work(self) -> int:
        """Do what is to be done now, and return how much that was."""
        say_alive()
        await seen(self.pool, self.now(), longest=timedelta(seconds=self.book.policy.outage_seconds))
        registry = Registry(self.pool, self.book)
        done = await registry.apply_receipts(self._read, self.now())
        done += await follow_absences(self.pool, self.now())
        done += await self._climb()
        done += await self._post(registry)
        done += await self._ask(registry)
        if not done:
            await report_outages(self.pool, self.now())
        return done

    async def _climb(self) -> int:
        """Climb all ladders whose time has come before anything is sent, so that one person gets one text."""
        async with self.pool.acquire() as connection:
            _, newest = await newest_versions(connection)
            if self._calendar is None or self._calendar.rev != newest:
                self._calendar = await work_calendar(connection)
            if self._calendar is None:
                return 0  # before the first calendar there is no case
            done = 0
            while climbed := await climb_due(connection, self.book, self._calendar, self.now()):
                say_alive()
                done += climbed
            return done

    async def _post(self, registry: Registry) -> int:
        """Claim and post what is due; a new letter starts as soon as an old one has arrived."""
        names = {channel: carrier.name for channel, carrier in self.carriers.items()}
        on_their_way: set[asyncio.Task[None]] = set()
        posted = 0
        try:
            while True:
                say_alive()
                free = max(0, self.at_once - len(on_their_way)) if posted < _MOST_LETTERS else 0
                letters = await self._claim(names, free) if free else []
                posted += len(letters)
                on_their_way |= {asyncio.create_task(self._deliver(letter, registry)) for letter in letters}
                if not on_their_way:
                    return posted
                finished, on_their_way = await asyncio.wait(on_their_way, return_when=asyncio.FIRST_COMPLETED)
                for task in finished:
                    task.result()
                await asyncio.sleep(_GATHER)
        finally:
            if on_their_way:
                await asyncio.shield(asyncio.wait(on_their_way))

    async def _claim(self, names: Mapping[Channel, str], most: int) -> list[Letter]:
        if self._calendar is None:
            return []  # before the first calendar there is no case
        return await claim(self.pool, self.book, self._calendar, names, self.now(), most=most)

    async def _deliver(self, letter: Letter, registry: Registry) -> None:
        answer = await self.carriers[letter.channel].post(letter)
        if answer.fault is Fault.OURS:
            log.error("postroom.refused", carrier=self.carriers[letter.channel].name, error=answer.code)
        await registry.learn(letter.id, answer, self.now())

    async def _ask(self, registry: Registry) -> int:
        """Ask the carriers about letters that nobody has said anything final about."""
        known = await registry.doubtful(self.now())
        await asyncio.gather(*(self._ask_about(letter, registry) for letter in known))
        return len(known)

    async def _ask_about(self, known: KnownLetter, registry: Registry) -> None:
        if known.state is Fate.CLAIMED:  # whoever claimed it has died over it
            await registry.learn(known.letter.id, Answer(Fate.UNKNOWN, fault=Fault.UNKNOWN), self.now())
            return
        carrier = self.carriers.get(known.letter.channel)
        answer = await carrier.look_up(known.letter) if carrier and carrier.name == known.carrier else None
        await registry.asked(known, answer, self.now())

    def _read(self, channel: str, status: str, code: str) -> Answer:
        return self.carriers[Channel(channel)].read(status, code)

    async def _rest(self, bell: asyncio.Event) -> None:
        async with self.pool.acquire() as connection:
            moment = await next_moment(connection)
        wait = _LONGEST_REST
        if moment is not None:
            wait = min(wait, max(0.05, (moment - self.now()).total_seconds()))
        try:
            await asyncio.wait_for(bell.wait(), wait)
        except TimeoutError:
            return

    @asynccontextmanager
    async def _rung(self) -> AsyncIterator[asyncio.Event]:
        """A bell that rings when somebody has put something into the postroom."""
        bell = asyncio.Event()

        def ring(*_: object) -> None:
            bell.set()

        async with self.pool.acquire() as connection:
            await connection.add_listener("post", ring)
            try:
                yield bell
            finally:
                await connection.remove_listener("post", ring)
