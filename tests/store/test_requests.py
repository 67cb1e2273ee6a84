"""What a request writes down: wholly, once, in order; what a reset left is taken away, and numbers of papers are not."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest

from domain.commit import Receipt
from domain.hotline.commit import RequestCommit, RequestRow
from domain.hotline.policy import Level
from domain.hotline.record import Happening, Issue, RequestEvent, RequestNotice, Step
from domain.hotline.request import Answer, Call, Custody, Result, State
from domain.privacy.readings import EXAMPLES
from domain.roles import Role
from store import cases, readers, request_lists, request_readers, requests
from store.contacts import directory
from store.papers import papers_of
from store.pool import Pool
from store.reports import Complainant, Report, add_complainant, add_report, new_number
from store.tracking import find_caller

AT = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)
NAME, PHONE, TEXT = "娜仁", "+8613800000001", "家门口的路灯不亮"
VILLAGE, TOWN = "V-001", "T-01"


@pytest.fixture
async def memory(pool: Pool) -> Pool:
    """A database that knows three bodies."""
    await pool.execute(
        "INSERT INTO department (id, name_zh, name_en, kind, parent) VALUES ('CENTRE', '指挥中心', 'Centre', 'centre', NULL),"
        " ('T-01', '一镇', 'Town 1', 'town', NULL), ('V-001', '一村', 'Village 1', 'village', 'T-01')"
    )
    return pool


async def reported(memory: Pool, *, at: datetime = AT, phone: str = PHONE, **more: object) -> str:
    """A report with one complainant, whose id is the number and -1."""
    async with memory.acquire() as connection:
        ref = await new_number(connection, at)
        told = (ref, "p", None, "web", None, "light", TEXT, VILLAGE, "村口", None, None, "zh", None, "1", None, at)
        await add_report(connection, replace(Report(*told), **more))
        who = (f"{ref}-1", ref, ref, NAME, phone, None, "zh", "QUERY7", at)
        await add_complainant(connection, Complainant(*who))
    return ref


def commit(ref: str, seq: int = 1, n: int = 1, **more: object) -> RequestCommit:
    row = RequestRow(State.REPORTED, body="CENTRE", accept_at=AT + timedelta(minutes=15))
    usual = {"ref": ref, "at": AT, "seq": seq, "n": n, "row": row, "complainants": (f"{ref}-1",)}
    return RequestCommit(**(usual | more))


def custody(body: str = VILLAGE, *, since: datetime = AT, **more: object) -> Custody:
    level = Level.VILLAGE if body == VILLAGE else Level.TOWN
    return Custody(level, body, f"of-{body}", since, AT, **more)


def result(**more: object) -> Result:
    due = AT + timedelta(hours=12)
    return Result(**({"cycle": 1, "leg": 0, "kind": "consultation", "started_at": AT, "ended_at": AT, "due_at": due}
                     | {"counted_seconds": 60.5, "paused_seconds": 1.0, "in_time": True, "ended": "closed"} | more))  # fmt: skip


def full(ref: str, **more: object) -> RequestCommit:
    """A commit with something of everything."""
    notice = RequestNotice("ask:1", Step.ASK, "1", AT, AT + timedelta(hours=72), complainant=f"{ref}-1")
    row = RequestRow(
        State.CLOSED, "consultation", "village", VILLAGE, "of-V-001", (TOWN,), "guide", 2, 1, AT, AT, AT, AT, AT, AT, AT,
        1, True, "weather", AT, AT, 3, 4, "of-V-001", AT, True, AT, "solved", "court", "", 1, None,
    )  # fmt: skip
    values = {
        "row": row,
        "n": 2,
        "wakes_at": AT + timedelta(hours=72),
        "custodies": (custody(until=AT, ended="closed", signed_at=AT, designated=True),),
        "results": (result(),),
        "answers": (Answer(1, f"{ref}-1", AT, "page", solved=True, satisfied=4),),
        "called": (Call(1, AT, "anna", "not_reached"),),
        "complainants": (f"{ref}-1",),
        "events": (
            RequestEvent(Happening.ACCEPTED, VILLAGE, at=AT - timedelta(minutes=1), what="consultation"),
            RequestEvent(Happening.EXTENDED, VILLAGE, None, "anna", Role.DISPATCHER, AT, "note", "12", AT, AT),
        ),
        "notices": (notice,),
        "papers": (Issue("assignment", 1, AT, VILLAGE),),
        "receipts": (Receipt("c1", 2),),
    }
    return commit(ref, **(values | more))


async def write(pool: Pool, commit: RequestCommit, *, run: str = "run-1", asked_at: datetime = AT) -> int:
    """Write a commit as the activity does, and return the epoch of the run."""
    return (await requests.write(pool, commit, run_id=run, asked_at=asked_at)).epoch


TABLES = ("request", "custody", "request_result", "request_answer", "request_call", "request_paper", "event", "notice",
          "command", "run")  # fmt: skip


async def rows(pool: Pool) -> dict[str, list[str]]:
    """Every row of what a request writes, with the transaction that wrote it."""
    return {
        table: [row[0] for row in await pool.fetch(f"SELECT xmin || ' ' || t::text FROM {table} AS t ORDER BY 1")]  # noqa: S608
        for table in TABLES
    }


async def test_a_commit_writes_everything_that_it_holds(memory):
    ref = await reported(memory)
    wanted = full(ref)

    assert await write(memory, wanted) == 1

    assert {table: len(found) for table, found in (await rows(memory)).items()} == dict.fromkeys(TABLES, 1) | {
        "event": 2
    }
    async with memory.acquire() as connection:
        whole = await request_lists.whole(connection, EXAMPLES, ref)
        (held,) = await request_readers.custodies_measured(connection, ref, AT)
        assert await request_readers.results(connection, ref) == [result()]
        assert await request_readers.answers(connection, ref) == list(wanted.answers)
        assert await cases.receipt(connection, ref, "c1") == Receipt("c1", 2)
        first, second = await request_lists.record(connection, EXAMPLES, ref, after=0, most=9)
    assert (whole.state, whole.assists, whole.complainants, whole.n, whole.text) == ("closed", [TOWN], 1, 2, TEXT)
    kept = await memory.fetchrow("SELECT * FROM request")
    for name in RequestRow.__slots__:
        value = getattr(wanted.row, name)
        assert kept[name] == (list(value) if isinstance(value, tuple) else value), name
    assert (held.n, held.body, held.ended, held.designated) == (1, VILLAGE, "closed", True)
    assert (first.n, first.kind, first.body, first.at, first.entered_at) == (
        1,
        "accepted",
        VILLAGE,
        AT - timedelta(minutes=1),
        AT,
    )
    assert (second.actor, second.what, second.at, second.due_at_after) == ("anna", "12", AT, AT)
    assert tuple(await memory.fetchrow("SELECT item, unit, complainant FROM notice")) == ("ask:1", "min", f"{ref}-1")


async def test_a_repeated_or_older_commit_changes_nothing(memory):
    ref = await reported(memory)
    await write(memory, full(ref))
    before = await rows(memory)

    await write(memory, full(ref))
    await write(memory, commit(ref, seq=0))

    assert await rows(memory) == before


async def test_a_commit_that_cannot_be_written_leaves_nothing(memory):
    ref = await reported(memory)
    stranger = Answer(1, "nobody", AT, "page", solved=True)

    with pytest.raises(asyncpg.ForeignKeyViolationError):
        await write(memory, full(ref, answers=(stranger,)))

    assert not any((await rows(memory)).values())


async def test_a_case_without_a_report_is_not_written(memory):
    with pytest.raises(asyncpg.ForeignKeyViolationError):
        await write(memory, commit("H20261125-999999"))


async def test_a_reset_takes_away_what_only_the_abandoned_run_knew(memory):
    ref = await reported(memory)
    one, two = custody(until=AT, ended="returned"), custody(TOWN)
    await write(memory, commit(ref, n=1, custodies=(custody(),), events=(RequestEvent(Happening.DISPATCHED),)))
    much = full(ref, seq=2, n=3, custodies=(one, two), results=(result(), result(leg=1)))
    await write(memory, much)

    await write(memory, commit(ref, seq=1, n=1, custodies=(custody(),), events=(RequestEvent(Happening.DISPATCHED),)),
                run="run-2", asked_at=AT + timedelta(seconds=1))  # fmt: skip

    async with memory.acquire() as connection:
        held = await request_readers.custodies_measured(connection, ref, AT)
        assert [(c.body, c.until, c.ended) for c in held] == [(VILLAGE, None, "")]
        assert await request_readers.results(connection, ref) == await request_readers.answers(connection, ref) == []
        assert [line.n for line in await request_lists.record(connection, EXAMPLES, ref, after=0, most=9)] == [1]
        assert await cases.receipt(connection, ref, "c1") is None
        assert len(await papers_of(connection, ref)) == 1  # its number is not given to another
    assert await memory.fetchval("SELECT count(*) FROM request_call") == 0
    assert await write(memory, replace(much, seq=99)) == 1  # the abandoned run comes late,
    assert await memory.fetchval("SELECT n FROM request") == 1  # and is not heard


async def test_papers_are_counted_on_by_kind_and_local_year_and_never_twice(memory):
    new_year = datetime(2026, 12, 31, 16, 0, tzinfo=UTC)  # 2027 has begun in Kulun
    refs = [await reported(memory) for _ in range(3)]
    issued = [
        Issue("reminder", 1, AT, VILLAGE),
        Issue("reminder", 1, AT, VILLAGE),
        Issue("letter", 1, new_year, VILLAGE),
    ]
    for ref, paper in zip(refs, issued, strict=True):
        await write(memory, commit(ref, papers=(paper,)))

    again = (Issue("reminder", 1, AT + timedelta(days=1), VILLAGE), Issue("reminder", 2, new_year, VILLAGE))
    await write(memory, commit(refs[0], seq=2, papers=again))
    await write(memory, commit(refs[0], papers=again), run="run-2", asked_at=AT + timedelta(seconds=1))

    numbers = await memory.fetch(
        "SELECT ref, paper, cycle, year, number FROM request_paper ORDER BY paper, year, number"
    )
    assert [tuple(row) for row in numbers] == [
        (refs[2], "letter", 1, 2027, 1),
        (refs[0], "reminder", 1, 2026, 1),
        (refs[1], "reminder", 1, 2026, 2),
        (refs[0], "reminder", 2, 2027, 1),
    ]


async def test_papers_that_are_issued_at_once_are_numbered_without_a_gap(memory):
    refs = [await reported(memory) for _ in range(20)]
    papers = (Issue("supervision", 1, AT, VILLAGE), Issue("reminder", 1, AT, VILLAGE))

    await asyncio.gather(*(write(memory, commit(ref, papers=papers[:: 1 - 2 * (n % 2)])) for n, ref in enumerate(refs)))

    for kind in ("reminder", "supervision"):
        found = await memory.fetch("SELECT number FROM request_paper WHERE paper = $1 ORDER BY number", kind)
        assert [row["number"] for row in found] == list(range(1, 21))


async def test_a_merger_brings_the_complainants_along_and_their_old_number_and_code_still_hold(memory):
    kept, gone = await reported(memory), await reported(memory, phone="+8613800000002")
    await write(memory, commit(kept, complainants=(f"{kept}-1",)))
    await write(memory, commit(gone, complainants=(f"{gone}-1",)))

    await write(memory, commit(kept, seq=2, complainants=(f"{kept}-1", f"{gone}-1")))
    merged = RequestRow(State.MERGED, merged_into=kept)
    await write(memory, commit(gone, seq=2, row=merged, complainants=(f"{gone}-1",)))

    async with memory.acquire() as connection:
        assert [c.id for c in await request_lists.complainants(connection, EXAMPLES, kept)] == [
            f"{kept}-1",
            f"{gone}-1",
        ]
        assert await request_lists.complainants(connection, EXAMPLES, gone) == []
        for number in (kept, gone):
            assert (await find_caller(connection, number, "QUERY7")).ref == kept
        assert await find_caller(connection, kept, "QUERY8") is None
    assert await memory.fetchval("SELECT complainants FROM request WHERE ref = $1", kept) == 2


async def test_a_silenced_thread_ends_and_what_is_said_again_opens(memory):
    ref = await reported(memory)
    warn = RequestNotice("intake", Step.ACCEPT_SOON, "1", AT, AT + timedelta(days=1), left_minutes=5)
    await write(memory, commit(ref, notices=(warn,)))
    await write(memory, commit(ref, seq=2, silenced=("intake",)))
    ended = await memory.fetchrow("SELECT state, why, next_at FROM notice")

    later = replace(warn, not_before=AT + timedelta(hours=1), left_minutes=3)
    await write(memory, commit(ref, seq=3, at=AT + timedelta(hours=1), silenced=("intake",), notices=(later,)))

    assert tuple(ended) == ("ended", "case_moved", None)
    again = await memory.fetchrow('SELECT state, rung, next_at, "left" FROM notice')
    assert tuple(again) == ("open", 0, AT + timedelta(hours=1), 3)


async def test_whoever_follows_a_request_is_told_that_it_moved(memory):
    ref, heard = await reported(memory), asyncio.Queue()
    connection = await memory.acquire()
    await connection.add_listener("case_moved", lambda *told: heard.put_nowait(told[-1]))

    await write(memory, commit(ref, n=7))

    assert await asyncio.wait_for(heard.get(), 5) == f"{ref} 7"
    await connection.reset()
    await memory.release(connection)


async def test_each_body_is_measured_by_itself_and_pauses_are_told_apart(memory):
    ref = await reported(memory)
    hour = timedelta(hours=1)
    held = (custody(until=AT + 3 * hour, ended="returned"), custody(TOWN, since=AT + 4 * hour))
    told = (
        RequestEvent(Happening.PAUSED, at=AT + hour),
        RequestEvent(Happening.RESUMED, at=AT + 2 * hour),
        RequestEvent(Happening.PAUSED, at=AT + 5 * hour),
    )
    await write(memory, commit(ref, n=3, custodies=held, events=told))

    async with memory.acquire() as connection:
        measured = await request_readers.custodies_measured(connection, ref, AT + 6 * hour)

    assert [(m.body, m.held_seconds, m.paused_seconds) for m in measured] == [
        (VILLAGE, 10800, 3600),
        (TOWN, 7200, 3600),
    ]


async def test_the_queue_is_in_order_and_exact_and_holds_what_waits_only(memory):
    refs = [await reported(memory) for _ in range(4)]
    for ref, seconds in zip(refs, (30, 10, 20.5, 0), strict=True):
        waiting = RequestRow(
            State.RETURNED if seconds == 10 else State.REPORTED, accept_at=AT + timedelta(seconds=seconds)
        )
        await write(memory, commit(ref, row=waiting))
    await write(memory, commit(refs[3], seq=2, row=RequestRow(State.HANDLING, body=VILLAGE)))

    async with memory.acquire() as connection:
        first = await request_lists.waiting(connection, EXAMPLES, after=(None, ""), most=2)
        rest = await request_lists.waiting(connection, EXAMPLES, after=(first[-1].accept_at, first[-1].ref), most=2)
        (own,) = await request_lists.of_body(connection, VILLAGE, after=(None, ""), most=9, hidden_from="")

    assert [row.ref for row in (*first, *rest)] == [refs[1], refs[2], refs[0]]
    assert first[1].accept_at == AT + timedelta(seconds=20.5)
    assert own.ref == refs[3]


async def test_citizens_are_called_until_somebody_answers_refuses_or_was_called_often_enough(memory):
    refs = [await reported(memory) for _ in range(5)]
    closed = RequestRow(State.CLOSED, cycle=2, closed_at=AT)
    tries = {
        refs[0]: {
            "called": (
                Call(1, AT, "anna", "not_reached", f"{refs[0]}-1"),
                Call(2, AT + timedelta(hours=1), "anna", "not_reached", f"{refs[0]}-1"),
            )
        },
        refs[1]: {"answers": (Answer(2, f"{refs[1]}-1", AT, "sms", solved=True),)},
        refs[2]: {"called": (Call(2, AT, "anna", "refused", f"{refs[2]}-1"),)},
        refs[3]: {
            "called": tuple(Call(2, AT + timedelta(hours=n), "anna", "no_answer", f"{refs[3]}-1") for n in range(3))
        },
        refs[4]: {"answers": (Answer(1, f"{refs[4]}-1", AT, "sms", solved=False),)},
    }
    for ref, more in tries.items():
        await write(memory, commit(ref, row=closed, **more))

    async with memory.acquire() as connection:
        wanted = await request_readers.calls_to_make(connection, calls=3, after=(None, ""), most=9, hidden_from="")

    assert [(row.ref, row.tried) for row in wanted] == [(refs[0], [AT + timedelta(hours=1)]), (refs[4], [])]


async def test_of_several_citizens_the_one_who_was_called_least_is_next_and_who_withdrew_is_left_alone(memory):
    ref = await reported(memory)
    async with memory.acquire() as connection:
        for n in (2, 3):
            who = Complainant(f"{ref}-{n}", ref, ref, "", f"+861540000000{n}", None, "zh", f"ABCDE{n}", AT)
            await add_complainant(connection, who)
    called = (Call(1, AT, "anna", "not_reached", f"{ref}-1"),)
    staying = (f"{ref}-1", f"{ref}-3")
    row = RequestRow(State.CLOSED, closed_at=AT)
    await write(memory, commit(ref, row=row, called=called, complainants=staying))

    async with memory.acquire() as connection:
        (wanted,) = await request_readers.calls_to_make(connection, calls=3, after=(None, ""), most=9, hidden_from="")
        there = await directory(connection, [], [], AT, requests=[ref])

    assert (wanted.complainant, wanted.tried) == (f"{ref}-3", [])
    assert [contact.recipient for contact in there.callers[ref]] == [f"caller:{who}" for who in staying]


async def test_a_likely_duplicate_is_found_by_place_and_matter_and_by_caller(memory):
    both, matter, caller, over = [
        await reported(memory, **more)
        for more in ({}, {"phone": "+8613800000002"}, {"topic": "water"}, {})
    ]  # fmt: skip
    old = await reported(memory, at=AT - timedelta(days=60))
    await reported(memory, topic="water", phone="+8613800000003")
    for ref in (both, matter, caller, old):
        await write(memory, commit(ref))
    await write(memory, commit(over, row=RequestRow(State.ARCHIVED)))

    async with memory.acquire() as connection:
        found = await request_readers.duplicates(
            connection, district=VILLAGE, topic="light", phone="138 0000 0001", since=AT - timedelta(days=30), most=9
        )
        without = await request_readers.duplicates(
            connection, district=VILLAGE, topic="", phone=None, since=AT - timedelta(days=30), most=9
        )

    assert [(like.ref, like.score) for like in found] == [(both, 5), (caller, 3), (matter, 2)]
    assert without == []


async def test_the_public_sees_no_person_no_word_and_no_place(memory):
    ref = await reported(memory)
    await write(memory, full(ref))

    async with memory.acquire() as connection:
        (shown,) = await request_readers.public_requests(connection, most=9)
        assert await request_readers.public_requests(connection, before=(shown.reported_at, ref), most=9) == []

    assert (shown.state, shown.kind, shown.complainants) == ("closed", "consultation", 1)
    for secret in (NAME, PHONE, TEXT, "村口", VILLAGE, "QUERY7", "of-V-001", "guide"):
        assert secret not in str(shown)


async def test_a_request_that_should_have_acted_makes_the_clocks_late(memory):
    ref = await reported(memory)
    await write(memory, commit(ref, wakes_at=AT))

    async with memory.acquire() as connection:
        before = await readers.late_clocks(connection, AT)
        late = await readers.late_clocks(connection, AT + timedelta(seconds=1))

    assert (before.count, late.count, late.since) == (0, 1, AT)
