"""Each channel has the carrier of its account, and without one the outbox."""

from __future__ import annotations

from contextlib import closing
from dataclasses import fields

import pytest

from activities.carriers import AccountIncomplete, carriers_of
from activities.kept_carrier import KeptCarrier
from domain.fate import Answer, Fate
from store.letters import Letter
from system.settings import Settings

SMTP = {"smtp_host": "mail.example.org", "smtp_sender": "notice@example.org"}
TOKEN = {"twilio_account_sid": f"AC{'0' * 32}", "twilio_auth_token": "12345"}
NUMBER = {"twilio_sender": "+15005550006"}
SERVICE = {"twilio_service": f"MG{'0' * 32}"}
KEY = {"twilio_account_sid": f"AC{'0' * 32}", "twilio_api_key": f"SK{'0' * 32}", "twilio_api_secret": "s"}
KEPT = {"sms": "outbox", "voice": "outbox", "mail": "outbox"}


@pytest.mark.parametrize(
    ("account", "names"),
    [
        ({}, {}),
        (SMTP, {"mail": "smtp"}),
        (TOKEN | NUMBER, {"sms": "twilio", "voice": "twilio"}),
        (TOKEN | SERVICE, {"sms": "twilio"}),
        (KEY | NUMBER | SMTP, {"sms": "twilio", "voice": "twilio", "mail": "smtp"}),
    ],
    ids=["none", "smtp", "token", "service", "key and smtp"],
)
async def test_a_channel_without_an_account_has_the_outbox(account: dict[str, str], names: dict[str, str]):
    with closing(carriers_of(Settings(**account))) as carriers:
        assert {channel: carrier.name for channel, carrier in carriers.items()} == KEPT | names


@pytest.mark.parametrize(
    ("account", "missing"),
    [
        (SMTP, "smtp_sender"),
        (TOKEN | NUMBER, "twilio_auth_token"),
        (TOKEN | NUMBER, "twilio_sender"),
        (KEY | NUMBER | TOKEN, "twilio_api_secret"),
    ],
    ids=["mail", "token", "number", "key"],
)
async def test_half_an_account_is_told_at_the_door(account: dict[str, str], missing: str):
    half = {name: value for name, value in account.items() if name != missing}

    with pytest.raises(AccountIncomplete, match=f"^Set CHENGNUO_{missing.upper()},"):
        carriers_of(Settings(**half))


async def test_without_an_account_a_letter_is_kept():
    kept, letter = KeptCarrier(), Letter(**dict.fromkeys(field.name for field in fields(Letter)))  # type: ignore[arg-type]

    assert await kept.post(letter) == Answer(Fate.SENT, status="kept")
    assert await kept.look_up(letter) == kept.read("kept", "") == Answer(Fate.SENT, status="kept")
    assert kept.read("banana", "1") == Answer(Fate.ACCEPTED, status="banana", code="1")  # H47
