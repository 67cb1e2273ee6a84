"""The organisation as data: its size, its days, its patterns and its shifts."""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from math import cos, hypot, radians
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import domain
from domain.catalogue_file import parse
from domain.hotline.policy_file import bodies_of, parse_hotline
from domain.organisation import CENTRE, BodyKind
from domain.organisation_file import BadOrganisation, parse_organisation
from domain.roles import Role

DATA = Path(domain.__file__).with_name("data")
TEXT = (DATA / "organisation.toml").read_text(encoding="utf-8")
ORGANISATION = parse_organisation(TEXT)
STAFF = [(member.id, member.body, member.role) for member in ORGANISATION.members]
BODIES = {body.id: body for body in ORGANISATION.bodies}
SPEAKS = {member.id: member.languages for member in ORGANISATION.members}


def faults(text: str) -> list[str]:
    """Where the faults of a text lie."""
    with pytest.raises(BadOrganisation) as refused:
        parse_organisation(text)
    return [problem.place for problem in refused.value.problems]


def shifts(since: datetime, until: datetime, body: str, role: Role):
    """The shifts of a role in a body."""
    of_role = {person for person, where, what in STAFF if (where, what) == (body, role)}
    found = ORGANISATION.shifts(STAFF, zone="Asia/Shanghai", since=since, until=until)
    return [shift for shift in found if shift.person in of_role]


def test_the_sample_has_the_size_that_was_published():
    kinds = Counter(body.kind for body in ORGANISATION.bodies if body.stands(date(2026, 11, 25)))

    assert kinds == {
        BodyKind.CENTRE: 1,
        BodyKind.TOWN: 9,
        BodyKind.VILLAGE: 201,
        BodyKind.DEPARTMENT: 73,
        BodyKind.ENTERPRISE: 3,
    }
    assert Counter(member.role for member in ORGANISATION.members) == {
        Role.GRID_MEMBER: 201,
        Role.OFFICER: 9 + 62 + 3,
        Role.HEAD: 9 + 62,
        Role.DISPATCHER: 4,
        Role.LEADER: 2,
    }


def test_the_departments_of_the_catalogue_stand_in_it_under_the_same_names():
    for known in parse((DATA / "catalogue.toml").read_text(encoding="utf-8")).departments.values():
        assert (BODIES[known.id].name_zh, BODIES[known.id].name_en) == (known.name_zh, known.name_en)


def test_every_body_with_a_duty_in_the_hotline_stands_in_it():
    book = parse_hotline((DATA / "hotline.toml").read_text(encoding="utf-8"))

    assert bodies_of(book) <= set(BODIES)


def test_every_village_has_a_town_that_comes_before_it_and_a_place_of_its_own_near_it():
    order = list(BODIES)
    villages = [body for body in ORGANISATION.bodies if body.kind is BodyKind.VILLAGE]

    for village in villages:
        town = BODIES[village.parent]
        north, east = village.lat - town.lat, (village.lon - town.lon) * cos(radians(town.lat))
        assert town.kind is BodyKind.TOWN
        assert order.index(town.id) < order.index(village.id)
        assert hypot(north, east) * 111.2 < 8.1
    assert len({(village.lat, village.lon) for village in villages}) == 201


def test_a_body_stands_from_its_first_day_until_the_day_before_its_last():
    text = TEXT.replace('id = "E1"', 'id = "E1"\nvalid_from = 2026-03-01\nvalid_until = 2027-01-01')
    body = next(body for body in parse_organisation(text).bodies if body.id == "E1")

    days = [date(2026, 2, 28), date(2026, 3, 1), date(2026, 12, 31), date(2027, 1, 1)]

    assert [body.stands(day) for day in days] == [False, True, True, False]


def test_the_villages_of_a_town_stand_as_long_as_it_does():
    text = TEXT.replace('id = "T9"', 'id = "T9"\nvalid_until = 2027-01-01')
    villages = [body for body in parse_organisation(text).bodies if body.parent == "T9"]

    assert {village.valid_until for village in villages} == {date(2027, 1, 1)}


def test_people_are_numbered_and_invented_and_half_of_the_grid_speaks_mongolian():
    grid = [member for member in ORGANISATION.members if member.role is Role.GRID_MEMBER]

    assert all(re.fullmatch(r"\w+\d+", member.name) for member in ORGANISATION.members)
    assert all(re.fullmatch(r"154\d{8}", phone.phone) for phone in (*ORGANISATION.members, *ORGANISATION.bodies))
    assert Counter(member.languages for member in grid) == {("zh",): 101, ("zh", "mn"): 100}
    assert (grid[0].id, grid[0].name, grid[0].body) == ("t1-v01-grid", "网格员001", "T1-V01")


@given(st.timedeltas(timedelta(days=-500), timedelta(days=2000)))
def test_at_any_instant_one_dispatcher_and_one_leader_are_on_duty(later):
    now = datetime(2026, 11, 25, tzinfo=UTC) + later
    for role, hours in ((Role.DISPATCHER, 8), (Role.LEADER, 24)):
        (shift,) = shifts(now, now + timedelta(microseconds=1), CENTRE, role)

        assert shift.from_at <= now < shift.until_at
        assert shift.until_at - shift.from_at == timedelta(hours=hours)


def test_shifts_begin_with_the_local_day_and_the_same_ones_come_whenever_they_are_asked_for():
    monday = datetime(2026, 11, 23, tzinfo=UTC)
    week = shifts(monday, monday + timedelta(days=7), CENTRE, Role.DISPATCHER)
    later = shifts(monday + timedelta(days=3), monday + timedelta(days=7), CENTRE, Role.DISPATCHER)

    assert {shift.from_at.hour for shift in week} == {0, 8, 16}
    assert week[-len(later) :] == later
    assert {shift.person for shift in week} == {f"centre-dispatcher-{n}" for n in range(1, 5)}
    assert all(before.until_at == after.from_at for before, after in pairwise(week))


def test_where_nobody_works_nobody_is_on_duty():
    now = datetime(2026, 11, 25, tzinfo=UTC)
    found = ORGANISATION.shifts([], zone="Asia/Shanghai", since=now, until=now + timedelta(days=1))

    assert list(found) == []


@pytest.mark.parametrize(
    ("old", "new", "places"),
    [
        ('id = "E1"', 'id = "E1"\ncolour = "red"', ["enterprises[E1].colour"]),
        ('id = "E2"', 'id = "E1"', ["enterprises[E1].id"]),
        ('id = "E3"', 'id = "T1"', ["file"]),
        ("lat = 42.66", "lat = 142.66", ["towns[T2].lat"]),
        ("lat = 42.66", 'lat = "north"', ["towns[T2].lat"]),
        ("lat = 42.66", "lat = nan", ["towns[T2].lat"]),
        (
            "villages = 22",
            "villages = 122",
            ["villages.id", "villages.village_zh", "villages.village_en", "villages.village_mn"],
        ),
        ('"15400011012"', '"15400011013"', ["file"]),
        ('"15400011012"', '"a phone"', ["departments[PSB].phone"]),
        ('role = "leader"', 'role = "king"', ["people[7].role", "duties[5].role"]),
        ('kind = "town"', 'kind = "city"', ["people[1].kind", "people[2].kind", "duties[1].kind"]),
        ('work_no = "@-02"', 'work_no = "@-01"', ["file"]),
        ("hours = 24", "hours = 0", ["duties[5].hours"]),
        ('without = ["DRC"', 'without = ["XYZ"', ["people[3].without[0]", "people[4].without[0]"]),
        ("valid_from = 2020-01-01", "valid_from = 2020-01-01T00:00:00", ["valid_from"]),
        ('id = "E1"', 'id = "E1"\nvalid_until = 2019-01-01', ["enterprises[E1].valid_until"]),
        ('id = "@-grid"', 'id = "@ grid"', ["people[0].id"]),
        ("[centre]", "[centre", ["line 18"]),
    ],
)
def test_a_fault_refuses_the_whole_file_and_says_where(old, new, places):
    assert old in TEXT
    assert set(faults(TEXT.replace(old, new))) == set(places)


def test_a_fault_of_a_pattern_is_told_once():
    places = faults(TEXT.replace('name = "网格员###"', 'name = "网格员#"').replace("hours = 24", "hours = -1"))

    assert places == ["people[0].name", "duties[5].hours"]
