"""The activity that finds who takes a request: it asks report, duty list and roster."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import structlog
from temporalio.testing import ActivityEnvironment

from activities.roster import Roster
from domain.hotline.places import PlaceQuestion
from domain.hotline.policy import Level
from domain.hotline.record import Place
from domain.organisation import Body, BodyKind
from domain.roles import Role
from store.organisation import save_bodies
from store.people import Person, save_person
from store.policies import HOTLINE
from store.pool import Pool
from store.rosters import add_duty
from store.shipped import hotline, hotline_file

NOW = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)
TOPIC = next(topic for topic in hotline().topics.values() if topic.lead and topic.start is Level.VILLAGE)


@pytest.fixture
async def roster(pool: Pool):
    """A village and its town without people, and a department in which somebody is on duty."""
    bodies = [
        Body("T1", BodyKind.TOWN, "镇", "Town"),
        Body("V1", BodyKind.VILLAGE, "村", "Village", parent="T1"),
        Body(TOPIC.lead, BodyKind.DEPARTMENT, "局", "Bureau"),
    ]
    async with pool.acquire() as connection:
        await HOTLINE.add(connection, hotline_file(), by="test")
        await save_bodies(connection, bodies)
        await save_person(connection, Person("li", "李某", Role.OFFICER, TOPIC.lead))
        await add_duty(connection, TOPIC.lead, "li", NOW, NOW + timedelta(hours=1), by="root")
        for ref, topic in (("H1", TOPIC.id), ("H2", "")):
            await connection.execute(
                "INSERT INTO report (ref, print, source, topic, text, district, policy_version, reported_at) "
                "VALUES ($1, '', 'web', $2, '', 'V1', $3, $4)",
                *(ref, topic, hotline().policy.version, NOW),
            )
    return Roster(pool)


def ask(roster: Roster, ref: str, level: Level, at: datetime):
    """Ask as a workflow does that asks at an instant."""
    environment = ActivityEnvironment()
    environment.info = replace(environment.info, current_attempt_scheduled_time=at)
    return environment.run(roster.find_place, PlaceQuestion(ref, level))


async def test_the_body_of_the_duty_list_takes_it_and_the_empty_steps_are_logged(roster):  # H35
    with structlog.testing.capture_logs() as logs:
        found = await ask(roster, "H1", Level.VILLAGE, NOW)

    assert found.place == Place(Level.BANNER, TOPIC.lead, "li")
    assert found.passed == ("village:V1", "town:T1")
    assert [(log["event"], log["bodies"]) for log in logs] == [("place.passed_over", found.passed)]


async def test_it_is_asked_for_the_instant_of_the_question(roster):
    before, after = [await ask(roster, "H1", Level.BANNER, NOW + timedelta(minutes=minutes)) for minutes in (59, 60)]

    assert before.place.owner == "li"
    assert after.place == Place(Level.CENTRE, "CENTRE", "")


async def test_without_a_topic_the_centre_has_it(roster):
    found = await ask(roster, "H2", Level.BANNER, NOW)

    assert found.place.body == "CENTRE"


async def test_an_unknown_request_is_a_fault(roster):
    with pytest.raises(LookupError):
        await ask(roster, "H9", Level.VILLAGE, NOW)
