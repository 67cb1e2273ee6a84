"""The organisation in the database: bodies by day, and who takes a request."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import asyncpg
import pytest

from domain.hotline.policy import Level
from domain.hotline.record import Place
from domain.organisation import CENTRE, Body, BodyKind
from domain.roles import Role
from store import organisation, rosters
from store.people import Person, actor_by_token, find_person, save_person
from store.pool import Connection, Pool
from store.seed import load_samples, parse_samples
from store.seed_organisation import load_organisation, staffed
from store.shipped import organisation as sample

NOW = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)  # Wednesday, 10:00 in Kulun
TODAY = date(2026, 11, 25)
HOUR = timedelta(hours=1)
TEXT = (Path(__file__).parents[2] / "domain" / "data" / "sample_people.toml").read_text(encoding="utf-8")
SAMPLES = staffed(parse_samples(TEXT), sample())
TOKENS = {person.id: f"token of {person.id}" for person in SAMPLES.everyone}


async def load(connection: Connection, now: datetime = NOW) -> None:
    """Load all samples, as the program does it at each start."""
    await load_samples(connection, SAMPLES, TOKENS)
    await load_organisation(connection, sample(), SAMPLES, TOKENS, now=now)


@pytest.fixture
async def loaded(pool: Pool):
    """The sample organisation."""
    async with pool.acquire() as connection:
        await load(connection)
        yield connection


async def taker(connection: Connection, level: Level = Level.VILLAGE, at: datetime = NOW, **where: str):
    """Who takes a request of the first village about water."""
    asked = {"district": "T1-V01", "lead": "WRB"} | where
    return await organisation.find_place(connection, **asked, level=level, at=at)


async def end_duties(connection: Connection, *bodies: str) -> None:
    """Let nobody be on duty in some bodies from `NOW` on."""
    for body in bodies:
        for duty in await rosters.duties(connection, now=NOW, department=body, after=(None, None), most=1000):
            await rosters.end_duty(connection, duty.id, NOW)


async def put_on_duty(connection: Connection, person: str, body: str) -> None:
    """Let somebody be on duty this hour."""
    await rosters.add_duty(connection, body, person, NOW, NOW + HOUR, by="t1-head")


async def give_work(connection: Connection, owner: str, body: str, *states: str) -> None:
    """Give somebody requests in these states."""
    for state in states:
        ref = f"{owner}-{state}"
        await connection.execute(
            "INSERT INTO report (ref, print, source, text, district, policy_version, reported_at) "
            "VALUES ($1, '', 'web', '', 'T1-V01', '1', $2)", ref, NOW
        )  # fmt: skip
        await connection.execute(
            "INSERT INTO request (ref, state, body, owner, updated_at) VALUES ($1, $2, $3, $4, $5)",
            ref, state, body, owner, NOW,
        )  # fmt: skip


async def test_the_sample_has_its_size_and_everybody_can_come_in(loaded):
    kinds = Counter(body.kind for body in await organisation.bodies(loaded, TODAY))
    tokens = [await actor_by_token(loaded, TOKENS[name]) for name in ("t9-v22-grid", "centre-leader-2", "psb-head")]

    assert [kinds[kind] for kind in BodyKind] == [1, 73, 9, 201, 3]
    assert [(actor.role, actor.department) for actor in tokens] == [
        (Role.GRID_MEMBER, "T9-V22"),
        (Role.LEADER, "CENTRE"),
        (Role.HEAD, "PSB"),
    ]
    assert (await find_person(loaded, "t1-v02-grid")).languages == ("zh", "mn")
    assert len(await organisation.bodies(loaded, TODAY, BodyKind.TOWN)) == 9


async def test_every_body_has_somebody_on_duty_every_hour_of_five_weeks(loaded):
    for at in (NOW, NOW + timedelta(days=14, hours=13), NOW + timedelta(days=35) - HOUR):
        for body in await organisation.bodies(loaded, TODAY):
            level = {BodyKind.VILLAGE: Level.VILLAGE, BodyKind.TOWN: Level.TOWN, BodyKind.CENTRE: Level.CENTRE}
            found = await taker(loaded, level.get(body.kind, Level.BANNER), at, district=body.id, lead=body.id)

            assert (found.place.body, bool(found.place.owner), found.passed) == (body.id, True, ())


async def test_loading_again_changes_nothing(pool: Pool):
    async with pool.acquire() as connection:
        await load(connection)
        count = "SELECT (SELECT count(*) FROM department), (SELECT count(*) FROM person), (SELECT count(*) FROM token), (SELECT count(*) FROM duty)"
        before = await connection.fetchrow(count)
        await save_person(connection, Person("t1-officer", "另一个人", Role.OFFICER, "T1"))
        await organisation.save_bodies(connection, [Body("T1", BodyKind.TOWN, "真名", "Its real name")])
        await load(connection)

        assert await connection.fetchrow(count) == before
        assert (await find_person(connection, "t1-officer")).name == "另一个人"
        assert (await organisation.body(connection, "T1", TODAY)).name_zh == "真名"


async def test_a_later_start_fills_the_rosters_further_without_doubling_a_shift(loaded):
    await load(loaded, NOW + timedelta(days=10))
    doubled = await loaded.fetch(
        "SELECT FROM duty AS a JOIN duty AS b ON a.person = b.person AND a.id < b.id "
        "AND a.from_at < b.until_at AND a.until_at > b.from_at"
    )

    assert doubled == []
    assert (await taker(loaded, at=NOW + timedelta(days=44))).place.owner == "t1-v01-grid"
    assert await loaded.fetchval("SELECT max(until_at) FROM duty") >= NOW + timedelta(days=45)


async def test_a_shift_that_was_ended_does_not_come_back(loaded):
    await end_duties(loaded, "T1-V01")

    await load(loaded)

    assert (await taker(loaded)).passed == ("village:T1-V01",)


async def test_a_body_is_there_from_its_first_day_until_the_day_before_its_last(loaded):
    known = await organisation.body(loaded, "E1", TODAY)
    await organisation.save_bodies(
        loaded, [replace(known, valid_from=TODAY, valid_until=date(2026, 11, 27), phone=None)]
    )

    days = [await organisation.body(loaded, "E1", date(2026, 11, day)) for day in (24, 25, 26, 27)]

    assert [day is not None for day in days] == [False, True, True, False]
    assert days[1].phone == known.phone
    assert len(await organisation.bodies(loaded, date(2026, 11, 27), BodyKind.ENTERPRISE)) == 2


async def test_a_body_that_is_no_more_is_passed_over_from_its_last_local_midnight(loaded):
    village = await organisation.body(loaded, "T1-V01", TODAY)
    await organisation.save_bodies(loaded, [replace(village, valid_until=date(2026, 11, 26))])
    midnight = datetime(2026, 11, 25, 16, 0, tzinfo=UTC)

    before, after = [await taker(loaded, at=at) for at in (midnight - timedelta(microseconds=1), midnight)]

    assert before.place.body == "T1-V01"
    assert (after.place.body, after.passed) == ("T1", ("village:T1-V01",))


@pytest.mark.parametrize(
    ("level", "place"),
    [
        (Level.VILLAGE, Place(Level.VILLAGE, "T1-V01", "t1-v01-grid")),
        (Level.TOWN, Place(Level.TOWN, "T1", "t1-officer")),
        (Level.BANNER, Place(Level.BANNER, "WRB", "wrb-officer")),
    ],
)
async def test_each_level_is_the_body_of_the_place_or_of_the_duty_list(loaded, level, place):
    assert (await taker(loaded, level)).place == place


async def test_a_place_that_is_no_village_begins_at_its_town_and_nothing_is_passed_over(loaded):
    found = await taker(loaded, district="T3")

    assert (found.place, found.passed) == (Place(Level.TOWN, "T3", "t3-officer"), ())


async def test_where_the_duty_list_names_no_body_the_centre_takes_it(loaded):
    found = await taker(loaded, Level.BANNER, lead="")

    assert (found.place.body, found.passed) == (CENTRE, ())


async def test_an_empty_duty_step_goes_up_at_once_and_says_which(loaded):  # H35
    await end_duties(loaded, "T1-V01")
    assert (await taker(loaded)).place == Place(Level.TOWN, "T1", "t1-officer")

    await end_duties(loaded, "T1", "WRB")
    found = await taker(loaded)

    assert found.place.level is Level.CENTRE
    assert found.place.owner.startswith("centre-dispatcher-")
    assert found.passed == ("village:T1-V01", "town:T1", "banner:WRB")


async def test_when_nobody_is_there_at_all_the_centre_has_it_without_an_owner(loaded):
    await end_duties(loaded, "T1-V01", "T1", "WRB", CENTRE)

    found = await taker(loaded)

    assert found.place == Place(Level.CENTRE, CENTRE, "")
    assert found.passed[-1] == "centre:CENTRE"


async def test_duty_begins_and_ends_to_the_microsecond(loaded):
    await end_duties(loaded, "T1")
    await put_on_duty(loaded, "t1-head", "T1")
    moments = (NOW - timedelta(microseconds=1), NOW, NOW + HOUR - timedelta(microseconds=1), NOW + HOUR)

    owners = [(await taker(loaded, Level.TOWN, at)).place.owner for at in moments]

    assert owners[:3] == ["t1-officer", "t1-head", "t1-head"]
    assert owners[3] == "wrb-officer"


async def test_a_stand_in_takes_the_place_of_who_is_absent(loaded):
    await rosters.add_absence(loaded, "t1-officer", NOW, NOW + HOUR, stand_in="t1-head", by="t1-head")

    owners = [(await taker(loaded, Level.TOWN, at)).place.owner for at in (NOW, NOW + HOUR)]

    assert owners == ["t1-head", "t1-officer"]


async def test_without_a_stand_in_who_is_there_the_next_on_duty_takes_it(loaded):
    await save_person(loaded, Person("t1-third", "第三人", Role.OFFICER, "T1"))
    await put_on_duty(loaded, "t1-third", "T1")
    await rosters.add_absence(loaded, "t1-officer", NOW, NOW + HOUR, stand_in="t1-head", by="t1-head")
    await rosters.add_absence(loaded, "t1-head", NOW, NOW + HOUR, stand_in=None, by="t1-head")

    assert (await taker(loaded, Level.TOWN)).place.owner == "t1-third"

    await rosters.add_absence(loaded, "t1-third", NOW, NOW + HOUR, stand_in=None, by="t1-head")

    assert (await taker(loaded, Level.TOWN)).passed == ("town:T1",)


async def test_an_override_puts_another_person_on_duty_at_once(loaded):
    await end_duties(loaded, "T1")
    await put_on_duty(loaded, "t1-head", "T1")

    assert (await taker(loaded, Level.TOWN)).place.owner == "t1-head"


async def test_of_several_on_duty_the_one_with_the_fewest_in_hand_takes_it(loaded):
    await put_on_duty(loaded, "t1-head", "T1")
    assert (await taker(loaded, Level.TOWN)).place.owner == "t1-head"  # nobody has any: by id

    await give_work(loaded, "t1-head", "T1", "handling", "paused")
    await give_work(loaded, "t1-officer", "T1", "handling", "closed", "archived", "returned", "withdrawn")

    assert (await taker(loaded, Level.TOWN)).place.owner == "t1-officer"


async def test_a_leader_takes_a_request_only_where_no_dispatcher_is_there(loaded):
    (dispatcher,) = {(await taker(loaded, Level.CENTRE)).place.owner}
    await give_work(loaded, dispatcher, CENTRE, "handling", "paused")

    assert (await taker(loaded, Level.CENTRE)).place.owner == dispatcher

    await rosters.add_absence(loaded, dispatcher, NOW, NOW + HOUR, stand_in=None, by=dispatcher)

    assert (await taker(loaded, Level.CENTRE)).place.owner.startswith("centre-leader-")


@pytest.mark.parametrize(
    ("name", "moved", "what"),
    [
        ("T1-V01", {"parent": "T2"}, "village of T1"),
        ("T1-V01", {"kind": BodyKind.ENTERPRISE, "parent": None}, "village of T1"),
        ("NRB", {"kind": BodyKind.ENTERPRISE}, "department of the banner"),
    ],
)
async def test_a_body_never_moves_so_that_figures_of_its_past_never_do(loaded, name, moved, what):
    known = await organisation.body(loaded, name, TODAY)

    with pytest.raises(asyncpg.RaiseError, match=f"body {name} is a {what}: one that moves"):
        await organisation.save_bodies(loaded, [replace(known, **moved)])

    assert await organisation.body(loaded, name, TODAY) == known


async def test_guides_speak_the_language_and_those_of_the_place_come_first(loaded):
    guides = await organisation.guides(loaded, "T1-V04", "mn", NOW)

    assert guides[0] == "t1-v04-grid"
    assert guides[1:] == sorted(guides[1:])
    assert set(guides) == {f"t1-v{number:02}-grid" for number in range(2, 24, 2)}
    assert await organisation.guides(loaded, "T1", "mn", NOW) == sorted(guides)
    assert await organisation.guides(loaded, "T1-V04", "en", NOW) == []


async def test_a_guide_who_is_away_is_not_offered(loaded):
    await rosters.add_absence(loaded, "t1-v04-grid", NOW, NOW + HOUR, stand_in=None, by="t1-head")

    assert "t1-v04-grid" not in await organisation.guides(loaded, "T1-V04", "mn", NOW)
    assert "t1-v04-grid" in await organisation.guides(loaded, "T1-V04", "mn", NOW + HOUR)


def test_the_many_of_the_organisation_are_found_but_not_among_those_who_are_shown():
    assert len(SAMPLES.staff) == 352
    assert SAMPLES.who(Role.DISPATCHER).id == "centre-dispatcher-1"
    assert SAMPLES.who(Role.OFFICER, "DRC").id == "drc-officer"
    assert not set(SAMPLES.people) & set(SAMPLES.staff)
    assert len({person.phone for person in SAMPLES.everyone}) == len(SAMPLES.everyone)
