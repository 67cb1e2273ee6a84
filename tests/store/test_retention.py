"""What is kept no longer is shown first, erased only by a second person, and leaves the record as it was."""

from __future__ import annotations

import json
from dataclasses import astuple
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import asyncpg
import pytest

from domain.legal.policy_file import parse_legal
from domain.privacy.book import Period
from domain.privacy.refusals import PlanChanged, PlanDone, SecondPersonNeeded, UnknownPlan
from domain.roles import SYSTEM
from store.contents import keep_whole, piece_from
from store.documents import SQL as DOCUMENTS
from store.documents import NewDocument
from store.erasure_plans import confirm, open_plans, prepare, propose
from store.pool import API, WORKER, Pool
from store.retention import HoldReason, Outlook, erasable, lift_hold, outlook, place_hold
from store.shipped import legal_file, privacy

NOW = datetime(2040, 2, 29, 12, tzinfo=UTC)
OLD = datetime(2029, 6, 1, tzinfo=UTC)  # more than ten years before
OLDEST = datetime(2009, 6, 1, tzinfo=UTC)  # more than thirty years before
SECRET = "种名某 15400010001"
# What ends with the sign-in itself: store/sessions.py
ELSEWHERE = {"session"}


DEPARTMENT = (
    "INSERT INTO department (id, name_zh, name_en, kind) VALUES ('V1', 'V1', 'V1', 'village') ON CONFLICT DO NOTHING"
)


async def request(pool: Pool, ref: str, *, ended: datetime | None = OLD, merged_into: str = "") -> str:
    """A request with words, a citizen, a note, a letter and an event."""
    await pool.execute(DEPARTMENT)
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
        " VALUES ($1, $2, 'sms', $3, $4, 'zh', 't', '{}', '', $4, '{}', 1, 1, $5, 'outbox', 'sent', $5)",
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


async def project(pool: Pool, ref: str) -> str:
    """A project that was completed long ago, with a document, its bytes, and an upload that has become it."""
    await pool.execute(
        "INSERT INTO dossier (ref, print, name, site, project_type, land_mode, flags, rule_set, catalogue_version, opened_by, opened_at)"
        " SELECT $1, 'p', 'n', 's', 'gov', 'grant', '{}', 'r', version, 'gone', $2 FROM catalogue LIMIT 1",
        *(ref, OLDEST),
    )
    await pool.execute(
        "INSERT INTO project (ref, phase, n, calendar_rev, completed_at, epoch, seq, updated_at)"
        " VALUES ($1, 'complete', 1, 0, $2, 1, 1, $2)",
        *(ref, OLDEST),
    )
    await document(pool, ref, SECRET.encode())
    return ref


async def document(pool: Pool, ref: str, data: bytes) -> None:
    """A file of a case, with its bytes, and the note of its upload."""
    async with pool.acquire() as connection, connection.transaction():
        content = await keep_whole(connection, data, OLDEST, piece_bytes=1000)
        new = NewDocument(f"d-{ref}", ref, "map", 1, SECRET, "pdf", content, None, None, None, "gone", OLDEST)
        await connection.execute(DOCUMENTS["add_document"], *astuple(new))
        await connection.execute(
            "INSERT INTO upload (id, ref, material, name, size, digest, begun_by, begun_at, expires_at, content, document)"
            " VALUES ($1, $2, 'map', $3, 1, '', 'gone', $4, $4, $5, $6)",
            *(f"u-{ref}", ref, SECRET, OLDEST, content, f"d-{ref}"),
        )


async def of_no_case(pool: Pool) -> None:
    """What is personal and belongs to no case, in every table that holds such."""
    await pool.execute(DEPARTMENT)
    await pool.execute(
        "INSERT INTO person (id, name, role, phone, left_at) VALUES ('gone', $1, 'applicant', $1, $2)", SECRET, OLD
    )
    await pool.execute(
        "INSERT INTO token (hash, person, label, scope, expires_at, ended_at) VALUES ('x', 'gone', $1, '{}', $2, $2)",
        SECRET,
        OLD,
    )
    await pool.execute("INSERT INTO inbound (sid, address, body, received_at) VALUES ('SM1', $1, $1, $2)", SECRET, OLD)
    await pool.execute(
        "INSERT INTO barred (channel, address, why, barred_at) VALUES ('sms', $1, 'stopped', $2)", SECRET + "9", OLD
    )
    await pool.execute(
        "INSERT INTO programme (id, name_zh, name_en, host, cron, made_at) VALUES ('weekly', '普法', 'Law', 'gone', '0 1 * * 1', $1)",
        OLD,
    )
    await pool.execute(
        "INSERT INTO subscriber (id, programme, phone, code, made_at, ended_at) VALUES ('s', 'weekly', $1, 'ABCDEF', $2, $2)",
        *(SECRET, OLD),
    )
    await pool.execute(
        "INSERT INTO programme_session (programme, starts_at, host, state, remarks) VALUES ('weekly', $2, 'gone', 'held', $1)",
        *(SECRET, OLD),
    )
    await pool.execute(
        "INSERT INTO legal_place (id, kind, name_zh, name_en, lat, lon, hours, languages) VALUES ('c', 'centre', 'c', 'c', 42, 121, '', '{zh}')"
    )
    await pool.execute(
        "INSERT INTO legal_activity (id, kind, on_day, place, count, evidence, person, entered_by, entered_at)"
        " VALUES ('a', 'leaflet', '2029-06-01', 'c', 1, $1, 'gone', 'gone', $2)",
        *(SECRET, OLD),
    )
    await pool.execute(
        "INSERT INTO outbox (ref, item, cycle, step, recipient, channel, text, not_before, expires_at, state, created_at)"
        " VALUES ('P0', 'i', '1', 'red', 'person:gone', 'sms', $1, $2, $2, 'sent', $2)",
        *(SECRET, OLD),
    )
    await pool.execute(
        "INSERT INTO access_log (at, reader, role, why, what, ref, whose) VALUES ($1, 'gone', 'officer', 'x', 'words', 'P0', 'c-1')",
        OLDEST,
    )


async def everything(pool: Pool) -> set[str]:
    """Cases of every period and all that belongs to none; the refs of the cases."""
    await of_no_case(pool)
    return {
        await request(pool, "H20290601-000001"),
        await aid(pool, "A20290601-000001"),
        await project(pool, "2011-150524-04-01-000001"),
    }


async def secrets(pool: Pool) -> set[str]:
    """The tables in which the secret still stands, as text or as bytes."""
    found = set()
    for table in {*privacy().columns, *privacy().impersonal}:
        for (row,) in await pool.fetch(f"SELECT to_jsonb(t) FROM {table} AS t"):  # noqa: S608 (names of our own list)
            text = json.dumps(row, ensure_ascii=False)
            if SECRET in text or SECRET.encode().hex() in text:
                found.add(table)
    return found


async def test_everything_personal_that_is_over_is_shown_by_table_and_reason_and_erased_by_two_and_the_record_stays(
    pool: Pool,
):
    refs = await everything(pool)
    events = await pool.fetch("SELECT * FROM event ORDER BY ref, n")
    async with pool.acquire() as connection:
        await connection.execute(f"SET ROLE {API}")
        plan = await propose(connection, privacy(), by="shen", now=NOW)
        assert {case.ref for case in plan.cases} == refs
        assert await secrets(pool) - {"outbox"} == set(privacy().columns) - ELSEWHERE, "plant in this table too"
        with pytest.raises(SecondPersonNeeded):
            await confirm(connection, privacy(), plan.head.id, by="shen", now=NOW)
        assert await secrets(pool) != set()

        done = await confirm(connection, privacy(), plan.head.id, by="root", now=NOW)

        assert done.head.confirmed_by == "root"
        with pytest.raises(PlanDone):
            await confirm(connection, privacy(), plan.head.id, by="root", now=NOW)
        assert await outlook(connection, privacy(), NOW) == Outlook([], [])
        await connection.execute("RESET ROLE")
    shown = {(line.table_name, line.kept, line.of_cases): line.rows for line in plan.lines}
    assert {table for table, *_ in shown} == (set(privacy().columns) - ELSEWHERE) | {"outbox", "access_log"}
    assert {kept for _, kept, _ in shown} == set(Period)
    assert {shown["letter", "hotline", True], shown["note", "hotline", True], shown["inbound", "letter", False]} == {1}
    assert await secrets(pool) == set()
    assert await pool.fetchval("SELECT count(*) FROM access_log") == 0
    assert await pool.fetch("SELECT * FROM event ORDER BY ref, n") == events
    assert await pool.fetchval("SELECT count(*) FROM request") == 1
    assert {row["asked_by"] for row in await pool.fetch("SELECT asked_by FROM erasure")} == {"root"}
    with pytest.raises(asyncpg.RaiseError, match="append-only"):
        await pool.execute("DELETE FROM erasure")


async def test_what_is_younger_than_its_period_stays(pool: Pool):
    await everything(pool)
    standing = await secrets(pool)
    async with pool.acquire() as connection:
        found = await outlook(connection, privacy(), OLDEST + timedelta(days=1))
        assert found == Outlook([], [])
        plan = await propose(connection, privacy(), by="shen", now=OLD + timedelta(days=3 * 366))
        assert {line.table_name for line in plan.lines} == {"inbound", "barred", "subscriber", "outbox", "access_log"}
        await confirm(connection, privacy(), plan.head.id, by="root", now=NOW)

    assert standing - await secrets(pool) == {"inbound", "barred", "subscriber", "outbox"}


async def test_a_barred_address_is_kept_as_long_as_anybody_is_known_with_it(pool: Pool):
    number = "+8615400010077"
    await pool.execute(
        "INSERT INTO barred (channel, address, why, barred_at) VALUES ('sms', $1, 'stopped', $2)", number, OLD
    )
    await pool.execute("INSERT INTO person (id, name, role, phone) VALUES ('p', 'p', 'officer', '154 0001 0077')")
    async with pool.acquire() as connection:
        assert (await outlook(connection, privacy(), NOW)).lines == []
        await pool.execute("UPDATE person SET phone = NULL")
        [line] = (await outlook(connection, privacy(), NOW)).lines

    assert (line.table_name, line.kept, line.rows) == ("barred", "letter", 1)


async def test_what_is_open_or_held_is_not_erased(pool: Pool):
    held = await request(pool, "H20290601-000002")
    await request(pool, "H20290601-000003", ended=NOW - timedelta(days=3650))  # two days of leap years too young
    await request(pool, "H20290601-000004", ended=None)
    async with pool.acquire() as connection:
        await place_hold(connection, held, HoldReason.LAWSUIT, by="shen", at=NOW)
        assert await erasable(connection, privacy(), NOW) == []
        assert await lift_hold(connection, held, HoldReason.LAWSUIT, by="shen", at=NOW)
        assert not await lift_hold(connection, held, HoldReason.LAWSUIT, by="shen", at=NOW)
        assert [c.ref for c in await erasable(connection, privacy(), NOW)] == [held]


async def test_what_of_no_case_belongs_to_whom_a_held_case_is_about_stays_with_it(pool: Pool):
    ref, number = await request(pool, "H20290601-000009", ended=None), "+8615400010078"
    await pool.execute("UPDATE complainant SET phone = $1", number)
    await pool.execute("UPDATE letter SET claimed_at = $1", OLD)
    await pool.execute("INSERT INTO inbound (sid, address, body, received_at) VALUES ('SM2', $1, 'x', $2)", number, OLD)
    await pool.execute("INSERT INTO person (id, name, role, left_at) VALUES ('o', 'o', 'officer', $1)", OLD)
    await pool.execute(
        "INSERT INTO access_log (at, reader, role, why, what, ref) VALUES ($1, 'o', 'officer', 'x', 'words', $2)",
        OLD,
        ref,
    )
    async with pool.acquire() as connection:
        free = await outlook(connection, privacy(), NOW)
        await place_hold(connection, ref, HoldReason.LAWSUIT, by="shen", at=NOW)
        held = await outlook(connection, privacy(), NOW)

    assert {line.table_name for line in free.lines} == {"letter", "inbound", "person", "access_log"}
    assert held.lines == []


async def test_a_hold_between_the_two_people_takes_the_whole_plan_back(pool: Pool):
    first, second = await request(pool, "H20290601-000005"), await request(pool, "H20290601-000006")
    async with pool.acquire() as connection:
        plan = await propose(connection, privacy(), by="shen", now=NOW)
        await place_hold(connection, second, HoldReason.AUDIT, by="shen", at=NOW)

        with pytest.raises(PlanChanged) as refused:
            await confirm(connection, privacy(), plan.head.id, by="root", now=NOW)
        with pytest.raises(UnknownPlan):
            await confirm(connection, privacy(), uuid4(), by="root", now=NOW)

    assert refused.value.facts == {"refs": second}
    assert "report" in await secrets(pool)
    assert await pool.fetchval("SELECT text FROM report WHERE ref = $1", first) == SECRET


async def test_only_the_rows_that_were_shown_are_erased(pool: Pool):
    await request(pool, "H20290601-000010")
    await pool.execute("INSERT INTO inbound (sid, address, body, received_at) VALUES ('SM1', 'a', 'x', $1)", OLD)
    async with pool.acquire() as connection:
        plan = await propose(connection, privacy(), by="shen", now=NOW)
        await pool.execute("INSERT INTO inbound (sid, address, body, received_at) VALUES ('SM2', 'a', 'x', $1)", OLD)
        with pytest.raises(PlanChanged) as refused:
            await confirm(connection, privacy(), plan.head.id, by="root", now=NOW)
        await pool.execute("DELETE FROM inbound WHERE sid = 'SM2'")
        await confirm(connection, privacy(), plan.head.id, by="root", now=NOW)

    assert refused.value.facts == {"refs": "", "tables": "inbound"}


async def test_the_night_makes_one_plan_tells_of_it_and_needs_two_people(pool: Pool):
    await of_no_case(pool)
    async with pool.acquire() as connection:
        await connection.execute(f"SET ROLE {WORKER}")
        made = await prepare(connection, privacy(), NOW)
        again = await prepare(connection, privacy(), NOW + timedelta(days=1))
        told = await pool.fetch("SELECT cycle, state FROM notice WHERE step = 'erasure'")
        await connection.execute(f"SET ROLE {API}")
        listed = await open_plans(connection)
        first = await confirm(connection, privacy(), made.head.id, by="shen", now=NOW)
        standing = await secrets(pool)
        with pytest.raises(SecondPersonNeeded):
            await confirm(connection, privacy(), made.head.id, by="shen", now=NOW)
        second = await confirm(connection, privacy(), made.head.id, by="root", now=NOW)
        assert await prepare(connection, privacy(), NOW) is None
        await connection.execute("RESET ROLE")

    assert (made.head.made_by, made.head.id, listed) == (SYSTEM.id, again.head.id, [made])
    assert [tuple(row) for row in told] == [(str(made.head.id), "open")]
    assert (first.head.approved_by, first.head.confirmed_by) == ("shen", None)
    assert standing != set()
    assert (second.head.approved_by, second.head.confirmed_by) == ("shen", "root")
    assert await secrets(pool) == set()
    assert await pool.fetchval("SELECT state FROM notice WHERE step = 'erasure'") == "ended"


async def test_a_newer_plan_of_the_night_takes_the_place_of_one_to_which_nobody_has_said_yes(pool: Pool):
    await request(pool, "H20290601-000011")
    async with pool.acquire() as connection:
        old = await prepare(connection, privacy(), NOW)
        await request(pool, "H20290601-000012")
        new = await prepare(connection, privacy(), NOW)
        assert [plan.head.id for plan in await open_plans(connection)] == [new.head.id]
        with pytest.raises(PlanChanged):
            await confirm(connection, privacy(), old.head.id, by="shen", now=NOW)
        await confirm(connection, privacy(), new.head.id, by="shen", now=NOW)
        await request(pool, "H20290601-000013")
        newest = await prepare(connection, privacy(), NOW + timedelta(hours=1))
        assert [plan.head.id for plan in await open_plans(connection)] == [newest.head.id, new.head.id]


async def test_bytes_that_another_case_has_handed_in_too_are_kept_for_it(pool: Pool):
    await of_no_case(pool)
    await project(pool, "2011-150524-04-01-000001")
    await document(pool, "2611-150524-04-01-000002", SECRET.encode())
    await pool.execute("DELETE FROM upload WHERE ref = '2611-150524-04-01-000002'")
    async with pool.acquire() as connection:
        plan = await propose(connection, privacy(), by="shen", now=NOW)
        await confirm(connection, privacy(), plan.head.id, by="root", now=NOW)
        left = await pool.fetch("SELECT ref, content FROM document")
        assert [row["ref"] for row in left] == ["2611-150524-04-01-000002"]
        assert await piece_from(connection, left[0]["content"], 0) == SECRET.encode()


async def test_a_request_that_was_merged_is_kept_as_long_as_the_one_that_it_went_into(pool: Pool):
    into = await request(pool, "H20290601-000007", ended=NOW - timedelta(days=1))
    await request(pool, "H20290601-000008", merged_into=into)
    async with pool.acquire() as connection:
        assert await erasable(connection, privacy(), NOW) == []


@pytest.mark.parametrize(
    ("made", "approved"),
    [("shen", None), ("system", None), ("system", "shen")],
    ids=["a person's", "nobody's", "one's"],
)
async def test_the_database_itself_wants_two_people(pool: Pool, made, approved):
    with pytest.raises(asyncpg.CheckViolationError):
        await pool.execute(
            "INSERT INTO erasure_plan (version, made_by, made_at, approved_by, confirmed_by) VALUES ('v', $1, now(), $2, 'shen')",
            *(made, approved),
        )


@pytest.mark.parametrize("role", [API, WORKER])
async def test_a_line_of_the_log_of_readings_is_kept_for_three_years_whoever_asks(pool: Pool, role):
    line = "INSERT INTO access_log (at, reader, role, why, what) VALUES (now() - interval '3 years' + $1, 'r', 'o', 'w', 'w')"
    await pool.execute(line, timedelta(days=1))
    async with pool.acquire() as connection:
        await connection.execute(f"SET ROLE {role}")
        with pytest.raises((asyncpg.RaiseError, asyncpg.InsufficientPrivilegeError)):
            await connection.execute("DELETE FROM access_log")
        await connection.execute("RESET ROLE")

    assert privacy().kept[Period.READING].years >= 3


async def test_what_is_only_ever_added_to_holds_nothing_personal(pool: Pool):
    """What nobody can empty must not need to be: ids and codes only. The plant test looks into their rows."""
    rows = await pool.fetch(
        "SELECT DISTINCT relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid WHERE tgfoid = 'refuse_change'::regproc"
    )
    tables = {row["relname"] for row in rows}

    assert tables >= {"event", "fate", "leaf", "root", "access_log", "erasure", "security_event"}
    assert tables & set(privacy().columns) == set()
    assert tables <= set(privacy().impersonal)


def test_a_bar_after_a_false_pledge_ends_before_what_it_is_known_by_is_erased():
    """The bar is read from the application itself, so it needs no period of its own."""
    found_on = OLD.date()

    barred_until = parse_legal(legal_file()).policy.pledge_barred_until(found_on)

    assert barred_until < privacy().kept[Period.LEGAL].until(OLD).date()
