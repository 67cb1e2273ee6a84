"""No other site can act with somebody's session, at whatever address of ours."""

from __future__ import annotations

import re

from signing import OWNER, SITE

from api.access import ACCESS
from api.accounts.cookies import SESSION
from api.counters import ROUTERS
from api.sizes import size_of
from domain.roles import RULES, Role

CHANGING = [
    (route, method)
    for router in ROUTERS
    for route in router.routes
    for method in sorted(route.methods - {"GET", "HEAD", "OPTIONS"})
]
VALUES = {"item": "LR-01", "outcome": "told", "paper": "assignment", "person": "li", "day": "2099-01-01"}
NUMBERED = "00000000-0000-4000-8000-000000000000"


def address_of(path: str) -> str:
    """An address that fits the route; whether anything is there does not matter."""
    return re.sub(r"\{(\w+)\}", lambda name: VALUES.get(name[1], NUMBERED), path)


def code_of(answer) -> str:
    """The code of a refusal, in JSON or on a page."""
    if answer.headers.get("content-type") == "application/problem+json":
        return str(answer.json()["code"])
    on_page = re.search(r"<p class=\"quiet\">\d+ · (\w+) · ", answer.text)
    return on_page[1] if on_page else ""


async def test_no_address_obeys_a_session_that_another_site_makes_a_browser_send(doors, browser):
    await doors.entered(browser, OWNER)
    wrong, refused = [], 0
    for route, method in CHANGING:
        if Role.VISITOR in RULES[ACCESS[route.name]]:
            continue  # where everybody is let in, the session counts for nothing: test_login
        headers = {"Content-Type": size_of(address_of(route.path)).form.value, "Upload-Offset": "0"}
        for origin, proof in (
            ("https://evil.example", browser.csrf),
            ("null", browser.csrf),
            (SITE, "0" * 64),
            (SITE, ""),
        ):
            said = headers | {"Origin": origin, "X-CSRF-Token": proof, "Idempotency-Key": "k"}
            answer = await browser.web.request(method, address_of(route.path), content=b"", headers=said)
            allowed = {"foreign_origin"} if origin != SITE else {"csrf_wrong"}
            if origin == SITE and route.name == "settle_on_page":
                allowed = {"not_allowed"}  # its buttons bear a proof of their own: test_outbox
            refused += 1
            if code_of(answer) not in allowed or answer.status_code != 403:
                wrong.append((route.name, origin, answer.status_code, code_of(answer)))

    assert wrong == []
    assert refused > 400
    assert (await browser.get("/api/v1/session")).status_code == 200


async def test_a_page_of_ours_that_came_without_tls_is_another_site(doors, browser):
    """Whoever sits between a browser and us can write pages without TLS, under our own name."""
    await doors.entered(browser, OWNER)
    settings = doors.app.state.desk.settings.model_copy(update={"public_base_url": SITE})
    object.__setattr__(doors.app.state.desk, "settings", settings)

    plain = await browser.post("/api/v1/me/sessions/end-others", Origin=SITE.replace("https", "http"))
    ours = await browser.post("/api/v1/me/sessions/end-others")

    assert (plain.status_code, plain.json()["code"], ours.status_code) == (403, "foreign_origin", 204)


async def test_what_comes_with_a_method_that_has_no_body_is_not_read(doors, browser):
    """Else whoever has signed in could fill the memory with the body of a DELETE, which may have no end."""
    await doors.entered(browser, OWNER)
    read, answered = [], []
    headers = {
        "Host": "office",
        "Origin": SITE,
        "Cookie": f"{SESSION}={browser.session}",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "DELETE",
        "scheme": "https",
        "path": f"/api/v1/me/sessions/{NUMBERED}",
        "raw_path": b"",
        "query_string": b"",
        "root_path": "",
        "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
        "client": ("192.0.2.1", 1),
        "server": ("office", 443),
    }

    async def receive():
        read.append(b"x" * 65_536)
        assert len(read) < 100
        return {"type": "http.request", "body": read[-1], "more_body": True}

    async def send(message):
        answered.append(message)

    await doors.app(scope, receive, send)

    assert (answered[0]["status"], read) == (403, [])
    assert b"csrf_wrong" in answered[1]["body"]  # so it came as far as where a form would be read
