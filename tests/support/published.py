"""Publishing a calendar around the present day, and bringing it to every open case."""

from __future__ import annotations

from datetime import date

from town import Town

from store.reference import add_calendar
from workflows.calendar import CalendarRollout
from workflows.messages import rollout_id


def year_file(year: int, *off: date) -> str:
    """A year without holidays but these."""
    spans = ", ".join(f'{{ name = "假日", from = {day}, to = {day} }}' for day in off if day.year == year)
    return (
        f'year = {year}\nstatus = "official"\nnotice = "测试第{year}号"\nissued_on = {year - 1}-11-04\n'
        f'source = "test"\noff = [{spans}]\nworked = []\n'
    )


async def publish(town: Town, *off: date) -> int:
    """Publish a calendar around the present day with these days off."""
    years = [year.year for year in town.calendar.years]
    async with town.pool.acquire() as connection:
        return await add_calendar(connection, {str(year): year_file(year, *off) for year in years}, by="test")


async def roll_out(town: Town, rev: int) -> None:
    """Bring a published calendar to every open case, and wait until it is there."""
    await town.temporal.client.execute_workflow(
        CalendarRollout.run, rev, id=rollout_id(rev) + town.task_queue, task_queue=town.task_queue
    )
