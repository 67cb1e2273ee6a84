"""What a case of the legal circle writes down: wholly, once, in order; what a reset left is taken away."""

from __future__ import annotations

import asyncio
from dataclasses import astuple, fields, replace
from datetime import timedelta

import asyncpg
import pytest
from legal_commits import (
    AT,
    CODE,
    FIELDS,
    NAME,
    ONE,
    PHONE,
    ROWS,
    TEXT,
    TWO,
    called,
    case,
    commit,
    full,
    handed_in,
    held,
    notice,
    write,
)
from legal_rows import settle_in

from domain.commit import Receipt
from domain.legal.cases import State
from domain.legal.record import Happening, LegalEvent, Service
from domain.privacy.readings import EXAMPLES
from store import cases, lawyers, legal_cases, legal_readers
from store.pool import Pool
from store.publishing import publish_year
from store.shipped import calendar_files

OWN = {
    Service.INQUIRY: "inquiry",
    Service.AID: "aid_application",
    Service.VISIT: "home_visit",
    Service.CHECKUP: "checkup",
}
TABLES = ("legal_case", *OWN.values(), "checkup_finding", "assignment", "event", "notice", "command", "run")
LATER = AT + timedelta(seconds=1)


@pytest.fixture
async def memory(pool: Pool) -> Pool:
    """A database that knows a small legal circle."""
    await settle_in(pool)
    return pool


async def rows(pool: Pool) -> dict[str, list[str]]:
    """Every row of what a case writes, with the transaction that wrote it."""
    return {
        table: [row[0] for row in await pool.fetch(f"SELECT xmin || ' ' || t::text FROM {table} AS t ORDER BY 1")]  # noqa: S608
        for table in TABLES
    }


async def people(pool: Pool, ref: str) -> list[tuple[str, bool, str]]:
    """Who was called or had it: the person, whether they have it now, and how it ended."""
    async with pool.acquire() as connection:
        found = await legal_readers.assignments(connection, ref)
    return [(row.person, row.accepted_at is not None and row.until is None, row.ended) for row in found]


@pytest.mark.parametrize("service", Service)
async def test_a_commit_writes_everything_that_it_holds(memory, service):
    ref = await handed_in(memory, service)
    wanted = full(ref, service)

    assert await write(memory, wanted) == 1

    expected = dict.fromkeys(TABLES, 0) | {"legal_case": 1, OWN[service]: 1, "checkup_finding": 2, "assignment": 2}
    expected |= {"event": 2, "notice": 1, "command": 1, "run": 1}
    assert {table: len(found) for table, found in (await rows(memory)).items()} == expected
    kept = dict(await memory.fetchrow("SELECT * FROM legal_case"))
    state = {name: getattr(wanted, name) for name in ("state", "holder", "wakes_at", "ended_at", "n", "calendar_rev")}
    assert {name: kept[name] for name in state} == state
    assert (kept["service"], kept["epoch"], kept["seq"]) == (service, 1, 1)


async def test_a_newer_calendar_is_for_what_is_open_and_for_what_has_ended_and_still_waits_for_a_day(memory):
    of_days = {"service": Service.AID, "calendar_rev": 1}
    open_, waits = [await case(memory, **of_days, **more) for more in ({}, {"ended_at": AT, "wakes_at": LATER})]
    await case(memory, **of_days, ended_at=AT)

    async with memory.acquire() as connection:
        assert await cases.behind(connection, 2) == sorted([open_, waits])


@pytest.mark.parametrize("service", Service)
async def test_each_value_stands_in_the_column_of_its_name_and_changes_with_the_next_commit(memory, service):
    ref = await handed_in(memory, service)
    for seq, row in enumerate((ROWS[service], type(ROWS[service])()), start=1):
        await write(memory, commit(ref, service, seq=seq, **{FIELDS[service]: row}))

        kept = await memory.fetchrow(f"SELECT * FROM {OWN[service]}")  # noqa: S608
        for field in fields(row):
            value = getattr(row, field.name)
            assert kept[field.name] == (list(value) if isinstance(value, tuple) else value), field.name


async def test_people_findings_lines_notices_and_answers_are_kept_as_they_were(memory):
    ref = await handed_in(memory)
    wanted = full(ref)
    await write(memory, wanted)

    async with memory.acquire() as connection:
        assigned = await legal_readers.assignments(connection, ref)
        found = await legal_readers.findings(connection, ref)
        first, second = await legal_readers.record(connection, EXAMPLES, ref, after=0, most=9)
        assert await cases.receipt(connection, ref, "c1") == Receipt("c1", 2)
    assert [astuple(row) for row in assigned] == [(a.n, *astuple(a)[:-1]) for a in wanted.assignments]
    assert [astuple(row) for row in found] == [(n, *astuple(f)) for n, f in enumerate(wanted.findings, 1)]
    assert (first.n, first.kind, first.person, first.at) == (1, "called", ONE, AT - timedelta(minutes=1))
    assert (second.n, second.actor, second.role, second.what, second.acted_at) == (2, TWO, "lawyer", "12", AT)
    assert (second.at, second.entered_at, second.due_at_before) == (AT, AT, AT)
    assert second.due_at_after == AT + timedelta(days=1)
    told = await memory.fetchrow(
        'SELECT item, cycle, step, unit, silence, body, owner, complainant, "left" FROM notice'
    )
    assert tuple(told) == ("call:1", "1", "legal_call", "min", "nothing", "JUB", ONE, "", 8)


async def test_nothing_of_whoever_asked_stands_in_what_a_case_writes(memory):  # H65
    ref = await handed_in(memory)

    await write(memory, full(ref))

    written = " ".join(row for found in (await rows(memory)).values() for row in found)
    assert ref in written
    assert [word for word in (NAME, PHONE, TEXT, CODE) if word in written] == []


async def test_a_repeated_or_older_commit_changes_nothing(memory):
    ref = await handed_in(memory)
    await write(memory, full(ref))
    before = await rows(memory)

    await asyncio.gather(*(write(memory, full(ref)) for _ in range(10)))
    await write(memory, commit(ref, seq=0))

    assert await rows(memory) == before


async def test_what_a_commit_says_again_is_not_written_again(memory):
    ref = await handed_in(memory)
    await write(memory, full(ref))
    before = await rows(memory)

    await write(memory, full(ref, seq=2, n=2, events=(), receipts=()))

    after = await rows(memory)
    for table in ("assignment", "checkup_finding", "event", "notice", "command"):
        assert after[table] == before[table], table


async def test_a_commit_that_cannot_be_written_leaves_nothing(memory):
    ref = await handed_in(memory)

    with pytest.raises(asyncpg.ForeignKeyViolationError):
        await write(memory, full(ref, assignments=(called("nobody"),)))

    assert not any((await rows(memory)).values())


async def test_a_case_for_which_nothing_was_handed_in_is_not_written(memory):
    with pytest.raises(asyncpg.ForeignKeyViolationError):
        await write(memory, commit("L20261125-999999"))


async def test_a_commit_learns_which_calendar_is_the_newest(memory):  # T07
    ref = await handed_in(memory, Service.AID)
    before = await legal_cases.write(memory, commit(ref, Service.AID), run_id="run-1", asked_at=AT)
    async with memory.acquire() as connection:
        for year in ("2025", "2026"):
            await publish_year(connection, calendar_files()[year], by="root", zone="Asia/Shanghai")

    after = await legal_cases.write(memory, commit(ref, Service.AID), run_id="run-1", asked_at=AT)

    assert (before.newest_rev, after.newest_rev) == (0, 2)


async def test_whoever_has_it_lets_go_and_another_one_has_it_in_one_step(memory):
    ref = await case(memory, assignments=(held(ONE),))

    gone = held(ONE, until=AT, ended="referred")
    await write(memory, commit(ref, seq=2, assignments=(gone, held(TWO))))

    assert await people(memory, ref) == [(ONE, False, "referred"), (TWO, True, "")]


async def test_two_people_never_have_the_same_case(memory):  # H68
    ref = await case(memory, assignments=(held(ONE),))

    with pytest.raises(asyncpg.UniqueViolationError):
        await write(memory, commit(ref, seq=2, assignments=(held(ONE), held(TWO))))

    assert await people(memory, ref) == [(ONE, True, "")]


async def test_who_was_chosen_is_kept_until_the_case_says_what_became_of_it(memory):
    ref = await case(memory, assignments=(called(ONE),))
    await memory.execute(lawyers.SQL["assign"], ref, 2, "inquiry", TWO, "call", AT)

    await write(memory, commit(ref, seq=2, assignments=(called(ONE, until=AT, ended="lapsed"),)))
    between = await people(memory, ref)
    await write(memory, commit(ref, seq=3, assignments=(called(ONE, until=AT, ended="lapsed"), held(TWO))))

    assert between == [(ONE, False, "lapsed"), (TWO, False, "")]
    assert await people(memory, ref) == [(ONE, False, "lapsed"), (TWO, True, "")]


async def test_a_step_writes_only_the_assignments_that_it_changes(memory):
    ref = await case(memory, assignments=(called(ONE), called(TWO)))

    await write(memory, commit(ref, seq=2, assignments=(called(ONE), called(TWO, until=AT, ended="declined"))))

    untouched = await memory.fetch("SELECT person FROM assignment WHERE xmax = '0'")  # neither rewritten nor locked
    assert ONE in [row["person"] for row in untouched]
    assert await people(memory, ref) == [(ONE, False, ""), (TWO, False, "declined")]


async def test_what_a_case_has_forgotten_stays_written(memory):
    old = (called(ONE, until=AT, ended="declined"), called(TWO))
    ref = await case(memory, assignments=old)

    await write(memory, replace(commit(ref, seq=2), assignments=(held(TWO, n=2),)))

    assert await people(memory, ref) == [(ONE, False, "declined"), (TWO, True, "")]


async def test_a_reset_takes_away_what_only_the_abandoned_run_knew(memory):
    begun = {"assignments": (called(ONE),), "events": (LegalEvent(Happening.CALLED, ONE),)}
    ref = await case(memory, **begun)
    much = full(ref, seq=2, n=3)
    await write(memory, much)
    await memory.execute(lawyers.SQL["assign"], ref, 3, "inquiry", TWO, "call", AT)  # the abandoned run wanted more

    await write(memory, commit(ref, **begun), run="run-2", asked_at=LATER)

    assert await people(memory, ref) == [(ONE, False, "")]
    async with memory.acquire() as connection:
        assert [
            (line.n, line.kind) for line in await legal_readers.record(connection, EXAMPLES, ref, after=0, most=9)
        ] == [(1, "called")]
        assert await legal_readers.findings(connection, ref) == []
        assert await cases.receipt(connection, ref, "c1") is None
    assert tuple(await memory.fetchrow("SELECT state, why FROM notice")) == ("ended", "case_moved")
    assert await write(memory, replace(much, seq=99)) == 1  # the abandoned run comes late,
    assert await memory.fetchval("SELECT n FROM legal_case") == 1  # and is not heard


async def test_a_reset_gives_a_case_back_to_whom_the_abandoned_run_replaced(memory):
    before = (held(ONE), called(TWO))
    ref = await case(memory, assignments=before)
    gone = (held(ONE, until=AT, ended="changed"), held(TWO))
    await write(memory, commit(ref, seq=2, assignments=gone))

    await write(memory, commit(ref, assignments=before), run="run-2", asked_at=LATER)

    assert await people(memory, ref) == [(ONE, True, ""), (TWO, False, "")]


async def test_what_only_the_abandoned_run_took_back_holds_again_after_a_reset(memory):
    begun = (LegalEvent(Happening.CALLED, ONE), LegalEvent(Happening.CALLED, TWO))
    ref = await case(memory, n=2, events=begun, notices=(notice(), notice(thread="call:2"), notice(thread="call:3")))
    await write(memory, commit(ref, seq=2, n=2, silenced=("call:1",)))
    taken = (LegalEvent(Happening.TAKEN, TWO),)
    await write(memory, commit(ref, seq=3, n=3, at=LATER, events=taken, silenced=("call:2", "call:3")))
    await memory.execute("UPDATE notice SET acknowledged_at = $1 WHERE item = 'call:3'", AT)

    await write(memory, commit(ref, seq=3, n=2, at=LATER), run="run-2", asked_at=LATER)

    rows = await memory.fetch("SELECT state, rung, next_at, why FROM notice ORDER BY item")
    assert [tuple(row) for row in rows] == [
        ("ended", 0, None, "case_moved"),
        ("open", 0, LATER, None),
        ("acknowledged", 0, LATER, None),
    ]


async def test_only_the_first_step_after_a_reset_takes_away(memory):
    ref = await case(memory)
    await write(memory, commit(ref), run="run-2", asked_at=LATER)
    await memory.execute(lawyers.SQL["assign"], ref, 1, "inquiry", ONE, "call", AT)

    await write(memory, commit(ref, seq=2), run="run-2", asked_at=LATER)

    assert await people(memory, ref) == [(ONE, False, "")]


async def test_a_silenced_thread_ends_and_what_is_said_again_opens(memory):
    ref = await case(memory, notices=(notice(),))
    await write(memory, commit(ref, seq=2, silenced=("call:1",)))
    ended = await memory.fetchrow("SELECT state, why, next_at FROM notice")

    later = notice(not_before=AT + timedelta(hours=1), left_minutes=3)
    await write(memory, commit(ref, seq=3, silenced=("call:1",), notices=(later,)))

    assert tuple(ended) == ("ended", "case_moved", None)
    again = await memory.fetchrow('SELECT state, rung, next_at, "left" FROM notice')
    assert tuple(again) == ("open", 0, AT + timedelta(hours=1), 3)


async def test_whoever_follows_a_case_is_told_that_it_moved(memory):
    ref, heard = await handed_in(memory), asyncio.Queue()
    connection = await memory.acquire()
    await connection.add_listener("case_moved", lambda *told: heard.put_nowait(told[-1]))
    try:
        await write(memory, commit(ref, n=7, state=State.TAKEN))

        assert await asyncio.wait_for(heard.get(), 5) == f"{ref} 7"
    finally:
        await connection.reset()
        await memory.release(connection)
