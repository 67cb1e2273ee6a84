"""Everybody reports a problem on a telephone, with photos and a place, keeps number and code, and follows it with them."""

from __future__ import annotations

import pytest
from banner import DISPATCHER, VILLAGE, Banner
from citizens import with_numbers_of_its_own, written
from files import PDF, picture
from playwright.async_api import expect
from surfing import needs_browser

REGISTERED = {"zh": "已登记", "en": "Registered", "mn": "ᠪᠦᠷᠢᠳᠬᠡᠪᠡ"}
SUBMIT = "form.form button:not([type])"
KEY = "a-key-of-a-browser-of-its-own"
FIELDS = {"key": KEY, "text": "路灯不亮", "district": VILLAGE, "language": "zh", "phone": "15400009999"}
STORED = "SELECT name, kind, content, copy FROM document WHERE ref = $1 ORDER BY version"


@pytest.fixture
async def banner(office):
    """A banner with a worker."""
    return await with_numbers_of_its_own(await Banner.staffed(office))


async def send(banner, *photos, path="/report", **changes):
    """Send the form as a browser does, with these photos."""
    files = {f"photo_{n}": photo for n, photo in enumerate(photos, start=1)} or {"photo_1": ("", b"")}
    fields = FIELDS | changes if path == "/report" else changes
    return await banner.counter.web.post(path, data=fields, files=files)


def shown(page, name):
    """The number or the code on a receipt."""
    return page.text.partition(f'id="{name}">')[2].partition("<")[0]


async def reports(banner):
    return await banner.counter.pool.fetchval("SELECT count(*) FROM report")


@needs_browser
@pytest.mark.parametrize("lang", REGISTERED)
async def test_a_problem_is_reported_on_a_telephone_and_followed_with_number_and_code(look, banner, lang, tmp_path):
    shot = tmp_path / "IMG 1.jpg"
    shot.write_bytes(picture())
    async with look("/", lang=lang, width=320, height=640) as page:
        await page.locator(f"header a[href='/{lang}/report']").click()
        await page.fill("#text", "村口路灯不亮\nᠮᠣᠩᠭᠣᠯ 😀")
        await page.set_input_files("#photo_1", shot)
        await page.select_option("#district", VILLAGE)
        await page.click(SUBMIT)
        await expect(page.locator("h1")).to_have_text(REGISTERED[lang])
        ref, code = [await page.locator(f"#{name}").inner_text() for name in ("ref", "code")]
        assert code not in page.url
        await expect(page.locator(".told.green")).to_contain_text("1")
    await written(banner, ref)
    async with look("/r", lang=lang, width=320, height=640) as page:
        await page.fill("#ref", ref)
        await page.fill("#code", code.lower())
        await page.click(SUBMIT)
        await expect(page.locator("h2").first).to_have_text(ref)
        assert code not in page.url

    kept = await banner.counter.pool.fetchrow("SELECT text, language, source FROM report WHERE ref = $1", ref)
    (photo,) = (await banner.counter.get(f"/requests/{ref}/photos", DISPATCHER)).json()
    copy = await banner.counter.get(photo["href"].removeprefix("/api/v1"), DISPATCHER)
    assert tuple(kept) == ("村口路灯不亮\nᠮᠣᠩᠭᠣᠯ 😀", lang, "web")
    assert (photo["kind"], b"SecretCamera" in copy.content) == ("jpeg", False)


@needs_browser
async def test_the_place_is_attached_when_its_reader_wants_it_and_taken_back_again(look, banner):
    async with look("/report", lang="en") as page:
        await page.context.grant_permissions(["geolocation"])
        await page.context.set_geolocation({"latitude": 42.7312345, "longitude": 121.7701, "accuracy": 12})
        assert (await page.input_value("#lat"), await page.input_value("#lon")) == ("", "")
        await page.click("#locate")
        await expect(page.locator("#located")).to_have_text("Where you are is attached, to about 12 metres.")
        await page.click("#forget")
        await expect(page.locator("#located")).to_have_text("")
        assert await page.input_value("#lat") == ""
        await page.click("#locate")
        await expect(page.locator("#forget")).to_be_visible()
        await page.fill("#text", "x")
        await page.select_option("#district", VILLAGE)
        await page.click(SUBMIT)
        ref = await page.locator("#ref").inner_text()

    kept = await banner.counter.pool.fetchrow("SELECT lat, lon FROM report WHERE ref = $1", ref)
    assert tuple(kept) == (42.731234, 121.7701) or tuple(kept) == (42.731235, 121.7701)


@needs_browser
async def test_without_a_script_a_photo_that_is_not_taken_never_costs_the_report(look, banner, tmp_path):
    paper, shot = tmp_path / "x.jpg", tmp_path / "y.jpg"
    paper.write_bytes(PDF)
    shot.write_bytes(picture())
    async with look("/report", lang="zh", width=320, height=640, script=False) as page:
        await page.fill("#text", "路灯不亮")
        await page.set_input_files("#photo_1", paper)
        await page.set_input_files("#photo_2", shot)
        await page.select_option("#district", VILLAGE)
        await page.click(SUBMIT)
        await expect(page.locator("#refused")).to_contain_text("诉求已登记在案")
        await expect(page.locator("#refused li")).to_contain_text("x.jpg")
        ref = await page.locator("#ref").inner_text()
        assert [row["name"] for row in await banner.counter.pool.fetch(STORED, ref)] == ["y.jpg"]
        await page.set_input_files("#photo_1", {"name": "z.png", "mimeType": "image/png", "buffer": picture("PNG")})
        await page.click(SUBMIT)
        await expect(page.locator(".told.green")).to_contain_text("已收下 1 张照片")

    assert [row["name"] for row in await banner.counter.pool.fetch(STORED, ref)] == ["y.jpg", "z.png"]


async def test_the_same_form_again_gets_the_same_receipt_and_another_one_under_its_key_is_shown_again(banner):
    shots = [("a.jpg", picture()), ("b.png", picture("PNG"))]
    first, again = [await send(banner, *shots) for _ in range(2)]
    other = await send(banner, text="另一件事<b>")

    assert (first.status_code, again.status_code, other.status_code) == (201, 201, 409)
    assert first.headers["cache-control"] == "no-store"
    assert all(shown(first, name) for name in ("ref", "code"))
    assert [shown(first, name) for name in ("ref", "code")] == [shown(again, name) for name in ("ref", "code")]
    assert len(await banner.counter.pool.fetch(STORED, shown(first, "ref"))) == 2
    assert "另一件事&lt;b&gt;" in other.text
    assert KEY not in other.text
    assert await reports(banner) == 1


@pytest.mark.parametrize("text", ["😀👨‍👩‍👧 𠀀𠮷", "ᠮᠣᠩᠭᠣᠯ\u180e\u202fᠤᠨ", "\n\n  <b>'\"&\n\nb"])
async def test_what_was_typed_comes_back_when_something_is_wrong(banner, text):  # H58
    page = await send(banner, text=text, phone="12", district="nowhere else", lat="x", lon="1")

    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert page.status_code == 422
    assert f">\n{escaped.replace(chr(39), '&#39;').replace(chr(34), '&#34;')}</textarea>" in page.text.replace(
        "\r\n", "\n"
    )
    for words in ('value="12"', "请填写电话号码", 'id="district-error"', KEY):
        assert words in page.text, words
    assert await reports(banner) == 0


async def test_a_place_that_is_unknown_and_a_hotline_out_of_reach_keep_the_form(banner):
    unknown = await send(banner, district="V-999")
    banner.counter.app.state.desk.temporal._client = None
    away = await send(banner)

    assert (unknown.status_code, away.status_code) == (422, 503)
    assert all("路灯不亮</textarea>" in page.text and KEY in page.text for page in (unknown, away))
    assert await reports(banner) == 0


async def test_photos_are_added_with_the_code_only_and_looking_changes_nothing(banner):
    receipt = await send(banner)
    ref, code = shown(receipt, "ref"), shown(receipt, "code")
    await written(banner, ref)
    before = await banner.counter.pool.fetch("SELECT * FROM request")
    wrong = await send(banner, ("a.jpg", picture()), path="/r/photos", ref=ref, code="ABCDEF")
    added = [await send(banner, ("a.jpg", picture()), path="/r/photos", ref=ref, code=code) for _ in range(2)]
    for method in ("GET", "HEAD"):
        await banner.counter.web.request(method, "/r/photos", params={"ref": ref, "code": code})

    assert [page.status_code for page in (wrong, *added)] == [404, 200, 200]
    assert "已收下 1 张照片" in added[0].text
    assert len(await banner.counter.pool.fetch(STORED, ref)) == 1
    assert await banner.counter.pool.fetch("SELECT * FROM request") == before


async def test_only_this_page_may_ask_where_its_reader_is(banner):
    allowed = {path: (await banner.counter.web.get(path)).headers["permissions-policy"] for path in ("/report", "/r")}

    assert "geolocation=(self)" in allowed["/report"]
    assert "geolocation=()" in allowed["/r"]
