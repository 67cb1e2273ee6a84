"""What becomes of letters: proven by receipts, asked for when unknown, never sent again, and never lost."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest
from house import ITEM, MORNING, accepted, phone_of
from temporalio.exceptions import ApplicationError
from twilio_things import Answering, Reporting

from domain.item import State
from domain.record import Step
from domain.roles import Role
from store.claiming import claim
from store.fates import Registry
from store.reference import work_calendar

ABROAD = "+12025550123"  # a country with replies, links and calls


def registry(house) -> Registry:
    return Registry(house.pool, house.book)


async def settled(house, twilio) -> None:
    """Let Twilio report all that it has to report, and the postroom hear it."""
    await twilio.settled()
    await house.work()


async def test_receipts_move_a_message_on_until_it_is_delivered(house, phone, twilio):
    number = await house.person("li")
    ref = await house.tell()
    await house.after(minutes=1)
    await phone(number).expects("红牌")

    await settled(house, twilio)

    assert await house.state(ref) == "delivered"
    rows = await house.pool.fetch(
        "SELECT what FROM fate WHERE message IN (SELECT id FROM outbox WHERE recipient = 'person:li') ORDER BY n"
    )
    assert [row["what"] for row in rows] in (
        ["queued", "claimed", "accepted", "sent", "delivered"],
        ["queued", "claimed", "accepted", "delivered"],
        ["queued", "claimed", "delivered"],
    )


async def test_a_receipt_that_comes_before_our_commit_counts(house, phone, twilio):  # H44
    number = await house.person("li")
    phone(number).always(reporting=Reporting.EARLY)

    ref = await house.tell()
    await house.after(minutes=1)

    await phone(number).expects("红牌")
    assert await house.state(ref) == "delivered"
    assert twilio.posts(number) == 1


@pytest.mark.parametrize("plan", [{"doubled": True}, {"backwards": True}])
async def test_receipts_in_any_order_and_number_come_to_the_same(house, phone, twilio, plan):  # H47
    number = await house.person("li")
    phone(number).always(**plan)
    ref = await house.tell()
    await house.after(minutes=1)
    await phone(number).expects("红牌")

    await settled(house, twilio)

    assert await house.state(ref) == "delivered"
    assert await house.pool.fetchval("SELECT count(*) FROM delivery_receipt") == 3


async def test_a_lost_answer_is_proved_by_the_receipt(house, phone, twilio):  # H43
    number = await house.person("li")
    phone(number).always(answering=Answering.LOST, reporting=Reporting.HELD)
    ref = await house.tell()
    await house.after(minutes=1)
    assert await house.state(ref) == "unknown"

    await twilio.release_reports()
    await settled(house, twilio)

    await phone(number).expects("红牌")
    assert await house.state(ref) == "delivered"
    assert twilio.posts(number) == 1
    assert await house.pool.fetchval("SELECT sid FROM letter") is not None


async def test_a_lost_answer_without_a_receipt_is_looked_up_by_its_code(house, phone, twilio):  # H43
    number = await house.person("li")
    phone(number).always(answering=Answering.LOST, reporting=Reporting.NEVER)
    ref = await house.tell()
    await house.after(minutes=1)
    await phone(number).expects("红牌")
    assert await house.state(ref) == "unknown"

    await house.after(seconds=20)

    assert await house.state(ref) == "delivered"
    assert twilio.posts(number) == 1


async def test_what_stays_unknown_goes_to_the_next_channel_and_to_people_and_is_never_sent_again(house, phone, twilio):
    number = await house.person("li", mail="li@example.org")
    phone(number).always(http=500)  # nobody can say, and Twilio has nothing
    ref = await house.tell()
    await house.after(minutes=1)
    assert await house.state(ref) == "unknown"

    for _ in range(8):
        await house.after(seconds=70)

    assert twilio.posts(number) == 1
    fates = [fate[1:3] for fate in await house.fates(ref) if fate[0] == "person:li"]
    assert fates == [("sms", "unknown"), ("voice", "failed"), ("mail", "sent")]


async def test_a_receipt_after_the_next_channel_was_chosen_takes_that_back(house, phone, twilio):
    number = await house.person("li", mail="li@example.org")
    phone(number).always(answering=Answering.LOST, reporting=Reporting.HELD, course=("sent", "delivered"))
    house.with_policy(look_seconds=(15,))
    ref = await house.tell()
    await house.after(minutes=1)
    letter = await house.pool.fetchval("SELECT id FROM letter WHERE recipient = 'person:li'")
    await house.pool.execute(
        "UPDATE letter SET code = 'ABCDEF' WHERE id = $1", letter
    )  # it cannot be found by its code
    house.now += timedelta(seconds=20)
    room = house.room()
    for known in await registry(house).doubtful(house.now):
        await room._ask_about(known, registry(house))
    assert await house.state(ref, channel="mail") == "queued"

    await twilio.release_reports()
    await twilio.settled()
    await registry(house).apply_receipts(room._read, house.now)

    await phone(number).expects("红牌")
    assert await house.state(ref) == "delivered"
    assert await house.state(ref, channel="mail") == "superseded"


@pytest.mark.parametrize("code", [30001, 30003, 30008, 30036])
async def test_undelivered_moves_on_at_once(house, phone, twilio, code):  # H53
    number = await house.person("li", mail="li@example.org")
    phone(number).always(course=("sent", "undelivered"), code=code)
    ref = await house.tell()
    await house.after(minutes=1)

    await settled(house, twilio)

    assert await house.state(ref) in ("undelivered", "expired")
    assert await house.state(ref, channel="mail") == "sent"  # without any time having passed
    assert twilio.posts(number) == 1


async def test_a_number_that_can_never_be_reached_is_not_tried_again(house, phone, twilio):
    number = await house.person("li", mail="li@example.org")
    phone(number).always(refuse=21614)
    first = await house.tell()
    await house.after(minutes=1)
    second = await house.tell()
    await house.after(minutes=1)

    assert twilio.posts(number) == 1
    assert await house.state(first) == await house.state(second) == "failed"
    assert await house.state(second, channel="mail") == "sent"
    assert ("sms", "failed", "barred:21614") in [fate[1:] for fate in await house.fates(second)]


async def test_a_fault_of_ours_raises_an_alarm_and_people_are_told_another_way(house, phone, twilio):
    number = await house.person("li", mail="li@example.org")
    phone(number).always(refuse=21606)
    ref = await house.tell()
    await house.after(minutes=1)

    assert await house.state(ref, channel="mail") == "sent"
    assert tuple(await house.pool.fetchrow("SELECT carrier, error_code, times FROM alarm")) == ("twilio", "21606", 1)


async def test_what_was_surely_not_taken_is_sent_again_with_back_off(house, phone, twilio):  # 429
    number = await house.person("li")
    phone(number).once(refuse=20429)
    ref = await house.tell()
    await house.after(minutes=1)
    assert await house.state(ref) == "queued"

    await house.after(seconds=1)
    assert twilio.posts(number) == 1, "two seconds are to be waited"
    await house.after(seconds=2)

    await phone(number).expects("红牌")
    assert twilio.posts(number) == 2
    await settled(house, twilio)
    assert await house.state(ref) == "delivered"


async def test_what_is_never_taken_while_it_is_useful_expires_and_goes_another_way(house, phone, twilio):
    number = await house.person("li", mail="li@example.org")
    phone(number).always(refuse=20429)
    await house.tell(expires_at=MORNING + timedelta(minutes=5))
    for _ in range(6):
        await house.after(minutes=1)

    rows = {fate[1]: fate[2] for fate in await house.fates() if fate[0] == "person:li"}
    assert rows["sms"] == "expired"
    assert 3 < twilio.posts(number) < 10


async def test_a_sender_that_died_after_claiming_leaves_an_unknown_message_and_not_a_second_one(
    house, phone, twilio
):  # H28
    number = await house.person("li", mail="li@example.org")
    ref = await house.tell()
    await house.room()._climb()
    house.now += timedelta(minutes=1)
    calendar = await work_calendar(house.pool)
    (letter,) = await claim(
        house.pool, house.book, calendar, dict.fromkeys(house.carriers, "twilio"), house.now, most=9
    )
    assert letter.address == number

    await house.after(seconds=10)
    assert await house.state(ref) == "claimed"
    for _ in range(8):
        await house.after(seconds=70)

    assert await house.state(ref) == "unknown"
    assert await house.state(ref, channel="mail") == "sent"
    assert twilio.posts(number) == 0


async def test_two_senders_never_send_the_same_twice(house, phone, twilio):  # T61, T71
    for name in range(30):
        await house.person(f"p{name}")
        await house.tell(Step.YELLOW, officer=f"p{name}")
    house.now += timedelta(minutes=2)

    await asyncio.gather(*(house.work() for _ in range(4)))

    numbers = {phone_of(f"p{name}") for name in range(30)}
    assert {number: twilio.posts(number) for number in numbers} == dict.fromkeys(numbers, 1)
    for number in numbers:
        await phone(number).expects("黄牌")


async def test_several_messages_for_one_person_become_one_text_and_each_keeps_its_fate(house, phone, twilio):
    number = await house.person("li")
    refs = [await house.tell(Step.RED) for _ in range(3)]
    closed = await house.tell(Step.RED)
    await house.room()._climb()
    await house.write(closed, accepted(state=State.APPROVED), silenced=(ITEM,))

    await house.after(minutes=1)

    text = await phone(number).expects("3个事项")
    assert closed not in text
    await settled(house, twilio)
    assert {await house.state(ref) for ref in refs} == {"delivered"}
    assert await house.state(closed) == "cancelled"
    assert twilio.posts(number) == 1


async def test_one_person_gets_at_most_two_texts_a_minute_and_the_rest_in_one(house, phone, twilio):  # H37
    number = await house.person("li")
    house.with_policy(ladders={k: replace(v, window_seconds=0) for k, v in house.book.policy.ladders.items()})
    for _ in range(5):
        await house.tell(Step.RED)
        await house.after(seconds=5)
    assert twilio.posts(number) == 2

    await house.after(minutes=1)

    assert twilio.posts(number) == 3
    await phone(number).expects("3个事项")
    for _ in range(2):
        await phone(number).expects("红牌")


async def test_a_newer_message_about_the_same_item_takes_the_place_of_the_older(house, phone):
    number = await house.person("li")
    ref = await house.tell(Step.YELLOW)
    await house.room()._climb()
    house.now += timedelta(seconds=1)
    await house.say(ref, Step.RED, due_on=MORNING.date())

    await house.after(minutes=2)

    await phone(number).expects("红牌")
    states = dict(await house.pool.fetch("SELECT step, state FROM outbox WHERE recipient = 'person:li'"))
    assert states["yellow"] == "superseded"
    assert states["red"] in ("accepted", "sent", "delivered")


async def test_an_old_message_expires_instead_of_being_sent(house, twilio):
    number = await house.person("li")
    ref = await house.tell(expires_at=MORNING + timedelta(minutes=30))
    await house.room()._climb()

    await house.after(minutes=31)

    assert await house.state(ref) == "expired"
    assert twilio.posts(number) == 0


async def test_without_any_report_the_carrier_is_asked(house, phone, twilio):
    number = await house.person("li")
    phone(number).always(reporting=Reporting.NEVER)
    ref = await house.tell()
    await house.after(minutes=1)
    await phone(number).expects("红牌")
    await settled(house, twilio)
    assert await house.state(ref) == "accepted"

    await house.after(seconds=70)

    assert await house.state(ref) == "delivered"


async def test_what_the_carrier_never_finishes_expires_with_its_validity(house, phone, twilio):
    number = await house.person("li", mail="li@example.org")
    phone(number).always(course=())  # stuck in the queue
    await house.tell(expires_at=MORNING + timedelta(hours=1))
    await house.after(minutes=1)
    for _ in range(12):
        await house.after(minutes=10)

    assert [fate[1:3] for fate in await house.fates() if fate[:2] == ("person:li", "sms")] == [("sms", "expired")]


async def test_a_call_is_answered_by_a_key_and_everything_else_is_no_acknowledgement(house, phone, twilio):  # H32
    head = "+12025550199"
    await house.person("li", phone=ABROAD)
    await house.person("wang", Role.HEAD, phone=head)
    phone(ABROAD).once(course=("sent", "undelivered"), code=30003)
    ref = await house.tell()
    await house.after(minutes=1)
    await settled(house, twilio)

    await phone(ABROAD).hears("红牌")
    await phone(ABROAD).presses("1")
    await house.after(hours=2, minutes=5)

    assert await house.state(ref, channel="voice") == "delivered"
    assert tuple(await house.pool.fetchrow("SELECT state, acknowledged_on FROM notice")) == ("acknowledged", "voice")
    assert twilio.posts(head) == 0


async def test_a_call_without_a_key_goes_on_to_the_next_channel(house, phone, twilio):
    await house.person("li", phone=ABROAD, mail="li@example.org")
    phone(ABROAD).once(course=("sent", "undelivered"), code=30003)
    ref = await house.tell()
    await house.after(minutes=1)
    await settled(house, twilio)

    await phone(ABROAD).hangs_up()
    await settled(house, twilio)

    assert await house.state(ref, channel="voice") == "undelivered"
    assert await house.state(ref, channel="mail") == "sent"


async def test_a_reply_with_the_code_acknowledges_its_own_case(house, phone, twilio):  # H52
    await house.person("li", phone=ABROAD)
    first, second = await house.tell(), await house.tell()
    house.with_policy(ladders={k: replace(v, window_seconds=0) for k, v in house.book.policy.ladders.items()})
    await house.after(minutes=1)
    await phone(ABROAD).expects("2个事项")
    other = await house.tell()
    await house.after(minutes=2)
    await phone(ABROAD).expects(other)

    await phone(ABROAD).replies(f"1 {await house.code(other)}")

    await phone(ABROAD).expects("确认")
    states = dict(await house.pool.fetch("SELECT ref, state FROM notice"))
    assert states == {first: "open", second: "open", other: "acknowledged"}


async def test_stop_closes_the_channel_and_not_the_person(house, phone, twilio):
    await house.person("li", phone=ABROAD, mail="li@example.org")
    await phone(ABROAD).replies("STOP")

    ref = await house.tell(Step.YELLOW)
    await house.after(minutes=2)

    assert await house.state(ref) == "failed"
    assert await house.state(ref, channel="mail") == "sent"
    assert twilio.posts(ABROAD) == 0


async def test_a_forged_receipt_changes_nothing(house, phone, twilio):  # H49
    number = await house.person("li")
    phone(number).always(reporting=Reporting.NEVER)
    ref = await house.tell()
    await house.after(minutes=1)
    await phone(number).expects("红牌")
    letter = await house.pool.fetchrow("SELECT id, sid FROM letter")
    form = {"MessageSid": letter["sid"], "MessageStatus": "failed", "ErrorCode": "30005"}

    async with httpx.AsyncClient() as web:
        url = f"{twilio.public_base}/hooks/twilio/status?l={letter['id']}"
        answer = await web.post(url, data=form, headers={"X-Twilio-Signature": "forged"})
    await house.work()

    assert answer.status_code == 403
    assert await house.state(ref) == "accepted"
    assert await house.pool.fetchval("SELECT count(*) FROM delivery_receipt") == 0


async def test_a_former_officers_code_does_not_speak_for_the_new_one(house, phone):  # H52
    await house.person("li")
    newcomer = await house.person("zhao")
    ref = await house.tell()
    await house.after(minutes=1)
    await phone(phone_of("li")).expects("红牌")
    old = await house.code(ref)
    await house.tell(ref=ref, officer="zhao")
    await house.after(minutes=3)
    await phone(newcomer).expects("红牌")

    await house.acknowledge(old)
    assert await house.pool.fetchval("SELECT state FROM notice") == "open"

    await house.acknowledge(await house.code(ref, "person:zhao"))
    assert await house.pool.fetchval("SELECT state FROM notice") == "acknowledged"


async def test_of_a_fault_only_its_kind_goes_to_temporal(house):  # D5
    await house.pool.execute("ALTER TABLE notice ADD CONSTRAINT told CHECK (ref <> 'x' AND rung = 0)")
    await house.person("li")
    await house.tell()

    with pytest.raises(ApplicationError) as caught:
        await house.room()._worked()

    assert str(caught.value) == "CheckViolationError; the worker's log says more"
    assert caught.value.__cause__ is None
