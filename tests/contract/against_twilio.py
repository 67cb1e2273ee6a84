"""The stand-in keeps Twilio's own contract: our carriers talk to it through Prism, which knows Twilio's OpenAPI file.

`make contract` installs Prism and the file, and runs this module; its name keeps it out of all other runs.
"""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs
from twilio_stand_in import SENDER, TwilioStandIn
from twilio_things import VERSION, Plan

from activities.carrier import Carrier
from activities.twilio_carrier import TwilioAccount, twilio_carriers
from activities.twilio_words import parse_words
from domain.fate import Answer, Channel, Fate, Fault
from store.letters import Letter
from store.shipped import twilio_file
from system.web import free_port

FOLDER = Path(__file__).parents[2] / ".local" / "contract"
PRISM = FOLDER / "node_modules" / ".bin" / "prism"
CONTRACT = FOLDER / "package" / "src" / "services" / "twilio-api" / "twilio_api_v2010.json"
NUMBER = "+8613900000001"
SERVICE = "MG" + "0" * 32
READY = b"Prism is listening"

Carriers = Callable[..., dict[Channel, Carrier]]


def corrected(text: str) -> str:
    """Twilio's description without the two things in it that Twilio itself does otherwise.

    The addresses of pages have no host, and Twilio's client needs them so; a repeated parameter of a form is a list.
    """
    described = json.loads(text.replace('"format": "uri"', '"format": "uri-reference"'))
    calls = described["paths"][f"/{VERSION}/Accounts/{{AccountSid}}/Calls.json"]["post"]
    [form] = calls["requestBody"]["content"].values()
    form["encoding"] = {"StatusCallbackEvent": {"style": "form", "explode": True}}
    return json.dumps(described)


@pytest.fixture(scope="module")
async def twilio() -> AsyncIterator[TwilioStandIn]:
    async with TwilioStandIn().running() as stand_in:
        yield stand_in


@pytest.fixture(scope="module")
async def prism(twilio: TwilioStandIn) -> AsyncIterator[str]:
    """The address of a Prism before the stand-in: to a bad request it answers 422 itself, instead of a bad answer 500."""
    port, description = free_port(), FOLDER / "corrected.json"
    description.write_text(corrected(CONTRACT.read_text(encoding="utf-8")), encoding="utf-8")
    process = await asyncio.create_subprocess_exec(
        *(PRISM, "proxy", "--errors", "--port", str(port), description, twilio.url),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    assert process.stdout is not None
    said: list[bytes] = []
    is_up = asyncio.Event()

    async def listen(output: asyncio.StreamReader) -> None:
        async for line in output:
            said.append(line)
            if READY in line:
                is_up.set()

    listening = asyncio.create_task(listen(process.stdout))
    await asyncio.wait({listening, asyncio.create_task(is_up.wait())}, return_when=asyncio.FIRST_COMPLETED)
    assert is_up.is_set(), b"".join(said).decode()
    yield f"http://127.0.0.1:{port}"
    process.terminate()
    await process.wait()
    await listening


@pytest.fixture(scope="module")
def carriers(twilio: TwilioStandIn, prism: str) -> Iterator[Carriers]:
    with ExitStack() as lines:

        def carriers(*, sender: str = SENDER, service: str = "") -> dict[Channel, Carrier]:
            account = TwilioAccount(twilio.account, twilio.token, sender=sender, service=service, url=prism)
            base = "https://hotline.example.gov"
            return lines.enter_context(twilio_carriers(account, parse_words(twilio_file()), public_base=base))

        yield carriers


def letter(channel: Channel, *, address: str = NUMBER) -> Letter:
    now, code = datetime.now(UTC), uuid.uuid4().hex[:6].upper()
    return Letter(
        id=uuid.uuid4(),
        code=code,
        channel=channel,
        recipient="person:li",
        address=address,
        language="zh",
        subject="",
        text=f"红牌 ᠮᠣᠩᠭᠣᠯ \U0001f600 {code}",
        lines=("红牌",),
        template="red",
        parameters={},
        valid_until=now + timedelta(hours=1),
        claimed_at=now,
    )


@pytest.mark.parametrize("service", ["", SERVICE], ids=["sender", "service"])
@pytest.mark.parametrize("course", [("sending", "sent", "delivered"), ()], ids=["delivered", "queued"])
async def test_a_message_is_created_fetched_and_listed(
    carriers: Carriers, twilio: TwilioStandIn, service: str, course: tuple[str, ...]
):
    twilio.once(NUMBER, Plan(course=course))
    carrier, sent = carriers(service=service)[Channel.SMS], letter(Channel.SMS)

    posted = await carrier.post(sent)
    await twilio.settled()
    fetched = await carrier.look_up(replace(sent, sid=posted.sid))
    with capture_logs() as logs:
        listed = await carrier.look_up(sent)

    assert not logs  # of an answer that is not one
    assert posted.fate is Fate.ACCEPTED
    assert fetched is not None
    assert (fetched.sid, fetched.fate) == (posted.sid, Fate.DELIVERED if course else Fate.ACCEPTED)
    assert listed == (fetched if course else None)  # what was not sent has no day by which it could be found


@pytest.mark.parametrize("code", [30003, 30036])
async def test_a_message_that_was_lost_is_shown(carriers: Carriers, twilio: TwilioStandIn, code: int):
    twilio.once(NUMBER, Plan(course=("sent", "undelivered"), code=code))
    carrier, sent = carriers()[Channel.SMS], letter(Channel.SMS)

    posted = await carrier.post(sent)
    await twilio.settled()

    expected = replace(carrier.read("undelivered", str(code)), sid=posted.sid)
    assert await carrier.look_up(replace(sent, sid=posted.sid)) == expected


async def test_a_call_is_created_fetched_and_listed(carriers: Carriers, twilio: TwilioStandIn):
    carrier, sent = carriers()[Channel.VOICE], letter(Channel.VOICE)

    posted = await carrier.post(sent)
    await twilio.settled()
    open_call = await carrier.look_up(replace(sent, sid=posted.sid))
    await twilio.end(twilio.things[posted.sid], "completed")
    ended = await carrier.look_up(sent)

    assert posted.fate is Fate.ACCEPTED
    assert open_call == Answer(Fate.SENT, posted.sid, "in-progress")
    assert ended == Answer(Fate.UNDELIVERED, posted.sid, "completed", fault=Fault.UNREACHABLE)


@pytest.mark.parametrize("channel", [Channel.SMS, Channel.VOICE])
@pytest.mark.parametrize("code", [20003, 20429, 21211, 21408, 21610, 21611])
async def test_a_refusal_comes_through(carriers: Carriers, twilio: TwilioStandIn, channel: Channel, code: int):
    twilio.once(NUMBER, Plan(refuse=code))

    answer = await carriers()[channel].post(letter(channel))

    assert answer.code == str(code)
    assert answer.fate is Fate.FAILED


async def test_what_is_not_there_is_not_found(carriers: Carriers):
    sent = replace(letter(Channel.SMS), sid="SM" + "0" * 32)

    with capture_logs() as logs:
        assert await carriers()[Channel.SMS].look_up(sent) is None

    assert [entry["fault"] for entry in logs] == ["20404"]


@pytest.mark.parametrize("garbled", [{"sid": "SM1"}, {"status": "banana"}, {"num_segments": 1}, {"direction": None}])
async def test_a_malformed_answer_is_caught(carriers: Carriers, twilio: TwilioStandIn, garbled: dict[str, object]):
    twilio.once(NUMBER, Plan(garbled=garbled))
    taken = len(twilio.of(NUMBER))

    with capture_logs() as logs:
        answer = await carriers()[Channel.SMS].post(letter(Channel.SMS))

    assert answer == Answer(Fate.UNKNOWN, fault=Fault.UNKNOWN)
    assert [entry["fault"] for entry in logs] == ["500"]  # Prism's: the stand-in has taken it
    assert len(twilio.of(NUMBER)) == taken + 1


async def test_a_bad_request_is_caught(carriers: Carriers, twilio: TwilioStandIn):
    asked = len(twilio.asked)

    answer = await carriers(service="MG-not-a-sid")[Channel.SMS].post(letter(Channel.SMS))

    assert answer == Answer(Fate.FAILED, code="422", fault=Fault.OURS)
    assert len(twilio.asked) == asked  # Prism's: the stand-in was not asked
