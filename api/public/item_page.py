"""Counter: the page of one item of a project: how it stands, why this date day by day, what came before, and its record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.answers import ItemView
from api.desk import TheDesk, present
from api.public.happenings import HAPPENINGS, PARTS
from api.public.project_page import checked, shown_with
from api.reading import Counted, Whole, Why, whole_of, why_of
from api.refusals import UnknownProject
from api.templates import page
from api.wordbook import N_
from domain.promise import DayCount
from domain.record import Event, Happening
from domain.refusals import CalendarMissing
from domain.roles import Role
from domain.signs import PublicStatus
from domain.term import Unit

router = APIRouter(include_in_schema=False)

_PAUSED = "paused:"
_REASONS = {"start": N_("开始当日不计"), "weekend": N_("周末"), "holiday": N_("法定假日"), "rolled": N_("顺延至工作日")}


@dataclass(frozen=True, slots=True)
class Told:
    """One line of the record: what, when, by which part; `kind` names a pause, `more` how much was added to the term."""

    event: Event
    word: str
    part: str
    kind: str = ""
    more: int = 0


@dataclass(frozen=True, slots=True)
class Day:
    """One day of *why this date*: its number, or the word for why it does not count, or the name that the calendar gives it."""

    count: DayCount
    word: str = ""
    pause: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Ruler:
    """A clock of an item, explained: the days one by one, and how many of them were left out for which reason."""

    clock: Counted
    days: list[Day]

    @property
    def counted(self) -> int:
        """How many days have a number."""
        return sum(day.count.number is not None for day in self.days)

    @property
    def left_out(self) -> list[tuple[Day, int]]:
        """Each reason for which days do not count, with how many there are; the first day needs none."""
        found = Counter(
            day.count.reason for day in self.days if day.count.number is None and day.count.reason != "start"
        )
        return [(next(day for day in self.days if day.count.reason == reason), n) for reason, n in found.items()]


@router.get("/projects/{ref}/items/{item}", name="item_page")
async def item_page(request: Request, ref: str, item: str, desk: TheDesk) -> Response:
    """One item of a project."""
    whole = await whole_of(desk, checked(ref), present())
    found = next((row for row in whole.view.items if row.id == item), None)
    if found is None:
        raise UnknownProject()
    return page(request, "item.html", {**shown_with(whole.catalogue), **about_item(whole, found)})


def about_item(whole: Whole, item: ItemView) -> dict[str, object]:
    """Everything that is told to everybody about an item."""
    rule = next((rule for rule in whole.rules if rule.id == item.id), None)
    why = _why(whole, item)
    own = [event for event in whole.events if event.item == item.id]
    return {
        "project": whole.view,
        "item": item,
        "stage": whole.catalogue.stages[item.stage],
        "applies": item.public_status is not PublicStatus.NOT_APPLICABLE,
        "before": _named(whole, rule.prerequisites if rule else ()),
        "after": _named(whole, [other.id for other in whole.rules if item.id in other.prerequisites]),
        "law": rule.statutory if rule else None,
        "approver": _approver(own),
        "promised": _ruler(why.promised) if why and why.promised else None,
        "statutory": _ruler(why.statutory) if why and why.statutory else None,
        "uncounted": why is None,
        "is_exact": item.unit not in (Unit.WD, Unit.D),
        "record": [_told(event) for event in reversed(own)],
    }


def _why(whole: Whole, item: ItemView) -> Why | None:
    """Why the dates are what they are; None where a calendar is missing."""
    if whole.story is None or item.public_status is PublicStatus.NOT_APPLICABLE:
        return None
    try:
        return why_of(whole.story, item.id)
    except CalendarMissing:
        return None


def _named(whole: Whole, ids: Collection[str]) -> list[ItemView]:
    return [item for item in whole.view.items if item.id in ids]


def _approver(own: list[Event]) -> str:
    """The part of whoever decided, or will: officers decide unless their head did."""
    decided = [event.role for event in own if event.kind in (Happening.APPROVED, Happening.REFUSED, Happening.DECLINED)]
    return PARTS[decided[-1] if decided and decided[-1] in PARTS else Role.OFFICER]


def _told(event: Event) -> Told:
    return Told(
        event,
        HAPPENINGS[event.kind],
        PARTS.get(event.role, ""),
        kind=event.what if event.kind is Happening.PAUSED else "",
        more=int(event.what) if event.kind is Happening.EXTENDED and event.what.isdigit() else 0,
    )


def _ruler(clock: Counted) -> Ruler:
    return Ruler(clock, [_day(count) for count in clock.days])


def _day(count: DayCount) -> Day:
    if count.reason.startswith(_PAUSED):
        return Day(count, pause=count.reason.removeprefix(_PAUSED))
    word = _REASONS.get(count.reason, "")
    return Day(count, word, name="" if word else count.reason)
