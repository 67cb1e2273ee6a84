"""A past: databases that know the rules and the sample people, and a small history in one."""

from __future__ import annotations

import itertools
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import asyncpg

from api.cast import load_cast
from history.years import History, Size
from store.first_rules import load_rules, shipped_rules
from store.pool import Pool, open_pool
from system.postgres import EmbeddedPostgres
from system.settings import Settings

PEOPLE = Path(__file__).parents[2] / "domain" / "data" / "sample_people.toml"
SIZE = Size(
    *map(int, os.environ.get("CHENGNUO_TEST_HISTORY", "6 60 12 12").split())
)  # projects, requests, inquiries, aid
SEED = int(os.environ.get("CHENGNUO_TEST_SEED", "16"))
UNTIL = datetime(2026, 11, 16, 4, 0, tzinfo=UTC)  # Monday noon, two weeks before the postroom of the tests begins
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Made:
    """A history and the database in which it stands."""

    pool: Pool
    history: History


@asynccontextmanager
async def peopled(postgres: EmbeddedPostgres, folder: Path) -> AsyncIterator[Pool]:
    """A fresh database with rules and sample people."""
    name = f"history_{next(_numbers)}"
    connection = await asyncpg.connect(postgres.url_of("postgres"))
    await connection.execute(f"CREATE DATABASE {name} TEMPLATE chengnuo STRATEGY FILE_COPY")
    async with open_pool(postgres.url_of(name)) as pool:
        async with pool.acquire() as inner:
            await load_rules(inner, shipped_rules())
        settings = Settings(database_url=postgres.url_of(name))
        await load_cast(pool, PEOPLE.read_text(encoding="utf-8"), settings, tokens=folder / "tokens.json")
        yield pool
    await connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
    await connection.close()
