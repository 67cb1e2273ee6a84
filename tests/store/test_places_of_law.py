"""Places by distance, people within eight minutes on foot, and who advises which village: against counting by hand."""

from __future__ import annotations

import asyncio
import random
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from math import asin, cos, radians, sin, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.legal.advising import Served, check_following
from domain.legal.circle import Adviser, PlaceKind
from domain.legal.refusals import AdviserOverlap
from domain.organisation import Body, BodyKind
from domain.roles import Role
from store import legal_places, village_advisers
from store.legal_places import Reach
from store.organisation import save_bodies
from store.people import Person, save_person
from store.pool import Connection, Pool
from store.seed_circle import SQL as SEED
from store.seed_circle import _place
from store.shipped import circle, organisation
from store.village_advisers import Coverage

AT = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)  # Wednesday
TODAY = date(2026, 11, 25)
RADIUS = 6_378_168  # metres: that of PostgreSQL's earthdistance
PLACES = {place.id: place for place in circle().places}
VILLAGES = [body for body in organisation().bodies if body.kind is BodyKind.VILLAGE]
PEOPLE = {place.body: place.population for place in PLACES.values() if place.population}
VILLAGE, OTHER = "T1-V01", "T1-V02"


def haversine(lat: float, lon: float, other_lat: float, other_lon: float, radius: float = RADIUS) -> float:
    """The metres between two positions on a sphere."""
    north, east = radians(other_lat - lat) / 2, radians(other_lon - lon) / 2
    chord = sin(north) ** 2 + cos(radians(lat)) * cos(radians(other_lat)) * sin(east) ** 2
    return 2 * radius * asin(sqrt(chord))


@pytest.fixture
async def there(pool: Pool):
    """The bodies and places of the sample, and three lawyers."""
    async with pool.acquire() as connection:
        await save_bodies(connection, organisation().bodies)
        await connection.executemany(SEED["add_legal_place"], map(_place, circle().places))
        for name in ("ann", "bo", "cy"):
            await save_person(connection, Person(name, name, Role.LAWYER, "JUB", languages=("zh", "mn")))
            await connection.execute("INSERT INTO legal_person (person, place) VALUES ($1, 'centre')", name)
            await connection.execute("INSERT INTO legal_role (person, role) VALUES ($1, 'public_lawyer')", name)
        yield connection


async def served(connection: Connection, village: str = VILLAGE) -> list[tuple[str, str, str]]:
    """Who advises a village from when until when."""
    rows = await connection.fetch(
        "SELECT person, from_on, until_on FROM village_adviser WHERE village = $1 ORDER BY from_on", village
    )
    return [(person, f"{since:%m-%d}", f"{until:%m-%d}" if until else "") for person, since, until in rows]


async def enter(connection: Connection, person: str, since: date, until: date | None = None, village: str = VILLAGE):
    """Let somebody advise a village, as entered today."""
    new = Adviser(village, person, since, until)
    return await village_advisers.set_adviser(connection, new, by="clerk", at=AT, today=TODAY)


def day(text: str) -> date:
    """A day of 2026."""
    return date.fromisoformat(f"2026-{text}")


async def test_the_nearest_places_come_first_with_the_distance_of_a_haversine(there):
    chance = random.Random(8)  # noqa: S311 (positions)
    for _ in range(20):
        lat, lon = chance.uniform(42.4, 43.0), chance.uniform(121.3, 122.2)
        by_hand = {name: haversine(lat, lon, place.lat, place.lon) for name, place in PLACES.items()}

        near = await legal_places.nearest(there, lat, lon, most=5)

        assert [found.place.id for found in near] == sorted(by_hand, key=lambda name: by_hand[name])[:5]
        assert all(abs(found.metres - by_hand[found.place.id]) < 0.1 for found in near)


async def test_a_distance_is_within_half_a_percent_of_the_one_on_the_mean_sphere(there):
    (near,) = await legal_places.nearest(there, 42.66, 121.6, kind=PlaceKind.CENTRE, most=1)

    assert near.metres == pytest.approx(
        haversine(42.66, 121.6, near.place.lat, near.place.lon, radius=6_371_009), rel=0.005
    )


async def test_a_place_is_shown_whole_and_only_those_of_a_kind_where_one_is_asked_for(there):
    (here,) = await legal_places.nearest(there, 42.7301, 121.7692, most=1)
    stations = await legal_places.nearest(there, 42.7301, 121.7692, kind=PlaceKind.STATION, most=300)

    assert (here.place, here.metres) == (PLACES["aid-WFB"], pytest.approx(0, abs=0.01))
    assert len(stations) == 9
    assert stations[0].place.id == "station-T1"


async def test_far_away_and_at_the_edge_of_the_map_something_is_nearest_too(there):
    for lat, lon in ((90, 0), (-90, 180), (0, -180), (42.7, -58.2)):
        assert len(await legal_places.nearest(there, lat, lon, most=2)) == 2


async def test_the_nearest_are_found_along_the_index(there):
    async with there.transaction():
        await there.execute("SET LOCAL enable_seqscan = off")
        statement = legal_places.SQL["legal_places_near"]
        plan = "\n".join(row[0] for row in await there.fetch(f"EXPLAIN {statement}", 42.7, 121.7, "", 3))

    assert "Index Scan using legal_place_where" in plan


async def test_places_are_listed_by_id_of_a_kind_or_of_a_town_with_its_villages(there):
    everything = await legal_places.places(there, most=1000)
    first = await legal_places.places(there, most=100)
    rest = await legal_places.places(there, after=first[-1].id, most=1000)
    town = await legal_places.places(there, body="T2", most=1000)

    assert [place.id for place in everything] == sorted(PLACES)
    assert first + rest == everything
    assert {place.id for place in town} == {"station-T2", *(f"point-T2-V{n:02}" for n in range(1, 24))}
    assert len(await legal_places.places(there, kind=PlaceKind.AID_STATION, most=1000)) == 5
    assert await legal_places.place(there, "centre") == PLACES["centre"]
    assert await legal_places.place(there, "nowhere") is None


@pytest.mark.parametrize("kind", [None, PlaceKind.POINT, PlaceKind.STATION])
async def test_people_within_eight_minutes_are_those_whose_village_lies_within_640_metres(there, kind):
    places = [place for place in PLACES.values() if kind in (None, place.kind)]
    within = [v.id for v in VILLAGES if any(haversine(v.lat, v.lon, p.lat, p.lon) <= 640 for p in places)]

    found = await legal_places.reach(there, TODAY, kind=kind)

    assert found == Reach(
        villages=201,
        villages_within=len(within),
        people=sum(PEOPLE.values()),
        people_within=sum(PEOPLE[village] for village in within),
        unknown=0,
        unplaced=0,
    )
    assert (0 < len(within) < 201) or kind is PlaceKind.STATION


async def test_a_villages_people_count_once_however_many_places_it_has(there):
    before = await legal_places.reach(there, TODAY, metres=2000)
    await there.execute(
        "INSERT INTO legal_place (id, kind, name_zh, name_en, body, lat, lon, hours, languages, population)"
        " SELECT 'second', kind, name_zh, name_en, body, lat, lon, hours, languages, 1"
        " FROM legal_place WHERE id = 'point-T1-V01'"
    )

    assert await legal_places.reach(there, TODAY, metres=2000) == before


async def test_the_reach_of_one_place_is_counted_to_the_metre(there):
    village = next(body for body in VILLAGES if body.id == VILLAGE)
    point = PLACES[f"point-{VILLAGE}"]
    metres = haversine(village.lat, village.lon, point.lat, point.lon)

    just, short = [
        await legal_places.reach(there, TODAY, name=point.id, metres=metres + more) for more in (0.01, -0.01)
    ]

    assert (just.villages_within, just.people_within) == (1, PEOPLE[VILLAGE])
    assert (short.villages_within, short.people_within) == (0, 0)


async def test_villages_without_people_or_position_are_told_and_those_that_are_no_more_do_not_count(there):
    await there.execute("UPDATE legal_place SET population = NULL WHERE id = 'point-T1-V01'")
    await there.execute("UPDATE department SET lat = NULL WHERE id = 'T1-V02'")
    await there.execute("UPDATE department SET valid_until = $1 WHERE id = 'T1-V03'", TODAY)

    found = await legal_places.reach(there, TODAY)

    assert (found.villages, found.unknown, found.unplaced) == (200, 1, 1)
    assert found.people == sum(PEOPLE.values()) - PEOPLE["T1-V01"] - PEOPLE["T1-V03"]


async def test_who_advises_a_village_is_told_by_day_with_what_they_are_and_where(there):
    await enter(there, "ann", day("01-01"), day("12-01"))
    await enter(there, "bo", day("12-01"))

    days = [
        (await village_advisers.advising(there, await village_advisers.advised(there, on, place=VILLAGE, most=1), on))[
            0
        ].person
        for on in (date(2025, 12, 31), day("01-01"), day("11-30"), day("12-01"), date(2040, 1, 1))
    ]
    (row,) = await village_advisers.advised(there, TODAY, place=VILLAGE, most=5)

    assert days == [None, "ann", "ann", "bo", "bo"]
    assert row.person is None, "whoever does not ask is not told"
    assert (row.roles, row.languages, row.place, row.place_phone) == (
        ["public_lawyer"], ["zh", "mn"], "centre", PLACES["centre"].phone,
    )  # fmt: skip


async def test_villages_without_an_adviser_are_listed_too_and_a_towns_together(there):
    await enter(there, "ann", day("01-01"))

    everybody = await village_advisers.advised(there, TODAY, most=1000)
    first = await village_advisers.advised(there, TODAY, most=150)
    rest = await village_advisers.advised(there, TODAY, after=first[-1].village, most=1000)

    assert len(everybody) == 201
    assert [row.village for row in first + rest] == sorted(village.id for village in VILLAGES)
    assert [row.village for row in everybody if row.from_on] == [VILLAGE]
    assert everybody[5].roles == []
    assert len(await village_advisers.advised(there, TODAY, place="T9", most=1000)) == 22


async def test_whoever_follows_relieves_who_was_there(there):
    assert await enter(there, "ann", day("01-01"))
    assert await enter(there, "bo", day("12-01"), day("12-31"))

    assert await served(there) == [("ann", "01-01", "12-01"), ("bo", "12-01", "12-31")]


async def test_the_very_same_again_changes_nothing(there):
    await enter(there, "ann", day("01-01"))
    await enter(there, "bo", day("12-01"))

    assert not await enter(there, "bo", day("12-01"))
    assert await served(there) == [("ann", "01-01", "12-01"), ("bo", "12-01", "")]


async def test_somebodys_end_can_be_moved_and_one_who_has_not_begun_be_replaced(there):
    await enter(there, "ann", day("01-01"))
    await enter(there, "ann", day("01-01"), day("12-01"))
    await enter(there, "bo", day("12-05"))
    await enter(there, "cy", day("12-05"), day("12-20"))

    assert await served(there) == [("ann", "01-01", "12-01"), ("cy", "12-05", "12-20")]


@pytest.mark.parametrize(
    ("person", "since", "until"),
    [
        ("cy", "06-01", None),  # would overlap who comes later
        ("cy", "06-01", "12-02"),
        ("cy", "01-01", "02-01"),  # ann has begun on that day
        ("ann", "01-01", None),  # would last into bo's time
    ],
)
async def test_what_would_put_two_in_one_village_or_unmake_the_past_is_refused(there, person, since, until):
    await enter(there, "ann", day("01-01"), day("12-01"))
    await enter(there, "bo", day("12-01"))
    before = await served(there)

    with pytest.raises(AdviserOverlap) as refused:
        await enter(there, person, day(since), day(until) if until else None)

    assert refused.value.facts["from_on"] in ("2026-01-01", "2026-12-01")
    assert await served(there) == before


@given(
    entries=st.lists(
        st.tuples(st.sampled_from("abc"), st.integers(-20, 40), st.none() | st.integers(1, 30)), max_size=12
    )
)
def test_whatever_is_entered_no_day_has_two_advisers(entries):
    kept: list[Served] = []
    for person, begin, length in entries:
        since = TODAY + timedelta(days=begin)
        until = since + timedelta(days=length) if length else None
        try:
            relieved = check_following(Adviser(VILLAGE, person, since, until), kept, TODAY)
        except AdviserOverlap:
            continue
        kept = [Served(s.person, s.from_on, since) if s == relieved else s for s in kept if s.from_on != since]
        kept = sorted([*kept, Served(person, since, until)], key=lambda entry: entry.from_on)

    for one, following in pairwise(kept):
        assert one.until_on is not None
        assert one.from_on < one.until_on <= following.from_on


async def test_those_who_enter_at_once_never_leave_two_advisers_on_a_day(pool: Pool, there):
    async def rival(number: int) -> None:
        async with pool.acquire() as connection:
            with suppress(AdviserOverlap):  # somebody who comes later was entered first
                await enter(connection, ("ann", "bo", "cy")[number % 3], day("12-01") + timedelta(days=number))

    await asyncio.gather(*(rival(number) for number in range(8)))

    entries = await there.fetch("SELECT from_on, until_on FROM village_adviser ORDER BY from_on")
    assert all(one["until_on"] == following["from_on"] for one, following in pairwise(entries))
    assert entries[-1]["until_on"] is None


async def test_gaps_are_the_days_on_which_nobody_advises_a_village_that_stands(there):
    await there.execute("UPDATE department SET valid_until = '2020-01-01' WHERE kind = 'village' AND parent <> 'T1'")
    await there.execute("UPDATE department SET valid_until = '2026-11-21' WHERE id = 'T1-V03'")
    await there.execute("UPDATE department SET valid_until = '2020-01-01' WHERE parent = 'T1' AND id > 'T1-V03'")
    await enter(there, "ann", day("11-05"), day("11-10"))
    await enter(there, "bo", day("11-12"))
    await enter(there, "cy", day("01-01"), village=OTHER)

    gaps = await village_advisers.gaps(there, day("11-01"), day("12-01"), after=("", date.min), most=10)
    shown = [(gap.village, f"{gap.from_on:%m-%d}", f"{gap.until_on:%m-%d}") for gap in gaps]

    assert shown == [
        (VILLAGE, "11-01", "11-05"),
        (VILLAGE, "11-10", "11-12"),
        ("T1-V03", "11-01", "11-21"),
    ]
    following = await village_advisers.gaps(there, day("11-01"), day("12-01"), after=(VILLAGE, day("11-01")), most=1)
    assert following == gaps[1:2]
    assert await village_advisers.coverage(there, day("11-01"), day("12-01")) == Coverage(
        villages=3, villages_served=1, days=30 + 30 + 20, days_served=30 - 6 + 30
    )


async def test_gaps_and_coverage_agree_with_counting_every_day_of_every_village(there):
    chance = random.Random(3)  # noqa: S311 (days)
    for village in VILLAGES[:12]:
        for _ in range(3):
            since = day("11-01") + timedelta(days=chance.randrange(60))
            try:
                await enter(there, chance.choice(["ann", "bo"]), since, since + timedelta(days=9), village.id)
            except AdviserOverlap:
                continue
    first, end = day("11-15"), day("12-15")
    rows = await there.fetch("SELECT village, from_on, until_on FROM village_adviser")
    days = [first + timedelta(days=n) for n in range((end - first).days)]
    covered = {(v, d) for v, since, until in rows for d in days if since <= d < until}

    gaps = await village_advisers.gaps(there, first, end, after=("", date.min), most=1000)
    missing = [
        (gap.village, gap.from_on + timedelta(days=n)) for gap in gaps for n in range((gap.until_on - gap.from_on).days)
    ]

    assert len(set(missing)) == len(missing)
    assert set(missing) == {(village.id, d) for village in VILLAGES for d in days} - covered
    assert (await village_advisers.coverage(there, first, end)).days_served == len(covered)


async def test_without_villages_there_is_nothing_to_cover(pool: Pool):
    async with pool.acquire() as connection:
        await save_bodies(connection, [Body("T1", BodyKind.TOWN, "镇", "Town")])

        assert await village_advisers.coverage(connection, day("11-01"), day("12-01")) == Coverage(0, 0, 0, 0)
        assert await legal_places.reach(connection, TODAY) == Reach(0, 0, 0, 0, 0, 0)
