"""Behind the proxy that speaks TLS: who is counted, whose word counts, and what is answered over plain http."""

from __future__ import annotations

from contextlib import asynccontextmanager

import pytest
from cryptography.fernet import Fernet
from httpx import ASGITransport, AsyncClient

from api.app import NotConfigured, make_app
from api.limits import asker_of
from system.settings import Settings

PROXIES = "10.0.0.0/24, 2001:db8::7"
PRODUCTION = {"production": True, "public_base_url": "https://office", "trusted_proxies": PROXIES}
PRODUCTION |= {"factor_key": Fernet.generate_key().decode()}


@asynccontextmanager
async def asking(come_from, **settings):
    """A client at an address before an application of which only the middleware matters."""
    app = make_app(pool=None, client=None, settings=Settings(**settings))
    transport = ASGITransport(app=app, client=(come_from, 4711))
    async with AsyncClient(transport=transport, base_url="http://office") as web:
        yield web


@pytest.fixture
def counted(monkeypatch):
    """Under which addresses requests were counted."""
    seen: list[str] = []
    monkeypatch.setattr("api.pacing.asker_of", lambda scope: seen.append(asker_of(scope)) or seen[-1])
    return seen


@pytest.mark.parametrize(
    ("come_from", "told", "expected"),
    [
        (
            "10.0.0.5",
            "203.0.113.9, 198.51.100.1",
            "198.51.100.1",
        ),  # the last one that is no proxy of ours: the rest anybody writes
        ("10.0.0.5", "203.0.113.9, 198.51.100.1, 10.0.0.6", "198.51.100.1"),
        ("2001:db8::7", "198.51.100.1", "198.51.100.1"),
        ("10.0.1.5", "198.51.100.1", "10.0.1.5"),
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),
        ("10.0.0.5", "", "10.0.0.5"),
    ],
)
async def test_only_a_trusted_proxy_says_from_where_a_request_came(counted, come_from, told, expected):
    async with asking(come_from, trusted_proxies=PROXIES) as web:
        await web.get("/healthz", headers={"X-Forwarded-For": told})

    assert counted == [expected]


async def test_nobody_is_trusted_unless_named(counted):
    async with asking("127.0.0.1") as web:
        await web.get("/healthz", headers={"X-Forwarded-For": "198.51.100.1"})

    assert counted == ["127.0.0.1"]


async def test_who_comes_from_elsewhere_does_not_use_up_what_others_behind_the_proxy_may_ask_for():
    async with asking("10.0.0.5", trusted_proxies=PROXIES, requests_per_address=2) as web:
        busy, other = {"X-Forwarded-For": "203.0.113.9"}, {"X-Forwarded-For": "198.51.100.1"}
        answers = [(await web.get("/healthz", headers=busy)).status_code for _ in range(3)]
        answers.append((await web.get("/healthz", headers=other)).status_code)

    assert answers == [200, 200, 429, 200]


@pytest.mark.parametrize(
    ("come_from", "scheme", "path", "is_answered"),
    [
        ("10.0.0.5", "https", "/login", True),
        ("10.0.0.5", "http", "/login", False),
        ("10.0.0.5", None, "/login", False),
        ("203.0.113.9", "https", "/login", False),  # says so itself
        ("203.0.113.9", None, "/api/v1/projects", False),
        ("203.0.113.9", None, "/healthz", True),
    ],
)
async def test_in_production_nothing_but_health_is_told_without_tls(come_from, scheme, path, is_answered):
    headers = {"X-Forwarded-Proto": scheme} if scheme else {}
    async with asking(come_from, **PRODUCTION) as web:
        answer = await web.get(path, headers=headers)

    assert ("not_secure" not in answer.text) is is_answered
    assert is_answered or answer.status_code == 403


async def test_in_production_no_password_and_no_token_is_taken_without_tls():
    body = {"person": "li", "password": "x"}
    async with asking("203.0.113.9", **PRODUCTION) as web:
        answers = [
            await web.post("/api/v1/login", json=body),
            await web.post("/login", data=body),
            await web.get("/api/v1/me", headers={"Authorization": "Bearer x"}),
        ]

    assert [answer.status_code for answer in answers] == [403] * 3
    assert [answer.json()["code"] for answer in answers[::2]] == ["not_secure"] * 2


def test_in_production_the_proxies_must_be_named():
    with pytest.raises(NotConfigured, match="CHENGNUO_TRUSTED_PROXIES"):
        make_app(pool=None, client=None, settings=Settings(**PRODUCTION | {"trusted_proxies": ""}))
