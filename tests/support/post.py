"""The postroom's rows, put into the database as it would leave them, for tests of what reads and settles them."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from domain.codes import ALPHABET, LENGTH
from store.pool import Pool

_numbers = itertools.count(1)


def new_code() -> str:
    """A code that no test has used."""
    n, code = next(_numbers), ""
    for _ in range(LENGTH):
        n, digit = divmod(n, len(ALPHABET))
        code = ALPHABET[digit] + code
    return code


@asynccontextmanager
async def bells(pool: Pool) -> AsyncIterator[asyncio.Queue[None]]:
    """Holds an entry for each time that the postroom was called."""
    rung: asyncio.Queue[None] = asyncio.Queue()
    connection = await pool.acquire()
    await connection.add_listener("post", lambda *_: rung.put_nowait(None))
    try:
        yield rung
    finally:
        await connection.reset()
        await pool.release(connection)


@dataclass(frozen=True)
class Post:
    """Writes notices, messages, letters, fates and receipts. Whatever a test does not name has a usual value."""

    pool: Pool

    async def notice(self, ref: str, item: str = "PR-05", **more: Any) -> UUID:
        """A notice that is open, about an item's red turn."""
        now = datetime.now(UTC)
        usual = {
            "cycle": f"1:{next(_numbers)}",
            "step": "red",
            "not_before": now,
            "expires_at": now + timedelta(days=1),
            "left": 0,
            "unit": "wd",
            "silence": "deem_approved",
            "created_at": now,
        }
        return await self._add("notice", {"ref": ref, "item": item, **usual, **more})

    async def letter(self, text: str = "", *, code: str = "", **more: Any) -> UUID:
        """A letter that its carrier has; the code stands in its text unless the test says a text."""
        now, code = datetime.now(UTC), code or new_code()
        usual = {
            "id": uuid4(),
            "channel": "sms",
            "recipient": "person:officer-DRC",
            "address": "+8613900000000",
            "language": "zh",
            "template": "red",
            "parameters": {"code": code},
            "subject": "",
            "lines": [],
            "segments": 1,
            "urgency": 2,
            "valid_until": now + timedelta(hours=4),
            "carrier": "outbox",
            "state": "accepted",
            "claimed_at": now,
        }
        return await self._add("letter", {"code": code, "text": text or f"红牌：今日到期。代码{code}", **usual, **more})

    async def message(self, notice: UUID, **more: Any) -> UUID:
        """A message about a notice that waits to go as SMS to an officer."""
        about = await self.pool.fetchrow(
            "SELECT ref, item, cycle, step, not_before, expires_at, created_at FROM notice WHERE id = $1", notice
        )
        assert about is not None
        usual = {
            "recipient": "person:officer-DRC",
            "channel": "sms",
            "role": "officer",
            "urgency": 2,
            "due_at": about["not_before"],
        }
        return await self._add("outbox", {**dict(about), "notice": notice, **usual, **more})

    async def fate(self, notice: UUID, message: UUID | None, what: str, why: str = "", by: str = "system") -> None:
        """A line of what happened."""
        await self.pool.execute(
            "INSERT INTO fate (at, notice, message, what, why, by) VALUES (now(), $1, $2, $3, $4, $5)",
            *(notice, message, what, why, by),
        )

    async def receipt(self, letter: UUID, status: str, *, sid: str = "SM1", error_code: str = "") -> None:
        """What a carrier reported of a letter."""
        await self.pool.execute(
            "INSERT INTO delivery_receipt (sid, status, letter, channel, error_code, received_at) "
            "VALUES ($1, $2, $3, 'sms', $4, clock_timestamp())",
            *(sid, status, letter, error_code),
        )

    async def listed(self, ref: str, recipient: str, **more: Any) -> UUID:
        """A message on the list of those whom a person must tell."""
        notice = await self.notice(ref)
        return await self.message(notice, recipient=recipient, channel="list", reason="unreached", **more)

    async def _add(self, table: str, values: dict[str, Any]) -> UUID:
        columns = ", ".join(f'"{name}"' for name in values)
        places = ", ".join(f"${n}" for n in range(1, len(values) + 1))
        made: UUID = await self.pool.fetchval(
            f"INSERT INTO {table} ({columns}) VALUES ({places}) RETURNING id",  # noqa: S608 - names of our own
            *values.values(),
        )
        return made
