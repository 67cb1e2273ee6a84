"""The lists of those who work on requests: what waits, what a body is to handle, whom to call, and by which rules."""

import re
from datetime import UTC, datetime, timedelta
from math import floor

import pytest
from banner import BODY, DISPATCHER, OTHER, OWNER, Banner

from store.shipped import hotline_file

MINUTES = (3, 14, 1, 20, 8)  # ago


@pytest.fixture
async def banner(office):
    return await Banner.staffed(office)


@pytest.fixture
async def waiting(banner):
    """Requests that have waited for different times; the refs in the order of their urgency."""
    now = datetime.now(UTC)
    refs = {ago: await banner.begun(at=now - timedelta(minutes=ago)) for ago in MINUTES}
    return [refs[ago] for ago in sorted(MINUTES, reverse=True)]


def left(row, name, now):
    return floor((datetime.fromisoformat(row[name]) - datetime.fromisoformat(now)).total_seconds())


def rules(version, **changes):
    text = re.sub(r'^version = ".*"', f'version = "{version}"', hotline_file(), count=1, flags=re.MULTILINE)
    for old, new in changes.items():
        text = text.replace(f'lead = "{old}"', f'lead = "{new}"')
    return text


async def test_the_queue_shows_what_waits_with_the_seconds_left_of_one_moment(banner, waiting):
    before = datetime.now(UTC)
    shown = await banner.read("/queue")

    now = datetime.fromisoformat(shown["now"])
    assert [row["ref"] for row in shown["rows"]] == waiting
    assert before <= now <= datetime.now(UTC)
    for row in shown["rows"]:
        accept_at = datetime.fromisoformat(row["accept_at"])
        assert accept_at - datetime.fromisoformat(row["reported_at"]) == timedelta(minutes=15)
        assert row["seconds_to_accept"] == left(row, "accept_at", shown["now"])
    assert [row["seconds_to_accept"] < 0 for row in shown["rows"]] == [True, False, False, False, False]
    assert shown["rows"][0]["text"] == "路灯不亮"
    assert "诉求人某" not in str(shown)
    assert "15400009999" not in str(shown)


async def test_pages_of_the_queue_neither_skip_nor_repeat(banner, waiting):
    found, address = [], "/queue?limit=2"
    while address:
        page = await banner.read(address)
        found += [row["ref"] for row in page["rows"]]
        address = (page["next"] or "").removeprefix("/api/v1")

    assert found == waiting


async def test_an_accepted_request_leaves_the_queue_and_one_that_is_sent_back_returns(banner, waiting):
    ref = waiting[0]

    await banner.do(DISPATCHER, ref, "accept", kind="consultation")
    without = (await banner.read("/queue"))["rows"]
    await banner.do(OWNER, ref, "return", reason="not_our_duty", proposed=OTHER, text="不属本单位职责。")
    again = (await banner.read("/queue"))["rows"]

    assert [row["ref"] for row in without] == waiting[1:]
    back = next(row for row in again if row["ref"] == ref)
    assert (back["state"], back["returns"], back["kind"]) == ("returned", 1, "consultation")
    assert back["seconds_to_goal"] is not None, "the citizen's clock runs on"


async def test_the_inbox_of_a_body_is_sorted_by_the_end_of_its_share(banner):
    now = datetime.now(UTC)
    hours = (1, 4, 2)
    refs = {ago: await banner.accepted(at=now - timedelta(hours=ago), kind="immediate") for ago in hours}
    paused = await banner.accepted()
    until = (now + timedelta(days=1)).isoformat()
    await banner.do(OWNER, paused, "pause", reason="third_party", until=until, document="委托书")

    shown = await banner.read("/requests/inbox", OWNER)

    rows = shown["rows"]
    assert [row["ref"] for row in rows] == [*(refs[ago] for ago in sorted(hours, reverse=True)), paused]
    assert [row["light"] for row in rows] == ["running", "running", "running", "stopped"]
    assert (rows[-1]["share_at"], rows[-1]["seconds_to_share"]) == (None, None)
    for row in rows[:-1]:
        assert row["seconds_to_share"] == left(row, "share_at", shown["now"])
        assert row["seconds_to_goal"] == left(row, "goal_at", shown["now"])
    first = await banner.read("/requests/inbox?limit=3", OWNER)
    last = await banner.read(first["next"].removeprefix("/api/v1"), OWNER)
    assert [row["ref"] for row in first["rows"] + last["rows"]] == [row["ref"] for row in rows]


async def test_the_light_shows_what_the_body_was_warned_of(banner):
    ref = await banner.accepted()
    seen = []
    for kind in ("half", "warned"):
        await banner.counter.pool.execute(
            "INSERT INTO event (ref, epoch, n, kind, at, entered_at, actor, role)"
            " SELECT ref, epoch, n + $3, $2, now(), now(), 'system', 'system' FROM request WHERE ref = $1",
            *(ref, kind, 1 + len(seen)),
        )
        seen.append((await banner.read("/requests/inbox", OWNER))["rows"][0]["light"])
    await banner.counter.pool.execute("UPDATE request SET share_at = now() WHERE ref = $1", ref)
    seen.append((await banner.read("/requests/inbox", OWNER))["rows"][0]["light"])

    assert seen == ["half", "warned", "over"]


async def test_a_body_sees_its_own_inbox_and_the_centre_any(banner):
    ref = await banner.accepted()

    own = await banner.counter.get(f"/requests/inbox?body={BODY}", OWNER)
    foreign = await banner.counter.get(f"/requests/inbox?body={BODY}", f"officer-{OTHER}")
    centre = await banner.counter.get(f"/requests/inbox?body={BODY}", DISPATCHER)
    all_of_them = await banner.counter.get("/requests/inbox", "shen")

    assert (foreign.status_code, foreign.json()["code"]) == (403, "not_yours")
    for answer in (own, centre, all_of_them):
        assert [row["ref"] for row in answer.json()["rows"]] == [ref]


async def test_the_next_call_is_in_a_part_of_the_day_that_was_not_tried(banner):
    ref = await banner.closed()
    before = (await banner.read("/requests/calls"))["rows"]
    tried = datetime.fromisoformat(before[0]["call_from"])

    await banner.do(DISPATCHER, ref, "call", outcome="not_reached")
    await banner.counter.pool.execute("UPDATE request_call SET at = $2 WHERE ref = $1", ref, tried)
    after = (await banner.read("/requests/calls"))["rows"]

    assert [row["ref"] for row in after] == [ref]
    assert [datetime.fromisoformat(at) for at in after[0]["tried"]] == [tried]
    assert after[0]["call_from"] >= before[0]["call_until"]


async def test_who_has_answered_is_not_called_again(banner):
    ref, other = await banner.closed(), await banner.closed()

    await banner.do(DISPATCHER, ref, "call", outcome="solved", satisfied=4)

    assert [row["ref"] for row in (await banner.read("/requests/calls"))["rows"]] == [other]


async def test_everybody_may_read_the_rules(banner):
    shown = (await banner.counter.get("/hotline")).json()

    assert shown["policy"]["version"] == banner.policy.version
    assert {kind["id"] for kind in shown["policy"]["kinds"]} == {kind.id for kind in banner.policy.kinds}
    assert shown["topics"]["street_lamps"]["lead"] == BODY
    assert shown["names"]["kind.consultation"]["zh"] == "咨询"
    assert set(shown["roads"]) == set(banner.policy.roads)


async def test_new_rules_hold_for_what_is_handed_in_from_now_on(banner):
    before = await banner.begun()
    pool = banner.counter.pool
    leads = set(re.findall(r"^(?:lead|assists) = .*$", hotline_file(), re.MULTILINE))
    bodies = set(re.findall(r'"(\w+)"', " ".join(leads)))
    for body in bodies:
        await pool.execute(
            "INSERT INTO department (id, name_zh, name_en) VALUES ($1, $1, $1) ON CONFLICT DO NOTHING", body
        )

    first = await banner.counter.post("/hotline", {"text": rules("2027-01-01")}, "root")
    again = await banner.counter.post("/hotline", {"text": rules("2027-01-01")}, "root")
    other = await banner.counter.post("/hotline", {"text": rules("2027-01-01", HUB="NRB")}, "root")
    shown = (await banner.counter.get("/hotline")).json()

    assert [answer.status_code for answer in (first, again)] == [201, 201]
    assert first.json() == again.json() == {"version": "2027-01-01", "topics": len(shown["topics"])}
    assert (other.status_code, other.json()["code"]) == (409, "hotline_exists")
    assert shown["policy"]["version"] == "2027-01-01"
    assert (await banner.read(f"/requests/{before}"))["policy_version"] == banner.policy.version


async def test_rules_with_faults_or_with_bodies_that_are_not_there_are_refused_whole(banner):
    broken = await banner.counter.post("/hotline", {"text": "version = 3"}, "root")
    lacking = await banner.counter.post("/hotline", {"text": rules("2027-02-01", HUB="XXX")}, "root")
    shown = (await banner.counter.get("/hotline")).json()

    assert [(a.status_code, a.json()["code"]) for a in (broken, lacking)] == [(422, "file_refused")] * 2
    assert {"place": "topics.street_lamps", "reason": "The organisation has no body XXX."} in lacking.json()["problems"]
    assert shown["policy"]["version"] == banner.policy.version
