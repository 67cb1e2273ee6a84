"""In which language a page is, and that an address, a choice and a browser are all heard."""

import re

import pytest
from playwright.async_api import expect
from surfing import needs_browser

from api.language import Language, preferred
from api.speech import Speech

TITLES = {"zh": "项目进度公开", "en": "Projects in public view"}


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("en-GB,en;q=0.9,zh;q=0.8", Language.EN),
        ("zh-CN,zh;q=0.9,en;q=0.8", Language.ZH),
        ("fr-FR,fr;q=0.9,mn-Mong-CN;q=0.7,en;q=0.5", Language.MN),
        ("mn-Cyrl-MN, en;q=0.4", Language.EN),
        ("en;q=0, zh;q=0.1", Language.ZH),
        ("zh;q=0.2, EN;q=0.9", Language.EN),
        ("de, fr;q=0.5", None),
        ("*", None),
        ("en;q=oops, ;;, zh;q=1.0001", None),
        ("", None),
    ],
)
def test_a_browser_is_heard_by_weight(header, language):
    assert preferred(header) is language


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("路灯不亮", ("", "zh-Hans", "zh-Hans")),
        ("ᠭᠡᠷᠡᠯ ᠦᠭᠡᠢ，库伦镇", ("mn-Mong", "", "mn-Mong")),
        ("库伦镇冷链仓储项目（ᠬᠦᠷᠢᠶ\u180eᠡ）", ("", "zh-Hans", "zh-Hans")),
        ("no light", ("", "", "")),
    ],
)
def test_a_text_in_two_languages_is_said_to_be_in_that_of_most_of_its_letters(text, tags):
    speeches = [Speech(language, lambda at: at) for language in (Language.ZH, Language.MN, Language.EN)]

    assert tuple(speech.tag_of(text) for speech in speeches) == tags


async def test_an_address_states_its_language_and_whoever_gets_it_reads_the_same(counter):
    for language, title in TITLES.items():
        page = await counter.web.get(f"/{language}/", headers={"Accept-Language": "mn-Mong"})
        assert (page.status_code, title in page.text) == (200, True)
        assert page.headers["content-language"] == Language(language).tag
        alternates = re.findall(r'rel="alternate" hreflang="([^"]+)" href="([^"]+)"', page.text)
        assert alternates == [("zh-Hans", "/zh/"), ("mn-Mong", "/mn/"), ("en", "/en/"), ("x-default", "/")]
    bare = await counter.web.get("/en")
    assert (bare.status_code, bare.headers["location"]) == (308, "/en/")


async def test_without_one_the_choice_is_heard_then_the_browser_then_it_is_chinese(counter):
    async def shown(**headers):
        return (await counter.web.get("/", headers=headers)).headers["content-language"]

    assert await shown() == "zh-Hans"
    assert await shown(**{"Accept-Language": "en"}) == "en"
    assert await shown(**{"Accept-Language": "en", "Cookie": "language=mn"}) == "mn-Mong"
    assert await shown(Cookie="language=xx") == "zh-Hans"


async def test_only_the_switch_of_a_page_of_ours_is_a_choice(counter):
    async def chosen(path, referer):
        page = await counter.web.get(path, headers={"Referer": referer} if referer else {})
        counter.web.cookies.clear()
        return page.headers.get("set-cookie", "").partition(";")[0]

    assert await chosen("/en/r", "http://office/r") == "language=en"
    assert await chosen("/en/r", "http://office/mn/r") == "language=en"
    assert await chosen("/en/r", "http://office/en/") == ""
    assert await chosen("/en/r", "http://elsewhere/zh/") == ""
    assert await chosen("/en/r", "http://[broken") == ""
    assert await chosen("/en/r", "") == ""


async def test_machines_have_no_language(counter):
    for path in ("/en/api/v1/projects", "/mn/healthz", "/zh/openapi.json", "/en/assets/page.css"):
        assert (await counter.web.get(path)).status_code == 404


async def test_a_form_leads_on_in_its_language(counter):
    page = await counter.web.post("/en/r", data={"ref": "H20261125-000017", "code": "ABCDEF"})

    assert page.status_code == 404
    assert "Number or code is not right." in page.text
    assert 'href="/mn/r"' in page.text


async def test_what_browsers_may_keep_has_an_address_of_its_own(counter):
    page = await counter.web.get("/", headers={"Cookie": "language=en"})
    sheet = re.search(r'href="(/assets/page\.css\?v=\w+)"', page.text)[1]

    kept = await counter.web.get(sheet, headers={"Cookie": "language=en"})
    other = await counter.web.get("/assets/page.css?v=old")

    assert "immutable" in kept.headers["cache-control"]
    assert other.headers["cache-control"] == "no-cache"


@needs_browser
async def test_the_switch_leads_to_the_same_page_and_the_choice_stays(look, office):
    ref = await office.open()
    async with look(f"/projects/{ref}", lang="zh") as page:
        await page.get_by_role("link", name="English").click()
        await expect(page).to_have_url(f"{look.site}/en/projects/{ref}")
        await expect(page.locator("h2").first).to_have_text("Whose turn it is")
        await page.goto(f"{look.site}/")
        await expect(page.locator("h1")).to_have_text("Projects in public view")


@needs_browser
@pytest.mark.parametrize("lang", ["zh", "en", "mn"])
async def test_a_page_is_walked_through_by_keyboard_alone(look, office, lang):
    await office.open()
    async with look("/", lang=lang) as page:
        met = []
        for _ in range(40):
            await page.keyboard.press("Tab")
            met.append(
                await page.evaluate(
                    "() => [document.activeElement.getAttribute('href') ?? '',"
                    " getComputedStyle(document.activeElement).outlineStyle]"
                )
            )
        await page.locator(".skip").focus()
        await expect(page.locator(".skip")).to_be_in_viewport()

    there = [href for href, _ in met]
    assert there[0] == "#content"
    assert f"/{lang}/login" in there
    assert any(href.startswith(f"/{lang}/projects/") for href in there)
    assert {outline for href, outline in met if href} == {"solid"}


@pytest.mark.parametrize(
    "path", ["/en/%2fevil.example", "/%2f%2fevil.example", "/en/%5cevil.example", "/%22%3e%3cb%3e"]
)
async def test_no_link_of_a_page_leads_to_another_site_whatever_its_address(counter, path):
    page = await counter.web.get(path)

    assert page.status_code == 404
    assert not re.findall(r'(?:href|action)="(?:/?/[/\\]|\\|[a-z]+:)', page.text)
    assert "<b>" not in page.text


@needs_browser
async def test_who_has_signed_in_reads_in_the_language_of_their_account(look, office):
    await office.pool.execute("UPDATE person SET language = 'mn' WHERE id = 'root'")
    async with look("/", lang="", person="root") as page:
        await expect(page.locator("html")).to_have_attribute("lang", "mn-Mong")
