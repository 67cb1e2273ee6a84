"""The database itself says which statements read a marked column: each writes the reading down, or says here why it need not."""

from __future__ import annotations

import ast
import re
from collections.abc import AsyncIterator, Iterator

import asyncpg
import pytest
from personal_sql import FILES, PLANNED, SILENT, STORE, UNREAD, UNSHOWN, read_through

from store.pool import Connection, Pool
from store.shipped import privacy
from store.sql import load_sql

BLIND = "sees_nothing_personal"


@pytest.fixture
async def blind(pool: Pool) -> AsyncIterator[Connection]:
    """A connection that may do everything but read a marked column, through views neither."""
    async with pool.acquire() as connection:
        await connection.execute(PLANNED)
        await made_blind(connection)
        await connection.execute(f"SET ROLE {BLIND}")
        yield connection
        await connection.execute("RESET ROLE")


async def made_blind(connection: Connection) -> None:
    """Let the role see every column but the marked ones; views ask for the rights of whoever looks through them."""
    if not await connection.fetchval("SELECT count(*) FROM pg_roles WHERE rolname = $1", BLIND):
        await connection.execute(f"CREATE ROLE {BLIND} NOLOGIN")
    marked = privacy().columns
    rows = await connection.fetch(
        "SELECT relname, relkind::text, array_agg(attname::text ORDER BY attnum) AS columns FROM pg_class"
        " JOIN pg_attribute ON attrelid = pg_class.oid AND attnum > 0 AND NOT attisdropped"
        " WHERE relkind IN ('r', 'v') AND relnamespace = 'public'::regnamespace GROUP BY 1, 2"
    )
    for row in rows:
        if row["relkind"] == "v":
            await connection.execute(f"ALTER VIEW {row['relname']} SET (security_invoker = true)")
        seen = [f'"{name}"' for name in row["columns"] if name not in marked.get(row["relname"], ())]
        await connection.execute(f"GRANT SELECT ({', '.join(seen)}) ON {row['relname']} TO {BLIND}")
        await connection.execute(f"GRANT INSERT, UPDATE, DELETE ON {row['relname']} TO {BLIND}")
    await connection.execute(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {BLIND}")


async def touches(connection: Connection, statement: str) -> bool:
    """Does it read a marked column, to answer, to compare or to count with it?"""
    try:
        async with connection.transaction():
            await connection.execute("SELECT planned($1)", statement)
    except asyncpg.InsufficientPrivilegeError:
        return True
    return False


async def test_no_statement_reads_a_marked_column_unlogged_and_unexplained(blind):
    found = {
        name
        for path in FILES
        for name, statement in load_sql(str(path.with_suffix(".py"))).items()
        if await touches(blind, statement)
    }
    through = set().union(*(read_through(path.with_suffix(".py")) for path in FILES))

    assert found - through - set(SILENT) - set(UNREAD) == set(), "read it through store/readings.py, or say why not"
    assert set(UNREAD) - found == set(), "these read nothing marked"
    assert set(UNREAD) & (through | set(SILENT)) == set()


@pytest.mark.parametrize(
    ("statement", "is_seen"),
    [
        ("SELECT id FROM complainant", False),
        ("SELECT phone FROM complainant", True),
        ("SELECT id FROM complainant WHERE phone = $1", True),
        ("SELECT count(*) FROM note WHERE body <> '{}'", True),
        ("SELECT note.* FROM note", True),
        ("WITH x AS (UPDATE report SET topic = '' RETURNING text) SELECT * FROM x", True),
        ("SELECT reason FROM public_item", True),
        ("SELECT state FROM public_request", False),
        ("SELECT text FROM ordered_checkup", True),
        ("UPDATE complainant SET phone = $1 WHERE id = $2", False),
    ],
)
async def test_the_database_sees_every_way_to_a_marked_column(blind, statement, is_seen):
    assert await touches(blind, statement) is is_seen


# What somebody is not shown of what is kept of them, with the reason.
NOT_EXPORTED = {
    **dict.fromkeys((("complainant", "code"), ("asker", "code")), "whoever asks has just shown it"),
    ("piece", "bytes"): "given out file by file: /own-data/files, and the documents of a project",
    ("token", "label"): "under /me/tokens, with what each token may do",
}


async def test_whatever_is_marked_is_in_somebodys_own_export(pool: Pool):
    statements = load_sql(str(STORE / "own_data.py")).values()
    missing = set()
    async with pool.acquire() as connection:
        await connection.execute(PLANNED)
        await made_blind(connection)
        for table, columns in privacy().columns.items():
            for column in columns:
                change = connection.transaction()
                await change.start()
                await connection.execute(f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {BLIND}")
                await connection.execute(f"REVOKE SELECT ON {table} FROM {BLIND}")  # noqa: S608 (names of our own list)
                seen = [f'"{name}"' for name in await _columns(connection, table) if name != column]
                await connection.execute(f"GRANT SELECT ({', '.join(seen)}) ON {table} TO {BLIND}")
                await connection.execute(f"SET LOCAL ROLE {BLIND}")
                if not [one for one in statements if await touches(connection, one)]:
                    missing.add((table, column))
                await change.rollback()

    assert missing == set(NOT_EXPORTED)


async def _columns(connection: Connection, table: str) -> list[str]:
    rows = await connection.fetch(
        "SELECT column_name FROM information_schema.columns WHERE table_schema = 'public' AND table_name = $1", table
    )
    return [row["column_name"] for row in rows]


def test_whoever_reads_without_writing_it_down_is_known():
    root = STORE.parent
    found = {
        (path.relative_to(root).as_posix(), function)
        for room in ("api", "store", "activities")
        for path in sorted((root / room).rglob("*.py"))
        for function in unlogged(ast.parse(path.read_text(encoding="utf-8")))
    }

    assert found == set(UNSHOWN)


def unlogged(module: ast.Module) -> Iterator[str]:
    """The functions of a module that call something with `reading=None`."""
    for function in ast.walk(module):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            for node in ast.walk(function):
                match node:
                    case ast.keyword(arg="reading", value=ast.Constant(value=None)):
                        yield function.name


SPOKEN = re.compile(r"\b(SELECT\b.+\bFROM|INSERT INTO|UPDATE\b.+\bSET|DELETE FROM)\b", re.DOTALL)


def test_there_is_no_sql_outside_the_store():
    root = STORE.parent
    rooms = [
        path for room in ("api", "activities", "workflows", "domain", "system") for path in (root / room).rglob("*.py")
    ]
    found = [
        f"{path.relative_to(root)}:{node.lineno}"
        for path in (*rooms, root / "local.py", root / "worker.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and SPOKEN.search(node.value)
    ]

    assert found == []
