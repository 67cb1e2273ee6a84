"""What is answered: public projects and items with their signs, lists with their next page, receipts."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from typing import Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from domain.masking import masked_text
from domain.promise import Light
from domain.record import Event
from domain.roles import Actor
from domain.signs import PublicStatus, days_left, light_of, public_status
from domain.term import Unit
from domain.workdays import WorkCalendar
from store.readers import InboxItem, PublicItem, PublicProject

Row = TypeVar("Row")


class Page(BaseModel, Generic[Row]):
    """A part of a list; `next` is the address of the next part, or null at the end."""

    rows: list[Row]
    next: str | None = Field(default=None, examples=["/api/v1/projects?after=2611-150524-04-01-000001&limit=20"])


class Done(BaseModel):
    """The command was obeyed and is written down; `n` is the case's last event after it."""

    id: str = Field(examples=["kq2n0RzC0mJ3u0Xg1vJt7A"])
    ref: str = Field(examples=["2611-150524-04-01-000001"])
    status: str = Field(default="done", examples=["done"])
    n: int = Field(examples=[41])


class CommandAnswer(BaseModel):
    """How a command stands: `pending`, `done`, or `refused` with the refusal's code."""

    id: str
    ref: str
    status: str = Field(examples=["pending", "done", "refused"])
    n: int | None = None
    code: str | None = None
    title: str | None = None


class Opened(BaseModel):
    """The project as it was opened first."""

    ref: str
    href: str
    opened_at: datetime
    catalogue_version: str


class ProjectRow(BaseModel):
    """A project in the public list; `ended_count` of its `item_count` items have come to an end."""

    model_config = ConfigDict(from_attributes=True)

    ref: str
    name: str
    site: str
    project_type: str
    land_mode: str
    phase: str
    opened_at: datetime
    completed_at: datetime | None
    item_count: int
    ended_count: int


class ItemView(BaseModel):
    """An item as the public sees it. `days_left` is negative when the term is over, null while no clock runs."""

    id: str
    name_zh: str
    name_en: str
    stage: str
    department: str
    department_zh: str
    officer_no: str | None = Field(description="The approver's work number; names are not published.")
    state: str
    public_status: PublicStatus
    light: Light | None
    promised: int
    unit: Unit
    round: int
    received_at: datetime | None
    accepted_at: datetime | None
    ended_at: datetime | None
    due_on: date | None
    over_at: datetime | None = Field(description="The first instant at which the promise is broken.")
    provisional: bool = Field(description="The due day leans on days whose official calendar is not published.")
    days_left: int | None
    law_on: date | None
    left_when_paused: int | None
    pause_kind: str | None
    paused_at: datetime | None
    planned_end: datetime | None
    extended: int
    revoked: bool
    breached: bool = Field(description="The promise ran out undecided, so the department must say why.")
    explained: bool = Field(description="The department has said why.")
    reason: str | None = Field(
        description="Why the promise ran out, in the department's words: public by law (优化营商环境条例 art. 36).",
        examples=["专家论证未能按期完成。"],
    )


class ProjectView(ProjectRow):
    """A project with all items of its catalogue, those that do not apply included."""

    flags: list[str]
    rule_set: str
    catalogue_version: str
    n: int
    calendar_rev: int
    today: date
    items: list[ItemView] = Field(description="The items in the catalogue's order.")


class EventView(BaseModel):
    """One line of the public record."""

    model_config = ConfigDict(from_attributes=True)

    n: int
    kind: str
    item: str
    at: datetime
    entered_at: datetime
    role: str
    what: str
    due_before: date | None
    due_after: date | None
    rev: int


class InboxView(BaseModel):
    """An open item in a department's inbox."""

    ref: str
    item: str
    name_zh: str
    project: str
    department: str
    state: str
    light: Light | None
    officer: str | None
    instead_of: str = Field(description="The officer, where they are away and whoever reads this stands in for them.")
    received_at: datetime | None
    due_on: date | None
    over_at: datetime | None
    provisional: bool
    law_on: date | None
    left_when_paused: int | None
    pause_kind: str | None
    planned_end: datetime | None
    breached: bool
    explained: bool


def item_view(item: PublicItem, calendar: WorkCalendar | None, now: datetime) -> ItemView:
    """An item with its signs at `now`; without a calendar no days are counted."""
    values = asdict(item)
    left, reason = values.pop("left"), values.pop("reason")
    return ItemView(
        **values,
        reason=masked_text(reason) if reason else None,
        public_status=public_status(item, now),
        light=light_of(item, now),
        days_left=days_left(item, Unit(item.unit), calendar, now) if calendar else None,
        left_when_paused=left,
    )


def project_view(
    project: PublicProject, items: list[PublicItem], calendar: WorkCalendar | None, now: datetime, today: date
) -> ProjectView:
    """A project with all its items at `now`."""
    return ProjectView(**asdict(project), today=today, items=[item_view(item, calendar, now) for item in items])


def event_view(event: Event) -> EventView:
    """One line of the public record, without who and with which words."""
    return EventView.model_validate(event)


def inbox_view(item: InboxItem, reader: Actor, now: datetime) -> InboxView:
    """An open item with its light at `now`."""
    values = asdict(item)
    values.update(item=values.pop("id"), left_when_paused=values.pop("left"))
    values["instead_of"] = reader.instead_of(item.officer or "")
    return InboxView(**values, light=light_of(item, now))
