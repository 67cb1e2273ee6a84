"""What a case writes down: wholly, once, in order, and in such a way that the public reads nothing about persons."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import asyncpg
import pytest

from domain.calendar_file import BadCalendar
from domain.catalogue_file import BadCatalogue
from domain.commit import Commit, Receipt
from domain.item import State
from domain.record import Event, Happening, Notice, Step
from domain.roles import Role
from domain.standing import Standing
from store import cases, readers, reference
from store.dossiers import Dossier, add_dossier, add_note
from store.people import Person, actor_by_token, add_token, hash_of, save_person
from store.pool import Pool
from store.publishing import publish_year
from store.reference import add_catalogue, newest_calendar, newest_catalogue
from store.shipped import calendar_files, catalogue_file

REF = "2611-150524-04-01-000001"
ITEM = "PR-01"
AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
NAME, PHONE, NOTE = "白音仓", "13800000000", "note-7f3a"
OFFICER = Person("p-bai", NAME, Role.OFFICER, "DRC", "KL-017", PHONE)

# What the public may see, and nothing else. Whoever adds a column here has asked: is it about a person?
PUBLIC = {
    "public_post": "kind at",
    "public_session": "programme starts_at state audience language link recorded_at",
    "public_adviser": "village from_on until_on roles languages place",
    "public_pool": "roles languages",
    "public_wakening": "wakes_at",
    "public_project": (
        "ref name site project_type land_mode flags rule_set catalogue_version opened_at phase completed_at n calendar_rev "
        "item_count ended_count"
    ),
    "public_item": (
        "ref id position stage department name_zh name_en promised unit state round officer_no received_at accepted_at "
        "ended_at due_on yellow_at red_at over_at provisional law_on left pause_kind paused_at planned_end extended "
        "revoked breached explained reason"
    ),
    "public_request": (
        "ref state kind level cycle source reported_at accepted_at goal_at paused_at closed_at outcome complainants"
    ),
    "public_begun": "at",
    "public_decision": "department item at by_silence on_time unjudged days",
    "public_closing": "topic kind town at n in_time answered solved",
    "public_days": "item at days passed",
    "public_exclusion": "reason at",
    "public_set": "subject year month published_at told",
    "public_event": "ref n kind item at entered_at role due_before due_after calendar_rev what",
}


@pytest.fixture
async def memory(pool: Pool) -> Pool:
    """A database that knows one project's data and nothing of its case."""
    async with pool.acquire() as connection:
        newest = await newest_catalogue(connection)
        await save_person(connection, OFFICER)
        dossier = Dossier(
            REF, "print", "仓库", "库伦镇", "gov", "grant", [], "platform", newest.version, None, None, OFFICER.id, AT
        )
        await add_dossier(connection, dossier)
    return pool


def event(kind: Happening = Happening.RECEIVED, **more: object) -> Event:
    return Event(kind, ITEM, actor=OFFICER.id, role=Role.OFFICER, **more)


def notice(step: Step = Step.YELLOW, **more: object) -> Notice:
    values = {"not_before": AT + timedelta(days=1), "expires_at": AT + timedelta(days=4), "due_on": date(2026, 3, 5)}
    return Notice(ITEM, step, **({"cycle": "1:k", "to": "", "left": 2} | values | more))


def commit(seq: int = 1, n: int = 1, **more: object) -> Commit:
    return Commit(REF, AT, seq, n, rev=1, **more)


FULL = commit(
    n=2,
    wakes_at=AT + timedelta(days=2),
    events=(event(), event(Happening.ACCEPTED)),
    rows=(Standing(ITEM, State.ACCEPTED, officer=OFFICER.id),),
    notices=(notice(),),
    silenced=(ITEM,),
    receipts=(Receipt("c1", 2),),
)


ASKED = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


async def write(pool: Pool, commit: Commit, *, run: str = "run-1", asked_at: datetime = ASKED) -> int:
    """Write a commit as the activity does, and return the epoch of the run."""
    written = await cases.write(pool, commit, run_id=run, asked_at=asked_at)
    return written.epoch


async def counts(pool: Pool) -> dict[str, int]:
    tables = ("project", "run", "event", "item", "notice", "command")
    return {table: await pool.fetchval(f"SELECT count(*) FROM {table}") for table in tables}  # noqa: S608


async def everything(pool: Pool) -> dict[str, list[str]]:
    """Every row of every table as text, with the transaction that wrote it."""
    tables = await pool.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    return {
        name: [row[0] for row in await pool.fetch(f"SELECT xmin || ' ' || t::text FROM {name} AS t ORDER BY 1")]  # noqa: S608
        for name in (table["tablename"] for table in tables)
    }


async def eventually(condition: Callable[[], object]) -> None:
    """Wait until another connection has got as far as `condition` says."""
    async with asyncio.timeout(5):
        while not await condition():
            await asyncio.sleep(0.01)


async def test_a_commit_writes_everything_that_it_holds(memory):
    assert await write(memory, FULL) == 1

    assert await counts(memory) == {"project": 1, "run": 1, "event": 2, "item": 1, "notice": 1, "command": 1}
    project = await memory.fetchrow("SELECT phase, n, calendar_rev, epoch, seq, wakes_at FROM project")
    assert tuple(project) == ("open", 2, 1, 1, 1, FULL.wakes_at)
    async with memory.acquire() as connection:
        assert await cases.receipt(connection, REF, "c1") == Receipt("c1", 2)
        assert await cases.receipt(connection, REF, "c2") is None
        assert await cases.behind(connection, 2) == [REF]
        assert await cases.behind(connection, 2, after=REF) == await cases.behind(connection, 1) == []


async def test_a_commit_learns_which_calendar_is_the_newest(memory):  # T07
    before = await cases.write(memory, commit(1), run_id="run-1", asked_at=ASKED)
    async with memory.acquire() as connection:
        for year in ("2025", "2026"):
            await publish_year(connection, calendar_files()[year], by="root", zone="Asia/Shanghai")

    assert before.newest_rev == 0
    assert (await cases.write(memory, commit(1), run_id="run-1", asked_at=ASKED)).newest_rev == 2


async def test_an_event_and_an_item_are_read_as_they_were_written(memory):
    full = event(
        Happening.EXTENDED,
        acted_at=AT - timedelta(hours=1),
        note=NOTE,
        what="5",
        due_before=date(2026, 3, 5),
        due_after=date(2026, 3, 12),
        at=AT - timedelta(minutes=1),
        instead_of="p-away",
    )
    days = {f"{name}_on": date(2026, 4, n) for n, name in enumerate(("due", "law"), 1)}
    names = ("first", "received", "accepted", "ended", "yellow", "red", "over", "paused", "ceiling")
    instants = {f"{name}_at": AT + timedelta(hours=n) for n, name in enumerate(names)}
    row = Standing(
        ITEM, State.PAUSED, 3, OFFICER.id, filed=True, provisional=True, left=4, pause_kind="expert_review",
        planned_end=AT + timedelta(days=9), extended=5, revoked=True, breached=True, explained=True, **instants, **days,
    )  # fmt: skip

    await write(memory, commit(n=7, events=(full,), rows=(row,)))

    written = dict(await memory.fetchrow("SELECT * FROM event"))
    expected = {
        "ref": REF, "epoch": 1, "n": 7, "kind": "extended", "item": ITEM, "at": full.at, "entered_at": AT,
        "acted_at": full.acted_at, "actor": OFFICER.id, "role": "officer", "note": NOTE, "what": "5",
        "due_before": full.due_before, "due_after": full.due_after, "calendar_rev": 1,
        "body": None, "due_at_before": None, "due_at_after": None, "person": None, "instead_of": "p-away",
    }  # fmt: skip
    assert {name: written[name] for name in expected} == expected
    assert written.keys() - expected.keys() == {"link", "line", "hash", "words"}  # tests/store/test_record.py
    item = await memory.fetchrow("SELECT * FROM item")
    assert Standing(*list(item.values())[2:]) == row
    assert item["department"] == "DRC"
    async with memory.acquire() as connection:
        (public,) = await readers.public_events(connection, REF)
    assert (public.n, public.due_before, public.due_after, public.what) == (7, full.due_before, full.due_after, "5")
    assert (public.actor, public.note) == ("system", "")


async def test_a_commit_is_one_transaction_wherever_it_breaks(memory):  # T79
    for table in ("event", "item", "notice", "command"):
        await memory.execute(f"ALTER TABLE {table} RENAME TO gone")
        with pytest.raises(asyncpg.UndefinedTableError):
            await write(memory, FULL)
        await memory.execute(f"ALTER TABLE gone RENAME TO {table}")

        assert not any((await counts(memory)).values()), table

    assert await write(memory, FULL) == 1
    assert (await counts(memory))["event"] == 2


async def test_a_repeated_commit_writes_nothing(memory):
    await write(memory, FULL)
    before = await everything(memory)

    assert await write(memory, FULL) == 1

    after = await everything(memory)
    assert after == before


async def test_a_late_commit_writes_nothing(memory):
    await write(memory, commit(1, 1, events=(event(),)))
    await write(memory, commit(3, 3, events=(event(Happening.APPROVED),), rows=(Standing(ITEM, State.APPROVED),)))
    before = await everything(memory)

    late = commit(2, 2, events=(event(),), rows=(Standing(ITEM, State.ACCEPTED),), notices=(notice(),))
    await write(memory, late)

    assert await everything(memory) == before


async def test_a_new_run_gets_the_next_epoch_and_silences_the_older_one(memory):
    await write(memory, commit(5, 5, events=(event(),), rows=(Standing(ITEM, State.RECEIVED),)), run="run-1")

    assert await write(memory, commit(1, 3, rows=(Standing(ITEM, State.READY),)), run="run-2") == 2
    before = await everything(memory)
    assert await write(memory, commit(6, 6, events=(event(),), notices=(notice(),)), run="run-1") == 1

    assert await everything(memory) == before
    assert await memory.fetchval("SELECT state FROM item") == "ready"
    assert await write(memory, commit(2, 4, events=(event(),)), run="run-2") == 2
    assert await memory.fetchval("SELECT seq FROM project") == 2


async def test_the_first_commit_of_an_abandoned_run_that_arrives_too_late_writes_nothing(memory):
    await write(memory, commit(1, 1, events=(event(),)), run="reset", asked_at=ASKED + timedelta(seconds=1))
    before = await everything(memory)

    assert await write(memory, commit(2, 2, events=(event(),)), run="abandoned", asked_at=ASKED) == 0

    assert await everything(memory) == before
    assert await write(memory, commit(2, 2, events=(event(),)), run="reset", asked_at=ASKED) == 1


async def test_events_of_an_abandoned_run_stay_on_record_but_no_longer_hold(memory):
    kinds = (Happening.READY, Happening.RECEIVED, Happening.ACCEPTED, Happening.APPROVED)
    await write(memory, commit(1, 4, events=tuple(map(event, kinds))), run="abandoned")

    await write(memory, commit(1, 3, events=(event(Happening.REFUSED),)), run="reset")

    held = "SELECT n, kind FROM {} WHERE ref = $1 ORDER BY n"
    for view in ("valid_event", "public_event"):
        assert [tuple(row) for row in await memory.fetch(held.format(view), REF)] == [
            (1, "ready"), (2, "received"), (3, "refused")
        ]  # fmt: skip
    async with memory.acquire() as connection:
        assert [public.n for public in await readers.public_events(connection, REF)] == [1, 2, 3]
    assert await memory.fetchval("SELECT count(*) FROM event") == 5


async def test_a_reset_without_an_event_abandons_what_came_after_it_too(memory):
    await write(memory, commit(1, 2, events=(event(), event(Happening.ACCEPTED))), run="abandoned")

    await write(memory, commit(1, 1, rows=(Standing(ITEM, State.RECEIVED),)), run="reset")

    assert [row["kind"] for row in await memory.fetch("SELECT kind FROM valid_event")] == ["received"]


async def test_what_an_abandoned_run_had_to_say_is_taken_back_until_it_is_said_again(memory):
    said = notice(Step.YELLOW)
    await write(memory, commit(1, 1, events=(event(),)), run="abandoned")
    await write(memory, commit(2, 2, events=(event(Happening.YELLOW),), notices=(said,)), run="abandoned")
    state = "SELECT state, why FROM notice"
    assert tuple(await memory.fetchrow(state)) == ("open", None)

    await write(memory, commit(1, 2, events=(event(Happening.ACCEPTED),)), run="reset")
    assert tuple(await memory.fetchrow(state)) == ("ended", "case_moved")
    await write(memory, commit(2, 3, events=(event(Happening.YELLOW),), notices=(said,)), run="reset")
    assert tuple(await memory.fetchrow(state)) == ("open", None)


async def test_a_receipt_of_an_abandoned_run_no_longer_answers(memory):
    early, lost = Receipt("early", 1), Receipt("lost", 2)
    await write(memory, commit(1, 1, events=(event(),), receipts=(early,)), run="abandoned")
    await write(memory, commit(2, 2, events=(event(Happening.APPROVED),), receipts=(lost,)), run="abandoned")

    await write(memory, commit(1, 2, events=(event(Happening.ACCEPTED),)), run="reset")

    async with memory.acquire() as connection:
        assert await cases.receipt(connection, REF, "early") == early
        assert await cases.receipt(connection, REF, "lost") is None

        again = Receipt("lost", 3, "already_decided")
        await write(memory, commit(2, 3, events=(event(Happening.REFUSED),), receipts=(again, early)), run="reset")
        assert await cases.receipt(connection, REF, "lost") == again
        assert await cases.receipt(connection, REF, "early") == early
    assert await memory.fetchval("SELECT count(*) FROM command") == 4


async def test_an_item_that_the_projects_catalogue_does_not_know_is_not_written(memory):
    with pytest.raises(asyncpg.NotNullViolationError, match="department"):
        await write(memory, commit(rows=(Standing("XX-01", State.READY),)))

    assert not any((await counts(memory)).values())


async def test_the_record_is_append_only(memory):
    await write(memory, FULL)

    for change in ("UPDATE event SET kind = 'approved'", "DELETE FROM event", "TRUNCATE event"):
        with pytest.raises(asyncpg.RaiseError, match="append-only"):
            await memory.execute(change)

    assert await memory.fetchval("SELECT count(*) FROM event WHERE kind <> 'approved'") == 2


async def test_one_message_goes_out_once_whoever_writes_it_how_often(memory):  # T71
    same = commit(notices=(notice(), notice(Step.RED)))

    epochs = await asyncio.gather(*(write(memory, same, run=f"run-{number}") for number in range(20)))

    assert sorted(epochs) == list(range(1, 21))  # each of them was newer and did write
    rows = await memory.fetch("SELECT step, rung FROM notice ORDER BY step")
    assert [tuple(row) for row in rows] == [("red", 0), ("yellow", 0)]


async def test_another_step_or_cycle_is_another_message(memory):
    others = (notice(Step.RED), notice(cycle="2:k"))

    await write(memory, commit(notices=(notice(), *others, notice())))

    assert await memory.fetchval("SELECT count(*) FROM notice") == 3


async def test_messages_and_the_announcement_come_only_after_the_commit(memory):  # T79
    heard: asyncio.Queue[str] = asyncio.Queue()
    async with memory.acquire() as listener, memory.acquire() as gate:
        await listener.add_listener("case_moved", lambda *arguments: heard.put_nowait(arguments[-1]))
        closed = gate.transaction()
        await closed.start()
        await gate.execute("LOCK TABLE command IN ACCESS EXCLUSIVE MODE")  # the last table that a commit writes
        writing = asyncio.create_task(write(memory, FULL))
        await eventually(lambda: memory.fetchval("SELECT count(*) FROM pg_locks WHERE NOT granted"))

        assert await memory.fetchval("SELECT count(*) FROM notice") == 0
        assert await memory.fetchval("SELECT count(*) FROM event") == 0
        await listener.execute("SELECT 1")  # a message that was on its way would be here now
        assert heard.empty()

        await closed.rollback()
        await writing
        async with asyncio.timeout(5):
            assert await heard.get() == f"{REF} 2"
        assert await memory.fetchval("SELECT count(*) FROM notice") == 1
        await listener.reset()


async def test_a_commit_that_writes_nothing_announces_nothing(memory):
    await write(memory, FULL)
    heard = []
    async with memory.acquire() as listener:
        await listener.add_listener("case_moved", lambda *arguments: heard.append(arguments[-1]))

        await write(memory, FULL)
        await write(memory, replace(FULL, seq=2, n=3, events=(event(),), notices=(), receipts=()))

        await eventually(lambda: _is(heard == [f"{REF} 3"]))
        await listener.reset()


async def _is(answer: bool) -> bool:
    return answer


async def test_what_was_to_be_said_of_an_item_is_taken_back_except_that_silence_approved_it(memory):
    await write(memory, commit(notices=(*(notice(step) for step in Step), replace(notice(), item="PR-02"))))

    fresh = notice(cycle="1:fresh")
    await write(memory, commit(2, silenced=(ITEM,), notices=(fresh,)))

    rows = await memory.fetch("SELECT item, step, cycle, ended_at, why, next_at FROM notice WHERE state = 'ended'")
    assert {(row["item"], row["step"], row["cycle"]) for row in rows} == {
        (ITEM, step, "1:k") for step in Step if step is not Step.DEEMED
    }
    assert {(row["ended_at"], row["why"], row["next_at"]) for row in rows} == {(AT, "case_moved", None)}


async def test_the_public_sees_these_columns_and_no_other(memory):
    views = await memory.fetch(
        """
        SELECT table_name, string_agg(column_name, ' ' ORDER BY ordinal_position)
          FROM information_schema.columns
          JOIN information_schema.views USING (table_schema, table_name)
         WHERE table_schema = 'public'
           AND table_name NOT IN ('valid_event', 'open_item', 'ordered_checkup', 'kept_by_date', 'town_of_place', 'dated_fact')
         GROUP BY table_name
        """
    )

    assert {name: columns for name, columns in views} == PUBLIC  # noqa: C416 (a row is a tuple)


async def test_no_name_no_number_and_no_note_is_in_what_the_public_sees(memory):
    async with memory.acquire() as connection:
        await add_note(connection, NOTE, ref=REF, author=OFFICER.id, written_at=AT, body={"reason": "秘密理由"})
    told = (
        event(note=NOTE),
        event(Happening.ASSIGNED, what=OFFICER.id),
        event(Happening.NOT_DONE, note=NOTE, what="x"),
    )
    await write(memory, replace(FULL, n=3, events=told))

    shown = "".join(
        [
            str(row)
            for view in PUBLIC
            for row in await memory.fetch(f"SELECT v::text FROM {view} AS v")  # noqa: S608
        ]
    )
    assert OFFICER.work_no in shown
    for secret in (NAME, PHONE, OFFICER.id, NOTE, "秘密理由", "not_done"):
        assert secret not in shown


async def test_the_reason_of_a_breach_is_public_and_nothing_else_of_its_note(memory):  # 优化营商环境条例 art. 36
    notes = {
        "abandoned": {"reason": "作废的理由"},
        "first": {"reason": "最初的理由"},
        "newest": {"reason": "专家未到", "remarks": "内部备注", "remedies": "内部救济", "print": "p"},
        "later": {"reason": "不予批准的理由", "remedies": "复议"},
    }
    explained = {key: event(Happening.EXPLAINED, note=key) for key in notes}
    row = Standing(ITEM, State.ACCEPTED, breached=True, explained=True)
    async with memory.acquire() as connection:
        for key, body in notes.items():
            await add_note(connection, key, ref=REF, author=OFFICER.id, written_at=AT, body=body)
        await write(memory, commit(1, 4, events=(event(),) * 3 + (explained["abandoned"],)), run="abandoned")
        told = (explained["first"], explained["newest"], event(Happening.REFUSED, note="later"))
        await write(memory, commit(1, 4, events=told, rows=(row,)), run="reset")

        shown = {item.id: item for item in await readers.public_items(connection, REF)}

    assert (shown[ITEM].breached, shown[ITEM].explained, shown[ITEM].reason) == (True, True, "专家未到")
    others = [item for item in shown.values() if item.id != ITEM]
    assert {(item.explained, item.reason) for item in others} == {(False, None)}
    public = "".join([row[0] for row in await memory.fetch("SELECT v::text FROM public_item AS v")])
    for secret in ("作废的理由", "最初的理由", "内部备注", "内部救济", "不予批准的理由", "复议"):
        assert secret not in public


async def test_the_reason_of_an_earlier_round_is_not_the_reason_of_this_one(memory):
    async with memory.acquire() as connection:
        await add_note(connection, NOTE, ref=REF, author=OFFICER.id, written_at=AT, body={"reason": "上一次的理由"})
        row = Standing(ITEM, State.ACCEPTED, 2, breached=True)
        await write(memory, commit(events=(event(Happening.EXPLAINED, note=NOTE),), rows=(row,)))

        shown = next(item for item in await readers.public_items(connection, REF) if item.id == ITEM)

    assert (shown.breached, shown.explained, shown.reason) == (True, False, None)


async def test_a_catalogue_is_only_ever_added_to(pool):
    known = catalogue_file()
    changed = known.replace("库伦旗发展和改革委员会", "发展和改革局").replace(
        "promised = { value = 1,", "promised = { value = 9,"
    )
    async with pool.acquire() as connection:
        before = await everything(pool)
        version = (await add_catalogue(connection, changed, by="root")).version
        assert await everything(pool) == before  # that version is there already

        newer = changed.replace(f'version = "{version}"', 'version = "2099-01-01"')
        await add_catalogue(connection, newer, by="root")

        assert (await newest_catalogue(connection)).version == "2099-01-01"
        assert await reference.catalogue_text(connection, version) == known
        assert await connection.fetchval("SELECT name_zh FROM department WHERE id = 'DRC'") == "发展和改革局"


async def test_a_bad_catalogue_is_refused_whole_and_the_current_one_stays(pool):  # T10
    newer = catalogue_file().replace('version = "2', 'version = "3', 1)
    slips = {
        'department = "DRC"': 'department = "NOBODY"',
        'version = "': 'version = = "',
        "[[items]]": "[[items]]\nsurprise = 1",
        newer: "",
    }
    before = await everything(pool)

    async with pool.acquire() as connection:
        for right, wrong in slips.items():
            assert right in newer
            with pytest.raises(BadCatalogue):
                await add_catalogue(connection, newer.replace(right, wrong, 1), by="root")

    assert await everything(pool) == before


async def test_a_calendar_is_only_ever_added_to(pool):
    files = calendar_files()
    official = files["2026"].replace("worked = [2026-01-04, ", "worked = [")
    async with pool.acquire() as connection:
        for year in sorted(files):
            await publish_year(connection, files[year], by="root", zone="Asia/Shanghai")
        before = await newest_calendar(connection)
        again = await publish_year(connection, files["2026"], by="root", zone="Asia/Shanghai")
        published = await publish_year(connection, official, by="root", zone="Asia/Shanghai")

        assert (again.rev, again.is_new) == (before[0], False)
        assert (published.rev, published.is_new) == (before[0] + 1, True)
        assert await reference.calendar_files(connection, before[0]) == before[1] == files
        assert await newest_calendar(connection) == (published.rev, files | {"2026": official})


async def test_a_bad_calendar_is_refused_whole_and_the_current_one_stays(pool):  # T10
    async with pool.acquire() as connection:
        await publish_year(connection, calendar_files()["2026"], by="root", zone="Asia/Shanghai")
        before = await everything(pool)

        for bad in ("", "year = 2027", "year = = 2027", calendar_files()["2027"].replace("to = 2027-01-01", "to = 1")):
            with pytest.raises(BadCalendar):
                await publish_year(connection, bad, by="root", zone="Asia/Shanghai")

        assert await everything(pool) == before


async def test_a_calendar_with_a_gap_is_refused(pool):  # T05
    async with pool.acquire() as connection:
        await publish_year(connection, calendar_files()["2025"], by="root", zone="Asia/Shanghai")

        with pytest.raises(BadCalendar, match="2026"):
            await publish_year(connection, calendar_files()["2027"], by="root", zone="Asia/Shanghai")


async def test_a_token_is_stored_as_its_hash_only(memory):
    token = "a-token-that-nobody-may-read"
    async with memory.acquire() as connection:
        await add_token(connection, token, person=OFFICER.id, label="test")
        found = await actor_by_token(connection, token)
        assert (found.id, found.role, found.department) == (OFFICER.id, Role.OFFICER, "DRC")
        assert await actor_by_token(connection, f"{token} ") is None

    assert await memory.fetchval("SELECT hash FROM token") == hashlib.sha256(token.encode()).digest() == hash_of(token)
    for rows in (await everything(memory)).values():
        assert not [row for row in rows if token in row or token.encode().hex() in row]


async def test_an_expired_token_lets_nobody_in(memory):
    async with memory.acquire() as connection:
        await add_token(connection, "old", person=OFFICER.id, label="test")
        await connection.execute("UPDATE token SET expires_at = now()")

        assert await actor_by_token(connection, "old") is None
