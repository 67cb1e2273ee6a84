"""What becomes of letters: carriers' answers and receipts move messages on, and what did not arrive goes another way."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from asyncpg import Record

from domain.fate import FINAL, MISSED, Answer, Channel, Fate, Fault, moves_on, rank
from domain.rulebook import Rulebook
from store.contacts import bar, contacts_of
from store.letters import KnownLetter, Letter, letter_by_sid, lock_letter
from store.next_channel import follow
from store.notices import add_fates
from store.pool import Connection, Pool
from store.sql import load_sql

SQL = load_sql(__file__)
log = structlog.get_logger(__name__)
CONFIRMED = "acknowledged"  # the status with which our own counter reports a key that was pressed


@dataclass(frozen=True, slots=True)
class Carried:
    """A message in a letter."""

    id: UUID
    notice: UUID
    ref: str
    item: str
    cycle: str
    step: str
    recipient: str
    channel: str
    not_before: datetime
    expires_at: datetime
    role: str
    instead_of: str | None
    rung: int
    attempts: int


@dataclass(frozen=True, slots=True)
class Registry:
    """Writes down what becomes of letters."""

    pool: Pool
    book: Rulebook

    async def learn(self, letter: UUID, answer: Answer, now: datetime) -> bool:
        """Write down what a carrier says of a letter, and do what follows; False when that is nothing new.

        States only move forward. What the carrier surely did not take is queued again while it is useful; what did not
        arrive goes to the next channel at once; a fault of ours raises an alarm.
        """
        async with self.pool.acquire() as connection, connection.transaction():
            return await self._learn(connection, letter, answer, now)

    async def apply_receipts(self, read: Callable[[str, str, str], Answer], now: datetime, *, most: int = 100) -> int:
        """Apply the receipts that have come, and return how many; `read` understands (channel, status, code).

        Each is a transaction of its own: it waits for no other letter, and one that we do not understand holds up none.
        """
        async with self.pool.acquire() as connection:
            applied = 0
            while applied < most and await self._apply_next(connection, read, now):
                applied += 1
            return applied

    async def doubtful(self, now: datetime, *, most: int = 20) -> list[KnownLetter]:
        """Letters whose carrier should be asked about them now; whoever gets one asks alone for the time of a lease."""
        found = []
        async with self.pool.acquire() as connection, connection.transaction():
            for row in await connection.fetch(SQL["doubtful_letters"], now, most):
                if await connection.fetchval(
                    SQL["hold_look"], row["id"], now, now + timedelta(seconds=self.book.policy.lease_seconds)
                ):
                    known = await lock_letter(connection, row["id"])
                    assert known is not None, "letters are never removed"
                    found.append(known)
        return found

    async def asked(self, known: KnownLetter, answer: Answer | None, now: datetime) -> None:
        """Write down what asking the carrier came to; after the last time an unknown letter is given up."""
        async with self.pool.acquire() as connection, connection.transaction():
            if answer is not None and await self._learn(connection, known.letter.id, answer, now):
                return
            again = await lock_letter(connection, known.letter.id)
            if again is None or again.state in FINAL:
                return
            looks = again.looks + 1
            next_look = self._next_look(again.letter, again.state, again.letter.sid, looks, now)
            await connection.execute(SQL["look_again"], known.letter.id, looks, next_look)
            if next_look is not None:
                return
            if again.state is Fate.UNKNOWN:
                await self._to_next_channel(connection, await self._carried(connection, known.letter.id), now)
            elif again.state is Fate.ACCEPTED:
                late = Answer(Fate.EXPIRED, fault=Fault.LATE)
                await self._learn(connection, known.letter.id, late, now)

    async def _learn(self, connection: Connection, letter: UUID, answer: Answer, now: datetime) -> bool:
        known = await lock_letter(connection, letter)
        if known is None or not moves_on(known.state, answer.fate):
            return False
        if answer.fault is Fault.BUSY and known.state is Fate.CLAIMED:
            await self._try_again(connection, known, answer, now)
            return True
        sid = answer.sid or known.letter.sid
        next_look = None if answer.fate in FINAL else self._next_look(known.letter, answer.fate, sid, 0, now)
        said = (answer.sid, answer.status, answer.code)
        await connection.execute(SQL["save_letter"], letter, answer.fate, *said, now, next_look)
        moved = await self._move(connection, letter, answer, now)
        await self._draw_consequences(connection, known, answer, now)
        if answer.fate in MISSED:
            await self._to_next_channel(connection, [*moved, *await self._carried(connection, letter)], now)
        elif answer.fate is Fate.DELIVERED:
            others = await connection.fetch(SQL["supersede_others"], letter, now)
            why = "delivered_after_all"
            await add_fates(connection, [(now, o["notice"], o["id"], Fate.SUPERSEDED, why, "system") for o in others])
        return True

    async def _move(self, connection: Connection, letter: UUID, answer: Answer, now: datetime) -> list[Carried]:
        earlier = [fate for fate in Fate if rank(fate) < rank(answer.fate)]
        settled = now if answer.fate in FINAL else None
        reason = " ".join(filter(None, (answer.fault, answer.code)))
        rows = await connection.fetch(SQL["move_messages"], letter, answer.fate, reason, settled, earlier)
        moved = [_carried(row) for row in rows]
        await add_fates(connection, [(now, m.notice, m.id, answer.fate, reason, "system") for m in moved])
        return moved

    async def _try_again(self, connection: Connection, known: KnownLetter, answer: Answer, now: datetime) -> None:
        """The carrier surely took nothing: another letter will carry the messages a little later, if that is in time."""
        letter = known.letter.id
        carried = await self._carried(connection, letter)
        attempts = max((message.attempts for message in carried), default=1)
        again = now + self.book.policy.back_off(attempts)
        useful = [m for m in carried if again < m.expires_at]
        said = ("", answer.status, answer.code)
        await connection.execute(SQL["save_letter"], letter, Fate.FAILED, *said, now, None)
        reason = f"{Fault.BUSY} {answer.code}".strip()
        rows = await connection.fetch(SQL["requeue_messages"], letter, again, reason, [m.id for m in useful])
        await add_fates(connection, [(now, r["notice"], r["id"], Fate.QUEUED, reason, "system") for r in rows])
        late = await self._move(connection, letter, Answer(Fate.EXPIRED, code=answer.code, fault=Fault.LATE), now)
        await self._to_next_channel(connection, late, now)

    async def _draw_consequences(
        self, connection: Connection, known: KnownLetter, answer: Answer, now: datetime
    ) -> None:
        letter = known.letter
        if answer.fault is Fault.ADDRESS:
            await bar(connection, letter.channel, letter.address, answer.code or answer.status, now)
        if answer.fault is Fault.OURS:
            await connection.execute(SQL["raise_alarm"], known.carrier, answer.code or answer.status, now)

    async def _to_next_channel(self, connection: Connection, messages: Iterable[Carried], now: datetime) -> None:
        """Make the messages that follow those that did not arrive: the next open channel, else the list."""
        missed = sorted(messages, key=lambda message: message.notice)  # locked in the order of everybody
        contacts = await contacts_of(connection, [message.recipient for message in missed])
        for message in missed:
            if await connection.fetchval(SQL["notice_state"], message.notice) != "open" or message.expires_at <= now:
                continue
            await follow(connection, self.book, message, contacts.get(message.recipient), now)

    async def _apply_next(self, connection: Connection, read: Callable[[str, str, str], Answer], now: datetime) -> bool:
        async with connection.transaction():
            row = await connection.fetchrow(SQL["next_receipt"])
            if row is None:
                return False
            try:
                async with connection.transaction():
                    effect = await self._apply(connection, row, read, now)
            except (LookupError, TypeError, ValueError):
                log.exception("receipt.not_understood", sid=row["sid"], status=row["status"])
                effect = "not_understood"
            await connection.execute(SQL["receipt_applied"], row["sid"], row["status"], now, effect)
        return True

    async def _apply(
        self, connection: Connection, row: Record, read: Callable[[str, str, str], Answer], now: datetime
    ) -> str:
        letter = row["letter"] or await letter_by_sid(connection, row["sid"])
        known = await lock_letter(connection, letter) if letter else None
        if known is None:
            return "no_letter"
        if known.letter.sid not in ("", row["sid"]):
            return "other_sid"
        if row["status"] == CONFIRMED:
            answer = Answer(Fate.DELIVERED, row["sid"], CONFIRMED)
        else:
            said = read(row["channel"], row["status"], row["error_code"])
            answer = Answer(said.fate, row["sid"], row["status"], row["error_code"], said.fault)
        return "moved" if await self._learn(connection, known.letter.id, answer, now) else "nothing"

    async def _carried(self, connection: Connection, letter: UUID) -> list[Carried]:
        return [_carried(row) for row in await connection.fetch(SQL["messages_of_letter"], letter)]

    def _next_look(self, letter: Letter, state: Fate, sid: str, looks: int, now: datetime) -> datetime | None:
        """When to ask the carrier about a letter that was asked about `looks` times in its state; None is never again."""
        policy = self.book.policy
        if state is Fate.UNKNOWN:
            return now + timedelta(seconds=policy.look_seconds[looks]) if looks < len(policy.look_seconds) else None
        last = letter.valid_until + timedelta(seconds=policy.report_grace_seconds)
        if not sid or letter.channel is Channel.MAIL or now >= last:  # nobody knows more of mail and of what stays here
            return None
        wait = policy.poll_seconds[min(looks, len(policy.poll_seconds) - 1)]
        return min(now + timedelta(seconds=wait), last)


def _carried(row: Record) -> Carried:
    return Carried(**dict(row))
