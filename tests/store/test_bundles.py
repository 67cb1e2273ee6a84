"""Every case leaves as a bundle that can be checked elsewhere; what was changed in the database is found in it, and the nightly root stands over all."""

from __future__ import annotations

import asyncio
import hashlib
import json
from datetime import UTC, date, datetime, timedelta

import asyncpg
import pytest
from legal_commits import PHONE, full, handed_in
from legal_commits import write as write_legal
from legal_rows import settle_in

import verify
from domain.bundle import written
from domain.commit import Commit
from domain.hotline.commit import RequestCommit, RequestRow
from domain.hotline.record import Happening as RequestHappening
from domain.hotline.record import RequestEvent
from domain.hotline.request import State as RequestState
from domain.item import State
from domain.legal.record import Service
from domain.privacy.readings import Reading
from domain.record import Event, Happening, Notice, Step
from domain.roles import Act, Actor, Role
from domain.roots import NOTHING
from domain.standing import Standing
from store import cases, joint_tasks, requests
from store.bundles import PROJECT, bundle_of
from store.dossiers import Dossier, add_dossier, add_note
from store.joint_tasks import JointTask
from store.off_list import OffListDemand, add_demand
from store.people import Person, save_person
from store.pool import Pool
from store.reference import newest_catalogue
from store.reports import Complainant, Report, add_complainant, add_report, new_number
from store.roots import root_over, roots, seal

REF, ITEM = "2611-150524-04-01-000001", "PR-01"
AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
ERASED = "INSERT INTO erasure (ref, kept, asked_by, erased_at) VALUES ($1, 'approval', 'p-bai', $2)"
SATURDAY, SUNDAY, MONDAY = date(2026, 11, 28), date(2026, 11, 29), date(2026, 11, 30)


@pytest.fixture
async def memory(pool: Pool) -> Pool:
    """A database that knows a project, and a small legal circle."""
    await settle_in(pool)
    async with pool.acquire() as connection:
        newest = await newest_catalogue(connection)
        await save_person(connection, Person("p-bai", "白音仓", Role.OFFICER, "DRC", "KL-017", "13800000000"))
        told = (REF, "print", "仓库", "库伦镇", "gov", "grant", [], "platform", newest.version, None, None, "p-bai", AT)
        await add_dossier(connection, Dossier(*told))
    return pool


async def write_project(
    pool: Pool, seq: int = 1, n: int = 4, *, run: str = "run-1", kinds: int = 4, what: str = "expert_review"
) -> None:
    told = (Happening.RECEIVED, Happening.ACCEPTED, Happening.PAUSED, Happening.RESUMED)
    events = tuple(
        Event(
            kind,
            ITEM,
            AT + timedelta(hours=hour),
            "p-bai",
            Role.OFFICER,
            what=what,
            due_before=date(2026, 3, 5),
        )
        for hour, kind in enumerate(told[:kinds])
    )
    said = Notice(ITEM, Step.YELLOW, "1:k", "", AT, AT + timedelta(days=4), due_on=date(2026, 3, 5), left=2)
    row = Standing(ITEM, State.ACCEPTED, officer="p-bai")
    commit = Commit(REF, AT, seq, n, rev=1, events=events, rows=(row,), notices=(said,))
    await cases.write(pool, commit, run_id=run, asked_at=AT)


async def write_request(pool: Pool) -> str:
    async with pool.acquire() as connection:
        ref = await new_number(connection, AT)
        told = (
            ref,
            "p",
            None,
            "web",
            None,
            "light",
            "路灯不亮",
            "V-001",
            "村口",
            None,
            None,
            "zh",
            None,
            "1",
            None,
            AT,
        )
        await add_report(connection, Report(*told))
        await add_complainant(connection, Complainant(f"{ref}-1", ref, ref, "娜仁", PHONE, None, "zh", "QUERY7", AT))
    event = RequestEvent(RequestHappening.EXTENDED, "V-001", None, "anna", Role.DISPATCHER, AT, "note", "12", AT, AT)
    row = RequestRow(RequestState.REPORTED, body="V-001")
    await requests.write(pool, RequestCommit(ref, AT, 1, 1, row, events=(event,)), run_id="run-1", asked_at=AT)
    return ref


async def hand_in(pool: Pool, content: bytes, version: int = 1, ref: str = REF, copy: bytes = b"") -> None:
    """A document comes to a case, with a copy that is given out instead if there is one."""
    ids = [
        await pool.fetchval(
            "INSERT INTO content (digest, size, made_at) VALUES ($1, $2, $3) RETURNING id",
            *(hashlib.sha256(data).digest(), len(data), AT),
        )
        for data in (content, copy)
        if data
    ]
    await pool.execute(
        "INSERT INTO document (id, ref, material, version, name, kind, content, copy, handed_in_by, handed_in_at)"
        " VALUES ($1, $2, 'soil_plan', $3, '秘密名称.pdf', 'pdf', $4, $5, 'p-chen', $6)",
        *(f"{ref} {version}", ref, version, ids[0], ids[1] if copy else None, AT),
    )


async def text_of(
    pool: Pool, ref: str = REF, service: str = PROJECT, night: date | None = None, zone: str = "UTC"
) -> bytes:
    async with pool.acquire() as connection, connection.transaction(isolation="repeatable_read", readonly=True):
        await connection.execute(f"SET LOCAL timezone = '{zone}'")
        return written(await bundle_of(connection, ref, service, night)).encode()


async def tamper(pool: Pool, change: str) -> None:
    """Somebody who may do anything changes the record."""
    await pool.execute(f"ALTER TABLE event DISABLE TRIGGER USER; {change}; ALTER TABLE event ENABLE TRIGGER USER")


async def test_a_case_of_each_service_leaves_as_a_bundle_that_is_good(memory):
    await write_project(memory)
    refs = {REF: "project", await write_request(memory): "hotline"}
    for service in Service:
        ref = await handed_in(memory, service)
        await write_legal(memory, full(ref, service))
        refs[ref] = service.value
    root = await seal(memory, SATURDAY, AT)

    for ref, service in refs.items():
        data = await text_of(memory, ref, service)
        report = verify.check(data, root.hash.hex())
        assert (report.faults, report.covered, report.ref) == ([], report.events, ref)
        assert report.events > 0
        assert data == await text_of(memory, ref, service, zone="Asia/Shanghai")
        for secret in (PHONE, "13800000000", "白音仓", "娜仁", "路灯不亮", "QUERY7"):
            assert secret not in data.decode()
    assert (root.cases, root.events) == (len(refs), await memory.fetchval("SELECT count(*) FROM event"))


async def test_a_bundle_holds_clocks_versions_rows_and_messages(memory):
    await write_project(memory)
    await memory.execute(
        "INSERT INTO outbox (ref, item, cycle, step, recipient, channel, not_before, expires_at, created_at, notice)"
        " SELECT ref, item, cycle, step, 'p-bai', 'sms', not_before, expires_at, created_at, id FROM notice"
    )
    await memory.execute(
        "INSERT INTO fate (at, message, what, why) SELECT $1, id, 'cancelled', 'case_moved' FROM outbox", AT
    )
    async with memory.acquire() as connection, connection.transaction():
        bundle = await bundle_of(connection, REF, PROJECT)
    rest = {part: [said for kind, said in bundle.rest if kind == part] for part, _ in bundle.rest}

    [clock], [message] = rest["clock"], rest["message"]
    assert clock["accepted_at"] == "2026-03-02T02:00:00+00:00"
    assert clock["pauses"] == [
        {
            "kind": "expert_review",
            "since": "2026-03-02T03:00:00+00:00",
            "until": "2026-03-02T04:00:00+00:00",
            "by": "p-bai",
        }
    ]
    assert message["fates"] == [
        {"at": "2026-03-02T01:00:00+00:00", "by": "system", "why": "case_moved", "what": "cancelled"}
    ]
    assert (message["recipient"], message["step"]) == ("p-bai", "yellow")
    assert [one["kind"] for one in rest["version"]] == ["catalogue"]
    assert [one["table"] for one in rest["row"]] == ["project", "item"]


async def told_in_rows(pool: Pool, ref: str, reading: Reading | None = None) -> dict[str, dict[str, object]]:
    """The rows of a request in its bundle, by their tables, each table with one; the bundle is good."""
    async with pool.acquire() as connection, connection.transaction():
        bundle = await bundle_of(connection, ref, "hotline", reading=reading)
    assert verify.check(written(bundle).encode()).faults == []
    return {said["table"]: said["row"] for part, said in bundle.rest if part == "row"}


async def test_the_bundle_of_a_demand_says_of_whom_it_complains_and_with_its_words_what_it_names(memory):
    ref = await write_request(memory)
    await memory.execute(
        "INSERT INTO department (id, name_zh, name_en, kind) VALUES ('NRB', '自', 'N', 'department') ON CONFLICT DO NOTHING"
    )
    async with memory.acquire() as connection:
        named = OffListDemand("material", "NRB", REF, "LR-01")
        await add_demand(connection, ref, named, by=f"{ref}-1", at=AT)

    plain = await told_in_rows(memory, ref)
    assert plain["off_list_demand"] == {"kind": "material", "accused": "NRB"}
    assert REF not in str(plain)
    reader = Reading(Actor("anna", Role.DISPATCHER, "CENTRE"), Act.READ_REQUEST)
    words = await told_in_rows(memory, ref, reader)
    assert words.pop("off_list_words") == {"project": REF, "item": "LR-01", "material": ""}
    assert words == plain


async def test_a_joint_task_says_from_what_it_came_and_each_request_behind_it_of_which_it_is_a_part(memory):
    task, behind = await write_request(memory), await write_request(memory)
    body = await memory.fetchval("SELECT id FROM department ORDER BY id LIMIT 1")
    days = (date(2026, 2, 1), date(2026, 3, 1))
    problem = ("land_title", "T-01", "topic_town", *days, 1, 1, body, "banner", "p-bai", [], "lena", "", AT)
    async with memory.acquire() as connection:
        await joint_tasks.add(connection, JointTask(task, *problem), [behind])

    said, of_it = await told_in_rows(memory, task), await told_in_rows(memory, behind)
    assert said["joint_task"]["requests"] == 1
    assert (said["joint_task"]["topic"], said["joint_task"]["from_on"]) == ("land_title", "2026-02-01")
    assert behind not in str(said), "each reader sees of these numbers what they may read"
    assert of_it["joint_task_request"] == {"task": task}


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ("UPDATE event SET actor = 'p-baj' WHERE n = 2", "event 2: shown is not what was written: field actor is 'p-baj', should be 'p-bai'"),
        ("UPDATE event SET due_before = '2026-03-06' WHERE n = 4", "event 4: shown is not what was written: field due_before is '2026-03-06'"),
        ("UPDATE event SET at = at + interval '1 microsecond' WHERE n = 1", "event 1: shown is not what was written: field at is"),
        ("UPDATE event SET line = replace(line, 'p-bai', 'p-baj') WHERE n = 3", "event 3: what was hashed is wrong at byte"),
        ("UPDATE event SET hash = sha256('') WHERE n = 2", "event 2: its hash is wrong at digit 1"),
        ("DELETE FROM event WHERE n = 2", "event 2: the event with link 2 should stand here, and there is 3"),
        ("UPDATE event SET actor = 'p-x' WHERE n = 1; UPDATE event SET line = event_line(event) WHERE n = 1", "event 1: changed since it was written"),
    ],
)  # fmt: skip
async def test_what_was_changed_in_the_database_is_found_and_named(memory, change, fault):
    await write_project(memory)
    await seal(memory, SATURDAY, AT)
    await tamper(memory, change)

    faults = [str(found) for found in verify.check(await text_of(memory)).faults]

    assert any(fault in found for found in faults), faults


@pytest.mark.parametrize(
    ("kinds", "fault"),
    [
        (3, "links: it stands over 4 events, and 3 are there"),
        (4, "hash: event 4 has another one"),
    ],
)
async def test_a_record_that_was_written_anew_follows_itself_and_does_not_pass_under_the_root(memory, kinds, fault):
    await write_project(memory)
    sealed = await seal(memory, SATURDAY, AT)
    await tamper(memory, "DELETE FROM event; UPDATE project SET epoch = 0, seq = 0")
    await memory.execute("DELETE FROM run")
    await write_project(memory, n=kinds, kinds=kinds, what="another")

    [found] = verify.check(await text_of(memory), sealed.hash.hex()).faults
    after = await seal(memory, SUNDAY, AT)

    assert found.what == fault
    assert after.torn == 1
    assert (after.tree, after.before) == (sealed.tree, sealed.hash)  # what was sealed stays sealed


async def test_documents_are_in_the_chain_by_their_digests_and_under_the_root(memory):
    await hand_in(memory, b"first", copy=b"first without a place")
    early = await seal(memory, SATURDAY, AT)  # before anything happened in the case
    await write_project(memory)
    await hand_in(memory, b"second", 2)
    late = await seal(memory, SUNDAY, AT)

    data = await text_of(memory)
    assert verify.check(data, late.hash.hex()).faults == []
    assert verify.check(await text_of(memory, night=SATURDAY), early.hash.hex()).faults == []
    assert verify.check(data).documents == [
        f"soil_plan {version}: {hashlib.sha256(content).hexdigest()}"
        for version, content in ((1, b"first"), (2, b"second"))
    ]
    assert hashlib.sha256(b"first without a place").hexdigest() in data.decode()
    assert "秘密名称" not in data.decode()
    assert data == await text_of(memory, zone="Asia/Shanghai")


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ("UPDATE document SET content = (SELECT content FROM document WHERE version = 2) WHERE version = 1", "document 1: shown is not what was written: field si"),
        ("UPDATE content SET digest = sha256('other') WHERE digest = sha256('copy')", "document 1: shown is not what was written: field copy_sha256 is"),
        ("UPDATE document SET handed_in_at = handed_in_at - interval '1 day' WHERE version = 2", "document 2: shown is not what was written: field handed_in_at is"),
        ("UPDATE handing SET line = replace(line, 'p-chen', 'p-bai') WHERE link = 1", "document 1: what was hashed is wrong at byte"),
        ("DELETE FROM handing WHERE link = 1", "document 1: the document with link 1 should stand here, and there is 2"),
        ("DELETE FROM handing WHERE link = 2", "documents: it stands over 2 documents, and 1 are there"),
        ("UPDATE handing SET link = 3 - link + 10; UPDATE handing SET link = link - 10", "document 1: the document with link 1 should stand here, and there is 2"),
    ],
)  # fmt: skip
async def test_documents_that_were_swapped_or_taken_away_in_the_database_are_named(memory, change, fault):
    await hand_in(memory, b"first", copy=b"copy")
    await hand_in(memory, b"the second", 2)
    await seal(memory, SATURDAY, AT)
    for table in ("handing", "content"):
        await memory.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    await memory.execute(change)

    faults = [str(found) for found in verify.check(await text_of(memory)).faults]

    assert any(fault in found for found in faults), faults


async def test_a_document_that_was_erased_stays_on_record_and_one_that_was_taken_off_it_tears_the_case(memory):
    await hand_in(memory, b"first")
    await seal(memory, SATURDAY, AT)
    with pytest.raises(asyncpg.RaiseError, match="was not erased"):
        await memory.execute("DELETE FROM document")
    async with memory.acquire() as connection, connection.transaction():
        await connection.execute("DELETE FROM document")
        await connection.execute(ERASED, REF, AT)

    assert verify.check(await text_of(memory)).faults == []
    assert (await seal(memory, SUNDAY, AT)).torn == 0
    with pytest.raises(asyncpg.RaiseError, match="append-only"):
        await memory.execute("DELETE FROM handing")
    await memory.execute(
        "ALTER TABLE handing DISABLE TRIGGER USER; DELETE FROM handing; ALTER TABLE handing ENABLE TRIGGER USER"
    )
    assert (await seal(memory, MONDAY, AT)).torn == 1


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE event SET actor = 'p-x' WHERE n = 2",
        "UPDATE event SET what = 'other' WHERE n = 3; UPDATE event SET line = event_line(event) WHERE n = 3",
        "UPDATE event SET hash = sha256('') WHERE n = 1",
        "UPDATE event SET line = replace(line, 'p-bai', 'p-baj') WHERE n = 4",
        'UPDATE note SET body = \'{"reason": "softer"}\'',
        "DELETE FROM note",
        'UPDATE note SET body = \'{"reason": "softer"}\', salt = NULL',
        "UPDATE note SET body = '{}', salt = NULL",
        "UPDATE document SET valid_until = '2099-01-01'",
        "DELETE FROM document",
        "UPDATE handing SET line = replace(line, 'pdf', 'ofd')",
    ],
)
async def test_every_night_looks_through_what_was_written_and_names_what_is_not_as_it_was(memory, change):
    async with memory.acquire() as connection:
        await add_note(connection, "note-1", ref=REF, author="p-bai", written_at=AT, body={"reason": "hard"})
    await write_project(memory)
    await memory.execute(
        "INSERT INTO event (ref, epoch, n, kind, at, entered_at, actor, role, note)"
        " VALUES ($1, 1, 5, 'refused', $2, $2, 'p-bai', 'officer', 'note-1')",
        *(REF, AT),
    )
    await hand_in(memory, b"first")
    good = await seal(memory, SATURDAY, AT)
    for table in ("handing", "note", "document"):
        await memory.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    await tamper(memory, change)

    assert (good.torn, (await seal(memory, SUNDAY, AT)).torn) == (0, 1)


async def test_of_words_the_record_holds_a_digest_that_tells_nothing_once_they_are_erased(memory):
    async with memory.acquire() as connection:
        await add_note(connection, "note-1", ref=REF, author="p-bai", written_at=AT, body={"reason": "hard"})
    await memory.execute(
        "INSERT INTO event (ref, epoch, n, kind, at, entered_at, actor, role, note)"
        " VALUES ($1, 1, 1, 'refused', $2, $2, 'p-bai', 'officer', 'note-1')",
        *(REF, AT),
    )
    kept = await memory.fetchrow("SELECT note.body::text, salt, words FROM note JOIN event ON event.note = note.id")
    (shown,) = [json.loads(line) for line in (await text_of(memory)).splitlines() if b'"part": "event"' in line]

    for change in (
        'UPDATE note SET body = \'{"reason": "softer"}\'',
        "UPDATE note SET author = 'p-x', body = '{}'",
        "UPDATE note SET salt = NULL",
    ):
        with pytest.raises(asyncpg.RaiseError, match="words can only be erased"):
            await memory.execute(change)
    with pytest.raises(asyncpg.RaiseError, match="was not erased"):
        await memory.execute("UPDATE note SET body = '{}'")
    async with memory.acquire() as connection, connection.transaction():
        await connection.execute("UPDATE note SET body = '{}'")
        await connection.execute(ERASED, REF, AT)

    assert kept["words"] == hashlib.sha256(kept["salt"] + kept["body"].encode()).digest()
    assert shown["fields"]["words"] == f"\\x{kept['words'].hex()}"
    assert verify.check(await text_of(memory)).faults == []
    assert await memory.fetchval("SELECT salt FROM note") is None
    assert (await seal(memory, SATURDAY, AT)).torn == 0


async def decided(pool: Pool) -> None:
    """A refusal with its words."""
    async with pool.acquire() as connection:
        body = {"reason": '材料"不齐', "remedies": "60日内复议"}
        await add_note(connection, "note-1", ref=REF, author="p-bai", written_at=AT, body=body)
    await write_project(pool)
    await pool.execute(
        "INSERT INTO event (ref, epoch, n, kind, at, entered_at, actor, role, note)"
        " VALUES ($1, 1, 5, 'refused', $2, $2, 'p-bai', 'officer', 'note-1')",
        *(REF, AT),
    )


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE note SET body = jsonb_set(body, '{reason}', '\"softer\"')",
        "UPDATE note SET body = jsonb_set(body, '{reason}', '\"softer\"'), salt = NULL",
        "UPDATE note SET salt = sha256(salt)",
    ],
)
async def test_words_of_a_decision_that_were_changed_are_named_with_their_event_under_the_root(memory, change):
    await decided(memory)
    root = await seal(memory, SATURDAY, AT)
    await memory.execute("ALTER TABLE note DISABLE TRIGGER USER")
    await memory.execute(change)

    [found] = verify.check(await text_of(memory), root.hash.hex()).faults

    assert "event 5: shown is not what was written: field words is" in str(found)


async def test_a_bundle_with_words_proves_them_and_notes_that_they_were_read(memory):
    await decided(memory)
    root = await seal(memory, SATURDAY, AT)
    reading = Reading(Actor("p-bai", Role.OFFICER, "DRC"), Act.READ_CASE)

    async with memory.acquire() as connection, connection.transaction():
        data = written(await bundle_of(connection, REF, PROJECT, reading=reading)).encode()

    (told,) = [json.loads(line) for line in data.splitlines() if b'"part": "words"' in line]
    assert json.loads(told["text"]) == {"reason": '材料"不齐', "remedies": "60日内复议"}
    report = verify.check(data, root.hash.hex())
    assert (report.faults, report.later) == ([], 0)
    read = await memory.fetchrow("SELECT reader, why, what, ref FROM access_log")
    assert tuple(read) == ("p-bai", "read_case", "words", REF)
    assert "材料" not in (await text_of(memory)).decode()


async def test_roots_that_are_made_while_cases_are_written_stand_over_whole_commits(memory):
    refs = [f"C{number}" for number in range(6)]

    async def write_on(ref: str) -> None:
        for first in range(1, 46, 3):
            async with memory.acquire() as connection, connection.transaction():
                for n in range(first, first + 3):
                    await connection.execute(
                        "INSERT INTO event (ref, epoch, n, kind, at, entered_at, actor, role)"
                        " VALUES ($1, 1, $2, 'ready', $3, $3, 'x', 'officer')",
                        *(ref, n, AT),
                    )

    async def seal_on() -> None:
        for day in range(12):
            await seal(memory, SATURDAY + timedelta(days=day), AT)

    await asyncio.gather(seal_on(), *map(write_on, refs))
    last = await seal(memory, SATURDAY + timedelta(days=12), AT)

    assert (last.cases, last.events, last.torn) == (6, 270, 0)
    sealed = await memory.fetch("SELECT leaf.ref, leaf.night, links, root.hash FROM leaf JOIN root USING (night)")
    assert len(sealed) > len(refs), "nothing was written while roots were made"
    for ref, night, links, root in sealed:
        report = verify.check(await text_of(memory, ref, night=night), root.hex())
        assert (report.faults, report.covered, links % 3) == ([], links, 0)


async def test_each_night_stands_on_the_one_before_it_and_over_what_was_there(memory):
    await write_project(memory)
    first = await seal(memory, SATURDAY, AT)
    await write_request(memory)
    second = await seal(memory, SUNDAY, AT)
    await write_project(memory, seq=2, n=8)
    third = await seal(memory, MONDAY, AT)

    assert [(root.cases, root.events) for root in (first, second, third)] == [(1, 4), (2, 5), (2, 9)]
    assert [root.before for root in (first, second, third)] == [NOTHING, first.hash, second.hash]
    for night, covered in ((SATURDAY, 4), (SUNDAY, 4), (MONDAY, 8), (None, 8)):
        report = verify.check(await text_of(memory, night=night))
        assert (report.faults, report.covered, report.events) == ([], covered, 8)
    async with memory.acquire() as connection:
        kept = await roots(connection, before=None, most=2)
        assert [(root.night, root.hash) for root in kept] == [(MONDAY, third.hash), (SUNDAY, second.hash)]
        assert [root.night for root in await roots(connection, before=SUNDAY, most=9)] == [SATURDAY]
        assert await root_over(connection, REF, MONDAY + timedelta(days=1)) is None


async def test_a_night_has_one_root_and_none_is_made_for_a_night_before_it(memory):
    assert (await seal(memory, SUNDAY, AT)).cases == 0
    await write_project(memory)

    assert await seal(memory, SUNDAY, AT) is None
    assert await seal(memory, SATURDAY, AT) is None
    assert await memory.fetchval("SELECT count(*) FROM root") == 1
    assert verify.check(await text_of(memory)).covered == 0  # no root stands over it yet


async def test_roots_and_leaves_are_append_only(memory):
    await write_project(memory)
    await seal(memory, SATURDAY, AT)

    for change in ("UPDATE root SET cases = 9", "DELETE FROM root", "TRUNCATE leaf", "UPDATE leaf SET links = 9"):
        with pytest.raises(asyncpg.RaiseError, match="append-only"):
            await memory.execute(change)


async def test_what_a_reset_abandoned_stays_in_the_bundle_and_is_void(memory):
    await write_project(memory)
    await write_project(memory, seq=1, n=5, run="reset")

    report = verify.check(await text_of(memory))

    assert (report.faults, report.events, report.void) == ([], 8, 3)
