"""Letters through Twilio: what goes over the wire, and what is known of a letter after everything that can go wrong."""

from __future__ import annotations

import asyncio
import re
import socket
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from handsets import Phone
from office_door import Door
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from structlog.testing import capture_logs
from twilio_stand_in import SENDER, TwilioStandIn
from twilio_things import Answering, Plan, Reporting

from activities.carrier import Carrier
from activities.twilio_carrier import TwilioAccount, twilio_carriers
from activities.twilio_speech import call_script
from activities.twilio_words import BadWords, TwilioWords, parse_words
from domain.fate import FINAL, MISSED, Answer, Channel, Fate, Fault
from store.letters import Letter
from store.shipped import twilio_file
from system.web import free_port, listen, serving

ROOT = Path(__file__).parents[2]
NUMBER, OTHER = "+8613900000001", "+8613900000002"
SERVICE = "MG" + "0" * 32
BUSY = Answer(Fate.FAILED, fault=Fault.BUSY)
UNKNOWN = Answer(Fate.UNKNOWN, fault=Fault.UNKNOWN)
FAMILY = "\U0001f468‍\U0001f469‍\U0001f467"
ODD_TEXTS = {
    "emoji": "红牌 \U0001f600",
    "ZWJ family": f"{FAMILY} 红牌",
    "CJK extension B": "\U00020000\U00020001 红牌",
    "Mongolian with FVS, MVS and NNBSP": "ᠮᠣᠩᠭᠣᠯ᠋ ᠪᠢᠴᠢᠭ᠎ᠡ ᠤᠨ ᠁᠌᠍",
    "what GSM would swap": "“引号”—…‘a’",
    "spaces and lines": "  红牌 \n\n a+b&c=d%20 ",
}

Carriers = Callable[..., dict[Channel, Carrier]]


def letter(text: str = "红牌 K7Q2XM", *, seconds: float = 600, **more: object) -> Letter:
    """A letter that is of use for so many seconds."""
    now = datetime.now(UTC)
    values: dict[str, object] = {
        "id": uuid.uuid4(),
        "code": "K7Q2XM",
        "channel": Channel.SMS,
        "recipient": "person:li",
        "address": NUMBER,
        "language": "zh",
        "subject": "",
        "text": text,
        "lines": ("项目甲的红牌",),
        "template": "red",
        "parameters": {},
        "valid_until": now + timedelta(seconds=seconds),
        "claimed_at": now,
    }
    return Letter(**(values | more))  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def words() -> TwilioWords:
    return parse_words(twilio_file())


@pytest.fixture
def carriers(twilio: TwilioStandIn, words: TwilioWords) -> Iterator[Carriers]:
    """The carriers of the stand-in's account, with a client that waits for a second."""
    opened = []

    def carriers(
        *, seconds: float = 1, threads: int = 16, public_base: str = "", **more: str
    ) -> dict[Channel, Carrier]:
        account = replace(TwilioAccount(twilio.account, twilio.token, sender=SENDER, url=twilio.url), **more)
        base = public_base or "https://hotline.example.gov/office"
        context = twilio_carriers(account, words, public_base=base, threads=threads, seconds=seconds)
        opened.append(context)
        return context.__enter__()

    yield carriers
    for context in opened:
        context.__exit__(None, None, None)


@pytest.fixture
def sms(carriers: Carriers) -> Carrier:
    return carriers()[Channel.SMS]


@pytest.fixture
def voice(carriers: Carriers) -> Carrier:
    return carriers()[Channel.VOICE]


# What goes over the wire


async def test_a_letter_goes_over_the_wire_with_everything_that_twilio_needs(
    carriers: Carriers,
    twilio: TwilioStandIn,
    phone: Phone,
):
    sent = letter(seconds=600.9)

    answer = await carriers()[Channel.SMS].post(sent)
    await phone(NUMBER).expects(sent.text)

    [(method, path, form)] = twilio.asked
    assert (method, path) == ("POST", f"/2010-04-01/Accounts/{twilio.account}/Messages.json")
    assert form == {
        "To": NUMBER,
        "From": SENDER,
        "Body": sent.text,
        "StatusCallback": f"https://hotline.example.gov/office/hooks/twilio/status?l={sent.id}",
        "ValidityPeriod": "600",
        "SmartEncoded": "false",
    }
    assert answer == Answer(Fate.ACCEPTED, sid=twilio.of(NUMBER)[0].sid, status="queued")


async def test_a_service_sends_instead_of_a_sender(
    carriers: Carriers,
    twilio: TwilioStandIn,
    phone: Phone,
):
    answer = await carriers(service=SERVICE)[Channel.SMS].post(letter())
    await phone(NUMBER).expects("红牌")

    form = twilio.asked[0][2]
    assert form["MessagingServiceSid"] == SERVICE
    assert "From" not in form
    assert (answer.fate, answer.status) == (Fate.ACCEPTED, "accepted")


async def test_an_api_key_signs_in_instead_of_the_token(
    carriers: Carriers,
    twilio: TwilioStandIn,
    phone: Phone,
):
    twilio.logins = {"SK" + "1" * 32: "secret"}

    answer = await carriers(key="SK" + "1" * 32, secret="secret")[Channel.SMS].post(letter())
    await phone(NUMBER).expects("红牌")

    assert answer.fate is Fate.ACCEPTED


@pytest.mark.parametrize(("seconds", "validity"), [(6.5, "6"), (900.5, "900"), (36_000.5, "36000"), (86_400, "36000")])
async def test_a_letter_is_valid_for_as_long_as_it_is_of_use(
    sms: Carrier,
    twilio: TwilioStandIn,
    phone: Phone,
    seconds: float,
    validity: str,
):
    await sms.post(letter(seconds=seconds))
    await phone(NUMBER).expects("红牌")

    assert twilio.asked[0][2]["ValidityPeriod"] == validity


@pytest.mark.parametrize("channel", [Channel.SMS, Channel.VOICE])
@pytest.mark.parametrize("seconds", [5.9, 0, -60])
async def test_a_letter_whose_time_is_nearly_over_is_not_posted(
    carriers: Carriers,
    twilio: TwilioStandIn,
    channel: Channel,
    seconds: float,
):
    answer = await carriers()[channel].post(letter(seconds=seconds))

    assert answer == Answer(Fate.EXPIRED, fault=Fault.LATE)
    assert not twilio.asked


@pytest.mark.parametrize("text", ODD_TEXTS.values(), ids=ODD_TEXTS)
async def test_a_text_arrives_byte_by_byte(sms: Carrier, phone: Phone, text: str):  # H58
    await sms.post(letter(text))

    assert (await phone(NUMBER).expects()).encode() == text.encode()


@pytest.mark.parametrize("text", ODD_TEXTS.values(), ids=ODD_TEXTS)
async def test_a_call_is_given_the_text_byte_by_byte(voice: Carrier, phone: Phone, text: str):  # H58
    await voice.post(letter(lines=(text,)))

    assert (await phone(NUMBER).hears()).startswith(f"{text}\n")


# Calls


async def test_a_call_reads_the_lines_out_and_asks_for_a_key(
    voice: Carrier,
    twilio: TwilioStandIn,
    phone: Phone,
):
    sent = letter(channel=Channel.VOICE, lines=("项目甲的红牌", "项目乙的黄牌"))

    answer = await voice.post(sent)
    spoken = await phone(NUMBER).hears("项目甲的红牌", "项目乙的黄牌")

    assert spoken.endswith("请按1键确认。")
    assert (answer.fate, answer.status, answer.sid) == (Fate.ACCEPTED, "queued", twilio.of(NUMBER)[0].sid)
    [(_, path, form)] = twilio.asked
    assert path.endswith("/Calls.json")
    assert (form["To"], form["From"], form["Timeout"]) == (NUMBER, SENDER, "60")
    assert form["StatusCallback"] == f"https://hotline.example.gov/office/hooks/twilio/status?l={sent.id}&c=voice"
    assert form["StatusCallbackEvent"] == "initiated ringing answered completed"
    gather, say = ET.fromstring(form["Twiml"])  # noqa: S314 (our own)
    action = f"https://hotline.example.gov/office/hooks/twilio/voice?l={sent.id}"
    assert gather.attrib == {"action": action, "method": "POST", "numDigits": "1", "timeout": "10"}
    assert gather[0].attrib == say.attrib == {"language": "zh-CN"}
    assert (gather.tag, gather[0].tag, say.tag) == ("Gather", "Say", "Say")


@pytest.mark.parametrize("count", [1, 20, 300])
def test_a_call_says_what_fits_and_counts_the_rest(words: TwilioWords, count: int):
    lines = tuple(f"第{n}项：项目“{'甲' * 40}”&<红牌>" for n in range(count))

    script = call_script(lines, words.speech("zh"), action="https://a.example/hooks/twilio/voice?l=1")
    say = ET.fromstring(script).findtext("Gather/Say", "")  # noqa: S314 (our own)
    spoken = [line for line in say.split("\n") if line in lines]

    assert len(script) <= 4000
    assert spoken == list(lines[: len(spoken)])
    assert say.endswith("请按1键确认。")
    assert (f"另有{count - len(spoken)}项" in say) == (len(spoken) < count)
    assert len(spoken) == count or count == 300


def test_a_call_that_asks_whether_it_is_solved_asks_for_1_or_2(words: TwilioWords):
    script = call_script(("已办结。",), words.speech("zh"), action="https://a.example", asks=True)

    say = ET.fromstring(script).findtext("Gather/Say", "")  # noqa: S314 (our own)
    assert say == "已办结。\n问题已解决，请按1键；未解决，请按2键。"


@pytest.mark.parametrize(("language", "locale"), [("zh", "zh-CN"), ("en", "en-US"), ("mn", "zh-CN")])
def test_a_call_speaks_a_language_that_has_a_voice(words: TwilioWords, language: str, locale: str):
    assert words.speech(language).locale == locale


def test_a_line_that_is_longer_than_a_call_is_counted(words: TwilioWords):
    script = call_script(("甲" * 4001,), words.speech("zh"), action="https://a.example")

    assert len(script) <= 4000
    assert "另有1项" in script


# When something goes wrong


async def test_a_letter_that_was_sent_although_the_time_ran_out_is_found_again(
    sms: Carrier,
    twilio: TwilioStandIn,
    phone: Phone,
):  # H43
    phone(NUMBER).once(answering=Answering.HELD)
    sent = letter("红牌 回复K7Q2XM确认")

    answer = await sms.post(sent)
    await phone(NUMBER).expects("红牌")
    await twilio.settled()
    found = await sms.look_up(sent)

    assert answer == UNKNOWN
    assert found == Answer(Fate.DELIVERED, sid=twilio.of(NUMBER)[0].sid, status="delivered")
    assert twilio.posts(NUMBER) == 1


async def test_a_receipt_comes_before_the_answer(
    carriers: Carriers,
    twilio: TwilioStandIn,
    door: Door,
    phone: Phone,
):  # H44
    phone(NUMBER).once(reporting=Reporting.EARLY)

    answer = await carriers(public_base=twilio.public_base)[Channel.SMS].post(letter())

    assert door.reports == [(answer.sid, status) for status in ("sending", "sent", "delivered")]
    assert answer.fate is Fate.DELIVERED
    await phone(NUMBER).expects("红牌")


@pytest.mark.parametrize("answering", [Answering.LOST, Answering.HALF])
@pytest.mark.parametrize("channel", [Channel.SMS, Channel.VOICE])
async def test_a_lost_answer_is_unknown_and_the_letter_is_found_again(
    carriers: Carriers,
    twilio: TwilioStandIn,
    phone: Phone,
    answering: Answering,
    channel: Channel,
):
    carrier, handset, sent = carriers()[channel], phone(NUMBER), letter(channel=channel)
    handset.once(answering=answering)

    answer = await carrier.post(sent)
    await (handset.expects("红牌") if channel is Channel.SMS else handset.hears("红牌"))
    await twilio.settled()
    found = await carrier.look_up(sent)

    assert answer == UNKNOWN
    assert found is not None
    assert found.sid == twilio.of(NUMBER)[0].sid
    assert found.fate in (Fate.DELIVERED, Fate.SENT)
    assert twilio.posts(NUMBER) == 1


@pytest.mark.parametrize("taken", [True, False])
@pytest.mark.parametrize("status", [500, 502, 503, 504])
async def test_a_fault_of_the_server_is_unknown_and_never_posted_again(
    sms: Carrier,
    twilio: TwilioStandIn,
    phone: Phone,
    status: int,
    taken: bool,
):  # H55
    phone(NUMBER).always(http=status, taken=taken)
    sent = letter()

    answer = await sms.post(sent)

    assert answer == UNKNOWN
    assert twilio.posts(NUMBER) == 1
    if taken:
        await phone(NUMBER).expects("红牌")
        await twilio.settled()
    assert (await sms.look_up(sent) is not None) == taken


@pytest.mark.parametrize("channel", [Channel.SMS, Channel.VOICE])
async def test_nothing_was_posted_when_nobody_listens(carriers: Carriers, channel: Channel):
    carrier = carriers(url=f"http://127.0.0.1:{free_port()}")[channel]

    assert await carrier.post(letter()) == BUSY
    assert await carrier.look_up(letter()) is None


async def test_nothing_was_posted_when_the_name_is_not_known(carriers: Carriers):
    assert await carriers(url="http://twilio.invalid")[Channel.SMS].post(letter()) == BUSY


async def test_nothing_was_posted_when_no_connection_comes_about_in_time(
    carriers: Carriers,
):
    with socket.create_server(("127.0.0.1", 0), backlog=0) as full:
        waiting = [socket.socket() for _ in range(3)]
        for one in waiting:
            one.setblocking(False)
            one.connect_ex(full.getsockname())
        url = f"http://127.0.0.1:{full.getsockname()[1]}"

        answer = await carriers(url=url, seconds=0.3)[Channel.SMS].post(letter())

        for one in waiting:
            one.close()
    assert answer == BUSY


async def test_too_many_requests_are_never_processed(sms: Carrier, twilio: TwilioStandIn, phone: Phone):
    phone(NUMBER).once(http=429)
    phone(NUMBER).once(refuse=20429)

    answers = [await sms.post(letter()), await sms.post(letter())]

    assert answers == [Answer(Fate.FAILED, code="20429", fault=Fault.BUSY)] * 2
    assert not twilio.of(NUMBER)


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        (21211, Fault.ADDRESS),
        (21610, Fault.ADDRESS),
        (21614, Fault.ADDRESS),
        (20003, Fault.OURS),
        (21408, Fault.OURS),
        (21606, Fault.OURS),
        (60220, Fault.OURS),
        (21611, Fault.BUSY),
        (20429, Fault.BUSY),
        (30003, Fault.UNREACHABLE),
        (29999, Fault.OURS),  # nobody knows it
    ],
)
@pytest.mark.parametrize("channel", [Channel.SMS, Channel.VOICE])
async def test_a_refusal_is_known_by_its_class(
    carriers: Carriers,
    twilio: TwilioStandIn,
    code: int,
    fault: Fault,
    channel: Channel,
):
    twilio.once(NUMBER, Plan(refuse=code))

    answer = await carriers()[channel].post(letter())

    assert answer == Answer(Fate.FAILED, code=str(code), fault=fault)
    assert twilio.posts(NUMBER) == 1


async def test_a_wrong_password_is_our_fault(carriers: Carriers):
    answer = await carriers(secret="wrong")[Channel.SMS].post(letter())

    assert answer == Answer(Fate.FAILED, code="20003", fault=Fault.OURS)


@pytest.mark.parametrize(
    ("to", "sender", "code"),
    [
        ("+15005550001", SENDER, "21211"),
        ("+15005550002", SENDER, "21612"),
        ("+15005550003", SENDER, "21408"),
        ("+15005550004", SENDER, "21610"),
        ("+15005550009", SENDER, "21614"),
        (NUMBER, "+15005550001", "21212"),
        (NUMBER, "+15005550007", "21606"),
        (NUMBER, "+15005550008", "21611"),
        ("13900000001", SENDER, "21211"),
    ],
)
async def test_the_magic_numbers_of_the_test_credentials_are_refused(
    carriers: Carriers, to: str, sender: str, code: str
):
    assert (await carriers(sender=sender)[Channel.SMS].post(letter(address=to))).code == code


async def test_an_answer_that_is_not_twilios_is_unknown(carriers: Carriers):
    async def greet(request: Request) -> Response:
        return Response(f'{{"hello": "{request.method}"}}', 201)

    listener = listen("127.0.0.1", free_port())
    route = Route("/{path:path}", greet, methods=["POST"])
    async with serving(Starlette(routes=[route]), listener):
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"

        assert await carriers(url=url)[Channel.SMS].post(letter()) == UNKNOWN


async def test_a_post_is_not_repeated_where_an_answer_points(carriers: Carriers):
    posts: list[str] = []

    async def point(request: Request) -> Response:
        posts.append(request.url.path)
        return Response(status_code=307, headers={"Location": "/elsewhere"})

    listener = listen("127.0.0.1", free_port())
    async with serving(Starlette(routes=[Route("/{path:path}", point, methods=["POST"])]), listener):
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        answer = await carriers(url=url)[Channel.SMS].post(letter())

    assert answer == Answer(Fate.FAILED, code="307", fault=Fault.OURS)
    assert len(posts) == 1


async def test_an_answer_in_crumbs_does_not_hold_a_letter_for_ever(carriers: Carriers):
    ended = asyncio.Event()

    async def crumbs(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 201 Created\r\nContent-Length: 1000\r\n\r\n")
        while not ended.is_set():
            writer.write(b" ")
            with suppress(TimeoutError):
                await asyncio.wait_for(ended.wait(), 0.1)  # more often than the client's time-out
        writer.close()

    async with await asyncio.start_server(crumbs, "127.0.0.1", 0) as server, asyncio.timeout(5):
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        answer = await carriers(url=url, seconds=0.5)[Channel.SMS].post(letter())
        ended.set()

    assert answer == UNKNOWN


async def test_a_connection_that_was_closed_while_it_lay_idle_is_not_used(
    carriers: Carriers, twilio: TwilioStandIn, phone: Phone
):
    sms = carriers(threads=1)[Channel.SMS]
    for _ in range(3):
        answer = await sms.post(letter())
        await phone(NUMBER).expects("红牌")
        await twilio.wire.drop_connections()

        assert answer.fate is Fate.ACCEPTED


@pytest.mark.parametrize(("fresh", "connections"), [(20, 1), (0, 3)])
async def test_a_connection_that_lay_idle_for_long_is_given_up(
    carriers: Carriers,
    twilio: TwilioStandIn,
    phone: Phone,
    monkeypatch: pytest.MonkeyPatch,
    fresh: int,
    connections: int,
):
    monkeypatch.setattr("activities.twilio_line._FRESH_SECONDS", fresh)
    sms = carriers(threads=1)[Channel.SMS]

    for _ in range(3):
        await sms.post(letter())
        await phone(NUMBER).expects("红牌")

    assert twilio.wire.connections == connections


async def test_a_closed_line_leaves_nothing_behind(twilio: TwilioStandIn, words: TwilioWords, phone: Phone):
    account = TwilioAccount(twilio.account, twilio.token, sender=SENDER, url=twilio.url)
    with twilio_carriers(account, words, public_base="https://hotline.example.gov") as opened:
        await opened[Channel.SMS].post(letter())
        await phone(NUMBER).expects("红牌")

    threads = [thread for thread in threading.enumerate() if thread.name.startswith("twilio")]
    for thread in threads:
        thread.join(5)

    assert not [thread for thread in threads if thread.is_alive()]


async def test_what_goes_wrong_is_logged_without_the_number(sms: Carrier, phone: Phone):
    phone(NUMBER).once(http=500)

    with capture_logs() as logs:
        await sms.post(letter())

    assert [entry["event"] for entry in logs] == ["twilio.no_answer"]
    assert NUMBER not in str(logs)


# Looking up


async def test_a_letter_with_a_sid_is_looked_up_by_it(sms: Carrier, twilio: TwilioStandIn, phone: Phone):
    phone(NUMBER).once(course=("sent", "undelivered"), code=30003)
    sent = letter()

    answer = await sms.post(sent)
    await twilio.settled()

    assert await sms.look_up(replace(sent, sid=answer.sid)) == Answer(
        Fate.UNDELIVERED, answer.sid, "undelivered", "30003", Fault.UNREACHABLE
    )
    assert twilio.asked[-1][1].endswith(f"/Messages/{answer.sid}.json")


@pytest.mark.parametrize("channel", [Channel.SMS, Channel.VOICE])
async def test_a_sid_that_twilio_does_not_know_tells_nothing(carriers: Carriers, channel: Channel):
    kind = "CA" if channel is Channel.VOICE else "SM"

    assert await carriers()[channel].look_up(letter(sid=kind + "0" * 32)) is None


async def test_a_look_up_finds_its_own_letter_among_others(
    carriers: Carriers,
    twilio: TwilioStandIn,
    phone: Phone,
):
    carrier = carriers()[Channel.SMS]
    texts = ("红牌 AAAAAA", "红牌 回复K7Q2XM确认", "红牌 K7Q2XMX", "编号9K7Q2XM")
    for text in texts:
        await carrier.post(letter(text))
        await phone(NUMBER).expects(text)
    await carrier.post(letter("红牌 K7Q2XM", address=OTHER))
    await phone(OTHER).expects("K7Q2XM")
    await twilio.settled()

    found = await carrier.look_up(letter())

    assert found is not None
    assert twilio.things[found.sid].text == texts[1]


async def test_a_look_up_asks_for_the_days_since_the_claim(sms: Carrier, twilio: TwilioStandIn):
    claimed_at = datetime.fromisoformat("2026-11-26T00:30:00+08:00")  # a Thursday there, still Wednesday in UTC

    await sms.look_up(letter(claimed_at=claimed_at))

    assert twilio.asked[0][2]["To"] == NUMBER
    assert twilio.asked[0][2]["DateSent>"] == "2026-11-25T00:00:00Z"


async def test_two_calls_at_the_time_of_the_letter_tell_nothing(
    voice: Carrier,
    twilio: TwilioStandIn,
    phone: Phone,
):
    for _ in range(2):
        await voice.post(letter())
        await phone(NUMBER).hears()
    await twilio.settled()

    assert await voice.look_up(letter()) is None


async def test_a_call_of_another_time_is_not_the_letters(
    voice: Carrier,
    twilio: TwilioStandIn,
    phone: Phone,
):
    await voice.post(letter())
    await phone(NUMBER).hears()
    now = datetime.now(UTC)

    assert await voice.look_up(letter(claimed_at=now + timedelta(minutes=1))) is None
    assert await voice.look_up(letter(claimed_at=now - timedelta(minutes=1))) is None
    assert await voice.look_up(letter(claimed_at=now - timedelta(seconds=1))) is not None


# What statuses and codes mean


@pytest.mark.parametrize(
    ("status", "fate"),
    [
        ("accepted", Fate.ACCEPTED),
        ("scheduled", Fate.ACCEPTED),
        ("queued", Fate.ACCEPTED),
        ("sending", Fate.ACCEPTED),
        ("sent", Fate.SENT),
        ("delivered", Fate.DELIVERED),
        ("read", Fate.DELIVERED),
        ("partially_delivered", Fate.UNDELIVERED),
        ("undelivered", Fate.UNDELIVERED),
        ("failed", Fate.FAILED),
        ("canceled", Fate.FAILED),
        ("receiving", Fate.ACCEPTED),
        ("received", Fate.ACCEPTED),
    ],
)
def test_every_status_of_a_message_is_known(sms: Carrier, status: str, fate: Fate):  # H47
    with capture_logs() as logs:
        answer = sms.read(status, "")

    assert answer == Answer(fate, status=status, fault=Fault.UNREACHABLE if fate in MISSED else None)
    assert not logs


@pytest.mark.parametrize(
    ("status", "fate"),
    [
        ("queued", Fate.ACCEPTED),
        ("initiated", Fate.ACCEPTED),
        ("ringing", Fate.SENT),
        ("in-progress", Fate.SENT),
        ("completed", Fate.UNDELIVERED),
        ("busy", Fate.UNDELIVERED),
        ("no-answer", Fate.UNDELIVERED),
        ("failed", Fate.FAILED),
        ("canceled", Fate.FAILED),
    ],
)
def test_every_status_of_a_call_is_known_and_none_is_delivery(voice: Carrier, status: str, fate: Fate):  # H47
    assert voice.read(status, "").fate is fate


@pytest.mark.parametrize("channel", [Channel.SMS, Channel.VOICE])
def test_an_unknown_status_is_accepted_and_logged(  # H47
    carriers: Carriers, channel: Channel
):
    with capture_logs() as logs:
        answer = carriers()[channel].read("banana", "30003")

    assert answer == Answer(Fate.ACCEPTED, status="banana", code="30003")
    assert [(entry["event"], entry["status"]) for entry in logs] == [("twilio.unknown_status", "banana")]


@pytest.mark.parametrize(
    ("code", "fate", "fault"),
    [
        ("30001", Fate.UNDELIVERED, Fault.UNREACHABLE),
        ("30003", Fate.UNDELIVERED, Fault.UNREACHABLE),
        ("30008", Fate.UNDELIVERED, Fault.UNREACHABLE),
        ("30005", Fate.UNDELIVERED, Fault.ADDRESS),
        ("30007", Fate.UNDELIVERED, Fault.OURS),
        ("30036", Fate.EXPIRED, Fault.LATE),
        ("21611", Fate.UNDELIVERED, Fault.UNREACHABLE),  # Twilio had it: not again
        ("29999", Fate.UNDELIVERED, Fault.UNREACHABLE),
        ("", Fate.UNDELIVERED, Fault.UNREACHABLE),
        ("banana", Fate.UNDELIVERED, Fault.UNREACHABLE),
    ],
)
def test_what_did_not_arrive_has_a_class_and_is_never_sent_again(  # H53
    sms: Carrier, code: str, fate: Fate, fault: Fault
):
    assert sms.read("undelivered", code) == Answer(fate, status="undelivered", code=code, fault=fault)


async def test_a_message_whose_validity_ended_is_expired(sms: Carrier, twilio: TwilioStandIn, phone: Phone):
    phone(NUMBER).once(course=())
    sent = letter(seconds=900)
    answer = await sms.post(sent)

    await twilio.time_passes(timedelta(minutes=10))
    before = await sms.look_up(replace(sent, sid=answer.sid))
    await twilio.time_passes(timedelta(minutes=16))
    after = await sms.look_up(replace(sent, sid=answer.sid))

    assert before is not None
    assert before.fate is Fate.ACCEPTED
    assert after == Answer(Fate.EXPIRED, answer.sid, "failed", "30036", Fault.LATE)


# The words


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ('queued = "accepted"', 'queued = "taken"', "sms.status.queued"),
        ('fault = "late"', 'fault = "tardy"', "errors.codes[46].fault"),
        ('code = "20404"', 'code = "20003"', "errors.codes[1].code"),
        ('code = "20404"', 'code = "404"', "errors.codes[1].code"),
        ('refused = "ours"', "", "default.refused"),
        ('means = "Queue overflow"', "", "errors.codes[32].means"),
        ("[speech.zh]", "[speech.cn]", "speech.zh"),
        ("另有{left}项", "另有{n}项", "speech.zh.more"),
        ("[errors]", "hello = 1\n[errors]", "default.hello"),
        ("[sms]", "[sms", "line 6"),
    ],
)
def test_a_slip_in_the_words_is_told_with_its_place(old: str, new: str, place: str):
    text = twilio_file()
    assert old in text

    with pytest.raises(BadWords) as caught:
        parse_words(text.replace(old, new, 1))

    assert place in [problem.place for problem in caught.value.problems]


def test_the_words_name_a_final_fate_only_for_final_statuses(words: TwilioWords):
    going = {"accepted", "scheduled", "queued", "sending", "sent", "initiated", "ringing", "in-progress"}

    for statuses in words.statuses.values():
        assert not {status for status, fate in statuses.items() if fate in FINAL} & going
        assert set(statuses.values()) <= {Fate.ACCEPTED, Fate.SENT, Fate.DELIVERED, Fate.UNDELIVERED, Fate.FAILED}


# The house


def test_nobody_retries_or_uses_the_client_that_ignores_its_time_out():  # H55
    forbidden = re.compile(r"AsyncTwilioHttpClient|async_http_client|_async\(|max_retries|\bRetry\(|tenacity|backoff")
    rooms = ("domain", "store", "activities", "workflows", "api", "system")
    files = [path for room in rooms for path in (ROOT / room).rglob("*.py")]

    assert [path.name for path in files if "twilio" in path.name]
    assert not [path for path in files if forbidden.search(path.read_text(encoding="utf-8"))]
