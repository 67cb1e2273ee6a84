"""What an administrator sees of a request in the Temporal Web UI."""

from __future__ import annotations

from datetime import timedelta

from temporalio.api.enums.v1 import EventType
from temporalio.api.sdk.v1 import WorkflowMetadata

from domain.hotline.policy import Level
from domain.roles import Act
from system.converter import data_converter
from workflows.window import CASE_KIND, CASE_PHASE, DISTRICT, NEXT_DUE


async def begun(seat):
    """A request that has shown itself: what answers an act has been written down and shown with the answer."""
    request = await seat.take_in()
    await request.act(Act.REQUEST_ADD_WORDS)
    return request


async def details(request):
    """The table of the current details: name and value of each row."""
    metadata = await request.handle.query("__temporal_workflow_metadata", result_type=WorkflowMetadata)
    heading, _, names, _, *rows = metadata.current_details.splitlines()
    assert (heading, names) == (f"**{request.ref}** · V1", "| 项 | 值 |")
    return dict([cell.strip() for cell in row.strip("|").split("|")] for row in rows)


async def attributes(request):
    found = (await request.handle.describe()).typed_search_attributes
    return {key.name: found[key] for key in (CASE_KIND, CASE_PHASE, DISTRICT, NEXT_DUE) if key in found}


async def summaries(request, kind):
    history = await request.handle.fetch_history()
    payloads = [event.user_metadata.summary for event in history.events if event.event_type == kind]
    return list(await data_converter.decode(payloads, [str] * len(payloads)))


async def test_a_request_shows_its_state_its_holder_and_its_deadlines(seat):
    async with seat.town.worker():
        request = await begun(seat)
        waiting = await details(request)
        await request.accept("immediate", Level.TOWN)
        handled = await details(request)
        row = await request.row()

    assert (waiting["状态"], "受理期限" in waiting, "办结期限" in waiting) == ("待受理", True, False)
    assert (handled["状态"], handled["类型"]) == ("办理中", "immediate")
    assert handled["承办"] == "苏木乡镇 T1 town-officer"
    due = row["goal_at"] + timedelta(hours=8)  # Beijing
    assert handled["办结期限"].endswith(f"{due:%m-%d %H:%M:%S}")


async def test_search_attributes_follow_the_request_and_its_next_due_moment(seat):
    async with seat.town.worker():
        request = await begun(seat)
        waiting, accept_at = await attributes(request), (await request.row())["accept_at"]
        await request.accept()
        handled, goal_at = await attributes(request), (await request.row())["goal_at"]
        await request.act(Act.REQUEST_CLOSE)
        closed = await attributes(request)

    always = {CASE_KIND.name: "hotline", DISTRICT.name: "V1"}
    assert waiting == always | {CASE_PHASE.name: "reported", NEXT_DUE.name: accept_at}
    assert handled == always | {CASE_PHASE.name: "handling", NEXT_DUE.name: goal_at}
    assert {name: closed[name] for name in always} == always
    assert closed[CASE_PHASE.name] == "closed"


async def test_timers_and_activities_say_what_they_are_for(seat):
    async with seat.town.worker():
        request = await begun(seat)
        await request.accept()
        await request.let_pass(minutes=11)  # a timer that rings earlier than it must is left alone
        await request.act(Act.REQUEST_ADD_WORDS)
        timers = await summaries(request, EventType.EVENT_TYPE_TIMER_STARTED)
        commits = await summaries(request, EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED)

    assert [summary.split()[0] for summary in timers] == ["受理提醒", "过半提醒"]
    assert ", ".join(commits) == "reported, commented, V1 accepted, V1 commented"
