"""Writes courses in the order of time, many steps in one transaction, each through the store's own functions."""

from __future__ import annotations

import heapq
import itertools
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from domain.commit import Written
from history.course import Asked, Course, Deed, Entry
from history.papers import hand_in
from store.demands import Asking, add_demands
from store.dossiers import add_note
from store.pool import Connection, Pool

Write = Callable[..., Awaitable[Written]]
Find = Callable[[Connection, Any, datetime], Awaitable[Any]]
_STEPS = 400  # in one transaction


@dataclass(frozen=True, slots=True)
class Start:
    """When a case begins, and how: what was handed in is kept, and its course is returned."""

    at: datetime
    begin: Callable[[Connection], Awaitable[Course]]


@dataclass(slots=True)
class Outcome:
    """What was written: how many cases and commits, why acts were refused, and which cases are still open."""

    cases: int = 0
    commits: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    left: list[Course] = field(default_factory=list)


class Writer:
    """Writes the courses of one kind of case; `find` answers their questions."""

    def __init__(self, pool: Pool, write: Write, find: Find) -> None:
        self._pool, self._write, self._find = pool, write, find
        self._ahead: list[tuple[datetime, int, Course]] = []
        self._order = itertools.count()
        self.outcome = Outcome()

    async def write_all(self, starts: Iterable[Start], until: datetime) -> Outcome:
        """Write everything that happens up to an instant; `starts` are in the order of time."""
        coming = iter(starts)
        start = next(coming, None)
        async with self._pool.acquire() as connection:
            while start is not None or (self._ahead and self._ahead[0][0] <= until):
                async with connection.transaction():
                    start = await self._write_some(connection, start, coming, until)
        self.outcome.left = [course for _, _, course in sorted(self._ahead)]
        return self.outcome

    async def _write_some(
        self, connection: Connection, start: Start | None, coming: Iterator[Start], until: datetime
    ) -> Start | None:
        for _ in range(_STEPS):
            if start is not None and (not self._ahead or start.at <= self._ahead[0][0]):
                self._await(await start.begin(connection))
                self.outcome.cases += 1
                start = next(coming, None)
            elif self._ahead and self._ahead[0][0] <= until:
                course = heapq.heappop(self._ahead)[2]
                await self._step(connection, course)
                self._await(course)
            else:
                break
        return start

    def _await(self, course: Course) -> None:
        if (at := course.next_at) is not None:
            heapq.heappush(self._ahead, (at, next(self._order), course))

    async def _step(self, connection: Connection, course: Course) -> None:
        steps, answer = course.step(), None
        while True:
            try:
                step = steps.send(answer)
            except StopIteration:
                return
            answer = None
            if isinstance(step, Asked):
                answer = await self._find(connection, step.question, step.at)
            else:
                await self._keep(connection, step)

    async def _keep(self, connection: Connection, entry: Entry) -> None:
        """As a counter and the activity do it: papers, words, demands, the commit."""
        if entry.deed is not None:
            await _keep_words(connection, entry, entry.deed)
        if entry.refused:
            act = entry.deed.act if entry.deed else ""
            self.outcome.refused[f"{act}:{entry.refused}"] += 1
        if entry.commit is not None:
            await self._write(connection, entry.commit, run_id=run_of(entry.ref), asked_at=entry.at)
            self.outcome.commits += 1


def run_of(ref: str) -> str:
    """The run by which a history writes a case; the workflow that goes on with it is the next one."""
    return f"history/{ref}"


async def _keep_words(connection: Connection, entry: Entry, deed: Deed) -> None:
    for material in deed.papers:
        await hand_in(connection, entry.ref, material, by=deed.actor.id, at=entry.at)
    if deed.is_tried:
        body = {"print": entry.id, **deed.said}
        await add_note(connection, entry.id, ref=entry.ref, author=entry.author, written_at=entry.at, body=body)
    if deed.demand is not None:
        wanted, refused = deed.demand.wanted, deed.demand.refused
        about = (entry.ref, entry.id, deed.demand.item, deed.demand.department, deed.actor.id, entry.at)
        codes = refused or dict.fromkeys(wanted, "")
        await add_demands(connection, Asking(*about, wanted), codes)
