"""The public page in a real browser, beside an officer who acts."""

import json
import re
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from front_door import EXAMPLE
from playwright.async_api import Browser, Page, expect
from surfing import needs_browser, surfing

pytestmark = needs_browser


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with surfing() as opened:
        yield opened


async def test_the_page_shows_at_once_what_an_officer_does(settings, start, browser):  # A9, D5
    run = await start()
    await run.until("Temporal UI  ")
    site, tokens = f"http://127.0.0.1:{settings['CHENGNUO_PORT']}", _tokens(settings)
    page, faults = await _page(browser, f"{site}/projects/{EXAMPLE}")
    row = page.locator("#CP-01")
    await expect(row).to_contain_text("黄牌")

    await _act(site, tokens["hub-officer"], "CP-01", "approve")

    await expect(row).to_contain_text("按时办结")
    assert await page.title()
    assert await page.locator("html").get_attribute("lang") == "zh-Hans"
    assert await page.locator("h1").count() == 1
    assert faults == []


async def test_the_page_needs_no_script_and_fits_a_phone(settings, start, browser):
    run = await start()
    await run.until("Temporal UI  ")
    site = f"http://127.0.0.1:{settings['CHENGNUO_PORT']}"
    context = await browser.new_context(
        locale="zh-CN", java_script_enabled=False, viewport={"width": 360, "height": 740}
    )
    page = await context.new_page()

    answer = await page.goto(f"{site}/projects/{EXAMPLE}")

    assert answer is not None
    assert len(await answer.body()) < 60_000
    await expect(page.locator("body")).to_contain_text("建设用地规划许可证核发")
    assert not re.search(r"王|李|陈|@|1[3-9]\d{9}", await page.locator("body").inner_text())
    width = await page.locator("html").bounding_box()
    assert width is not None
    assert width["width"] <= 360


async def _page(browser: Browser, address: str) -> tuple[Page, list[str]]:
    """An open page, and what its console complains of."""
    page, faults = await browser.new_page(locale="zh-CN"), []
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    await page.goto(address)
    return page, faults


def _tokens(settings: dict[str, str]) -> dict[str, str]:
    return json.loads((Path(settings["CHENGNUO_DATA_DIR"]) / "tokens.json").read_text(encoding="utf-8"))


async def _act(site: str, token: str, item: str, act: str) -> None:
    async with httpx.AsyncClient() as client:
        answer = await client.post(
            f"{site}/api/v1/projects/{EXAMPLE}/items/{item}/{act}",
            headers={"Authorization": f"Bearer {token}", "Idempotency-Key": "story"},
            json={},
        )
    assert answer.status_code == 200, answer.text
