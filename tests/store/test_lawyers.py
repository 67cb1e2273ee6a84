"""Who is called or offered a case: language, field, duty, load under one lock, distance, qualification, never the other side's."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from legal_rules import AID

from domain.legal.assignment import How, PersonFound, PersonQuestion
from domain.roles import Role
from store import rosters
from store.lawyers import find_person, matter_sought
from store.people import Person, save_person
from store.pool import Pool

AT = datetime(2026, 11, 25, 18, 0, tzinfo=UTC)  # Thursday, 02:00 in Kulun
HOUR = timedelta(hours=1)
NEAR, FAR = (42.73, 121.77), (42.53, 121.42)
LAWYER = ("licensed_lawyer",)


class Pools:
    """A legal pool of a test, with cases to be given to it."""

    def __init__(self, pool: Pool) -> None:
        self.pool = pool
        self.number = 0

    async def person(
        self,
        name: str,
        roles: Sequence[str] = LAWYER,
        *,
        languages: Sequence[str] = ("zh",),
        fields: Sequence[str] = (),
        on_duty: bool = True,
        since: date | None = date(2010, 1, 1),
        most_load: int | None = None,
        place: str = "near",
    ) -> None:
        """Somebody of the pool."""
        async with self.pool.acquire() as connection:
            await save_person(connection, Person(name, name, Role.LAWYER, "JUB", languages=tuple(languages)))
            await connection.execute(
                "INSERT INTO legal_person (person, place, fields, practises_from, most_load) VALUES ($1, $2, $3, $4, $5)",
                *(name, place, list(fields), since, most_load),
            )
            await connection.executemany(
                "INSERT INTO legal_role (person, role) VALUES ($1, $2)", [(name, role) for role in roles]
            )
            if on_duty:
                await rosters.add_duty(connection, "JUB", name, AT - HOUR, AT + HOUR, by=name)

    async def matter(self, service: str = "inquiry", **more: object) -> str:
        """A matter that was handed in."""
        self.number += 1
        ref = f"X{self.number:04}"
        values = {"ref": ref, "print": "", "service": service, "channel": "web", "text": "", "policy_version": "test"}
        values |= {"asked_at": AT, "first_at": AT, "kind": "civil" if service == "aid" else ""} | more
        places = ", ".join(f"${n}" for n in range(1, len(values) + 1))
        await self.pool.execute(
            f"INSERT INTO legal_matter ({', '.join(values)}) VALUES ({places})",  # noqa: S608
            *values.values(),
        )
        return ref

    async def found(
        self,
        ref: str,
        how: How = How.CALL,
        *,
        n: int = 1,
        passed: tuple[str, ...] = (),
        at: datetime = AT,
        asked_at: datetime | None = None,
        most: int = 10,
    ) -> PersonFound:
        """Who is found for a case."""
        async with self.pool.acquire() as connection:
            matter = await matter_sought(connection, ref)
            question, rules = PersonQuestion(ref, n, how, passed), replace(AID, most_load=most)
            return await find_person(connection, question, matter, rules, at, asked_at=asked_at or at)

    async def works(self, name: str, service: str, number: int = 1) -> None:
        """Somebody has cases in hand."""
        for _ in range(number):
            ref = await self.matter(service)
            await self.pool.execute(
                "INSERT INTO assignment (ref, n, service, person, how, since, accepted_at) VALUES ($1, 1, $2, $3, 'call', $4, $4)",
                *(ref, service, name, AT),
            )

    async def away(self, name: str, stand_in: str | None = None) -> None:
        """Somebody is away this hour."""
        async with self.pool.acquire() as connection:
            await rosters.add_absence(connection, name, AT - HOUR, AT + HOUR, stand_in=stand_in, by=name)

    async def asked(self, how: How = How.CALL, service: str = "inquiry", **more: object) -> str:
        """Who is found for a new matter; empty for nobody."""
        return (await self.found(await self.matter(service, **more), how)).person


@pytest.fixture
async def law(pool: Pool):
    """The bureau with a place nearby and one far away, and nobody yet."""
    await pool.execute(
        "INSERT INTO department (id, name_zh, name_en, kind, lat, lon) VALUES ('JUB', '', '', 'department', NULL, NULL),"
        " ('T9', '', '', 'town', $1, $2), ('T0', '', '', 'town', NULL, NULL)",
        *FAR,
    )
    for name, (lat, lon) in {"near": NEAR, "far": FAR}.items():
        await pool.execute(
            "INSERT INTO legal_place (id, kind, name_zh, name_en, body, lat, lon, hours, languages)"
            " VALUES ($1, 'station', '', '', CASE $1 WHEN 'far' THEN 'T0' END, $2, $3, '', '{zh}')",
            *(name, lat, lon),
        )
    return Pools(pool)


async def test_who_is_called_is_on_duty_and_speaks_the_language_and_knows_the_field(law):
    await law.person("ann", fields=("family",))
    await law.person("bo", languages=("zh", "mn"), fields=("labour", "family"))
    await law.person("cy", on_duty=False)
    await law.person("di", languages=("mn",))

    assert await law.asked(field="family") == "ann"
    assert await law.asked(field="labour") == "bo"
    assert await law.asked(field="labour", language="mn") == "di"
    assert await law.asked(field="land") == ""
    assert await law.asked(field="land", language="mn") == "di"  # of every field


async def test_a_matter_of_no_known_field_is_for_everybody(law):
    await law.person("ann", fields=("family",))

    assert await law.asked(field="") == await law.asked(field="other") == "ann"


async def test_who_has_least_in_hand_is_called_then_the_first_by_id(law):
    for name in ("ann", "bo", "cy"):
        await law.person(name)
    await law.works("ann", "inquiry", 2)
    await law.works("bo", "visit")

    assert [await law.asked() for _ in range(4)] == ["cy", "bo", "cy", "ann"]


async def test_whoever_was_passed_is_not_called_again_and_when_nobody_is_left_it_is_told(law):
    for name in ("ann", "bo"):
        await law.person(name)
    ref = await law.matter()

    assert (await law.found(ref)).person == "ann"
    assert (await law.found(ref, n=2, passed=("ann",))).person == "bo"
    assert await law.found(ref, n=3, passed=("ann", "bo")) == PersonFound("")
    assert await law.pool.fetchval("SELECT count(*) FROM assignment") == 2


async def test_the_same_question_has_the_same_answer_whatever_has_changed(law):
    await law.person("bo")
    ref = await law.matter()
    assert (await law.found(ref)).person == "bo"
    await law.person("ann")
    await law.away("bo")

    assert (await law.found(ref)).person == "bo"
    assert await law.pool.fetchval("SELECT count(*) FROM assignment") == 1


async def test_whom_an_abandoned_run_has_left_there_is_not_the_answer_to_a_later_question(law):
    for name in ("ann", "bo"):
        await law.person(name)
    ref = await law.matter()
    await law.pool.execute(
        "INSERT INTO assignment (ref, n, service, person, how, since, accepted_at, until, ended, reason)"
        " VALUES ($1, 1, 'inquiry', 'bo', 'volunteer', $2, $2, $2, 'done', 'busy')",
        *(ref, AT - HOUR),
    )

    assert (await law.found(ref)).person == "ann"

    row = await law.pool.fetchrow("SELECT * FROM assignment")
    assert (row["person"], row["how"], row["since"], row["accepted_at"]) == ("ann", "call", AT, None)
    assert (row["until"], row["ended"], row["reason"]) == (None, "", "")
    assert (await law.found(ref, asked_at=AT, at=AT + HOUR)).person == "ann", "asked again it is the same"


async def test_the_same_question_asked_by_many_at_once_makes_one_assignment(law):
    for name in ("ann", "bo", "cy"):
        await law.person(name)
    ref = await law.matter()

    answers = await asyncio.gather(*(law.found(ref) for _ in range(10)))

    assert len({answer.person for answer in answers}) == 1
    assert await law.pool.fetchval("SELECT count(*) FROM assignment") == 1


async def test_an_assignment_says_for_what_as_what_and_since_when(law):
    await law.person("ann", roles=("aid_lawyer",))
    ref = await law.matter("aid")
    await law.found(ref, How.PROVISIONAL)

    row = await law.pool.fetchrow("SELECT * FROM assignment")

    assert (row["ref"], row["n"], row["service"], row["person"], row["how"]) == (ref, 1, "aid", "ann", "provisional")
    assert (row["since"], row["until"]) == (AT, None)


async def test_duty_is_that_of_the_instant_to_the_microsecond(law):
    await law.person("ann")
    ref = await law.matter()

    moments = [AT - HOUR - timedelta(microseconds=1), AT + HOUR, AT + HOUR - timedelta(microseconds=1), AT - HOUR]
    found = [(await law.found(ref, n=n, at=at)).person for n, at in enumerate(moments, start=1)]

    assert found == ["", "", "ann", "ann"]


async def test_a_stand_in_is_called_for_who_is_absent(law):
    await law.person("ann")
    await law.person("bo", on_duty=False)
    await law.away("ann", stand_in="bo")

    assert await law.asked() == "bo"


async def test_a_stand_in_must_speak_the_language_too(law):
    await law.person("ann", languages=("zh", "mn"))
    await law.person("bo", on_duty=False)
    await law.away("ann", stand_in="bo")
    ref = await law.matter(language="mn")

    assert await law.found(ref) == PersonFound("", ("ann:absent", "bo:language"))


async def test_when_everybody_is_away_nobody_is_found_for_anything(law):
    for name in ("ann", "bo"):
        await law.person(name, roles=("aid_lawyer", "licensed_lawyer"))
        await law.away(name)

    for how, service in ((How.CALL, "inquiry"), (How.CALL, "visit"), (How.OFFER, "aid"), (How.PROVISIONAL, "aid")):
        assert await law.asked(how, service) == ""


async def test_without_anybody_in_the_pool_nobody_is_found(law):
    assert await law.found(await law.matter()) == PersonFound("")


async def test_a_pool_that_is_not_fit_says_why_of_those_on_duty_only(law):
    await law.person("ann", languages=("mn",))
    await law.person("bo", fields=("family",))
    await law.person("cy", roles=("volunteer",))
    await law.person("di", most_load=1)
    await law.person("ed", on_duty=False, languages=("mn",))
    await law.works("di", "aid")
    await law.person("fo")
    ref = await law.matter("aid", field="labour")
    await law.pool.execute("INSERT INTO legal_bar (ref, person) VALUES ($1, 'fo')", ref)

    found = await law.found(ref, How.OFFER)

    assert found == PersonFound("", ("ann:language", "bo:field", "cy:qualification", "di:load", "fo:other_side"))


async def test_legal_aid_is_offered_to_lawyers_only_those_on_duty_first_then_by_load(law):
    await law.person("ann", roles=("volunteer", "literate", "notary"))
    await law.person("bo", roles=("public_lawyer",), on_duty=False)
    await law.person("cy", roles=("aid_lawyer",))
    await law.person("di")
    await law.works("cy", "aid")

    assert [await law.asked(How.OFFER, "aid") for _ in range(3)] == ["di", "cy", "di"]

    await law.away("cy")
    await law.away("di")

    assert await law.asked(How.OFFER, "aid") == "bo"


async def test_work_that_is_no_legal_aid_is_no_load_of_legal_aid(law):
    await law.person("ann")
    await law.person("bo")
    await law.works("ann", "inquiry", 5)

    assert await law.asked(How.OFFER, "aid") == "ann"


async def test_with_equal_load_the_nearest_is_offered_it(law):
    await law.person("ann", place="far")
    await law.person("bo", place="near")

    assert await law.asked(How.OFFER, "aid", lat=NEAR[0], lon=NEAR[1]) == "bo"
    assert await law.asked(How.OFFER, "aid", lat=FAR[0], lon=FAR[1]) == "ann"


async def test_a_lawyer_of_the_other_side_is_never_found(law):  # row 28
    await law.person("ann", roles=("aid_lawyer",))
    ref = await law.matter("aid")
    await law.pool.execute("INSERT INTO legal_bar (ref, person) VALUES ($1, 'ann')", ref)

    for n, how in enumerate((How.OFFER, How.PROVISIONAL, How.CALL), start=1):
        assert await law.found(ref, how, n=n) == PersonFound("", ("ann:other_side",))
    assert await law.asked(How.OFFER, "aid") == "ann"  # in another case


@pytest.mark.parametrize(
    ("since", "is_found"),
    [(date(2023, 11, 26), True), (date(2023, 11, 27), False), (date(2010, 1, 1), True), (None, False)],
)
async def test_the_gravest_cases_are_for_who_has_practised_for_three_years_by_the_local_day(law, since, is_found):
    await law.person("ann", roles=("aid_lawyer",), since=since)  # art. 26; here it is the 26th of November already

    for how in (How.OFFER, How.PROVISIONAL):
        assert (await law.asked(how, "aid", kind="serious") == "ann") is is_found
        assert await law.asked(how, "aid", kind="criminal") == "ann"


async def test_three_years_are_counted_from_a_leap_day_too(law):
    await law.person("ann", since=date(2025, 2, 28))
    ref = await law.matter("aid", kind="serious")

    found = [
        (await law.found(ref, How.OFFER, n=n, at=datetime(2028, 2, day, 2, tzinfo=UTC))).person
        for n, day in ((1, 27), (2, 29))
    ]

    assert found == ["", "ann"]


async def test_load_is_counted_under_one_lock_so_nobody_ever_has_more_than_allowed(law):
    for name in ("ann", "bo", "cy"):
        await law.person(name)
    await law.person("di", most_load=1)
    refs = [await law.matter("aid") for _ in range(20)]

    answers = await asyncio.gather(*(law.found(ref, How.OFFER, most=4) for ref in refs))

    assert Counter(answer.person for answer in answers) == {"ann": 4, "bo": 4, "cy": 4, "di": 1, "": 7}
    assert next(answer.skipped for answer in answers if not answer.person) == (
        "ann:load", "bo:load", "cy:load", "di:load",
    )  # fmt: skip


async def test_a_lawyer_who_may_have_no_case_of_legal_aid_is_offered_none(law):
    await law.person("ann", most_load=0)

    assert await law.asked(How.OFFER, "aid") == ""


async def test_a_place_in_somebodys_hands_is_free_again_when_the_case_gives_it_back(law):
    await law.person("ann")
    first, second = [await law.matter("aid") for _ in range(2)]
    assert (await law.found(first, How.OFFER, most=1)).person == "ann"
    assert (await law.found(second, How.OFFER, most=1)).person == ""

    await law.pool.execute("UPDATE assignment SET until = $1, ended = 'declined'", AT)

    assert (await law.found(second, How.OFFER, most=1)).person == "ann"


async def test_for_the_time_being_a_lawyer_of_the_aid_centre_has_it_whatever_their_load(law):
    await law.person("ann", roles=("licensed_lawyer",))
    await law.person("bo", roles=("aid_lawyer",), on_duty=False)
    await law.person("cy", roles=("aid_lawyer", "public_lawyer"), most_load=1)
    await law.works("cy", "aid", 3)

    assert await law.asked(How.PROVISIONAL, "aid") == "cy"

    await law.away("cy")

    assert await law.asked(How.PROVISIONAL, "aid") == "bo"


async def test_a_visit_is_for_whoever_is_nearest_also_volunteers_and_who_is_not_on_duty(law):
    await law.person("ann", place="near")
    await law.person("bo", roles=("literate",), on_duty=False, place="far")
    await law.person("cy", roles=("volunteer",), on_duty=False, place="near")

    assert await law.asked(service="visit", lat=FAR[0], lon=FAR[1]) == "bo"
    assert await law.asked(service="visit", district="T9") == "bo"
    assert await law.asked(service="visit", lat=NEAR[0], lon=NEAR[1], district="T9") == "ann"
    assert await law.asked(service="visit", lat=NEAR[0], lon=NEAR[1]) == "cy"  # ann has one


async def test_where_a_district_has_no_position_its_own_place_has_one(law):
    await law.person("ann", place="near")
    await law.person("bo", place="far")

    assert await law.asked(service="visit", district="T0") == "bo"


async def test_somebody_who_speaks_the_language_visits_even_from_far_away(law):
    await law.person("ann", place="near")
    await law.person("bo", place="far", languages=("mn",))

    assert await law.asked(service="visit", lat=NEAR[0], lon=NEAR[1], language="mn") == "bo"
