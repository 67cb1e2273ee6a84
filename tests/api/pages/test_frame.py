"""What is around every page: rooms by role, who one is, drafts that say so; and that the check of pages sees what is wrong."""

import re

import pytest
from playwright.async_api import expect
from soundness import faults_of
from surfing import needs_browser

from api.access import ACCESS
from api.counters import ROUTERS
from api.navigation import AT_WORK, PUBLIC, first_room, rooms_for
from domain.roles import ANYONE, RULES, Actor, Role

SOUND = """<!doctype html><html lang="en"><head><title>Rooms</title></head><body><main><h1>Rooms</h1>
<form method="post" action="/en/r"><label for="a">Number</label><input id="a"><button>Send</button></form>
<p><span lang="zh-Hans">库伦镇</span></p></main></body></html>"""


def test_a_sound_page_has_no_faults():
    assert faults_of(SOUND, "/en/r") == []


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        ('lang="en"', "", "does not say its language"),
        ("<title>Rooms</title>", "<title></title>", "no title"),
        ("<h1>Rooms</h1>", "<h1>Rooms</h1><h1>More</h1>", "2 h1"),
        ("<h1>Rooms</h1>", "", "0 h1"),
        ('<label for="a">Number</label>', "Number", "no label"),
        ("<button>Send</button>", "<button></button>", "a button says nothing"),
        ("<p>", '<p id="a">', "stand there twice"),
        ("<p>", '<p onclick="x()">', "inline"),
        ("<p>", '<p style="color:red">', "inline"),
        ("<p>", "<script>x()</script><p>", "inline"),
        ("<p>", '<script src="https://elsewhere/x.js"></script><p>', "leads elsewhere"),
        ("<p>", "<p>办理中", "not translated: 办理中"),
        ("<p>", '<p title="办理中">', "not translated: title"),
        ("<p>", '<a href="/r">follow</a><p>', "leads out of its language"),
        ("<p>", '<img src="/x.png"><p>', "a picture says nothing"),
        ("<p>", "<p>" + "x" * 60_000, "it weighs"),
    ],
)
def test_the_check_of_pages_sees_what_is_wrong(right, wrong, told):
    page = SOUND.replace(right, wrong, 1)

    try:
        faults = faults_of(page, "/en/r")
    except FileNotFoundError:
        faults = ["leads elsewhere: a script that is not ours"]

    assert any(told in fault for fault in faults), faults


def test_a_room_is_a_page_that_there_is_at_its_own_path():
    paths = {route.name: route.path for router in ROUTERS for route in router.routes}

    assert {room.route: room.path for room in (*PUBLIC, *AT_WORK)} == {
        room.route: paths[room.route].replace("{service}", "approvals") for room in (*PUBLIC, *AT_WORK)
    }


@pytest.mark.parametrize("role", Role)
def test_a_page_leads_only_where_its_reader_may_go(role):
    actor = ANYONE if role is Role.VISITOR else Actor("x", role)

    shown = rooms_for(actor)

    assert all(role in RULES[ACCESS[room.route]] for room in shown)
    assert set(PUBLIC) <= set(shown)
    assert role is not Role.VISITOR or shown == list(PUBLIC)


async def test_a_page_in_a_draft_says_so_and_no_other(counter):
    shown = {lang: (await counter.web.get(f"/{lang}/")).text for lang in ("zh", "mn", "en")}

    assert {lang: 'class="draft' in text for lang, text in shown.items()} == {"zh": False, "mn": True, "en": False}
    assert re.search(r'class="draft.*<a href="/zh/" lang="zh-Hans"', shown["mn"])


@needs_browser
@pytest.mark.parametrize(("lang", "room", "out"), [("zh", "管理", "退出登录"), ("en", "Administration", "Sign out")])
async def test_who_has_signed_in_sees_their_rooms_on_every_page_and_signs_out(look, office, lang, room, out):
    ref = await office.open()
    async with look(f"/projects/{ref}", lang=lang, person="root") as page:
        await page.get_by_role("navigation").get_by_role("link", name=room, exact=True).click()
        await expect(page.get_by_role("link", name=room, exact=True)).to_have_attribute("aria-current", "page")
        await page.get_by_role("link", name="root").click()
        await page.locator("header").get_by_role("button", name=out).click()
        await expect(page).to_have_url(f"{look.site}/{lang}/login")
        await page.goto(f"{look.site}/{lang}/account")
        await expect(page.locator("main").get_by_role("link").first).to_have_attribute(
            "href", f"/{lang}/login?next=/{lang}/account"
        )


@pytest.mark.parametrize(
    ("role", "path"),
    [
        (Role.APPLICANT, "/work/projects"),
        (Role.OFFICER, "/work/items"),
        (Role.DISPATCHER, "/work/requests"),
        (Role.GRID_MEMBER, "/work/mine"),
        (Role.LAWYER, "/work/legal"),
        (Role.CLERK, "/work/legal/desk"),
        (Role.LEADER, "/work/overview"),
        (Role.SUPERVISOR, "/work/overview"),
        (Role.ADMINISTRATOR, "/admin"),
        (Role.SECURITY, "/admin"),
        (Role.SYSTEM, ""),
    ],
)
def test_the_work_of_a_role_begins_in_its_own_room(role, path):
    assert first_room(Actor(id="x", role=role, department="")) == path
