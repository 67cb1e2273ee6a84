"""Old requests are taken over all or none, for figures only: no clock, no workflow, no message."""

import json
from datetime import UTC, datetime

import pytest
from banner import DISPATCHER, TOPIC, VILLAGE, Banner
from citizens import with_numbers_of_its_own

LINES = {"Content-Type": "application/x-ndjson"}


def line(number=1, **more):
    return {
        "no": f"OLD-{number}",
        "source": "hotline",
        "state": "archived",
        "kind": "consultation",
        "topic": TOPIC,
        "district": VILLAGE,
        "text": f"旧诉求{number}",
        "reported_at": "2025-03-03T10:00:00+08:00",
        "accepted_at": "2025-03-03T10:05:00+08:00",
        "closed_at": "2025-03-04T10:00:00+08:00",
        "outcome": "solved",
    } | more


@pytest.fixture
async def banner(counter):
    return await with_numbers_of_its_own(await Banner.staffed(counter))


async def send(banner, *lines, who=DISPATCHER, headers=LINES):
    body = "\n".join(one if isinstance(one, str) else json.dumps(one, ensure_ascii=False) for one in lines)
    return await banner.counter.web.post(
        "/api/v1/requests/history",
        content=body.encode("utf-8", "surrogatepass"),
        headers=banner.counter.bearing(who) | headers,
    )


async def counts(banner):
    tables = ("report", "request", "event", "notice", "outbox", "complainant")
    return {
        table: await banner.counter.pool.fetchval(f"SELECT count(*) FROM {table}")  # noqa: S608 (our own)
        for table in tables
    }


async def test_old_requests_are_kept_with_their_end_and_nothing_else_happens(banner):  # H38
    answer = await send(banner, line(1, name="旧人", phone="15400007777"), "", line(2, state="withdrawn", outcome=None))

    assert (answer.status_code, answer.json()) == (200, {"new": 2, "known": 0})
    assert await counts(banner) == {"report": 2, "request": 2, "event": 0, "notice": 0, "outbox": 0, "complainant": 1}
    rows = await banner.counter.pool.fetch(
        "SELECT report.ref, report.imported_at, request.* FROM report JOIN request USING (ref) ORDER BY external_no"
    )
    assert [row["state"] for row in rows] == ["archived", "withdrawn"]
    assert all(row["ref"].startswith("H20250303-") and row["wakes_at"] is None for row in rows)
    assert rows[0]["closed_at"] == datetime(2025, 3, 4, 2, tzinfo=UTC)
    assert all(row["imported_at"] is not None for row in rows)


async def test_the_same_file_again_adds_nothing(banner):
    first = await send(banner, *(line(number) for number in range(1, 11)))
    second = await send(banner, *(line(number) for number in range(6, 16)))

    assert [a.json() for a in (first, second)] == [{"new": 10, "known": 0}, {"new": 5, "known": 5}]


async def test_an_old_request_can_be_followed_by_nobody_but_whoever_has_its_code(banner):
    await send(banner, line(1, name="旧人"))
    ref, code = await banner.counter.pool.fetchrow("SELECT ref, code FROM complainant")

    told = await banner.counter.get(f"/requests/{ref}/track", **{"Query-Code": code})

    assert (told.status_code, told.json()["state"]) == (200, "archived")


BAD = (
    ({"state": "handling"}, "state", "'archived', 'advised' or 'withdrawn'"),
    ({"state": "closed"}, "state", "'archived'"),
    ({"state": "banana"}, "state", "'archived'"),
    ({"kind": "banana"}, "kind", "consultation"),
    ({"kind": "off_list_demand"}, "kind", "consultation"),  # it would have to say of whom it complains
    ({"topic": "off_list_demand"}, "topic", TOPIC),
    ({"source": "banana"}, "source", "'mini_program'"),
    ({"outcome": "banana"}, "outcome", "'not_reached'"),
    ({"district": "nowhere"}, "district", "allowed_district"),
    ({"district": "HUB"}, "district", "allowed_district"),
    ({"topic": "banana"}, "topic", TOPIC),
    ({"road": "banana"}, "road", "court"),
    ({"closed_at": "2025-03-02T10:00:00+08:00"}, "closed_at", "follow"),
    ({"closed_at": "2099-03-02T10:00:00+08:00"}, "closed_at", "follow"),
    ({"closed_at": "2025-03-04T10:00:00"}, "closed_at", "timezone"),
    ({"color": "red"}, "color", "not permitted"),
    ({"text": "\u0000"}, "text", "U+0000"),
    ({"text": "\ud800"}, "text", "U+D800"),
    ({"phone": "x"}, "phone", "telephone"),
)


@pytest.mark.parametrize(("change", "field", "allowed"), BAD)
async def test_one_bad_value_refuses_the_batch_with_its_line_and_what_is_allowed(banner, change, field, allowed):  # H38
    answer = await send(banner, line(1), "", json.dumps(line(3) | change), line(4))

    told = answer.json()
    assert (answer.status_code, told["code"]) == (422, "rows_refused")
    assert [problem["place"] for problem in told["problems"]] == [f"line 3.{field}"]
    assert allowed in told["problems"][0]["reason"]
    assert field != "district" or VILLAGE in told["allowed_district"]
    assert (await counts(banner))["report"] == 0


@pytest.mark.parametrize("bad", ["{", "[]", "null", '{"no": "a", "no": "b"}', '{"no": NaN}', "[" * 5000, "1e999"])
async def test_a_line_that_is_no_object_refuses_the_batch(banner, bad):
    answer = await send(banner, line(1), bad)

    assert (answer.status_code, answer.json()["code"]) == (422, "rows_refused")
    assert answer.json()["problems"][0]["place"].startswith("line 2")
    assert (await counts(banner))["report"] == 0


async def test_a_number_that_is_there_twice_refuses_the_batch(banner):
    answer = await send(banner, line(1), line(2), line(1))

    assert answer.json()["problems"] == [{"place": "line 3.no", "reason": "Line 1 has this number too."}]


async def test_the_first_50_faults_are_told(banner):
    answer = await send(banner, *(line(number, kind="banana") for number in range(1, 200)))

    assert [problem["place"] for problem in answer.json()["problems"]] == [f"line {n}.kind" for n in range(1, 51)]


async def test_what_is_no_file_of_lines_is_refused(banner):
    answers = [
        await send(banner),
        await send(banner, line(1), headers={"Content-Type": "application/json"}),
        await send(banner, line(1), who="chen"),
        await send(banner, line(1), who=""),
        await send(banner, "x" * 100_000, who="chen"),
    ]

    assert [a.status_code for a in answers] == [400, 415, 403, 401, 413]


async def test_50000_old_requests_come_in_one_call_without_a_timer_and_a_message(banner):  # H38
    body = b"\n".join(
        json.dumps(line(number, name="某人", phone=f"154{number:08d}", text="路灯" * 20), ensure_ascii=False).encode()
        for number in range(1, 50_001)
    )
    headers = banner.counter.bearing("root") | LINES

    answer = await banner.counter.web.post("/api/v1/requests/history", content=body, headers=headers, timeout=120)
    more = await banner.counter.web.post(
        "/api/v1/requests/history", content=body + b"\n{}", headers=headers, timeout=120
    )

    assert (answer.status_code, answer.json()) == (200, {"new": 50_000, "known": 0})
    assert more.status_code == 422
    told = await counts(banner)
    assert (told["report"], told["notice"], told["outbox"], told["event"]) == (50_000, 0, 0, 0)
    assert await banner.counter.pool.fetchval("SELECT count(*) FROM request WHERE wakes_at IS NOT NULL") == 0
    ref = await banner.counter.pool.fetchval("SELECT min(ref) FROM request")
    found = [one async for one in banner.counter.client.list_workflows(f"WorkflowId = 'hotline/{ref}'")]
    assert found == []
