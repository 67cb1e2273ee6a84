"""Accounts, from invitation to token, with something personal in every field: see planting.py."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from planting import Planter, mark
from signing import SITE, WEN, WU, Browser, Doors

NEW = "newcomer"


async def sow_accounts(planter: Planter) -> None:
    """An account from its invitation to the password that its owner has chosen, and tokens with names of their own."""
    doors = Doors(planter.office.app, planter.office.pool)  # type: ignore[arg-type]
    ends_at = (datetime.now(UTC) + timedelta(days=3)).isoformat()
    first, second = mark("password"), mark("password")
    async with doors.browser() as one, doors.browser() as other, doors.browser() as new:

        async def send(browser: Browser, operation: str, body: dict[str, Any]) -> dict[str, Any]:
            method, path, _ = planter.operations[operation]
            headers = {"Origin": SITE, "X-CSRF-Token": browser.csrf}
            answer = await browser.web.request(method.upper(), path.format(person=NEW), json=body, headers=headers)
            planter.planted(operation, body, answer)
            assert answer.status_code < 300, answer.text
            return dict(answer.json()) if answer.content else {}

        async def both(operation: str, **given: Any) -> str:
            body = planter.body(operation, **given)
            return "-".join([(await send(browser, operation, body))["half"] for browser in (one, other)])

        await doors.entered(one, WEN)
        await doors.entered(other, WU)
        code = await both("invite", person=NEW, role="applicant", work_no="W-900", language="zh")
        await send(new, "accept_invitation", {"person": NEW, "code": code, "password": first})
        new.csrf = (await send(new, "login", {"person": NEW, "password": first}))["csrf"]
        token = {"label": mark("label"), "scope": ["read_public"], "expires_at": ends_at, "password": first}
        await send(new, "make_own_token", token)
        await send(new, "begin_factor", {"password": first})
        await send(new, "change_password", {"present": first, "new": second})
    await planter.sow("make_system_token", WEN.id, {"person": NEW}, scope=["read_public"], expires_at=ends_at)
