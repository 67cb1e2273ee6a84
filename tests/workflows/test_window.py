"""What an administrator sees of a case in the Temporal Web UI, without opening the database."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from temporalio.api.enums.v1 import EventType
from temporalio.api.sdk.v1 import WorkflowMetadata
from town import FRIDAY, MONDAY, THURSDAY, TUESDAY, WEDNESDAY, item, weekends_only

from domain.catalogue import PauseRule
from domain.roles import Act
from domain.term import Term
from system.converter import data_converter
from workflows.approval import ProjectApproval
from workflows.window import CALENDAR_REV, CASE_KIND, CASE_PHASE, LIGHT, NEXT_DUE, OPEN_DEPARTMENTS, SEARCH_ATTRIBUTES

REVIEW = PauseRule("expert_review", Term(10))
HEAD = ["| 事项 | 名称 | 部门 | 状态 | 灯 | 截止 |", "|---|---|---|---|---|---|"]


async def details(project) -> list[str]:
    """The lines of the current details, as the Web UI asks for them."""
    metadata = await project.handle.query("__temporal_workflow_metadata", result_type=WorkflowMetadata)
    return metadata.current_details.splitlines()


async def table(project) -> dict[str, list[str]]:
    """The row of each item: name, department, state, light in words, due day."""
    lines = await details(project)
    assert lines[1:4] == ["", *HEAD]
    rows = {}
    for line in lines[4:]:
        name, *cells = (cell.strip() for cell in line.strip("|").split("|"))
        mark, _, cells[3] = cells[3].rpartition(" ")
        assert bool(mark) is bool(cells[3])  # a light has a mark and a word: colour never speaks alone
        rows[name] = cells
    return rows


async def attributes(project) -> dict[str, object]:
    """The search attributes that are set; instants in UTC."""
    found = (await project.handle.describe()).typed_search_attributes
    return {key.name: found[key] for key in SEARCH_ATTRIBUTES if key in found}


async def summaries(project, kind: EventType.ValueType) -> list[str]:
    """The summaries of all timers or all activities so far."""
    history = await project.handle.fetch_history()
    payloads = [event.user_metadata.summary for event in history.events if event.event_type == kind]
    return list(await data_converter.decode(payloads, [str] * len(payloads)))


async def test_the_details_are_a_table_of_all_items_in_chinese(town):
    async with town.worker():
        project = await town.open(item("A", 5), item("B", 3, "A"), item("C", 3))
        await project.go_to_next(MONDAY, "09:00")
        monday = (await project.now()).date()
        await project.receive_and_accept("A")
        accepted = await table(project)
        await project.act(Act.RECEIVE, "C")
        await project.act(Act.DECLINE, "C")
        await project.act(Act.APPROVE, "A")
        approved = await table(project)
        first = (await details(project))[0]

    due = f"{monday + timedelta(days=7):%Y-%m-%d}"
    assert first == f"**{project.ref}** · 3 项 · 日历第 1 版"
    assert accepted == {
        "A": ["事项A", "DRC", "办理中", "绿", due],
        "B": ["事项B", "DRC", "等待前置", "", ""],
        "C": ["事项C", "DRC", "可以申报", "", ""],
    }
    assert [approved[name][2:] for name in "ABC"] == [["已批准", "", ""], ["可以申报", "", ""], ["不予受理", "", ""]]


async def test_lights_pauses_and_silence_show_as_they_come(town):
    async with town.worker():
        project = await town.open(item("A", 5, pauses=(REVIEW,)), item("B", 5))
        await project.go_to_next(MONDAY, "09:00")
        await project.receive_and_accept("A")
        seen = []
        await project.go_to_next(THURSDAY, "09:00")
        seen.append((await table(project))["A"][2:4])
        await project.act(Act.PAUSE, "A", kind="expert_review", until=await project.now() + timedelta(days=1))
        seen.append((await table(project))["A"][2:])
        await project.act(Act.RESUME, "A")
        await project.go_to_next(MONDAY, "09:00")
        seen.append((await table(project))["A"][2:4])
        await project.go_to_next(TUESDAY, "00:01")
        seen.append((await table(project))["A"][2:])

    assert seen == [["办理中", "黄"], ["已暂停", "暂停", ""], ["办理中", "红"], ["超时默许", "", ""]]


async def test_a_new_calendar_shows_at_once(town):  # T01
    async with town.worker():
        project = await town.open(item("A", 5))
        monday = (await project.go_to_next(MONDAY, "09:00")).date()
        await project.receive_and_accept("A")

        later = weekends_only(2, off=(monday + timedelta(days=2),))
        provisional = weekends_only(3, official=False)
        seen = []
        for calendar in (later, provisional):
            await project.handle.signal(ProjectApproval.recount, calendar)
            while not (await details(project))[0].endswith(f"日历第 {calendar.rev} 版"):
                await asyncio.sleep(0.02)
            seen.append((await table(project))["A"][4])
        rev = (await attributes(project))[CALENDAR_REV.name]

    assert seen == [f"{monday + timedelta(days=8)}", f"{monday + timedelta(days=7)} 暂定"]
    assert rev == 3


async def test_search_attributes_follow_the_case(town):
    async with town.worker():
        project = await town.open(item("A", 5), replace(item("B", 5), department="NRB"), item("C", 5))
        monday = await project.go_to_next(MONDAY, "09:00")
        opened = await attributes(project)
        await project.receive_and_accept("A")
        await project.receive_and_accept("B")
        accepted = await attributes(project)
        await project.go_to_next(THURSDAY, "08:31")
        yellow = await attributes(project)
        await project.act(Act.APPROVE, "A")
        await project.act(Act.APPROVE, "B")
        decided = await attributes(project)
        await project.act(Act.CLOSE)
        await project.handle.result()
        closed = await attributes(project)

    first = {CASE_KIND.name: "approval", CASE_PHASE.name: "open", CALENDAR_REV.name: 1, OPEN_DEPARTMENTS.name: []}
    due = (monday + timedelta(days=8)).replace(hour=0, minute=0)
    both = {OPEN_DEPARTMENTS.name: ["DRC", "NRB"]}
    assert without_nothing(opened) == without_nothing(first)
    assert accepted == first | both | {LIGHT.name: "green", NEXT_DUE.name: due}
    assert yellow == first | both | {LIGHT.name: "yellow", NEXT_DUE.name: due}
    assert without_nothing(decided) == without_nothing(first)
    assert without_nothing(closed)[CASE_PHASE.name] == "closed"


def without_nothing(found: dict[str, object]) -> dict[str, object]:
    """The attributes without an empty list: the server may or may not keep one."""
    return {name: value for name, value in found.items() if value != []}


async def test_the_next_due_moment_is_the_soonest_end_of_a_running_promise(town):
    async with town.worker():
        project = await town.open(item("A", 5), item("B", 1))
        await project.go_to_next(MONDAY, "09:00")
        await project.receive_and_accept("A")
        far = (await attributes(project))[NEXT_DUE.name]

        await project.receive_and_accept("B")  # of one day, so it is yellow at once and red tomorrow
        near = (await attributes(project))[NEXT_DUE.name]
        await project.go_to_next(WEDNESDAY, "00:01")
        after = (await attributes(project))[NEXT_DUE.name]

    now = datetime.now(UTC)
    assert now < near < far == after
    assert (await project.states())["B"] == "approved_by_silence"


async def test_a_timer_says_what_it_waits_for(town):
    async with town.worker():
        project = await town.open(item("A", 5), item("B", 5))
        monday = await project.go_to_next(MONDAY, "09:00")
        await project.receive_and_accept("A")
        await project.go_to_next(FRIDAY, "09:00")

        timers = await summaries(project, EventType.EVENT_TYPE_TIMER_STARTED)

    thursday, red = monday + timedelta(days=3), monday + timedelta(days=7)
    assert timers[-2:] == [f"A 黄牌 {thursday:%m-%d} 08:30", f"A 红牌 {red:%m-%d} 08:30"]


async def test_an_activity_says_what_it_writes(town):
    async with town.worker():
        project = await town.open(*(item(name, 5) for name in "ABCDEF"))
        await project.written("opened")  # an act that comes earlier is written down in the same commit
        await project.receive_and_accept("A")

        commits = await summaries(project, EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED)

    assert commits == ["opened, A ready, B ready, C ready +3", "A received", "A accepted"]
