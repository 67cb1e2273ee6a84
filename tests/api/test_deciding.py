"""What waits for the centre's decision, and who was told another road."""

import base64
from datetime import UTC, datetime, timedelta

import pytest
from banner import BODY, DISPATCHER, OTHER, OWNER, Banner

CODE, NAME, PHONE = "ABCDEF", "诉求人某", "+8615400009999"  # of every citizen in the banner


@pytest.fixture
async def banner(office):
    return await Banner.staffed(office)


async def decisions(banner):
    return [(row["ref"], row["what"], row["hours"]) for row in (await banner.read("/requests/decisions"))["rows"]]


async def page(banner, who):
    """The page of messages as somebody sees it."""
    password = base64.b64encode(f":{banner.counter.tokens[who]}".encode()).decode()
    return (await banner.counter.web.get("/outbox", headers={"Authorization": f"Basic {password}"})).text


async def answers(banner, ref, **body):
    said = await banner.counter.post(f"/requests/{ref}/answer", {"code": CODE, "satisfied": 1} | body)
    assert said.status_code == 200, said.text


async def test_what_is_asked_of_the_centre_waits_until_it_is_decided(banner):
    ref, other = await banner.accepted(kind="immediate"), await banner.accepted(kind="immediate")
    await banner.do(OWNER, ref, "ask-extension", hours=3, reason="配件在途")
    asked = await banner.counter.post(f"/requests/{other}/withdrawal", {"code": CODE, "reason": "不需要了"})

    assert asked.status_code == 200
    assert await decisions(banner) == [(ref, "extension", 3), (other, "withdrawal", 0)]
    first = await banner.read("/requests/decisions?limit=1")
    second = await banner.read(first["next"].removeprefix("/api/v1"))
    assert [row["ref"] for row in first["rows"] + second["rows"]] == [ref, other]

    await banner.do(DISPATCHER, ref, "extend")
    await banner.do(DISPATCHER, other, "deny-withdrawal", reason="本人并无此意。")
    assert await decisions(banner) == []


async def test_the_earliest_deadline_comes_first_and_a_clock_that_stands_last(banner):
    standing, late = await banner.accepted(kind="immediate"), await banner.accepted(kind="immediate")
    urgent = await banner.accepted(kind="consultation")
    for ref in (standing, late, urgent):
        await banner.do(OWNER, ref, "ask-extension", hours=2, reason="配件在途")
    until = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    await banner.do(OWNER, standing, "pause", reason="third_party", until=until, document="检测委托书")

    pages, address = [], "/requests/decisions?limit=1"
    while address:
        answer = await banner.read(address)
        pages += answer["rows"]
        address = (answer["next"] or "").removeprefix("/api/v1")

    assert [row["ref"] for row in pages] == [urgent, late, standing]
    shown = {row["ref"]: await banner.read(f"/requests/{row['ref']}") for row in pages}
    assert [row["due_at"] for row in pages] == [shown[urgent]["goal_at"], shown[late]["goal_at"], None]


async def test_what_was_sent_back_twice_waits_until_the_centre_designates(banner):
    ref = await banner.accepted()
    await banner.do(OWNER, ref, "return", reason="not_our_duty", proposed=OTHER, text="不属本单位职责。")
    assert await decisions(banner) == [], "the first time it is for the queue alone"
    await banner.do(DISPATCHER, ref, "dispatch", body=OTHER)
    await banner.do(f"officer-{OTHER}", ref, "return", reason="not_our_duty", proposed=BODY, text="也不属本单位职责。")

    (row,) = (await banner.read("/requests/decisions"))["rows"]
    (waiting,) = (await banner.read("/queue"))["rows"]
    sent_back = (await banner.read(f"/requests/{ref}/events"))["rows"][-1]

    assert (row["ref"], row["what"], row["due_at"]) == (ref, "designation", waiting["accept_at"])
    assert (sent_back["kind"], sent_back["at"]) == ("returned", row["since"])
    await banner.do(DISPATCHER, ref, "dispatch", body=BODY)
    assert await decisions(banner) == []


async def test_what_is_not_solved_again_and_a_review_that_is_due_wait_for_the_centre(banner):
    ref = await banner.closed()
    await answers(banner, ref, solved=False, reason="没有修好")
    assert await decisions(banner) == [], "the first time it is opened again by itself"
    await banner.do(OWNER, ref, "close", text="已修复。")
    await answers(banner, ref, solved=False, reason="还是没有修好")
    parked = await banner.accepted()
    await banner.counter.pool.execute("UPDATE request SET review_at = now() - interval '1 day' WHERE ref = $1", parked)

    assert await decisions(banner) == [(ref, "unsolved", 0), (parked, "review", 0)]
    await banner.do(DISPATCHER, ref, "reopen", reason="再次核实")
    assert await decisions(banner) == [(parked, "review", 0)]


async def test_who_was_told_another_road_is_listed_with_what_came_later_from_the_same_telephone(banner):
    one, two = await banner.begun(), await banner.begun()
    await banner.do(DISPATCHER, one, "advise", road="court")
    again = await banner.begun()

    (row,) = (await banner.read("/requests/advised"))["rows"]

    assert (row["ref"], row["road"], row["later"]) == (one, "court", [two, again])


async def test_only_the_centre_and_those_who_oversee_see_what_it_must_decide(banner):
    for path in ("/requests/decisions", "/requests/advised"):
        assert (await banner.counter.get(path, OWNER)).status_code == 403
        assert (await banner.counter.get(path)).status_code == 401


CENTRE, OTHERS = (DISPATCHER, "leader"), ("root", "shen", f"head-{BODY}", OWNER)


async def unreached_citizen(banner):
    """A citizen whom no channel reaches: the request and the number of the message."""
    ref = await banner.begun()
    caller = await banner.counter.pool.fetchval("SELECT id FROM complainant WHERE ref = $1", ref)
    message = await banner.counter.pool.fetchval(
        "INSERT INTO outbox (id, ref, item, cycle, step, recipient, not_before, expires_at, channel, state, created_at)"
        " VALUES (gen_random_uuid(), $1, 'ask', '1', 'ask', $2, now(), now() + interval '1 day', 'list', 'queued', now())"
        " RETURNING id::text",
        *(ref, f"caller:{caller}"),
    )
    return ref, message


async def listed(banner, who, ref):
    return [row for row in (await banner.read("/unreached", who))["rows"] if row["ref"] == ref]


@pytest.mark.parametrize("who", CENTRE)
async def test_the_centre_is_shown_how_to_call_a_citizen_and_says_what_came_of_it(banner, who):
    ref, message = await unreached_citizen(banner)

    (row,) = await listed(banner, who, ref)
    settled = await banner.counter.post(f"/unreached/{message}/settle", {"outcome": "told"}, who)

    assert (row["id"], row["name"], row["phone"]) == (message, NAME, PHONE)
    assert settled.status_code == 200, settled.text


async def test_others_are_never_shown_who_a_citizen_is(banner):
    ref, _ = await unreached_citizen(banner)

    answers = {who: await banner.counter.get("/unreached", who) for who in OTHERS}
    overseen = [row for who in ("root", "shen") for row in await listed(banner, who, ref)]

    assert [answer.status_code for answer in answers.values()] == [200, 200, 200, 403]
    assert not [who for who, answer in answers.items() if NAME in answer.text or PHONE in answer.text]
    assert [(row["name"], row["phone"], row["mail"], row["department"]) for row in overseen] == [
        (None, None, None, "CENTRE")
    ] * 2
    assert await listed(banner, f"head-{BODY}", ref) == []


async def test_the_page_of_messages_shows_how_to_call_a_citizen_to_the_centre_only(banner):
    await unreached_citizen(banner)

    pages = {who: await page(banner, who) for who in (*CENTRE, *OTHERS)}

    assert {who for who, shown in pages.items() if PHONE in shown or NAME in shown} == set(CENTRE)
