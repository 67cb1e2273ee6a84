"""Who may write what in the database itself, whatever a program does."""

from datetime import UTC, datetime

import asyncpg
import pytest

from store.pool import API, WORKER, Pool

RECORD = (
    "event",
    "leaf",
    "root",
    "handing",
    "fate",
    "security_event",
    "access_log",
    "erasure",
    "finding",
    "judgement",
    "joint_entry",
    "joint_step",
    "off_list_demand",
    "joint_task",
    "joint_task_request",
)
SEALED = RECORD[:4]  # of the record, what only cases and nights write
OF_CASES = (
    *("project", "item", "run", "command", "request", "custody", "request_result", "request_answer", "request_call"),
    *(
        "request_paper",
        "legal_case",
        "inquiry",
        "aid_application",
        "home_visit",
        "checkup",
        "checkup_finding",
        "assignment",
    ),
)
PUBLISHED = ("dossier", "catalogue", "catalogue_item", "calendar", "policy", "erasure_plan_case")
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


async def some_column(pool: Pool, table: str) -> str:
    """A column of the table that may be set at all."""
    asked = "SELECT column_name FROM information_schema.columns WHERE table_name = $1 ORDER BY is_identity, ordinal_position LIMIT 1"
    return str(await pool.fetchval(asked, table))


CHANGES = ("UPDATE {} SET {} = {}", "DELETE FROM {}", "TRUNCATE {} CASCADE")
ENDS = {("access_log", API, "DELETE FROM {}")}  # of lines that are three years old: test_retention


async def test_the_api_can_read_but_not_write_what_a_case_says_of_itself(pool):
    for table in OF_CASES:
        for change in CHANGES:
            assert await refused(pool, API, change.format(table, "ref", "ref")), (table, change)
        assert not await refused(pool, API, f"TABLE {table}")


async def test_the_api_cannot_make_up_a_case_or_a_line_of_its_record(pool):
    for table in (*OF_CASES, *SEALED):
        assert await refused(pool, API, f"INSERT INTO {table} DEFAULT VALUES"), table
        columns = await pool.fetch(
            "SELECT column_name FROM information_schema.column_privileges"
            " WHERE grantee = $1 AND table_name = $2 AND privilege_type <> 'SELECT'",
            *(API, table),
        )
        assert columns == [], table


async def test_what_was_handed_in_or_demanded_is_only_added_to(pool):
    for role in (API, WORKER):
        for change in (
            "UPDATE document SET content = content",
            "UPDATE document SET handed_in_by = ''",
            "UPDATE demand SET refused = ''",
            "DELETE FROM demand",
            "UPDATE piece SET bytes = ''",
            "DELETE FROM piece",
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


async def test_what_was_written_held_or_published_is_only_added_to(pool):
    for role in (API, WORKER):
        for change in (
            "UPDATE note SET author = ''",
            "UPDATE note SET written_at = now()",
            "DELETE FROM note",
            "UPDATE legal_hold SET ref = ''",
            "UPDATE legal_hold SET placed_by = ''",
            "DELETE FROM legal_hold",
            "DELETE FROM erasure_plan",
        ):
            assert await refused(pool, role, change), (role, change)
        for table in PUBLISHED:
            column = await some_column(pool, table)
            for change in CHANGES:
                assert await refused(pool, role, change.format(table, column, column)), (table, role, change)
    for change in ("UPDATE note SET body = '{}'", "UPDATE legal_hold SET lifted_by = '', lifted_at = now()"):
        assert not await refused(pool, API, change), change
    assert await refused(pool, WORKER, "DELETE FROM document")


async def acting(pool: Pool, *statements: str) -> None:
    """The API does this, and it is written."""
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute(f"SET LOCAL ROLE {API}")
        for statement in statements:
            await connection.execute(statement)


HANDED_IN = """
INSERT INTO content (size, made_at) VALUES (1, now());
INSERT INTO piece (content, start, bytes) SELECT id, 0, 'x' FROM content;
UPDATE content SET digest = sha256('x');
INSERT INTO document (id, ref, material, version, name, kind, content, handed_in_by, handed_in_at)
SELECT 'd', 'r', 'soil_plan', 1, 'x', 'pdf', id, 'chen', now() FROM content;
INSERT INTO note (id, ref, author, written_at, body) VALUES ('n', 'r', 'bai', now(), '{"reason": "x"}');
"""
ERASED = "INSERT INTO erasure (ref, kept, asked_by, erased_at) VALUES ('{}', 'approval', '{}', now())"
TAKEN_AWAY = ("UPDATE note SET body = '{}'", "DELETE FROM document", "DELETE FROM content")


@pytest.mark.parametrize("change", ["UPDATE note SET body = '{}'", "DELETE FROM document"])
@pytest.mark.parametrize("erased", ["SELECT 1", ERASED.format("other", "wen")])
async def test_the_api_takes_nothing_away_but_by_an_erasure_that_is_on_record(pool, change, erased):
    await acting(pool, HANDED_IN)

    with pytest.raises(asyncpg.RaiseError, match="was not erased"):
        await acting(pool, erased, change)

    assert await pool.fetchval("SELECT body ->> 'reason' FROM note, document") == "x"


@pytest.mark.parametrize("erased", [ERASED.format("r", "wen"), ERASED.format("r", "caller:c")])
async def test_with_an_erasure_words_and_documents_go_for_good(pool, erased):
    await acting(pool, HANDED_IN)

    await acting(pool, *TAKEN_AWAY, erased)

    assert await pool.fetchval("SELECT body::text || coalesce(salt::text, '-') FROM note") == "{}-"
    assert await pool.fetchval("SELECT count(*) FROM piece") == 0
    assert await pool.fetchval("SELECT document FROM handing") == "d"


async def test_to_a_file_that_is_known_by_its_digest_the_api_adds_nothing(pool):
    await acting(pool, HANDED_IN)

    for change, fault in (
        ("INSERT INTO piece (content, start, bytes) SELECT id, 1, 'y' FROM content", "the file is whole"),
        ("UPDATE content SET digest = sha256('y')", "keeps its digest"),
    ):
        with pytest.raises(asyncpg.RaiseError, match=fault):
            await acting(pool, change)
    with pytest.raises(asyncpg.ForeignKeyViolationError):
        await acting(pool, "DELETE FROM content")


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
    for table in RECORD:
        for role in (API, WORKER):
            for change in CHANGES:
                column = await some_column(pool, table)
                is_refused = await refused(pool, role, change.format(table, column, column))
                assert is_refused or (table, role, change) in ENDS, (table, role, change)


async def test_what_stands_in_for_the_owner_is_open_to_the_api_only_and_looks_nowhere_else(pool):
    """A function with the rights of the owner runs in our schema whatever the caller's search path says."""
    rows = await pool.fetch(
        "SELECT proname, proconfig, has_function_privilege('public', oid, 'EXECUTE') AS is_open,"
        " has_function_privilege($1, oid, 'EXECUTE') AS api FROM pg_proc"
        " WHERE prosecdef AND pronamespace = 'public'::regnamespace ORDER BY proname",
        API,
    )

    assert [tuple(row) for row in rows] == [
        ("chain_document", ["search_path=public, pg_temp"], False, False),  # a trigger, which nobody calls
        *((name, ["search_path=public, pg_temp"], False, True) for name in ("name_for_checkup", "take_over_requests")),
    ]


TAKE_OVER = """
SELECT take_over_requests(ARRAY[$1], ARRAY[$2], ARRAY[''], ARRAY[''], ARRAY[''], ARRAY[NULL::timestamptz],
                          ARRAY[NULL::timestamptz], ARRAY[''], ARRAY[''], ARRAY[1], ARRAY[now()])
"""
REPORT = """
INSERT INTO report (ref, print, source, text, district, policy_version, reported_at, imported_at)
VALUES ($1, '', 'web', 'x', 'V-1', '', now(), $2)
"""


async def test_as_an_old_request_the_api_writes_no_other_one(pool):
    """Neither one that a citizen has just handed in, nor one that is not over, nor one that a case has."""
    old = datetime.now(UTC)
    await pool.execute("INSERT INTO department (id, name_zh, name_en) VALUES ('V-1', '某村', 'a village')")
    for ref, imported_at in (("H1", None), ("H2", old), ("H3", old)):
        await pool.execute(REPORT, ref, imported_at)
    async with pool.acquire() as connection:
        await connection.execute(f"SET ROLE {API}")
        await connection.execute(TAKE_OVER, "H1", "archived")
        await connection.execute(TAKE_OVER, "H2", "handling")
        await connection.execute(TAKE_OVER, "H3", "archived")
        with pytest.raises(asyncpg.UniqueViolationError):
            await connection.execute(TAKE_OVER, "H3", "withdrawn")
        await connection.execute("RESET ROLE")

    assert [tuple(row) for row in await pool.fetch("SELECT ref, state, n FROM request")] == [("H3", "archived", 0)]


MATTER = """
INSERT INTO legal_matter (ref, print, service, channel, text, policy_version, asked_at, first_at)
VALUES ($1, '', $2, 'desk', 'x', '', now(), now())
"""


async def test_as_a_check_up_that_is_ordered_the_api_names_nobody_for_another_case(pool):
    await pool.execute("INSERT INTO person (id, name, role) VALUES ('ann', '安', 'lawyer'), ('bo', '薄', 'lawyer')")
    for ref, service in (("C1", "checkup"), ("C2", "checkup"), ("A1", "aid")):
        await pool.execute(MATTER, ref, service)
    await pool.execute("INSERT INTO legal_case (ref, service, state, updated_at) VALUES ('C2', 'checkup', 'x', now())")
    async with pool.acquire() as connection:
        await connection.execute(f"SET ROLE {API}")
        for ref, person in (("C1", "ann"), ("C1", "bo"), ("C2", "ann"), ("A1", "ann"), ("none", "ann")):
            await connection.execute("SELECT name_for_checkup($1, $2, now())", ref, person)
        await connection.execute("RESET ROLE")

    assert [tuple(row) for row in await pool.fetch("SELECT ref, n, person FROM assignment")] == [("C1", 1, "ann")]


@pytest.mark.parametrize("table", RECORD)
async def test_not_even_the_owner_changes_or_deletes_what_happened(pool, table):
    column = await some_column(pool, table)
    for change in (change for change in CHANGES if (table, API, change) not in ENDS):
        with pytest.raises(asyncpg.PostgresError, match="append-only"):
            await pool.execute(change.format(table, column, column))


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
