"""What the desk and the people of the pool read of cases: what waits, what is theirs, one case; and never more than that."""

from __future__ import annotations

from dataclasses import asdict, fields
from datetime import date, datetime, timedelta

import pytest
from legal_commits import (
    AT,
    CODE,
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
    write,
)
from legal_rows import settle_in

from domain.legal.cases import ENDED, Finding, State
from domain.legal.commit import AidRow, CheckupRow, InquiryRow, VisitRow
from domain.legal.record import Happening, LegalEvent, Service
from domain.privacy.readings import EXAMPLES
from domain.roles import Actor, Role
from store import legal_readers
from store.dossiers import add_note
from store.legal_readers import FindingRow, LegalHead, OwnCase, WaitingCase
from store.pool import Pool

BEGINNING = (None, "")
HOUR = timedelta(hours=1)


@pytest.fixture
async def memory(pool: Pool) -> Pool:
    """A database that knows a small legal circle."""
    await settle_in(pool)
    return pool


async def queue(memory: Pool, *, most: int = 100) -> list[WaitingCase]:
    """What waits for the desk, read page by page."""
    found: list[WaitingCase] = []
    after: tuple[datetime | None, str] = BEGINNING
    async with memory.acquire() as connection:
        while page := await legal_readers.waiting(connection, after=after, most=most):
            found += page
            after = (page[-1].due_at, page[-1].ref)
            assert len(found) < 100, "the same page again and again"
    return found


async def own(memory: Pool, person: str, *, most: int = 100, absent: tuple[str, ...] = ()) -> list[OwnCase]:
    """What is somebody's, or of the absent for whom they stand in, read page by page."""
    found: list[OwnCase] = []
    actor = Actor(person, Role.LAWYER, "JUB", absent)
    after: tuple[datetime | None, str] = (None, "")
    async with memory.acquire() as connection:
        while page := await legal_readers.of_person(connection, actor, after=after, most=most):
            found += page
            after = (page[-1].since, page[-1].ref)
            assert len(found) < 100, "the same page again and again"
    return found


async def test_the_head_is_known_before_anything_is_written(memory):
    ref = await handed_in(memory, Service.AID)
    async with memory.acquire() as connection:
        before = await legal_readers.head(connection, ref)
        await write(memory, full(ref, Service.AID, state=State.APPOINTED))
        after = await legal_readers.head(connection, ref)
        assert await legal_readers.head(connection, "A20261125-999999") is None

    assert before == LegalHead(ref, "aid", "", "", "1", AT)
    assert after == LegalHead(ref, "aid", "appointed", TWO, "1", AT)


async def test_a_case_is_theirs_who_are_called_or_had_it_and_not_theirs_who_declined(memory):  # H65
    gone = called(ONE, until=AT, ended="declined")
    had = held(ONE, until=AT, ended="referred")
    left = held(ONE, until=AT, ended="declined")  # appointed unasked, and on the other side perhaps
    refs = [await case(memory, assignments=(who,)) for who in (called(ONE), held(ONE), had, gone, left, held(TWO))]
    async with memory.acquire() as connection:
        theirs = [await legal_readers.is_of_person(connection, ref, ONE) for ref in refs]

    assert theirs == [True, True, True, False, False, False]


async def test_an_open_case_of_whoever_is_away_is_the_stand_ins_too_unless_they_are_ruled_out(memory):
    gone = held(ONE, until=AT, ended="done")
    open_, over, declared = [await case(memory, assignments=(who,)) for who in (held(ONE), gone, held(ONE))]
    other_side = await case(memory, Service.AID, assignments=(held(ONE),))
    await memory.execute("UPDATE legal_case SET ruled_out = $2 WHERE ref = $1", declared, [TWO])
    await memory.execute("INSERT INTO legal_bar (ref, person) VALUES ($1, $2)", other_side, TWO)
    stand_in = Actor(TWO, Role.LAWYER, "JUB", (ONE,))
    async with memory.acquire() as connection:
        refs = (open_, over, declared, other_side)
        theirs = [await legal_readers.is_of_absent(connection, ref, stand_in) for ref in refs]
        back = await legal_readers.is_of_absent(connection, open_, Actor(TWO, Role.LAWYER, "JUB"))

    assert (theirs, back) == ([True, False, False, False], False)
    assert [(row.ref, row.instead_of) for row in await own(memory, TWO, absent=(ONE,))] == [(open_, ONE)]
    assert await own(memory, TWO) == []


@pytest.mark.parametrize("service", Service)
async def test_one_case_holds_what_was_handed_in_and_how_it_stands_without_who_asked(memory, service):
    ref = await handed_in(memory, service, field="labour")
    async with memory.acquire() as connection:
        early = await legal_readers.whole(connection, EXAMPLES, ref)
        await write(memory, full(ref, service))
        whole = await legal_readers.whole(connection, EXAMPLES, ref)

    begins = "received" if service is Service.AID else "waiting"
    assert (early.ref, early.state, early.holder, early.n, early.due_at) == (ref, begins, "", 0, None), (
        "there is no case yet"
    )
    assert (whole.ref, whole.service, whole.state, whole.holder, whole.n) == (ref, service, "taken", TWO, 2)
    assert (whole.text, whole.field, whole.channel, whole.asked_at) == (TEXT, "labour", "web", AT)
    is_promised = service is not Service.CHECKUP
    assert (whole.due_at, whole.kept) == ((AT, True) if is_promised else (None, None))
    told = f"{asdict(whole)}"
    assert [word for word in (NAME, PHONE, CODE) if word in told] == []


async def test_what_is_particular_to_a_service_is_read_as_it_was_written(memory):
    refs = {service: await handed_in(memory, service) for service in Service}
    for service, ref in refs.items():
        await write(memory, full(ref, service))
    async with memory.acquire() as connection:
        assert await legal_readers.inquiry(connection, refs[Service.INQUIRY]) == ROWS[Service.INQUIRY]
        assert await legal_readers.visit(connection, refs[Service.VISIT]) == ROWS[Service.VISIT]
        aid = await legal_readers.aid(connection, refs[Service.AID])
        for read in (legal_readers.inquiry, legal_readers.visit, legal_readers.aid):
            assert await read(connection, refs[Service.CHECKUP]) is None

    for field in fields(aid):
        value = getattr(ROWS[Service.AID], field.name)
        assert getattr(aid, field.name) == (list(value) if isinstance(value, tuple) else value), field.name


async def test_the_record_is_read_on_from_a_line_with_what_was_written(memory):
    ref = await handed_in(memory)
    lines = [LegalEvent(Happening.COMMENTED, note=f"note-{n}", what=f"{n}") for n in range(1, 6)]
    async with memory.acquire() as connection:
        await add_note(connection, "note-3", ref=ref, author=ONE, written_at=AT, body={"text": "已电话联系"})
        await write(memory, commit(ref, n=5, events=tuple(lines)))
        first = await legal_readers.record(connection, EXAMPLES, ref, after=0, most=2)
        rest = await legal_readers.record(connection, EXAMPLES, ref, after=first[-1].n, most=9)

    assert [line.n for line in (*first, *rest)] == [1, 2, 3, 4, 5]
    assert [line.note for line in rest] == [{"text": "已电话联系"}, {}, {}]


async def test_findings_are_in_their_order(memory):
    found = (Finding("high", "labour", date(2026, 12, 2)), Finding("low", "tax", date(2026, 12, 1), "mended", AT))
    ref = await case(memory, Service.CHECKUP, findings=found)
    async with memory.acquire() as connection:
        assert await legal_readers.findings(connection, ref) == [
            FindingRow(1, "high", "labour", date(2026, 12, 2), "", None),
            FindingRow(2, "low", "tax", date(2026, 12, 1), "mended", AT),
        ]


async def test_the_desk_sees_what_nobody_has_and_what_is_not_decided_or_appointed_and_nothing_else(memory):
    waiting = [
        await case(memory),
        await case(memory, Service.VISIT),
        *[
            await case(memory, Service.AID, state=state)
            for state in (State.RECEIVED, State.INCOMPLETE, State.GRANTED, State.OBJECTED)
        ],
        await case(memory, Service.AID, state=State.APPOINTED, aid=AidRow(provisional=True)),
        await case(memory, Service.AID, state=State.APPOINTED, aid=AidRow(change_asked=True)),
    ]
    for service, state in (
        (Service.INQUIRY, State.TAKEN),
        (Service.INQUIRY, State.ANSWERED),
        (Service.VISIT, State.CONFIRMED),
        (Service.AID, State.APPOINTED),
        (Service.AID, State.REFUSED),
        (Service.AID, State.TERMINATED),
        (Service.CHECKUP, State.WAITING),
        *((Service.AID, state) for state in sorted(ENDED)),
    ):
        await case(memory, service, state=state, ended_at=AT if state in ENDED else None)

    assert {row.ref for row in await queue(memory)} == set(waiting)


async def test_the_most_urgent_promise_comes_first_whatever_it_is_a_promise_of(memory):
    due = {n: AT + n * HOUR for n in range(1, 8)}
    wanted = [
        await case(memory, inquiry=InquiryRow(due_at=due[1])),
        await case(memory, Service.AID, aid=AidRow(promise_at=due[2], decide_at=due[7]), state=State.RECEIVED),
        await case(memory, Service.VISIT, visit=VisitRow(due_at=due[3])),
        await case(memory, Service.AID, aid=AidRow(supply_at=due[4]), state=State.INCOMPLETE),
        await case(memory, Service.AID, aid=AidRow(appoint_at=due[5]), state=State.GRANTED),  # the lawyer was changed
        await case(memory, Service.AID, aid=AidRow(objection_at=due[6]), state=State.OBJECTED),
        await case(memory, Service.AID, aid=AidRow(change_asked=True), state=State.APPOINTED),
    ]

    found = await queue(memory)

    assert [row.ref for row in found] == wanted
    assert [row.due_at for row in found] == [*(due[n] for n in range(1, 7)), None]


@pytest.mark.parametrize("most", [1, 2, 3, 100])
async def test_the_queue_read_page_by_page_holds_each_case_once(memory, most):
    dues = (AT, AT + timedelta(microseconds=1), AT, None, None, AT - HOUR, None)
    refs = [await case(memory, inquiry=InquiryRow(due_at=due)) for due in dues]

    found = await queue(memory, most=most)

    assert [row.ref for row in found] == [refs[5], refs[0], refs[2], refs[1], refs[3], refs[4], refs[6]]


async def test_the_queue_says_what_is_urgent_and_for_whom_another_lawyer_is_asked(memory):
    ref = await handed_in(memory, Service.AID, kind="wages", language="mn", field="labour")
    urgent = AidRow(urgent="limitation", promise_at=AT + HOUR, change_asked=True)
    await write(memory, commit(ref, Service.AID, aid=urgent, state=State.RECEIVED))

    (row,) = await queue(memory)

    assert row == WaitingCase(
        ref, "aid", "received", "mn", "labour", "wages", "V-001", "limitation", True, AT, AT + HOUR
    )


async def test_somebody_of_the_pool_sees_what_they_may_take_and_what_they_have_the_newest_first(memory):
    offered = await case(memory, Service.AID, state=State.GRANTED, assignments=(called(ONE, since=AT + HOUR),))
    mine = await case(memory, state=State.TAKEN, assignments=(held(ONE),), inquiry=InquiryRow(due_at=AT + HOUR))
    await case(memory, assignments=(called(ONE, until=AT, ended="lapsed"), called(TWO)))
    await case(memory, assignments=(held(ONE, until=AT, ended="done"),))
    await case(memory, state=State.WITHDRAWN, ended_at=AT, assignments=(called(ONE),))

    found = await own(memory, ONE)

    assert [(row.ref, row.service, row.state, row.is_open) for row in found] == [
        (offered, "aid", "granted", True),
        (mine, "inquiry", "taken", False),
    ]
    assert (found[1].how, found[1].since, found[1].due_at) == ("call", AT, AT + HOUR)
    assert len(await own(memory, TWO)) == 1
    assert await own(memory, "clerk-1") == []


async def test_a_case_for_which_somebody_was_called_twice_is_shown_once(memory):
    twice = (called(ONE), called(ONE, since=AT + HOUR))
    ref = await case(memory, assignments=twice)

    found = await own(memory, ONE)

    assert [(row.ref, row.since) for row in found] == [(ref, AT + HOUR)]


@pytest.mark.parametrize("most", [1, 2, 100])
async def test_what_is_somebodys_read_page_by_page_holds_each_case_once(memory, most):
    refs = [await case(memory, assignments=(called(ONE, since=AT + hours * HOUR),)) for hours in (2, 1, 2, 3)]

    found = await own(memory, ONE, most=most)

    assert [row.ref for row in found] == [refs[3], refs[2], refs[0], refs[1]]


async def test_a_check_up_is_its_makers_until_it_is_over(memory):
    ref = await case(memory, Service.CHECKUP, assignments=(held(ONE),), checkup=CheckupRow(due_on=date(2026, 12, 9)))
    before = [row.ref for row in await own(memory, ONE)]

    await write(memory, commit(ref, Service.CHECKUP, seq=2, state=State.FINISHED, ended_at=AT))

    assert before == [ref]
    assert await own(memory, ONE) == []
