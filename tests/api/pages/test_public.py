"""The pages for everybody, in three languages and in every kind of window; `look` checks each of them by itself."""

import pytest
from playwright.async_api import expect
from surfing import needs_browser

pytestmark = needs_browser

LANGUAGES = ("zh", "en", "mn")
WINDOWS = {"desk": (1280, 800), "phone": (320, 640)}
FIRST = "PR-05"


@pytest.fixture
async def project(office):
    """A project with one item done and one in hand."""
    ref = await office.open()
    await office.do("chen", ref, FIRST, "receive")
    await office.do("officer-DRC", ref, FIRST, "approve")
    return f"/projects/{ref}"


@pytest.mark.parametrize("window", WINDOWS)
@pytest.mark.parametrize("lang", LANGUAGES)
async def test_everybody_reads_the_public_pages_in_their_language(look, project, lang, window):
    width, height = WINDOWS[window]

    for path in ("/", project, "/r", "/login", "/invitation", "/a", "/nothing"):
        for dark in (False, True):
            async with look(path, lang=lang, width=width, height=height, dark=dark) as page:
                tag = await page.locator("html").get_attribute("lang")

            assert tag == {"zh": "zh-Hans", "en": "en", "mn": "mn-Mong"}[lang]


async def test_mongolian_runs_down_from_left_to_right_and_scrolls_sideways(look, project):
    async with look(project, lang="mn") as page:
        ways = await page.evaluate(
            "() => [getComputedStyle(document.documentElement).writingMode, document.documentElement.scrollWidth > innerWidth,"
            " document.querySelector('h1').getBoundingClientRect().x < document.querySelector('.legend').getBoundingClientRect().x]"
        )
        await expect(page.locator(".draft")).to_be_visible()

    assert ways == ["vertical-lr", True, True]


async def test_pages_are_read_and_printed_without_a_script(look, project, tmp_path):
    async with look(project, script=False) as page:
        await expect(page.locator(f"#{FIRST}")).to_contain_text("按时办结")
        await page.emulate_media(media="print")
        await expect(page.locator("header.top")).to_be_hidden()
        assert len(await page.pdf(path=tmp_path / "project.pdf")) > 10_000
