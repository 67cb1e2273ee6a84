"""What was done is entered once, in whole numbers, with place, day and evidence; and taken back with a reason."""

import asyncio
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from legal_rows import let_in, settle_in, visit

TODAY = datetime.now(ZoneInfo("Asia/Shanghai")).date()
SECRET = "姓名甲乙丙的签收单"


@pytest.fixture
async def legal(counter):
    """Counters of a small legal circle."""
    await settle_in(counter.pool)
    await let_in(counter.pool, counter.tokens)
    return counter


def done(**more):
    about = {"kind": "leaflet", "on_day": TODAY.isoformat(), "place": "station-1", "count": 312}
    return about | {"evidence": "签收单 2026-118", "person": "lawyer-1"} | more


async def enter(legal, who="clerk-1", key=None, **more):
    return await legal.post("/legal/activities", done(**more), who, key)


async def kept(legal):
    return await legal.pool.fetchval("SELECT count(*) FROM legal_activity WHERE ended_at IS NULL")


async def test_an_activity_is_kept_as_it_was_entered(legal):
    answer = await enter(legal, audience=80)

    told = answer.json()
    assert answer.status_code == 201, answer.text
    assert {name: told[name] for name in done()} == done()
    assert (told["audience"], told["entered_by"], told["ended_at"]) == (80, "clerk-1", None)
    assert (await legal.get("/legal/activities", "clerk-1")).json()["rows"] == [told]


@pytest.mark.parametrize(
    "count", ["300余", "约300", 300.5, 300.0, "300", "三百", "３００", -1, 0, True, None, [300], 1_000_001, 10**12]
)
async def test_what_is_no_whole_count_is_refused_with_a_clear_answer(legal, count):  # row 30
    answer = await enter(legal, count=count)

    (problem,) = answer.json()["problems"]
    assert answer.status_code == 422
    assert problem["place"] == "body.count"
    assert "whole number" in problem["reason"] or "equal to" in problem["reason"]
    assert "300余" not in answer.text
    assert await kept(legal) == 0


async def test_numbers_written_with_a_fraction_of_nothing_or_an_exponent_are_no_counts(legal):
    for text in ("300.0", "3e2", "NaN", "0x12C"):
        body = f'{{"kind": "leaflet", "on_day": "{TODAY}", "place": "station-1", "count": {text}, "evidence": "e", "person": "lawyer-1"}}'  # fmt: skip
        headers = legal.bearing("clerk-1") | {"Idempotency-Key": "raw-1", "Content-Type": "application/json"}
        answer = await legal.web.post("/api/v1/legal/activities", content=body, headers=headers)
        assert answer.status_code in (400, 422), text
    assert await kept(legal) == 0


async def test_a_day_that_has_not_come_is_refused_and_today_is_not(legal):
    tomorrow = await enter(legal, on_day=(TODAY + timedelta(days=1)).isoformat())
    today = await enter(legal)

    assert (tomorrow.status_code, tomorrow.json()["code"]) == (422, "time_not_allowed")
    assert today.status_code == 201


@pytest.mark.parametrize("day", ["", "today", 1764028800, "2026-13-01", "1999-12-31", "2026-11-25T00:00:00", "２０２６-11-25"])  # fmt: skip
async def test_what_is_no_day_is_refused(legal, day):
    answer = await enter(legal, on_day=day)

    assert (answer.status_code, answer.json()["problems"][0]["place"]) == (422, "body.on_day")


@pytest.mark.parametrize(
    ("more", "code", "place"),
    [
        ({"kind": "feast"}, "unknown_choice", "body.kind"),
        ({"place": "nowhere"}, "unknown_choice", "body.place"),
        ({"person": "nobody"}, "unknown_person", "body.person"),
        ({"person": "chen"}, "unknown_person", "body.person"),
        ({"ref": "V20261125-999999"}, "unknown_choice", "body.ref"),
        ({"evidence": " "}, "invalid_request", None),
        ({"audience": "300余"}, "invalid_request", None),
        ({"extra": 1}, "invalid_request", None),
    ],
)
async def test_what_is_not_known_or_not_shown_is_refused(legal, more, code, place):
    answer = await enter(legal, **more)

    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert place is None or answer.json()["place"] == place
    assert await kept(legal) == 0


@pytest.mark.parametrize("missing", ["kind", "on_day", "place", "count", "evidence", "person"])
async def test_nothing_of_it_may_be_missing(legal, missing):
    body = {name: value for name, value in done().items() if name != missing}

    answer = await legal.post("/legal/activities", body, "clerk-1")

    assert answer.status_code == 422
    assert await kept(legal) == 0


async def test_a_key_counts_once_and_stands_for_nothing_else(legal):
    first, again, other, of_another = (
        await enter(legal, key="k1"),
        await enter(legal, key="k1"),
        await enter(legal, key="k1", count=313),
        await enter(legal, "director-1", key="k1", evidence="另一份"),
    )

    assert [answer.status_code for answer in (first, again, other, of_another)] == [201, 200, 422, 201]
    assert again.json() == first.json()
    assert other.json()["code"] == "key_reused"


async def test_the_same_under_another_key_is_counted_once_and_another_count_is_refused(legal):
    first, again, other = await enter(legal), await enter(legal, "director-1"), await enter(legal, count=300)

    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json()
    assert (other.status_code, other.json()["code"], other.json()["count"]) == (409, "counted_before", "312")
    assert await kept(legal) == 1


async def test_twenty_at_once_are_one(legal):
    answers = await asyncio.gather(*(enter(legal) for _ in range(20)))

    assert sorted(answer.status_code for answer in answers) == [200] * 19 + [201]
    assert await kept(legal) == 1


async def test_what_is_taken_back_stays_on_record_with_the_reason_and_may_be_entered_anew(legal):
    entry = (await enter(legal, key="k1")).json()["id"]
    path = f"/legal/activities/{entry}/take-back"

    back, again = [await legal.post(path, {"reason": reason}, "director-1") for reason in ("重复录入。", "再次。")]
    anew, old_key = await enter(legal, count=300), await enter(legal, key="k1")

    assert (back.status_code, back.json()["why"]) == (200, "重复录入。")
    assert again.json() == back.json()
    assert anew.status_code == 201
    assert (old_key.status_code, old_key.json()["why"]) == (200, "重复录入。"), "the same key gets the same entry"
    rows = (await legal.get("/legal/activities", "shen")).json()["rows"]
    assert sorted((row["count"], row["ended_at"] is None) for row in rows) == [(300, True), (312, False)]


async def test_a_lawyer_sees_no_activities_but_their_own(legal):
    await enter(legal, person="lawyer-1")

    own, others, asked_for = [
        (await legal.get(f"/legal/activities{query}", who)).json()["rows"]
        for who, query in (("lawyer-1", ""), ("lawyer-2", ""), ("lawyer-2", "?person=lawyer-1"))
    ]

    assert ([row["person"] for row in own], others, asked_for) == (["lawyer-1"], [], [])


async def test_a_reason_is_needed_and_an_entry_that_there_is(legal):
    entry = (await enter(legal)).json()["id"]

    for path, body, status in (
        (entry, {}, 422),
        (entry, {"reason": " "}, 422),
        ("A" * 16, {"reason": "无"}, 404),
        ("x", {"reason": "无"}, 422),
    ):
        answer = await legal.post(f"/legal/activities/{path}/take-back", body, "clerk-1")
        assert answer.status_code == status, answer.text
    assert await kept(legal) == 1


async def test_a_lawyer_enters_and_takes_back_what_is_their_own(legal):
    mine, others = await enter(legal, "lawyer-1"), await enter(legal, "lawyer-1", person="lawyer-2")
    theirs = await enter(legal, "lawyer-2", person="lawyer-2")
    paths = [f"/legal/activities/{answer.json()['id']}/take-back" for answer in (mine, theirs)]
    backs = [await legal.post(path, {"reason": "误录。"}, "lawyer-1") for path in paths]

    assert (mine.status_code, others.status_code) == (201, 403)
    assert others.json()["code"] == "not_yours"
    assert [back.status_code for back in backs] == [200, 403]


@pytest.mark.parametrize(("who", "status"), [("", 401), ("chen", 403), ("officer-DRC", 403), ("root", 403), ("shen", 403)])  # fmt: skip
async def test_others_enter_nothing(legal, who, status):
    assert (await enter(legal, who)).status_code == status


@pytest.mark.parametrize(("who", "status"), [("", 401), ("chen", 403), ("shen", 200), ("lawyer-1", 200)])
async def test_those_who_oversee_read_and_the_public_does_not(legal, who, status):
    await enter(legal, evidence=SECRET)

    answer = await legal.get("/legal/activities", who)

    assert answer.status_code == status
    assert (SECRET in answer.text) == (status == 200)


async def test_a_list_is_paged_and_can_be_narrowed(legal):
    days = [(TODAY - timedelta(days=number)).isoformat() for number in range(5)]
    for day in days:
        await enter(legal, on_day=day)
    ref = await visit(legal.pool, datetime.now(UTC), None)
    await enter(legal, kind="visit", place="centre", person="lawyer-2", ref=ref, on_day=days[2])

    seen, path = [], f"/legal/activities?limit=2&kind=leaflet&from={days[4]}"
    while path:
        page = (await legal.get(path, "clerk-1")).json()
        seen += [row["on_day"] for row in page["rows"]]
        path = (page["next"] or "").removeprefix("/api/v1")
    narrow = (await legal.get("/legal/activities?place=centre&person=lawyer-2", "clerk-1")).json()["rows"]
    part = (await legal.get(f"/legal/activities?from={days[2]}&until={days[1]}", "clerk-1")).json()["rows"]

    assert seen == days
    assert [row["ref"] for row in narrow] == [ref]
    assert {row["on_day"] for row in part} == {days[2]}


@pytest.mark.parametrize("query", ["after=x", "after=WyIiXQ", "from=1", "until=tomorrow", "kind=%00", "limit=0"])
async def test_a_list_that_is_asked_for_wrongly_is_refused(legal, query):
    answer = await legal.get(f"/legal/activities?{query}", "clerk-1")

    assert answer.status_code == 422


async def test_the_kinds_are_told_with_their_names(legal):
    kinds = (await legal.get("/legal/activity-kinds", "lawyer-1")).json()

    assert {"visit", "checkup", "lecture", "leaflet", "document", "mediation", "notarisation"} <= {kind["id"] for kind in kinds}  # fmt: skip
    assert all(set(kind["names"]) == {"zh", "mn", "en"} for kind in kinds)
