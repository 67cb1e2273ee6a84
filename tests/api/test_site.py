"""The pages for people: plain, in Chinese, without anything from elsewhere."""

import re

import pytest

FIRST = "PR-05"


async def test_the_page_of_a_project_says_what_the_public_may_know(office):
    ref = await office.open(name="<b>冷链</b>")
    await office.do("chen", ref, FIRST, "receive")
    await office.do("officer-DRC", ref, FIRST, "approve")

    page = await office.web.get(f"/projects/{ref}")

    assert page.status_code == 200
    assert '<html lang="zh-Hans">' in page.text
    assert "&lt;b&gt;冷链" in page.text
    for words in (
        "企业投资项目备案",
        "库伦旗发展和改革委员会",
        "DRC-101",
        "按时办结",
        "1 个工作日",
        "未开始",
        "不涉及的事项",
    ):
        assert words in page.text, words


async def test_silence_is_never_shown_as_an_ordinary_approval(hasty):
    ref = await hasty.open()
    await hasty.do("chen", ref, FIRST, "receive")
    await hasty.do("officer-DRC", ref, FIRST, "accept")
    await hasty.until(ref, lambda shown: any(row["state"] == "approved_by_silence" for row in shown["items"]))

    page = (await hasty.web.get(f"/projects/{ref}")).text
    begins = page.index(f'id="{FIRST}"')
    tile, told = page[begins : page.index("</li>", begins)], page[page.index('id="late"') :]

    assert "超时默许" in tile
    assert "已批准" not in tile
    assert "按时办结" not in tile
    assert told.index("超时默许") < told.index("可撤销")


async def test_pages_load_nothing_from_elsewhere_and_run_nothing_inline(office):
    ref = await office.open()

    for address in ("/", f"/projects/{ref}", "/docs", "/nothing"):
        page = await office.web.get(address)
        policy = page.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert not re.search(r"<style|<script>|\son\w+=|style=|javascript:|src=\"http|href=\"http", page.text), address
        for asset in re.findall(r'(?:src|href)="(/assets/[^"]+)"', page.text):
            assert (await office.web.get(asset)).status_code == 200


async def test_the_list_of_projects_leads_to_each(office):
    ref = await office.open(name="冷链仓储")

    page = await office.web.get("/")

    assert f'href="/projects/{ref}"' in page.text
    assert "冷链仓储" in page.text


async def test_a_page_that_is_not_there_says_so_in_chinese(office):
    for address in ("/nothing", "/projects/2611-150524-04-01-999999", "/projects/%E9%A1%B9"):
        page = await office.web.get(address)
        assert (page.status_code, "没有这个页面或项目" in page.text) == (404, True)


async def test_the_description_of_the_api_can_be_read(office):
    page = await office.web.get("/docs")

    assert page.status_code == 200
    for words in ("/api/v1/projects/{ref}/items/{item}/approve", "prerequisite_open", "Idempotency-Key"):
        assert words in page.text


@pytest.mark.parametrize(
    ("lang", "head", "words"),
    [
        ("zh", "未能办理", "本页已失效，未作任何更改；请刷新页面后再提交。"),
        ("en", "Could not be done", "load it again and send the form once more"),
        ("mn", "ᠰᠢᠳᠬᠡᠵᠦ ᠴᠢᠳᠠᠭᠰᠠᠨ ᠦᠭᠡᠢ", "ᠡᠨᠡ ᠨᠢᠭᠤᠷ ᠬᠦᠴᠦᠨ ᠦᠭᠡᠢ ᠪᠣᠯᠪᠠ"),
    ],
)
async def test_an_act_that_is_refused_with_a_page_says_what_can_be_done_instead(office, lang, head, words):
    message = "00000000-0000-4000-8000-000000000000"
    answer = await office.web.post(
        f"/{lang}/outbox/{message}/told", data={"proof": "x"}, headers=office.bearing("head-NRB")
    )

    assert answer.status_code == 403
    assert f"<h1>{head}</h1>" in answer.text
    assert words in answer.text
    assert "proof_wrong" in answer.text


async def test_whoever_may_not_see_a_page_is_told_who_may_and_a_stranger_only_how_to_sign_in(office):
    foreign = await office.web.get("/en/admin", headers=office.bearing("chen"))
    stranger = await office.web.get("/en/admin")
    nowhere = await office.web.get("/en/nothing")

    assert "somebody who may has to do it" in foreign.text
    assert (stranger.status_code, "expired" in stranger.text, "/login?next=" in stranger.text) == (401, False, True)
    assert nowhere.text.count("<p>") == 1  # the way back
