"""On the page of their case people do what its state admits, without JavaScript, and are told what came of it."""

import asyncio
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from circle import AID, CLERK, DIRECTOR, INQUIRY, VISIT, Circle
from surfing import needs_browser, surfing

from api.legal import tracking_words
from domain.legal.record import Happening

POOR = AID | {"groups": ["poor"]}


@pytest.fixture
async def circle(office):
    return await Circle.staffed(office)


async def sent(circle, path="/r", **form):
    return await circle.counter.web.post(path, data=form)


async def forms(circle, ref, code):
    """The forms that the page of a case shows: the hidden key of each, by its address."""
    shown = (await sent(circle, ref=ref, code=code)).text
    found = re.findall(r'<form [^>]*action="(r/[a-z-]+)">(.*?)</form>', shown, re.DOTALL)
    return {path: key[1] for path, inner in found if (key := re.search(r'name="key" value="([^"]+)"', inner))}


async def events(circle, ref, kind):
    return await circle.counter.pool.fetchval("SELECT count(*) FROM event WHERE ref = $1 AND kind = $2", ref, kind)


async def note(circle, ref, kind):
    """Who wrote what with an event."""
    return await circle.counter.pool.fetchrow(
        "SELECT note.author, note.body->>'text' AS text FROM event JOIN note ON note.id = event.note"
        " WHERE event.ref = $1 AND event.kind = $2",
        *(ref, kind),
    )


async def incomplete(circle):
    """An application whose applicant was told that two papers are missing."""
    ref, code = await circle.begun("aid", POOR)
    await circle.do(CLERK, ref, "papers", proofs=["identity", "means"], text="请带原件")
    return ref, code


async def refused(circle):
    """An application that was refused."""
    ref, code = await circle.begun("aid", AID)
    await circle.do(CLERK, ref, "refuse", ground="not_in_scope", text="不属于范围")
    return ref, code


async def test_only_the_forms_that_the_state_admits_are_shown(circle):
    question, visit = await circle.begun("inquiries", INQUIRY), await circle.begun("visits", VISIT)
    received, missing, no = await circle.begun("aid", AID), await incomplete(circle), await refused(circle)

    assert list(await forms(circle, *question)) == ["r/withdraw"]
    assert list(await forms(circle, *visit)) == ["r/withdraw"]
    assert list(await forms(circle, *received)) == ["r/say", "r/withdraw"]
    assert list(await forms(circle, *missing)) == ["r/supply", "r/say", "r/withdraw"]
    assert list(await forms(circle, *no)) == ["r/object", "r/say"]
    person = await circle.called(question[0])
    await circle.do(person, question[0], "reply", text="可以申请劳动仲裁。")
    assert list(await forms(circle, *question)) == ["r/rate"]


async def test_an_inquiry_is_taken_back_once_and_both_answers_say_so(circle):
    ref, code = await circle.begun("inquiries", INQUIRY)
    form = {"ref": ref, "code": code, "key": (await forms(circle, ref, code))["r/withdraw"], "text": "已自行解决"}

    unsure = await sent(circle, "/r/withdraw", **form)
    first, again = await asyncio.gather(*(sent(circle, "/r/withdraw", **form, sure="yes") for _ in range(2)))
    later = await sent(circle, "/r/withdraw", **form, sure="yes")

    assert (unsure.status_code, "请先勾选“我确认撤回”" in unsure.text) == (422, True)
    assert {answer.headers["Location"] for answer in (first, again, later)} == {"../r?told=withdrawn"}
    assert await events(circle, ref, "withdrawn") == 1
    assert tuple(await note(circle, ref, "withdrawn")) == (f"caller:{ref}-1", "已自行解决")
    told = await circle.counter.web.get("/r?told=withdrawn")
    assert "已撤回，不再办理。" in told.text
    assert await forms(circle, ref, code) == {}


async def test_missing_papers_are_ticked_and_come_one_after_the_other(circle):
    ref, code = await incomplete(circle)
    form = {"ref": ref, "code": code, "key": (await forms(circle, ref, code))["r/supply"]}

    nothing = await sent(circle, "/r/supply", **form, text="都交了")
    first, again = [await sent(circle, "/r/supply", **form, proofs=["identity"]) for _ in range(2)]
    left = await circle.followed(ref, code)
    shown = (await sent(circle, ref=ref, code=code)).text
    rest = await sent(circle, "/r/supply", **form, proofs=["means"], text="第二份\r\n说明")

    assert (nothing.status_code, "请至少勾选一项材料" in nothing.text, "都交了</textarea>" in nothing.text) == (
        422,
        True,
        True,
    )
    assert {answer.headers["Location"] for answer in (first, again)} == {"../r?told=supplied_in_part"}
    assert [paper["id"] for paper in left["missing"]] == ["means"]
    assert (left["state"], 'value="means"' in shown, 'value="identity"' in shown) == ("incomplete", True, False)
    assert "已收到补充材料" in shown
    assert re.search(r"视为撤回申请）：<b><time [^>]*>\d{4}年\d+月\d+日 24:00</time></b>", shown)
    assert rest.headers["Location"] == "../r?told=supplied"
    assert (await circle.until(ref, lambda row: row["state"] == "received"))["ended_at"] is None
    assert await events(circle, ref, "papers_supplied") == 2
    assert (await note(circle, ref, "papers_supplied"))["text"] == "第二份\n说明"


async def test_a_paper_that_is_not_missing_is_refused_and_the_page_says_what_may_be_done(circle):
    ref, code = await incomplete(circle)

    answer = await sent(circle, "/r/supply", ref=ref, code=code, key="k", proofs=["case_papers"])

    assert answer.status_code == 422
    assert "所选材料不在待补充之列，未作记录。" in answer.text
    alert = answer.text.partition('role="alert"')[2].partition("</div>")[0]
    assert re.findall(r"<li>(\w+)", alert) == ["补充材料", "感谢或投诉", "撤回"]
    assert await events(circle, ref, "papers_supplied") == 0


async def test_a_refusal_is_objected_to_once_and_with_a_reason(circle):
    ref, code = await refused(circle)
    form = {"ref": ref, "code": code, "key": (await forms(circle, ref, code))["r/object"]}

    bare = await sent(circle, "/r/object", **form, text=" \r\n ")
    first, again = [await sent(circle, "/r/object", **form, text="工资属于范围<b>") for _ in range(2)]
    other = await sent(circle, "/r/object", **form, text="再提一次")
    await circle.do(DIRECTOR, ref, "decide-objection", yes=False, text="维持")
    late = await sent(circle, "/r/object", **form, text="第三次")

    assert (bare.status_code, "请写明异议的理由" in bare.text) == (422, True)
    assert {answer.headers["Location"] for answer in (first, again)} == {"../r?told=objected"}
    assert {other.status_code, late.status_code} == {409}
    assert "当前状态下不能这样办理，未作更改。" in late.text
    assert await events(circle, ref, "objected") == 1
    assert list(await forms(circle, ref, code)) == ["r/say"]


async def test_thanks_and_complaints_are_said_as_often_as_somebody_means_it(circle):
    ref, code = await circle.begun("aid", AID)
    form = {"ref": ref, "code": code, "kind": "complaint", "text": "太慢"}
    keys = [(await forms(circle, ref, code))["r/say"] for _ in range(2)]

    once, twice = [await sent(circle, "/r/say", **form, key=keys[0]) for _ in range(2)]
    meant = await sent(circle, "/r/say", **form, key=keys[1])
    unclear = await sent(circle, "/r/say", **(form | {"kind": "praise"}), key=keys[1])

    assert {answer.headers["Location"] for answer in (once, twice, meant)} == {"../r?told=said"}
    assert unclear.status_code == 422
    assert await events(circle, ref, "said") == 2


async def test_another_lawyer_is_asked_for_once_at_a_time(circle):
    ref, code = await circle.begun("aid", AID)
    await circle.do(CLERK, ref, "grant", text="符合条件")
    await circle.do(await circle.called(ref), ref, "accept-offer")
    key = (await forms(circle, ref, code))["r/ask-change"]

    answer = await sent(circle, "/r/ask-change", ref=ref, code=code, key=key, text="沟通不畅")

    assert answer.headers["Location"] == "../r?told=change_asked"
    assert list(await forms(circle, ref, code)) == ["r/say", "r/withdraw"]


async def test_no_form_is_taken_with_a_wrong_code_or_for_another_number(circle):
    ref, _ = await circle.begun("aid", AID)
    _, other = await circle.begun("aid", AID)
    whole = {"text": "不", "sure": "yes", "proofs": "identity", "kind": "thanks", "helped": "yes", "key": "k"}
    tried = [(act, other) for act in ("withdraw", "supply", "object", "say", "ask-change", "rate")]

    answers = [
        await sent(circle, f"/r/{act}", ref=ref, code=code, **whole)
        for act, code in (*tried, ("withdraw", "ABCDEF"), ("say", ""))
    ]

    assert {(answer.status_code, "编号或查询码不正确" in answer.text) for answer in answers} == {(404, True)}
    assert await circle.counter.pool.fetchval("SELECT count(*) FROM note WHERE ref = $1", ref) == 0


async def test_the_code_stands_in_no_address(circle):
    for ref, code in (await incomplete(circle), await refused(circle)):
        shown = await sent(circle, ref=ref, code=code)
        addresses = re.findall(r'(?:href|action|src)="([^"]*)"', shown.text)
        answer = await sent(circle, "/r/say", ref=ref, code=code, key="k", kind="thanks", text="谢谢")
        at = urlsplit(answer.headers["Location"])

        assert not [address for address in addresses if code in address or ref in address]
        assert (answer.status_code, parse_qs(at.query)) == (303, {"told": ["said"]})
        assert answer.headers.get("Referrer-Policy") == "same-origin"


async def test_a_form_that_nobody_can_take_at_the_moment_is_kept_and_told_so(counter):
    circle = await Circle.staffed(counter)
    async with counter.worker():
        ref, code = await circle.begun("aid", AID)

    answer = await sent(circle, "/r/say", ref=ref, code=code, key="k", kind="thanks", text="谢谢")

    assert answer.headers["Location"] == "../r?told=legal_pending"
    assert "已收到，稍后显示。" in (await counter.web.get("/r?told=legal_pending")).text


def test_what_happened_is_said_in_three_languages():
    for name in ("EVENTS", "OBJECTIONS", "ROLES"):
        for words in getattr(tracking_words, name).values():
            assert list(words) == ["zh", "mn", "en"], words
            assert re.search("[\u4e00-\u9fff]", words["zh"]), words
            assert re.fullmatch("[\u1800-\u18af\u202f ]+", words["mn"]), words
            assert words["en"].isascii(), words
    assert set(tracking_words.NAMED) <= set(Happening)


@needs_browser
async def test_a_telephone_without_javascript_hands_in_a_paper_and_reads_that_one_is_missing(circle, site):
    ref, code = await incomplete(circle)
    async with surfing() as browser:
        context = await browser.new_context(
            locale="zh-CN", java_script_enabled=False, viewport={"width": 360, "height": 740}
        )
        page = await context.new_page()
        visited: list[str] = []
        page.on("framenavigated", lambda frame: visited.append(frame.url))

        await page.goto(f"{site}/r")
        await page.fill("#ref", ref)
        await page.fill("#code", code)
        await page.click("main form[action='r'] button")
        width = await page.locator("html").bounding_box()
        await page.check("input[value=identity]")
        await page.click("form[action='r/supply'] button")
        told = await page.locator("[role=status]").inner_text()

    assert "已收到部分材料" in told
    assert width is not None
    assert width["width"] <= 360
    assert visited[-1] == f"{site}/r?told=supplied_in_part"
    assert not [address for address in visited if code in address]
