"""What was done is entered on a page, a check-up is ordered, and a stand-in declares a conflict of interest."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from circle import CLERK, INQUIRY, Circle
from playwright.async_api import expect
from surfing import needs_browser

EVIDENCE = "签收单 2026-118 <b>&amp; 😀𠀀"  # H58
ACTIVITIES, CHECKUPS = "/work/legal/activities", "/work/legal/checkups"
COMPANY = {
    "company": "某某商贸 <b>&amp;",
    "text": "用工：\r\n合同 <b>",
    "person": "ann",
    "language": "zh",
    "key": "k-1",
}


@pytest.fixture
async def circle(office):
    return await Circle.staffed(office)


def done(**more):
    today = datetime.now(UTC) + timedelta(hours=8)
    about = {"kind": "leaflet", "on_day": f"{today:%Y-%m-%d}", "place": "centre", "count": "312"}
    return about | {"evidence": EVIDENCE, "key": "k-2"} | more


async def send(circle, path, form, who):
    return await circle.counter.web.post(path, data=form, headers=circle.counter.bearing(who))


async def kept(circle, table="legal_activity"):
    return await circle.counter.pool.fetch(f"SELECT * FROM {table}")  # noqa: S608 (stands here)


async def test_what_a_lawyer_has_done_is_entered_once_as_their_own(circle):
    for _ in range(2):
        answer = await send(circle, ACTIVITIES, done(person="bo", audience="80"), "ann")
        assert (answer.status_code, answer.headers["location"]) == (303, f"{ACTIVITIES}?told=done")

    (row,) = await kept(circle)
    assert (row["person"], row["count"], row["audience"], row["evidence"]) == ("ann", 312, 80, EVIDENCE)
    shown = await circle.counter.web.get(ACTIVITIES, headers=circle.counter.bearing("ann"))
    assert "签收单 2026-118 &lt;b&gt;&amp;amp; 😀𠀀" in shown.text
    others = await circle.counter.web.get(ACTIVITIES, headers=circle.counter.bearing("bo"))
    assert row["id"] not in others.text


async def test_what_does_not_fit_comes_back_with_what_was_typed_and_enters_nothing(circle):
    answer = await send(circle, ACTIVITIES, done(count="300余", place="nowhere"), "ann")
    unknown = await send(circle, ACTIVITIES, done(place="nowhere"), "ann")

    assert answer.status_code == unknown.status_code == 422
    assert 'id="count-error"' in answer.text
    assert "300余" in answer.text
    assert 'id="place-error"' in unknown.text
    assert await kept(circle) == []


async def test_an_entry_is_taken_back_with_a_reason_by_whoever_entered_it_or_the_desk(circle):
    await send(circle, ACTIVITIES, done(), "ann")
    (row,) = await kept(circle)
    back = f"{ACTIVITIES}/{row['id']}/take-back"

    assert (await send(circle, back, {"reason": "重复"}, "bo")).status_code == 403
    assert (await send(circle, back, {"reason": " "}, "ann")).status_code == 422
    assert (await send(circle, back, {"reason": "重复 <b>"}, CLERK)).status_code == 303
    ((ended, why),) = [(row["ended_at"], row["why"]) for row in await kept(circle)]
    assert ended is not None
    assert why == "重复 <b>"
    shown = await circle.counter.web.get(ACTIVITIES, headers=circle.counter.bearing("ann"))
    assert "take-back" not in shown.text


async def test_the_desk_orders_a_check_up_and_is_told_the_code_where_nobody_can_be_written_to(circle):
    first = await send(circle, CHECKUPS, COMPANY, CLERK)
    again = await send(circle, CHECKUPS, COMPANY, CLERK)
    reached = await send(circle, CHECKUPS, COMPANY | {"phone": "15400008888", "key": "k-3"}, CLERK)

    (row,) = await circle.counter.pool.fetch("SELECT ref, code FROM asker WHERE phone IS NULL AND ref LIKE 'C%'")
    assert first.status_code == again.status_code == reached.status_code == 200
    for answer in (first, again):
        assert row["ref"] in answer.text
        assert row["code"] in answer.text
    code = await circle.counter.pool.fetchval("SELECT code FROM asker WHERE phone IS NOT NULL AND ref LIKE 'C%'")
    assert code not in reached.text
    matter = await circle.counter.pool.fetchrow("SELECT text, company FROM legal_matter WHERE ref = $1", row["ref"])
    assert tuple(matter) == ("用工：\n合同 <b>", COMPANY["company"])


async def test_only_the_desk_orders_check_ups_and_a_wrong_person_is_told_at_the_field(circle):
    wrong = await send(circle, CHECKUPS, COMPANY | {"person": "chen"}, CLERK)
    lawyer = await circle.counter.web.get(CHECKUPS, headers=circle.counter.bearing("ann"))

    assert wrong.status_code == 422
    assert 'id="person-error"' in wrong.text
    assert (await send(circle, CHECKUPS, COMPANY, "ann")).status_code == 403
    assert 'id="act-order"' not in lawyer.text


@needs_browser
@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_a_stand_in_declares_a_conflict_and_has_nothing_more_to_do_with_the_case(circle, look, lang):
    office = circle.counter
    ref, _ = await circle.begun("inquiries", INQUIRY)
    person = await circle.called(ref)
    await circle.do(person, ref, "take")
    other = "bo" if person == "ann" else "ann"
    now = datetime.now(UTC)
    period = {"from_at": now.isoformat(), "until_at": (now + timedelta(days=2)).isoformat()}
    away = await office.post("/absences", {"person": person, "stand_in": other, **period}, "root")
    assert away.status_code == 201, away.text

    own = await office.web.get(f"/work/legal/{ref}", headers=office.bearing(person))
    assert 'id="act-legal_decline"' not in own.text
    async with look(f"/work/legal/{ref}", lang=lang, person=other) as page:
        await page.locator("#act-legal_decline summary").click()
        await page.locator("#act-legal_decline button").click()
        await expect(page).to_have_url(re.compile("/work/legal\\?told="))
        assert (await page.goto(page.url.partition("?")[0] + f"/{ref}")).status == 404
    ended = await office.pool.fetchrow("SELECT holder, ruled_out FROM legal_case WHERE ref = $1", ref)
    assert (ended["holder"], ended["ruled_out"]) == (person, [other])


@needs_browser
@pytest.mark.parametrize("lang", ["zh", "mn"])
async def test_both_pages_are_sound_on_a_phone(circle, look, lang):
    await send(circle, ACTIVITIES, done(person="ann"), CLERK)
    await send(circle, CHECKUPS, COMPANY, CLERK)
    for path, act in ((ACTIVITIES, "add"), (CHECKUPS, "order")):
        async with look(path, lang=lang, person=CLERK, width=320, height=640) as page:
            await page.locator(f"#act-{act} summary").click()
            await expect(page.locator(f"#act-{act} button")).to_be_visible()
