"""Signing in and being invited in a real browser, which keeps our cookies and obeys our policy of where forms and scripts lead."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from outside import Outside, running
from playwright.async_api import Page, expect
from signing import PASSWORD, Doors, doors_of
from surfing import needs_browser, surfing

from domain.roles import Role
from store import outside
from store.people import Person
from store.pool import Pool
from system.web import free_port, listen, serving

pytestmark = needs_browser
CITIZEN = Person("wu", "吴某某", Role.APPLICANT)


@pytest.fixture
def outside_of_here(tmp_path: Path) -> AsyncIterator[Outside]:
    with running(tmp_path, f"http://localhost:{free_port()}") as opened:
        yield opened


@pytest.fixture
async def doors(pool: Pool, outside_of_here: Outside) -> AsyncIterator[Doors]:
    """The application, served to browsers."""
    doors = doors_of(pool, **outside_of_here.settings)
    port = int(outside_of_here.site.rpartition(":")[2])
    with listen("127.0.0.1", port) as listener:
        async with serving(doors.app, listener):
            yield doors


@pytest.fixture
async def page() -> AsyncIterator[Page]:
    """A page on which nothing goes wrong unseen."""
    faults: list[str] = []
    async with surfing() as browser:
        opened = await browser.new_page()
        opened.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
        opened.on("pageerror", lambda error: faults.append(str(error)))
        yield opened
    assert not faults, faults


async def that_is_me(page: Page, subject: str) -> None:
    await page.locator("input[name=subject]").fill(subject)
    await page.get_by_role("button", name="That is me").click()


async def test_one_links_an_account_signs_out_and_signs_in_by_the_provider(doors, outside_of_here, page):
    await doors.employ(CITIZEN)
    await page.goto(f"{outside_of_here.site}/en/login")
    await page.get_by_label("Account").fill("wu")
    await page.get_by_label("Password").fill(PASSWORD)
    await page.get_by_role("button", name="Sign in").click()
    await page.goto(f"{outside_of_here.site}/en/account")
    await page.locator("#proof").fill(PASSWORD)
    await page.get_by_role("button", name="Link the provider").click()
    await page.get_by_role("link", name="Go to the provider").click()
    await that_is_me(page, "subject-of-wu")
    await page.goto(f"{outside_of_here.site}/en/account")
    await expect(page.locator("body")).to_contain_text("Linked: you may sign in by the provider.")
    await page.get_by_role("banner").get_by_role("button", name="Sign out").click()

    await page.get_by_role("link", name="Sign in with the provider").click()  # which remembers this browser

    await page.wait_for_url(re.compile(r"/account$"))
    await expect(page.locator("h1")).to_contain_text("wu")


async def test_an_own_second_factor_is_asked_for_on_our_page(doors, outside_of_here, page):
    await doors.employ(CITIZEN)
    await doors.equip("wu")
    async with doors.pool.acquire() as connection:
        values = {"by": "wen", "now": datetime.now(UTC)}
        await outside.link(connection, outside_of_here.issuer, "subject-of-wu", "wu", **values)
    await page.goto(f"{outside_of_here.site}/en/login?next=/account")
    await page.get_by_role("link", name="Sign in with the provider").click()
    await that_is_me(page, "subject-of-wu")
    await page.locator("#code").fill(await doors.code("wu"))

    await page.get_by_role("button").click()

    await expect(page.locator("h1")).to_contain_text("wu")


async def test_the_link_of_an_invitation_fills_the_form_and_leaves_the_address(doors, outside_of_here, page):
    await doors.employ(Person("bo.b@x", "博某某", Role.APPLICANT))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    await page.goto(f"{outside_of_here.site}/en/invitation#bo.b@x/K7M2-QX3Y-9ABC-DEFG")

    await expect(page.locator("#person")).to_have_value("bo.b@x")
    await expect(page.locator("#code")).to_have_value("K7M2-QX3Y-9ABC-DEFG")
    assert page.url == f"{outside_of_here.site}/en/invitation"
    assert not [url for url in asked if "K7M2" in url.partition("#")[0]]
    await page.goto("about:blank")
    await page.goto(f"{outside_of_here.site}/en/invitation#<img src=x>/y")
    await expect(page.locator("#person")).to_have_value("")
