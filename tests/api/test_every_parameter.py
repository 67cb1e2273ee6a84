"""Every part of every address and header, with what nobody would write there: an answer each time, and no fault of ours.

`make fuzz` sends bodies too, at random and for longer; this is the part of it that runs with all tests.
"""

from __future__ import annotations

import itertools
from typing import Any
from urllib.parse import quote

import pytest
from banner import Banner
from circle import CLERK, DIRECTOR, Circle
from httpx import ASGITransport

from api.access import ACCESS
from domain.roles import RULES, Role

NASTY = (
    *("", "a\0b", "\ud800", "\u202e", "\r\nSet-Cookie: own=1", "'; DROP TABLE event; --", "%s{}", "../../etc/passwd"),
    *("x" * 3000, "９", "-1", "0", "NaN", "9" * 19, "9" * 5000, "[]", "0000-00-00", "9999-12-31T23:59:59-14:00"),
    *("00000000-0000-0000-0000-000000000000", "WyIiLCAiIl0"),
)
WHO = {
    Role.VISITOR: "",
    Role.ADMINISTRATOR: "root",
    Role.SUPERVISOR: "shen",
    Role.SECURITY: "wen",
    Role.AUDITOR: "jian",
    Role.DISPATCHER: "dispatcher-1",
    Role.LEADER: "leader",
    Role.CLERK: CLERK,
    Role.DIRECTOR: DIRECTOR,
    Role.HEAD: "head-NRB",
    Role.OFFICER: "officer-NRB",
    Role.LAWYER: "ann",
    Role.APPLICANT: "chen",
}
USUAL = {
    "item": "LR-01",
    "person": "officer-NRB",
    "programme": "weekly",
    "day": "2099-01-01",
    "on_day": "2026-11-25",
    "from": "2026-11-01",
    "until": "2026-12-01",
    "department": "NRB",
    "Idempotency-Key": "k",
    "Query-Code": "K7M2QX",
    "Upload-Offset": "0",
}
FOLLOWED = "/api/v1/projects/{ref}/live"  # a stream without an end; test_input has its parameters


@pytest.fixture
async def refs(counter):
    """A number of each kind that is there; nobody works."""
    banner, circle = await Banner.staffed(counter), await Circle.staffed(counter)
    asked = await circle.ask("inquiries", {"text": "欠薪"})
    return {"requests": await banner.handed_in(), "legal": asked.json()["ref"]}


def value_of(name: str, path: str, about: dict[str, Any], refs: dict[str, str]) -> str:
    """What somebody would write there."""
    if name == "ref":
        return refs.get(path.split("/")[3], "2611-150524-04-01-000001")
    if name in USUAL:
        return USUAL[name]
    kind = next((option.get("type") for option in about.get("anyOf", [about]) if option.get("type") != "null"), None)
    return "1" if kind in ("integer", "number") else "x"


async def test_whatever_is_written_in_an_address_or_a_header_there_is_an_answer(counter, refs):
    counter.app.state.desk.temporal._client = None  # nothing gets as far as a case
    counter.web._transport = ASGITransport(counter.app, raise_app_exceptions=False)
    sent, wrong = 0, []
    for path, methods in counter.app.openapi()["paths"].items():
        for method, operation in methods.items():
            parameters = operation.get("parameters", ())
            allowed = RULES[ACCESS[operation["operationId"]]]
            who = next((WHO[role] for role in WHO if role in allowed), "")
            usual = {
                (about["in"], about["name"]): value_of(about["name"], path, about["schema"], refs)
                for about in parameters
                if about["required"] or about["in"] == "path"
            }
            for about, nasty in itertools.product(parameters if path != FOLLOWED else (), NASTY):
                answer = await _asked(
                    counter, method, path, who, usual | {(about["in"], about["name"]): nasty}, operation
                )
                sent += 1
                if answer is not None and (answer.status_code >= 500 and "temporal_away" not in answer.text):
                    wrong.append((method, path, about["name"], nasty[:30], answer.text[:200]))

    assert wrong == [], f"{len(wrong)} of {sent}"
    assert sent > 5000


async def _asked(counter, method, path, who, values, operation):
    """The answer; None for what cannot be sent at all."""
    headers, query = counter.bearing(who), {}
    for (place, name), value in values.items():
        written = quote(value, safe="", errors="surrogatepass")
        if place == "path":
            path = path.replace(f"{{{name}}}", written)
        elif place == "query":
            query[name] = written
        elif any(letter in value for letter in "\0\r\n"):
            return None  # no server reads such a header
        else:
            headers[name] = value.encode("utf-8", "surrogatepass").decode("latin-1")
    address = path + "?" + "&".join(f"{name}={value}" for name, value in query.items()) if query else path
    sent: dict[str, Any] = {}
    if kinds := list(operation.get("requestBody", {}).get("content", {})):
        headers["Content-Type"] = kinds[0]
        sent["content"] = b"{}"
    raw = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
    return await counter.web.request(method, address, headers=raw, **sent)
