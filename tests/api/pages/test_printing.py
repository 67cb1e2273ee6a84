"""What people take along on paper: decisions, certificates of silence, receipts and documents, each a sheet of A4 with a way back to us."""

import html
import re
from datetime import UTC, date, datetime

import pytest
import segno
from banner import BODY, DISPATCHER, Banner
from circle import AID, CLERK, Circle
from playwright.async_api import expect
from surfing import needs_browser

import verify
from store.roots import seal

FIRST, OWN_CODE = "PR-05", "ABCDEF"
SATURDAY = date(2026, 11, 28)
SHEET = re.compile(rb"/Type\s*/Page\b")
DECISIONS = {
    "zh": ("打印决定", "批准决定", "救济途径", "六十日内申请行政复议"),
    "en": ("Print the decision", "Decision: approved", "How to challenge it", "within sixty days"),
    "mn": ("ᠰᠢᠢᠳᠪᠦᠷᠢ ᠶᠢ ᠬᠡᠪᠯᠡᠬᠦ", "ᠵᠥᠪᠰᠢᠶᠡᠷᠡᠭᠰᠡᠨ ᠰᠢᠢᠳᠪᠦᠷᠢ", "ᠭᠣᠮᠳᠣᠯ ᠭᠠᠷᠭᠠᠬᠤ ᠵᠠᠮ", "60"),
}
RECEIPTS = {"zh": ("查询", "打印登记回执", "登记回执"), "en": ("Follow", "Print the receipt", "Receipt")}


async def sheets_of(page):
    """How many sheets of A4 the page makes."""
    return len(SHEET.findall(await page.pdf(prefer_css_page_size=True)))


def drawn(address):
    """The squares of the code of an address, as they are drawn."""
    squares = segno.make(address, error="m", micro=False).svg_inline(border=2, omitsize=True)
    return re.findall(r' d="([^"]+)"', squares)[-1]


async def decided(office, act="approve", **said):
    ref = await office.open(name="库伦镇冷链仓储项目")
    await office.do("chen", ref, FIRST, "receive")
    await office.do("officer-DRC", ref, FIRST, "accept")
    await office.do("officer-DRC", ref, FIRST, act, **said)
    return ref


@needs_browser
@pytest.mark.parametrize("lang", DECISIONS)
async def test_a_decision_is_printed_on_one_sheet_with_the_remedies_and_a_way_back(look, office, lang):
    printing, title, remedies, term = DECISIONS[lang]
    ref = await decided(office)
    async with look(f"/projects/{ref}/items/{FIRST}", lang=lang) as page:
        await page.get_by_role("link", name=printing).click()

        await expect(page.locator("h1")).to_have_text(title)
        await expect(page.locator(".sheet h2")).to_have_text(remedies)
        await expect(page.locator(".sheet")).to_contain_text(term)
        await expect(page.locator(".sheet dl")).to_contain_text("DRC-101")
        await expect(page.locator(".back .number")).to_have_text(
            re.compile(rf"http\S+/{lang}/projects/{ref}/items/{FIRST}/decision$")
        )
        assert await sheets_of(page) == 1
        await page.emulate_media(media="print")
        await expect(page.locator("header.top")).to_be_hidden()


async def test_a_refusal_tells_the_public_neither_reason_nor_name_and_what_is_not_decided_has_no_sheet(office):
    ref = await decided(office, "refuse", reason="张某某的材料不实", remedies="可以复议")
    address = f"/projects/{ref}/items/{FIRST}"

    sheet = (await office.web.get(f"/en{address}/decision")).text
    open_one = await office.open()
    missing = [
        (await office.web.get(path)).status_code
        for path in (
            f"{address}/certificate",
            f"/projects/{open_one}/items/{FIRST}/decision",
            f"/projects/{open_one}/items/XX-99/decision",
            "/projects/x/items/PR-05/certificate",
        )
    ]

    assert "Decision: refused" in sheet
    for secret in ("张某某", "材料不实", "可以复议", "officer-DRC"):
        assert secret not in sheet, secret
    assert missing == [404] * 4


async def test_the_applicant_prints_a_copy_with_the_reason_and_the_remedies_and_a_stranger_does_not(office):
    reason = "张某某的材料不实：<b>&amp; 𠀀"
    ref = await decided(office, "refuse", reason=reason, remedies="可以在六十日内申请复议")
    path = f"/work/items/{ref}/{FIRST}/decision"

    own = await office.web.get(path, headers=office.bearing("chen"))
    shut = [(await office.web.get(path, headers=office.bearing(who))).status_code for who in ("zhou", "")]
    item = await office.web.get(f"/work/items/{ref}/{FIRST}", headers=office.bearing("officer-DRC"))

    assert own.status_code == 200, own.text
    assert html.escape(reason, quote=False) in own.text
    assert "可以在六十日内申请复议" in own.text
    assert own.headers["cache-control"] == "no-store"
    assert shut == [403, 401]
    assert f'href="{path}"' in item.text
    read = await office.pool.fetchval("SELECT count(*) FROM access_log WHERE reader = 'chen' AND ref = $1", ref)
    assert read > 0


@needs_browser
async def test_a_certificate_of_silence_bears_what_proves_it_and_says_when_it_was_revoked(look, hasty):
    ref = await hasty.open()
    await hasty.do("chen", ref, FIRST, "receive")
    await hasty.do("officer-DRC", ref, FIRST, "accept")
    await hasty.until(ref, lambda shown: any(row["state"] == "approved_by_silence" for row in shown["items"]))
    path = f"/projects/{ref}/items/{FIRST}"
    async with look(path, lang="zh") as page:
        await page.get_by_role("link", name="打印超时默许证明").click()
        await expect(page.locator(".proof")).to_contain_text("今夜封存后公布")
        root = await seal(hasty.pool, SATURDAY, datetime.now(UTC))
        await page.reload()

        row = await hasty.pool.fetchrow(
            "SELECT link, hash FROM event WHERE ref = $1 AND kind = 'approved_by_silence'", ref
        )
        await expect(page.locator(".said")).to_contain_text("非行政机关作出的批准")
        await expect(page.locator(".proof dd")).to_have_text([str(row["link"]), row["hash"].hex(), root.hash.hex()])
        await expect(page.locator(".sheet")).to_contain_text(f"python verify.py {ref}.jsonl --root {root.hash.hex()}")
        for lang in ("zh", "en", "mn"):
            await page.goto(page.url.replace(page.url.split("/")[3], lang, 1))
            assert await sheets_of(page) == 1, lang
        await page.goto(page.url.replace("/mn/", "/zh/"))
        bundle = (await hasty.get(f"/projects/{ref}/bundle?night={SATURDAY}", "chen")).content
        assert verify.check(bundle, root.hash.hex()).faults == []
        assert row["hash"].hex() in bundle.decode()

        await hasty.do("shen", ref, FIRST, "revoke", reason="材料不全")
        await page.reload()
        await expect(page.locator(".told.red")).to_contain_text("超时默许已撤销")
        await expect(page.locator(".sheet")).not_to_contain_text("材料不全")


@needs_browser
@pytest.mark.parametrize("lang", RECEIPTS)
@pytest.mark.parametrize("script", [True, False])
async def test_a_citizen_prints_a_receipt_and_its_drawn_code_holds_no_query_code(look, office, lang, script):
    finding, printing, title = RECEIPTS[lang]
    ref = await (await Banner.staffed(office)).accepted()
    async with look("/r", lang=lang, width=320, height=640, script=script) as page:
        await page.locator("#ref").fill(ref)
        await page.locator("#code").fill(OWN_CODE.lower())
        await page.get_by_role("button", name=finding, exact=True).click()
        await page.get_by_role("button", name=printing).click()

        await expect(page.locator("h1")).to_have_text(title)
        await expect(page.locator(".large")).to_have_text([ref, OWN_CODE])
        address = await page.locator(".back .number").inner_text()
        assert re.fullmatch(rf"http\S+/{lang}/r", address)
        assert drawn(address) in await page.content()
        assert await sheets_of(page) == 1
        assert OWN_CODE not in page.url


async def test_a_receipt_is_for_whoever_has_number_and_code_of_the_hotline_or_the_circle(office):
    banner, circle = await Banner.staffed(office), await Circle.staffed(office)
    request = await banner.begun()
    aid, code = await circle.begun("aid", AID | {"name": "申请人", "phone": "15400006666"})

    right = [
        await office.web.post("/en/r/receipt", data={"ref": ref, "code": own})
        for ref, own in ((request, OWN_CODE), (aid, code))
    ]
    wrong = [await office.web.post("/en/r/receipt", data={"ref": ref, "code": "WRONG2"}) for ref in (request, aid, "x")]

    for answer, ref in zip(right, (request, aid), strict=True):
        assert (answer.status_code, ref in answer.text) == (200, True)
        assert answer.headers["cache-control"] == "no-store"
        for secret in ("申请人", "诉求人某", "15400006666", "15400009999"):
            assert secret not in answer.text
    assert [answer.status_code for answer in wrong] == [404] * 3


@needs_browser
async def test_an_order_of_the_hotline_is_one_sheet_and_leads_staff_back_to_it(look, office):
    ref = await (await Banner.staffed(office)).accepted(text="路灯不亮。" * 60)
    path = f"/papers/{ref}/1/assignment/{BODY}"
    async with look(path, lang="zh", person=DISPATCHER) as page:
        await expect(page.locator("h1")).to_have_text("交办单")
        await expect(page.locator(".back .number")).to_have_text(re.compile(rf"/zh{path}$"))
        assert await sheets_of(page) == 1


@needs_browser
@pytest.mark.parametrize("lang", ["zh", "mn"])
async def test_a_notice_of_legal_aid_is_one_sheet_that_leads_to_where_one_objects(look, office, lang):
    circle = await Circle.staffed(office)
    ref, _ = await circle.begun("aid", AID)
    await circle.do(CLERK, ref, "refuse", ground="not_in_scope", text="不属于援助范围")
    (notice,) = (await office.get(f"/legal/{ref}/notices", CLERK)).json()
    async with look(notice["href"], lang=lang, person=CLERK) as page:
        await expect(page.locator(".back .number")).to_have_text(re.compile(rf"/{lang}/r$"))
        assert await sheets_of(page) == 1
