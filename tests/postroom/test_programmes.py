"""Reminders of sessions, to the handsets: host and subscribers, each address once, and nothing that is of no more use."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from house import House, phone_of
from stage import HOST, OTHER_HOST, ZONE, Stage, cron_at

from domain.legal.programmes import Attended, Occasion
from store.programme_sessions import attend
from store.subscribers import end_subscription

TOMORROW = datetime(2026, 11, 26, 15, 0, tzinfo=ZONE)  # a Thursday
ABROAD = "+12025550123"  # a country with long texts in other languages


@dataclass
class Show:
    """A programme with a session tomorrow afternoon."""

    house: House
    stage: Stage
    programme: str
    starts_at: datetime = TOMORROW

    @property
    def ref(self) -> str:
        return f"P-{self.programme}"

    async def looks(self, **ahead: float) -> Attended:
        """Somebody looks after the session so long ahead, and the postroom works."""
        self.house.now = self.starts_at - timedelta(**ahead)
        attended = await attend(self.house.pool, Occasion(self.programme, self.starts_at), self.house.now)
        await self.house.work()
        return attended


@pytest.fixture
async def show(house: House) -> Show:
    stage = await Stage.built(house.pool)
    await house.person(HOST, phone=phone_of(HOST))
    await house.person(OTHER_HOST, phone=phone_of(OTHER_HOST))
    return Show(house, stage, await stage.programme(cron_at(TOMORROW)))


async def test_host_and_subscribers_get_two_texts_that_name_programme_and_beginning(show, phone):
    await show.stage.subscriber(show.programme, phone_of("sub"))

    await show.looks(hours=24)
    await phone(phone_of(HOST)).expects("普法直播", "11月26日15:00:00")
    await phone(phone_of("sub")).expects("普法直播", "11月26日15:00:00")
    await show.looks(hours=1)

    await phone(phone_of(HOST)).expects("普法直播", "11月26日15:00:00")
    await phone(phone_of("sub")).expects("普法直播", "11月26日15:00:00")
    assert len(await show.house.fates(show.ref, "sms")) == 4


async def test_whoever_looks_again_tells_nobody_twice(show, phone):  # T71, H71
    await show.stage.subscriber(show.programme, phone_of("sub"))

    for _ in range(5):
        await show.looks(hours=24)

    await phone(phone_of(HOST)).expects("普法直播")
    await phone(phone_of("sub")).expects("普法直播")
    assert len(await show.house.fates(show.ref)) == 2


async def test_an_address_that_subscribed_twice_is_told_once(show, phone):  # T71, H71
    for number in (phone_of("sub"), phone_of("sub"), phone_of(HOST)):
        await show.stage.subscriber(show.programme, number)

    await show.looks(hours=24)

    await phone(phone_of(HOST)).expects("普法直播")
    await phone(phone_of("sub")).expects("普法直播")
    assert len(await show.house.fates(show.ref)) == 2


async def test_a_mail_address_that_subscribed_twice_is_told_once(show, phone):  # T71, H71
    for _ in range(2):
        await show.stage.subscriber(show.programme, "", mail="sub@example.org")

    await show.looks(hours=24)

    await phone(phone_of(HOST)).expects("普法直播")
    assert len(await show.house.fates(show.ref, "mail")) == 1


async def test_a_subscriber_reads_their_own_language(show, phone):
    await show.stage.subscriber(show.programme, ABROAD, language="en")

    await show.looks(hours=24)

    await phone(ABROAD).expects("Law Live begins on")
    await phone(phone_of(HOST)).expects("普法直播")


async def test_nobody_is_told_of_a_session_that_was_skipped_before_the_text_went_out(show, phone):
    await attend(show.house.pool, Occasion(show.programme, TOMORROW), TOMORROW - timedelta(hours=24))
    await show.stage.leave_out(show.programme, TOMORROW, "skipped")
    await show.stage.change_host(show.programme, OTHER_HOST, TOMORROW - timedelta(hours=24))

    show.house.now = TOMORROW - timedelta(hours=24)
    await show.house.work()

    assert await show.house.fates(show.ref) == []
    assert ("ended", "skipped") in await show.house.trail(show.ref)


async def test_a_session_that_takes_place_after_all_is_told_of(show, phone):
    await show.stage.leave_out(show.programme, TOMORROW, "paused")
    assert (await show.looks(hours=24)).reminder is None

    await show.stage.go_on(show.programme, TOMORROW - timedelta(hours=23))
    await show.house.after(hours=1)

    await phone(phone_of(HOST)).expects("普法直播")


async def test_the_postroom_that_was_down_until_the_beginning_sends_nothing(show):
    await attend(show.house.pool, Occasion(show.programme, TOMORROW), TOMORROW - timedelta(hours=1))
    show.house.now = TOMORROW
    await show.house.work()

    assert await show.house.fates(show.ref) == []
    assert ("skipped", "expired") in await show.house.trail(show.ref)


async def test_the_second_reminder_overtakes_the_first(show, phone):
    for ahead in (24, 1):
        at = TOMORROW - timedelta(hours=ahead)
        await attend(show.house.pool, Occasion(show.programme, TOMORROW), at)
    show.house.now = TOMORROW - timedelta(hours=1)
    await show.house.work()

    await phone(phone_of(HOST)).expects("普法直播")
    assert len(await show.house.fates(show.ref)) == 1


async def test_a_new_host_is_told_and_subscribers_are_not_told_again(show, phone):  # T71, H71
    await show.stage.subscriber(show.programme, phone_of("sub"))
    await show.looks(hours=24)
    await phone(phone_of(HOST)).expects("普法直播")
    await phone(phone_of("sub")).expects("普法直播")

    await show.stage.change_host(show.programme, OTHER_HOST, show.house.now)
    await show.house.after(minutes=1)

    await phone(phone_of(OTHER_HOST)).expects("普法直播")
    assert len(await show.house.fates(show.ref)) == 3


async def test_who_unsubscribes_before_the_text_goes_out_gets_none(show, phone):
    await show.stage.subscriber(show.programme, phone_of("sub"), code="GONE23")
    show.house.now = TOMORROW - timedelta(hours=24)
    await attend(show.house.pool, Occasion(show.programme, TOMORROW), show.house.now)
    async with show.house.pool.acquire() as connection:
        assert await end_subscription(connection, show.programme, "GONE23", show.house.now)
    await show.house.work()

    await phone(phone_of(HOST)).expects("普法直播")
    assert await show.house.told(show.ref) == {f"person:{HOST}"}


async def test_nobody_must_call_a_subscriber_whom_nothing_reaches(show, phone):
    await show.stage.subscriber(show.programme, "", mail=None)

    await show.looks(hours=24)

    await phone(phone_of(HOST)).expects("普法直播")
    assert await show.house.fates(show.ref, "list") == []


async def test_a_programme_without_subscribers_reminds_its_host(show, phone):
    await show.looks(hours=24)

    await phone(phone_of(HOST)).expects("普法直播")
    assert await show.house.told(show.ref) == {f"person:{HOST}"}
