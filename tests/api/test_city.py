"""The city's 12345 hands in lists: all or none, each request once under the city's number, with the city's own deadline."""

from datetime import UTC, datetime, timedelta

import pytest
from banner import DISPATCHER, TOPIC, VILLAGE, Banner
from citizens import with_numbers_of_its_own, written

DUE = (datetime.now(UTC) + timedelta(hours=5)).replace(microsecond=0)


def row(number=1, **more):
    return {
        "external_no": f"TL20261125-{number:04d}",
        "outer_due": DUE.isoformat(),
        "text": f"市里转来的第{number}件",
        "district": VILLAGE,
        "topic": TOPIC,
    } | more


@pytest.fixture
async def banner(office):
    return await with_numbers_of_its_own(await Banner.staffed(office))


@pytest.fixture
async def idle(counter):
    return await with_numbers_of_its_own(await Banner.staffed(counter))


async def hand_over(banner, *rows, who=DISPATCHER):
    return await banner.counter.post("/requests/city", {"rows": list(rows)}, who)


async def count(banner, table="report"):
    return await banner.counter.pool.fetchval(f"SELECT count(*) FROM {table}")  # noqa: S608 (our own)


async def test_a_request_of_the_city_begins_with_the_citys_deadline(banner):
    answer = await hand_over(banner, row(phone="15400008888", name="市民甲"))

    (told,) = answer.json()["rows"]
    assert (answer.status_code, told["external_no"], told["is_new"]) == (201, "TL20261125-0001", True)
    await written(banner, told["ref"])
    await banner.do(DISPATCHER, told["ref"], "accept", kind="consultation")
    found = await banner.counter.pool.fetchrow(
        "SELECT report.source, report.outer_due, request.goal_at FROM report JOIN request USING (ref)"
    )
    assert tuple(found) == ("city", DUE, DUE)


async def test_the_same_list_again_changes_nothing_and_names_the_same_requests(banner):
    rows = [row(number) for number in range(1, 6)]

    first, second = await hand_over(banner, *rows), await hand_over(banner, *rows, row(6), row(2 + 5, text="新"))

    refs = [told["ref"] for told in first.json()["rows"]]
    assert [told["ref"] for told in second.json()["rows"]][:5] == refs
    assert [told["is_new"] for told in second.json()["rows"]] == [False] * 5 + [True] * 2
    assert (await count(banner), await count(banner, "complainant")) == (7, 7)


async def test_what_the_city_changes_later_does_not_change_what_was_kept(idle):
    await hand_over(idle, row(text="原文"))

    again = await hand_over(idle, row(text="改文"))

    assert (again.status_code, again.json()["rows"][0]["is_new"]) == (201, False)
    assert await idle.counter.pool.fetchval("SELECT text FROM report") == "原文"


async def test_one_bad_row_refuses_all_and_each_is_told_with_what_is_allowed(idle):
    answer = await hand_over(idle, row(1), row(2, topic="nothing"), row(3, district="nowhere"), row(1), row(5))

    told = answer.json()
    places = [problem["place"] for problem in told["problems"]]
    assert (answer.status_code, told["code"]) == (422, "rows_refused")
    assert places == ["body.rows[1].topic", "body.rows[2].district", "body.rows[3].external_no"]
    assert TOPIC in told["problems"][0]["reason"]
    assert await count(idle) == 0


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"external_no": ""}, "body.rows[1].external_no"),
        ({"external_no": "a b"}, "body.rows[1].external_no"),
        ({"outer_due": "2026-11-25T10:00:00"}, "body.rows[1].outer_due"),
        ({"outer_due": None}, "body.rows[1].outer_due"),
        ({"text": "\u0007"}, "body.rows[1].text"),
        ({"language": "fr"}, "body.rows[1].language"),
        ({"source": "web"}, "body.rows[1].source"),
    ],
)
async def test_a_row_that_is_no_request_refuses_all(idle, change, place):  # H08
    answer = await hand_over(idle, row(1), row(2, **change))

    assert (answer.status_code, answer.json()["problems"][0]["place"]) == (422, place)
    assert await count(idle) == 0


async def test_500_fit_into_one_list_and_501_do_not(idle):
    rows = [row(number, text="长" * 2000) for number in range(1, 502)]

    most, more = await hand_over(idle, *rows[:500]), await hand_over(idle, *rows)

    assert (most.status_code, len(most.json()["rows"])) == (201, 500)
    assert more.status_code in (413, 422)
    assert await count(idle) == 500


async def test_only_the_centre_and_the_administrators_take_them_in(idle):
    answers = {
        who: (await hand_over(idle, row(), who=who)).status_code
        for who in ("", "chen", "officer-HUB", f"grid-{VILLAGE}", "shen")
    }
    allowed = [(await hand_over(idle, row(), who=who)).status_code for who in (DISPATCHER, "leader", "root")]

    assert answers == {"": 401, "chen": 403, "officer-HUB": 403, f"grid-{VILLAGE}": 403, "shen": 403}
    assert allowed == [201, 201, 201]
    large = await idle.counter.web.post(
        "/api/v1/requests/city",
        content=b"[" + b" " * 100_000,
        headers=idle.counter.bearing("chen") | {"Content-Type": "application/json"},
    )
    assert large.status_code == 413
