"""Who may write what in the database itself, whatever a program does."""

import asyncpg
import pytest

from store.pool import API, WORKER, Pool

RECORD = dict.fromkeys(("event", "fate", "security_event", "access_log"), "at")
RECORD |= {"leaf": "ref", "root": "hash", "handing": "ref", "erasure": "ref"}
OF_CASES = ("project", "item", "request", "legal_case", "command", "run", "custody", "inquiry", "aid_application")
OF_COUNTERS = ("note", "dossier", "report", "complainant", "legal_matter", "asker", "token", "absence", "duty")


async def refused(pool: Pool, role: str, statement: str) -> bool:
    """Is this refused to the role for want of a right?"""
    async with pool.acquire() as connection:
        change = connection.transaction()
        await change.start()
        try:
            await connection.execute(f"SET LOCAL ROLE {role}")
            await connection.execute(statement)
        except asyncpg.InsufficientPrivilegeError:
            return True
        finally:
            await change.rollback()
        return False


@pytest.fixture
async def event(pool: Pool):
    """Something that happened."""
    await pool.execute(
        "INSERT INTO event (ref, epoch, n, kind, at, entered_at, actor, role) VALUES ('r', 0, 1, 'opened', now(), now(), 'a', 'officer')"
    )


CHANGES = ("UPDATE {} SET {} = {}", "DELETE FROM {}", "TRUNCATE {} CASCADE")


async def test_the_api_can_read_but_not_write_what_a_case_says_of_itself(pool):
    for table in OF_CASES:
        for change in CHANGES:
            assert await refused(pool, API, change.format(table, "ref", "ref")), (table, change)
        assert not await refused(pool, API, f"TABLE {table}")


async def test_the_api_cannot_make_up_a_case(pool):
    made_up = [table for table in (*OF_CASES, "event") if table not in ("request", "assignment")]

    assert all([await refused(pool, API, f"INSERT INTO {table} DEFAULT VALUES") for table in made_up])


async def test_a_request_from_before_has_no_place_for_what_only_a_case_counts(pool):
    for column in ("n", "epoch", "seq", "wakes_at", "share_at", "owner"):
        row = f"INSERT INTO request (ref, state, updated_at, {column}) SELECT 'x', 'closed', now(), NULL"
        assert await refused(pool, API, row), column


async def test_what_was_handed_in_or_demanded_is_only_added_to(pool):
    for role in (API, WORKER):
        for change in (
            "UPDATE document SET content = content",
            "UPDATE document SET handed_in_by = ''",
            "DELETE FROM document",
            "UPDATE demand SET refused = ''",
            "DELETE FROM demand",
            "UPDATE piece SET bytes = ''",
            "INSERT INTO handing VALUES ('r', 1, 'd', '', '')",
            "UPDATE handing SET line = ''",
            "DELETE FROM handing",
            "TRUNCATE document CASCADE",
        ):
            assert await refused(pool, role, change), (role, change)
        assert not await refused(pool, role, "UPDATE document SET name = ''")
    await pool.execute("INSERT INTO content (digest, size, made_at) VALUES (sha256('x'), 1, now())")
    with pytest.raises(asyncpg.RaiseError, match="keeps its digest"):
        await pool.execute("UPDATE content SET digest = sha256('y')")
    with pytest.raises(asyncpg.RaiseError, match="append-only"):
        await pool.execute("DELETE FROM demand")


async def test_a_document_is_put_on_record_whoever_hands_it_in(pool):
    await pool.execute("INSERT INTO content (digest, size, made_at) VALUES (sha256('x'), 1, now())")
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute(f"SET LOCAL ROLE {API}")
        await connection.execute(
            "INSERT INTO document (id, ref, material, version, name, kind, content, handed_in_by, handed_in_at)"
            " SELECT 'd', 'r', 'soil_plan', 1, 'x', 'pdf', id, 'chen', now() FROM content"
        )

    assert await pool.fetchval("SELECT document FROM handing") == "d"


async def test_no_role_changes_or_deletes_what_happened(pool):
    for table, column in RECORD.items():
        for role in (API, WORKER):
            for change in CHANGES:
                assert await refused(pool, role, change.format(table, column, column)), (table, role, change)


@pytest.mark.parametrize("statement", ["UPDATE event SET at = at", "DELETE FROM event", "TRUNCATE event CASCADE"])
async def test_not_even_the_owner_changes_or_deletes_what_happened(pool, event, statement):
    with pytest.raises(asyncpg.PostgresError, match="append-only"):
        await pool.execute(statement)


@pytest.mark.parametrize("role", [API, WORKER])
async def test_no_role_changes_the_schema_or_takes_off_the_guard(pool, role):
    for statement in (
        "ALTER TABLE event DISABLE TRIGGER event_is_append_only",
        "SET LOCAL session_replication_role = replica",
        "CREATE TABLE own (id text)",
        "DROP TABLE note",
        "UPDATE migration SET name = name",
    ):
        assert await refused(pool, role, statement), statement


async def test_the_api_writes_what_is_handed_in(pool):
    may = "SELECT bool_and(has_table_privilege($1, name, 'INSERT, UPDATE')) FROM unnest($2::text[]) AS name"

    assert await pool.fetchval(may, API, OF_COUNTERS)


async def test_every_table_can_be_read_by_both_and_no_role_is_more_than_it_should_be(pool):
    rows = await pool.fetch(
        "SELECT tablename, rolname FROM pg_tables, pg_roles WHERE schemaname = 'public' AND rolname = ANY ($1)"
        " AND NOT has_table_privilege(rolname, 'public.' || quote_ident(tablename), 'SELECT')",
        [API, WORKER],
    )
    powers = await pool.fetch(
        "SELECT rolsuper, rolcreaterole, rolcreatedb, rolbypassrls FROM pg_roles WHERE rolname = ANY ($1)",
        [API, WORKER],
    )

    assert rows == [], "a migration that makes a table grants what its readers need"
    assert [any(row) for row in powers] == [False, False]
