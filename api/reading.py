"""What is read of one project: its public view, and why its dates are what they are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from pydantic import BaseModel, Field

from api.answers import ProjectView, project_view
from api.desk import Desk
from api.library import Library
from api.refusals import UnknownProject
from domain.catalogue import Catalogue, ProjectItem
from domain.figures.expecting import Expected, expected
from domain.item import promised_clock, statutory_clock
from domain.promise import Clock, DayCount, due, why
from domain.recall import recalled
from domain.record import Event
from domain.refusals import CalendarMissing, UnknownItem
from domain.term import Unit
from domain.workdays import UnknownDay, WorkCalendar
from store import readers
from store.facts import days_taken
from store.pool import Connection


class Counted(BaseModel):
    """One clock of an item, counted day by day; `days` is empty for terms in hours, minutes or seconds."""

    term: int
    unit: Unit
    extended: int
    started_at: datetime
    due_on: date | None = Field(description="The last day, or null while the clock stands.")
    due_at: datetime | None = Field(description="The first instant at which the term is over.")
    provisional: bool
    days: list[DayCount]


class Why(BaseModel):
    """Why these dates: the promise and the law, each null where no clock was started."""

    item: str
    round: int
    calendar_rev: int
    promised: Counted | None
    statutory: Counted | None


@dataclass(frozen=True, slots=True)
class Story:
    """Everything from which a project's dates can be derived again."""

    events: list[Event]
    rules: tuple[ProjectItem, ...]
    calendar: WorkCalendar


@dataclass(frozen=True, slots=True)
class Whole:
    """A project with everything that explains it, read at one instant; `story` is None where its calendar is missing."""

    view: ProjectView
    catalogue: Catalogue
    rules: tuple[ProjectItem, ...]
    events: list[Event]
    story: Story | None


async def whole_of(desk: Desk, ref: str, now: datetime) -> Whole:
    """A project with everything that explains it, or `UnknownProject`."""
    async with desk.postgres.snapshot() as connection:
        project = await found(connection, ref)
        items = await readers.public_items(connection, ref)
        events = await readers.public_events(connection, ref)
        catalogue = await desk.library.catalogue(connection, project.catalogue_version)
        rules = await desk.library.rules(connection, project)
        calendar = await calendar_for(connection, desk.library, project.calendar_rev)
    view = project_view(project, items, calendar, now, desk.library.local(now).date())
    return Whole(view, catalogue, rules, events, Story(events, rules, calendar) if calendar else None)


async def view_of(desk: Desk, ref: str, now: datetime) -> ProjectView:
    """A project as the public sees it at `now`, or `UnknownProject`."""
    async with desk.postgres.snapshot() as connection:
        project = await found(connection, ref)
        items = await readers.public_items(connection, ref)
        calendar = await calendar_for(connection, desk.library, project.calendar_rev)
    return project_view(project, items, calendar, now, desk.library.local(now).date())


async def story_of(desk: Desk, ref: str) -> Story:
    """Everything from which a project's dates can be derived again; raises `UnknownProject` or `CalendarMissing`."""
    async with desk.postgres.snapshot() as connection:
        project = await found(connection, ref)
        return Story(
            events=await readers.public_events(connection, ref),
            rules=await desk.library.rules(connection, project),
            calendar=await desk.library.calendar(connection, project.calendar_rev),
        )


async def expected_of(desk: Desk, ref: str, now: datetime) -> Expected:
    """What may be expected of a project; raises `UnknownProject` or `CalendarMissing`."""
    async with desk.postgres.snapshot() as connection:
        project = await found(connection, ref)
        return expected(
            await desk.library.rules(connection, project),
            await readers.public_items(connection, ref),
            await days_taken(connection, now),
            await desk.library.calendar(connection, project.calendar_rev),
            now,
        )


async def found(connection: Connection, ref: str) -> readers.PublicProject:
    """The project, or `UnknownProject`."""
    project = await readers.public_project(connection, ref)
    if project is None:
        raise UnknownProject(ref=ref)
    return project


def why_of(story: Story, item_id: str) -> Why:
    """The two clocks of an item, day by day.

    Raises:
        UnknownItem: the project has no such item.
        CalendarMissing: a day must be counted that the calendar does not cover.
    """
    rule = next((rule for rule in story.rules if rule.id == item_id), None)
    if rule is None:
        raise UnknownItem(item=item_id, allowed=", ".join(rule.id for rule in story.rules))
    item = recalled(item_id, story.events)
    try:
        return Why(
            item=item_id,
            round=item.round,
            calendar_rev=story.calendar.rev,
            promised=_counted(promised_clock(item, rule), story.calendar),
            statutory=_counted(statutory_clock(item, rule), story.calendar),
        )
    except UnknownDay as missing:
        raise CalendarMissing(day=str(missing)) from missing


def _counted(clock: Clock | None, calendar: WorkCalendar) -> Counted | None:
    if clock is None:
        return None
    end = due(clock, calendar)
    return Counted(
        term=clock.term.value,
        unit=clock.term.unit,
        extended=clock.budget - clock.term.value,
        started_at=clock.started_at,
        due_on=end.on if end else None,
        due_at=end.at if end else None,
        provisional=end.provisional if end else False,
        days=list(why(clock, calendar)),
    )


async def calendar_for(connection: Connection, library: Library, rev: int) -> WorkCalendar | None:
    """The project's calendar; its page is shown even without one, only that no days are counted on it."""
    try:
        return await library.calendar(connection, rev)
    except CalendarMissing:
        return None
