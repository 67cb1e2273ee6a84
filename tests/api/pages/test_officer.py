"""Officers, heads and supervisors work through their items on pages: each act is the one of the API, and everybody sees it at once."""

import csv
import io
import time
from datetime import UTC, datetime, timedelta

import pytest
from playwright.async_api import expect
from surfing import needs_browser

FIRST = "PR-05"
WORDS = {
    "zh": ("受理", "确认受理", "决定批准", "确认批准", "已办理。", "按时办结"),
    "en": ("Accept", "Accept this application", "Approve", "Approve this item", "Done.", "done in time"),
}
TEXT = "<b>'\"& 缺少盖章 𠀀 👨‍👩‍👧"


@pytest.fixture
async def ref(office):
    """A project whose first item was handed in."""
    ref = await office.open()
    await office.do("chen", ref, FIRST, "receive")
    return ref


@pytest.fixture
async def land(office):
    """A project in which LR-01 was handed in, and needs papers that are not there."""
    ref = await office.open(project_type="ent_approval", flags=["land_allocation_or_separate_site"])
    await office.do("chen", ref, "LR-01", "receive")
    return ref


@needs_browser
@pytest.mark.parametrize("lang", WORDS)
async def test_an_officer_goes_from_the_list_to_the_decision_and_a_citizen_sees_it_within_two_seconds(look, ref, lang):
    accept, accepting, approve, approving, done, in_time = WORDS[lang]
    async with (
        look(f"/projects/{ref}", lang=lang) as citizen,
        look("/work/items", lang=lang, person="officer-DRC") as page,
    ):
        await page.locator(".queue a", has_text=FIRST).click()
        await page.locator("#act-accept summary", has_text=accept).click()
        await page.get_by_role("button", name=accepting).click()
        await expect(page.locator(".told").first).to_contain_text(done)
        await expect(citizen.locator(f"#turn-{FIRST}")).to_contain_text("DRC-101")

        await page.locator("#act-approve summary", has_text=approve).click()
        await expect(page.locator("#act-approve")).to_contain_text("DRC-101")  # what will be said, before it is
        await page.get_by_role("button", name=approving).click()
        clicked = time.monotonic()
        await expect(citizen.locator(".tiles a", has_text=FIRST)).to_contain_text(in_time, timeout=10_000)
        assert time.monotonic() - clicked < 2

        await expect(page.locator(".stand")).to_contain_text(in_time)
        await expect(page.locator("#act-approve")).to_have_count(0)


@needs_browser
async def test_the_list_moves_by_itself_on_a_phone(look, office, ref):
    async with look("/work/items", lang="en", person="officer-DRC", width=320, height=640, dark=True) as page:
        await expect(page.locator("#connection")).to_have_text("live")
        row = page.locator(f"#item-{ref}-{FIRST}")
        await expect(row).to_contain_text("to accept the papers or not")
        await office.do("officer-DRC", ref, FIRST, "accept")

        await expect(row).to_contain_text("1 working day left", timeout=5000)
        await expect(row.locator(".countdown .before")).to_be_visible()
        await expect(row).to_contain_text("approved by silence")


@needs_browser
async def test_several_are_accepted_in_one_go_and_one_that_is_refused_holds_up_no_other(look, office, ref):
    other, third = await office.open(), await office.open()
    for one in (other, third):
        await office.do("chen", one, FIRST, "receive")
    async with look("/work/items", lang="en", person="officer-DRC", script=False) as page:
        for one in (ref, other):
            await page.locator(f"#item-{one}-{FIRST} input[name=pick]").check()
        await office.do("head-DRC", other, FIRST, "approve")  # meanwhile
        await page.get_by_role("button", name="Accept what is ticked").click()

        outcomes = await page.locator(".queue li").all_inner_texts()
    states = [(await office.item(one, FIRST))["state"] for one in (ref, other, third)]

    assert states == ["accepted", "approved", "received"]
    assert [ref in outcomes[0], "Done" in outcomes[0]] == [True, True]
    assert [other in outcomes[1], "decided" in outcomes[1]] == [True, True]


@needs_browser
async def test_all_that_is_missing_is_told_once_and_a_refusal_keeps_what_was_typed(look, office, land):
    path = f"/work/items/{land}/LR-01"
    async with look(path, lang="en", person="officer-NRB", script=False) as page:
        await page.locator("#act-correct summary").click()
        await page.fill("[name='correct.remarks']", TEXT)
        await page.get_by_role("button", name="Tell all that is missing, once").click()
        await expect(page.locator(".told.red")).to_be_visible()  # nothing was named
        assert await page.locator("[name='correct.remarks']").input_value() == TEXT  # H58
        assert (await office.item(land, "LR-01"))["state"] == "received"

        await page.locator("[name='correct.materials'][value=boundary_survey]").check()
        await page.get_by_role("button", name="Tell all that is missing, once").click()
        await expect(page.locator(".told.green")).to_be_visible()
        await expect(page.locator("#n3, #n4, #n5").first).to_contain_text("缺少盖章")
        await expect(page.locator("#act-accept")).to_have_count(0)  # it is the applicant's turn
    async with look(path, lang="en", person="chen") as page:
        await page.locator("#act-supply summary").click()
        await page.get_by_role("button", name="Hand in the corrections").click()
        await expect(page.locator(".told.green")).to_be_visible()
    demanded = (await office.get(f"/projects/{land}/demands", "officer-NRB")).json()

    assert [(row["material"], row["refused"]) for row in demanded] == [("", "demand_unnamed"), ("boundary_survey", "")]
    assert (await office.item(land, "LR-01"))["state"] == "received"


@needs_browser
async def test_a_head_pauses_resumes_extends_and_assigns_and_what_does_not_fit_is_told_at_its_field(look, office, land):
    await office.do("officer-NRB", land, "LR-01", "accept")
    until = (datetime.now(UTC) + timedelta(days=5)).strftime("%Y-%m-%dT%H:%M")
    async with look(f"/work/items/{land}/LR-01", lang="en", person="head-NRB", script=False) as page:

        async def send(act, **fields):
            await page.locator(f"#act-{act} summary").click()
            for name, value in fields.items():
                await page.fill(f"[name='{act}.{name}']", value)
            await page.locator(f"#act-{act} button").click()

        await page.locator("#act-pause summary").click()
        await page.select_option("[name='pause.kind']", "expert_review")
        await page.fill("[name='pause.document']", "\u200b\u200b")  # nobody sees it
        await page.fill("[name='pause.until']", until)
        await page.locator("#act-pause button").click()
        assert await page.locator("[aria-invalid][name='pause.document']").count() == 1
        assert await page.locator("[name='pause.until']").input_value() == until

        await page.fill("[name='pause.document']", "论证函〔2026〕3号")
        await page.locator("#act-pause button").click()
        await expect(page.locator(".facts").first).to_contain_text("planned until")
        await send("resume", remarks="论证已完成")
        await send("extend", days="2", reason="情况复杂")
        await page.locator("#act-assign summary").click()
        await page.select_option("[name='assign.officer']", "officer-NRB")
        await page.locator("#act-assign button").click()
        await expect(page.locator(".told.green")).to_be_visible()
        await expect(page.locator("#act-extend")).to_have_count(0)  # once only
    item = await office.item(land, "LR-01")

    assert (item["state"], item["extended"], item["officer_no"]) == ("accepted", 2, "NRB-101")


@needs_browser
async def test_whoever_comes_too_late_is_told_so_plainly_and_a_supervisor_revokes(look, hasty):
    ref = await hasty.open()
    await hasty.do("chen", ref, FIRST, "receive")
    path = f"/work/items/{ref}/{FIRST}"
    async with look(path, lang="en", person="officer-DRC", script=False) as page:
        await page.locator("#act-approve summary").click()
        await hasty.do("head-DRC", ref, FIRST, "accept")  # and two seconds later silence approves
        await hasty.until(ref, lambda shown: any(row["state"] == "approved_by_silence" for row in shown["items"]))
        await page.get_by_role("button", name="Approve this item").click()

        await expect(page.locator("#lapsed")).to_contain_text("can no longer be approved or refused")
        await expect(page.locator("#act-approve, #act-refuse")).to_have_count(0)
    async with look(path, lang="en", person="shen", script=False) as page:
        await page.locator("#act-revoke summary").click()
        await page.fill("[name='revoke.reason']", "材料不实")
        await page.get_by_role("button", name="Revoke it now").click()
        await expect(page.locator(".told.green")).to_be_visible()

    assert (await hasty.item(ref, FIRST))["state"] == "accepted"


@needs_browser
@pytest.mark.parametrize("lang", ["zh", "en", "mn"])
async def test_a_supervisor_finds_what_silence_approved_and_lets_it_stand(look, hasty, lang):
    ref = await hasty.open()
    await hasty.do("chen", ref, FIRST, "receive")
    await hasty.do("officer-DRC", ref, FIRST, "accept")
    await hasty.until(ref, lambda shown: any(row["state"] == "approved_by_silence" for row in shown["items"]))
    async with look("/work/silence", lang=lang, person="shen", script=False) as page:
        await page.locator("#unreviewed a").click()
        await page.locator("#act-review summary").click()
        await page.fill("[name='review.reason']", "材料齐全")
        await page.locator("#act-review button").click()
        await expect(page.locator(".told.green")).to_be_visible()
        await expect(page.locator("#act-review")).to_have_count(0)
        await page.goto(f"{look.site}/{lang}/work/silence")
        await expect(page.locator("#unreviewed")).to_have_count(0)


@needs_browser
async def test_a_head_sees_on_a_phone_what_silence_approves_soon_in_the_own_department(look, unhurried):
    ref = await unhurried.open()
    await unhurried.do("chen", ref, FIRST, "receive")
    await unhurried.do("officer-DRC", ref, FIRST, "accept")
    async with look("/work/silence", lang="en", person="head-DRC", width=320, height=640) as page:
        await expect(page.locator("#ahead > li")).to_have_count(1)
        await expect(page.locator("#ahead > li")).to_contain_text("work number DRC-101")
    async with look("/work/silence", lang="en", person="head-NRB") as page:
        await expect(page.locator("#ahead")).to_have_count(0)
    sheet = await unhurried.web.get("/en/work/silence/ahead.csv", headers=unhurried.bearing("shen"))
    assert [line.split(",")[0] for line in sheet.text.splitlines()[1:]] == [ref]
    for person in ("officer-DRC", "chen", "root", ""):
        assert (await unhurried.web.get("/work/silence", headers=unhurried.bearing(person))).status_code in (401, 403)


async def test_what_is_coming_is_shown_with_its_day_and_received_where_it_is_ready(office, ref):
    shown = (await office.get(f"/projects/{ref}")).json()["items"]
    departments = {row["department"] for row in shown if row["state"] == "waiting"}
    read = {
        d: (await office.web.get("/en/work/coming", headers=office.bearing(f"officer-{d}"))).text for d in departments
    }
    behind = {d: page for d, page in read.items() if f"{ref}" in page}

    assert behind, "somebody waits for PR-05"
    assert all(FIRST in page and "at the earliest" in page for page in behind.values())

    await office.do("officer-DRC", ref, FIRST, "approve")
    ready = next(row for row in (await office.get(f"/projects/{ref}")).json()["items"] if row["state"] == "ready")
    who = office.bearing(f"officer-{ready['department']}")
    page = await office.web.get("/en/work/coming", headers=who)
    sent = {"pick": f"{ref}/{ready['id']}", "key": "k"}
    answer = await office.web.post("/en/work/items/receive", data=sent, headers=who)

    assert f'value="{ref}/{ready["id"]}"' in page.text
    assert (answer.status_code, "Done" in answer.text) == (200, True)
    assert (await office.item(ref, ready["id"]))["state"] == "received"


async def test_others_are_let_in_as_far_as_the_law_lets_them(office, ref):
    async def got(path, who, method="GET", **sent):
        answer = await office.web.request(method, path, headers=office.bearing(who), **sent)
        return answer.status_code

    item = f"/work/items/{ref}/{FIRST}"
    assert [await got(path, "") for path in ("/work/items", "/work/coming", item)] == [401] * 3
    assert [await got("/work/items", who) for who in ("chen", "wen", "officer-NRB", "shen")] == [403, 403, 200, 200]
    assert [await got("/work/items?department=DRC", who) for who in ("officer-NRB", "shen")] == [403, 200]
    assert [await got(item, who) for who in ("officer-NRB", "zhou", "shen")] == [200, 403, 200]
    assert await got(f"{item}/approve", "officer-NRB", "POST", data={"x": "y"}) == 403
    assert await got(f"/work/items/{ref}/XX-99", "officer-DRC") == 404
    assert (await office.item(ref, FIRST))["state"] == "received"


async def test_the_list_is_a_sheet_too_and_holds_whose_items_were_asked_for(office, ref):
    other = await office.open(name="=乡镇学校")
    await office.do("chen", other, FIRST, "receive")
    await office.do("officer-DRC", other, FIRST, "accept")

    async def sheet(query=""):
        answer = await office.web.get(f"/en/work/items.csv{query}", headers=office.bearing("officer-DRC"))
        return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))

    head, *rows = await sheet()
    mine = (await sheet("?whose=mine"))[1:]

    assert [row[0] for row in rows] == [other, ref]  # a clock that has not begun comes last
    assert [(row[0], row[7], row[11]) for row in mine] == [(other, "DRC-101", "1 working day left")]
    assert (head[0], head[3]) == ("Project code", "Item")
    assert not rows[0][1].startswith("=")
