"""The stand-in for Twilio does what its tests rely on: reports in any order, keys, replies, and phones that complain."""

from __future__ import annotations

import httpx
import pytest
from handsets import Phone, phones
from office_door import Door
from twilio_stand_in import SENDER, TwilioStandIn
from twilio_things import Reporting

NUMBER, OTHER = "+8613900000001", "+8613900000002"
STATUSES = ["sending", "sent", "delivered"]
SCRIPT = """<Response><Gather numDigits="1" action="{base}/hooks/twilio/voice?l=1" method="POST">
<Say language="zh-CN">红牌</Say></Gather></Response>"""


async def send(twilio: TwilioStandIn, number: str, text: str = "红牌") -> str:
    """Ask it for a message or, with a script, for a call; the sid that it gives."""
    kind, word = ("Calls", "Twiml") if text.startswith("<") else ("Messages", "Body")
    url = f"{twilio.url}/2010-04-01/Accounts/{twilio.account}/{kind}.json"
    form = {"To": number, "From": SENDER, word: text, "StatusCallback": f"{twilio.public_base}/hooks/twilio/status?l=1"}
    async with httpx.AsyncClient(auth=(twilio.account, twilio.token), trust_env=False) as client:
        answer = await client.post(url, data=form)
    return str(answer.json().get("sid") or answer.json()["code"])


async def test_reports_come_in_order_and_signed(twilio: TwilioStandIn, door: Door, phone: Phone):
    sid = await send(twilio, NUMBER)
    await twilio.settled()
    await phone(NUMBER).expects("红牌")

    assert door.reports == [(sid, status) for status in STATUSES]
    assert [callback.status for callback in twilio.callbacks] == [204] * 3


async def test_reports_come_doubled_and_the_last_first(twilio: TwilioStandIn, door: Door, phone: Phone):
    phone(NUMBER).once(doubled=True, backwards=True)

    sid = await send(twilio, NUMBER)
    await twilio.settled()
    await phone(NUMBER).expects("红牌")

    assert door.reports == [(sid, status) for status in reversed(STATUSES) for _ in range(2)]


async def test_reports_come_late_or_never(twilio: TwilioStandIn, door: Door, phone: Phone):
    phone(NUMBER).once(reporting=Reporting.HELD)
    phone(OTHER).once(reporting=Reporting.NEVER)

    sid = await send(twilio, NUMBER)
    await send(twilio, OTHER)
    await phone(NUMBER).expects("红牌")
    await phone(OTHER).expects("红牌")
    await twilio.settled()
    before = list(door.reports)
    await twilio.release_reports()

    assert not before
    assert door.reports == [(sid, status) for status in STATUSES]


async def test_a_report_tells_why_a_message_did_not_arrive(twilio: TwilioStandIn, door: Door, phone: Phone):
    phone(NUMBER).once(course=("sent", "undelivered"), code=30003)

    await send(twilio, NUMBER)
    await twilio.settled()

    assert [form.get("ErrorCode") for form in door.forms] == [None, "30003"]
    assert not phone(NUMBER).unexpected()


async def test_a_key_ends_the_call(twilio: TwilioStandIn, door: Door, phone: Phone):
    sid = await send(twilio, NUMBER, SCRIPT.format(base=twilio.public_base))

    await phone(NUMBER).presses("1")
    await twilio.settled()

    assert door.keys == ["1"]
    assert twilio.things[sid].status == "completed"
    assert {status for _, status in door.reports} == {"initiated", "ringing", "in-progress", "completed"}


async def test_a_call_that_is_hung_up_has_no_key(twilio: TwilioStandIn, door: Door, phone: Phone):
    await send(twilio, NUMBER, SCRIPT.format(base=twilio.public_base))

    await phone(NUMBER).hears("红牌")
    await phone(NUMBER).hangs_up()

    assert not door.keys
    assert door.reports[-1][1] == "completed"


async def test_a_reply_is_answered_on_the_phone(twilio: TwilioStandIn, door: Door, phone: Phone):
    door.answer = "已收到"

    await phone(NUMBER).replies("K7Q2XM \U0001f600")
    await phone(NUMBER).expects("已收到")

    assert door.texts == ["K7Q2XM \U0001f600"]


async def test_stop_blocks_messages_until_start(twilio: TwilioStandIn, door: Door, phone: Phone):
    await phone(NUMBER).replies("Stop ")
    refused = await send(twilio, NUMBER)
    await phone(NUMBER).replies("START")
    await send(twilio, NUMBER)
    await phone(NUMBER).expects("红牌")

    assert refused == "21610"


async def test_an_address_behind_a_proxy_is_signed_as_it_is_seen(twilio: TwilioStandIn, door: Door, phone: Phone):
    true, seen = twilio.public_base, "https://hotline.example.gov:8443/office"
    twilio.public_base, twilio.routes = seen, {seen: true}

    await send(twilio, NUMBER)
    await phone(NUMBER).expects("红牌")
    await twilio.settled()

    assert all(callback.url.startswith(seen) and callback.status == 204 for callback in twilio.callbacks)
    assert len(door.reports) == 3


async def test_a_message_that_nobody_expected_fails_the_test(twilio: TwilioStandIn, door: Door):
    test = phones(twilio)
    phone = test.__enter__()
    for text in ("红牌", "黄牌"):
        await send(twilio, NUMBER, text)

    await phone(NUMBER).expects("红牌")
    await twilio.settled()

    with pytest.raises(AssertionError, match="'黄牌'"):
        test.__exit__(None, None, None)
