"""What is reported again and again is counted once for each problem, with everybody who reported it, and quickly."""

import itertools
import time
from datetime import UTC, datetime, timedelta

import pytest

from domain.recurring.problems import Key, Tally
from store import recurring
from store.recurring import Sieve
from store.reports import Complainant, Report, add_complainant, add_report
from store.request_readers import duplicates, public_requests

NOW = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)
DAY = timedelta(days=1)
ALL = (NOW - 400 * DAY, NOW + DAY)
PLACES = (("T1", "town", None), ("V1", "village", "T1"), ("V2", "village", "T1"))
MERGED = (
    "INSERT INTO event (ref, epoch, n, kind, at, entered_at, actor, role)"
    " VALUES ($1, 0, 1, 'merged', $2, $2, 'system', 'system')"
)
MANY = """
INSERT INTO report (ref, print, source, topic, text, district, policy_version, reported_at)
SELECT 'H' || n, '', 'hotline', 'topic_' || n % 40, '路灯不亮，已经三天了。', CASE n % 3 WHEN 0 THEN 'T1' WHEN 1 THEN 'V1' ELSE 'V2' END, '1',
       $1::timestamptz - n % 365 * interval '1 day' - n % 1440 * interval '1 minute'
  FROM generate_series(1, $2::integer) AS n
"""
WHO = """
INSERT INTO complainant (id, ref, first_ref, phone, code, made_at, topic_again, place_again)
SELECT 'c' || ref, ref, ref, '+861540000' || lpad((row_number() OVER ())::text, 7, '0'), 'ABCDEF', reported_at,
       CASE WHEN row_number() OVER () % 10 = 0 THEN 12 END, CASE WHEN row_number() OVER () % 7 = 0 THEN 40 END
  FROM report
"""
_numbers = itertools.count(1)


@pytest.fixture
async def town(pool):
    """A database with a town and two villages."""
    for body, kind, parent in PLACES:
        await pool.execute(
            "INSERT INTO department (id, name_zh, name_en, kind, parent) VALUES ($1, $1, $1, $2, $3)",
            body,
            kind,
            parent,
        )
    return pool


async def report(pool, at, *, topic="land", district="V1", phone="+8615400000001"):
    """Somebody reports something."""
    ref = f"H{next(_numbers)}"
    async with pool.acquire() as connection:
        told = Report(ref, ref, None, "hotline", None, topic, "x", district, "", None, None, "zh", None, "1", None, at)
        await add_report(connection, told)
        await add_complainant(connection, Complainant(f"c-{ref}", ref, ref, "某", phone, None, "zh", "ABCDEF", at))
    return ref


async def counted(pool, *, period=ALL, as_of=NOW + DAY):
    """What is counted, by topic and district."""
    async with pool.acquire() as connection:
        rows = await recurring.tallies(connection, period, as_of, (30, 90), hidden_from="")
        return {(row.topic, row.district): row for row in rows}


async def listed(pool, most=99, after=(None, ""), **more):
    """The numbers of the requests behind a number."""
    async with pool.acquire() as connection:
        sieve = Sieve(ALL, **({"key": Key()} | more))
        return [row.ref for row in await recurring.cases(connection, sieve, after=after, most=most, hidden_from="")]


async def test_a_problem_that_was_merged_counts_once_and_nobody_who_reported_it_is_lost(town):
    first, second = await report(town, NOW - 2 * DAY), await report(town, NOW - DAY, phone="+8615400000002")
    await town.execute(MERGED, second, NOW)

    assert await counted(town) == {("land", "V1"): Tally("land", "V1", 2, 1)}
    assert await listed(town) == [first]
    assert await listed(town, with_merged=True) == [second, first]


async def test_a_joint_task_is_nobodys_report(town):
    first, task = await report(town, NOW - 2 * DAY), await report(town, NOW - DAY, phone="+8615400000002")
    await town.execute("UPDATE report SET source = 'centre' WHERE ref = $1", task)
    await town.execute("DELETE FROM complainant WHERE ref = $1", task)
    await town.execute("INSERT INTO request (ref, state, updated_at) SELECT ref, 'closed', now() FROM report")
    await town.execute(
        "INSERT INTO request_result (ref, cycle, leg, kind, started_at, ended_at, due_at, counted_seconds, paused_seconds, in_time, ended)"
        " SELECT ref, 1, 0, 'x', now(), now(), now(), 1, 0, true, 'closed' FROM report"
    )

    assert await counted(town) == {("land", "V1"): Tally("land", "V1", 1, 1)}
    assert await listed(town) == [first]
    async with town.acquire() as connection:
        alike = await duplicates(connection, district="V1", topic="land", phone=None, since=NOW - 9 * DAY, most=9)
        assert [row.ref for row in alike] == [first]
        assert [row.ref for row in await public_requests(connection, most=9)] == [first]
        assert await connection.fetchval("SELECT count(*) FROM public_closing") == 1


async def test_a_past_instant_is_counted_as_it_was_known_then(town):
    await report(town, NOW - 2 * DAY)
    later = await report(town, NOW - DAY, phone="+8615400000002")
    old = await report(town, NOW - 300 * DAY, phone="+8615400000003")
    await town.execute(MERGED, later, NOW)
    await town.execute("UPDATE report SET imported_at = $2 WHERE ref = $1", old, NOW - 12 * timedelta(hours=1))

    assert (await counted(town, as_of=NOW))["land", "V1"].requests == 2
    assert (await counted(town, as_of=NOW - timedelta(hours=1)))["land", "V1"].requests == 3
    assert (await counted(town, as_of=NOW - DAY))["land", "V1"].requests == 2  # the old one was not known yet
    assert (await counted(town, as_of=NOW - 2 * DAY))["land", "V1"].requests == 1


async def test_who_comes_again_is_counted_by_topic_and_by_place_within_both_times(town):  # facts 7, row 21
    await report(town, NOW - 200 * DAY)
    await report(town, NOW - 80 * DAY)  # after 120 days
    again = await report(town, NOW - 60 * DAY, district="V2")  # after 20 days, from another place
    await report(town, NOW - 5 * DAY, topic="water")  # after 75 days from the place of the second
    await report(town, NOW - 4 * DAY, phone="+8615400000009")
    await report(town, NOW - 3 * DAY, topic="", district="T1", phone=None)
    await report(town, NOW - 2 * DAY, topic="", district="V2", phone="+8615400000009")

    rows = await counted(town)

    assert rows["land", "V2"].topic_again == (1, 1)
    assert rows["land", "V1"].topic_again == rows["land", "V1"].place_again == (0, 0)
    assert (rows["water", "V1"].topic_again, rows["water", "V1"].place_again) == ((0, 0), (0, 1))
    assert rows["", "V2"].topic_again == (0, 0)
    assert await listed(town, again_days=30) == [again]
    assert len(await listed(town, again_days=90, to_place=True)) == 1


async def test_who_came_again_stays_counted_when_the_telephone_number_is_erased(town):
    await report(town, NOW - 9 * DAY)
    await report(town, NOW - 2 * DAY)
    before = await counted(town)

    await town.execute("UPDATE complainant SET phone = NULL, name = ''")

    assert (await counted(town)) == before
    assert before["land", "V1"].topic_again == (1, 1)


async def test_a_town_has_the_cases_of_its_villages_and_a_list_goes_on_where_it_ended(town):
    refs = [await report(town, NOW - n * DAY, district=district) for n, district in enumerate(("V1", "V2", "T1"))]

    assert await listed(town, key=Key("land", "T1")) == refs
    assert await listed(town, key=Key("", "V2")) == [refs[1]]
    assert await listed(town, key=Key("water")) == []
    assert await listed(town, after=(NOW, refs[0]), most=1) == [refs[1]]


async def test_a_year_of_sixty_thousand_is_counted_well_within_a_second(town):
    await town.execute(MANY, NOW, 60_000)
    await town.execute(WHO)
    await town.execute("ANALYZE report; ANALYZE complainant")
    begun = time.perf_counter()

    rows = await counted(town, period=(NOW - 365 * DAY, NOW + DAY))

    assert time.perf_counter() - begun < 1
    assert sum(row.reports for row in rows.values()) == 60_000
    assert sum(row.topic_again[0] for row in rows.values()) == 6_000
