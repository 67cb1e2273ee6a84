"""What cases have to say, and the ladders on which it reaches people: written with the step, climbed when its time comes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from domain.commit import Commit
from domain.fate import Channel, Fate
from domain.holding import why_not
from domain.hotline.request import State as RequestState
from domain.ladder import Ladder, spread
from domain.legal.cases import State as LegalState
from domain.legal.programmes import SessionState
from domain.notices import OF_NO_CASE
from domain.reaching import Climb, Wanted, climb
from domain.rulebook import Rulebook
from domain.term import Unit
from domain.workdays import WorkCalendar
from store.contacts import Directory, directory
from store.pool import Connection
from store.present import About, PresentItem, lock_items
from store.sql import load_sql

SQL = load_sql(__file__)
_SECONDS = 600  # in which a whole past is ended


@dataclass(frozen=True, slots=True)
class OpenNotice:
    """A notice whose ladder has something to do; `overtaken` when something newer about the same item is due too.

    `body`, `owner` and `complainant` say whom it is for where these are not those whom the case names now.
    """

    id: UUID
    ref: str
    item: str
    cycle: str
    step: str
    not_before: datetime
    expires_at: datetime
    due_on: date | None
    due_at: datetime | None
    unit: str
    body: str
    owner: str
    complainant: str
    state: str
    rung: int
    raised: int
    next_at: datetime
    acknowledged_at: datetime | None
    overtaken: bool

    def to(self, item: PresentItem | None) -> tuple[str, str]:
        """The department and the officer for whom it is; nobody's officer where it names a body alone."""
        if item is None:
            return self.body, self.owner
        return self.body or item.department, self.owner or ("" if self.body else item.present.officer)


Fated = tuple[datetime, UUID | None, UUID | None, str, str, str]


async def add_notices(connection: Connection, commit: Commit) -> None:
    """Write down what a commit has to say."""
    rows = [
        (
            *(commit.ref, notice.item, notice.cycle, notice.step, notice.not_before, notice.expires_at),
            *(notice.due_on, notice.due_at, notice.left, notice.unit, notice.silence, commit.at),
        )
        for notice in commit.notices
    ]
    if rows:
        await connection.executemany(SQL["add_notice"], rows)
        await wake_postroom(connection)


async def end_notices(connection: Connection, ref: str, items: Sequence[str], at: datetime) -> None:
    """Take back what was to be said of items, and every message about them that waits."""
    if not items:
        return
    ended = [row["id"] for row in await connection.fetch(SQL["end_notices"], ref, items, at)]
    if ended:
        await cancel_messages(connection, ended, at, "case_moved")


async def cancel_messages(connection: Connection, notices: Sequence[UUID], at: datetime, why: str) -> None:
    """Take back the waiting messages of notices."""
    rows = await connection.fetch(SQL["cancel_messages"], notices, at, why)
    await add_fates(connection, [(at, row["notice"], row["id"], Fate.CANCELLED, why, "system") for row in rows])


async def add_fates(connection: Connection, fates: Iterable[Fated]) -> None:
    """Note what happened: (at, notice, message, what, why, by)."""
    if rows := list(fates):
        await connection.executemany(SQL["add_fate"], rows)


async def wake_postroom(connection: Connection) -> None:
    """Tell the postroom that there is something to do."""
    await connection.execute(SQL["wake_postroom"])


async def climb_due(
    connection: Connection, book: Rulebook, calendar: WorkCalendar, now: datetime, *, most: int = 200
) -> int:
    """Climb the ladders whose time has come, and return how many were looked at.

    A notice that no longer holds, is too old, or was overtaken ends here, with the reason; one whose case is being
    written at this moment stays for the next time.
    """
    urgent = sorted(book.policy.ladders, key=lambda step: book.policy.ladders[step].urgency)
    async with connection.transaction():
        rows = await connection.fetch(SQL["due_notices"], now, urgent, most)
        due = [OpenNotice(**dict(row)) for row in rows]
        if not due:
            return 0
        free, items = await lock_items(connection, [(n.ref, n.item) for n in due if n.step not in OF_NO_CASE], book)
        ready = [n for n in due if n.step in OF_NO_CASE or n.ref in free]
        people = await _people(connection, ready, items, now)
        for notice in ready:
            climber = _Climber(connection, book, calendar, now, people)
            await climber.look_at(notice, items.get((notice.ref, notice.item)))
        return len(ready)


async def _people(
    connection: Connection, notices: Iterable[OpenNotice], items: Mapping[About, PresentItem], now: datetime
) -> Directory:
    """Everybody who may have to be told these notices."""
    told = [(notice, items[notice.ref, notice.item]) for notice in notices if (notice.ref, notice.item) in items]
    departments, officers = {n.to(item)[0] for n, item in told}, {n.to(item)[1] for n, item in told}
    departments |= {notice.body for notice in notices if notice.step in OF_NO_CASE and notice.body}
    officers |= {notice.owner for notice in notices if notice.step in OF_NO_CASE and notice.owner}
    told_to_many = RequestState | LegalState | SessionState
    requests = {n.ref for n, item in told if isinstance(item.present.state, told_to_many)}
    return await directory(
        connection, departments, officers, now, requests=requests, complainants={n.complainant for n, _ in told}
    )


@dataclass(frozen=True, slots=True)
class _Climber:
    connection: Connection
    book: Rulebook
    calendar: WorkCalendar
    now: datetime
    people: Directory

    async def look_at(self, notice: OpenNotice, item: PresentItem | None) -> None:
        """Do what is due for one notice."""
        ladder = self.book.policy.ladders[notice.step]
        if why := self._over(notice, item):
            await end_notice(self.connection, notice.id, self.now, why)
        elif notice.state == "acknowledged":
            await self._after_acknowledgement(notice, item, ladder)
        elif (opening := self._opening(notice, self.now)) > self.now:
            await self._set(notice, notice.rung, opening)
        else:
            await self._climb(notice, item, ladder)

    def _over(self, notice: OpenNotice, item: PresentItem | None) -> str:
        if notice.expires_at <= self.now:
            return "expired"
        if notice.overtaken:
            return "overtaken"
        return why_not(notice.step, notice.due_on, notice.due_at, item.present if item else None)

    async def _after_acknowledgement(self, notice: OpenNotice, item: PresentItem | None, ladder: Ladder) -> None:
        """Raise it again when it was acknowledged and nothing was done for the stated time."""
        assert notice.acknowledged_at is not None, "it was acknowledged at some time"
        if notice.raised >= ladder.most_raised:
            await self._set(notice, notice.rung, None)
            return
        again = self._opening(notice, notice.acknowledged_at + timedelta(minutes=ladder.again_minutes))
        if again > self.now:
            await self._set(notice, notice.rung, again)
            return
        await add_fates(self.connection, [(self.now, notice.id, None, "raised_again", "not_done", "system")])
        await self._climb(notice, item, ladder, raised=notice.raised + 1)

    async def _climb(self, notice: OpenNotice, item: PresentItem | None, ladder: Ladder, raised: int = 0) -> None:
        raised = raised or notice.raised
        start = notice.rung if raised == notice.raised else 0
        department, officer = notice.to(item)
        reach = self.people.reach(department, officer, ref=notice.ref, complainant=notice.complainant)
        last = f"department:{department}" if department else "administrators"
        done = climb(ladder, start, reach, self.book.policy.instead, self.book.destinations, last)
        fates: list[Fated] = [(self.now, notice.id, None, "rung_empty", why, "system") for why in done.empty]
        if done.messages:
            fates.append((self.now, notice.id, None, "climbed", f"rung {done.rung}", "system"))
        await add_fates(self.connection, fates)
        for wanted in done.messages:
            await self._add(notice, wanted, ladder, done, raised)
        await self._set(notice, done.rung, self._next(notice, ladder, done), raised)

    async def _add(self, notice: OpenNotice, wanted: Wanted, ladder: Ladder, done: Climb, raised: int) -> None:
        cycle = f"{notice.cycle}#{raised}" if raised else notice.cycle
        window = ladder.window_seconds if Unit(notice.unit).in_days else 0  # only days begin for everybody at once
        due_at = max(notice.next_at, notice.not_before) + spread(wanted.recipient, window)
        about = (notice.id, notice.ref, notice.item, cycle, notice.step, notice.not_before, notice.expires_at)
        await add_message(
            self.connection, about, wanted, rung=done.rung, urgency=ladder.urgency, due_at=due_at, now=self.now
        )

    def _next(self, notice: OpenNotice, ladder: Ladder, done: Climb) -> datetime | None:
        if not done.messages or done.rung >= len(ladder.rungs):
            return None
        wait = ladder.rungs[done.rung - 1].wait_minutes
        if all(wanted.channel is Channel.LIST or wanted.state is Fate.FAILED for wanted in done.messages):
            return self.now  # nobody can be reached: the next rung at once
        return self._opening(notice, self.now + timedelta(minutes=wait)) if wait else None

    def _opening(self, notice: OpenNotice, at: datetime) -> datetime:
        return self.book.policy.opening(notice.step, notice.unit, at, self.book.office, self.calendar)

    async def _set(self, notice: OpenNotice, rung: int, next_at: datetime | None, raised: int | None = None) -> None:
        is_raised = raised is not None and raised > notice.raised
        state = "open" if is_raised else notice.state
        values = (notice.id, rung, next_at, notice.raised if raised is None else raised, state)
        await self.connection.execute(SQL["climbed"], *values)


Said = tuple[UUID, str, str, str, str, datetime, datetime]


async def add_message(
    connection: Connection,
    about: Said,
    wanted: Wanted,
    *,
    rung: int,
    urgency: int,
    due_at: datetime,
    now: datetime,
    instead_of: str | None = None,
) -> UUID | None:
    """Make a message about (notice, ref, item, cycle, step, not_before, expires_at); None when it was made before."""
    notice, *rest = about
    ref, item, cycle, step, not_before, expires_at = rest
    is_open = wanted.state is Fate.QUEUED
    made: UUID | None = await connection.fetchval(
        SQL["add_message"],
        *(ref, item, cycle, step, wanted.recipient, wanted.channel, not_before, expires_at, wanted.state),
        *(
            now,
            None if is_open else now,
            notice,
            wanted.role,
            instead_of or wanted.instead_of or None,
            rung,
            urgency,
            due_at,
        ),
        wanted.reason or None,
    )
    if made is not None:
        await add_fates(connection, [(now, notice, made, wanted.state, wanted.reason, "system")])
    return made


async def end_notice(connection: Connection, notice: UUID, now: datetime, why: str) -> None:
    """End what was to be said, take back its waiting messages, and note why."""
    await connection.execute(SQL["end_notice"], notice, now, why)
    what = "skipped" if why in ("expired", "overtaken") else "ended"
    await add_fates(connection, [(now, notice, None, what, why, "system")])
    await cancel_messages(connection, [notice], now, why)


async def end_expired(connection: Connection, now: datetime) -> None:
    """End all at once what `climb_due` would end as too old, one by one: for a past that nobody is told of any more."""
    await connection.execute(SQL["end_expired"], now, timeout=_SECONDS)


async def climb_now(connection: Connection, notice: UUID, ladder: Ladder, now: datetime) -> None:
    """Climb on at once if nobody on the present rung can be reached any more."""
    await connection.execute(SQL["lock_notice"], notice)
    await connection.execute(SQL["climb_now"], notice, now, len(ladder.rungs))
