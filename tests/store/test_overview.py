"""What those read who lead: every figure is the length of its list, and none reads everything, with 5,000 projects open."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta

import pytest
from legal_rows import settle_in

from store import overview
from store.overview import CaseCounts, CaseSieve, ItemCounts, ItemSieve
from store.pool import Pool

NOW = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)
DAY = (datetime(2026, 11, 24, 16, tzinfo=UTC), datetime(2026, 11, 25, 16, tzinfo=UTC))
SOON = datetime(2026, 11, 28, 16, tzinfo=UTC)
ITEM, ZONE = "PR-05", "Asia/Shanghai"
PROJECTS = """
INSERT INTO person (id, name, role, department, work_no) VALUES ('wang', '王', 'officer', 'DRC', 'DRC-9');

INSERT INTO dossier (ref, print, name, site, project_type, land_mode, flags, rule_set, catalogue_version, opened_by,
                     opened_at)
SELECT 'P' || lpad(number::text, 5, '0'), '', '', '', '', '', '{}', 'platform', catalogue.version, 'wang', now()
  FROM generate_series(1, $1::integer) AS number
 CROSS JOIN catalogue;

INSERT INTO project (ref, phase, n, calendar_rev, epoch, seq, updated_at)
SELECT ref, 'open', 0, 0, 0, 0, now()
  FROM dossier;
"""
ITEMS = """
INSERT INTO item (ref, department, id, state, round, filed, red_at, over_at, provisional, extended, revoked, breached, explained)
SELECT dossier.ref, catalogue_item.department, catalogue_item.id,
       CASE position % 3 WHEN 0 THEN 'approved' WHEN 1 THEN 'accepted' ELSE 'received' END, 1, false,
       $1::timestamptz + (position - 4) * interval '3 days', $1 + (position - 4) * interval '4 days' + length(dossier.ref) * interval '1 hour',
       false, 0, false, false, false
  FROM dossier
  JOIN catalogue_item ON catalogue_item.version = dossier.catalogue_version AND position <= 12
"""
_numbers = itertools.count(1)


@pytest.fixture
async def ten(pool: Pool) -> Pool:
    """A database with ten projects and no items."""
    await _projects(pool, 10)
    return pool


async def _projects(pool: Pool, number: int) -> None:
    first, rest = PROJECTS.split(";", 1)
    await pool.execute(first)
    dossiers, projects, _ = rest.split(";")
    await pool.execute(dossiers, number)
    await pool.execute(projects)


async def item(pool: Pool, *, red: timedelta, over: timedelta | None, state: str = "accepted", **more: object) -> str:
    """An item of a project of its own, which turns red and ends so long from now."""
    ref = f"P{next(_numbers) % 10 + 1:05}"
    values = {"provisional": False, "revoked": False, "officer": "wang"} | more
    await pool.execute("DELETE FROM item WHERE ref = $1", ref)
    await pool.execute(
        "INSERT INTO item (ref, department, id, state, round, filed, red_at, over_at, extended, breached, explained,"
        " provisional, revoked, officer) VALUES ($1, 'DRC', $2, $3, 1, false, $4, $5, 0, false, false, $6, $7, $8)",
        *(ref, ITEM, state, NOW + red, NOW + over if over is not None else None, *values.values()),
    )
    return ref


async def silent(pool: Pool) -> list[tuple[str, str, str]]:
    return [(await pool.fetchval("SELECT version FROM catalogue"), "platform", ITEM)]


async def counted(pool: Pool) -> ItemCounts:
    """The figures of items."""
    async with pool.acquire() as connection:
        return await overview.count_items(connection, DAY, now=NOW, soon=SOON, silent=await silent(pool))


async def listed(pool: Pool, sieve: ItemSieve) -> list[str]:
    """The projects of the items of a list, read one by one."""
    found: list[str] = []
    after: tuple[datetime | None, str, str] = (None, "", "")
    async with pool.acquire() as connection:
        while page := await overview.items(connection, sieve, after=after, most=1):
            found += [row.ref for row in page]
            after = (page[-1].over_at, page[-1].ref, page[-1].id)
    return found


HOUR, DAYS = timedelta(hours=1), timedelta(days=1)


async def test_each_figure_of_items_is_the_length_of_its_list(ten):
    turned = await item(ten, red=-HOUR, over=20 * HOUR)  # this morning, and silence is near
    turns = await item(ten, red=13 * HOUR, over=9 * DAYS)
    await item(ten, red=15 * HOUR, over=9 * DAYS)  # tomorrow by the clock of the office
    late = await item(ten, red=-2 * DAYS, over=-HOUR)
    await item(ten, red=-HOUR, over=HOUR, state="paused")
    await item(ten, red=-HOUR, over=None)
    withheld = [await item(ten, red=-2 * DAYS, over=2 * DAYS, **{why: True}) for why in ("provisional", "revoked")]

    assert await counted(ten) == ItemCounts(red_today=2, silent_soon=1, late=1)
    assert await listed(ten, ItemSieve(ends_after=NOW, red=DAY)) == [turned, turns]
    assert await listed(ten, ItemSieve(NOW, SOON, silent=await silent(ten))) == [turned]
    assert await listed(ten, ItemSieve(NOW, SOON)) == [turned, *sorted(withheld)]
    assert await listed(ten, ItemSieve(ends_by=NOW)) == [late]
    async with ten.acquire() as connection:
        [row] = await overview.items(connection, ItemSieve(ends_by=NOW), after=(None, "", ""), most=9)
        assert (row.body, row.work_no, row.body_zh) == ("DRC", "DRC-9", "库伦旗发展和改革委员会")


async def test_what_silence_does_not_approve_by_its_rules_is_not_counted_as_such(ten):
    await item(ten, red=-HOUR, over=HOUR)
    await ten.execute("UPDATE dossier SET rule_set = 'lawful'")

    assert await counted(ten) == ItemCounts(red_today=1, silent_soon=0, late=0)
    async with ten.acquire() as connection:
        assert [rules for _, rules in await overview.rule_sets(connection)] == ["lawful"]


async def test_requests_are_late_by_the_clock_that_they_are_under_now(pool):
    await pool.execute(
        "INSERT INTO department (id, name_zh, name_en, kind) VALUES ('V1', '村', 'Village', 'village');"
        "INSERT INTO report (ref, print, source, text, district, policy_version, reported_at)"
        " SELECT 'H' || number, '', 'web', '', 'V1', '1', now() FROM generate_series(1, 7) AS number;"
        "INSERT INTO request (ref, state, accept_at, share_at, goal_at, body, updated_at) VALUES"
        " ('H1', 'reported', '2026-11-25T02:00Z', NULL, NULL, '', now()),"
        " ('H2', 'returned', '2026-11-25T02:01Z', NULL, '2026-11-25T01:00Z', '', now()),"
        " ('H3', 'handling', '2026-11-25T01:00Z', '2026-11-25T03:00Z', '2026-11-26T01:00Z', 'V1', now()),"
        " ('H4', 'handling', NULL, '2026-11-25T03:00Z', '2026-11-25T01:30Z', 'V1', now()),"
        " ('H5', 'paused', NULL, NULL, NULL, 'V1', now()),"
        " ('H6', 'closed', NULL, '2026-11-25T01:00Z', '2026-11-25T01:00Z', 'V1', now()),"
        " ('H7', 'archived', NULL, NULL, NULL, '', now())"
    )

    async with pool.acquire() as connection:
        told = {
            name: [
                row.ref for row in await overview.requests(connection, sieve, after=(None, ""), most=99, hidden_from="")
            ]
            for name, sieve in {
                "open": CaseSieve(),
                "late": CaseSieve(over_by=NOW),
                "waiting": CaseSieve(only_waiting=True),
            }.items()
        }
        rest = await overview.requests(connection, CaseSieve(), after=(None, "H4"), most=99, hidden_from="")
        counts = await overview.count_requests(connection, NOW, hidden_from="")

    assert told == {"open": ["H4", "H1", "H2", "H3", "H5"], "late": ["H4", "H1"], "waiting": ["H1", "H2"]}
    assert [row.ref for row in rest] == ["H5"]  # the list goes on among those whose clock stands
    assert counts == CaseCounts(open=5, late=2, waiting=2)


async def test_cases_of_the_legal_circle_are_late_until_the_promise_was_kept(pool):
    await settle_in(pool)
    for number, (state, due, kept) in enumerate(
        [("waiting", -1, None), ("waiting", 1, None), ("taken", -1, True), ("taken", -2, False)], start=1
    ):
        await pool.execute(
            "INSERT INTO legal_matter (ref, service, print, channel, text, district, language, field, policy_version, asked_at, first_at)"
            " SELECT $1, 'inquiry', '', 'web', '', '', 'zh', '', '1', now(), now()",
            f"LQ{number}",
        )
        await pool.execute(
            "INSERT INTO legal_case (ref, service, state, updated_at) VALUES ($1, 'inquiry', $2, now())",
            *(f"LQ{number}", state),
        )
        await pool.execute(
            "INSERT INTO inquiry (ref, due_at, kept, referrals, became, satisfied) VALUES ($1, $2, $3, 0, '', 0)",
            *(f"LQ{number}", NOW + timedelta(minutes=due), kept),
        )

    async with pool.acquire() as connection:
        counts = await overview.count_legal_cases(connection, NOW, ZONE)
        late = await overview.legal_cases(connection, ZONE, CaseSieve(over_by=NOW), after=(None, ""), most=99)
        waiting = await overview.legal_cases(connection, ZONE, CaseSieve(only_waiting=True), after=(None, ""), most=99)

    assert counts == CaseCounts(open=4, late=2, waiting=2)
    assert [row.ref for row in late] == ["LQ4", "LQ1"]
    assert [row.ref for row in waiting] == ["LQ1", "LQ2"]


@pytest.fixture
async def busy(pool: Pool) -> Pool:
    """A database with 5,000 open projects of twelve items each."""
    await _projects(pool, 5000)
    await pool.execute(ITEMS, NOW)
    await pool.execute("ANALYZE")
    return pool


async def test_with_5000_projects_the_lists_are_read_along_the_index_without_a_sort(busy):
    statement = overview.SQL["overview_items"]
    version = await busy.fetchval("SELECT version FROM catalogue")
    asked = (SOON, None, None, True, [version], ["platform"], [ITEM], NOW, "~", "", 51, "")
    async with busy.acquire() as connection, connection.transaction():
        lines = [row[0] for row in await connection.fetch(f"EXPLAIN (ANALYZE, TIMING OFF) {statement}", *asked)]
    plan = "\n".join(lines)

    assert "using item_inbox_of_all " in plan, plan
    assert "Sort" not in plan, plan
    assert "Seq Scan on item" not in plan, plan
    began = datetime.now(UTC)
    figures = await counted(busy)
    assert figures.red_today == 5000  # one of the twelve of each project turns red on the day
    assert datetime.now(UTC) - began < timedelta(seconds=2)
