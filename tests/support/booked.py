"""Requests whose record is written by hand, for those who keep the books."""

from __future__ import annotations

from datetime import datetime

from store.pool import Pool

REQUESTS = """
INSERT INTO department (id, name_zh, name_en) VALUES ('V-1', '某村', 'a village');
INSERT INTO report (ref, print, source, text, district, policy_version, reported_at)
SELECT 'H' || n, '', 'web', 'x', 'V-1', '', '2026-03-02 09:00+08' FROM generate_series(1, 2) AS n;
INSERT INTO request (ref, state, n, epoch, seq, updated_at)
SELECT 'H' || n, 'closed', 0, 1, 1, now() FROM generate_series(1, 2) AS n;
"""


async def two_requests(pool: Pool) -> None:
    """Two requests, H1 and H2, of whose record there is no line yet."""
    await pool.execute(REQUESTS)


async def write(pool: Pool, ref: str, kind: str, when: datetime, *, what: str = "", epoch: int = 1, n: int = 0) -> None:
    """A line of the record of a request, as its case writes it: entered when it was true."""
    newest = await pool.fetchval("UPDATE request SET n = n + 1, updated_at = now() WHERE ref = $1 RETURNING n", ref)
    await pool.execute(
        "INSERT INTO event (ref, epoch, n, kind, at, entered_at, actor, role, body, what)"
        " VALUES ($1, $2, $3, $4, $5, $5, 'ann', 'officer', 'HUB', $6)",
        *(ref, epoch, n or newest, kind, when, what),
    )
