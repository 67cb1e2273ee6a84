"""The sample of the legal circle: its size, its people and roles, its rotas, its gaps, and every fault with its place."""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import domain
from domain.legal.circle import PlaceKind, PoolRole, walking_minutes
from domain.legal.circle_file import BadCircle, parse_circle
from domain.legal.policy_file import parse_legal
from domain.organisation import JUSTICE, BodyKind
from domain.organisation_file import parse_organisation
from domain.roles import Role

DATA = Path(domain.__file__).with_name("data")
TEXT = (DATA / "legal_circle.toml").read_text(encoding="utf-8")
ORGANISATION = parse_organisation((DATA / "organisation.toml").read_text(encoding="utf-8"))
FIELDS = parse_legal((DATA / "legal.toml").read_text(encoding="utf-8")).policy.fields
CIRCLE = parse_circle(TEXT, ORGANISATION, fields=FIELDS)
VILLAGES = [body.id for body in ORGANISATION.bodies if body.kind is BodyKind.VILLAGE]
POOL = {member.id: member for member in CIRCLE.pool}
STAFF = {member.id: member for member in CIRCLE.staff}
MOMENT = timedelta(microseconds=1)


def faults(text: str) -> list[str]:
    """Where the faults of a text lie."""
    with pytest.raises(BadCircle) as refused:
        parse_circle(text, ORGANISATION, fields=FIELDS)
    return [problem.place for problem in refused.value.problems]


def on_duty(at: datetime) -> list[str]:
    """Who is on duty at the bureau at an instant."""
    shifts = list(CIRCLE.shifts(zone="Asia/Shanghai", since=at, until=at + MOMENT))
    assert all(shift.from_at <= at < shift.until_at and shift.body == JUSTICE for shift in shifts)
    return [shift.person for shift in shifts]


def test_the_places_are_as_many_as_were_published():
    assert Counter(place.kind for place in CIRCLE.places) == {
        PlaceKind.CENTRE: 1,
        PlaceKind.STATION: 9,
        PlaceKind.POINT: 202,
        PlaceKind.AID_STATION: 5,
    }


def test_each_village_has_one_point_with_its_people_and_one_more_stands_in_a_town():
    points = [place for place in CIRCLE.places if place.kind is PlaceKind.POINT]
    counted = [place for place in points if place.population is not None]

    assert sorted(place.body for place in counted) == sorted(VILLAGES)
    assert [place.body for place in points if place.population is None] == ["T1"]
    assert all(260 <= place.population <= 1450 for place in counted)
    assert len({(place.lat, place.lon) for place in CIRCLE.places}) == len(CIRCLE.places)


def test_aid_stations_stand_where_those_come_who_need_them_most():  # B5
    stations = {place.body for place in CIRCLE.places if place.kind is PlaceKind.AID_STATION}

    assert stations == {"WFB", "CYL", "EDB", "VAB", "HRB"}


def test_roles_are_as_many_as_were_published_and_people_are_fewer():  # B3
    roles = Counter(role for member in CIRCLE.pool for role in member.roles)

    assert roles == {
        PoolRole.LICENSED_LAWYER: 29,
        PoolRole.AID_LAWYER: 6,
        PoolRole.PUBLIC_LAWYER: 16,
        PoolRole.VOLUNTEER: 72,
        PoolRole.NOTARY: 3,
        PoolRole.LITERATE: 967,
    }
    assert (sum(roles.values()), len(CIRCLE.pool)) == (1093, 1071)
    assert sum(len(member.roles) > 1 for member in CIRCLE.pool) == 22


def test_everybody_is_numbered_and_invented():
    people = (*CIRCLE.pool, *CIRCLE.staff)

    assert all(re.fullmatch(r"154\d{8}", each.phone) for each in (*people, *CIRCLE.places))
    assert all(re.fullmatch(r"\w+?\d+", person.name) for person in people)
    assert Counter(member.role for member in CIRCLE.staff) == {Role.DIRECTOR: 2, Role.CLERK: 4}


def test_some_lawyers_are_too_young_for_the_gravest_cases_and_only_lawyers_practise():
    since = {member.id: member.practises_from for member in CIRCLE.pool}
    young = [person for person, day in since.items() if day is not None and day > date(2023, 11, 25)]
    lawyers = [m.id for m in CIRCLE.pool if any(role.value.endswith("lawyer") for role in m.roles)]

    assert 0 < len(young) < 5
    assert [person for person, day in since.items() if day is not None] == lawyers


@given(st.timedeltas(timedelta(days=-500), timedelta(days=2000)))
def test_at_any_instant_somebody_is_there_for_each_language_and_field_and_at_the_desk(later):
    there = on_duty(datetime(2026, 11, 25, tzinfo=UTC) + later)
    pool = [POOL[person] for person in there if person in POOL]
    desk = Counter(STAFF[person].role for person in there if person in STAFF)

    assert any("mn" in member.languages and not member.fields for member in pool)
    assert any("zh" in member.languages and not member.fields for member in pool)
    assert sum(PoolRole.AID_LAWYER in member.roles for member in pool) == 1
    assert sum(PoolRole.LICENSED_LAWYER in member.roles for member in pool) == 2
    assert desk == {Role.DIRECTOR: 1, Role.CLERK: 1}


def test_everybody_of_a_rota_has_their_turn():
    start = datetime(2026, 11, 23, tzinfo=UTC)
    shifts = CIRCLE.shifts(zone="Asia/Shanghai", since=start, until=start + timedelta(days=35))
    lawyers = {m.id for m in CIRCLE.pool if {PoolRole.LICENSED_LAWYER, PoolRole.AID_LAWYER} & set(m.roles)}

    assert {shift.person for shift in shifts} == lawyers | set(STAFF)


def test_most_villages_have_a_lawyer_and_some_have_a_gap():
    by_village = {village: [a for a in CIRCLE.advisers if a.village == village] for village in VILLAGES}
    none = [village for village, entries in by_village.items() if not entries]
    two = {village: entries for village, entries in by_village.items() if len(entries) == 2}

    assert none == ["T5-V22", "T8-V20", "T9-V22"]
    assert {village: (a.until_on, b.from_on) for village, (a, b) in two.items()} == {
        "T2-V05": (date(2026, 10, 1), date(2026, 12, 15)),
        "T6-V11": (date(2026, 7, 1), date(2026, 9, 1)),
        "T7-V03": (date(2027, 3, 1), date(2027, 4, 1)),
    }
    assert all(a.person != b.person for a, b in two.values())
    roles = {role for entry in CIRCLE.advisers for role in POOL[entry.person].roles}
    assert roles == {PoolRole.LICENSED_LAWYER, PoolRole.PUBLIC_LAWYER, PoolRole.AID_LAWYER}


@pytest.mark.parametrize(
    ("metres", "minutes"), [(0.0, 0), (0.1, 1), (80.0, 1), (80.1, 2), (640.0, 8), (640.2, 9), (20_000_000.0, 250_000)]
)
def test_minutes_on_foot_are_rounded_up(metres, minutes):
    assert walking_minutes(metres) == minutes


@pytest.mark.parametrize(
    ("old", "new", "places"),
    [
        ('id = "aid-WFB"', 'id = "aid-WFB"\ncolour = "red"', ["aid_stations[aid-WFB].colour"]),
        ('id = "aid-CYL"', 'id = "aid-WFB"', ["aid_stations[aid-WFB].id"]),
        ('body = "WFB"', 'body = "XYZ"', ["aid_stations[aid-WFB].body"]),
        ("lat = 42.7301", "lat = 142.7301", ["aid_stations[aid-WFB].lat"]),
        ("lat = 42.7301", "lat = nan", ["aid_stations[aid-WFB].lat"]),
        ('phone = "15400042011"', 'phone = "a phone"', ["aid_stations[aid-WFB].phone"]),
        ('phone = "15400042011"', 'phone = "15400042012"', ["file"]),
        ('phone = "15400042011"', 'phone = "15400001001"', ["file"]),  # a department has it
        ('id = "point-@"', 'id = "point @"', ["points.id"]),
        ("people_most = 1450", "people_most = 25", ["points.people_most"]),
        ('person = "literate-###"', 'person = "literate-#"', ["people[literate].person"]),
        ('person = "volunteer-##"\nfirst = 61', 'person = "volunteer-##"\nfirst = 60', ["file"]),
        ('roles = ["notary"]', 'roles = ["king"]', ["people[notaries].roles[0]"]),
        ('roles = ["notary"]', "roles = []", ["people[notaries].roles"]),
        ('at = ["point"]', 'at = ["pub"]', ["people[literate].at[0]"]),
        ('specialities = ["notarisation"]', 'specialities = ["magic"]', ["people[notaries].specialities[0]"]),
        ('fields = ["notary", "inheritance"]', 'fields = ["magic"]', ["specialities[notarisation].fields[0]"]),
        ("practises_last = 2025-03-01", "practises_last = 2005-03-01", ["people[public_lawyers].practises_last"]),
        ('role = "clerk"', 'role = "king"', ["staff[clerks].role"]),
        ('role = "clerk"', 'role = "head"', ["staff[clerks].role"]),
        (
            'people = ["clerks"]\nhours = 12',
            'people = ["kings"]\nhours = 0',
            ["duties[3].people[0]", "duties[3].hours"],
        ),
        ('"T8-V20"', '"T8-V99"', ["advisers.without[1]"]),
        ('village = "T2-V05"', 'village = "T2"', ["advisers.gaps[0].village"]),
        ("until_on = 2026-12-15", "until_on = 2026-09-15", ["advisers.gaps[0].until_on"]),
        ("until_on = 2029-01-01", "until_on = 2025-01-01", ["advisers.until_on"]),
        ('"aid_lawyers_public", "public_lawyers"]\nfrom_on', '"literate"]\nfrom_on', ["advisers.people"]),
        ("shifts_from = 2026-01-05", "shifts_from = 2026-01-05T00:00:00", ["shifts_from"]),
        ("[centre]", "[centre", ["line 19"]),
    ],
)
def test_a_fault_refuses_the_whole_file_and_says_where(old, new, places):
    assert old in TEXT
    assert list(dict.fromkeys(faults(TEXT.replace(old, new)))) == list(dict.fromkeys(places))


def test_a_fault_of_a_pattern_is_told_once_and_all_faults_are_told():
    text = TEXT.replace('name = "法律明白人###"', 'name = "法律明白人#"').replace("hours = 24", "hours = -1")

    assert faults(text) == ["people[literate].name", "duties[4].hours"]
