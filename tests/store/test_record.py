"""The record is a chain: each event carries the hash of the one before it, whoever wrote it, and what was there is chained as it was written."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path

import asyncpg
import pytest

from store.pool import MIGRATIONS, Pool, migrate
from system.postgres import EmbeddedPostgres

AT = datetime(2026, 3, 2, 1, 0, 0, 120_000, tzinfo=UTC)
ADD = """
INSERT INTO event (ref, epoch, n, kind, item, at, entered_at, acted_at, actor, role, what, due_after, calendar_rev)
VALUES ($1, $2, $3, 'received', 'PR-01', $4, $4, NULL, 'p-bai', 'officer', $5, '2026-03-05', 1)
"""


async def add(
    connection: asyncpg.Connection | Pool, ref: str, n: int, *, epoch: int = 1, what: str | None = None
) -> None:
    await connection.execute(ADD, ref, epoch, n, AT, what)


async def chain(connection: asyncpg.Connection | Pool, ref: str) -> list[asyncpg.Record]:
    return await connection.fetch("SELECT *, event_line(event) AS now FROM event WHERE ref = $1 ORDER BY link", ref)


def follow(events: list[asyncpg.Record]) -> None:
    """Each event follows the one before it, counted here again."""
    before = bytes(32)
    for place, event in enumerate(events, start=1):
        assert event["link"] == place
        assert event["line"] == event["now"]
        before = hashlib.sha256(before + event["line"].encode()).digest()
        assert event["hash"] == before


async def test_what_is_hashed_is_every_column_that_says_something_in_one_form(pool: Pool):
    async with pool.acquire() as connection:
        await connection.execute("SET timezone = 'Asia/Shanghai'")
        await add(connection, "P1", 1, what='"\\\n\x1f\x7f库伦ᠬᠦ')

    (event,) = await chain(pool, "P1")

    assert event["line"] == (
        '{"n": 1, "at": "2026-03-02T01:00:00.12+00:00", "ref": "P1", "item": "PR-01", "kind": "received", "link": 1, '
        '"role": "officer", "what": "\\"\\\\\\n\\u001f\x7f库伦ᠬᠦ", "actor": "p-bai", "epoch": 1, "due_after": "2026-03-05", '
        '"entered_at": "2026-03-02T01:00:00.12+00:00", "calendar_rev": 1}'
    )
    assert json.dumps(json.loads(event["line"]), ensure_ascii=False) == event["line"]
    assert event["hash"] == hashlib.sha256(bytes(32) + event["line"].encode()).digest()


async def test_nobody_chooses_place_line_or_hash_and_a_column_of_later_is_hashed_too(pool: Pool):
    await pool.execute("ALTER TABLE event ADD COLUMN later text")
    await add(pool, "P1", 1)
    await pool.execute(
        "INSERT INTO event (ref, epoch, n, kind, at, entered_at, actor, role, later, link, line, hash)"
        " VALUES ('P1', 1, 2, 'ready', now(), now(), 'x', 'officer', 'p-bai', 7, 'line', '\\x00')"
    )

    events = await chain(pool, "P1")

    follow(events)
    assert json.loads(events[1]["line"])["later"] == "p-bai"


async def test_events_of_one_statement_and_of_other_cases_each_follow_their_own(pool: Pool):
    await pool.execute(
        "INSERT INTO event (ref, epoch, n, kind, at, entered_at, actor, role)"
        " SELECT 'P' || mod(number, 3), 1, 1 + number / 3, 'ready', now(), now(), 'x', 'officer' FROM generate_series(0, 29) AS number"
    )

    for ref in ("P0", "P1", "P2"):
        events = await chain(pool, ref)
        assert [event["n"] for event in events] == list(range(1, 11))
        follow(events)


async def test_two_events_never_follow_the_same_one(pool: Pool):
    await add(pool, "P1", 1)
    async with pool.acquire() as one, pool.acquire() as other:
        open_one = one.transaction()
        await open_one.start()
        await add(one, "P1", 2)
        await other.execute("SET statement_timeout = 200")
        with pytest.raises(asyncpg.QueryCanceledError):  # it waits for the one that was first
            await add(other, "P1", 3)
        await open_one.commit()
        await add(other, "P1", 3)

    follow(await chain(pool, "P1"))


async def test_events_of_an_abandoned_run_stay_in_the_chain_in_the_order_of_writing(pool: Pool):
    for epoch, n in ((1, 1), (1, 2), (1, 3), (2, 2), (2, 3)):
        await add(pool, "P1", n, epoch=epoch)

    events = await chain(pool, "P1")

    follow(events)
    assert [(event["epoch"], event["n"]) for event in events] == [(1, 1), (1, 2), (1, 3), (2, 2), (2, 3)]


@pytest.fixture
async def as_of(postgres: EmbeddedPostgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """The address of a database as it was before a migration; migrating goes on from there."""
    connection = await asyncpg.connect(postgres.url_of("postgres"))
    await connection.execute("CREATE DATABASE as_it_was")
    url = postgres.url_of("as_it_was")

    async def before(migration: str) -> str:
        with monkeypatch.context() as earlier:
            for path in MIGRATIONS.glob("*.sql"):
                if path.stem < migration:
                    (tmp_path / path.name).write_bytes(path.read_bytes())
            earlier.setattr("store.pool.MIGRATIONS", tmp_path)
            await migrate(url)
        return url

    yield before
    await connection.execute("DROP DATABASE as_it_was WITH (FORCE)")
    await connection.close()


async def test_documents_that_were_handed_in_before_are_chained_in_the_order_in_which_they_came(as_of):
    url = await as_of("0014")
    old = await asyncpg.connect(url)
    await old.execute("INSERT INTO note VALUES ('n', 'P1', 'p-bai', now(), '{\"reason\": \"x\"}')")
    await old.execute("INSERT INTO content (digest, size, made_at) VALUES (sha256('x'), 1, now())")
    for ref, material, hour in (("P1", "b", 2), ("P2", "a", 1), ("P1", "a", 3), ("P1", "c", 1)):
        await old.execute(
            "INSERT INTO document (id, ref, material, version, name, kind, content, handed_in_by, handed_in_at)"
            " SELECT $1 || $2, $1, $2, 1, 'x', 'pdf', id, 'chen', $3 FROM content",
            *(ref, material, AT.replace(hour=hour)),
        )
    await old.close()

    await migrate(url)

    connection = await asyncpg.connect(url)
    rows = await connection.fetch("SELECT * FROM handing ORDER BY ref, link")
    assert [(row["document"], row["link"]) for row in rows] == [("P1c", 1), ("P1b", 2), ("P1a", 3), ("P2a", 1)]
    before = bytes(32)
    for row in rows[:3]:
        before = hashlib.sha256(before + row["line"].encode()).digest()
        assert row["hash"] == before
    assert json.loads(rows[0]["line"])["sha256"] == hashlib.sha256(b"x").hexdigest()
    assert len(await connection.fetchval("SELECT salt FROM note")) == 16
    await connection.close()


async def test_what_is_on_record_already_is_chained_in_the_order_of_writing(as_of):
    old_url = await as_of("0007")
    old = await asyncpg.connect(old_url)
    for ref, epoch, n in (("P2", 2, 2), ("P1", 1, 1), ("P2", 1, 3), ("P2", 1, 1), ("P2", 1, 2), ("P2", 2, 3)):
        await add(old, ref, n, epoch=epoch)
    await old.close()

    await migrate(old_url)

    connection = await asyncpg.connect(old_url)
    await add(connection, "P2", 4, epoch=2)
    events = await chain(connection, "P2")
    follow(events)
    assert [(event["epoch"], event["n"]) for event in events] == [(1, 1), (1, 2), (1, 3), (2, 2), (2, 3), (2, 4)]
    follow(await chain(connection, "P1"))
    with pytest.raises(asyncpg.RaiseError, match="append-only"):
        await connection.execute("UPDATE event SET hash = ''")
    await connection.close()
