"""A joint task on real servers: it begins with its bodies, and its clock speaks by itself until it is closed."""

from datetime import timedelta

from seat import BANNER, TOWN, at

from domain.hotline.policy import Level
from domain.hotline.record import RequestCommand
from domain.hotline.request import Source
from domain.roles import Act, Actor, Role

LEADER = Actor("leader", Role.LEADER, "CENTRE")


async def opened(seat):
    """A task that the department leads and the town assists."""

    def given(case):
        return RequestCommand(
            *("task-" + case.ref, Act.REQUEST_ACCEPT, LEADER, case.reported_at),
            kind="joint_task",
            place=at(Level.BANNER),
            assists=(TOWN,),
        )

    return await seat.take_in(first=given, complainants=(), source=Source.CENTRE)


async def test_it_is_due_is_handed_to_the_centre_and_is_told_when_it_is_over(seat):
    async with seat.town.worker():
        task = await opened(seat)
        await task.written("accepted")
        row = await task.row()
        told = await task.notices()
        await task.let_pass(hours=745)

        assert (row["state"], row["kind"], row["body"], row["assists"]) == ("handling", "joint_task", BANNER, [TOWN])
        assert row["accept_at"] is None
        assert set(told) == {("work", "assigned", "open"), (f"assist:{TOWN}", "assigned", "open")}
        assert (await task.after("half"))[0] == timedelta(hours=288)
        assert (await task.after("warned"))[0] == timedelta(hours=460.8)
        [overtaken] = await task.after("overtaken")  # as soon as the centre was found
        assert timedelta(hours=576) <= overtaken < timedelta(hours=577)
        assert await task.after("goal_over") == [timedelta(hours=720)]
        assert await task.after("neglected") == [timedelta(hours=744)]
        assert not {"accept_soon", "accept_over"} & set(await task.events())
        steps = {step for _, step, _ in await task.notices()}
        assert {"half", "warned", "share_over", "goal_over", "neglected"} <= steps


async def test_closed_it_waits_for_the_centre_and_ends_without_a_citizen(seat):
    async with seat.town.worker():
        task = await opened(seat)
        await task.written("accepted")
        await task.act(Act.REQUEST_CLOSE)
        await task.let_pass(hours=71)
        waiting = await task.row()
        await task.let_pass(hours=73)

        assert (waiting["state"], waiting["complainants"]) == ("closed", 0)
        row = await task.row()
        assert (row["state"], row["outcome"]) == ("archived", "")
        assert await task.handle.result() == "archived"
        assert "ask" not in {step for _, step, _ in await task.notices()}
