"""A code acknowledges what its letter tells: all of it, once, and in no order that could tie two people up."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from told import AT, LI, LI_PHONE, add_letter, add_message, add_notice, add_project, end, next_code, state_of

from store.acknowledgements import Outcome, acknowledge, code_of_letter, told_by

NOW = AT + timedelta(minutes=20)


@pytest.fixture
async def memory(pool):
    """A database that knows one project."""
    await add_project(pool)
    return pool


async def say(pool, code, *, channel_on="page", address=None, now=NOW):
    """Somebody sends a code."""
    async with pool.acquire() as connection:
        return await acknowledge(connection, code, channel_on=channel_on, address=address, now=now)


async def fates(pool):
    """What is in the record: notice, message, what, why, by whom."""
    return [tuple(row) for row in await pool.fetch("SELECT notice, message, what, why, by, at FROM fate ORDER BY n")]


async def test_a_code_acknowledges_what_its_letter_tells(memory):
    notice = await add_notice(memory)
    _, code = await add_letter(memory, notice)

    told = await say(memory, code, channel_on="sms", address=LI_PHONE)

    assert (told.outcome, [(line.step, line.ref, line.item) for line in told.lines]) == (
        Outcome.TAKEN,
        [("red", "2611-150524-04-01-700001", "PR-01")],
    )
    row = await state_of(memory, notice)
    assert (row["state"], row["acknowledged_at"], row["next_at"]) == ("acknowledged", NOW, NOW)
    assert (row["acknowledged_by"], row["acknowledged_on"]) == (LI, "sms")
    assert await fates(memory) == [(notice, None, "acknowledged", "sms", LI, NOW)]


async def test_one_code_stands_for_all_that_its_letter_bundles(memory):  # H52
    notices = [await add_notice(memory, item) for item in ("PR-01", "PR-02", "PR-05")]
    other = await add_notice(memory, "LR-01")
    _, code = await add_letter(memory, *notices)

    told = await say(memory, code)

    assert [line.item for line in told.lines] == ["PR-01", "PR-02", "PR-05"]
    assert {(await state_of(memory, notice))["state"] for notice in notices} == {"acknowledged"}
    assert (await state_of(memory, other))["state"] == "open"


async def test_what_waits_for_others_is_cancelled_and_what_went_out_is_left(memory):
    notice, other = await add_notice(memory), await add_notice(memory)
    _, code = await add_letter(memory, notice)
    waiting = {await add_message(memory, notice, to="person:head", channel=channel) for channel in ("mail", "list")}
    await add_message(memory, notice, to="person:duty", state="claimed")
    kept = await add_message(memory, other)

    await say(memory, code)

    rows = await memory.fetch("SELECT id, reason, settled_at FROM outbox WHERE state = 'cancelled'")
    assert {(row["id"], row["reason"], row["settled_at"]) for row in rows} == {
        (m, "acknowledged", NOW) for m in waiting
    }
    assert await memory.fetchval("SELECT state FROM outbox WHERE id = $1", kept) == "queued"
    told = [fate for fate in await fates(memory) if fate[1]]
    assert {fate[1] for fate in told} == waiting
    assert {fate[2:5] for fate in told} == {("cancelled", "acknowledged", LI)}


async def test_said_again_it_changes_nothing(memory):
    notice = await add_notice(memory)
    _, code = await add_letter(memory, notice)
    await say(memory, code)
    before = dict(await state_of(memory, notice)), await fates(memory)

    again = await say(memory, code, now=NOW + timedelta(days=7))

    assert (again.outcome, len(again.lines)) == (Outcome.ALREADY, 1)
    assert (dict(await state_of(memory, notice)), await fates(memory)) == before


async def test_what_another_has_acknowledged_is_already_so(memory):
    notice = await add_notice(memory)
    _, code = await add_letter(memory, notice)
    _, heads = await add_letter(memory, notice, to="person:head", address="+8613900000002")
    await say(memory, heads)

    told = await say(memory, code)

    assert told.outcome is Outcome.ALREADY
    assert (await state_of(memory, notice))["acknowledged_by"] == "person:head"
    assert "head" not in repr(told)


@pytest.mark.parametrize("why", ["closed", "paused", "redated", "case_moved", "expired"])
async def test_a_code_that_comes_too_late_says_what_happened(memory, why):  # H52
    notice = await add_notice(memory)
    _, code = await add_letter(memory, notice)
    await end(memory, notice, why)

    told = await say(memory, code)

    assert (told.outcome, told.why, len(told.lines)) == (Outcome.ENDED, why, 1)
    assert (await state_of(memory, notice))["state"] == "ended"
    assert await fates(memory) == []


async def test_of_a_bundle_what_is_still_open_is_acknowledged(memory):  # H52
    ended, held = await add_notice(memory, "PR-01"), await add_notice(memory, "PR-02")
    _, code = await add_letter(memory, ended, held)
    await end(memory, ended, "closed")

    told = await say(memory, code)

    assert (told.outcome, [line.item for line in told.lines]) == (Outcome.TAKEN, ["PR-02"])
    assert (await state_of(memory, ended))["state"] == "ended"


async def test_what_is_raised_again_can_be_acknowledged_again(memory):
    notice = await add_notice(memory)
    _, code = await add_letter(memory, notice)
    await say(memory, code)
    await memory.execute("UPDATE notice SET state = 'open', raised = 1")

    assert (await say(memory, code)).outcome is Outcome.TAKEN


async def test_an_unknown_code_and_that_of_another_persons_letter_change_nothing(memory):
    notice = await add_notice(memory)
    _, code = await add_letter(memory, notice)

    told = [await say(memory, next_code()), await say(memory, code, address="+8613900000009")]

    assert {each.outcome for each in told} == {Outcome.UNKNOWN}
    assert [each.lines for each in told] == [(), ()]
    assert (await state_of(memory, notice))["state"] == "open"


async def test_a_code_is_never_used_again(memory):  # H52
    notice = await add_notice(memory)
    letter, code = await add_letter(memory, notice)

    async with memory.acquire() as connection:
        assert await code_of_letter(connection, letter) == code
        with pytest.raises(Exception, match="letter_code_key"):
            await connection.execute(
                "INSERT INTO letter SELECT gen_random_uuid(), l.code, l.channel, l.recipient, l.address, l.language, "
                "l.template, l.parameters, l.subject, l.text, l.lines, l.segments, l.urgency, l.valid_until, l.carrier, "
                "l.state, NULL, NULL, NULL, l.claimed_at FROM letter AS l"
            )


async def test_looking_shows_names_and_changes_nothing(memory):
    notice = await add_notice(memory)
    _, code = await add_letter(memory, notice)

    async with memory.acquire() as connection:
        (line,) = await told_by(connection, code)
        assert await told_by(connection, next_code()) is None

    name = await memory.fetchval("SELECT max(name_zh) FROM catalogue_item WHERE id = 'PR-01'")
    assert (line.name, line.state) == (name, "open")
    assert (await state_of(memory, notice))["state"] == "open"


async def test_the_postroom_is_woken_once_and_not_by_a_repetition(memory):
    notice = await add_notice(memory)
    _, code = await add_letter(memory, notice)
    heard, marked = [], asyncio.Event()

    def hear(*arguments):
        heard.append(arguments[-1])
        if arguments[-1] == "mark":
            marked.set()

    async with memory.acquire() as listener:
        await listener.add_listener("post", hear)
        await say(memory, code)
        await say(memory, code)
        await memory.execute("SELECT pg_notify('post', 'mark')")
        await asyncio.wait_for(marked.wait(), 5)
        await listener.reset()

    assert heard == ["", "mark"]


async def test_many_who_acknowledge_overlapping_bundles_at_once_do_not_tie_each_other_up(memory):
    notices = [await add_notice(memory, item) for item in ("PR-01", "PR-02", "PR-05", "LR-01")]
    for notice in notices:
        await add_message(memory, notice, to="person:late", channel="mail")
    orders = [notices, notices[::-1], notices[1:] + notices[:1], notices[2:] + notices[:2]]
    codes = [
        (await add_letter(memory, *o, to=f"person:{n}", address=f"+861390000{n:04}"))[1] for n, o in enumerate(orders)
    ]

    told = await asyncio.gather(*(say(memory, code) for code in codes * 5))

    assert sum(each.outcome is Outcome.TAKEN for each in told) == 1
    assert {each.outcome for each in told} == {Outcome.TAKEN, Outcome.ALREADY}
    counts = (
        "SELECT count(*) FILTER (WHERE what = 'acknowledged'), count(*) FILTER (WHERE what = 'cancelled') FROM fate"
    )
    assert tuple(await memory.fetchrow(counts)) == (4, 4)


async def test_an_acknowledgement_waits_for_who_is_at_work_on_the_notice_and_sees_what_he_did(memory):
    notice = await add_notice(memory)
    _, code = await add_letter(memory, notice)
    async with memory.acquire() as other, other.transaction():
        await other.execute("SELECT FROM notice WHERE id = $1 FOR UPDATE", notice)
        saying = asyncio.create_task(say(memory, code))
        async with asyncio.timeout(5):
            while not await memory.fetchval("SELECT count(*) FROM pg_locks WHERE NOT granted"):
                await asyncio.sleep(0.01)  # nobody tells that somebody waits
        await other.execute("UPDATE notice SET state = 'ended', why = 'paused' WHERE id = $1", notice)

    assert ((await saying).outcome, (await saying).why) == (Outcome.ENDED, "paused")
