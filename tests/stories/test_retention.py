"""`python -m local retention` as an operator types it, on a real database: it shows, and erases nothing."""

import asyncio
import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from store.erasure_plans import prepare
from store.pool import Pool
from store.shipped import privacy

ROOT = Path(__file__).parents[2]
NOW = datetime.now(UTC)
LONG_AGO = NOW - timedelta(days=11 * 366)


async def typed(database_url: str) -> tuple[int | None, str, str]:
    """The exit code of the command, what it printed, and its complaint."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "local", "retention"),
        cwd=ROOT,
        env=os.environ | {"CHENGNUO_DATABASE_URL": database_url},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    said, complained = await asyncio.wait_for(process.communicate(), 60)
    return process.returncode, said.decode(), complained.decode()


async def test_it_shows_what_would_be_erased_by_table_and_reason_and_erases_nothing(database_url: str, pool: Pool):
    await pool.execute(
        "INSERT INTO department (id, name_zh, name_en, kind) VALUES ('V1', 'V1', 'V1', 'village') ON CONFLICT DO NOTHING"
    )
    await pool.execute(
        "INSERT INTO report (ref, print, source, text, district, policy_version, reported_at)"
        " VALUES ('H20150101-000001', 'p', 'web', '种名某', 'V1', 'v', $1)",
        LONG_AGO,
    )
    await pool.execute(
        "INSERT INTO request (ref, state, ended_at, updated_at) VALUES ('H20150101-000001', 'archived', $1, now())",
        LONG_AGO,
    )
    await pool.execute(
        "INSERT INTO inbound (sid, address, body, received_at) VALUES ('SM1', 'a', '种名某', $1)", LONG_AGO
    )
    async with pool.acquire() as connection:
        plan = await prepare(connection, privacy(), NOW)

    code, said, complained = await typed(database_url)

    assert (code, complained) == (0, "")
    assert "inbound                  1  letter, 3 years: before " in said
    assert "report                   1  hotline, 10 years: of the cases below" in said
    assert "1 cases: 档案法实施条例" in said
    assert f"Plan {plan.head.id}, made by the night" in said
    assert "nobody has said yes" in said
    assert "种名某" not in said
    assert await pool.fetchval("SELECT body FROM inbound") == "种名某"


async def test_where_nothing_is_over_it_says_so(database_url: str, pool: Pool):
    code, said, complained = await typed(database_url)

    assert (code, complained) == (0, "")
    assert "Nothing is kept longer than its period." in said
