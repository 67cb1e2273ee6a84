"""How the lists of those who work are read: along an index, never by sorting everything that is open."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from store import facts, readers
from store.open_data import SQL
from store.pool import Pool

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
PROJECTS = """
INSERT INTO person (id, name, role) VALUES ('chen', '陈', 'applicant');

INSERT INTO dossier (ref, print, name, site, project_type, land_mode, flags, rule_set, catalogue_version, opened_by,
                     opened_at)
SELECT 'P' || lpad(number::text, 5, '0'), '', '', '', '', '', '{}', '', catalogue.version, 'chen', now()
  FROM generate_series(1, 200) AS number
 CROSS JOIN catalogue;

INSERT INTO project (ref, phase, n, calendar_rev, epoch, seq, updated_at)
SELECT ref, 'open', 0, 0, 0, 0, now()
  FROM dossier;

INSERT INTO item (ref, department, id, state, round, filed, over_at, provisional, extended, revoked, breached,
                  explained)
SELECT dossier.ref, catalogue_item.department, catalogue_item.id,
       CASE position % 3 WHEN 0 THEN 'approved' ELSE 'accepted' END, 1, false,
       CASE position % 5 WHEN 0 THEN NULL ELSE dossier.opened_at + random() * interval '60 days' END,
       false, 0, false, false, false
  FROM dossier
  JOIN catalogue_item ON catalogue_item.version = dossier.catalogue_version;

INSERT INTO event (ref, epoch, n, kind, item, at, entered_at, actor, role, what, calendar_rev)
SELECT ref, 1, number, CASE number % 20 WHEN 0 THEN 'not_done' ELSE 'received' END, 'PR-01', now(),
       now() + random() * interval '60 days', 'chen', 'officer', 'approve:already_deemed', 1
  FROM dossier
 CROSS JOIN generate_series(1, 20) AS number;
"""
FACTS = """
INSERT INTO fact (subject, ref, part, created_at, closed_at, body, person, matter, stage, kind, place, marks, measures)
SELECT 'item', 'F' || number, 'PR-01.1', at, at, 'DRC', '', 'PR-01', 'S1', '', '', '{decided}', '{}'
  FROM generate_series(1, 5000) AS number
 CROSS JOIN LATERAL (SELECT $1::timestamptz + number * interval '1 day' AS at) AS ended
"""
BEGINNING, MIDDLE = (None, "", ""), (AT, "P00100", "PR-01")
INBOXES = {"inbox": ("item_inbox", ("DRC",)), "inbox_of_all": ("item_inbox_of_all", ())}


@pytest.fixture
async def busy(pool: Pool) -> Pool:
    """A database with some thousand open items."""
    await pool.execute(PROJECTS)
    await pool.execute("ANALYZE")
    return pool


async def plan_of(pool: Pool, name: str, *values: object) -> str:
    """How PostgreSQL would answer a statement, where it has any choice but to read everything."""
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute("SET LOCAL enable_seqscan = off")
        return "\n".join([row[0] for row in await connection.fetch(f"EXPLAIN {readers.SQL[name]}", *values)])


@pytest.mark.parametrize("after", [BEGINNING, MIDDLE], ids=["beginning", "middle"])
@pytest.mark.parametrize("name", INBOXES)
async def test_an_inbox_is_read_along_its_index_without_a_sort(busy, name, after):
    index, chosen = INBOXES[name]

    plan = await plan_of(busy, name, *chosen, *after, 51)

    assert f"using {index} " in plan, plan
    assert "Sort" not in plan, plan


async def test_acts_that_came_too_late_are_found_without_reading_the_whole_record(busy):
    plan = await plan_of(busy, "late", AT, "P00100", 7, 51)

    assert "event_not_done" in plan, plan


async def test_inboxes_read_page_by_page_hold_every_open_item_once_by_urgency(busy):
    found: list[readers.InboxItem] = []
    after: tuple[datetime | None, str, str] = (None, "", "")
    async with busy.acquire() as connection:
        while page := await readers.inbox_of_all(connection, after=after, most=1000):
            found += page
            after = (page[-1].over_at, page[-1].ref, page[-1].id)
        own = await readers.inbox(connection, "DRC", after=(None, "", ""), most=100_000)

    assert len(found) == await busy.fetchval("SELECT count(*) FROM item WHERE state = 'accepted'")
    never = datetime.max.replace(tzinfo=UTC)
    places = [(row.over_at or never, row.ref, row.id) for row in found]
    assert places == sorted(set(places))
    assert own == [row for row in found if row.department == "DRC"]


async def test_decisions_of_a_period_are_read_along_their_ends(pool):
    asked = (AT, datetime(2026, 4, 2, 1, 0, tzinfo=UTC), "Asia/Shanghai")
    await pool.execute(FACTS, AT)
    await pool.execute("ANALYZE fact")
    async with pool.acquire() as connection:
        plan = "\n".join([row[0] for row in await connection.fetch(f"EXPLAIN {SQL['decided_by_month']}", *asked)])

    assert "fact_closed" in plan, plan


@pytest.mark.parametrize("name", ["cases_that_moved", "cases_to_check"])
async def test_a_month_of_the_record_is_read_along_its_days(busy, name):
    until = [datetime(2099, 1, 1, tzinfo=UTC)] if name == "cases_that_moved" else []
    asked = (AT, datetime(2026, 4, 2, 1, 0, tzinfo=UTC), *until, False)
    async with busy.acquire() as connection, connection.transaction():
        await connection.execute("SET LOCAL enable_seqscan = off")
        plan = "\n".join([row[0] for row in await connection.fetch(f"EXPLAIN {facts.SQL[name]}", *asked)])

    assert "event_happened" in plan, plan
