"""What became of messages, and the list that a person works through."""

import asyncio
import base64
import re
from datetime import UTC, datetime, timedelta

import pytest
from post import Post, bells

REF = "2611-150524-04-01-700001"
STATES = ("queued", "claimed", "unknown", "accepted", "sent", "delivered", "undelivered", "failed", "expired")


@pytest.fixture
def post(counter):
    return Post(counter.pool)


def by_password(token, name="anything"):
    """What a browser sends when its person has typed a token as password."""
    return {"Authorization": "Basic " + base64.b64encode(f"{name}:{token}".encode()).decode()}


async def read_all(counter, address, who="root"):
    """The rows of all pages of a list."""
    found = []
    while address:
        answer = await counter.get(address.removeprefix("/api/v1"), who)
        assert answer.status_code == 200, answer.text
        found += answer.json()["rows"]
        address = answer.json()["next"]
    return found


async def settle(counter, message, outcome, who="shen"):
    return await counter.post(f"/unreached/{message}/settle", {"outcome": outcome}, who)


async def fates_of(counter, message):
    rows = await counter.pool.fetch("SELECT what, why, by FROM fate WHERE message = $1 ORDER BY n", message)
    return [tuple(row) for row in rows]


async def test_the_outbox_is_read_newest_first_page_by_page(counter, post):
    at = datetime.now(UTC)
    made = [
        str(await post.message(await post.notice(REF, created_at=at - timedelta(minutes=n // 2)))) for n in range(5)
    ]

    rows = await read_all(counter, "/outbox?limit=2")

    assert sorted(row["id"] for row in rows) == sorted(made)
    times = [row["created_at"] for row in rows]
    assert times == sorted(times, reverse=True)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("state", "sent"),
        ("channel", "mail"),
        ("recipient", "department:NRB"),
        ("step", "yellow"),
        ("ref", "2611-150524-04-01-700002"),
    ],
)
async def test_each_filter_of_the_outbox_holds_on_every_page(counter, post, column, value):
    for n in range(6):
        notice = await post.notice(REF, **({column: value} if n % 2 and column in ("step",) else {}))
        await post.message(notice, **({column: value} if n % 2 else {}))

    rows = await read_all(counter, f"/outbox?limit=1&{column}={value}")

    assert [row[column] for row in rows] == [value] * 3


async def test_a_filter_that_cannot_be_is_refused(counter):
    for wrong in ("state=lost", "channel=fax", "recipient=%00", "step=A;B", "ref=1"):
        answer = await counter.get(f"/outbox?{wrong}", "root")
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request"), wrong


async def test_a_message_tells_all_that_is_known_of_it_in_order(counter, post):
    notice = await post.notice(REF)
    letter = await post.letter(sid="SM1", state="delivered", status="delivered")
    message = await post.message(notice, letter=letter, state="delivered", instead_of="person:head-DRC", attempts=1)
    for what in ("queued", "claimed", "accepted", "delivered"):
        await post.fate(notice, message, what, "because")
    await post.receipt(letter, "sent", sid="SM1")
    await post.receipt(letter, "delivered", sid="SM1")
    await post.receipt(await post.letter(), "failed", sid="SM2")

    found = (await counter.get(f"/outbox/{message}", "shen")).json()
    unknown = await counter.get(f"/outbox/{notice}", "shen")

    assert [row["what"] for row in found["history"]] == ["queued", "claimed", "accepted", "delivered"]
    assert [row["status"] for row in found["receipts"]] == ["sent", "delivered"]
    assert (found["sent"]["status"], found["sent"]["messages"]) == ("delivered", 1)
    assert (found["notice_state"], found["carrier"], found["instead_of"]) == ("open", "outbox", "person:head-DRC")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "unknown_message")


@pytest.mark.parametrize("shown", ["K7M2QX", "k7m2qx", "K 7 M 2 Q X", "K，7，M，2，Q，X", "K-7-M-2-Q-X", "K7M 2QX"])
async def test_the_code_and_the_address_are_shown_to_nobody(counter, post, shown):
    notice = await post.notice(REF)
    text, subject = f"代码{shown}，或打开 https://example.org/a/K7M2QX", f"红牌 {shown}"
    letter = await post.letter(text, code="K7M2QX", subject=subject, address="+8613911112222", carrier="twilio")
    message = await post.message(notice, letter=letter, state="unknown")
    await post.receipt(letter, "sent")

    addresses = ("/outbox", f"/outbox/{message}", f"/notices?ref={REF}", "/unreached")
    texts = [(await counter.get(address, "root")).text for address in addresses]
    texts.append((await counter.web.get("/outbox", headers=counter.bearing("root"))).text)

    for told in texts:
        assert str(message) in told or str(notice) in told
        assert shown not in told
        assert "K7M2QX" not in told
        assert "3911112222" not in told
    assert "代码······，或打开 https://example.org/a/······" in texts[0]


async def test_what_stays_in_the_local_outbox_is_read_there_with_its_code(counter, post):  # D3
    notice = await post.notice(REF)
    letter = await post.letter("请输入编号K7M2QX", code="K7M2QX", carrier="outbox")
    message = await post.message(notice, letter=letter, state="sent")

    listed, one = [(await counter.get(path, "root")).json() for path in ("/outbox", f"/outbox/{message}")]

    assert listed["rows"][0]["text"] == one["text"] == one["sent"]["text"] == "请输入编号K7M2QX"


async def test_a_notice_tells_how_far_its_ladder_was_climbed(counter, post):
    later = datetime.now(UTC) + timedelta(hours=2)
    first = await post.notice(REF, created_at=datetime.now(UTC) - timedelta(hours=1), state="ended", why="overtaken")
    second = await post.notice(REF, rung=2, next_at=later, raised=1)
    message = await post.message(second)
    await post.fate(second, None, "rung_empty", "rung 1: no officer")
    await post.fate(second, None, "climbed", "rung 2")
    await post.fate(second, message, "queued")
    await post.notice("2611-150524-04-01-700002")

    rows = await read_all(counter, f"/notices?ref={REF}&limit=1")

    assert [row["id"] for row in rows] == [str(second), str(first)]
    assert [(row["state"], row["why"]) for row in rows] == [("open", None), ("ended", "overtaken")]
    assert (rows[0]["rung"], rows[0]["raised"], datetime.fromisoformat(rows[0]["next_at"])) == (2, 1, later)
    assert [(row["what"], row["why"]) for row in rows[0]["history"]] == [
        ("rung_empty", "rung 1: no officer"),
        ("climbed", "rung 2"),
    ]


async def test_whom_a_person_must_tell_is_listed_by_urgency_with_how_to_call(counter, post):
    yellow = await post.listed(REF, "person:officer-DRC", urgency=6)
    red = await post.listed(REF, "department:NRB", urgency=2)
    notice = await post.notice(REF, due_on=datetime(2026, 11, 26, tzinfo=UTC).date())
    unknown = await post.message(notice, recipient="person:shen", urgency=2, state="unknown")
    nobody = await post.listed(REF, "administrators", urgency=8)
    await post.message(notice, recipient="person:officer-NRB")
    await post.message(notice, recipient="person:officer-HUB", channel="list", state="delivered")

    rows = await read_all(counter, "/unreached?limit=1", "shen")

    assert [row["id"] for row in rows] == [str(made) for made in (red, unknown, yellow, nobody)]
    assert [row["name"] for row in rows] == ["库伦旗自然资源局", "沈监督", "承办人DRC", None]
    assert [row["phone"] for row in rows] == [None, None, "13900000000", None]
    assert [row["department"] for row in rows] == ["NRB", "", "DRC", ""]
    assert rows[1]["due_on"] == "2026-11-26"


async def test_a_head_sees_and_settles_the_own_people_only(counter, post):
    own = await post.listed(REF, "person:officer-NRB")
    other = await post.listed(REF, "person:officer-DRC")
    above = await post.listed(REF, "person:shen")

    seen = await read_all(counter, "/unreached", "head-NRB")
    foreign = await counter.get("/unreached?department=DRC", "head-NRB")
    answers = [await settle(counter, message, "told", "head-NRB") for message in (own, other, above)]

    assert [row["id"] for row in seen] == [str(own)]
    assert (foreign.status_code, foreign.json()["code"]) == (403, "not_yours")
    assert [answer.status_code for answer in answers] == [200, 403, 403]


@pytest.mark.parametrize(("outcome", "state"), [("told", "delivered"), ("not_reached", "undelivered")])
async def test_what_a_person_says_is_the_fate_once(counter, post, outcome, state):
    message = await post.listed(REF, "person:officer-DRC")
    other = {"told": "not_reached", "not_reached": "told"}[outcome]

    first = await settle(counter, message, outcome)
    again = await settle(counter, message, outcome, "root")
    changed = await settle(counter, message, other)

    assert (first.status_code, first.json()) == (200, {"id": str(message), "state": state})
    assert (again.status_code, again.json()) == (200, first.json())
    assert (changed.status_code, changed.json()["code"], changed.json()["state"]) == (409, "not_on_the_list", state)
    assert await fates_of(counter, message) == [(state, outcome, "shen")]
    assert await read_all(counter, "/unreached") == []
    settled = await counter.pool.fetchrow("SELECT reason, settled_at FROM outbox WHERE id = $1", message)
    assert settled["reason"] == outcome
    assert settled["settled_at"] is not None


@pytest.mark.parametrize("state", STATES)
async def test_only_what_is_on_the_list_can_be_settled(counter, post, state):
    message = await post.message(await post.notice(REF), state=state)

    answer = await settle(counter, message, "told")

    assert answer.status_code == (200 if state == "unknown" else 409)
    now = await counter.pool.fetchval("SELECT state FROM outbox WHERE id = $1", message)
    assert now == ("delivered" if state == "unknown" else state)


async def test_an_unknown_message_that_is_proved_delivered_leaves_the_list(counter, post):  # H43
    message = await post.message(await post.notice(REF), state="unknown")
    before = await read_all(counter, "/unreached")
    await counter.pool.execute("UPDATE outbox SET state = 'delivered' WHERE id = $1", message)  # as a receipt does

    late = await settle(counter, message, "not_reached")

    assert [row["state"] for row in before] == ["unknown"]
    assert await read_all(counter, "/unreached") == []
    assert (late.status_code, late.json()["state"]) == (409, "delivered")
    assert await fates_of(counter, message) == []


async def test_who_has_been_told_need_not_be_told_again_in_another_way(counter, post):
    notice = await post.notice(REF)
    unknown = await post.message(notice, state="unknown")
    waiting = await post.message(notice, channel="mail")
    listed = await post.message(notice, channel="list")
    others = [
        await post.message(notice, recipient="person:head-DRC"),
        await post.message(await post.notice(REF), state="unknown"),
        await post.message(notice, channel="voice", state="failed"),
    ]

    await settle(counter, listed, "told")

    assert [await fates_of(counter, message) for message in (unknown, waiting)] == [
        [("superseded", "told", "shen")]
    ] * 2
    states = [await counter.pool.fetchval("SELECT state FROM outbox WHERE id = $1", message) for message in others]
    assert states == ["queued", "unknown", "failed"]


async def test_two_who_say_different_things_at_once_are_not_both_right(counter, post):
    message = await post.listed(REF, "person:officer-DRC")
    outcomes = ("told", "not_reached", "told", "not_reached")

    async with counter.pool.acquire() as connection, connection.transaction():
        await connection.execute("SELECT FROM outbox WHERE id = $1 FOR UPDATE", message)
        said = [asyncio.create_task(settle(counter, message, outcome)) for outcome in outcomes]
        while await connection.fetchval("SELECT count(*) FROM pg_locks WHERE NOT granted") < len(said):
            await asyncio.sleep(0.01)  # nobody tells who waits for a lock
    answers = await asyncio.gather(*said)

    assert sorted(answer.status_code for answer in answers) == [200, 200, 409, 409]
    assert len(await fates_of(counter, message)) == 1


async def test_settling_wakes_the_postroom(counter, post):
    message = await post.listed(REF, "person:officer-DRC")

    async with bells(counter.pool) as rung:
        await settle(counter, message, "told")

        await asyncio.wait_for(rung.get(), 5)


async def test_reports_and_alarms_are_read_newest_first(counter):
    at = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)
    for n in range(3):
        await counter.pool.execute(
            "INSERT INTO outage (from_at, until_at, reported_at, due, sent, letters, skipped, unknown, latest_by) "
            "VALUES ($1, $2, $2, 9, 8, 4, 1, 0, interval '6 hours 5 minutes')",
            at + timedelta(days=n),
            at + timedelta(days=n, hours=6),
        )
        await counter.pool.execute(
            "INSERT INTO alarm (carrier, error_code, times, first_at, last_at) VALUES ('twilio', $1, 3, $2, $2)",
            f"2100{n}",
            at + timedelta(days=n // 2),
        )

    outages = await read_all(counter, "/outages?limit=1")
    alarms = await read_all(counter, "/alarms?limit=1")

    assert [datetime.fromisoformat(row["from_at"]).day for row in outages] == [27, 26, 25]
    assert (outages[0]["due"], outages[0]["latest_by"]) == (9, "PT6H5M")
    assert [row["error_code"] for row in alarms] == ["21002", "21000", "21001"]


@pytest.mark.parametrize(
    ("change", "late"),
    [
        ("UPDATE outbox SET due_at = now() - interval '2 minutes' WHERE channel = 'sms'", (1, 0)),
        ("UPDATE notice SET next_at = now() - interval '2 minutes'", (0, 3)),
        ("UPDATE outbox SET due_at = now() - interval '2 minutes' WHERE channel = 'list'", (0, 0)),
        ("UPDATE outbox SET due_at = now() - interval '30 seconds'", (0, 0)),
    ],
)
async def test_the_health_of_the_postroom_turns_red_when_messages_are_late(counter, post, change, late):
    soon = datetime.now(UTC) + timedelta(minutes=5)
    await post.message(await post.notice(REF), due_at=soon)
    await post.message(await post.notice(REF), state="unknown")
    await post.listed(REF, "person:officer-DRC")
    seen_at = datetime.now(UTC)
    before = await counter.web.get("/postz")
    await counter.pool.execute("INSERT INTO postroom (seen_at) VALUES ($1)", seen_at)
    await counter.pool.execute(
        "INSERT INTO alarm VALUES ('twilio', '20003', 1, now(), now()), ('smtp', '535', 1, now(), now() - interval '2 days')"
    )
    await counter.pool.execute(change)

    after = await counter.web.get("/postz")

    assert (before.status_code, before.json()["status"], before.json()["seen_at"]) == (200, "on_time", None)
    found = after.json()
    assert (found["late_messages"], found["late_notices"]) == late
    assert (after.status_code, found["status"]) == ((503, "late") if any(late) else (200, "on_time"))
    assert (found["unknown"], found["unreached"], found["alarms"]) == (1, 1, 1)
    assert datetime.fromisoformat(found["seen_at"]) == seen_at


async def test_the_page_asks_a_browser_for_the_token_as_a_password(counter, post):
    await post.listed(REF, "person:officer-DRC")

    nobody = await counter.web.get("/outbox")
    wrong = await counter.web.get("/outbox", headers=by_password("guess"))
    broken = await counter.web.get("/outbox", headers={"Authorization": "Basic ***"})
    officer = await counter.web.get("/outbox", headers=by_password(counter.tokens["officer-DRC"]))
    seen = await counter.web.get("/outbox", headers=by_password(counter.tokens["shen"]))

    for refused in (nobody, wrong, broken):
        assert refused.status_code == 401
        assert refused.headers["www-authenticate"] == 'Basic realm="chengnuo", charset="UTF-8"'
        assert "请登录后查看本页" in refused.text
    assert (officer.status_code, "www-authenticate" in officer.headers) == (403, False)
    assert seen.status_code == 200
    assert seen.headers["cache-control"] == "no-store"
    for words in ("承办人DRC", "tel:13900000000", "红牌", "各通道均未送达", "需人工告知", "全部消息"):
        assert words in seen.text, words


async def test_a_password_that_a_browser_sends_by_itself_counts_nowhere_else(counter):
    right, wrong = by_password(counter.tokens["shen"]), by_password("gone")

    public = [
        await counter.web.get(address, headers=sent) for address in ("/", "/api/v1/me") for sent in (right, wrong)
    ]
    staff = await counter.web.get("/api/v1/outbox", headers=right)
    acting = await counter.web.post("/api/v1/absences", json={}, headers=right)

    assert [answer.status_code for answer in public] == [200] * 4
    assert public[2].json()["role"] == "visitor"
    assert [(answer.status_code, answer.json()["code"]) for answer in (staff, acting)] == [(401, "token_unknown")] * 2
    assert staff.headers["www-authenticate"] == 'Bearer realm="chengnuo"'


async def test_a_head_sees_the_own_people_on_the_page_and_no_messages(counter, post):
    await post.listed(REF, "person:officer-NRB")
    await post.listed(REF, "person:officer-DRC")

    page = (await counter.web.get("/outbox", headers=by_password(counter.tokens["head-NRB"]))).text

    assert "承办人NRB" in page
    assert "承办人DRC" not in page
    assert "全部消息" not in page


async def test_the_page_leads_from_message_to_message_by_state(counter, post):
    for n in range(32):
        await post.message(
            await post.notice(f"2611-150524-04-01-{700100 + n}"),
            state="sent" if n % 2 == 0 else "failed",
            reason="busy 429",
        )
    shown = counter.bearing("root")

    first = (await counter.web.get("/outbox", headers=shown)).text
    following = re.search(r'href="(outbox\?after=[^"]+)">更早', first)
    second = (await counter.web.get("/" + following[1].replace("&amp;", "&"), headers=shown)).text
    failed = (await counter.web.get("/outbox?state=failed", headers=shown)).text

    assert [text.count('class="what"') for text in (first, second, failed)] == [24, 8, 16]
    assert failed.count("通道繁忙（429）") == 16


def buttons(page):
    """The buttons of the page: to which address, with which proof."""
    return re.findall(r'action="(outbox/[^"]+)"><input type="hidden" name="proof" value="([^"]+)">', page)


async def test_a_button_of_the_page_settles_and_nobody_can_forge_it(counter, post):
    message = await post.listed(REF, "person:officer-DRC")
    sent = by_password(counter.tokens["shen"])
    page = (await counter.web.get("/outbox", headers=sent)).text
    (told, proof), (not_reached, _) = buttons(page)
    (_, foreign), _ = buttons((await counter.web.get("/outbox", headers=counter.bearing("root"))).text)

    refused = [
        await counter.web.post(f"/{address}", headers=sent, data={"proof": tried})
        for address, tried in ((told, ""), (not_reached, proof), (told, foreign))
    ]
    in_address = await counter.web.post(f"/{told}?proof={proof}", headers=sent, data={"x": ""})  # tokens in URLs
    nobody = await counter.web.post(f"/{told}", data={"proof": proof})
    waits = await counter.pool.fetchval("SELECT state FROM outbox WHERE id = $1", message)
    done, again = [await counter.web.post(f"/{told}", headers=sent, data={"proof": proof}) for _ in range(2)]  # replay
    after = (await counter.web.get("/outbox", headers=sent)).text

    assert [answer.status_code for answer in (*refused, in_address)] == [403] * 4
    assert (nobody.status_code, waits) == (401, "queued")
    assert (done.status_code, done.headers["location"]) == (303, "../../outbox")
    assert again.status_code in (303, 409)
    assert await fates_of(counter, message) == [("delivered", "told", "shen")]
    assert "没有需要人工告知的人员" in after


async def test_the_page_shows_alarms_and_reports_and_escapes_what_others_wrote(counter, post):
    await counter.pool.execute("UPDATE person SET name = '<i>某</i>' WHERE id = 'officer-DRC'")
    await post.listed(REF, "person:officer-DRC")
    await counter.pool.execute("INSERT INTO alarm VALUES ('twilio', '<b>21606', 2, now(), now())")
    await counter.pool.execute(
        "INSERT INTO outage VALUES (now() - interval '6 hours', now(), now(), 9, 8, 4, 1, 0, interval '6 hours 5 minutes')"
    )
    await counter.pool.execute("INSERT INTO outage (from_at, until_at) VALUES (now() - interval '1 hour', now())")

    page = (await counter.web.get("/outbox", headers=counter.bearing("root"))).text

    assert "&lt;i&gt;某" in page
    assert "&lt;b&gt;21606" in page
    assert "<i>" not in page
    assert "最迟晚 6 小时 5 分" in page
    assert "正在补发" in page
    assert not re.search(r"<style|<script|\son\w+=|style=|javascript:|src=\"http|href=\"http", page)
