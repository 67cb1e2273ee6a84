"""Attacks on the postroom: orders of events in which a message could be lost, told twice, or hold up all others."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from house import ITEM, MORNING, House, accepted

from activities.kept_carrier import KeptCarrier
from domain.fate import Answer, Channel, Fate, Fault
from domain.hotline.commit import RequestRow
from domain.hotline.record import Step as Requests
from domain.hotline.request import State as RequestState
from domain.item import State
from domain.record import Step
from domain.roles import Role
from store.fates import Registry
from store.letters import Letter
from store.pool import Pool
from store.unreached import Outcome, settle

KEPT = {channel: KeptCarrier() for channel in (Channel.SMS, Channel.VOICE, Channel.MAIL)}
UNREACHABLE = Answer(Fate.UNDELIVERED, fault=Fault.UNREACHABLE)


async def test_who_is_told_instead_of_an_absent_officer_is_really_told(pool: Pool):
    house = await House.built(pool, KEPT)
    await house.person("li")
    await house.person("wang", Role.HEAD)
    await pool.execute(
        "INSERT INTO absence (person, from_at, until_at, entered_by) VALUES ('li', $1, $2, 'x')",
        *(MORNING - timedelta(days=1), MORNING + timedelta(days=1)),
    )

    ref = await house.tell(Step.RED)
    await house.after(minutes=2)

    assert await house.state(ref, "person:wang") == "sent"


async def test_who_gets_an_item_back_is_told_although_an_earlier_message_was_taken_back(pool: Pool):  # H26
    house = await House.built(pool, KEPT)
    await house.person("li")
    await house.person("zhao")
    ref = await house.tell(Step.RED)
    await house.room()._climb()
    await house.tell(Step.RED, ref=ref, officer="zhao")
    await house.after(minutes=2)
    assert (await house.state(ref), await house.state(ref, "person:zhao")) == ("cancelled", "sent")

    await house.tell(Step.RED, ref=ref, officer="li")
    await house.after(minutes=2)

    assert await house.state(ref) == "sent"
    assert await pool.fetchval("SELECT count(*) FROM letter WHERE recipient = 'person:zhao'") == 1


async def test_the_ladder_of_an_item_that_was_paused_and_resumed_with_the_same_due_day_goes_on(pool: Pool):
    house = await House.built(pool, KEPT)
    await house.person("li")
    await house.person("wang", Role.HEAD)
    ref = await house.tell(Step.RED)
    await house.after(minutes=1)
    await house.write(ref, accepted(state=State.PAUSED), silenced=(ITEM,))
    await house.after(minutes=10)

    await house.tell(Step.RED, ref=ref)  # the case says it again when it is resumed
    await house.after(minutes=1)
    await house.after(hours=2, minutes=1)

    assert await pool.fetchval("SELECT count(*) FROM letter WHERE recipient = 'person:li'") == 1
    assert await house.state(ref, "person:wang") == "sent"


async def test_two_messages_that_fail_at_the_same_moment_still_bring_the_next_rung(pool: Pool):  # H53
    house = await House.built(pool, KEPT)
    await house.person("li")
    await house.person("wang", Role.HEAD)
    await house.department("NRB", "13900000077")
    ref = await house.tell(Step.YELLOW)
    await house.after(minutes=1)
    first, second = await letters(house)
    registry = Registry(pool, house.book)

    async with pool.acquire() as connection, connection.transaction():
        await registry._learn(connection, first, UNREACHABLE, house.now)
        other = asyncio.create_task(registry.learn(second, UNREACHABLE, house.now))
        await asyncio.wait({other}, timeout=0.3)  # it waits for us, or has not seen what we wrote
    await other
    await house.after(minutes=2)

    assert await house.state(ref, "person:wang") == "sent"


async def test_a_receipt_is_written_down_without_waiting_for_other_letters(pool: Pool):
    house = await House.built(pool, KEPT)
    for name in ("li", "zhao"):
        await house.person(name)
        await house.tell(Step.YELLOW, officer=name)
    await house.after(minutes=1)
    first, second = await letters(house)
    for letter, sid in ((first, "SM1"), (second, "SM2")):
        await receipt(house, sid, letter)
    registry = Registry(pool, house.book)

    async with pool.acquire() as connection, connection.transaction():
        await registry._learn(connection, second, Answer(Fate.DELIVERED), house.now)
        applying = asyncio.create_task(registry.apply_receipts(house.room()._read, house.now))
        await asyncio.wait({applying}, timeout=0.3)
        async with pool.acquire() as other:  # the first one is through already
            assert await other.fetchval("SELECT applied_at FROM delivery_receipt WHERE sid = 'SM1'") is not None
    await applying


async def test_a_receipt_that_nobody_can_read_does_not_hold_up_the_others(pool: Pool):
    house = await House.built(pool, KEPT)
    await house.person("li")
    await house.tell(Step.RED)
    await house.after(minutes=1)
    letter = await pool.fetchval("SELECT id FROM letter")
    await receipt(house, "SM1", letter, channel="fax")
    await receipt(house, "SM2", letter, status="acknowledged")

    await house.work()

    assert await pool.fetchval("SELECT state FROM letter") == "delivered"
    assert await pool.fetchval("SELECT effect FROM delivery_receipt WHERE sid = 'SM1'") == "not_understood"


async def test_a_message_on_a_channel_that_its_ladder_no_longer_has_ends_on_the_list(pool: Pool):
    house = await House.built(pool, KEPT)
    await house.person("li")
    ref = await house.tell(Step.RED)
    await house.after(minutes=1)
    red = house.book.policy.ladders["red"]
    mail_only = replace(red, rungs=(replace(red.rungs[0], channels=(Channel.MAIL,)),))
    house.with_policy(ladders={**house.book.policy.ladders, "red": mail_only})

    letter = await pool.fetchval("SELECT id FROM letter WHERE recipient = 'person:li'")
    await Registry(pool, house.book).learn(letter, UNREACHABLE, house.now)

    assert ("person:li", "list", "queued", "unreached") in await house.fates(ref)


async def test_a_step_of_a_newer_program_waits_for_it_and_holds_up_nobody(pool: Pool):
    house = await House.built(pool, KEPT)
    await house.person("li")
    ref, other, waiting = [await house.tell(Step.RED) for _ in range(3)]
    await pool.execute("UPDATE notice SET step = 'novel' WHERE ref = $1", other)
    await house.room()._climb()
    await pool.execute("UPDATE outbox SET step = 'novel' WHERE ref = $1", waiting)

    await house.after(minutes=1)

    assert await house.state(ref) == "sent"
    assert tuple(await pool.fetchrow("SELECT state, rung FROM notice WHERE ref = $1", other)) == ("open", 0)
    assert await house.state(waiting) == "queued"


async def test_who_says_early_that_somebody_was_not_reached_does_not_stop_the_next_channel(house, phone):
    number = await house.person("li", mail="li@example.org")
    phone(number).always(http=500)
    ref = await house.tell(Step.RED)
    await house.after(minutes=1)
    message = await house.pool.fetchval("SELECT id FROM outbox WHERE state = 'unknown'")

    async with house.pool.acquire() as connection:
        await settle(connection, message, Outcome.NOT_REACHED, by="root", at=house.now)
    for _ in range(4):
        await house.after(seconds=70)

    assert await house.state(ref, channel="mail") == "sent"


async def test_what_the_carrier_did_not_take_does_not_count_as_told(house, phone, twilio):  # H37
    number = await house.person("li")
    for _ in range(3):
        phone(number).once(refuse=20429)
    ref = await house.tell(Step.RED)
    await house.after(minutes=1)

    for seconds in (2, 4, 8):
        await house.after(seconds=seconds)

    await phone(number).expects("红牌", ref)


async def test_the_reports_of_two_outages_in_one_night_are_both_told(pool: Pool):
    house = await House.built(pool, KEPT)
    await house.person("li")
    await house.person("root", Role.ADMINISTRATOR, None, mail="root@example.org")
    house.now = MORNING - timedelta(hours=10)
    await house.work()
    for _ in range(2):
        house.now += timedelta(minutes=1)
        await house.tell(Step.RED, unit="h", due_on=MORNING.date())
        await house.after(hours=1)

    await house.after(hours=8)

    told = await pool.fetch("SELECT state FROM outbox WHERE step = 'report' AND channel = 'mail'")
    assert [row["state"] for row in told] == ["sent", "sent"]


async def test_who_was_told_before_it_was_raised_again_does_not_count_when_all_fails_this_time(pool: Pool):  # H32
    house = await House.built(pool, KEPT)
    await house.person("li")
    await house.person("wang", Role.HEAD)
    ref = await house.tell(Step.RED)
    await house.after(minutes=1)
    await house.acknowledge(await house.code(ref))
    await house.after(hours=3, minutes=1)
    assert ("raised_again", "not_done") in await house.trail(ref)
    await house.after(minutes=1)

    newest = await pool.fetchval("SELECT id FROM letter ORDER BY claimed_at DESC LIMIT 1")
    await Registry(pool, house.book).learn(newest, UNREACHABLE, house.now)
    await house.after(minutes=1)

    assert await house.state(ref, "person:wang") == "sent"


async def test_a_sender_that_is_told_to_stop_finishes_what_is_on_its_way(pool: Pool):
    carrier = _Slow()
    house = await House.built(pool, {Channel.SMS: carrier})
    await house.person("li")
    ref = await house.tell(Step.RED)
    house.now += timedelta(minutes=1)
    working = asyncio.create_task(house.room().work())
    await carrier.has_it.wait()

    working.cancel()
    carrier.may_go.set()
    await asyncio.wait({working})

    assert working.cancelled()
    assert await house.state(ref) == "sent"


class _Slow(KeptCarrier):
    """Has a letter for as long as the test wants."""

    def __init__(self) -> None:
        self.has_it, self.may_go = asyncio.Event(), asyncio.Event()

    async def post(self, letter: Letter) -> Answer:
        self.has_it.set()
        await self.may_go.wait()
        return await super().post(letter)


async def letters(house: House) -> list[UUID]:
    """All letters in the order of their recipients."""
    return [row["id"] for row in await house.pool.fetch("SELECT id FROM letter ORDER BY recipient")]


async def receipt(house: House, sid: str, letter: UUID, *, status: str = "delivered", channel: str = "sms") -> None:
    """A receipt that the site has kept."""
    house.now += timedelta(microseconds=1)
    await house.pool.execute(
        "INSERT INTO delivery_receipt (sid, status, letter, channel, received_at) VALUES ($1, $2, $3, $4, $5)",
        *(sid, status, letter, channel, house.now),
    )


class _OneLine(KeptCarrier):
    """A carrier with one line: a letter waits until the one before it has gone."""

    def __init__(self) -> None:
        self._line = asyncio.Lock()
        self.gone: list[str] = []

    async def post(self, letter: Letter) -> Answer:
        async with self._line:
            await asyncio.sleep(0.05)  # the line is slow
            self.gone.append(letter.text)
            return await super().post(letter)


async def test_one_claim_may_bring_more_letters_than_there_is_room_for(pool: Pool):
    line = _OneLine()
    house = await House.built(pool, dict.fromkeys(KEPT, line))
    ref = await house.request("nara")
    told = [
        house.notice(step, f"{step}:1") for step in (Requests.CONFIRMED, Requests.ROAD, Requests.JOINED, Requests.ENDED)
    ]
    await house.keep(ref, RequestRow(RequestState.ADVISED, road="court"), complainants=(f"{ref}-nara",), notices=told)
    room = replace(house.room(), at_once=1)

    while await room.work():
        pass

    states = await pool.fetch("SELECT state FROM outbox WHERE recipient LIKE 'caller:%'")
    assert [row["state"] for row in states] == ["sent"] * len(told)
    assert len(line.gone) == len(told)
