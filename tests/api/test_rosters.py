"""Who may enter who is away and who is on duty, and what is refused."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from post import bells

NOON = datetime.now(UTC).replace(microsecond=0) + timedelta(days=3)


def at(days):
    """Some days after NOON, as people write it."""
    return (NOON + timedelta(days=days)).isoformat()


def away(person="officer-NRB", first=0, last=1, **more):
    return {"person": person, "from_at": at(first), "until_at": at(last), **more}


def on_duty(person="officer-NRB", department="NRB", first=0, last=1):
    return {"person": person, "department": department, "from_at": at(first), "until_at": at(last)}


async def end(counter, address, who):
    return await counter.web.delete(f"/api/v1{address}", headers=counter.bearing(who))


async def test_a_head_enters_an_absence_with_a_stand_in(counter):
    body = away(stand_in="head-NRB")

    made = await counter.post("/absences", body, "head-NRB")
    again = await counter.post("/absences", body, "shen")
    listed = (await counter.get("/absences", "head-NRB")).json()["rows"]

    assert made.status_code == 201, made.text
    assert (again.status_code, again.json()) == (200, made.json())
    assert listed == [made.json()]
    assert (listed[0]["department"], listed[0]["stand_in"], listed[0]["entered_by"]) == ("NRB", "head-NRB", "head-NRB")


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (away("nobody"), 422, "unknown_person"),
        (away("chen"), 422, "unknown_person"),  # an applicant gets no messages
        (away(stand_in="nobody"), 422, "unknown_person"),
        (away(first=1, last=1), 422, "period_not_allowed"),
        (away(first=2, last=1), 422, "period_not_allowed"),
        (away(first=-9, last=-8), 422, "period_not_allowed"),
        (away(stand_in="officer-NRB"), 422, "stand_in_not_allowed"),
        (away(stand_in="officer-DRC"), 422, "stand_in_not_allowed"),
        (away(stand_in="shen"), 422, "stand_in_not_allowed"),
        (away("shen", stand_in="root"), 422, "stand_in_not_allowed"),
        (away(stand_in=""), 422, "invalid_request"),
        (away() | {"from_at": "2026-12-01T00:00:00"}, 422, "invalid_request"),  # without an offset
        (away() | {"why": "ill"}, 422, "invalid_request"),
        (away(first=1, last=3), 409, "roster_overlap"),
        (away(first=-1, last=5), 409, "roster_overlap"),
        (away(first=0, last=2, stand_in="head-NRB"), 409, "roster_overlap"),
    ],
)
async def test_an_absence_that_cannot_be_is_refused_and_changes_nothing(counter, body, status, code):
    known = (await counter.post("/absences", away(first=0, last=2), "root")).json()

    refused = await counter.post("/absences", body, "root")

    assert (refused.status_code, refused.json()["code"]) == (status, code), refused.text
    assert (await counter.get("/absences", "root")).json()["rows"] == [known]


async def test_one_absence_may_follow_another_at_once(counter):
    answers = [await counter.post("/absences", away(first=n, last=n + 1), "head-NRB") for n in (0, 2, 1)]

    assert [answer.status_code for answer in answers] == [201] * 3


async def test_overlapping_absences_entered_at_once_are_not_both_taken(counter):
    bodies = [away(first=n / 10, last=2) for n in range(6)]

    answers = await asyncio.gather(*(counter.post("/absences", body, "root") for body in bodies))

    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 5


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (on_duty("nobody"), 422, "unknown_person"),
        (on_duty("officer-DRC"), 422, "unknown_person"),
        (on_duty("shen", "XXX"), 422, "unknown_person"),
        (on_duty(first=1, last=0), 422, "period_not_allowed"),
        (on_duty(first=0.5, last=3), 409, "roster_overlap"),
    ],
)
async def test_a_duty_that_cannot_be_is_refused_and_changes_nothing(counter, body, status, code):
    known = (await counter.post("/duties", on_duty(), "root")).json()

    refused = await counter.post("/duties", body, "root")

    assert (refused.status_code, refused.json()["code"]) == (status, code), refused.text
    assert (await counter.get("/duties", "root")).json()["rows"] == [known]


async def test_several_people_may_be_on_duty_at_the_same_time(counter):
    answers = [await counter.post("/duties", on_duty(person), "head-NRB") for person in ("officer-NRB", "head-NRB")]

    assert [answer.status_code for answer in answers] == [201, 201]


@pytest.mark.parametrize(("address", "body"), [("/absences", away()), ("/duties", on_duty())])
async def test_a_roster_is_kept_by_the_own_head_and_those_above(counter, address, body):
    made = (await counter.post(address, body, "head-NRB")).json()
    entry = f"{address}/{made['id']}"

    entering = [(await counter.post(address, body, who)).status_code for who in ("head-DRC", "officer-NRB", "chen", "")]
    reading = [(await counter.get(f"{address}?department=NRB", who)).status_code for who in ("head-DRC", "officer-NRB")]
    ending = [(await end(counter, entry, who)).status_code for who in ("head-DRC", "officer-NRB", "")]
    own = (await counter.get(address, "head-DRC")).json()["rows"]

    assert entering == [403, 403, 403, 401]
    assert reading == [403, 403]
    assert ending == [403, 403, 401]
    assert own == []
    assert (await counter.get(address, "shen")).json()["rows"] == [made]


@pytest.mark.parametrize(("address", "body"), [("/absences", away), ("/duties", on_duty)])
@pytest.mark.parametrize("first", [-6, 0])  # it has begun, it has not
async def test_an_entry_is_ended_once_and_never_begins_again(counter, address, body, first):
    made = (await counter.post(address, body(first=first), "head-NRB")).json()
    entry = f"{address}/{made['id']}"

    ended = await end(counter, entry, "head-NRB")
    again = await end(counter, entry, "root")
    anew = await counter.post(address, body(last=2), "head-NRB")

    assert ended.status_code == 200
    assert datetime.fromisoformat(ended.json()["until_at"]) <= datetime.now(UTC)
    assert again.json() == ended.json()
    assert (await counter.get(address, "root")).json()["rows"] == [anew.json()]


async def test_an_entry_that_is_not_there_cannot_be_ended(counter):
    for address in ("/absences", "/duties"):
        answer = await end(counter, f"{address}/0b8a6d2e-0000-4000-8000-000000000001", "root")
        odd = await end(counter, f"{address}/x", "root")
        assert (answer.status_code, answer.json()["code"]) == (404, "unknown_entry")
        assert (odd.status_code, odd.json()["code"]) == (422, "invalid_request")


@pytest.mark.parametrize(("address", "body"), [("/absences", away), ("/duties", on_duty)])
async def test_a_roster_is_read_page_by_page_by_the_beginning(counter, address, body):
    order = [3, 1, 4, 0, 2]
    for n in order:
        assert (await counter.post(address, body(first=n, last=n + 1), "root")).status_code == 201
    await counter.post(address, body("officer-DRC", **({"department": "DRC"} if address == "/duties" else {})), "root")

    found, where = [], f"{address}?limit=2&department=NRB"
    while where:
        page = (await counter.get(where.removeprefix("/api/v1"), "root")).json()
        found += [row["from_at"] for row in page["rows"]]
        where = page["next"]

    assert [datetime.fromisoformat(text) for text in found] == [NOON + timedelta(days=n) for n in range(5)]


async def test_every_change_of_a_roster_wakes_the_postroom(counter):
    async with bells(counter.pool) as rung:
        for address, body in (("/absences", away()), ("/duties", on_duty())):
            made = (await counter.post(address, body, "root")).json()
            await asyncio.wait_for(rung.get(), 5)
            await end(counter, f"{address}/{made['id']}", "root")
            await asyncio.wait_for(rung.get(), 5)
