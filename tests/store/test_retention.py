"""What is kept no longer is shown first, erased only by a second person, and leaves the record as it was."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import asyncpg
import pytest

from domain.privacy.refusals import PlanChanged, PlanDone, SecondPersonNeeded, UnknownPlan
from store.pool import Pool
from store.retention import HoldReason, confirm, erasable, lift_hold, place_hold, propose
from store.shipped import privacy

NOW = datetime(2040, 2, 29, 12, tzinfo=UTC)
OLD = datetime(2029, 6, 1, tzinfo=UTC)  # more than ten years before
SECRET = "种名某 15400010001"


async def request(pool: Pool, ref: str, *, ended: datetime | None = OLD, merged_into: str = "") -> str:
    """A request with words, a citizen, a note, a letter and an event."""
    await pool.execute(
        "INSERT INTO department (id, name_zh, name_en, kind) VALUES ('V1', 'V1', 'V1', 'village') ON CONFLICT DO NOTHING"
    )
    await pool.execute(
        "INSERT INTO report (ref, print, source, text, district, address, lat, lon, policy_version, reported_at)"
        " VALUES ($1, 'p', 'web', $2, 'V1', $2, 42.7, 121.7, 'v', $3)",
        *(ref, SECRET, OLD),
    )
    await pool.execute(
        "INSERT INTO complainant (id, ref, first_ref, name, phone, mail, code, made_at)"
        " VALUES ($1, $2, $2, $3, $3, $3, 'ABCDEF', $4)",
        *(f"{ref}-1", ref, SECRET, OLD),
    )
    await pool.execute(
        "INSERT INTO request (ref, state, ended_at, merged_into, updated_at) VALUES ($1, 'archived', $2, $3, now())",
        *(ref, ended, merged_into),
    )
    await pool.execute(
        "INSERT INTO note (id, ref, author, written_at, body) VALUES ($1, $2, 'dispatcher', $3, $4)",
        *(f"note-{ref}", ref, OLD, {"text": SECRET}),
    )
    await pool.execute(
        "INSERT INTO letter (id, code, channel, recipient, address, language, template, parameters, subject, text, lines,"
        " segments, urgency, valid_until, carrier, state, claimed_at)"
        " VALUES ($1, $2, 'sms', $3, $4, 'zh', 't', '{}', '', '', '{}', 1, 1, $5, 'outbox', 'sent', $5)",
        *(uuid4(), ref, f"caller:{ref}-1", SECRET, NOW - timedelta(days=9)),
    )
    await pool.execute(
        "INSERT INTO event (ref, epoch, n, kind, at, entered_at, actor, role, note) VALUES ($1, 1, 1, 'closed', $2, $2, 'o', 'officer', $3)",
        *(ref, OLD, f"note-{ref}"),
    )
    return ref


async def aid(pool: Pool, ref: str) -> str:
    """An application for legal aid with a pledge that was read aloud, and what shows that something was done."""
    await pool.execute(
        "INSERT INTO legal_matter (ref, print, service, channel, text, address, other_side, policy_version, asked_at, first_at)"
        " VALUES ($1, 'p', 'aid', 'web', $2, $2, $2, 'v', $3, $3)",
        *(ref, SECRET, OLD),
    )
    await pool.execute(
        "INSERT INTO asker (id, ref, name, phone, mail, code, made_at) VALUES ($1, $2, $3, $3, $3, 'ABCDEF', $4)",
        *(f"{ref}-1", ref, SECRET, OLD),
    )
    await pool.execute(
        "INSERT INTO pledge (ref, means, waived, may_check, spoken, witness, pledged_at) VALUES ($1, $2, '{}', true, true, $2, $3)",
        *(ref, SECRET, OLD),
    )
    await pool.execute(
        "INSERT INTO legal_case (ref, service, state, ended_at, updated_at) VALUES ($1, 'aid', 'archived', $2, now())",
        *(ref, OLD),
    )
    return ref


async def secrets(pool: Pool) -> set[str]:
    """The tables in which the secret still stands."""
    found = set()
    for table in privacy().columns:
        for (row,) in await pool.fetch(f"SELECT to_jsonb(t) FROM {table} AS t"):  # noqa: S608 (names of our own list)
            if SECRET in json.dumps(row, ensure_ascii=False):
                found.add(table)
    return found


async def test_what_is_over_is_shown_and_erased_only_by_a_second_person_and_the_record_stays(pool: Pool):
    ref, case = await request(pool, "H20290601-000001"), await aid(pool, "A20290601-000001")
    events = await pool.fetch("SELECT * FROM event ORDER BY ref, n")
    async with pool.acquire() as connection:
        plan, cases = await propose(connection, privacy(), by="shen", now=NOW)
        assert {(c.ref, c.kept) for c in cases} == {(ref, "hotline"), (case, "legal")}
        assert await secrets(pool) >= {"report", "complainant", "note", "letter", "legal_matter", "asker", "pledge"}
        with pytest.raises(SecondPersonNeeded):
            await confirm(connection, privacy(), plan, by="shen", now=NOW)
        assert await secrets(pool) != set()

        assert set(await confirm(connection, privacy(), plan, by="root", now=NOW)) == {ref, case}

        with pytest.raises(PlanDone):
            await confirm(connection, privacy(), plan, by="root", now=NOW)
        assert await erasable(connection, privacy(), NOW) == []
    assert await secrets(pool) == set()
    assert await pool.fetch("SELECT * FROM event ORDER BY ref, n") == events
    assert await pool.fetchval("SELECT count(*) FROM request WHERE ref = $1", ref) == 1
    assert await pool.fetchval("SELECT asked_by FROM erasure WHERE ref = $1", ref) == "root"
    with pytest.raises(asyncpg.RaiseError, match="append-only"):
        await pool.execute("DELETE FROM erasure")


async def test_what_is_younger_open_or_held_is_not_erased(pool: Pool):
    held = await request(pool, "H20290601-000002")
    await request(pool, "H20290601-000003", ended=NOW - timedelta(days=3650))  # two days of leap years too young
    await request(pool, "H20290601-000004", ended=None)
    async with pool.acquire() as connection:
        await place_hold(connection, held, HoldReason.LAWSUIT, by="shen", at=NOW)
        assert await erasable(connection, privacy(), NOW) == []
        assert await lift_hold(connection, held, HoldReason.LAWSUIT, by="shen", at=NOW)
        assert not await lift_hold(connection, held, HoldReason.LAWSUIT, by="shen", at=NOW)
        assert [c.ref for c in await erasable(connection, privacy(), NOW)] == [held]


async def test_a_hold_between_the_two_people_takes_the_whole_plan_back(pool: Pool):
    first, second = await request(pool, "H20290601-000005"), await request(pool, "H20290601-000006")
    async with pool.acquire() as connection:
        plan, _ = await propose(connection, privacy(), by="shen", now=NOW)
        await place_hold(connection, second, HoldReason.AUDIT, by="shen", at=NOW)

        with pytest.raises(PlanChanged) as refused:
            await confirm(connection, privacy(), plan, by="root", now=NOW)
        with pytest.raises(UnknownPlan):
            await confirm(connection, privacy(), uuid4(), by="root", now=NOW)

    assert refused.value.facts == {"refs": second}
    assert "report" in await secrets(pool)
    assert await pool.fetchval("SELECT text FROM report WHERE ref = $1", first) == SECRET


async def test_a_request_that_was_merged_is_kept_as_long_as_the_one_that_it_went_into(pool: Pool):
    into = await request(pool, "H20290601-000007", ended=NOW - timedelta(days=1))
    await request(pool, "H20290601-000008", merged_into=into)
    async with pool.acquire() as connection:
        assert await erasable(connection, privacy(), NOW) == []


async def test_the_database_itself_wants_two_people(pool: Pool):
    with pytest.raises(asyncpg.CheckViolationError):
        await pool.execute(
            "INSERT INTO erasure_plan (version, made_by, made_at, confirmed_by) VALUES ('v', 'shen', now(), 'shen')"
        )
