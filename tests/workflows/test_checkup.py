"""Check-ups on real servers: follow-ups remind by themselves on their day, once, whoever made the check-up, in their language."""

from __future__ import annotations

from datetime import timedelta

import pytest
from bureau import CLERK, Bureau, lawyer
from house import House

from activities.kept_carrier import KeptCarrier
from domain.fate import Channel
from domain.roles import Act
from store.shipped import rulebook

ABROAD = {"ann": ("+12025550123", "mn"), "bo": ("+12025550177", "en")}  # networks that carry every script
WORDS = {"ann": "ᠳᠠᠬᠢᠨ ᠬᠢᠨᠠᠬᠤ", "bo": "Follow-up: something of"}


@pytest.fixture
async def bureau(town):
    opened = await Bureau.opened(town)
    for person, (phone, language) in ABROAD.items():
        await town.pool.execute("UPDATE person SET phone = $2, language = $3 WHERE id = $1", person, phone, language)
    return opened


@pytest.fixture
async def house(town):
    """A postroom that keeps every letter and goes by the time of a case."""
    return House(town.pool, {Channel.SMS: KeptCarrier()}, rulebook("https://hotline.example.org"))


async def reminders(house, checkup):
    """The texts that reminded of a follow-up until now, to whom and when."""
    await checkup.act(Act.LEGAL_COMMENT, CLERK)  # whatever was due is written down before it
    house.now = await checkup.now()
    await house.work()
    rows = await house.pool.fetch(
        "SELECT letter.recipient, letter.text, letter.claimed_at FROM letter JOIN outbox ON outbox.letter = letter.id"
        " WHERE outbox.ref = $1 AND outbox.step = 'follow_up' ORDER BY letter.claimed_at",
        checkup.ref,
    )
    return [(row["recipient"].removeprefix("person:"), row["text"], row["claimed_at"]) for row in rows]


def opening(checkup, day):
    """When the office opens on a day, or on the next working day."""
    case = checkup.begun
    return case.office.next_open(case.calendar.start_of(day), case.calendar)


@pytest.mark.parametrize("person", ABROAD)
async def test_follow_ups_remind_once_on_their_day_and_no_more_when_they_have_a_result(bureau, house, person):  # B5
    async with bureau.town.worker():
        checkup = await bureau.checkup(person)
        today = checkup.begun.calendar.local_day(checkup.begun.asked_at)
        first, second, third = [today + timedelta(days=days) for days in (7, 16, 25)]
        for day in (None, second, third):  # without a day it is the one that the severity says
            await checkup.act(Act.CHECKUP_FIND, lawyer(person), kind="high", field="labour", on=day)
        await checkup.act(Act.CHECKUP_REPORT, lawyer(person))
        await checkup.let_pass_until(opening(checkup, first) - timedelta(minutes=1))
        early = await reminders(house, checkup)

        await checkup.let_pass_until(opening(checkup, first))
        on_the_day = await reminders(house, checkup)
        await checkup.act(Act.CHECKUP_FOLLOW, lawyer(person), finding=2, outcome="mended")
        await checkup.let_pass_until(opening(checkup, second) + timedelta(minutes=1))
        after_the_resolved = await reminders(house, checkup)
        await checkup.let_pass_until(opening(checkup, third))
        at_the_end = await reminders(house, checkup)

    assert early == []
    assert after_the_resolved == on_the_day
    assert [who for who, _, _ in at_the_end] == [person] * 2
    assert all(WORDS[person] in text for _, text, _ in at_the_end)
    days = [checkup.begun.calendar.local_day(at) for _, _, at in at_the_end]
    assert days == [checkup.begun.calendar.local_day(opening(checkup, day)) for day in (first, third)]
