"""`python -m local person` as an administrator types it, on a real database."""

import asyncio
import os
import re
import sys
from pathlib import Path

from domain.roles import Actor, Role
from store.people import actor_by_token
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


async def test_an_account_is_made_and_its_token_works(database_url: str, pool: Pool):
    words = ("zhao", "officer", "--department", "DRC", "--name", "赵某", "--work-no", "DRC-9")
    code, said, complained = await typed(database_url, *words)

    assert (code, complained) == (0, "")
    token = re.search(r"zhao is officer of DRC; the token, shown only now: (\S{24})\n", said)
    assert token is not None
    async with pool.acquire() as connection:
        assert await actor_by_token(connection, token[1]) == Actor("zhao", Role.OFFICER, "DRC")
        row = await connection.fetchrow("SELECT name, work_no FROM person WHERE id = 'zhao'")
        assert tuple(row) == ("赵某", "DRC-9")


async def test_a_wrong_word_is_told_plainly(database_url: str, pool: Pool):
    code, said, complained = await typed(database_url, "zhao", "officer")

    assert code == 1
    assert complained.startswith("This role (officer) needs a --department; the departments are: ")
    assert "token" not in said
    assert await pool.fetchval("SELECT count(*) FROM person") == 0
