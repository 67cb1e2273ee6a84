"""`python -m local person` as an administrator types it, on a real database."""

import asyncio
import os
import re
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from store.invitations import is_invited
from store.people import bearer_of
from store.pool import Pool

ROOT = Path(__file__).parents[2]


async def typed(database_url: str, *words: str) -> tuple[int | None, str, str]:
    """The exit code of the command, what it printed, and its complaint."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "local", "person", *words),
        cwd=ROOT,
        env=os.environ | {"CHENGNUO_DATABASE_URL": database_url},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    said, complained = await asyncio.wait_for(process.communicate(), 60)
    return process.returncode, said.decode(), complained.decode()


async def test_an_account_is_made_with_an_invitation_and_no_token(database_url: str, pool: Pool):
    words = ("zhao", "officer", "--department", "DRC", "--name", "赵某", "--work-no", "DRC-9")
    code, said, complained = await typed(database_url, *words)

    assert (code, complained) == (0, "")
    invitation = re.search(r"zhao is officer of DRC; the code of an invitation, shown only now: (\S{19})\n", said)
    assert "token" not in said
    async with pool.acquire() as connection:
        assert await is_invited(connection, invitation[1], "zhao", datetime.now(UTC))
        row = await connection.fetchrow("SELECT name, work_no FROM person WHERE id = 'zhao'")
        assert tuple(row) == ("赵某", "DRC-9")
        assert await connection.fetchval("SELECT count(*) FROM token") == 0


async def test_a_token_is_made_for_what_is_named_until_it_ends(database_url: str, pool: Pool):
    words = ("city", "dispatcher", "--department", "HUB", "--token", "request_import,read_queue", "--days", "7")
    code, said, complained = await typed(database_url, *words)

    assert (code, complained) == (0, "")
    token = re.search(r"a token for 7 days, likewise: (\S{24})\n", said)
    async with pool.acquire() as connection:
        bearer = await bearer_of(connection, token[1])
        left = await connection.fetchval("SELECT expires_at - now() FROM token")
    assert (bearer.actor.id, bearer.scope) == ("city", {"request_import", "read_queue"})
    assert timedelta(days=6) < left <= timedelta(days=7)


async def test_a_wrong_word_is_told_plainly(database_url: str, pool: Pool):
    code, said, complained = await typed(database_url, "zhao", "officer")

    assert code == 1
    assert complained.startswith("This role (officer) needs a --department; the departments are: ")
    assert "token" not in said
    assert await pool.fetchval("SELECT count(*) FROM person") == 0
