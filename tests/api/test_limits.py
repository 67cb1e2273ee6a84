"""Nobody can keep the counters busy for all others, and what is answered to browsers is strict."""

import pytest
from httpx import ASGITransport, AsyncClient
from twilio.request_validator import RequestValidator

from api.app import make_app
from api.limits import Pace, TooManyRequests
from system.settings import Settings

FORM = {"MessageSid": "SM" + "1" * 32, "MessageStatus": "delivered"}
TOKEN = "a-token-of-a-test"


def web(pool, *, address="192.0.2.1", **settings):
    app = make_app(pool=pool, client=None, settings=Settings(**settings))
    return AsyncClient(transport=ASGITransport(app=app, client=(address, 1)), base_url="http://office")


def beside(client, address):
    """A client at another address of the same office."""
    transport = ASGITransport(app=client._transport.app, client=(address, 1))
    return AsyncClient(transport=transport, base_url="http://office")


async def test_an_address_that_asks_too_much_is_told_when_to_come_again_and_no_other_is(pool):
    async with web(pool, requests_per_address=3) as one, beside(one, "192.0.2.2") as other:
        answers = [await one.get("/api/v1/me") for _ in range(4)]
        elsewhere = await other.get("/api/v1/me")

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert (answers[3].json()["code"], answers[3].headers["retry-after"]) == ("too_many_requests", "20")
    assert elsewhere.status_code == 200


async def test_an_account_that_asks_too_much_is_slowed_down_wherever_it_is(pool, town):
    headers = {"Authorization": f"Bearer {town['chen']}"}
    async with web(pool, requests_per_account=2) as one, beside(one, "192.0.2.2") as other:
        answers = [await client.get("/api/v1/me", headers=headers) for client in (one, other, one)]
        visitor = await one.get("/api/v1/me")

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert visitor.status_code == 200


async def test_applications_of_one_process_share_their_routes_and_count_accounts_apart(pool, town):
    headers = {"Authorization": f"Bearer {town['chen']}"}
    async with web(pool, requests_per_account=1) as one, web(pool, requests_per_account=1) as other:
        answers = [await client.get("/api/v1/me", headers=headers) for client in (one, one, other)]

    assert [answer.status_code for answer in answers] == [200, 429, 200]
    assert one._transport.app.routes[0] is other._transport.app.routes[0]  # to read them takes most of a second


async def test_neighbours_in_one_ipv6_net_count_together(pool):
    async with (
        web(pool, address="2001:db8::1", requests_per_address=1) as one,
        beside(one, "2001:db8::2") as same,
        beside(one, "2001:db8:0:1::1") as other,
    ):
        answers = [await client.get("/api/v1/me") for client in (one, same, other)]

    assert [answer.status_code for answer in answers] == [200, 429, 200]


async def test_a_carrier_that_signs_is_heard_however_much_it_reports(pool):
    account = {"twilio_account_sid": "AC" + "0" * 32, "twilio_auth_token": TOKEN, "public_base_url": "http://office"}
    signature = RequestValidator(TOKEN).compute_signature("http://office/hooks/twilio/status", FORM)
    async with web(pool, requests_per_address=1, **account) as carrier:
        signed = [
            await carrier.post("/hooks/twilio/status", data=FORM, headers={"X-Twilio-Signature": signature})
            for _ in range(3)
        ]
        unsigned = await carrier.post("/hooks/twilio/status", data=FORM)

    assert [answer.status_code for answer in signed] == [204] * 3
    assert unsigned.status_code == 403


def test_what_was_asked_is_paid_off_as_time_passes_and_refusals_cost_nothing():
    now = [0.0]
    pace = Pace(2, clock=lambda: now[0])
    asked = []
    for seconds in (0, 0, 0, 29, 30, 31, 200, 200, 200):
        now[0] = float(seconds)
        try:
            pace.ask("a")
            asked.append(True)
        except TooManyRequests:
            asked.append(False)

    assert asked == [True, True, False, False, True, False, True, True, False]


def test_what_is_allowed_is_allowed_whatever_the_clock_reads():
    for tenths in range(20_000):
        Pace(1, clock=lambda now=tenths * 0.1: now).ask("a")  # a float's minute is sometimes a little more than one


def test_only_so_many_askers_are_remembered():
    pace = Pace(1, most=3)
    for asker in ("a", "b", "c", "d"):
        pace.ask(asker)

    assert list(pace._paid_at) == ["b", "c", "d"]


@pytest.mark.parametrize("path", ["/api/v1/me", "/", "/nowhere"])
async def test_every_answer_is_strict_with_browsers(pool, path):
    async with web(pool, public_base_url="https://office.example") as safe, web(pool) as plain:
        answer, without = await safe.get(path), await plain.get(path)

    policy = dict(rule.split(" ", 1) for rule in answer.headers["content-security-policy"].split("; "))
    assert (policy["default-src"], policy["script-src"], policy["frame-ancestors"]) == ("'none'", "'self'", "'none'")
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert answer.headers["strict-transport-security"] == "max-age=31536000"
    assert "strict-transport-security" not in without.headers
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] in ("no-referrer", "same-origin")
    assert "geolocation=()" in answer.headers["permissions-policy"]


async def test_a_slowed_down_answer_is_strict_with_browsers_too(pool):
    async with web(pool, requests_per_address=1) as client:
        answers = [await client.get("/") for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 429]
    assert "frame-ancestors 'none'" in answers[1].headers["content-security-policy"]
