"""Everybody finds the nearest legal help, sees how many give it and who advises a village; only the desk enters advisers."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from legal_rows import let_in, settle_in

from domain.roles import RULES, Act

TODAY = datetime.now(ZoneInfo("Asia/Shanghai")).date()
PERIOD = "from=2026-11-01&until=2026-12-01"
PRIVATE = ("律师甲", "律师乙", "15400007777")


@pytest.fixture
async def legal(counter):
    """Counters of a small legal circle: two lawyers, three places, two villages of which one has 500 people."""
    pool = counter.pool
    await settle_in(pool)
    await let_in(pool, counter.tokens)
    await pool.execute("UPDATE department SET lat = 42.7, lon = 121.8 WHERE id = 'V-002'")
    await pool.execute("UPDATE legal_place SET lat = 42.75, phone = '15400040001' WHERE id = 'centre'")
    await pool.execute("UPDATE legal_place SET lat = 42.705, population = 500 WHERE id = 'point-2'")
    await pool.execute("UPDATE person SET phone = '15400007777', languages = '{zh,mn}' WHERE id = 'lawyer-1'")
    await pool.execute(
        "INSERT INTO legal_role (person, role) VALUES ('lawyer-1', 'licensed_lawyer'), ('lawyer-1', 'public_lawyer'),"
        " ('lawyer-2', 'literate')"
    )
    return counter


async def put(legal, who="clerk-1", **more):
    """Enter an adviser."""
    body = {"village": "V-001", "person": "lawyer-1", "from_on": "2026-11-10"} | more
    return await legal.web.put("/api/v1/legal/advisers", json=body, headers=legal.bearing(who))


async def read(legal, path, who=""):
    """What somebody is shown."""
    answer = await legal.get(f"/legal/{path}", who)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def nearest(legal, **position):
    return (await legal.post("/legal/places/nearest", position)).json()["rows"]


@pytest.mark.parametrize("at", [5e-324, -5e-324, 1e-300, 0.0, 90.0, -90.0])
async def test_wherever_on_earth_somebody_stands_something_is_nearest(legal, at):
    assert await nearest(legal, lat=at, lon=at)


async def test_a_visitor_is_told_what_is_nearest_with_metres_and_minutes(legal):
    rows = await nearest(legal, lat=42.7, lon=121.8)

    assert [(row["id"], row["metres"], row["walking_minutes"]) for row in rows] == [
        ("station-1", 0, 0),
        ("point-2", 557, 7),
        ("centre", 5567, 70),  # 5,566.002 metres, rounded up
    ]
    assert [row["id"] for row in await nearest(legal, lat=42.7, lon=121.8, kind="point", most=1)] == ["point-2"]


@pytest.mark.parametrize(
    "position",
    [{}, {"lat": 42.7}, {"lat": 91, "lon": 0}, {"lat": 0, "lon": 181}, {"lat": "x", "lon": 0},
     {"lat": 1, "lon": 1, "kind": "pub"}, {"lat": 1, "lon": 1, "most": 0}, {"lat": 1, "lon": 1, "most": 21},
     {"lat": 1, "lon": 1, "who": "x"}],
)  # fmt: skip
async def test_a_position_that_is_none_is_refused_with_its_place(legal, position):
    answer = await legal.post("/legal/places/nearest", position)

    assert answer.status_code == 422
    assert all(problem["place"].startswith("body.") for problem in answer.json()["problems"])


async def test_where_somebody_stands_is_never_taken_from_an_address(legal):
    answer = await legal.get("/legal/places/nearest?lat=42.7&lon=121.8")

    assert answer.status_code in (404, 405)
    assert "station-1" not in answer.text


async def test_places_are_listed_in_pages_by_kind_and_body(legal):
    first = await read(legal, "places?limit=2")
    rest = await read(legal, first["next"].removeprefix("/api/v1/legal/"))

    assert [row["id"] for row in first["rows"] + rest["rows"]] == ["centre", "point-2", "station-1"]
    assert rest["next"] is None
    assert [row["id"] for row in (await read(legal, "places?kind=station"))["rows"]] == ["station-1"]
    assert [row["id"] for row in (await read(legal, "places?body=T-02"))["rows"]] == ["point-2"]
    assert (await legal.get("/legal/places?after=xyz")).status_code == 422


async def test_the_people_within_eight_minutes_are_told_with_what_is_not_known(legal):
    told = await read(legal, "reach")

    assert (told["minutes"], told["metres"], told["on"]) == (8, 640, TODAY.isoformat())
    assert (told["villages"], told["villages_within"], told["unknown"], told["unplaced"]) == (2, 1, 1, 1)
    assert (told["people"], told["people_within"], told["share"]) == (500, 500, 1.0)
    assert (await read(legal, "reach?place=centre"))["share"] == 0.0
    assert (await read(legal, "reach?kind=point"))["people_within"] == 500
    assert (await legal.get("/legal/reach?place=nowhere")).json()["code"] == "unknown_choice"


async def test_where_nobody_is_known_to_live_there_is_no_share(legal):
    await legal.pool.execute("UPDATE legal_place SET population = NULL")

    assert (await read(legal, "reach"))["share"] is None


async def test_people_and_roles_are_counted_apart_and_nobody_is_named(legal):
    told = await read(legal, "people")

    assert (told["people"], told["roles"], told["several"]) == (2, 3, 1)
    assert told["languages"] == {"mn": 1, "zh": 2}
    assert told["by_role"] == [
        {"role": "licensed_lawyer", "people": 1, "languages": {"mn": 1, "zh": 1}},
        {"role": "literate", "people": 1, "languages": {"mn": 0, "zh": 1}},
        {"role": "public_lawyer", "people": 1, "languages": {"mn": 1, "zh": 1}},
    ]


async def test_an_adviser_is_shown_to_everybody_by_what_they_are_and_where_never_by_name_or_number(legal):
    assert (await put(legal)).status_code == 200

    public = await legal.get("/legal/advisers?on=2026-11-25&place=V-001")

    (row,) = public.json()["rows"]
    assert (row["village"], row["town"], row["person"]) == ("V-001", "T-01", None)
    assert (row["roles"], row["languages"]) == (["licensed_lawyer", "public_lawyer"], ["zh", "mn"])
    assert (row["place"], row["place_phone"], row["from_on"], row["until_on"]) == (
        "centre", "15400040001", "2026-11-10", None,
    )  # fmt: skip
    for path in ("advisers?on=2026-11-25", "advisers/gaps?" + PERIOD, "people", "places", "reach"):
        text = (await legal.get(f"/legal/{path}")).text
        assert not any(word in text for word in (*PRIVATE, "lawyer-1")), path


@pytest.mark.parametrize("who", ["clerk-1", "director-1", "root"])
async def test_whoever_enters_advisers_sees_who_it_is_and_nobody_else_does(legal, who):
    await put(legal)

    query = "advisers?on=2026-11-25&place=V-001"
    assert (await read(legal, query, who))["rows"][0]["person"] == "lawyer-1"
    for other in ("lawyer-2", "chen", "shen", "officer-NRB"):
        assert (await read(legal, query, other))["rows"][0]["person"] is None


async def test_villages_without_an_adviser_are_in_the_list_page_by_page(legal):
    first = await read(legal, "advisers?on=2026-11-25&limit=1")
    rest = await read(legal, first["next"].removeprefix("/api/v1/legal/"))

    assert [(row["village"], row["roles"], row["place"]) for row in first["rows"] + rest["rows"]] == [
        ("V-001", [], None),
        ("V-002", [], None),
    ]
    assert [row["village"] for row in (await read(legal, "advisers?place=T-02"))["rows"]] == ["V-002"]


async def test_entering_again_changes_nothing_and_whoever_follows_relieves(legal):
    first, again = await put(legal), await put(legal)
    await legal.pool.execute("INSERT INTO legal_role (person, role) VALUES ('lawyer-2', 'aid_lawyer')")
    later = (TODAY + timedelta(days=10)).isoformat()
    following = await put(legal, person="lawyer-2", from_on=later)

    assert first.json() == again.json()
    assert first.headers["cache-control"] == "no-store"
    assert (following.json()["person"], following.json()["from_on"]) == ("lawyer-2", later)
    (row,) = (await read(legal, f"advisers?on={TODAY}&place=V-001", "clerk-1"))["rows"]
    assert (row["person"], row["until_on"]) == ("lawyer-1", later)


@pytest.mark.parametrize(
    ("more", "status", "code"),
    [
        ({"until_on": "2026-11-10"}, 422, "period_not_allowed"),
        ({"village": "T-01"}, 422, "unknown_choice"),
        ({"village": "V-999"}, 422, "unknown_choice"),
        ({"person": "nobody"}, 422, "unknown_person"),
        ({"person": "clerk-1"}, 422, "unknown_person"),
        ({"person": "lawyer-2"}, 409, "not_qualified"),  # law-literate only
        ({"from_on": "2026-11-10T00:00:00"}, 422, "invalid_request"),
        ({"from_on": "2026-02-30"}, 422, "invalid_request"),
        ({"phone": "15400007777"}, 422, "invalid_request"),
        ({"from_on": "2026-11-01", "until_on": "2026-11-25"}, 409, "adviser_overlap"),
    ],
)
async def test_what_cannot_be_entered_is_refused_and_changes_nothing(legal, more, status, code):
    await put(legal, from_on="2026-11-20")

    answer = await put(legal, **more)

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert await legal.pool.fetchval("SELECT count(*) FROM village_adviser") == 1


async def test_only_the_desk_and_administrators_enter_advisers(legal):
    answers = {who: (await put(legal, who)).status_code for who in ("", "chen", "lawyer-1", "shen", "officer-NRB")}

    assert answers == {"": 401, "chen": 403, "lawyer-1": 403, "shen": 403, "officer-NRB": 403}
    assert {role.value for role in RULES[Act.MANAGE_LEGAL]} == {"clerk", "director", "administrator"}


async def test_gaps_are_told_with_how_far_the_period_is_covered(legal):
    await put(legal, from_on="2026-11-10", until_on="2026-11-20")

    first = await read(legal, f"advisers/gaps?{PERIOD}&limit=2")
    rest = await read(legal, first["next"].removeprefix("/api/v1/legal/"))
    rows = first["rows"] + rest["rows"]

    assert [(row["village"], row["from_on"], row["until_on"]) for row in rows] == [
        ("V-001", "2026-11-01", "2026-11-10"),
        ("V-001", "2026-11-20", "2026-12-01"),
        ("V-002", "2026-11-01", "2026-12-01"),
    ]
    covered = {"villages": 2, "villages_served": 0, "days": 60, "days_served": 10, "share": 0.1667}
    assert first["coverage"] == rest["coverage"] == covered
    assert (first["from"], first["until"]) == ("2026-11-01", "2026-12-01")


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("from=2026-12-01&until=2026-12-01", "period_not_allowed"),
        ("from=2020-01-01&until=2026-12-01", "period_not_allowed"),
        ("from=2026-12-01", "invalid_request"),
        (f"{PERIOD}&after=xyz", "invalid_request"),
    ],
)
async def test_a_period_that_is_none_is_refused(legal, query, code):
    assert (await legal.get(f"/legal/advisers/gaps?{query}")).json()["code"] == code
