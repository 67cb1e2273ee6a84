"""The hotline's people at their pages: fifteen minutes to accept, a case with all its acts, calls, and the village on a phone."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from banner import DISPATCHER, OWNER, VILLAGE, Banner
from files import picture
from playwright.async_api import expect
from surfing import needs_browser

ODD = "三号 <b>灯</b>\n“不亮” & 😀 𠮷"
MONGOLIAN = "ᠵᠠᠮ\u202fᠤᠨ ᠳᠡᠩ\n<b>ᠬᠠᠷᠠᠩᠭᠤᠢ</b> 😀 ᠬᠠᠷ\u180eᠠ"
WORDS = {
    "zh": ("受理并派单", "已办理。", "没有待受理的诉求。", ODD),
    "en": ("Accept and dispatch", "Done.", "No request is waiting to be accepted.", MONGOLIAN),
}
BEEPS = """
window.AudioContext = class {
  constructor() { this.state = "running"; this.currentTime = 0; this.destination = {}; }
  async resume() {}
  async close() { this.state = "closed"; }
  createOscillator() {
    const heard = document.documentElement.dataset;
    const start = () => (heard.beeps = [heard.beeps, tone.frequency.value].filter(Boolean).join(" "));
    const tone = { frequency: { value: 0 }, connect: (next) => next, start, stop() {} };
    return tone;
  }
  createGain() { return { gain: { setValueAtTime() {}, exponentialRampToValueAtTime() {} }, connect: (next) => next }; }
};
"""


@pytest.fixture
async def banner(office):
    """A banner whose hotline works."""
    return await Banner.staffed(office)


@needs_browser
@pytest.mark.parametrize("lang", WORDS)
async def test_a_dispatcher_accepts_the_most_urgent_request_to_the_second(look, banner, lang):  # C1
    accept, done, empty, text = WORDS[lang]
    ref = await banner.begun(text=text)
    async with look("/work/requests", lang=lang, person=DISPATCHER, timezone="America/Los_Angeles") as page:
        left = page.locator(f"#waiting-{ref} .countdown .before")
        minutes, seconds = re.search(r"0:(\d\d):(\d\d)", await left.inner_text()).groups()
        reported_at = await banner.counter.pool.fetchval("SELECT reported_at FROM report WHERE ref = $1", ref)
        due = reported_at + timedelta(minutes=15) - datetime.now(UTC)
        assert abs(due - timedelta(minutes=int(minutes), seconds=int(seconds))) < timedelta(seconds=3)  # H07

        await page.get_by_role("link", name=ref).click()
        await expect(page.locator(".case p.words")).to_have_text(text)  # H58
        await expect(page.locator("#act-accept")).to_contain_text(OWNER)  # as duty list and roster have it
        await page.locator("input[name=kind][value=consultation]").check()
        await page.locator("#act-accept").get_by_role("button", name=accept).click()

        await expect(page.locator(".told.green")).to_have_text(done)
        await expect(page.locator("#queue .empty")).to_have_text(empty)
    assert (await banner.events(ref))[-1] == "accepted"


@needs_browser
async def test_the_queue_sounds_when_a_request_comes_in_and_when_it_turns_red(look, banner):
    async with look("/work/requests", lang="en", person=DISPATCHER) as page:
        await page.add_init_script(BEEPS)
        await page.reload()
        await expect(page.locator("#connection")).to_have_text("live")
        await page.get_by_role("button", name="Switch the sound on").click()
        await expect(page.get_by_role("button", name="Switch the sound off")).to_have_attribute("aria-pressed", "true")
        heard = page.locator("html")
        await expect(heard).to_have_attribute("data-beeps", "660")  # to be tried at once

        ref = await banner.begun(at=datetime.now(UTC) - timedelta(minutes=15) + timedelta(seconds=12))

        row = page.locator(f"#waiting-{ref}")
        await expect(heard).to_have_attribute("data-beeps", "660 660", timeout=10_000)
        await expect(row.locator(".countdown")).not_to_have_class(re.compile("over"))
        await expect(heard).to_have_attribute("data-beeps", "660 660 880 880", timeout=15_000)
        await expect(row).to_have_class("red", timeout=10_000)
        assert await page.evaluate("localStorage.getItem('queue-sound')") == "on"


@needs_browser
async def test_on_a_phone_the_queue_shows_what_came_back_and_why(look, banner):
    ref = await banner.accepted()
    await banner.do(OWNER, ref, "return", reason="not_our_duty", proposed="NRB", text="归自然资源局")
    for lang, why in (("zh", "不属本单位职责"), ("en", "not our duty")):
        async with look("/work/requests", lang=lang, person=DISPATCHER, width=320, height=640, dark=True) as page:
            await expect(page.locator(f"#waiting-{ref} .back")).to_contain_text(why)


@needs_browser
async def test_what_is_typed_stays_when_it_does_not_fit_or_is_refused_without_a_script(look, banner):
    ref = await banner.accepted()
    async with look(f"/work/requests/{ref}?act=pause", lang="en", person=OWNER, script=False) as page:
        await page.evaluate("document.querySelectorAll('[required]').forEach((field) => field.required = false)")
        form = page.locator("#act-pause")
        await form.locator("#remarks").fill(ODD)
        await form.locator("#document").fill("照片 12 号")
        await form.get_by_role("button").click()
        await expect(page.locator("#until-error")).to_have_text("Fill this in.")
        await expect(page.locator("#remarks")).to_have_value(ODD)

        await form.locator("#reason").select_option("third_party")
        await form.locator("#until").fill("2099-01-01T09:00")  # longer than the rules allow
        await form.get_by_role("button").click()
        await expect(page.locator(".told.red")).to_be_visible()
        await expect(page.locator("#document")).to_have_value("照片 12 号")
        assert (await banner.events(ref))[-1] == "accepted"

        await form.locator("#until").fill(f"{datetime.now(UTC) + timedelta(days=2):%Y-%m-%dT%H:%M}")
        await form.get_by_role("button").click()
        await expect(page.locator(".told.green")).to_have_text("Done.")
    assert (await banner.events(ref))[-1] == "paused"


@needs_browser
@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_a_dispatcher_calls_a_citizen_and_writes_down_what_they_say(look, banner, lang):
    ref = await banner.closed()
    async with look("/work/calls", lang=lang, person=DISPATCHER, width=320, height=640) as page:
        await expect(page.locator(".calling")).to_have_count(0)
        await page.locator(f"#call-{ref} .left a").click()
        await expect(page.locator(".calling a")).to_have_text("+8615400009999")
        await expect(page.locator("blockquote[lang=zh-Hans]")).to_contain_text(ref)
        await page.locator("input[name=outcome][value=solved]").check()
        await page.locator("#satisfied").select_option("5")
        await page.locator(".calling button").click()

        await expect(page.locator(".told.green")).to_be_visible()
        await expect(page.locator(f"#call-{ref}")).to_have_count(0)
    read = "SELECT count(*) FROM access_log WHERE ref = $1 AND reader = $2 AND what = 'contact' AND why = 'read_complainants'"
    assert await banner.counter.pool.fetchval(read, ref, DISPATCHER) >= 1
    assert (await banner.events(ref))[-2:] == ["answered", "followed_up"]


@needs_browser
@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_a_grid_member_signs_and_passes_up_on_a_phone(look, banner, lang):
    ref = await banner.accepted(topic="land_title", kind="agent")
    async with look("/work/mine", lang=lang, person=f"grid-{VILLAGE}", width=320, height=640) as page:
        card = page.locator(f"#mine-{ref}")
        await card.get_by_role("button").click()
        await expect(page.locator(".told.green")).to_be_visible()
        await expect(card.get_by_role("button")).to_have_count(0)
        await card.locator("a[href*=escalate]").click()
        await page.locator("#reason").fill(ODD)
        await page.locator("#act-escalate").get_by_role("button").click()
        await expect(page.locator(".told.green")).to_be_visible()
        await expect(page.locator(".note").first).to_contain_text("😀")
    assert (await banner.events(ref))[-3:] == ["signed", "leg_done", "escalated"]


@needs_browser
async def test_an_officer_photographs_what_was_done_and_closes_with_it_on_a_phone(look, banner):
    ref = await banner.accepted(kind="immediate")
    async with look(f"/work/requests/{ref}?act=close", lang="en", person=OWNER, width=320, height=640) as page:
        camera = page.locator("#photo_1")
        await camera.set_input_files({"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": b"no picture"})
        await page.get_by_role("button", name="Add the photo").click()
        await expect(page.locator(".told.red")).to_be_visible()
        await camera.set_input_files({"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": picture()})
        await page.get_by_role("button", name="Add the photo").click()
        await expect(page.locator(".pictures img")).to_have_js_property("naturalWidth", 64)
        await page.locator("#text").fill(ODD)
        await page.locator("#place").fill("12 号路灯")
        await page.locator("#act-close").get_by_role("button", name="Close", exact=True).click()
        await expect(page.locator(".told.green")).to_have_text("Done.")

    (photo,) = await banner.read(f"/requests/{ref}/photos")
    closed = (await banner.read(f"/requests/{ref}/events"))["rows"][-1]
    assert (closed["kind"], closed["texts"]["text"], closed["texts"]["photo"]) == ("closed", ODD, photo["id"])


async def test_each_sees_only_what_is_theirs_and_does_only_what_they_may(banner):
    ref = await banner.accepted()
    web, counter = banner.counter.web, banner.counter
    asked = {
        "/work/requests": {DISPATCHER: 200, "shen": 200, OWNER: 403, "chen": 403},
        "/work/calls": {DISPATCHER: 200, OWNER: 403, "shen": 403},
        "/work/mine": {OWNER: 200, f"grid-{VILLAGE}": 200, DISPATCHER: 403, "shen": 403},
        f"/work/requests/{ref}": {DISPATCHER: 200, OWNER: 200, "shen": 200, "officer-DRC": 403, "chen": 403},
    }
    for path, answers in asked.items():
        told = {who: (await web.get(path, headers=counter.bearing(who))).status_code for who in answers}
        assert told == answers, path

    shown = (await web.get(f"/work/requests/{ref}?contact=yes", headers=counter.bearing(OWNER))).text
    assert "+8615400009999" not in shown
    shown = (await web.get(f"/work/requests/{ref}?contact=yes", headers=counter.bearing(DISPATCHER))).text
    assert "+8615400009999" in shown
