"""Plays short cases of the legal circle on a real server and saves their histories; see record_histories.py.

.venv/bin/python -m pytest tests/workflows/record_legal_histories.py
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from bureau import CLERK, DIRECTOR, Bureau, lawyer
from saving import save
from stage import Stage, cron_at, on_the_minute
from temporalio.common import SearchAttributePair, TypedSearchAttributes

from domain.legal.programmes import LEAD
from domain.roles import Act
from workflows.messages import ProgrammeStart
from workflows.programme import ProgrammeSession
from workflows.window import SCHEDULED_AT


@pytest.fixture
async def bureau(town):
    return await Bureau.opened(town)


async def test_inquiry(bureau):
    """Called one after the other, broken, taken, referred, answered, opened again, finished by silence."""
    async with bureau.town.worker():
        inquiry = await bureau.inquiry()
        await inquiry.let_pass(minutes=9)
        await inquiry.act(Act.LEGAL_TAKE, lawyer("ann"))
        await inquiry.let_pass(minutes=40)
        await inquiry.act(Act.LEGAL_REFER, lawyer("ann"), reason="other_field")
        await inquiry.written("called", 4)
        await inquiry.act(Act.LEGAL_REPLY, lawyer("bo"))
        await inquiry.act(Act.LEGAL_RATE, yes=False, satisfied=2)
        await inquiry.act(Act.LEGAL_ASSIGN, CLERK, person="cy")
        await inquiry.act(Act.LEGAL_DECLINE, lawyer("cy"), reason="busy")
        await inquiry.act(Act.LEGAL_REPLY, lawyer("ann"))
        await inquiry.let_pass(hours=100)

        await save("legal_inquiry", inquiry.handle)


async def test_aid(bureau):
    """Papers told and supplied, granted, declined, lapsed, accepted, changed, worked on, closed and rated."""
    async with bureau.town.worker():
        aid = await bureau.application()
        await aid.act(Act.AID_ASK_PAPERS, CLERK, proofs=("identity",))
        await aid.act(Act.AID_SUPPLY)
        await aid.act(Act.AID_GRANT, CLERK)
        await aid.written("offered")
        (first,) = [person for person, *_ in await aid.people()]
        await aid.act(Act.LEGAL_DECLINE, lawyer(first), reason="busy")
        await aid.written("offered", 2)
        await aid.let_pass_until(await aid.now() + timedelta(minutes=31))
        await aid.written("offered", 3)
        third = (await aid.people())[-1][0]
        await aid.act(Act.AID_ACCEPT, lawyer(third))
        await aid.act(Act.AID_ASK_CHANGE)
        await aid.act(Act.AID_GRANT_CHANGE, CLERK)
        await aid.written("offered", 4)
        fourth = (await aid.people())[-1][0]
        await aid.act(Act.AID_ACCEPT, lawyer(fourth))
        await aid.act(Act.AID_WORK, lawyer(fourth), kind="meeting")
        await aid.act(Act.AID_CLOSE, lawyer(fourth), outcome="won")
        await aid.act(Act.LEGAL_RATE, satisfied=4)

        await save("legal_aid", aid.handle)


async def test_aid_over(bureau):
    """Nobody decides: warned, appointed for the time being, refused, objected to, granted."""
    async with bureau.town.worker():
        aid = await bureau.application()
        await aid.written("applied")
        over = (await aid.row())["promise_at"]
        await aid.let_pass_until(over + timedelta(minutes=1))
        await aid.act(Act.AID_REFUSE, CLERK, reason="no_ground")
        await aid.act(Act.AID_OBJECT)
        await aid.act(Act.AID_DECIDE_OBJECTION, DIRECTOR, yes=True)
        await aid.act(Act.LEGAL_WITHDRAW)

        await save("legal_aid_over", aid.handle)


async def test_aid_continued(bureau):
    async with bureau.town.worker():
        aid = await bureau.application(renew_after=12)
        await aid.act(Act.AID_GRANT, CLERK)
        await aid.written("offered")
        (first,) = [person for person, *_ in await aid.people()]
        await aid.act(Act.AID_ACCEPT, lawyer(first))
        for _ in range(3):
            aid.handle = bureau.town.temporal.client.get_workflow_handle(aid.handle.id)
            await aid.act(Act.AID_WORK, lawyer(first), kind="meeting")

        runs = await bureau.town.pool.fetch("SELECT run_id FROM run WHERE ref = $1 ORDER BY epoch", aid.ref)
        for name, run in zip(("legal_aid_continued_from", "legal_aid_continued_to"), runs, strict=False):
            await save(name, bureau.town.temporal.client.get_workflow_handle(aid.handle.id, run_id=run["run_id"]))


async def test_visit(bureau):
    """Called, confirmed, not met, declined, assigned, confirmed, done."""
    async with bureau.town.worker():
        visit = await bureau.visit()
        await visit.written("called")
        (person,) = [person for person, *_ in await visit.people()]
        await visit.act(Act.VISIT_CONFIRM, lawyer(person), at=await visit.now() + timedelta(hours=2))
        await visit.let_pass(hours=20)
        await visit.act(Act.VISIT_DONE, lawyer(person), outcome="not_met")
        await visit.act(Act.LEGAL_DECLINE, lawyer(person), reason="busy")
        await visit.act(Act.LEGAL_ASSIGN, CLERK, person="cy")
        await visit.act(Act.VISIT_CONFIRM, lawyer("cy"), at=await visit.now() + timedelta(hours=2))
        await visit.let_pass(hours=29)
        await visit.act(Act.VISIT_DONE, lawyer("cy"), outcome="advised")

        await save("legal_visit", visit.handle)


async def test_checkup(bureau):
    """Found, one mended before the report, warned of, reported late, given to another, reminded, followed up, finished."""
    async with bureau.town.worker():
        checkup = await bureau.checkup()
        today = checkup.begun.calendar.local_day(checkup.begun.asked_at)
        for severity in ("high", "medium", "low"):
            day = today + timedelta(days=30)
            await checkup.act(Act.CHECKUP_FIND, lawyer("ann"), kind=severity, field="labour", on=day)
        await checkup.act(Act.CHECKUP_FOLLOW, lawyer("ann"), finding=1, outcome="mended")
        await checkup.let_pass(days=20)
        await checkup.act(Act.CHECKUP_REPORT, lawyer("ann"))
        await checkup.act(Act.LEGAL_ASSIGN, CLERK, person="bo")
        await checkup.let_pass(days=36)
        await checkup.written("follow_up_due", 2)
        await checkup.act(Act.CHECKUP_FOLLOW, lawyer("bo"), finding=2, outcome="partly")
        await checkup.act(Act.CHECKUP_FOLLOW, CLERK, finding=3, outcome="mended")

        await save("legal_checkup", checkup.handle)


async def test_programme_session(town):
    """Noted, reminded of the day before and an hour before, over."""
    stage = await Stage.built(town.pool)
    eve = on_the_minute(datetime.now(UTC))
    programme = await stage.programme(cron_at(eve + LEAD))
    async with town.worker():
        handle = await town.temporal.client.start_workflow(
            ProgrammeSession.run,
            ProgrammeStart(programme),
            id=f"programme/{programme}",
            task_queue=town.task_queue,
            search_attributes=TypedSearchAttributes([SearchAttributePair(SCHEDULED_AT, eve)]),
        )
        await handle.result()

        await save("programme_session", handle)
